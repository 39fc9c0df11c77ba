/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Parameters and fields: pointer, array, string, union and interface attributes
 * against the type they describe, and the names their expressions use.
 */

#include "checks.h"
#include "type.h"

#include <string.h>

void
idl_scope_init (IdlScope *scope, IdlCompiler *compiler, const GPtrArray *vars, gboolean params)
{
  scope->vars = g_hash_table_new (g_str_hash, g_str_equal);
  scope->params = params;
  for (guint i = 0; i < vars->len; i++)
    {
      IdlVar *var = g_ptr_array_index (vars, i);

      idl_check_name (compiler, &var->decl);
      if (var->decl.name != NULL
          && !g_hash_table_insert (scope->vars, (gpointer) var->decl.name, var))
        idl_error (compiler, var->decl.pos, "there is a %s '%s' already",
                   params ? "parameter" : "field", var->decl.name);
    }
}

void
idl_scope_clear (IdlScope *scope)
{
  g_hash_table_unref (scope->vars);
}

/* What an attribute's expression is about. */
typedef struct
{
  IdlCompiler *compiler;
  const IdlVar *var;
  const IdlScope *scope;
  const IdlAttr *attr;
  guint level; /* index in the attribute's list */
  gboolean failed;
} ExprContext;

static gboolean
is_in (const IdlVar *param)
{
  return idl_attrs_has (&param->decl.attrs, IDL_ATTR_IN)
         || !idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT);
}

/* What has to be known before the call cannot come from an [out] parameter: anything
 * about an [in] parameter, and how much room the caller gave an [out] one. */
static gboolean
must_be_in (const ExprContext *context)
{
  if (!context->scope->params)
    return FALSE;
  if (is_in (context->var))
    return TRUE;
  return context->level == 0
         && (context->attr->id == IDL_ATTR_SIZE_IS || context->attr->id == IDL_ATTR_MAX_IS);
}

static void
check_name (const IdlExpr *name, gpointer data)
{
  ExprContext *context = data;
  const IdlVar *var = g_hash_table_lookup (context->scope->vars, name->text);
  const IdlDecl *decl;
  guint64 value;

  if (var != NULL)
    {
      if (must_be_in (context) && !is_in (var))
        idl_error (context->compiler, name->pos, "'%s' must be [in]: [%s] is needed on the way in",
                   name->text, idl_attr_info (context->attr->id)->name);
      return;
    }
  decl = idl_lookup (context->compiler, name->text);
  if ((decl != NULL && decl->kind == IDL_DECL_CONST)
      || (decl == NULL && idl_expr_is_builtin (name->text, &value)))
    return;
  context->failed = TRUE;
  idl_error (context->compiler, name->pos, "'%s' is no %s and no constant", name->text,
             context->scope->params ? "parameter" : "field");
}

/* The type of an expression as far as it matters here: that of a name and what is
 * reached from it; NULL for arithmetic, which is an integer. */
static const IdlType *
expr_type (const IdlExpr *expr, const IdlScope *scope)
{
  const IdlType *type;
  const IdlVar *var;
  IdlTag *tag;

  switch (expr->kind)
    {
    case IDL_EXPR_NAME:
      var = g_hash_table_lookup (scope->vars, expr->text);
      return var != NULL ? var->type : NULL;
    case IDL_EXPR_CAST:
      return expr->type;
    case IDL_EXPR_DEREFERENCE:
      type = expr_type (expr->a, scope);
      return type != NULL && idl_type_target (type) != NULL ? idl_type_target (type) : type;
    case IDL_EXPR_MEMBER:
    case IDL_EXPR_ARROW:
      type = expr_type (expr->a, scope);
      if (type != NULL && expr->kind == IDL_EXPR_ARROW && idl_type_target (type) != NULL)
        type = idl_type_target (type);
      tag = type != NULL ? idl_type_tag (type) : NULL;
      for (guint i = 0; tag != NULL && tag->kind != IDL_TAG_ENUM && i < tag->fields->len; i++)
        {
          var = g_ptr_array_index (tag->fields, i);
          if (g_strcmp0 (var->decl.name, expr->text) == 0)
            return var->type;
        }
      return type;
    default:
      return NULL;
    }
}

static gboolean
check_names (ExprContext *context, const IdlExpr *expr)
{
  context->failed = expr->kind == IDL_EXPR_BROKEN;
  idl_expr_visit_names (expr, check_name, context);
  return !context->failed;
}

