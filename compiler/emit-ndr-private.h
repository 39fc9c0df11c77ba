/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the printers of marshaling code share: a function being printed, and the words
 * for values in it.
 */

#include "emit-ndr.h"
#include "emit-type.h"

/* One function being printed. */
typedef struct
{
  GString *out;
  guint indent;
  const char *prefix; /* what names in expressions stand behind: "v->" or "args->" */
  const char *field;  /* the parameter or field being worked on, for paths of faults; NULL for what
                       * the caller has the name of */
  const char *index;  /* the innermost loop's variable, or NULL */
  GHashTable *names;  /* local names in use → how often */

  /* Whose names: one of these. */
  const IdlProcLayout *proc;
  const IdlShape *shape;

  gboolean nullable; /* context handles may be NULL */

  /* While reading: what has been read so far, and what can only be checked at the end. */
  gboolean reading;
  gboolean out_phase; /* results, at the caller's */
  guint ready;        /* members or parameters before this one have been read */
  gboolean all_ready;
  GString *locals;     /* declarations for the top of the function */
  GString *checks;     /* statements for its end */
  GString *releases; /* statements behind them: what is replaced is released, by the old sizes */
  GString *commits;    /* statements behind them, when nothing can fail any more */
  GHashTable *tags;    /* unions (IdlLayout *) whose tag is in a variable, by its name */
  const char *full_id; /* the variable with the number of the full pointer being read, or NULL */
  const char *full_type; /* … and what its pointee is called */
  gboolean own_rest;   /* once the next pointee has its memory, what it refers to is owned */
} IdlNdrPrinter;

void idl_ndr_printer_init (IdlNdrPrinter *printer, GString *out);
void idl_ndr_printer_clear (IdlNdrPrinter *printer);

void idl_ndr_blank (IdlNdrPrinter *printer);

/* Alignment, unless it is to 1. */
void idl_ndr_align_to (IdlNdrPrinter *printer, guint align);

/* A line at the current indentation. */
void idl_ndr_line (IdlNdrPrinter *printer, const char *format, ...) G_GNUC_PRINTF (2, 3);
void idl_ndr_open (IdlNdrPrinter *printer);
void idl_ndr_close (IdlNdrPrinter *printer);

/* What belongs to an if or a loop, with braces if they are needed. */
gsize idl_ndr_body (IdlNdrPrinter *printer);
void idl_ndr_body_end (IdlNdrPrinter *printer, gsize start);

/* What is printed in between becomes a block of its own if it declares variables. */
gsize idl_ndr_block (IdlNdrPrinter *printer);
void idl_ndr_block_end (IdlNdrPrinter *printer, gsize start);

