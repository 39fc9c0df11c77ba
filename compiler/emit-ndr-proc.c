/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Procedures: the record of their arguments and the functions that carry it there and back.
 * Parameters go in order, the result last; data of pipes stands behind what else goes in and before
 * what else comes out (wire.md 3.7).
 */

#include "emit-ndr-proc.h"
#include "emit.h"
#include "rpc.h"
#include "type.h"

/* ---- The argument record ---- */

/* Declares a member for @var's type: arrays as the pointers C passes, nothing constant itself. */
static void
print_member (const IdlType *type, const char *name, GString *out)
{
  const IdlType *plain = idl_type_resolve (type);
  IdlType copy = *type;

  if (plain->kind == IDL_TYPE_ARRAY)
    {
      copy = (IdlType){ .kind = IDL_TYPE_POINTER, .pos = type->pos, .target = plain->target };
      if (plain->target->kind != IDL_TYPE_ARRAY)
        copy.target = plain->target;
    }
  copy.quals = 0;
  g_string_append (out, "  ");
  idl_emit_declaration (&copy, name, IDL_IN_PARAM, out);
  g_string_append (out, ";\n");
}

static void
print_args (const IdlProcLayout *proc, GString *out)
{
  const IdlAttr *implicit = proc->async ? idl_proc_implicit_handle (proc->proc) : NULL;
  IDL_C place = idl_emit_place (proc->proc->decl.pos);

  if (implicit != NULL && idl_type_attr (implicit->type, IDL_ATTR_HANDLE) == NULL)
    implicit = NULL;
  g_string_append_printf (out, "/* %s, %s */\n\n", proc->name, place);
  g_string_append_printf (out, "struct %s_Args\n{\n", proc->ident);
  for (guint i = 0; i < proc->n_params; i++)
    {
      const IdlTypedef *pipe =
          proc->params[i].layout->kind == IDL_LAYOUT_PIPE ? proc->params[i].layout->alias : NULL;

      if (pipe != NULL && proc->async)
        g_string_append_printf (out, "  ASYNC_%s *%s;\n", pipe->decl.name, proc->params[i].name);
      else
        print_member (proc->params[i].var->type, proc->params[i].name, out);
      if (idl_ndr_keeps_room (proc, &proc->params[i]))
        g_string_append_printf (out, "  gsize room_%s; /* at the server: its elements, plus 1 */\n",
                                proc->params[i].name);
    }
  if (implicit != NULL)
    {
      IDL_C bound = g_strdup_printf ("bound_%s", implicit->text);

      print_member (implicit->type, bound, out);
    }
  if (proc->result != NULL)
    print_member (proc->proc->result, proc->result_name, out);
  else if (proc->n_params == 0 && implicit == NULL)
    g_string_append (out, "  char empty;\n");
  g_string_append (out, "};\n\n");
}

/* ---- Functions ---- */

void
idl_ndr_each_param (IdlNdrPrinter *printer, IdlNdrParamPrinter print)
{
  const IdlProcLayout *proc = printer->proc;

  for (guint i = 0; i < proc->n_params; i++)
    {
      const IdlParamLayout *param = &proc->params[i];
      IDL_C value = g_strdup_printf ("args->%s", param->name);

      printer->field = param->name;
      printer->ready = i;
      print (printer, param, value);
    }
  printer->ready = proc->n_params;
}

gboolean
idl_ndr_travels (const IdlParamLayout *param)
{
  return !param->status && param->layout->kind != IDL_LAYOUT_PIPE
         && !(param->layout->kind == IDL_LAYOUT_BINDING && param->layout->wire_layout == NULL);
}

gboolean
idl_ndr_is_ref (const IdlLayout *layout)
{
  return layout->kind == IDL_LAYOUT_POINTER && layout->pointer == IDL_POINTER_REF;
}

/* Those of [async] procedures are moved by the runtime: <beck/rpc.h>. */
gboolean
idl_ndr_moves_pipe (const IdlNdrPrinter *printer, const IdlParamLayout *param)
{
  return param->layout->kind == IDL_LAYOUT_PIPE && !printer->proc->async;
}

void
idl_ndr_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
              const char *job)
{
  idl_ndr_try (printer, "beck_rpc_%s_pipe (ndr, &pipe_%s_%s, %s%s)", job, printer->proc->ident,
               param->name, idl_type_is_pointer (param->var->type) ? "" : "&", value);
}

/* Prints a function around the printed body, or nothing if that is empty. */
void
idl_ndr_finish (IdlNdrPrinter *printer, const char *head, const char *cast, const char *last,
                GString *out)
{
  if (printer->out->len + printer->checks->len + printer->commits->len > 0)
    {
      g_string_append_printf (out, head, printer->proc->ident);
      g_string_append_printf (out, "\n{\n  %sstruct %s_Args *args = data;\n%s\n%s%s%s%s%s}\n\n",
                              cast, printer->proc->ident, printer->locals->str, printer->out->str,
                              printer->checks->str, printer->releases->str, printer->commits->str,
                              last);
    }
  g_string_free (printer->out, TRUE);
  idl_ndr_printer_clear (printer);
}

