/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Methods and procedures: results, directions of parameters, and what automation wants
 * of properties.
 */

#include "checks.h"
#include "type.h"

#include <string.h>

gboolean
idl_proc_is_local (const IdlProc *proc)
{
  return idl_attrs_has (&proc->decl.attrs, IDL_ATTR_LOCAL)
         || (proc->interface != NULL && proc->interface->local);
}

static gboolean
is_hresult (const IdlType *type)
{
  for (; type->kind == IDL_TYPE_ALIAS; type = type->alias->type)
    if (strcmp (type->alias->decl.name, "HRESULT") == 0
        || strcmp (type->alias->decl.name, "SCODE") == 0)
      return TRUE;
  return type->kind == IDL_TYPE_BROKEN;
}

static void
check_result (IdlCompiler *compiler, const IdlProc *proc)
{
  const IdlType *type = idl_type_resolve (proc->result);

  if (proc->interface->object && !proc->interface->dispatch && !idl_proc_is_local (proc)
      && !is_hresult (proc->result))
    idl_error (compiler, proc->decl.pos,
               "'%s' must return HRESULT, as do all methods that are not [local]",
               proc->decl.name);
  else if (type->kind == IDL_TYPE_ARRAY || type->kind == IDL_TYPE_INTERFACE
           || type->kind == IDL_TYPE_FUNCTION || type->kind == IDL_TYPE_PIPE)
    idl_error (compiler, proc->decl.pos, "'%s' cannot return this type", proc->decl.name);
}

/* Types that no parameter can have, local or not. */
static void
check_param_type (IdlCompiler *compiler, const IdlVar *param)
{
  const IdlType *type = idl_type_resolve (param->type);

  if (type->kind == IDL_TYPE_INTERFACE)
    idl_error (compiler, param->decl.pos, "an interface can only be passed by pointer");
  else if (type->kind == IDL_TYPE_FUNCTION)
    idl_error (compiler, param->decl.pos, "a function can only be passed by pointer");
  else if (type->kind == IDL_TYPE_BASE && type->base == IDL_BASE_VOID)
    idl_error (compiler, param->decl.pos, "a parameter cannot be void");
  else if (type->kind == IDL_TYPE_TAG && !type->tag->complete)
    idl_error (compiler, param->decl.pos, "%s '%s' is not defined", idl_tag_keyword (type->tag),
               type->tag->decl.name);
  else if (type->kind == IDL_TYPE_PIPE && param->type->kind != IDL_TYPE_ALIAS)
    idl_error (compiler, param->decl.pos, "a pipe needs a typedef");
}

/* An [out] parameter is written through; if it comes from elsewhere, its top pointer can
 * be neither NULL nor new. */
static void
check_out (IdlCompiler *compiler, const IdlVar *param, gboolean local)
{
  const IdlAttrs *attrs = &param->decl.attrs;
  const IdlType *type = idl_type_resolve (param->type);
  gboolean pure = !idl_attrs_has (attrs, IDL_ATTR_IN);

  if (type->kind != IDL_TYPE_POINTER && type->kind != IDL_TYPE_ARRAY
      && type->kind != IDL_TYPE_BROKEN && type->kind != IDL_TYPE_PIPE)
    idl_error (compiler, param->decl.pos, "an [out] parameter must be a pointer or an array");
  else if (local)
    return;
  else if (idl_type_interface (param->type) != NULL)
    idl_error (compiler, param->decl.pos,
               "an [out] interface must be passed as a pointer to a pointer");
  else if (pure && idl_attrs_has (attrs, IDL_ATTR_UNIQUE))
    idl_error (compiler, idl_attrs_find (attrs, IDL_ATTR_UNIQUE)->pos,
               "the pointer of an [out] parameter cannot be [unique]");
  else if (pure && idl_attrs_has (attrs, IDL_ATTR_PTR))
    idl_error (compiler, idl_attrs_find (attrs, IDL_ATTR_PTR)->pos,
               "the pointer of an [out] parameter cannot be [ptr]");
}

