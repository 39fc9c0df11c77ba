/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The description as a whole: interfaces with their methods, then what those refer to,
 * then what the file declares beside them.
 */

#include "emit-json.h"
#include "emit.h"
#include "type.h"

/* ---- Methods ---- */

static void
emit_directions (IdlJson *json, const IdlParamLayout *param)
{
  idl_json_open_inline (json, "direction", '[');
  if (param->in)
    idl_json_string (json, NULL, "in");
  if (param->out)
    idl_json_string (json, NULL, "out");
  idl_json_close (json, ']');
}

static void
emit_param (IdlJsonEmitter *emitter, const IdlParamLayout *param)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", param->name);
  emit_directions (json, param);
  idl_json_c_type (emitter, "c", param->var->type);
  /* Those of [comm_status] and [fault_status] do not travel. */
  if (param->status)
    idl_json_string (json, "type", NULL);
  else
    idl_json_use (emitter, "type", param->layout);
  idl_json_attrs (emitter, &param->var->decl.attrs);
  idl_json_close (json, '}');
}

static void
emit_wire (IdlJsonEmitter *emitter, const IdlProcLayout *layout)
{
  IdlJson *json = &emitter->json;

  idl_json_bool (json, "async", layout->async);
  idl_json_open (json, "params", '[');
  for (guint i = 0; i < layout->n_params; i++)
    emit_param (emitter, &layout->params[i]);
  idl_json_close (json, ']');
  if (layout->result != NULL)
    idl_json_use (emitter, "result", layout->result);
  else
    idl_json_string (json, "result", NULL);
}

/* @layout: NULL for what does not travel */
static void
emit_method (IdlJsonEmitter *emitter, const IdlProc *proc, gint64 opnum,
             const IdlProcLayout *layout)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", proc->c_name);
  if (opnum >= 0)
    idl_json_number (json, "opnum", idl_number_signed (opnum));
  else
    idl_json_string (json, "opnum", NULL);
  idl_json_bool (json, "remote", layout != NULL);
  if (layout != NULL && layout->proc != proc)
    idl_json_string (json, "remote_form", layout->proc->c_name);
  idl_json_place (emitter, proc->decl.pos);
  idl_json_attrs (emitter, &proc->decl.attrs);
  if (layout != NULL)
    emit_wire (emitter, layout);
  idl_json_close (json, '}');
}

static const IdlProcLayout *
find_proc (const IdlInterfaceLayout *layout, const IdlProc *proc)
{
  for (guint i = 0; layout != NULL && i < layout->procs->len; i++)
    {
      const IdlProcLayout *candidate = g_ptr_array_index (layout->procs, i);

      if (candidate->proc == proc || (proc->remote != NULL && candidate->proc == proc->remote))
        return candidate;
    }
  return NULL;
}

static void
count_slot (const IdlProc *proc, gpointer data)
{
  (*(gint64 *) data)++;
}

static void
emit_methods (IdlJsonEmitter *emitter, const IdlInterface *interface,
              const IdlInterfaceLayout *layout)
{
  gint64 slot = 0;

  if (interface->base != NULL)
    idl_interface_visit_slots (interface->base, count_slot, &slot);
  idl_json_open (&emitter->json, "methods", '[');
  for (guint i = 0; i < interface->procs->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (interface->procs, i);
      const IdlProcLayout *wire = find_proc (layout, proc);

      if (interface->object && idl_proc_has_slot (proc))
        emit_method (emitter, proc, slot++, wire);
      else if (!interface->object)
        emit_method (emitter, proc, wire != NULL ? (gint64) wire->opnum : -1, wire);
    }
  idl_json_close (&emitter->json, ']');
}

/* ---- Interfaces ---- */

static void
emit_uuid (IdlJson *json, const IdlInterface *interface)
{
  g_autofree char *uuid = interface->has_uuid ? idl_guid_to_string (&interface->uuid) : NULL;

  idl_json_string (json, "uuid", uuid);
}