void
idl_ndr_begin (IdlNdrPrinter *printer, const IdlProcLayout *proc)
{
  idl_ndr_printer_init (printer, g_string_new (NULL));
  printer->proc = proc;
  printer->prefix = "args->";
}

/* ---- All of them ---- */

static void
print_context_record (const IdlProcLayout *proc, const IdlLayout *layout, GString *out)
{
  IdlNdrPrinter printer = { .proc = proc };
  IDL_C record = NULL;

  if (layout->kind == IDL_LAYOUT_POINTER)
    layout = layout->target;
  if (layout->kind != IDL_LAYOUT_CONTEXT || layout->alias != NULL)
    return;
  record = idl_ndr_context_record (&printer, layout);
  g_string_append_printf (out, "static const BeckNdrContextType %s = { \"%s\", NULL, %s };\n\n",
                          record, layout->context_name != NULL ? layout->context_name : "result",
                          layout->context_shared ? "BECK_NDR_CONTEXT_SHARED" : "0");
}

/* The functions for one element of a pipe, and its record. */
static void
print_pipe_record (const IdlProcLayout *proc, const IdlParamLayout *param, GString *out)
{
  const IdlLayout *element = param->layout->element;
  IDL_C type = idl_ndr_type (element);
  IdlNdrPrinter printer;

  g_string_append_printf (out,
                          "static gboolean\nput_%s_%s (BeckNdrWriter *ndr, const void *data)\n{\n"
                          "  const %s *v = data;\n\n",
                          proc->ident, param->name, type);
  idl_ndr_printer_init (&printer, out);
  printer.prefix = "v->";
  printer.field = param->name;
  idl_ndr_put_whole (&printer, element, "(*v)");
  idl_ndr_printer_clear (&printer);
  g_string_append_printf (out,
                          "  return TRUE;\n}\n\nstatic gboolean\n"
                          "get_%s_%s (BeckNdrReader *ndr, void *data)\n{\n  %s *v = data;\n\n",
                          proc->ident, param->name, type);
  idl_ndr_printer_init (&printer, out);
  printer.reading = TRUE;
  printer.prefix = "v->";
  printer.field = param->name;
  idl_ndr_get_whole (&printer, element, "(*v)");
  idl_ndr_printer_clear (&printer);
  g_string_append_printf (out,
                          "  return TRUE;\n}\n\n"
                          "static const BeckNdrPipeType pipe_%s_%s = {\n"
                          "  .name = \"%s\",\n  .flags = %s,\n"
                          "  .size = sizeof (%s),\n  .least = %u,\n"
                          "  .put = put_%s_%s,\n  .get = get_%s_%s,\n};\n\n",
                          proc->ident, param->name, param->name,
                          !param->out  ? "BECK_RPC_PIPE_IN"
                          : !param->in ? "BECK_RPC_PIPE_OUT"
                                       : "BECK_RPC_PIPE_IN | BECK_RPC_PIPE_OUT",
                          type, element->least[IDL_NDR20], proc->ident, param->name, proc->ident,
                          param->name);
}

static void
print_async_pipes (const IdlProcLayout *proc, GString *out)
{
  if (!proc->async || !proc->has_pipes)
    return;
  g_string_append_printf (out, "static const BeckNdrAsyncPipe pipes_%s[] = {\n", proc->ident);
  for (guint i = 0; i < proc->n_params; i++)
    if (proc->params[i].layout->kind == IDL_LAYOUT_PIPE)
      g_string_append_printf (out, "  { &pipe_%s_%s, offsetof (struct %s_Args, %s) },\n",
                              proc->ident, proc->params[i].name, proc->ident, proc->params[i].name);
  g_string_append (out, "};\n\n");
}

void
idl_emit_ndr_proc (const IdlProcLayout *proc, GString *out)
{
  print_args (proc, out);
  for (guint i = 0; i < proc->n_params; i++)
    {
      print_context_record (proc, proc->params[i].layout, out);
      if (proc->params[i].layout->kind == IDL_LAYOUT_PIPE)
        print_pipe_record (proc, &proc->params[i], out);
    }
  if (proc->result != NULL)
    print_context_record (proc, proc->result, out);
  print_async_pipes (proc, out);
  idl_ndr_put_in (proc, out);
  idl_ndr_get_in (proc, out);
  idl_ndr_put_out (proc, out);
  idl_ndr_get_out (proc, out);
  idl_ndr_clear_out (proc, out);
  idl_ndr_free_out (proc, out);
}
