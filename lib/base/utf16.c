/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Conversions between UTF-8 and UTF-16. Each direction is one function that walks the text
 * twice: first to check and measure it, then, knowing it to be valid, to write into
 * a block of the right size.
 */

#include <beck/utf16.h>

#include <beck/bstr.h>
#include <beck/hresult.h>
#include <string.h>

#include "base/alloc.h"

#define INVALID_TEXT HRESULT_FROM_WIN32 (ERROR_NO_UNICODE_TRANSLATION)

gsize
beck_utf16_length (const OLECHAR *text)
{
  gsize n = 0;

  if (text != NULL)
    while (text[n] != 0)
      n++;
  return n;
}

/* Returns: the bytes of the first character of @text, or 0 if they are not UTF-8 */
static gsize
decode_utf8 (const char *text, gsize left, gunichar *c)
{
  if (*text == '\0')
    {
      *c = 0;
      return 1;
    }
  *c = g_utf8_get_char_validated (text, left);
  return (gint32) *c >= 0 ? (gsize) (g_utf8_next_char (text) - text) : 0;
}

/* Returns: the units of the first character of @text, or 0 if it is half a pair */
static gsize
decode_utf16 (const OLECHAR *text, gsize left, gunichar *c)
{
  *c = text[0];
  if (*c < 0xd800 || *c > 0xdfff)
    return 1;
  if (*c > 0xdbff || left < 2 || text[1] < 0xdc00 || text[1] > 0xdfff)
    return 0;
  *c = 0x10000 + ((*c & 0x3ff) << 10 | (text[1] & 0x3ff));
  return 2;
}

/* Returns: the units of @c, which it writes to @out unless that is %NULL */
static gsize
encode_utf16 (gunichar c, OLECHAR *out)
{
  if (c < 0x10000)
    {
      if (out != NULL)
        out[0] = c;
      return 1;
    }
  if (out != NULL)
    {
      out[0] = 0xd800 | (c - 0x10000) >> 10;
      out[1] = 0xdc00 | (c & 0x3ff);
    }
  return 2;
}

static HRESULT
report_bad (gsize offset, gsize *ret_bad)
{
  if (ret_bad != NULL)
    *ret_bad = offset;
  return INVALID_TEXT;
}

/* Measures @text, and writes it to @out unless that is %NULL. */
static HRESULT
utf8_to_utf16 (const char *text, gsize len, OLECHAR *out, gsize *ret_len, gsize *ret_bad)
{
  gsize n = 0;
  gunichar c;

  for (gsize i = 0, step; i < len; i += step)
    {
      step = decode_utf8 (text + i, len - i, &c);
      if (step == 0)
        return report_bad (i, ret_bad);
      n += encode_utf16 (c, out != NULL ? out + n : NULL);
    }
  *ret_len = n;
  return S_OK;
}

/* The same for the other direction. */
static HRESULT
utf16_to_utf8 (const OLECHAR *text, gsize len, char *out, gsize *ret_len, gsize *ret_bad)
{
  gsize n = 0;
  gunichar c;

  for (gsize i = 0, step; i < len; i += step)
    {
      step = decode_utf16 (text + i, len - i, &c);
      if (step == 0)
        return report_bad (i, ret_bad);
      n += g_unichar_to_utf8 (c, out != NULL ? out + n : NULL);
    }
  *ret_len = n;
  return S_OK;
}

HRESULT
beck_utf16_from_utf8 (const char *text, gssize len, OLECHAR **ret_text, gsize *ret_len,
                      gsize *ret_bad)
{
  gsize n_bytes = len < 0 ? strlen (text) : (gsize) len;
  gsize n;
  OLECHAR *out;
  HRESULT hr;

  *ret_text = NULL;
  hr = utf8_to_utf16 (text, n_bytes, NULL, &n, ret_bad);
  if (FAILED (hr))
    return hr;
  out = beck_alloc ((n + 1) * sizeof *out);
  if (out == NULL)
    return E_OUTOFMEMORY;

  utf8_to_utf16 (text, n_bytes, out, &n, NULL);
  out[n] = 0;
  *ret_text = out;
  if (ret_len != NULL)
    *ret_len = n;
  return S_OK;
}

HRESULT
beck_utf16_to_utf8 (const OLECHAR *text, gssize len, char **ret_text, gsize *ret_len,
                    gsize *ret_bad)
{
  gsize n_units = len < 0 ? beck_utf16_length (text) : (gsize) len;
  gsize n;
  char *out;
  HRESULT hr;

  *ret_text = NULL;
  hr = utf16_to_utf8 (text, n_units, NULL, &n, ret_bad);
  if (FAILED (hr))
    return hr;
  out = beck_alloc (n + 1);
  if (out == NULL)
    return E_OUTOFMEMORY;

  utf16_to_utf8 (text, n_units, out, &n, NULL);
  out[n] = '\0';
  *ret_text = out;
  if (ret_len != NULL)
    *ret_len = n;
  return S_OK;
}

HRESULT
beck_bstr_from_utf8 (const char *text, gssize len, BSTR *ret_string, gsize *ret_bad)
{
  gsize n_bytes = len < 0 ? strlen (text) : (gsize) len;
  gsize n;
  HRESULT hr;

  *ret_string = NULL;
  hr = utf8_to_utf16 (text, n_bytes, NULL, &n, ret_bad);
  if (FAILED (hr))
    return hr;
  *ret_string = n <= G_MAXUINT ? SysAllocStringLen (NULL, n) : NULL;
  if (*ret_string == NULL)
    return E_OUTOFMEMORY;

  utf8_to_utf16 (text, n_bytes, *ret_string, &n, NULL);
  return S_OK;
}
