/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lines, names and places in the functions that marshaling code consists of.
 */

#include "emit-ndr-private.h"
#include "type.h"

#include <stdarg.h>
#include <string.h>

/* Blocks put further in later have room for it. */
#define LINE_WIDTH 96

void
idl_ndr_printer_init (IdlNdrPrinter *printer, GString *out)
{
  *printer = (IdlNdrPrinter){ .out = out, .indent = 2 };
  printer->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  printer->locals = g_string_new (NULL);
  printer->checks = g_string_new (NULL);
  printer->releases = g_string_new (NULL);
  printer->commits = g_string_new (NULL);
  printer->tags = g_hash_table_new (NULL, NULL);
}

void
idl_ndr_printer_clear (IdlNdrPrinter *printer)
{
  g_hash_table_unref (printer->names);
  g_string_free (printer->locals, TRUE);
  g_string_free (printer->checks, TRUE);
  g_string_free (printer->releases, TRUE);
  g_string_free (printer->commits, TRUE);
  g_hash_table_unref (printer->tags);
}

static void
append_indent (IdlNdrPrinter *printer, guint extra)
{
  for (guint i = 0; i < printer->indent + extra; i++)
    g_string_append_c (printer->out, ' ');
}

/* The parenthesis that closes the one at @open, or NULL. */
static char *
closing (char *open)
{
  guint depth = 0;

  for (char *p = open; *p != '\0'; p++)
    if (*p == '(')
      depth++;
    else if (*p == ')' && --depth == 0)
      return p;
  return NULL;
}

/* "&(*p)" is p, unless it goes on behind: "&(*p)[i]". */
static void
simplify (char *text)
{
  char *p = text;

  while ((p = strstr (p, "&(*")) != NULL)
    {
      char *end = closing (p + 1);

      if (end == NULL || (end[1] != '\0' && strchr ("[.-", end[1]) != NULL))
        p++;
      else
        {
          memmove (end, end + 1, strlen (end + 1) + 1);
          memmove (p, p + 3, strlen (p + 3) + 1);
        }
    }
}

void
idl_ndr_line (IdlNdrPrinter *printer, const char *format, ...)
{
  IDL_C line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  simplify (line);
  append_indent (printer, 0);
  g_string_append_printf (printer->out, "%s\n", line);
}

void
idl_ndr_blank (IdlNdrPrinter *printer)
{
  g_string_append_c (printer->out, '\n');
}

void
idl_ndr_align_to (IdlNdrPrinter *printer, guint align)
{
  if (align > 1)
    idl_ndr_try (printer, "beck_ndr_%s_align (ndr, %u)", printer->reading ? "get" : "put", align);
}

/* Braces stand two columns further in than what they belong to, as in all of Beck. */
void
idl_ndr_open (IdlNdrPrinter *printer)
{
  idl_ndr_line (printer, "{");
  printer->indent += 2;
}

void
idl_ndr_close (IdlNdrPrinter *printer)
{
  printer->indent -= 2;
  idl_ndr_line (printer, "}");
}

gsize
idl_ndr_body (IdlNdrPrinter *printer)
{
  gsize start = printer->out->len;

  printer->indent += 2;
  idl_ndr_open (printer);
  return start;
}

/* Whether line @text stands at @indent columns and no further. */
static gboolean
stands_at (const char *text, guint indent)
{
  return strspn (text, " ") == indent;
}

/* How much of a body's braces is not needed: those around a single statement, or around a block
 * that has its own. A block that belongs to a statement stands further in. */
static gboolean
is_single (char *const *lines, guint n, guint indent)
{
  guint statements = 0;

  for (guint i = 0; i < n; i++)
    statements += stands_at (lines[i], indent) && lines[i][indent] != '}';
  return statements <= 1;
}

/* What belongs to an if or a loop: one statement stands alone, others in braces. */
void
idl_ndr_body_end (IdlNdrPrinter *printer, gsize start)
{
  g_auto (GStrv) lines = NULL;
  guint n;

  idl_ndr_close (printer);
  printer->indent -= 2;
  lines = g_strsplit (printer->out->str + start, "\n", -1);
  n = g_strv_length (lines) - 1;
  if (n < 3 || !is_single (lines + 1, n - 2, printer->indent + 4))
    return;
  g_string_truncate (printer->out, start);
  for (guint i = 1; i + 1 < n; i++)
    g_string_append_printf (printer->out, "%s\n", lines[i][0] != '\0' ? lines[i] + 2 : "");
}

/* Whether text from @start on declares a variable at the current indentation. */
static gboolean
declares (const IdlNdrPrinter *printer, gsize start)
{
  static const char *const types[] = { "gsize ",     "gint",      "guint",       "LONG_PTR ",
                                       "ULONG_PTR ", "gboolean ", "const void *" };
  const char *line = printer->out->str + start;

  for (; line != NULL && *line != '\0'; line = strchr (line, '\n'))
    {
      line += *line == '\n';
      if (strspn (line, " ") != printer->indent)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        if (g_str_has_prefix (line + printer->indent, types[i]))
          return TRUE;
    }
  return FALSE;
}

