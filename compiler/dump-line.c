/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The lines of a dump: offset, path, type, value. Whatever the bytes say, a line holds
 * printable characters only: terminals obey others.
 */

#include "dump-private.h"
#include "emit-type.h"
#include "type.h"

#include <string.h>

/* Wide enough for most, so that most columns are straight. */
#define PATH_WIDTH 28
#define TYPE_WIDTH 16

void
idl_dump_print (IdlDump *dump, guint node, gsize offset, const char *type, const char *format,
                ...)
{
  char path[BECK_NDR_PATH_SIZE];
  va_list args;

  idl_dump_path (dump, node, path);
  g_string_printf (dump->text, "%08" G_GSIZE_MODIFIER "x  %-*s  %-*s  ", dump->base + offset,
                   PATH_WIDTH, path, TYPE_WIDTH, type);
  va_start (args, format);
  g_string_append_vprintf (dump->text, format, args);
  va_end (args);
  dump->line (dump->text->str, dump->line_data);
}

/* ---- Types ---- */

static const char *
tag_name (const IdlTag *tag)
{
  const char *name = tag->decl.name != NULL ? tag->decl.name : tag->given_name;

  return name != NULL ? name : idl_tag_keyword (tag);
}

/* A definition on the spot would be printed with its body. */
static void
print_type (const IdlType *type, GString *out)
{
  if (type->kind == IDL_TYPE_ALIAS)
    g_string_append (out, type->alias->decl.name);
  else if (type->kind == IDL_TYPE_TAG)
    g_string_append (out, tag_name (type->tag));
  else if (type->kind == IDL_TYPE_BASE)
    idl_emit_type_name (&(IdlType){ .kind = IDL_TYPE_BASE, .base = type->base, .sign = type->sign },
                        out);
  else
    g_string_append (out, type->kind == IDL_TYPE_SAFEARRAY ? "SAFEARRAY" : "?");
}

static void
print_layout (const IdlLayout *layout, GString *out)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_STRING:
    case IDL_LAYOUT_PIPE:
      print_layout (layout->element, out);
      break;
    case IDL_LAYOUT_POINTER:
      if (layout->type->kind == IDL_TYPE_ALIAS)
        {
          print_type (layout->type, out);
          break;
        }
      print_layout (layout->target, out);
      g_string_append (out, g_str_has_suffix (out->str, "*") ? "*" : " *");
      break;
    case IDL_LAYOUT_OBJECT:
      g_string_append (out, layout->interface != NULL ? layout->interface->decl.name : "void");
      break;
    case IDL_LAYOUT_CONTEXT:
      g_string_append (out, layout->context_name != NULL ? layout->context_name : "context");
      break;
    case IDL_LAYOUT_STRUCT:
    case IDL_LAYOUT_UNION:
      g_string_append (out, tag_name (layout->shape->tag));
      break;
    case IDL_LAYOUT_IGNORED:
      g_string_append (out, "[ignore]");
      break;
    default:
      print_type (layout->type, out);
      break;
    }
}

const char *
idl_dump_type_name (IdlDump *dump, const IdlLayout *layout)
{
  g_string_truncate (dump->type, 0);
  print_layout (layout, dump->type);
  return dump->type->str;
}

/* ---- Characters ---- */

static void
append_char (gunichar c, gunichar quote, GString *out)
{
  static const char letters[] = "abtnvfr";

  if (c == quote || c == '\\')
    g_string_append_printf (out, "\\%c", (char) c);
  else if (c >= '\a' && c <= '\r')
    g_string_append_printf (out, "\\%c", letters[c - '\a']);
  else if (c < 0x80 ? g_ascii_isprint ((char) c)
                    : g_unichar_isprint (c) && !g_unichar_iszerowidth (c))
    g_string_append_unichar (out, c);
  else
    g_string_append_printf (out, c < 0x100     ? "\\x%02x"
                                 : c < 0x10000 ? "\\u%04x"
                                               : "\\U%08x",
                            c);
}

/* Of which code page bytes above 0x7f are, nobody knows. */
static void
append_byte (guint8 c, gunichar quote, GString *out)
{
  if (c < 0x80)
    append_char (c, quote, out);
  else
    g_string_append_printf (out, "\\x%02x", c);
}

static gsize
append_unit (const guint16 *units, gsize left, GString *out)
{
  gunichar c = units[0];

  if (c >= 0xD800 && c < 0xDC00 && left > 1 && units[1] >= 0xDC00 && units[1] < 0xE000)
    {
      append_char (0x10000 + ((c - 0xD800) << 10) + (units[1] - 0xDC00u), '"', out);
      return 2;
    }
  if (c >= 0xD800 && c < 0xE000)
    g_string_append_printf (out, "\\u%04x", c);
  else
    append_char (c, '"', out);
  return 1;
}

