/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Type specifiers and declarators.
 */

#include "checks.h"
#include "parser.h"
#include "type.h"

#include <string.h>

IdlType *
idl_type_new (IdlParser *parser, IdlTypeKind kind, IdlPos pos)
{
  IdlType *type = idl_pool_new0 (parser->compiler->pool, IdlType);

  type->kind = kind;
  type->pos = pos;
  return type;
}

/* A type derived from @target, one node deeper. */
static IdlType *
derive (IdlParser *parser, IdlTypeKind kind, IdlPos pos, const IdlType *target)
{
  IdlType *type = idl_type_new (parser, kind, pos);

  type->target = target;
  type->depth = target->depth + 1;
  if (type->depth > IDL_MAX_TYPE_DEPTH)
    {
      idl_parser_fail (parser, pos, "the type is nested too deeply");
      *type = (IdlType){ .kind = IDL_TYPE_BROKEN, .pos = pos };
    }
  return type;
}

/* Words that begin a type or modify one. */
typedef enum
{
  WORD_NONE,
  WORD_BASE,
  WORD_INT, /* a type of its own, or filler as in "long int" */
  WORD_SIGNED,
  WORD_UNSIGNED,
  WORD_CONST,
  WORD_VOLATILE,
  WORD_TAG,
  WORD_SAFEARRAY,
  WORD_PIPE,
  WORD_INTERFACE,
} WordKind;

typedef struct
{
  const char *text;
  WordKind kind;
  IdlBase base;
} Word;

static const Word words[] = {
  { "void", WORD_BASE, IDL_BASE_VOID },
  { "boolean", WORD_BASE, IDL_BASE_BOOLEAN },
  { "byte", WORD_BASE, IDL_BASE_BYTE },
  { "char", WORD_BASE, IDL_BASE_CHAR },
  { "small", WORD_BASE, IDL_BASE_SMALL },
  { "short", WORD_BASE, IDL_BASE_SHORT },
  { "long", WORD_BASE, IDL_BASE_LONG },
  { "hyper", WORD_BASE, IDL_BASE_HYPER },
  { "__int8", WORD_BASE, IDL_BASE_SMALL },
  { "__int16", WORD_BASE, IDL_BASE_SHORT },
  { "__int32", WORD_BASE, IDL_BASE_LONG },
  { "__int64", WORD_BASE, IDL_BASE_HYPER },
  { "__int3264", WORD_BASE, IDL_BASE_INT3264 },
  { "float", WORD_BASE, IDL_BASE_FLOAT },
  { "double", WORD_BASE, IDL_BASE_DOUBLE },
  { "wchar_t", WORD_BASE, IDL_BASE_WCHAR },
  { "error_status_t", WORD_BASE, IDL_BASE_ERROR_STATUS },
  { "handle_t", WORD_BASE, IDL_BASE_HANDLE },
  { "int", WORD_INT, IDL_BASE_INT },
  { "signed", WORD_SIGNED, IDL_BASE_INT },
  { "unsigned", WORD_UNSIGNED, IDL_BASE_INT },
  { "const", WORD_CONST, IDL_BASE_VOID },
  { "volatile", WORD_VOLATILE, IDL_BASE_VOID },
  { "struct", WORD_TAG, IDL_BASE_VOID },
  { "union", WORD_TAG, IDL_BASE_VOID },
  { "enum", WORD_TAG, IDL_BASE_VOID },
  { "SAFEARRAY", WORD_SAFEARRAY, IDL_BASE_VOID },
  { "safearray", WORD_SAFEARRAY, IDL_BASE_VOID },
  { "pipe", WORD_PIPE, IDL_BASE_VOID },
  { "interface", WORD_INTERFACE, IDL_BASE_VOID },
};

static const Word *
find_word (const IdlParser *parser)
{
  if (!idl_parser_at (parser, IDL_TOKEN_NAME))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].text, parser->token.text) == 0)
      return &words[i];
  return NULL;
}

static IdlDecl *
find_type_decl (const IdlParser *parser)
{
  IdlDecl *decl = idl_parser_at (parser, IDL_TOKEN_NAME)
                      ? idl_lookup (parser->compiler, parser->token.text)
                      : NULL;

  if (decl != NULL && (decl->kind == IDL_DECL_TYPEDEF || decl->kind == IDL_DECL_INTERFACE))
    return decl;
  return NULL;
}

static gboolean
is_bare_safearray (const IdlParser *parser, const Word *word)
{
  return word->kind == WORD_SAFEARRAY && idl_parser_peek (parser).kind != '(';
}

