/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interfaces and dispinterfaces.
 */

#include "parser.h"

#include <string.h>

/* More ancestors would make every vtable a burden; no published interface has ten. */
#define MAX_ANCESTORS 64

static IdlInterface *
interface_new (IdlParser *parser, IdlPos pos, const char *name)
{
  IdlPool *pool = parser->compiler->pool;
  IdlInterface *interface
      = idl_decl_new (parser, sizeof (IdlInterface), IDL_DECL_INTERFACE, pos, name);

  interface->members = idl_pool_array (pool);
  interface->procs = idl_pool_array (pool);
  return interface;
}

/* The interface called @name, which may have been declared ahead, or a new one. */
static IdlInterface *
named_interface (IdlParser *parser, IdlPos pos, const char *name)
{
  IdlDecl *decl = idl_lookup (parser->compiler, name);
  IdlInterface *interface;

  if (decl != NULL && decl->kind == IDL_DECL_INTERFACE)
    return (IdlInterface *) decl;
  interface = interface_new (parser, pos, name);
  idl_declare (parser->compiler, &interface->decl);
  return interface;
}

static void
add_forward (IdlParser *parser, IdlInterface *interface, const IdlAttrs *attrs, IdlPos pos,
             GPtrArray *decls)
{
  IdlGroup *forward = idl_decl_new (parser, sizeof (IdlGroup), IDL_DECL_FORWARD, pos,
                                    interface->decl.name);

  forward->decl.attrs = *attrs;
  forward->interface = interface;
  g_ptr_array_add (decls, forward);
}

/* An interface is one of COM's by its attributes; inside a library it may do without
 * [object] if it derives from one that is. */
static gboolean
is_object (const IdlAttrs *attrs, const IdlInterface *base)
{
  return idl_attrs_has (attrs, IDL_ATTR_OBJECT) || idl_attrs_has (attrs, IDL_ATTR_ODL)
         || idl_attrs_has (attrs, IDL_ATTR_DUAL) || (base != NULL && base->object);
}

static void
apply_attrs (IdlInterface *interface, const IdlAttrs *attrs)
{
  const IdlAttr *uuid = idl_attrs_find (attrs, IDL_ATTR_UUID);

  interface->decl.attrs = *attrs;
  interface->local = idl_attrs_has (attrs, IDL_ATTR_LOCAL);
  interface->object = is_object (attrs, interface->base);
  if (uuid != NULL)
    {
      interface->has_uuid = TRUE;
      interface->uuid = uuid->uuid;
    }
}

/* ": IBase" */
static void
parse_base (IdlParser *parser, IdlInterface *interface)
{
  IdlPos pos = parser->token.pos;
  const char *name = idl_parser_name (parser, "the name of the base interface");
  IdlDecl *decl = name != NULL ? idl_lookup (parser->compiler, name) : NULL;
  IdlInterface *base = (IdlInterface *) decl;

  interface->base_pos = pos;
  if (name == NULL)
    return;
  if (decl == NULL || decl->kind != IDL_DECL_INTERFACE)
    idl_error (parser->compiler, pos, "interface '%.60s' is not declared", name);
  else if (base == interface)
    idl_error (parser->compiler, pos, "'%s' cannot derive from itself", name);
  else if (!base->defined)
    idl_error (parser->compiler, pos, "base interface '%s' is not defined yet", name);
  else if (base->ancestors >= MAX_ANCESTORS)
    idl_error (parser->compiler, pos, "more than %d ancestors", MAX_ANCESTORS);
  else
    {
      interface->base = base;
      interface->ancestors = base->ancestors + 1;
    }
}

/* "interface" opens a declaration here, not a type as in "interface IFoo *Get ();" */
static gboolean
at_interface_declaration (const IdlParser *parser)
{
  IdlLexer ahead = parser->lexer;

  if (!idl_parser_at_word (parser, "interface"))
    return FALSE;
  ahead.quiet = TRUE;
  idl_lexer_next (&ahead);
  return idl_lexer_next (&ahead).kind != '*';
}

static void
parse_member (IdlParser *parser, GPtrArray *members)
{
  IdlAttrs attrs;

  idl_parse_attrs (parser, &attrs, FALSE);
  if (idl_parser_at_word (parser, "import") || at_interface_declaration (parser))
    idl_parse_top_level (parser, &attrs, members);
  else
    idl_parse_declaration (parser, &attrs, members);
}

static void
parse_members (IdlParser *parser, IdlInterface *interface)
{
  IdlInterface *outer = parser->interface;

  parser->interface = interface;
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      idl_flush_pragmas (parser, interface->members);
      parse_member (parser, interface->members);
      idl_parser_recover (parser);
    }
  idl_flush_pragmas (parser, interface->members);
  parser->interface = outer;
}

/* Makes @interface the definition of its name, or reports a second one and returns a
 * nameless stand-in to read it into. */
static IdlInterface *
begin_definition (IdlParser *parser, IdlInterface *interface, IdlPos pos)
{
  if (interface->defined)
    {
      idl_error (parser->compiler, pos, "interface '%s' is defined twice",
                 interface->decl.name);
      interface = interface_new (parser, pos, interface->decl.name);
    }
  interface->decl.pos = pos;
  return interface;
}

/* The asynchronous partner has a name from now on; its methods come when the ACF has
 * had its say about the synchronous ones. */
static void
add_async (IdlParser *parser, IdlInterface *interface, GPtrArray *decls)
{
  const char *name
      = idl_pool_printf (parser->compiler->pool, "Async%s", interface->decl.name);
  IdlInterface *async = named_interface (parser, interface->decl.pos, name);

  if (async->defined)
    {
      idl_error (parser->compiler, interface->decl.pos,
                 "[async_uuid] makes an interface '%s', but there is one already", name);
      return;
    }
  async->defined = TRUE;
  async->sync = interface;
  interface->async = async;
  g_ptr_array_add (decls, async);
}

