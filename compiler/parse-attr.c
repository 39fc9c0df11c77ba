/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Attribute lists. What an argument looks like comes from the table in attr.c; where
 * an attribute may stand is judged later, when the declaration it belongs to is known.
 */

#include "parser.h"

#include <string.h>

static gboolean
parse_guid (const char *text, GUID *guid)
{
  static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  guint8 bytes[16];
  guint n = 0;

  if (strlen (text) != strlen (shape))
    return FALSE;
  for (guint i = 0; shape[i] != '\0'; i++)
    if (shape[i] == '-' ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  for (guint i = 0; shape[i] != '\0'; i++)
    if (text[i] != '-')
      {
        bytes[n++] = (guint8) (g_ascii_xdigit_value (text[i]) << 4
                               | g_ascii_xdigit_value (text[i + 1]));
        i++;
      }
  guid->Data1 = (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8
                | bytes[3];
  guid->Data2 = (guint16) (bytes[4] << 8 | bytes[5]);
  guid->Data3 = (guint16) (bytes[6] << 8 | bytes[7]);
  memcpy (guid->Data4, bytes + 8, 8);
  return TRUE;
}

/* Reads raw text behind the current token and makes what follows it current. */
static IdlToken
take_raw (IdlParser *parser)
{
  IdlToken raw = idl_lexer_raw (&parser->lexer);

  idl_parser_next (parser);
  return raw;
}

/* With the current token '(' (or ',' in [custom]): a UUID, bare or quoted. */
static void
parse_uuid (IdlParser *parser, IdlAttr *attr)
{
  IdlToken token = idl_parser_peek (parser);
  g_autofree char *bare = NULL;
  gsize length;

  if (token.kind == IDL_TOKEN_STRING)
    {
      idl_parser_next (parser);
      idl_parser_next (parser);
    }
  else
    token = take_raw (parser);
  length = strlen (token.text);
  bare = length > 2 && token.text[0] == '{' && token.text[length - 1] == '}'
             ? g_strndup (token.text + 1, length - 2)
             : g_strdup (token.text);
  if (!parse_guid (bare, &attr->uuid))
    idl_error (parser->compiler, token.pos, "malformed UUID '%.60s'", token.text);
}

static void
parse_version (IdlParser *parser, IdlAttr *attr)
{
  IdlToken token = take_raw (parser);
  g_auto (GStrv) parts = g_strsplit (token.text, ".", -1);
  guint n = g_strv_length (parts);
  guint64 numbers[2] = { 0, 0 };
  gboolean good = n == 1 || n == 2;

  for (guint i = 0; good && i < n; i++)
    good = g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT16, &numbers[i], NULL);
  if (!good)
    idl_error (parser->compiler, token.pos, "malformed version '%.60s'", token.text);
  attr->major = (guint) numbers[0];
  attr->minor = (guint) numbers[1];
}

static void
parse_exprs (IdlParser *parser, IdlAttr *attr, gboolean blanks)
{
  attr->exprs = idl_pool_array (parser->compiler->pool);
  do
    {
      gboolean blank
          = blanks && (idl_parser_at (parser, ',') || idl_parser_at (parser, ')'));

      g_ptr_array_add (attr->exprs, blank ? NULL : idl_parse_expr (parser));
    }
  while (!parser->failed && idl_parser_accept (parser, ','));
}

static void
parse_texts (IdlParser *parser, IdlAttr *attr, gboolean strings)
{
  attr->texts = idl_pool_array (parser->compiler->pool);
  do
    g_ptr_array_add (attr->texts, (gpointer) (strings ? idl_parser_string (parser)
                                                      : idl_parser_name (parser, "a name")));
  while (!parser->failed && idl_parser_accept (parser, ','));
}

/* The name of a C type, which may be several words and stars, up to ',' or ')'. */
static void
parse_foreign (IdlParser *parser, IdlAttr *attr)
{
  IdlToken raw = take_raw (parser);

  attr->text = raw.text;
  if (raw.text[0] == '\0')
    idl_parser_fail_expected (parser, "the name of a type");
  if (idl_parser_accept (parser, ','))
    g_ptr_array_add (parser->compiler->acf_includes, (gpointer) idl_parser_string (parser));
}

static void
parse_range (IdlParser *parser, IdlAttr *attr)
{
  parse_exprs (parser, attr, FALSE);
  if (parser->failed || attr->exprs->len == 2)
    return;
  idl_error (parser->compiler, attr->pos, "[range] needs a lower and an upper bound");
  g_ptr_array_set_size (attr->exprs, 0);
  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (attr->exprs, idl_expr_broken (parser));
}

static void
parse_levels (IdlParser *parser, IdlAttr *attr)
{
  gboolean empty = TRUE;

  parse_exprs (parser, attr, TRUE);
  for (guint i = 0; i < attr->exprs->len; i++)
    empty &= g_ptr_array_index (attr->exprs, i) == NULL;
  if (empty)
    idl_error (parser->compiler, attr->pos, "[%s] needs an expression",
               idl_attr_info (attr->id)->name);
}

/* Behind '(' for all but the shapes that read raw text. */
static void
parse_cooked_argument (IdlParser *parser, IdlAttr *attr)
{
  switch (idl_attr_info (attr->id)->shape)
    {
    case IDL_ARG_EXPR:
      attr->exprs = idl_pool_array (parser->compiler->pool);
      g_ptr_array_add (attr->exprs, idl_parse_expr (parser));
      break;
    case IDL_ARG_EXPRS:
      parse_exprs (parser, attr, FALSE);
      break;
    case IDL_ARG_LEVELS:
      parse_levels (parser, attr);
      break;
    case IDL_ARG_RANGE:
      parse_range (parser, attr);
      break;
    case IDL_ARG_TYPE:
      attr->type = idl_parse_type_name (parser);
      break;
    case IDL_ARG_NAME:
      attr->text = idl_parser_name (parser, "a name");
      break;
    case IDL_ARG_NAMES:
      parse_texts (parser, attr, FALSE);
      break;
    case IDL_ARG_STRING:
      attr->text = idl_parser_string (parser);
      break;
    case IDL_ARG_STRINGS:
      parse_texts (parser, attr, TRUE);
      break;
    case IDL_ARG_HANDLE:
      attr->type = idl_parse_specifiers (parser);
      attr->text = idl_parser_name (parser, "the name of a handle variable");
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
parse_argument (IdlParser *parser, IdlAttr *attr)
{
  switch (idl_attr_info (attr->id)->shape)
    {
    case IDL_ARG_FREE:
      idl_parser_skip_parentheses (parser);
      return;
    case IDL_ARG_UUID:
      parse_uuid (parser, attr);
      break;
    case IDL_ARG_VERSION:
      parse_version (parser, attr);
      break;
    case IDL_ARG_FOREIGN:
      parse_foreign (parser, attr);
      break;
    case IDL_ARG_CUSTOM:
      parse_uuid (parser, attr);
      if (idl_parser_expect (parser, ','))
        parse_exprs (parser, attr, FALSE);
      break;
    default:
      idl_parser_next (parser);
      parse_cooked_argument (parser, attr);
      break;
    }
  idl_parser_expect (parser, ')');
}

static void
parse_unknown (IdlParser *parser, IdlPos pos, const char *name)
{
  idl_error (parser->compiler, pos, "unknown attribute '%.60s'", name);
  if (idl_parser_at (parser, '('))
    idl_parser_skip_parentheses (parser);
}

static void
parse_attr (IdlParser *parser, IdlAttrs *attrs, gboolean acf)
{
  IdlPos pos = parser->token.pos;
  const char *name = idl_parser_name (parser, "an attribute");
  IdlAttrId id = name != NULL ? idl_attr_lookup (name) : IDL_N_ATTRS;
  IdlAttr *attr;

  if (name == NULL)
    return;
  if (id == IDL_N_ATTRS)
    {
      parse_unknown (parser, pos, name);
      return;
    }
  attr = idl_pool_new0 (parser->compiler->pool, IdlAttr);
  *attr = (IdlAttr){ .id = id, .pos = pos, .from_acf = acf };
  if (idl_attr_info (id)->shape == IDL_ARG_NONE)
    {
      if (idl_parser_at (parser, '('))
        idl_parser_fail (parser, pos, "[%s] takes no argument", name);
    }
  else if (idl_parser_at (parser, '('))
    parse_argument (parser, attr);
  else if (!idl_attr_info (id)->optional)
    idl_parser_fail (parser, pos, "[%s] needs an argument", name);
  if (!parser->failed && idl_attrs_add (attrs, parser->compiler->pool, attr))
    idl_warning (parser->compiler, pos, "[%s] is given twice; the last one counts", name);
}

void
idl_parse_attrs (IdlParser *parser, IdlAttrs *attrs, gboolean acf)
{
  attrs->list = NULL;
  while (!parser->failed && idl_parser_accept (parser, '['))
    {
      /* Between commas, in front and at the end there may be nothing: what a macro that
       * stands for no attribute leaves behind. */
      while (idl_parser_accept (parser, ','))
        ;
      while (!parser->failed && !idl_parser_at (parser, ']'))
        {
          parse_attr (parser, attrs, acf);
          if (!idl_parser_at (parser, ','))
            break;
          while (idl_parser_accept (parser, ','))
            ;
        }
      idl_parser_expect (parser, ']');
    }
}
