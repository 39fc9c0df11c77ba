/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What of a file travels: procedures of its interfaces, pickled types; and the way in
 * for tools that want a single type.
 */

#include "layout-private.h"
#include "checks.h"
#include "rpc.h"
#include "type.h"

#include <string.h>

/* ---- [pointer_default] ---- */

/* Of MIDL without the attribute. */
#define NO_DEFAULT IDL_POINTER_UNIQUE

static IdlPointerKind
default_of (const IdlInterface *interface)
{
  const IdlAttr *attr = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_POINTER_DEFAULT);

  if (attr == NULL)
    return NO_DEFAULT;
  return strcmp (attr->text, "ref") == 0   ? IDL_POINTER_REF
         : strcmp (attr->text, "ptr") == 0 ? IDL_POINTER_FULL
                                           : IDL_POINTER_UNIQUE;
}

static void
note_default (IdlLayoutBuilder *builder, gconstpointer key, IdlPointerKind kind)
{
  g_hash_table_insert (builder->defaults, (gpointer) key, GUINT_TO_POINTER (kind + 1));
}

/* The structures that @type defines on the spot, and those inside. Their number is bounded by
 * the parser's nesting. */
static void
note_tags (IdlLayoutBuilder *builder, const IdlType *type, IdlPointerKind kind)
{
  while (type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY
         || type->kind == IDL_TYPE_PIPE)
    type = type->target;
  if (type->kind != IDL_TYPE_TAG || !type->defines || type->tag->kind == IDL_TAG_ENUM)
    return;
  note_default (builder, type->tag, kind);
  for (guint i = 0; i < type->tag->fields->len; i++)
    {
      const IdlVar *field = g_ptr_array_index (type->tag->fields, i);

      if (field->type != NULL)
        note_tags (builder, field->type, kind);
    }
}

static void
note_members (IdlLayoutBuilder *builder, const IdlInterface *interface)
{
  IdlPointerKind kind = default_of (interface);

  for (guint i = 0; i < interface->members->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (interface->members, i);

      if (decl->kind == IDL_DECL_TYPEDEF)
        {
          note_default (builder, decl, kind);
          note_tags (builder, ((const IdlTypedef *) decl)->type, kind);
        }
      else if (decl->kind == IDL_DECL_TAG_USE)
        note_tags (builder, ((const IdlTagUse *) decl)->type, kind);
    }
}

static void
note_defaults (IdlLayoutBuilder *builder, const GPtrArray *decls)
{
  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);

      if (decl->kind == IDL_DECL_LIBRARY)
        note_defaults (builder, ((const IdlGroup *) decl)->members);
      else if (decl->kind == IDL_DECL_INTERFACE)
        note_members (builder, (const IdlInterface *) decl);
    }
}

IdlPointerKind
idl_layout_default (const IdlLayoutBuilder *builder, gconstpointer decl)
{
  guint kind = GPOINTER_TO_UINT (g_hash_table_lookup (builder->defaults, decl));

  return kind != 0 ? (IdlPointerKind) (kind - 1) : NO_DEFAULT;
}

void
idl_layout_note_default (const IdlLayoutBuilder *builder, IdlLayoutUse *use,
                         const IdlTypedef *alias)
{
  use->embedded = idl_layout_default (builder, alias);
}

/* SAFEARRAY (T): the program sees SAFEARRAY *, and LPSAFEARRAY's functions marshal it, behind a
 * pointer like that of [unique] wirePSAFEARRAY. */
IdlLayout *
idl_layout_safearray (IdlLayoutBuilder *builder, const IdlType *type)
{
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_USER, type);
  IdlLayout *pointer = idl_layout_new (builder, IDL_LAYOUT_POINTER, type);

  pointer->pointer = IDL_POINTER_UNIQUE;
  pointer->target = idl_layout_new (builder, IDL_LAYOUT_SCALAR, type);
  layout->wire_layout = pointer;
  layout->user_name = "LPSAFEARRAY";
  return layout;
}

/* ---- Parameters ---- */

