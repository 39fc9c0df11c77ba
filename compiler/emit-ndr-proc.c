/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Procedures: the record of their arguments and the functions that carry it there and back.
 * Parameters go in order, the result last; data of pipes stands behind what else goes in and before
 * what else comes out (wire.md 3.7).
 */

#include "emit-ndr-private.h"
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

/* ---- Room at the server ---- */

typedef struct
{
  const IdlProcLayout *proc;
  gboolean found;
} OutNames;

static void
find_out_name (const IdlExpr *name, gpointer data)
{
  OutNames *names = data;

  for (guint i = 0; i < names->proc->n_params; i++)
    if (names->proc->params[i].var->decl.name == name->text)
      names->found |= names->proc->params[i].out;
}

/* Whether what @param refers to has a size that the method may change, and with it how much of
 * the room made for it would be read: [in, out] long *n, [out, size_is (*n)] T v[]. */
static gboolean
keeps_room (const IdlProcLayout *proc, const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;
  OutNames names = { proc, FALSE };

  if (!param->out || layout->kind != IDL_LAYOUT_POINTER)
    return FALSE;
  if (layout->target->kind == IDL_LAYOUT_STRUCT)
    return param->in && layout->target->shape->tail != NULL;
  if (layout->target->kind != IDL_LAYOUT_ARRAY && layout->target->kind != IDL_LAYOUT_STRING)
    return FALSE;
  for (guint i = 0; i < layout->target->n_dims; i++)
    if (layout->target->dims[i].size != NULL)
      idl_expr_visit_names (layout->target->dims[i].size, find_out_name, &names);
  return names.found;
}

/* The elements that the arguments say there are. */
static char *
said_elements (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *target = param->layout->target;
  IDL_C pointee = NULL;
  IDL_C size = NULL;

  if (target->kind != IDL_LAYOUT_STRUCT)
    return idl_ndr_plain_total (printer, target);
  pointee = idl_ndr_pointee (param->layout, value);
  size = idl_ndr_tail_size (target->shape, pointee);
  return g_strdup_printf ("beck_ndr_free_count (%s)", size);
}

static void
note_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  IDL_C elements = NULL;

  if (!keeps_room (printer->proc, param))
    return;
  elements = said_elements (printer, param, value);
  idl_ndr_line (printer, "args->room_%s = %s != NULL ? %s + 1 : 0;", param->name, value, elements);
}

static void
check_kept_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  IDL_C elements = NULL;

  if (!keeps_room (printer->proc, param))
    return;
  elements = said_elements (printer, param, value);
  idl_ndr_try (printer, "%s == NULL || beck_ndr_put_check_room (ndr, %s, args->room_%s)", value,
               elements, param->name);
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
      if (keeps_room (proc, &proc->params[i]))
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

typedef void (*ParamPrinter) (IdlNdrPrinter *printer, const IdlParamLayout *param,
                              const char *value);

static void
each_param (IdlNdrPrinter *printer, ParamPrinter print)
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
static gboolean
moves_pipe (const IdlNdrPrinter *printer, const IdlParamLayout *param)
{
  return param->layout->kind == IDL_LAYOUT_PIPE && !printer->proc->async;
}

static void
print_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value, const char *job)
{
  idl_ndr_try (printer, "beck_rpc_%s_pipe (ndr, &pipe_%s_%s, %s%s)", job, printer->proc->ident,
               param->name, idl_type_is_pointer (param->var->type) ? "" : "&", value);
}

/* Prints a function around the printed body, or nothing if that is empty. */
static void
finish (IdlNdrPrinter *printer, const char *head, const char *cast, const char *last, GString *out)
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

static void
begin (IdlNdrPrinter *printer, const IdlProcLayout *proc)
{
  idl_ndr_printer_init (printer, g_string_new (NULL));
  printer->proc = proc;
  printer->prefix = "args->";
}

/* ---- Writing ---- */

