/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Expressions, by precedence climbing. The depth of the tree is bounded as it grows,
 * since a chain such as 1+1+1… nests to the left without recursion here.
 */

#include "parser.h"
#include "type.h"

#include <string.h>

static IdlExpr *parse_unary (IdlParser *parser);

static IdlExpr *
new_expr (IdlParser *parser, IdlExprKind kind, IdlPos pos, IdlExpr *a, IdlExpr *b)
{
  IdlExpr *expr = idl_pool_new0 (parser->compiler->pool, IdlExpr);

  expr->kind = kind;
  expr->pos = pos;
  expr->a = a;
  expr->b = b;
  expr->depth = 1 + MAX (a != NULL ? a->depth : 0, b != NULL ? b->depth : 0);
  if (expr->depth > IDL_MAX_EXPR_DEPTH)
    {
      idl_parser_fail (parser, pos, "the expression is too complex");
      *expr = (IdlExpr){ .kind = IDL_EXPR_BROKEN, .pos = pos, .text = "0", .depth = 1 };
    }
  return expr;
}

IdlExpr *
idl_expr_broken (IdlParser *parser)
{
  IdlExpr *expr = new_expr (parser, IDL_EXPR_BROKEN, parser->token.pos, NULL, NULL);

  expr->text = "0";
  return expr;
}

static IdlExpr *
parse_literal (IdlParser *parser, IdlExprKind kind)
{
  IdlExpr *expr = new_expr (parser, kind, parser->token.pos, NULL, NULL);

  expr->text = parser->token.text;
  expr->value = parser->token.value;
  if (kind == IDL_EXPR_STRING)
    expr->text = idl_parser_string (parser);
  else
    idl_parser_next (parser);
  return expr;
}

/* '(' is the current token: a cast or an expression in parentheses. */
static IdlExpr *
parse_parentheses (IdlParser *parser)
{
  IdlPos pos = parser->token.pos;
  IdlExpr *expr;

  idl_parser_next (parser);
  if (!idl_parser_at_type (parser))
    {
      expr = idl_parse_expr (parser);
      idl_parser_expect (parser, ')');
      return expr;
    }
  expr = new_expr (parser, IDL_EXPR_CAST, pos, NULL, NULL);
  expr->type = idl_parse_type_name (parser);
  idl_parser_expect (parser, ')');
  expr->a = parse_unary (parser);
  expr->depth = expr->a->depth + 1;
  return expr;
}

static IdlExpr *
parse_sizeof (IdlParser *parser)
{
  IdlExpr *expr = new_expr (parser, IDL_EXPR_SIZEOF, parser->token.pos, NULL, NULL);

  idl_parser_next (parser);
  if (!idl_parser_expect (parser, '('))
    return idl_expr_broken (parser);
  expr->type = idl_parse_type_name (parser);
  idl_parser_expect (parser, ')');
  return expr;
}

static IdlExpr *
parse_primary (IdlParser *parser)
{
  switch (parser->token.kind)
    {
    case IDL_TOKEN_INTEGER:
      return parse_literal (parser, IDL_EXPR_INTEGER);
    case IDL_TOKEN_FLOAT:
      return parse_literal (parser, IDL_EXPR_FLOAT);
    case IDL_TOKEN_STRING:
      return parse_literal (parser, IDL_EXPR_STRING);
    case IDL_TOKEN_WIDE_STRING:
      return parse_literal (parser, IDL_EXPR_WIDE_STRING);
    case IDL_TOKEN_CHAR:
      return parse_literal (parser, IDL_EXPR_CHAR);
    case IDL_TOKEN_WIDE_CHAR:
      return parse_literal (parser, IDL_EXPR_WIDE_CHAR);
    case IDL_TOKEN_NAME:
      if (idl_parser_at_word (parser, "sizeof"))
        return parse_sizeof (parser);
      return parse_literal (parser, IDL_EXPR_NAME);
    case '(':
      return parse_parentheses (parser);
    case IDL_TOKEN_BROKEN:
      /* A literal that the lexer complained about */
      idl_parser_next (parser);
      return idl_expr_broken (parser);
    default:
      idl_parser_fail_expected (parser, "an expression");
      return idl_expr_broken (parser);
    }
}

static IdlExpr *
parse_postfix (IdlParser *parser)
{
  IdlExpr *expr = parse_primary (parser);

  while (!parser->failed
         && (idl_parser_at (parser, '.') || idl_parser_at (parser, IDL_TOKEN_ARROW)))
    {
      IdlExprKind kind = idl_parser_at (parser, '.') ? IDL_EXPR_MEMBER : IDL_EXPR_ARROW;
      IdlPos pos = parser->token.pos;
      const char *name;

      idl_parser_next (parser);
      name = idl_parser_name (parser, "the name of a member");
      expr = new_expr (parser, kind, pos, expr, NULL);
      expr->text = name != NULL ? name : "0";
    }
  return expr;
}

