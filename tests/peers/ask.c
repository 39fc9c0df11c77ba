/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * ask BINDING: what a server says of itself by its management interface, and, if it is an endpoint
 * mapper, what it knows of others. A line for each thing.
 */

#include <beck/rpc-endpoint.h>

#include <stdio.h>
#include <stdlib.h>

static void
print_id (const char *what, const RPC_IF_ID *id)
{
  const UUID *u = &id->Uuid;

  printf ("%s %08x-%04x-%04x-%02x%02x-", what, u->Data1, u->Data2, u->Data3, u->Data4[0],
          u->Data4[1]);
  for (guint i = 2; i < 8; i++)
    printf ("%02x", u->Data4[i]);
  printf (" %u.%u", id->VersMajor, id->VersMinor);
}

static RPC_STATUS
ask_interfaces (RPC_BINDING_HANDLE binding)
{
  RPC_IF_ID_VECTOR *ids = NULL;
  RPC_STATUS status = RpcMgmtInqIfIds (binding, &ids);

  if (status != RPC_S_OK)
    return status;
  for (ULONG i = 0; i < ids->Count; i++)
    {
      print_id ("interface", ids->IfId[i]);
      putchar ('\n');
    }
  return RpcIfIdVectorFree (&ids);
}

static void
print_entry (const RPC_IF_ID *id, RPC_BINDING_HANDLE where, RPC_CSTR annotation)
{
  RPC_CSTR text = NULL;

  print_id ("entry", id);
  if (RpcBindingToStringBindingA (where, &text) == RPC_S_OK)
    printf (" %s", (const char *) text);
  printf (" '%s'\n", annotation != NULL ? (const char *) annotation : "");
  RpcStringFreeA (&text);
}

/* RPC_X_NO_MORE_ENTRIES is the end. */
static RPC_STATUS
ask_entries (RPC_BINDING_HANDLE binding)
{
  RPC_EP_INQ_HANDLE inquiry = NULL;
  RPC_STATUS status = RpcMgmtEpEltInqBegin (binding, RPC_C_EP_ALL_ELTS, NULL, RPC_C_VERS_ALL,
                                            NULL, &inquiry);

  while (status == RPC_S_OK)
    {
      RPC_BINDING_HANDLE where = NULL;
      RPC_CSTR annotation = NULL;
      RPC_IF_ID id;

      status = RpcMgmtEpEltInqNextA (inquiry, &id, &where, NULL, &annotation);
      if (status != RPC_S_OK)
        break;
      print_entry (&id, where, annotation);
      RpcBindingFree (&where);
      RpcStringFreeA (&annotation);
    }
  if (inquiry != NULL)
    RpcMgmtEpEltInqDone (&inquiry);
  return status == RPC_X_NO_MORE_ENTRIES ? RPC_S_OK : status;
}

static gboolean
good (RPC_STATUS status, const char *what)
{
  printf ("%s %d\n", what, status);
  return status == RPC_S_OK;
}

int
main (int argc, char **argv)
{
  RPC_BINDING_HANDLE binding = NULL;
  gboolean all;

  if (argc != 2 || RpcBindingFromStringBindingA ((RPC_CSTR) argv[1], &binding) != RPC_S_OK)
    {
      fprintf (stderr, "usage: ask BINDING\n");
      return 2;
    }
  all = good (RpcMgmtIsServerListening (binding), "listening");
  all = good (ask_interfaces (binding), "interfaces") && all;
  all = good (ask_entries (binding), "entries") && all;
  RpcBindingFree (&binding);
  return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
