/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Numbers alone and side by side (wire.md 3.1).
 */

#include "ndr-rows.h"

#include "scalars_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Scalars, M, claim, in, out, __VA_ARGS__)

static const NdrRow rows[] = {
  ROW (ScalarByte, "a byte", "a5", NULL, .v = 0xa5),
  ROW (ScalarSmall, "a negative small", "fb", NULL, .v = -5),
  ROW (ScalarChar, "a char above 127", "e9", NULL, .v = 0xe9),
  ROW (ScalarBoolean, "a boolean is one byte", "01", NULL, .v = 1),
  ROW (ScalarShort, "a negative short", "fffe", NULL, .v = -2),
  ROW (ScalarUShort, "an unsigned short", "fedc", NULL, .v = 0xfedc),
  ROW (ScalarWchar, "a wide character is a number", "20ac", NULL, .v = 0x20ac),
  ROW (ScalarULong, "an unsigned long", "fedcba98", NULL, .v = 0xfedcba98),
  ROW (ScalarHyper, "a negative hyper", "fffffffffffffff6", NULL, .v = -10),
  ROW (ScalarUHyper, "an unsigned hyper", "0123456789abcdef", NULL, .v = 0x0123456789abcdef),
  ROW (ScalarFloat, "a float", "c0490fdb", NULL, .v = -3.14159274f),
  ROW (ScalarDouble, "a double", "400921fb54442d18", NULL, .v = 3.14159265358979311600),
  ROW (ScalarColour, "an enum is two bytes", "0005", NULL, .v = COLOUR_GREEN),
  ROW (ScalarColour, "the largest enum", "7fff", NULL, .v = COLOUR_LAST),
  ROW (ScalarWide, "a v1_enum is four bytes", "12345678", NULL, .v = WIDE_BIG),
  ROW (ScalarStatus, "an error_status_t is four bytes", "000006f7", NULL, .v = 0x6f7),
  ROW (ScalarInt3264, "an __int3264 is four bytes", "fffffffe", NULL, .v = -2),
  ROW (ScalarUInt3264, "an unsigned __int3264 is four bytes", "fffffffe", NULL, .v = 0xfffffffe),
  ROW (ScalarRange, "the lowest of a range", "0002 .. fffffffb", NULL, .a = 2, .b = -5),
  ROW (ScalarRange, "the highest of a range", "0009 .. 00000005", NULL, .a = 9, .b = 5),
  ROW (ScalarGaps, "a structure is aligned to its largest member and has gaps inside",
       "01 ....... 02 ....... 0000000000000003 04 . 0005 06 ... 00000007 08 09", NULL, .before = 1,
       .v = { 2, 3, 4, 5, 6, 7, 8 }, .behind = 9),
  ROW (ScalarHolder, "a structure is aligned to what is inside its members, and its members to "
                     "theirs",
       "01 ....... 02 03 04 05 0006 .. 07 ....... 0000000000000008 09 . 000a 0b ... 0000000c 0d",
       NULL, .before = 1, .v = &(Holder){ 2, { { 3, 4, 5 } }, 6, { 7, 8, 9, 10, 11, 12, 13 } }),
  ROW (ScalarOdds, "every parameter is aligned to its own size",
       "01 ....... 0000000000000002 0003 ...... 3ff0000000000000 04 . 0005 40000000", NULL, .a = 1,
       .b = 2, .c = 3, .d = 1.0, .e = 4, .f = COLOUR_GREEN, .g = 2.0f),
  ROW (ScalarGiveMixed, "results come in order, the procedure's own last",
       "01 . 0002", "03 . 0002 12345678 7fff ...... fffffffffffffffc", .a = 1, .b = &(byte){ 3 },
       .c = &(SHORT){ 2 }, .d = &(Wide){ WIDE_BIG }, .e = &(Colour){ COLOUR_LAST }, .result = -4),
  ROW (ScalarGiveByte, "a byte as the result", "", "7f", .result = 0x7f),
  ROW (ScalarGiveColour, "an enum as the result", "", "0005", .result = COLOUR_GREEN),
  ROW (ScalarGiveDouble, "a double as the result", "", "01 ....... c000000000000000",
       .a = &(byte){ 1 }, .result = -2.0),
  ROW (ScalarGiveGaps, "a structure as the result", "",
       "01 ....... 02 ....... 0000000000000003 04 . 0005 06 ... 00000007 08", .a = &(byte){ 1 },
       .result = { 2, 3, 4, 5, 6, 7, 8 }),
  ROW (ScalarNothing, "no bytes at all", "", "", .binding = NULL),
};

const NdrRows ndr_rows_scalars = NDR_ROWS (Scalars_interface, rows);
