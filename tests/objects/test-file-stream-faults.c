/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lack of memory at every single allocation of a file stream's life, and lack of threads. Linked
 * to the layers of the library instead of the library, to reach the switch.
 */

#include "scene.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "beck-test.h"

static const char *path;

/* --- no threads --- */

static atomic_bool no_threads;

/* The names that ld's --wrap prescribes. */
int __real_pthread_create (pthread_t *thread, const pthread_attr_t *attr, void *(*func) (void *),
                           void *data);
int __wrap_pthread_create (pthread_t *thread, const pthread_attr_t *attr, void *(*func) (void *),
                           void *data);

int
__wrap_pthread_create (pthread_t *thread, const pthread_attr_t *attr, void *(*func) (void *),
                       void *data)
{
  if (atomic_load (&no_threads))
    return EAGAIN;
  return __real_pthread_create (thread, attr, func, data);
}

/* The first test, for a pool that has threads goes on. */
START_TEST (calls_fail_while_the_pool_has_no_threads)
{
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  ULONGLONG size;

  path = scene_file ("file", 10);
  atomic_store (&no_threads, TRUE);
  assert_hr (IFileStream_Open (file, path, FILE_STREAM_READ, 0), E_OUTOFMEMORY);
  assert_hr (AsyncISimpleStream_Begin_GetSize (call), S_OK);
  assert_hr (AsyncISimpleStream_Finish_GetSize (call, &size), E_OUTOFMEMORY);
  atomic_store (&no_threads, FALSE);
  assert_hr (IFileStream_Open (file, path, FILE_STREAM_READ, 0), S_OK);
}
END_TEST

START_TEST (waiting_fails_while_nobody_can_watch)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_pipe ("pipe"), FILE_STREAM_READ);
  byte data[10];
  ULONG n;

  atomic_store (&no_threads, TRUE);
  assert_hr (ISimpleStream_Read (stream, data, 10, &n), E_OUTOFMEMORY);
  atomic_store (&no_threads, FALSE);
}
END_TEST

/* --- no memory --- */

static HRESULT
use_synchronously (ISimpleStream *stream)
{
  g_autoptr (IFileStream) file = scene_file_of (stream);
  ULONGLONG position;
  byte data[100] = { 0 };
  ULONG n;
  HRESULT hr = IFileStream_Open (file, path, FILE_STREAM_READ | FILE_STREAM_WRITE, 0);

  if (SUCCEEDED (hr))
    hr = ISimpleStream_Write (stream, data, sizeof data, &n);
  if (SUCCEEDED (hr))
    hr = ISimpleStream_Seek (stream, 0, STREAM_SEEK_SET, &position);
  if (SUCCEEDED (hr))
    hr = ISimpleStream_Read (stream, data, sizeof data, &n);
  if (SUCCEEDED (hr))
    hr = IFileStream_Close (file);
  return hr;
}

static HRESULT
synchronous (void)
{
  g_autoptr (ISimpleStream) stream = NULL;
  HRESULT hr
      = beck_object_create (&file_stream_class, NULL, &IID_ISimpleStream, (void **) &stream);

  return SUCCEEDED (hr) ? use_synchronously (stream) : hr;
}

static HRESULT
make_call (ISimpleStream *stream, REFIID iid, gpointer call)
{
  g_autoptr (ICallFactory) factory = NULL;

  assert_hr (ISimpleStream_QueryInterface (stream, &IID_ICallFactory, (void **) &factory), S_OK);
  return ICallFactory_CreateCall (factory, iid, NULL, iid, call);
}

/* A whole copy of a file into itself, all in flight at once. */
static HRESULT
use_asynchronously (ISimpleStream *stream)
{
  g_autoptr (AsyncIFileStream) opening = NULL;
  g_autoptr (AsyncISimpleStream) reading = NULL;
  g_autoptr (AsyncISimpleStream) writing = NULL;
  byte data[100] = { 0 };
  ULONG n;
  HRESULT hr = make_call (stream, &IID_AsyncIFileStream, &opening), finished;

  if (SUCCEEDED (hr))
    hr = make_call (stream, &IID_AsyncISimpleStream, &reading);
  if (SUCCEEDED (hr))
    hr = make_call (stream, &IID_AsyncISimpleStream, &writing);
  if (FAILED (hr))
    return hr;
  hr = AsyncIFileStream_Begin_Open (opening, path, FILE_STREAM_READ | FILE_STREAM_WRITE, 0);
  if (FAILED (hr))
    return hr;
  hr = AsyncISimpleStream_Begin_Read (reading, sizeof data);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Write (writing, data, sizeof data);
  finished = AsyncIFileStream_Finish_Open (opening);
  if (FAILED (hr) || FAILED (finished))
    return FAILED (hr) ? hr : finished;
  hr = AsyncISimpleStream_Finish_Read (reading, data, &n);
  finished = AsyncISimpleStream_Finish_Write (writing, &n);
  return FAILED (hr) ? hr : finished;
}

static HRESULT
asynchronous (void)
{
  g_autoptr (ISimpleStream) stream = NULL;
  HRESULT hr
      = beck_object_create (&file_stream_class, NULL, &IID_ISimpleStream, (void **) &stream);

  return SUCCEEDED (hr) ? use_asynchronously (stream) : hr;
}

/* Threads other than this one allocate too, so the same index may meet different places; with
 * every index tried, each place has its turn. */
static gboolean
survives_failure_at (HRESULT (*scenario) (void), gint64 index)
{
  gint64 tried;
  HRESULT hr;

  beck_alloc_fail_at (index);
  hr = scenario ();
  tried = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  ck_assert_msg (hr == E_OUTOFMEMORY || SUCCEEDED (hr), "0x%08X with allocation %d failing",
                 (guint) hr, (int) index);
  return tried > index;
}

static void
assert_survives_each_failure (HRESULT (*scenario) (void))
{
  gint64 index = 0;

  path = scene_file ("file", 200);
  assert_hr (scenario (), S_OK);
  while (survives_failure_at (scenario, index))
    index++;
  ck_assert_int_gt (index, 0);
  assert_hr (scenario (), S_OK);
}

START_TEST (synchronous_methods_survive_each_failure)
{
  assert_survives_each_failure (synchronous);
}
END_TEST

START_TEST (calls_in_flight_survive_each_failure)
{
  assert_survives_each_failure (asynchronous);
}
END_TEST

static Suite *
faults_suite (void)
{
  Suite *suite = suite_create ("faults");
  TCase *threads = scene_case ("threads");
  TCase *memory = scene_case ("memory");

  tcase_add_test (threads, calls_fail_while_the_pool_has_no_threads);
  tcase_add_test (threads, waiting_fails_while_nobody_can_watch);
  suite_add_tcase (suite, threads);
  tcase_add_test (memory, synchronous_methods_survive_each_failure);
  tcase_add_test (memory, calls_in_flight_survive_each_failure);
  suite_add_tcase (suite, memory);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { faults_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