static void
check_retval (IdlCompiler *compiler, const IdlProc *proc, guint index)
{
  const IdlVar *param = g_ptr_array_index (proc->params, index);
  const IdlAttr *retval = idl_attrs_find (&param->decl.attrs, IDL_ATTR_RETVAL);

  if (retval == NULL)
    return;
  if (!idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT)
      || idl_attrs_has (&param->decl.attrs, IDL_ATTR_IN))
    idl_error (compiler, retval->pos, "[retval] needs [out]");
  else if (index + 1 < proc->params->len)
    idl_error (compiler, retval->pos, "[retval] belongs on the last parameter");
}

static void
check_status_param (IdlCompiler *compiler, const IdlVar *param)
{
  const IdlAttr *attr = idl_attrs_find (&param->decl.attrs, IDL_ATTR_COMM_STATUS);
  const IdlType *target = idl_type_target (param->type);

  if (attr == NULL)
    attr = idl_attrs_find (&param->decl.attrs, IDL_ATTR_FAULT_STATUS);
  if (attr != NULL
      && (!idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT) || target == NULL
          || !idl_type_is_base (target, IDL_BASE_ERROR_STATUS)))
    idl_error (compiler, param->decl.pos, "[%s] needs an [out] error_status_t *",
               idl_attr_info (attr->id)->name);
}

/* In C every method has it as its first parameter. */
static void
check_this (IdlCompiler *compiler, const IdlProc *proc, const IdlVar *param)
{
  if (proc->interface->object && g_strcmp0 (param->decl.name, "This") == 0)
    idl_error (compiler, param->decl.pos, "'This' is the object itself; no parameter can have "
                                          "its name");
}

static void
check_params (IdlCompiler *compiler, const IdlProc *proc)
{
  IdlScope scope;

  idl_scope_init (&scope, compiler, proc->params, TRUE);
  for (guint i = 0; i < proc->params->len; i++)
    {
      const IdlVar *param = g_ptr_array_index (proc->params, i);

      idl_check_attrs (compiler, &param->decl.attrs, IDL_ON_PARAM);
      check_this (compiler, proc, param);
      check_param_type (compiler, param);
      if (idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT))
        check_out (compiler, param, idl_proc_is_local (proc));
      check_retval (compiler, proc, i);
      check_status_param (compiler, param);
      idl_check_var (compiler, param, &scope);
    }
  idl_scope_clear (&scope);
}

static gboolean
is_out_pointer (const IdlVar *param)
{
  return idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT);
}

static void
check_property (IdlCompiler *compiler, const IdlProc *proc)
{
  const IdlAttrs *attrs = &proc->decl.attrs;
  guint n = proc->params->len;

  if (idl_attrs_has (attrs, IDL_ATTR_PROPGET) && is_hresult (proc->result)
      && (n == 0 || !is_out_pointer (g_ptr_array_index (proc->params, n - 1))))
    idl_error (compiler, proc->decl.pos, "[propget] needs a last parameter that is [out]");
  if ((idl_attrs_has (attrs, IDL_ATTR_PROPPUT) || idl_attrs_has (attrs, IDL_ATTR_PROPPUTREF))
      && n == 0)
    idl_error (compiler, proc->decl.pos, "[propput] needs a parameter for the new value");
}

static void
check_variadic (IdlCompiler *compiler, const IdlProc *proc)
{
  if (proc->variadic && !idl_proc_is_local (proc))
    idl_error (compiler, proc->decl.pos, "'...' is for [local] methods only");
}

void
idl_check_proc (IdlCompiler *compiler, const IdlProc *proc)
{
  gboolean object = proc->interface->object;

  idl_check_attrs (compiler, &proc->decl.attrs, object ? IDL_ON_METHOD : IDL_ON_PROC);
  /* With get_ or put_ in front any word is a name. */
  if (proc->c_name == proc->decl.name)
    idl_check_name (compiler, &proc->decl);
  idl_check_type_attrs (compiler, &proc->decl.attrs, proc->result, proc->decl.pos);
  check_result (compiler, proc);
  check_params (compiler, proc);
  check_property (compiler, proc);
  check_variadic (compiler, proc);
  if (object)
    idl_check_object_proc (compiler, proc);
  else
    idl_check_rpc_proc (compiler, proc);
}
