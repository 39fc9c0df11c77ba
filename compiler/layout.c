/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * From types to layouts: which pointer and which dimension an attribute belongs to, what kind
 * of pointer each is, what is an array, what a string. Numbers (alignment, sizes) are
 * layout-measure.c's business, structures layout-shape.c's.
 */

#include "layout-private.h"
#include "rpc.h"
#include "type.h"

#include <string.h>

IdlLayout *
idl_layout_new (IdlLayoutBuilder *builder, IdlLayoutKind kind, const IdlType *type)
{
  IdlLayout *layout = idl_pool_new0 (builder->compiler->pool, IdlLayout);

  layout->kind = kind;
  layout->pos = type->pos;
  layout->type = type;
  g_ptr_array_add (builder->all, layout);
  return layout;
}

/* ---- Attributes ---- */

/* An attribute that belongs to the innermost value, wherever on the way it was given. */
static const IdlAttr *
leaf_attr (const IdlLayoutUse *use, const IdlType *type, IdlAttrId id)
{
  const IdlAttr *attr = use->attrs != NULL ? idl_attrs_find (use->attrs, id) : NULL;

  return attr != NULL ? attr : idl_type_attr (type, id);
}

/* The entry of a list of levels for the pointer or dimension that is next, or NULL. */
static const IdlExpr *
level_expr (const IdlLayoutUse *use, IdlAttrId id)
{
  const IdlAttr *attr = use->attrs != NULL ? idl_attrs_find (use->attrs, id) : NULL;

  if (attr == NULL || attr->exprs == NULL || use->level >= attr->exprs->len)
    return NULL;
  return g_ptr_array_index (attr->exprs, use->level);
}

/* Fills in what the attributes of this level say. */
static void
describe_dim (const IdlLayoutUse *use, IdlDim *dim)
{
  const IdlExpr *max = level_expr (use, IDL_ATTR_MAX_IS);
  const IdlExpr *last = level_expr (use, IDL_ATTR_LAST_IS);

  dim->size = max != NULL ? max : level_expr (use, IDL_ATTR_SIZE_IS);
  dim->size_plus_one = max != NULL;
  dim->length = last != NULL ? last : level_expr (use, IDL_ATTR_LENGTH_IS);
  dim->length_is_last = last != NULL;
  dim->first = level_expr (use, IDL_ATTR_FIRST_IS);
  dim->conformant = dim->count == 0;
  dim->varying = dim->length != NULL || dim->first != NULL;
}

/* The next use, one pointer or dimension further in. */
static IdlLayoutUse
inner_use (const IdlLayoutUse *use)
{
  IdlLayoutUse inner = *use;

  inner.level++;
  inner.top = FALSE;
  inner.pointer = NULL;
  return inner;
}

static const IdlAttr *
pointer_attr (const IdlAttrs *attrs)
{
  static const IdlAttrId ids[] = { IDL_ATTR_REF, IDL_ATTR_UNIQUE, IDL_ATTR_PTR };

  for (guint i = 0; attrs != NULL && i < G_N_ELEMENTS (ids); i++)
    {
      const IdlAttr *attr = idl_attrs_find (attrs, ids[i]);

      if (attr != NULL)
        return attr;
    }
  return NULL;
}

static IdlPointerKind
pointer_kind (const IdlLayoutUse *use, const IdlType *type)
{
  const IdlAttr *attr = use->pointer;

  if (attr == NULL)
    attr = pointer_attr (&type->attrs);
  if (attr == NULL)
    return use->top ? IDL_POINTER_REF : use->embedded;
  return attr->id == IDL_ATTR_REF      ? IDL_POINTER_REF
         : attr->id == IDL_ATTR_UNIQUE ? IDL_POINTER_UNIQUE
                                       : IDL_POINTER_FULL;
}

/* ---- Leaves ---- */