static void
put_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *layout = param->layout;
  IDL_C pointee = NULL;

  if (!idl_ndr_is_ref (layout))
    {
      idl_ndr_put_whole (printer, layout, value);
      return;
    }
  pointee = idl_ndr_pointee (layout, value);
  idl_ndr_try (printer, "beck_ndr_put_check_ref (ndr, %s)", value);
  idl_ndr_put_whole (printer, layout->target, pointee);
}

static void
put_in_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  printer->nullable = param->out;
  if (!idl_ndr_travels (param))
    return;
  if (param->in && param->partial_ignore)
    idl_ndr_try (printer, "beck_ndr_put_unique (ndr, %s)", value);
  else if (param->in)
    put_param (printer, param, value);
  else if (idl_ndr_is_ref (param->layout))
    idl_ndr_try (printer, "beck_ndr_put_check_ref (ndr, %s)", value);
}

static void
put_in_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->in && moves_pipe (printer, param))
    print_pipe (printer, param, value, "put_in");
  else if (param->layout->kind == IDL_LAYOUT_PIPE && printer->proc->async)
    idl_ndr_try (printer, "beck_ndr_put_check_ref (ndr, %s)", value);
}

static void
put_in (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  begin (&printer, proc);
  each_param (&printer, put_in_param);
  each_param (&printer, put_in_pipe);
  finish (&printer, "static gboolean\nput_in_%s (BeckNdrWriter *ndr, const void *data)", "const ",
          "  return TRUE;\n", out);
}

static void
put_out_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  printer->nullable = TRUE;
  if (!param->out || !idl_ndr_travels (param))
    return;
  check_kept_room (printer, param, value);
  put_param (printer, param, value);
}

static void
put_out_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->out && moves_pipe (printer, param))
    print_pipe (printer, param, value, "put_out");
}

static void
put_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  begin (&printer, proc);
  each_param (&printer, put_out_pipe);
  each_param (&printer, put_out_param);
  if (proc->result != NULL)
    {
      IDL_C value = g_strdup_printf ("args->%s", proc->result_name);

      printer.field = proc->result_name;
      idl_ndr_put_whole (&printer, proc->result, value);
    }
  finish (&printer, "static gboolean\nput_out_%s (BeckNdrWriter *ndr, const void *data)", "const ",
          "  return TRUE;\n", out);
}

/* ---- Reading at the server ---- */

static void
own_rest (IdlNdrPrinter *printer, const IdlParamLayout *param)
{
  printer->own_rest = param->out && param->layout->kind == IDL_LAYOUT_POINTER
                      && param->layout->target->owns
                      && param->layout->target->kind != IDL_LAYOUT_OBJECT;
}

/* What the method may replace is owned; all else lives in the arena. */
static void
get_in_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  gboolean owned;

  printer->nullable = param->out;
  if (!param->in || !idl_ndr_travels (param))
    return;
  if (param->partial_ignore)
    {
      idl_ndr_try (printer, "beck_ndr_get_unique (ndr, &%s)", value);
      idl_ndr_line (printer, "if (%s != NULL)", value);
      idl_ndr_line (printer, "  {");
      printer->indent += 4;
      idl_ndr_try (printer, "beck_ndr_get_alloc (ndr, &%s, sizeof *%s)", value, value);
      idl_ndr_line (printer, "memset (%s, 0, sizeof *%s);", value, value);
      printer->indent -= 4;
      idl_ndr_line (printer, "  }");
      return;
    }
  own_rest (printer, param);
  owned = printer->own_rest;
  if (idl_ndr_is_ref (param->layout))
    idl_ndr_get_pointee (printer, param->layout, value, NULL);
  else
    idl_ndr_get_whole (printer, param->layout, value);
  printer->own_rest = FALSE;
  if (owned)
    idl_ndr_line (printer, "beck_ndr_reader_set_owned (ndr, FALSE);");
}