gsize
idl_ndr_block (IdlNdrPrinter *printer)
{
  return printer->out->len;
}

void
idl_ndr_block_end (IdlNdrPrinter *printer, gsize start)
{
  g_auto (GStrv) lines = NULL;

  if (!declares (printer, start))
    return;
  lines = g_strsplit (printer->out->str + start, "\n", -1);
  g_string_truncate (printer->out, start);
  idl_ndr_open (printer);
  for (guint i = 0; lines[i + 1] != NULL; i++)
    g_string_append_printf (printer->out, "%s%s\n", lines[i][0] != '\0' ? "  " : "", lines[i]);
  idl_ndr_close (printer);
}

/* What names the place of a fault in an expression that follows. */
static char *
try_head (const IdlNdrPrinter *printer)
{
  if (printer->index != NULL)
    return g_strdup_printf ("BECK_NDR_TRY_AT (ndr, \"%s\", %s,", printer->field, printer->index);
  return g_strdup_printf ("BECK_NDR_TRY (ndr, \"%s\",", printer->field);
}

void
idl_ndr_try (IdlNdrPrinter *printer, const char *format, ...)
{
  IDL_C expression = NULL;
  IDL_C head = NULL;
  va_list args;

  va_start (args, format);
  expression = g_strdup_vprintf (format, args);
  va_end (args);
  simplify (expression);
  if (printer->field == NULL)
    {
      idl_ndr_line (printer, "if (G_UNLIKELY (!(%s)))", expression);
      idl_ndr_line (printer, "  return FALSE;");
      return;
    }
  head = try_head (printer);
  append_indent (printer, 0);
  g_string_append (printer->out, head);
  if (printer->indent + strlen (head) + strlen (expression) + 3 > LINE_WIDTH)
    {
      g_string_append_c (printer->out, '\n');
      append_indent (printer, printer->index != NULL ? 17 : 14);
    }
  else
    g_string_append_c (printer->out, ' ');
  g_string_append_printf (printer->out, "%s);\n", expression);
}

char *
idl_ndr_failure (const IdlNdrPrinter *printer, const char *call)
{
  IDL_C head = NULL;

  if (printer->field == NULL)
    return g_strdup_printf ("return %s;", call);
  head = try_head (printer);
  return g_strdup_printf ("%s %s);", head, call);
}

const char *
idl_ndr_name (IdlNdrPrinter *printer, const char *base)
{
  for (guint i = 1;; i++)
    {
      char *name = i == 1 ? g_strdup (base) : g_strdup_printf ("%s_%u", base, i);

      if (!g_hash_table_contains (printer->names, name))
        {
          g_hash_table_add (printer->names, name);
          return name;
        }
      g_free (name);
    }
}

IdlNdrLoop
idl_ndr_loop (IdlNdrPrinter *printer, const char *from, const char *to)
{
  IdlNdrLoop loop = { idl_ndr_name (printer, "i"), printer->index, 0 };

  idl_ndr_line (printer, "for (gsize %s = %s; %s < %s; %s++)", loop.variable, from, loop.variable,
                to, loop.variable);
  printer->index = loop.variable;
  loop.start = idl_ndr_body (printer);
  return loop;
}

void
idl_ndr_loop_end (IdlNdrPrinter *printer, const IdlNdrLoop *loop)
{
  idl_ndr_body_end (printer, loop->start);
  printer->index = loop->outer;
}

/* ---- Places ---- */

char *
idl_ndr_member (const char *prefix, const IdlMember *member)
{
  return member->name != NULL ? g_strdup_printf ("%s%s", prefix, member->name) : NULL;
}

char *
idl_ndr_prefix (const char *prefix, const char *value)
{
  return value != NULL ? g_strdup_printf ("%s.", value) : g_strdup (prefix);
}

gboolean
idl_ndr_has_function (const IdlShape *shape)
{
  return shape->ident != NULL;
}

/* A union's tag is aligned for itself (wire.md 3.5), all others as what they are. */
guint
idl_ndr_align (const IdlLayout *layout)
{
  if (layout->kind == IDL_LAYOUT_UNION && layout->shape->discriminant != NULL)
    return layout->shape->discriminant->align[IDL_NDR20];
  return layout->align[IDL_NDR20];
}

/* ---- Types ---- */

static gboolean
points_at_const (const IdlType *type)
{
  const IdlType *target = idl_type_target (type);

  while (target != NULL && target->kind == IDL_TYPE_ARRAY)
    target = target->target;
  for (; target != NULL; target = target->kind == IDL_TYPE_ALIAS ? target->alias->type : NULL)
    if (target->quals & IDL_QUAL_CONST)
      return TRUE;
  return FALSE;
}

/* @type by its own name, without the qualifiers of this use. */
static char *
plain_name (const IdlType *type)
{
  IdlType plain = *type;
  GString *out = g_string_new (NULL);

  plain.quals = 0;
  plain.defines = FALSE;
  idl_emit_type_name (&plain, out);
  return g_string_free (out, FALSE);
}