static gboolean
evaluate_range (IdlLayoutBuilder *builder, const IdlAttr *range, IdlNumber *low, IdlNumber *high)
{
  return range != NULL
         && idl_expr_evaluate (builder->compiler, g_ptr_array_index (range->exprs, 0), low)
         && idl_expr_evaluate (builder->compiler, g_ptr_array_index (range->exprs, 1), high);
}

static void
set_range (IdlLayoutBuilder *builder, const IdlLayoutUse *use, IdlLayout *layout)
{
  const IdlAttr *range = use->range;

  if (range == NULL && use->attrs != NULL && !use->counted)
    range = idl_attrs_find (use->attrs, IDL_ATTR_RANGE);
  if (layout->scalar != IDL_SCALAR_FLOAT && layout->scalar != IDL_SCALAR_DOUBLE)
    layout->has_range = evaluate_range (builder, range, &layout->low, &layout->high);
}

/* Of a conformant array or string the outermost size is what a [range] of the declaration is
 * about. */
static void
set_size_range (IdlLayoutBuilder *builder, const IdlLayoutUse *use, IdlDim *dim)
{
  if (use->attrs != NULL && !use->counted && dim->conformant)
    dim->has_range = evaluate_range (builder, idl_attrs_find (use->attrs, IDL_ATTR_RANGE),
                                     &dim->low, &dim->high);
}

static IdlScalar
base_scalar (const IdlType *type)
{
  gboolean is_signed = idl_type_is_signed (type);

  switch (type->base)
    {
    case IDL_BASE_SHORT:
    case IDL_BASE_WCHAR:
      return is_signed ? IDL_SCALAR_I16 : IDL_SCALAR_U16;
    case IDL_BASE_LONG:
    case IDL_BASE_INT:
    case IDL_BASE_ERROR_STATUS:
      return is_signed ? IDL_SCALAR_I32 : IDL_SCALAR_U32;
    case IDL_BASE_HYPER:
      return is_signed ? IDL_SCALAR_I64 : IDL_SCALAR_U64;
    case IDL_BASE_C_LONG:
    case IDL_BASE_INT3264:
      return is_signed ? IDL_SCALAR_INT3264 : IDL_SCALAR_UINT3264;
    case IDL_BASE_FLOAT:
      return IDL_SCALAR_FLOAT;
    case IDL_BASE_DOUBLE:
      return IDL_SCALAR_DOUBLE;
    default:
      return is_signed ? IDL_SCALAR_I8 : IDL_SCALAR_U8;
    }
}

static IdlLayout *
layout_scalar (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type,
               IdlScalar scalar)
{
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_SCALAR, type);

  layout->scalar = scalar;
  set_range (builder, use, layout);
  return layout;
}

static IdlLayout *
layout_tag (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type)
{
  IdlTag *tag = type->tag;
  const IdlAttr *attr;
  IdlLayout *layout;

  if (tag->kind == IDL_TAG_ENUM)
    return layout_scalar (builder, use, type,
                          use->v1_enum || leaf_attr (use, type, IDL_ATTR_V1_ENUM) != NULL
                              ? IDL_SCALAR_ENUM32
                              : IDL_SCALAR_ENUM16);
  layout = idl_layout_new (builder,
                           tag->kind == IDL_TAG_UNION ? IDL_LAYOUT_UNION : IDL_LAYOUT_STRUCT, type);
  if (tag->kind == IDL_TAG_UNION)
    {
      attr = use->attrs != NULL ? idl_attrs_find (use->attrs, IDL_ATTR_SWITCH_IS) : NULL;
      layout->switched = attr != NULL ? g_ptr_array_index (attr->exprs, 0) : NULL;
    }
  layout->shape = idl_layout_shape (builder, tag);
  if (layout->kind == IDL_LAYOUT_UNION)
    idl_layout_discriminant (builder, use, layout);
  return layout;
}

/* ---- Arrays and strings ---- */

static gboolean
is_text (const IdlType *type)
{
  return idl_type_is_base (type, IDL_BASE_CHAR) || idl_type_is_base (type, IDL_BASE_WCHAR)
         || idl_type_is_base (type, IDL_BASE_BYTE);
}

