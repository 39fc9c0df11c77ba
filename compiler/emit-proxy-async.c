/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The halves of an asynchronous method, on both sides.
 *
 * Between Begin_ and Finish_ a proxy keeps the argument record, in which what Begin_ got by
 * pointer is gone. Where results depend on such a value (their size, their interface), a copy
 * of it is kept behind the record.
 */

#include "emit-proxy.h"
#include "emit-type.h"
#include "emit.h"
#include "type.h"

#include <string.h>

/* ---- The halves ---- */

typedef struct
{
  const IdlProc *begin, *finish;
} Halves;

static Halves
find_halves (const IdlProc *proc)
{
  const GPtrArray *procs = proc->interface->async->procs;
  Halves halves = { NULL, NULL };

  for (guint i = 0; i < procs->len; i++)
    {
      const IdlProc *half = g_ptr_array_index (procs, i);

      if (half->sync != proc)
        continue;
      if (halves.begin == NULL)
        halves.begin = half;
      else
        halves.finish = half;
    }
  return halves;
}

/* ---- The server's side ---- */

static void
emit_half (const IdlProcLayout *proc, const IdlProc *half, const char *prefix, GString *out)
{
  const char *interface = half->interface->decl.name;
  g_autoptr (GPtrArray) arguments = idl_proxy_arguments (proc, half->params);

  g_string_append_printf (out,
                          "static HRESULT\n%s_%s (void *target, void *data)\n{\n"
                          "  struct %s_Args *args = data;\n  %s *This = target;\n\n  args->%s = ",
                          prefix, proc->ident, proc->ident, interface, proc->result_name);
  if (half->local != NULL)
    g_string_append_printf (out, "%s_%s_Stub (", interface, half->local->c_name);
  else
    g_string_append_printf (out, "This->lpVtbl->%s (", half->c_name);
  idl_proxy_append_list (out, arguments);
  g_string_append_printf (out, ");\n  return args->%s;\n}\n\n", proc->result_name);
}

/* ---- What is kept ---- */

typedef struct
{
  const IdlProcLayout *proc;
  gboolean *kept; /* by parameter */
} Keeping;

static gboolean
can_be_kept (const IdlParamLayout *param)
{
  const IdlType *type = idl_type_resolve (param->var->type);

  return param->in && type->kind == IDL_TYPE_POINTER && idl_type_size (type->target) != 0;
}

static void
keep_name (const IdlExpr *name, gpointer data)
{
  const Keeping *keeping = data;

  for (guint i = 0; i < keeping->proc->n_params; i++)
    {
      const IdlParamLayout *param = &keeping->proc->params[i];

      if (g_strcmp0 (param->var->decl.name, name->text) == 0 && can_be_kept (param))
        keeping->kept[i] = TRUE;
    }
}

static void
keep_names (const IdlExpr *expr, Keeping *keeping)
{
  if (expr != NULL)
    idl_expr_visit_names (expr, keep_name, keeping);
}

/* The parameters that the attributes of @layout refer to; structures refer to their fields only. */
static void
keep_for (const IdlLayout *layout, Keeping *keeping)
{
  for (; layout != NULL;
       layout = layout->kind == IDL_LAYOUT_POINTER ? layout->target : layout->element)
    {
      for (guint i = 0; i < layout->n_dims; i++)
        {
          keep_names (layout->dims[i].size, keeping);
          keep_names (layout->dims[i].length, keeping);
          keep_names (layout->dims[i].first, keeping);
        }
      keep_names (layout->iid, keeping);
      keep_names (layout->switched, keeping);
    }
}

static gboolean *
find_kept (const IdlProcLayout *proc, guint *n_kept)
{
  Keeping keeping = { proc, g_new0 (gboolean, proc->n_params + 1) };

  for (guint i = 0; i < proc->n_params; i++)
    if (proc->params[i].out)
      keep_for (proc->params[i].layout, &keeping);
  *n_kept = 0;
  for (guint i = 0; i < proc->n_params; i++)
    *n_kept += keeping.kept[i];
  return keeping.kept;
}

