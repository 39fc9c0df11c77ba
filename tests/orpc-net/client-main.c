/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A process that has objects of the server: unmarshals the reference that its argument is, has as
 * many others made as its second says, says so, and keeps them until it is killed.
 */

#define COBJMACROS
#include <beck/beck.h>
#include <beck/marshal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

BECK_EXTERN_PROXY_FILE (net);

static HRESULT
unmarshal (const char *digits, INet **net)
{
  LARGE_INTEGER start = { .QuadPart = 0 };
  IStream *stream;
  HRESULT hr = CreateStreamOnHGlobal (NULL, TRUE, &stream);

  if (FAILED (hr))
    return hr;
  for (; digits[0] != '\0' && digits[1] != '\0'; digits += 2)
    {
      guint8 value = (guint8) (g_ascii_xdigit_value (digits[0]) << 4
                               | g_ascii_xdigit_value (digits[1]));

      IStream_Write (stream, &value, 1, NULL);
    }
  hr = IStream_Seek (stream, start, STREAM_SEEK_SET, NULL);
  if (SUCCEEDED (hr))
    hr = CoUnmarshalInterface (stream, &IID_INet, (void **) net);
  IStream_Release (stream);
  return hr;
}

int
main (int argc, char **argv)
{
  static const BeckProxyFile *const files[] = { &net_ProxyFile, NULL };
  guint n = argc == 3 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  INet *net, *another;
  HRESULT hr = beck_proxy_register (files);

  if (SUCCEEDED (hr))
    hr = CoInitializeEx (NULL, COINIT_MULTITHREADED);
  if (SUCCEEDED (hr))
    hr = unmarshal (argv[1], &net);
  for (guint i = 0; i < n && SUCCEEDED (hr); i++)
    hr = INet_Make (net, &another);
  printf ("%08x\n", (guint) hr);
  fflush (stdout);
  for (;;)
    pause ();
}
