/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck rpc: asks servers, of whatever make, about themselves. What they say is printed, so it is
 * made fit for a terminal before.
 */

#include "verb.h"

#include <beck/hresult.h>
#include <beck/rpc-endpoint.h>
#include <beck/rpc-uuid.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

#define PINGS 5

/* A mapper that has more than these makes fun of us. */
#define MAX_ENTRIES 65536

typedef struct
{
  gboolean as_json;
  char **rest;
  const char *text; /* the only one of them */
  RPC_BINDING_HANDLE binding;
  IdlJson json;
} Asking;

typedef RPC_STATUS (*AskFunc) (Asking *asking);

/* ---- Printing ---- */

static char *
fit_for_terminal (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_isprint (c) ? c : 0xFFFD);
    }
  return g_string_free (out, FALSE);
}

/* The caller's g_free(). */
static char *
uuid_to_text (const UUID *uuid)
{
  RPC_CSTR text = NULL;
  char *copy;

  if (UuidToStringA (uuid, &text) != RPC_S_OK)
    return g_strdup ("?");
  copy = g_strdup ((const char *) text);
  RpcStringFreeA (&text);
  return copy;
}

static void
put_interface (Asking *asking, const RPC_IF_ID *id)
{
  g_autofree char *uuid = uuid_to_text (&id->Uuid);
  g_autofree char *version = g_strdup_printf ("%u.%u", id->VersMajor, id->VersMinor);

  if (!asking->as_json)
    printf ("%s %s", uuid, version);
  else
    {
      idl_json_string (&asking->json, "uuid", uuid);
      idl_json_string (&asking->json, "version", version);
    }
}

/* ---- ping ---- */

static guint
microseconds_since (gint64 start)
{
  return (guint) MIN (g_get_monotonic_time () - start, G_MAXUINT);
}

static RPC_STATUS
ask_ping (Asking *asking)
{
  guint first = 0, fastest = G_MAXUINT;

  for (guint i = 0; i < PINGS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      RPC_STATUS status = RpcMgmtIsServerListening (asking->binding);

      if (status != RPC_S_OK)
        return status;
      if (i == 0)
        first = microseconds_since (start);
      else
        fastest = MIN (fastest, microseconds_since (start));
    }
  if (!asking->as_json)
    printf ("listening; %u µs to connect and call, %u µs a call\n", first, fastest);
  else
    {
      idl_json_bool (&asking->json, "listening", TRUE);
      idl_json_uint (&asking->json, "first_us", first);
      idl_json_uint (&asking->json, "call_us", fastest);
    }
  return RPC_S_OK;
}

/* ---- ifs ---- */

static void
put_interfaces (Asking *asking, const RPC_IF_ID_VECTOR *ids)
{
  if (asking->as_json)
    idl_json_open (&asking->json, "interfaces", '[');
  for (ULONG i = 0; ids != NULL && i < ids->Count; i++)
    {
      if (asking->as_json)
        idl_json_open_inline (&asking->json, NULL, '{');
      put_interface (asking, ids->IfId[i]);
      if (asking->as_json)
        idl_json_close (&asking->json, '}');
      else
        putchar ('\n');
    }
  if (asking->as_json)
    idl_json_close (&asking->json, ']');
}

static RPC_STATUS
ask_ifs (Asking *asking)
{
  RPC_IF_ID_VECTOR *ids = NULL;
  RPC_STATUS status = RpcMgmtInqIfIds (asking->binding, &ids);

  /* That there are none is an answer, too. */
  if (status != RPC_S_OK && status != RPC_S_NO_INTERFACES)
    return status;
  put_interfaces (asking, ids);
  if (ids != NULL)
    RpcIfIdVectorFree (&ids);
  return RPC_S_OK;
}

/* ---- ep-list ---- */

typedef struct
{
  RPC_IF_ID interface;
  RPC_BINDING_HANDLE binding;
  UUID object;
  RPC_CSTR annotation;
} Entry;

static char *
object_to_text (UUID *object)
{
  RPC_STATUS status;

  return UuidIsNil (object, &status) ? NULL : uuid_to_text (object);
}

static void
put_entry_as_json (Asking *asking, Entry *entry, const char *binding, const char *object)
{
  idl_json_open (&asking->json, NULL, '{');
  put_interface (asking, &entry->interface);
  idl_json_string (&asking->json, "binding", binding);
  idl_json_string (&asking->json, "annotation", (const char *) entry->annotation);
  idl_json_string (&asking->json, "object", object);
  idl_json_close (&asking->json, '}');
}

static void
put_entry_as_text (Asking *asking, Entry *entry, const char *binding, const char *object)
{
  g_autofree char *where = fit_for_terminal (binding);
  g_autofree char *annotation = fit_for_terminal ((const char *) entry->annotation);

  put_interface (asking, &entry->interface);
  printf ("  %s", where);
  if (annotation[0] != '\0')
    printf ("  '%s'", annotation);
  if (object != NULL)
    printf ("  object %s", object);
  putchar ('\n');
}

static RPC_STATUS
put_entry (Asking *asking, Entry *entry)
{
  g_autofree char *object = object_to_text (&entry->object);
  RPC_CSTR binding = NULL;
  RPC_STATUS status = RpcBindingToStringBindingA (entry->binding, &binding);

  if (status != RPC_S_OK)
    return status;
  if (asking->as_json)
    put_entry_as_json (asking, entry, (const char *) binding, object);
  else
    put_entry_as_text (asking, entry, (const char *) binding, object);
  RpcStringFreeA (&binding);
  return RPC_S_OK;
}

