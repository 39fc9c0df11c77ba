/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Declarations that may stand in a file as well as in an interface: typedefs, tags,
 * constants, cpp_quote, and procedures.
 */

#include "parser.h"
#include "type.h"

#include <string.h>

gpointer
idl_decl_new (IdlParser *parser, gsize size, IdlDeclKind kind, IdlPos pos, const char *name)
{
  IdlDecl *decl = idl_pool_alloc (parser->compiler->pool, size);

  decl->kind = kind;
  decl->pos = pos;
  decl->name = name;
  return decl;
}

void
idl_flush_pragmas (IdlParser *parser, GPtrArray *decls)
{
  for (guint i = 0; i < parser->pragmas->len; i++)
    g_ptr_array_add (decls, g_ptr_array_index (parser->pragmas, i));
  g_ptr_array_set_size (parser->pragmas, 0);
}

void
idl_hoist_tag (IdlParser *parser, const IdlType *type)
{
  IdlTagUse *use;
  IdlType *definition;

  if (type->kind != IDL_TYPE_TAG || !type->defines)
    return;
  if (type->tag->decl.name == NULL)
    idl_error (parser->compiler, type->pos, "the definition of a type needs a name here");
  use = idl_decl_new (parser, sizeof (IdlTagUse), IDL_DECL_TAG_USE, type->pos, NULL);
  definition = idl_type_new (parser, IDL_TYPE_TAG, type->pos);
  definition->tag = type->tag;
  definition->defines = TRUE;
  use->type = definition;
  ((IdlType *) type)->defines = FALSE;
  g_ptr_array_add (parser->hoisted, use);
}

void
idl_place_hoisted (IdlParser *parser, GPtrArray *decls, guint index)
{
  for (guint i = 0; i < parser->hoisted->len; i++)
    g_ptr_array_insert (decls, (int) (index + i), g_ptr_array_index (parser->hoisted, i));
  g_ptr_array_set_size (parser->hoisted, 0);
}

/* "pipe long *P": a pointer to a pipe, of which there can be none */
static gboolean
is_pipe_derived (const IdlType *type)
{
  gboolean derived = FALSE;

  for (; type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY; type = type->target)
    derived = TRUE;
  return derived && type->kind == IDL_TYPE_PIPE;
}

/* typedef [context_handle] void *H, **PH: the second is a pointer to the first. @type is that of a
 * later declarator; what it points to is looked for from @first on. */
static const IdlTypedef *
find_context (const IdlAttrs *attrs, const IdlType *type, const GPtrArray *decls, guint first)
{
  if (!idl_attrs_has (attrs, IDL_ATTR_CONTEXT_HANDLE) || type->kind != IDL_TYPE_POINTER
      || type->target->kind != IDL_TYPE_POINTER)
    return NULL;
  for (guint i = first; i < decls->len; i++)
    {
      const IdlTypedef *alias = g_ptr_array_index (decls, i);

      if (alias->type->kind == IDL_TYPE_POINTER && alias->type->target == type->target->target)
        return alias;
    }
  return NULL;
}

/* @declarator of such a typedef, without the attributes, which are not about it. */
static void
declare_pointer_to (IdlParser *parser, const IdlTypedef *context, IdlDeclarator declarator,
                    GPtrArray *decls)
{
  IdlTypedef *alias = idl_decl_new (parser, sizeof (IdlTypedef), IDL_DECL_TYPEDEF,
                                    declarator.pos, declarator.name);
  IdlType *named = idl_type_new (parser, IDL_TYPE_ALIAS, declarator.pos);
  IdlType *pointer = idl_type_new (parser, IDL_TYPE_POINTER, declarator.pos);

  named->alias = (IdlTypedef *) context;
  pointer->target = named;
  pointer->depth = 1;
  alias->type = pointer;
  g_ptr_array_add (decls, alias);
  idl_declare (parser->compiler, &alias->decl);
}

static void
declare_typedef (IdlParser *parser, const IdlAttrs *attrs, IdlDeclarator declarator,
                 gboolean continued, GPtrArray *decls)
{
  IdlTypedef *alias = idl_decl_new (parser, sizeof (IdlTypedef), IDL_DECL_TYPEDEF,
                                    declarator.pos, declarator.name);
  IdlTag *tag = declarator.type->kind == IDL_TYPE_TAG ? declarator.type->tag : NULL;

  if (is_pipe_derived (declarator.type))
    idl_error (parser->compiler, declarator.pos, "'%s' must be the pipe itself",
               declarator.name);
  alias->decl.attrs = *attrs;
  alias->type = declarator.type;
  alias->continued = continued;
  if (tag != NULL && tag->decl.name == NULL && tag->given_name == NULL)
    tag->given_name = declarator.name;
  g_ptr_array_add (decls, alias);
  idl_declare (parser->compiler, &alias->decl);
}