static void
get_in_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->layout->kind != IDL_LAYOUT_PIPE)
    return;
  /* By reference: the structure needs a place. */
  if (idl_type_is_pointer (param->var->type))
    idl_ndr_try (printer, "beck_ndr_get_alloc (ndr, &%s, sizeof (*%s))", value, value);
  if (moves_pipe (printer, param))
    print_pipe (printer, param, value, "get_in");
  else
    idl_ndr_line (printer, "memset (%s, 0, sizeof (*%s));", value, value);
}

/* Room for what an [out] pointer refers to, zeroed. */
static void
make_array_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *array = param->layout->target;
  IDL_C elements = idl_ndr_pointee (param->layout, value);
  IDL_C total = NULL;
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  for (guint i = 0; i < array->n_dims; i++)
    {
      const char *max;
      IDL_C size = idl_ndr_size (printer, &array->dims[i]);

      if (array->dims[i].size == NULL)
        {
          bounds.max[i] = g_steal_pointer (&size);
          continue;
        }
      max = idl_ndr_name (printer, "max");
      idl_ndr_line (printer, "gsize %s;", max);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "beck_ndr_get_check_count (ndr, %s, &%s)", size, max);
      bounds.max[i] = g_strdup (max);
    }
  total = idl_ndr_get_total (printer, array, &bounds);
  idl_ndr_try (printer, "beck_ndr_get_alloc_array (ndr, &%s, %s, sizeof %s[0])", value, total,
               elements);
  idl_ndr_line (printer, "memset (%s, 0, %s * sizeof %s[0]);", elements, total, elements);
  idl_ndr_block_end (printer, start);
}

static void
make_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *target;
  IDL_C pointee = NULL;

  if (param->in || param->layout->kind != IDL_LAYOUT_POINTER)
    return;
  target = param->layout->target;
  if (target->kind == IDL_LAYOUT_ARRAY || target->kind == IDL_LAYOUT_STRING)
    {
      make_array_room (printer, param, value);
      return;
    }
  pointee = idl_ndr_pointee (param->layout, value);
  idl_ndr_try (printer, "beck_ndr_get_alloc (ndr, &%s, sizeof %s)", value, pointee);
  idl_ndr_line (printer, "memset (&%s, 0, sizeof %s);", pointee, pointee);
}

static void
get_in (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;
  GString *body;

  begin (&printer, proc);
  printer.reading = TRUE;
  each_param (&printer, get_in_param);
  /* Sizes are compared before they make room. */
  printer.all_ready = TRUE;
  body = printer.out;
  printer.out = printer.checks;
  each_param (&printer, make_room);
  each_param (&printer, note_room);
  each_param (&printer, get_in_pipe);
  printer.out = body;
  finish (&printer, "static gboolean\nget_in_%s (BeckNdrReader *ndr, void *data)", "",
          "  return TRUE;\n", out);
}

/* ---- Reading at the client ---- */

/* Elements the caller has room for, by what the attributes say before anything of the answer is
 * read, since that may change them; in variable @room. */
static void
print_array_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
                  const char *room)
{
  const IdlLayout *array = param->layout->target;
  g_auto (IdlNdrBounds) bounds = { 0 };
  IDL_C total = NULL;
  gsize start;

  if (array->kind == IDL_LAYOUT_STRING && array->dims[0].size == NULL)
    {
      idl_ndr_line (printer, "%s = %s != NULL ? beck_ndr_string_size%s (%s) : 0;", room, value,
                    array->element->wire[IDL_NDR20] == 2 ? "16" : "", value);
      return;
    }
  start = idl_ndr_block (printer);
  for (guint i = 0; i < array->n_dims; i++)
    {
      IDL_C size = idl_ndr_size (printer, &array->dims[i]);
      const char *max = array->n_dims == 1 ? room : idl_ndr_name (printer, "max");

      if (array->n_dims > 1)
        idl_ndr_line (printer, "gsize %s;", max);
      idl_ndr_try (printer, "beck_ndr_get_check_count (ndr, %s, &%s)", size, max);
      bounds.max[i] = g_strdup (max);
    }
  total = idl_ndr_get_total (printer, array, &bounds);
  if (array->n_dims > 1)
    idl_ndr_line (printer, "%s = %s;", room, total);
  idl_ndr_block_end (printer, start);
}

