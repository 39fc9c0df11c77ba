/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Declarators: stars, names, brackets and parameter lists.
 */

#include "checks.h"
#include "parser.h"
#include "type.h"

#include <string.h>

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
    if (idl_parser_at_word (parser, conventions[i]) && !idl_parser_at_type (parser))
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
      IdlType *pointer = idl_type_derive (parser, IDL_TYPE_POINTER, parser->token.pos, type);

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
  array = idl_type_derive (parser, IDL_TYPE_ARRAY, bracket.pos, parse_arrays (parser, element));
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
  IdlType *function = idl_type_derive (parser, IDL_TYPE_FUNCTION, parser->token.pos, result);

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

const IdlType *
idl_parse_type_name (IdlParser *parser)
{
  IdlDeclarator declarator = idl_parse_declarator (parser, idl_parse_specifiers (parser));

  if (declarator.name != NULL)
    idl_parser_fail (parser, declarator.pos, "a type has no name here");
  return declarator.type;
}

static IdlVar *
parse_param (IdlParser *parser)
{
  IdlPos start = parser->token.pos;
  IdlDeclarator declarator;
  const IdlType *type;
  IdlAttrs attrs;
  IdlVar *param;

  idl_parse_attrs (parser, &attrs, FALSE);
  type = idl_parse_specifiers (parser);
  idl_hoist_tag (parser, type);
  declarator = idl_parse_declarator (parser, type);
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
