/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Records of extended error information, in chains. A record never changes, so chains share their
 * ends, and threads share chains.
 */

#include <beck/rpc-error.h>

/* Of a chain. */
#define BECK_RPC_MAX_ERROR_RECORDS 64

typedef struct BeckRpcErrorRecord BeckRpcErrorRecord;

struct BeckRpcErrorRecord
{
  gint refs;
  BeckRpcErrorRecord *next;
  RPC_EXTENDED_ERROR_INFO info; /* with texts of its own, and the time as FILETIME */
};

/* A record like @info, with one reference and no successor; NULL and a status. */
G_GNUC_INTERNAL BeckRpcErrorRecord *
beck_rpc_error_record_new (const RPC_EXTENDED_ERROR_INFO *info, guint32 *status);

G_GNUC_INTERNAL BeckRpcErrorRecord *beck_rpc_error_record_ref (BeckRpcErrorRecord *record);

/* With all behind it that nobody else refers to. */
G_GNUC_INTERNAL void beck_rpc_error_record_unref (BeckRpcErrorRecord *record);

G_GNUC_INTERNAL guint beck_rpc_error_record_count (const BeckRpcErrorRecord *chain);

/* @to receives what @from says, with copies of its texts. 0, or a status and no texts. */
G_GNUC_INTERNAL guint32 beck_rpc_error_info_copy (RPC_EXTENDED_ERROR_INFO *to,
                                                  const RPC_EXTENDED_ERROR_INFO *from);

/* Frees the texts of a copy. */
G_GNUC_INTERNAL void beck_rpc_error_info_clear (RPC_EXTENDED_ERROR_INFO *info);

/* ---- Chains as bytes: error-blob.c ---- */

/* For beck_free(); NULL without memory. */
G_GNUC_INTERNAL gpointer beck_rpc_error_chain_save (const BeckRpcErrorRecord *chain, gsize *size);

/* A chain with one reference; NULL and a status. */
G_GNUC_INTERNAL BeckRpcErrorRecord *beck_rpc_error_chain_load (gconstpointer data, gsize size,
                                                               guint32 *status);
