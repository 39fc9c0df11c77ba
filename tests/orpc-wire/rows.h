/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Calls of the interfaces of object RPC, and their bytes (wire.md 5.4 to 5.6). What the channel
 * puts in front of the calls of object interfaces is not in them.
 */

#include "ndr-rows.h"

extern const NdrRows interface_rows_activator;
extern const NdrRows interface_rows_rem;
extern const NdrRows interface_rows_rem2;
extern const NdrRows interface_rows_resolver;
extern const NdrRows interface_rows_system;

/* Values of rows, and their bytes in the notation of these. */
#define ONES 0x1111111111111111u
#define TWOS 0x2222222222222222u
#define A_GUID { 0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } }
#define A_GUID_TOKENS "00112233 4455 6677 88 99 aa bb cc dd ee ff "
#define COM_GUID(n) { n, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } }
#define COM_GUID_TOKENS(n) n " 0000 0000 c0 00 *6 46 "
#define ID "00020000 "

#define NO_ADDRESSES_TOKENS "00000004 0004 0002 0000 *4 "
#define REFERENCE_TOKENS "00000004 00000004 'MEOW' "
