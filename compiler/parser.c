/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The parser's footing: moving through tokens, complaining, recovering.
 */

#include "parser.h"

#include <string.h>

void
idl_parser_init (IdlParser *parser, IdlCompiler *compiler, IdlUnit *unit)
{
  memset (parser, 0, sizeof *parser);
  parser->compiler = compiler;
  parser->unit = unit;
  parser->pack_stack = g_array_new (FALSE, FALSE, sizeof (guint));
  parser->pragmas = g_ptr_array_new ();
  parser->hoisted = g_ptr_array_new ();
  idl_lexer_init (&parser->lexer, compiler, unit->source);
  idl_parser_next (parser);
}

void
idl_parser_clear (IdlParser *parser)
{
  g_array_unref (parser->pack_stack);
  g_ptr_array_unref (parser->pragmas);
  g_ptr_array_unref (parser->hoisted);
}

/* The argument of "#pragma pack": (), (n), (push), (push,n), (pop). */
static void
apply_pack (IdlParser *parser, const char *text)
{
  g_auto (GStrv) words = NULL;

  words = g_strsplit_set (text, "(), \t", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 value;

      if (strcmp (words[i], "push") == 0)
        g_array_append_val (parser->pack_stack, parser->pack);
      else if (strcmp (words[i], "pop") == 0 && parser->pack_stack->len > 0)
        {
          parser->pack = g_array_index (parser->pack_stack, guint, parser->pack_stack->len - 1);
          g_array_set_size (parser->pack_stack, parser->pack_stack->len - 1);
        }
      else if (g_ascii_string_to_unsigned (words[i], 10, 1, 16, &value, NULL))
        parser->pack = (guint) value;
    }
  if (strchr (text, '(') != NULL && strspn (strchr (text, '(') + 1, " \t)") > 0)
    parser->pack = 0;
}

static void
note_pragma (IdlParser *parser, const IdlToken *token)
{
  IdlText *pragma
      = idl_decl_new (parser, sizeof (IdlText), IDL_DECL_PRAGMA, token->pos, NULL);

  pragma->text = token->text;
  if (g_str_has_prefix (token->text, "pack"))
    apply_pack (parser, token->text + strlen ("pack"));
  g_ptr_array_add (parser->pragmas, pragma);
}

void
idl_parser_next (IdlParser *parser)
{
  parser->previous_end = parser->token.end;
  parser->after_broken = parser->token.kind == IDL_TOKEN_BROKEN;
  parser->token = idl_lexer_next (&parser->lexer);
  while (parser->token.kind == IDL_TOKEN_PRAGMA)
    {
      note_pragma (parser, &parser->token);
      parser->token = idl_lexer_next (&parser->lexer);
    }
  /* Past the limit of errors the rest of the file is as good as empty. */
  if (idl_stopped (parser->compiler))
    parser->token.kind = IDL_TOKEN_END;
}

IdlToken
idl_parser_peek (const IdlParser *parser)
{
  IdlLexer ahead = parser->lexer;
  IdlToken token;

  ahead.quiet = TRUE;
  do
    token = idl_lexer_next (&ahead);
  while (token.kind == IDL_TOKEN_PRAGMA);
  return token;
}

gboolean
idl_parser_at (const IdlParser *parser, guint kind)
{
  return parser->token.kind == kind;
}

gboolean
idl_parser_at_word (const IdlParser *parser, const char *word)
{
  return parser->token.kind == IDL_TOKEN_NAME && strcmp (parser->token.text, word) == 0;
}

gboolean
idl_parser_accept (IdlParser *parser, guint kind)
{
  if (!idl_parser_at (parser, kind))
    return FALSE;
  idl_parser_next (parser);
  return TRUE;
}

gboolean
idl_parser_accept_word (IdlParser *parser, const char *word)
{
  if (!idl_parser_at_word (parser, word))
    return FALSE;
  idl_parser_next (parser);
  return TRUE;
}

void
idl_parser_fail (IdlParser *parser, IdlPos pos, const char *format, ...)
{
  va_list args;

  if (!parser->failed)
    {
      va_start (args, format);
      idl_diags_report (parser->compiler->diags, IDL_ERROR, pos, format, args);
      va_end (args);
    }
  parser->failed = TRUE;
}

