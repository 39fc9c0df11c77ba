/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The functions that make and take string bindings. Those that end with W are those that end
 * with A, between two conversions.
 */

#include <beck/rpc-binding.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"
#include "string-binding.h"
#include "text.h"

RPC_STATUS
RpcStringFreeA (RPC_CSTR *string)
{
  if (string == NULL)
    return RPC_S_INVALID_ARG;
  beck_free (*string);
  *string = NULL;
  return RPC_S_OK;
}

RPC_STATUS
RpcStringFreeW (RPC_WSTR *string)
{
  if (string == NULL)
    return RPC_S_INVALID_ARG;
  beck_free (*string);
  *string = NULL;
  return RPC_S_OK;
}

/* ---- Compose ---- */

/* Without a place for it the text is only tried. */
static RPC_STATUS
compose (const BeckRpcParts *parts, char **ret_text)
{
  char *text;
  guint32 status = beck_rpc_parts_compose (parts, &text);

  if (ret_text != NULL)
    *ret_text = text;
  else
    beck_free (text);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcStringBindingComposeA (RPC_CSTR object, RPC_CSTR protseq, RPC_CSTR address, RPC_CSTR endpoint,
                          RPC_CSTR options, RPC_CSTR *binding)
{
  const BeckRpcParts parts = { { (char *) object, (char *) protseq, (char *) address,
                                 (char *) endpoint, (char *) options } };

  return compose (&parts, (char **) binding);
}

static guint32
parts_from_wide (BeckRpcParts *parts, const RPC_WSTR wide[BECK_RPC_N_PARTS])
{
  guint32 status = RPC_S_OK;

  for (guint i = 0; i < BECK_RPC_N_PARTS && status == RPC_S_OK; i++)
    status = beck_rpc_text_from_wide (wide[i], &parts->part[i]);
  return status;
}

RPC_STATUS
RpcStringBindingComposeW (RPC_WSTR object, RPC_WSTR protseq, RPC_WSTR address, RPC_WSTR endpoint,
                          RPC_WSTR options, RPC_WSTR *binding)
{
  const RPC_WSTR wide[] = { object, protseq, address, endpoint, options };
  g_auto (BeckRpcParts) parts = { 0 };
  char *text = NULL;
  guint32 status = parts_from_wide (&parts, wide);

  if (binding != NULL)
    *binding = NULL;
  if (status == RPC_S_OK)
    status = beck_rpc_parts_compose (&parts, &text);
  if (status == RPC_S_OK && binding != NULL)
    status = beck_rpc_text_to_wide (text, binding);
  beck_free (text);
  return (RPC_STATUS) status;
}

/* ---- Parse ---- */

RPC_STATUS
RpcStringBindingParseA (RPC_CSTR binding, RPC_CSTR *object, RPC_CSTR *protseq, RPC_CSTR *address,
                        RPC_CSTR *endpoint, RPC_CSTR *options)
{
  RPC_CSTR *const outputs[] = { object, protseq, address, endpoint, options };
  g_auto (BeckRpcParts) parts = { 0 };
  guint32 status = RPC_S_INVALID_STRING_BINDING;

  if (binding != NULL)
    status = beck_rpc_parts_parse (&parts, (const char *) binding);
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    if (outputs[i] != NULL)
      *outputs[i] = (RPC_CSTR) g_steal_pointer (&parts.part[i]);
  return (RPC_STATUS) status;
}

static void
free_outputs (RPC_WSTR *const outputs[BECK_RPC_N_PARTS])
{
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    if (outputs[i] != NULL)
      RpcStringFreeW (outputs[i]);
}

static guint32
parts_to_wide (const BeckRpcParts *parts, RPC_WSTR *const outputs[BECK_RPC_N_PARTS])
{
  guint32 status = RPC_S_OK;

  for (guint i = 0; i < BECK_RPC_N_PARTS && status == RPC_S_OK; i++)
    if (outputs[i] != NULL)
      status = beck_rpc_text_to_wide (parts->part[i], outputs[i]);
  return status;
}

RPC_STATUS
RpcStringBindingParseW (RPC_WSTR binding, RPC_WSTR *object, RPC_WSTR *protseq, RPC_WSTR *address,
                        RPC_WSTR *endpoint, RPC_WSTR *options)
{
  RPC_WSTR *const outputs[] = { object, protseq, address, endpoint, options };
  g_auto (BeckRpcParts) parts = { 0 };
  char *text = NULL;
  guint32 status = RPC_S_INVALID_STRING_BINDING;

  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    if (outputs[i] != NULL)
      *outputs[i] = NULL;
  if (binding != NULL)
    status = beck_rpc_text_from_wide (binding, &text);
  if (status == RPC_S_OK)
    status = beck_rpc_parts_parse (&parts, text);
  if (status == RPC_S_OK)
    status = parts_to_wide (&parts, outputs);
  if (status != RPC_S_OK)
    free_outputs (outputs);
  beck_free (text);
  return (RPC_STATUS) status;
}
