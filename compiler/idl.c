/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The compiler from end to end: parse the main file and what it imports, merge the
 * ACF, derive asynchronous interfaces, check, print.
 */

#include "idl.h"
#include "acf.h"
#include "async.h"
#include "call-as.h"
#include "checks.h"
#include "compiler.h"
#include "emit-client.h"
#include "emit-json.h"
#include "emit-proxy.h"
#include "emit-server.h"
#include "emit-type.h"
#include "emit.h"
#include "layout.h"
#include "parser.h"
#include "pickle-types.h"
#include "rpc.h"

#include <string.h>

#define DEFAULT_ERROR_LIMIT 100

struct IdlResult
{
  IdlCompiler compiler;
  IdlOptions options;
  gboolean ok;
  char *outputs[IDL_N_OUTPUTS];
};

/* The printers. Each returns NULL if the file has nothing for it. */
typedef struct
{
  const char *name;
  const char *ending;
  char *(*emit) (IdlCompiler *compiler, const IdlLayouts *layouts);
} Output;

static char *
emit_header (IdlCompiler *compiler, const IdlLayouts *layouts)
{
  return idl_emit_header (compiler);
}

static char *
emit_iid (IdlCompiler *compiler, const IdlLayouts *layouts)
{
  return idl_emit_iid (compiler);
}

static const Output outputs[IDL_N_OUTPUTS] = {
  [IDL_OUTPUT_HEADER] = { "header", ".h", emit_header },
  [IDL_OUTPUT_IID] = { "iid", "_i.c", emit_iid },
  [IDL_OUTPUT_CLIENT] = { "client", "_c.c", idl_emit_client },
  [IDL_OUTPUT_SERVER] = { "server", "_s.c", idl_emit_server },
  [IDL_OUTPUT_PROXY] = { "proxy", "_p.c", idl_emit_proxy },
  [IDL_OUTPUT_JSON] = { "json", ".json", idl_emit_json },
};

/* Those that need to know how values travel. */
#define LAYOUT_OUTPUTS (~((1u << IDL_OUTPUT_HEADER) | (1u << IDL_OUTPUT_IID)))

const char *
idl_output_name (IdlOutputKind kind)
{
  return outputs[kind].name;
}

const char *
idl_output_ending (IdlOutputKind kind)
{
  return outputs[kind].ending;
}

char *
idl_with_ending (const char *path, const char *ending)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr (name, '.');
  gsize length = dot != NULL && dot != name ? (gsize) (dot - path) : strlen (path);

  return g_strdup_printf ("%.*s%s", (int) length, path, ending);
}

void
idl_error (IdlCompiler *compiler, IdlPos pos, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  idl_diags_report (compiler->diags, IDL_ERROR, pos, format, args);
  va_end (args);
}

void
idl_warning (IdlCompiler *compiler, IdlPos pos, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  idl_diags_report (compiler->diags, IDL_WARNING, pos, format, args);
  va_end (args);
}

gboolean
idl_stopped (const IdlCompiler *compiler)
{
  return idl_diags_full (compiler->diags);
}

static void
note_input (IdlCompiler *compiler, const char *path)
{
  const char *name = idl_pool_string (compiler->pool, path);

  if (g_hash_table_add (compiler->input_set, (gpointer) name))
    g_ptr_array_add (compiler->inputs, (gpointer) name);
}

/* Files the preprocessor included; "<built-in>" and its like are none. */
static void
note_included (IdlCompiler *compiler, const IdlSource *source)
{
  const GPtrArray *files = idl_source_files (source);

  for (guint i = 0; i < files->len; i++)
    {
      const char *file = g_ptr_array_index (files, i);

      if (file[0] != '<' && file[0] != '\0')
        note_input (compiler, file);
    }
}

/* Passes on what the preprocessor said. */
static void
take_complaints (IdlCompiler *compiler)
{
  const IdlFiles *files = compiler->files;
  g_autoptr (GPtrArray) list = files->complaints != NULL ? files->complaints (files->data) : NULL;

  if (list == NULL)
    return;
  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++)
    idl_diags_take (compiler->diags, g_ptr_array_index (list, i));
}

/* By its mark, or because an ASCII character comes first. */
static gboolean
is_utf16 (GBytes *text)
{
  gsize length;
  const guint8 *p = g_bytes_get_data (text, &length);

  return length >= 2
         && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF)
             || (p[0] == 0) != (p[1] == 0));
}

