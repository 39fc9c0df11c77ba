/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Types that travel. A type with a marshaling of its own ([wire_marshal],
 * [transmit_as], [user_marshal], [represent_as]) is judged by what goes over the wire.
 */

#include "checks.h"
#include "rpc.h"
#include "type.h"

void
idl_remote_init (IdlRemote *remote, IdlCompiler *compiler)
{
  remote->compiler = compiler;
  remote->seen = g_hash_table_new (NULL, NULL);
  g_queue_init (&remote->queue);
}

void
idl_remote_clear (IdlRemote *remote)
{
  g_queue_clear (&remote->queue);
  g_hash_table_unref (remote->seen);
}

/* The type on the wire: typedefs resolved, but only as far as one of them says that
 * another type goes in its place. Chains end: each type named was declared before. */
static const IdlType *
wire_type (const IdlType *type)
{
  while (type->kind == IDL_TYPE_ALIAS)
    {
      const IdlAttrs *attrs = &type->alias->decl.attrs;
      const IdlAttr *other = idl_attrs_find (attrs, IDL_ATTR_WIRE_MARSHAL);

      if (other == NULL)
        other = idl_attrs_find (attrs, IDL_ATTR_TRANSMIT_AS);
      type = other != NULL ? other->type : type->alias->type;
    }
  return type;
}

static void
add_tag (IdlRemote *remote, IdlTag *tag, IdlPos pos)
{
  if (!tag->complete)
    idl_error (remote->compiler, pos, "cannot be sent: %s '%s' is not defined",
               idl_tag_keyword (tag), tag->decl.name != NULL ? tag->decl.name : "{…}");
  else if (g_hash_table_add (remote->seen, tag))
    g_queue_push_tail (&remote->queue, tag);
}

/* The use of a type by a parameter, field or result. */
typedef struct
{
  IdlPos pos;
  const IdlType *type;   /* as declared */
  const IdlAttrs *attrs; /* of the declaration; empty for results */
} Use;

static gboolean
use_has (const Use *use, IdlAttrId id)
{
  return idl_attrs_has (use->attrs, id) || idl_type_attr (use->type, id) != NULL;
}

static void
check_union_use (IdlRemote *remote, const Use *use, const IdlTag *tag)
{
  const IdlVar *arm = g_ptr_array_index (tag->fields, 0);

  if (!idl_attrs_has (&arm->decl.attrs, IDL_ATTR_CASE)
      && !idl_attrs_has (&arm->decl.attrs, IDL_ATTR_DEFAULT))
    idl_error (remote->compiler, use->pos, "cannot be sent: a union without [case]s");
  else if (!use_has (use, IDL_ATTR_SWITCH_IS))
    idl_error (remote->compiler, use->pos, "a union needs [switch_is]");
}

static void
check_array_use (IdlRemote *remote, const Use *use, const IdlType *array)
{
  if (array->count != NULL || use_has (use, IDL_ATTR_SIZE_IS) || use_has (use, IDL_ATTR_MAX_IS)
      || use_has (use, IDL_ATTR_STRING))
    return;
  idl_error (remote->compiler, use->pos, "an array without size needs [size_is] or [max_is]");
}

static void
check_base_use (IdlRemote *remote, const Use *use, const IdlType *type)
{
  if (type->base == IDL_BASE_VOID)
    {
      if (!use_has (use, IDL_ATTR_IID_IS))
        idl_error (remote->compiler, use->pos, "cannot be sent: void * without [iid_is]");
    }
  else if (type->base == IDL_BASE_HANDLE)
    idl_error (remote->compiler, use->pos, "cannot be sent: handle_t");
}