/* @dims (in the pool) around @element, as a string if it is one. */
static IdlLayout *
layout_array (IdlLayoutBuilder *builder, const IdlType *type, IdlDim *dims, guint n_dims,
              const IdlLayout *element, gboolean is_string)
{
  IdlLayout *layout =
      idl_layout_new (builder, is_string ? IDL_LAYOUT_STRING : IDL_LAYOUT_ARRAY, type);

  layout->dims = dims;
  layout->n_dims = n_dims;
  layout->element = element;
  return layout;
}

#define MAX_DIMS 32

/* All dimensions that stand side by side. The last one is a string of its own if there
 * are several: char names[5][20]. */
static IdlLayout *
layout_dims (IdlLayoutBuilder *builder, const IdlLayoutUse *outer, const IdlType *type)
{
  IdlDim *dims = idl_pool_alloc (builder->compiler->pool, MAX_DIMS * sizeof (IdlDim));
  IdlLayoutUse use = *outer;
  const IdlType *target = type;
  const IdlLayout *element;
  gboolean is_string;
  guint n = 0;

  for (; target->kind == IDL_TYPE_ARRAY; target = target->target)
    {
      if (n == MAX_DIMS)
        {
          idl_error (builder->compiler, type->pos, "an array has at most %u dimensions", MAX_DIMS);
          break;
        }
      dims[n].count = target->count != NULL ? target->count->bits : 0;
      describe_dim (&use, &dims[n]);
      set_size_range (builder, &use, &dims[n]);
      n++;
      use = inner_use (&use);
      use.counted = TRUE;
    }
  /* Pointer attributes of an array are about its elements. */
  use.pointer = outer->pointer;
  is_string = use.string && is_text (target);
  if (is_string)
    {
      use.string = FALSE;
      dims[n - 1].varying = TRUE;
    }
  element = idl_layout_build (builder, &use, target);
  if (is_string && n > 1)
    {
      n--;
      element = layout_array (builder, target, &dims[n], 1, element, TRUE);
      is_string = FALSE;
    }
  return layout_array (builder, type, dims, n, element, is_string);
}

/* ---- Pointers ---- */

static gboolean
has_level (const IdlLayoutUse *use)
{
  return level_expr (use, IDL_ATTR_SIZE_IS) != NULL || level_expr (use, IDL_ATTR_MAX_IS) != NULL;
}

/* What a pointer refers to if it is more than one element: an array or a string. */
static const IdlLayout *
layout_many (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *pointer,
             gboolean is_string)
{
  IdlDim *dim = idl_pool_new0 (builder->compiler->pool, IdlDim);
  IdlLayoutUse inner = inner_use (use);
  const IdlLayout *element;

  describe_dim (use, dim);
  set_size_range (builder, use, dim);
  inner.counted = TRUE;
  if (is_string)
    {
      dim->varying = TRUE;
      inner.string = FALSE;
    }
  element = idl_layout_build (builder, &inner, pointer->target);
  return layout_array (builder, pointer, dim, 1, element, is_string);
}

static const IdlLayout *
layout_object (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *pointer)
{
  const IdlAttr *iid = use->attrs != NULL ? idl_attrs_find (use->attrs, IDL_ATTR_IID_IS) : NULL;
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_OBJECT, pointer);

  layout->interface = idl_type_interface (pointer);
  layout->iid = iid != NULL ? g_ptr_array_index (iid->exprs, 0) : NULL;
  return layout;
}

/* An interface pointer may always be NULL (wire.md 3.8), so its kind is not in question. */
static gboolean
is_object (const IdlLayoutUse *use, const IdlType *pointer)
{
  return idl_type_interface (pointer) != NULL
         || (idl_type_is_base (pointer->target, IDL_BASE_VOID) && use->attrs != NULL
             && idl_attrs_has (use->attrs, IDL_ATTR_IID_IS));
}

