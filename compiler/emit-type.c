/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Types and declarators as C writes them: from the inside out, the name in the middle.
 * IDL types have fixed widths, so no C "long" appears, unless --c-long asks for it.
 */

#include "emit-type.h"
#include "expr.h"
#include "type.h"

#include <string.h>

typedef struct
{
  const char *plain;
  const char *is_signed;
  const char *is_unsigned;
} BaseName;

static const BaseName bases[] = {
  [IDL_BASE_VOID] = { "void", "void", "void" },
  [IDL_BASE_BOOLEAN] = { "BOOLEAN", "BOOLEAN", "BOOLEAN" },
  [IDL_BASE_BYTE] = { "byte", "byte", "byte" },
  [IDL_BASE_CHAR] = { "unsigned char", "signed char", "unsigned char" },
  [IDL_BASE_SMALL] = { "signed char", "signed char", "unsigned char" },
  [IDL_BASE_SHORT] = { "SHORT", "SHORT", "USHORT" },
  [IDL_BASE_LONG] = { "LONG", "LONG", "ULONG" },
  [IDL_BASE_C_LONG] = { "long", "long", "unsigned long" },
  [IDL_BASE_HYPER] = { "LONGLONG", "LONGLONG", "ULONGLONG" },
  [IDL_BASE_INT] = { "INT", "INT", "UINT" },
  [IDL_BASE_INT3264] = { "LONG_PTR", "LONG_PTR", "ULONG_PTR" },
  [IDL_BASE_FLOAT] = { "float", "float", "float" },
  [IDL_BASE_DOUBLE] = { "double", "double", "double" },
  [IDL_BASE_WCHAR] = { "WCHAR", "WCHAR", "WCHAR" },
  [IDL_BASE_ERROR_STATUS] = { "error_status_t", "error_status_t", "error_status_t" },
  [IDL_BASE_HANDLE] = { "handle_t", "handle_t", "handle_t" },
};

static void
indent_to (guint indent, GString *out)
{
  for (guint i = 0; i < indent; i++)
    g_string_append_c (out, ' ');
}

static const char *
base_name (const IdlType *type)
{
  const BaseName *name = &bases[type->base];

  return type->sign == IDL_SIGN_UNSIGNED ? name->is_unsigned
         : type->sign == IDL_SIGN_SIGNED ? name->is_signed
                                         : name->plain;
}

/* The type all declarators of a declaration share. */
static const IdlType *
innermost (const IdlType *type)
{
  while (type->kind == IDL_TYPE_POINTER || type->kind == IDL_TYPE_ARRAY
         || type->kind == IDL_TYPE_FUNCTION)
    type = type->target;
  return type;
}

/* IDL's enumerators have 32 bits, with or without sign; those of C are of type int. */
static gboolean
is_above_int (const IdlConst *constant)
{
  return constant->known && !constant->number->negative && constant->number->bits > G_MAXINT32;
}

static void
emit_value (const IdlConst *constant, GString *out)
{
  if (constant->value != NULL)
    {
      gboolean above = is_above_int (constant);

      g_string_append (out, above ? " = (int) " : " = ");
      idl_expr_print (constant->value, above ? idl_expr_precedence (IDL_EXPR_CAST) : 0, out);
    }
  else if (is_above_int (constant) && constant->number->bits == (guint64) G_MAXINT32 + 1)
    g_string_append_printf (out, " = (int) 0x%" G_GINT64_MODIFIER "X", constant->number->bits);
}

static void
emit_enumerators (const IdlTag *tag, guint indent, GString *out)
{
  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlConst *constant = g_ptr_array_index (tag->fields, i);

      indent_to (indent, out);
      g_string_append (out, constant->decl.name);
      emit_value (constant, out);
      g_string_append (out, i + 1 < tag->fields->len ? ",\n" : "\n");
    }
}

static void
emit_field_end (const IdlVar *field, GString *out)
{
  if (field->bits != NULL)
    {
      g_string_append (out, " : ");
      idl_expr_print (field->bits, 0, out);
    }
}

