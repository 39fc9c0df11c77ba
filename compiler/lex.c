/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The lexer. It accepts any bytes: what it does not understand becomes one message
 * and an IDL_TOKEN_BROKEN. Comments may be present, since a file without directives
 * is not sent through the preprocessor.
 */

#include "lex.h"

#include <string.h>

void
idl_lexer_init (IdlLexer *lexer, IdlCompiler *compiler, const IdlSource *source)
{
  gsize length;

  memset (lexer, 0, sizeof *lexer);
  lexer->compiler = compiler;
  lexer->source = source;
  lexer->text = idl_source_text (source, &length);
  lexer->length = (guint) length;
  /* Editors on other systems like to begin a file with a byte order mark. */
  if (length >= 3 && memcmp (lexer->text, "\xEF\xBB\xBF", 3) == 0)
    lexer->pos = 3;
}

/* The byte @ahead of the current position; NUL past the end. */
static char
look (const IdlLexer *lexer, guint ahead)
{
  return ahead < lexer->length - lexer->pos ? lexer->text[lexer->pos + ahead] : '\0';
}

static gboolean
at_end (const IdlLexer *lexer)
{
  return lexer->pos >= lexer->length;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$';
}

static void
complain (IdlLexer *lexer, guint offset, const char *message)
{
  if (!lexer->quiet)
    idl_error (lexer->compiler, (IdlPos){ lexer->source, offset }, "%s", message);
}

static void
skip_line (IdlLexer *lexer)
{
  const char *start = lexer->text + lexer->pos;
  const char *newline = memchr (start, '\n', lexer->length - lexer->pos);

  lexer->pos = newline != NULL ? (guint) (newline - lexer->text) : lexer->length;
}

static void
skip_comment (IdlLexer *lexer)
{
  guint start = lexer->pos;
  const char *close;

  lexer->pos += 2;
  close = g_strstr_len (lexer->text + lexer->pos, lexer->length - lexer->pos, "*/");
  /* A NUL byte ends the search early; nothing but junk contains one. */
  if (close == NULL)
    {
      complain (lexer, start, "unterminated comment");
      lexer->pos = lexer->length;
    }
  else
    lexer->pos = (guint) (close - lexer->text) + 2;
}

static gboolean
first_on_line (const IdlLexer *lexer)
{
  guint p = lexer->pos;

  while (p > 0 && (lexer->text[p - 1] == ' ' || lexer->text[p - 1] == '\t'))
    p--;
  return p == 0 || lexer->text[p - 1] == '\n';
}

static IdlToken
make_token (const IdlLexer *lexer, guint kind, guint start)
{
  IdlToken token = { .kind = kind, .pos = { lexer->source, start }, .end = lexer->pos };

  token.text = idl_pool_strndup (lexer->compiler->pool, lexer->text + start, lexer->pos - start);
  return token;
}

/* At a '#' that opens a line. Line markers were read by the line map already. Returns
 * TRUE if the line is a pragma, which is a token. */
static gboolean
read_directive (IdlLexer *lexer, IdlToken *token)
{
  guint start = lexer->pos++;
  guint word;

  while (look (lexer, 0) == ' ' || look (lexer, 0) == '\t')
    lexer->pos++;
  word = lexer->pos;
  while (is_name_char (look (lexer, 0)))
    lexer->pos++;
  if (lexer->pos - word == 6 && memcmp (lexer->text + word, "pragma", 6) == 0)
    {
      guint argument = lexer->pos;
      g_autofree char *text = NULL;

      skip_line (lexer);
      text = g_strndup (lexer->text + argument, lexer->pos - argument);
      *token = make_token (lexer, IDL_TOKEN_PRAGMA, start);
      token->text = idl_pool_string (lexer->compiler->pool, g_strstrip (text));
      return TRUE;
    }
  if (word != lexer->pos && !g_ascii_isdigit (lexer->text[word])
      && !(lexer->pos - word == 4 && memcmp (lexer->text + word, "line", 4) == 0))
    complain (lexer, start, "a preprocessor directive is left over");
  skip_line (lexer);
  return FALSE;
}

