/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck-demo tour: the ways to call an object and to wait for it, each in a function of its own
 * that can be read by itself. All of them read the same file.
 */

#include "demo.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT "Call an object, do not wait for it."
#define SIZE ((ULONG) sizeof TEXT - 1)

/* What each stop of the tour gets. */
typedef struct
{
  const char *directory;
  ISimpleStream *stream;
  AsyncISimpleStream *call; /* a call object on it, */
  ISynchronize *sync;       /* and what one waits for */
} Tour;

typedef HRESULT (*TourFunc) (const Tour *tour);

static HRESULT
finish_and_print (AsyncISimpleStream *call)
{
  byte text[SIZE];
  ULONG n;
  HRESULT hr = AsyncISimpleStream_Finish_Read (call, text, &n);

  if (SUCCEEDED (hr))
    printf ("    Finish_Read: \"%.*s\"\n", (int) n, (const char *) text);
  return hr;
}

/* --- the stops --- */

static HRESULT
call_synchronously (const Tour *tour)
{
  byte text[SIZE];
  ULONG n;
  HRESULT hr = ISimpleStream_Read (tour->stream, text, SIZE, &n);

  if (SUCCEEDED (hr))
    printf ("    Read: \"%.*s\"\n", (int) n, (const char *) text);
  return hr;
}

static HRESULT
poll_for_it (const Tour *tour)
{
  guint n_polls = 1;
  HRESULT hr = AsyncISimpleStream_Begin_Read (tour->call, SIZE);

  if (FAILED (hr))
    return hr;
  for (; BECK_TIMED_OUT (ISynchronize_Wait (tour->sync, 0, 0)); n_polls++)
    g_thread_yield (); /* or something useful */
  printf ("    Wait (0, 0) was asked %u times\n", n_polls);
  return finish_and_print (tour->call);
}

static HRESULT
wait_in_a_container (const Tour *tour)
{
  g_autoptr (ISynchronizeContainer) container = NULL;
  g_autoptr (ISynchronize) first = NULL;
  HRESULT hr = CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                                 &IID_ISynchronizeContainer, (void **) &container);

  if (SUCCEEDED (hr))
    hr = ISynchronizeContainer_AddSynchronize (container, tour->sync);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Read (tour->call, SIZE);
  if (SUCCEEDED (hr))
    hr = ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &first);
  if (FAILED (hr))
    return hr;
  printf ("    WaitMultiple: %s\n", first == tour->sync ? "this call" : "another call");
  return finish_and_print (tour->call);
}

static HRESULT
wait_for_its_descriptor (const Tour *tour)
{
  g_autoptr (ISynchronizeHandle) handle_of = NULL;
  struct pollfd pollfd = { .events = POLLIN };
  HANDLE handle;
  HRESULT hr = ISynchronize_QueryInterface (tour->sync, &IID_ISynchronizeHandle,
                                            (void **) &handle_of);

  if (SUCCEEDED (hr))
    hr = ISynchronizeHandle_GetHandle (handle_of, &handle);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Read (tour->call, SIZE);
  if (FAILED (hr))
    return hr;
  pollfd.fd = beck_handle_to_fd (handle); /* stays the call object's */
  while (poll (&pollfd, 1, -1) < 0)
    ; /* a signal came */
  printf ("    poll: descriptor %d is readable\n", pollfd.fd);
  return finish_and_print (tour->call);
}

static gboolean
quit_main_loop (ISynchronize *sync, gpointer loop)
{
  printf ("    the main loop dispatches the source\n");
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static HRESULT
wait_in_a_main_loop (const Tour *tour)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) source = NULL;
  HRESULT hr = AsyncISimpleStream_Begin_Read (tour->call, SIZE);

  if (FAILED (hr))
    return hr;
  source = beck_synchronize_source_new (tour->sync);
  if (source == NULL)
    return E_OUTOFMEMORY;
  g_source_set_callback (source, (GSourceFunc) (gpointer) quit_main_loop, loop, NULL);
  g_source_attach (source, NULL);
  g_main_loop_run (loop);
  return finish_and_print (tour->call);
}

static void
on_ready (GObject *no_object, GAsyncResult *result, gpointer loop)
{
  printf ("    GAsyncReadyCallback: %s\n",
          beck_synchronize_wait_finish (result, NULL) ? "completed" : "not completed");
  g_main_loop_quit (loop);
}

static HRESULT
wait_by_a_callback (const Tour *tour)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  HRESULT hr = AsyncISimpleStream_Begin_Read (tour->call, SIZE);

  if (FAILED (hr))
    return hr;
  beck_synchronize_wait_async (tour->sync, NULL, on_ready, loop);
  g_main_loop_run (loop);
  return finish_and_print (tour->call);
}

/* An object with an ISynchronize of its own, and a call object as a part of it: the call tells
 * its completion to that ISynchronize. */
typedef struct
{
  BeckObject object;
  ISynchronize sync;
  IUnknown *call;
} Listener;

static HRESULT
listener_signal (ISynchronize *This)
{
  printf ("    Signal: the call tells the object around it\n");
  return S_OK;
}

static HRESULT
listener_reset (ISynchronize *This)
{
  return S_OK;
}

