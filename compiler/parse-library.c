/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Type libraries, coclasses and modules. No type library is written; they count for
 * the interfaces inside them and for their LIBID_ and CLSID_ constants.
 */

#include "parser.h"

static IdlGroup *
group_new (IdlParser *parser, IdlDeclKind kind, IdlPos pos, const char *name,
           const IdlAttrs *attrs)
{
  IdlGroup *group = idl_decl_new (parser, sizeof (IdlGroup), kind, pos, name);
  const IdlAttr *uuid = idl_attrs_find (attrs, IDL_ATTR_UUID);

  group->decl.attrs = *attrs;
  group->members = idl_pool_array (parser->compiler->pool);
  if (uuid != NULL)
    {
      group->has_uuid = TRUE;
      group->uuid = uuid->uuid;
    }
  return group;
}

/* The keyword is current: reads it, the name and '{'. NULL after a failure; FALSE in
 * @body for a declaration ahead. */
static IdlGroup *
begin_group (IdlParser *parser, IdlDeclKind kind, const char *what, const IdlAttrs *attrs)
{
  const char *word = parser->token.text;
  IdlPos pos;
  const char *name;
  IdlGroup *group;

  idl_parser_next (parser);
  pos = parser->token.pos;
  name = idl_parser_name (parser, what);
  if (name == NULL)
    return NULL;
  /* A class may be announced; nothing in C needs to know. */
  if (kind == IDL_DECL_COCLASS && idl_parser_accept (parser, ';'))
    return NULL;
  group = group_new (parser, kind, pos, name, attrs);
  /* A class may have the name of its library or of an interface. */
  idl_declare_as (parser->compiler, idl_pool_printf (parser->compiler->pool, "%s %s", word, name),
                  &group->decl);
  return idl_parser_expect (parser, '{') ? group : NULL;
}

static void
end_group (IdlParser *parser)
{
  idl_parser_expect (parser, '}');
  idl_parser_accept (parser, ';');
}

/* importlib ("stdole2.tlb"); the types of a library one would have to import as IDL. */
static void
parse_importlib (IdlParser *parser)
{
  idl_parser_next (parser);
  idl_parser_expect (parser, '(');
  idl_parser_string (parser);
  idl_parser_expect (parser, ')');
  idl_parser_semicolon (parser);
}

void
idl_parse_library (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  IdlGroup *group
      = begin_group (parser, IDL_DECL_LIBRARY, "the name of a library", attrs);

  if (group == NULL || !idl_parser_enter (parser))
    return;
  g_ptr_array_add (decls, group);
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      IdlAttrs inner;

      idl_flush_pragmas (parser, group->members);
      idl_parse_attrs (parser, &inner, FALSE);
      if (idl_parser_at_word (parser, "importlib"))
        parse_importlib (parser);
      else
        idl_parse_top_level (parser, &inner, group->members);
      idl_parser_recover (parser);
    }
  idl_flush_pragmas (parser, group->members);
  idl_parser_leave (parser);
  end_group (parser);
}

static void
parse_entry (IdlParser *parser, IdlGroup *group)
{
  IdlGroup *entry;
  IdlAttrs attrs;
  IdlDecl *decl;
  const char *name;
  IdlPos pos;

  idl_parse_attrs (parser, &attrs, FALSE);
  if (!idl_parser_accept_word (parser, "interface")
      && !idl_parser_accept_word (parser, "dispinterface"))
    idl_parser_fail_expected (parser, "'interface' or 'dispinterface'");
  pos = parser->token.pos;
  name = idl_parser_name (parser, "the name of an interface");
  idl_parser_semicolon (parser);
  if (name == NULL || parser->failed)
    return;
  decl = idl_lookup (parser->compiler, name);
  if (decl == NULL || decl->kind != IDL_DECL_INTERFACE)
    {
      idl_error (parser->compiler, pos, "interface '%.60s' is not declared", name);
      return;
    }
  entry = group_new (parser, IDL_DECL_FORWARD, pos, name, &attrs);
  entry->interface = (IdlInterface *) decl;
  g_ptr_array_add (group->members, entry);
}

void
idl_parse_coclass (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  IdlGroup *group = begin_group (parser, IDL_DECL_COCLASS, "the name of a class", attrs);

  if (group == NULL)
    return;
  g_ptr_array_add (decls, group);
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      parse_entry (parser, group);
      idl_parser_recover (parser);
    }
  end_group (parser);
}

static void
parse_module_member (IdlParser *parser, IdlGroup *group)
{
  guint start = group->members->len;
  IdlDeclarator declarator;
  const IdlType *type;
  IdlAttrs attrs;
  IdlProc *proc;

  idl_parse_attrs (parser, &attrs, FALSE);
  if (idl_parser_at_word (parser, "const"))
    {
      idl_parse_declaration (parser, &attrs, group->members);
      return;
    }
  type = idl_parse_specifiers (parser);
  idl_hoist_tag (parser, type);
  declarator = idl_parse_declarator (parser, type);
  proc = parser->failed ? NULL : idl_parse_proc (parser, &attrs, declarator);
  if (proc != NULL)
    g_ptr_array_add (group->members, proc);
  idl_place_hoisted (parser, group->members, start);
}

void
idl_parse_module (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  IdlGroup *group = begin_group (parser, IDL_DECL_MODULE, "the name of a module", attrs);

  if (group == NULL)
    return;
  g_ptr_array_add (decls, group);
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      parse_module_member (parser, group);
      idl_parser_recover (parser);
    }
  end_group (parser);
}
