/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RPC interfaces: prototypes shared by client stub and server manager, the interface
 * handles, pipe structures, and the functions programs supply for types with special
 * representation.
 */

#include "emit-rpc.h"
#include "checks.h"
#include "emit.h"
#include "emit-type.h"
#include "rpc.h"
#include "type.h"

#include <string.h>

/* A parameter of an [async] procedure: pipes become ASYNC_ pipes, by reference. */
static void
append_async_param (const IdlVar *param, const char *name, GString *out)
{
  const IdlTypedef *pipe = idl_type_pipe (param->type);

  if (pipe != NULL)
    g_string_append_printf (out, "ASYNC_%s *%s", pipe->decl.name, name);
  else
    idl_emit_declaration (param->type, name, IDL_IN_PARAM, out);
}

static void
append_async_params (const IdlProc *proc, GString *out)
{
  guint indent = idl_emit_open_list (out);

  g_string_append_printf (out, "PRPC_ASYNC_STATE %s_AsyncHandle", proc->c_name);
  if (idl_proc_adds_handle (proc))
    idl_emit_item ("handle_t IDL_handle", ", ", indent, out);
  for (guint i = 0; i < proc->params->len; i++)
    {
      g_autofree char *name = idl_param_name (proc->params, i);
      g_autoptr (GString) item = g_string_new (NULL);

      append_async_param (g_ptr_array_index (proc->params, i), name, item);
      idl_emit_item (item->str, ", ", indent, out);
    }
  g_string_append_c (out, ')');
}

void
idl_emit_rpc_result (const IdlProc *proc, GString *out)
{
  gsize before = out->len;

  if (idl_proc_is_async (proc))
    g_string_append (out, "void");
  else
    idl_emit_result (proc->result, out);
  if (out->len > before && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
}

void
idl_emit_rpc_params (const IdlProc *proc, GString *out)
{
  if (idl_proc_is_async (proc))
    append_async_params (proc, out);
  else
    idl_emit_params (idl_proc_adds_handle (proc) ? "handle_t IDL_handle" : NULL, proc->params,
                     proc->variadic, out);
}

/* The result, up to where the name stands: "LONG " or "LONG *". */
static void
append_result (const IdlProc *proc, GString *out)
{
  idl_emit_rpc_result (proc, out);
  if (out->str[out->len - 1] != '*')
    g_string_append_c (out, ' ');
}

static void
emit_prototype (IdlEmitter *emitter, const IdlProc *proc, const char *name)
{
  GString *out = emitter->body;

  append_result (proc, out);
  g_string_append_printf (out, "%s ", name);
  idl_emit_rpc_params (proc, out);
  g_string_append (out, ";\n");
}

static void
emit_notify (IdlEmitter *emitter, const IdlProc *proc)
{
  if (idl_attrs_has (&proc->decl.attrs, IDL_ATTR_NOTIFY))
    g_string_append_printf (emitter->body, "void %s_notify (void);\n", proc->c_name);
  if (idl_attrs_has (&proc->decl.attrs, IDL_ATTR_NOTIFY_FLAG))
    g_string_append_printf (emitter->body, "void %s_notify_flag (BOOLEAN fCalled);\n",
                            proc->c_name);
}

static void
emit_prototypes (IdlEmitter *emitter, const IdlInterface *interface)
{
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      emit_prototype (emitter, proc, proc->client_name);
      /* What is pickled has no manager. */
      if (strcmp (proc->client_name, proc->server_name) != 0 && idl_rpc_is_remote (proc))
        emit_prototype (emitter, proc, proc->server_name);
      emit_notify (emitter, proc);
    }
}

static void
append_version (const IdlInterface *interface, GString *out)
{
  const IdlAttr *version = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_VERSION);

  g_string_append_printf (out, "%s_v%u_%u", interface->decl.name,
                          version != NULL ? version->major : 0,
                          version != NULL ? version->minor : 0);
}

