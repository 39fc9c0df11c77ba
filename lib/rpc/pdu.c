/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Headers of PDUs, from bytes and to bytes. Whoever receives makes right: what is read may be in
 * either order, what is written is in this machine's.
 */

#include "rpc/pdu.h"

#define VERSION 5
#define LITTLE_ENDIAN_LABEL 0x10
#define OWN_LABEL (G_BYTE_ORDER == G_LITTLE_ENDIAN ? LITTLE_ENDIAN_LABEL : 0)

const BeckRpcSyntax beck_rpc_ndr_syntax = {
  BECK_GUID (0x8a885d04, 0x1ceb, 0x11c9, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60), 2, 0
};

/* The first half of its UUID says that it is about features, the second half which. */
static const BeckRpcSyntax features_syntax = {
  BECK_GUID (0x6cb71c2c, 0x9812, 0x4540, 0, 0, 0, 0, 0, 0, 0, 0), 1, 0
};

/* ---- Reading ---- */

static gboolean
is_foreign (guint8 label)
{
  return (label & 0xf0) != OWN_LABEL;
}

void
beck_pdu_parse_header (const guint8 *data, BeckPduHeader *header)
{
  header->version = data[0];
  header->minor = data[1];
  header->type = data[2];
  header->flags = data[3];
  memcpy (header->drep, data + 4, 4);
  header->swap = is_foreign (data[4]);
  header->length = beck_pdu_get16 (data + 8, header->swap);
  header->auth_length = beck_pdu_get16 (data + 10, header->swap);
  header->call_id = beck_pdu_get32 (data + 12, header->swap);
}

/* ASCII, IEEE, and integers in one of the two orders (wire.md 1.2). */
static gboolean
drep_is_good (const guint8 *drep)
{
  return (drep[0] == LITTLE_ENDIAN_LABEL || drep[0] == 0) && drep[1] == 0 && drep[2] == 0
         && drep[3] == 0;
}

gboolean
beck_pdu_header_is_good (const BeckPduHeader *header)
{
  gsize least = BECK_PDU_HEADER_SIZE;

  if (header->auth_length != 0)
    least += BECK_PDU_TRAILER_SIZE + (gsize) header->auth_length;
  return header->version == VERSION && header->minor == 0 && drep_is_good (header->drep)
         && header->length >= least;
}

gsize
beck_pdu_wanted (const guint8 *data, gsize size)
{
  if (size < BECK_PDU_HEADER_SIZE)
    return 0;
  return MAX (beck_pdu_get16 (data + 8, is_foreign (data[4])), BECK_PDU_HEADER_SIZE);
}

gboolean
beck_pdu_parse_trailer (const guint8 *data, const BeckPduHeader *header, gsize start,
                        BeckPduTrailer *trailer)
{
  gsize at = (gsize) header->length - header->auth_length - BECK_PDU_TRAILER_SIZE;

  if (at < start || at % 4 != 0)
    return FALSE;
  trailer->type = data[at];
  trailer->level = data[at + 1];
  trailer->padding = data[at + 2];
  trailer->context_id = beck_pdu_get32 (data + at + 4, header->swap);
  if (trailer->padding > at - start)
    return FALSE;
  trailer->end = at - trailer->padding;
  return TRUE;
}

void
beck_pdu_parse_guid (const guint8 *data, gboolean swap, GUID *guid)
{
  guid->Data1 = beck_pdu_get32 (data, swap);
  guid->Data2 = beck_pdu_get16 (data + 4, swap);
  guid->Data3 = beck_pdu_get16 (data + 6, swap);
  memcpy (guid->Data4, data + 8, sizeof guid->Data4);
}

void
beck_pdu_parse_syntax (const guint8 *data, gboolean swap, BeckRpcSyntax *syntax)
{
  guint32 version = beck_pdu_get32 (data + 16, swap);

  beck_pdu_parse_guid (data, swap, &syntax->uuid);
  syntax->major = version & 0xffff;
  syntax->minor = version >> 16;
}

gboolean
beck_rpc_syntax_equal (const BeckRpcSyntax *a, const BeckRpcSyntax *b)
{
  return a->major == b->major && a->minor == b->minor && beck_guid_equal (&a->uuid, &b->uuid);
}

