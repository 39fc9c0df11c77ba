/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls of the resolver: wire.md 5.4. */

#include "rows.h"

#include "orpcoxid_c.c"

#define RESOLVER(M, claim, in, out, ...) NDR_ROW (IObjectExporter, M, claim, in, out, __VA_ARGS__)

/* An array of 4 units, without addresses */
static const struct
{
  USHORT n, security, units[4];
} no_addresses = { 4, 2, { 0 } };
#define NO_ADDRESSES (DUALSTRINGARRAY *) &no_addresses

static const NdrRow resolver_rows[] = {
  RESOLVER (ResolveOxid2, "an exporter is asked for",
            "1111111111111111 0001 .. 00000001 0007",
            ID NO_ADDRESSES_TOKENS A_GUID_TOKENS "00000006 0005 0007 00000000",
            .pOxid = &(OXID){ ONES }, .cRequestedProtseqs = 1,
            .arRequestedProtseqs = (USHORT[]){ 7 },
            .ppdsaOxidBindings = &(DUALSTRINGARRAY *){ NO_ADDRESSES },
            .pipidRemUnknown = &(IPID) A_GUID, .pAuthnHint = &(ULONG){ 6 },
            .pComVersion = &(COMVERSION){ 5, 7 }),
  RESOLVER (ResolveOxid, "an exporter that is not known",
            "1111111111111111 0002 .. 00000002 0007 001f",
            "00000000 00 *16 00000000 00000776", .pOxid = &(OXID){ ONES },
            .cRequestedProtseqs = 2, .arRequestedProtseqs = (USHORT[]){ 7, 0x1f },
            .ppdsaOxidBindings = &(DUALSTRINGARRAY *){ NULL }, .pipidRemUnknown = &(IPID){ 0 },
            .pAuthnHint = &(ULONG){ 0 }, .result = 0x776),
  RESOLVER (SimplePing, "a set is pinged", "0000000000000007", "00000000",
            .pSetId = &(SETID){ 7 }),
  RESOLVER (ComplexPing, "an object is added to a new set",
            "0000000000000000 0001 0001 0000 .. " ID "00000001 2222222222222222 00000000",
            "0000000000000000 0000 .. 00000000", .pSetId = &(SETID){ 0 }, .SequenceNum = 1,
            .cAddToSet = 1, .AddToSet = &(OID){ TWOS }, .pPingBackoffFactor = &(USHORT){ 0 }),
  RESOLVER (ServerAlive2, "where a resolver is",
            "", "0005 0007 " ID NO_ADDRESSES_TOKENS "00000000 00000000",
            .pComVersion = &(COMVERSION){ 5, 7 },
            .ppdsaOrBindings = &(DUALSTRINGARRAY *){ NO_ADDRESSES },
            .pReserved = &(ULONG){ 0 }),
};

const NdrRows interface_rows_resolver = NDR_ROWS (IObjectExporter_interface, resolver_rows);
