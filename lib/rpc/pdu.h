/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Protocol data units of connection-oriented DCE/RPC (wire.md 1.1 to 1.5, 1.11): their headers
 * as structures. Pure functions over bytes.
 */

#include <beck/guid.h>
#include <glib.h>
#include <string.h>

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
  BECK_PDU_RTS = 20, /* the last there is; of HTTP only */
};

enum
{
  BECK_PDU_FIRST = 0x01,
  BECK_PDU_LAST = 0x02,
  BECK_PDU_WHOLE = BECK_PDU_FIRST | BECK_PDU_LAST,
  BECK_PDU_PENDING_CANCEL = 0x04, /* in binds: header signing */
  BECK_PDU_MULTIPLEX = 0x10,
  BECK_PDU_DID_NOT_EXECUTE = 0x20,
  BECK_PDU_MAYBE = 0x40,
  BECK_PDU_OBJECT = 0x80,
};

/* Reasons of a bind_nak. */
enum
{
  BECK_PDU_NAK_NOT_SPECIFIED = 0,
  BECK_PDU_NAK_VERSION = 4,
  BECK_PDU_NAK_AUTH_TYPE = 8,
};

/* The result and the reason for a presentation context. */
enum
{
  BECK_PDU_ACCEPTED = 0,
  BECK_PDU_REFUSED = 2,  /* by the provider */
  BECK_PDU_FEATURES = 3, /* the answer about bind-time features; the reason is a mask */
};
enum
{
  BECK_PDU_NO_INTERFACE = 1,
  BECK_PDU_NO_TRANSFER_SYNTAX = 2,
  BECK_PDU_LOCAL_LIMIT = 3,
};

/* Bind-time features (wire.md 1.7). */
enum
{
  BECK_PDU_FEATURE_SECURITY_MULTIPLEX = 1,
  BECK_PDU_FEATURE_KEEP_ON_ORPHANED = 2,
};

#define BECK_PDU_HEADER_SIZE 16
#define BECK_PDU_REQUEST_SIZE 24 /* header and body header; 16 more with an object */
#define BECK_PDU_OBJECT_SIZE 16
#define BECK_PDU_RESPONSE_SIZE 24
#define BECK_PDU_FAULT_SIZE 32
#define BECK_PDU_BIND_SIZE 28 /* up to the elements */
#define BECK_PDU_NAK_SIZE 24
#define BECK_PDU_SYNTAX_SIZE 20
#define BECK_PDU_RESULT_SIZE 24
#define BECK_PDU_TRAILER_SIZE 8

/* What every peer can take (MustRecvFragSize). */
#define BECK_PDU_MIN_FRAGMENT 1432

/* Padding is such that the next fragment's data goes on at a multiple of this. */
#define BECK_PDU_STUB_ALIGN 16

typedef struct
{
  GUID uuid;
  guint16 major, minor;
} BeckRpcSyntax;

G_GNUC_INTERNAL extern const BeckRpcSyntax beck_rpc_ndr_syntax;

typedef struct
{
  guint8 version, minor, type, flags;
  guint8 drep[4];
  guint16 length, auth_length;
  guint32 call_id;
  gboolean swap; /* the sender's integers are not in this machine's order */
} BeckPduHeader;

/* The sec_trailer and what is around it. */
typedef struct
{
  guint8 type, level, padding;
  guint32 context_id;
  gsize end; /* of the body before the padding: where stub data or elements end */
} BeckPduTrailer;

/* ---- Reading ---- */

/* The header that @data begins with, which has at least BECK_PDU_HEADER_SIZE bytes. Checks
 * nothing. */
G_GNUC_INTERNAL void beck_pdu_parse_header (const guint8 *data, BeckPduHeader *header);

/* Whether the version and the data representation are ones that are spoken here, and whether the
 * lengths agree with each other. */
G_GNUC_INTERNAL gboolean beck_pdu_header_is_good (const BeckPduHeader *header);