/* Goes to the next token; TRUE if that was a pragma, now in @token. */
static gboolean
skip_layout (IdlLexer *lexer, IdlToken *token)
{
  while (!at_end (lexer))
    {
      char c = look (lexer, 0);

      if (g_ascii_isspace (c) || (c == '\\' && look (lexer, 1) == '\n'))
        lexer->pos++;
      else if (c == '/' && look (lexer, 1) == '/')
        skip_line (lexer);
      else if (c == '/' && look (lexer, 1) == '*')
        skip_comment (lexer);
      else if (c == '#' && first_on_line (lexer))
        {
          if (read_directive (lexer, token))
            return TRUE;
        }
      else
        break;
    }
  return FALSE;
}

static int
digit_value (char c)
{
  return g_ascii_isxdigit (c) ? g_ascii_xdigit_value (c) : 99;
}

/* u, l, ll, i64 and combinations: the value decides the width, not the suffix. */
static void
skip_integer_suffix (IdlLexer *lexer)
{
  static const char *const suffixes[] = { "ui64", "i64", "ull", "llu", "ul", "lu", "ll", "u", "l" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      guint length = (guint) strlen (suffixes[i]);

      if (length <= lexer->length - lexer->pos
          && g_ascii_strncasecmp (lexer->text + lexer->pos, suffixes[i], length) == 0)
        {
          lexer->pos += length;
          return;
        }
    }
}

static IdlToken
broken_number (IdlLexer *lexer, guint start, const char *message)
{
  while (is_name_char (look (lexer, 0)))
    lexer->pos++;
  complain (lexer, start, message);
  return make_token (lexer, IDL_TOKEN_BROKEN, start);
}

static IdlToken
read_integer (IdlLexer *lexer, guint start, int base)
{
  guint first = lexer->pos;
  gboolean overflow = FALSE;
  guint64 value = 0;
  IdlToken token;

  for (; digit_value (look (lexer, 0)) < base; lexer->pos++)
    overflow |= !g_uint64_checked_mul (&value, value, (guint64) base)
                || !g_uint64_checked_add (&value, value, (guint64) digit_value (look (lexer, 0)));
  if (lexer->pos == first)
    return broken_number (lexer, start, "a number without digits");
  skip_integer_suffix (lexer);
  if (is_name_char (look (lexer, 0)))
    return broken_number (lexer, start, "malformed number");
  if (overflow)
    return broken_number (lexer, start, "the number does not fit in 64 bits");
  token = make_token (lexer, IDL_TOKEN_INTEGER, start);
  token.value = value;
  return token;
}

static void
skip_digits (IdlLexer *lexer)
{
  while (g_ascii_isdigit (look (lexer, 0)))
    lexer->pos++;
}

/* The number at the current position if it is a floating one: digits with a point
 * (but not two, as in a range) or an exponent. */
static gboolean
read_float (IdlLexer *lexer, IdlToken *token)
{
  guint start = lexer->pos;
  gboolean is_float = FALSE;

  skip_digits (lexer);
  if (look (lexer, 0) == '.' && look (lexer, 1) != '.')
    {
      is_float = TRUE;
      lexer->pos++;
      skip_digits (lexer);
    }
  if (look (lexer, 0) == 'e' || look (lexer, 0) == 'E')
    {
      guint sign = look (lexer, 1) == '+' || look (lexer, 1) == '-' ? 1 : 0;

      if (g_ascii_isdigit (look (lexer, 1 + sign)))
        {
          is_float = TRUE;
          lexer->pos += 1 + sign;
          skip_digits (lexer);
        }
    }
  if (!is_float)
    {
      lexer->pos = start;
      return FALSE;
    }
  if (strchr ("fFlL", look (lexer, 0)) != NULL && look (lexer, 0) != '\0')
    lexer->pos++;
  *token = is_name_char (look (lexer, 0)) ? broken_number (lexer, start, "malformed number")
                                          : make_token (lexer, IDL_TOKEN_FLOAT, start);
  return TRUE;
}