static IdlExpr *
parse_prefix (IdlParser *parser, IdlExprKind kind)
{
  IdlPos pos = parser->token.pos;

  idl_parser_next (parser);
  return new_expr (parser, kind, pos, parse_unary (parser), NULL);
}

static IdlExpr *
parse_operand (IdlParser *parser)
{
  switch (parser->token.kind)
    {
    case '-':
      return parse_prefix (parser, IDL_EXPR_NEGATE);
    case '+':
      return parse_prefix (parser, IDL_EXPR_PLUS);
    case '~':
      return parse_prefix (parser, IDL_EXPR_COMPLEMENT);
    case '!':
      return parse_prefix (parser, IDL_EXPR_NOT);
    case '*':
      return parse_prefix (parser, IDL_EXPR_DEREFERENCE);
    case '&':
      return parse_prefix (parser, IDL_EXPR_ADDRESS);
    default:
      return parse_postfix (parser);
    }
}

static IdlExpr *
parse_unary (IdlParser *parser)
{
  IdlExpr *expr;

  if (!idl_parser_enter (parser))
    return idl_expr_broken (parser);
  expr = parse_operand (parser);
  idl_parser_leave (parser);
  return expr;
}

/* The binary operator at the current token, or IDL_EXPR_BROKEN. */
static IdlExprKind
binary_kind (const IdlParser *parser)
{
  static const struct
  {
    guint token;
    IdlExprKind kind;
  } binary[] = {
    { '*', IDL_EXPR_MULTIPLY },
    { '/', IDL_EXPR_DIVIDE },
    { '%', IDL_EXPR_MODULO },
    { '+', IDL_EXPR_ADD },
    { '-', IDL_EXPR_SUBTRACT },
    { IDL_TOKEN_SHIFT_LEFT, IDL_EXPR_SHIFT_LEFT },
    { IDL_TOKEN_SHIFT_RIGHT, IDL_EXPR_SHIFT_RIGHT },
    { '<', IDL_EXPR_LESS },
    { '>', IDL_EXPR_GREATER },
    { IDL_TOKEN_LESS_EQUAL, IDL_EXPR_LESS_EQUAL },
    { IDL_TOKEN_GREATER_EQUAL, IDL_EXPR_GREATER_EQUAL },
    { IDL_TOKEN_EQUAL, IDL_EXPR_EQUAL },
    { IDL_TOKEN_NOT_EQUAL, IDL_EXPR_NOT_EQUAL },
    { '&', IDL_EXPR_BIT_AND },
    { '^', IDL_EXPR_BIT_XOR },
    { '|', IDL_EXPR_BIT_OR },
    { IDL_TOKEN_AND, IDL_EXPR_AND },
    { IDL_TOKEN_OR, IDL_EXPR_OR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (binary); i++)
    if (binary[i].token == parser->token.kind)
      return binary[i].kind;
  return IDL_EXPR_BROKEN;
}

static IdlExpr *
parse_binary (IdlParser *parser, int least)
{
  IdlExpr *left = parse_unary (parser);

  while (!parser->failed)
    {
      IdlExprKind kind = binary_kind (parser);
      IdlPos pos = parser->token.pos;

      if (kind == IDL_EXPR_BROKEN || idl_expr_precedence (kind) < least)
        break;
      idl_parser_next (parser);
      left = new_expr (parser, kind, pos, left,
                       parse_binary (parser, idl_expr_precedence (kind) + 1));
    }
  return left;
}

static IdlExpr *
parse_condition (IdlParser *parser)
{
  IdlExpr *expr = parse_binary (parser, idl_expr_precedence (IDL_EXPR_OR));
  IdlExpr *otherwise;
  IdlPos pos = parser->token.pos;

  if (parser->failed || !idl_parser_accept (parser, '?'))
    return expr;
  expr = new_expr (parser, IDL_EXPR_CONDITION, pos, expr, idl_parse_expr (parser));
  idl_parser_expect (parser, ':');
  otherwise = idl_parse_expr (parser);
  if (expr->kind != IDL_EXPR_BROKEN)
    {
      expr->c = otherwise;
      expr->depth = MAX (expr->depth, otherwise->depth + 1);
    }
  return expr;
}

IdlExpr *
idl_parse_expr (IdlParser *parser)
{
  IdlExpr *expr;

  if (!idl_parser_enter (parser))
    return idl_expr_broken (parser);
  expr = parse_condition (parser);
  idl_parser_leave (parser);
  return expr;
}
