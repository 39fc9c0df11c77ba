/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading what comes back, at the client: into the variables that its caller has.
 */

#include "emit-ndr-proc.h"

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
  else if (idl_ndr_is_beside (param))
    idl_ndr_get_beside (printer, param, value, room);
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
  if (param->out && idl_ndr_moves_pipe (printer, param))
    idl_ndr_pipe (printer, param, value, "get_out");
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

  idl_ndr_begin (&printer, proc);
  printer.reading = TRUE;
  printer.out_phase = TRUE;
  printer.field = param->name;
  printer.ready = index;
  get_out_pointer (&printer, param, value);
  idl_ndr_finish (&printer, head, "", "  return TRUE;\n", out);
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

void
idl_ndr_get_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;
  IDL_C head = NULL;
  gsize before;
  IdlNdrKept kept;

  for (guint i = 0; i < proc->n_params; i++)
    if (proc->params[i].all_nodes && proc->params[i].out && !needs_room (&proc->params[i])
        && proc->params[i].layout->kind == IDL_LAYOUT_POINTER)
      get_all_nodes (proc, i, out);
  idl_ndr_begin (&printer, proc);
  printer.reading = TRUE;
  printer.out_phase = TRUE;
  printer.nullable = TRUE;
  idl_ndr_line (&printer, "beck_ndr_reader_set_owned (ndr, TRUE);");
  before = printer.out->len;
  idl_ndr_each_param (&printer, print_room);
  idl_ndr_each_param (&printer, get_out_pipe);
  idl_ndr_each_param (&printer, get_out_param);
  if (proc->result != NULL)
    {
      IDL_C value = g_strdup_printf ("args->%s", proc->result_name);

      printer.field = proc->result_name;
      idl_ndr_get_whole (&printer, proc->result, value);
    }
  idl_ndr_each_param (&printer, clear_status);
  if (printer.out->len == before)
    g_string_truncate (printer.out, 0);
  idl_ndr_kept_init (&kept, proc);
  if (idl_ndr_keeps_old (&kept) && !idl_ndr_releases_old (proc))
    g_string_append (printer.releases, "  (void) old;\n");
  head = idl_ndr_out_head (&kept);
  idl_ndr_finish (&printer, head, "", "  return TRUE;\n", out);
  if (idl_ndr_keeps_old (&kept))
    idl_ndr_kept (&kept, out);
  idl_ndr_kept_clear (&kept);
}