static void
emit_fields (const IdlTag *tag, guint indent, GString *out)
{
  gboolean any = FALSE;

  for (guint i = 0; i < tag->fields->len; i++)
    {
      const IdlVar *field = g_ptr_array_index (tag->fields, i);

      if (field->type == NULL)
        continue;
      any = TRUE;
      if (field->continued)
        {
          g_string_truncate (out, out->len - 2);
          g_string_append (out, ", ");
          idl_emit_declarator (field->type, field->decl.name, IDL_IN_FIELD, out);
        }
      else
        {
          indent_to (indent, out);
          idl_emit_specifiers (field->type, indent, out);
          g_string_append (out, field->decl.name != NULL ? " " : "");
          idl_emit_declarator (field->type, field->decl.name, IDL_IN_FIELD, out);
        }
      emit_field_end (field, out);
      g_string_append (out, ";\n");
    }
  /* All arms empty: C wants a member. */
  if (!any)
    {
      indent_to (indent, out);
      g_string_append (out, "char empty;\n");
    }
}

static void
emit_encapsulated (const IdlTag *tag, guint indent, GString *out)
{
  indent_to (indent, out);
  idl_emit_declaration (tag->discriminant->type, tag->discriminant->decl.name, IDL_IN_FIELD,
                        out);
  g_string_append (out, ";\n");
  indent_to (indent, out);
  g_string_append (out, "union\n");
  indent_to (indent, out);
  g_string_append (out, "{\n");
  emit_fields (tag, indent + 2, out);
  indent_to (indent, out);
  g_string_append_printf (out, "} %s;\n", tag->union_name);
}

static void
emit_body (const IdlTag *tag, guint indent, GString *out)
{
  g_string_append_c (out, '\n');
  indent_to (indent, out);
  g_string_append (out, "{\n");
  if (tag->kind == IDL_TAG_ENUM)
    emit_enumerators (tag, indent + 2, out);
  else if (tag->kind == IDL_TAG_ENCAPSULATED)
    emit_encapsulated (tag, indent + 2, out);
  else
    emit_fields (tag, indent + 2, out);
  indent_to (indent, out);
  g_string_append_c (out, '}');
}

static void
emit_tag (const IdlType *type, guint indent, GString *out)
{
  const IdlTag *tag = type->tag;

  if (!type->defines && tag->decl.name == NULL && tag->given_name != NULL)
    {
      g_string_append (out, tag->given_name);
      return;
    }
  g_string_append (out, idl_tag_keyword (tag));
  if (tag->decl.name != NULL)
    g_string_append_printf (out, " %s", tag->decl.name);
  if (type->defines)
    emit_body (tag, indent, out);
}

/* Programs see a type as the ACF presents it. */
static const char *
local_name (const IdlTypedef *alias)
{
  const IdlAttr *attr = idl_attrs_find (&alias->decl.attrs, IDL_ATTR_REPRESENT_AS);

  if (attr == NULL)
    attr = idl_attrs_find (&alias->decl.attrs, IDL_ATTR_USER_MARSHAL);
  return attr != NULL ? attr->text : alias->decl.name;
}

void
idl_emit_specifiers (const IdlType *type, guint indent, GString *out)
{
  type = innermost (type);
  if (type->quals & IDL_QUAL_CONST)
    g_string_append (out, "const ");
  if (type->quals & IDL_QUAL_VOLATILE)
    g_string_append (out, "volatile ");
  switch (type->kind)
    {
    case IDL_TYPE_BASE:
      g_string_append (out, base_name (type));
      break;
    case IDL_TYPE_TAG:
      emit_tag (type, indent, out);
      break;
    case IDL_TYPE_ALIAS:
      g_string_append (out, local_name (type->alias));
      break;
    case IDL_TYPE_INTERFACE:
      g_string_append (out, type->interface->decl.name);
      break;
    case IDL_TYPE_SAFEARRAY:
      g_string_append (out, "SAFEARRAY *");
      break;
    default:
      /* Pipes are spelled out where they are declared; broken types reach no output. */
      g_string_append (out, "void");
      break;
    }
}

static void
emit_bracket (const IdlType *array, gboolean outermost, IdlDeclPlace place, GString *out)
{
  g_string_append_c (out, '[');
  if (array->bound == IDL_BOUND_FIXED)
    idl_expr_print (array->upper, 0, out);
  else if (array->bound == IDL_BOUND_RANGE && array->count != NULL)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, array->count->bits);
  else if (!outermost || place == IDL_IN_FIELD)
    g_string_append_c (out, '1');
  g_string_append_c (out, ']');
}

