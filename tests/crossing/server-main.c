/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The process that has the object of a test: prints the reference to it, in hexadecimal digits, and
 * serves until its standard input ends.
 *
 *   test-crossing-server ncalrpc|ncacn_ip_tcp sta|mta plain|calls
 */

#define COBJMACROS
#include <beck/beck.h>
#include <beck/marshal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <win/windows.h>

#include "tally.h"

BECK_EXTERN_PROXY_FILE (crossing);

static gboolean
print_reference (IStream *stream)
{
  LARGE_INTEGER start = { .QuadPart = 0 };
  ULONG n = 0;
  guint8 value;

  if (FAILED (IStream_Seek (stream, start, STREAM_SEEK_SET, NULL)))
    return FALSE;
  while (IStream_Read (stream, &value, 1, &n) == S_OK && n == 1)
    printf ("%02x", value);
  printf ("\n");
  return fflush (stdout) == 0;
}

static HRESULT
marshal (IPlace *place, DWORD context)
{
  IStream *stream;
  HRESULT hr = CreateStreamOnHGlobal (NULL, TRUE, &stream);

  if (FAILED (hr))
    return hr;
  hr = CoMarshalInterface (stream, &IID_IPlace, (IUnknown *) place, context, NULL,
                           MSHLFLAGS_NORMAL);
  if (SUCCEEDED (hr) && !print_reference (stream))
    hr = E_FAIL;
  IStream_Release (stream);
  return hr;
}

static gpointer
wait_for_end (gpointer over)
{
  char ignored;

  while (read (STDIN_FILENO, &ignored, 1) > 0)
    ;
  SetEvent (over);
  return NULL;
}

static HRESULT
serve (gboolean with_calls, DWORD context)
{
  HANDLE over = CreateEvent (NULL, TRUE, FALSE, NULL);
  IPlace *place = tally_new (with_calls);
  GThread *waiter;
  DWORD index;
  HRESULT hr = marshal (place, context);

  IPlace_Release (place);
  if (FAILED (hr))
    return hr;
  waiter = g_thread_new ("wait", wait_for_end, over);
  hr = CoWaitForMultipleHandles (0, INFINITE, 1, &over, &index);
  g_thread_join (waiter);
  CloseHandle (over);
  return hr;
}

int
main (int argc, char **argv)
{
  static const BeckProxyFile *const files[] = { &crossing_ProxyFile, NULL };
  gboolean is_tcp;
  HRESULT hr;

  if (argc != 4)
    return 2;
  is_tcp = strcmp (argv[1], "ncacn_ip_tcp") == 0;
  if (is_tcp)
    g_setenv ("BECK_ORPC_LISTEN", "ncacn_ip_tcp:127.0.0.1[0]", TRUE);
  hr = beck_proxy_register (files);
  if (SUCCEEDED (hr))
    hr = CoInitializeEx (NULL, strcmp (argv[2], "sta") == 0 ? COINIT_APARTMENTTHREADED
                                                            : COINIT_MULTITHREADED);
  if (SUCCEEDED (hr))
    hr = serve (strcmp (argv[3], "calls") == 0,
                is_tcp ? MSHCTX_DIFFERENTMACHINE : MSHCTX_LOCAL);
  CoUninitialize ();
  if (FAILED (hr))
    fprintf (stderr, "test-crossing-server: 0x%08x\n", (guint) hr);
  return FAILED (hr) ? 1 : 0;
}
