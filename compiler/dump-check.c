/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * [size_is], [length_is], [switch_is] and their like, evaluated over what has been read and held
 * against what the wire says. Expressions are exact, as those of constants are: where C
 * would wrap around, there is no value.
 *
 * A field may come behind what it describes, so a check that cannot be made yet is kept.
 * None goes through pointers: the layout pass refuses that.
 */

#include "dump-private.h"
#include "type.h"

#include <string.h>

typedef enum
{
  VALUE_KNOWN,
  VALUE_LATER, /* something it depends on has not been read */
  VALUE_NEVER, /* it divides by zero, or does not fit */
} Value;

static Value evaluate (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result);

/* ---- Names ---- */

/* The member @name of structure @node, or IDL_DUMP_NONE. Names are interned. */
static guint
find_member (const IdlDump *dump, guint node, const char *name)
{
  const IdlDumpNode *structure = idl_dump_node (dump, node);
  const IdlShape *shape = structure->layout->shape;

  if (structure->layout->kind != IDL_LAYOUT_STRUCT || structure->first == 0)
    return IDL_DUMP_NONE;
  for (guint i = 0; i < shape->n_members; i++)
    if (shape->members[i].name == name)
      return structure->first + i;
  return IDL_DUMP_NONE;
}

/* The field @name beside the value at @node or beside what that is in. */
static guint
find_name (const IdlDump *dump, guint node, const char *name)
{
  guint found = IDL_DUMP_NONE;

  for (; node != IDL_DUMP_NONE && found == IDL_DUMP_NONE;
       node = idl_dump_node (dump, node)->parent)
    found = find_member (dump, node, name);
  return found;
}

/* Which value @expr names: a field, or one inside it; or IDL_DUMP_NONE. */
static guint
find_value (const IdlDump *dump, guint scope, const IdlExpr *expr)
{
  guint node;

  if (expr->kind == IDL_EXPR_NAME)
    return find_name (dump, scope, expr->text);
  if (expr->kind != IDL_EXPR_MEMBER)
    return IDL_DUMP_NONE;
  node = find_value (dump, scope, expr->a);
  return node != IDL_DUMP_NONE ? find_member (dump, node, expr->text) : IDL_DUMP_NONE;
}

static Value
evaluate_field (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result)
{
  guint node = find_value (dump, scope, expr);

  if (node == IDL_DUMP_NONE || !idl_dump_node (dump, node)->known)
    return VALUE_LATER;
  *result = idl_dump_node (dump, node)->number;
  return VALUE_KNOWN;
}

static Value
evaluate_name (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result)
{
  const IdlDecl *decl;
  guint64 number;

  if (find_name (dump, scope, expr->text) != IDL_DUMP_NONE)
    return evaluate_field (dump, scope, expr, result);
  decl = idl_lookup (dump->compiler, expr->text);
  if (decl == NULL && idl_expr_is_builtin (expr->text, &number))
    *result = idl_number_unsigned (number);
  else if (decl != NULL && decl->kind == IDL_DECL_CONST && ((const IdlConst *) decl)->known)
    *result = *((const IdlConst *) decl)->number;
  else
    return VALUE_NEVER;
  return VALUE_KNOWN;
}

/* ---- Operators ---- */

static Value
evaluate_unary (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result)
{
  IdlNumber a;
  guint bits;
  Value value = evaluate (dump, scope, expr->a, &a);
  gboolean fits = TRUE;

  if (value != VALUE_KNOWN)
    return value;
  *result = a;
  if (expr->kind == IDL_EXPR_NEGATE)
    fits = idl_number_subtract (idl_number_unsigned (0), a, result);
  else if (expr->kind == IDL_EXPR_COMPLEMENT)
    fits = idl_number_subtract (idl_number_signed (-1), a, result);
  else if (expr->kind == IDL_EXPR_NOT)
    *result = idl_number_unsigned (idl_number_is_zero (a) ? 1 : 0);
  else if (expr->kind == IDL_EXPR_CAST && (bits = idl_type_integer_bits (expr->type)) != 0)
    *result = idl_number_wrap (a, bits, idl_type_is_signed (expr->type));
  return fits ? VALUE_KNOWN : VALUE_NEVER;
}

static gboolean
compute (IdlExprKind kind, IdlNumber a, IdlNumber b, IdlNumber *result)
{
  int order = idl_number_compare (a, b);

  *result = idl_number_unsigned (0);
  switch (kind)
    {
    case IDL_EXPR_MULTIPLY:
      return idl_number_multiply (a, b, result);
    case IDL_EXPR_DIVIDE:
      return !idl_number_is_zero (b) && idl_number_divide (a, b, result);
    case IDL_EXPR_MODULO:
      return !idl_number_is_zero (b) && idl_number_modulo (a, b, result);
    case IDL_EXPR_ADD:
      return idl_number_add (a, b, result);
    case IDL_EXPR_SUBTRACT:
      return idl_number_subtract (a, b, result);
    case IDL_EXPR_SHIFT_LEFT:
      return idl_number_shift_left (a, b, result);
    case IDL_EXPR_SHIFT_RIGHT:
      return idl_number_shift_right (a, b, result);
    case IDL_EXPR_BIT_AND:
      return idl_number_and (a, b, result);
    case IDL_EXPR_BIT_XOR:
      return idl_number_xor (a, b, result);
    case IDL_EXPR_BIT_OR:
      return idl_number_or (a, b, result);
    case IDL_EXPR_LESS:
      result->bits = order < 0;
      return TRUE;
    case IDL_EXPR_GREATER:
      result->bits = order > 0;
      return TRUE;
    case IDL_EXPR_LESS_EQUAL:
      result->bits = order <= 0;
      return TRUE;
    case IDL_EXPR_GREATER_EQUAL:
      result->bits = order >= 0;
      return TRUE;
    case IDL_EXPR_EQUAL:
      result->bits = order == 0;
      return TRUE;
    case IDL_EXPR_NOT_EQUAL:
      result->bits = order != 0;
      return TRUE;
    default:
      return FALSE;
    }
}

