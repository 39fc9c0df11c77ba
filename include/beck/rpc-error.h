/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What statuses mean, and extended error information: records that say more than a status does
 * (rpc.md 2.1, 2.4).
 *
 * Each thread has its own records, the newest first; there are at most 64. A program adds one
 * when it returns a failure, and enumerates them when it got one:
 *
 *   RPC_ERROR_ENUM_HANDLE enumeration;
 *   RPC_EXTENDED_ERROR_INFO info = { .Version = RPC_EEINFO_VERSION };
 *
 *   if (RpcErrorStartEnumeration (&enumeration) == RPC_S_OK)
 *     {
 *       info.NumberOfParameters = 4;
 *       while (RpcErrorGetNextRecord (&enumeration, FALSE, &info) == RPC_S_OK)
 *         {
 *           report (info.Status);
 *           info.NumberOfParameters = 4;
 *         }
 *       RpcErrorEndEnumeration (&enumeration);
 *     }
 *
 * Records do not travel with a fault.
 *
 * Threading: any thread; an enumeration may be handed on to another one.
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

/* ---- Texts of statuses ---- */

/**
 * DCE_C_ERROR_STRING_LEN:
 *
 * Characters, with the NUL, that DceErrorInqText() may write.
 */
#define DCE_C_ERROR_STRING_LEN 256

/**
 * DceErrorInqTextA:
 * @status: a status, or any number
 * @text: (out caller-allocates): receives a sentence for people, of up to
 *   DCE_C_ERROR_STRING_LEN characters. For a number that is no status it says so
 *
 * Returns: 0; RPC_S_INVALID_ARG if @text is %NULL
 */
RPC_STATUS DceErrorInqTextA (RPC_STATUS status, RPC_CSTR text);
RPC_STATUS DceErrorInqTextW (RPC_STATUS status, RPC_WSTR text);

/* ---- Records ---- */

#define RPC_EEINFO_VERSION 1

/* Flags of a record. */
#define EEInfoPreviousRecordsMissing 1
#define EEInfoNextRecordsMissing 2
#define EEInfoUseFileTime 4

/* Who made a record: a program. */
#define EEInfoGCApplication 1

typedef enum
{
  eeptAnsiString = 1,
  eeptUnicodeString,
  eeptLongVal,
  eeptShortVal,
  eeptPointerVal,
  eeptNone,
  eeptBinary,
} ExtendedErrorParamTypes;

#define MaxNumberOfEEInfoParams 4

typedef struct
{
  void *Buffer;
  SHORT Size;
} BinaryParam;

typedef struct
{
  ExtendedErrorParamTypes ParameterType;
  union
  {
    LPSTR AnsiString;
    LPWSTR UnicodeString;
    LONG LVal;
    SHORT SVal;
    ULONGLONG PVal;
    BinaryParam BVal;
  } u;
} RPC_EE_INFO_PARAM;

/**
 * RPC_EXTENDED_ERROR_INFO:
 * @Version: RPC_EEINFO_VERSION, set by the program in any case
 * @ComputerName: (nullable): where it happened, if that is another machine
 * @ProcessID: of whoever made the record
 * @u: when: as FILETIME if @Flags has EEInfoUseFileTime, which the program sets before
 * @GeneratingComponent: what made it, EEInfoGCApplication for programs
 * @Status: what happened
 * @DetectionLocation: where in the component
 * @Flags: EEInfo*
 * @NumberOfParameters: in @Parameters; before RpcErrorGetNextRecord() how many there may be
 */
typedef struct
{
  ULONG Version;
  LPWSTR ComputerName;
  ULONG ProcessID;
  union
  {
    SYSTEMTIME SystemTime; /* in UTC */
    FILETIME FileTime;
  } u;
  ULONG GeneratingComponent;
  ULONG Status;
  USHORT DetectionLocation;
  USHORT Flags;
  int NumberOfParameters;
  RPC_EE_INFO_PARAM Parameters[MaxNumberOfEEInfoParams];
} RPC_EXTENDED_ERROR_INFO;

