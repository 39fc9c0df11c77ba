/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Expressions, both as text and as trees, and attributes by the shape of their argument.
 */

#include "emit-json.h"
#include "emit-type.h"
#include "emit.h"
#include "type.h"

void
idl_json_place (IdlJsonEmitter *emitter, IdlPos pos)
{
  g_autofree char *place = idl_emit_place (pos);

  idl_json_string (&emitter->json, "place", place);
}

/* ---- Expressions ---- */

static const char *
operator_name (IdlExprKind kind)
{
  static const char *const names[] = {
    [IDL_EXPR_NEGATE] = "negate",
    [IDL_EXPR_PLUS] = "plus",
    [IDL_EXPR_COMPLEMENT] = "complement",
    [IDL_EXPR_NOT] = "not",
    [IDL_EXPR_DEREFERENCE] = "dereference",
    [IDL_EXPR_ADDRESS] = "address",
    [IDL_EXPR_CAST] = "cast",
    [IDL_EXPR_MEMBER] = "member",
    [IDL_EXPR_ARROW] = "arrow",
    [IDL_EXPR_MULTIPLY] = "multiply",
    [IDL_EXPR_DIVIDE] = "divide",
    [IDL_EXPR_MODULO] = "modulo",
    [IDL_EXPR_ADD] = "add",
    [IDL_EXPR_SUBTRACT] = "subtract",
    [IDL_EXPR_SHIFT_LEFT] = "shift-left",
    [IDL_EXPR_SHIFT_RIGHT] = "shift-right",
    [IDL_EXPR_LESS] = "less",
    [IDL_EXPR_GREATER] = "greater",
    [IDL_EXPR_LESS_EQUAL] = "less-equal",
    [IDL_EXPR_GREATER_EQUAL] = "greater-equal",
    [IDL_EXPR_EQUAL] = "equal",
    [IDL_EXPR_NOT_EQUAL] = "not-equal",
    [IDL_EXPR_BIT_AND] = "bit-and",
    [IDL_EXPR_BIT_XOR] = "bit-xor",
    [IDL_EXPR_BIT_OR] = "bit-or",
    [IDL_EXPR_AND] = "and",
    [IDL_EXPR_OR] = "or",
    [IDL_EXPR_CONDITION] = "condition",
  };

  return names[kind];
}

/* The value of a constant is for readers that find no field or parameter of that name. */
static void
emit_name (IdlJsonEmitter *emitter, const IdlExpr *expr)
{
  const IdlDecl *decl = idl_lookup (emitter->compiler, expr->text);
  guint64 builtin;

  idl_json_string (&emitter->json, "name", expr->text);
  if (decl == NULL && idl_expr_is_builtin (expr->text, &builtin))
    idl_json_number (&emitter->json, "value", idl_number_unsigned (builtin));
  else if (decl != NULL && decl->kind == IDL_DECL_CONST && ((const IdlConst *) decl)->known)
    idl_json_number (&emitter->json, "value", *((const IdlConst *) decl)->number);
}

static void emit_tree (IdlJsonEmitter *emitter, const char *key, const IdlExpr *expr);

static void
emit_operation (IdlJsonEmitter *emitter, const IdlExpr *expr)
{
  const IdlExpr *const operands[] = { expr->a, expr->b, expr->c };
  IdlJson *json = &emitter->json;

  idl_json_string (json, "op", operator_name (expr->kind));
  if (expr->kind == IDL_EXPR_MEMBER || expr->kind == IDL_EXPR_ARROW)
    idl_json_string (json, "member", expr->text);
  if (expr->kind == IDL_EXPR_CAST)
    {
      idl_json_uint (json, "bits", idl_type_integer_bits (expr->type));
      idl_json_bool (json, "signed", idl_type_is_signed (expr->type));
    }
  idl_json_open (json, "args", '[');
  for (guint i = 0; i < G_N_ELEMENTS (operands); i++)
    if (operands[i] != NULL)
      emit_tree (emitter, NULL, operands[i]);
  idl_json_close (json, ']');
}

