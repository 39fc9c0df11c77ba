/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The records of methods and interfaces, which say what functions were printed for them.
 */

#include "emit-ndr-private.h"
#include "emit-rpc.h"
#include "emit.h"
#include "rpc.h"

/* Which functions are not empty. */
typedef enum
{
  PUT_IN = 1 << 0,
  GET_IN = 1 << 1,
  PUT_OUT = 1 << 2,
  GET_OUT = 1 << 3,
  CLEAR_OUT = 1 << 4,
  FREE_OUT = 1 << 5,
} Functions;

static guint
param_functions (const IdlProcLayout *proc, const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;
  gboolean pipe = layout->kind == IDL_LAYOUT_PIPE;
  gboolean moved = pipe && !proc->async;
  gboolean pointer = layout->kind == IDL_LAYOUT_POINTER;
  guint functions = 0;

  if ((param->in && (moved || idl_ndr_travels (param))) || (pipe && proc->async)
      || (idl_ndr_travels (param) && idl_ndr_is_ref (layout)))
    functions |= PUT_IN;
  if (pipe || (param->in && idl_ndr_travels (param)) || (!param->in && pointer))
    functions |= GET_IN;
  if (param->out && (moved || idl_ndr_travels (param)))
    functions |= PUT_OUT | GET_OUT;
  if (param->status && proc->async)
    functions |= GET_OUT;
  if (idl_ndr_is_cleared (proc, param))
    functions |= CLEAR_OUT;
  if (param->out && pointer && !param->dont_free && layout->target->owns
      && layout->target->kind != IDL_LAYOUT_OBJECT)
    functions |= FREE_OUT;
  return functions;
}

static guint
proc_functions (const IdlProcLayout *proc)
{
  guint functions = proc->result != NULL ? PUT_OUT | GET_OUT : 0;

  for (guint i = 0; i < proc->n_params; i++)
    functions |= param_functions (proc, &proc->params[i]);
  if (proc->result != NULL && proc->result->owns)
    functions |= CLEAR_OUT | FREE_OUT;
  return functions;
}

static void
print_flags (const IdlProcLayout *proc, GString *out)
{
  static const struct
  {
    IdlAttrId id;
    const char *name;
  } rows[] = {
    { IDL_ATTR_IDEMPOTENT, "IDEMPOTENT" }, { IDL_ATTR_BROADCAST, "BROADCAST" },
    { IDL_ATTR_MAYBE, "MAYBE" },           { IDL_ATTR_MESSAGE, "MESSAGE" },
    { IDL_ATTR_ENCODE, "ENCODE" },         { IDL_ATTR_DECODE, "DECODE" },
  };
  g_autoptr (GString) flags = g_string_new (NULL);

  if (proc->async)
    g_string_append (flags, " | BECK_NDR_METHOD_ASYNC");
  if (proc->has_pipes)
    g_string_append (flags, " | BECK_NDR_METHOD_PIPES");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (idl_attrs_has (&proc->proc->decl.attrs, rows[i].id)
        || ((rows[i].id == IDL_ATTR_ENCODE || rows[i].id == IDL_ATTR_DECODE)
            && idl_attrs_has (&proc->proc->interface->decl.attrs, rows[i].id)))
      g_string_append_printf (flags, " | BECK_NDR_METHOD_%s", rows[i].name);
  if (flags->len > 0)
    g_string_append_printf (out, "    .flags = %s,\n", flags->str + 3);
}

static void
print_invoke (const IdlProcLayout *proc, IdlInvoke invoke, GString *out)
{
  const IdlInterface *interface = proc->proc->interface;

  if (invoke != IDL_INVOKE_NONE && !idl_proc_is_pickled (proc->proc))
    g_string_append_printf (out, "    .invoke = invoke_%s,\n", proc->ident);
  if (invoke == IDL_INVOKE_OBJECT && interface->async != NULL)
    g_string_append_printf (out, "    .begin = begin_%s,\n    .finish = finish_%s,\n", proc->ident,
                            proc->ident);
}

