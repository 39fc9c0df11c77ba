/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * String bindings. The text is cut at the marks that no backslash precedes; only the pieces
 * are copied, and lose their backslashes then.
 */

#include "string-binding.h"

#include <beck/guid.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"

typedef struct
{
  const char *start, *end;
} Piece;

/* ---- Text to parts ---- */

/* The first of @marks that no backslash precedes; NULL if there is none. */
static const char *
find_mark (Piece piece, const char *marks)
{
  for (const char *p = piece.start; p < piece.end; p++)
    {
      if (*p == '\\')
        p++;
      else if (strchr (marks, *p) != NULL)
        return p;
    }
  return NULL;
}

/* Cuts what precedes @mark off @rest, which begins behind it then. */
static Piece
cut_at (Piece *rest, const char *mark)
{
  Piece piece = { rest->start, mark };

  rest->start = mark + 1;
  return piece;
}

/* Cuts up to the next comma, or all. */
static Piece
cut_element (Piece *rest)
{
  const char *comma = find_mark (*rest, ",");
  Piece all = *rest;

  if (comma != NULL)
    return cut_at (rest, comma);
  rest->start = rest->end;
  return all;
}

static guint32
copy_piece (Piece piece, char **ret_text)
{
  char *to = beck_alloc ((gsize) (piece.end - piece.start) + 1);

  if (to == NULL)
    return RPC_S_OUT_OF_MEMORY;
  *ret_text = to;
  for (const char *p = piece.start; p < piece.end; p++)
    {
      if (*p == '\\' && ++p == piece.end)
        break;
      *to++ = *p;
    }
  *to = 0;
  return RPC_S_OK;
}

/* Without braces, and in lower case. */
static gboolean
copy_object (const char *text, char copy[BECK_GUID_TEXT_SIZE])
{
  GUID guid;

  if (strlen (text) != BECK_GUID_TEXT_SIZE - 1 || !beck_guid_parse (text, -1, &guid))
    return FALSE;
  beck_guid_format (&guid, copy);
  return TRUE;
}

static guint32
tidy_object (char *object)
{
  return copy_object (object, object) ? RPC_S_OK : RPC_S_INVALID_STRING_UUID;
}

/* Whether @option is "endpoint=value"; @option is the value then. */
static gboolean
is_endpoint (Piece *option)
{
  static const char name[] = "endpoint=";
  const gsize length = sizeof name - 1;

  if ((gsize) (option->end - option->start) < length
      || g_ascii_strncasecmp (option->start, name, length) != 0)
    return FALSE;
  option->start += length;
  return TRUE;
}

/* What is within the brackets. The first element is the endpoint unless it is an option; an
 * option right behind it, or in its place, may name the endpoint. */
static void
split_brackets (Piece inside, Piece *endpoint, Piece *options)
{
  Piece rest = inside, element = cut_element (&rest);

  *options = inside;
  if (find_mark (element, "=") == NULL)
    {
      *endpoint = element;
      *options = rest;
    }
  if (endpoint->start != endpoint->end)
    return;
  rest = *options;
  element = cut_element (&rest);
  if (is_endpoint (&element))
    {
      *endpoint = element;
      *options = rest;
    }
}

/* Into pieces[], of which all are there afterwards, some empty. */
static guint32
split (Piece text, Piece pieces[BECK_RPC_N_PARTS])
{
  const char *mark = find_mark (text, "@:");

  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    pieces[i] = (Piece){ text.end, text.end };
  if (mark != NULL && *mark == '@')
    {
      pieces[BECK_RPC_PART_OBJECT] = cut_at (&text, mark);
      mark = find_mark (text, ":");
    }
  if (mark == NULL)
    return RPC_S_INVALID_STRING_BINDING;
  pieces[BECK_RPC_PART_PROTSEQ] = cut_at (&text, mark);
  pieces[BECK_RPC_PART_ADDRESS] = text;
  mark = find_mark (text, "[]");
  if (mark == NULL)
    return RPC_S_OK;
  if (*mark == ']')
    return RPC_S_INVALID_STRING_BINDING;
  pieces[BECK_RPC_PART_ADDRESS] = cut_at (&text, mark);
  mark = find_mark (text, "[]");
  if (mark == NULL || *mark == '[' || mark + 1 != text.end)
    return RPC_S_INVALID_STRING_BINDING;
  text.end = mark;
  split_brackets (text, &pieces[BECK_RPC_PART_ENDPOINT], &pieces[BECK_RPC_PART_OPTIONS]);
  return RPC_S_OK;
}

static guint32
copy_pieces (const Piece pieces[BECK_RPC_N_PARTS], BeckRpcParts *parts)
{
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    {
      guint32 status = copy_piece (pieces[i], &parts->part[i]);

      if (status != RPC_S_OK)
        return status;
    }
  return RPC_S_OK;
}