static IdlToken
read_number (IdlLexer *lexer)
{
  guint start = lexer->pos;
  IdlToken token;

  if (look (lexer, 0) == '0' && (look (lexer, 1) == 'x' || look (lexer, 1) == 'X'))
    {
      lexer->pos += 2;
      return read_integer (lexer, start, 16);
    }
  if (read_float (lexer, &token))
    return token;
  return read_integer (lexer, start, look (lexer, 0) == '0' ? 8 : 10);
}

/* The value of the escape behind a backslash at @p, moved behind it. */
static guint64
escape_value (const char **p)
{
  static const char names[] = "abfnrtv";
  static const char values[] = "\a\b\f\n\r\t\v";
  guint64 value = 0;
  const char *name;

  if (**p == 'x' || **p == 'X')
    {
      for ((*p)++; g_ascii_isxdigit (**p) && value <= G_MAXUINT16; (*p)++)
        value = value * 16 + (guint64) g_ascii_xdigit_value (**p);
      return value;
    }
  if (**p >= '0' && **p <= '7')
    {
      for (int i = 0; i < 3 && **p >= '0' && **p <= '7'; i++, (*p)++)
        value = value * 8 + (guint64) (**p - '0');
      return value;
    }
  name = **p != '\0' ? strchr (names, **p) : NULL;
  value = name != NULL ? (guint64) values[name - names] : (guint64) (guchar) **p;
  if (**p != '\0')
    (*p)++;
  return value;
}

static IdlToken
finish_char (IdlLexer *lexer, IdlToken token)
{
  const char *p = token.text;

  if (*p == '\\')
    {
      p++;
      token.value = escape_value (&p);
    }
  else if ((guchar) *p >= 0x80)
    {
      gunichar c = g_utf8_get_char_validated (p, -1);

      token.value = (gint32) c >= 0 ? c : G_MAXUINT64;
      p = (gint32) c >= 0 ? g_utf8_next_char (p) : p + 1;
    }
  else if (*p != '\0')
    token.value = (guint64) *p++;
  else
    token.value = G_MAXUINT64;
  if (*p != '\0' || token.value > (token.kind == IDL_TOKEN_CHAR ? G_MAXUINT8 : G_MAXUINT16))
    {
      complain (lexer, token.pos.offset, "not one character");
      token.kind = IDL_TOKEN_BROKEN;
    }
  return token;
}

/* A string or character literal whose quote is at the current position and whose
 * prefix, if any, began at @start. */
static IdlToken
read_quoted (IdlLexer *lexer, guint start, gboolean wide)
{
  char quote = look (lexer, 0);
  guint first = ++lexer->pos;
  IdlToken token;

  while (!at_end (lexer) && look (lexer, 0) != quote && look (lexer, 0) != '\n')
    lexer->pos += look (lexer, 0) == '\\' && lexer->length - lexer->pos > 1 ? 2 : 1;
  if (look (lexer, 0) != quote)
    {
      complain (lexer, start, quote == '"' ? "unterminated string" : "unterminated character");
      return make_token (lexer, IDL_TOKEN_BROKEN, start);
    }
  lexer->pos++;
  token = make_token (lexer, wide ? IDL_TOKEN_WIDE_STRING : IDL_TOKEN_STRING, start);
  token.text
      = idl_pool_strndup (lexer->compiler->pool, lexer->text + first, lexer->pos - first - 1);
  if (quote == '"')
    return token;
  token.kind = wide ? IDL_TOKEN_WIDE_CHAR : IDL_TOKEN_CHAR;
  return finish_char (lexer, token);
}

static IdlToken
read_name (IdlLexer *lexer)
{
  guint start = lexer->pos;
  char c = look (lexer, 0);

  if ((c == 'L' || c == 'u') && (look (lexer, 1) == '"' || look (lexer, 1) == '\''))
    {
      lexer->pos++;
      return read_quoted (lexer, start, TRUE);
    }
  while (is_name_char (look (lexer, 0)))
    lexer->pos++;
  return make_token (lexer, IDL_TOKEN_NAME, start);
}