static void
check_leaf (IdlRemote *remote, const Use *use, const IdlType *type)
{
  switch (type->kind)
    {
    case IDL_TYPE_BASE:
      check_base_use (remote, use, type);
      break;
    case IDL_TYPE_TAG:
      if (type->tag->kind == IDL_TAG_ENUM && use_has (use, IDL_ATTR_V1_ENUM))
        break;
      if (type->tag->kind == IDL_TAG_UNION && type->tag->complete && type->tag->fields->len > 0)
        check_union_use (remote, use, type->tag);
      /* Incomplete types by value were reported where they stand. */
      if (type->tag->complete || idl_type_tag (use->type) == NULL)
        add_tag (remote, type->tag, use->pos);
      break;
    case IDL_TYPE_FUNCTION:
      if (idl_type_is_pointer (use->type))
        idl_error (remote->compiler, use->pos, "cannot be sent: a pointer to a function");
      break;
    default:
      break;
    }
}

/* TRUE for types whose marshaling is not the compiler's business, and for those that do
 * not travel. */
static gboolean
is_exempt (const Use *use)
{
  static const IdlAttrId ids[]
      = { IDL_ATTR_USER_MARSHAL, IDL_ATTR_CONTEXT_HANDLE, IDL_ATTR_IGNORE, IDL_ATTR_HANDLE };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (use_has (use, ids[i]))
      return TRUE;
  return idl_type_pipe (use->type) != NULL || idl_type_is_base (use->type, IDL_BASE_VOID);
}

static void
check_use (IdlRemote *remote, const Use *use)
{
  const IdlType *type = wire_type (use->type);

  if (is_exempt (use))
    return;
  while (type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY)
    {
      if (type->kind == IDL_TYPE_ARRAY)
        check_array_use (remote, use, type);
      /* [PCTX *] is a context handle, too. */
      if (idl_type_attr (type->target, IDL_ATTR_CONTEXT_HANDLE) != NULL)
        return;
      type = wire_type (type->target);
    }
  if (type->kind == IDL_TYPE_PIPE)
    check_use (remote, &(Use){ use->pos, type->target, use->attrs });
  else
    check_leaf (remote, use, type);
}

static void
check_param (IdlRemote *remote, const IdlVar *param)
{
  const IdlType *target = idl_type_target (param->type);

  /* The binding handle chooses the server; it is not sent, and in no other form. */
  if (!idl_type_is_base (param->type, IDL_BASE_HANDLE)
      && (target == NULL || !idl_type_is_base (target, IDL_BASE_HANDLE)))
    check_use (remote, &(Use){ param->decl.pos, param->type, &param->decl.attrs });
}

void
idl_remote_add_proc (IdlRemote *remote, const IdlProc *proc)
{
  for (guint i = 0; i < proc->params->len; i++)
    check_param (remote, g_ptr_array_index (proc->params, i));
  check_use (remote, &(Use){ proc->decl.pos, proc->result, &proc->decl.attrs });
}

static void
check_enum (IdlRemote *remote, const IdlTag *tag)
{
  if (idl_attrs_has (&tag->decl.attrs, IDL_ATTR_V1_ENUM))
    return;
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlConst *constant = g_ptr_array_index (tag->fields, i);

      if (constant->known && !idl_number_fits (*constant->number, 16, TRUE))
        {
          idl_warning (remote->compiler, constant->decl.pos,
                       "'%s' does not fit in the 16 bits it has on the wire without [v1_enum]",
                       constant->decl.name);
          return;
        }
    }
}

static void
check_tag (IdlRemote *remote, const IdlTag *tag)
{
  if (tag->kind == IDL_TAG_ENUM)
    {
      check_enum (remote, tag);
      return;
    }
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlVar *field = g_ptr_array_index (tag->fields, i);

      if (field->type == NULL)
        continue;
      if (field->bits != NULL)
        idl_error (remote->compiler, field->decl.pos, "cannot be sent: a bit field");
      check_use (remote, &(Use){ field->decl.pos, field->type, &field->decl.attrs });
    }
}

void
idl_remote_run (IdlRemote *remote)
{
  const IdlTag *tag;

  while ((tag = g_queue_pop_head (&remote->queue)) != NULL)
    check_tag (remote, tag);
}
