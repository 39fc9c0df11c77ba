/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "addresses.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Nobody listens at more, and answers have to be small. */
#define MAX_BINDINGS 32
#define RESOLVER_PORT "135"

typedef struct
{
  BeckStringBinding *bindings;
  guint n;
} List;

static gboolean
has (const List *list, const BeckStringBinding *binding)
{
  for (guint i = 0; i < list->n; i++)
    if (list->bindings[i].tower == binding->tower
        && strcmp (list->bindings[i].address, binding->address) == 0
        && strcmp (list->bindings[i].endpoint, binding->endpoint) == 0)
      return TRUE;
  return FALSE;
}

static void
add (List *list, const BeckStringBinding *binding)
{
  if (list->n < MAX_BINDINGS && !has (list, binding))
    list->bindings[list->n++] = *binding;
}

/* (nullable): in memory of the answer. */
static DUALSTRINGARRAY *
make_array (const List *list)
{
  gsize room = list->n * (gsize) BECK_STRING_ARRAY_BINDING_UNITS + BECK_STRING_ARRAY_END_UNITS;
  DUALSTRINGARRAY *made = midl_user_allocate (sizeof *made + room * sizeof (USHORT));
  BeckStringArray array;

  if (made == NULL)
    return NULL;
  /* There is room, and what was read as UTF-8 can be written. */
  if (!beck_string_array_build (list->bindings, list->n, NULL, 0, made->aStringArray, room,
                                &array))
    g_assert_not_reached ();
  made->wNumEntries = array.n_entries;
  made->wSecurityOffset = array.security;
  return made;
}

static gboolean
is_loopback (const char *address)
{
  return g_str_has_prefix (address, "127.") || strcmp (address, "::1") == 0;
}

/* Those of TCP that @endpoints has, if the address is the client's (@same), or is not. */
static void
add_tcp (List *list, const BeckStringArray *endpoints, const BeckdClient *client, gboolean same)
{
  BeckStringBinding binding;
  guint position = 0;

  while (beck_string_array_next_binding (endpoints, &position, &binding))
    if (binding.tower == BECK_STRING_ARRAY_TCP
        && (strcmp (binding.address, client->address) == 0) == same)
      add (list, &binding);
}

/* What is at loopback, or at some address, by a name: those who look for a name replace it. */
static void
add_names (List *list)
{
  char host[HOST_NAME_MAX + 1] = "";
  guint n = list->n;

  gethostname (host, sizeof host);
  for (guint i = 0; i < n; i++)
    {
      BeckStringBinding binding = list->bindings[i];
      const char *name = is_loopback (binding.address) ? "localhost" : host;

      g_strlcpy (binding.address, name, sizeof binding.address);
      if (binding.address[0] != '\0')
        add (list, &binding);
    }
}

static void
add_all (List *list, const BeckStringArray *endpoints)
{
  BeckStringBinding binding;
  guint position = 0;

  while (beck_string_array_next_binding (endpoints, &position, &binding))
    add (list, &binding);
}

DUALSTRINGARRAY *
beckd_addresses_for (const BeckStringArray *endpoints, const BeckdClient *client)
{
  g_autofree BeckStringBinding *bindings = g_new (BeckStringBinding, MAX_BINDINGS);
  List list = { bindings, 0 };

  if (client->is_local)
    add_all (&list, endpoints);
  else
    {
      add_tcp (&list, endpoints, client, TRUE);
      add_tcp (&list, endpoints, client, FALSE);
      add_names (&list);
    }
  return make_array (&list);
}

/* ---- This machine ---- */

DUALSTRINGARRAY *
beckd_addresses_own (const BeckdClient *client)
{
  BeckStringBinding *bindings = g_new0 (BeckStringBinding, 2);
  List list = { bindings, 1 };
  DUALSTRINGARRAY *made;

  bindings[0].tower = client->is_local ? BECK_STRING_ARRAY_LOCAL : BECK_STRING_ARRAY_TCP;
  g_strlcpy (bindings[0].address, client->address, sizeof bindings[0].address);
  if (client->is_local)
    g_strlcpy (bindings[0].address, "localhost", sizeof bindings[0].address);
  else
    add_names (&list);
  made = make_array (&list);
  g_free (bindings);
  return made;
}

static void
add_resolver (List *list, RPC_BINDING_HANDLE handle)
{
  BeckStringBinding binding = { .tower = BECK_STRING_ARRAY_TCP };
  RPC_CSTR text = NULL, protseq = NULL, address = NULL, endpoint = NULL;

  if (RpcBindingToStringBindingA (handle, &text) == RPC_S_OK
      && RpcStringBindingParseA (text, NULL, &protseq, &address, &endpoint, NULL) == RPC_S_OK
      && strcmp ((const char *) protseq, "ncacn_ip_tcp") == 0)
    {
      g_strlcpy (binding.address, (const char *) address, sizeof binding.address);
      /* Where everybody looks need not be said. */
      if (strcmp ((const char *) endpoint, RESOLVER_PORT) != 0)
        g_strlcpy (binding.endpoint, (const char *) endpoint, sizeof binding.endpoint);
      add (list, &binding);
    }
  RpcStringFreeA (&text);
  RpcStringFreeA (&protseq);
  RpcStringFreeA (&address);
  RpcStringFreeA (&endpoint);
}

DUALSTRINGARRAY *
beckd_addresses_resolvers (void)
{
  g_autofree BeckStringBinding *bindings = g_new (BeckStringBinding, MAX_BINDINGS);
  List list = { bindings, 0 };
  RPC_BINDING_VECTOR *vector = NULL;

  if (RpcServerInqBindings (&vector) == RPC_S_OK)
    {
      for (ULONG i = 0; i < vector->Count; i++)
        add_resolver (&list, vector->BindingH[i]);
      RpcBindingVectorFree (&vector);
    }
  return make_array (&list);
}

/* A plain name, as processes choose them. */
static gboolean
is_name (const char *endpoint)
{
  for (const char *at = endpoint; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-_.", *at) == NULL)
      return FALSE;
  return endpoint[0] != '\0' && endpoint[0] != '.';
}

char *
beckd_addresses_local (const BeckStringArray *endpoints, guint uid)
{
  BeckStringBinding binding;
  guint position = 0;

  while (beck_string_array_next_binding (endpoints, &position, &binding))
    {
      if (binding.tower != BECK_STRING_ARRAY_LOCAL || !is_name (binding.endpoint))
        continue;
      if (uid == geteuid () || g_getenv ("BECK_NCALRPC_DIR") != NULL)
        return g_strdup_printf ("ncalrpc:[%s]", binding.endpoint);
      /* Another user's processes are where that user's processes look. */
      return g_strdup_printf ("ncalrpc:[/run/user/%u/beck/ncalrpc/%s]", uid, binding.endpoint);
    }
  return NULL;
}
