/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary text as a string binding. What can be parsed can be composed again, and has the same
 * parts then.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <beck/rpc-binding.h>
#include <beck/status.h>

#include "fuzz.h"

#include <string.h>

enum
{
  N_PARTS = 5,
};

static RPC_STATUS
parse (const char *text, RPC_CSTR parts[N_PARTS])
{
  return RpcStringBindingParseA ((RPC_CSTR) text, &parts[0], &parts[1], &parts[2], &parts[3],
                                 &parts[4]);
}

static void
free_parts (RPC_CSTR parts[N_PARTS])
{
  for (guint i = 0; i < N_PARTS; i++)
    RpcStringFreeA (&parts[i]);
}

/* What has gone into the options once may be an endpoint when it is read again, where there was
 * none. */
static void
check_again (RPC_CSTR parts[N_PARTS])
{
  RPC_CSTR again[N_PARTS], text;
  RPC_STATUS status = RpcStringBindingComposeA (parts[0], parts[1], parts[2], parts[3], parts[4],
                                                &text);

  if (status == RPC_S_STRING_TOO_LONG)
    return;
  g_assert (status == RPC_S_OK);
  g_assert (parse ((const char *) text, again) == RPC_S_OK);
  for (guint i = 0; i < N_PARTS; i++)
    g_assert (parts[3][0] == 0 || strcmp ((char *) parts[i], (char *) again[i]) == 0);
  free_parts (again);
  RpcStringFreeA (&text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  RPC_CSTR parts[N_PARTS];
  RPC_BINDING_HANDLE binding;

  if (parse (text, parts) == RPC_S_OK)
    check_again (parts);
  free_parts (parts);
  if (RpcBindingFromStringBindingA ((RPC_CSTR) text, &binding) == RPC_S_OK)
    RpcBindingFree (&binding);
  return 0;
}