static IdlToken
read_punctuation (IdlLexer *lexer)
{
  static const struct
  {
    char text[4];
    IdlTokenKind kind;
  } operators[] = {
    { "...", IDL_TOKEN_ELLIPSIS }, { "..", IDL_TOKEN_DOT_DOT },
    { "<<", IDL_TOKEN_SHIFT_LEFT }, { ">>", IDL_TOKEN_SHIFT_RIGHT },
    { "<=", IDL_TOKEN_LESS_EQUAL }, { ">=", IDL_TOKEN_GREATER_EQUAL },
    { "==", IDL_TOKEN_EQUAL },      { "!=", IDL_TOKEN_NOT_EQUAL },
    { "&&", IDL_TOKEN_AND },        { "||", IDL_TOKEN_OR },
    { "->", IDL_TOKEN_ARROW },
  };
  guint start = lexer->pos;
  char c = look (lexer, 0);

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      guint length = (guint) strlen (operators[i].text);

      if (length <= lexer->length - start
          && memcmp (lexer->text + start, operators[i].text, length) == 0)
        {
          lexer->pos += length;
          return make_token (lexer, operators[i].kind, start);
        }
    }
  lexer->pos++;
  return make_token (lexer, (guchar) c, start);
}

static gboolean
begins_token (char c)
{
  return c != '\0' && (is_name_char (c) || strchr ("{}()[];:,*=<>+-/%&|^~!?.\"'", c) != NULL);
}

/* Skips bytes that begin no token; one message is enough for a run of them. */
static void
skip_junk (IdlLexer *lexer)
{
  guint start = lexer->pos;
  char c = look (lexer, 0);

  while (!at_end (lexer) && !begins_token (look (lexer, 0))
         && !g_ascii_isspace (look (lexer, 0)))
    lexer->pos++;
  if (!lexer->quiet)
    idl_error (lexer->compiler, (IdlPos){ lexer->source, start },
               g_ascii_isprint (c) ? "unexpected character '%c'" : "unexpected byte 0x%02X",
               (guchar) c);
}

IdlToken
idl_lexer_next (IdlLexer *lexer)
{
  IdlToken token;
  char c;

  if (skip_layout (lexer, &token))
    return token;
  while (!at_end (lexer) && !begins_token (look (lexer, 0)))
    {
      skip_junk (lexer);
      if (skip_layout (lexer, &token))
        return token;
    }
  if (at_end (lexer))
    return (IdlToken){ .pos = { lexer->source, lexer->length }, .end = lexer->length, .text = "" };
  c = look (lexer, 0);
  if (g_ascii_isalpha (c) || c == '_' || c == '$')
    return read_name (lexer);
  if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (look (lexer, 1))))
    return read_number (lexer);
  if (c == '"' || c == '\'')
    return read_quoted (lexer, lexer->pos, FALSE);
  return read_punctuation (lexer);
}

IdlToken
idl_lexer_raw (IdlLexer *lexer)
{
  guint start;
  guint end;
  IdlToken token;

  while (g_ascii_isspace (look (lexer, 0)))
    lexer->pos++;
  start = lexer->pos;
  while (!at_end (lexer) && strchr (",)\n", look (lexer, 0)) == NULL)
    lexer->pos++;
  end = lexer->pos;
  while (end > start && g_ascii_isspace (lexer->text[end - 1]))
    end--;
  token = make_token (lexer, IDL_TOKEN_NAME, start);
  token.text = idl_pool_strndup (lexer->compiler->pool, lexer->text + start, end - start);
  return token;
}

const char *
idl_token_describe (IdlPool *pool, const IdlToken *token)
{
  switch (token->kind)
    {
    case IDL_TOKEN_END:
      return "the end of the file";
    case IDL_TOKEN_NAME:
    case IDL_TOKEN_INTEGER:
    case IDL_TOKEN_FLOAT:
      return idl_pool_printf (pool, "'%.60s'", token->text);
    case IDL_TOKEN_STRING:
    case IDL_TOKEN_WIDE_STRING:
      return "a string";
    case IDL_TOKEN_CHAR:
    case IDL_TOKEN_WIDE_CHAR:
      return "a character";
    default:
      return idl_pool_printf (pool, "'%s'", token->text);
    }
}
