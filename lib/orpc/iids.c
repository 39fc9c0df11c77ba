/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Identifiers of interfaces that the system's IDL files only declare. */

#include <oaidl.h>

const IID IID_ITypeInfo
    = { 0x00020401, 0x0000, 0x0000, { 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } };
