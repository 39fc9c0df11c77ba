/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Types: resolution, classification and their size in C memory. A tag is measured
 * once, when its definition ends, so no question recurses through structures.
 */

#include "type.h"
#include "number.h"

/* Nothing larger can be passed anyway, and sums of sizes below it cannot overflow. */
#define MAX_SIZE ((gsize) 1 << 31)

typedef struct
{
  guint size; /* in memory */
  gboolean is_integer;
  gboolean is_signed;
} BaseInfo;

static const BaseInfo bases[] = {
  [IDL_BASE_VOID] = { 0, FALSE, FALSE },   [IDL_BASE_BOOLEAN] = { 1, TRUE, FALSE },
  [IDL_BASE_BYTE] = { 1, TRUE, FALSE },    [IDL_BASE_CHAR] = { 1, TRUE, FALSE },
  [IDL_BASE_SMALL] = { 1, TRUE, TRUE },    [IDL_BASE_SHORT] = { 2, TRUE, TRUE },
  [IDL_BASE_LONG] = { 4, TRUE, TRUE },     [IDL_BASE_HYPER] = { 8, TRUE, TRUE },
  [IDL_BASE_INT] = { 4, TRUE, TRUE },      [IDL_BASE_INT3264] = { 8, TRUE, TRUE },
  [IDL_BASE_FLOAT] = { 4, FALSE, TRUE },   [IDL_BASE_DOUBLE] = { 8, FALSE, TRUE },
  [IDL_BASE_WCHAR] = { 2, TRUE, FALSE },   [IDL_BASE_ERROR_STATUS] = { 4, TRUE, FALSE },
  [IDL_BASE_HANDLE] = { 8, FALSE, FALSE }, [IDL_BASE_C_LONG] = { 8, TRUE, TRUE },
};

const IdlType *
idl_type_resolve (const IdlType *type)
{
  while (type->kind == IDL_TYPE_ALIAS)
    type = type->alias->type;
  return type;
}

gboolean
idl_type_is_broken (const IdlType *type)
{
  type = idl_type_resolve (type);
  while (type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY)
    type = idl_type_resolve (type->target);
  return type->kind == IDL_TYPE_BROKEN;
}

gboolean
idl_type_is_base (const IdlType *type, IdlBase base)
{
  type = idl_type_resolve (type);
  return type->kind == IDL_TYPE_BASE && type->base == base;
}

gboolean
idl_type_is_pointer (const IdlType *type)
{
  return idl_type_resolve (type)->kind == IDL_TYPE_POINTER;
}

IdlTag *
idl_type_tag (const IdlType *type)
{
  type = idl_type_resolve (type);
  return type->kind == IDL_TYPE_TAG ? type->tag : NULL;
}

const IdlType *
idl_type_target (const IdlType *type)
{
  type = idl_type_resolve (type);
  switch (type->kind)
    {
    case IDL_TYPE_POINTER:
    case IDL_TYPE_ARRAY:
    case IDL_TYPE_SAFEARRAY:
      return type->target;
    default:
      return NULL;
    }
}

IdlInterface *
idl_type_interface (const IdlType *type)
{
  type = idl_type_resolve (type);
  if (type->kind != IDL_TYPE_POINTER)
    return NULL;
  type = idl_type_resolve (type->target);
  return type->kind == IDL_TYPE_INTERFACE ? type->interface : NULL;
}

const IdlAttr *
idl_type_attr (const IdlType *type, IdlAttrId id)
{
  const IdlAttr *attr = NULL;

  for (; type->kind == IDL_TYPE_ALIAS; type = type->alias->type)
    {
      attr = idl_attrs_find (&type->alias->decl.attrs, id);
      if (attr != NULL)
        return attr;
    }
  return type->kind == IDL_TYPE_TAG ? idl_attrs_find (&type->tag->decl.attrs, id) : NULL;
}

