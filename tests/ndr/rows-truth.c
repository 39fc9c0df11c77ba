/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The calls of truth.py by their keys, with the same values as there. Their bytes come from
 * impacket while the tests run.
 */

#include "ndr-rows.h"

#include "truth_c.c"

#define ROW(M, key, ...) NDR_ROW (Truth, M, key, NULL, NULL, __VA_ARGS__)

#define CHARS(text) ((UCHAR *) (text))
#define WCHARS(text) ((WCHAR *) (text))

/* "unsigned long": ULONG, or C's own with --c-long (c-long/) */
typedef __typeof__ (((struct Truth_TruthULong_Args *) NULL)->v) Unsigned;

/* RPC_UNICODE_STRING: without NUL */
#define COUNTED(text) { sizeof (text) - 2, sizeof (text) - 2, WCHARS (text) }

#define UUID { 0x03020100, 0x0504, 0x0706, { 8, 9, 10, 11, 12, 13, 14, 15 } }
#define HANDLE(n)                                                                                  \
  {                                                                                                \
    0, { 0x01010101u * (n), 0x0101u * (n), 0x0101u * (n), { n, n, n, n, n, n, n, n } }             \
  }

/* Structures that end in arrays, with as many elements as these have */
#define SID_TYPE(n)                                                                                \
  const struct                                                                                     \
  {                                                                                                \
    byte revision, count, authority[6];                                                            \
    Unsigned sub[n];                                                                               \
  }

static SID_TYPE (2) administrators = { 1, 2, { 0, 0, 0, 0, 0, 5 }, { 32, 544 } };
static SID_TYPE (4) domain = { 1, 4, { 0, 0, 0, 0, 0, 5 }, { 21, 1, 2, 3 } };
static SID_TYPE (1) system_sid = { 1, 1, { 0, 0, 0, 0, 0, 5 }, { 18 } };

static const struct
{
  USHORT n;
  Unsigned v[2];
} tail = { 2, { 5, 6 } };

static const struct
{
  USHORT n;
  byte v[3];
} byte_tail = { 3, "abc" };

static const struct
{
  Unsigned n;
  byte octets[5];
} tower = { 5, "tower" };

/* As many as the call has room for, of which two travel */
static Text names[1000] = { COUNTED (u"root"), COUNTED (u"guest") };

