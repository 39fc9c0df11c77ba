/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The process that has the object: prints a reference to it that many may use, in hexadecimal
 * digits, and serves until its standard input ends. With an argument, as many references to
 * normal packets instead, of an object each.
 */

#define COBJMACROS
#include "net-object.h"

#include <beck/marshal.h>
#include <stdio.h>
#include <unistd.h>

BECK_EXTERN_PROXY_FILE (net);

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
offer (DWORD flags)
{
  DWORD context = g_getenv ("BECK_ORPC_LISTEN") != NULL ? MSHCTX_DIFFERENTMACHINE : MSHCTX_LOCAL;
  INet *net = net_object_new ();
  IStream *stream;
  HRESULT hr = CreateStreamOnHGlobal (NULL, TRUE, &stream);

  if (SUCCEEDED (hr))
    {
      hr = CoMarshalInterface (stream, &IID_INet, (IUnknown *) net, context, NULL, flags);
      if (SUCCEEDED (hr) && !print_reference (stream))
        hr = E_FAIL;
      IStream_Release (stream);
    }
  INet_Release (net);
  return hr;
}

static HRESULT
offer_all (guint n)
{
  HRESULT hr = n == 0 ? offer (MSHLFLAGS_TABLESTRONG) : S_OK;

  for (guint i = 0; i < n && SUCCEEDED (hr); i++)
    hr = offer (MSHLFLAGS_NORMAL);
  return hr;
}

static void
wait_for_end (void)
{
  char value;

  while (read (STDIN_FILENO, &value, 1) > 0)
    ;
}

int
main (int argc, char **argv)
{
  static const BeckProxyFile *const files[] = { &net_ProxyFile, NULL };
  HRESULT hr = beck_proxy_register (files);

  if (SUCCEEDED (hr))
    hr = CoInitializeEx (NULL, COINIT_MULTITHREADED);
  if (SUCCEEDED (hr))
    hr = offer_all (argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 0);
  if (SUCCEEDED (hr))
    wait_for_end ();
  else
    fprintf (stderr, "test-net-server: 0x%08x\n", (guint) hr);
  CoUninitialize ();
  return FAILED (hr) ? 1 : 0;
}