static Value
evaluate_binary (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result)
{
  IdlNumber a, b;
  Value value = evaluate (dump, scope, expr->a, &a);

  if (value == VALUE_KNOWN)
    value = evaluate (dump, scope, expr->b, &b);
  if (value != VALUE_KNOWN)
    return value;
  return compute (expr->kind, a, b, result) ? VALUE_KNOWN : VALUE_NEVER;
}

/* Only the operands that C evaluates: n ? 100 / n : 0 has a value. */
static Value
evaluate_logic (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result)
{
  IdlNumber a;
  Value value = evaluate (dump, scope, expr->a, &a);
  gboolean truth = value == VALUE_KNOWN && !idl_number_is_zero (a);

  if (value != VALUE_KNOWN)
    return value;
  if (expr->kind == IDL_EXPR_CONDITION)
    return evaluate (dump, scope, truth ? expr->b : expr->c, result);
  if (truth == (expr->kind == IDL_EXPR_AND))
    {
      value = evaluate (dump, scope, expr->b, &a);
      truth = value == VALUE_KNOWN && !idl_number_is_zero (a);
    }
  *result = idl_number_unsigned (truth ? 1 : 0);
  return value;
}

static Value
evaluate (const IdlDump *dump, guint scope, const IdlExpr *expr, IdlNumber *result)
{
  switch (expr->kind)
    {
    case IDL_EXPR_INTEGER:
    case IDL_EXPR_CHAR:
    case IDL_EXPR_WIDE_CHAR:
      *result = idl_number_unsigned (expr->value);
      return VALUE_KNOWN;
    case IDL_EXPR_NAME:
      return evaluate_name (dump, scope, expr, result);
    case IDL_EXPR_MEMBER:
      return evaluate_field (dump, scope, expr, result);
    case IDL_EXPR_SIZEOF:
      *result = idl_number_unsigned (idl_type_size (expr->type));
      return idl_number_is_zero (*result) ? VALUE_NEVER : VALUE_KNOWN;
    case IDL_EXPR_CAST:
    case IDL_EXPR_NEGATE:
    case IDL_EXPR_PLUS:
    case IDL_EXPR_COMPLEMENT:
    case IDL_EXPR_NOT:
      return evaluate_unary (dump, scope, expr, result);
    case IDL_EXPR_AND:
    case IDL_EXPR_OR:
    case IDL_EXPR_CONDITION:
      return evaluate_logic (dump, scope, expr, result);
    default:
      return expr->b != NULL ? evaluate_binary (dump, scope, expr, result) : VALUE_NEVER;
    }
}

/* ---- Checks ---- */

static Value
expected (const IdlDump *dump, const IdlDumpCheck *check, IdlNumber *result)
{
  Value value = evaluate (dump, check->node, check->expr, result);
  IdlNumber minus = idl_number_unsigned (0);

  if (value == VALUE_KNOWN && check->minus != NULL)
    value = evaluate (dump, check->node, check->minus, &minus);
  if (value != VALUE_KNOWN)
    return value;
  if (!idl_number_subtract (*result, minus, result)
      || !idl_number_add (*result, idl_number_unsigned (check->plus_one ? 1 : 0), result))
    return VALUE_NEVER;
  if (check->wrap != 0)
    *result = idl_number_wrap (*result, check->wrap, check->wrap_signed);
  return VALUE_KNOWN;
}

/* @open: receives whether it is too early to say */
static gboolean
make_check (IdlDump *dump, const IdlDumpCheck *check, gboolean *open)
{
  IdlNumber number;
  Value value = expected (dump, check, &number);

  *open = value == VALUE_LATER;
  if (*open || (value == VALUE_KNOWN && idl_number_compare (number, check->found) == 0))
    return TRUE;
  dump->current = check->node;
  if (value == VALUE_NEVER)
    return idl_dump_fail_at (dump, check->offset, RPC_X_BAD_STUB_DATA,
                             "what it is to be held against has no value");
  return beck_ndr_fault_set_numbers (&dump->reader.fault, RPC_X_BAD_STUB_DATA, check->offset,
                                     check->reason, check->found.bits, number.bits);
}

gboolean
idl_dump_check (IdlDump *dump, const IdlDumpCheck *check)
{
  gboolean open;

  if (check->expr == NULL)
    return TRUE;
  if (!make_check (dump, check, &open))
    return FALSE;
  if (open)
    g_array_append_vals (dump->checks, check, 1);
  return TRUE;
}

gboolean
idl_dump_settle (IdlDump *dump, guint mark, gboolean last)
{
  guint kept = mark;

  for (guint i = mark; i < dump->checks->len; i++)
    {
      IdlDumpCheck check = g_array_index (dump->checks, IdlDumpCheck, i);
      gboolean open;

      if (!make_check (dump, &check, &open))
        return FALSE;
      if (open)
        g_array_index (dump->checks, IdlDumpCheck, kept++) = check;
    }
  g_array_set_size (dump->checks, last ? mark : kept);
  return TRUE;
}