static RPC_STATUS
put_next_entry (Asking *asking, RPC_EP_INQ_HANDLE inquiry)
{
  Entry entry = { .binding = NULL };
  RPC_STATUS status = RpcMgmtEpEltInqNextA (inquiry, &entry.interface, &entry.binding,
                                            &entry.object, &entry.annotation);

  if (status != RPC_S_OK)
    return status;
  status = put_entry (asking, &entry);
  RpcBindingFree (&entry.binding);
  RpcStringFreeA (&entry.annotation);
  return status;
}

/* The mapper is asked where the binding says, if it says so. */
static void
use_endpoint (const char *binding)
{
  RPC_CSTR protseq = NULL, endpoint = NULL;

  if (RpcStringBindingParseA ((RPC_CSTR) binding, NULL, &protseq, NULL, &endpoint, NULL)
      != RPC_S_OK)
    return;
  if (strcmp ((const char *) protseq, "ncacn_ip_tcp") == 0 && endpoint[0] != '\0')
    g_setenv ("BECK_EPM_PORT", (const char *) endpoint, TRUE);
  RpcStringFreeA (&protseq);
  RpcStringFreeA (&endpoint);
}

static RPC_STATUS
ask_ep_list (Asking *asking)
{
  RPC_EP_INQ_HANDLE inquiry = NULL;
  RPC_STATUS status;

  use_endpoint (asking->text);
  status = RpcMgmtEpEltInqBegin (asking->binding, RPC_C_EP_ALL_ELTS, NULL, RPC_C_VERS_ALL, NULL,
                                 &inquiry);
  if (status != RPC_S_OK)
    return status;
  if (asking->as_json)
    idl_json_open (&asking->json, "entries", '[');
  for (guint i = 0; i < MAX_ENTRIES && status == RPC_S_OK; i++)
    status = put_next_entry (asking, inquiry);
  if (asking->as_json)
    idl_json_close (&asking->json, ']');
  RpcMgmtEpEltInqDone (&inquiry);
  return status == RPC_X_NO_MORE_ENTRIES ? RPC_S_OK
         : status == RPC_S_OK            ? RPC_S_PROTOCOL_ERROR
                                         : status;
}

/* ---- The verbs ---- */

/* "error 1722: RPC_S_SERVER_UNAVAILABLE, The server cannot be reached" */
static int
fail (char **words, RPC_STATUS status)
{
  HRESULT hr = HRESULT_FROM_WIN32 ((DWORD) status);
  const char *name = beck_hresult_to_name (hr);

  if (name == NULL)
    return beck_verb_error (words, BECK_EXIT_FAILED, "error %u: unknown status 0x%08x",
                            (guint) status, (guint) status);
  return beck_verb_error (words, BECK_EXIT_FAILED, "error %u: %s, %s", (guint) status, name,
                          beck_hresult_to_string (hr));
}

static gboolean
parse (Asking *asking, const char *summary, char **words, GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &asking->as_json, "Answer in JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &asking->rest, NULL, "BINDING" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) argv = g_strdupv (words);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context,
                                    "A BINDING is 'ncacn_ip_tcp:HOST[PORT]' or 'ncalrpc:[NAME]'.");
  if (!g_option_context_parse_strv (context, &argv, error))
    return FALSE;
  if (asking->rest == NULL || g_strv_length (asking->rest) != 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           "exactly one BINDING is needed");
      return FALSE;
    }
  asking->text = asking->rest[0];
  return TRUE;
}

/* Nothing is printed in JSON unless all of it is. */
static int
answer (Asking *asking, char **words, AskFunc ask)
{
  g_autofree char *text = NULL;
  RPC_STATUS status;

  if (asking->as_json)
    {
      idl_json_init (&asking->json);
      idl_json_open (&asking->json, NULL, '{');
      idl_json_string (&asking->json, "binding", asking->text);
    }
  status = ask (asking);
  if (asking->as_json)
    {
      idl_json_close (&asking->json, '}');
      text = idl_json_finish (&asking->json);
      if (status == RPC_S_OK)
        fputs (text, stdout);
    }
  return status == RPC_S_OK ? beck_verb_finish (words, BECK_EXIT_OK) : fail (words, status);
}

static int
run (char **words, const char *summary, AskFunc ask)
{
  Asking asking = { .text = NULL };
  g_autoptr (GError) error = NULL;
  RPC_STATUS status;
  int result;

  if (!parse (&asking, summary, words, &error))
    result = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else
    {
      status = RpcBindingFromStringBindingA ((RPC_CSTR) asking.text, &asking.binding);
      result = status == RPC_S_OK ? answer (&asking, words, ask) : fail (words, status);
      if (status == RPC_S_OK)
        RpcBindingFree (&asking.binding);
    }
  g_strfreev (asking.rest);
  return result;
}

static int
run_ping (char **words)
{
  return run (words, "Whether a server listens, and how long a call takes.", ask_ping);
}

static int
run_ifs (char **words)
{
  return run (words, "The interfaces that a server offers: UUID and version.", ask_ifs);
}

static int
run_ep_list (char **words)
{
  return run (words, "What the endpoint mapper of a machine knows.", ask_ep_list);
}

static int
run_rpc (char **words)
{
  static const BeckVerb ping = { "ping", "whether a server listens", run_ping };
  static const BeckVerb ifs = { "ifs", "the interfaces of a server", run_ifs };
  static const BeckVerb ep_list = { "ep-list", "the endpoints of a machine", run_ep_list };
  static const BeckVerb *const verbs[] = { &ping, &ifs, &ep_list, NULL };

  return beck_verbs_run (verbs, "Servers of remote procedure calls.", words);
}

const BeckVerb beck_verb_rpc = { "rpc", "servers, asked about themselves", run_rpc };
