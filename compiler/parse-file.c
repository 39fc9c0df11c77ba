/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files: the declarations at their top and the files they import. An imported file is
 * parsed by a parser of its own, once; only names cross over.
 */

#include "parser.h"

#include <string.h>

/* Chains of imports longer than this are a mistake. */
#define MAX_IMPORT_DEPTH 64

static void
import_one (IdlParser *parser, IdlPos pos, const char *name, GPtrArray *decls)
{
  IdlCompiler *compiler = parser->compiler;
  g_autofree char *path = NULL;
  const IdlUnit *unit;
  IdlText *import;

  path = compiler->files->resolve (compiler->files->data, name,
                                   idl_source_path (parser->unit->source));
  if (path == NULL)
    {
      idl_error (compiler, pos, "cannot find '%s'", name);
      return;
    }
  import = idl_decl_new (parser, sizeof (IdlText), IDL_DECL_IMPORT, pos, NULL);
  import->text = name;
  g_ptr_array_add (decls, import);
  unit = g_hash_table_lookup (compiler->units, path);
  if (unit != NULL)
    {
      if (!g_ptr_array_find (compiler->parsed, unit, NULL) && unit != parser->unit)
        parser->unit->circle = import->text;
      return;
    }
  if (compiler->import_depth >= MAX_IMPORT_DEPTH)
    {
      idl_error (compiler, pos, "imports are nested too deeply");
      return;
    }
  compiler->import_depth++;
  idl_parse_file (compiler, path, pos);
  compiler->import_depth--;
}

static void
parse_import (IdlParser *parser, GPtrArray *decls)
{
  idl_parser_next (parser);
  do
    {
      IdlPos pos = parser->token.pos;
      const char *name = parser->token.text;

      if (!idl_parser_accept (parser, IDL_TOKEN_STRING))
        idl_parser_fail_expected (parser, "the name of a file in quotes");
      else
        import_one (parser, pos, name, decls);
    }
  while (!parser->failed && idl_parser_accept (parser, ','));
  idl_parser_semicolon (parser);
}

void
idl_parse_top_level (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  if (idl_parser_at_word (parser, "import"))
    parse_import (parser, decls);
  else if (idl_parser_at_word (parser, "interface"))
    idl_parse_interface (parser, attrs, decls);
  else if (idl_parser_at_word (parser, "dispinterface"))
    idl_parse_dispinterface (parser, attrs, decls);
  else if (idl_parser_at_word (parser, "library"))
    idl_parse_library (parser, attrs, decls);
  else if (idl_parser_at_word (parser, "coclass"))
    idl_parse_coclass (parser, attrs, decls);
  else if (idl_parser_at_word (parser, "module"))
    idl_parse_module (parser, attrs, decls);
  else if (!idl_parser_accept (parser, ';'))
    idl_parse_declaration (parser, attrs, decls);
}

static void
parse_unit (IdlCompiler *compiler, IdlUnit *unit)
{
  IdlParser parser;

  idl_parser_init (&parser, compiler, unit);
  while (!idl_parser_at (&parser, IDL_TOKEN_END))
    {
      IdlAttrs attrs;

      idl_flush_pragmas (&parser, unit->decls);
      idl_parse_attrs (&parser, &attrs, FALSE);
      if (!parser.failed && idl_parser_at (&parser, '}'))
        {
          idl_parser_fail_expected (&parser, "a declaration");
          idl_parser_next (&parser);
        }
      else if (!parser.failed)
        idl_parse_top_level (&parser, &attrs, unit->decls);
      idl_parser_recover (&parser);
    }
  idl_flush_pragmas (&parser, unit->decls);
  idl_parser_clear (&parser);
}

IdlUnit *
idl_parse_file (IdlCompiler *compiler, const char *path, IdlPos pos)
{
  IdlUnit *unit = idl_pool_new0 (compiler->pool, IdlUnit);

  unit->path = idl_pool_string (compiler->pool, path);
  unit->decls = idl_pool_array (compiler->pool);
  g_hash_table_insert (compiler->units, (gpointer) unit->path, unit);
  unit->source = idl_load (compiler, path, pos);
  if (unit->source != NULL)
    parse_unit (compiler, unit);
  g_ptr_array_add (compiler->parsed, unit);
  return unit;
}
