/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * [string] in all places it may stand (wire.md 3.3).
 */

#include "ndr-rows.h"

#include "texts_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Texts, M, claim, in, out, __VA_ARGS__)

#define CHARS(text) ((UCHAR *) (text))
#define WCHARS(text) ((WCHAR *) (text))

#define NAMES { CHARS ("a"), WCHARS (u"bc"), 5, CHARS ("") }
#define NAMES_TOKENS                                                                               \
  "00020000 00020004 0005 .. 00020008 00000002 00000000 00000002 'a' 00 .. "                       \
  "00000003 00000000 00000003 \"bc\" 0000 .. 00000001 00000000 00000001 00"

static const NdrRow rows[] = {
  ROW (TextRef, "counts with the NUL, then the text", "00000003 00000000 00000003 'hi' 00", NULL,
       .text = CHARS ("hi")),
  ROW (TextRef, "the empty string has one character", "00000001 00000000 00000001 00", NULL,
       .text = CHARS ("")),
  ROW (TextUnique, "a wide string behind a pointer",
       "01 ... 00020000 00000003 00000000 00000003 \"hi\" 0000", NULL, .before = 1,
       .text = WCHARS (u"hi")),
  ROW (TextUnique, "no string", "01 ... 00000000", NULL, .before = 1, .text = NULL),
  ROW (TextConst, "const changes nothing", "00000003 00000000 00000003 \"hi\" 0000", NULL,
       .text = WCHARS (u"hi")),
  ROW (TextArray, "[] is like *", "00000003 00000000 00000003 'hi' 00", NULL,
       .text = CHARS ("hi")),
  ROW (TextFixed, "an array of known size needs no size", "00000000 00000003 'hi' 00", NULL,
       .text = (UCHAR[8]){ "hi" }),
  ROW (TextSized, "size_is is the size", "00000005 00000005 00000000 00000003 'hi' 00", NULL,
       .n = 5, .text = (UCHAR[5]){ "hi" }),
  ROW (TextNames, "strings in a structure go behind it", NAMES_TOKENS, NULL,
       .names = &(Names) NAMES),
  ROW (TextNames, "those that do not exist take no room",
       "00000000 00000000 0005 .. 00020000 00000002 00000000 00000002 'x' 00", NULL,
       .names = &(Names){ NULL, NULL, 5, CHARS ("x") }),
  ROW (TextInline, "strings in arrays of known size stay in the structure",
       "01 ... 00000000 00000003 'hi' 00 . 00000000 00000002 \"x\" 0000 02", NULL,
       .text = &(Inline){ 1, "hi", u"x", 2 }),
  ROW (TextTable, "the last of two dimensions is the string",
       "00000000 00000002 'a' 00 .. 00000000 00000003 'bc' 00", NULL,
       .table = &(Table){ { "a", "bc" } }),
  ROW (TextList, "an array of strings by name, one of them missing",
       "00000002 00000002 00020000 00000000 00000002 00000000 00000002 'a' 00", NULL, .n = 2,
       .names = (Name[]){ CHARS ("a"), NULL }),
  ROW (TextByte, "a string of bytes", "00000003 00000000 00000003 'hi' 00", NULL,
       .text = (byte *) "hi"),
  ROW (TextGiveAllocated, "a string of the server's making", "",
       "00020000 00000003 00000000 00000003 \"hi\" 0000", .text = &(WCHAR *){ WCHARS (u"hi") }),
  ROW (TextGiveSized, "a string into the caller's room", "00000006",
       "00000006 00000000 00000003 'hi' 00", .n = 6, .text = (UCHAR[6]){ "hi" }),
  ROW (TextExchange, "a string both ways", "00000003 00000000 00000003 'hi' 00",
       "00000003 00000000 00000003 'hi' 00", .text = CHARS ("hi")),
  ROW (TextGiveNames, "a structure with strings as a result", "", NAMES_TOKENS,
       .names = &(Names) NAMES),
  ROW (TextGiveResult, "a string as the procedure's own result", "",
       "00020000 00000003 00000000 00000003 \"hi\" 0000", .result = WCHARS (u"hi")),
};

const NdrRows ndr_rows_texts = NDR_ROWS (Texts_interface, rows);
