/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files that print reading share: emit-ndr-get.c and those beside it.
 */

#include "emit-ndr-private.h"

/* ---- emit-ndr-compare.c ---- */

/* A variable for the whole function. */
const char *idl_ndr_declare_top (IdlNdrPrinter *printer, const char *type, const char *base,
                                 const char *value);

/* A statement for the function's end. */
void idl_ndr_check_later (IdlNdrPrinter *printer, const char *expression);

/* Whether all names in both have been read; either may be NULL. */
gboolean idl_ndr_both_ready (const IdlNdrPrinter *printer, const IdlExpr *a, const IdlExpr *b);

/* Variable @found, a size or length, against C expression @expected; the latter is about @dim. */
void idl_ndr_compare (IdlNdrPrinter *printer, const char *what, const char *found,
                      const char *expected, gboolean ready);
void idl_ndr_compare_size (IdlNdrPrinter *printer, const IdlDim *dim, const char *found);

/* ---- emit-ndr-get-array.c ---- */

/* In place; a conformant one's size is in the function's parameter. */
void idl_ndr_get_array_flat (IdlNdrPrinter *printer, const IdlLayout *array, const char *value);
void idl_ndr_get_array_behind (IdlNdrPrinter *printer, const IdlLayout *array, const char *value);
void idl_ndr_get_string_flat (IdlNdrPrinter *printer, const IdlLayout *string, const char *value);

/* An array with its counts. Either it gets memory, to be stored in @pointer, or it has room
 * for @room elements. */
void idl_ndr_get_array_whole (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
                              const char *pointer, const char *room);
void idl_ndr_get_string_pointee (IdlNdrPrinter *printer, const IdlLayout *string,
                                 const char *pointer, const char *text);

/* ---- emit-ndr-get-union.c ---- */

/* Reads the tag into gint64 variable @tag. */
void idl_ndr_get_tag (IdlNdrPrinter *printer, const IdlShape *shape, const char *tag);
void idl_ndr_get_arms (IdlNdrPrinter *printer, const IdlShape *shape, const char *value,
                       const char *tag, gboolean behind);
void idl_ndr_get_union_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
void idl_ndr_get_union_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);

/* ---- emit-ndr-get-pointer.c ---- */

/* After the pointee got its memory: where full pointers of the same number find it, and whose
 * what is below it will be. */
void idl_ndr_after_memory (IdlNdrPrinter *printer, const char *value, const char *count);
void idl_ndr_get_pointer_behind (IdlNdrPrinter *printer, const IdlLayout *pointer,
                                 const char *value);

/* Reads a structure that ends with a conformant array into memory that @pointer is set to;
 * @value is what it points to. */
void idl_ndr_get_conformant_struct (IdlNdrPrinter *printer, const IdlLayout *layout,
                                    const char *pointer, const char *value, const char *room);
