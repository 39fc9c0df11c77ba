/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The text form of a binding (rpc.md 1.4), to parts and back:
 *
 *   [ObjectUUID@]ProtSeq:[NetAddr][\[[Endpoint][,Option=value...]\]]
 *
 * A backslash takes the meaning from the character behind it. Pure: what the parts say is
 * looked at by the functions of protseq.h.
 */

#include <glib.h>

/* Bytes of the whole text without its NUL. */
#define BECK_RPC_STRING_BINDING_MAX 4096

typedef enum
{
  BECK_RPC_PART_OBJECT,
  BECK_RPC_PART_PROTSEQ,
  BECK_RPC_PART_ADDRESS,
  BECK_RPC_PART_ENDPOINT,
  BECK_RPC_PART_OPTIONS, /* all of them, with their commas */
  BECK_RPC_N_PARTS,
} BeckRpcPart;

/* The parts without escapes. */
typedef struct
{
  char *part[BECK_RPC_N_PARTS];
} BeckRpcParts;

/* 0 and all parts, "" for those that are not there; or RPC_S_INVALID_STRING_BINDING,
 * RPC_S_INVALID_STRING_UUID, RPC_S_STRING_TOO_LONG, RPC_S_OUT_OF_MEMORY and none. An option
 * "endpoint=value" is the endpoint. */
G_GNUC_INTERNAL guint32 beck_rpc_parts_parse (BeckRpcParts *parts, const char *text);

/* The text of parts, of which any may be NULL, for beck_free(). Statuses as above. */
G_GNUC_INTERNAL guint32 beck_rpc_parts_compose (const BeckRpcParts *parts, char **ret_text);

G_GNUC_INTERNAL void beck_rpc_parts_clear (BeckRpcParts *parts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckRpcParts, beck_rpc_parts_clear)