gboolean
idl_parser_at_type (IdlParser *parser)
{
  return find_word (parser) != NULL || find_type_decl (parser) != NULL;
}

/* A use of a typedef or interface. A dispatch of its own, since wtypes declares a type
 * named SAFEARRAY, too. */
static IdlType *
named_type (IdlParser *parser, IdlDecl *decl)
{
  IdlPos pos = parser->token.pos;
  IdlType *type;

  idl_parser_next (parser);
  if (decl->kind == IDL_DECL_INTERFACE)
    {
      type = idl_type_new (parser, IDL_TYPE_INTERFACE, pos);
      type->interface = (IdlInterface *) decl;
      return type;
    }
  type = derive (parser, IDL_TYPE_ALIAS, pos, ((IdlTypedef *) decl)->type);
  type->target = NULL;
  type->alias = (IdlTypedef *) decl;
  return type;
}

static IdlType *
unknown_type (IdlParser *parser)
{
  IdlPos pos = parser->token.pos;
  const char *name = parser->token.text;

  if (!idl_parser_at (parser, IDL_TOKEN_NAME))
    {
      idl_parser_fail_expected (parser, "a type");
      return idl_type_new (parser, IDL_TYPE_BROKEN, pos);
    }
  /* An error, but not one of syntax: the declaration goes on behind the name. */
  if (!parser->failed)
    idl_error (parser->compiler, pos, "unknown type '%.60s'", name);
  idl_parser_next (parser);
  return idl_type_new (parser, IDL_TYPE_BROKEN, pos);
}

/* "interface IFoo" as a type: declares IFoo if need be. */
static IdlType *
elaborated_interface (IdlParser *parser)
{
  IdlDecl *decl;
  const char *name;
  IdlPos pos;

  idl_parser_next (parser);
  decl = find_type_decl (parser);
  if (decl != NULL && decl->kind == IDL_DECL_INTERFACE)
    return named_type (parser, decl);
  pos = parser->token.pos;
  name = idl_parser_name (parser, "the name of an interface");
  if (name != NULL)
    idl_error (parser->compiler, pos, "interface '%.60s' is not declared", name);
  return idl_type_new (parser, IDL_TYPE_BROKEN, pos);
}

static IdlType *
safearray (IdlParser *parser)
{
  IdlPos pos = parser->token.pos;
  const IdlType *target;

  idl_parser_next (parser);
  idl_parser_expect (parser, '(');
  target = idl_parse_type_name (parser);
  idl_parser_expect (parser, ')');
  return derive (parser, IDL_TYPE_SAFEARRAY, pos, target);
}

static IdlType *
pipe_type (IdlParser *parser)
{
  IdlPos pos = parser->token.pos;

  idl_parser_next (parser);
  return derive (parser, IDL_TYPE_PIPE, pos, idl_parse_specifiers (parser));
}

/* What has been read of a list of specifiers. */
typedef struct
{
  IdlType *type; /* or NULL */
  guint quals;
  IdlSign sign;
  gboolean has_base; /* type is a base type made of words so far */
} Specifiers;

/* "int" beside one of these adds nothing. */
static gboolean
takes_int (IdlBase base)
{
  return base == IDL_BASE_SMALL || base == IDL_BASE_SHORT || base == IDL_BASE_LONG
         || base == IDL_BASE_HYPER;
}

static void
add_base (IdlParser *parser, Specifiers *specifiers, const Word *word)
{
  IdlType *type = specifiers->type;

  if (type == NULL)
    {
      type = idl_type_new (parser, IDL_TYPE_BASE, parser->token.pos);
      type->base = word->base;
      specifiers->type = type;
      specifiers->has_base = TRUE;
    }
  else if (specifiers->has_base && word->base == IDL_BASE_LONG && type->base == IDL_BASE_LONG)
    type->base = IDL_BASE_HYPER;
  else if (specifiers->has_base && type->base == IDL_BASE_INT && takes_int (word->base))
    type->base = word->base;
  else
    idl_parser_fail (parser, parser->token.pos, "two types in one declaration");
  idl_parser_next (parser);
}

static void
add_int (IdlParser *parser, Specifiers *specifiers, const Word *word)
{
  if (specifiers->type != NULL && specifiers->has_base && takes_int (specifiers->type->base))
    idl_parser_next (parser);
  else
    add_base (parser, specifiers, word);
}

