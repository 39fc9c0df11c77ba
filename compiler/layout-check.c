/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the rules of the language allow but no receiver could do: rules that show in the
 * layouts only.
 */

#include "layout-private.h"

/* ---- Room for results ---- */

/* What an [out] pointer refers to, if only its sender knows how large that is. */
static const char *
unknown_size (const IdlLayout *target)
{
  if (target->kind == IDL_LAYOUT_STRUCT && target->shape->tail != NULL)
    return "a structure that ends in an array without size";
  if (target->kind == IDL_LAYOUT_STRING && target->conformant && target->dims[0].size == NULL)
    return "a string without [size_is]";
  return NULL;
}

static void
check_param (IdlLayoutBuilder *builder, const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;
  const char *what;

  if (layout->kind == IDL_LAYOUT_STRUCT && layout->shape->tail != NULL)
    idl_error (builder->compiler, param->var->decl.pos,
               "cannot be sent: a structure that ends in an array without size, by value");
  if (!param->out || param->in || layout->kind != IDL_LAYOUT_POINTER)
    return;
  what = unknown_size (layout->target);
  if (what != NULL)
    idl_error (builder->compiler, param->var->decl.pos,
               "an [out] parameter needs a known size: %s; make it a pointer to a pointer", what);
}

static void
check_procs (IdlLayoutBuilder *builder, const IdlInterfaceLayout *interface)
{
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProcLayout *proc = g_ptr_array_index (interface->procs, i);

      for (guint j = 0; j < proc->n_params; j++)
        check_param (builder, &proc->params[j]);
    }
}

static void
check_pickle (IdlLayoutBuilder *builder, const IdlPickleLayout *pickle)
{
  const IdlLayout *layout = pickle->layout;

  if (pickle->decode
      && (layout->conformant || (layout->kind == IDL_LAYOUT_STRUCT && layout->shape->tail != NULL)))
    idl_error (builder->compiler, pickle->alias->decl.pos,
               "[decode] needs a type of known size; make it a pointer to '%s'",
               pickle->alias->decl.name);
}

/* ---- Fields ---- */

/* While a structure is read, its pointers lead nowhere yet. */
static gboolean
goes_through_pointer (const IdlExpr *expr)
{
  if (expr == NULL)
    return FALSE;
  return expr->kind == IDL_EXPR_DEREFERENCE || expr->kind == IDL_EXPR_ARROW
         || goes_through_pointer (expr->a) || goes_through_pointer (expr->b)
         || goes_through_pointer (expr->c);
}

static void
check_field_exprs (IdlLayoutBuilder *builder, const IdlVar *var)
{
  static const IdlAttrId ids[] = { IDL_ATTR_SIZE_IS, IDL_ATTR_MAX_IS,   IDL_ATTR_LENGTH_IS,
                                   IDL_ATTR_LAST_IS, IDL_ATTR_FIRST_IS, IDL_ATTR_SWITCH_IS };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IdlAttr *attr = idl_attrs_find (&var->decl.attrs, ids[i]);

      for (guint j = 0; attr != NULL && attr->exprs != NULL && j < attr->exprs->len; j++)
        if (goes_through_pointer (g_ptr_array_index (attr->exprs, j)))
          idl_error (builder->compiler, var->decl.pos,
                     "[%s] of a field cannot go through a pointer of the same structure",
                     idl_attr_info (ids[i])->name);
    }
}

static void
check_shape (IdlLayoutBuilder *builder, const IdlShape *shape)
{
  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlMember *member = &shape->members[i];
      const IdlLayout *layout = member->layout;

      if (layout == NULL || member->var == NULL)
        continue;
      check_field_exprs (builder, member->var);
      if (layout->kind == IDL_LAYOUT_CONTEXT
          || (layout->kind == IDL_LAYOUT_POINTER && layout->target->kind == IDL_LAYOUT_CONTEXT))
        idl_error (builder->compiler, member->var->decl.pos,
                   "a context handle can only be a parameter");
      for (guint j = 1; layout->conformant && j < layout->n_dims; j++)
        if (layout->dims[j].conformant)
          idl_error (builder->compiler, member->var->decl.pos,
                     "only the first dimension of an array in a structure can be without size");
    }
}

/* Uses that the rules about parameters and fields do not see: results, types that travel in place
 * of others. */
static void
check_use (IdlLayoutBuilder *builder, const IdlLayout *layout)
{
  const IdlTag *tag = layout->shape != NULL ? layout->shape->tag : NULL;

  if (tag == NULL)
    return;
  if (!tag->complete)
    idl_error (builder->compiler, layout->pos, "cannot be sent: %s '%s' is not defined",
               idl_tag_keyword (tag), tag->decl.name != NULL ? tag->decl.name : "{…}");
  else if (layout->kind == IDL_LAYOUT_UNION && layout->switched == NULL
           && tag->kind == IDL_TAG_UNION)
    idl_error (builder->compiler, layout->pos, "cannot be sent: a union without [switch_is]");
}

void
idl_layout_check (IdlLayoutBuilder *builder)
{
  const IdlLayouts *layouts = builder->layouts;

  for (guint i = 0; i < builder->all->len; i++)
    check_use (builder, g_ptr_array_index (builder->all, i));

  for (guint i = 0; i < layouts->interfaces->len; i++)
    check_procs (builder, g_ptr_array_index (layouts->interfaces, i));
  for (guint i = 0; i < layouts->pickles->len; i++)
    check_pickle (builder, g_ptr_array_index (layouts->pickles, i));
  for (guint i = 0; i < layouts->shapes->len; i++)
    check_shape (builder, g_ptr_array_index (layouts->shapes, i));
}