/* BECK_NDR_TRY around an expression, with the field, and with the index inside a loop. */
void idl_ndr_try (IdlNdrPrinter *printer, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The statement for a @call that always fails. */
char *idl_ndr_failure (const IdlNdrPrinter *printer, const char *call);

/* "max", or "max_2" if the function has a "max" already. Lives as long as the printer. */
const char *idl_ndr_name (IdlNdrPrinter *printer, const char *base);

/* "for (gsize i = 0; i < …; i++)" with its body's braces; returns the variable. The end restores
 * the index that was there before. */
typedef struct
{
  const char *variable;
  const char *outer;
  gsize start;
} IdlNdrLoop;
IdlNdrLoop idl_ndr_loop (IdlNdrPrinter *printer, const char *from, const char *to);
void idl_ndr_loop_end (IdlNdrPrinter *printer, const IdlNdrLoop *loop);

/* A C string made like printf; free with g_free (g_autofree). */
#define IDL_C g_autofree char *

/* ---- Expressions of attributes: emit-ndr-expr.c ---- */

/* @expr as a gint64 that no input makes undefined. */
char *idl_ndr_expr (const IdlNdrPrinter *printer, const IdlExpr *expr);

/* Whether all names in @expr have been read. */
gboolean idl_ndr_expr_ready (const IdlNdrPrinter *printer, const IdlExpr *expr);

/* Number of elements of a dimension in memory: its size attribute; and, for varying ones,
 * where it starts and how long it is, the latter two over a variable with the size. */
char *idl_ndr_size (const IdlNdrPrinter *printer, const IdlDim *dim);
char *idl_ndr_first (const IdlNdrPrinter *printer, const IdlDim *dim);
char *idl_ndr_length (const IdlNdrPrinter *printer, const IdlDim *dim, const char *max);

/* The IID of an interface pointer: "&IID_IFoo", "args->riid", or "NULL" if not read yet. */
char *idl_ndr_iid (const IdlNdrPrinter *printer, const IdlLayout *object);

/* ---- Values ---- */

/* The member's place in its structure: "v->name", or, for an unnamed one, NULL: the prefix of
 * its members is that of the structure. */
char *idl_ndr_member (const char *prefix, const IdlMember *member);
/* Prefix of the members of an unnamed structure or union at @value, NULL for an unnamed one:
 * "v->u.". */
char *idl_ndr_prefix (const char *prefix, const char *value);

/* The C type of @layout's value without qualifiers: "LONG", "struct S *". */
char *idl_ndr_type (const IdlLayout *layout);

/* What the pointer @value of layout @pointer refers to: an lvalue of its target, or, for arrays
 * and strings, the address of the first element. Never const. */
char *idl_ndr_pointee (const IdlLayout *pointer, const char *value);

/* The first element of an array in place, ready for "[i]". */
char *idl_ndr_elements (const IdlLayout *array, const char *value);

/* Whether structures of this shape are functions of their own, or printed in place. */
gboolean idl_ndr_has_function (const IdlShape *shape);

/* What to align elements of @layout to. */
guint idl_ndr_align (const IdlLayout *layout);

/* "u32" */
const char *idl_ndr_scalar_name (IdlScalar scalar);
/* "u32s", for arrays in one go, or NULL */
const char *idl_ndr_bulk_name (const IdlLayout *element);

/* Path from a structure to the elements of its tail, as offsetof takes it: "inner.values". */
char *idl_ndr_tail_path (const IdlShape *shape);

/* "user_BSTR", "context_PCTX": the constant records of types. */
char *idl_ndr_user_record (const IdlLayout *layout);
char *idl_ndr_context_record (const IdlNdrPrinter *printer, const IdlLayout *layout);

/* ---- Arrays: emit-ndr-array.c ---- */

/* The bounds of an array's dimensions as C: constants or local variables. */
#define IDL_NDR_MAX_DIMS 32
typedef struct
{
  char *max[IDL_NDR_MAX_DIMS];
  char *first[IDL_NDR_MAX_DIMS];  /* NULL: "0" */
  char *length[IDL_NDR_MAX_DIMS]; /* NULL: max */
} IdlNdrBounds;

void idl_ndr_bounds_clear (IdlNdrBounds *bounds);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IdlNdrBounds, idl_ndr_bounds_clear)

/* Prints variables for what attributes say of @array, checked by @check
 * ("beck_ndr_put_check_count"). @max is a variable that has the first dimension's size already, or
 * NULL. */
void idl_ndr_bounds (IdlNdrPrinter *printer, const IdlLayout *array, const char *check,
                     const char *max, IdlNdrBounds *bounds);

/* Holds a size against the [range] it has, if any. */
void idl_ndr_size_range (IdlNdrPrinter *printer, const IdlDim *dim, const char *size);

/* Product of all sizes: "2 * max". */
char *idl_ndr_total (const IdlLayout *array, const IdlNdrBounds *bounds);
gboolean idl_ndr_is_varying (const IdlLayout *array);
/* "16" for strings of wide characters: what names of functions for them end in. */
const char *idl_ndr_string_suffix (const IdlLayout *string);
/* The same by what the attributes say, unchecked, for data that was checked. */
char *idl_ndr_plain_total (IdlNdrPrinter *printer, const IdlLayout *array);
/* While reading: a variable where the product could be too much. */
char *idl_ndr_get_total (IdlNdrPrinter *printer, const IdlLayout *array,
                         const IdlNdrBounds *bounds);

