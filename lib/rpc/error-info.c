/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Extended error information (rpc.md 2.4): the records of a thread and their enumeration. An
 * enumeration holds the chain as it was when it began.
 */

#include <beck/rpc-error.h>

#include <beck/status.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "error-record.h"

#define ENUMERATION_MAGIC 0x4d455245u /* "EREM" */

/* FILETIME counts 100 nanoseconds from 1601. */
#define TICKS_PER_SECOND 10000000
#define SECONDS_UNTIL_1970 G_GINT64_CONSTANT (11644473600)

static void
unref_chain (gpointer chain)
{
  beck_rpc_error_record_unref (chain);
}

/* The newest record of the thread. */
static GPrivate records = G_PRIVATE_INIT (unref_chain);

/* ---- Time ---- */

static FILETIME
now (void)
{
  guint64 ticks = (guint64) g_get_real_time () * 10
                  + (guint64) (SECONDS_UNTIL_1970 * TICKS_PER_SECOND);

  return (FILETIME){ (DWORD) ticks, (DWORD) (ticks >> 32) };
}

static SYSTEMTIME
to_system_time (FILETIME time)
{
  guint64 ticks = (guint64) time.dwHighDateTime << 32 | time.dwLowDateTime;
  time_t seconds = (time_t) (ticks / TICKS_PER_SECOND) - SECONDS_UNTIL_1970;
  struct tm parts = { 0 };

  gmtime_r (&seconds, &parts);
  return (SYSTEMTIME){ .wYear = (WORD) (parts.tm_year + 1900),
                       .wMonth = (WORD) (parts.tm_mon + 1),
                       .wDayOfWeek = (WORD) parts.tm_wday,
                       .wDay = (WORD) parts.tm_mday,
                       .wHour = (WORD) parts.tm_hour,
                       .wMinute = (WORD) parts.tm_min,
                       .wSecond = (WORD) parts.tm_sec,
                       .wMilliseconds = (WORD) (ticks / 10000 % 1000) };
}

/* ---- Records ---- */

static gboolean
may_be_added (const RPC_EXTENDED_ERROR_INFO *info)
{
  return info != NULL && info->Version == RPC_EEINFO_VERSION && info->ComputerName == NULL
         && info->ProcessID == 0 && info->GeneratingComponent == 0
         && info->DetectionLocation == 0;
}

/* Before those there are. When there are too many, the new one says that they are missing. */
static void
prepend (BeckRpcErrorRecord *record)
{
  BeckRpcErrorRecord *older = g_private_get (&records);

  if (beck_rpc_error_record_count (older) < BECK_RPC_MAX_ERROR_RECORDS)
    record->next = older;
  else
    {
      record->info.Flags |= EEInfoNextRecordsMissing;
      beck_rpc_error_record_unref (older);
    }
  g_private_set (&records, record);
}

RPC_STATUS
RpcErrorAddRecord (RPC_EXTENDED_ERROR_INFO *info)
{
  RPC_EXTENDED_ERROR_INFO whole;
  BeckRpcErrorRecord *record;
  guint32 status;

  if (!may_be_added (info))
    return RPC_S_INVALID_ARG;
  whole = *info;
  whole.ProcessID = (ULONG) getpid ();
  whole.GeneratingComponent = EEInfoGCApplication;
  whole.Flags = 0;
  whole.u.FileTime = now ();
  record = beck_rpc_error_record_new (&whole, &status);
  if (record != NULL)
    prepend (record);
  return (RPC_STATUS) status;
}

void
RpcErrorClearInformation (void)
{
  g_private_replace (&records, NULL);
}

/* ---- Enumerations ---- */

static gboolean
is_enumeration (const RPC_ERROR_ENUM_HANDLE *enumeration)
{
  return enumeration != NULL && enumeration->Signature == ENUMERATION_MAGIC;
}

/* Takes the reference over. */
static void
start (RPC_ERROR_ENUM_HANDLE *enumeration, BeckRpcErrorRecord *chain)
{
  enumeration->Signature = ENUMERATION_MAGIC;
  enumeration->CurrentPos = chain;
  enumeration->Head = chain;
}

