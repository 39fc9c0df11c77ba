/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The examples of wire.md 3.9, by number. What the list has as gap or as number of a pointer
 * is not compared: those are the sender's choice.
 */

#include "ndr-call.h"
#include "ndr-rows.h"

#include "examples_c.c"

#define ROW(M, claim, spec, in, out, ...)                                                          \
  NDR_SPEC_ROW (Examples, M, claim, spec, in, out, __VA_ARGS__)

#define UUID { 0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } }
#define UUID_TOKENS "00112233 4455 6677 88 99 aa bb cc dd ee ff"
#define HANDLE_SPEC "00 00 00 00 33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff "

/* Structures that end in arrays, with as many elements as these have */
static const struct
{
  LONG x;
  SHORT values[2];
} surrounding = { 2, { 0x1111, 0x2222 } };

static const struct
{
  byte revision, count, authority[6];
  ULONG sub[2];
} administrators = { 1, 2, { 0, 0, 0, 0, 0, 5 }, { 32, 544 } };

static const struct
{
  byte revision, count, authority[6];
  ULONG sub[1];
} world = { 1, 1, { 0, 0, 0, 0, 0, 1 }, { 0 } };

static const struct
{
  ULONG count;
  ULONG values[4];
} stats = { 4, { 1, 2, 3, 4 } };

#define IF_ID(n) { { 0x01010101u * (n), n, n, { n, n, n, n, n, n, n, n } }, n, 0 }
static IfId ids[5] = { IF_ID (1), IF_ID (2), IF_ID (3), IF_ID (4), IF_ID (5) };
static const struct
{
  ULONG count;
  IfId *ids[5];
} vector = { 5, { &ids[0], &ids[1], &ids[2], &ids[3], &ids[4] } };

#define IF_ID_SPEC(n)                                                                              \
  n " " n " " n " " n " " n " 00 " n " 00 " n " " n " " n " " n " " n " " n " " n " " n " " n      \
    " 00 00 00 "
#define IF_ID_TOKENS(n)                                                                            \
  n n n n " 00" n " 00" n " " n " " n " " n " " n " " n " " n " " n " " n " 00" n " 0000 "

#define LEVEL_IN(n) "00" n

