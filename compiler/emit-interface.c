/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Object interfaces: an abstract class for C++, a vtable and macros for C. Both have
 * the same slots in the same order: those of the bases, then the interface's own
 * methods except the remote forms of local ones.
 */

#include "emit.h"
#include "emit-type.h"

#include <string.h>

static void
emit_class (IdlEmitter *emitter, const IdlInterface *interface)
{
  g_autofree char *uuid = idl_guid_to_string (&interface->uuid);
  GString *out = emitter->body;

  g_string_append_printf (out, "MIDL_INTERFACE (\"%s\")\n%s", uuid, interface->decl.name);
  if (interface->base != NULL)
    g_string_append_printf (out, " : public %s", interface->base->decl.name);
  g_string_append (out, "\n{\npublic:\n");
  for (guint i = 0; !interface->dispatch && i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (!idl_proc_has_slot (proc))
        continue;
      g_string_append (out, "  virtual ");
      idl_emit_result (proc->result, out);
      g_string_append_printf (out, "STDMETHODCALLTYPE %s ", proc->c_name);
      idl_emit_params (NULL, proc->params, proc->variadic, out);
      g_string_append (out, " = 0;\n");
    }
  g_string_append (out, "};\n");
}

/* What the visitors of vtable slots need. */
typedef struct
{
  const IdlInterface *interface;
  const IdlInterface *last; /* whose slot came before */
  GString *out;
} SlotContext;

static void
emit_slot (const IdlProc *proc, gpointer data)
{
  SlotContext *context = data;
  g_autofree char *this = g_strdup_printf ("%s *This", context->interface->decl.name);
  GString *out = context->out;

  if (proc->interface != context->last)
    g_string_append_printf (out, "\n  /* %s */\n", proc->interface->decl.name);
  context->last = proc->interface;
  g_string_append (out, "  ");
  idl_emit_result (proc->result, out);
  g_string_append_printf (out, "(STDMETHODCALLTYPE *%s) ", proc->c_name);
  idl_emit_params (this, proc->params, proc->variadic, out);
  g_string_append (out, ";\n");
}

/* A macro's parameter must not have the name of anything else in its body. */
static char *
macro_param (const IdlProc *proc, guint index)
{
  g_autofree char *name = idl_param_name (proc->params, index);

  if (strcmp (name, proc->c_name) == 0 || strcmp (name, "lpVtbl") == 0
      || strcmp (name, "This") == 0)
    return g_strdup_printf ("arg%u", index + 1);
  return g_steal_pointer (&name);
}

static void
emit_macro (const IdlProc *proc, gpointer data)
{
  SlotContext *context = data;
  g_autoptr (GString) args = g_string_new (NULL);
  GString *out = context->out;

  for (guint i = 0; i < proc->params->len; i++)
    {
      g_autofree char *name = macro_param (proc, i);

      g_string_append_printf (args, ", %s", name);
    }
  g_string_append_printf (out, "#define %s_%s(This%s%s) \\\n", context->interface->decl.name,
                          proc->c_name, args->str, proc->variadic ? ", ..." : "");
  g_string_append_printf (out, "  ((This)->lpVtbl->%s (This%s%s))\n", proc->c_name, args->str,
                          proc->variadic ? ", __VA_ARGS__" : "");
}

static void
emit_vtable (IdlEmitter *emitter, const IdlInterface *interface)
{
  const char *name = interface->decl.name;
  SlotContext context = { interface, NULL, emitter->body };

  g_string_append_printf (emitter->body, "typedef struct %sVtbl\n{\n  BEGIN_INTERFACE\n", name);
  idl_interface_visit_slots (interface, emit_slot, &context);
  g_string_append_printf (emitter->body, "\n  END_INTERFACE\n} %sVtbl;\n\n", name);
  g_string_append_printf (emitter->body,
                          "struct %s\n{\n  CONST_VTBL struct %sVtbl *lpVtbl;\n};\n\n", name, name);
  g_string_append (emitter->body, "#ifdef COBJMACROS\n");
  idl_interface_visit_slots (interface, emit_macro, &context);
  g_string_append (emitter->body, "#endif\n");
}

/* Declares the proxy function of a remote method, which is generated, and the adaptors between it
 * and the local method, which are for the user to write. */
static void
emit_remote (IdlEmitter *emitter, const IdlInterface *interface, const IdlProc *remote)
{
  g_autofree char *this = g_strdup_printf ("%s *This", interface->decl.name);
  const IdlProc *local = remote->local;
  GString *out = emitter->body;

  g_string_append_c (out, '\n');
  idl_emit_result (remote->result, out);
  g_string_append_printf (out, "%s_%s_Proxy ", interface->decl.name, remote->c_name);
  idl_emit_params (this, remote->params, FALSE, out);
  g_string_append (out, ";\n");
  if (local == NULL)
    return;
  idl_emit_result (local->result, out);
  g_string_append_printf (out, "%s_%s_Proxy ", interface->decl.name, local->c_name);
  idl_emit_params (this, local->params, local->variadic, out);
  g_string_append (out, ";\n");
  idl_emit_result (remote->result, out);
  g_string_append_printf (out, "%s_%s_Stub ", interface->decl.name, local->c_name);
  idl_emit_params (this, remote->params, FALSE, out);
  g_string_append (out, ";\n");
}

static void
emit_remotes (IdlEmitter *emitter, const IdlInterface *interface)
{
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (!idl_proc_has_slot (proc))
        emit_remote (emitter, interface, proc);
    }
}

static void
emit_title (IdlEmitter *emitter, const IdlInterface *interface)
{
  g_autofree char *place = idl_emit_place (interface->decl.pos);

  g_string_append_printf (emitter->body, "/* %s %s, %s%s */\n\n",
                          interface->dispatch ? "dispinterface" : "interface",
                          interface->decl.name,
                          interface->sync != NULL ? "from [async_uuid] at " : "", place);
}

void
idl_emit_interface (IdlEmitter *emitter, const IdlInterface *interface)
{
  const char *name = interface->decl.name;
  GString *out = emitter->body;

  g_string_append_printf (out, "#ifndef __%s_INTERFACE_DEFINED__\n", name);
  g_string_append_printf (out, "#define __%s_INTERFACE_DEFINED__\n\n", name);
  emit_title (emitter, interface);
  idl_emit_members (emitter, interface->members);
  g_string_append_printf (out, "EXTERN_C const IID %s_%s;\n\n",
                          interface->dispatch ? "DIID" : "IID", name);
  g_string_append (out, "#if defined(__cplusplus) && !defined(CINTERFACE)\n\n");
  emit_class (emitter, interface);
  g_string_append (out, "\n#else\n\n");
  emit_vtable (emitter, interface);
  g_string_append (out, "\n#endif\n\n");
  g_string_append_printf (out, "BECK_DEFINE_AUTOPTR (%s)\n", name);
  emit_remotes (emitter, interface);
  g_string_append_printf (out, "\n#endif /* __%s_INTERFACE_DEFINED__ */\n\n", name);
}
