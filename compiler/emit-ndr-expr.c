/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Expressions of attributes as C. Names become members of the structure or argument record, sums
 * and products the functions of <beck/ndr-method.h> that do not overflow, and what goes
 * through a pointer that may be NULL counts as 0.
 */

#include "emit-ndr-private.h"
#include "type.h"

static void print (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out);

static const char *
function_name (IdlExprKind kind)
{
  switch (kind)
    {
    case IDL_EXPR_ADD:
      return "beck_ndr_add";
    case IDL_EXPR_SUBTRACT:
      return "beck_ndr_subtract";
    case IDL_EXPR_MULTIPLY:
      return "beck_ndr_multiply";
    case IDL_EXPR_DIVIDE:
      return "beck_ndr_divide";
    case IDL_EXPR_MODULO:
      return "beck_ndr_modulo";
    case IDL_EXPR_SHIFT_LEFT:
      return "beck_ndr_shift_left";
    case IDL_EXPR_SHIFT_RIGHT:
      return "beck_ndr_shift_right";
    default:
      return NULL;
    }
}

static const char *
operator_text (IdlExprKind kind)
{
  switch (kind)
    {
    case IDL_EXPR_LESS:
      return "<";
    case IDL_EXPR_GREATER:
      return ">";
    case IDL_EXPR_LESS_EQUAL:
      return "<=";
    case IDL_EXPR_GREATER_EQUAL:
      return ">=";
    case IDL_EXPR_EQUAL:
      return "==";
    case IDL_EXPR_NOT_EQUAL:
      return "!=";
    case IDL_EXPR_BIT_AND:
      return "&";
    case IDL_EXPR_BIT_XOR:
      return "^";
    case IDL_EXPR_BIT_OR:
      return "|";
    case IDL_EXPR_AND:
      return "&&";
    case IDL_EXPR_OR:
      return "||";
    default:
      return NULL;
    }
}

/* ---- Names ---- */

static const IdlParamLayout *
find_param (const IdlNdrPrinter *printer, const char *name, guint *index)
{
  for (*index = 0; printer->proc != NULL && *index < printer->proc->n_params; (*index)++)
    if (printer->proc->params[*index].var->decl.name == name)
      return &printer->proc->params[*index];
  return NULL;
}

static const IdlMember *
find_member (const IdlNdrPrinter *printer, const char *name, guint *index)
{
  for (*index = 0; printer->shape != NULL && *index < printer->shape->n_members; (*index)++)
    if (printer->shape->members[*index].name == name)
      return &printer->shape->members[*index];
  return NULL;
}

static void
print_name (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  guint index;

  if (find_param (printer, expr->text, &index) != NULL
      || find_member (printer, expr->text, &index) != NULL)
    g_string_append (out, printer->prefix);
  g_string_append (out, expr->text);
}

/* ---- Through pointers ---- */

/* What a chain of stars, arrows and dots starts from and goes through, as C without guards. */
static void
print_path (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  switch (expr->kind)
    {
    case IDL_EXPR_DEREFERENCE:
      g_string_append_c (out, '*');
      print_path (printer, expr->a, out);
      break;
    case IDL_EXPR_ARROW:
    case IDL_EXPR_MEMBER:
      if (expr->a->kind == IDL_EXPR_DEREFERENCE)
        g_string_append_c (out, '(');
      print_path (printer, expr->a, out);
      if (expr->a->kind == IDL_EXPR_DEREFERENCE)
        g_string_append_c (out, ')');
      g_string_append_printf (out, "%s%s", expr->kind == IDL_EXPR_ARROW ? "->" : ".", expr->text);
      break;
    default:
      print_name (printer, expr, out);
      break;
    }
}

static gboolean
is_path (const IdlExpr *expr)
{
  while (expr->kind == IDL_EXPR_DEREFERENCE || expr->kind == IDL_EXPR_ARROW
         || expr->kind == IDL_EXPR_MEMBER)
    expr = expr->a;
  return expr->kind == IDL_EXPR_NAME;
}