/* The same for a structure that ends in an array: by its own attributes. */
static void
print_struct_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
                   const char *room)
{
  IDL_C pointee = idl_ndr_pointee (param->layout, value);
  IDL_C size = idl_ndr_tail_size (param->layout->target->shape, pointee);

  idl_ndr_line (printer, "%s = %s != NULL ? beck_ndr_free_count (%s) : 0;", room, value, size);
}

static gboolean
needs_room (const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;

  if (!param->out || layout->kind != IDL_LAYOUT_POINTER)
    return FALSE;
  return param->byte_count != NULL
         || (layout->target->kind == IDL_LAYOUT_STRUCT ? layout->target->shape->tail != NULL
                                                       : layout->target->conformant);
}

static void
print_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const char *room;

  if (!needs_room (param) || !idl_ndr_travels (param))
    return;
  room = idl_ndr_name (printer, "room");
  g_hash_table_insert (printer->tags, (gpointer) param, (gpointer) room);
  g_string_append_printf (printer->locals, "  %s %s;\n",
                          param->byte_count != NULL ? "gint64" : "gsize", room);
  if (param->byte_count != NULL)
    idl_ndr_line (printer, "%s = (gint64) args->%s;", room, param->byte_count);
  else if (param->layout->target->kind == IDL_LAYOUT_STRUCT)
    print_struct_room (printer, param, value, room);
  else
    print_array_room (printer, param, value, room);
}

/* Over what the caller has there. */
static void
get_in_place (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
              const char *room)
{
  const IdlLayout *target = param->layout->target;
  IDL_C pointee = idl_ndr_pointee (param->layout, value);

  if (room != NULL && target->kind == IDL_LAYOUT_STRUCT)
    idl_ndr_get_struct_room (printer, target, pointee, room);
  else if (room != NULL)
    idl_ndr_get_elements (printer, target, pointee, room);
  else
    idl_ndr_get_whole (printer, target, pointee);
}

/* Whether the answer for @param is read beside what the caller has. */
static gboolean
is_beside (const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;

  return param->in && param->out && layout->kind == IDL_LAYOUT_POINTER && layout->target->owns
         && layout->pointer != IDL_POINTER_FULL && param->byte_count == NULL
         && !param->partial_ignore && idl_ndr_travels (param);
}

/* By the rule of COM who fills a variable releases what it referred to. */
static gboolean
releases_old (const IdlProcLayout *proc)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (proc->proc->interface->object && is_beside (&proc->params[i]))
      return TRUE;
  return FALSE;
}

/* Old values are released by the sizes and discriminants that went with them: by "old", the
 * argument record as it was (see print_kept). */
static void
release_old (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *fresh)
{
  IDL_C value = g_strdup_printf ("old->%s", param->name);
  IdlNdrPrinter inner = *printer;

  if (!releases_old (printer->proc))
    return;
  inner.out = printer->releases;
  inner.indent = 2;
  inner.prefix = "old->";
  idl_ndr_line (&inner, "if (%s != NULL)", fresh);
  idl_ndr_line (&inner, "  {");
  inner.indent = 6;
  idl_ndr_line (&inner, "BeckNdrReleaser former = { .allocator = ndr->allocator,");
  idl_ndr_line (&inner, "                           .interfaces = ndr->hooks.interfaces,");
  idl_ndr_line (&inner, "                           .user_flags = ndr->hooks.user_flags };");
  idl_ndr_line (&inner, "BeckNdrReleaser *releaser = &former;");
  idl_ndr_blank (&inner);
  idl_ndr_free_target (&inner, param->layout, value);
  idl_ndr_line (&inner, "beck_ndr_releaser_clear (releaser);");
  inner.indent = 2;
  idl_ndr_line (&inner, "  }");
}

