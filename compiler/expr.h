/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Expressions: of constants, which are evaluated here, and of attributes such as
 * [size_is(n * 2)], whose names are parameters or fields and which only generated
 * code evaluates.
 */

#include "compiler.h"
#include "number.h"

/* Deeper trees are refused, so that walking them needs no bound of its own. */
#define IDL_MAX_EXPR_DEPTH 200

typedef enum
{
  IDL_EXPR_BROKEN,
  IDL_EXPR_INTEGER,
  IDL_EXPR_FLOAT,
  IDL_EXPR_STRING,
  IDL_EXPR_WIDE_STRING,
  IDL_EXPR_CHAR,
  IDL_EXPR_WIDE_CHAR,
  IDL_EXPR_NAME,
  IDL_EXPR_NEGATE,
  IDL_EXPR_PLUS,
  IDL_EXPR_COMPLEMENT,
  IDL_EXPR_NOT,
  IDL_EXPR_DEREFERENCE,
  IDL_EXPR_ADDRESS,
  IDL_EXPR_SIZEOF,
  IDL_EXPR_CAST,
  IDL_EXPR_MEMBER, /* a.text */
  IDL_EXPR_ARROW,  /* a->text */
  IDL_EXPR_MULTIPLY,
  IDL_EXPR_DIVIDE,
  IDL_EXPR_MODULO,
  IDL_EXPR_ADD,
  IDL_EXPR_SUBTRACT,
  IDL_EXPR_SHIFT_LEFT,
  IDL_EXPR_SHIFT_RIGHT,
  IDL_EXPR_LESS,
  IDL_EXPR_GREATER,
  IDL_EXPR_LESS_EQUAL,
  IDL_EXPR_GREATER_EQUAL,
  IDL_EXPR_EQUAL,
  IDL_EXPR_NOT_EQUAL,
  IDL_EXPR_BIT_AND,
  IDL_EXPR_BIT_XOR,
  IDL_EXPR_BIT_OR,
  IDL_EXPR_AND,
  IDL_EXPR_OR,
  IDL_EXPR_CONDITION, /* a ? b : c */
} IdlExprKind;

struct IdlExpr
{
  IdlExprKind kind;
  IdlPos pos;
  guint depth;
  const char *text;    /* literals: spelling; names */
  guint64 value;       /* integers and characters */
  const IdlType *type; /* sizeof, cast */
  IdlExpr *a, *b, *c;
};

/* TRUE with the value in @result, or FALSE after an error. */
gboolean idl_expr_evaluate (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result);

/* TRUE, FALSE and NULL have a value without being declared. */
gboolean idl_expr_is_builtin (const char *name, guint64 *value);

/* Binding strength of the C operator of @kind; higher binds tighter. */
int idl_expr_precedence (IdlExprKind kind);

/* Appends the expression as C; @expr needs no parentheses if its operator binds at
 * least as tightly as @precedence. */
void idl_expr_print (const IdlExpr *expr, int precedence, GString *out);

/* The C type of @name in the expression's scope is someone else's business: this
 * calls @visit for each name the expression reads. */
typedef void (*IdlNameVisitor) (const IdlExpr *name, gpointer data);
void idl_expr_visit_names (const IdlExpr *expr, IdlNameVisitor visit, gpointer data);
