/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One method of an object interface: the function in the proxy's vtable, which makes a
 * record of its arguments; and the one that takes such a record apart for the server.
 *
 * Between a local method and its remote form stand functions of the user, on both sides:
 * I_X_Proxy, in the vtable, calls I_RemoteX_Proxy, which is generated; the stub calls
 * I_X_Stub with the arguments of RemoteX.
 */

#include "emit-proxy.h"
#include "emit-type.h"
#include "emit.h"
#include "type.h"

#include <string.h>

#define LINE_WIDTH 98

/* ---- Pieces ---- */

char *
idl_proxy_variable (const GPtrArray *params, const char *name)
{
  g_autoptr (GString) found = g_string_new (name);

  for (guint i = 0; i < params->len; i++)
    {
      g_autofree char *param = idl_param_name (params, i);

      if (strcmp (param, found->str) != 0)
        continue;
      g_string_append_c (found, '_');
      i = (guint) -1;
    }
  return g_strdup (found->str);
}

void
idl_proxy_append_list (GString *out, const GPtrArray *items)
{
  const char *newline = memrchr (out->str, '\n', out->len);
  gsize start = newline != NULL ? (gsize) (newline + 1 - out->str) : 0;
  gsize indent = out->len - start;

  for (guint i = 0; i < items->len; i++)
    {
      const char *item = g_ptr_array_index (items, i);

      if (i > 0 && out->len - start + strlen (item) + 6 > LINE_WIDTH)
        {
          g_string_append (out, ",\n");
          start = out->len;
          g_string_append_printf (out, "%*s", (int) indent, "");
        }
      else if (i > 0)
        g_string_append (out, ", ");
      g_string_append (out, item);
    }
}

/* The name of @param in the argument record. Halves of a method share the parameters with it. */
static const char *
member_of (const IdlProcLayout *layout, const IdlVar *param)
{
  for (guint i = 0; i < layout->n_params; i++)
    if (layout->params[i].var == param)
      return layout->params[i].name;
  g_return_val_if_reached (NULL);
}

GPtrArray *
idl_proxy_members (const IdlProcLayout *layout, const GPtrArray *params)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < params->len; i++)
    {
      g_autofree char *name = idl_param_name (params, i);
      const char *member = member_of (layout, g_ptr_array_index (params, i));

      g_ptr_array_add (items, g_strdup_printf (".%s = %s", member, name));
    }
  if (items->len == 0)
    g_ptr_array_add (items, g_strdup ("0"));
  return items;
}

GPtrArray *
idl_proxy_arguments (const IdlProcLayout *layout, const GPtrArray *params)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (items, g_strdup ("This"));
  for (guint i = 0; i < params->len; i++)
    g_ptr_array_add (items,
                     g_strdup_printf ("args->%s",
                                      member_of (layout, g_ptr_array_index (params, i))));
  return items;
}

/* ---- The client's side ---- */

static void
emit_signature (const IdlProc *proc, GString *out)
{
  const char *interface = proc->interface->decl.name;
  g_autofree char *this = g_strdup_printf ("%s *This", interface);

  /* The user's part calls the remote form of a local method. */
  if (proc->local != NULL)
    {
      idl_emit_result (proc->result, out);
      g_string_append_printf (out, "\n%s_%s_Proxy ", interface, proc->c_name);
    }
  else
    {
      g_string_append (out, "static ");
      idl_emit_result (proc->result, out);
      g_string_append_printf (out, "STDMETHODCALLTYPE\nproxy_%s_%s ", interface, proc->c_name);
    }
  idl_emit_params (this, proc->params, proc->variadic, out);
  g_string_append (out, "\n{\n");
}

void
idl_emit_proxy_call (const IdlProcLayout *proc, GString *out)
{
  const GPtrArray *params = proc->proc->params;
  g_autofree char *args = idl_proxy_variable (params, "args");
  g_autoptr (GPtrArray) members = idl_proxy_members (proc, params);

  emit_signature (proc->proc, out);
  g_string_append_printf (out, "  struct %s_Args %s = { ", proc->ident, args);
  idl_proxy_append_list (out, members);
  g_string_append_printf (out, " };\n\n  return beck_proxy_call (This, %u, &%s, &%s.%s);\n}\n\n",
                          proc->opnum, args, args, proc->result_name);
}

/* ---- The server's side ---- */