/* C passes an array by the address of its first element, which is a pointer like others. */
static const IdlLayout *
layout_array_param (IdlLayoutBuilder *builder, IdlLayoutUse *use, const IdlVar *var)
{
  IdlLayout *layout = idl_layout_new (builder, IDL_LAYOUT_POINTER, var->type);
  const IdlAttrs *attrs = &var->decl.attrs;

  layout->pointer = idl_attrs_has (attrs, IDL_ATTR_PTR)      ? IDL_POINTER_FULL
                    : idl_attrs_has (attrs, IDL_ATTR_UNIQUE) ? IDL_POINTER_UNIQUE
                                                             : IDL_POINTER_REF;
  use->top = FALSE;
  layout->target = idl_layout_var (builder, use, var);
  return layout;
}

static gboolean
lists_name (const IdlAttr *attr, const char *name)
{
  for (guint i = 0; attr != NULL && attr->texts != NULL && i < attr->texts->len; i++)
    if (strcmp (g_ptr_array_index (attr->texts, i), name) == 0)
      return TRUE;
  return FALSE;
}

static void
take_param_attrs (IdlParamLayout *param, const IdlAttrs *attrs)
{
  const IdlAttr *allocate = idl_attrs_find (attrs, IDL_ATTR_ALLOCATE);
  const IdlAttr *bytes = idl_attrs_find (attrs, IDL_ATTR_BYTE_COUNT);

  param->out = idl_attrs_has (attrs, IDL_ATTR_OUT) || idl_attrs_has (attrs, IDL_ATTR_RETVAL);
  param->in = idl_attrs_has (attrs, IDL_ATTR_IN) || !param->out;
  param->status =
      idl_attrs_has (attrs, IDL_ATTR_COMM_STATUS) || idl_attrs_has (attrs, IDL_ATTR_FAULT_STATUS);
  param->partial_ignore = idl_attrs_has (attrs, IDL_ATTR_PARTIAL_IGNORE);
  if (allocate == NULL)
    allocate = idl_type_attr (param->var->type, IDL_ATTR_ALLOCATE);
  param->all_nodes = lists_name (allocate, "all_nodes");
  param->dont_free = lists_name (allocate, "dont_free");
  param->byte_count = bytes != NULL ? bytes->text : NULL;
}

static void
layout_param (IdlLayoutBuilder *builder, const IdlProc *proc, guint index, IdlParamLayout *param)
{
  const IdlVar *var = g_ptr_array_index (proc->params, index);
  const IdlTypedef *pipe = idl_type_pipe (var->type);
  IdlLayoutUse use = { .scope = proc->params,
                       .top = TRUE,
                       .binding = TRUE,
                       .embedded = builder->interface != NULL ? default_of (builder->interface)
                                                              : NO_DEFAULT };

  param->var = var;
  param->name = var->decl.name != NULL
                    ? var->decl.name
                    : idl_pool_printf (builder->compiler->pool, "arg%u", index + 1);
  take_param_attrs (param, &var->decl.attrs);
  /* Pipes by value and by reference are the same on the wire. */
  if (pipe != NULL && idl_type_is_pointer (var->type))
    param->layout = idl_layout_build (builder, &use, idl_type_target (var->type));
  else if (idl_type_resolve (var->type)->kind == IDL_TYPE_ARRAY)
    param->layout = layout_array_param (builder, &use, var);
  else
    param->layout = idl_layout_var (builder, &use, var);
}

/* ---- Procedures ---- */

static const char *
unused_name (IdlPool *pool, const IdlProcLayout *proc, const char *name)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (strcmp (proc->params[i].name, name) == 0)
      return unused_name (pool, proc, idl_pool_printf (pool, "%s_", name));
  return name;
}

static void
layout_result (IdlLayoutBuilder *builder, IdlProcLayout *layout)
{
  const IdlProc *proc = layout->proc;
  IdlLayoutUse use = { .attrs = &proc->decl.attrs,
                       .scope = proc->params,
                       .embedded = builder->interface != NULL ? default_of (builder->interface)
                                                              : NO_DEFAULT };
  IdlVar var = { .type = proc->result };

  /* The result of a pickled procedure is how it went, which nobody stores. */
  if (idl_type_is_base (proc->result, IDL_BASE_VOID) || idl_proc_is_pickled (proc))
    return;
  /* What comes back need not exist. */
  if (use.embedded == IDL_POINTER_REF)
    use.embedded = IDL_POINTER_UNIQUE;
  layout->result_name = unused_name (builder->compiler->pool, layout, "result");
  /* [context_handle] may stand with the procedure. */
  var.decl.attrs = proc->decl.attrs;
  layout->result = idl_attrs_has (use.attrs, IDL_ATTR_CONTEXT_HANDLE)
                       ? idl_layout_var (builder, &use, &var)
                       : idl_layout_build (builder, &use, proc->result);
}

