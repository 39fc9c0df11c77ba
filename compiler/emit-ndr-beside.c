/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * [in, out] values with pointers inside: read beside what the caller has, which is replaced once
 * all is good.
 */

#include "emit-ndr-proc.h"

/* Whether the answer for @param is read beside what the caller has. */
gboolean
idl_ndr_is_beside (const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;

  return param->in && param->out && layout->kind == IDL_LAYOUT_POINTER && layout->target->owns
         && layout->pointer != IDL_POINTER_FULL && param->byte_count == NULL
         && !param->partial_ignore && idl_ndr_travels (param);
}

/* By the rule of COM who fills a variable releases what it referred to. */
gboolean
idl_ndr_releases_old (const IdlProcLayout *proc)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (proc->proc->interface->object && idl_ndr_is_beside (&proc->params[i]))
      return TRUE;
  return FALSE;
}

/* Old values are released by the sizes and discriminants that went with them: by "old", the
 * argument record as it was (see idl_ndr_kept). */
static void
release_old (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *fresh)
{
  IDL_C value = g_strdup_printf ("old->%s", param->name);
  IdlNdrPrinter inner = *printer;

  if (!idl_ndr_releases_old (printer->proc))
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
void
idl_ndr_get_beside (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
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
