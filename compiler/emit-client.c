/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Client stubs: one function per procedure, with the prototype of the header. It fills the
 * argument record, finds the binding (rpc.md 3.2), calls, and tells what went wrong by an
 * exception, or where [comm_status] and [fault_status] want it (3.3).
 */

#include "emit-client.h"

#include "emit-ndr.h"
#include "emit-pickle.h"
#include "emit-proxy.h"
#include "emit-rpc.h"
#include "emit-type.h"
#include "emit.h"
#include "rpc.h"
#include "type.h"

/* ---- The binding of a procedure ---- */

typedef struct
{
  char *expression;       /* of a handle_t */
  char *value;            /* of a type with [handle], or NULL: what to bind */
  const IdlTypedef *type; /* … and that type */
} Binding;

static void
binding_clear (Binding *binding)
{
  g_free (binding->expression);
  g_free (binding->value);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Binding, binding_clear)

/* The type with [handle] that @type is, or NULL. */
static const IdlTypedef *
custom_handle (const IdlType *type)
{
  for (; type->kind == IDL_TYPE_ALIAS; type = type->alias->type)
    if (idl_attrs_has (&type->alias->decl.attrs, IDL_ATTR_HANDLE))
      return type->alias;
  return NULL;
}

/* A handle_t is itself; a type with [handle] has functions of the program. */
static Binding
binding_of_value (const IdlType *type, const char *value)
{
  const IdlTypedef *bound = custom_handle (type);

  if (bound == NULL)
    return (Binding){ .expression = g_strdup (value) };
  return (Binding){ .expression = g_strdup_printf ("%s_bind (%s)", bound->decl.name, value),
                    .value = g_strdup (value),
                    .type = bound };
}

static gboolean
is_context (const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;

  return layout->kind == IDL_LAYOUT_CONTEXT
         || (layout->kind == IDL_LAYOUT_POINTER && layout->target->kind == IDL_LAYOUT_CONTEXT);
}

static Binding
binding_of_param (const IdlParamLayout *param)
{
  const char *name = param->name;

  if (!is_context (param))
    return binding_of_value (param->var->type, name);
  if (param->layout->kind == IDL_LAYOUT_CONTEXT)
    return (Binding){ .expression = g_strdup_printf ("beck_rpc_context_binding (%s)", name) };
  return (Binding){ .expression = g_strdup_printf (
                        "beck_rpc_context_binding (%s != NULL ? *%s : NULL)", name, name) };
}

static Binding
find_binding (const IdlProcLayout *proc)
{
  const IdlInterface *interface = proc->proc->interface;
  const IdlAttr *implicit = idl_proc_implicit_handle (proc->proc);

  if (idl_proc_adds_handle (proc->proc))
    return (Binding){ .expression = g_strdup ("IDL_handle") };
  for (guint i = 0; i < proc->n_params; i++)
    if (idl_param_is_binding (proc->params[i].var))
      return binding_of_param (&proc->params[i]);
  if (implicit != NULL)
    return binding_of_value (implicit->type, implicit->text);
  return (Binding){ .expression = g_strdup_printf ("beck_rpc_auto_handle (&%s_interface)",
                                                   interface->decl.name) };
}

/* ---- Who is told of failures ---- */

typedef struct
{
  char *comm;       /* C expressions of error_status_t *, or NULL: raised */
  char *fault;
  char *variable;   /* the local for the function's result, or NULL */
  const char *also; /* a parameter that is told the same, or NULL */
} Told;

static void
told_clear (Told *told)
{
  g_free (told->comm);
  g_free (told->fault);
  g_free (told->variable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static const char *
param_with (const IdlProcLayout *proc, IdlAttrId id)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (idl_attrs_has (&proc->params[i].var->decl.attrs, id))
      return proc->params[i].name;
  return NULL;
}

/* The function's result first; a parameter with the same attribute is set from that. */
static char *
place_of (const IdlProcLayout *proc, IdlAttrId id, Told *told)
{
  const char *param = param_with (proc, id);

  if (!idl_attrs_has (&proc->proc->decl.attrs, id))
    return g_strdup (param);
  if (told->variable == NULL)
    told->variable = idl_proxy_variable (proc->proc->params, "status");
  if (param != NULL)
    told->also = param;
  return g_strdup_printf ("&%s", told->variable);
}

static Told
find_told (const IdlProcLayout *proc)
{
  Told told = { 0 };

  told.comm = place_of (proc, IDL_ATTR_COMM_STATUS, &told);
  told.fault = place_of (proc, IDL_ATTR_FAULT_STATUS, &told);
  return told;
}

/* ---- Functions ---- */

/* @bound is the initializer of another member, or NULL. */
static void
emit_head (const IdlProcLayout *proc, const char *args, const char *bound, GString *out)
{
  g_autofree char *place = idl_emit_place (proc->proc->decl.pos);
  g_autoptr (GPtrArray) members = idl_proxy_members (proc, proc->proc->params);

  if (bound != NULL && proc->n_params == 0)
    g_ptr_array_set_size (members, 0);
  if (bound != NULL)
    g_ptr_array_add (members, g_strdup (bound));
  g_string_append_printf (out, "/* %s */\n", place);
  idl_emit_rpc_result (proc->proc, out);
  g_string_append_printf (out, "\n%s ", proc->proc->client_name);
  idl_emit_rpc_params (proc->proc, out);
  g_string_append_printf (out, "\n{\n  struct %s_Args %s = { ", proc->ident, args);
  idl_proxy_append_list (out, members);
  g_string_append (out, " };\n");
}

/* "FUNCTION (&I_interface, 0, BINDING, &args);", behind what stands on the line already. @unbind
 * is a function's name, or NULL. */
static void
emit_call (const IdlProcLayout *proc, const char *function, const char *binding, const char *args,
           const char *unbind, GString *out)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (items, g_strdup_printf ("&%s_interface", proc->proc->interface->decl.name));
  g_ptr_array_add (items, g_strdup_printf ("%u", proc->opnum));
  if (proc->async)
    g_ptr_array_add (items, g_strdup_printf ("%s_AsyncHandle", proc->name));
  g_ptr_array_add (items, g_strdup (binding));
  g_ptr_array_add (items, g_strdup_printf ("&%s", args));
  if (proc->async)
    g_ptr_array_add (items, g_strdup_printf ("sizeof %s", args));
  if (proc->async)
    g_ptr_array_add (items, g_strdup (unbind != NULL ? unbind : "NULL"));
  g_string_append_printf (out, "%s (", function);
  idl_proxy_append_list (out, items);
  g_string_append (out, ");\n");
}

