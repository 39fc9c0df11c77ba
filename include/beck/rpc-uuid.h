/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * UUIDs under the names that the RPC documentation has for them (rpc.md 2.3). A UUID is a GUID;
 * <beck/guid.h> does the same for C programs.
 *
 * Where a UUID is taken, %NULL is the nil one. Functions with a @status set it to 0; it may be
 * %NULL.
 *
 * Threading: any thread.
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

/**
 * UuidCreate:
 * @uuid: (out): a new one, random (version 4)
 *
 * Returns: 0; RPC_S_INVALID_ARG; RPC_S_INTERNAL_ERROR if the system has no random numbers
 */
RPC_STATUS UuidCreate (UUID *uuid);

/**
 * UuidCreateSequential:
 * @uuid: (out): a new one, of the time and the address of a network card (version 1). Those that
 *   one process makes rise
 *
 * Returns: 0; RPC_S_UUID_LOCAL_ONLY, with a good UUID, if there is no network card and a random
 *   number had to stand for it; as for UuidCreate()
 */
RPC_STATUS UuidCreateSequential (UUID *uuid);

/**
 * UuidCreateNil:
 * @uuid: (out): the nil UUID
 *
 * Returns: 0; RPC_S_INVALID_ARG
 */
RPC_STATUS UuidCreateNil (UUID *uuid);

/**
 * UuidToStringA:
 * @uuid: (nullable): a UUID
 * @string: (out) (transfer full): 36 lower-case characters, for RpcStringFree()
 *
 * Returns: 0, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS UuidToStringA (const UUID *uuid, RPC_CSTR *string);
RPC_STATUS UuidToStringW (const UUID *uuid, RPC_WSTR *string);

/**
 * UuidFromStringA:
 * @string: (nullable): 36 characters in either case, without braces; %NULL for the nil UUID
 * @uuid: (out): untouched after a failure
 *
 * Returns: 0, RPC_S_INVALID_STRING_UUID, RPC_S_INVALID_ARG
 */
RPC_STATUS UuidFromStringA (RPC_CSTR string, UUID *uuid);
RPC_STATUS UuidFromStringW (RPC_WSTR string, UUID *uuid);

/**
 * UuidCompare:
 *
 * Compares as the text forms do.
 *
 * Returns: -1, 0 or 1
 */
int UuidCompare (UUID *a, UUID *b, RPC_STATUS *status);

/**
 * UuidEqual:
 *
 * Returns: whether they are the same
 */
int UuidEqual (UUID *a, UUID *b, RPC_STATUS *status);

/**
 * UuidIsNil:
 *
 * Returns: whether it is the nil UUID
 */
int UuidIsNil (UUID *uuid, RPC_STATUS *status);

/**
 * UuidHash:
 *
 * Returns: a number for tables; the same for equal UUIDs, on all machines
 */
unsigned short UuidHash (UUID *uuid, RPC_STATUS *status);

#ifdef UNICODE
#define UuidToString UuidToStringW
#define UuidFromString UuidFromStringW
#else
#define UuidToString UuidToStringA
#define UuidFromString UuidFromStringA
#endif

G_END_DECLS
