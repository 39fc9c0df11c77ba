/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Objects, context handles and types of the program's (wire.md 3.7, 3.8), with the functions a
 * program supplies for them.
 */

#include "ndr-call.h"
#include "ndr-rows.h"

#include <beck/exception.h>
#include <string.h>

#include "special_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Special, M, claim, in, out, __VA_ARGS__)

/* ---- transmit_as ---- */

void
Seconds_to_xmit (Seconds *time, Clock **clock)
{
  LONG minutes = *time / 60 - (*time % 60 < 0);

  *clock = ndr_allocator.alloc (sizeof **clock);
  if (*clock == NULL)
    RpcRaiseException (RPC_S_OUT_OF_MEMORY);
  (*clock)->minutes = (SHORT) minutes;
  (*clock)->seconds = (byte) (*time - minutes * 60);
}

void
Seconds_from_xmit (Clock *clock, Seconds *time)
{
  *time = clock->minutes * 60 + clock->seconds;
}

void
Seconds_free_inst (Seconds *time)
{
}

void
Seconds_free_xmit (Clock *clock)
{
  ndr_allocator.free (clock);
}

/* ---- represent_as ---- */

void
Digits_from_local (local_digits *local, Digits **digits)
{
  LONG value = local->value;
  Digits *made = ndr_allocator.alloc (sizeof *made);

  if (made == NULL)
    RpcRaiseException (RPC_S_OUT_OF_MEMORY);
  memset (made, 0, sizeof *made);
  for (LONG rest = value; rest > 0; rest /= 10)
    made->n++;
  for (guint i = made->n; i > 0; i--, value /= 10)
    made->digits[i - 1] = (byte) (value % 10);
  *digits = made;
}

void
Digits_to_local (Digits *digits, local_digits *local)
{
  local->value = 0;
  for (guint i = 0; i < MIN (digits->n, 4); i++)
    local->value = local->value * 10 + digits->digits[i] % 10;
}

void
Digits_free_inst (Digits *digits)
{
  ndr_allocator.free (digits);
}

void
Digits_free_local (local_digits *local)
{
}

/* ---- user_marshal, wire_marshal ---- */

/* A number of four bytes in the order that the flags tell. */
static gboolean
is_big (const ULONG *flags)
{
  return (*flags >> 16 & 0xFF) == 0;
}

static unsigned char *
marshal_number (const ULONG *flags, unsigned char *buffer, LONG value)
{
  guint32 bits = (guint32) value;

  bits = is_big (flags) ? GUINT32_TO_BE (bits) : GUINT32_TO_LE (bits);
  memcpy (buffer, &bits, 4);
  return buffer + 4;
}

/* What is not there is not read; that the end is beyond the data shows it. */
static unsigned char *
unmarshal_number (const ULONG *flags, unsigned char *buffer, LONG *value)
{
  guint32 bits = 0;

  if (beck_ndr_user_remaining (flags, buffer) >= 4)
    memcpy (&bits, buffer, 4);
  *value = (LONG) (is_big (flags) ? GUINT32_FROM_BE (bits) : GUINT32_FROM_LE (bits));
  return buffer + 4;
}

ULONG
local_celsius_UserSize (ULONG *flags, ULONG offset, local_celsius *value)
{
  return offset + 4;
}

unsigned char *
local_celsius_UserMarshal (ULONG *flags, unsigned char *buffer, local_celsius *value)
{
  return marshal_number (flags, buffer, (LONG) ((guint32) value->above + 32));
}

unsigned char *
local_celsius_UserUnmarshal (ULONG *flags, unsigned char *buffer, local_celsius *value)
{
  buffer = unmarshal_number (flags, buffer, &value->above);
  value->above = (LONG) ((guint32) value->above - 32);
  return buffer;
}

void
local_celsius_UserFree (ULONG *flags, local_celsius *value)
{
}

ULONG
Number_UserSize (ULONG *flags, ULONG offset, Number *number)
{
  return offset + 4;
}

unsigned char *
Number_UserMarshal (ULONG *flags, unsigned char *buffer, Number *number)
{
  return marshal_number (flags, buffer, *number != NULL ? *(LONG *) *number : 0);
}

unsigned char *
Number_UserUnmarshal (ULONG *flags, unsigned char *buffer, Number *number)
{
  LONG value;

  buffer = unmarshal_number (flags, buffer, &value);
  *number = ndr_allocator.alloc (sizeof value);
  if (*number != NULL)
    memcpy (*number, &value, sizeof value);
  return buffer;
}

void
Number_UserFree (ULONG *flags, Number *number)
{
  ndr_allocator.free (*number);
}

