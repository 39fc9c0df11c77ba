/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What only remote procedures have: binding and context handles, pipes, [async], call
 * semantics. Object interfaces have none of it.
 */

#include "checks.h"
#include "rpc.h"
#include "type.h"

#include <string.h>

static gboolean
has_context_handle (const IdlVar *param)
{
  const IdlType *type = param->type;

  if (idl_attrs_has (&param->decl.attrs, IDL_ATTR_CONTEXT_HANDLE)
      || idl_type_attr (type, IDL_ATTR_CONTEXT_HANDLE) != NULL)
    return TRUE;
  type = idl_type_resolve (type);
  return type->kind == IDL_TYPE_POINTER
         && idl_type_attr (type->target, IDL_ATTR_CONTEXT_HANDLE) != NULL;
}

void
idl_check_object_proc (IdlCompiler *compiler, const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    {
      const IdlVar *param = g_ptr_array_index (proc->params, i);

      if (idl_type_is_base (param->type, IDL_BASE_HANDLE))
        idl_error (compiler, param->decl.pos, "handle_t has no place in an object interface");
      else if (has_context_handle (param))
        idl_error (compiler, param->decl.pos,
                   "a context handle has no place in an object interface");
      else if (idl_type_pipe (param->type) != NULL)
        idl_error (compiler, param->decl.pos, "a pipe has no place in an object interface");
    }
}

static void
check_handle_param (IdlCompiler *compiler, const IdlVar *param)
{
  const IdlType *target = idl_type_target (param->type);

  if (target != NULL && idl_type_is_base (target, IDL_BASE_HANDLE))
    idl_error (compiler, param->decl.pos, "a binding handle can only go in, and by value");
}

