/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How values travel: a tree for each use, from the layout. Structures and unions are
 * referred to by their number in the list of the file, enums by their name.
 */

#include "emit-json.h"
#include "emit-type.h"
#include "emit.h"
#include "type.h"

/* ---- Types in C ---- */

static const char *
tag_name (const IdlTag *tag)
{
  return tag->decl.name != NULL ? tag->decl.name : tag->given_name;
}

static const IdlType *
innermost (const IdlType *type)
{
  while (type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY
         || type->kind == IDL_TYPE_FUNCTION || type->kind == IDL_TYPE_PIPE)
    type = type->target;
  return type;
}

/* A tag without its body, even where it is defined. */
static void
print_tag (const IdlTag *tag, GString *out)
{
  if (tag->decl.name != NULL || tag->given_name == NULL)
    g_string_append (out, idl_tag_keyword (tag));
  if (tag->decl.name != NULL)
    g_string_append_printf (out, " %s", tag->decl.name);
  else if (tag->given_name != NULL)
    g_string_append (out, tag->given_name);
}

void
idl_json_c_type (IdlJsonEmitter *emitter, const char *key, const IdlType *type)
{
  const IdlType *base = innermost (type);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) declarator = g_string_new (NULL);

  if (base->kind == IDL_TYPE_TAG)
    print_tag (base->tag, text);
  else
    idl_emit_specifiers (base, 0, text);
  idl_emit_declarator (type, NULL, IDL_IN_PARAM, declarator);
  if (declarator->len > 0)
    g_string_append_printf (text, " %s", declarator->str);
  idl_json_string (&emitter->json, key, text->str);
}

/* ---- Enums ---- */

void
idl_json_note_enum (IdlJsonEmitter *emitter, const IdlTag *tag)
{
  if (g_hash_table_add (emitter->enum_set, (gpointer) tag))
    g_ptr_array_add (emitter->enums, (gpointer) tag);
}

void
idl_json_note_enums (IdlJsonEmitter *emitter, const IdlType *type)
{
  const IdlType *base = innermost (type);

  if (base->kind == IDL_TYPE_TAG && base->tag->kind == IDL_TAG_ENUM && base->tag->complete)
    idl_json_note_enum (emitter, base->tag);
}

/* What refers to an enum does so by its first enumerator if it has no name. */
static const char *
enum_name (const IdlTag *tag)
{
  const char *name = tag_name (tag);

  if (name != NULL || tag->fields->len == 0)
    return name;
  return ((const IdlConst *) g_ptr_array_index (tag->fields, 0))->decl.name;
}

void
idl_json_enum (IdlJsonEmitter *emitter, const IdlTag *tag)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", enum_name (tag));
  idl_json_place (emitter, tag->decl.pos);
  idl_json_open (json, "values", '[');
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlConst *constant = g_ptr_array_index (tag->fields, i);

      idl_json_open_inline (json, NULL, '{');
      idl_json_string (json, "name", constant->decl.name);
      if (constant->known)
        idl_json_number (json, "value", *constant->number);
      idl_json_close (json, '}');
    }
  idl_json_close (json, ']');
  idl_json_close (json, '}');
}

/* ---- Uses ---- */

static const char *
kind_name (IdlLayoutKind kind)
{
  static const char *const names[] = {
    [IDL_LAYOUT_SCALAR] = "scalar",     [IDL_LAYOUT_STRUCT] = "struct",
    [IDL_LAYOUT_UNION] = "union",       [IDL_LAYOUT_ARRAY] = "array",
    [IDL_LAYOUT_STRING] = "string",     [IDL_LAYOUT_POINTER] = "pointer",
    [IDL_LAYOUT_OBJECT] = "object",     [IDL_LAYOUT_CONTEXT] = "context",
    [IDL_LAYOUT_USER] = "user",         [IDL_LAYOUT_TRANSMIT] = "transmit",
    [IDL_LAYOUT_REPRESENT] = "represent", [IDL_LAYOUT_IGNORED] = "ignored",
    [IDL_LAYOUT_PIPE] = "pipe",         [IDL_LAYOUT_BINDING] = "binding",
  };

  return names[kind];
}