ULONG
Flat_UserSize (ULONG *flags, ULONG offset, Flat *flat)
{
  return offset + 4;
}

unsigned char *
Flat_UserMarshal (ULONG *flags, unsigned char *buffer, Flat *flat)
{
  return marshal_number (flags, buffer, flat->value);
}

unsigned char *
Flat_UserUnmarshal (ULONG *flags, unsigned char *buffer, Flat *flat)
{
  flat->seen = 1;
  return unmarshal_number (flags, buffer, &flat->value);
}

void
Flat_UserFree (ULONG *flags, Flat *flat)
{
}

/* ---- handle ---- */

handle_t
Place_bind (Place place)
{
  return NULL;
}

void
Place_unbind (Place place, handle_t binding)
{
}

/* ---- Rows ---- */

#define UUID_TOKENS "00112233 4455 6677 88 99 aa bb cc dd ee ff"
#define HANDLE_TOKENS "00000000 " UUID_TOKENS
#define OBJECT_TOKENS "00000003 00000003 01 02 03"

static NdrObject object = { { 1, 2, 3 }, 3 };
#define OBJECT ((IUnknown *) &object)

static LONG seven = 7;
#define MIXED { 1, 125, &seven, { 9, 1 }, OBJECT }
#define MIXED_TOKENS "01 . 0002 05 ... 00020000 00000009 00020004 00000007 " OBJECT_TOKENS

static const NdrRow rows[] = {
  ROW (SpecialOpen, "a context handle as a result", "", HANDLE_TOKENS,
       .session = &(Session){ &ndr_contexts[0] }),
  ROW (SpecialOpen, "no context is 20 zeros", "",
       "00000000 00000000 0000 0000 00 00 00 00 00 00 00 00", .session = &(Session){ NULL }),
  ROW (SpecialUse, "a context handle that goes in", HANDLE_TOKENS " 05", "fffffffe",
       .session = &ndr_contexts[0], .a = 5, .result = -2),
  ROW (SpecialClose, "a context handle, both ways", HANDLE_TOKENS, HANDLE_TOKENS,
       .session = &(Session){ &ndr_contexts[0] }),
  ROW (SpecialObject, "an object is a pointer to size and bytes of its reference",
       "00020000 " OBJECT_TOKENS " 07", NULL, .object = OBJECT, .behind = 7),
  ROW (SpecialObject, "no object", "00000000 07", NULL, .object = NULL, .behind = 7),
  ROW (SpecialAny, "an object of a type told at run time",
       UUID_TOKENS " 00020000 " OBJECT_TOKENS, NULL,
       .iid = &(GUID){ 0x00112233,
                       0x4455,
                       0x6677,
                       { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } },
       .object = OBJECT),
  ROW (SpecialGiveObject, "an object as a result", "", "00020000 " OBJECT_TOKENS,
       .object = &(IUnknown *){ OBJECT }),
  ROW (SpecialSeconds, "transmit_as: another type travels", "01 . 0002 05", NULL, .before = 1,
       .time = 125),
  ROW (SpecialDigits, "represent_as: the program has another type", "03 01 02 03 00", NULL,
       .v = &(local_digits){ 123 }),
  ROW (SpecialFahrenheit, "user_marshal: the program writes it", "000000d4", NULL,
       .v = { 180 }),
  ROW (SpecialNumber, "wire_marshal: a pointer on the wire", "01 ... 00020000 00000007", NULL,
       .before = 1, .v = &seven),
  ROW (SpecialFlat, "wire_marshal: a number on the wire", "01 ... 00000009", NULL, .before = 1,
       .v = { 9, 1 }),
  ROW (SpecialMixed, "all of them in a structure", MIXED_TOKENS, NULL, .v = &(Mixed) MIXED),
  ROW (SpecialGiveMixed, "all of them as a result", "", MIXED_TOKENS, .v = &(Mixed) MIXED),
  ROW (SpecialPlace, "a binding handle that is data", "00000005 06 07", NULL, .place = { 5, 6 },
       .a = 7),
  ROW (SpecialTold, "comm_status and fault_status do not travel", "05", "06", .a = 5,
       .told = &(error_status_t){ 0 }, .b = &(byte){ 6 }),
  ROW (SpecialMarked, "an object of a type in the field before it",
       UUID_TOKENS " 00020000 " OBJECT_TOKENS, UUID_TOKENS " 00020000 " OBJECT_TOKENS,
       .v = &(Marked){ { 0x00112233,
                         0x4455,
                         0x6677,
                         { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } },
                       OBJECT }),
};

const NdrRows ndr_rows_special = NDR_ROWS (Special_interface, rows);