static void
check_integer_expr (ExprContext *context, const IdlExpr *expr)
{
  const IdlType *type;

  if (!check_names (context, expr))
    return;
  type = expr_type (expr, context->scope);
  if (expr->kind == IDL_EXPR_STRING || expr->kind == IDL_EXPR_WIDE_STRING
      || expr->kind == IDL_EXPR_FLOAT || expr->kind == IDL_EXPR_ADDRESS
      || (type != NULL && !idl_type_is_broken (type) && idl_type_integer_bits (type) == 0))
    idl_error (context->compiler, expr->pos, "the expression of [%s] must be an integer",
               idl_attr_info (context->attr->id)->name);
}

/* Pointers and arrays around the element. */
static guint
count_levels (const IdlType *type)
{
  guint levels = 0;

  for (type = idl_type_target (type); type != NULL; type = idl_type_target (type))
    levels++;
  return levels;
}

static const IdlType *
type_at_level (const IdlType *type, guint level)
{
  while (level-- > 0)
    type = idl_type_target (type);
  return idl_type_resolve (type);
}

static void
check_levels (ExprContext *context)
{
  const IdlAttr *attr = context->attr;
  const char *name = idl_attr_info (attr->id)->name;
  const IdlType *type = context->var->type;
  guint levels = count_levels (type);

  if (attr->exprs->len > levels)
    {
      idl_error (context->compiler, attr->pos,
                 levels == 0 ? "[%s] needs a pointer or an array"
                             : "[%s] has more expressions than the type has levels",
                 name);
      return;
    }
  for (guint i = 0; i < attr->exprs->len; i++)
    {
      const IdlExpr *expr = g_ptr_array_index (attr->exprs, i);
      const IdlType *level = type_at_level (type, i);

      if (expr == NULL)
        continue;
      context->level = i;
      check_integer_expr (context, expr);
      if ((attr->id == IDL_ATTR_SIZE_IS || attr->id == IDL_ATTR_MAX_IS)
          && level->kind == IDL_TYPE_ARRAY && level->count != NULL)
        idl_error (context->compiler, attr->pos, "[%s] on an array of fixed size", name);
    }
}

static gboolean
is_guid (const IdlType *type)
{
  IdlTag *tag = idl_type_tag (type);

  return tag != NULL
         && (g_strcmp0 (tag->decl.name, "_GUID") == 0 || g_strcmp0 (tag->given_name, "GUID") == 0);
}

static void
check_iid_is (ExprContext *context)
{
  const IdlExpr *expr = g_ptr_array_index (context->attr->exprs, 0);
  const IdlType *type = context->var->type;
  const IdlType *iid;

  while (idl_type_target (type) != NULL)
    type = idl_type_target (type);
  type = idl_type_resolve (type);
  if (count_levels (context->var->type) == 0
      || (type->kind != IDL_TYPE_INTERFACE && !idl_type_is_base (type, IDL_BASE_VOID)
          && type->kind != IDL_TYPE_BROKEN))
    idl_error (context->compiler, context->attr->pos, "[iid_is] needs an interface pointer");
  if (!check_names (context, expr))
    return;
  iid = expr_type (expr->kind == IDL_EXPR_ADDRESS ? expr->a : expr, context->scope);
  if (iid != NULL && expr->kind != IDL_EXPR_ADDRESS && idl_type_target (iid) != NULL)
    iid = idl_type_target (iid);
  if (iid == NULL || (!is_guid (iid) && !idl_type_is_broken (iid)))
    idl_error (context->compiler, expr->pos, "the expression of [iid_is] must be an IID");
}

/* Some attributes concern the type specifier, whatever the declarators make of it. */
static gboolean
specifies (const IdlType *type, IdlTagKind kind)
{
  IdlTag *tag;

  while (idl_type_target (type) != NULL)
    type = idl_type_target (type);
  tag = idl_type_tag (type);
  return tag != NULL && tag->kind == kind;
}

static void
check_switch_is (ExprContext *context)
{
  if (!specifies (context->var->type, IDL_TAG_UNION) && !idl_type_is_broken (context->var->type))
    idl_error (context->compiler, context->attr->pos, "[switch_is] needs a union");
  check_integer_expr (context, g_ptr_array_index (context->attr->exprs, 0));
}

static void
check_expr_attr (IdlCompiler *compiler, const IdlVar *var, const IdlScope *scope,
                 const IdlAttr *attr)
{
  ExprContext context = { compiler, var, scope, attr, 0, FALSE };

  if (attr->id == IDL_ATTR_IID_IS)
    check_iid_is (&context);
  else if (attr->id == IDL_ATTR_SWITCH_IS)
    check_switch_is (&context);
  else if (idl_attr_info (attr->id)->shape == IDL_ARG_LEVELS)
    check_levels (&context);
  if (attr->id == IDL_ATTR_MIN_IS)
    idl_error (compiler, attr->pos, "[min_is] is not supported: arrays begin at 0");
}