char *
idl_ndr_type (const IdlLayout *layout)
{
  const IdlType *type = layout->type;

  if ((layout->kind == IDL_LAYOUT_STRUCT || layout->kind == IDL_LAYOUT_UNION)
      && layout->shape->name != NULL && type->kind == IDL_TYPE_TAG)
    return g_strdup (layout->shape->name);
  /* "const T" may be hidden in a typedef: typedef const GUID *REFGUID. */
  while (type->kind == IDL_TYPE_ALIAS && (type->alias->type->quals & IDL_QUAL_CONST)
         && layout->user_name == NULL)
    type = type->alias->type;
  return plain_name (type);
}

/* Whether the array is what *pointer is in C. With [size_is] it begins at the pointer instead, and
 * arrays in C are its elements. */
static gboolean
is_pointer_to_array (const IdlLayout *pointer)
{
  const IdlType *type = idl_type_resolve (pointer->type);
  const IdlLayout *element = pointer->target->element;

  if (pointer->target->dims[0].conformant
      && (element->kind == IDL_LAYOUT_ARRAY || element->kind == IDL_LAYOUT_STRING))
    return FALSE;
  return type->kind == IDL_TYPE_POINTER && idl_type_resolve (type->target)->kind == IDL_TYPE_ARRAY;
}

/* "((LONG *) value)"; for strings in place "((CHAR (*)[20]) value)". */
static char *
cast_elements (const IdlLayout *array, const char *value)
{
  const IdlLayout *element = array->element;
  IDL_C type = NULL;

  if (element->kind != IDL_LAYOUT_STRING)
    {
      type = idl_ndr_type (element);
      return g_strdup_printf ("((%s *) %s)", type, value);
    }
  type = idl_ndr_type (element->element);
  return g_strdup_printf ("((%s (*)[%" G_GUINT64_FORMAT "]) %s)", type, element->dims[0].count,
                          value);
}

char *
idl_ndr_elements (const IdlLayout *array, const char *value)
{
  return array->n_dims > 1 ? cast_elements (array, value) : g_strdup (value);
}

char *
idl_ndr_pointee (const IdlLayout *pointer, const char *value)
{
  const IdlLayout *target = pointer->target;
  gboolean constant = points_at_const (pointer->type);
  IDL_C type = NULL;

  if (target->kind == IDL_LAYOUT_ARRAY || target->kind == IDL_LAYOUT_STRING)
    {
      if (target->n_dims > 1
          || (constant && !is_pointer_to_array (pointer)
              && target->element->kind != IDL_LAYOUT_STRING))
        return cast_elements (target, value);
      return is_pointer_to_array (pointer) ? g_strdup_printf ("(*%s)", value) : g_strdup (value);
    }
  if (!constant)
    return g_strdup_printf ("(*%s)", value);
  type = idl_ndr_type (target);
  return g_strdup_printf ("(*(%s *) %s)", type, value);
}

const char *
idl_ndr_scalar_name (IdlScalar scalar)
{
  static const char *const names[] = {
    [IDL_SCALAR_U8] = "u8",           [IDL_SCALAR_I8] = "u8",
    [IDL_SCALAR_U16] = "u16",         [IDL_SCALAR_I16] = "u16",
    [IDL_SCALAR_U32] = "u32",         [IDL_SCALAR_I32] = "u32",
    [IDL_SCALAR_U64] = "u64",         [IDL_SCALAR_I64] = "u64",
    [IDL_SCALAR_FLOAT] = "float",     [IDL_SCALAR_DOUBLE] = "double",
    [IDL_SCALAR_ENUM16] = "enum16",   [IDL_SCALAR_ENUM32] = "u32",
    [IDL_SCALAR_INT3264] = "int3264", [IDL_SCALAR_UINT3264] = "uint3264",
  };

  return names[scalar];
}

const char *
idl_ndr_bulk_name (const IdlLayout *element)
{
  if (element->kind != IDL_LAYOUT_SCALAR || !element->plain)
    return NULL;
  switch (element->wire[IDL_NDR20])
    {
    case 1:
      return "bytes";
    case 2:
      return "u16s";
    case 4:
      return "u32s";
    default:
      return "u64s";
    }
}

char *
idl_ndr_tail_path (const IdlShape *shape)
{
  const IdlMember *last = &shape->members[shape->n_members - 1];
  IDL_C inner = NULL;

  if (last->layout->kind != IDL_LAYOUT_STRUCT)
    return g_strdup (last->name);
  inner = idl_ndr_tail_path (last->layout->shape);
  return last->name != NULL ? g_strdup_printf ("%s.%s", last->name, inner)
                            : g_steal_pointer (&inner);
}

char *
idl_ndr_user_record (const IdlLayout *layout)
{
  return g_strdup_printf ("user_%s", layout->user_name);
}

char *
idl_ndr_context_record (const IdlNdrPrinter *printer, const IdlLayout *layout)
{
  if (layout->alias != NULL)
    return g_strdup_printf ("context_%s", layout->context_name);
  return g_strdup_printf ("context_%s_%s", printer->proc->ident,
                          layout->context_name != NULL ? layout->context_name : "result");
}