/* What the file provider has, or NULL after an error reported at @pos. */
static GBytes *
load_text (IdlCompiler *compiler, const char *path, IdlPos pos, GBytes **original)
{
  g_autoptr (GError) error = NULL;
  guint errors = idl_diags_errors (compiler->diags);
  GBytes *text = compiler->files->load (compiler->files->data, path, original, &error);

  note_input (compiler, path);
  if (text == NULL || !is_utf16 (*original != NULL ? *original : text))
    take_complaints (compiler);
  if (text == NULL && idl_diags_errors (compiler->diags) == errors)
    idl_error (compiler, pos, "%s", error != NULL ? error->message : "cannot read the file");
  if (text == NULL || g_bytes_get_size (text) <= IDL_MAX_SOURCE)
    return text;
  idl_error (compiler, pos, "%s: " IDL_TOO_LARGE, path);
  g_bytes_unref (text);
  g_clear_pointer (original, g_bytes_unref);
  return NULL;
}

const IdlSource *
idl_load (IdlCompiler *compiler, const char *path, IdlPos pos)
{
  GBytes *original = NULL;
  GBytes *text = load_text (compiler, path, pos, &original);
  IdlSource *source;
  gboolean utf16;

  if (text == NULL)
    return NULL;
  utf16 = is_utf16 (original != NULL ? original : text);
  source = idl_source_new (compiler->pool, path, text);
  g_ptr_array_add (compiler->sources, source);
  if (original != NULL)
    idl_source_set_original (source, original);
  if (utf16)
    {
      idl_error (compiler, (IdlPos){ source, 0 }, "the file is UTF-16; save it as UTF-8");
      return NULL;
    }
  note_included (compiler, source);
  return source;
}

IdlDecl *
idl_lookup (const IdlCompiler *compiler, const char *name)
{
  return g_hash_table_lookup (compiler->names, name);
}

static const char *
kind_name (IdlDeclKind kind)
{
  switch (kind)
    {
    case IDL_DECL_INTERFACE:
      return "an interface";
    case IDL_DECL_TYPEDEF:
      return "a type";
    case IDL_DECL_CONST:
      return "a constant";
    case IDL_DECL_LIBRARY:
      return "a library";
    case IDL_DECL_COCLASS:
      return "a class";
    case IDL_DECL_MODULE:
      return "a module";
    default:
      return "a procedure";
    }
}

static gboolean
is_same_typedef (const IdlDecl *a, const IdlDecl *b)
{
  g_autoptr (GString) left = g_string_new (NULL);
  g_autoptr (GString) right = g_string_new (NULL);

  if (a->kind != IDL_DECL_TYPEDEF || b->kind != IDL_DECL_TYPEDEF)
    return FALSE;
  idl_emit_type_name (((const IdlTypedef *) a)->type, left);
  idl_emit_type_name (((const IdlTypedef *) b)->type, right);
  return g_string_equal (left, right);
}

void
idl_declare (IdlCompiler *compiler, IdlDecl *decl)
{
  idl_declare_as (compiler, decl->name, decl);
}

void
idl_declare_as (IdlCompiler *compiler, const char *name, IdlDecl *decl)
{
  const IdlDecl *old = idl_lookup (compiler, name);

  if (old == NULL)
    g_hash_table_insert (compiler->names, (gpointer) name, decl);
  else if (!is_same_typedef (old, decl))
    {
      IdlPlace place = idl_source_locate (old->pos.source, old->pos.offset);

      idl_error (compiler, decl->pos, "'%s' is declared already, as %s at %s:%u", decl->name,
                 kind_name (old->kind), place.file, place.line);
    }
}

static void
compiler_init (IdlCompiler *compiler, const IdlFiles *files, const IdlOptions *options)
{
  guint limit = options->error_limit != 0 ? options->error_limit : DEFAULT_ERROR_LIMIT;

  compiler->files = files;
  compiler->options = options;
  compiler->pool = idl_pool_new ();
  compiler->diags = idl_diags_new (limit, options->fatal_warnings);
  compiler->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) idl_source_free);
  compiler->inputs = g_ptr_array_new ();
  compiler->input_set = g_hash_table_new (NULL, NULL);
  compiler->units = g_hash_table_new (g_str_hash, g_str_equal);
  compiler->parsed = g_ptr_array_new ();
  compiler->names = g_hash_table_new (g_str_hash, g_str_equal);
  compiler->tags = g_hash_table_new (g_str_hash, g_str_equal);
  compiler->acf_includes = g_ptr_array_new ();
}

