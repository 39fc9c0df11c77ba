/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arrays of every kind (wire.md 3.2), in parameters, behind pointers and at the end of
 * structures (3.4).
 */

#include "ndr-rows.h"

#include "arrays_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Arrays, M, claim, in, out, __VA_ARGS__)

/* Structures that end in arrays, with as many elements as these have */
static const struct
{
  SHORT n;
  LONGLONG v[2];
} tail = { 2, { 1, 2 } };

static struct
{
  SHORT n;
  LONGLONG v[1];
} short_tail = { 1, { 7 } };

static const struct
{
  LONGLONG h;
  struct
  {
    SHORT a;
    struct
    {
      byte n;
      SHORT v[2];
    } inner;
  } middle;
} outer = { 3, { 4, { 2, { 5, 6 } } } };

static const struct
{
  SHORT max, length;
  LONG v[4];
} varying_tail = { 4, 2, { 1, 2 } };

static LONG one = 1, two = 2;
static const struct
{
  SHORT n;
  LONG *v[2];
} pointer_tail = { 2, { &one, &two } };

static const NdrRow rows[] = {
  ROW (ArrayFixed, "a fixed array is its elements", "00000001 00000002 00000003", NULL,
       .v = (LONG[]){ 1, 2, 3 }),
  ROW (ArrayFixedStruct, "fixed arrays inside a structure, elements with gaps",
       "01 . 0002 0003 0004 05 06 .. 07 ... 00000008 09 ... 0000000a", NULL,
       .v = &(Fixed){ 1, { 2, 3, 4 }, { 5, 6 }, { { 7, 8 }, { 9, 10 } } }),
  ROW (ArrayConformant, "the size goes before a conformant array",
       "0003 .. 00000003 0001 0002 0003", NULL, .n = 3, .v = (SHORT[]){ 1, 2, 3 }),
  ROW (ArrayBehind, "a size that travels behind its array", "01 ... 00000002 02 03 0002", NULL,
       .before = 1, .v = (byte[]){ 2, 3 }, .n = 2),
  ROW (ArrayEmpty, "elements that do not exist are aligned for", "00000001 00000000 00000000 ....",
       NULL, .x = 1, .n = 0, .v = (LONGLONG[]){ 0 }),
  ROW (ArrayMaxIs, "max_is is one less than the size", "0002 .. 00000003 0001 0002 0003", NULL,
       .last = 2, .v = (SHORT[]){ 1, 2, 3 }),
  ROW (ArrayVarying, "offset and length go before a varying array",
       "00000002 00000000 00000002 0001 0002", NULL, .n = 2, .v = (SHORT[4]){ 1, 2 }),
  ROW (ArrayVarying, "a varying array without elements", "00000000 00000000 00000000", NULL,
       .n = 0, .v = (SHORT[4]){ 0 }),
  ROW (ArrayFirst, "first_is is the offset", "00000002 00000003 00000002 00000003 0003 0004 0005",
       NULL, .f = 2, .n = 3, .v = (SHORT[]){ 1, 2, 3, 4, 5, 6 }),
  ROW (ArrayLast, "last_is is the last index", "00000001 00000002 00000001 00000002 0002 0003",
       NULL, .f = 1, .l = 2, .v = (SHORT[]){ 1, 2, 3, 4, 5, 6 }),
  ROW (ArrayBoth, "size, offset and length of a conformant varying array",
       "00000004 00000002 00000004 00000000 00000002 00000001 00000002", NULL, .max = 4, .n = 2,
       .v = (LONG[4]){ 1, 2 }),
  ROW (ArrayAll, "with an offset that is not 0",
       "00000005 00000001 00000003 00000005 00000001 00000003 02 03 04", NULL, .max = 5, .f = 1,
       .n = 3, .v = (byte[]){ 1, 2, 3, 4, 5 }),
  ROW (ArrayVaryingStruct, "a varying array in the middle of a structure",
       "0002 .. 00000000 00000002 .... 0000000000000001 0000000000000002 03", NULL,
       .v = &(Varying){ 2, { 1, 2 }, 3 }),
  ROW (ArrayMatrix, "the last dimension runs first", "0001 0002 0003 0004 0005 0006", NULL,
       .v = (SHORT[2][3]){ { 1, 2, 3 }, { 4, 5, 6 } }),
  ROW (ArrayRows, "a conformant array of fixed rows",
       "00000002 00000002 0001 0002 0003 0004 0005 0006", NULL, .n = 2,
       .v = (SHORT[2][3]){ { 1, 2, 3 }, { 4, 5, 6 } }),
  ROW (ArrayPairs, "every structure of an array is aligned",
       "00000002 00000002 01 ... 00000002 03 ... 00000004", NULL, .n = 2,
       .v = (Pair[]){ { 1, 2 }, { 3, 4 } }),
  ROW (ArrayUnique, "an array behind a unique pointer",
       "00000002 00020000 00000002 00000001 00000002", NULL, .n = 2, .v = (LONG[]){ 1, 2 }),
  ROW (ArrayUnique, "no array", "00000002 00000000", NULL, .n = 2, .v = NULL),
  ROW (ArrayByRef, "a size behind a pointer", "00000002 00000002 0001 0002", NULL,
       .n = &(LONG){ 2 }, .v = (SHORT[]){ 1, 2 }),
  ROW (ArrayPointers, "all pointers of an array, then what they refer to",
       "00000003 00000003 00020000 00000000 00020004 0001 0002", NULL, .n = 3,
       .v = (SHORT *[]){ &(SHORT){ 1 }, NULL, &(SHORT){ 2 } }),
  ROW (ArrayStrings, "an array of strings",
       "00000002 00000002 00020000 00020004 00000002 00000000 00000002 'a' 00 .. "
       "00000003 00000000 00000003 'bc' 00",
       NULL, .n = 2, .v = (UCHAR *[]){ (UCHAR *) "a", (UCHAR *) "bc" }),
  ROW (ArrayTail, "the size of a structure's array goes before the structure and its gap",
       "01 ... 00000002 0002 ...... 0000000000000001 0000000000000002", NULL, .before = 1,
       .v = (Tail *) &tail),
  ROW (ArrayTailPointer, "the same behind a pointer",
       "00020000 00000001 0001 ...... 0000000000000007", NULL, .v = (Tail *) &short_tail),
  ROW (ArrayTailPointer, "no structure", "00000000", NULL, .v = NULL),
  ROW (ArrayOuter, "the size of an array at the end of the end of a structure goes before all",
       "01 ... 00000002 0000000000000003 0004 02 . 0005 0006", NULL, .before = 1,
       .v = (Outer *) &outer),
  ROW (ArrayVaryingTail, "only the size goes before the structure, offset and length stay",
       "00000004 0004 0002 00000000 00000002 00000001 00000002", NULL,
       .v = (VaryingTail *) &varying_tail),
  ROW (ArrayPointerTail, "an array of pointers at the end of a structure",
       "00000002 0002 .. 00020000 00020004 00000001 00000002", NULL,
       .v = (PointerTail *) &pointer_tail),
  ROW (ArrayBytes, "an array behind a pointer in a structure",
       "00000003 00020000 00000003 01 02 03", NULL, .v = &(Bytes){ 3, (byte[]){ 1, 2, 3 } }),
  ROW (ArrayManyBytes, "structures with pointers, one of them NULL",
       "00000002 00000002 00000003 00020000 00000000 00000000 00000003 01 02 03", NULL, .n = 2,
       .v = (Bytes[]){ { 3, (byte[]){ 1, 2, 3 } }, { 0, NULL } }),
  ROW (ArrayComputed, "sizes that are computed from fields",
       "0002 0001 00020000 00020004 00020008 0002000c 00020010 "
       "00000005 01 02 03 04 05 ... 00000003 0001 0002 0003 .. 00000004 01 02 03 04 "
       "00000002 01 02 .. 00000001 00020014 00000002 03 04",
       NULL,
       .v = &(Computed){ 2, 1, (byte[]){ 1, 2, 3, 4, 5 }, (SHORT[]){ 1, 2, 3 },
                         (byte[]){ 1, 2, 3, 4 }, (byte[]){ 1, 2 },
                         (byte *[]){ (byte[]){ 3, 4 } } }),
  ROW (ArrayGiveConformant, "a result in an array of the caller's", "0002", "00000002 0001 0002",
       .n = 2, .v = (SHORT[]){ 1, 2 }),
  ROW (ArrayGiveBoth, "a result of which a part travels", "00000004",
       "00000002 00000004 00000000 00000002 0001 0002", .max = 4, .n = &(LONG){ 2 },
       .v = (SHORT[4]){ 1, 2 }),
  ROW (ArrayGiveAllocated, "size_is (, *n): an array of the server's making", "",
       "00000002 00020000 00000002 0001 0002", .n = &(LONG){ 2 },
       .v = &(SHORT *){ (SHORT[]){ 1, 2 } }),
  ROW (ArrayGiveAllocated, "size_is (, *n): no array", "", "00000000 00000000", .n = &(LONG){ 0 },
       .v = &(SHORT *){ NULL }),
  ROW (ArrayGiveFixed, "a fixed array as a result", "", "00000001 00000002 00000003",
       .v = (LONG[]){ 1, 2, 3 }),
  ROW (ArrayExchange, "an array with pointers, both ways",
       "00000001 00000001 00000002 00020000 00000002 01 02",
       "00000001 00000002 00020000 00000002 01 02", .n = 1,
       .v = (Bytes[]){ { 2, (byte[]){ 1, 2 } } }),
  ROW (ArrayExchangeTail, "a structure that ends in an array, both ways",
       "00000001 .... 0001 ...... 0000000000000007", "00000001 .... 0001 ...... 0000000000000007",
       .v = (Tail *) &short_tail),
  ROW (ArrayGiveResult, "a pointer as the result", "",
       "00020000 00000002 00020004 00000002 01 02", .result = &(Bytes){ 2, (byte[]){ 1, 2 } }),
};

const NdrRows ndr_rows_arrays = NDR_ROWS (Arrays_interface, rows);