static const char *
scalar_name (IdlScalar scalar)
{
  static const char *const names[] = {
    [IDL_SCALAR_U8] = "u8",         [IDL_SCALAR_I8] = "i8",
    [IDL_SCALAR_U16] = "u16",       [IDL_SCALAR_I16] = "i16",
    [IDL_SCALAR_U32] = "u32",       [IDL_SCALAR_I32] = "i32",
    [IDL_SCALAR_U64] = "u64",       [IDL_SCALAR_I64] = "i64",
    [IDL_SCALAR_FLOAT] = "float",   [IDL_SCALAR_DOUBLE] = "double",
    [IDL_SCALAR_ENUM16] = "enum16", [IDL_SCALAR_ENUM32] = "enum32",
    [IDL_SCALAR_INT3264] = "int3264", [IDL_SCALAR_UINT3264] = "uint3264",
  };

  return names[scalar];
}

static void
emit_scalar (IdlJsonEmitter *emitter, const IdlLayout *layout)
{
  IdlJson *json = &emitter->json;
  const IdlTag *tag = idl_type_tag (layout->type);

  idl_json_string (json, "scalar", scalar_name (layout->scalar));
  if (tag != NULL && tag->kind == IDL_TAG_ENUM)
    {
      idl_json_note_enum (emitter, tag);
      idl_json_string (json, "enum", enum_name (tag));
    }
  if (!layout->has_range)
    return;
  idl_json_open_inline (json, "range", '[');
  idl_json_number (json, NULL, layout->low);
  idl_json_number (json, NULL, layout->high);
  idl_json_close (json, ']');
}

static void
emit_dim (IdlJsonEmitter *emitter, const IdlDim *dim)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  if (!dim->conformant)
    idl_json_number (json, "count", idl_number_unsigned (dim->count));
  idl_json_bool (json, "conformant", dim->conformant);
  idl_json_bool (json, "varying", dim->varying);
  if (dim->size != NULL)
    idl_json_expr (emitter, dim->size_plus_one ? "max_is" : "size_is", dim->size);
  if (dim->first != NULL)
    idl_json_expr (emitter, "first_is", dim->first);
  if (dim->length != NULL)
    idl_json_expr (emitter, dim->length_is_last ? "last_is" : "length_is", dim->length);
  idl_json_close (json, '}');
}

static void
emit_array (IdlJsonEmitter *emitter, const IdlLayout *layout)
{
  idl_json_open (&emitter->json, "dimensions", '[');
  for (guint i = 0; i < layout->n_dims; i++)
    emit_dim (emitter, &layout->dims[i]);
  idl_json_close (&emitter->json, ']');
  idl_json_use (emitter, "element", layout->element);
}

static void
emit_object (IdlJsonEmitter *emitter, const IdlLayout *layout)
{
  const IdlInterface *interface = layout->interface;
  g_autofree char *uuid
      = interface != NULL && interface->has_uuid ? idl_guid_to_string (&interface->uuid) : NULL;

  idl_json_string (&emitter->json, "interface", interface != NULL ? interface->decl.name : NULL);
  idl_json_string (&emitter->json, "uuid", uuid);
  if (layout->iid != NULL)
    idl_json_expr (emitter, "iid_is", layout->iid);
}

static void
emit_presented (IdlJsonEmitter *emitter, const IdlLayout *layout)
{
  if (layout->alias != NULL)
    idl_json_string (&emitter->json, "name", layout->alias->decl.name);
  if (layout->user_name != NULL)
    idl_json_string (&emitter->json, "functions", layout->user_name);
  /* That of a SAFEARRAY is a stand-in. */
  if (layout->wire_layout != NULL && layout->alias != NULL)
    idl_json_use (emitter, "wire", layout->wire_layout);
}

static void
emit_reference (IdlJsonEmitter *emitter, const IdlLayout *layout)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (emitter->shapes, layout->shape));

  idl_json_uint (&emitter->json, "type", number - 1);
  if (layout->switched != NULL)
    idl_json_expr (emitter, "switch_is", layout->switched);
}

static const char *
pointer_name (IdlPointerKind kind)
{
  return kind == IDL_POINTER_REF ? "ref" : kind == IDL_POINTER_UNIQUE ? "unique" : "full";
}

