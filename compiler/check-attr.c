/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Attributes in their places, by the tables of attr.c.
 */

#include "checks.h"

static void
check_place (IdlCompiler *compiler, const IdlAttr *attr, IdlAttrPlace place)
{
  const IdlAttrInfo *info = idl_attr_info (attr->id);

  if (attr->id == IDL_ATTR_ASYNC && (place & (IDL_ON_OBJECT | IDL_ON_METHOD | IDL_ON_DISP)))
    idl_error (compiler, attr->pos, "[async] is for remote procedures; object interfaces have "
                                    "[async_uuid]");
  else if (attr->from_acf)
    {
      if (!(info->acf_places & place))
        idl_error (compiler, attr->pos, "an ACF file cannot put [%s] on %s", info->name,
                   idl_attr_place_name (place));
    }
  else if (info->places == 0)
    idl_error (compiler, attr->pos, "[%s] belongs in the ACF file", info->name);
  else if (!(info->places & place))
    idl_error (compiler, attr->pos, "[%s] cannot be used on %s", info->name,
               idl_attr_place_name (place));
}

void
idl_check_attrs (IdlCompiler *compiler, const IdlAttrs *attrs, IdlAttrPlace place)
{
  guint n;
  const IdlAttrConflict *conflicts = idl_attr_conflicts (&n);

  if (attrs->list == NULL)
    return;
  for (guint i = 0; i < attrs->list->len; i++)
    check_place (compiler, g_ptr_array_index (attrs->list, i), place);
  for (guint i = 0; i < n; i++)
    {
      const IdlAttr *a = idl_attrs_find (attrs, conflicts[i].a);
      const IdlAttr *b = idl_attrs_find (attrs, conflicts[i].b);

      if (a != NULL && b != NULL)
        idl_error (compiler, b->pos, "[%s] and [%s] exclude each other",
                   idl_attr_info (a->id)->name, idl_attr_info (b->id)->name);
    }
}
