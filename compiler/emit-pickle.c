/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Serialization as C. What is printed here is thin: the runtime (<beck/pickle.h>) knows about
 * handles and headers, the functions of emit-ndr.h about values.
 */

#include "emit-pickle.h"

#include "emit-ndr.h"
#include "emit-type.h"
#include "emit.h"
#include "type.h"

/* ---- Types ---- */

/* The variable of [implicit_handle], or NULL: the one interface that has it decides for all
 * types of the file, as in the header. */
static const char *
implicit_handle (const IdlCompiler *compiler)
{
  const GPtrArray *decls = compiler->main->decls;

  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);
      const IdlAttr *attr = idl_attrs_find (&decl->attrs, IDL_ATTR_IMPLICIT_HANDLE);

      if (decl->kind == IDL_DECL_INTERFACE && attr != NULL)
        return attr->text;
    }
  return NULL;
}

static void
emit_record (const IdlPickleLayout *pickle, GString *out)
{
  const char *name = pickle->alias->decl.name;
  g_autofree char *place = idl_emit_place (pickle->alias->decl.pos);

  g_string_append_printf (out, "/* %s, %s */\n\n", name, place);
  g_string_append_printf (out,
                          "const BeckPickleType %s_PickleType = {\n"
                          "  .name = \"%s\",\n"
                          "  .size = sizeof (%s),\n",
                          name, name, name);
  g_string_append_printf (out, "  .put = put_%s_value,\n", name);
  if (idl_ndr_can_decode (pickle))
    g_string_append_printf (out, "  .get = get_%s_value,\n", name);
  if (pickle->layout->owns)
    g_string_append_printf (out, "  .free = free_%s_value,\n", name);
  g_string_append (out, "  .allocator = &allocator,\n};\n\n");
}

/* "T_Encode" over beck_pickle_encode() and so on. */
static void
emit_function (const char *name, const char *implicit, const char *result, const char *suffix,
               const char *runtime, GString *out)
{
  g_string_append_printf (out, "%s\n%s_%s (%s%s *IDL_value)\n{\n", result, name, suffix,
                          implicit != NULL ? "" : "handle_t IDL_handle, ", name);
  g_string_append_printf (out, "  %sbeck_pickle_%s (%s, &%s_PickleType, IDL_value);\n}\n\n",
                          g_str_equal (result, "void") ? "" : "return ", runtime,
                          implicit != NULL ? implicit : "IDL_handle", name);
}

/* The variable is defined with the procedures of its interface. If there are none, it is only the
 * types that need it. */
static void
emit_variables (const IdlLayouts *layouts, GString *out)
{
  for (guint i = 0; i < layouts->interfaces->len; i++)
    {
      const IdlInterfaceLayout *layout = g_ptr_array_index (layouts->interfaces, i);
      const IdlAttr *implicit =
          idl_attrs_find (&layout->interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);

      if (implicit == NULL || layout->procs->len > 0)
        continue;
      idl_emit_declaration (implicit->type, implicit->text, IDL_IN_FIELD, out);
      g_string_append (out, ";\n\n");
    }
}

void
idl_emit_pickles (IdlCompiler *compiler, const IdlLayouts *layouts, GString *out)
{
  const char *implicit = implicit_handle (compiler);

  if (layouts->pickles->len > 0)
    emit_variables (layouts, out);
  for (guint i = 0; i < layouts->pickles->len; i++)
    {
      const IdlPickleLayout *pickle = g_ptr_array_index (layouts->pickles, i);
      const char *name = pickle->alias->decl.name;

      emit_record (pickle, out);
      if (pickle->encode)
        {
          emit_function (name, implicit, "size_t", "AlignSize", "align_size", out);
          emit_function (name, implicit, "void", "Encode", "encode", out);
        }
      if (pickle->decode)
        {
          emit_function (name, implicit, "void", "Decode", "decode", out);
          emit_function (name, implicit, "void", "Free", "free", out);
        }
    }
}

/* ---- Procedures ---- */

/* The checks have seen to it that there is one. */
static const char *
handle_of (const IdlProcLayout *proc)
{
  const IdlAttr *implicit;

  if (idl_proc_adds_handle (proc->proc))
    return "IDL_handle";
  for (guint i = 0; i < proc->n_params; i++)
    if (idl_type_is_base (proc->params[i].var->type, IDL_BASE_HANDLE))
      return proc->params[i].name;
  implicit = idl_attrs_find (&proc->proc->interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);
  return implicit->text;
}

/* The parameter that receives the status, or NULL. */
static const char *
status_param (const IdlProcLayout *proc)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (proc->params[i].status)
      return proc->params[i].name;
  return NULL;
}

