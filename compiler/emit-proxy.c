/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The file of proxies and stubs as a whole: for each interface the functions of its methods, its
 * vtables and its record, and at the end the table of all records.
 *
 * A file stands on its own. Methods inherited from interfaces of other files are printed
 * again, as static functions; only the proxies of remote forms stay where they are, since the
 * functions of the user call them by name.
 */

#include "emit-proxy.h"
#include "emit-ndr.h"
#include "emit-type.h"
#include "emit.h"

#include <string.h>

/* ---- Which interfaces ---- */

static gboolean
is_unknown (const IdlInterface *interface)
{
  return interface->base == NULL;
}

static IdlProxy *
find_proxy (const GPtrArray *proxies, const IdlInterfaceLayout *layout)
{
  for (guint i = 0; i < proxies->len; i++)
    {
      IdlProxy *proxy = g_ptr_array_index (proxies, i);

      if (proxy->layout == layout)
        return proxy;
    }
  return NULL;
}

/* @layout behind its bases. */
static IdlProxy *
add_proxy (GPtrArray *proxies, const IdlInterfaceLayout *layout, gboolean calls_async)
{
  IdlProxy *proxy = find_proxy (proxies, layout);

  if (layout->base != NULL && !is_unknown (layout->base->interface))
    add_proxy (proxies, layout->base, calls_async);
  if (proxy == NULL)
    {
      proxy = g_new0 (IdlProxy, 1);
      proxy->layout = layout;
      g_ptr_array_add (proxies, proxy);
    }
  proxy->calls_async |= calls_async;
  return proxy;
}

static GPtrArray *
list_proxies (const IdlLayouts *layouts)
{
  GPtrArray *proxies = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < layouts->interfaces->len; i++)
    {
      const IdlInterfaceLayout *layout = g_ptr_array_index (layouts->interfaces, i);

      if (layout->interface->object && !is_unknown (layout->interface))
        add_proxy (proxies, layout, layout->interface->async != NULL)->own = TRUE;
    }
  return proxies;
}

/* ---- An interface ---- */

static gboolean
travels (const IdlProc *proc)
{
  return proc->remote != NULL
         || (!proc->interface->local && !idl_attrs_has (&proc->decl.attrs, IDL_ATTR_LOCAL));
}

static void
emit_methods (const IdlProxy *proxy, GString *out)
{
  const IdlInterface *interface = proxy->layout->interface;
  const GPtrArray *procs = proxy->layout->procs;

  for (guint i = 0; i < procs->len; i++)
    {
      const IdlProcLayout *proc = g_ptr_array_index (procs, i);
      gboolean has_proxy = proxy->own || proc->proc->local == NULL;

      idl_emit_ndr_proc (proc, out);
      if (has_proxy)
        idl_emit_proxy_call (proc, out);
      idl_emit_proxy_invoke (proc, out);
      if (interface->async != NULL)
        idl_emit_proxy_halves (proc, proxy->calls_async && has_proxy, out);
    }
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (idl_proc_has_slot (proc) && !travels (proc))
        idl_emit_proxy_local (proc, out);
    }
}

static void
emit_vtable (const IdlInterface *interface, GString *out)
{
  const char *name = interface->decl.name;

  g_string_append_printf (out,
                          "static const %sVtbl %s_proxy_vtbl = {\n  BECK_PROXY_UNKNOWN (%s),\n",
                          name, name, name);
  idl_emit_proxy_slots (interface, "  ", out);
  g_string_append (out, "};\n\n");
}

static void
emit_calls (const IdlInterface *async, GString *out)
{
  const char *name = async->decl.name;

  g_string_append_printf (out,
                          "static const BeckCallClass %s_calls = {\n  BECK_PROXY_CALL_CLASS (\n"
                          "      BECK_INTERFACE (\n          BeckProxyCall, async, %s,\n",
                          name, name);
  idl_emit_proxy_slots (async, "          ", out);
  /* The last slot's comma becomes the end of the list. */
  g_string_truncate (out, out->len - strlen (",\n"));
  g_string_append_c (out, ')');
  for (const IdlInterface *base = async->base; !is_unknown (base); base = base->base)
    g_string_append_printf (out, ",\n      BECK_BASE_INTERFACE (BeckProxyCall, async, %s)",
                            base->decl.name);
  g_string_append (out, "),\n};\n\n");
}

