/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * From an interface with [async_uuid] to its asynchronous partner: X (in a, in-out b,
 * out c) becomes Begin_X (a, b) and Finish_X (b, c), in the order of the methods, on
 * top of the base's partner or, at the root, of IUnknown itself.
 */

#include "async.h"

typedef enum
{
  HALF_BEGIN,
  HALF_FINISH,
} Half;

/* A parameter without direction counts as in. */
static gboolean
belongs_to (const IdlVar *param, Half half)
{
  gboolean out = idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT)
                 || idl_attrs_has (&param->decl.attrs, IDL_ATTR_RETVAL);

  if (half == HALF_FINISH)
    return out;
  return !out || idl_attrs_has (&param->decl.attrs, IDL_ATTR_IN);
}

static IdlProc *
add_half (IdlCompiler *compiler, IdlInterface *async, const IdlProc *sync, Half half)
{
  const char *prefix = half == HALF_BEGIN ? "Begin_" : "Finish_";
  IdlProc *proc = idl_pool_new0 (compiler->pool, IdlProc);

  *proc = *sync;
  proc->decl.name = idl_pool_printf (compiler->pool, "%s%s", prefix, sync->decl.name);
  proc->c_name = idl_pool_printf (compiler->pool, "%s%s", prefix, sync->c_name);
  proc->interface = async;
  proc->remote = NULL;
  proc->local = NULL;
  proc->sync = sync;
  proc->params = idl_pool_array (compiler->pool);
  for (guint i = 0; i < sync->params->len; i++)
    if (belongs_to (g_ptr_array_index (sync->params, i), half))
      g_ptr_array_add (proc->params, g_ptr_array_index (sync->params, i));
  g_ptr_array_add (async->members, proc);
  g_ptr_array_add (async->procs, proc);
  return proc;
}

static void
split (IdlCompiler *compiler, IdlInterface *async, const IdlProc *sync)
{
  for (Half half = HALF_BEGIN; half <= HALF_FINISH; half++)
    {
      IdlProc *proc = add_half (compiler, async, sync, half);

      if (sync->remote != NULL)
        {
          proc->remote = add_half (compiler, async, sync->remote, half);
          proc->remote->local = proc;
        }
    }
}

static gboolean
is_dispatch (const IdlInterface *interface)
{
  for (; interface != NULL; interface = interface->base)
    if (interface->dispatch || g_strcmp0 (interface->decl.name, "IDispatch") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_unknown (const IdlInterface *interface)
{
  return g_strcmp0 (interface->decl.name, "IUnknown") == 0 && interface->base == NULL;
}

/* What stands in the way of an asynchronous partner (spec: async_uuid), or NULL. */
static const char *
obstacle (const IdlInterface *interface)
{
  const IdlAttrs *attrs = &interface->decl.attrs;

  if (!interface->object)
    return "[async_uuid] is for object interfaces";
  if (is_dispatch (interface) || idl_attrs_has (attrs, IDL_ATTR_DUAL))
    return "[async_uuid] does not work with IDispatch";
  if (idl_attrs_has (attrs, IDL_ATTR_VERSION))
    return "[async_uuid] and [version] exclude each other";
  if (interface->base != NULL && interface->base->sync != NULL)
    return "an interface with [async_uuid] cannot derive from an asynchronous one";
  if (interface->base != NULL && !is_unknown (interface->base) && interface->base->async == NULL)
    return "the base of an interface with [async_uuid] must be IUnknown or have [async_uuid], too";
  return NULL;
}

void
idl_async_derive (IdlCompiler *compiler, IdlInterface *interface)
{
  const IdlAttr *attr = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_ASYNC_UUID);
  IdlInterface *async = interface->async;
  IdlInterface *base = interface->base;
  const char *problem;

  if (attr == NULL)
    return;
  problem = obstacle (interface);
  if (problem != NULL)
    idl_error (compiler, attr->pos, "%s", problem);
  if (async == NULL)
    return;
  async->decl.attrs = interface->decl.attrs;
  async->object = TRUE;
  async->local = interface->local;
  async->has_uuid = TRUE;
  async->uuid = attr->uuid;
  async->base_pos = interface->base_pos;
  async->base = base != NULL && base->async != NULL ? base->async : base;
  async->ancestors = interface->ancestors;
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (idl_proc_has_slot (proc))
        split (compiler, async, proc);
    }
}