/* [in, out] with pointers inside: read beside what the caller has, which is replaced once all is
 * good. */
static void
get_beside (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
            const char *room)
{
  const IdlLayout *target = param->layout->target;
  GString *body = printer->out;
  guint indent = printer->indent;
  gsize commit;
  IDL_C base = g_strdup_printf ("new_%s", param->name);
  const char *fresh = idl_ndr_name (printer, base);
  IDL_C to = idl_ndr_pointee (param->layout, value);
  IdlLayout pointer = *param->layout;

  g_string_append_printf (printer->locals, "  __typeof__ (args->%s) %s = NULL;\n", param->name,
                          fresh);
  idl_ndr_line (printer, "beck_ndr_reader_set_owned (ndr, FALSE);");
  printer->own_rest = TRUE;
  idl_ndr_get_pointee (printer, &pointer, fresh, room);
  printer->own_rest = FALSE;
  release_old (printer, param, fresh);
  printer->out = printer->commits;
  printer->indent = 2;
  idl_ndr_line (printer, "if (%s != NULL)", fresh);
  commit = idl_ndr_body (printer);
  if (target->kind == IDL_LAYOUT_ARRAY)
    {
      IDL_C total = idl_ndr_plain_total (printer, target);

      idl_ndr_line (printer, "memcpy (%s, %s, %s * sizeof %s[0]);", to, fresh, total, to);
    }
  else if (target->kind == IDL_LAYOUT_STRUCT && target->shape->tail != NULL)
    {
      IDL_C bytes = idl_ndr_tail_bytes (target->shape, fresh);

      idl_ndr_line (printer, "memcpy (&%s, %s, %s);", to, fresh, bytes);
    }
  else
    idl_ndr_line (printer, "memcpy (&%s, %s, sizeof %s);", to, fresh, to);
  idl_ndr_body_end (printer, commit);
  printer->indent = indent;
  printer->out = body;
}

/* A full pointer of the caller's may be the alias of another; both are read once. */
static void
note_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value, const char *id)
{
  IDL_C type = idl_ndr_full_type (param->layout->target);
  IDL_C count = idl_ndr_full_count (printer, param->layout->target);
  const char *known = idl_ndr_name (printer, "known");

  idl_ndr_line (printer, "gboolean %s;", known);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_full_param (ndr, %s, %s, \"%s\", %s, &%s)", id, value, type,
               count, known);
  idl_ndr_line (printer, "if (!%s)", known);
}

/* A pointer of the caller's that may be NULL comes back as NULL or not, as it went. Returns what
 * the bodies printed here begin with; the inner one is there for full pointers only. */
static gsize
open_optional (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value, gsize *inner)
{
  const char *id = idl_ndr_name (printer, "id");
  gsize body;

  g_string_append_printf (printer->locals, "  void *%s;\n", id);
  idl_ndr_try (printer, "beck_ndr_get_unique (ndr, &%s)", id);
  idl_ndr_line (printer, "if (%s != NULL)", id);
  body = idl_ndr_body (printer);
  if (param->layout->pointer == IDL_POINTER_FULL)
    note_param (printer, param, value, id);
  if (param->layout->pointer == IDL_POINTER_FULL)
    *inner = idl_ndr_body (printer);
  idl_ndr_try (printer, "beck_ndr_get_check_ref (ndr, %s)", value);
  return body;
}

