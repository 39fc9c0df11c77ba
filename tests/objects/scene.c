/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *directory;
static GPtrArray *paths;

static void
set_up (void)
{
  directory = g_dir_make_tmp ("beck-stream-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  paths = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (void)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_unlink (scene_path (name));
  ck_assert_int_eq (g_rmdir (directory), 0);
  g_clear_pointer (&paths, g_ptr_array_unref);
  g_clear_pointer (&directory, g_free);
}

TCase *
scene_case (const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_set_timeout (tcase, 60);
  return tcase;
}

const char *
scene_path (const char *name)
{
  char *path = g_build_filename (directory, name, NULL);

  g_ptr_array_add (paths, path);
  return path;
}

/* Two neighbouring blocks of any power of two differ. */
byte
scene_byte (gsize offset)
{
  return (byte) (offset * 31 + offset / 251);
}

const char *
scene_file (const char *name, gsize size)
{
  const char *path = scene_path (name);
  g_autofree byte *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = scene_byte (i);
  ck_assert (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  return path;
}

const char *
scene_pipe (const char *name)
{
  const char *path = scene_path (name);

  ck_assert_int_eq (mkfifo (path, 0600), 0);
  return path;
}

void
scene_assert_bytes (const byte *data, gsize offset, gsize size)
{
  gsize i = 0;

  while (i < size && data[i] == scene_byte (offset + i))
    i++;
  ck_assert_msg (i == size, "byte %zu is wrong", offset + i);
}

void
scene_assert_contents (const char *path, const void *data, gsize size)
{
  g_autofree char *contents = NULL;
  gsize length;

  ck_assert (g_file_get_contents (path, &contents, &length, NULL));
  ck_assert_uint_eq (length, size);
  ck_assert_int_eq (memcmp (contents, data, size), 0);
}

ISimpleStream *
scene_stream (const char *path, DWORD mode)
{
  ISimpleStream *stream;

  assert_hr (beck_object_create (&file_stream_class, NULL, &IID_ISimpleStream, (void **) &stream),
             S_OK);
  if (path != NULL)
    {
      g_autoptr (IFileStream) file = scene_file_of (stream);

      assert_hr (IFileStream_Open (file, path, mode, 0600), S_OK);
    }
  return stream;
}

static gpointer
query (gpointer object, REFIID iid)
{
  gpointer found;

  assert_hr (IUnknown_QueryInterface ((IUnknown *) object, iid, &found), S_OK);
  return found;
}

IFileStream *
scene_file_of (ISimpleStream *stream)
{
  return query (stream, &IID_IFileStream);
}

static gpointer
new_call (ISimpleStream *stream, REFIID iid)
{
  g_autoptr (ICallFactory) factory = query (stream, &IID_ICallFactory);
  IUnknown *call;

  assert_hr (ICallFactory_CreateCall (factory, iid, NULL, iid, &call), S_OK);
  return call;
}

AsyncISimpleStream *
scene_call (ISimpleStream *stream)
{
  return new_call (stream, &IID_AsyncISimpleStream);
}

AsyncIFileStream *
scene_file_call (ISimpleStream *stream)
{
  return new_call (stream, &IID_AsyncIFileStream);
}

HRESULT
scene_wait (gpointer call, DWORD timeout_ms)
{
  g_autoptr (ISynchronize) sync = query (call, &IID_ISynchronize);

  return ISynchronize_Wait (sync, 0, timeout_ms);
}

HRESULT
scene_cancel (gpointer call)
{
  g_autoptr (ICancelMethodCalls) cancel = query (call, &IID_ICancelMethodCalls);

  return ICancelMethodCalls_Cancel (cancel, 0);
}

ULONGLONG
scene_position (ISimpleStream *stream)
{
  ULONGLONG position;

  assert_hr (ISimpleStream_Seek (stream, 0, STREAM_SEEK_CUR, &position), S_OK);
  return position;
}

rlim_t
scene_limit (int resource, rlim_t soft)
{
  struct rlimit limit;
  rlim_t before;

  ck_assert_int_eq (getrlimit ((__rlimit_resource_t) resource, &limit), 0);
  before = limit.rlim_cur;
  limit.rlim_cur = soft;
  ck_assert_int_eq (setrlimit ((__rlimit_resource_t) resource, &limit), 0);
  return before;
}

void
scene_let_block (void)
{
  g_usleep (20000);
}