static guint32
parse (Piece text, BeckRpcParts *parts)
{
  Piece pieces[BECK_RPC_N_PARTS];
  guint32 status = split (text, pieces);

  if (status == RPC_S_OK)
    status = copy_pieces (pieces, parts);
  /* An "@" promises an object. */
  if (status == RPC_S_OK && pieces[BECK_RPC_PART_OBJECT].start != text.end)
    status = tidy_object (parts->part[BECK_RPC_PART_OBJECT]);
  return status;
}

guint32
beck_rpc_parts_parse (BeckRpcParts *parts, const char *text)
{
  gsize length = strlen (text);
  guint32 status;

  *parts = (BeckRpcParts){ 0 };
  if (length > BECK_RPC_STRING_BINDING_MAX)
    return RPC_S_STRING_TOO_LONG;
  status = parse ((Piece){ text, text + length }, parts);
  if (status != RPC_S_OK)
    beck_rpc_parts_clear (parts);
  return status;
}

void
beck_rpc_parts_clear (BeckRpcParts *parts)
{
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    beck_free (parts->part[i]);
  *parts = (BeckRpcParts){ 0 };
}

/* ---- Parts to text ---- */

/* What would end the part, or begin another one. The options come with their own escapes but for
 * backslashes: rpc.md 2.1. */
static const char *const marks[BECK_RPC_N_PARTS] = {
  [BECK_RPC_PART_PROTSEQ] = "\\@:",
  [BECK_RPC_PART_ADDRESS] = "\\[]",
  [BECK_RPC_PART_ENDPOINT] = "\\[],=",
  [BECK_RPC_PART_OPTIONS] = "\\[]",
};

static char *
put_part (char *to, const BeckRpcParts *parts, BeckRpcPart part)
{
  const char *from = parts->part[part];

  for (; from != NULL && *from != 0; from++)
    {
      if (strchr (marks[part], *from) != NULL)
        *to++ = '\\';
      *to++ = *from;
    }
  return to;
}

static gboolean
has (const BeckRpcParts *parts, BeckRpcPart part)
{
  return parts->part[part] != NULL && parts->part[part][0] != 0;
}

static char *
put_brackets (char *to, const BeckRpcParts *parts)
{
  gboolean options = has (parts, BECK_RPC_PART_OPTIONS);

  if (!options && !has (parts, BECK_RPC_PART_ENDPOINT))
    return to;
  *to++ = '[';
  to = put_part (to, parts, BECK_RPC_PART_ENDPOINT);
  if (options)
    *to++ = ',';
  to = put_part (to, parts, BECK_RPC_PART_OPTIONS);
  *to++ = ']';
  return to;
}

static char *
put_object (char *to, const char *object)
{
  if (object == NULL)
    return to;
  to = g_stpcpy (to, object);
  *to++ = '@';
  return to;
}

/* Of the text of @parts without object, at most, with its NUL; 0 if it may be too long. */
static gsize
room_for (const BeckRpcParts *parts)
{
  gsize sum = sizeof ":[,]";

  for (guint i = BECK_RPC_PART_PROTSEQ; i < BECK_RPC_N_PARTS; i++)
    {
      gsize length = parts->part[i] != NULL ? strlen (parts->part[i]) : 0;

      if (length > BECK_RPC_STRING_BINDING_MAX)
        return 0;
      sum += 2 * length;
    }
  return sum;
}

guint32
beck_rpc_parts_compose (const BeckRpcParts *parts, char **ret_text)
{
  char object[BECK_GUID_TEXT_SIZE], *text, *to;
  const gboolean has_object = has (parts, BECK_RPC_PART_OBJECT);
  gsize room = room_for (parts);

  *ret_text = NULL;
  if (room == 0)
    return RPC_S_STRING_TOO_LONG;
  if (has_object && !copy_object (parts->part[BECK_RPC_PART_OBJECT], object))
    return RPC_S_INVALID_STRING_UUID;
  text = beck_alloc (sizeof object + room);
  if (text == NULL)
    return RPC_S_OUT_OF_MEMORY;
  to = put_object (text, has_object ? object : NULL);
  to = put_part (to, parts, BECK_RPC_PART_PROTSEQ);
  *to++ = ':';
  to = put_part (to, parts, BECK_RPC_PART_ADDRESS);
  to = put_brackets (to, parts);
  *to = 0;
  if (to - text > BECK_RPC_STRING_BINDING_MAX)
    {
      beck_free (text);
      return RPC_S_STRING_TOO_LONG;
    }
  *ret_text = text;
  return RPC_S_OK;
}
