/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The binding of an RPC procedure: an explicit handle parameter wins over whatever the
 * ACF says about the interface.
 */

#include "rpc.h"
#include "type.h"

#include <string.h>

const IdlTypedef *
idl_type_pipe (const IdlType *type)
{
  if (type->kind == IDL_TYPE_POINTER)
    type = type->target;
  while (type->kind == IDL_TYPE_ALIAS)
    {
      if (type->alias->type->kind == IDL_TYPE_PIPE)
        return type->alias;
      type = type->alias->type;
      if (type->kind == IDL_TYPE_POINTER)
        type = type->target;
    }
  return NULL;
}

gboolean
idl_param_is_binding (const IdlVar *param)
{
  const IdlType *type = param->type;
  gboolean in = idl_attrs_has (&param->decl.attrs, IDL_ATTR_IN)
                || !idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT);

  if (idl_type_is_base (type, IDL_BASE_HANDLE) || idl_type_attr (type, IDL_ATTR_HANDLE) != NULL)
    return TRUE;
  return in
         && (idl_attrs_has (&param->decl.attrs, IDL_ATTR_CONTEXT_HANDLE)
             || idl_type_attr (type, IDL_ATTR_CONTEXT_HANDLE) != NULL
             || (type->kind == IDL_TYPE_POINTER
                 && idl_type_attr (type->target, IDL_ATTR_CONTEXT_HANDLE) != NULL));
}

static gboolean
has_handle_param (const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    if (idl_param_is_binding (g_ptr_array_index (proc->params, i)))
      return TRUE;
  return FALSE;
}

gboolean
idl_proc_adds_handle (const IdlProc *proc)
{
  if (proc->interface == NULL || proc->interface->object)
    return FALSE;
  if (!idl_attrs_has (&proc->decl.attrs, IDL_ATTR_EXPLICIT_HANDLE)
      && !idl_attrs_has (&proc->interface->decl.attrs, IDL_ATTR_EXPLICIT_HANDLE))
    return FALSE;
  return !has_handle_param (proc);
}

const IdlAttr *
idl_proc_implicit_handle (const IdlProc *proc)
{
  if (proc->interface == NULL || idl_proc_adds_handle (proc) || has_handle_param (proc))
    return NULL;
  return idl_attrs_find (&proc->interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);
}

gboolean
idl_proc_is_async (const IdlProc *proc)
{
  return idl_attrs_has (&proc->decl.attrs, IDL_ATTR_ASYNC)
         || (proc->interface != NULL
             && idl_attrs_has (&proc->interface->decl.attrs, IDL_ATTR_ASYNC));
}

gboolean
idl_proc_is_pickled (const IdlProc *proc)
{
  static const IdlAttrId ids[] = { IDL_ATTR_ENCODE, IDL_ATTR_DECODE };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (idl_attrs_has (&proc->decl.attrs, ids[i])
        || (proc->interface != NULL && idl_attrs_has (&proc->interface->decl.attrs, ids[i])))
      return TRUE;
  return FALSE;
}

static const char *
with_prefix (IdlCompiler *compiler, const char *prefix, const char *name)
{
  return prefix != NULL ? idl_pool_printf (compiler->pool, "%s%s", prefix, name) : name;
}

/* [local] ones are nobody's stubs. */
void
idl_name_routines (IdlCompiler *compiler, IdlInterface *interface)
{
  const IdlOptions *options = compiler->options;

  for (guint i = 0; i < interface->procs->len; i++)
    {
      IdlProc *proc = g_ptr_array_index (interface->procs, i);
      gboolean plain = interface->object || interface->local || interface->dispatch
                       || idl_attrs_has (&proc->decl.attrs, IDL_ATTR_LOCAL);
      const char *client = plain ? NULL : options->client_prefix;
      const char *server = plain ? NULL : options->server_prefix;

      proc->client_name = with_prefix (compiler, client, proc->c_name);
      proc->server_name = with_prefix (compiler, server, proc->c_name);
    }
}

gboolean
idl_rpc_split_endpoint (const char *text, char **protseq, char **endpoint)
{
  const char *colon = strchr (text, ':');
  const char *open = colon != NULL ? strchr (colon, '[') : NULL;
  const char *close = open != NULL ? strchr (open, ']') : NULL;

  if (close == NULL || close[1] != '\0' || colon == text || close - open < 2)
    return FALSE;
  *protseq = g_strndup (text, (gsize) (colon - text));
  *endpoint = g_strndup (open + 1, (gsize) (close - open) - 1);
  return TRUE;
}
