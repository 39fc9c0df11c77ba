/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * struct, union and enum specifiers.
 */

#include "parser.h"
#include "type.h"

#include <string.h>

/* An encapsulated union is a "union" in IDL. */
static const char *
kind_name (IdlTagKind kind)
{
  return kind == IDL_TAG_STRUCT ? "struct" : kind == IDL_TAG_ENUM ? "enum" : "union";
}

static IdlTag *
tag_new (IdlParser *parser, IdlTagKind kind, IdlPos pos, const char *name)
{
  IdlTag *tag = idl_decl_new (parser, sizeof (IdlTag), IDL_DECL_TAG, pos, name);

  tag->kind = kind;
  tag->fields = idl_pool_array (parser->compiler->pool);
  return tag;
}

/* The tag called @name, declared now if need be. */
static IdlTag *
named_tag (IdlParser *parser, IdlTagKind kind, IdlPos pos, const char *name)
{
  GHashTable *tags = parser->compiler->tags;
  IdlTag *tag = name != NULL ? g_hash_table_lookup (tags, name) : NULL;

  if (tag != NULL && strcmp (kind_name (tag->kind), kind_name (kind)) == 0)
    return tag;
  if (tag != NULL)
    idl_error (parser->compiler, pos, "'%s' is %s %s elsewhere", name,
               tag->kind == IDL_TAG_ENUM ? "an" : "a", kind_name (tag->kind));
  tag = tag_new (parser, kind, pos, name);
  if (name != NULL && !g_hash_table_contains (tags, name))
    g_hash_table_insert (tags, (gpointer) name, tag);
  return tag;
}

void
idl_tag_take_attrs (IdlParser *parser, const IdlType *type, const IdlAttrs *attrs)
{
  static const IdlAttrId ids[] = { IDL_ATTR_V1_ENUM, IDL_ATTR_SWITCH_TYPE, IDL_ATTR_MS_UNION };

  if (type->kind != IDL_TYPE_TAG || !type->defines)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IdlAttr *attr = idl_attrs_find (attrs, ids[i]);

      if (attr != NULL)
        idl_attrs_add (&type->tag->decl.attrs, parser->compiler->pool, attr);
    }
}

/* C needs to know a type before a member of it: this is also what keeps a structure
 * from containing itself. */
static void
check_complete (IdlParser *parser, const IdlType *type, IdlPos pos)
{
  type = idl_type_resolve (type);
  while (type->kind == IDL_TYPE_ARRAY)
    type = idl_type_resolve (type->target);
  if (type->kind == IDL_TYPE_TAG && !type->tag->complete)
    idl_error (parser->compiler, pos, "the field has the incomplete type '%s %s'",
               idl_tag_keyword (type->tag),
               type->tag->decl.name != NULL ? type->tag->decl.name : "{…}");
  else if (type->kind == IDL_TYPE_INTERFACE)
    idl_error (parser->compiler, pos, "a field cannot be an interface, only a pointer to one");
  else if (type->kind == IDL_TYPE_FUNCTION)
    idl_error (parser->compiler, pos, "a field cannot be a function, only a pointer to one");
  else if (idl_type_is_base (type, IDL_BASE_VOID))
    idl_error (parser->compiler, pos, "a field cannot be void");
}

static IdlVar *
add_field (IdlParser *parser, IdlTag *tag, const IdlAttrs *attrs, IdlDeclarator declarator)
{
  IdlVar *field = idl_decl_new (parser, sizeof (IdlVar), IDL_DECL_VAR, declarator.pos,
                                declarator.name);

  field->decl.attrs = *attrs;
  field->type = declarator.type;
  if (field->type != NULL)
    check_complete (parser, field->type, declarator.pos);
  if (idl_parser_accept (parser, ':'))
    field->bits = idl_parse_expr (parser);
  g_ptr_array_add (tag->fields, field);
  return field;
}

/* An unnamed member is complete without a declarator if its type is a struct or union. */
static gboolean
is_unnamed_member (const IdlParser *parser, const IdlType *type)
{
  return idl_parser_at (parser, ';') && type->kind == IDL_TYPE_TAG
         && type->tag->kind != IDL_TAG_ENUM && type->tag->decl.name == NULL;
}

static void
parse_field_declarators (IdlParser *parser, IdlTag *tag, const IdlAttrs *attrs)
{
  const IdlType *type = idl_parse_specifiers (parser);
  gboolean continued = FALSE;

  idl_tag_take_attrs (parser, type, attrs);
  if (is_unnamed_member (parser, type))
    {
      add_field (parser, tag, attrs, (IdlDeclarator){ NULL, type->pos, type });
      return;
    }
  do
    {
      IdlDeclarator declarator = idl_parse_declarator (parser, type);

      if (declarator.name == NULL && !idl_parser_at (parser, ':'))
        idl_parser_fail_expected (parser, "the name of a field");
      if (!parser->failed)
        add_field (parser, tag, attrs, declarator)->continued = continued;
      continued = TRUE;
    }
  while (!parser->failed && idl_parser_accept (parser, ','));
}

