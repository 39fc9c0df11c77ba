/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary bytes as saved error records. What can be loaded can be saved again; that is no longer
 * than it was, and does not change any more.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <beck/memory.h>
#include <beck/rpc-error.h>
#include <beck/status.h>

#include "fuzz.h"

#include <string.h>

static void *
save_and_end (RPC_ERROR_ENUM_HANDLE *enumeration, gsize *size)
{
  void *blob;

  g_assert (RpcErrorSaveErrorInfo (enumeration, &blob, size) == RPC_S_OK);
  RpcErrorEndEnumeration (enumeration);
  return blob;
}

static void
read_all (RPC_ERROR_ENUM_HANDLE *enumeration)
{
  RPC_EXTENDED_ERROR_INFO info;

  do
    {
      info.Version = RPC_EEINFO_VERSION;
      info.Flags = 0;
      info.NumberOfParameters = MaxNumberOfEEInfoParams;
    }
  while (RpcErrorGetNextRecord (enumeration, FALSE, &info) == RPC_S_OK);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Copied, so that the address sanitizer knows where it ends. */
  g_autofree guint8 *bytes = g_malloc (size + 1);
  RPC_ERROR_ENUM_HANDLE enumeration;
  gsize first_size, again_size;
  void *first, *again;

  memcpy (bytes, data, size);
  bytes = g_realloc (bytes, MAX (size, 1));
  if (RpcErrorLoadErrorInfo (bytes, size, &enumeration) != RPC_S_OK)
    return 0;
  read_all (&enumeration);
  first = save_and_end (&enumeration, &first_size);
  g_assert (first_size <= size);
  g_assert (RpcErrorLoadErrorInfo (first, first_size, &enumeration) == RPC_S_OK);
  again = save_and_end (&enumeration, &again_size);
  g_assert (again_size == first_size && memcmp (first, again, first_size) == 0);
  CoTaskMemFree (first);
  CoTaskMemFree (again);
  return 0;
}