static void
add_sign (IdlParser *parser, Specifiers *specifiers, IdlSign sign)
{
  if (specifiers->sign != IDL_SIGN_PLAIN && specifiers->sign != sign)
    idl_parser_fail (parser, parser->token.pos, "both signed and unsigned");
  specifiers->sign = sign;
  idl_parser_next (parser);
}

static void
add_type (IdlParser *parser, Specifiers *specifiers, const Word *word)
{
  if (specifiers->type != NULL || specifiers->sign != IDL_SIGN_PLAIN)
    idl_parser_fail (parser, parser->token.pos, "two types in one declaration");
  else if (word->kind == WORD_TAG)
    specifiers->type = (IdlType *) idl_parse_tag (parser);
  else if (word->kind == WORD_SAFEARRAY)
    specifiers->type = safearray (parser);
  else if (word->kind == WORD_PIPE)
    specifiers->type = pipe_type (parser);
  else
    specifiers->type = elaborated_interface (parser);
}

/* One more specifier; FALSE if the current token is none. */
static gboolean
add_specifier (IdlParser *parser, Specifiers *specifiers)
{
  const Word *word = find_word (parser);
  IdlDecl *decl;

  if (word != NULL && !is_bare_safearray (parser, word))
    switch (word->kind)
      {
      case WORD_BASE:
        add_base (parser, specifiers, word);
        return TRUE;
      case WORD_INT:
        add_int (parser, specifiers, word);
        return TRUE;
      case WORD_SIGNED:
        add_sign (parser, specifiers, IDL_SIGN_SIGNED);
        return TRUE;
      case WORD_UNSIGNED:
        add_sign (parser, specifiers, IDL_SIGN_UNSIGNED);
        return TRUE;
      case WORD_CONST:
      case WORD_VOLATILE:
        specifiers->quals |= word->kind == WORD_CONST ? IDL_QUAL_CONST : IDL_QUAL_VOLATILE;
        idl_parser_next (parser);
        return TRUE;
      default:
        add_type (parser, specifiers, word);
        return TRUE;
      }
  decl = find_type_decl (parser);
  /* Behind a type a name is what is being declared, even if it names a type as well. */
  if (decl == NULL || specifiers->type != NULL || specifiers->sign != IDL_SIGN_PLAIN)
    return FALSE;
  specifiers->type = named_type (parser, decl);
  return TRUE;
}

static void
apply_sign (IdlParser *parser, Specifiers *specifiers)
{
  IdlType *type = specifiers->type;

  if (specifiers->sign == IDL_SIGN_PLAIN || type->kind == IDL_TYPE_BROKEN)
    return;
  type->sign = specifiers->sign;
  if (!specifiers->has_base || idl_type_integer_bits (type) == 0
      || type->base == IDL_BASE_BOOLEAN || type->base == IDL_BASE_BYTE
      || type->base == IDL_BASE_WCHAR || type->base == IDL_BASE_ERROR_STATUS)
    idl_error (parser->compiler, type->pos, "this type cannot be signed or unsigned");
}

const IdlType *
idl_parse_specifiers (IdlParser *parser)
{
  Specifiers specifiers = { NULL, 0, IDL_SIGN_PLAIN, FALSE };
  IdlPos pos = parser->token.pos;

  if (!idl_parser_enter (parser))
    return idl_type_new (parser, IDL_TYPE_BROKEN, pos);
  while (!parser->failed && add_specifier (parser, &specifiers))
    ;
  idl_parser_leave (parser);
  if (specifiers.type == NULL && specifiers.sign != IDL_SIGN_PLAIN)
    {
      specifiers.type = idl_type_new (parser, IDL_TYPE_BASE, pos);
      specifiers.type->base = IDL_BASE_INT;
      specifiers.has_base = TRUE;
    }
  if (specifiers.type == NULL)
    specifiers.type = unknown_type (parser);
  specifiers.type->quals |= specifiers.quals;
  apply_sign (parser, &specifiers);
  return specifiers.type;
}

const IdlType *
idl_parse_type_name (IdlParser *parser)
{
  IdlDeclarator declarator = idl_parse_declarator (parser, idl_parse_specifiers (parser));

  if (declarator.name != NULL)
    idl_parser_fail (parser, declarator.pos, "a type has no name here");
  return declarator.type;
}