char *
idl_rpc_handle_name (const IdlCompiler *compiler, const IdlInterface *interface, gboolean server)
{
  GString *name = g_string_new (NULL);

  if (compiler->options->old_names)
    g_string_append_printf (name, "%s_%sIfHandle", interface->decl.name,
                            server ? "Server" : "Client");
  else
    {
      append_version (interface, name);
      g_string_append (name, server ? "_s_ifspec" : "_c_ifspec");
    }
  return g_string_free (name, FALSE);
}

char *
idl_rpc_epv_name (const IdlCompiler *compiler, const IdlInterface *interface)
{
  GString *name = g_string_new (NULL);

  if (compiler->options->old_names)
    g_string_append_printf (name, "%s_SERVER_EPV", interface->decl.name);
  else
    {
      append_version (interface, name);
      g_string_append (name, "_epv_t");
    }
  return g_string_free (name, FALSE);
}

void
idl_emit_rpc_endpoints (const IdlInterface *interface, GString *out)
{
  const IdlAttr *attr = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_ENDPOINT);

  if (attr == NULL)
    return;
  g_string_append_printf (out, "static const BeckRpcEndpoint %s_endpoints[] = {\n",
                          interface->decl.name);
  for (guint i = 0; i < attr->texts->len; i++)
    {
      g_autofree char *protseq = NULL;
      g_autofree char *endpoint = NULL;

      idl_rpc_split_endpoint (g_ptr_array_index (attr->texts, i), &protseq, &endpoint);
      g_string_append_printf (out, "  { \"%s\", \"%s\" },\n", protseq, endpoint);
    }
  g_string_append (out, "};\n\n");
}

void
idl_emit_rpc_endpoint_members (const IdlInterface *interface, GString *out)
{
  const char *name = interface->decl.name;

  if (idl_attrs_has (&interface->decl.attrs, IDL_ATTR_ENDPOINT))
    g_string_append_printf (out,
                            "  .endpoints = %s_endpoints,\n"
                            "  .n_endpoints = G_N_ELEMENTS (%s_endpoints),\n",
                            name, name);
}

gboolean
idl_rpc_is_remote (const IdlProc *proc)
{
  return !idl_proc_is_local (proc) && !idl_attrs_has (&proc->decl.attrs, IDL_ATTR_CALLBACK)
         && !idl_proc_is_pickled (proc);
}

static void
emit_handles (IdlEmitter *emitter, const IdlInterface *interface)
{
  const IdlAttr *implicit = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);
  g_autofree char *client = idl_rpc_handle_name (emitter->compiler, interface, FALSE);
  g_autofree char *server = idl_rpc_handle_name (emitter->compiler, interface, TRUE);

  if (implicit != NULL)
    {
      g_string_append (emitter->body, "extern ");
      idl_emit_declaration (implicit->type, implicit->text, IDL_IN_FIELD, emitter->body);
      g_string_append (emitter->body, ";\n");
    }
  g_string_append_printf (emitter->body,
                          "extern RPC_IF_HANDLE %s;\nextern RPC_IF_HANDLE %s;\n", client, server);
}

/* The entry point vector: the managers of a server, in the order of the file. */
static void
emit_epv (IdlEmitter *emitter, const IdlInterface *interface)
{
  g_autofree char *name = idl_rpc_epv_name (emitter->compiler, interface);
  g_autoptr (GString) slots = g_string_new (NULL);

  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (!idl_rpc_is_remote (proc))
        continue;
      g_string_append (slots, "  ");
      append_result (proc, slots);
      g_string_append_printf (slots, "(*%s) ", proc->c_name);
      idl_emit_rpc_params (proc, slots);
      g_string_append (slots, ";\n");
    }
  if (slots->len > 0)
    g_string_append_printf (emitter->body, "\ntypedef struct _%s\n{\n%s} %s;\n", name,
                            slots->str, name);
}