static void
get_out_pointer (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *layout = param->layout;
  const char *room = g_hash_table_lookup (printer->tags, param);
  gsize body = 0;
  gsize inner = 0;

  if (!idl_ndr_is_ref (layout))
    body = open_optional (printer, param, value, &inner);
  if (param->byte_count != NULL)
    idl_ndr_try (printer, "beck_ndr_reader_enter_buffer (ndr, %s, sizeof *%s, %s)", value, value,
                 room);
  if (param->byte_count != NULL)
    get_in_place (printer, param, value, NULL);
  else if (is_beside (param))
    get_beside (printer, param, value, room);
  else
    get_in_place (printer, param, value, room);
  if (param->byte_count != NULL)
    idl_ndr_line (printer, "beck_ndr_reader_leave_block (ndr);");
  if (layout->pointer == IDL_POINTER_FULL)
    idl_ndr_body_end (printer, inner);
  if (!idl_ndr_is_ref (layout))
    idl_ndr_body_end (printer, body);
}

static void
get_out_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (!param->out || !idl_ndr_travels (param))
    return;
  if (param->layout->kind != IDL_LAYOUT_POINTER)
    idl_ndr_get_whole (printer, param->layout, value);
  else if (param->all_nodes && !needs_room (param))
    idl_ndr_try (printer, "beck_ndr_get_all_nodes (ndr, get_out_%s_%s, args)", printer->proc->ident,
                 param->name);
  else
    get_out_pointer (printer, param, value);
}

static void
get_out_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->out && moves_pipe (printer, param))
    print_pipe (printer, param, value, "get_out");
}

/* Failures of an [async] procedure are what RpcAsyncCompleteCall() returns: when it returns 0, so
 * do these (rpc.md 3.3). */
static void
clear_status (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  IdlNdrPrinter last = *printer;

  if (!param->status || !printer->proc->async)
    return;
  last.out = printer->commits;
  last.indent = 2;
  idl_ndr_line (&last, "if (%s != NULL)", value);
  idl_ndr_line (&last, "  *%s = 0;", value);
}

/* The parameter of [allocate (all_nodes)] is read twice, so that is a function of its own. */
static void
get_all_nodes (const IdlProcLayout *proc, guint index, GString *out)
{
  const IdlParamLayout *param = &proc->params[index];
  IDL_C value = g_strdup_printf ("args->%s", param->name);
  IDL_C head = g_strdup_printf ("static gboolean\nget_out_%%s_%s (BeckNdrReader *ndr, void *data)",
                                param->name);
  IdlNdrPrinter printer;

  begin (&printer, proc);
  printer.reading = TRUE;
  printer.out_phase = TRUE;
  printer.field = param->name;
  printer.ready = index;
  get_out_pointer (&printer, param, value);
  finish (&printer, head, "", "  return TRUE;\n", out);
}

/* Callers of COM methods find zeros in numbers, too (com.md 5); those of RPC what was there. */
static gboolean
leaves_zeros (const IdlProcLayout *proc, const IdlLayout *target)
{
  if (target->owns || target->kind == IDL_LAYOUT_CONTEXT)
    return TRUE;
  return proc->proc->interface->object
         && (target->kind == IDL_LAYOUT_SCALAR || target->kind == IDL_LAYOUT_STRUCT
             || target->kind == IDL_LAYOUT_UNION);
}

/* [out] only, and what was read into where it stands. */
gboolean
idl_ndr_is_cleared (const IdlProcLayout *proc, const IdlParamLayout *param)
{
  if (!param->out || param->layout->kind != IDL_LAYOUT_POINTER)
    return FALSE;
  return (!param->in || param->layout->pointer == IDL_POINTER_FULL)
         && leaves_zeros (proc, param->layout->target);
}

/* ---- What an answer changes before it is known to be good ---- */

typedef struct
{
  const IdlProcLayout *proc;
  GString *locals, *keep, *put_back;
} Kept;

