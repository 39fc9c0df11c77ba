/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What an answer changes before it is known to be good: an answer that fails half-way leaves sizes
 * and discriminants as they were.
 */

#include "emit-ndr-proc.h"

/* Parameters of this name that an answer replaces in place. */
static void
keep_param (const IdlExpr *name, gpointer data)
{
  IdlNdrKept *kept = data;

  for (guint i = 0; i < kept->proc->n_params; i++)
    {
      const IdlParamLayout *param = &kept->proc->params[i];
      const IdlLayout *target = param->layout->target;
      IDL_C local = g_strdup_printf ("kept_%s;", param->name);

      if (param->var->decl.name != name->text || !param->in || !param->out
          || param->layout->kind != IDL_LAYOUT_POINTER || idl_ndr_is_beside (param)
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

void
idl_ndr_kept_init (IdlNdrKept *kept, const IdlProcLayout *proc)
{
  static const IdlAttrId ids[] = { IDL_ATTR_SIZE_IS, IDL_ATTR_MAX_IS,   IDL_ATTR_LENGTH_IS,
                                   IDL_ATTR_LAST_IS, IDL_ATTR_FIRST_IS, IDL_ATTR_SWITCH_IS };

  *kept = (IdlNdrKept){ proc, g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  for (guint i = 0; i < proc->n_params * G_N_ELEMENTS (ids); i++)
    {
      const IdlParamLayout *param = &proc->params[i / G_N_ELEMENTS (ids)];
      const IdlAttr *attr = idl_attrs_find (&param->var->decl.attrs, ids[i % G_N_ELEMENTS (ids)]);

      if (attr == NULL || !(idl_ndr_is_beside (param) || idl_ndr_is_cleared (proc, param)))
        continue;
      for (guint j = 0; j < attr->exprs->len; j++)
        if (g_ptr_array_index (attr->exprs, j) != NULL)
          idl_expr_visit_names (g_ptr_array_index (attr->exprs, j), keep_param, kept);
    }
}

void
idl_ndr_kept_clear (IdlNdrKept *kept)
{
  g_string_free (kept->locals, TRUE);
  g_string_free (kept->keep, TRUE);
  g_string_free (kept->put_back, TRUE);
}

gboolean
idl_ndr_keeps_old (const IdlNdrKept *kept)
{
  return kept->keep->len > 0 || idl_ndr_releases_old (kept->proc);
}

/* An answer that fails half-way leaves sizes and discriminants as they were: what they are of is
 * still what it was, and clear_out goes by them. */
void
idl_ndr_kept (const IdlNdrKept *kept, GString *out)
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
char *
idl_ndr_out_head (const IdlNdrKept *kept)
{
  const char *ident = kept->proc->ident;

  if (!idl_ndr_keeps_old (kept))
    return g_strdup_printf ("static gboolean\nget_out_%s (BeckNdrReader *ndr, void *data)", ident);
  return g_strdup_printf ("static gboolean\nread_out_%s (BeckNdrReader *ndr, void *data, "
                          "const struct %s_Args *old)",
                          ident, ident);
}