/* A parameter's own ref pointer was checked. */
static gboolean
is_safe (const IdlNdrPrinter *printer, const IdlExpr *pointer)
{
  const IdlParamLayout *param;
  guint index;

  if (pointer->kind != IDL_EXPR_NAME)
    return FALSE;
  param = find_param (printer, pointer->text, &index);
  return param != NULL && param->layout->kind == IDL_LAYOUT_POINTER
         && param->layout->pointer == IDL_POINTER_REF;
}

/* "a != NULL && *a != NULL": for every pointer on the way, the first one first. */
static void
print_guards (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  if (expr->kind != IDL_EXPR_DEREFERENCE && expr->kind != IDL_EXPR_ARROW
      && expr->kind != IDL_EXPR_MEMBER)
    return;
  print_guards (printer, expr->a, out);
  if (expr->kind == IDL_EXPR_MEMBER || is_safe (printer, expr->a))
    return;
  g_string_append (out, out->len > 0 ? " && " : "");
  print_path (printer, expr->a, out);
  g_string_append (out, " != NULL");
}

static void
print_through (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  g_autoptr (GString) guards = g_string_new (NULL);

  print_guards (printer, expr, guards);
  g_string_append (out, guards->len > 0 ? "(" : "");
  g_string_append (out, guards->str);
  g_string_append (out, guards->len > 0 ? " ? (gint64) " : "(gint64) ");
  print_path (printer, expr, out);
  g_string_append (out, guards->len > 0 ? " : 0)" : "");
}

/* ---- Operators ---- */

static void
print_binary (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  const char *function = function_name (expr->kind);

  if (function != NULL)
    g_string_append_printf (out, "%s ", function);
  g_string_append_c (out, '(');
  print (printer, expr->a, out);
  if (function != NULL)
    g_string_append (out, ", ");
  else
    g_string_append_printf (out, " %s ", operator_text (expr->kind));
  print (printer, expr->b, out);
  g_string_append_c (out, ')');
}

static void
print_cast (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  g_string_append (out, "(gint64) (");
  idl_emit_type_name (expr->type, out);
  g_string_append (out, ") (");
  print (printer, expr->a, out);
  g_string_append_c (out, ')');
}

static void
print_condition (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  g_string_append_c (out, '(');
  print (printer, expr->a, out);
  g_string_append (out, " ? ");
  print (printer, expr->b, out);
  g_string_append (out, " : ");
  print (printer, expr->c, out);
  g_string_append_c (out, ')');
}

static void
print_unary (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  if (expr->kind == IDL_EXPR_NEGATE)
    g_string_append (out, "beck_ndr_subtract (0, ");
  else if (expr->kind == IDL_EXPR_COMPLEMENT)
    g_string_append (out, "(~");
  else
    g_string_append (out, expr->kind == IDL_EXPR_NOT ? "(!" : "(");
  print (printer, expr->a, out);
  g_string_append_c (out, ')');
}

static void
print (const IdlNdrPrinter *printer, const IdlExpr *expr, GString *out)
{
  switch (expr->kind)
    {
    case IDL_EXPR_NAME:
      print_name (printer, expr, out);
      break;
    case IDL_EXPR_DEREFERENCE:
    case IDL_EXPR_ARROW:
    case IDL_EXPR_MEMBER:
      if (is_path (expr))
        print_through (printer, expr, out);
      else
        idl_expr_print (expr, 0, out);
      break;
    case IDL_EXPR_CAST:
      print_cast (printer, expr, out);
      break;
    case IDL_EXPR_CONDITION:
      print_condition (printer, expr, out);
      break;
    case IDL_EXPR_NEGATE:
    case IDL_EXPR_PLUS:
    case IDL_EXPR_COMPLEMENT:
    case IDL_EXPR_NOT:
      print_unary (printer, expr, out);
      break;
    case IDL_EXPR_SIZEOF:
      g_string_append (out, "(gint64) ");
      idl_expr_print (expr, 0, out);
      break;
    default:
      if (function_name (expr->kind) != NULL || operator_text (expr->kind) != NULL)
        print_binary (printer, expr, out);
      else
        idl_expr_print (expr, 0, out);
      break;
    }
}

