/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Type specifiers: what stands to the left of all declarators.
 */

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

IdlType *
idl_type_derive (IdlParser *parser, IdlTypeKind kind, IdlPos pos, const IdlType *target)
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
  type = idl_type_derive (parser, IDL_TYPE_ALIAS, pos, ((IdlTypedef *) decl)->type);
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
  if (!parser->failed && parser->unit->circle != NULL)
    idl_error (parser->compiler, pos,
               "unknown type '%.60s'; imports go in a circle, and '%.60s' is not complete yet",
               name, parser->unit->circle);
  else if (!parser->failed)
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
  return idl_type_derive (parser, IDL_TYPE_SAFEARRAY, pos, target);
}

static IdlType *
pipe_type (IdlParser *parser)
{
  IdlPos pos = parser->token.pos;

  idl_parser_next (parser);
  return idl_type_derive (parser, IDL_TYPE_PIPE, pos, idl_parse_specifiers (parser));
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
         || base == IDL_BASE_C_LONG || base == IDL_BASE_HYPER;
}

/* What the files of a compilation spell "long"; LONG and __int32 have 32 bits in any case. */
static IdlBase
word_base (const IdlParser *parser, const Word *word)
{
  if (parser->compiler->options->c_long && strcmp (word->text, "long") == 0)
    return IDL_BASE_C_LONG;
  return word->base;
}

static gboolean
is_long (IdlBase base)
{
  return base == IDL_BASE_LONG || base == IDL_BASE_C_LONG;
}

static void
add_base (IdlParser *parser, Specifiers *specifiers, const Word *word)
{
  IdlType *type = specifiers->type;
  IdlBase base = word_base (parser, word);

  if (type == NULL)
    {
      type = idl_type_new (parser, IDL_TYPE_BASE, parser->token.pos);
      type->base = base;
      specifiers->type = type;
      specifiers->has_base = TRUE;
    }
  else if (specifiers->has_base && is_long (base) && is_long (type->base))
    type->base = IDL_BASE_HYPER;
  else if (specifiers->has_base && type->base == IDL_BASE_INT && takes_int (base))
    type->base = base;
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