void
idl_emit_rpc_interface (IdlEmitter *emitter, const IdlInterface *interface)
{
  const char *name = interface->decl.name;
  g_autofree char *place = idl_emit_place (interface->decl.pos);
  GString *out = emitter->body;

  g_string_append_printf (out, "#ifndef __%s_INTERFACE_DEFINED__\n", name);
  g_string_append_printf (out, "#define __%s_INTERFACE_DEFINED__\n\n", name);
  g_string_append_printf (out, "/* interface %s, %s */\n\n", name, place);
  idl_emit_members (emitter, interface->members);
  emit_prototypes (emitter, interface);
  if (!interface->local)
    {
      emitter->uses_rpc = TRUE;
      g_string_append (out, interface->procs->len > 0 ? "\n" : "");
      emit_handles (emitter, interface);
      emit_epv (emitter, interface);
    }
  g_string_append_printf (out, "\n#endif /* __%s_INTERFACE_DEFINED__ */\n\n", name);
}

void
idl_emit_pipe (IdlEmitter *emitter, const IdlTypedef *alias)
{
  const char *name = alias->decl.name;
  g_autoptr (GString) element = g_string_new (NULL);
  GString *out = emitter->body;
  IdlType target = *alias->type->target;

  emitter->uses_rpc = TRUE;
  /* A structure that is defined here: in a list of parameters it would end with that. */
  if (target.kind == IDL_TYPE_TAG && target.defines)
    {
      idl_emit_specifiers (&target, 0, out);
      g_string_append (out, ";\n\n");
      target.defines = FALSE;
    }
  idl_emit_type_name (&target, element);
  g_string_append_printf (out,
                          "typedef struct %s\n{\n"
                          "  void (*pull) (char *state, %s *buf, ULONG esize, ULONG *ecount);\n"
                          "  void (*push) (char *state, %s *buf, ULONG ecount);\n"
                          "  void (*alloc) (char *state, ULONG bsize, %s **buf, ULONG *bcount);\n"
                          "  char *state;\n} %s;\n\n",
                          name, element->str, element->str, element->str, name);
  g_string_append_printf (out,
                          "typedef struct ASYNC_%s\n{\n"
                          "  RPC_STATUS (*pull) (char *state, %s *buf, ULONG esize, "
                          "ULONG *ecount);\n"
                          "  RPC_STATUS (*push) (char *state, %s *buf, ULONG ecount);\n"
                          "  void *Reserved;\n  char *state;\n} ASYNC_%s;\n",
                          name, element->str, element->str, name);
}

/* void *PCTX */
static void
emit_context_helpers (const IdlTypedef *alias, GString *out)
{
  g_string_append_printf (out, "void %s_rundown (%s);\n", alias->decl.name, alias->decl.name);
}

static void
emit_handle_helpers (const IdlTypedef *alias, GString *out)
{
  const char *name = alias->decl.name;

  g_string_append_printf (out, "handle_t %s_bind (%s);\n", name, name);
  g_string_append_printf (out, "void %s_unbind (%s, handle_t);\n", name, name);
}

static void
emit_transmit_helpers (const IdlTypedef *alias, const IdlAttr *attr, GString *out)
{
  const char *name = alias->decl.name;
  g_autoptr (GString) type = g_string_new (NULL);

  idl_emit_type_name (attr->type, type);
  g_string_append_printf (out, "void %s_to_xmit (%s *, %s **);\n", name, name, type->str);
  g_string_append_printf (out, "void %s_from_xmit (%s *, %s *);\n", name, type->str, name);
  g_string_append_printf (out, "void %s_free_inst (%s *);\n", name, name);
  g_string_append_printf (out, "void %s_free_xmit (%s *);\n", name, type->str);
}

static void
emit_represent_helpers (const IdlTypedef *alias, const IdlAttr *attr, GString *out)
{
  const char *name = alias->decl.name;
  const char *local = attr->text;

  g_string_append_printf (out, "void %s_from_local (%s *, %s **);\n", name, local, name);
  g_string_append_printf (out, "void %s_to_local (%s *, %s *);\n", name, name, local);
  g_string_append_printf (out, "void %s_free_inst (%s *);\n", name, name);
  g_string_append_printf (out, "void %s_free_local (%s *);\n", name, local);
}

