/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a BSTR travels (wire.md 3.8): max_count, its length in bytes, its length in units, the
 * units. That of NULL is all ones; so an empty string and none stay apart.
 */

#include <beck/bstr.h>
#include <beck/ndr.h>

#include <wtypes.h>

#define NULL_LENGTH G_MAXUINT32
#define HEAD_SIZE 12u

static guint32
bytes_of (BSTR string)
{
  return string != NULL ? SysStringByteLen (string) : NULL_LENGTH;
}

static guint32
units_of (BSTR string)
{
  return string != NULL ? (SysStringByteLen (string) + 1) / 2 : 0;
}

/* The next multiple of 4: of an offset, and of an address that lies like one. */
static unsigned char *
align (unsigned char *buffer)
{
  return buffer + ((0u - (guintptr) buffer) & 3);
}

ULONG
BSTR_UserSize (ULONG *flags, ULONG offset, BSTR *string)
{
  return ((offset + 3) & ~3u) + HEAD_SIZE + units_of (*string) * 2;
}

unsigned char *
BSTR_UserMarshal (ULONG *flags, unsigned char *buffer, BSTR *string)
{
  guint32 units = units_of (*string);
  const guint32 head[] = { units, bytes_of (*string), units };

  buffer = align (buffer);
  memcpy (buffer, head, HEAD_SIZE);
  if (units > 0)
    memcpy (buffer + HEAD_SIZE, *string, SysStringByteLen (*string));
  return buffer + HEAD_SIZE + units * 2;
}

/* TRUE if the sender's byte order, in the flags' high half, is not this machine's. */
static gboolean
is_swapped (const ULONG *flags)
{
  return ((*flags >> 16 & 0xF0) == 0x10) != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
}

static void
swap_units (BSTR string, guint32 units)
{
  for (guint32 i = 0; i < units; i++)
    string[i] = GUINT16_SWAP_LE_BE (string[i]);
}

/* An address behind the data is how a function of this kind says no. */
static unsigned char *
refuse (const ULONG *flags, unsigned char *buffer)
{
  return buffer + beck_ndr_user_remaining (flags, buffer) + 1;
}

unsigned char *
BSTR_UserUnmarshal (ULONG *flags, unsigned char *buffer, BSTR *string)
{
  unsigned char *data = align (buffer);
  gsize left = beck_ndr_user_remaining (flags, data);
  guint32 head[3];
  BSTR fresh = NULL;

  if (left < HEAD_SIZE)
    return refuse (flags, buffer);
  memcpy (head, data, HEAD_SIZE);
  for (guint i = 0; is_swapped (flags) && i < G_N_ELEMENTS (head); i++)
    head[i] = GUINT32_SWAP_LE_BE (head[i]);
  if (head[0] != head[2] || head[2] > (left - HEAD_SIZE) / 2
      || (head[1] == NULL_LENGTH ? head[2] != 0 : ((guint64) head[1] + 1) / 2 != head[2]))
    return refuse (flags, buffer);
  if (head[1] != NULL_LENGTH)
    {
      fresh = SysAllocStringByteLen ((LPCSTR) data + HEAD_SIZE, head[1]);
      if (fresh == NULL)
        return refuse (flags, buffer);
      if (is_swapped (flags))
        swap_units (fresh, head[1] / 2);
    }
  SysFreeString (*string);
  *string = fresh;
  return data + HEAD_SIZE + head[2] * 2;
}

void
BSTR_UserFree (ULONG *flags, BSTR *string)
{
  SysFreeString (*string);
  *string = NULL;
}
