/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Attribute configuration files: attributes for interfaces, types, procedures and
 * parameters of the IDL file that concern one side only. Grammar:
 *
 *   acf   := { include | [attrs] "interface" NAME "{" { item } "}" }
 *   item  := include | "typedef" [attrs] NAME {"," NAME} ";"
 *          | [attrs] NAME "(" { [attrs] [NAME] "," } ")" ";"
 */

#include "acf.h"
#include "parser.h"

#include <string.h>

static void
add_attrs (IdlParser *parser, IdlDecl *decl, const IdlAttrs *attrs)
{
  idl_attrs_merge (&decl->attrs, parser->compiler->pool, attrs);
}

static void
parse_include (IdlParser *parser)
{
  idl_parser_next (parser);
  do
    {
      const char *name = parser->token.text;

      if (!idl_parser_accept (parser, IDL_TOKEN_STRING))
        idl_parser_fail_expected (parser, "the name of a header in quotes");
      else
        g_ptr_array_add (parser->compiler->acf_includes, (gpointer) name);
    }
  while (!parser->failed && idl_parser_accept (parser, ','));
  idl_parser_semicolon (parser);
}

static void
parse_acf_typedef (IdlParser *parser)
{
  IdlAttrs attrs;

  idl_parser_next (parser);
  idl_parse_attrs (parser, &attrs, TRUE);
  do
    {
      IdlPos pos = parser->token.pos;
      const char *name = idl_parser_name (parser, "the name of a type");
      IdlDecl *decl = name != NULL ? idl_lookup (parser->compiler, name) : NULL;

      if (name != NULL && (decl == NULL || decl->kind != IDL_DECL_TYPEDEF))
        idl_error (parser->compiler, pos, "the IDL file has no type '%.60s'", name);
      else if (name != NULL)
        add_attrs (parser, decl, &attrs);
    }
  while (!parser->failed && idl_parser_accept (parser, ','));
  idl_parser_semicolon (parser);
}

static IdlProc *
find_proc (const IdlInterface *interface, const char *name)
{
  for (guint i = 0; i < interface->procs->len; i++)
    {
      IdlProc *proc = g_ptr_array_index (interface->procs, i);

      if (strcmp (proc->decl.name, name) == 0)
        return proc;
    }
  return NULL;
}

static IdlVar *
find_param (const IdlProc *proc, const char *name)
{
  for (guint i = 0; i < proc->params->len; i++)
    {
      IdlVar *param = g_ptr_array_index (proc->params, i);

      if (g_strcmp0 (param->decl.name, name) == 0)
        return param;
    }
  return NULL;
}

/* error_status_t *, the type of parameters only the ACF knows */
static const IdlType *
status_pointer (IdlParser *parser, IdlPos pos)
{
  IdlType *status = idl_type_new (parser, IDL_TYPE_BASE, pos);
  IdlType *pointer = idl_type_new (parser, IDL_TYPE_POINTER, pos);

  status->base = IDL_BASE_ERROR_STATUS;
  pointer->target = status;
  pointer->depth = 1;
  return pointer;
}

/* A status parameter that the IDL does not have is appended: [out] is understood. */
static void
add_status_param (IdlParser *parser, IdlProc *proc, IdlPos pos, const char *name,
                  const IdlAttrs *attrs)
{
  IdlVar *param = idl_decl_new (parser, sizeof (IdlVar), IDL_DECL_VAR, pos, name);
  IdlAttr *out = idl_pool_new0 (parser->compiler->pool, IdlAttr);

  *out = (IdlAttr){ .id = IDL_ATTR_OUT, .pos = pos, .from_acf = TRUE };
  param->type = status_pointer (parser, pos);
  add_attrs (parser, &param->decl, attrs);
  idl_attrs_add (&param->decl.attrs, parser->compiler->pool, out);
  g_ptr_array_add (proc->params, param);
}

static void
parse_acf_param (IdlParser *parser, IdlProc *proc)
{
  IdlAttrs attrs;
  IdlVar *param;
  const char *name;
  IdlPos pos;

  idl_parse_attrs (parser, &attrs, TRUE);
  pos = parser->token.pos;
  name = idl_parser_name (parser, "the name of a parameter");
  if (name == NULL || proc == NULL)
    return;
  param = find_param (proc, name);
  if (param != NULL)
    add_attrs (parser, &param->decl, &attrs);
  else if (idl_attrs_has (&attrs, IDL_ATTR_COMM_STATUS)
           || idl_attrs_has (&attrs, IDL_ATTR_FAULT_STATUS))
    add_status_param (parser, proc, pos, name, &attrs);
  else
    idl_error (parser->compiler, pos, "'%s' has no parameter '%.60s'", proc->decl.name, name);
}

