/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* BSTR; see the header for what it is. */

#include <beck/bstr.h>

#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"

/*
 * What stands before the text. COM promises the length alone; the rest keeps the text
 * aligned to eight bytes.
 */
typedef struct
{
  guint32 padding;
  guint32 n_bytes;
  OLECHAR text[];
} Header;

G_STATIC_ASSERT (sizeof (Header) == 8 && G_STRUCT_OFFSET (Header, text) == 8);

/* The longest text of which size_in_memory() still fits 32 bits: nothing can overflow. */
#define MAX_BYTES (G_MAXUINT32 - sizeof (Header) - sizeof (OLECHAR))

static Header *
header_of (BSTR string)
{
  return (Header *) ((char *) string - sizeof (Header));
}

static gsize
size_in_memory (gsize n_bytes)
{
  return sizeof (Header) + n_bytes + sizeof (OLECHAR);
}

static BSTR
bstr_new (const void *bytes, gsize n_bytes)
{
  Header *header;

  if (n_bytes > MAX_BYTES)
    return NULL;
  header = beck_alloc0 (size_in_memory (n_bytes));
  if (header == NULL)
    return NULL;

  header->n_bytes = n_bytes;
  if (bytes != NULL)
    memcpy (header->text, bytes, n_bytes);
  return header->text;
}

BSTR
SysAllocString (const OLECHAR *text)
{
  return text != NULL ? bstr_new (text, beck_utf16_length (text) * sizeof *text) : NULL;
}

BSTR
SysAllocStringLen (const OLECHAR *text, UINT len)
{
  return len <= MAX_BYTES / sizeof *text ? bstr_new (text, len * sizeof *text) : NULL;
}

BSTR
SysAllocStringByteLen (LPCSTR bytes, UINT len)
{
  return bstr_new (bytes, len);
}

INT
SysReAllocString (BSTR *string, const OLECHAR *text)
{
  BSTR old = *string;
  BSTR copy = SysAllocString (text);

  if (copy == NULL && text != NULL)
    return FALSE;
  *string = copy;
  SysFreeString (old);
  return TRUE;
}

INT
SysReAllocStringLen (BSTR *string, const OLECHAR *text, UINT len)
{
  BSTR old = *string;
  BSTR copy = SysAllocStringLen (text, len);

  if (copy == NULL)
    return FALSE;
  if (text == NULL && old != NULL)
    memcpy (copy, old, MIN (SysStringByteLen (old), SysStringByteLen (copy)));
  *string = copy;
  SysFreeString (old);
  return TRUE;
}

void
SysFreeString (BSTR string)
{
  if (string != NULL)
    beck_free (header_of (string));
}

UINT
SysStringLen (BSTR string)
{
  return SysStringByteLen (string) / sizeof (OLECHAR);
}

UINT
SysStringByteLen (BSTR string)
{
  return string != NULL ? header_of (string)->n_bytes : 0;
}
