/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Pointers of all kinds (wire.md 3.6) and the order in which what they refer to travels.
 */

#include "ndr-rows.h"

#include "pointers_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Pointers, M, claim, in, out, __VA_ARGS__)
#define BLOCK_ROW(M, claim, in, out, ...) NDR_BLOCK_ROW (Pointers, M, claim, in, out, __VA_ARGS__)

static LONG five = 5;
static Ring alone = { 7, &alone };
static Ring couple[2] = { { 7, &couple[1] }, { 8, &couple[0] } };

#define TWINS { &five, &five, &(SHORT){ 6 } }
#define TWINS_TOKENS "00000001 00000001 00000002 00000005 0006"
#define RING_TOKENS "00000001 0007 .. 00000002 0008 .. 00000001"
#define SAME_TOKENS "00000001 00000005 00000001"
#define OTHER_TOKENS "00000001 00000005 00000002 00000006"

static const NdrRow rows[] = {
  ROW (PointerRef, "of a reference nothing travels but what it refers to", "00000005", NULL,
       .v = &(LONG){ 5 }),
  ROW (PointerUnique, "a number, then what it refers to", "00020000 .... 0000000000000005 07",
       NULL, .v = &(LONGLONG){ 5 }, .behind = 7),
  ROW (PointerUnique, "NULL is 0", "00000000 07", NULL, .v = NULL, .behind = 7),
  ROW (PointerThree, "three levels, the last is NULL", "00020000 00000000", NULL,
       .v = &(LONG **){ &(LONG *){ NULL } }),
  ROW (PointerOrder, "a structure, then what it refers to, each with what that refers to",
       "00020000 01 ... 00020004 00020008 0002000c 00020010 "
       "00020014 00020018 0002 .. 00000003 0002001c 00000000 0004 0005 00000006 0007 08",
       NULL,
       .v = &(Order){ &(Leaf){ &(SHORT){ 2 }, &(LONG){ 3 } },
                      1,
                      &(Leaf){ &(SHORT){ 4 }, NULL },
                      { &(SHORT){ 5 }, &(LONG){ 6 } },
                      &(SHORT){ 7 } },
       .behind = 8),
  ROW (PointerRefs, "references inside a structure have numbers",
       "00020000 00020004 00000001 00020008 00000000 0002", NULL,
       .v = &(Refs){ &(LONG){ 1 }, &(Leaf){ &(SHORT){ 2 }, NULL } }),
  ROW (PointerList, "a list", "00020000 00000001 00020004 00000002 00020008 00000003 00000000",
       NULL, .v = &(Node){ 1, &(Node){ 2, &(Node){ 3, NULL } } }),
  ROW (PointerTree, "a tree, the left branch first",
       "00020000 0001 .. 00020004 00000000 0002 .. 00020008 00000000 0003 .. 00000000 "
       "00000000 0004 .. 00000000",
       NULL,
       .v = &(Tree){ &(Tree){ NULL, 2, &(Tree){ NULL, 3, NULL } }, 1, &(Tree){ NULL, 4, NULL } }),
  ROW (PointerTwo, "full pointers to one place have one number and one value",
       "00000001 00000005 00000001", NULL, .a = &five, .b = &five),
  ROW (PointerTwo, "to two places, two", "00000001 00000005 00000002 00000006", NULL, .a = &five,
       .b = &(LONG){ 6 }),
  ROW (PointerTwo, "NULL is 0, also for full pointers", "00000000 00000001 00000006", NULL,
       .a = NULL, .b = &(LONG){ 6 }),
  ROW (PointerTwins, "full pointers inside a structure", TWINS_TOKENS, NULL, .v = &(Twins) TWINS),
  ROW (PointerRing, "a structure that refers to itself", "00000001 0007 .. 00000001", NULL,
       .v = &alone),
  ROW (PointerRing, "two that refer to each other", "00000001 0007 .. 00000002 0008 .. 00000001",
       NULL, .v = couple),
  ROW (PointerIgnoring, "of an ignored pointer only the place travels",
       "00000001 00000000 00020000 00000003", NULL, .v = &(Ignoring){ 1, NULL, &(LONG){ 3 } }),
  ROW (PointerLeaves, "an array of pointers to structures with pointers",
       "00000002 00000002 00020000 00000000 00020004 00000000 0007", NULL, .n = 2,
       .v = (Leaf *[]){ &(Leaf){ &(SHORT){ 7 }, NULL }, NULL }),
  ROW (PointerGivePointer, "a pointer as a result", "", "00020000 00000009",
       .v = &(LONG *){ &(LONG){ 9 } }),
  ROW (PointerGiveLeaf, "a structure with pointers as a result", "",
       "00020000 00020004 0001 .. 00000002", .v = &(Leaf){ &(SHORT){ 1 }, &(LONG){ 2 } }),
  ROW (PointerGiveTree, "a tree as a result", "",
       "00020000 00020004 0001 .. 00000000 00000000 0002 .. 00000000",
       .v = &(Tree *){ &(Tree){ &(Tree){ NULL, 2, NULL }, 1, NULL } }),
  ROW (PointerExchange, "a structure with pointers, both ways", "00020000 00000000 0007",
       "00020000 00000000 0007", .v = &(Leaf){ &(SHORT){ 7 }, NULL }),
  ROW (PointerExchangeUnique, "a unique pointer, both ways", "00020000 00000005",
       "00020000 00000005", .v = &(LONG){ 5 }),
  ROW (PointerExchangeUnique, "NULL, both ways", "00000000", "00000000", .v = NULL),
  ROW (PointerExchangePointer, "a list, both ways", "00020000 00000001 00020004 00000002 00000000",
       "00020000 00000001 00020004 00000002 00000000",
       .v = &(Node *){ &(Node){ 1, &(Node){ 2, NULL } } }),
  ROW (PointerExchangeFull, "aliases, both ways", TWINS_TOKENS, TWINS_TOKENS, .v = &(Twins) TWINS),
  ROW (PointerPartial, "partial_ignore: on the way in only whether there is one", "00020000",
       "00020000 00000005", .v = &(LONG){ 5 }),
  BLOCK_ROW (PointerGiveNodes, "allocate (all_nodes) is the receiver's affair", "",
             "00020000 00000001 00020004 00000002 00000000",
             .v = &(Node *){ &(Node){ 1, &(Node){ 2, NULL } } }),
  BLOCK_ROW (PointerGiveCounted, "byte_count is the receiver's affair", "00000040",
             "00020000 00020004 0001 .. 00000002", .size = 64,
             .v = &(Leaf){ &(SHORT){ 1 }, &(LONG){ 2 } }),
  ROW (PointerGiveResult, "a pointer to pointers as the procedure's own result", "",
       "00020000 00020004 00000000 0007", .result = &(Leaf){ &(SHORT){ 7 }, NULL }),
  ROW (PointerGiveNumber, "a pointer as the result behind others", "", "01 ... 00020000 00000005",
       .a = &(byte){ 1 }, .result = &five),
  ROW (PointerSized, "aliases of an array", "00000001 00000001 00000001 00000005 00000001 00000001",
       NULL, .a = &(Sized){ 1, &five }, .b = &(Sized){ 1, &five }),
  ROW (PointerLate, "arrays behind full pointers, their sizes behind them",
       "00000001 00000001 00000005 00000002 00000002 00000006 00000007 00000001 00000002", NULL,
       .a = &five, .b = (LONG[]){ 6, 7 }, .n = 1, .m = 2),
  ROW (PointerEither, "unions behind full pointers",
       "00000001 00000001 00000001 00000005 00000002 00000002 00000002 00020000 00000006", NULL,
       .n = 1, .a = &(Either){ .number = 5 }, .m = 2, .b = &(Either){ .pointer = &(LONG){ 6 } }),
  ROW (PointerExchangeTwo, "one variable for two parameters, both ways", SAME_TOKENS, SAME_TOKENS,
       .a = &five, .b = &five),
  ROW (PointerExchangeTwo, "two variables, both ways", OTHER_TOKENS, OTHER_TOKENS, .a = &five,
       .b = &(LONG){ 6 }),
  ROW (PointerExchangeTwo, "the second one alone, both ways", "00000000 00000001 00000005",
       "00000000 00000001 00000005", .a = NULL, .b = &five),
  ROW (PointerExchangeRing, "a ring of one back to the parameter, both ways",
       "00000001 0007 .. 00000001", "00000001 0007 .. 00000001", .v = &alone),
  ROW (PointerExchangeRing, "a ring of two back to the parameter, both ways", RING_TOKENS,
       RING_TOKENS, .v = &couple[0]),
};

const NdrRows ndr_rows_pointers = NDR_ROWS (Pointers_interface, rows);
