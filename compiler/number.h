/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Exact integers between -2^63 and 2^64-1: constant expressions mean what mathematics
 * says, and whatever leaves that range is an error instead of another number.
 */

#include <glib.h>

typedef struct IdlNumber
{
  gboolean negative; /* then the value is (gint64) bits, otherwise bits */
  guint64 bits;
} IdlNumber;

IdlNumber idl_number_unsigned (guint64 value);
IdlNumber idl_number_signed (gint64 value);

/* Each returns FALSE if the result is out of range (or there is none). */
gboolean idl_number_add (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_subtract (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_multiply (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_divide (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_modulo (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_shift_left (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_shift_right (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_and (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_or (IdlNumber a, IdlNumber b, IdlNumber *result);
gboolean idl_number_xor (IdlNumber a, IdlNumber b, IdlNumber *result);

/* -1, 0 or 1 */
int idl_number_compare (IdlNumber a, IdlNumber b);
gboolean idl_number_is_zero (IdlNumber a);

/* TRUE if the number fits an integer of @bits bits, signed or unsigned. */
gboolean idl_number_fits (IdlNumber number, guint bits, gboolean is_signed);

/* The number's low @bits bits read as a signed or unsigned integer, as a C cast does. */
IdlNumber idl_number_wrap (IdlNumber number, guint bits, gboolean is_signed);
