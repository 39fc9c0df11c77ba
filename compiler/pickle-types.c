/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * [encode] and [decode] on an interface: which of its types they are about. Left out are types
 * that mean something in a call only (handles, contexts, pipes), that need to be told what they
 * are by something beside them (unions, arrays without size, void *), and those that no
 * wire carries.
 */

#include "pickle-types.h"

#include "type.h"

static gboolean
is_for_calls (const IdlType *type)
{
  return idl_type_attr (type, IDL_ATTR_CONTEXT_HANDLE) != NULL
         || idl_type_attr (type, IDL_ATTR_HANDLE) != NULL
         || idl_type_is_base (type, IDL_BASE_HANDLE);
}

/* @type stands alone, behind pointers or not. */
static gboolean
travels_alone (const IdlType *type)
{
  const IdlType *plain = idl_type_resolve (type);

  if (is_for_calls (type))
    return FALSE;
  switch (plain->kind)
    {
    case IDL_TYPE_BASE:
      return plain->base != IDL_BASE_VOID;
    case IDL_TYPE_TAG:
      return plain->tag->complete && plain->tag->kind != IDL_TAG_UNION;
    case IDL_TYPE_POINTER:
      return travels_alone (plain->target);
    case IDL_TYPE_ARRAY:
      return plain->count != NULL && travels_alone (plain->target);
    default:
      return FALSE;
    }
}

/* A structure whose end is open has a size in memory that only who allocates it knows. */
static gboolean
has_open_end (const IdlType *type)
{
  const IdlType *plain = idl_type_resolve (type);
  const IdlVar *last;

  while (plain->kind == IDL_TYPE_TAG && plain->tag->kind == IDL_TAG_STRUCT
         && plain->tag->fields->len > 0)
    {
      last = g_ptr_array_index (plain->tag->fields, plain->tag->fields->len - 1);
      plain = idl_type_resolve (last->type);
    }
  return plain->kind == IDL_TYPE_ARRAY && plain->bound == IDL_BOUND_NONE;
}

static void
add (IdlCompiler *compiler, IdlTypedef *alias, const IdlAttr *attr)
{
  GPtrArray *one = idl_pool_array (compiler->pool);

  g_ptr_array_add (one, (gpointer) attr);
  idl_attrs_merge (&alias->decl.attrs, compiler->pool, &(IdlAttrs){ one });
}

void
idl_pickle_types (IdlCompiler *compiler, IdlInterface *interface)
{
  const IdlAttr *encode = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_ENCODE);
  const IdlAttr *decode = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_DECODE);

  for (guint i = 0; (encode != NULL || decode != NULL) && i < interface->members->len; i++)
    {
      IdlTypedef *alias = g_ptr_array_index (interface->members, i);

      if (alias->decl.kind != IDL_DECL_TYPEDEF
          || idl_attrs_has (&alias->decl.attrs, IDL_ATTR_ENCODE)
          || idl_attrs_has (&alias->decl.attrs, IDL_ATTR_DECODE)
          || idl_attrs_has (&alias->decl.attrs, IDL_ATTR_CONTEXT_HANDLE)
          || idl_attrs_has (&alias->decl.attrs, IDL_ATTR_HANDLE) || !travels_alone (alias->type))
        continue;
      if (encode != NULL)
        add (compiler, alias, encode);
      if (decode != NULL && !has_open_end (alias->type))
        add (compiler, alias, decode);
    }
}