/* Calling conventions are accepted and, there being one for all, mean nothing. */
static void
skip_callconv (IdlParser *parser)
{
  static const char *const conventions[]
      = { "__stdcall", "_stdcall",  "stdcall",   "__cdecl",           "_cdecl", "cdecl",
          "__pascal",  "_pascal",   "pascal",    "__fastcall",        "_fastcall",
          "__export",  "__RPC_FAR", "__RPC_USER", "STDMETHODCALLTYPE", "WINAPI" };
  guint i = 0;

  while (i < G_N_ELEMENTS (conventions))
    if (idl_parser_at_word (parser, conventions[i]) && find_type_decl (parser) == NULL)
      {
        idl_parser_next (parser);
        i = 0;
      }
    else
      i++;
}

static gboolean
accept_qualifier (IdlParser *parser, IdlType *type)
{
  guint qual = idl_parser_at_word (parser, "const")      ? IDL_QUAL_CONST
               : idl_parser_at_word (parser, "volatile") ? IDL_QUAL_VOLATILE
                                                         : 0;

  if (qual == 0)
    return FALSE;
  type->quals |= qual;
  idl_parser_next (parser);
  return TRUE;
}

/* The stars, with qualifiers and attributes between them. */
static const IdlType *
parse_pointers (IdlParser *parser, const IdlType *type)
{
  skip_callconv (parser);
  while (!parser->failed && idl_parser_at (parser, '*'))
    {
      IdlType *pointer = derive (parser, IDL_TYPE_POINTER, parser->token.pos, type);

      idl_parser_next (parser);
      while (accept_qualifier (parser, pointer))
        ;
      skip_callconv (parser);
      if (idl_parser_at (parser, '[') && idl_parser_peek (parser).kind == IDL_TOKEN_NAME
          && idl_attr_lookup (idl_parser_peek (parser).text) != IDL_N_ATTRS)
        {
          idl_parse_attrs (parser, &pointer->attrs, FALSE);
          idl_check_attrs (parser->compiler, &pointer->attrs, IDL_ON_POINTER);
        }
      type = pointer;
    }
  return type;
}

/* What stands in one pair of brackets. */
static void
parse_bound (IdlParser *parser, IdlType *array)
{
  array->bound = IDL_BOUND_NONE;
  if (idl_parser_at (parser, ']'))
    return;
  if (idl_parser_accept (parser, '*'))
    {
      if (idl_parser_accept (parser, IDL_TOKEN_DOT_DOT))
        {
          array->bound = IDL_BOUND_RANGE;
          if (!idl_parser_accept (parser, '*'))
            array->upper = idl_parse_expr (parser);
        }
      return;
    }
  array->bound = IDL_BOUND_FIXED;
  array->upper = idl_parse_expr (parser);
  if (!idl_parser_accept (parser, IDL_TOKEN_DOT_DOT))
    return;
  array->bound = IDL_BOUND_RANGE;
  array->lower = array->upper;
  array->upper = idl_parser_accept (parser, '*') ? NULL : idl_parse_expr (parser);
}

static IdlNumber *
number_new (IdlParser *parser, IdlNumber value)
{
  IdlNumber *number = idl_pool_new0 (parser->compiler->pool, IdlNumber);

  *number = value;
  return number;
}

/* Works out how many elements a fixed array has. */
static void
count_elements (IdlParser *parser, IdlType *array)
{
  IdlNumber lower = idl_number_unsigned (0);
  IdlNumber count;

  if (parser->failed || array->upper == NULL)
    return;
  if (!idl_expr_evaluate (parser->compiler, array->upper, &count))
    return;
  if (array->bound == IDL_BOUND_RANGE)
    {
      if (array->lower != NULL && !idl_expr_evaluate (parser->compiler, array->lower, &lower))
        return;
      if (!idl_number_is_zero (lower))
        idl_error (parser->compiler, array->pos, "the lower bound of an array must be 0");
      if (!idl_number_add (count, idl_number_unsigned (1), &count))
        return;
    }
  if (count.negative || idl_number_is_zero (count) || count.bits > G_MAXINT32)
    idl_error (parser->compiler, array->pos, "the array bound must be between 1 and %d",
               G_MAXINT32);
  else
    array->count = number_new (parser, count);
}