/**
 * RPC_ERROR_ENUM_HANDLE:
 *
 * An enumeration; all members are the library's.
 */
typedef struct
{
  ULONG Signature;
  void *CurrentPos;
  void *Head;
} RPC_ERROR_ENUM_HANDLE;

/**
 * RpcErrorAddRecord:
 * @info: the record; copied. Its ComputerName, ProcessID, GeneratingComponent and
 *   DetectionLocation must be 0, its time is not looked at
 *
 * Puts a record before those of the calling thread.
 *
 * Returns: 0, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY. Specification: rpc.md 2.4.
 */
RPC_STATUS RpcErrorAddRecord (RPC_EXTENDED_ERROR_INFO *info);

/**
 * RpcErrorStartEnumeration:
 * @enumeration: (out): stands before the newest record; to be ended with
 *   RpcErrorEndEnumeration(). What happens to the thread's records later does not change it
 *
 * Returns: 0; RPC_S_ENTRY_NOT_FOUND if the thread has no records; RPC_S_INVALID_ARG
 */
RPC_STATUS RpcErrorStartEnumeration (RPC_ERROR_ENUM_HANDLE *enumeration);

/**
 * RpcErrorGetNextRecord:
 * @enumeration: goes on by one record if that succeeds
 * @copy: whether texts and buffers in @info are the caller's, each to be freed with
 *   CoTaskMemFree(); if not, they last until the enumeration is ended
 * @info: (inout): Version, Flags and NumberOfParameters must be set; receives the record
 *
 * Returns: 0; RPC_S_ENTRY_NOT_FOUND behind the last; RPC_S_BUFFER_TOO_SMALL if it has more
 *   parameters than there may be; RPC_S_INVALID_ARG; RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcErrorGetNextRecord (RPC_ERROR_ENUM_HANDLE *enumeration, BOOL copy,
                                  RPC_EXTENDED_ERROR_INFO *info);

/**
 * RpcErrorResetEnumeration:
 * @enumeration: stands before the newest record again
 *
 * Returns: 0; RPC_S_INVALID_ARG
 */
RPC_STATUS RpcErrorResetEnumeration (RPC_ERROR_ENUM_HANDLE *enumeration);

/**
 * RpcErrorGetNumberOfRecords:
 * @records: (out): of the whole enumeration
 *
 * Returns: 0; RPC_S_INVALID_ARG
 */
RPC_STATUS RpcErrorGetNumberOfRecords (RPC_ERROR_ENUM_HANDLE *enumeration, int *records);

/**
 * RpcErrorEndEnumeration:
 * @enumeration: of no use afterwards
 *
 * Returns: 0; RPC_S_INVALID_ARG
 */
RPC_STATUS RpcErrorEndEnumeration (RPC_ERROR_ENUM_HANDLE *enumeration);

/**
 * RpcErrorClearInformation:
 *
 * Forgets the records of the calling thread.
 */
void RpcErrorClearInformation (void);

/**
 * RpcErrorSaveErrorInfo:
 * @enumeration: any
 * @blob: (out) (transfer full) (array length=size): all its records as bytes, for
 *   CoTaskMemFree(); any process of this library reads them
 *
 * Returns: 0, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcErrorSaveErrorInfo (RPC_ERROR_ENUM_HANDLE *enumeration, void **blob, gsize *size);

/**
 * RpcErrorLoadErrorInfo:
 * @blob: (array length=size): what RpcErrorSaveErrorInfo() made, or anything
 * @enumeration: (out): of the records in it; to be ended with RpcErrorEndEnumeration()
 *
 * Returns: 0, RPC_S_INVALID_ARG, also for what is no such blob; RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcErrorLoadErrorInfo (void *blob, gsize size, RPC_ERROR_ENUM_HANDLE *enumeration);

#ifdef UNICODE
#define DceErrorInqText DceErrorInqTextW
#else
#define DceErrorInqText DceErrorInqTextA
#endif

G_END_DECLS