/* What to call with the record when the call is over. It gets the value that was bound, whatever
 * has become of the program's variable. */
static void
emit_unbind (const IdlProcLayout *proc, const Binding *binding, const char *member, GString *out)
{
  g_string_append_printf (out,
                          "static void\nunbind_%s (const void *data, handle_t binding)\n{\n"
                          "  const struct %s_Args *args = data;\n\n"
                          "  %s_unbind (args->%s, binding);\n}\n\n",
                          proc->ident, proc->ident, binding->type->decl.name, member);
}

static void
emit_async (const IdlProcLayout *proc, GString *out)
{
  g_autofree char *args = idl_proxy_variable (proc->proc->params, "args");
  g_autofree char *unbind = NULL;
  g_autofree char *member = NULL;
  g_autofree char *bound = NULL;
  g_auto (Binding) binding = find_binding (proc);

  if (binding.type != NULL)
    {
      gboolean implicit = idl_proc_implicit_handle (proc->proc) != NULL;

      member = g_strdup_printf ("%s%s", implicit ? "bound_" : "", binding.value);
      bound = implicit ? g_strdup_printf (".%s = %s", member, binding.value) : NULL;
      unbind = g_strdup_printf ("unbind_%s", proc->ident);
      emit_unbind (proc, &binding, member, out);
    }
  emit_head (proc, args, bound, out);
  g_string_append (out, "\n  ");
  emit_call (proc, "beck_rpc_call_async", binding.expression, args, unbind, out);
  g_string_append (out, "}\n\n");
}

/* Nothing to do behind the call. */
static void
emit_plain (const IdlProcLayout *proc, const char *args, const Binding *binding, GString *out)
{
  emit_head (proc, args, NULL, out);
  g_string_append (out, "\n  ");
  emit_call (proc, "beck_rpc_call", binding->expression, args, NULL, out);
  if (proc->result != NULL)
    g_string_append_printf (out, "  return %s.%s;\n", args, proc->result_name);
  g_string_append (out, "}\n\n");
}

/* A binding made for this call ends with it, however it went. */
static void
emit_try_call (const IdlProcLayout *proc, const char *args, const Binding *binding,
               const char *outcome, GString *out)
{
  g_autofree char *bound = idl_proxy_variable (proc->proc->params, "binding");

  if (binding->type != NULL)
    g_string_append_printf (out, "  handle_t %s = %s;\n", bound, binding->expression);
  g_string_append_printf (out, "  BeckRpcOutcome %s = ", outcome);
  emit_call (proc, "beck_rpc_try_call", binding->type != NULL ? bound : binding->expression, args,
             NULL, out);
  g_string_append_c (out, '\n');
  if (binding->type != NULL)
    g_string_append_printf (out, "  if (%s != NULL)\n    %s_unbind (%s, %s);\n", bound,
                            binding->type->decl.name, binding->value, bound);
}

static void
emit_result (const IdlProcLayout *proc, const char *args, const Told *told, GString *out)
{
  if (told->variable != NULL)
    g_string_append_printf (out, "  return %s != 0 ? %s : %s.%s;\n", told->variable,
                            told->variable, args, proc->result_name);
  else if (proc->result != NULL)
    g_string_append_printf (out, "  return %s.%s;\n", args, proc->result_name);
}