static const NdrRow rows[] = {
  ROW (TruthSmall, "small", .v = -5),
  ROW (TruthByte, "usmall", .v = 250),
  ROW (TruthShort, "short", .v = -2),
  ROW (TruthUShort, "ushort", .v = 0xfedc),
  ROW (TruthLong, "long", .v = -3),
  ROW (TruthULong, "ulong", .v = 0xfedcba98),
  ROW (TruthHyper, "hyper", .v = -10),
  ROW (TruthUHyper, "uhyper", .v = 0x0123456789abcdef),
  ROW (TruthFloat, "float", .v = -1.5f),
  ROW (TruthDouble, "double", .v = 2.25),
  ROW (TruthEnum, "enum", .v = CHOICE_FIVE),
  ROW (TruthNumbers, "numbers", .a = 1, .b = 2, .c = 3, .d = 4.0, .e = 5, .f = 6),
  ROW (TruthGaps, "gaps", .before = 9, .v = { 1, 2, 3, 4 }),
  ROW (TruthNested, "nested", .v = &(Outer){ 1, { 2, 3, 4 }, 5 }),
  ROW (TruthText, "text", .v = WCHARS (u"abc")),
  ROW (TruthText, "no-text", .v = NULL),
  ROW (TruthRefText, "ref-text", .v = WCHARS (u"hi")),
  ROW (TruthNarrow, "narrow", .v = CHARS ("abc")),
  ROW (TruthRefNarrow, "ref-narrow", .v = CHARS ("x")),
  ROW (TruthTwoTexts, "two-texts", .a = CHARS ("abcd"), .b = WCHARS (u"e")),
  ROW (TruthBytes, "bytes", .n = 3, .v = (byte[]){ 1, 2, 3 }),
  ROW (TruthShorts, "shorts", .n = 2, .v = (USHORT[]){ 1, 2 }),
  ROW (TruthLongs, "longs", .n = 2, .v = (Unsigned[]){ 1, 2 }),
  ROW (TruthHypers, "hypers", .n = 2, .v = (LONGLONG[]){ 1, 2 }),
  ROW (TruthPart, "part", .n = 2, .v = (SHORT[]){ 7, 8 }),
  ROW (TruthVarying, "varying", .n = 2, .v = (SHORT[4]){ 7, 8 }),
  ROW (TruthTail, "tail", .v = (Tail *) &tail),
  ROW (TruthTailPointer, "tail-pointer", .v = (ByteTail *) &byte_tail),
  ROW (TruthUuid, "guid", .v = &(Uuid) UUID),
  ROW (TruthUuidPointer, "guid-pointer", .a = 1, .v = &(Uuid) UUID),
  ROW (TruthTime, "filetime", .v = &(Time){ 1, -2 }),
  ROW (TruthTime, "luid", .v = &(Time){ 1, -2 }),
  ROW (TruthSystemTime, "systemtime", .v = &(SystemTime){ { 2026, 11, 6, 21, 9, 30, 5, 999 } }),
  ROW (TruthLargeInteger, "large-integer", .v = &(LONGLONG){ -5 }),
  ROW (TruthObjectType, "object-type", .v = &(ObjectType){ 1, 2, &(Uuid) UUID }),
  ROW (TruthCounted, "ustr", .v = &(Text) COUNTED (u"abc")),
  ROW (TruthCounted, "ustr-null", .v = &(Text){ 0, 0, NULL }),
  ROW (TruthCountedPointer, "ustr-pointer", .v = &(Text) COUNTED (u"hello")),
  ROW (TruthSid, "sid", .v = (Sid *) &administrators),
  ROW (TruthSidPointer, "sid-pointer", .before = 7, .v = (Sid *) &domain),
  ROW (TruthOpenPolicy, "lsar-open-policy2", .system = WCHARS (u"box"),
       .attributes = &(Attributes){ 24, NULL, NULL, 0, NULL, &(Quality){ 12, 2, 1, 0 } },
       .access = 0x02000000),
  ROW (TruthAddRights, "lsar-add-account-rights", .policy = &(Handle) HANDLE (0xab),
       .sid = (Sid *) &administrators,
       .rights = &(Rights){ 2, (Text[]){ COUNTED (u"SeA"), COUNTED (u"SeBackup") } }),
  ROW (TruthAccounts, "lsar-enumerate-accounts", .context = 1,
       .buffer
       = &(Accounts){ 2, (Account[]){ { (Sid *) &system_sid }, { (Sid *) &administrators } } }),
  ROW (TruthNames, "samr-lookup-names", .domain = &(Handle) HANDLE (0x5a), .n = 2,
       .names = names),
  ROW (TruthDomains, "samr-enumerate-domains", .context = 2,
       .buffer = &(Domains){ 2,
                             (Domain[]){ { 1, COUNTED (u"Builtin") }, { 2, COUNTED (u"BOX") } } },
       .count = 2),
  ROW (TruthShares, "netr-share-enum",
       .info = &(ShareEnum){ 1,
                             { .level1 = &(Shares){ 2,
                                                    (Share[]){ { WCHARS (u"IPC$"), 3,
                                                                 WCHARS (u"inter") },
                                                               { WCHARS (u"d"), 0,
                                                                 WCHARS (u"") } } } } },
       .total = 2),
  ROW (TruthStation, "netr-wksta-get-info",
       .info = &(StationUnion){ .level100 = &(Station){ 500, WCHARS (u"BOX"), WCHARS (u"HOME"),
                                                        6, 1 } }),
  ROW (TruthLookup, "ept-lookup", .type = 1, .object = &(Uuid) UUID,
       .id = &(IfId){ { 0x0c0d0e0f, 0x0a0b, 0x0809, { 7, 6, 5, 4, 3, 2, 1, 0 } }, 3, 4 },
       .version = 1, .entry = &(Handle) HANDLE (0), .max = 500),
  ROW (TruthMap, "ept-map", .object = NULL, .tower = (Tower *) &tower,
       .entry = &(Handle) HANDLE (0), .max = 4),
  ROW (TruthManager, "ropen-sc-manager", .machine = WCHARS (u"DUMMY"), .database = NULL,
       .access = 0xf003f),
};

const NdrRows ndr_rows_truth = NDR_ROWS (Truth_interface, rows);