static HRESULT
listener_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return E_NOTIMPL; /* nobody waits for who is told */
}

static void
listener_finalize (gpointer self)
{
  if (((Listener *) self)->call != NULL)
    IUnknown_Release (((Listener *) self)->call);
}

static const BeckClass listener_class = {
  .name = "Listener",
  .size = sizeof (Listener),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Listener, sync, ISynchronize, .Signal = listener_signal,
                      .Reset = listener_reset, .Wait = listener_wait),
      BECK_INNER_INTERFACE (Listener, call, AsyncISimpleStream)),
  .finalize = listener_finalize,
};

static HRESULT
be_told (const Tour *tour)
{
  g_autoptr (ICallFactory) factory = NULL;
  g_autoptr (AsyncISimpleStream) call = NULL;
  Listener *listener = beck_object_new (&listener_class, NULL);
  HRESULT hr = listener != NULL ? ISimpleStream_QueryInterface (tour->stream, &IID_ICallFactory,
                                                                (void **) &factory)
                                : E_OUTOFMEMORY;

  if (SUCCEEDED (hr))
    hr = ICallFactory_CreateCall (factory, &IID_AsyncISimpleStream, BECK_UNKNOWN (listener),
                                  &IID_IUnknown, &listener->call);
  if (SUCCEEDED (hr))
    hr = beck_object_query (listener, &IID_AsyncISimpleStream, (void **) &call);
  beck_object_unref (listener); /* `call` keeps it */
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Read (call, SIZE);
  return SUCCEEDED (hr) ? finish_and_print (call) : hr;
}

static HRESULT
set_a_deadline (const Tour *tour)
{
  g_autofree char *path = g_build_filename (tour->directory, "pipe", NULL);
  g_autoptr (ISimpleStream) pipe = NULL;
  g_autoptr (AsyncISimpleStream) call = NULL;
  HRESULT hr = mkfifo (path, 0600) == 0 ? demo_open (path, FILE_STREAM_READ, 0, &pipe) : E_FAIL;

  unlink (path);
  if (SUCCEEDED (hr))
    hr = demo_new_call (pipe, &IID_AsyncISimpleStream, &call);
  if (SUCCEEDED (hr))
    hr = beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 50000);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Read (call, SIZE);
  if (FAILED (hr))
    return hr;
  hr = finish_and_print (call);
  printf ("    Finish_Read of a pipe that nobody writes, after 50 ms: %s\n",
          beck_hresult_to_string (hr));
  demo_close (pipe);
  return hr == RPC_E_CALL_CANCELED ? S_OK : E_UNEXPECTED;
}

/* --- the tour --- */

static const struct
{
  TourFunc visit;
  const char *title;
} stops[] = {
  { call_synchronously, "the synchronous interface" },
  { poll_for_it, "a poll loop: Wait with no time" },
  { wait_in_a_container, "a container: wait for any of many calls" },
  { wait_for_its_descriptor, "a file descriptor for poll(2)" },
  { wait_in_a_main_loop, "a GSource in a main loop" },
  { wait_by_a_callback, "a GAsyncReadyCallback" },
  { be_told, "completion callback: the call object as a part of ours" },
  { set_a_deadline, "a deadline" },
};

static HRESULT
visit_all (const Tour *tour)
{
  ULONGLONG position;
  HRESULT hr = S_OK;

  for (gsize i = 0; SUCCEEDED (hr) && i < G_N_ELEMENTS (stops); i++)
    {
      printf ("%zu. %s\n", i + 1, stops[i].title);
      hr = ISimpleStream_Seek (tour->stream, 0, STREAM_SEEK_SET, &position);
      if (SUCCEEDED (hr))
        hr = stops[i].visit (tour);
    }
  return hr;
}

static HRESULT
begin_tour (const char *directory, const char *path)
{
  g_autoptr (ISimpleStream) stream = NULL;
  g_autoptr (AsyncISimpleStream) call = NULL;
  g_autoptr (ISynchronize) sync = NULL;
  ULONG n;
  HRESULT hr = demo_open (path, FILE_STREAM_READ | FILE_STREAM_WRITE | FILE_STREAM_CREATE, 0600,
                          &stream);

  if (SUCCEEDED (hr))
    hr = ISimpleStream_Write (stream, (const byte *) TEXT, SIZE, &n);
  if (SUCCEEDED (hr))
    hr = demo_new_call (stream, &IID_AsyncISimpleStream, &call);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_QueryInterface (call, &IID_ISynchronize, (void **) &sync);
  return SUCCEEDED (hr) ? visit_all (&(const Tour){ directory, stream, call, sync }) : hr;
}

int
demo_tour (char **args)
{
  g_autofree char *directory = g_dir_make_tmp ("beck-tour-XXXXXX", NULL);
  g_autofree char *path = NULL;
  HRESULT hr;

  if (directory == NULL)
    return demo_fail ("tour", g_get_tmp_dir (), beck_hresult_from_errno (errno));
  path = g_build_filename (directory, "file", NULL);
  hr = begin_tour (directory, path);
  unlink (path);
  rmdir (directory);
  return SUCCEEDED (hr) ? EXIT_SUCCESS : demo_fail ("tour", path, hr);
}
