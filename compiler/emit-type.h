/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Types and declarators as C writes them.
 */

#include "ast.h"

/* The innermost type, to the left of all declarators: "const LONG", "struct S". A tag
 * that @type defines comes with its body, indented for @indent columns. */
void idl_emit_specifiers (const IdlType *type, guint indent, GString *out);

/* Where a declaration stands, which decides what an array without bound looks like. */
typedef enum
{
  IDL_IN_FIELD, /* T x[1] */
  IDL_IN_PARAM, /* T x[] */
} IdlDeclPlace;

/* Stars, name (or NULL) and brackets of @type, without a blank in front. */
void idl_emit_declarator (const IdlType *type, const char *name, IdlDeclPlace place,
                          GString *out);

/* "LONG *x[10]" */
void idl_emit_declaration (const IdlType *type, const char *name, IdlDeclPlace place,
                           GString *out);

/* The type alone, as in a cast. */
void idl_emit_type_name (const IdlType *type, GString *out);

/* The type a function returns, ready for its name: "LONG " or "LONG *". */
void idl_emit_result (const IdlType *type, GString *out);

/* The parenthesis that opens a list, and an item of it with the separator before it: on a new line,
 * under the first one, if this one is full. The first returns what the second is to be given. */
guint idl_emit_open_list (GString *out);
void idl_emit_item (const char *item, const char *separator, guint indent, GString *out);

/* "(LONG a, BSTR *b)" after @first, an extra parameter or NULL; "(void)" for none. */
void idl_emit_params (const char *first, const GPtrArray *params, gboolean variadic,
                      GString *out);

/* How C calls parameter @index of @params, which IDL may have left unnamed. */
char *idl_param_name (const GPtrArray *params, guint index);
