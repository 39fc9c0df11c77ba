/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Requests as fragments: headers beside slices of the stub data, which is not copied.
 */

#include <sys/uio.h>

#include "rpc/pdu.h"

typedef struct
{
  guint32 call_id;
  guint16 context_id;
  guint16 opnum;
  const GUID *object; /* (nullable) */
  guint8 flags;       /* BECK_PDU_MAYBE, or 0 */
  guint max_stub;     /* of a fragment without object */
  gconstpointer data;
  gsize size;
} BeckRpcRequestParts;

/* Writes all of a request to a blocking socket. FALSE if that fails; @sent tells how much had left.
 */
G_GNUC_INTERNAL gboolean beck_rpc_request_send (int fd, const BeckRpcRequestParts *parts,
                                                gsize *sent);

/* Appends all of it to @out. FALSE without memory, and nothing appended. */
G_GNUC_INTERNAL gboolean beck_rpc_request_append (BeckRpcBytes *out,
                                                  const BeckRpcRequestParts *parts);

/* A piece of a request that is made bit by bit. */
G_GNUC_INTERNAL gboolean beck_rpc_request_append_piece (BeckRpcBytes *out,
                                                        const BeckRpcRequestParts *parts,
                                                        gboolean first, gboolean last);
