/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The UUID functions of RPC: <beck/guid.h> under other names, for the greater part.
 */

#include <beck/rpc-uuid.h>

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "text.h"

static const UUID *
or_nil (const UUID *uuid)
{
  return uuid != NULL ? uuid : &GUID_NULL;
}

static void
set_good (RPC_STATUS *status)
{
  if (status != NULL)
    *status = RPC_S_OK;
}

RPC_STATUS
UuidCreate (UUID *uuid)
{
  if (uuid == NULL)
    return RPC_S_INVALID_ARG;
  return SUCCEEDED (CoCreateGuid (uuid)) ? RPC_S_OK : RPC_S_INTERNAL_ERROR;
}

RPC_STATUS
UuidCreateNil (UUID *uuid)
{
  if (uuid == NULL)
    return RPC_S_INVALID_ARG;
  *uuid = GUID_NULL;
  return RPC_S_OK;
}

/* ---- Text ---- */

RPC_STATUS
UuidToStringA (const UUID *uuid, RPC_CSTR *string)
{
  char *text;

  if (string == NULL)
    return RPC_S_INVALID_ARG;
  text = beck_alloc (BECK_GUID_TEXT_SIZE);
  *string = (RPC_CSTR) text;
  if (text == NULL)
    return RPC_S_OUT_OF_MEMORY;
  beck_guid_format (or_nil (uuid), text);
  return RPC_S_OK;
}

RPC_STATUS
UuidToStringW (const UUID *uuid, RPC_WSTR *string)
{
  char text[BECK_GUID_TEXT_SIZE];

  if (string == NULL)
    return RPC_S_INVALID_ARG;
  beck_guid_format (or_nil (uuid), text);
  return (RPC_STATUS) beck_rpc_text_to_wide (text, string);
}

/* With braces it is the text of a GUID, but not that of a UUID. */
static RPC_STATUS
parse (const char *text, UUID *uuid)
{
  return text[0] != '{' && beck_guid_parse (text, -1, uuid) ? RPC_S_OK
                                                            : RPC_S_INVALID_STRING_UUID;
}

RPC_STATUS
UuidFromStringA (RPC_CSTR string, UUID *uuid)
{
  if (string == NULL || uuid == NULL)
    return UuidCreateNil (uuid);
  return parse ((const char *) string, uuid);
}

RPC_STATUS
UuidFromStringW (RPC_WSTR string, UUID *uuid)
{
  char text[BECK_GUID_TEXT_SIZE];
  gsize i;

  if (string == NULL || uuid == NULL)
    return UuidCreateNil (uuid);
  /* What is cut off was too long anyway, so it shall not look like one that is not. */
  for (i = 0; i < sizeof text - 1 && string[i] != 0; i++)
    text[i] = string[i] < 0x80 ? (char) string[i] : '?';
  text[i] = 0;
  return string[i] == 0 ? parse (text, uuid) : RPC_S_INVALID_STRING_UUID;
}

/* ---- Comparison ---- */

/* The bytes in the order of the text form. */
static void
to_bytes (const UUID *uuid, guint8 bytes[sizeof (UUID)])
{
  UUID big = *uuid;

  big.Data1 = GUINT32_TO_BE (big.Data1);
  big.Data2 = GUINT16_TO_BE (big.Data2);
  big.Data3 = GUINT16_TO_BE (big.Data3);
  memcpy (bytes, &big, sizeof big);
}

int
UuidCompare (UUID *a, UUID *b, RPC_STATUS *status)
{
  guint8 x[sizeof *a], y[sizeof *b];
  int order;

  to_bytes (or_nil (a), x);
  to_bytes (or_nil (b), y);
  order = memcmp (x, y, sizeof x);
  set_good (status);
  return (order > 0) - (order < 0);
}

int
UuidEqual (UUID *a, UUID *b, RPC_STATUS *status)
{
  set_good (status);
  return beck_guid_equal (or_nil (a), or_nil (b));
}

int
UuidIsNil (UUID *uuid, RPC_STATUS *status)
{
  return UuidEqual (uuid, NULL, status);
}

unsigned short
UuidHash (UUID *uuid, RPC_STATUS *status)
{
  guint8 bytes[sizeof *uuid];
  guint hash = 0;

  to_bytes (or_nil (uuid), bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    hash = hash * 31 + bytes[i];
  set_good (status);
  return (unsigned short) (hash ^ (hash >> 16));
}
