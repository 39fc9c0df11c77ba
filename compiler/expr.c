/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Evaluation and printing of expressions. Recursion is bounded by the parser, which
 * refuses trees deeper than IDL_MAX_EXPR_DEPTH.
 */

#include "expr.h"
#include "emit-type.h"
#include "type.h"

#include <string.h>

typedef gboolean (*Operation) (IdlNumber a, IdlNumber b, IdlNumber *result);

typedef struct
{
  const char *text; /* the C operator, or NULL for primaries */
  int precedence;
  Operation operation; /* or NULL where evaluation is special */
} Operator;

static const Operator operators[] = {
  [IDL_EXPR_BROKEN] = { NULL, 15, NULL },
  [IDL_EXPR_INTEGER] = { NULL, 15, NULL },
  [IDL_EXPR_FLOAT] = { NULL, 15, NULL },
  [IDL_EXPR_STRING] = { NULL, 15, NULL },
  [IDL_EXPR_WIDE_STRING] = { NULL, 15, NULL },
  [IDL_EXPR_CHAR] = { NULL, 15, NULL },
  [IDL_EXPR_WIDE_CHAR] = { NULL, 15, NULL },
  [IDL_EXPR_NAME] = { NULL, 15, NULL },
  [IDL_EXPR_MEMBER] = { ".", 14, NULL },
  [IDL_EXPR_ARROW] = { "->", 14, NULL },
  [IDL_EXPR_SIZEOF] = { "sizeof", 13, NULL },
  [IDL_EXPR_NEGATE] = { "-", 13, NULL },
  [IDL_EXPR_PLUS] = { "+", 13, NULL },
  [IDL_EXPR_COMPLEMENT] = { "~", 13, NULL },
  [IDL_EXPR_NOT] = { "!", 13, NULL },
  [IDL_EXPR_DEREFERENCE] = { "*", 13, NULL },
  [IDL_EXPR_ADDRESS] = { "&", 13, NULL },
  [IDL_EXPR_CAST] = { NULL, 12, NULL },
  [IDL_EXPR_MULTIPLY] = { "*", 11, idl_number_multiply },
  [IDL_EXPR_DIVIDE] = { "/", 11, idl_number_divide },
  [IDL_EXPR_MODULO] = { "%", 11, idl_number_modulo },
  [IDL_EXPR_ADD] = { "+", 10, idl_number_add },
  [IDL_EXPR_SUBTRACT] = { "-", 10, idl_number_subtract },
  [IDL_EXPR_SHIFT_LEFT] = { "<<", 9, idl_number_shift_left },
  [IDL_EXPR_SHIFT_RIGHT] = { ">>", 9, idl_number_shift_right },
  [IDL_EXPR_LESS] = { "<", 8, NULL },
  [IDL_EXPR_GREATER] = { ">", 8, NULL },
  [IDL_EXPR_LESS_EQUAL] = { "<=", 8, NULL },
  [IDL_EXPR_GREATER_EQUAL] = { ">=", 8, NULL },
  [IDL_EXPR_EQUAL] = { "==", 7, NULL },
  [IDL_EXPR_NOT_EQUAL] = { "!=", 7, NULL },
  [IDL_EXPR_BIT_AND] = { "&", 6, idl_number_and },
  [IDL_EXPR_BIT_XOR] = { "^", 5, idl_number_xor },
  [IDL_EXPR_BIT_OR] = { "|", 4, idl_number_or },
  [IDL_EXPR_AND] = { "&&", 3, NULL },
  [IDL_EXPR_OR] = { "||", 2, NULL },
  [IDL_EXPR_CONDITION] = { "?", 1, NULL },
};

int
idl_expr_precedence (IdlExprKind kind)
{
  return operators[kind].precedence;
}

gboolean
idl_expr_is_builtin (const char *name, guint64 *value)
{
  *value = strcmp (name, "TRUE") == 0;
  return *value != 0 || strcmp (name, "FALSE") == 0 || strcmp (name, "NULL") == 0;
}

static gboolean
evaluate_name (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  const IdlDecl *decl = idl_lookup (compiler, expr->text);
  guint64 value;

  if (decl == NULL && idl_expr_is_builtin (expr->text, &value))
    {
      *result = idl_number_unsigned (value);
      return TRUE;
    }
  if (decl == NULL || decl->kind != IDL_DECL_CONST)
    {
      idl_error (compiler, expr->pos,
                 decl == NULL ? "'%s' is not declared" : "'%s' is not a constant", expr->text);
      return FALSE;
    }
  if (!((const IdlConst *) decl)->known)
    {
      /* Silent if the constant is in error itself. */
      if (((const IdlConst *) decl)->number != NULL)
        idl_error (compiler, expr->pos, "'%s' is not an integer constant", expr->text);
      return FALSE;
    }
  *result = *((const IdlConst *) decl)->number;
  return TRUE;
}

