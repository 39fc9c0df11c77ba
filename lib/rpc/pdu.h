/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Protocol data units of connection-oriented DCE/RPC (wire.md 1.1 to 1.5, 1.11): their headers
 * as structures. Pure functions over bytes.
 */

#include <beck/guid.h>
#include <glib.h>

#include "rpc/bytes.h"

enum
{
  BECK_PDU_REQUEST = 0,
  BECK_PDU_RESPONSE = 2,
  BECK_PDU_FAULT = 3,
  BECK_PDU_BIND = 11,
  BECK_PDU_BIND_ACK = 12,
  BECK_PDU_BIND_NAK = 13,
  BECK_PDU_ALTER = 14,
  BECK_PDU_ALTER_RESPONSE = 15,
  BECK_PDU_AUTH3 = 16,
  BECK_PDU_SHUTDOWN = 17,
  BECK_PDU_CANCEL = 18,
  BECK_PDU_ORPHANED = 19,
};

enum
{
  BECK_PDU_FIRST = 0x01,
  BECK_PDU_LAST = 0x02,
  BECK_PDU_PENDING_CANCEL = 0x04, /* in binds: header signing */
  BECK_PDU_MULTIPLEX = 0x10,
  BECK_PDU_DID_NOT_EXECUTE = 0x20,
  BECK_PDU_MAYBE = 0x40,
  BECK_PDU_OBJECT = 0x80,
};

#define BECK_PDU_HEADER_SIZE 16
#define BECK_PDU_REQUEST_SIZE 24 /* header and body header; 16 more with an object */
#define BECK_PDU_RESPONSE_SIZE 24
#define BECK_PDU_FAULT_SIZE 32

typedef struct
{
  GUID uuid;
  guint16 major, minor;
} BeckRpcSyntax;

extern const BeckRpcSyntax beck_rpc_ndr_syntax;

typedef struct
{
  guint8 version, minor, type, flags;
  guint8 drep[4];
  guint16 length, auth_length;
  guint32 call_id;
  gboolean swap; /* the sender's integers are not in this machine's order */
} BeckPduHeader;

/* The header that @data begins with, which has at least BECK_PDU_HEADER_SIZE bytes. Checks nothing. */
void beck_pdu_parse_header (const guint8 *data, BeckPduHeader *header);

/* ---- Making them, in this machine's order ---- */

/* The first 24 (with @object: 40) bytes of a request's fragment. @size: of its stub data. Returns how many. */
gsize beck_pdu_put_request (guint8 *out, guint8 flags, guint32 call_id, guint16 context_id, guint16 opnum,
                            const GUID *object, gsize size, gsize hint);
/* The first 24 bytes of a response's fragment. */
void beck_pdu_put_response (guint8 *out, guint8 flags, guint32 call_id, guint16 context_id,
                            guint8 cancel_count, gsize size, gsize hint);
/* A whole fault, 32 bytes. */
void beck_pdu_put_fault (guint8 *out, guint8 flags, guint32 call_id, guint16 context_id, guint8 cancel_count, guint32 status);
/* A co_cancel, orphaned or shutdown, 16 bytes. */
void beck_pdu_put_control (guint8 *out, guint8 type, guint32 call_id);