static const IdlLayout *
layout_target (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *pointer)
{
  const IdlType *target = pointer->target;
  IdlLayoutUse inner;

  if (use->string && is_text (target))
    return layout_many (builder, use, pointer, TRUE);
  if (has_level (use))
    return layout_many (builder, use, pointer, FALSE);
  inner = inner_use (use);
  return idl_layout_build (builder, &inner, target);
}

static IdlLayout *
layout_pointer (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type)
{
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_POINTER, type);

  if (is_object (use, type))
    {
      layout->pointer = IDL_POINTER_UNIQUE;
      layout->target = layout_object (builder, use, type);
      return layout;
    }
  layout->pointer = pointer_kind (use, type);
  layout->target = layout_target (builder, use, type);
  return layout;
}

/* ---- Names with a meaning ---- */

/* The type in place of which another travels. */
static IdlLayout *
layout_presented (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type,
                  IdlLayoutKind kind, const IdlType *wire)
{
  IdlLayout *layout = idl_layout_new (builder, kind, type);
  IdlLayoutUse inner = { .embedded = use->embedded };

  layout->alias = type->alias;
  layout->user_name = type->alias->decl.name;
  layout->user_long = builder->compiler->options->c_long
                      && type->alias->decl.pos.source == builder->compiler->main->source;
  layout->wire_layout = idl_layout_build (builder, &inner, wire);
  return layout;
}

static IdlLayout *
layout_context (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type,
                const IdlTypedef *alias)
{
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_CONTEXT, type);
  const IdlAttrs *attrs = alias != NULL ? &alias->decl.attrs : use->attrs;

  layout->alias = alias;
  layout->context_name = alias != NULL ? alias->decl.name : use->name;
  layout->context_shared =
      idl_attrs_has (attrs, IDL_ATTR_CONTEXT_HANDLE_NOSERIALIZE)
      || (builder->interface != NULL
          && idl_attrs_has (&builder->interface->decl.attrs, IDL_ATTR_CONTEXT_HANDLE_NOSERIALIZE)
          && !idl_attrs_has (attrs, IDL_ATTR_CONTEXT_HANDLE_SERIALIZE));
  return layout;
}

/* A binding handle that is a type of the program's is data, too. */
static IdlLayout *
layout_binding (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type)
{
  IdlLayoutUse inner = *use;
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_BINDING, type);

  inner.binding = FALSE;
  layout->alias = type->alias;
  layout->wire_layout = idl_layout_build (builder, &inner, type->alias->type);
  return layout;
}

/* The layout of @type if its name decides it, or NULL with what the name says noted in @use. */
static IdlLayout *
layout_named (IdlLayoutBuilder *builder, IdlLayoutUse *use, const IdlType *type)
{
  const IdlTypedef *alias = type->alias;
  const IdlAttrs *attrs = &alias->decl.attrs;
  const IdlAttr *attr;

  if ((attr = idl_attrs_find (attrs, IDL_ATTR_WIRE_MARSHAL)) != NULL)
    return layout_presented (builder, use, type, IDL_LAYOUT_USER, attr->type);
  if ((attr = idl_attrs_find (attrs, IDL_ATTR_USER_MARSHAL)) != NULL)
    {
      IdlLayout *layout = layout_presented (builder, use, type, IDL_LAYOUT_USER, alias->type);

      layout->user_name = attr->text;
      layout->user_type = attr->text;
      return layout;
    }
  if ((attr = idl_attrs_find (attrs, IDL_ATTR_TRANSMIT_AS)) != NULL)
    return layout_presented (builder, use, type, IDL_LAYOUT_TRANSMIT, attr->type);
  if ((attr = idl_attrs_find (attrs, IDL_ATTR_REPRESENT_AS)) != NULL)
    {
      IdlLayout *layout = layout_presented (builder, use, type, IDL_LAYOUT_REPRESENT, alias->type);

      layout->user_type = attr->text;
      return layout;
    }
  if (idl_attrs_has (attrs, IDL_ATTR_CONTEXT_HANDLE))
    return layout_context (builder, use, type, alias);
  if (use->binding && idl_attrs_has (attrs, IDL_ATTR_HANDLE))
    return layout_binding (builder, use, type);
  use->string |= idl_attrs_has (attrs, IDL_ATTR_STRING);
  use->v1_enum |= idl_attrs_has (attrs, IDL_ATTR_V1_ENUM);
  if (use->range == NULL)
    use->range = idl_attrs_find (attrs, IDL_ATTR_RANGE);
  if (use->pointer == NULL)
    use->pointer = pointer_attr (attrs);
  if (use->switch_type == NULL)
    use->switch_type = idl_attrs_find (attrs, IDL_ATTR_SWITCH_TYPE);
  idl_layout_note_default (builder, use, alias);
  return NULL;
}

