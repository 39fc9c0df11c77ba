/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Unions (wire.md 3.5): the tag at its own alignment, the arm at its own.
 */

#include "ndr-rows.h"

#include "unions_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Unions, M, claim, in, out, __VA_ARGS__)

#define TEXT_TOKENS "00000002 00000000 00000002 'a' 00"
#define WIDE_TOKENS "00000002 00000000 00000002 \"a\" 0000"
#define PAIR { 7, &(LONG){ 8 } }

static const NdrRow rows[] = {
  ROW (UnionCapsule, "a structure of tag and arm, aligned to the largest arm",
       "01 ....... 0001 02", NULL, .before = 1, .v = &(Capsule){ 1, { .b = 2 } }),
  ROW (UnionCapsule, "an arm of eight bytes, its second case",
       "01 ....... 0003 ...... 0000000000000005", NULL, .before = 1,
       .v = &(Capsule){ 3, { .h = 5 } }),
  ROW (UnionCapsule, "an arm of nothing", "01 ....... 0004", NULL, .before = 1,
       .v = &(Capsule){ 4, { .b = 0 } }),
  ROW (UnionCapsule, "a negative case, an arm that is a pointer",
       "01 ....... fffb .. 00020000 " TEXT_TOKENS, NULL, .before = 1,
       .v = &(Capsule){ -5, { .text = (UCHAR *) "a" } }),
  ROW (UnionCapsule, "the default arm", "01 ....... 0063 .. 00000007", NULL, .before = 1,
       .v = &(Capsule){ 99, { .other = 7 } }),
  ROW (UnionPlain, "a tag of one byte", "01 . 0007", NULL, .v = &(Plain){ 1, { .s = 7 } }),
  ROW (UnionPlain, "a default without arm", "02", NULL, .v = &(Plain){ 2, { .s = 0 } }),
  ROW (UnionByLong, "the tag travels with the union, too", "00000001 00000001 05", NULL, .tag = 1,
       .v = &(ByLong){ .b = 5 }),
  ROW (UnionByLong, "the second of several cases", "00000003 00000003 0006", NULL, .tag = 3,
       .v = &(ByLong){ .s = 6 }),
  ROW (UnionByLong, "an arm with a pointer inside", "00000004 00000004 0007 .. 00020000 00000008",
       NULL, .tag = 4, .v = &(ByLong){ .pair = PAIR }),
  ROW (UnionByLong, "an arm that is a pointer to pointers",
       "00000005 00000005 00020000 0007 .. 00020004 00000008", NULL, .tag = 5,
       .v = &(ByLong){ .pointer = &(Pair) PAIR }),
  ROW (UnionByLong, "an arm that is no pointer", "00000005 00000005 00000000", NULL, .tag = 5,
       .v = &(ByLong){ .pointer = NULL }),
  ROW (UnionByLong, "an empty arm", "00000006 00000006", NULL, .tag = 6,
       .v = &(ByLong){ .b = 0 }),
  ROW (UnionByLong, "a default with an arm", "00000009 00000009 0000000a", NULL, .tag = 9,
       .v = &(ByLong){ .other = 10 }),
  ROW (UnionBefore, "a discriminant that travels behind", "00000001 05 ... 00000001", NULL,
       .v = &(ByLong){ .b = 5 }, .tag = 1),
  ROW (UnionBySmall, "a negative tag of one byte", "ff ff ...... 0000000000000003", NULL,
       .tag = -1, .v = &(BySmall){ .h = 3 }),
  ROW (UnionBySmall, "an arm of one byte right behind it", "01 01 04", NULL, .tag = 1,
       .v = &(BySmall){ .b = 4 }),
  ROW (UnionByKind, "a tag that is an enum", "0001 0001 05", NULL, .tag = KIND_BYTE,
       .v = &(ByKind){ .b = 5 }),
  ROW (UnionByKind, "an arm that is a string", "0003 0003 00020000 " WIDE_TOKENS, NULL,
       .tag = KIND_TEXT, .v = &(ByKind){ .text = (WCHAR *) u"a" }),
  ROW (UnionByKind, "an arm larger than the tag", "0002 0002 .... 0000000000000009", NULL,
       .tag = KIND_HYPER, .v = &(ByKind){ .h = 9 }),
  ROW (UnionByHyper, "a tag of eight bytes", "0000000000000001 0000000000000001 05", NULL,
       .tag = 1, .v = &(ByHyper){ .b = 5 }),
  ROW (UnionByHyper, "a default of nothing but the tag", "0000000000000002 0000000000000002", NULL,
       .tag = 2, .v = &(ByHyper){ .b = 0 }),
  ROW (UnionAligned, "ms_union: a small arm is aligned like the largest", "0001 0001 .... 05",
       NULL, .tag = 1, .v = &(Aligned){ .b = 5 }),
  ROW (UnionAligned, "ms_union: the largest arm", "0002 0002 .... 0000000000000006", NULL,
       .tag = 2, .v = &(Aligned){ .h = 6 }),
  ROW (UnionRecord, "a union in a structure", "01 . 0001 0001 05 03", NULL,
       .v = &(Record){ 1, KIND_BYTE, { .b = 5 }, 3 }),
  ROW (UnionRecord, "an arm aligned within the structure",
       "01 . 0002 0002 .. 0000000000000009 03", NULL,
       .v = &(Record){ 1, KIND_HYPER, { .h = 9 }, 3 }),
  ROW (UnionRecord, "what an arm refers to goes behind the structure",
       "01 . 0003 0003 .. 00020000 03 ... " WIDE_TOKENS, NULL,
       .v = &(Record){ 1, KIND_TEXT, { .text = (WCHAR *) u"a" }, 3 }),
  ROW (UnionShared, "discriminants that are computed",
       "00000001 00000001 05 ... 00000002 0006", NULL,
       .v = &(Shared){ 1, { .b = 5 }, { .s = 6 } }),
  ROW (UnionCapsules, "an array of unions", "00000002 00000002 0001 02 ..... 0004", NULL, .n = 2,
       .v = (Capsule[]){ { 1, { .b = 2 } }, { 4, { .b = 0 } } }),
  ROW (UnionUnique, "a union behind a pointer", "00000001 00020000 00000001 05", NULL, .tag = 1,
       .v = &(ByLong){ .b = 5 }),
  ROW (UnionUnique, "no union", "00000001 00000000", NULL, .tag = 1, .v = NULL),
  ROW (UnionGiveByLong, "a union as a result", "00000005",
       "00000005 00020000 0007 .. 00020004 00000008", .tag = 5,
       .v = &(ByLong){ .pointer = &(Pair) PAIR }),
  ROW (UnionGiveTag, "a union whose discriminant is a result, too", "", "00000001 00000001 05",
       .tag = &(LONG){ 1 }, .v = &(ByLong){ .b = 5 }),
  ROW (UnionGiveCapsule, "an encapsulated union as a result", "",
       "fffb .. 00020000 " TEXT_TOKENS, .v = &(Capsule){ -5, { .text = (UCHAR *) "a" } }),
};

const NdrRows ndr_rows_unions = NDR_ROWS (Unions_interface, rows);