void
idl_emit_proxy_invoke (const IdlProcLayout *proc, GString *out)
{
  const char *interface = proc->proc->interface->decl.name;
  const IdlProc *local = proc->proc->local;
  g_autoptr (GPtrArray) arguments = idl_proxy_arguments (proc, proc->proc->params);

  g_string_append_printf (out,
                          "static void\ninvoke_%s (void *target, void *data)\n{\n"
                          "  struct %s_Args *args = data;\n  %s *This = target;\n\n  args->%s = ",
                          proc->ident, proc->ident, interface, proc->result_name);
  if (local != NULL)
    g_string_append_printf (out, "%s_%s_Stub (", interface, local->c_name);
  else
    g_string_append_printf (out, "This->lpVtbl->%s (", proc->proc->c_name);
  idl_proxy_append_list (out, arguments);
  g_string_append (out, ");\n}\n\n");
}

/* ---- Methods that do not travel ---- */

static gboolean
is_result_only (const IdlVar *param)
{
  const IdlType *target = idl_type_is_pointer (param->type) ? idl_type_target (param->type) : NULL;

  return target != NULL && idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT)
         && !idl_attrs_has (&param->decl.attrs, IDL_ATTR_IN) && idl_type_is_pointer (target);
}

/* The caller of a method that failed finds NULL in results that are pointers. */
static void
emit_no_results (const IdlProc *proc, GString *out)
{
  for (guint i = 0; i < proc->params->len; i++)
    {
      g_autofree char *name = idl_param_name (proc->params, i);

      if (is_result_only (g_ptr_array_index (proc->params, i)))
        g_string_append_printf (out, "  if (%s != NULL)\n    *%s = NULL;\n", name, name);
      else
        g_string_append_printf (out, "  (void) %s;\n", name);
    }
}

static gboolean
is_hresult (const IdlType *type)
{
  for (; type->kind == IDL_TYPE_ALIAS; type = type->alias->type)
    if (strcmp (type->alias->decl.name, "HRESULT") == 0
        || strcmp (type->alias->decl.name, "SCODE") == 0)
      return TRUE;
  return FALSE;
}

static void
emit_no_result (const IdlType *type, GString *out)
{
  const IdlType *plain = idl_type_resolve (type);

  if (is_hresult (type))
    g_string_append (out, "  return BECK_PROXY_CANNOT_TRAVEL;\n");
  else if (plain->kind == IDL_TYPE_TAG && plain->tag->kind != IDL_TAG_ENUM)
    {
      g_string_append (out, "  return (");
      idl_emit_type_name (type, out);
      g_string_append (out, "){ 0 };\n");
    }
  else if (!idl_type_is_base (type, IDL_BASE_VOID))
    g_string_append (out, "  return 0;\n");
}

void
idl_emit_proxy_local (const IdlProc *proc, GString *out)
{
  g_autofree char *place = idl_emit_place (proc->decl.pos);

  g_string_append_printf (out, "/* %s::%s, %s: is local */\n\n", proc->interface->decl.name,
                          proc->c_name, place);
  emit_signature (proc, out);
  g_string_append (out, "  (void) This;\n");
  emit_no_results (proc, out);
  emit_no_result (proc->result, out);
  g_string_append (out, "}\n\n");
}

/* ---- Vtables ---- */

typedef struct
{
  const IdlInterface *interface;
  const char *indent;
  GString *out;
} Slots;

static void
emit_slot (const IdlProc *proc, gpointer data)
{
  const Slots *slots = data;
  const char *interface = proc->interface->decl.name;
  g_autofree char *function
      = proc->remote != NULL ? g_strdup_printf ("%s_%s_Proxy", interface, proc->c_name)
                             : g_strdup_printf ("proxy_%s_%s", interface, proc->c_name);

  if (proc->interface->base == NULL)
    return; /* of IUnknown */
  if (proc->interface == slots->interface)
    g_string_append_printf (slots->out, "%s.%s = %s,\n", slots->indent, proc->c_name, function);
  else
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new ();

      g_string_append_printf (slots->out, "%sBECK_PROXY_INHERITED (", slots->indent);
      g_ptr_array_add (items, (gpointer) slots->interface->decl.name);
      g_ptr_array_add (items, (gpointer) proc->c_name);
      g_ptr_array_add (items, function);
      idl_proxy_append_list (slots->out, items);
      g_string_append (slots->out, "),\n");
    }
}

void
idl_emit_proxy_slots (const IdlInterface *interface, const char *indent, GString *out)
{
  Slots slots = { interface, indent, out };

  idl_interface_visit_slots (interface, emit_slot, &slots);
}
