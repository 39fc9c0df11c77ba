/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Records of extended error information: copying and freeing what they hold.
 */

#include "error-record.h"

#include <beck/status.h>
#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"

/* A copy of @size bytes in @to, NULL of NULL. 0 or RPC_S_OUT_OF_MEMORY. */
static guint32
copy_block (gpointer *to, gconstpointer from, gsize size)
{
  *to = NULL;
  if (from == NULL)
    return RPC_S_OK;
  *to = beck_alloc (MAX (size, 1));
  if (*to == NULL)
    return RPC_S_OUT_OF_MEMORY;
  memcpy (*to, from, size);
  return RPC_S_OK;
}

static guint32
copy_wide (LPWSTR *to, LPCWSTR from)
{
  return copy_block ((gpointer *) to, from, (beck_utf16_length (from) + 1) * sizeof *from);
}

static guint32
copy_ansi (LPSTR *to, LPCSTR from)
{
  return copy_block ((gpointer *) to, from, from != NULL ? strlen (from) + 1 : 0);
}

static guint32
copy_binary (BinaryParam *to, const BinaryParam *from)
{
  if (from->Size < 0 || (from->Size > 0 && from->Buffer == NULL))
    return RPC_S_INVALID_ARG;
  to->Size = from->Size;
  return copy_block (&to->Buffer, from->Buffer, (gsize) from->Size);
}

static guint32
copy_parameter (RPC_EE_INFO_PARAM *to, const RPC_EE_INFO_PARAM *from)
{
  switch (from->ParameterType)
    {
    case eeptAnsiString:
      return copy_ansi (&to->u.AnsiString, from->u.AnsiString);
    case eeptUnicodeString:
      return copy_wide (&to->u.UnicodeString, from->u.UnicodeString);
    case eeptBinary:
      return copy_binary (&to->u.BVal, &from->u.BVal);
    case eeptLongVal:
    case eeptShortVal:
    case eeptPointerVal:
    case eeptNone:
      *to = *from;
      return RPC_S_OK;
    default:
      return RPC_S_INVALID_ARG;
    }
}

static void
clear_parameter (RPC_EE_INFO_PARAM *parameter)
{
  switch (parameter->ParameterType)
    {
    case eeptAnsiString:
      beck_free (parameter->u.AnsiString);
      break;
    case eeptUnicodeString:
      beck_free (parameter->u.UnicodeString);
      break;
    case eeptBinary:
      beck_free (parameter->u.BVal.Buffer);
      break;
    default:
      break;
    }
}

void
beck_rpc_error_info_clear (RPC_EXTENDED_ERROR_INFO *info)
{
  beck_free (info->ComputerName);
  info->ComputerName = NULL;
  for (int i = 0; i < info->NumberOfParameters; i++)
    clear_parameter (&info->Parameters[i]);
  info->NumberOfParameters = 0;
}

/* NumberOfParameters tells how many have been copied. */
guint32
beck_rpc_error_info_copy (RPC_EXTENDED_ERROR_INFO *to, const RPC_EXTENDED_ERROR_INFO *from)
{
  guint32 status;

  *to = *from;
  to->NumberOfParameters = 0;
  if (from->NumberOfParameters < 0 || from->NumberOfParameters > MaxNumberOfEEInfoParams)
    {
      to->ComputerName = NULL;
      return RPC_S_INVALID_ARG;
    }
  status = copy_wide (&to->ComputerName, from->ComputerName);
  while (status == RPC_S_OK && to->NumberOfParameters < from->NumberOfParameters)
    {
      int i = to->NumberOfParameters;

      status = copy_parameter (&to->Parameters[i], &from->Parameters[i]);
      if (status == RPC_S_OK)
        to->Parameters[to->NumberOfParameters++].ParameterType = from->Parameters[i].ParameterType;
    }
  if (status != RPC_S_OK)
    beck_rpc_error_info_clear (to);
  return status;
}

/* ---- Records ---- */

BeckRpcErrorRecord *
beck_rpc_error_record_new (const RPC_EXTENDED_ERROR_INFO *info, guint32 *status)
{
  BeckRpcErrorRecord *record = beck_alloc (sizeof *record);

  *status = RPC_S_OUT_OF_MEMORY;
  if (record == NULL)
    return NULL;
  record->refs = 1;
  record->next = NULL;
  *status = beck_rpc_error_info_copy (&record->info, info);
  if (*status == RPC_S_OK)
    return record;
  beck_free (record);
  return NULL;
}

BeckRpcErrorRecord *
beck_rpc_error_record_ref (BeckRpcErrorRecord *record)
{
  g_atomic_int_inc (&record->refs);
  return record;
}

void
beck_rpc_error_record_unref (BeckRpcErrorRecord *record)
{
  while (record != NULL && g_atomic_int_dec_and_test (&record->refs))
    {
      BeckRpcErrorRecord *next = record->next;

      beck_rpc_error_info_clear (&record->info);
      beck_free (record);
      record = next;
    }
}

guint
beck_rpc_error_record_count (const BeckRpcErrorRecord *chain)
{
  guint n = 0;

  for (; chain != NULL; chain = chain->next)
    n++;
  return n;
}
