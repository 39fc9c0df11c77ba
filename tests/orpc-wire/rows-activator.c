/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls of the older activation: wire.md 5.6. */

#include "rows.h"

#include "orpcact_c.c"

#define ACTIVATION(M, claim, in, out, ...) NDR_ROW (IActivation, M, claim, in, out, __VA_ARGS__)

/* An array of 4 units, without addresses */
static const struct
{
  USHORT n, security, units[4];
} no_addresses = { 4, 2, { 0 } };
#define NO_ADDRESSES (DUALSTRINGARRAY *) &no_addresses

static const struct
{
  ULONG n;
  byte data[4];
} reference = { 4, "MEOW" };
#define REFERENCE (MInterfacePointer *) &reference

static const struct
{
  GUID id;
  ULONG size;
  byte data[8];
} extent = { A_GUID, 3, { 1, 2, 3 } };
static ORPC_EXTENT *const extents[] = { (ORPC_EXTENT *) &extent, NULL };

#define SECOND_ID "00020004 "
#define THIRD_ID "00020008 "
#define THIS_TOKENS "0005 0007 00000000 00000000 " A_GUID_TOKENS

static const NdrRow activation_rows[] = {
  ACTIVATION (RemoteActivation, "an object is made the older way",
              THIS_TOKENS "00000000 " A_GUID_TOKENS
                          "00000000 00000000 00000002 00000000 00000001 " ID
                          "00000001 " COM_GUID_TOKENS ("00000001") "0001 .. 00000001 0007",
              "00000000 00000000 1111111111111111 " ID NO_ADDRESSES_TOKENS A_GUID_TOKENS
              "00000006 0005 0007 00000000 00000001 " SECOND_ID REFERENCE_TOKENS
              "00000001 00000000 00000000",
              .ORPCthis = &(ORPCTHIS){ { 5, 7 }, 0, 0, A_GUID, NULL },
              .ORPCthat = &(ORPCTHAT){ 0, NULL }, .Clsid = &(GUID) A_GUID, .ClientImpLevel = 2,
              .Interfaces = 1, .pIIDs = &(IID) COM_GUID (1), .cRequestedProtseqs = 1,
              .RequestedProtseqs = (USHORT[]){ 7 }, .pOxid = &(OXID){ ONES },
              .ppdsaOxidBindings = &(DUALSTRINGARRAY *){ NO_ADDRESSES },
              .pipidRemUnknown = &(IPID) A_GUID, .pAuthnHint = &(ULONG){ 6 },
              .pServerVersion = &(COMVERSION){ 5, 7 }, .phr = &(HRESULT){ 0 },
              .ppInterfaceData = (PMInterfacePointer[]){ REFERENCE },
              .pResults = &(HRESULT){ 0 }),
  ACTIVATION (RemoteActivation, "a header with an extension",
              THIS_TOKENS ID "00000001 00000000 " SECOND_ID "00000002 " THIRD_ID
              "00000000 00000008 "
              A_GUID_TOKENS "00000003 01 02 03 00 *5 " A_GUID_TOKENS
              "00000000 00000000 00000000 00000000 00000001 00000000 0000 .. 00000000",
              NULL, .ORPCthis = &(ORPCTHIS){ { 5, 7 }, 0, 0, A_GUID,
                                             &(ORPC_EXTENT_ARRAY){ 1, 0,
                                                                   (ORPC_EXTENT **) extents } },
              .ORPCthat = &(ORPCTHAT){ 0, NULL }, .Clsid = &(GUID) A_GUID, .Interfaces = 1,
              .RequestedProtseqs = (USHORT[]){ 0 }, .pOxid = &(OXID){ 0 },
              .ppdsaOxidBindings = &(DUALSTRINGARRAY *){ NULL },
              .pipidRemUnknown = &(IPID){ 0 }, .pAuthnHint = &(ULONG){ 0 },
              .pServerVersion = &(COMVERSION){ 0 }, .phr = &(HRESULT){ 0 },
              .ppInterfaceData = (PMInterfacePointer[]){ NULL }, .pResults = &(HRESULT){ 0 }),
};

const NdrRows interface_rows_activator = NDR_ROWS (IActivation_interface, activation_rows);