static gboolean
has_pipes (const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    if (idl_type_pipe (((const IdlVar *) g_ptr_array_index (proc->params, i))->type) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_results (const IdlProc *proc)
{
  if (!idl_type_is_base (proc->result, IDL_BASE_VOID))
    return TRUE;
  for (guint i = 0; i < proc->params->len; i++)
    if (idl_attrs_has (&((const IdlVar *) g_ptr_array_index (proc->params, i))->decl.attrs,
                       IDL_ATTR_OUT))
      return TRUE;
  return FALSE;
}

/* On the procedure or, from the ACF, on its interface */
static gboolean
has (const IdlProc *proc, IdlAttrId id)
{
  return idl_attrs_has (&proc->decl.attrs, id)
         || idl_attrs_has (&proc->interface->decl.attrs, id);
}

static void
check_semantics (IdlCompiler *compiler, const IdlProc *proc)
{
  if (idl_attrs_has (&proc->decl.attrs, IDL_ATTR_MAYBE) && has_results (proc))
    idl_error (compiler, proc->decl.pos, "a [maybe] procedure cannot have results");
  if (idl_attrs_has (&proc->decl.attrs, IDL_ATTR_MESSAGE) && has_results (proc))
    idl_error (compiler, proc->decl.pos, "a [message] procedure cannot have results");
  if (!has_pipes (proc))
    return;
  if (idl_attrs_has (&proc->decl.attrs, IDL_ATTR_IDEMPOTENT))
    idl_error (compiler, proc->decl.pos, "a procedure with pipes cannot be [idempotent]");
  if (has (proc, IDL_ATTR_AUTO_HANDLE))
    idl_error (compiler, proc->decl.pos, "a procedure with pipes cannot use [auto_handle]");
  if (idl_proc_is_pickled (proc))
    idl_error (compiler, proc->decl.pos, "a procedure with pipes cannot be pickled");
}

static void
check_status (IdlCompiler *compiler, const IdlProc *proc)
{
  static const IdlAttrId ids[] = { IDL_ATTR_COMM_STATUS, IDL_ATTR_FAULT_STATUS };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IdlAttr *attr = idl_attrs_find (&proc->decl.attrs, ids[i]);

      if (attr != NULL && !idl_type_is_base (proc->result, IDL_BASE_ERROR_STATUS))
        idl_error (compiler, attr->pos, "[%s] needs a procedure that returns error_status_t",
                   idl_attr_info (ids[i])->name);
    }
}

/* ---- [async] ---- */

static gboolean
has_binding (const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    if (idl_param_is_binding (g_ptr_array_index (proc->params, i)))
      return TRUE;
  return has (proc, IDL_ATTR_EXPLICIT_HANDLE) || has (proc, IDL_ATTR_IMPLICIT_HANDLE);
}

static gboolean
is_async_state (const IdlType *type)
{
  if (type->kind == IDL_TYPE_POINTER)
    type = type->target;
  for (; type->kind == IDL_TYPE_ALIAS; type = type->alias->type)
    if (strcmp (type->alias->decl.name, "PRPC_ASYNC_STATE") == 0
        || strcmp (type->alias->decl.name, "RPC_ASYNC_STATE") == 0)
      return TRUE;
  return FALSE;
}

static void
check_async (IdlCompiler *compiler, const IdlProc *proc)
{
  static const IdlAttrId excluded[]
      = { IDL_ATTR_CALLBACK, IDL_ATTR_MAYBE, IDL_ATTR_BROADCAST, IDL_ATTR_MESSAGE };

  if (!has_binding (proc) && has (proc, IDL_ATTR_AUTO_HANDLE))
    idl_error (compiler, proc->decl.pos,
               "[async] and [auto_handle] exclude each other: an asynchronous call stays with the "
               "server it began at");
  else if (!has_binding (proc))
    idl_error (compiler, proc->decl.pos,
               "an [async] procedure needs a binding handle: a parameter, [explicit_handle] or "
               "[implicit_handle]");
  for (guint i = 0; i < G_N_ELEMENTS (excluded); i++)
    if (has (proc, excluded[i]))
      idl_error (compiler, proc->decl.pos, "[async] and [%s] exclude each other",
                 idl_attr_info (excluded[i])->name);
  for (guint i = 0; i < proc->params->len; i++)
    {
      const IdlVar *param = g_ptr_array_index (proc->params, i);

      if (idl_type_resolve (param->type)->kind == IDL_TYPE_PIPE)
        idl_error (compiler, param->decl.pos,
                   "an [async] procedure takes pipes by reference only");
    }
}

/* ---- [encode], [decode] ---- */

static gboolean
has_serialization_handle (const IdlProc *proc)
{
  const IdlAttr *implicit
      = idl_attrs_find (&proc->interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);

  for (guint i = 0; i < proc->params->len; i++)
    if (idl_type_is_base (((const IdlVar *) g_ptr_array_index (proc->params, i))->type,
                          IDL_BASE_HANDLE))
      return TRUE;
  return idl_proc_adds_handle (proc)
         || (implicit != NULL && idl_type_is_base (implicit->type, IDL_BASE_HANDLE));
}

static gboolean
is_status (const IdlVar *param)
{
  return idl_attrs_has (&param->decl.attrs, IDL_ATTR_COMM_STATUS)
         || idl_attrs_has (&param->decl.attrs, IDL_ATTR_FAULT_STATUS);
}

/* Encoding takes what is [in], decoding what is [out]: if that is not the same, what the one
 * writes is nothing for the other. */
static void
check_both_ways (IdlCompiler *compiler, const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    {
      const IdlVar *param = g_ptr_array_index (proc->params, i);

      if (!idl_param_is_binding (param) && !is_status (param)
          && !(idl_attrs_has (&param->decl.attrs, IDL_ATTR_IN)
               && idl_attrs_has (&param->decl.attrs, IDL_ATTR_OUT)))
        idl_warning (compiler, param->decl.pos,
                     "with both [encode] and [decode] a parameter should be [in, out]");
    }
}

static void
check_pickled (IdlCompiler *compiler, const IdlProc *proc)
{
  if (!has_serialization_handle (proc))
    idl_error (compiler, proc->decl.pos, "a pickled procedure needs a handle_t");
  if (!idl_type_is_base (proc->result, IDL_BASE_VOID)
      && !idl_type_is_base (proc->result, IDL_BASE_ERROR_STATUS)
      && !idl_type_is_broken (proc->result))
    idl_error (compiler, proc->decl.pos,
               "a pickled procedure returns nothing or an error_status_t");
  if (idl_proc_is_async (proc))
    idl_error (compiler, proc->decl.pos, "a pickled procedure cannot be [async]");
  if (has (proc, IDL_ATTR_ENCODE) && has (proc, IDL_ATTR_DECODE))
    check_both_ways (compiler, proc);
}

static void
check_rpc_params (IdlCompiler *compiler, const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    {
      const IdlVar *param = g_ptr_array_index (proc->params, i);

      check_handle_param (compiler, param);
      if (is_async_state (param->type))
        idl_error (compiler, param->decl.pos,
                   "the asynchronous handle is added by [async] and not written in IDL");
    }
}

void
idl_check_rpc_proc (IdlCompiler *compiler, const IdlProc *proc)
{
  check_rpc_params (compiler, proc);
  check_semantics (compiler, proc);
  check_status (compiler, proc);
  if (idl_proc_is_async (proc))
    check_async (compiler, proc);
  if (idl_proc_is_pickled (proc))
    check_pickled (compiler, proc);
}

/* "ncacn_ip_tcp:[1025]" */
static gboolean
is_endpoint (const char *text)
{
  g_autofree char *protseq = NULL;
  g_autofree char *endpoint = NULL;

  return idl_rpc_split_endpoint (text, &protseq, &endpoint);
}

static void
check_endpoints (IdlCompiler *compiler, const IdlInterface *interface)
{
  const IdlAttr *attr = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_ENDPOINT);

  for (guint i = 0; attr != NULL && i < attr->texts->len; i++)
    if (!is_endpoint (g_ptr_array_index (attr->texts, i)))
      idl_error (compiler, attr->pos,
                 "[endpoint] needs \"protocol-sequence:[endpoint]\", not \"%.60s\"",
                 (const char *) g_ptr_array_index (attr->texts, i));
}