/* ---- The client's side ---- */

/* What the two functions have in common. */
typedef struct
{
  const IdlProcLayout *proc;
  Halves halves;
  gboolean *kept;
  guint n_kept;
  char *type;     /* of the variable */
  char *variable; /* "args" or "kept" */
  char *record;   /* "args" or "kept.args" */
  char *reply;
} Pair;

static void
pair_init (Pair *pair, const IdlProcLayout *proc)
{
  const GPtrArray *params = proc->proc->params;

  pair->proc = proc;
  pair->halves = find_halves (proc->proc);
  pair->kept = find_kept (proc, &pair->n_kept);
  pair->type = g_strdup_printf ("struct %s_%s", proc->ident, pair->n_kept > 0 ? "Kept" : "Args");
  pair->variable = idl_proxy_variable (params, pair->n_kept > 0 ? "kept" : "args");
  pair->record = g_strconcat (pair->variable, pair->n_kept > 0 ? ".args" : NULL, NULL);
  pair->reply = idl_proxy_variable (params, "reply");
}

static void
pair_clear (Pair *pair)
{
  g_free (pair->kept);
  g_free (pair->type);
  g_free (pair->variable);
  g_free (pair->record);
  g_free (pair->reply);
}

/* The copies share a structure with the record, under names of their own. */
static void
emit_kept (const Pair *pair, GString *out)
{
  g_string_append_printf (out,
                          "/* What Finish_ needs to know of what Begin_ got by pointer. */\n"
                          "%s\n{\n  struct %s_Args args;\n",
                          pair->type, pair->proc->ident);
  for (guint i = 0; i < pair->proc->n_params; i++)
    {
      IdlType type;
      g_autofree char *name = g_strconcat ("its_", pair->proc->params[i].name, NULL);

      if (!pair->kept[i])
        continue;
      type = *idl_type_target (pair->proc->params[i].var->type);
      type.quals = 0;
      g_string_append (out, "  ");
      idl_emit_declaration (&type, name, IDL_IN_FIELD, out);
      g_string_append (out, ";\n");
    }
  g_string_append (out, "};\n\n");
}

static void
emit_signature (const IdlProc *half, GString *out)
{
  const char *interface = half->interface->decl.name;
  g_autofree char *this = g_strdup_printf ("%s *This", interface);

  if (half->local != NULL)
    g_string_append_printf (out, "HRESULT\n%s_%s_Proxy ", interface, half->c_name);
  else
    g_string_append_printf (out, "static HRESULT STDMETHODCALLTYPE\nproxy_%s_%s ", interface,
                            half->c_name);
  idl_emit_params (this, half->params, FALSE, out);
  g_string_append (out, "\n{\n");
}

/* What parameter @index is called in @half; NULL if it is not in it. */
static char *
name_in (const IdlProc *half, const IdlVar *var)
{
  for (guint i = 0; i < half->params->len; i++)
    if (g_ptr_array_index (half->params, i) == var)
      return idl_param_name (half->params, i);
  return NULL;
}

static gboolean
is_reference (const IdlParamLayout *param)
{
  return param->layout->kind == IDL_LAYOUT_POINTER && param->layout->pointer == IDL_POINTER_REF;
}

/* The members of the record that Begin_ fills. */
static GPtrArray *
begin_members (const Pair *pair)
{
  const IdlProcLayout *proc = pair->proc;
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < proc->n_params; i++)
    {
      const IdlParamLayout *param = &proc->params[i];
      g_autofree char *name = name_in (pair->halves.begin, param->var);

      if (name != NULL)
        g_ptr_array_add (items, g_strdup_printf (".%s = %s", param->name, name));
      else if (is_reference (param))
        g_ptr_array_add (items, g_strdup_printf (".%s = BECK_PROXY_LATER", param->name));
    }
  if (items->len == 0)
    g_ptr_array_add (items, g_strdup ("0"));
  return items;
}