/* Everything of @type around @inner, the declarator so far. */
static void
wrap (const IdlType *type, GString *inner, gboolean outermost, IdlDeclPlace place)
{
  g_autoptr (GString) qualifiers = g_string_new (NULL);

  switch (type->kind)
    {
    case IDL_TYPE_POINTER:
      if (type->quals & IDL_QUAL_CONST)
        g_string_append (qualifiers, "const ");
      if (type->quals & IDL_QUAL_VOLATILE)
        g_string_append (qualifiers, "volatile ");
      g_string_prepend (inner, qualifiers->str);
      g_string_prepend_c (inner, '*');
      if (type->target->kind == IDL_TYPE_ARRAY || type->target->kind == IDL_TYPE_FUNCTION)
        {
          g_string_prepend_c (inner, '(');
          g_string_append_c (inner, ')');
        }
      outermost = FALSE;
      break;
    case IDL_TYPE_ARRAY:
      emit_bracket (type, outermost, place, inner);
      outermost = FALSE;
      break;
    case IDL_TYPE_FUNCTION:
      g_string_append_c (inner, ' ');
      idl_emit_params (NULL, type->params, type->variadic, inner);
      break;
    default:
      return;
    }
  wrap (type->target, inner, outermost, place);
}

void
idl_emit_declarator (const IdlType *type, const char *name, IdlDeclPlace place, GString *out)
{
  g_autoptr (GString) inner = g_string_new (name);

  wrap (type, inner, TRUE, place);
  g_string_append (out, inner->str);
}

void
idl_emit_declaration (const IdlType *type, const char *name, IdlDeclPlace place, GString *out)
{
  gsize before;

  idl_emit_specifiers (type, 0, out);
  g_string_append_c (out, ' ');
  before = out->len;
  idl_emit_declarator (type, name, place, out);
  if (out->len == before || out->str[before - 2] == '*')
    {
      /* No blank behind "void" alone, nor between a star and the name. */
      g_string_erase (out, (gssize) before - 1, 1);
    }
}

void
idl_emit_type_name (const IdlType *type, GString *out)
{
  idl_emit_declaration (type, NULL, IDL_IN_PARAM, out);
}

void
idl_emit_result (const IdlType *type, GString *out)
{
  idl_emit_type_name (type, out);
  if (out->str[out->len - 1] != '*')
    g_string_append_c (out, ' ');
}

char *
idl_param_name (const GPtrArray *params, guint index)
{
  const IdlVar *param = g_ptr_array_index (params, index);

  return param->decl.name != NULL ? g_strdup (param->decl.name)
                                  : g_strdup_printf ("arg%u", index + 1);
}

#define LINE_WIDTH 100

static guint
column_of (const GString *out)
{
  const char *newline = memrchr (out->str, '\n', out->len);

  return (guint) (newline != NULL ? out->str + out->len - newline - 1 : (gssize) out->len);
}

guint
idl_emit_open_list (GString *out)
{
  guint column;

  g_string_append_c (out, '(');
  column = column_of (out);
  return column <= LINE_WIDTH * 2 / 3 ? column : 8;
}

void
idl_emit_item (const char *item, const char *separator, guint indent, GString *out)
{
  if (*separator != '\0' && column_of (out) + strlen (item) + 4 > LINE_WIDTH)
    {
      g_string_append (out, ",\n");
      indent_to (indent, out);
    }
  else
    g_string_append (out, separator);
  g_string_append (out, item);
}

void
idl_emit_params (const char *first, const GPtrArray *params, gboolean variadic, GString *out)
{
  const char *separator = "";
  guint indent;

  indent = idl_emit_open_list (out);
  if (first != NULL)
    {
      g_string_append (out, first);
      separator = ", ";
    }
  for (guint i = 0; i < params->len; i++)
    {
      const IdlVar *param = g_ptr_array_index (params, i);
      g_autofree char *name = idl_param_name (params, i);
      g_autoptr (GString) item = g_string_new (NULL);

      idl_emit_declaration (param->type, name, IDL_IN_PARAM, item);
      idl_emit_item (item->str, separator, indent, out);
      separator = ", ";
    }
  if (variadic)
    g_string_append_printf (out, "%s...", separator);
  else if (*separator == '\0')
    g_string_append (out, "void");
  g_string_append_c (out, ')');
}
