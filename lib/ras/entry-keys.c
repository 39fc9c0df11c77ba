/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Between an entry and a RASENTRY of either width and of any of its sizes, by the table of
 * entry-keys.h. Values of the wrong form, which somebody may have written into the book, are
 * as if they were not there.
 */

#include "ras/entry-keys.h"

#include <arpa/inet.h>
#include <beck/guid.h>
#include <beck/memory.h>
#include <string.h>
#include <win/raserror.h>

#include "ras/field.h"

typedef enum
{
  KIND_TEXT,
  KIND_NUMBER,
  KIND_IPV4,
  KIND_IPV6,
  KIND_ID,
} Kind;

typedef struct
{
  const char *key;
  Kind kind;
  gsize offsets[2]; /* narrow, wide */
  gsize n; /* characters, or bytes of what is no text */
} Field;

#define FIELD(key, kind, field)                                                                    \
  { key, kind, { offsetof (RASENTRYA, field), offsetof (RASENTRYW, field) },                       \
    sizeof (((RASENTRYA *) NULL)->field) },
#define TEXT_FIELD(key, field) FIELD (key, KIND_TEXT, field)
#define NUMBER_FIELD(key, field) FIELD (key, KIND_NUMBER, field)
#define IPV4_FIELD(key, field) FIELD (key, KIND_IPV4, field)
#define IPV6_FIELD(key, field) FIELD (key, KIND_IPV6, field)
#define ID_FIELD(key, field) FIELD (key, KIND_ID, field)

static const Field fields[] = { BECK_RAS_ENTRY_FIELDS (TEXT_FIELD, NUMBER_FIELD, IPV4_FIELD,
                                                       IPV6_FIELD, ID_FIELD) };

#define SIZES(type)                                                                                \
  {                                                                                                \
    BECK_RAS_SIZE_UP_TO (type, dwSubEntries), BECK_RAS_SIZE_UP_TO (type, dwType),                  \
        BECK_RAS_SIZE_UP_TO (type, dwfOptions2), BECK_RAS_SIZE_UP_TO (type, ipv6addrDns),          \
        BECK_RAS_SIZE_UP_TO (type, ipv6addr), sizeof (type), 0                                     \
  }

const DWORD *
beck_ras_entry_sizes (gboolean wide)
{
  static const DWORD narrow_sizes[] = SIZES (RASENTRYA), wide_sizes[] = SIZES (RASENTRYW);

  return wide ? wide_sizes : narrow_sizes;
}

static DWORD
size_of (gconstpointer properties)
{
  DWORD size;

  memcpy (&size, properties, sizeof size);
  return size;
}

/* ---- To the structure ---- */

static void
put_number (gpointer target, DWORD number)
{
  memcpy (target, &number, sizeof number);
}

/* @target is zero. */
static void
put_value (const Field *field, gboolean wide, gpointer target, const char *value)
{
  guint64 number;
  GUID id;

  switch (field->kind)
    {
    case KIND_TEXT:
      beck_ras_field_put (wide, target, field->n, value);
      break;
    case KIND_NUMBER:
      if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &number, NULL))
        put_number (target, (DWORD) number);
      break;
    case KIND_IPV4:
      (void) inet_pton (AF_INET, value, target);
      break;
    case KIND_IPV6:
      (void) inet_pton (AF_INET6, value, target);
      break;
    case KIND_ID:
      if (beck_guid_parse (value, -1, &id))
        memcpy (target, &id, sizeof id);
      break;
    }
}

void
beck_ras_entry_to_struct (const BeckRasEntry *entry, gboolean wide, gpointer properties)
{
  const DWORD size = size_of (properties);

  memset (properties, 0, size);
  put_number (properties, size);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = beck_ras_entry_get (entry, fields[i].key);

      if (value != NULL && fields[i].offsets[wide] < size)
        put_value (&fields[i], wide, (char *) properties + fields[i].offsets[wide], value);
    }
  if (size > BECK_RAS_SIZE_UP_TO (RASENTRYA, dwSubEntries) && !wide)
    ((RASENTRYA *) properties)->dwSubEntries = 1;
  if (size > BECK_RAS_SIZE_UP_TO (RASENTRYW, dwSubEntries) && wide)
    ((RASENTRYW *) properties)->dwSubEntries = 1;
}

/* ---- From the structure ---- */

static gboolean
is_zero (gconstpointer bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (((const char *) bytes)[i] != 0)
      return FALSE;
  return TRUE;
}

/* What is no text, as one; @text is empty for zero. */
static void
print_value (const Field *field, gconstpointer source, char text[64])
{
  DWORD number;
  GUID id;

  text[0] = '\0';
  if (is_zero (source, field->n))
    return;
  switch (field->kind)
    {
    case KIND_NUMBER:
      memcpy (&number, source, sizeof number);
      g_snprintf (text, 64, "%" G_GUINT32_FORMAT, number);
      break;
    case KIND_IPV4:
      (void) !inet_ntop (AF_INET, source, text, 64);
      break;
    case KIND_IPV6:
      (void) !inet_ntop (AF_INET6, source, text, 64);
      break;
    case KIND_ID:
      memcpy (&id, source, sizeof id);
      beck_guid_format (&id, text);
      break;
    case KIND_TEXT:
      g_assert_not_reached ();
    }
}

static guint32
take_field (BeckRasEntry *entry, const Field *field, gboolean wide, gconstpointer source)
{
  char printed[64], *text = NULL;
  const char *value = printed;
  guint32 error = ERROR_SUCCESS;

  if (field->kind == KIND_TEXT)
    {
      error = beck_ras_field_get (wide, source, field->n, &text);
      value = text;
    }
  else
    print_value (field, source, printed);
  if (error == ERROR_SUCCESS
      && !beck_ras_entry_set (entry, field->key, value[0] != '\0' ? value : NULL))
    error = ERROR_NOT_ENOUGH_MEMORY;
  CoTaskMemFree (text);
  return error;
}

guint32
beck_ras_entry_from_struct (BeckRasEntry *entry, gboolean wide, gconstpointer properties)
{
  const DWORD size = size_of (properties);
  guint32 error = ERROR_SUCCESS;

  for (gsize i = 0; i < G_N_ELEMENTS (fields) && error == ERROR_SUCCESS; i++)
    if (fields[i].offsets[wide] < size)
      error = take_field (entry, &fields[i], wide,
                          (const char *) properties + fields[i].offsets[wide]);
  return error;
}