static void
compiler_clear (IdlCompiler *compiler)
{
  g_ptr_array_unref (compiler->acf_includes);
  g_hash_table_unref (compiler->tags);
  g_hash_table_unref (compiler->names);
  g_ptr_array_unref (compiler->parsed);
  g_hash_table_unref (compiler->units);
  g_hash_table_unref (compiler->input_set);
  g_ptr_array_unref (compiler->inputs);
  g_ptr_array_unref (compiler->sources);
  idl_diags_free (compiler->diags);
  idl_pool_free (compiler->pool);
}

typedef void (*InterfacePass) (IdlCompiler *compiler, IdlInterface *interface);

/* Bases stand before what derives from them, so one pass in order will do. */
static void
each_interface (IdlCompiler *compiler, const GPtrArray *decls, InterfacePass pass)
{
  for (guint i = 0; i < decls->len; i++)
    {
      IdlDecl *decl = g_ptr_array_index (decls, i);

      if (decl->kind == IDL_DECL_LIBRARY)
        each_interface (compiler, ((IdlGroup *) decl)->members, pass);
      else if (decl->kind == IDL_DECL_INTERFACE && ((IdlInterface *) decl)->sync == NULL)
        pass (compiler, (IdlInterface *) decl);
    }
}

static void
each_unit (IdlCompiler *compiler, InterfacePass pass)
{
  for (guint i = 0; i < compiler->parsed->len; i++)
    {
      const IdlUnit *unit = g_ptr_array_index (compiler->parsed, i);

      each_interface (compiler, unit->decls, pass);
    }
}

static void
print_outputs (IdlResult *result)
{
  IdlCompiler *compiler = &result->compiler;
  guint wanted = result->options.outputs != 0 ? result->options.outputs : IDL_DEFAULT_OUTPUTS;
  const IdlLayouts *layouts = NULL;

  if (wanted & LAYOUT_OUTPUTS)
    layouts = idl_layout (compiler);
  if (idl_diags_errors (compiler->diags) > 0)
    return;
  for (guint i = 0; i < IDL_N_OUTPUTS; i++)
    if ((wanted & (1u << i)) && outputs[i].emit != NULL)
      result->outputs[i] = outputs[i].emit (compiler, layouts);
}

static void
run (IdlResult *result, const char *path)
{
  IdlCompiler *compiler = &result->compiler;

  compiler->main = idl_parse_file (compiler, path, (IdlPos){ NULL, 0 });
  idl_acf_merge (compiler);
  each_unit (compiler, idl_link_call_as);
  each_unit (compiler, idl_async_derive);
  each_unit (compiler, idl_pickle_types);
  each_unit (compiler, idl_name_routines);
  if (!idl_stopped (compiler))
    idl_check (compiler);
  if (idl_diags_errors (compiler->diags) == 0)
    print_outputs (result);
  result->ok = idl_diags_errors (compiler->diags) == 0;
}

IdlResult *
idl_compile (const char *path, const IdlFiles *files, const IdlOptions *options)
{
  IdlResult *result = g_new0 (IdlResult, 1);

  if (options != NULL)
    result->options = *options;
  compiler_init (&result->compiler, files, &result->options);
  run (result, path);
  idl_diags_sort (result->compiler.diags, result->compiler.inputs);
  result->compiler.files = NULL;
  return result;
}

void
idl_result_free (IdlResult *result)
{
  if (result == NULL)
    return;
  compiler_clear (&result->compiler);
  for (guint i = 0; i < IDL_N_OUTPUTS; i++)
    g_free (result->outputs[i]);
  g_free (result);
}

gboolean
idl_result_ok (const IdlResult *result)
{
  return result->ok;
}

const GPtrArray *
idl_result_diagnostics (const IdlResult *result)
{
  return idl_diags_list (result->compiler.diags);
}

const GPtrArray *
idl_result_inputs (const IdlResult *result)
{
  return result->compiler.inputs;
}

const IdlUnit *
idl_result_unit (const IdlResult *result)
{
  return result->compiler.main;
}

IdlCompiler *
idl_result_compiler (IdlResult *result)
{
  return &result->compiler;
}

const char *
idl_result_output (const IdlResult *result, IdlOutputKind kind)
{
  return result->outputs[kind];
}