static void
emit_kind (IdlJsonEmitter *emitter, const IdlLayout *layout)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_SCALAR:
      emit_scalar (emitter, layout);
      break;
    case IDL_LAYOUT_STRUCT:
    case IDL_LAYOUT_UNION:
      emit_reference (emitter, layout);
      break;
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_STRING:
      emit_array (emitter, layout);
      break;
    case IDL_LAYOUT_PIPE:
      idl_json_use (emitter, "element", layout->element);
      break;
    case IDL_LAYOUT_POINTER:
      idl_json_string (&emitter->json, "pointer", pointer_name (layout->pointer));
      idl_json_use (emitter, "target", layout->target);
      break;
    case IDL_LAYOUT_OBJECT:
      emit_object (emitter, layout);
      break;
    case IDL_LAYOUT_CONTEXT:
      idl_json_string (&emitter->json, "name", layout->context_name);
      break;
    case IDL_LAYOUT_IGNORED:
      break;
    default:
      emit_presented (emitter, layout);
      break;
    }
}

/* Alignment and sizes in NDR20. Nothing is always zero bytes long. */
static void
emit_facts (IdlJson *json, const guint *align, const guint *wire, const guint *least)
{
  idl_json_uint (json, "align", align[IDL_NDR20]);
  if (wire[IDL_NDR20] != 0)
    idl_json_uint (json, "size", wire[IDL_NDR20]);
  else
    idl_json_string (json, "size", NULL);
  idl_json_uint (json, "least", least[IDL_NDR20]);
}

/* What is simple is one line. */
static gboolean
is_simple (const IdlLayout *layout)
{
  return layout->kind == IDL_LAYOUT_SCALAR || layout->kind == IDL_LAYOUT_CONTEXT
         || layout->kind == IDL_LAYOUT_IGNORED || layout->kind == IDL_LAYOUT_STRUCT;
}

void
idl_json_use (IdlJsonEmitter *emitter, const char *key, const IdlLayout *layout)
{
  IdlJson *json = &emitter->json;

  if (is_simple (layout))
    idl_json_open_inline (json, key, '{');
  else
    idl_json_open (json, key, '{');
  idl_json_string (json, "kind", kind_name (layout->kind));
  emit_facts (json, layout->align, layout->wire, layout->least);
  emit_kind (emitter, layout);
  idl_json_close (json, '}');
}

/* ---- Structures and unions ---- */

static void
emit_cases (IdlJson *json, const IdlMember *member)
{
  guint n = member->cases != NULL ? member->cases->len : 0;

  idl_json_open_inline (json, "cases", '[');
  for (guint i = 0; i < n; i++)
    idl_json_number (json, NULL, member->values[i]);
  idl_json_close (json, ']');
  idl_json_bool (json, "default", member->is_default);
}

static void
emit_member (IdlJsonEmitter *emitter, const IdlShape *shape, const IdlMember *member)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", member->name);
  if (member->var != NULL && member->var->type != NULL)
    idl_json_c_type (emitter, "c", member->var->type);
  if (shape->is_union)
    emit_cases (json, member);
  if (member->layout != NULL)
    idl_json_use (emitter, "type", member->layout);
  else
    idl_json_string (json, "type", NULL);
  if (member->var != NULL)
    idl_json_attrs (emitter, &member->var->decl.attrs);
  idl_json_close (json, '}');
}

static void
emit_union_facts (IdlJsonEmitter *emitter, const IdlShape *shape)
{
  idl_json_use (emitter, "discriminant", shape->discriminant);
  idl_json_bool (&emitter->json, "ms_union", shape->ms_union);
}

void
idl_json_shape (IdlJsonEmitter *emitter, const IdlShape *shape)
{
  IdlJson *json = &emitter->json;

  idl_json_open (json, NULL, '{');
  idl_json_string (json, "name", shape->name);
  idl_json_string (json, "kind", shape->is_union ? "union" : "struct");
  idl_json_bool (json, "encapsulated", shape->encapsulated);
  emit_facts (json, shape->align, shape->wire, shape->least);
  idl_json_bool (json, "conformant", shape->tail != NULL);
  if (shape->is_union)
    emit_union_facts (emitter, shape);
  idl_json_place (emitter, shape->tag->decl.pos);
  idl_json_open (json, "members", '[');
  for (guint i = 0; i < shape->n_members; i++)
    emit_member (emitter, shape, &shape->members[i]);
  idl_json_close (json, ']');
  idl_json_close (json, '}');
}
