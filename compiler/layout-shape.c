/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Structures and unions. Their members are laid out from a queue, so that no chain of
 * types, circular or not, is walked recursively.
 */

#include "layout-private.h"
#include "type.h"

#include <string.h>

static const char *
tag_ident (const IdlTag *tag)
{
  return tag->decl.name != NULL ? tag->decl.name : tag->given_name;
}

static const char *
tag_c_name (IdlPool *pool, const IdlTag *tag)
{
  if (tag->decl.name == NULL)
    return tag->given_name;
  return idl_pool_printf (pool, "%s %s", idl_tag_keyword (tag), tag->decl.name);
}

IdlShape *
idl_layout_shape (IdlLayoutBuilder *builder, IdlTag *tag)
{
  IdlPool *pool = builder->compiler->pool;
  IdlShape *shape = g_hash_table_lookup (builder->shapes, tag);

  if (shape != NULL)
    return shape;
  shape = idl_pool_new0 (pool, IdlShape);
  shape->tag = tag;
  shape->ident = tag_ident (tag);
  shape->name = tag_c_name (pool, tag);
  shape->is_union = tag->kind == IDL_TAG_UNION;
  shape->encapsulated = tag->kind == IDL_TAG_ENCAPSULATED;
  g_hash_table_insert (builder->shapes, tag, shape);
  g_queue_push_tail (&builder->later, shape);
  return shape;
}

/* ---- Members ---- */

static IdlLayoutUse
field_use (const IdlLayoutBuilder *builder, const IdlTag *tag)
{
  return (IdlLayoutUse){ .scope = tag->fields, .embedded = idl_layout_default (builder, tag) };
}

static void
take_cases (IdlLayoutBuilder *builder, const IdlVar *var, IdlMember *member)
{
  const IdlAttr *attr = idl_attrs_find (&var->decl.attrs, IDL_ATTR_CASE);

  member->is_default = idl_attrs_has (&var->decl.attrs, IDL_ATTR_DEFAULT);
  if (attr == NULL)
    return;
  member->cases = attr->exprs;
  member->values = idl_pool_alloc (builder->compiler->pool, attr->exprs->len * sizeof (IdlNumber));
  for (guint i = 0; i < attr->exprs->len; i++)
    idl_expr_evaluate (builder->compiler, g_ptr_array_index (attr->exprs, i), &member->values[i]);
}

static void
fill_members (IdlLayoutBuilder *builder, IdlShape *shape)
{
  const IdlTag *tag = shape->tag;

  shape->n_members = tag->fields->len;
  shape->members =
      idl_pool_alloc (builder->compiler->pool, (shape->n_members + 1) * sizeof (IdlMember));
  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlVar *var = g_ptr_array_index (tag->fields, i);
      IdlMember *member = &shape->members[i];
      IdlLayoutUse use = field_use (builder, tag);

      member->var = var;
      member->name = var->decl.name;
      if (var->type != NULL)
        member->layout = idl_layout_var (builder, &use, var);
      if (shape->is_union)
        take_cases (builder, var, member);
    }
}

/* On the type, or on the interface for all its types */
static gboolean
is_ms_union (const IdlLayoutBuilder *builder, const IdlTag *tag)
{
  return idl_attrs_has (&tag->decl.attrs, IDL_ATTR_MS_UNION)
         || (builder->interface != NULL
             && idl_attrs_has (&builder->interface->decl.attrs, IDL_ATTR_MS_UNION));
}

/* The union inside: the same fields, without a name of its own. */
static IdlShape *
inner_union (IdlLayoutBuilder *builder, const IdlTag *tag, const IdlLayout *discriminant)
{
  IdlShape *inner = idl_pool_new0 (builder->compiler->pool, IdlShape);

  inner->tag = tag;
  inner->is_union = TRUE;
  inner->discriminant = discriminant;
  inner->ms_union = is_ms_union (builder, tag);
  fill_members (builder, inner);
  return inner;
}