static void
print_quoted (IdlDump *dump, guint node, gsize offset, const char *text, gsize length)
{
  g_autofree char *type
      = g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]",
                         idl_dump_type_name (dump, idl_dump_node (dump, node)->layout), length);

  idl_dump_print (dump, node, offset, type, "\"%s\"", text);
}

void
idl_dump_print_chars (IdlDump *dump, guint node, gsize offset, const char *chars, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    append_byte ((guint8) chars[i], '"', text);
  print_quoted (dump, node, offset, text->str, length);
}

void
idl_dump_print_chars16 (IdlDump *dump, guint node, gsize offset, const guint16 *chars,
                        gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < length;)
    i += append_unit (chars + i, length - i, text);
  print_quoted (dump, node, offset, text->str, length);
}

/* ---- Bytes ---- */

#define ROW 16

static void
append_row (const guint8 *bytes, gsize n, GString *out)
{
  g_string_truncate (out, 0);
  for (gsize i = 0; i < ROW; i++)
    if (i < n)
      g_string_append_printf (out, "%02x ", bytes[i]);
    else
      g_string_append (out, "   ");
  g_string_append (out, " |");
  for (gsize i = 0; i < n; i++)
    g_string_append_c (out, g_ascii_isprint ((char) bytes[i]) ? (char) bytes[i] : '.');
  g_string_append_c (out, '|');
}

void
idl_dump_print_bytes (IdlDump *dump, guint node, gsize offset, const char *type,
                      const guint8 *bytes, gsize size)
{
  g_autofree char *name = g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", type, size);
  g_autoptr (GString) row = g_string_new (NULL);

  for (gsize at = 0; at < size; at += ROW)
    {
      append_row (bytes + at, MIN (ROW, size - at), row);
      idl_dump_print (dump, node, offset + at, at == 0 ? name : "", "%s", row->str);
    }
}

/* ---- Scalars ---- */

static const char *
enumerator (const IdlType *type, IdlNumber number)
{
  const IdlTag *tag = idl_type_tag (type);

  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlConst *constant = g_ptr_array_index (tag->fields, i);

      if (constant->known && idl_number_compare (*constant->number, number) == 0)
        return constant->decl.name;
    }
  return "not in the enum";
}

static void
append_number (IdlNumber number, guint bytes, GString *out)
{
  guint64 bits = number.bits & (G_MAXUINT64 >> (64 - 8 * bytes));

  if (number.negative)
    g_string_printf (out, "%" G_GINT64_FORMAT, (gint64) number.bits);
  else
    g_string_printf (out, "%" G_GUINT64_FORMAT, number.bits);
  if (number.negative || number.bits > 9)
    g_string_append_printf (out, " (0x%0*" G_GINT64_MODIFIER "x)", (int) (2 * bytes), bits);
}

static void
append_character (guint16 unit, guint bytes, GString *out)
{
  g_string_append (out, " '");
  if (bytes == 1)
    append_byte ((guint8) unit, '\'', out);
  else if (unit >= 0xD800 && unit < 0xE000)
    g_string_append_printf (out, "\\u%04x", unit);
  else
    append_char (unit, '\'', out);
  g_string_append_c (out, '\'');
}

/* What the number stands for, if it is more than a number. */
static void
append_meaning (const IdlLayout *layout, IdlNumber number, GString *out)
{
  const IdlType *type = idl_type_resolve (layout->type);

  if (layout->scalar == IDL_SCALAR_ENUM16 || layout->scalar == IDL_SCALAR_ENUM32)
    g_string_append_printf (out, " %s", enumerator (type, number));
  else if (idl_type_is_base (type, IDL_BASE_BOOLEAN))
    g_string_append (out, idl_number_is_zero (number) ? " FALSE" : " TRUE");
  else if (idl_type_is_base (type, IDL_BASE_CHAR) || idl_type_is_base (type, IDL_BASE_WCHAR))
    append_character ((guint16) number.bits, layout->wire[IDL_NDR20], out);
}

void
idl_dump_print_scalar (IdlDump *dump, guint node, gsize offset)
{
  const IdlDumpNode *scalar = idl_dump_node (dump, node);
  g_autoptr (GString) value = g_string_new (NULL);

  append_number (scalar->number, scalar->layout->wire[IDL_NDR20], value);
  append_meaning (scalar->layout, scalar->number, value);
  idl_dump_print (dump, node, offset, idl_dump_type_name (dump, scalar->layout), "%s",
                  value->str);
}

void
idl_dump_print_float (IdlDump *dump, guint node, gsize offset, double value)
{
  const IdlLayout *layout = idl_dump_node (dump, node)->layout;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, layout->scalar == IDL_SCALAR_FLOAT ? "%.9g" : "%.17g",
                   value);
  idl_dump_print (dump, node, offset, idl_dump_type_name (dump, layout), "%s", text);
}
