/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Error objects on the wire (wire.md 5.2). Behind version, help context and IID come three texts,
 * each behind a word that says whether it is there: all ones, or 0. Nothing is aligned; but since
 * a text of an odd number of characters could be padded, two zero bytes in front of such a word
 * are passed over.
 */

#include "orpc/orpc-header-error.h"

#include <beck/utf16.h>

#include "orpc/objref.h"
#include "orpc/wire.h"

#define HEAD_SIZE 24     /* version, help context, IID */
#define COUNTS_SIZE 12   /* max, offset, actual */
#define PRESENT G_MAXUINT32
#define ABSENT 0u

const GUID beck_orpc_error_id
    = BECK_GUID (0x0000031c, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);

static const CLSID error_object
    = BECK_GUID (0x0000031b, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);

/* The interface that is marshaled: IErrorInfo. */
static const IID error_info
    = BECK_GUID (0x1cf2b120, 0x547d, 0x101b, 0x8e, 0x65, 0x08, 0x00, 0x2b, 0x2b, 0xd1, 0x19);

/* ---- Parsing ---- */

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

static void
skip (Bytes *from, gsize size)
{
  from->data += size;
  from->size -= size;
}

/* Whether a text follows. */
static BeckOrpcErrorFault
take_presence (Bytes *from, gboolean *present)
{
  guint32 word;

  if (from->size >= 6 && beck_wire_get16 (from->data) == 0
      && beck_wire_get32 (from->data + 2) == PRESENT)
    skip (from, 2);
  if (from->size < 4)
    return BECK_ORPC_ERROR_CUT;
  word = beck_wire_get32 (from->data);
  skip (from, 4);
  *present = word == PRESENT;
  return word == PRESENT || word == ABSENT ? BECK_ORPC_ERROR_GOOD : BECK_ORPC_ERROR_TEXT;
}

static BeckOrpcErrorFault
copy_text (const guint8 *data, gsize length, BeckNdrArena *arena, const OLECHAR **text)
{
  OLECHAR *copy = beck_ndr_arena_alloc (arena, (length + 1) * sizeof *copy);

  if (copy == NULL)
    return BECK_ORPC_ERROR_MEMORY;
  for (gsize i = 0; i < length; i++)
    copy[i] = beck_wire_get16 (data + 2 * i);
  copy[length] = 0;
  *text = copy;
  return BECK_ORPC_ERROR_GOOD;
}

/* One text, which stays NULL if it is not there. The count includes the NUL. */
static BeckOrpcErrorFault
take_text (Bytes *from, BeckNdrArena *arena, const OLECHAR **text)
{
  gboolean present;
  BeckOrpcErrorFault fault = take_presence (from, &present);
  guint32 max, first, length;

  if (fault != BECK_ORPC_ERROR_GOOD || !present)
    return fault;
  if (from->size < COUNTS_SIZE)
    return BECK_ORPC_ERROR_CUT;
  max = beck_wire_get32 (from->data);
  first = beck_wire_get32 (from->data + 4);
  length = beck_wire_get32 (from->data + 8);
  skip (from, COUNTS_SIZE);
  if (first != 0 || length > max || length > BECK_ORPC_MAX_ERROR_TEXT + 1)
    return BECK_ORPC_ERROR_TEXT;
  if (from->size / 2 < length)
    return BECK_ORPC_ERROR_CUT;
  /* The last place is the NUL's. */
  if (length > BECK_ORPC_MAX_ERROR_TEXT && beck_wire_get16 (from->data + 2 * (length - 1)) != 0)
    return BECK_ORPC_ERROR_TEXT;
  fault = copy_text (from->data, length, arena, text);
  skip (from, 2 * (gsize) length);
  return fault;
}

BeckOrpcErrorFault
beck_orpc_error_parse (const guint8 *data, gsize size, BeckNdrArena *arena, BeckOrpcError *error)
{
  const OLECHAR **const texts[] = { &error->source, &error->description, &error->help_file };
  BeckOrpcErrorFault fault = BECK_ORPC_ERROR_GOOD;
  BeckObjref objref;
  Bytes rest;

  memset (error, 0, sizeof *error);
  if (beck_objref_parse (data, size, &objref) != BECK_OBJREF_GOOD
      || objref.kind != BECK_OBJREF_CUSTOM || !beck_guid_equal (&objref.clsid, &error_object))
    return BECK_ORPC_ERROR_REFERENCE;
  rest = (Bytes){ objref.data, objref.size };
  if (rest.size < HEAD_SIZE)
    return BECK_ORPC_ERROR_CUT;
  if (beck_wire_get32 (rest.data) != 0)
    return BECK_ORPC_ERROR_VERSION;
  error->help_context = beck_wire_get32 (rest.data + 4);
  beck_wire_get_guid (rest.data + 8, &error->iid);
  skip (&rest, HEAD_SIZE);
  for (guint i = 0; i < G_N_ELEMENTS (texts) && fault == BECK_ORPC_ERROR_GOOD; i++)
    fault = take_text (&rest, arena, texts[i]);
  return fault;
}

/* ---- Printing ---- */

static gboolean
is_short (const OLECHAR *text)
{
  return beck_utf16_length (text) <= BECK_ORPC_MAX_ERROR_TEXT;
}

static gsize
text_size (const OLECHAR *text)
{
  return text != NULL ? 4 + COUNTS_SIZE + 2 * (beck_utf16_length (text) + 1) : 4;
}

gsize
beck_orpc_error_size (const BeckOrpcError *error)
{
  if (!is_short (error->source) || !is_short (error->description) || !is_short (error->help_file))
    return 0;
  return BECK_OBJREF_CUSTOM_SIZE + HEAD_SIZE + text_size (error->source)
         + text_size (error->description) + text_size (error->help_file);
}

static guint8 *
put_text (guint8 *at, const OLECHAR *text)
{
  guint32 length;

  beck_wire_set32 (at, text != NULL ? PRESENT : ABSENT);
  at += 4;
  if (text == NULL)
    return at;
  length = (guint32) beck_utf16_length (text) + 1;
  beck_wire_set32 (at, length);
  beck_wire_set32 (at + 4, 0);
  beck_wire_set32 (at + 8, length);
  at += COUNTS_SIZE;
  for (guint32 i = 0; i < length; i++, at += 2)
    beck_wire_set16 (at, text[i]);
  return at;
}

void
beck_orpc_error_print (const BeckOrpcError *error, guint8 *data)
{
  guint8 *body = data + BECK_OBJREF_CUSTOM_SIZE;
  guint8 *at = body + HEAD_SIZE;
  BeckObjref objref = { .kind = BECK_OBJREF_CUSTOM, .iid = error_info, .clsid = error_object };

  /* Its data are written where they belong, and their size when it is known. */
  beck_objref_print (&objref, data);
  beck_wire_set32 (body, 0);
  beck_wire_set32 (body + 4, error->help_context);
  beck_wire_set_guid (body + 8, &error->iid);
  at = put_text (at, error->source);
  at = put_text (at, error->description);
  at = put_text (at, error->help_file);
  beck_wire_set32 (body - 4, (guint32) (at - body) + 8);
}
