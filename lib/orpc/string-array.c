/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * DUALSTRINGARRAY (wire.md 5.3): two lists of 16-bit units, each ended by a 0. An entry is one
 * unit (of a way to authenticate, two) and a text that ends with its NUL, so an entry never begins
 * with 0. An array has been checked when it is made: whoever walks through it afterwards finds
 * every end.
 */

#include "orpc/string-array.h"

#include "orpc/wire.h"

#define BINDING_HEAD 1u
#define SECURITY_HEAD 2u

static const struct
{
  guint16 tower;
  const char *protseq;
} protocols[] = {
  { BECK_STRING_ARRAY_TCP, "ncacn_ip_tcp" }, { BECK_STRING_ARRAY_UDP, "ncadg_ip_udp" },
  { BECK_STRING_ARRAY_PIPE, "ncacn_np" },    { BECK_STRING_ARRAY_LOCAL, "ncalrpc" },
  { BECK_STRING_ARRAY_HTTP, "ncacn_http" },
};

static guint16
unit (const BeckStringArray *array, guint i)
{
  guint16 value;

  memcpy (&value, array->data + 2 * (gsize) i, sizeof value);
  return array->swap ? GUINT16_SWAP_LE_BE (value) : value;
}

/* ---- Checking ---- */

/* Whether the units from @start to @end are entries with @head units in front of each text, and an
 * end. A part without any unit has no entries. */
static gboolean
part_is_closed (const BeckStringArray *array, guint start, guint end, guint head)
{
  guint i = start;

  if (start == end)
    return TRUE;
  while (i < end && unit (array, i) != 0)
    {
      for (i += head; i < end && unit (array, i) != 0; i++)
        ;
      i++;
    }
  return i < end;
}

static BeckStringArrayFault
check (const BeckStringArray *array)
{
  if (array->security > array->n_entries)
    return BECK_STRING_ARRAY_OFFSET;
  if (!part_is_closed (array, 0, array->security, BINDING_HEAD)
      || !part_is_closed (array, array->security, array->n_entries, SECURITY_HEAD))
    return BECK_STRING_ARRAY_OPEN;
  return BECK_STRING_ARRAY_GOOD;
}

BeckStringArrayFault
beck_string_array_from_units (gconstpointer units, guint16 n, guint16 security, gboolean swap,
                              BeckStringArray *array)
{
  const BeckStringArray made = { units, n, security, swap };
  BeckStringArrayFault fault = check (&made);

  if (fault == BECK_STRING_ARRAY_GOOD)
    *array = made;
  return fault;
}

BeckStringArrayFault
beck_string_array_parse (const guint8 *data, gsize size, BeckStringArray *array)
{
  guint16 n;

  if (size < 4)
    return BECK_STRING_ARRAY_CUT;
  n = beck_wire_get16 (data);
  if ((size - 4) / 2 < n)
    return BECK_STRING_ARRAY_CUT;
  return beck_string_array_from_units (data + 4, n, beck_wire_get16 (data + 2),
                                       G_BYTE_ORDER == G_BIG_ENDIAN, array);
}

/* ---- NDR ---- */

gboolean
beck_string_array_get (BeckNdrReader *reader, BeckStringArray *array)
{
  gsize max;
  guint16 n, security;
  const guint8 *units;

  BECK_NDR_TRY (reader, "aStringArray", beck_ndr_get_max_count (reader, &max));
  BECK_NDR_TRY (reader, "wNumEntries", beck_ndr_get_u16 (reader, &n));
  BECK_NDR_TRY (reader, "wSecurityOffset", beck_ndr_get_u16 (reader, &security));
  BECK_NDR_TRY (reader, "wNumEntries",
                beck_ndr_get_check_same (reader, "an array of two sizes", max, n));
  units = beck_ndr_reader_take (reader, 2, 2 * (gsize) n);
  if (units == NULL)
    return FALSE;
  if (beck_string_array_from_units (units, n, security, reader->swap, array)
      != BECK_STRING_ARRAY_GOOD)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA,
                                 "addresses that do not end, or end elsewhere");
  return TRUE;
}

gboolean
beck_string_array_put (BeckNdrWriter *writer, const BeckStringArray *array)
{
  BECK_NDR_TRY (writer, "aStringArray", beck_ndr_put_max_count (writer, array->n_entries));
  BECK_NDR_TRY (writer, "wNumEntries", beck_ndr_put_u16 (writer, array->n_entries));
  BECK_NDR_TRY (writer, "wSecurityOffset", beck_ndr_put_u16 (writer, array->security));
  for (guint i = 0; i < array->n_entries; i++)
    BECK_NDR_TRY_AT (writer, "aStringArray", i, beck_ndr_put_u16 (writer, unit (array, i)));
  return TRUE;
}

/* ---- Reading texts ---- */

/* The character at @i, which is moved behind it; G_MAXUINT32 for half a surrogate pair. */
static gunichar
take_character (const BeckStringArray *array, guint *i)
{
  guint16 high = unit (array, (*i)++);
  guint16 low;

  if ((high & 0xf800) != 0xd800)
    return high;
  /* There is a unit behind every one that is not 0. */
  low = unit (array, *i);
  if (high >= 0xdc00 || (low & 0xfc00) != 0xdc00)
    return G_MAXUINT32;
  (*i)++;
  return 0x10000 + ((gunichar) (high & 0x3ff) << 10) + (low & 0x3ff);
}

/* The text at @i, which is moved behind its NUL, as UTF-8. FALSE if it is none that can be used. */
static gboolean
take_text (const BeckStringArray *array, guint *i, char text[BECK_STRING_ARRAY_MAX_TEXT + 1])
{
  gsize length = 0;
  gboolean good = TRUE;

  while (unit (array, *i) != 0)
    {
      char bytes[6];
      gunichar character = take_character (array, i);
      gsize size = 0;

      if (character == G_MAXUINT32 || character < 0x20 || character == 0x7f)
        good = FALSE;
      else
        size = (gsize) g_unichar_to_utf8 (character, bytes);
      good = good && size <= BECK_STRING_ARRAY_MAX_TEXT - length;
      if (good)
        memcpy (text + length, bytes, size);
      length += good ? size : 0;
    }
  (*i)++;
  text[length] = '\0';
  return good;
}

/* "host[port]" into its halves. What is in brackets as a whole is an address. */
static void
split_endpoint (BeckStringBinding *binding)
{
  gsize length = strlen (binding->address);
  char *bracket = strrchr (binding->address, '[');

  binding->endpoint[0] = '\0';
  if (bracket == NULL || bracket == binding->address || binding->address[length - 1] != ']')
    return;
  binding->address[length - 1] = '\0';
  strcpy (binding->endpoint, bracket + 1);
  *bracket = '\0';
}

gboolean
beck_string_array_next_binding (const BeckStringArray *array, guint *position,
                                BeckStringBinding *binding)
{
  while (*position < array->security && unit (array, *position) != 0)
    {
      binding->tower = unit (array, (*position)++);
      if (take_text (array, position, binding->address))
        {
          split_endpoint (binding);
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
beck_string_array_next_security (const BeckStringArray *array, guint *position,
                                 BeckSecurityBinding *binding)
{
  guint i = array->security + *position;
  gboolean found = FALSE;

  while (!found && i < array->n_entries && unit (array, i) != 0)
    {
      binding->service = unit (array, i);
      binding->authorization = unit (array, i + 1);
      i += SECURITY_HEAD;
      found = take_text (array, &i, binding->principal);
    }
  *position = i - array->security;
  return found;
}

/* ---- Building ---- */

typedef struct
{
  guint16 *units;
  gsize n, room; /* n > room: there was none */
} Out;

static void
put_unit (Out *out, guint value)
{
  if (out->n < out->room)
    out->units[out->n] = (guint16) value;
  out->n++;
}

/* @text without a NUL; FALSE if it is no UTF-8. */
static gboolean
put_text (Out *out, const char *text)
{
  while (*text != '\0')
    {
      gunichar character = g_utf8_get_char_validated (text, -1);

      if (character == (gunichar) -1 || character == (gunichar) -2)
        return FALSE;
      if (character >= 0x10000)
        {
          put_unit (out, 0xd800 + ((character - 0x10000) >> 10));
          put_unit (out, 0xdc00 + (character & 0x3ff));
        }
      else
        put_unit (out, character);
      text = g_utf8_next_char (text);
    }
  return TRUE;
}

static gboolean
put_binding (Out *out, const BeckStringBinding *binding)
{
  if (binding->tower == 0 || binding->address[0] == '\0')
    return FALSE;
  put_unit (out, binding->tower);
  if (!put_text (out, binding->address))
    return FALSE;
  if (binding->endpoint[0] != '\0')
    {
      put_unit (out, '[');
      if (!put_text (out, binding->endpoint))
        return FALSE;
      put_unit (out, ']');
    }
  put_unit (out, 0);
  return TRUE;
}

static gboolean
put_security (Out *out, const BeckSecurityBinding *binding)
{
  if (binding->service == 0)
    return FALSE;
  put_unit (out, binding->service);
  put_unit (out, binding->authorization);
  if (!put_text (out, binding->principal))
    return FALSE;
  put_unit (out, 0);
  return TRUE;
}

/* Ends a part. One without entries has two zeros: peers expect an empty text, too. */
static void
put_end (Out *out, guint n_entries)
{
  if (n_entries == 0)
    put_unit (out, 0);
  put_unit (out, 0);
}

gboolean
beck_string_array_build (const BeckStringBinding *bindings, guint n_bindings,
                         const BeckSecurityBinding *securities, guint n_securities, guint16 *units,
                         gsize room, BeckStringArray *array)
{
  Out out = { units, 0, MIN (room, BECK_STRING_ARRAY_MAX_ENTRIES) };
  gsize security;

  for (guint i = 0; i < n_bindings; i++)
    if (!put_binding (&out, &bindings[i]))
      return FALSE;
  put_end (&out, n_bindings);
  security = out.n;
  for (guint i = 0; i < n_securities; i++)
    if (!put_security (&out, &securities[i]))
      return FALSE;
  put_end (&out, n_securities);
  if (out.n > out.room)
    return FALSE;
  *array = (BeckStringArray){ (const guint8 *) units, (guint16) out.n, (guint16) security, FALSE };
  return TRUE;
}

gsize
beck_string_array_size (const BeckStringArray *array)
{
  return 4 + 2 * (gsize) array->n_entries;
}

void
beck_string_array_print (const BeckStringArray *array, guint8 *data)
{
  beck_wire_set16 (data, array->n_entries);
  beck_wire_set16 (data + 2, array->security);
  for (guint i = 0; i < array->n_entries; i++)
    beck_wire_set16 (data + 4 + 2 * (gsize) i, unit (array, i));
}

/* ---- Protocols ---- */

const char *
beck_string_array_protseq (guint16 tower)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i].tower == tower)
      return protocols[i].protseq;
  return NULL;
}

guint16
beck_string_array_tower (const char *protseq)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (strcmp (protocols[i].protseq, protseq) == 0)
      return protocols[i].tower;
  return 0;
}