/* Another interface, or null */
static void
emit_relation (IdlJson *json, const char *key, const IdlInterface *interface)
{
  if (interface == NULL)
    {
      idl_json_string (json, key, NULL);
      return;
    }
  idl_json_open_inline (json, key, '{');
  idl_json_string (json, "name", interface->decl.name);
  emit_uuid (json, interface);
  idl_json_close (json, '}');
}

static void
emit_version (IdlJson *json, const IdlInterface *interface)
{
  const IdlAttr *attr = idl_attrs_find (&interface->decl.attrs, IDL_ATTR_VERSION);
  g_autofree char *text = attr != NULL ? g_strdup_printf ("%u.%u", attr->major, attr->minor)
                                       : g_strdup ("0.0");

  idl_json_string (json, "version", text);
}

static void
emit_interface (IdlJsonEmitter *emitter, const IdlInterface *interface,
                const IdlInterfaceLayout *layout)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", interface->decl.name);
  idl_json_string (json, "kind",
                   interface->dispatch ? "dispatch" : interface->object ? "object" : "rpc");
  emit_uuid (json, interface);
  emit_version (json, interface);
  emit_relation (json, "base", interface->base);
  emit_relation (json, "async", interface->async);
  idl_json_bool (json, "local", interface->local);
  idl_json_place (emitter, interface->decl.pos);
  idl_json_attrs (emitter, &interface->decl.attrs);
  emit_methods (emitter, interface, layout);
  idl_json_close (json, '}');
}

/* ---- Other declarations ---- */

typedef void (*DeclEmitter) (IdlJsonEmitter *emitter, const IdlDecl *decl,
                             const IdlLayouts *layouts);

static void
each_decl (IdlJsonEmitter *emitter, const GPtrArray *decls, const IdlLayouts *layouts,
           DeclEmitter emit)
{
  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);

      emit (emitter, decl, layouts);
      if (decl->kind == IDL_DECL_LIBRARY)
        each_decl (emitter, ((const IdlGroup *) decl)->members, layouts, emit);
      else if (decl->kind == IDL_DECL_INTERFACE)
        each_decl (emitter, ((const IdlInterface *) decl)->members, layouts, emit);
    }
}

static void
interface_decl (IdlJsonEmitter *emitter, const IdlDecl *decl, const IdlLayouts *layouts)
{
  const IdlInterface *interface = (const IdlInterface *) decl;
  const IdlInterfaceLayout *found = NULL;

  if (decl->kind != IDL_DECL_INTERFACE || interface->sync != NULL)
    return;
  for (guint i = 0; i < layouts->interfaces->len && found == NULL; i++)
    {
      const IdlInterfaceLayout *layout = g_ptr_array_index (layouts->interfaces, i);

      if (layout->interface == interface)
        found = layout;
    }
  emit_interface (emitter, interface, found);
}

static void
alias_decl (IdlJsonEmitter *emitter, const IdlDecl *decl, const IdlLayouts *layouts)
{
  const IdlType *type = ((const IdlTypedef *) decl)->type;
  IdlJson *json = &emitter->json;

  if (decl->kind != IDL_DECL_TYPEDEF)
    return;
  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", decl->name);
  /* C has no word for pipes. */
  if (type->kind == IDL_TYPE_PIPE)
    idl_json_string (json, "c", NULL);
  else
    idl_json_c_type (emitter, "c", type);
  idl_json_place (emitter, decl->pos);
  idl_json_attrs (emitter, &decl->attrs);
  idl_json_close (json, '}');
}

static void
constant_decl (IdlJsonEmitter *emitter, const IdlDecl *decl, const IdlLayouts *layouts)
{
  const IdlConst *constant = (const IdlConst *) decl;
  IdlJson *json = &emitter->json;

  if (decl->kind != IDL_DECL_CONST)
    return;
  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", decl->name);
  idl_json_c_type (emitter, "c", constant->type);
  if (constant->known)
    idl_json_number (json, "value", *constant->number);
  else
    idl_json_expr (emitter, "expression", constant->value);
  idl_json_place (emitter, decl->pos);
  idl_json_close (json, '}');
}

