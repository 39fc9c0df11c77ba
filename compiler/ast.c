/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Small questions about the tree that several passes ask.
 */

#include "ast.h"

const char *
idl_tag_keyword (const IdlTag *tag)
{
  switch (tag->kind)
    {
    case IDL_TAG_UNION:
      return "union";
    case IDL_TAG_ENUM:
      return "enum";
    default:
      /* An encapsulated union is a structure of the discriminant and a union. */
      return "struct";
    }
}

gboolean
idl_proc_has_slot (const IdlProc *proc)
{
  return proc->local == NULL && !idl_attrs_has (&proc->decl.attrs, IDL_ATTR_CALL_AS);
}

void
idl_interface_visit_slots (const IdlInterface *interface, IdlProcVisitor visit, gpointer data)
{
  if (interface->base != NULL)
    idl_interface_visit_slots (interface->base, visit, data);
  /* The members of a dispinterface are reached through IDispatch::Invoke. */
  for (guint i = 0; !interface->dispatch && i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (idl_proc_has_slot (proc))
        visit (proc, data);
    }
}