static void
emit_record (const IdlProxy *proxy, GString *out)
{
  const IdlInterface *interface = proxy->layout->interface;
  const IdlInterfaceLayout *base = proxy->layout->base;
  const char *name = interface->decl.name;

  g_string_append_printf (out, "static const BeckProxyInterface %s_proxy = {\n  .iid = &IID_%s,\n",
                          name, name);
  if (proxy->layout->procs->len > 0)
    g_string_append_printf (out, "  .ndr = &%s_interface,\n", name);
  if (proxy->own)
    g_string_append_printf (out, "  .vtbl = &%s_proxy_vtbl,\n", name);
  if (base != NULL && !is_unknown (base->interface))
    g_string_append_printf (out, "  .base = &%s_proxy,\n", base->interface->decl.name);
  if (interface->async != NULL)
    g_string_append_printf (out, "  .async_iid = &IID_%s,\n", interface->async->decl.name);
  if (interface->async != NULL && proxy->own)
    g_string_append_printf (out, "  .calls = &%s_calls,\n", interface->async->decl.name);
  g_string_append (out, "};\n\n");
}

static void
emit_interface (const IdlProxy *proxy, GString *out)
{
  const IdlInterface *interface = proxy->layout->interface;
  g_autofree char *place = idl_emit_place (interface->decl.pos);

  g_string_append_printf (out, "/* ---- %s, %s%s ---- */\n\n", interface->decl.name, place,
                          proxy->own ? "" : ": inherited");
  emit_methods (proxy, out);
  if (proxy->layout->procs->len > 0)
    idl_emit_ndr_interface (proxy->layout, IDL_INVOKE_OBJECT, "&beck_ndr_task_allocator", out);
  if (proxy->own)
    emit_vtable (interface, out);
  if (proxy->own && interface->async != NULL)
    emit_calls (interface->async, out);
  emit_record (proxy, out);
}

/* ---- The file ---- */

/* "my-file.idl" → "my_file" */
static char *
table_name (const IdlCompiler *compiler)
{
  g_autofree char *file = g_path_get_basename (compiler->main->path);
  g_autofree char *stem = idl_with_ending (file, "");

  g_strcanon (stem, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS, '_');
  return g_ascii_isdigit (stem[0]) ? g_strconcat ("_", stem, NULL) : g_strdup (stem);
}

static void
emit_table (const IdlCompiler *compiler, const GPtrArray *proxies, GString *out)
{
  g_autofree char *file = g_path_get_basename (compiler->main->path);
  g_autofree char *name = table_name (compiler);

  g_string_append (out, "/* ---- All of them ---- */\n\n"
                        "static const BeckProxyInterface *const interfaces[] = {\n");
  for (guint i = 0; i < proxies->len; i++)
    {
      const IdlProxy *proxy = g_ptr_array_index (proxies, i);

      if (proxy->own)
        g_string_append_printf (out, "  &%s_proxy,\n", proxy->layout->interface->decl.name);
    }
  g_string_append_printf (out,
                          "};\n\nBECK_EXTERN_PROXY_FILE (%s);\n\n"
                          "const BeckProxyFile %s_ProxyFile = {\n  .name = \"%s\",\n"
                          "  .interfaces = interfaces,\n"
                          "  .n_interfaces = G_N_ELEMENTS (interfaces),\n};\n",
                          name, name, file);
}

static GPtrArray *
all_procs (const GPtrArray *proxies)
{
  GPtrArray *procs = g_ptr_array_new ();

  for (guint i = 0; i < proxies->len; i++)
    {
      const IdlProxy *proxy = g_ptr_array_index (proxies, i);

      for (guint j = 0; j < proxy->layout->procs->len; j++)
        g_ptr_array_add (procs, g_ptr_array_index (proxy->layout->procs, j));
    }
  return procs;
}

char *
idl_emit_proxy (IdlCompiler *compiler, const IdlLayouts *layouts)
{
  g_autoptr (GPtrArray) proxies = list_proxies (layouts);
  g_autoptr (GPtrArray) procs = all_procs (proxies);
  GString *out;

  if (proxies->len == 0)
    return NULL;
  out = g_string_new (NULL);
  idl_emit_ndr_preamble (compiler, "_p.c", "proxies and stubs", out);
  g_string_append (out, "#include <beck/proxy.h>\n\n");
  idl_emit_ndr_shapes (layouts, procs, NULL, FALSE, out);
  for (guint i = 0; i < proxies->len; i++)
    emit_interface (g_ptr_array_index (proxies, i), out);
  emit_table (compiler, proxies, out);
  return g_string_free (out, FALSE);
}