static gboolean
is_character (const IdlType *type)
{
  return idl_type_is_base (type, IDL_BASE_CHAR) || idl_type_is_base (type, IDL_BASE_WCHAR)
         || idl_type_is_base (type, IDL_BASE_BYTE) || idl_type_is_broken (type)
         /* In old sources a wide string is one of unsigned short. */
         || idl_type_is_base (type, IDL_BASE_SHORT);
}

static void
check_string (IdlCompiler *compiler, const IdlAttr *attr, const IdlType *type)
{
  const IdlType *target = idl_type_target (type);

  while (target != NULL && idl_type_target (target) != NULL)
    target = idl_type_target (target);
  if (target == NULL || !is_character (target))
    idl_error (compiler, attr->pos, "[string] needs a pointer to or an array of characters");
}

static void
check_range (IdlCompiler *compiler, const IdlAttr *attr, const IdlType *type)
{
  const IdlExpr *lower = g_ptr_array_index (attr->exprs, 0);
  const IdlExpr *upper = g_ptr_array_index (attr->exprs, 1);
  IdlNumber low, high;

  while (idl_type_target (type) != NULL)
    type = idl_type_target (type);
  if (idl_type_integer_bits (type) == 0 && !idl_type_is_broken (type))
    idl_error (compiler, attr->pos, "[range] needs an integer");
  if (idl_expr_evaluate (compiler, lower, &low) && idl_expr_evaluate (compiler, upper, &high)
      && idl_number_compare (low, high) > 0)
    idl_error (compiler, attr->pos, "the lower bound of [range] is above the upper one");
}

static void
check_switch_type (IdlCompiler *compiler, const IdlAttr *attr, const IdlType *type)
{
  if (!specifies (type, IDL_TAG_UNION) && !idl_type_is_broken (type))
    idl_error (compiler, attr->pos, "[switch_type] needs a union");
  if (idl_type_integer_bits (attr->type) == 0 && !idl_type_is_broken (attr->type))
    idl_error (compiler, attr->pos, "the type of [switch_type] must be an integer");
}

static void
check_pointer_attrs (IdlCompiler *compiler, const IdlAttrs *attrs, const IdlType *type)
{
  static const IdlAttrId ids[] = { IDL_ATTR_REF, IDL_ATTR_UNIQUE, IDL_ATTR_PTR, IDL_ATTR_IGNORE };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IdlAttr *attr = idl_attrs_find (attrs, ids[i]);

      if (attr != NULL && idl_type_target (type) == NULL
          && idl_type_resolve (type)->kind != IDL_TYPE_BROKEN
          && !idl_type_is_base (type, IDL_BASE_HANDLE))
        idl_error (compiler, attr->pos, "[%s] needs a pointer", idl_attr_info (ids[i])->name);
    }
}

void
idl_check_type_attrs (IdlCompiler *compiler, const IdlAttrs *attrs, const IdlType *type,
                      IdlPos pos)
{
  const IdlAttr *string = idl_attrs_find (attrs, IDL_ATTR_STRING);
  const IdlAttr *range = idl_attrs_find (attrs, IDL_ATTR_RANGE);
  const IdlAttr *switch_type = idl_attrs_find (attrs, IDL_ATTR_SWITCH_TYPE);
  const IdlAttr *v1_enum = idl_attrs_find (attrs, IDL_ATTR_V1_ENUM);
  const IdlAttr *context = idl_attrs_find (attrs, IDL_ATTR_CONTEXT_HANDLE);

  check_pointer_attrs (compiler, attrs, type);
  if (string != NULL)
    check_string (compiler, string, type);
  if (range != NULL)
    check_range (compiler, range, type);
  if (switch_type != NULL)
    check_switch_type (compiler, switch_type, type);
  if (v1_enum != NULL && !specifies (type, IDL_TAG_ENUM) && !idl_type_is_broken (type))
    idl_error (compiler, v1_enum->pos, "[v1_enum] needs an enum");
  if (context != NULL && !idl_type_is_pointer (type) && !idl_type_is_broken (type))
    idl_error (compiler, context->pos, "[context_handle] needs a pointer");
}

void
idl_check_var (IdlCompiler *compiler, const IdlVar *var, const IdlScope *scope)
{
  const IdlAttrs *attrs = &var->decl.attrs;

  idl_check_type_attrs (compiler, attrs, var->type, var->decl.pos);
  for (guint i = 0; attrs->list != NULL && i < attrs->list->len; i++)
    check_expr_attr (compiler, var, scope, g_ptr_array_index (attrs->list, i));
}
