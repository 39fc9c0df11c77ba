/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The text forms of a GUID. The four COM functions are shells over one parser and one
 * formatter for ASCII; UTF-16 exists only at their edge.
 */

#include <beck/guid.h>

#include <beck/hresult.h>
#include <beck/memory.h>
#include <errno.h>
#include <sys/random.h>

enum
{
  BARE_LENGTH = BECK_GUID_TEXT_SIZE - 1,
  BRACED_LENGTH = BARE_LENGTH + 2,
};

const GUID GUID_NULL;

static gboolean
is_dash_position (gsize i)
{
  return i == 8 || i == 13 || i == 18 || i == 23;
}

/* Reads the 36 characters as sixteen bytes in the order of the text. */
static gboolean
parse_bytes (const char *text, guint8 bytes[16])
{
  guint8 *next = bytes;

  for (gsize i = 0; i < BARE_LENGTH;)
    {
      if (is_dash_position (i))
        {
          if (text[i++] != '-')
            return FALSE;
          continue;
        }

      int high = g_ascii_xdigit_value (text[i++]);
      int low = g_ascii_xdigit_value (text[i++]);

      if (high < 0 || low < 0)
        return FALSE;
      *next++ = high << 4 | low;
    }
  return TRUE;
}

gboolean
beck_guid_parse (const char *text, gssize len, GUID *guid)
{
  gsize length = len < 0 ? strlen (text) : (gsize) len;
  guint8 bytes[16];

  if (length == BRACED_LENGTH && text[0] == '{' && text[BRACED_LENGTH - 1] == '}')
    {
      text++;
      length = BARE_LENGTH;
    }
  if (length != BARE_LENGTH || !parse_bytes (text, bytes))
    return FALSE;

  /* The text shows the three numbers with their most significant digit first. */
  memcpy (guid, bytes, sizeof *guid);
  guid->Data1 = GUINT32_FROM_BE (guid->Data1);
  guid->Data2 = GUINT16_FROM_BE (guid->Data2);
  guid->Data3 = GUINT16_FROM_BE (guid->Data3);
  return TRUE;
}

void
beck_guid_format (const GUID *guid, char text[BECK_GUID_TEXT_SIZE])
{
  const uint8_t *d = guid->Data4;

  g_snprintf (text, BECK_GUID_TEXT_SIZE, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
              guid->Data1, guid->Data2, guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6],
              d[7]);
}

/*
 * Narrows a UTF-16 text of exactly BRACED_LENGTH characters. Whatever is not ASCII
 * becomes a character no GUID contains, so that the parser refuses it.
 */
static gboolean
narrow_braced (LPCOLESTR wide, char text[BRACED_LENGTH])
{
  gsize i;

  for (i = 0; i < BRACED_LENGTH && wide[i] != 0; i++)
    text[i] = wide[i] < 0x80 ? (char) wide[i] : '?';
  return i == BRACED_LENGTH && wide[i] == 0;
}

HRESULT
IIDFromString (LPCOLESTR wide, LPIID iid)
{
  char text[BRACED_LENGTH];

  if (iid == NULL)
    return E_INVALIDARG;
  *iid = IID_NULL;
  if (wide == NULL)
    return S_OK;
  if (!narrow_braced (wide, text))
    return E_INVALIDARG;
  return beck_guid_parse (text, BRACED_LENGTH, iid) ? S_OK : CO_E_IIDSTRING;
}

HRESULT
CLSIDFromString (LPCOLESTR wide, LPCLSID clsid)
{
  HRESULT hr;

  if (clsid == NULL)
    return E_INVALIDARG;
  hr = IIDFromString (wide, clsid);
  return FAILED (hr) ? CO_E_CLASSSTRING : hr;
}

INT
StringFromGUID2 (REFGUID guid, LPOLESTR wide, INT size)
{
  char text[BECK_GUID_TEXT_SIZE];

  if (wide == NULL || size < BRACED_LENGTH + 1)
    return 0;

  beck_guid_format (guid, text);
  wide[0] = '{';
  for (gsize i = 0; i < BARE_LENGTH; i++)
    wide[1 + i] = g_ascii_toupper (text[i]);
  wide[1 + BARE_LENGTH] = '}';
  wide[BRACED_LENGTH] = 0;
  return BRACED_LENGTH + 1;
}

HRESULT
StringFromIID (REFIID iid, LPOLESTR *text)
{
  if (text == NULL)
    return E_INVALIDARG;
  *text = CoTaskMemAlloc ((BRACED_LENGTH + 1) * sizeof **text);
  if (*text == NULL)
    return E_OUTOFMEMORY;
  StringFromGUID2 (iid, *text, BRACED_LENGTH + 1);
  return S_OK;
}

HRESULT
StringFromCLSID (REFCLSID clsid, LPOLESTR *text)
{
  return StringFromIID (clsid, text);
}

HRESULT
CoCreateGuid (GUID *guid)
{
  GUID random;

  if (guid == NULL)
    return E_INVALIDARG;

  /* Up to 256 bytes come whole or not at all; only the wait for the first entropy after
   * boot can be interrupted. */
  while (getrandom (&random, sizeof random, 0) < 0)
    if (errno != EINTR)
      return beck_hresult_from_errno (errno);

  random.Data3 = (random.Data3 & 0x0fff) | 0x4000;
  random.Data4[0] = (random.Data4[0] & 0x3f) | 0x80;
  *guid = random;
  return S_OK;
}