gboolean
beck_pdu_parse_features (const BeckRpcSyntax *syntax, guint16 *features)
{
  const GUID *uuid = &syntax->uuid, *marker = &features_syntax.uuid;

  if (uuid->Data1 != marker->Data1 || uuid->Data2 != marker->Data2 || uuid->Data3 != marker->Data3)
    return FALSE;
  /* Little-endian whatever the label says. */
  *features = (guint16) (uuid->Data4[0] | uuid->Data4[1] << 8);
  return TRUE;
}

/* ---- Making ---- */

void
beck_pdu_put_header (guint8 *out, guint8 type, guint8 flags, gsize length, guint32 call_id)
{
  const guint8 start[8] = { VERSION, 0, type, flags, OWN_LABEL, 0, 0, 0 };

  g_assert (length <= G_MAXUINT16);
  memcpy (out, start, sizeof start);
  beck_pdu_set16 (out + 8, (guint16) length);
  beck_pdu_set16 (out + 10, 0);
  beck_pdu_set32 (out + 12, call_id);
}

static guint32
as_hint (gsize size)
{
  return size > G_MAXUINT32 ? 0 : (guint32) size;
}

gsize
beck_pdu_put_request (guint8 *out, guint8 flags, guint32 call_id, guint16 context_id,
                      guint16 opnum, const GUID *object, gsize size, gsize hint)
{
  gsize start = BECK_PDU_REQUEST_SIZE + (object != NULL ? BECK_PDU_OBJECT_SIZE : 0);

  if (object != NULL)
    {
      flags |= BECK_PDU_OBJECT;
      memcpy (out + BECK_PDU_REQUEST_SIZE, object, sizeof *object);
    }
  beck_pdu_put_header (out, BECK_PDU_REQUEST, flags, start + size, call_id);
  beck_pdu_set32 (out + 16, as_hint (hint));
  beck_pdu_set16 (out + 20, context_id);
  beck_pdu_set16 (out + 22, opnum);
  return start;
}

/* The body header that responses and faults share. Of the context's number one byte goes back, as
 * with everyone (wire.md 1.6). */
static void
put_answer (guint8 *out, guint16 context_id, guint8 cancel_count, gsize hint)
{
  beck_pdu_set32 (out + 16, as_hint (hint));
  beck_pdu_set16 (out + 20, context_id & 0xff);
  out[22] = cancel_count;
  out[23] = 0;
}

void
beck_pdu_put_response (guint8 *out, guint8 flags, guint32 call_id, guint16 context_id,
                       guint8 cancel_count, gsize size, gsize hint)
{
  beck_pdu_put_header (out, BECK_PDU_RESPONSE, flags, BECK_PDU_RESPONSE_SIZE + size, call_id);
  put_answer (out, context_id, cancel_count, hint);
}

void
beck_pdu_put_fault (guint8 *out, guint8 flags, guint32 call_id, guint16 context_id,
                    guint8 cancel_count, guint32 status)
{
  beck_pdu_put_header (out, BECK_PDU_FAULT, flags, BECK_PDU_FAULT_SIZE, call_id);
  put_answer (out, context_id, cancel_count, BECK_PDU_RESPONSE_SIZE);
  beck_pdu_set32 (out + 24, status);
  beck_pdu_set32 (out + 28, 0);
}

void
beck_pdu_put_nak (guint8 *out, guint32 call_id, guint16 reason)
{
  /* One version is supported; the rest is padding. */
  const guint8 versions[6] = { 1, VERSION, 0 };

  beck_pdu_put_header (out, BECK_PDU_BIND_NAK, BECK_PDU_WHOLE, BECK_PDU_NAK_SIZE, call_id);
  beck_pdu_set16 (out + 16, reason);
  memcpy (out + 18, versions, sizeof versions);
}

void
beck_pdu_put_control (guint8 *out, guint8 type, guint32 call_id)
{
  beck_pdu_put_header (out, type, BECK_PDU_WHOLE, BECK_PDU_HEADER_SIZE, call_id);
}

void
beck_pdu_put_syntax (guint8 *out, const BeckRpcSyntax *syntax)
{
  memcpy (out, &syntax->uuid, sizeof syntax->uuid);
  beck_pdu_set32 (out + 16, (guint32) syntax->minor << 16 | syntax->major);
}

void
beck_pdu_put_features (guint8 *out, guint8 features)
{
  beck_pdu_put_syntax (out, &features_syntax);
  out[8] = features;
}
