/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Exact arithmetic on the union of int64 and uint64. The compiler's overflow builtins
 * compute with infinite precision whatever the signedness of operands and result, so
 * each operation tries the unsigned result first and then the signed one.
 */

#include "number.h"

IdlNumber
idl_number_unsigned (guint64 value)
{
  return (IdlNumber){ FALSE, value };
}

IdlNumber
idl_number_signed (gint64 value)
{
  return (IdlNumber){ value < 0, (guint64) value };
}

#define EXACT(builtin, a, b, target)                                                               \
  ((a).negative ? ((b).negative ? builtin ((gint64) (a).bits, (gint64) (b).bits, (target))         \
                                : builtin ((gint64) (a).bits, (b).bits, (target)))                 \
                : ((b).negative ? builtin ((a).bits, (gint64) (b).bits, (target))                  \
                                : builtin ((a).bits, (b).bits, (target))))

#define DEFINE_EXACT(name, builtin)                                                                \
  gboolean name (IdlNumber a, IdlNumber b, IdlNumber *result)                                      \
  {                                                                                                \
    guint64 u = 0;                                                                                 \
    gint64 s = 0;                                                                                  \
                                                                                                   \
    if (!EXACT (builtin, a, b, &u))                                                                \
      *result = idl_number_unsigned (u);                                                           \
    else if (!EXACT (builtin, a, b, &s))                                                           \
      *result = idl_number_signed (s);                                                             \
    else                                                                                           \
      return FALSE;                                                                                \
    return TRUE;                                                                                   \
  }

DEFINE_EXACT (idl_number_add, __builtin_add_overflow)
DEFINE_EXACT (idl_number_subtract, __builtin_sub_overflow)
DEFINE_EXACT (idl_number_multiply, __builtin_mul_overflow)

static guint64
magnitude (IdlNumber a)
{
  return a.negative ? -a.bits : a.bits;
}

static gboolean
from_magnitude (gboolean negative, guint64 bits, IdlNumber *result)
{
  if (negative && bits > (guint64) G_MAXINT64 + 1)
    return FALSE;
  *result = (IdlNumber){ negative && bits != 0, negative ? -bits : bits };
  return TRUE;
}

gboolean
idl_number_divide (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  if (b.bits == 0)
    return FALSE;
  return from_magnitude (a.negative != b.negative, magnitude (a) / magnitude (b), result);
}

gboolean
idl_number_modulo (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  if (b.bits == 0)
    return FALSE;
  return from_magnitude (a.negative, magnitude (a) % magnitude (b), result);
}

gboolean
idl_number_shift_left (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  if (b.negative || b.bits >= 64)
    return FALSE;
  return idl_number_multiply (a, idl_number_unsigned ((guint64) 1 << b.bits), result);
}

gboolean
idl_number_shift_right (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  if (b.negative || b.bits >= 64)
    return FALSE;
  *result = a.negative ? idl_number_signed ((gint64) a.bits >> b.bits)
                       : idl_number_unsigned (a.bits >> b.bits);
  return TRUE;
}

/* Bit operations on two's complement of 64 bits; a negative operand leaves no room for
 * one that needs all 64 bits as magnitude. */
static gboolean
same_width (IdlNumber a, IdlNumber b)
{
  if (a.negative || b.negative)
    return idl_number_fits (a, 64, TRUE) && idl_number_fits (b, 64, TRUE);
  return TRUE;
}

static gboolean
from_bits (IdlNumber a, IdlNumber b, guint64 bits, IdlNumber *result)
{
  if (!same_width (a, b))
    return FALSE;
  *result = a.negative || b.negative ? idl_number_signed ((gint64) bits)
                                     : idl_number_unsigned (bits);
  return TRUE;
}

gboolean
idl_number_and (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  return from_bits (a, b, a.bits & b.bits, result);
}

gboolean
idl_number_or (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  return from_bits (a, b, a.bits | b.bits, result);
}

gboolean
idl_number_xor (IdlNumber a, IdlNumber b, IdlNumber *result)
{
  return from_bits (a, b, a.bits ^ b.bits, result);
}

int
idl_number_compare (IdlNumber a, IdlNumber b)
{
  if (a.negative != b.negative)
    return a.negative ? -1 : 1;
  /* Two's complement keeps the order among numbers of the same sign. */
  return (a.bits > b.bits) - (a.bits < b.bits);
}

gboolean
idl_number_is_zero (IdlNumber a)
{
  return a.bits == 0;
}

gboolean
idl_number_fits (IdlNumber number, guint bits, gboolean is_signed)
{
  guint64 most = G_MAXUINT64 >> (64 - bits);

  if (!is_signed)
    return !number.negative && number.bits <= most;
  if (number.negative)
    return (gint64) number.bits >= -(gint64) (most >> 1) - 1;
  return number.bits <= most >> 1;
}

IdlNumber
idl_number_wrap (IdlNumber number, guint bits, gboolean is_signed)
{
  guint unused = 64 - bits;
  guint64 shifted = number.bits << unused;

  return is_signed ? idl_number_signed ((gint64) shifted >> unused)
                   : idl_number_unsigned (shifted >> unused);
}