static IdlProcLayout *
layout_proc (IdlLayoutBuilder *builder, const IdlProc *proc, guint opnum)
{
  IdlPool *pool = builder->compiler->pool;
  IdlProcLayout *layout = idl_pool_new0 (pool, IdlProcLayout);

  layout->proc = proc;
  layout->name = proc->c_name;
  layout->ident = idl_pool_printf (pool, "%s_%s", proc->interface->decl.name, proc->c_name);
  layout->opnum = opnum;
  layout->async = idl_proc_is_async (proc);
  layout->n_params = proc->params->len;
  layout->params = idl_pool_alloc (pool, (layout->n_params + 1) * sizeof (IdlParamLayout));
  for (guint i = 0; i < layout->n_params; i++)
    {
      layout_param (builder, proc, i, &layout->params[i]);
      layout->has_pipes |= layout->params[i].layout->kind == IDL_LAYOUT_PIPE;
    }
  layout_result (builder, layout);
  return layout;
}

/* Of a method with a remote form, that travels in its place. */
static const IdlProc *
travelling (const IdlProc *proc)
{
  if (proc->remote != NULL)
    return proc->remote;
  return idl_proc_is_local (proc) ? NULL : proc;
}

static void
count_slot (const IdlProc *proc, gpointer data)
{
  (*(guint *) data)++;
}

static guint
first_slot (const IdlInterface *interface)
{
  guint slots = 0;

  if (interface->base != NULL)
    idl_interface_visit_slots (interface->base, count_slot, &slots);
  return slots;
}

static void
layout_methods (IdlLayoutBuilder *builder, IdlInterfaceLayout *layout)
{
  const IdlInterface *interface = layout->interface;
  guint slot = first_slot (interface);

  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);
      const IdlProc *remote;

      if (!idl_proc_has_slot (proc))
        continue;
      remote = travelling (proc);
      if (remote != NULL)
        g_ptr_array_add (layout->procs, layout_proc (builder, remote, slot));
      slot++;
    }
}

/* [local] procedures and [callback]s have no number. */
static void
layout_procs (IdlLayoutBuilder *builder, IdlInterfaceLayout *layout)
{
  const IdlInterface *interface = layout->interface;
  guint opnum = 0;

  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (!idl_proc_is_local (proc) && !idl_attrs_has (&proc->decl.attrs, IDL_ATTR_CALLBACK))
        g_ptr_array_add (layout->procs, layout_proc (builder, proc, opnum++));
    }
}

static const IdlInterfaceLayout *
layout_interface (IdlLayoutBuilder *builder, const IdlInterface *interface)
{
  IdlInterfaceLayout *layout = g_hash_table_lookup (builder->interface_layouts, interface);

  if (layout != NULL)
    return layout;
  layout = idl_pool_new0 (builder->compiler->pool, IdlInterfaceLayout);
  layout->interface = interface;
  layout->procs = idl_pool_array (builder->compiler->pool);
  g_hash_table_insert (builder->interface_layouts, (gpointer) interface, layout);
  /* The parser bounds how many interfaces stand above one. */
  if (interface->base != NULL)
    layout->base = layout_interface (builder, interface->base);
  builder->interface = interface;
  if (interface->object)
    layout_methods (builder, layout);
  else
    layout_procs (builder, layout);
  idl_layout_run (builder);
  builder->interface = NULL;
  return layout;
}

/* ---- Files ---- */

static void
layout_pickle (IdlLayoutBuilder *builder, const IdlTypedef *alias)
{
  gboolean encode = idl_attrs_has (&alias->decl.attrs, IDL_ATTR_ENCODE);
  gboolean decode = idl_attrs_has (&alias->decl.attrs, IDL_ATTR_DECODE);
  IdlLayoutUse use = { .embedded = idl_layout_default (builder, alias) };
  IdlPickleLayout *pickle;
  IdlType *type;

  if (!encode && !decode)
    return;
  pickle = idl_pool_new0 (builder->compiler->pool, IdlPickleLayout);
  type = idl_pool_new0 (builder->compiler->pool, IdlType);
  *type =
      (IdlType){ .kind = IDL_TYPE_ALIAS, .pos = alias->decl.pos, .alias = (IdlTypedef *) alias };
  pickle->alias = alias;
  pickle->encode = encode;
  pickle->decode = decode;
  pickle->layout = idl_layout_build (builder, &use, type);
  g_ptr_array_add (builder->layouts->pickles, pickle);
}