static void
emit_marshal_helpers (const IdlCompiler *compiler, const char *user, GString *out)
{
  const char *ulong = compiler->options->c_long ? "unsigned long" : "ULONG";

  g_string_append_printf (out, "%s %s_UserSize (%s *, %s, %s *);\n", ulong, user, ulong, ulong,
                          user);
  g_string_append_printf (
      out, "unsigned char *%s_UserMarshal (%s *, unsigned char *, %s *);\n", user, ulong, user);
  g_string_append_printf (
      out, "unsigned char *%s_UserUnmarshal (%s *, unsigned char *, %s *);\n", user, ulong, user);
  g_string_append_printf (out, "void %s_UserFree (%s *, %s *);\n", user, ulong, user);
}

static gboolean
has_implicit_handle (const IdlCompiler *compiler)
{
  const GPtrArray *decls = compiler->main->decls;

  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);

      if (decl->kind == IDL_DECL_INTERFACE
          && idl_attrs_has (&decl->attrs, IDL_ATTR_IMPLICIT_HANDLE))
        return TRUE;
    }
  return FALSE;
}

/* Pickling of single types, over an explicit handle unless there is an implicit one. */
static void
emit_pickle_helpers (IdlEmitter *emitter, const IdlTypedef *alias)
{
  const char *handle = has_implicit_handle (emitter->compiler) ? "" : "handle_t, ";
  const char *name = alias->decl.name;
  GString *out = emitter->prototypes;

  if (idl_attrs_has (&alias->decl.attrs, IDL_ATTR_ENCODE)
      || idl_attrs_has (&alias->decl.attrs, IDL_ATTR_DECODE))
    g_string_append_printf (out, "extern const struct _BeckPickleType %s_PickleType;\n", name);
  if (idl_attrs_has (&alias->decl.attrs, IDL_ATTR_ENCODE))
    {
      g_string_append_printf (out, "size_t %s_AlignSize (%s%s *);\n", name, handle, name);
      g_string_append_printf (out, "void %s_Encode (%s%s *);\n", name, handle, name);
    }
  if (idl_attrs_has (&alias->decl.attrs, IDL_ATTR_DECODE))
    {
      g_string_append_printf (out, "void %s_Decode (%s%s *);\n", name, handle, name);
      g_string_append_printf (out, "void %s_Free (%s%s *);\n", name, handle, name);
    }
}

void
idl_emit_type_helpers (IdlEmitter *emitter, const IdlTypedef *alias)
{
  const IdlAttrs *attrs = &alias->decl.attrs;
  const IdlAttr *transmit = idl_attrs_find (attrs, IDL_ATTR_TRANSMIT_AS);
  const IdlAttr *represent = idl_attrs_find (attrs, IDL_ATTR_REPRESENT_AS);
  const IdlAttr *user = idl_attrs_find (attrs, IDL_ATTR_USER_MARSHAL);
  GString *out = emitter->prototypes;

  if (idl_attrs_has (attrs, IDL_ATTR_CONTEXT_HANDLE))
    emit_context_helpers (alias, out);
  if (idl_attrs_has (attrs, IDL_ATTR_HANDLE))
    emit_handle_helpers (alias, out);
  if (transmit != NULL)
    emit_transmit_helpers (alias, transmit, out);
  if (represent != NULL)
    emit_represent_helpers (alias, represent, out);
  if (user != NULL)
    emit_marshal_helpers (emitter->compiler, user->text, out);
  else if (idl_attrs_has (attrs, IDL_ATTR_WIRE_MARSHAL))
    emit_marshal_helpers (emitter->compiler, alias->decl.name, out);
  emit_pickle_helpers (emitter, alias);
}