RPC_STATUS
RpcErrorStartEnumeration (RPC_ERROR_ENUM_HANDLE *enumeration)
{
  BeckRpcErrorRecord *chain = g_private_get (&records);

  if (enumeration == NULL)
    return RPC_S_INVALID_ARG;
  if (chain == NULL)
    return RPC_S_ENTRY_NOT_FOUND;
  start (enumeration, beck_rpc_error_record_ref (chain));
  return RPC_S_OK;
}

RPC_STATUS
RpcErrorEndEnumeration (RPC_ERROR_ENUM_HANDLE *enumeration)
{
  if (!is_enumeration (enumeration))
    return RPC_S_INVALID_ARG;
  beck_rpc_error_record_unref (enumeration->Head);
  *enumeration = (RPC_ERROR_ENUM_HANDLE){ 0 };
  return RPC_S_OK;
}

RPC_STATUS
RpcErrorResetEnumeration (RPC_ERROR_ENUM_HANDLE *enumeration)
{
  if (!is_enumeration (enumeration))
    return RPC_S_INVALID_ARG;
  enumeration->CurrentPos = enumeration->Head;
  return RPC_S_OK;
}

RPC_STATUS
RpcErrorGetNumberOfRecords (RPC_ERROR_ENUM_HANDLE *enumeration, int *n)
{
  if (!is_enumeration (enumeration) || n == NULL)
    return RPC_S_INVALID_ARG;
  *n = (int) beck_rpc_error_record_count (enumeration->Head);
  return RPC_S_OK;
}

/* What the caller sees, with the record's texts or copies of them. */
static guint32
show (const RPC_EXTENDED_ERROR_INFO *record, gboolean copy, RPC_EXTENDED_ERROR_INFO *info)
{
  const gboolean file_time = (info->Flags & EEInfoUseFileTime) != 0;
  RPC_EXTENDED_ERROR_INFO shown = *record;
  guint32 status = copy ? beck_rpc_error_info_copy (&shown, record) : RPC_S_OK;

  if (status != RPC_S_OK)
    return status;
  if (file_time)
    shown.Flags |= EEInfoUseFileTime;
  else
    shown.u.SystemTime = to_system_time (record->u.FileTime);
  *info = shown;
  return RPC_S_OK;
}

RPC_STATUS
RpcErrorGetNextRecord (RPC_ERROR_ENUM_HANDLE *enumeration, BOOL copy,
                       RPC_EXTENDED_ERROR_INFO *info)
{
  const BeckRpcErrorRecord *record;
  guint32 status;

  if (!is_enumeration (enumeration) || info == NULL || info->Version != RPC_EEINFO_VERSION)
    return RPC_S_INVALID_ARG;
  record = enumeration->CurrentPos;
  if (record == NULL)
    return RPC_S_ENTRY_NOT_FOUND;
  if (info->NumberOfParameters < record->info.NumberOfParameters)
    return RPC_S_BUFFER_TOO_SMALL;
  status = show (&record->info, copy, info);
  if (status == RPC_S_OK)
    enumeration->CurrentPos = record->next;
  return (RPC_STATUS) status;
}

/* ---- As bytes ---- */

RPC_STATUS
RpcErrorSaveErrorInfo (RPC_ERROR_ENUM_HANDLE *enumeration, void **blob, gsize *size)
{
  if (!is_enumeration (enumeration) || blob == NULL || size == NULL)
    return RPC_S_INVALID_ARG;
  *blob = beck_rpc_error_chain_save (enumeration->Head, size);
  return *blob != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

RPC_STATUS
RpcErrorLoadErrorInfo (void *blob, gsize size, RPC_ERROR_ENUM_HANDLE *enumeration)
{
  BeckRpcErrorRecord *chain;
  guint32 status;

  if (blob == NULL || enumeration == NULL)
    return RPC_S_INVALID_ARG;
  chain = beck_rpc_error_chain_load (blob, size, &status);
  if (chain != NULL)
    start (enumeration, chain);
  return (RPC_STATUS) status;
}