static void
emit_tree (IdlJsonEmitter *emitter, const char *key, const IdlExpr *expr)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, key, '{');
  switch (expr->kind)
    {
    case IDL_EXPR_INTEGER:
    case IDL_EXPR_CHAR:
    case IDL_EXPR_WIDE_CHAR:
      idl_json_number (json, "number", idl_number_unsigned (expr->value));
      break;
    case IDL_EXPR_FLOAT:
    case IDL_EXPR_STRING:
    case IDL_EXPR_WIDE_STRING:
      idl_json_string (json, "literal", expr->text);
      break;
    case IDL_EXPR_SIZEOF:
      idl_json_number (json, "number", idl_number_unsigned (idl_type_size (expr->type)));
      break;
    case IDL_EXPR_NAME:
      emit_name (emitter, expr);
      break;
    default:
      emit_operation (emitter, expr);
      break;
    }
  idl_json_close (json, '}');
}

void
idl_json_expr (IdlJsonEmitter *emitter, const char *key, const IdlExpr *expr)
{
  g_autoptr (GString) text = g_string_new (NULL);

  idl_expr_print (expr, 0, text);
  idl_json_open_inline (&emitter->json, key, '{');
  idl_json_string (&emitter->json, "text", text->str);
  emit_tree (emitter, "tree", expr);
  idl_json_close (&emitter->json, '}');
}

/* ---- Attributes ---- */

static void
emit_texts (IdlJson *json, const char *key, const GPtrArray *texts)
{
  idl_json_open_inline (json, key, '[');
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    idl_json_string (json, NULL, g_ptr_array_index (texts, i));
  idl_json_close (json, ']');
}

/* As texts: where an expression matters for the wire, it is with the type as a tree, too. */
static void
emit_exprs (IdlJson *json, const char *key, const GPtrArray *exprs)
{
  idl_json_open_inline (json, key, '[');
  for (guint i = 0; i < exprs->len; i++)
    {
      const IdlExpr *expr = g_ptr_array_index (exprs, i);
      g_autoptr (GString) text = g_string_new (NULL);

      if (expr != NULL)
        idl_expr_print (expr, 0, text);
      idl_json_string (json, NULL, expr != NULL ? text->str : NULL);
    }
  idl_json_close (json, ']');
}

static void
emit_uuid (IdlJson *json, const char *key, const GUID *uuid)
{
  g_autofree char *text = idl_guid_to_string (uuid);

  idl_json_string (json, key, text);
}

static void
emit_version (IdlJson *json, const char *key, const IdlAttr *attr)
{
  g_autofree char *text = g_strdup_printf ("%u.%u", attr->major, attr->minor);

  idl_json_string (json, key, text);
}

static void
emit_attr (IdlJsonEmitter *emitter, const IdlAttr *attr)
{
  const IdlAttrInfo *info = idl_attr_info (attr->id);
  IdlJson *json = &emitter->json;

  if (info->shape == IDL_ARG_UUID)
    emit_uuid (json, info->name, &attr->uuid);
  else if (info->shape == IDL_ARG_VERSION)
    emit_version (json, info->name, attr);
  else if (attr->texts != NULL)
    emit_texts (json, info->name, attr->texts);
  else if (attr->exprs != NULL)
    emit_exprs (json, info->name, attr->exprs);
  else if (attr->text != NULL)
    idl_json_string (json, info->name, attr->text);
  else if (attr->type != NULL)
    idl_json_c_type (emitter, info->name, attr->type);
  else
    idl_json_bool (json, info->name, TRUE);
}

/* The one attribute there may be several of. */
static void
emit_customs (IdlJsonEmitter *emitter, const GPtrArray *list)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, "custom", '[');
  for (guint i = 0; i < list->len; i++)
    {
      const IdlAttr *attr = g_ptr_array_index (list, i);

      if (attr->id != IDL_ATTR_CUSTOM)
        continue;
      idl_json_open_inline (json, NULL, '{');
      emit_uuid (json, "uuid", &attr->uuid);
      if (attr->exprs != NULL)
        emit_exprs (json, "value", attr->exprs);
      idl_json_close (json, '}');
    }
  idl_json_close (json, ']');
}

void
idl_json_attrs (IdlJsonEmitter *emitter, const IdlAttrs *attrs)
{
  guint n = attrs->list != NULL ? attrs->list->len : 0;

  idl_json_open (&emitter->json, "attributes", '{');
  for (guint i = 0; i < n; i++)
    {
      const IdlAttr *attr = g_ptr_array_index (attrs->list, i);

      if (attr->id != IDL_ATTR_CUSTOM)
        emit_attr (emitter, attr);
    }
  if (idl_attrs_has (attrs, IDL_ATTR_CUSTOM))
    emit_customs (emitter, attrs->list);
  idl_json_close (&emitter->json, '}');
}
