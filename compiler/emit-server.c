/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Server stubs: for each procedure a function that calls the manager in the entry point vector with
 * the members of the argument record; and the interface's record with the default
 * managers, which have the names of the procedures.
 */

#include "emit-server.h"

#include "emit-ndr.h"
#include "emit-proxy.h"
#include "emit-rpc.h"
#include "emit.h"
#include "rpc.h"

static gboolean
is_remote (const IdlInterfaceLayout *layout)
{
  for (guint i = 0; !layout->interface->object && i < layout->procs->len; i++)
    if (idl_rpc_is_remote (((const IdlProcLayout *) g_ptr_array_index (layout->procs, i))->proc))
      return TRUE;
  return FALSE;
}

/* ---- Calling a manager ---- */

/* A handle_t does not travel: managers get that of the call. */
static gboolean
is_call_handle (const IdlParamLayout *param)
{
  return param->layout->kind == IDL_LAYOUT_BINDING && param->layout->wire_layout == NULL;
}

static gboolean
uses_record (const IdlProcLayout *proc)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (!is_call_handle (&proc->params[i]))
      return TRUE;
  return proc->result != NULL && !proc->async;
}

static char *
describe_argument (const IdlParamLayout *param)
{
  return is_call_handle (param) ? g_strdup ("beck_rpc_call_handle ()")
                                : g_strdup_printf ("args->%s", param->name);
}

static GPtrArray *
list_arguments (const IdlProcLayout *proc)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  if (proc->async)
    g_ptr_array_add (items, g_strdup ("beck_rpc_async_handle (data)"));
  if (idl_proc_adds_handle (proc->proc))
    g_ptr_array_add (items, g_strdup ("beck_rpc_call_handle ()"));
  for (guint i = 0; i < proc->n_params; i++)
    g_ptr_array_add (items, describe_argument (&proc->params[i]));
  return items;
}

static void
emit_invoke (const IdlProcLayout *proc, const char *epv, GString *out)
{
  gboolean returns = proc->result != NULL && !proc->async;
  g_autoptr (GPtrArray) arguments = list_arguments (proc);

  g_string_append_printf (out,
                          "static void\ninvoke_%s (void *target, void *data)\n{\n"
                          "  const %s *epv = target;\n",
                          proc->ident, epv);
  if (uses_record (proc))
    g_string_append_printf (out, "  struct %s_Args *args = data;\n", proc->ident);
  else
    g_string_append (out, "  (void) data;\n");
  g_string_append (out, "\n  ");
  if (returns)
    g_string_append_printf (out, "args->%s = ", proc->result_name);
  g_string_append_printf (out, "epv->%s (", proc->name);
  idl_proxy_append_list (out, arguments);
  g_string_append (out, ");\n}\n\n");
}

static void
emit_proc (const IdlProcLayout *proc, const char *epv, GString *out)
{
  idl_emit_ndr_proc (proc, out);
  if (idl_rpc_is_remote (proc->proc))
    emit_invoke (proc, epv, out);
}

/* ---- [notify], [notify_flag] ---- */

static gboolean
is_notified (const IdlProc *proc)
{
  return idl_attrs_has (&proc->decl.attrs, IDL_ATTR_NOTIFY)
         || idl_attrs_has (&proc->decl.attrs, IDL_ATTR_NOTIFY_FLAG);
}

static void
emit_notify (const IdlProcLayout *proc, GString *out)
{
  const IdlAttrs *attrs = &proc->proc->decl.attrs;
  gboolean flag = idl_attrs_has (attrs, IDL_ATTR_NOTIFY_FLAG);

  g_string_append_printf (out, "static void\nnotify_%s (gboolean called)\n{\n", proc->ident);
  if (!flag)
    g_string_append (out, "  (void) called;\n");
  if (idl_attrs_has (attrs, IDL_ATTR_NOTIFY))
    g_string_append_printf (out, "  %s_notify ();\n", proc->name);
  if (flag)
    g_string_append_printf (out, "  %s_notify_flag (called ? TRUE : FALSE);\n", proc->name);
  g_string_append (out, "}\n\n");
}