static void
layout_decls (IdlLayoutBuilder *builder, const GPtrArray *decls)
{
  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);
      const IdlInterface *interface = (const IdlInterface *) decl;

      if (decl->kind == IDL_DECL_LIBRARY)
        layout_decls (builder, ((const IdlGroup *) decl)->members);
      else if (decl->kind == IDL_DECL_TYPEDEF)
        layout_pickle (builder, (const IdlTypedef *) decl);
      else if (decl->kind == IDL_DECL_INTERFACE)
        {
          layout_decls (builder, interface->members);
          if (!interface->dispatch && !interface->local && interface->sync == NULL)
            g_ptr_array_add (builder->layouts->interfaces,
                             (gpointer) layout_interface (builder, interface));
        }
    }
}

static void
builder_init (IdlLayoutBuilder *builder, IdlCompiler *compiler)
{
  *builder = (IdlLayoutBuilder){ .compiler = compiler };
  builder->layouts = idl_pool_new0 (compiler->pool, IdlLayouts);
  builder->layouts->interfaces = idl_pool_array (compiler->pool);
  builder->layouts->pickles = idl_pool_array (compiler->pool);
  builder->layouts->shapes = idl_pool_array (compiler->pool);
  builder->shapes = g_hash_table_new (NULL, NULL);
  builder->defaults = g_hash_table_new (NULL, NULL);
  builder->interface_layouts = g_hash_table_new (NULL, NULL);
  builder->all = g_ptr_array_new ();
  g_queue_init (&builder->later);
  for (guint i = 0; i < compiler->parsed->len; i++)
    note_defaults (builder, ((const IdlUnit *) g_ptr_array_index (compiler->parsed, i))->decls);
}

static IdlLayouts *
builder_finish (IdlLayoutBuilder *builder, gboolean checked)
{
  idl_layout_run (builder);
  idl_layout_measure_all (builder);
  if (checked)
    idl_layout_check (builder);
  g_ptr_array_unref (builder->all);
  g_hash_table_unref (builder->interface_layouts);
  g_hash_table_unref (builder->defaults);
  g_hash_table_unref (builder->shapes);
  return builder->layouts;
}

IdlLayouts *
idl_layout (IdlCompiler *compiler)
{
  IdlLayoutBuilder builder;

  builder_init (&builder, compiler);
  layout_decls (&builder, compiler->main->decls);
  return builder_finish (&builder, TRUE);
}

/* ---- Single types ---- */

static IdlType *
find_type (IdlCompiler *compiler, const char *name)
{
  const char *blank = strrchr (name, ' ');
  IdlDecl *decl = blank == NULL ? idl_lookup (compiler, name) : NULL;
  IdlTag *tag = g_hash_table_lookup (compiler->tags, blank != NULL ? blank + 1 : name);
  IdlType *type = idl_pool_new0 (compiler->pool, IdlType);

  if (decl != NULL && decl->kind == IDL_DECL_TYPEDEF)
    {
      type->kind = IDL_TYPE_ALIAS;
      type->alias = (IdlTypedef *) decl;
    }
  else if (tag != NULL && tag->complete)
    {
      type->kind = IDL_TYPE_TAG;
      type->tag = tag;
    }
  else
    return NULL;
  type->pos = decl != NULL ? decl->pos : tag->decl.pos;
  return type;
}

const IdlLayout *
idl_layout_type (IdlCompiler *compiler, const char *name)
{
  IdlLayoutUse use = { .embedded = NO_DEFAULT };
  IdlType *type = find_type (compiler, name);
  IdlLayoutBuilder builder;
  const IdlLayout *layout;

  if (type == NULL)
    return NULL;
  builder_init (&builder, compiler);
  layout = idl_layout_build (&builder, &use, type);
  /* A union alone has nothing that switches it; who asked for it knows. */
  builder_finish (&builder, FALSE);
  return layout;
}
