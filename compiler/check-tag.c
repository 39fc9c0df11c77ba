/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Structures and unions as such, whoever uses them: their members, their conformance,
 * their cases.
 */

#include "checks.h"
#include "type.h"

/* The type a field would add to the end of its structure if that is open: a conformant
 * array, or a structure that ends in one. */
static gboolean
is_conformant (const IdlType *type)
{
  const IdlTag *tag = idl_type_tag (type);

  type = idl_type_resolve (type);
  if (type->kind == IDL_TYPE_ARRAY)
    return type->bound != IDL_BOUND_FIXED && type->count == NULL;
  return tag != NULL && tag->conformant;
}

static void
check_inner_dimensions (IdlCompiler *compiler, const IdlVar *field)
{
  const IdlType *type = idl_type_resolve (field->type);

  while (type->kind == IDL_TYPE_ARRAY)
    {
      type = idl_type_resolve (type->target);
      if (type->kind == IDL_TYPE_TAG && type->tag->conformant)
        idl_error (compiler, field->decl.pos,
                   "'%s' is an array of structures of unknown size", field->decl.name);
    }
}

static void
check_conformance (IdlCompiler *compiler, IdlTag *tag)
{
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlVar *field = g_ptr_array_index (tag->fields, i);

      if (field->type == NULL)
        continue;
      check_inner_dimensions (compiler, field);
      if (!is_conformant (field->type))
        continue;
      if (tag->kind != IDL_TAG_STRUCT)
        idl_error (compiler, field->decl.pos, "an array without size cannot stand in a union");
      else if (i + 1 < tag->fields->len)
        idl_error (compiler, field->decl.pos,
                   "'%s' has no fixed size and must be the last field",
                   field->decl.name != NULL ? field->decl.name : "the structure");
      else
        tag->conformant = TRUE;
    }
}

static void
check_bits (IdlCompiler *compiler, const IdlVar *field)
{
  guint bits = idl_type_integer_bits (field->type);
  IdlNumber width;

  if (bits == 0)
    {
      if (!idl_type_is_broken (field->type))
        idl_error (compiler, field->decl.pos, "a bit field must be an integer");
    }
  else if (idl_expr_evaluate (compiler, field->bits, &width)
           && (width.negative || width.bits > bits
               || (width.bits == 0 && field->decl.name != NULL)))
    idl_error (compiler, field->bits->pos, "a bit field of this type has 1 to %u bits", bits);
}

static void
check_pipe_field (IdlCompiler *compiler, const IdlVar *field)
{
  const IdlType *type = field->type;

  while (idl_type_target (type) != NULL)
    type = idl_type_target (type);
  if (idl_type_resolve (type)->kind == IDL_TYPE_PIPE)
    idl_error (compiler, field->decl.pos, "a pipe can only be a parameter");
}

static void
check_fields (IdlCompiler *compiler, IdlTag *tag)
{
  IdlScope scope;

  idl_scope_init (&scope, compiler, tag->fields, FALSE);
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlVar *field = g_ptr_array_index (tag->fields, i);

      idl_check_attrs (compiler, &field->decl.attrs, IDL_ON_FIELD);
      if (field->type == NULL)
        continue;
      if (!field->continued)
        idl_check_inner_tags (compiler, field->type);
      idl_check_var (compiler, field, &scope);
      check_pipe_field (compiler, field);
      if (field->bits != NULL)
        check_bits (compiler, field);
    }
  idl_scope_clear (&scope);
}

/* ---- Unions ---- */

typedef struct
{
  IdlCompiler *compiler;
  const IdlType *selector; /* or NULL if not known here */
  GHashTable *values;      /* of guint64 *, two's complement */
  gboolean has_default;
} Cases;

static void
check_case (Cases *cases, const IdlExpr *expr)
{
  guint bits = cases->selector != NULL ? idl_type_integer_bits (cases->selector) : 0;
  IdlNumber value;
  guint64 *key;

  if (!idl_expr_evaluate (cases->compiler, expr, &value))
    return;
  if (bits != 0 && !idl_number_fits (value, bits, TRUE) && !idl_number_fits (value, bits, FALSE))
    idl_error (cases->compiler, expr->pos, "the case does not fit the type of the switch");
  key = g_new (guint64, 1);
  *key = value.bits;
  if (!g_hash_table_add (cases->values, key))
    idl_error (cases->compiler, expr->pos, "this case appears twice");
}

static void
check_arm (Cases *cases, const IdlVar *arm)
{
  const IdlAttr *label = idl_attrs_find (&arm->decl.attrs, IDL_ATTR_CASE);
  const IdlAttr *other = idl_attrs_find (&arm->decl.attrs, IDL_ATTR_DEFAULT);

  if (label == NULL && other == NULL && !arm->continued)
    idl_error (cases->compiler, arm->decl.pos, "every arm needs [case] or [default]");
  if (other != NULL && cases->has_default && !arm->continued)
    idl_error (cases->compiler, other->pos, "a second [default]");
  cases->has_default |= other != NULL;
  /* "case 1: default:" keeps its values with the default. */
  for (guint i = 0; label != NULL && i < label->exprs->len && !arm->continued; i++)
    check_case (cases, g_ptr_array_index (label->exprs, i));
}

/* A union without a single [case] is one of C, of no use but locally. */
static gboolean
has_cases (const IdlTag *tag)
{
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlVar *arm = g_ptr_array_index (tag->fields, i);

      if (idl_attrs_has (&arm->decl.attrs, IDL_ATTR_CASE)
          || idl_attrs_has (&arm->decl.attrs, IDL_ATTR_DEFAULT))
        return TRUE;
    }
  return FALSE;
}

static void
check_union (IdlCompiler *compiler, const IdlTag *tag)
{
  const IdlAttr *switch_type = idl_attrs_find (&tag->decl.attrs, IDL_ATTR_SWITCH_TYPE);
  Cases cases = { compiler, NULL, NULL, FALSE };

  if (tag->discriminant != NULL)
    cases.selector = tag->discriminant->type;
  else if (switch_type != NULL)
    cases.selector = switch_type->type;
  if (tag->discriminant != NULL && idl_type_integer_bits (cases.selector) == 0
      && !idl_type_is_broken (cases.selector))
    idl_error (compiler, tag->discriminant->decl.pos, "a union is switched by an integer");
  if (!has_cases (tag))
    return;
  cases.values = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < tag->fields->len; i++)
    check_arm (&cases, g_ptr_array_index (tag->fields, i));
  g_hash_table_unref (cases.values);
}

void
idl_check_tag (IdlCompiler *compiler, IdlTag *tag)
{
  idl_check_attrs (compiler, &tag->decl.attrs, IDL_ON_TYPE);
  idl_check_name (compiler, &tag->decl);
  if (tag->kind == IDL_TAG_ENUM)
    {
      for (guint i = 0; i < tag->fields->len; i++)
        idl_check_name (compiler, g_ptr_array_index (tag->fields, i));
      return;
    }
  check_fields (compiler, tag);
  check_conformance (compiler, tag);
  if (tag->kind != IDL_TAG_STRUCT)
    check_union (compiler, tag);
}

void
idl_check_inner_tags (IdlCompiler *compiler, const IdlType *type)
{
  while (type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY
         || type->kind == IDL_TYPE_FUNCTION)
    type = type->target;
  if (type->kind == IDL_TYPE_TAG && type->defines)
    idl_check_tag (compiler, type->tag);
}
