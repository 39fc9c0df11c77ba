/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interfaces: identity, ancestry, and names of methods.
 */

#include "checks.h"

#include <string.h>

/* Proxies for more than this could not be written for the original either. */
#define MAX_METHODS 1024

static void
check_pointer_default (IdlCompiler *compiler, const IdlAttrs *attrs)
{
  const IdlAttr *attr = idl_attrs_find (attrs, IDL_ATTR_POINTER_DEFAULT);

  if (attr != NULL && strcmp (attr->text, "ref") != 0 && strcmp (attr->text, "unique") != 0
      && strcmp (attr->text, "ptr") != 0)
    idl_error (compiler, attr->pos, "[pointer_default] is one of ref, unique, ptr");
}

static void
check_base (IdlCompiler *compiler, const IdlInterface *interface)
{
  const IdlInterface *base = interface->base;

  if (base == NULL)
    {
      /* A base that was written but is unknown has been reported. */
      if (interface->base_pos.source == NULL && strcmp (interface->decl.name, "IUnknown") != 0)
        idl_error (compiler, interface->decl.pos,
                   "an object interface must derive from another; IUnknown is the root");
    }
  else if (!base->object)
    idl_error (compiler, interface->base_pos,
               "an object interface cannot derive from an RPC interface");
  else if (base->dispatch)
    idl_error (compiler, interface->base_pos, "nothing can derive from a dispinterface");
  else if (base->sync != NULL && interface->async == NULL)
    idl_error (compiler, interface->base_pos,
               "an interface cannot derive from one that [async_uuid] made");
}

/* Published interfaces have it, though there is nothing it could mean. */
static void
check_version (IdlCompiler *compiler, const IdlInterface *interface)
{
  const IdlAttr *attr = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_VERSION);

  if (attr != NULL && interface->async == NULL)
    idl_warning (compiler, attr->pos, "[version] means nothing on an object interface");
}

static void
check_object (IdlCompiler *compiler, const IdlInterface *interface)
{
  check_version (compiler, interface);
  if (!interface->has_uuid)
    idl_error (compiler, interface->decl.pos, "an object interface needs [uuid]");
  check_base (compiler, interface);
}

static void
check_dispatch (IdlCompiler *compiler, const IdlInterface *interface)
{
  if (!interface->has_uuid)
    idl_error (compiler, interface->decl.pos, "a dispinterface needs [uuid]");
  if (interface->base == NULL)
    idl_error (compiler, interface->decl.pos,
               "a dispinterface needs IDispatch; import \"oaidl.idl\"");
}

typedef struct
{
  IdlCompiler *compiler;
  const IdlInterface *interface;
  GHashTable *names; /* C name → IdlProc * */
  guint slots;
} MethodContext;

static void
check_method_name (const IdlProc *proc, gpointer data)
{
  MethodContext *context = data;
  const IdlProc *old = g_hash_table_lookup (context->names, proc->c_name);

  context->slots++;
  if (old == NULL)
    g_hash_table_insert (context->names, (gpointer) proc->c_name, (gpointer) proc);
  else if (proc->interface == context->interface)
    idl_error (context->compiler, proc->decl.pos, "'%s' is a method of '%s' already",
               proc->c_name, old->interface->decl.name);
}

/* Remote forms have no slot but functions of their name. */
static void
check_method_names (IdlCompiler *compiler, const IdlInterface *interface)
{
  MethodContext context
      = { compiler, interface, g_hash_table_new (g_str_hash, g_str_equal), 0 };

  idl_interface_visit_slots (interface, check_method_name, &context);
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (!idl_proc_has_slot (proc))
        check_method_name (proc, &context);
    }
  if (context.slots > MAX_METHODS)
    idl_error (compiler, interface->decl.pos, "more than %d methods", MAX_METHODS);
  g_hash_table_unref (context.names);
}

void
idl_check_interface (IdlCompiler *compiler, const IdlInterface *interface)
{
  IdlAttrPlace place = interface->dispatch ? IDL_ON_DISP
                       : interface->object ? IDL_ON_OBJECT
                                           : IDL_ON_RPC;

  check_method_names (compiler, interface);
  /* Everything else about an asynchronous partner was said about the original. */
  if (interface->sync != NULL)
    return;
  idl_check_attrs (compiler, &interface->decl.attrs, place);
  check_pointer_default (compiler, &interface->decl.attrs);
  if (interface->dispatch)
    check_dispatch (compiler, interface);
  else if (interface->object)
    check_object (compiler, interface);
  else
    idl_check_rpc_interface (compiler, interface);
}

static guint
guid_hash (gconstpointer key)
{
  const GUID *guid = key;
  guint32 tail[2];

  memcpy (tail, guid->Data4, sizeof tail);
  return guid->Data1 ^ ((guint) guid->Data2 << 16 | guid->Data3) ^ tail[0] ^ tail[1];
}

static gboolean
guid_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (GUID)) == 0;
}

static void
check_uuid (IdlCompiler *compiler, GHashTable *seen, const IdlDecl *decl, const GUID *uuid)
{
  static const GUID nil;
  const IdlDecl *old = g_hash_table_lookup (seen, uuid);

  /* What a malformed UUID leaves behind */
  if (guid_equal (uuid, &nil))
    return;
  if (old == NULL)
    g_hash_table_insert (seen, (gpointer) uuid, (gpointer) decl);
  else
    idl_error (compiler, decl->pos, "'%s' has the UUID of '%s'", decl->name, old->name);
}

static void
collect_uuids (IdlCompiler *compiler, GHashTable *seen, const GPtrArray *decls)
{
  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);
      const IdlInterface *interface = (const IdlInterface *) decl;
      const IdlGroup *group = (const IdlGroup *) decl;

      if (decl->kind == IDL_DECL_INTERFACE && interface->has_uuid)
        check_uuid (compiler, seen, decl, &interface->uuid);
      else if ((decl->kind == IDL_DECL_COCLASS || decl->kind == IDL_DECL_LIBRARY)
               && group->has_uuid)
        check_uuid (compiler, seen, decl, &group->uuid);
      if (decl->kind == IDL_DECL_LIBRARY)
        collect_uuids (compiler, seen, group->members);
    }
}

void
idl_check_uuids (IdlCompiler *compiler, const GPtrArray *decls)
{
  GHashTable *seen = g_hash_table_new (guid_hash, guid_equal);

  collect_uuids (compiler, seen, decls);
  g_hash_table_unref (seen);
}