/* Parameters of this name that an answer replaces in place. */
static void
keep_param (const IdlExpr *name, gpointer data)
{
  Kept *kept = data;

  for (guint i = 0; i < kept->proc->n_params; i++)
    {
      const IdlParamLayout *param = &kept->proc->params[i];
      const IdlLayout *target = param->layout->target;
      IDL_C local = g_strdup_printf ("kept_%s;", param->name);

      if (param->var->decl.name != name->text || !param->in || !param->out
          || param->layout->kind != IDL_LAYOUT_POINTER || is_beside (param)
          || (target->kind != IDL_LAYOUT_SCALAR && target->kind != IDL_LAYOUT_STRUCT)
          || strstr (kept->locals->str, local) != NULL)
        continue;
      g_string_append_printf (kept->locals, "  __typeof__ (*args->%s) kept_%s;\n", param->name,
                              param->name);
      g_string_append_printf (kept->keep,
                              "  if (args->%s != NULL)\n    {\n"
                              "      memcpy (&kept_%s, args->%s, sizeof kept_%s);\n"
                              "      old.%s = &kept_%s;\n    }\n",
                              param->name, param->name, param->name, param->name, param->name,
                              param->name);
      g_string_append_printf (kept->put_back,
                              "  if (args->%s != NULL)\n"
                              "    memcpy (args->%s, old.%s, sizeof kept_%s);\n",
                              param->name, param->name, param->name, param->name);
    }
}

static void
kept_init (Kept *kept, const IdlProcLayout *proc)
{
  static const IdlAttrId ids[] = { IDL_ATTR_SIZE_IS, IDL_ATTR_MAX_IS,   IDL_ATTR_LENGTH_IS,
                                   IDL_ATTR_LAST_IS, IDL_ATTR_FIRST_IS, IDL_ATTR_SWITCH_IS };

  *kept = (Kept){ proc, g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  for (guint i = 0; i < proc->n_params * G_N_ELEMENTS (ids); i++)
    {
      const IdlParamLayout *param = &proc->params[i / G_N_ELEMENTS (ids)];
      const IdlAttr *attr = idl_attrs_find (&param->var->decl.attrs, ids[i % G_N_ELEMENTS (ids)]);

      if (attr == NULL || !(is_beside (param) || idl_ndr_is_cleared (proc, param)))
        continue;
      for (guint j = 0; j < attr->exprs->len; j++)
        if (g_ptr_array_index (attr->exprs, j) != NULL)
          idl_expr_visit_names (g_ptr_array_index (attr->exprs, j), keep_param, kept);
    }
}

static void
kept_clear (Kept *kept)
{
  g_string_free (kept->locals, TRUE);
  g_string_free (kept->keep, TRUE);
  g_string_free (kept->put_back, TRUE);
}

static gboolean
keeps_old (const Kept *kept)
{
  return kept->keep->len > 0 || releases_old (kept->proc);
}

/* An answer that fails half-way leaves sizes and discriminants as they were: what they are of is
 * still what it was, and clear_out goes by them. */
static void
print_kept (const Kept *kept, GString *out)
{
  const char *ident = kept->proc->ident;

  g_string_append_printf (out,
                          "static gboolean\nget_out_%s (BeckNdrReader *ndr, void *data)\n{\n"
                          "  struct %s_Args *args = data;\n"
                          "  struct %s_Args old = *args;\n%s\n%s"
                          "  if (read_out_%s (ndr, args, &old))\n    return TRUE;\n%s"
                          "  return FALSE;\n}\n\n",
                          ident, ident, ident, kept->locals->str, kept->keep->str, ident,
                          kept->put_back->str);
}

/* The function that reads is the whole, or is called by the one that keeps what was. */
static char *
out_head (const Kept *kept)
{
  const char *ident = kept->proc->ident;

  if (!keeps_old (kept))
    return g_strdup_printf ("static gboolean\nget_out_%s (BeckNdrReader *ndr, void *data)", ident);
  return g_strdup_printf ("static gboolean\nread_out_%s (BeckNdrReader *ndr, void *data, "
                          "const struct %s_Args *old)",
                          ident, ident);
}

static void
get_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;
  IDL_C head = NULL;
  gsize before;
  Kept kept;

  for (guint i = 0; i < proc->n_params; i++)
    if (proc->params[i].all_nodes && proc->params[i].out && !needs_room (&proc->params[i])
        && proc->params[i].layout->kind == IDL_LAYOUT_POINTER)
      get_all_nodes (proc, i, out);
  begin (&printer, proc);
  printer.reading = TRUE;
  printer.out_phase = TRUE;
  printer.nullable = TRUE;
  idl_ndr_line (&printer, "beck_ndr_reader_set_owned (ndr, TRUE);");
  before = printer.out->len;
  each_param (&printer, print_room);
  each_param (&printer, get_out_pipe);
  each_param (&printer, get_out_param);
  if (proc->result != NULL)
    {
      IDL_C value = g_strdup_printf ("args->%s", proc->result_name);

      printer.field = proc->result_name;
      idl_ndr_get_whole (&printer, proc->result, value);
    }
  each_param (&printer, clear_status);
  if (printer.out->len == before)
    g_string_truncate (printer.out, 0);
  kept_init (&kept, proc);
  if (keeps_old (&kept) && !releases_old (proc))
    g_string_append (printer.releases, "  (void) old;\n");
  head = out_head (&kept);
  finish (&printer, head, "", "  return TRUE;\n", out);
  if (keeps_old (&kept))
    print_kept (&kept, out);
  kept_clear (&kept);
}

