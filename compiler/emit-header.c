/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The header as a whole: forward declarations first, since declarations may name
 * interfaces that come later; then the imports; then everything in the order of the
 * file.
 */

#include "emit.h"
#include "emit-type.h"

static void emit_all (IdlEmitter *emitter, const GPtrArray *decls);

char *
idl_guid_to_string (const GUID *guid)
{
  const guint8 *d = guid->Data4;

  return g_strdup_printf ("%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", guid->Data1,
                          guid->Data2, guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6],
                          d[7]);
}

char *
idl_emit_place (IdlPos pos)
{
  IdlPlace place = idl_source_locate (pos.source, pos.offset);
  g_autofree char *file = g_path_get_basename (place.file);

  return g_strdup_printf ("%s:%u", file, place.line);
}

static void
emit_forward (const IdlInterface *interface, GHashTable *done, GString *out)
{
  const char *name = interface->decl.name;

  if (!g_hash_table_add (done, (gpointer) name))
    return;
  g_string_append_printf (out, "#ifndef __%s_FWD_DEFINED__\n", name);
  g_string_append_printf (out, "#define __%s_FWD_DEFINED__\n", name);
  g_string_append_printf (out, "typedef struct %s %s;\n#endif\n\n", name, name);
}

/* Interfaces of this file, declared ahead or defined. */
static void
emit_forwards (const GPtrArray *decls, GHashTable *done, GString *out)
{
  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);

      if (decl->kind == IDL_DECL_FORWARD)
        emit_forward (((const IdlGroup *) decl)->interface, done, out);
      else if (decl->kind == IDL_DECL_LIBRARY)
        emit_forwards (((const IdlGroup *) decl)->members, done, out);
      else if (decl->kind == IDL_DECL_INTERFACE)
        {
          if (((const IdlInterface *) decl)->object)
            emit_forward ((const IdlInterface *) decl, done, out);
          emit_forwards (((const IdlInterface *) decl)->members, done, out);
        }
    }
}

static void
emit_imports (const GPtrArray *decls, GHashTable *done, GString *out)
{
  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);

      if (decl->kind == IDL_DECL_IMPORT)
        {
          char *header = idl_with_ending (((const IdlText *) decl)->text, ".h");

          if (g_hash_table_add (done, header))
            g_string_append_printf (out, "#include \"%s\"\n", header);
        }
      else if (decl->kind == IDL_DECL_LIBRARY)
        emit_imports (((const IdlGroup *) decl)->members, done, out);
      else if (decl->kind == IDL_DECL_INTERFACE)
        emit_imports (((const IdlInterface *) decl)->members, done, out);
    }
}

static void
emit_includes (IdlCompiler *compiler, GString *out)
{
  for (guint i = 0; i < compiler->acf_includes->len; i++)
    g_string_append_printf (out, "#include \"%s\"\n",
                            (const char *) g_ptr_array_index (compiler->acf_includes, i));
}

static void
emit_library (IdlEmitter *emitter, const IdlGroup *library)
{
  g_string_append_printf (emitter->body, "/* library %s */\n\n", library->decl.name);
  if (library->has_uuid)
    g_string_append_printf (emitter->body, "EXTERN_C const IID LIBID_%s;\n\n",
                            library->decl.name);
  emit_all (emitter, library->members);
}

static void
emit_module (IdlEmitter *emitter, const IdlGroup *module)
{
  GString *out = emitter->body;

  g_string_append_printf (out, "/* module %s */\n\n", module->decl.name);
  idl_emit_members (emitter, module->members);
  for (guint i = 0; i < module->members->len; i++)
    {
      const IdlProc *proc = g_ptr_array_index (module->members, i);

      if (proc->decl.kind != IDL_DECL_PROC)
        continue;
      idl_emit_declaration (proc->result, proc->c_name, IDL_IN_PARAM, out);
      g_string_append_c (out, ' ');
      idl_emit_params (NULL, proc->params, proc->variadic, out);
      g_string_append (out, ";\n");
    }
  g_string_append_c (out, '\n');
}