/* Attributes stand behind the word "typedef" or, less often, before it. */
static void
parse_typedef (IdlParser *parser, const IdlAttrs *before, GPtrArray *decls)
{
  const IdlType *base;
  const IdlTypedef *context;
  IdlAttrs attrs;
  gboolean continued = FALSE;
  guint first = decls->len;

  idl_parse_attrs (parser, &attrs, FALSE);
  idl_attrs_merge (&attrs, parser->compiler->pool, before);
  base = idl_parse_specifiers (parser);
  idl_tag_take_attrs (parser, base, &attrs);
  do
    {
      IdlDeclarator declarator = idl_parse_declarator (parser, base);

      if (idl_parser_at (parser, '(') && declarator.name != NULL)
        idl_parser_fail (parser, parser->token.pos,
                         "a typedef of a function needs a pointer: (*%s)", declarator.name);
      if (declarator.name == NULL)
        idl_parser_fail_expected (parser, "the name of the new type");
      context = declarator.name != NULL ? find_context (&attrs, declarator.type, decls, first)
                                        : NULL;
      if (!parser->failed && context != NULL)
        declare_pointer_to (parser, context, declarator, decls);
      else if (!parser->failed)
        declare_typedef (parser, &attrs, declarator, continued, decls);
      continued = TRUE;
    }
  while (!parser->failed && idl_parser_accept (parser, ','));
  idl_parser_semicolon (parser);
}

static gboolean
is_string_type (const IdlType *type)
{
  const IdlType *target = idl_type_target (type);

  return target != NULL && idl_type_integer_bits (target) != 0;
}

/* Checks and keeps the value of @constant. */
static void
evaluate_const (IdlCompiler *compiler, IdlConst *constant)
{
  guint bits = idl_type_integer_bits (constant->type);
  IdlExprKind kind = constant->value->kind;
  IdlNumber value;

  if (idl_type_is_broken (constant->type) || kind == IDL_EXPR_BROKEN)
    return;
  if (bits == 0)
    {
      /* Left to C: strings, floating point numbers, null pointers. The number marks
       * the constant as good, though not as an integer. */
      constant->number = idl_pool_new0 (compiler->pool, IdlNumber);
      if (is_string_type (constant->type) || idl_type_is_base (constant->type, IDL_BASE_FLOAT)
          || idl_type_is_base (constant->type, IDL_BASE_DOUBLE)
          || idl_type_is_pointer (constant->type))
        return;
      idl_error (compiler, constant->decl.pos, "a constant cannot have this type");
      return;
    }
  if (!idl_expr_evaluate (compiler, constant->value, &value))
    return;
  if (!idl_number_fits (value, bits, TRUE) && !idl_number_fits (value, bits, FALSE))
    {
      idl_error (compiler, constant->value->pos, "the value does not fit the type of '%s'",
                 constant->decl.name);
      return;
    }
  constant->known = TRUE;
  constant->number = idl_pool_new0 (compiler->pool, IdlNumber);
  *constant->number = idl_number_wrap (value, bits, idl_type_is_signed (constant->type));
}

/* "= value" and what may follow: the constant @declarator, and more of the same type. */
static void
parse_const (IdlParser *parser, const IdlAttrs *attrs, const IdlType *base,
             IdlDeclarator declarator, GPtrArray *decls)
{
  while (TRUE)
    {
      IdlConst *constant = idl_decl_new (parser, sizeof (IdlConst), IDL_DECL_CONST,
                                         declarator.pos, declarator.name);

      if (declarator.name == NULL)
        idl_parser_fail_expected (parser, "the name of a constant");
      idl_parser_expect (parser, '=');
      constant->decl.attrs = *attrs;
      constant->type = declarator.type;
      constant->value = idl_parse_expr (parser);
      if (parser->failed)
        return;
      evaluate_const (parser->compiler, constant);
      g_ptr_array_add (decls, constant);
      idl_declare (parser->compiler, &constant->decl);
      if (!idl_parser_accept (parser, ','))
        break;
      declarator = idl_parse_declarator (parser, base);
    }
  if (!(base->quals & IDL_QUAL_CONST))
    idl_error (parser->compiler, declarator.pos, "a variable must be 'const'");
  idl_parser_semicolon (parser);
}

/* cpp_quote's escapes: a backslash before a quote or a backslash vanishes; others are
 * meant for the C compiler. */
static const char *
unquote (IdlPool *pool, const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
        p++;
      g_string_append_c (plain, *p);
    }
  return idl_pool_string (pool, plain->str);
}

static void
parse_cpp_quote (IdlParser *parser, GPtrArray *decls)
{
  IdlText *quote
      = idl_decl_new (parser, sizeof (IdlText), IDL_DECL_CPP_QUOTE, parser->token.pos, NULL);

  idl_parser_next (parser);
  idl_parser_expect (parser, '(');
  quote->text = unquote (parser->compiler->pool, idl_parser_string (parser));
  idl_parser_expect (parser, ')');
  idl_parser_accept (parser, ';');
  if (!parser->failed)
    g_ptr_array_add (decls, quote);
}