static void
enum_decl (IdlJsonEmitter *emitter, const IdlDecl *decl, const IdlLayouts *layouts)
{
  if (decl->kind == IDL_DECL_TYPEDEF)
    idl_json_note_enums (emitter, ((const IdlTypedef *) decl)->type);
  else if (decl->kind == IDL_DECL_TAG_USE)
    idl_json_note_enums (emitter, ((const IdlTagUse *) decl)->type);
}

/* ---- The file ---- */

static void
emit_list (IdlJsonEmitter *emitter, const char *key, const IdlLayouts *layouts, DeclEmitter emit)
{
  idl_json_open (&emitter->json, key, '[');
  each_decl (emitter, emitter->compiler->main->decls, layouts, emit);
  idl_json_close (&emitter->json, ']');
}

static void
emit_pickle (IdlJsonEmitter *emitter, const IdlPickleLayout *pickle)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", pickle->alias->decl.name);
  idl_json_bool (json, "encode", pickle->encode);
  idl_json_bool (json, "decode", pickle->decode);
  idl_json_use (emitter, "type", pickle->layout);
  idl_json_close (json, '}');
}

static void
emit_types (IdlJsonEmitter *emitter, const IdlLayouts *layouts)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, "pickles", '[');
  for (guint i = 0; i < layouts->pickles->len; i++)
    emit_pickle (emitter, g_ptr_array_index (layouts->pickles, i));
  idl_json_close (json, ']');
  idl_json_open (json, "types", '[');
  for (guint i = 0; i < layouts->shapes->len; i++)
    idl_json_shape (emitter, g_ptr_array_index (layouts->shapes, i));
  idl_json_close (json, ']');
}

/* Last of what refers to enums, so that the list is complete. */
static void
emit_enums (IdlJsonEmitter *emitter)
{
  idl_json_open (&emitter->json, "enums", '[');
  for (guint i = 0; i < emitter->enums->len; i++)
    idl_json_enum (emitter, g_ptr_array_index (emitter->enums, i));
  idl_json_close (&emitter->json, ']');
}

static void
emit_head (IdlJsonEmitter *emitter)
{
  g_autofree char *file = g_path_get_basename (emitter->compiler->main->path);

  idl_json_string (&emitter->json, "format", "beck-idl");
  idl_json_uint (&emitter->json, "version", IDL_JSON_VERSION);
  idl_json_string (&emitter->json, "file", file);
  idl_json_string (&emitter->json, "syntax", "NDR20");
}

static void
number_shapes (IdlJsonEmitter *emitter, const IdlLayouts *layouts)
{
  for (guint i = 0; i < layouts->shapes->len; i++)
    g_hash_table_insert (emitter->shapes, g_ptr_array_index (layouts->shapes, i),
                         GUINT_TO_POINTER (i + 1));
}

char *
idl_emit_json (IdlCompiler *compiler, const IdlLayouts *layouts)
{
  g_autoptr (GHashTable) shapes = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) enum_set = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) enums = g_ptr_array_new ();
  IdlJsonEmitter emitter
      = { .compiler = compiler, .shapes = shapes, .enum_set = enum_set, .enums = enums };

  idl_json_init (&emitter.json);
  number_shapes (&emitter, layouts);
  idl_json_open (&emitter.json, NULL, '{');
  emit_head (&emitter);
  emit_list (&emitter, "interfaces", layouts, interface_decl);
  emit_types (&emitter, layouts);
  each_decl (&emitter, compiler->main->decls, layouts, enum_decl);
  emit_enums (&emitter);
  emit_list (&emitter, "aliases", layouts, alias_decl);
  emit_list (&emitter, "constants", layouts, constant_decl);
  idl_json_close (&emitter.json, '}');
  return idl_json_finish (&emitter.json);
}