/* With the keyword current: reads the name of the interface. Returns it if a definition
 * follows; NULL if it was only declared ahead, or after a failure. */
static IdlInterface *
read_name (IdlParser *parser, const IdlAttrs *attrs, gboolean dispatch, GPtrArray *decls)
{
  IdlInterface *interface;
  const char *name;
  IdlPos pos;

  idl_parser_next (parser);
  pos = parser->token.pos;
  name = idl_parser_name (parser, dispatch ? "the name of a dispinterface"
                                           : "the name of an interface");
  if (name == NULL)
    return NULL;
  interface = named_interface (parser, pos, name);
  interface->dispatch |= dispatch;
  if (idl_parser_accept (parser, ';'))
    {
      add_forward (parser, interface, attrs, pos, decls);
      return NULL;
    }
  if (parser->interface != NULL)
    {
      idl_parser_fail (parser, pos, "an interface cannot stand inside another");
      return NULL;
    }
  return begin_definition (parser, interface, pos);
}

static void
end_definition (IdlParser *parser, IdlInterface *interface)
{
  interface->defined = TRUE;
  idl_parser_expect (parser, '}');
  idl_parser_accept (parser, ';');
}

void
idl_parse_interface (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  IdlInterface *interface = read_name (parser, attrs, FALSE, decls);

  if (interface == NULL)
    return;
  if (idl_parser_accept (parser, ':'))
    parse_base (parser, interface);
  apply_attrs (interface, attrs);
  g_ptr_array_add (decls, interface);
  if (!idl_parser_expect (parser, '{'))
    return;
  parse_members (parser, interface);
  end_definition (parser, interface);
  if (idl_attrs_has (attrs, IDL_ATTR_ASYNC_UUID))
    add_async (parser, interface, decls);
}

/* One property or method of a dispinterface; both begin with a type. */
static void
parse_disp_member (IdlParser *parser, IdlInterface *interface, gboolean methods)
{
  IdlDeclarator declarator;
  const IdlType *type;
  IdlAttrs attrs;
  IdlVar *property;

  idl_parse_attrs (parser, &attrs, FALSE);
  type = idl_parse_specifiers (parser);
  idl_hoist_tag (parser, type);
  declarator = idl_parse_declarator (parser, type);
  if (methods)
    {
      IdlProc *proc = idl_parse_proc (parser, &attrs, declarator);

      if (proc != NULL)
        {
          g_ptr_array_add (interface->members, proc);
          g_ptr_array_add (interface->procs, proc);
        }
      return;
    }
  if (declarator.name == NULL)
    idl_parser_fail_expected (parser, "the name of a property");
  property = idl_decl_new (parser, sizeof (IdlVar), IDL_DECL_VAR, declarator.pos,
                           declarator.name);
  property->decl.attrs = attrs;
  property->type = declarator.type;
  g_ptr_array_add (interface->members, property);
  idl_parser_semicolon (parser);
}

/* "interface IFoo;" in place of a list: the dispinterface shows what IFoo has. */
static void
parse_disp_interface (IdlParser *parser, IdlInterface *interface)
{
  IdlPos pos;
  const char *name;
  IdlDecl *decl;

  idl_parser_next (parser);
  pos = parser->token.pos;
  name = idl_parser_name (parser, "the name of an interface");
  decl = name != NULL ? idl_lookup (parser->compiler, name) : NULL;
  if (name != NULL && (decl == NULL || decl->kind != IDL_DECL_INTERFACE))
    idl_error (parser->compiler, pos, "interface '%.60s' is not declared", name);
  else if (name != NULL)
    add_forward (parser, (IdlInterface *) decl, &(IdlAttrs){ NULL }, pos, interface->members);
  idl_parser_semicolon (parser);
}

static void
parse_disp_body (IdlParser *parser, IdlInterface *interface)
{
  IdlInterface *outer = parser->interface;
  gboolean methods = FALSE;

  parser->interface = interface;
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      guint start = interface->members->len;

      if (idl_parser_at_word (parser, "properties") || idl_parser_at_word (parser, "methods"))
        {
          methods = idl_parser_at_word (parser, "methods");
          idl_parser_next (parser);
          idl_parser_expect (parser, ':');
        }
      else if (idl_parser_at_word (parser, "interface"))
        parse_disp_interface (parser, interface);
      else
        parse_disp_member (parser, interface, methods);
      idl_place_hoisted (parser, interface->members, start);
      idl_parser_recover (parser);
    }
  parser->interface = outer;
}

/* All dispinterfaces have the vtable of IDispatch. */
static IdlInterface *
find_dispatch (const IdlParser *parser)
{
  IdlDecl *decl = idl_lookup (parser->compiler, "IDispatch");

  if (decl == NULL || decl->kind != IDL_DECL_INTERFACE || !((IdlInterface *) decl)->defined)
    return NULL;
  return (IdlInterface *) decl;
}

void
idl_parse_dispinterface (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  IdlInterface *interface = read_name (parser, attrs, TRUE, decls);

  if (interface == NULL)
    return;
  interface->base = find_dispatch (parser);
  interface->base_pos = interface->decl.pos;
  apply_attrs (interface, attrs);
  interface->object = TRUE;
  g_ptr_array_add (decls, interface);
  if (!idl_parser_expect (parser, '{'))
    return;
  parse_disp_body (parser, interface);
  end_definition (parser, interface);
}