/* An encapsulated union is the structure C makes of it: discriminant, union. */
static void
fill_encapsulated (IdlLayoutBuilder *builder, IdlShape *shape)
{
  const IdlTag *tag = shape->tag;
  IdlMember *members = idl_pool_alloc (builder->compiler->pool, 2 * sizeof (IdlMember));
  IdlLayoutUse use = field_use (builder, tag);
  IdlLayout *arms;

  members[0].var = tag->discriminant;
  members[0].name = tag->discriminant->decl.name;
  members[0].layout = idl_layout_var (builder, &use, tag->discriminant);
  arms = idl_layout_new (builder, IDL_LAYOUT_UNION, tag->discriminant->type);
  arms->shape = inner_union (builder, tag, members[0].layout);
  members[1].name = tag->union_name;
  members[1].layout = arms;
  shape->members = members;
  shape->n_members = 2;
}

void
idl_layout_run (IdlLayoutBuilder *builder)
{
  IdlShape *shape;

  while ((shape = g_queue_pop_head (&builder->later)) != NULL)
    if (shape->encapsulated)
      fill_encapsulated (builder, shape);
    else
      {
        shape->ms_union = shape->is_union && is_ms_union (builder, shape->tag);
        fill_members (builder, shape);
      }
}

/* ---- Discriminants ---- */

/* The parameter or field that [switch_is] names, or NULL if it is more than a name. */
static const IdlVar *
find_switch (const IdlLayoutUse *use, const IdlExpr *expr)
{
  while (expr != NULL && expr->kind == IDL_EXPR_DEREFERENCE)
    expr = expr->a;
  if (expr == NULL || expr->kind != IDL_EXPR_NAME || use->scope == NULL)
    return NULL;
  for (guint i = 0; i < use->scope->len; i++)
    {
      const IdlVar *var = g_ptr_array_index (use->scope, i);

      if (var->decl.name == expr->text)
        return var;
    }
  return NULL;
}

static const IdlType *
switch_type (const IdlLayoutUse *use, const IdlLayout *layout)
{
  const IdlAttr *attr = use->switch_type;
  const IdlVar *var;
  const IdlType *type;

  if (attr == NULL && use->attrs != NULL)
    attr = idl_attrs_find (use->attrs, IDL_ATTR_SWITCH_TYPE);
  if (attr == NULL)
    attr = idl_attrs_find (&layout->shape->tag->decl.attrs, IDL_ATTR_SWITCH_TYPE);
  if (attr != NULL)
    return attr->type;
  var = find_switch (use, layout->switched);
  type = var != NULL ? var->type : NULL;
  while (type != NULL && idl_type_is_pointer (type))
    type = idl_type_target (type);
  return type;
}

void
idl_layout_discriminant (IdlLayoutBuilder *builder, const IdlLayoutUse *use, IdlLayout *layout)
{
  IdlShape *shape = layout->shape;
  const IdlType *type = switch_type (use, layout);
  const IdlLayout *discriminant;

  /* Of an expression: long. */
  if (type == NULL || idl_type_integer_bits (type) == 0)
    {
      IdlType *plain = idl_pool_new0 (builder->compiler->pool, IdlType);

      *plain = (IdlType){ .kind = IDL_TYPE_BASE, .base = IDL_BASE_LONG, .pos = layout->pos };
      type = plain;
    }
  discriminant =
      idl_layout_build (builder, &(IdlLayoutUse){ .embedded = IDL_POINTER_UNIQUE }, type);
  if (shape->discriminant == NULL)
    shape->discriminant = discriminant;
  else if (shape->discriminant->scalar != discriminant->scalar)
    idl_error (builder->compiler, layout->pos,
               "cannot be sent: '%s' is used with discriminants of different types; "
               "give it a [switch_type]",
               shape->ident != NULL ? shape->ident : "the union");
}
