/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A process that has objects of the server: unmarshals the reference that its argument is, has as
 * many others made as its second says, says so, and keeps them until it is killed. With a third one
 * it gives them back and ends at once.
 */

#define COBJMACROS
#include <beck/beck.h>
#include <beck/marshal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

BECK_EXTERN_PROXY_FILE (net);

#define MAX_OBJECTS 100

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

static int
give_back (INet *net, INet **others, guint n)
{
  for (guint i = 0; i < n; i++)
    INet_Release (others[i]);
  INet_Release (net);
  CoUninitialize ();
  return 0;
}

int
main (int argc, char **argv)
{
  static const BeckProxyFile *const files[] = { &net_ProxyFile, NULL };
  guint n = argc >= 3 ? MIN ((guint) g_ascii_strtoull (argv[2], NULL, 10), MAX_OBJECTS) : 0;
  INet *net, *others[MAX_OBJECTS];
  HRESULT hr = beck_proxy_register (files);

  if (SUCCEEDED (hr))
    hr = CoInitializeEx (NULL, COINIT_MULTITHREADED);
  if (SUCCEEDED (hr))
    hr = unmarshal (argv[1], &net);
  for (guint i = 0; i < n && SUCCEEDED (hr); i++)
    hr = INet_Make (net, &others[i]);
  printf ("%08x\n", (guint) hr);
  fflush (stdout);
  if (SUCCEEDED (hr) && argc == 4)
    return give_back (net, others, n);
  for (;;)
    pause ();
}