/* What RpcAsyncCompleteCall() moves between the record and its caller. */
static void
print_result (const IdlProcLayout *proc, GString *out)
{
  if (proc->result != NULL)
    g_string_append_printf (out,
                            "    .result_offset = offsetof (struct %s_Args, %s),\n"
                            "    .result_size = sizeof (((struct %s_Args *) 0)->%s),\n",
                            proc->ident, proc->result_name, proc->ident, proc->result_name);
  if (proc->async && proc->has_pipes)
    g_string_append_printf (out,
                            "    .async_pipes = pipes_%s,\n"
                            "    .n_async_pipes = G_N_ELEMENTS (pipes_%s),\n",
                            proc->ident, proc->ident);
}

static void
print_method (const IdlProcLayout *proc, IdlInvoke invoke, GString *out)
{
  guint functions = proc_functions (proc);
  IDL_C place = idl_emit_place (proc->proc->decl.pos);

  g_string_append_printf (out, "  {\n    .name = \"%s\",\n    .place = \"%s\",\n    .opnum = %u,\n",
                          proc->name, place, proc->opnum);
  print_flags (proc, out);
  g_string_append_printf (out, "    .args_size = sizeof (struct %s_Args),\n", proc->ident);
  g_string_append_printf (out, "    .put_in = %s%s,\n",
                          functions & PUT_IN ? "put_in_" : "beck_ndr_put_nothing",
                          functions & PUT_IN ? proc->ident : "");
  g_string_append_printf (out, "    .get_in = %s%s,\n",
                          functions & GET_IN ? "get_in_" : "beck_ndr_get_nothing",
                          functions & GET_IN ? proc->ident : "");
  g_string_append_printf (out, "    .put_out = %s%s,\n",
                          functions & PUT_OUT ? "put_out_" : "beck_ndr_put_nothing",
                          functions & PUT_OUT ? proc->ident : "");
  g_string_append_printf (out, "    .get_out = %s%s,\n",
                          functions & GET_OUT ? "get_out_" : "beck_ndr_get_nothing",
                          functions & GET_OUT ? proc->ident : "");
  if (functions & CLEAR_OUT)
    g_string_append_printf (out, "    .clear_out = clear_out_%s,\n", proc->ident);
  if (functions & FREE_OUT)
    g_string_append_printf (out, "    .free_out = free_out_%s,\n", proc->ident);
  if (invoke == IDL_INVOKE_NONE && idl_ndr_lands (proc))
    g_string_append_printf (out, "    .land_out = land_out_%s,\n", proc->ident);
  print_invoke (proc, invoke, out);
  print_result (proc, out);
  g_string_append (out, "  },\n");
}

static void
print_interface (const IdlInterfaceLayout *layout, const char *allocator, GString *out)
{
  const IdlInterface *interface = layout->interface;
  const IdlAttr *version = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_VERSION);
  const IdlProcLayout *first = layout->procs->len > 0 ? g_ptr_array_index (layout->procs, 0) : NULL;
  const GUID *guid = &interface->uuid;
  const guint8 *d = guid->Data4;

  g_string_append_printf (out,
                          "static const BeckNdrInterface %s_interface = {\n  .name = \"%s\",\n",
                          interface->decl.name, interface->decl.name);
  g_string_append_printf (
      out,
      "  .uuid = { 0x%08x, 0x%04x, 0x%04x,\n"
      "            { 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x } },\n",
      guid->Data1, guid->Data2, guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
  if (version != NULL)
    g_string_append_printf (out, "  .major = %u,\n  .minor = %u,\n", version->major,
                            version->minor);
  if (first != NULL)
    g_string_append_printf (out,
                            "  .methods = %s_methods,\n"
                            "  .n_methods = G_N_ELEMENTS (%s_methods),\n  .first = %u,\n",
                            interface->decl.name, interface->decl.name, first->opnum);
  if (allocator != NULL)
    g_string_append_printf (out, "  .allocator = %s,\n", allocator);
  idl_emit_rpc_endpoint_members (interface, out);
  g_string_append (out, "};\n\n");
}

void
idl_emit_ndr_interface (const IdlInterfaceLayout *interface, IdlInvoke invoke,
                        const char *allocator, GString *out)
{
  if (interface->procs->len > 0)
    {
      g_string_append_printf (out, "static const BeckNdrMethod %s_methods[] = {\n",
                              interface->interface->decl.name);
      for (guint i = 0; i < interface->procs->len; i++)
        print_method (g_ptr_array_index (interface->procs, i), invoke, out);
      g_string_append (out, "};\n\n");
    }
  idl_emit_rpc_endpoints (interface->interface, out);
  print_interface (interface, allocator, out);
}