/* midl_pragma warning (disable: 2039, 2400): about another compiler's messages. */
static void
parse_midl_pragma (IdlParser *parser)
{
  idl_parser_next (parser);
  if (!idl_parser_accept_word (parser, "warning"))
    idl_parser_fail_expected (parser, "'warning'");
  else if (!idl_parser_at (parser, '('))
    idl_parser_fail_expected (parser, "'('");
  else
    idl_parser_skip_parentheses (parser);
  idl_parser_accept (parser, ';');
}

static const char *
property_name (IdlParser *parser, const IdlAttrs *attrs, const char *name)
{
  const char *prefix = idl_attrs_has (attrs, IDL_ATTR_PROPGET)      ? "get_"
                       : idl_attrs_has (attrs, IDL_ATTR_PROPPUT)    ? "put_"
                       : idl_attrs_has (attrs, IDL_ATTR_PROPPUTREF) ? "putref_"
                                                                    : NULL;

  return prefix == NULL ? name : idl_pool_printf (parser->compiler->pool, "%s%s", prefix, name);
}

IdlProc *
idl_parse_proc (IdlParser *parser, const IdlAttrs *attrs, IdlDeclarator declarator)
{
  IdlProc *proc;

  if (declarator.name == NULL)
    idl_parser_fail_expected (parser, "the name of a method");
  else if (!idl_parser_at (parser, '('))
    idl_parser_fail_expected (parser, "'('");
  if (parser->failed)
    return NULL;
  proc = idl_decl_new (parser, sizeof (IdlProc), IDL_DECL_PROC, declarator.pos, declarator.name);
  proc->decl.attrs = *attrs;
  proc->result = declarator.type;
  proc->interface = parser->interface;
  proc->c_name = property_name (parser, attrs, declarator.name);
  proc->params = idl_parse_params (parser, &proc->variadic);
  /* "Foo() const" adds nothing to a table of functions. */
  idl_parser_accept_word (parser, "const");
  idl_parser_semicolon (parser);
  return parser->failed ? NULL : proc;
}

static void
add_proc (IdlParser *parser, const IdlAttrs *attrs, IdlDeclarator declarator, GPtrArray *decls)
{
  IdlProc *proc = idl_parse_proc (parser, attrs, declarator);

  if (proc == NULL)
    return;
  if (parser->interface == NULL)
    {
      idl_error (parser->compiler, proc->decl.pos, "a procedure must stand in an interface");
      return;
    }
  g_ptr_array_add (decls, proc);
  g_ptr_array_add (parser->interface->procs, proc);
}

static void
add_tag (IdlParser *parser, const IdlAttrs *attrs, const IdlType *type, GPtrArray *decls)
{
  IdlTagUse *use = idl_decl_new (parser, sizeof (IdlTagUse), IDL_DECL_TAG_USE, type->pos, NULL);

  use->type = type;
  if (type->defines)
    idl_attrs_merge (&type->tag->decl.attrs, parser->compiler->pool, attrs);
  idl_parser_next (parser);
  g_ptr_array_add (decls, use);
}

/* "extern const T name;": passes through to the header. */
static void
parse_extern (IdlParser *parser, GPtrArray *decls)
{
  IdlDeclarator declarator;
  IdlVar *variable;

  idl_parser_next (parser);
  declarator = idl_parse_declarator (parser, idl_parse_specifiers (parser));
  if (declarator.name == NULL)
    idl_parser_fail_expected (parser, "the name of a variable");
  idl_parser_semicolon (parser);
  if (parser->failed)
    return;
  variable = idl_decl_new (parser, sizeof (IdlVar), IDL_DECL_EXTERN, declarator.pos,
                           declarator.name);
  variable->type = declarator.type;
  g_ptr_array_add (decls, variable);
}

/* What begins with a type: a tag, a constant or a procedure; the end tells which. */
static void
parse_typed (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  const IdlType *base = idl_parse_specifiers (parser);
  IdlDeclarator declarator;

  if (parser->failed)
    return;
  if (base->kind == IDL_TYPE_TAG && idl_parser_at (parser, ';'))
    {
      add_tag (parser, attrs, base, decls);
      return;
    }
  declarator = idl_parse_declarator (parser, base);
  if (idl_parser_at (parser, '('))
    idl_hoist_tag (parser, base);
  if (idl_parser_at (parser, '='))
    parse_const (parser, attrs, base, declarator, decls);
  else
    add_proc (parser, attrs, declarator, decls);
}

void
idl_parse_declaration (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls)
{
  guint start = decls->len;

  if (idl_parser_at_word (parser, "cpp_quote"))
    parse_cpp_quote (parser, decls);
  else if (idl_parser_at_word (parser, "midl_pragma"))
    parse_midl_pragma (parser);
  else if (idl_parser_at_word (parser, "extern"))
    parse_extern (parser, decls);
  else if (idl_parser_accept_word (parser, "typedef"))
    parse_typedef (parser, attrs, decls);
  else
    parse_typed (parser, attrs, decls);
  idl_place_hoisted (parser, decls, start);
}