static gboolean
evaluate_sizeof (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  gsize size = idl_type_size (expr->type);

  if (size == 0)
    {
      if (!idl_type_is_broken (expr->type))
        idl_error (compiler, expr->pos, "sizeof of a type whose size is not known");
      return FALSE;
    }
  *result = idl_number_unsigned (size);
  return TRUE;
}

static gboolean
evaluate_cast (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  guint bits = idl_type_integer_bits (expr->type);

  if (!idl_expr_evaluate (compiler, expr->a, result))
    return FALSE;
  if (bits == 0)
    {
      idl_error (compiler, expr->pos, "a constant can be cast to integer types only");
      return FALSE;
    }
  *result = idl_number_wrap (*result, bits, idl_type_is_signed (expr->type));
  return TRUE;
}

static gboolean
evaluate_unary (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  IdlNumber a;
  gboolean fits = TRUE;

  if (!idl_expr_evaluate (compiler, expr->a, &a))
    return FALSE;
  switch (expr->kind)
    {
    case IDL_EXPR_NEGATE:
      fits = idl_number_subtract (idl_number_unsigned (0), a, result);
      break;
    case IDL_EXPR_COMPLEMENT:
      fits = idl_number_subtract (idl_number_signed (-1), a, result);
      break;
    case IDL_EXPR_NOT:
      *result = idl_number_unsigned (idl_number_is_zero (a));
      break;
    default:
      *result = a;
      break;
    }
  if (!fits)
    idl_error (compiler, expr->pos, "the result does not fit in 64 bits");
  return fits;
}

static gboolean
compare (IdlExprKind kind, int order)
{
  switch (kind)
    {
    case IDL_EXPR_LESS:
      return order < 0;
    case IDL_EXPR_GREATER:
      return order > 0;
    case IDL_EXPR_LESS_EQUAL:
      return order <= 0;
    case IDL_EXPR_GREATER_EQUAL:
      return order >= 0;
    case IDL_EXPR_EQUAL:
      return order == 0;
    default:
      return order != 0;
    }
}

static gboolean
evaluate_operation (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  IdlNumber a, b;

  if (!idl_expr_evaluate (compiler, expr->a, &a) || !idl_expr_evaluate (compiler, expr->b, &b))
    return FALSE;
  if ((expr->kind == IDL_EXPR_DIVIDE || expr->kind == IDL_EXPR_MODULO) && idl_number_is_zero (b))
    {
      idl_error (compiler, expr->pos, "division by zero");
      return FALSE;
    }
  if (operators[expr->kind].operation == NULL)
    {
      *result = idl_number_unsigned (compare (expr->kind, idl_number_compare (a, b)));
      return TRUE;
    }
  if (operators[expr->kind].operation (a, b, result))
    return TRUE;
  idl_error (compiler, expr->pos, "the result of '%s' does not fit in 64 bits",
             operators[expr->kind].text);
  return FALSE;
}

/* Only the operands C evaluates are evaluated: 1 ? 2 : 1/0 is 2. */
static gboolean
evaluate_logic (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  IdlNumber a;
  gboolean truth;

  if (!idl_expr_evaluate (compiler, expr->a, &a))
    return FALSE;
  truth = !idl_number_is_zero (a);
  if (expr->kind == IDL_EXPR_CONDITION)
    return idl_expr_evaluate (compiler, truth ? expr->b : expr->c, result);
  if (truth == (expr->kind == IDL_EXPR_AND))
    {
      if (!idl_expr_evaluate (compiler, expr->b, &a))
        return FALSE;
      truth = !idl_number_is_zero (a);
    }
  *result = idl_number_unsigned (truth);
  return TRUE;
}