void
idl_check_rpc_interface (IdlCompiler *compiler, const IdlInterface *interface)
{
  const IdlAttr *implicit = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_IMPLICIT_HANDLE);

  check_endpoints (compiler, interface);
  if (interface->base != NULL)
    idl_error (compiler, interface->base_pos, "an RPC interface cannot derive from another");
  if (interface->has_uuid == interface->local)
    idl_error (compiler, interface->decl.pos,
               interface->local ? "[uuid] and [local] exclude each other on an RPC interface"
                                : "an RPC interface needs [uuid] or [local]");
  if (implicit != NULL && !idl_type_is_base (implicit->type, IDL_BASE_HANDLE)
      && idl_type_attr (implicit->type, IDL_ATTR_HANDLE) == NULL
      && !idl_type_is_broken (implicit->type))
    idl_error (compiler, implicit->pos, "the type of [implicit_handle] must be a handle");
}

/* ---- Pipes ---- */

/* The structures an element consists of, each looked at once. */
typedef struct
{
  GHashTable *seen; /* IdlTag * */
  GQueue queue;     /* IdlTag * */
} PipeElements;

/* What keeps @type out of a pipe, or NULL; structures are put aside. */
static const char *
pipe_obstacle (PipeElements *elements, const IdlType *type)
{
  const IdlType *plain = idl_type_resolve (type);

  while (plain->kind == IDL_TYPE_ARRAY && plain->count != NULL)
    {
      type = plain->target;
      plain = idl_type_resolve (type);
    }
  switch (plain->kind)
    {
    case IDL_TYPE_BASE:
      return plain->base == IDL_BASE_HANDLE ? "handles" : NULL;
    case IDL_TYPE_ARRAY:
      return "arrays without fixed size";
    case IDL_TYPE_PIPE:
      return "pipes";
    case IDL_TYPE_BROKEN:
      return NULL;
    case IDL_TYPE_TAG:
      break;
    default:
      return "pointers";
    }
  if (plain->tag->kind == IDL_TAG_ENUM)
    return idl_type_attr (type, IDL_ATTR_V1_ENUM) != NULL ? NULL : "16-bit enums";
  if (plain->tag->kind != IDL_TAG_STRUCT)
    return "unions";
  if (g_hash_table_add (elements->seen, plain->tag))
    g_queue_push_tail (&elements->queue, plain->tag);
  return NULL;
}

void
idl_check_pipe (IdlCompiler *compiler, const IdlTypedef *alias)
{
  PipeElements elements = { g_hash_table_new (NULL, NULL), G_QUEUE_INIT };
  const char *obstacle = pipe_obstacle (&elements, alias->type->target);
  const IdlTag *tag;

  while (obstacle == NULL && (tag = g_queue_pop_head (&elements.queue)) != NULL)
    for (guint i = 0; obstacle == NULL && i < tag->fields->len; i++)
      obstacle = pipe_obstacle (&elements,
                                ((const IdlVar *) g_ptr_array_index (tag->fields, i))->type);
  if (obstacle != NULL)
    idl_error (compiler, alias->decl.pos, "a pipe cannot carry %s", obstacle);
  g_queue_clear (&elements.queue);
  g_hash_table_unref (elements.seen);
}