/* "[case(1)];": an arm without a field. */
static gboolean
accept_empty_arm (IdlParser *parser, IdlTag *tag, const IdlAttrs *attrs, IdlPos pos)
{
  if (tag->kind == IDL_TAG_STRUCT || !idl_parser_at (parser, ';')
      || (tag->kind == IDL_TAG_UNION && !idl_attrs_has (attrs, IDL_ATTR_CASE)
          && !idl_attrs_has (attrs, IDL_ATTR_DEFAULT)))
    return FALSE;
  add_field (parser, tag, attrs, (IdlDeclarator){ NULL, pos, NULL });
  return TRUE;
}

static void
parse_field (IdlParser *parser, IdlTag *tag)
{
  IdlPos pos = parser->token.pos;
  IdlAttrs attrs;

  idl_parse_attrs (parser, &attrs, FALSE);
  if (!accept_empty_arm (parser, tag, &attrs, pos))
    parse_field_declarators (parser, tag, &attrs);
  idl_parser_semicolon (parser);
}

static void
parse_fields (IdlParser *parser, IdlTag *tag)
{
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      parse_field (parser, tag);
      idl_parser_recover (parser);
    }
}

/* "case 1: case 2:" or "default:" as the attribute the other kind of union has. */
static void
parse_labels (IdlParser *parser, IdlAttrs *attrs)
{
  IdlPool *pool = parser->compiler->pool;
  IdlAttr *attr = idl_pool_new0 (pool, IdlAttr);

  *attr = (IdlAttr){ .id = IDL_ATTR_CASE, .pos = parser->token.pos };
  attr->exprs = idl_pool_array (pool);
  do
    if (idl_parser_accept_word (parser, "default"))
      {
        attr->id = IDL_ATTR_DEFAULT;
        idl_parser_expect (parser, ':');
      }
    else if (idl_parser_accept_word (parser, "case"))
      {
        g_ptr_array_add (attr->exprs, idl_parse_expr (parser));
        idl_parser_expect (parser, ':');
      }
    else
      idl_parser_fail_expected (parser, "'case' or 'default'");
  while (!parser->failed
         && (idl_parser_at_word (parser, "case") || idl_parser_at_word (parser, "default")));
  idl_attrs_add (attrs, pool, attr);
}

static void
parse_arm (IdlParser *parser, IdlTag *tag)
{
  IdlPos pos = parser->token.pos;
  IdlAttrs labels = { NULL };
  IdlAttrs attrs;

  parse_labels (parser, &labels);
  if (parser->failed)
    return;
  idl_parse_attrs (parser, &attrs, FALSE);
  idl_attrs_merge (&labels, parser->compiler->pool, &attrs);
  /* "default: ;" and "case 1: ;" have no field; so has a "default:" before the brace. */
  if (idl_parser_at (parser, '}'))
    add_field (parser, tag, &labels, (IdlDeclarator){ NULL, pos, NULL });
  else
    {
      if (!accept_empty_arm (parser, tag, &labels, pos))
        parse_field_declarators (parser, tag, &labels);
      idl_parser_semicolon (parser);
    }
}

static void
parse_arms (IdlParser *parser, IdlTag *tag)
{
  while (!idl_parser_at (parser, '}') && !idl_parser_at (parser, IDL_TOKEN_END))
    {
      parse_arm (parser, tag);
      idl_parser_recover (parser);
    }
}

/* "switch (T name) arms", with the current token behind "switch". */
static void
parse_switch (IdlParser *parser, IdlTag *tag)
{
  IdlDeclarator declarator;

  idl_parser_expect (parser, '(');
  declarator = idl_parse_declarator (parser, idl_parse_specifiers (parser));
  if (declarator.name == NULL)
    idl_parser_fail_expected (parser, "the name of the discriminant");
  idl_parser_expect (parser, ')');
  tag->discriminant = idl_decl_new (parser, sizeof (IdlVar), IDL_DECL_VAR, declarator.pos,
                                    declarator.name);
  tag->discriminant->type = declarator.type;
  tag->union_name = "tagged_union";
  if (idl_parser_at (parser, IDL_TOKEN_NAME))
    tag->union_name = idl_parser_name (parser, "the name of the union");
}

