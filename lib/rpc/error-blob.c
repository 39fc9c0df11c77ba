/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Chains of error records as bytes, and back. Little-endian, without alignment: a number that says
 * what it is, how many records follow, and for each
 *
 *   process, time (8), component, status, location (2), flags (2), computer,
 *   how many parameters, and of each the type and the value
 *
 * where a number without a size has 4 bytes. A text or buffer is its size in bytes, or ABSENT, and
 * the bytes.
 *
 * Reading is of anything; nothing of it is trusted.
 */

#include "error-record.h"

#include <beck/status.h>
#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"

#define BLOB_MAGIC 0x52456b42u /* "BkER" */
#define ABSENT G_MAXUINT32

/* ---- Writing ---- */

/* Without data only the position moves: the first of two passes finds the size. */
typedef struct
{
  guint8 *data;
  gsize pos;
} Writer;

static void
put_bytes (Writer *to, gconstpointer bytes, gsize size)
{
  if (to->data != NULL && size > 0)
    memcpy (to->data + to->pos, bytes, size);
  to->pos += size;
}

static void
put_number (Writer *to, guint64 value, gsize size)
{
  guint64 little = GUINT64_TO_LE (value);

  put_bytes (to, &little, size);
}

static void
put_block (Writer *to, gconstpointer bytes, gsize size)
{
  put_number (to, bytes != NULL ? size : ABSENT, 4);
  if (bytes != NULL)
    put_bytes (to, bytes, size);
}

/* With their NULs none of the texts needs a look when it is read but at its end. */
static void
put_wide (Writer *to, LPCWSTR text)
{
  const gsize length = text != NULL ? beck_utf16_length (text) + 1 : 0;

  put_number (to, text != NULL ? length * sizeof *text : ABSENT, 4);
  for (gsize i = 0; i < length; i++)
    put_number (to, text[i], sizeof *text);
}

static void
put_parameter (Writer *to, const RPC_EE_INFO_PARAM *parameter)
{
  put_number (to, parameter->ParameterType, 4);
  switch (parameter->ParameterType)
    {
    case eeptAnsiString:
      put_block (to, parameter->u.AnsiString,
                 parameter->u.AnsiString != NULL ? strlen (parameter->u.AnsiString) + 1 : 0);
      break;
    case eeptUnicodeString:
      put_wide (to, parameter->u.UnicodeString);
      break;
    case eeptBinary:
      put_block (to, parameter->u.BVal.Buffer, (gsize) parameter->u.BVal.Size);
      break;
    case eeptLongVal:
      put_number (to, (guint32) parameter->u.LVal, 4);
      break;
    case eeptShortVal:
      put_number (to, (guint16) parameter->u.SVal, 2);
      break;
    case eeptPointerVal:
      put_number (to, parameter->u.PVal, 8);
      break;
    case eeptNone:
      break;
    }
}

static void
put_record (Writer *to, const RPC_EXTENDED_ERROR_INFO *info)
{
  const FILETIME *time = &info->u.FileTime;

  put_number (to, info->ProcessID, 4);
  put_number (to, (guint64) time->dwHighDateTime << 32 | time->dwLowDateTime, 8);
  put_number (to, info->GeneratingComponent, 4);
  put_number (to, info->Status, 4);
  put_number (to, info->DetectionLocation, 2);
  put_number (to, info->Flags, 2);
  put_wide (to, info->ComputerName);
  put_number (to, (guint32) info->NumberOfParameters, 4);
  for (int i = 0; i < info->NumberOfParameters; i++)
    put_parameter (to, &info->Parameters[i]);
}

static void
put_chain (Writer *to, const BeckRpcErrorRecord *chain)
{
  put_number (to, BLOB_MAGIC, 4);
  put_number (to, beck_rpc_error_record_count (chain), 4);
  for (; chain != NULL; chain = chain->next)
    put_record (to, &chain->info);
}

gpointer
beck_rpc_error_chain_save (const BeckRpcErrorRecord *chain, gsize *size)
{
  Writer writer = { 0 };

  put_chain (&writer, chain);
  *size = writer.pos;
  writer = (Writer){ .data = beck_alloc (*size) };
  if (writer.data != NULL)
    put_chain (&writer, chain);
  return writer.data;
}

/* ---- Reading ---- */

/* What is read behind the end is 0, and the reader is not good any more. */
typedef struct
{
  const guint8 *pos, *end;
  gboolean bad;
} Reader;

static const guint8 *
get_bytes (Reader *from, gsize size)
{
  const guint8 *bytes = from->pos;

  if (from->bad || size > (gsize) (from->end - from->pos))
    {
      from->bad = TRUE;
      return NULL;
    }
  from->pos += size;
  return bytes;
}

static guint64
get_number (Reader *from, gsize size)
{
  const guint8 *bytes = get_bytes (from, size);
  guint64 little = 0;

  if (bytes != NULL)
    memcpy (&little, bytes, size);
  return GUINT64_FROM_LE (little);
}

/* A text or buffer where it stands; NULL if there is none. */
static const guint8 *
get_block (Reader *from, gsize *size)
{
  *size = (gsize) get_number (from, 4);
  if (*size != ABSENT)
    return get_bytes (from, *size);
  *size = 0;
  return NULL;
}

/* The text goes into a copy, as it may stand at an odd address; FALSE if there is no memory.
 * Its only NUL must be its end. */