guint
idl_type_integer_bits (const IdlType *type)
{
  type = idl_type_resolve (type);
  if (type->kind == IDL_TYPE_TAG && type->tag->kind == IDL_TAG_ENUM)
    return 32;
  if (type->kind != IDL_TYPE_BASE || !bases[type->base].is_integer)
    return 0;
  /* C has room for more; values have not. */
  return type->base == IDL_BASE_C_LONG ? 32 : bases[type->base].size * 8;
}

gboolean
idl_type_is_signed (const IdlType *type)
{
  type = idl_type_resolve (type);
  if (type->kind == IDL_TYPE_TAG)
    return TRUE;
  if (type->sign != IDL_SIGN_PLAIN)
    return type->sign == IDL_SIGN_SIGNED;
  return bases[type->base].is_signed;
}

static gsize
array_size (const IdlType *type)
{
  const IdlNumber *count = type->count;
  gsize element = idl_type_size (type->target);

  if (count == NULL || element == 0 || count->bits > MAX_SIZE / element)
    return 0;
  return count->bits * element;
}

gsize
idl_type_size (const IdlType *type)
{
  type = idl_type_resolve (type);
  switch (type->kind)
    {
    case IDL_TYPE_BASE:
      return bases[type->base].size;
    case IDL_TYPE_POINTER:
    case IDL_TYPE_SAFEARRAY:
      return 8;
    case IDL_TYPE_ARRAY:
      return array_size (type);
    case IDL_TYPE_TAG:
      return type->tag->size;
    default:
      return 0;
    }
}

gsize
idl_type_align (const IdlType *type)
{
  type = idl_type_resolve (type);
  while (type->kind == IDL_TYPE_ARRAY)
    type = idl_type_resolve (type->target);
  if (type->kind == IDL_TYPE_TAG)
    return type->tag->align;
  return idl_type_size (type);
}

static gsize
round_up (gsize size, gsize align)
{
  return (size + align - 1) / align * align;
}

typedef struct
{
  gsize size;
  gsize align;
  gboolean known;
} Measure;

static void
measure_member (Measure *measure, const IdlTag *tag, const IdlVar *var, gboolean overlay)
{
  const IdlType *type = idl_type_resolve (var->type);
  gsize size = idl_type_size (type);
  gsize align = idl_type_align (type);

  /* A conformant array at the end is written T x[1]. */
  if (type->kind == IDL_TYPE_ARRAY && type->bound == IDL_BOUND_NONE)
    size = idl_type_size (type->target);
  if (size == 0 || align == 0 || var->bits != NULL)
    {
      measure->known = FALSE;
      return;
    }
  if (tag->pack != 0)
    align = MIN (align, tag->pack);
  measure->align = MAX (measure->align, align);
  measure->size = overlay ? MAX (measure->size, size) : round_up (measure->size, align) + size;
  measure->known &= measure->size < MAX_SIZE;
}

static Measure
measure_fields (const IdlTag *tag, gboolean overlay)
{
  Measure measure = { 0, 1, TRUE };

  for (guint i = 0; i < tag->fields->len && measure.known; i++)
    {
      const IdlVar *var = g_ptr_array_index (tag->fields, i);

      /* An empty union arm has no type. */
      if (var->type != NULL)
        measure_member (&measure, tag, var, overlay);
    }
  measure.size = round_up (measure.size, measure.align);
  return measure;
}

void
idl_tag_measure (IdlTag *tag)
{
  Measure measure = { 4, 4, TRUE };

  if (tag->kind != IDL_TAG_ENUM)
    measure = measure_fields (tag, tag->kind != IDL_TAG_STRUCT);
  if (tag->kind == IDL_TAG_ENCAPSULATED)
    {
      Measure head = { 0, 1, TRUE };

      measure_member (&head, tag, tag->discriminant, FALSE);
      head.align = MAX (head.align, measure.align);
      head.size = round_up (round_up (head.size, measure.align) + measure.size, head.align);
      head.known &= measure.known;
      measure = head;
    }
  tag->size = measure.known ? measure.size : 0;
  tag->align = measure.align;
}
