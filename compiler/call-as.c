/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * [call_as]: a method that travels in place of a [local] one. It has no slot in the
 * vtable; the local method has.
 */

#include "call-as.h"

static void
link_proc (IdlCompiler *compiler, GHashTable *earlier, IdlProc *remote, const IdlAttr *attr)
{
  IdlProc *local = g_hash_table_lookup (earlier, attr->text);

  if (local == NULL)
    idl_error (compiler, attr->pos, "[call_as] needs a method '%.60s' before it", attr->text);
  else if (!idl_attrs_has (&local->decl.attrs, IDL_ATTR_LOCAL) && !local->interface->local)
    idl_error (compiler, attr->pos, "'%s' must be [local] to have a remote form", attr->text);
  else if (local->remote != NULL)
    idl_error (compiler, attr->pos, "'%s' has a remote form already", attr->text);
  else
    {
      local->remote = remote;
      remote->local = local;
    }
}

void
idl_link_call_as (IdlCompiler *compiler, IdlInterface *interface)
{
  GHashTable *earlier = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < interface->procs->len; i++)
    {
      IdlProc *proc = g_ptr_array_index (interface->procs, i);
      const IdlAttr *attr = idl_attrs_find (&proc->decl.attrs, IDL_ATTR_CALL_AS);

      if (attr != NULL)
        link_proc (compiler, earlier, proc, attr);
      else
        g_hash_table_insert (earlier, (gpointer) proc->decl.name, proc);
    }
  g_hash_table_unref (earlier);
}