void
idl_parser_fail_expected (IdlParser *parser, const char *what)
{
  IdlPos pos = parser->token.pos;

  /* The lexer said what is wrong with the token. */
  if (idl_parser_at (parser, IDL_TOKEN_BROKEN))
    parser->failed = TRUE;
  /* The end of the file may be far below the last thing in it. */
  if (idl_parser_at (parser, IDL_TOKEN_END))
    pos.offset = parser->previous_end;
  idl_parser_fail (parser, pos, "expected %s before %s", what,
                   idl_token_describe (parser->compiler->pool, &parser->token));
}

gboolean
idl_parser_expect (IdlParser *parser, guint kind)
{
  char what[] = { '\'', (char) kind, '\'', '\0' };

  if (idl_parser_accept (parser, kind))
    return TRUE;
  idl_parser_fail_expected (parser, what);
  return FALSE;
}

const char *
idl_parser_name (IdlParser *parser, const char *what)
{
  const char *name = parser->token.text;

  if (idl_parser_accept (parser, IDL_TOKEN_NAME))
    return name;
  idl_parser_fail_expected (parser, what);
  return NULL;
}

static gboolean
on_new_line (const IdlParser *parser)
{
  gsize length;
  const char *text = idl_source_text (parser->unit->source, &length);
  guint from = parser->previous_end;

  return parser->token.pos.offset > from
         && memchr (text + from, '\n', parser->token.pos.offset - from) != NULL;
}

void
idl_parser_semicolon (IdlParser *parser)
{
  if (parser->failed || idl_parser_accept (parser, ';'))
    return;
  if (parser->after_broken && on_new_line (parser))
    return;
  if (on_new_line (parser) || idl_parser_at (parser, '}'))
    idl_error (parser->compiler, (IdlPos){ parser->unit->source, parser->previous_end },
               "expected ';'");
  else
    idl_parser_fail_expected (parser, "';'");
}

gboolean
idl_parser_enter (IdlParser *parser)
{
  if (parser->nesting >= IDL_MAX_NESTING)
    {
      idl_parser_fail (parser, parser->token.pos, "nested too deeply");
      return FALSE;
    }
  parser->nesting++;
  return TRUE;
}

void
idl_parser_leave (IdlParser *parser)
{
  parser->nesting--;
}

/* Moves on by one token of the declaration to be skipped; FALSE behind its end, which is
 * a ';' or a body with nothing more on the line of its '}'. */
static gboolean
skip_one (IdlParser *parser, guint *braces)
{
  guint kind = parser->token.kind;

  if (kind == IDL_TOKEN_END || (kind == '}' && *braces == 0))
    return FALSE;
  *braces += kind == '{';
  *braces -= kind == '}';
  idl_parser_next (parser);
  if (*braces > 0)
    return TRUE;
  return kind != ';' && (kind != '}' || idl_parser_at (parser, ';') || !on_new_line (parser));
}

void
idl_parser_recover (IdlParser *parser)
{
  guint braces = 0;

  while (parser->failed && skip_one (parser, &braces))
    ;
  parser->failed = FALSE;
}

void
idl_parser_skip_parentheses (IdlParser *parser)
{
  guint depth = 0;

  do
    {
      if (idl_parser_at (parser, '('))
        depth++;
      else if (idl_parser_at (parser, ')'))
        depth--;
      else if (idl_parser_at (parser, IDL_TOKEN_END))
        {
          idl_parser_fail_expected (parser, "')'");
          return;
        }
      idl_parser_next (parser);
    }
  while (depth > 0);
}

const char *
idl_parser_string (IdlParser *parser)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!idl_parser_at (parser, IDL_TOKEN_STRING))
    idl_parser_fail_expected (parser, "a string");
  while (idl_parser_at (parser, IDL_TOKEN_STRING))
    {
      g_string_append (text, parser->token.text);
      idl_parser_next (parser);
    }
  return idl_pool_string (parser->compiler->pool, text->str);
}