/* Brackets from left to right: the leftmost is the outermost array. */
static const IdlType *
parse_arrays (IdlParser *parser, const IdlType *element)
{
  IdlType bracket = { .kind = IDL_TYPE_ARRAY, .pos = parser->token.pos };
  IdlType *array;

  if (parser->failed || !idl_parser_at (parser, '[') || !idl_parser_enter (parser))
    return element;
  idl_parser_next (parser);
  parse_bound (parser, &bracket);
  idl_parser_expect (parser, ']');
  array = derive (parser, IDL_TYPE_ARRAY, bracket.pos, parse_arrays (parser, element));
  if (array->kind == IDL_TYPE_ARRAY)
    {
      array->bound = bracket.bound;
      array->lower = bracket.lower;
      array->upper = bracket.upper;
      count_elements (parser, array);
    }
  idl_parser_leave (parser);
  return array;
}

static const IdlType *
parse_function (IdlParser *parser, const IdlType *result)
{
  IdlType *function = derive (parser, IDL_TYPE_FUNCTION, parser->token.pos, result);

  function->params = idl_parse_params (parser, &function->variadic);
  return function;
}

/* "(" opens a nested declarator, not a parameter list, if a star or a calling
 * convention follows. */
static gboolean
at_nested (IdlParser *parser)
{
  IdlToken next;

  if (!idl_parser_at (parser, '('))
    return FALSE;
  next = idl_parser_peek (parser);
  return next.kind == '*' || (next.kind == IDL_TOKEN_NAME && next.text[0] == '_');
}

static IdlDeclarator
parse_nested (IdlParser *parser, const IdlType *base)
{
  /* What the inner declarator derives from is known only behind it. */
  IdlType *hole = idl_type_new (parser, IDL_TYPE_BROKEN, parser->token.pos);
  IdlDeclarator declarator;
  const IdlType *outer;

  idl_parser_next (parser);
  declarator = idl_parse_declarator (parser, hole);
  idl_parser_expect (parser, ')');
  outer = idl_parser_at (parser, '(') ? parse_function (parser, base)
                                      : parse_arrays (parser, base);
  *hole = *outer;
  if (declarator.type == hole)
    declarator.type = outer;
  else if (declarator.type->depth + outer->depth > IDL_MAX_TYPE_DEPTH)
    idl_parser_fail (parser, declarator.pos, "the type is nested too deeply");
  else
    ((IdlType *) declarator.type)->depth += outer->depth;
  return declarator;
}

IdlDeclarator
idl_parse_declarator (IdlParser *parser, const IdlType *base)
{
  IdlDeclarator declarator = { NULL, parser->token.pos, base };

  if (!idl_parser_enter (parser))
    return declarator;
  base = parse_pointers (parser, base);
  if (at_nested (parser))
    declarator = parse_nested (parser, base);
  else
    {
      declarator.pos = parser->token.pos;
      if (!parser->failed && idl_parser_at (parser, IDL_TOKEN_NAME))
        {
          declarator.name = parser->token.text;
          idl_parser_next (parser);
        }
      declarator.type = parse_arrays (parser, base);
    }
  idl_parser_leave (parser);
  return declarator;
}

static IdlVar *
parse_param (IdlParser *parser)
{
  IdlPos start = parser->token.pos;
  IdlDeclarator declarator;
  IdlAttrs attrs;
  IdlVar *param;

  idl_parse_attrs (parser, &attrs, FALSE);
  declarator = idl_parse_declarator (parser, idl_parse_specifiers (parser));
  param = idl_decl_new (parser, sizeof (IdlVar), IDL_DECL_VAR,
                        declarator.name != NULL ? declarator.pos : start, declarator.name);
  param->decl.attrs = attrs;
  param->type = declarator.type;
  return param;
}

static gboolean
is_only_void (const GPtrArray *params)
{
  const IdlVar *param;

  if (params->len != 1)
    return FALSE;
  param = g_ptr_array_index (params, 0);
  return param->decl.name == NULL && param->decl.attrs.list == NULL
         && param->type->kind == IDL_TYPE_BASE && param->type->base == IDL_BASE_VOID;
}

GPtrArray *
idl_parse_params (IdlParser *parser, gboolean *variadic)
{
  GPtrArray *params = idl_pool_array (parser->compiler->pool);

  *variadic = FALSE;
  idl_parser_expect (parser, '(');
  while (!parser->failed && !idl_parser_at (parser, ')'))
    {
      if (idl_parser_accept (parser, IDL_TOKEN_ELLIPSIS))
        {
          *variadic = TRUE;
          break;
        }
      g_ptr_array_add (params, parse_param (parser));
      if (!idl_parser_accept (parser, ','))
        break;
    }
  idl_parser_expect (parser, ')');
  if (is_only_void (params))
    g_ptr_array_set_size (params, 0);
  return params;
}
