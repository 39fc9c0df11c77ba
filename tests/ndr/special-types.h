/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What types of special.idl are in memory.
 */

#include <beck/types.h>

/* A number of up to four digits */
typedef struct
{
  LONG value;
} local_digits;

/* Degrees above the melting point of ice, in Fahrenheit's */
typedef struct
{
  LONG above;
} local_celsius;