static const NdrRow rows[] = {
  ROW (TakeLong, "3.9 #1: a long", "44 33 22 11", "11223344", NULL, .v = 0x11223344),
  ROW (TakeMixed, "3.9 #2: values of four sizes",
       "01 bf bf bf 00 00 c0 3f 00 00 00 00 00 00 04 40 07 00",
       "01 ... 3fc00000 4004000000000000 0007", NULL, .v = &(Mixed){ 1, 1.5f, 2.5, 7 }),
  ROW (TakeBytes, "3.9 #3: a number and a conformant array of as many bytes",
       "03 00 00 00 03 00 00 00 01 02 03", "00000003 00000003 01 02 03", NULL, .n = 3,
       .data = (byte[]){ 1, 2, 3 }),
  ROW (GiveBytes, "3.9 #4: a conformant array as a result", "03 00 00 00 01 02 03", "00000003",
       "00000003 01 02 03", .n = 3, .data = (byte[]){ 1, 2, 3 }),
  ROW (TakeRefText, "3.9 #5, #6: a wide string by reference",
       "04 00 00 00 00 00 00 00 04 00 00 00 61 00 62 00 63 00 00 00",
       "00000004 00000000 00000004 \"abc\" 0000", NULL, .text = (WCHAR *) u"abc"),
  ROW (TakeText, "3.9 #7: a wide string behind a unique pointer",
       "00 00 02 00 04 00 00 00 00 00 00 00 04 00 00 00 61 00 62 00 63 00 00 00",
       "00020000 00000004 00000000 00000004 \"abc\" 0000", NULL, .text = (WCHAR *) u"abc"),
  ROW (TakeText, "3.9 #8: no string", "00 00 00 00", "00000000", NULL, .text = NULL),
  ROW (TakeNarrowText, "3.9 #9 with its bytes one wide",
       "00 00 02 00 02 00 00 00 00 00 00 00 02 00 00 00 41 00",
       "00020000 00000002 00000000 00000002 'A' 00", NULL, .text = (UCHAR *) "A"),
  ROW (TakeText, "3.9 #9: a string of one character",
       "00 00 02 00 02 00 00 00 00 00 00 00 02 00 00 00 41 00 00 00",
       "00020000 00000002 00000000 00000002 \"A\" 0000", NULL, .text = (WCHAR *) u"A"),
  ROW (TakeUuid, "3.9 #10: a UUID", "33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff",
       UUID_TOKENS, NULL, .uuid = &(Uuid) UUID),
  ROW (TakeHandle, "3.9 #11: a context handle", HANDLE_SPEC, "00000000 " UUID_TOKENS, NULL,
       .handle = &ndr_contexts[0]),
  ROW (GiveInfo, "3.9 #12: a union's arm of one byte", "01 00 0a 00 00 00 00 00", LEVEL_IN ("01"),
       "0001 0a . 00000000", .level = 1, .info = &(Info){ .info1 = { 10 } }),
  ROW (GiveInfo, "an arm of two bytes", "02 00 14 00 00 00 00 00", LEVEL_IN ("02"),
       "0002 0014 00000000", .level = 2, .info = &(Info){ .info2 = { 20 } }),
  ROW (GiveInfo, "3.9 #13: an arm of four bytes", "03 00 00 00 1e 00 00 00 00 00 00 00",
       LEVEL_IN ("03"), "0003 . . 0000001e 00000000", .level = 3,
       .info = &(Info){ .info3 = { 30 } }),
  ROW (GiveInfo, "3.9 #14: an arm of eight bytes",
       "04 00 00 00 00 00 00 00 28 00 00 00 00 00 00 00 00 00 00 00", LEVEL_IN ("04"),
       "0004 ...... 0000000000000028 00000000", .level = 4, .info = &(Info){ .info4 = { 40 } }),
  ROW (GiveInfo, "3.9 #15: an arm aligned to its largest member",
       "05 00 00 00 00 00 00 00 32 00 00 00 00 00 00 00 3c 00 00 00 00 00 00 00 00 00 00 00",
       LEVEL_IN ("05"), "0005 ...... 32 ....... 000000000000003c 00000000", .level = 5,
       .info = &(Info){ .info5 = { 50, 60 } }),
  ROW (GiveInfo, "3.9 #16: an arm of bytes needs no alignment", "06 00 46 50 00 00 00 00",
       LEVEL_IN ("06"), "0006 46 50 00000000", .level = 6,
       .info = &(Info){ .info6 = { 70, { 80 } } }),
  ROW (GiveInfo, "3.9 #17: an arm aligned to what is inside a member",
       "07 00 00 00 00 00 00 00 50 00 00 00 00 00 00 00 5a 00 00 00 00 00 00 00 00 00 00 00",
       LEVEL_IN ("07"), "0007 ...... 50 ....... 000000000000005a 00000000", .level = 7,
       .info = &(Info){ .info7 = { 80, { 90 } } }),
  ROW (Enums, "3.9 #18: enums of both sizes, alone and in a union",
       "01 00 00 00 4c 00 00 00 01 00 00 00 01 00 02 00",
       "0001 .. 004c .. 00000001 0001 0002", NULL, .a = &(Enum1){ ENUM1_ONE },
       .b = &(Enum2){ ENUM1_76, ENUM32_ONE }, .c = &(Enum3){ .e1 = ENUM1_TWO }),
  ROW (Enums, "3.9 #19: the other arm",
       "02 00 00 00 4c 00 00 00 01 00 00 00 02 00 00 00 4c 00 00 00 01 00 00 00",
       "0002 .. 004c .. 00000001 0002 .. 004c .. 00000001", NULL, .a = &(Enum1){ ENUM1_TWO },
       .b = &(Enum2){ ENUM1_76, ENUM32_ONE }, .c = &(Enum3){ .e2 = { ENUM1_76, ENUM32_ONE } }),
  ROW (TakeSurrounding, "3.9 #20: a structure whose array's size stands before it",
       "02 00 00 00 02 00 00 00 11 11 22 22", "00000002 00000002 1111 2222", NULL,
       .data = (Surrounding *) &surrounding),
  ROW (TakePointers, "3.9 #21: a ref pointer to unique pointers",
       "00 00 02 00 04 00 02 00 0c 00", "00020000 00020004 000c", NULL,
       .value = &(SHORT **){ &(SHORT *){ &(SHORT){ 12 } } }),
  ROW (TakeSid2, "3.9 #22: a SID", "01 02 00 00 00 00 00 05 20 00 00 00 20 02 00 00",
       "01 02 00 00 00 00 00 05 00000020 00000220", NULL,
       .sid = &(Sid2){ 1, 2, { 0, 0, 0, 0, 0, 5 }, { 32, 544 } }),
  ROW (TakeSids, "3.9 #23: an array of pointers to SIDs",
       HANDLE_SPEC "02 00 00 00 00 00 02 00 02 00 00 00 04 00 02 00 08 00 02 00 "
                   "02 00 00 00 01 02 00 00 00 00 00 05 20 00 00 00 20 02 00 00 "
                   "01 00 00 00 01 01 00 00 00 00 00 01 00 00 00 00",
       "00000000 " UUID_TOKENS " 00000002 00020000 00000002 00020004 00020008"
       " 00000002 01 02 00 00 00 00 00 05 00000020 00000220"
       " 00000001 01 01 00 00 00 00 00 01 00000000",
       NULL, .handle = &ndr_contexts[0],
       .sids = &(SidArray){ 2, (SidPtr[]){ { (Sid *) &administrators }, { (Sid *) &world } } }),
  ROW (TakeTexts, "3.9 #24: an array of structures, their texts behind it",
       HANDLE_SPEC "02 00 00 00 02 00 00 00 04 00 04 00 00 00 02 00 02 00 02 00 04 00 02 00 "
                   "02 00 00 00 00 00 00 00 02 00 00 00 61 00 62 00 "
                   "01 00 00 00 00 00 00 00 01 00 00 00 63 00",
       "00000000 " UUID_TOKENS " 00000002 00000002 0004 0004 00020000 0002 0002 00020004"
       " 00000002 00000000 00000002 \"ab\" 00000001 00000000 00000001 \"c\"",
       NULL, .handle = &ndr_contexts[0], .n = 2,
       .texts = (Text[]){ { 4, 4, (WCHAR *) u"ab" }, { 2, 2, (WCHAR *) u"c" } }),
  ROW (TakeCounted, "3.9 #25: a counted string with room to spare",
       "02 00 08 00 00 00 02 00 04 00 00 00 00 00 00 00 01 00 00 00 00 00",
       "0002 0008 00020000 00000004 00000000 00000001 0000", NULL,
       .text = &(Text){ 2, 8, (WCHAR[4]){ 0 } }),
  ROW (TakePart, "3.9 #26: three of four bytes",
       "00 00 02 00 04 00 00 00 00 00 00 00 03 00 00 00 01 02 03",
       "00020000 00000004 00000000 00000003 01 02 03", NULL, .data = (byte[4]){ 1, 2, 3 }),
  ROW (Statistics, "3.9 #27: a structure with its array as a result",
       "04 00 00 00 04 00 00 00 01 00 00 00 02 00 00 00 03 00 00 00 04 00 00 00 ff ff ff ff",
       "00000004 00000004 00000001 00000002 00000003 00000004",
       "00000004 00000004 00000001 00000002 00000003 00000004 ffffffff", .stats = (Stats *) &stats,
       .result = -1),
  ROW (TakeFull, "3.9 #28: two full pointers",
       "01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00 "
       "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
       "00000001 00000000 0000 0000 00 00 00 00 00 00 00 00 "
       "00000002 00000000 0000 0000 00 00 00 00 00 00 00 00 0000 0000",
       NULL, .object = &(Uuid){ 0 }, .id = &(IfId){ { 0 } }),
  ROW (GiveIds, "3.9 #29: a pointer to a structure of five pointers",
       "00 00 02 00 05 00 00 00 05 00 00 00 04 00 02 00 08 00 02 00 0c 00 02 00 10 00 02 00 "
       "14 00 02 00 " IF_ID_SPEC ("01") IF_ID_SPEC ("02") IF_ID_SPEC ("03") IF_ID_SPEC ("04")
           IF_ID_SPEC ("05") "00 00 00 00",
       "",
       "00020000 00000005 00000005 00020004 00020008 0002000c 00020010 00020014 " IF_ID_TOKENS (
           "01") IF_ID_TOKENS ("02") IF_ID_TOKENS ("03") IF_ID_TOKENS ("04") IF_ID_TOKENS ("05")
           "00000000",
       .ids = &(IfVector *){ (IfVector *) &vector }),
};

const NdrRows ndr_rows_examples = NDR_ROWS (Examples_interface, rows);
