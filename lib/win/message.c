/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* FormatMessage: texts of errors, and templates with inserts. Both widths are made in UTF-8. */

#include <win/winbase.h>

#include <beck/memory.h>
#include <beck/utf16.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "win/error.h"

/* Text of the caller's, in its width. */
typedef struct
{
  gboolean wide;
  DWORD flags;
  va_list *arguments;
  gconstpointer inserts[100]; /* as far as they have been taken from a va_list */
  guint n_inserts;
} Source;

/* ---- Inserts ---- */

/* The @number-th, counted from 1. They can only be taken one after the other. */
static gconstpointer
insert_at (Source *source, guint number)
{
  if (source->flags & FORMAT_MESSAGE_ARGUMENT_ARRAY)
    return ((gconstpointer *) source->arguments)[number - 1];
  while (source->n_inserts < number)
    source->inserts[source->n_inserts++] = va_arg (*source->arguments, gconstpointer);
  return source->inserts[number - 1];
}

static HRESULT
put_insert (FILE *out, Source *source, guint number)
{
  gconstpointer insert = source->arguments != NULL ? insert_at (source, number) : NULL;
  char *narrow;
  HRESULT hr;

  if (insert == NULL)
    {
      fprintf (out, "%%%u", number);
      return S_OK;
    }
  if (!source->wide)
    return fputs (insert, out) >= 0 ? S_OK : E_OUTOFMEMORY;
  hr = beck_utf16_to_utf8 (insert, -1, &narrow, NULL, NULL);
  if (SUCCEEDED (hr))
    fputs (narrow, out);
  CoTaskMemFree (narrow);
  return hr;
}

/* A number of one or two digits; 0 if there is none. */
static guint
take_number (const char **p)
{
  guint number = 0;

  for (int digits = 0; digits < 2 && g_ascii_isdigit (**p); digits++)
    number = number * 10 + (guint) (*(*p)++ - '0');
  return number;
}

/* What stands behind a percent sign. */
static HRESULT
put_escape (FILE *out, Source *source, const char **p)
{
  guint number = take_number (p);
  const char *end;

  if (number == 0)
    {
      if (**p == 'n')
        fputs ("\r\n", out);
      else if (**p != '\0')
        fputc (**p, out);
      *p += **p != '\0';
      return S_OK;
    }
  /* The form of the insert, !s!, is passed over. */
  end = **p == '!' ? strchr (*p + 1, '!') : NULL;
  if (end != NULL)
    *p = end + 1;
  return put_insert (out, source, number);
}

static HRESULT
put_template (FILE *out, Source *source, const char *template)
{
  HRESULT hr = S_OK;

  for (const char *p = template; *p != '\0' && SUCCEEDED (hr);)
    if (*p == '%' && !(source->flags & FORMAT_MESSAGE_IGNORE_INSERTS))
      {
        p++;
        hr = put_escape (out, source, &p);
      }
    else
      fputc (*p++, out);
  return hr;
}

/* ---- Texts ---- */

static HRESULT
put_error (FILE *out, const Source *source, DWORD id)
{
  HRESULT hr = FAILED ((HRESULT) id) ? (HRESULT) id : HRESULT_FROM_WIN32 (id);

  if (beck_hresult_to_name (hr) == NULL)
    return HRESULT_FROM_WIN32 (ERROR_MR_MID_NOT_FOUND);
  fprintf (out, "%s.", beck_hresult_to_string (hr));
  if ((source->flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == 0)
    fputs ("\r\n", out);
  return S_OK;
}

static HRESULT
put_string (FILE *out, Source *source, gconstpointer text)
{
  char *narrow = NULL;
  HRESULT hr;

  if (!source->wide)
    return put_template (out, source, text);
  hr = beck_utf16_to_utf8 (text, -1, &narrow, NULL, NULL);
  if (SUCCEEDED (hr))
    hr = put_template (out, source, narrow);
  CoTaskMemFree (narrow);
  return hr;
}

/* Returns: (transfer full): UTF-8, for free(3) */
static HRESULT
make_text (Source *source, gconstpointer text, DWORD id, char **ret, gsize *length)
{
  FILE *out;
  HRESULT hr;

  *ret = NULL;
  if ((source->flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_SYSTEM)) == 0
      || ((source->flags & FORMAT_MESSAGE_FROM_STRING) && text == NULL))
    return E_INVALIDARG;
  out = open_memstream (ret, length);
  if (out == NULL)
    return E_OUTOFMEMORY;
  if (source->flags & FORMAT_MESSAGE_FROM_STRING)
    hr = put_string (out, source, text);
  else
    hr = put_error (out, source, id);
  if (fclose (out) != 0 && SUCCEEDED (hr))
    hr = E_OUTOFMEMORY;
  return hr;
}

/* ---- To the caller ---- */

/* @length characters of @width bytes and their NUL; @text is freed or given away. */
static DWORD
give (gpointer text, gsize length, gsize width, DWORD flags, gpointer buffer, DWORD size)
{
  if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)
    {
      *(gpointer *) buffer = text;
      return (DWORD) length;
    }
  if (length < size)
    memcpy (buffer, text, (length + 1) * width);
  free (text);
  return length < size ? (DWORD) length : (DWORD) beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
}

DWORD
FormatMessageA (DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer, DWORD size,
                va_list *arguments)
{
  Source from = { FALSE, flags, arguments, { NULL }, 0 };
  char *text;
  gsize length;

  if (beck_win_check (make_text (&from, source, id, &text, &length)))
    return give (text, length, 1, flags, buffer, size);
  free (text);
  return 0;
}

DWORD
FormatMessageW (DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer, DWORD size,
                va_list *arguments)
{
  Source from = { TRUE, flags, arguments, { NULL }, 0 };
  OLECHAR *wide = NULL;
  char *text;
  gsize length;
  HRESULT hr = make_text (&from, source, id, &text, &length);

  if (SUCCEEDED (hr))
    hr = beck_utf16_from_utf8 (text, (gssize) length, &wide, &length, NULL);
  free (text);
  return beck_win_check (hr) ? give (wide, length, sizeof *wide, flags, buffer, size) : 0;
}
