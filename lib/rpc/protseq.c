/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The protocol sequences there are. Each is a row; what it says about the parts of a binding are
 * functions of text.
 */

#include "protseq.h"

#include <beck/status.h>
#include <string.h>

/* Bytes of a host's name. */
#define MAX_HOST 255

/* ---- Addresses ---- */

static gboolean
is_host_character (guchar c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.' || c == '_' || c >= 0x80;
}

static gboolean
is_host_name (const char *name)
{
  gsize length = strlen (name);

  if (length > MAX_HOST)
    return FALSE;
  for (const char *p = name; *p != 0; p++)
    if (!is_host_character ((guchar) *p))
      return FALSE;
  return g_utf8_validate (name, (gssize) length, NULL);
}

/* "fe80::1%eth0" too. */
static gboolean
is_scoped_address (const char *text)
{
  const char *scope = strchr (text, '%');
  char address[48];

  if (scope == NULL || scope[1] == 0 || (gsize) (scope - text) >= sizeof address)
    return FALSE;
  memcpy (address, text, (gsize) (scope - text));
  address[scope - text] = 0;
  return strchr (address, ':') != NULL && g_hostname_is_ip_address (address)
         && is_host_name (scope + 1);
}

static gboolean
tcp_address (const char *text)
{
  return is_host_name (text) || g_hostname_is_ip_address (text) || is_scoped_address (text);
}

/* Only this machine has what ncalrpc leads to. */
static gboolean
local_address (const char *text)
{
  return text[0] == 0 || g_ascii_strcasecmp (text, "localhost") == 0
         || g_ascii_strcasecmp (text, g_get_host_name ()) == 0;
}

/* ---- Endpoints ---- */

static gboolean
tcp_endpoint (const char *text)
{
  guint port = 0;

  for (; *text != 0; text++)
    {
      if (!g_ascii_isdigit (*text))
        return FALSE;
      port = port * 10 + (guint) g_ascii_digit_value (*text);
      if (port > 65535)
        return FALSE;
    }
  return port != 0;
}

/* ---- Options ---- */

static gboolean
no_options (const char *text)
{
  return text[0] == 0;
}

/* "Security=Impersonation Dynamic True" is about what a server may do in the client's name. None
 * here can do anything, so every such text is kept. */
static gboolean
local_options (const char *text)
{
  static const char security[] = "security=";

  return text[0] == 0 || g_ascii_strncasecmp (text, security, sizeof security - 1) == 0;
}

/* ---- The rows ---- */

static const struct
{
  const char *name;
  gboolean (*address) (const char *text);
  gboolean (*endpoint) (const char *text);
  gboolean (*options) (const char *text);
} rows[] = {
  [BECK_RPC_PROTSEQ_LOCAL] = { "ncalrpc", local_address, beck_rpc_local_name_is_good,
                               local_options },
  [BECK_RPC_PROTSEQ_TCP] = { "ncacn_ip_tcp", tcp_address, tcp_endpoint, no_options },
};

/* Like the names of all sequences: a family, and what it runs over. */
static gboolean
looks_like_one (const char *name)
{
  gsize length = strlen (name);

  if (!g_str_has_prefix (name, "ncacn_") && !g_str_has_prefix (name, "ncadg_"))
    return FALSE;
  return length > strlen ("ncacn_")
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

guint32
beck_rpc_protseq_find (const char *name, BeckRpcProtseq *protseq)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].name, name) == 0)
      {
        *protseq = (BeckRpcProtseq) i;
        return RPC_S_OK;
      }
  return looks_like_one (name) ? RPC_S_PROTSEQ_NOT_SUPPORTED : RPC_S_INVALID_RPC_PROTSEQ;
}

const char *
beck_rpc_protseq_name (BeckRpcProtseq protseq)
{
  return rows[protseq].name;
}

guint32
beck_rpc_protseq_check_address (BeckRpcProtseq protseq, const char *address)
{
  return rows[protseq].address (address) ? RPC_S_OK : RPC_S_INVALID_NET_ADDR;
}

guint32
beck_rpc_protseq_check_endpoint (BeckRpcProtseq protseq, const char *endpoint)
{
  return rows[protseq].endpoint (endpoint) ? RPC_S_OK : RPC_S_INVALID_ENDPOINT_FORMAT;
}

guint32
beck_rpc_protseq_check_options (BeckRpcProtseq protseq, const char *options)
{
  return rows[protseq].options (options) ? RPC_S_OK : RPC_S_INVALID_NETWORK_OPTIONS;
}