static gboolean
get_wide (Reader *from, LPWSTR *text)
{
  gsize size;
  const guint8 *bytes = get_block (from, &size);
  gsize length = size / sizeof **text;

  *text = NULL;
  if (bytes == NULL)
    return TRUE;
  *text = beck_alloc (MAX (size, 1));
  if (*text == NULL)
    return FALSE;
  memcpy (*text, bytes, size);
  for (gsize i = 0; i < length; i++)
    (*text)[i] = GUINT16_FROM_LE ((*text)[i]);
  if (size % sizeof **text != 0 || length == 0 || (*text)[length - 1] != 0)
    {
      from->bad = TRUE;
      beck_free (*text);
      *text = NULL;
    }
  return TRUE;
}

static LPSTR
get_ansi (Reader *from)
{
  gsize size;
  const guint8 *bytes = get_block (from, &size);

  if (bytes != NULL && (size == 0 || bytes[size - 1] != 0))
    {
      from->bad = TRUE;
      return NULL;
    }
  return (LPSTR) bytes;
}

static BinaryParam
get_binary (Reader *from)
{
  gsize size;
  const guint8 *bytes = get_block (from, &size);

  if (size > G_MAXSHORT)
    from->bad = TRUE;
  return (BinaryParam){ (gpointer) bytes, (SHORT) size };
}

/* The record made of what is read copies all texts. Until then those of wide characters are
 * copies already, the others stand in the bytes. */
static gboolean
get_parameter (Reader *from, RPC_EE_INFO_PARAM *parameter)
{
  parameter->ParameterType = (ExtendedErrorParamTypes) get_number (from, 4);
  switch (parameter->ParameterType)
    {
    case eeptAnsiString:
      parameter->u.AnsiString = get_ansi (from);
      break;
    case eeptUnicodeString:
      return get_wide (from, &parameter->u.UnicodeString);
    case eeptBinary:
      parameter->u.BVal = get_binary (from);
      break;
    case eeptLongVal:
      parameter->u.LVal = (LONG) get_number (from, 4);
      break;
    case eeptShortVal:
      parameter->u.SVal = (SHORT) get_number (from, 2);
      break;
    case eeptPointerVal:
      parameter->u.PVal = get_number (from, 8);
      break;
    case eeptNone:
      break;
    default:
      from->bad = TRUE;
      break;
    }
  return TRUE;
}

static void
free_wide (RPC_EXTENDED_ERROR_INFO *info)
{
  beck_free (info->ComputerName);
  for (int i = 0; i < info->NumberOfParameters; i++)
    if (info->Parameters[i].ParameterType == eeptUnicodeString)
      beck_free (info->Parameters[i].u.UnicodeString);
}

static gboolean
get_info (Reader *from, RPC_EXTENDED_ERROR_INFO *info)
{
  guint64 time;
  guint n;

  info->Version = RPC_EEINFO_VERSION;
  info->ProcessID = (ULONG) get_number (from, 4);
  time = get_number (from, 8);
  info->u.FileTime = (FILETIME){ (DWORD) time, (DWORD) (time >> 32) };
  info->GeneratingComponent = (ULONG) get_number (from, 4);
  info->Status = (ULONG) get_number (from, 4);
  info->DetectionLocation = (USHORT) get_number (from, 2);
  info->Flags = (USHORT) get_number (from, 2);
  if (!get_wide (from, &info->ComputerName))
    return FALSE;
  n = (guint) get_number (from, 4);
  if (n > MaxNumberOfEEInfoParams)
    from->bad = TRUE;
  while (!from->bad && (guint) info->NumberOfParameters < n)
    if (!get_parameter (from, &info->Parameters[info->NumberOfParameters++]))
      return FALSE;
  return TRUE;
}

static BeckRpcErrorRecord *
get_record (Reader *from, guint32 *status)
{
  RPC_EXTENDED_ERROR_INFO info = { 0 };
  BeckRpcErrorRecord *record = NULL;

  if (!get_info (from, &info))
    *status = RPC_S_OUT_OF_MEMORY;
  else if (from->bad)
    *status = RPC_S_INVALID_ARG;
  else
    record = beck_rpc_error_record_new (&info, status);
  free_wide (&info);
  return record;
}

static BeckRpcErrorRecord *
get_chain (Reader *from, guint n, guint32 *status)
{
  BeckRpcErrorRecord *chain = NULL, **end = &chain;

  for (; n > 0; n--)
    {
      *end = get_record (from, status);
      if (*end == NULL)
        {
          beck_rpc_error_record_unref (chain);
          return NULL;
        }
      end = &(*end)->next;
    }
  return chain;
}

BeckRpcErrorRecord *
beck_rpc_error_chain_load (gconstpointer data, gsize size, guint32 *status)
{
  Reader reader = { data, (const guint8 *) data + size, FALSE };
  guint32 magic = (guint32) get_number (&reader, 4);
  guint n = (guint) get_number (&reader, 4);
  BeckRpcErrorRecord *chain;

  *status = RPC_S_INVALID_ARG;
  if (magic != BLOB_MAGIC || n == 0 || n > BECK_RPC_MAX_ERROR_RECORDS)
    return NULL;
  chain = get_chain (&reader, n, status);
  if (chain == NULL || reader.pos == reader.end)
    return chain;
  *status = RPC_S_INVALID_ARG;
  beck_rpc_error_record_unref (chain);
  return NULL;
}