static void
add_enumerator (IdlParser *parser, IdlTag *tag, IdlNumber *next, gboolean *known)
{
  IdlPos pos = parser->token.pos;
  IdlCompiler *compiler = parser->compiler;
  IdlConst *constant;
  IdlAttrs attrs;
  const char *name;

  idl_parse_attrs (parser, &attrs, FALSE);
  pos = parser->token.pos;
  name = idl_parser_name (parser, "the name of an enumerator");
  if (name == NULL)
    return;
  constant = idl_decl_new (parser, sizeof (IdlConst), IDL_DECL_CONST, pos, name);
  constant->decl.attrs = attrs;
  constant->owner = tag;
  if (idl_parser_accept (parser, '='))
    {
      constant->value = idl_parse_expr (parser);
      *known = !parser->failed && idl_expr_evaluate (compiler, constant->value, next);
    }
  constant->known = *known;
  constant->number = *known ? idl_pool_new0 (compiler->pool, IdlNumber) : NULL;
  if (*known)
    {
      *constant->number = *next;
      if (!idl_number_fits (*next, 32, TRUE) && !idl_number_fits (*next, 32, FALSE))
        idl_error (compiler, pos, "the value of '%s' does not fit in 32 bits", name);
      *known = idl_number_add (*next, idl_number_unsigned (1), next);
    }
  g_ptr_array_add (tag->fields, constant);
  idl_declare (compiler, &constant->decl);
}

static void
parse_enumerators (IdlParser *parser, IdlTag *tag)
{
  IdlNumber next = idl_number_unsigned (0);
  gboolean known = TRUE;

  while (!parser->failed && !idl_parser_at (parser, '}'))
    {
      add_enumerator (parser, tag, &next, &known);
      if (!idl_parser_accept (parser, ','))
        break;
    }
  if (tag->fields->len == 0 && !parser->failed)
    idl_error (parser->compiler, tag->decl.pos, "an enum needs at least one enumerator");
}

static void
parse_body (IdlParser *parser, IdlTag *tag)
{
  IdlPos pos = parser->token.pos;
  guint errors = idl_diags_errors (parser->compiler->diags);

  if (parser->failed || !idl_parser_expect (parser, '{') || !idl_parser_enter (parser))
    return;
  if (tag->kind == IDL_TAG_ENUM)
    parse_enumerators (parser, tag);
  else if (tag->kind == IDL_TAG_ENCAPSULATED)
    parse_arms (parser, tag);
  else
    parse_fields (parser, tag);
  idl_parser_leave (parser);
  if (tag->fields->len == 0 && tag->kind != IDL_TAG_ENUM
      && idl_diags_errors (parser->compiler->diags) == errors)
    idl_error (parser->compiler, pos, "a %s needs at least one member", kind_name (tag->kind));
  idl_parser_expect (parser, '}');
}

static IdlTagKind
parse_keyword (IdlParser *parser)
{
  IdlTagKind kind = idl_parser_at_word (parser, "struct")  ? IDL_TAG_STRUCT
                    : idl_parser_at_word (parser, "union") ? IDL_TAG_UNION
                                                           : IDL_TAG_ENUM;

  idl_parser_next (parser);
  return kind;
}

static gboolean
at_tag_name (const IdlParser *parser)
{
  return idl_parser_at (parser, IDL_TOKEN_NAME) && !idl_parser_at_word (parser, "switch");
}

/* The definition of @tag, or a second one, perhaps inside the first, which is an error but read all
 * the same. */
static IdlTag *
define (IdlParser *parser, IdlTag *tag, IdlTagKind kind, IdlPos pos, const IdlAttrs *attrs)
{
  if (tag->defined)
    {
      idl_error (parser->compiler, pos, "%s '%s' is defined twice", kind_name (kind),
                 tag->decl.name);
      tag = tag_new (parser, kind, pos, NULL);
    }
  tag->defined = TRUE;
  tag->kind = kind;
  tag->decl.pos = pos;
  tag->decl.attrs = *attrs;
  tag->pack = parser->pack;
  return tag;
}

const IdlType *
idl_parse_tag (IdlParser *parser)
{
  IdlType *type = idl_type_new (parser, IDL_TYPE_TAG, parser->token.pos);
  IdlTagKind kind = parse_keyword (parser);
  IdlPos pos = type->pos;
  const char *name = NULL;
  IdlAttrs attrs;

  idl_parse_attrs (parser, &attrs, FALSE);
  if (at_tag_name (parser))
    {
      pos = parser->token.pos;
      name = idl_parser_name (parser, "a tag");
    }
  type->tag = named_tag (parser, kind, pos, name);
  if (kind == IDL_TAG_UNION && idl_parser_accept_word (parser, "switch"))
    {
      type->tag = define (parser, type->tag, IDL_TAG_ENCAPSULATED, pos, &attrs);
      parse_switch (parser, type->tag);
    }
  else if (idl_parser_at (parser, '{'))
    type->tag = define (parser, type->tag, kind, pos, &attrs);
  else
    {
      if (name == NULL)
        idl_parser_fail_expected (parser, "a name or '{'");
      return type;
    }
  type->defines = TRUE;
  parse_body (parser, type->tag);
  type->tag->complete = TRUE;
  idl_tag_measure (type->tag);
  return type;
}