static void
emit_one (IdlEmitter *emitter, const IdlDecl *decl)
{
  switch (decl->kind)
    {
    case IDL_DECL_INTERFACE:
      if (((const IdlInterface *) decl)->object)
        idl_emit_interface (emitter, (const IdlInterface *) decl);
      else
        idl_emit_rpc_interface (emitter, (const IdlInterface *) decl);
      break;
    case IDL_DECL_LIBRARY:
      emit_library (emitter, (const IdlGroup *) decl);
      break;
    case IDL_DECL_MODULE:
      emit_module (emitter, (const IdlGroup *) decl);
      break;
    case IDL_DECL_COCLASS:
      if (((const IdlGroup *) decl)->has_uuid)
        g_string_append_printf (emitter->body, "EXTERN_C const CLSID CLSID_%s;\n\n",
                                decl->name);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_block (const IdlDecl *decl)
{
  return decl->kind == IDL_DECL_INTERFACE || decl->kind == IDL_DECL_LIBRARY
         || decl->kind == IDL_DECL_MODULE || decl->kind == IDL_DECL_COCLASS;
}

/* Declarations in order: runs of plain ones, and blocks between them. */
static void
emit_all (IdlEmitter *emitter, const GPtrArray *decls)
{
  g_autoptr (GPtrArray) plain = g_ptr_array_new ();

  for (guint i = 0; i < decls->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (decls, i);

      if (!is_block (decl))
        {
          g_ptr_array_add (plain, (gpointer) decl);
          continue;
        }
      idl_emit_members (emitter, plain);
      g_ptr_array_set_size (plain, 0);
      emit_one (emitter, decl);
    }
  idl_emit_members (emitter, plain);
}

static char *
guard_name (const char *file)
{
  g_autofree char *stem = idl_with_ending (file, "");

  g_strcanon (stem, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS, '_');
  return g_strdup_printf ("__%s_h__", stem);
}

static void
append_section (GString *out, const GString *section, const char *title)
{
  if (section->len > 0)
    g_string_append_printf (out, "%s%s", title, section->str);
}

static void
compose (IdlCompiler *compiler, const IdlEmitter *emitter, GString *out)
{
  const GPtrArray *decls = compiler->main->decls;
  g_autofree char *file = g_path_get_basename (compiler->main->path);
  g_autofree char *guard = guard_name (file);
  g_autoptr (GHashTable) forwards = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) imports
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize before;

  g_string_append_printf (out, "/* Generated by beck-idl from %s; do not edit. */\n\n", file);
  g_string_append_printf (out, "#ifndef %s\n#define %s\n\n#include <beck/%s.h>\n\n", guard, guard,
                          emitter->uses_rpc ? "idl-rpc" : "idl");
  emit_forwards (decls, forwards, out);
  before = out->len;
  emit_imports (decls, imports, out);
  emit_includes (compiler, out);
  g_string_append (out, out->len > before ? "\n" : "");
  g_string_append (out, "#ifdef __cplusplus\nextern \"C\"\n{\n#endif\n\n");
  g_string_append (out, emitter->body->str);
  append_section (out, emitter->prototypes, "/* Supplied by the program, for types above */\n\n");
  g_string_append (out, emitter->prototypes->len > 0 ? "\n" : "");
  g_string_append_printf (out, "#ifdef __cplusplus\n}\n#endif\n\n#endif /* %s */\n", guard);
}

char *
idl_emit_header (IdlCompiler *compiler)
{
  IdlEmitter emitter = { compiler, g_string_new (NULL), g_string_new (NULL), FALSE };
  GString *out = g_string_new (NULL);

  emit_all (&emitter, compiler->main->decls);
  compose (compiler, &emitter, out);
  g_string_free (emitter.body, TRUE);
  g_string_free (emitter.prototypes, TRUE);
  return g_string_free (out, FALSE);
}