static void
emit_begin (const Pair *pair, GString *out)
{
  const IdlProcLayout *proc = pair->proc;
  g_autoptr (GPtrArray) members = begin_members (pair);

  emit_signature (pair->halves.begin, out);
  g_string_append_printf (out, "  %s %s = { %s", pair->type, pair->variable,
                          pair->n_kept > 0 ? ".args = { " : "");
  idl_proxy_append_list (out, members);
  g_string_append_printf (out, "%s };\n\n", pair->n_kept > 0 ? " }" : "");
  for (guint i = 0; i < proc->n_params; i++)
    {
      g_autofree char *name = name_in (pair->halves.begin, proc->params[i].var);

      if (pair->kept[i])
        g_string_append_printf (out, "  if (%s != NULL)\n    %s.its_%s = *%s;\n", name,
                                pair->variable, proc->params[i].name, name);
    }
  g_string_append_printf (out, "  return beck_proxy_begin (This, %u, &%s, sizeof %s);\n}\n\n",
                          proc->opnum, pair->variable, pair->variable);
}

/* Where results depend on the old value of an [in, out] parameter, it goes where the new one
 * will be. */
static void
emit_restore (const Pair *pair, GString *out)
{
  for (guint i = 0; i < pair->proc->n_params; i++)
    {
      const IdlParamLayout *param = &pair->proc->params[i];
      g_autofree char *name = name_in (pair->halves.finish, param->var);

      if (!pair->kept[i])
        continue;
      if (name == NULL)
        g_string_append_printf (out, "  %s.%s = &%s.its_%s;\n", pair->record, param->name,
                                pair->variable, param->name);
      else
        g_string_append_printf (out, "  if (%s.job != NULL && %s != NULL)\n    *%s = %s.its_%s;\n",
                                pair->reply, name, name, pair->variable, param->name);
    }
}

static void
emit_place (const Pair *pair, const IdlParamLayout *param, GString *out)
{
  g_autofree char *name = name_in (pair->halves.finish, param->var);
  g_autofree char *member = g_strdup_printf ("%s.%s", pair->record, param->name);

  if (name == NULL)
    return;
  if (is_reference (param))
    g_string_append_printf (out, "  %s = beck_proxy_place (&%s, %s);\n", member, pair->reply,
                            name);
  else if (param->in)
    g_string_append_printf (out, "  %s = beck_proxy_same_place (&%s, %s, %s);\n", member,
                            pair->reply, member, name);
  else
    g_string_append_printf (out, "  %s = %s;\n", member, name);
}

static void
emit_finish (const Pair *pair, GString *out)
{
  const IdlProcLayout *proc = pair->proc;

  emit_signature (pair->halves.finish, out);
  g_string_append_printf (out, "  %s %s;\n  BeckProxyReply %s;\n\n", pair->type, pair->variable,
                          pair->reply);
  g_string_append_printf (out, "  beck_proxy_finish (This, %u, &%s, sizeof %s, &%s);\n",
                          proc->opnum, pair->variable, pair->variable, pair->reply);
  emit_restore (pair, out);
  for (guint i = 0; i < proc->n_params; i++)
    emit_place (pair, &proc->params[i], out);
  g_string_append_printf (out, "  return beck_proxy_end (&%s, &%s.%s);\n}\n\n", pair->reply,
                          pair->record, proc->result_name);
}

static void
emit_pair (const IdlProcLayout *proc, GString *out)
{
  Pair pair;

  pair_init (&pair, proc);
  if (pair.n_kept > 0)
    emit_kept (&pair, out);
  emit_begin (&pair, out);
  emit_finish (&pair, out);
  pair_clear (&pair);
}

void
idl_emit_proxy_halves (const IdlProcLayout *proc, gboolean calls_async, GString *out)
{
  Halves halves = find_halves (proc->proc);

  if (calls_async)
    emit_pair (proc, out);
  emit_half (proc, halves.begin, "begin", out);
  emit_half (proc, halves.finish, "finish", out);
}
