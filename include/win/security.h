/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Names of the security support provider interface. Nothing asks a provider yet, so what looks
 * for names of accounts fails; authentication is that of <beck/rpc-security.h>.
 */

#include "rpc.h"

G_BEGIN_DECLS

#ifndef NameUnknown
typedef enum
{
  NameUnknown = 0,
  NameFullyQualifiedDN = 1,
  NameSamCompatible = 2,
  NameDisplay = 3,
  NameUniqueId = 6,
  NameCanonical = 7,
  NameUserPrincipal = 8,
  NameCanonicalEx = 9,
  NameServicePrincipal = 10,
  NameDnsDomain = 12,
} EXTENDED_NAME_FORMAT, *PEXTENDED_NAME_FORMAT;
#endif

/**
 * GetComputerObjectNameA:
 * @format: of the name
 * @name: (nullable) (out caller-allocates): untouched
 * @size: (inout): untouched
 *
 * This machine is no member of a domain that Beck knows of.
 *
 * Returns: FALSE with ERROR_NO_SUCH_DOMAIN
 */
BOOLEAN GetComputerObjectNameA (EXTENDED_NAME_FORMAT format, LPSTR name, ULONG *size);

/* As GetComputerObjectNameA(). */
BOOLEAN GetComputerObjectNameW (EXTENDED_NAME_FORMAT format, LPWSTR name, ULONG *size);

#ifdef UNICODE
#define GetComputerObjectName GetComputerObjectNameW
#else
#define GetComputerObjectName GetComputerObjectNameA
#endif

G_END_DECLS
