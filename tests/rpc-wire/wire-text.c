/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* PDUs from text. */

#include "wire-text.h"

#include <string.h>

#include "ndr-bytes.h"

#define LENGTH_AT 8

static char *
replace_signs (const char *text, gboolean big_endian)
{
  GString *plain = g_string_new (text);

  g_string_replace (plain, "@", big_endian ? "00" : "10", 0);
  g_string_replace (plain, "#", "0000", 0);
  return g_string_free (plain, FALSE);
}

static void
append_pdu (GByteArray *to, const char *text, gboolean big_endian)
{
  g_autofree char *plain = replace_signs (text, big_endian);
  g_auto (NdrBytes) bytes = { 0 };

  ndr_bytes_parse (&bytes, plain, big_endian);
  if (strchr (text, '#') != NULL)
    {
      bytes.bytes[LENGTH_AT + !big_endian] = (guint8) (bytes.size >> 8);
      bytes.bytes[LENGTH_AT + big_endian] = (guint8) bytes.size;
    }
  g_byte_array_append (to, bytes.bytes, (guint) bytes.size);
}

GByteArray *
wire_bytes (const char *text, gboolean big_endian)
{
  g_auto (GStrv) pdus = g_strsplit (text, "|", -1);
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; pdus[i] != NULL; i++)
    append_pdu (bytes, pdus[i], big_endian);
  return bytes;
}

GByteArray *
wire_bytes_here (const char *text)
{
  return wire_bytes (text, G_BYTE_ORDER == G_BIG_ENDIAN);
}