static gboolean
returns_status (const IdlProcLayout *proc)
{
  return idl_attrs_has (&proc->proc->decl.attrs, IDL_ATTR_COMM_STATUS)
         || idl_attrs_has (&proc->proc->decl.attrs, IDL_ATTR_FAULT_STATUS);
}

static void
emit_prototype (const IdlProcLayout *proc, GString *out)
{
  idl_emit_result (proc->proc->result, out);
  g_string_truncate (out, out->len - (out->str[out->len - 1] == ' '));
  g_string_append_printf (out, "\n%s ", proc->proc->client_name);
  idl_emit_params (idl_proc_adds_handle (proc->proc) ? "handle_t IDL_handle" : NULL,
                   proc->proc->params, proc->proc->variadic, out);
}

/* What travels goes into the record; the rest of it stays 0. */
static void
emit_args (const IdlProcLayout *proc, GString *out)
{
  const char *separator = " ";

  g_string_append_printf (out, "  struct %s_Args IDL_args = {", proc->ident);
  for (guint i = 0; i < proc->n_params; i++)
    {
      const IdlParamLayout *param = &proc->params[i];

      if (param->status || param->layout->kind == IDL_LAYOUT_BINDING)
        continue;
      g_string_append_printf (out, "%s.%s = %s", separator, param->name, param->name);
      separator = ", ";
    }
  g_string_append (out, separator[0] == ' ' ? " 0 };\n" : " };\n");
}

/* "a == NULL || b == NULL" for the ref pointers through which values come back, with other
 * operators the opposite; NULL if there are none. Writing looks at them itself, but reading relies
 * on a call's having written before. */
static char *
null_condition (const IdlProcLayout *proc, const char *is, const char *and)
{
  g_autoptr (GString) condition = g_string_new (NULL);

  for (guint i = 0; i < proc->n_params; i++)
    {
      const IdlParamLayout *param = &proc->params[i];

      if (param->out && !param->status && param->layout->kind == IDL_LAYOUT_POINTER
          && param->layout->pointer == IDL_POINTER_REF)
        g_string_append_printf (condition, "%s%s %s NULL", condition->len > 0 ? and : "",
                                param->name, is);
    }
  return condition->len > 0 ? g_string_free (g_steal_pointer (&condition), FALSE) : NULL;
}

static void
emit_call (const IdlProcLayout *proc, const char *prefix, const char *function, const char *more,
           GString *out)
{
  g_string_append_printf (out, "  %s%s (%s, &%s_interface, %u, &IDL_args%s);\n", prefix, function,
                          handle_of (proc), proc->proc->interface->decl.name, proc->opnum, more);
}

/* [comm_status] and [fault_status]: the status is told instead of raised. */
static void
emit_status (const IdlProcLayout *proc, const char *param, GString *out)
{
  gboolean returns = !idl_type_is_base (proc->proc->result, IDL_BASE_VOID);
  g_autofree char *condition = null_condition (proc, "!=", " && ");

  g_string_append (out, "  error_status_t IDL_status = RPC_X_NULL_REF_POINTER;\n\n");
  if (condition != NULL)
    g_string_append_printf (out, "  if (%s)\n  ", condition);
  emit_call (proc, "IDL_status = ", "beck_pickle_try_procedure", ", NULL", out);
  if (param == NULL)
    {
      g_string_append (out, "  return IDL_status;\n");
      return;
    }
  g_string_append_printf (out, "  *%s = IDL_status;\n", param);
  if (returns)
    g_string_append_printf (out, "  return %s;\n",
                            returns_status (proc) ? "IDL_status" : "RPC_S_OK");
}

static void
emit_raising (const IdlProcLayout *proc, GString *out)
{
  g_autofree char *condition = null_condition (proc, "==", " || ");

  g_string_append_c (out, '\n');
  if (condition != NULL)
    g_string_append_printf (out, "  if (%s)\n    beck_exception_raise (RPC_X_NULL_REF_POINTER);\n",
                            condition);
  emit_call (proc, "", "beck_pickle_procedure", "", out);
  if (!idl_type_is_base (proc->proc->result, IDL_BASE_VOID))
    g_string_append (out, "  return RPC_S_OK;\n");
}

void
idl_emit_pickle_proc (const IdlProcLayout *proc, GString *out)
{
  const char *status = status_param (proc);
  g_autofree char *place = idl_emit_place (proc->proc->decl.pos);

  g_string_append_printf (out, "/* %s */\n", place);
  emit_prototype (proc, out);
  g_string_append (out, "\n{\n");
  emit_args (proc, out);
  if (status != NULL || returns_status (proc))
    emit_status (proc, status, out);
  else
    emit_raising (proc, out);
  g_string_append (out, "}\n\n");
}