/* ---- All of them ---- */

static IdlLayout *
layout_plain (IdlLayoutBuilder *builder, const IdlLayoutUse *use, const IdlType *type)
{
  IdlLayout *layout;

  switch (type->kind)
    {
    case IDL_TYPE_POINTER:
      return layout_pointer (builder, use, type);
    case IDL_TYPE_ARRAY:
      return layout_dims (builder, use, type);
    case IDL_TYPE_TAG:
      return layout_tag (builder, use, type);
    case IDL_TYPE_PIPE:
      layout = idl_layout_new (builder, IDL_LAYOUT_PIPE, type);
      layout->element =
          idl_layout_build (builder, &(IdlLayoutUse){ .embedded = use->embedded }, type->target);
      return layout;
    case IDL_TYPE_SAFEARRAY:
      return idl_layout_safearray (builder, type);
    case IDL_TYPE_BASE:
      if (type->base == IDL_BASE_HANDLE)
        return idl_layout_new (builder, IDL_LAYOUT_BINDING, type);
      return layout_scalar (builder, use, type, base_scalar (type));
    default:
      /* Functions, broken types: reported elsewhere. */
      return layout_scalar (builder, use, type, IDL_SCALAR_U8);
    }
}

const IdlLayout *
idl_layout_build (IdlLayoutBuilder *builder, const IdlLayoutUse *outer, const IdlType *type)
{
  IdlLayoutUse use = *outer;
  const IdlType *named = type;
  IdlLayout *layout = NULL;

  if (use.attrs != NULL && use.level == 0)
    {
      use.string |= idl_attrs_has (use.attrs, IDL_ATTR_STRING);
      if (use.pointer == NULL)
        use.pointer = pointer_attr (use.attrs);
    }
  for (; type->kind == IDL_TYPE_ALIAS && layout == NULL; type = type->alias->type)
    {
      layout = layout_named (builder, &use, type);
      if (type->alias->type->kind == IDL_TYPE_PIPE && layout == NULL)
        {
          layout = layout_plain (builder, &use, type->alias->type);
          layout->alias = type->alias;
        }
    }
  if (layout == NULL)
    layout = layout_plain (builder, &use, type);
  layout->type = named;
  return layout;
}

/* A variable whose own attributes decide before its type is looked at. */
const IdlLayout *
idl_layout_var (IdlLayoutBuilder *builder, IdlLayoutUse *use, const IdlVar *var)
{
  const IdlType *type = var->type;
  IdlLayout *layout;

  use->attrs = &var->decl.attrs;
  use->name = var->decl.name;
  if (idl_attrs_has (use->attrs, IDL_ATTR_IGNORE))
    return idl_layout_new (builder, IDL_LAYOUT_IGNORED, type);
  if (!idl_attrs_has (use->attrs, IDL_ATTR_CONTEXT_HANDLE))
    return idl_layout_build (builder, use, type);
  if (idl_type_target (type) == NULL || !idl_type_is_pointer (idl_type_target (type)))
    return layout_context (builder, use, type, NULL);
  layout = idl_layout_new (builder, IDL_LAYOUT_POINTER, type);
  layout->pointer = IDL_POINTER_REF;
  layout->target = layout_context (builder, use, idl_type_target (type), NULL);
  return layout;
}