/* FALSE if no procedure of the interface wants to be told. */
static gboolean
emit_notify_table (const IdlInterfaceLayout *layout, GString *out)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  gboolean any = FALSE;

  for (guint i = 0; i < layout->procs->len; i++)
    {
      const IdlProcLayout *proc = g_ptr_array_index (layout->procs, i);
      gboolean notified = is_notified (proc->proc) && idl_rpc_is_remote (proc->proc);

      any |= notified;
      if (notified)
        emit_notify (proc, out);
      g_string_append_printf (rows, "  %s%s,\n", notified ? "notify_" : "NULL",
                              notified ? proc->ident : "");
    }
  if (any)
    g_string_append_printf (out,
                            "static void (*const %s_notify[]) (gboolean called) = {\n%s};\n\n",
                            layout->interface->decl.name, rows->str);
  return any;
}

/* ---- The interface ---- */

static void
emit_epv (const IdlInterfaceLayout *layout, const char *epv, GString *out)
{
  g_string_append_printf (out, "static const %s %s_epv = {\n", epv,
                          layout->interface->decl.name);
  for (guint i = 0; i < layout->procs->len; i++)
    {
      const IdlProcLayout *proc = g_ptr_array_index (layout->procs, i);

      if (idl_rpc_is_remote (proc->proc))
        g_string_append_printf (out, "  .%s = %s,\n", proc->name, proc->proc->server_name);
    }
  g_string_append (out, "};\n\n");
}

static void
emit_record (const IdlCompiler *compiler, const IdlInterfaceLayout *layout, gboolean notify,
             GString *out)
{
  const char *name = layout->interface->decl.name;
  g_autofree char *handle = idl_rpc_handle_name (compiler, layout->interface, TRUE);

  g_string_append_printf (out,
                          "static const BeckRpcInterface %s_server = {\n"
                          "  .ndr = &%s_interface,\n  .epv = &%s_epv,\n",
                          name, name, name);
  if (notify)
    g_string_append_printf (out, "  .notify = %s_notify,\n", name);
  if (idl_attrs_has (&layout->interface->decl.attrs, IDL_ATTR_STRICT_CONTEXT_HANDLE))
    g_string_append (out, "  .strict_contexts = TRUE,\n");
  idl_emit_rpc_endpoint_members (layout->interface, out);
  g_string_append_printf (out, "};\n\nRPC_IF_HANDLE %s = (RPC_IF_HANDLE) &%s_server;\n\n", handle,
                          name);
}

static void
emit_interface (const IdlCompiler *compiler, const IdlInterfaceLayout *layout, GString *out)
{
  g_autofree char *epv = idl_rpc_epv_name (compiler, layout->interface);

  for (guint i = 0; i < layout->procs->len; i++)
    emit_proc (g_ptr_array_index (layout->procs, i), epv, out);
  idl_emit_ndr_interface (layout, IDL_INVOKE_SERVER, "&allocator", out);
  emit_epv (layout, epv, out);
  emit_record (compiler, layout, emit_notify_table (layout, out), out);
}

char *
idl_emit_server (IdlCompiler *compiler, const IdlLayouts *layouts)
{
  g_autoptr (GPtrArray) procs = g_ptr_array_new ();
  g_autoptr (GPtrArray) served = g_ptr_array_new ();
  GString *out;

  for (guint i = 0; i < layouts->interfaces->len; i++)
    {
      const IdlInterfaceLayout *layout = g_ptr_array_index (layouts->interfaces, i);

      if (!is_remote (layout))
        continue;
      g_ptr_array_add (served, (gpointer) layout);
      g_ptr_array_extend (procs, layout->procs, NULL, NULL);
    }
  if (served->len == 0)
    return NULL;
  out = g_string_new (NULL);
  idl_emit_ndr_preamble (compiler, "_s.c", "server stubs", out);
  g_string_append (out, "#include <beck/rpc.h>\n\n"
                        "static const BeckNdrAllocator allocator "
                        "= { midl_user_allocate, midl_user_free };\n\n");
  idl_emit_ndr_shapes (layouts, procs, NULL, TRUE, out);
  for (guint i = 0; i < served->len; i++)
    emit_interface (compiler, g_ptr_array_index (served, i), out);
  g_string_truncate (out, out->len - g_str_has_suffix (out->str, "\n\n"));
  return g_string_free (out, FALSE);
}