/* How many bytes the PDU that begins @data has, 0 if that cannot be told yet. */
G_GNUC_INTERNAL gsize beck_pdu_wanted (const guint8 *data, gsize size);

/* The sec_trailer of the PDU @data, whose header is good and says that there is one. FALSE: it is
 * not aligned, or more padding is claimed than there is behind @start. */
G_GNUC_INTERNAL gboolean beck_pdu_parse_trailer (const guint8 *data, const BeckPduHeader *header,
                                                 gsize start, BeckPduTrailer *trailer);

G_GNUC_INTERNAL void beck_pdu_parse_guid (const guint8 *data, gboolean swap, GUID *guid);
G_GNUC_INTERNAL void beck_pdu_parse_syntax (const guint8 *data, gboolean swap,
                                            BeckRpcSyntax *syntax);
G_GNUC_INTERNAL gboolean beck_rpc_syntax_equal (const BeckRpcSyntax *a, const BeckRpcSyntax *b);

/* Whether a transfer syntax is none, but the bind-time features that its sender has or wants. */
G_GNUC_INTERNAL gboolean beck_pdu_parse_features (const BeckRpcSyntax *syntax, guint16 *features);

static inline guint16
beck_pdu_get16 (const guint8 *data, gboolean swap)
{
  guint16 value;

  memcpy (&value, data, sizeof value);
  return swap ? GUINT16_SWAP_LE_BE (value) : value;
}

static inline guint32
beck_pdu_get32 (const guint8 *data, gboolean swap)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return swap ? GUINT32_SWAP_LE_BE (value) : value;
}

/* ---- Making them, in this machine's order ---- */

static inline void
beck_pdu_set16 (guint8 *data, guint16 value)
{
  memcpy (data, &value, sizeof value);
}

static inline void
beck_pdu_set32 (guint8 *data, guint32 value)
{
  memcpy (data, &value, sizeof value);
}

/* The stub bytes that fit into a fragment of at most @max bytes, behind @header of them. */
static inline guint
beck_pdu_max_stub (guint max, guint header)
{
  return (max - header) & ~(guint) (BECK_PDU_STUB_ALIGN - 1);
}

/* The first 16 bytes of any; @length: of the whole. */
G_GNUC_INTERNAL void beck_pdu_put_header (guint8 *out, guint8 type, guint8 flags, gsize length,
                                          guint32 call_id);

/* The first 24 (with @object: 40) bytes of a request's fragment. @size: of its stub data. Returns
 * how many. */
G_GNUC_INTERNAL gsize beck_pdu_put_request (guint8 *out, guint8 flags, guint32 call_id,
                                            guint16 context_id, guint16 opnum, const GUID *object,
                                            gsize size, gsize hint);

/* The first 24 bytes of a response's fragment. */
G_GNUC_INTERNAL void beck_pdu_put_response (guint8 *out, guint8 flags, guint32 call_id,
                                            guint16 context_id, guint8 cancel_count, gsize size,
                                            gsize hint);

/* A whole fault, 32 bytes. */
G_GNUC_INTERNAL void beck_pdu_put_fault (guint8 *out, guint8 flags, guint32 call_id,
                                         guint16 context_id, guint8 cancel_count,
                                         guint32 status);

/* A whole bind_nak, 24 bytes. */
G_GNUC_INTERNAL void beck_pdu_put_nak (guint8 *out, guint32 call_id, guint16 reason);

/* A co_cancel, orphaned or shutdown, 16 bytes. */
G_GNUC_INTERNAL void beck_pdu_put_control (guint8 *out, guint8 type, guint32 call_id);

/* 20 bytes. */
G_GNUC_INTERNAL void beck_pdu_put_syntax (guint8 *out, const BeckRpcSyntax *syntax);

/* The transfer syntax that asks for bind-time features, 20 bytes. */
G_GNUC_INTERNAL void beck_pdu_put_features (guint8 *out, guint8 features);