gboolean
idl_expr_evaluate (IdlCompiler *compiler, const IdlExpr *expr, IdlNumber *result)
{
  switch (expr->kind)
    {
    case IDL_EXPR_BROKEN:
      return FALSE;
    case IDL_EXPR_INTEGER:
    case IDL_EXPR_CHAR:
    case IDL_EXPR_WIDE_CHAR:
      *result = idl_number_unsigned (expr->value);
      return TRUE;
    case IDL_EXPR_NAME:
      return evaluate_name (compiler, expr, result);
    case IDL_EXPR_SIZEOF:
      return evaluate_sizeof (compiler, expr, result);
    case IDL_EXPR_CAST:
      return evaluate_cast (compiler, expr, result);
    case IDL_EXPR_NEGATE:
    case IDL_EXPR_PLUS:
    case IDL_EXPR_COMPLEMENT:
    case IDL_EXPR_NOT:
      return evaluate_unary (compiler, expr, result);
    case IDL_EXPR_AND:
    case IDL_EXPR_OR:
    case IDL_EXPR_CONDITION:
      return evaluate_logic (compiler, expr, result);
    case IDL_EXPR_FLOAT:
    case IDL_EXPR_STRING:
    case IDL_EXPR_WIDE_STRING:
    case IDL_EXPR_DEREFERENCE:
    case IDL_EXPR_ADDRESS:
    case IDL_EXPR_MEMBER:
    case IDL_EXPR_ARROW:
      idl_error (compiler, expr->pos, "not an integer constant expression");
      return FALSE;
    default:
      return evaluate_operation (compiler, expr, result);
    }
}

static void
print_primary (const IdlExpr *expr, GString *out)
{
  switch (expr->kind)
    {
    case IDL_EXPR_STRING:
      g_string_append_printf (out, "\"%s\"", expr->text);
      break;
    case IDL_EXPR_WIDE_STRING:
      g_string_append_printf (out, "u\"%s\"", expr->text);
      break;
    case IDL_EXPR_CHAR:
      g_string_append_printf (out, "'%s'", expr->text);
      break;
    case IDL_EXPR_WIDE_CHAR:
      g_string_append_printf (out, "u'%s'", expr->text);
      break;
    default:
      g_string_append (out, expr->text);
      break;
    }
}

static void
print_unary (const IdlExpr *expr, GString *out)
{
  const Operator *operator= &operators[expr->kind];

  if (expr->kind == IDL_EXPR_SIZEOF || expr->kind == IDL_EXPR_CAST)
    {
      g_string_append (out, expr->kind == IDL_EXPR_SIZEOF ? "sizeof (" : "(");
      idl_emit_type_name (expr->type, out);
      g_string_append_c (out, ')');
      if (expr->kind == IDL_EXPR_SIZEOF)
        return;
      g_string_append_c (out, ' ');
    }
  else
    g_string_append (out, operator->text);
  /* One more than its own strength: - -1 must not become --1. */
  idl_expr_print (expr->a, operator->precedence + 1, out);
}

/* C compilers warn about a mixture of operators below + and - whose order only the
 * precedence table tells, so those get parentheses. */
static int
operand_precedence (const IdlExpr *expr, const IdlExpr *operand)
{
  int precedence = operators[expr->kind].precedence;

  if (precedence >= operators[IDL_EXPR_ADD].precedence
      || (operand != NULL && operand->kind == expr->kind && expr->kind != IDL_EXPR_CONDITION))
    return precedence;
  return operators[IDL_EXPR_CAST].precedence;
}

static void
print_operation (const IdlExpr *expr, GString *out)
{
  const Operator *operator= &operators[expr->kind];

  if (expr->kind == IDL_EXPR_MEMBER || expr->kind == IDL_EXPR_ARROW)
    {
      idl_expr_print (expr->a, operator->precedence, out);
      g_string_append_printf (out, "%s%s", operator->text, expr->text);
      return;
    }
  idl_expr_print (expr->a, operand_precedence (expr, expr->a), out);
  g_string_append_printf (out, " %s ", operator->text);
  idl_expr_print (expr->b, MAX (operand_precedence (expr, NULL), operator->precedence + 1), out);
  if (expr->kind == IDL_EXPR_CONDITION)
    {
      g_string_append (out, " : ");
      idl_expr_print (expr->c, operators[IDL_EXPR_CAST].precedence, out);
    }
}

void
idl_expr_print (const IdlExpr *expr, int precedence, GString *out)
{
  const Operator *operator= &operators[expr->kind];
  gboolean parentheses = operator->precedence < precedence;

  if (parentheses)
    g_string_append_c (out, '(');
  if (operator->text == NULL && expr->kind != IDL_EXPR_CAST)
    print_primary (expr, out);
  else if (operator->precedence == 13 || expr->kind == IDL_EXPR_CAST)
    print_unary (expr, out);
  else
    print_operation (expr, out);
  if (parentheses)
    g_string_append_c (out, ')');
}

void
idl_expr_visit_names (const IdlExpr *expr, IdlNameVisitor visit, gpointer data)
{
  if (expr->kind == IDL_EXPR_NAME)
    visit (expr, data);
  for (guint i = 0; i < 3; i++)
    {
      const IdlExpr *operand = i == 0 ? expr->a : i == 1 ? expr->b : expr->c;

      if (operand != NULL)
        idl_expr_visit_names (operand, visit, data);
    }
}