/* ---- Clearing and releasing ---- */

static void
clear_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *target;
  IDL_C pointee = NULL;
  IDL_C total = NULL;

  if (!idl_ndr_is_cleared (printer->proc, param))
    return;
  target = param->layout->target;
  pointee = idl_ndr_pointee (param->layout, value);
  idl_ndr_line (printer, "if (%s != NULL)", value);
  if (target->kind == IDL_LAYOUT_ARRAY)
    {
      total = idl_ndr_plain_total (printer, target);
      idl_ndr_line (printer, "  memset (%s, 0, %s * sizeof %s[0]);", pointee, total, pointee);
    }
  else
    idl_ndr_line (printer, "  memset (&%s, 0, sizeof %s);", pointee, pointee);
}

static void
clear_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  begin (&printer, proc);
  each_param (&printer, clear_param);
  if (proc->result != NULL && proc->result->owns)
    idl_ndr_line (&printer, "memset (&args->%s, 0, sizeof args->%s);", proc->result_name,
                  proc->result_name);
  finish (&printer, "static void\nclear_out_%s (void *data)", "", "", out);
}

static void
free_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *layout = param->layout;
  gsize body;

  if (!param->out || param->dont_free || layout->kind != IDL_LAYOUT_POINTER || !layout->target->owns
      || layout->target->kind == IDL_LAYOUT_OBJECT)
    return;
  if (keeps_room (printer->proc, param))
    {
      IDL_C elements = said_elements (printer, param, value);

      idl_ndr_line (printer, "if (%s != NULL && beck_ndr_fits_room (%s, args->room_%s))", value,
                    elements, param->name);
    }
  else
    idl_ndr_line (printer, "if (%s != NULL)", value);
  body = idl_ndr_body (printer);
  idl_ndr_free_target (printer, layout, value);
  idl_ndr_body_end (printer, body);
}

static void
free_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  begin (&printer, proc);
  each_param (&printer, free_param);
  if (proc->result != NULL)
    {
      IDL_C value = g_strdup_printf ("args->%s", proc->result_name);

      idl_ndr_free (&printer, proc->result, value);
    }
  finish (&printer, "static void\nfree_out_%s (BeckNdrReleaser *releaser, void *data)", "", "",
          out);
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
                              proc->ident, proc->params[i].name, proc->ident,
                              proc->params[i].name);
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
  put_in (proc, out);
  get_in (proc, out);
  put_out (proc, out);
  get_out (proc, out);
  clear_out (proc, out);
  free_out (proc, out);
}
