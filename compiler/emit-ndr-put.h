/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * What the files that print writing share: emit-ndr-put.c and those beside it.
 */

#include "emit-ndr-private.h"

/* ---- emit-ndr-put-array.c ---- */

/* In place: a conformant one's size is in the function's parameter. */
void idl_ndr_put_array_flat (IdlNdrPrinter *printer, const IdlLayout *array, const char *value);
void idl_ndr_put_array_behind (IdlNdrPrinter *printer, const IdlLayout *array, const char *value);
void idl_ndr_put_string_flat (IdlNdrPrinter *printer, const IdlLayout *string, const char *value);

/* With their counts: pointees, and what has a fixed size. */
void idl_ndr_put_array_whole (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements);
void idl_ndr_put_string_whole (IdlNdrPrinter *printer, const IdlLayout *string, const char *value);

/* ---- Unions: emit-ndr-put.c ---- */

void idl_ndr_put_tag (IdlNdrPrinter *printer, const IdlShape *shape, const char *tag);
void idl_ndr_put_arms (IdlNdrPrinter *printer, const IdlShape *shape, const char *value,
                       gboolean behind);