static void
emit_careful (const IdlProcLayout *proc, const char *args, const Binding *binding,
              const Told *told, GString *out)
{
  g_autofree char *outcome = idl_proxy_variable (proc->proc->params, "outcome");

  emit_head (proc, args, NULL, out);
  if (told->variable != NULL)
    g_string_append_printf (out, "  error_status_t %s;\n", told->variable);
  emit_try_call (proc, args, binding, outcome, out);
  g_string_append_printf (out, "  beck_rpc_report (%s, %s, %s);\n", outcome,
                          told->comm != NULL ? told->comm : "NULL",
                          told->fault != NULL ? told->fault : "NULL");
  if (told->also != NULL)
    g_string_append_printf (out, "  *%s = %s;\n", told->also, told->variable);
  emit_result (proc, args, told, out);
  g_string_append (out, "}\n\n");
}

static void
emit_function (const IdlProcLayout *proc, GString *out)
{
  g_autofree char *args = idl_proxy_variable (proc->proc->params, "args");
  g_auto (Binding) binding = { 0 };
  g_auto (Told) told = { 0 };

  if (idl_proc_is_pickled (proc->proc))
    {
      idl_emit_pickle_proc (proc, out);
      return;
    }
  if (proc->async)
    {
      emit_async (proc, out);
      return;
    }
  binding = find_binding (proc);
  told = find_told (proc);
  if (binding.type == NULL && told.comm == NULL && told.fault == NULL)
    emit_plain (proc, args, &binding, out);
  else
    emit_careful (proc, args, &binding, &told, out);
}

/* ---- Interfaces ---- */

static void
emit_handles (const IdlCompiler *compiler, const IdlInterface *interface, GString *out)
{
  const IdlAttr *implicit = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);
  gboolean more = idl_attrs_has (&interface->decl.attrs, IDL_ATTR_ENDPOINT);
  const char *name = interface->decl.name;
  g_autofree char *handle = idl_rpc_handle_name (compiler, interface, FALSE);

  g_string_append_printf (out,
                          "static const BeckRpcInterface %s_client = {%s.ndr = &%s_interface%s",
                          name, more ? "\n  " : " ", name, more ? ",\n" : " ");
  idl_emit_rpc_endpoint_members (interface, out);
  g_string_append_printf (out, "};\n\nRPC_IF_HANDLE %s = (RPC_IF_HANDLE) &%s_client;\n", handle,
                          name);
  if (implicit != NULL)
    {
      idl_emit_declaration (implicit->type, implicit->text, IDL_IN_FIELD, out);
      g_string_append (out, ";\n");
    }
  g_string_append_c (out, '\n');
}

static void
emit_interface (const IdlCompiler *compiler, const IdlInterfaceLayout *layout, GString *out)
{
  for (guint i = 0; i < layout->procs->len; i++)
    {
      idl_emit_ndr_proc (g_ptr_array_index (layout->procs, i), out);
      idl_emit_ndr_land (g_ptr_array_index (layout->procs, i), out);
    }
  idl_emit_ndr_interface (layout, IDL_INVOKE_NONE, "&allocator", out);
  emit_handles (compiler, layout->interface, out);
  for (guint i = 0; i < layout->procs->len; i++)
    emit_function (g_ptr_array_index (layout->procs, i), out);
}

/* ---- The file ---- */

/* All procedures of RPC interfaces; free with g_ptr_array_unref. */
static GPtrArray *
list_procs (const IdlLayouts *layouts)
{
  GPtrArray *procs = g_ptr_array_new ();

  for (guint i = 0; i < layouts->interfaces->len; i++)
    {
      const IdlInterfaceLayout *layout = g_ptr_array_index (layouts->interfaces, i);

      for (guint j = 0; !layout->interface->object && j < layout->procs->len; j++)
        g_ptr_array_add (procs, g_ptr_array_index (layout->procs, j));
    }
  return procs;
}

static void
emit_interfaces (const IdlCompiler *compiler, const IdlLayouts *layouts, GString *out)
{
  for (guint i = 0; i < layouts->interfaces->len; i++)
    {
      const IdlInterfaceLayout *layout = g_ptr_array_index (layouts->interfaces, i);

      if (!layout->interface->object && layout->procs->len > 0)
        emit_interface (compiler, layout, out);
    }
}

char *
idl_emit_client (IdlCompiler *compiler, const IdlLayouts *layouts)
{
  g_autoptr (GPtrArray) procs = list_procs (layouts);
  GString *out;

  if (procs->len == 0 && layouts->pickles->len == 0)
    return NULL;
  out = g_string_new (NULL);
  idl_emit_ndr_preamble (compiler, "_c.c", "client stubs", out);
  g_string_append (out, "#include <beck/pickle.h>\n#include <beck/rpc.h>\n\n"
                        "static const BeckNdrAllocator allocator "
                        "= { midl_user_allocate, midl_user_free };\n\n");
  idl_emit_ndr_shapes (layouts, procs, layouts->pickles, FALSE, out);
  emit_interfaces (compiler, layouts, out);
  for (guint i = 0; i < layouts->pickles->len; i++)
    idl_emit_ndr_pickle (g_ptr_array_index (layouts->pickles, i), out);
  idl_emit_pickles (compiler, layouts, out);
  g_string_truncate (out, out->len - g_str_has_suffix (out->str, "\n\n"));
  return g_string_free (out, FALSE);
}
