/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls of object interfaces: wire.md 5.5, 5.6. */

#include "rows.h"

#include "orpcobj_p.c"

#define REM(M, claim, in, out, ...) NDR_ROW (IRemUnknown, M, claim, in, out, __VA_ARGS__)
#define REM2(M, claim, in, out, ...) NDR_ROW (IRemUnknown2, M, claim, in, out, __VA_ARGS__)
#define SYSTEM(M, claim, in, out, ...) NDR_ROW (ISystemActivator, M, claim, in, out, __VA_ARGS__)

static const struct
{
  ULONG n;
  byte data[4];
} reference = { 4, "MEOW" };
#define REFERENCE (MInterfacePointer *) &reference

static const NdrRow rem_rows[] = {
  REM (RemQueryInterface, "another interface is asked for",
       A_GUID_TOKENS "00000005 0001 .. 00000001 " COM_GUID_TOKENS ("00000001"),
       ID "00000001 00000000 .... 00001000 00000005 1111111111111111 2222222222222222 "
          A_GUID_TOKENS "00000000",
       .ripid = &(GUID) A_GUID, .cRefs = 5, .cIids = 1, .iids = &(IID) COM_GUID (1),
       .ppQIResults
       = &(REMQIRESULT *){ &(REMQIRESULT){ 0, { SORF_NOPING, 5, ONES, TWOS, A_GUID } } }),
  REM (RemAddRef, "references are added", "0001 .. 00000001 " A_GUID_TOKENS "00000005 00000000",
       "00000001 00000000 00000000", .cInterfaceRefs = 1,
       .InterfaceRefs = &(REMINTERFACEREF){ A_GUID, 5, 0 }, .pResults = &(HRESULT){ 0 }),
  REM (RemRelease, "references are returned",
       "0001 .. 00000001 " A_GUID_TOKENS "00000004 00000001", "00000000", .cInterfaceRefs = 1,
       .InterfaceRefs = &(REMINTERFACEREF){ A_GUID, 4, 1 }),
};

static const NdrRow rem2_rows[] = {
  REM2 (RemQueryInterface2, "an object that marshals itself",
        A_GUID_TOKENS "0002 .. 00000002 " COM_GUID_TOKENS ("00000001")
            COM_GUID_TOKENS ("00000002"),
        "00000002 00000000 80004002 00000002 " ID "00000000 " REFERENCE_TOKENS "00000001",
        .ripid = &(GUID) A_GUID, .cIids = 2, .iids = (IID[]){ COM_GUID (1), COM_GUID (2) },
        .phr = (HRESULT[]){ 0, (HRESULT) 0x80004002 },
        .ppMIF = (PMInterfacePointer[]){ REFERENCE, NULL }, .result = 1),
};

static const NdrRow system_rows[] = {
  SYSTEM (RemoteCreateInstance, "an object is made",
          "00000000 " ID REFERENCE_TOKENS, ID REFERENCE_TOKENS "00000000",
          .pActProperties = REFERENCE, .ppActProperties = &(PMInterfacePointer){ REFERENCE }),
  SYSTEM (RemoteGetClassObject, "a class object is not there",
          ID REFERENCE_TOKENS, "00000000 80040154", .pActProperties = REFERENCE,
          .ppActProperties = &(PMInterfacePointer){ NULL }, .result = (HRESULT) 0x80040154),
};

const NdrRows interface_rows_rem = NDR_ROWS (IRemUnknown_interface, rem_rows);
const NdrRows interface_rows_rem2 = NDR_ROWS (IRemUnknown2_interface, rem2_rows);
const NdrRows interface_rows_system = NDR_ROWS (ISystemActivator_interface, system_rows);
