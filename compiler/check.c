/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The checks from the outside in: each declaration of the main file, and at the end
 * the types its methods carry.
 */

#include "checks.h"
#include "type.h"

static void check_decls (IdlRemote *remote, const GPtrArray *decls);

static void
check_typedef (IdlCompiler *compiler, const IdlTypedef *alias)
{
  idl_check_attrs (compiler, &alias->decl.attrs, IDL_ON_TYPE);
  idl_check_name (compiler, &alias->decl);
  if (!alias->continued)
    idl_check_inner_tags (compiler, alias->type);
  idl_check_type_attrs (compiler, &alias->decl.attrs, alias->type, alias->decl.pos);
  if (alias->type->kind == IDL_TYPE_PIPE)
    idl_check_pipe (compiler, alias);
}

/* A remote form travels in place of the method it stands for. */
static void
check_procs (IdlRemote *remote, const IdlInterface *interface)
{
  /* The asynchronous partner was made from methods that are checked as such. */
  for (guint i = 0; interface->sync == NULL && i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      idl_check_proc (remote->compiler, proc);
      if (!idl_proc_is_local (proc) && !interface->dispatch)
        idl_remote_add_proc (remote, proc);
    }
}

static void
check_module (IdlCompiler *compiler, const IdlGroup *module)
{
  idl_check_attrs (compiler, &module->decl.attrs, IDL_ON_MODULE);
  for (guint i = 0; i < module->members->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (module->members, i);

      if (decl->kind == IDL_DECL_TAG_USE)
        idl_check_inner_tags (compiler, ((const IdlTagUse *) decl)->type);
      idl_check_attrs (compiler, &decl->attrs,
                       decl->kind == IDL_DECL_PROC ? IDL_ON_ENTRYPOINT : IDL_ON_CONST);
    }
}

static void
check_group (IdlRemote *remote, const IdlGroup *group)
{
  gboolean library = group->decl.kind == IDL_DECL_LIBRARY;

  idl_check_attrs (remote->compiler, &group->decl.attrs,
                   library ? IDL_ON_LIBRARY : IDL_ON_COCLASS);
  if (!group->has_uuid)
    idl_error (remote->compiler, group->decl.pos, "a %s needs [uuid]",
               library ? "library" : "coclass");
  if (library)
    {
      check_decls (remote, group->members);
      return;
    }
  for (guint i = 0; i < group->members->len; i++)
    {
      const IdlDecl *entry = g_ptr_array_index (group->members, i);

      idl_check_attrs (remote->compiler, &entry->attrs, IDL_ON_ENTRY);
    }
}

static void
check_decl (IdlRemote *remote, IdlDecl *decl)
{
  IdlCompiler *compiler = remote->compiler;

  switch (decl->kind)
    {
    case IDL_DECL_INTERFACE:
      idl_check_name (compiler, decl);
      idl_check_interface (compiler, (IdlInterface *) decl);
      check_decls (remote, ((IdlInterface *) decl)->members);
      check_procs (remote, (IdlInterface *) decl);
      break;
    case IDL_DECL_TYPEDEF:
      check_typedef (compiler, (IdlTypedef *) decl);
      break;
    case IDL_DECL_TAG_USE:
      idl_check_inner_tags (compiler, ((IdlTagUse *) decl)->type);
      break;
    case IDL_DECL_CONST:
      idl_check_name (compiler, decl);
      idl_check_attrs (compiler, &decl->attrs, IDL_ON_CONST);
      break;
    case IDL_DECL_LIBRARY:
    case IDL_DECL_COCLASS:
      check_group (remote, (IdlGroup *) decl);
      break;
    case IDL_DECL_MODULE:
      check_module (compiler, (IdlGroup *) decl);
      break;
    default:
      /* Procedures are checked with their interface. */
      break;
    }
}

static void
check_decls (IdlRemote *remote, const GPtrArray *decls)
{
  for (guint i = 0; i < decls->len && !idl_stopped (remote->compiler); i++)
    check_decl (remote, g_ptr_array_index (decls, i));
}

void
idl_check (IdlCompiler *compiler)
{
  IdlRemote remote;

  idl_remote_init (&remote, compiler);
  check_decls (&remote, compiler->main->decls);
  idl_check_uuids (compiler, compiler->main->decls);
  idl_remote_run (&remote);
  idl_remote_clear (&remote);
}