/* Names alone are converted by whoever takes them; unsigned ones of 64 bits need a cast. */
char *
idl_ndr_expr (const IdlNdrPrinter *printer, const IdlExpr *expr)
{
  GString *out = g_string_new (NULL);

  if (expr->kind == IDL_EXPR_NAME)
    g_string_append (out, "(gint64) ");
  print (printer, expr, out);
  return g_string_free (out, FALSE);
}

/* ---- Readiness ---- */

typedef struct
{
  const IdlNdrPrinter *printer;
  gboolean ready;
} Readiness;

static void
check_name (const IdlExpr *name, gpointer data)
{
  Readiness *readiness = data;
  const IdlNdrPrinter *printer = readiness->printer;
  const IdlParamLayout *param;
  guint index;

  param = find_param (printer, name->text, &index);
  if (param != NULL)
    readiness->ready &= index < printer->ready || (printer->out_phase && !param->out);
  else if (find_member (printer, name->text, &index) != NULL)
    readiness->ready &= index < printer->ready;
}

gboolean
idl_ndr_expr_ready (const IdlNdrPrinter *printer, const IdlExpr *expr)
{
  Readiness readiness = { printer, TRUE };

  if (!printer->reading || printer->all_ready)
    return TRUE;
  idl_expr_visit_names (expr, check_name, &readiness);
  return readiness.ready;
}

/* ---- Dimensions ---- */

char *
idl_ndr_size (const IdlNdrPrinter *printer, const IdlDim *dim)
{
  IDL_C size = NULL;

  if (dim->size == NULL)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, dim->count);
  size = idl_ndr_expr (printer, dim->size);
  return dim->size_plus_one ? g_strdup_printf ("beck_ndr_add (%s, 1)", size)
                            : g_steal_pointer (&size);
}

char *
idl_ndr_first (const IdlNdrPrinter *printer, const IdlDim *dim)
{
  return dim->first != NULL ? idl_ndr_expr (printer, dim->first) : g_strdup ("0");
}

char *
idl_ndr_length (const IdlNdrPrinter *printer, const IdlDim *dim, const char *max)
{
  IDL_C length = dim->length != NULL ? idl_ndr_expr (printer, dim->length) : NULL;
  IDL_C first = dim->first != NULL ? idl_ndr_expr (printer, dim->first) : NULL;

  if (length == NULL)
    return g_strdup_printf ("beck_ndr_subtract ((gint64) %s, %s)", max, first);
  if (!dim->length_is_last)
    return g_steal_pointer (&length);
  if (first == NULL)
    return g_strdup_printf ("beck_ndr_add (%s, 1)", length);
  return g_strdup_printf ("beck_ndr_add (beck_ndr_subtract (%s, %s), 1)", length, first);
}

/* ---- Interfaces ---- */

char *
idl_ndr_iid (const IdlNdrPrinter *printer, const IdlLayout *object)
{
  GString *out;
  const IdlExpr *expr = object->iid;
  guint index;
  const IdlMember *member;

  if (expr == NULL)
    return g_strdup_printf ("&IID_%s", object->interface->decl.name);
  if (!idl_ndr_expr_ready (printer, expr))
    return g_strdup ("NULL");
  out = g_string_new (NULL);
  if (expr->kind == IDL_EXPR_ADDRESS)
    {
      g_string_append (out, "&");
      print_path (printer, expr->a, out);
      return g_string_free (out, FALSE);
    }
  member = expr->kind == IDL_EXPR_NAME ? find_member (printer, expr->text, &index) : NULL;
  if (member != NULL && member->layout->kind == IDL_LAYOUT_STRUCT)
    g_string_append_c (out, '&');
  print_path (printer, expr, out);
  return g_string_free (out, FALSE);
}