static void
parse_acf_proc (IdlParser *parser, const IdlInterface *interface, const IdlAttrs *attrs)
{
  IdlPos pos = parser->token.pos;
  const char *name = idl_parser_name (parser, "the name of a procedure");
  IdlProc *proc = name != NULL && interface != NULL ? find_proc (interface, name) : NULL;

  if (name != NULL && interface != NULL && proc == NULL)
    idl_error (parser->compiler, pos, "'%s' has no procedure '%.60s'", interface->decl.name,
               name);
  if (proc != NULL)
    add_attrs (parser, &proc->decl, attrs);
  idl_parser_expect (parser, '(');
  while (!parser->failed && !idl_parser_at (parser, ')'))
    {
      parse_acf_param (parser, proc);
      if (!idl_parser_accept (parser, ','))
        break;
    }
  idl_parser_expect (parser, ')');
  idl_parser_semicolon (parser);
}

static void
parse_item (IdlParser *parser, const IdlInterface *interface)
{
  IdlAttrs attrs;

  if (idl_parser_at_word (parser, "include"))
    parse_include (parser);
  else if (idl_parser_at_word (parser, "typedef"))
    parse_acf_typedef (parser);
  else
    {
      idl_parse_attrs (parser, &attrs, TRUE);
      parse_acf_proc (parser, interface, &attrs);
    }
}

/* The interface of the main file if it has exactly one. */
static IdlInterface *
only_interface (const IdlCompiler *compiler)
{
  IdlInterface *only = NULL;

  for (guint i = 0; i < compiler->main->decls->len; i++)
    {
      IdlDecl *decl = g_ptr_array_index (compiler->main->decls, i);

      if (decl->kind != IDL_DECL_INTERFACE || ((IdlInterface *) decl)->sync != NULL)
        continue;
      if (only != NULL)
        return NULL;
      only = (IdlInterface *) decl;
    }
  return only;
}

/* Old sources have ACF files that call the interface by another name; there is no doubt
 * about what is meant as long as there is only one. */
static IdlInterface *
find_interface (IdlParser *parser, IdlPos pos, const char *name)
{
  IdlDecl *decl = idl_lookup (parser->compiler, name);
  IdlInterface *only;

  if (decl != NULL && decl->kind == IDL_DECL_INTERFACE)
    return (IdlInterface *) decl;
  only = only_interface (parser->compiler);
  if (only == NULL)
    idl_error (parser->compiler, pos, "the IDL file has no interface '%.60s'", name);
  else
    idl_warning (parser->compiler, pos, "the IDL file has no interface '%.60s'; taken for '%s'",
                 name, only->decl.name);
  return only;
}

static void
parse_acf_interface (IdlParser *parser)
{
  IdlInterface *interface;
  IdlAttrs attrs;
  const char *name;
  IdlPos pos;

  idl_parse_attrs (parser, &attrs, TRUE);
  if (!idl_parser_accept_word (parser, "interface"))
    idl_parser_fail_expected (parser, "'interface'");
  pos = parser->token.pos;
  name = idl_parser_name (parser, "the name of an interface");
  if (parser->failed)
    return;
  interface = find_interface (parser, pos, name);
  if (interface != NULL)
    add_attrs (parser, &interface->decl, &attrs);
  if (!idl_parser_expect (parser, '{'))
    return;
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      parse_item (parser, interface);
      idl_parser_recover (parser);
    }
  idl_parser_expect (parser, '}');
  idl_parser_accept (parser, ';');
}

static void
parse_acf (IdlCompiler *compiler, IdlUnit *unit)
{
  IdlParser parser;

  idl_parser_init (&parser, compiler, unit);
  while (!idl_parser_at (&parser, IDL_TOKEN_END))
    {
      if (idl_parser_at_word (&parser, "include"))
        parse_include (&parser);
      else if (idl_parser_at (&parser, '}'))
        {
          idl_parser_fail_expected (&parser, "a declaration");
          idl_parser_next (&parser);
        }
      else
        parse_acf_interface (&parser);
      idl_parser_recover (&parser);
    }
  idl_parser_clear (&parser);
}

void
idl_acf_merge (IdlCompiler *compiler)
{
  const char *given = compiler->options->acf;
  g_autofree char *name = given != NULL ? g_strdup (given)
                                        : idl_with_ending (compiler->main->path, ".acf");
  g_autofree char *path = NULL;
  IdlPos nowhere = { NULL, 0 };
  IdlUnit *unit;

  if (compiler->main->source == NULL || strcmp (name, compiler->main->path) == 0)
    return;
  path = compiler->files->resolve (compiler->files->data, name, NULL);
  if (path == NULL)
    {
      if (given != NULL)
        idl_error (compiler, nowhere, "cannot find '%s'", given);
      return;
    }
  unit = idl_pool_new0 (compiler->pool, IdlUnit);
  unit->path = idl_pool_string (compiler->pool, path);
  unit->decls = idl_pool_array (compiler->pool);
  unit->source = idl_load (compiler, path, nowhere);
  if (unit->source != NULL)
    parse_acf (compiler, unit);
}