/* Elements of the array at the end of the structure @value of @shape, as a gint64, and the bytes of
 * the whole that pointer @pointer refers to. */
char *idl_ndr_tail_size (const IdlShape *shape, const char *value);
char *idl_ndr_tail_bytes (const IdlShape *shape, const char *pointer);

/* Prints loops over all elements within @bounds, with what @print prints for each. */
typedef void (*IdlNdrElement) (IdlNdrPrinter *printer, const IdlLayout *element, const char *value);
void idl_ndr_each (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
                   const IdlNdrBounds *bounds, IdlNdrElement print);

/* Prints a switch over @tag with what @print prints for each arm under @prefix, and @otherwise for
 * tags without arm. */
void idl_ndr_switch (IdlNdrPrinter *printer, const IdlShape *shape, const char *prefix,
                     const char *tag, const char *otherwise, IdlNdrElement print);

/* emit-ndr-direct.c: the short way through @shape's flat part, if there is one, as the beginning
 * of a function. */
void idl_ndr_direct (IdlNdrPrinter *printer, const IdlShape *shape);

/* ---- The three jobs ---- */

/* emit-ndr-struct.c, by printer->reading: the members of a structure, and one as a whole */
void idl_ndr_members (IdlNdrPrinter *printer, const IdlShape *shape, const char *value,
                      gboolean behind);
void idl_ndr_struct (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value,
                     gboolean behind);

/* emit-ndr-put.c, emit-ndr-put-shape.c */
void idl_ndr_put_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
void idl_ndr_put_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
void idl_ndr_put_whole (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
void idl_ndr_put_shape (const IdlShape *shape, GString *out);
void idl_ndr_put_shape_behind (const IdlShape *shape, GString *out);
void idl_ndr_put_presented (const IdlLayout *layout, GString *out);

/* emit-ndr-get.c, emit-ndr-get-*.c */
void idl_ndr_get_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
void idl_ndr_get_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
void idl_ndr_get_whole (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
/* An array or string with room for @room elements (a C expression), or exactly its size if NULL */
void idl_ndr_get_elements (IdlNdrPrinter *printer, const IdlLayout *layout, const char *elements,
                           const char *room);
/* Memory for what @value refers to, and that; @room as above. */
void idl_ndr_get_pointee (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value,
                          const char *room);
/* What is noted of the pointee of a full pointer: how many elements an alias of it must have, and a
 * name that is the same for every name of its type. */
char *idl_ndr_full_count (IdlNdrPrinter *printer, const IdlLayout *target);
char *idl_ndr_full_type (const IdlLayout *target);
/* A conformant structure with room for @room elements */
void idl_ndr_get_struct_room (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value,
                              const char *room);
void idl_ndr_get_shape (const IdlShape *shape, GString *out);
void idl_ndr_get_shape_behind (const IdlShape *shape, GString *out);
void idl_ndr_get_presented (const IdlLayout *layout, GString *out);

/* emit-ndr-free.c */
void idl_ndr_free (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);
/* What pointer @value of layout @pointer refers to, but not the pointee's own memory. */
void idl_ndr_free_target (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value);
void idl_ndr_free_shape (const IdlShape *shape, GString *out);

/* ---- Parameters: emit-ndr-proc.c ---- */

/* Whether it is on the wire at all, apart from pipes' own place there. */
gboolean idl_ndr_travels (const IdlParamLayout *param);
gboolean idl_ndr_is_ref (const IdlLayout *layout);
/* Whether land_out_I_M is of use: emit-ndr-land.c */
gboolean idl_ndr_lands (const IdlProcLayout *proc);
/* Whether a failure leaves NULL there: what is [out] only, and what was read into where it stands.
 */
gboolean idl_ndr_is_cleared (const IdlProcLayout *proc, const IdlParamLayout *param);
