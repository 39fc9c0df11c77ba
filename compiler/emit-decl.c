/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Typedefs, tags, constants, and the lines that pass through to the header.
 */

#include "emit.h"
#include "emit-type.h"
#include "expr.h"
#include "type.h"

#include <string.h>

static void
emit_typedef (IdlEmitter *emitter, const IdlTypedef *alias)
{
  if (alias->type->kind == IDL_TYPE_PIPE)
    idl_emit_pipe (emitter, alias);
  else if (alias->continued)
    {
      /* Behind the declarator before, in place of its ";\n". */
      g_string_truncate (emitter->body, emitter->body->len - 2);
      g_string_append (emitter->body, ", ");
      idl_emit_declarator (alias->type, alias->decl.name, IDL_IN_FIELD, emitter->body);
      g_string_append (emitter->body, ";\n");
    }
  else
    {
      g_string_append (emitter->body, "typedef ");
      idl_emit_declaration (alias->type, alias->decl.name, IDL_IN_FIELD, emitter->body);
      g_string_append (emitter->body, ";\n");
    }
  idl_emit_type_helpers (emitter, alias);
}

static void
emit_extern (IdlEmitter *emitter, const IdlVar *variable)
{
  g_string_append (emitter->body, "extern ");
  idl_emit_declaration (variable->type, variable->decl.name, IDL_IN_PARAM, emitter->body);
  g_string_append (emitter->body, ";\n");
}

static void
emit_tag (IdlEmitter *emitter, const IdlTagUse *use)
{
  idl_emit_specifiers (use->type, 0, emitter->body);
  g_string_append (emitter->body, ";\n");
}

/* The literal without the suffix IDL gave it, if @expr is nothing but one in base 16. */
static char *
hexadecimal (const IdlExpr *expr)
{
  gsize length;

  if (expr->kind != IDL_EXPR_INTEGER || g_ascii_strncasecmp (expr->text, "0x", 2) != 0)
    return NULL;
  length = 2 + strspn (expr->text + 2, "0123456789abcdefABCDEF");
  return g_strndup (expr->text, length);
}

/* An integer with the suffix that gives it its type in C. */
static void
append_integer (const IdlConst *constant, GString *out)
{
  gboolean is_signed = idl_type_is_signed (constant->type);
  gboolean wide = idl_type_integer_bits (constant->type) == 64;
  IdlType plain = *constant->type;
  const char *suffix = is_signed ? (wide ? "LL" : "") : (wide ? "ULL" : "u");
  g_autofree char *hex = hexadecimal (constant->value);
  gint64 value = (gint64) constant->number->bits;

  if (idl_type_integer_bits (constant->type) < 32)
    suffix = "";
  if (hex != NULL && constant->number->negative)
    {
      /* 0x80004005 as a signed constant: C needs to be told. */
      plain.quals = 0;
      plain.base = plain.base == IDL_BASE_C_LONG ? IDL_BASE_LONG : plain.base;
      g_string_append (out, "((");
      idl_emit_type_name (&plain, out);
      g_string_append_printf (out, ") %s%s)", hex, wide ? "ULL" : "u");
    }
  else if (hex != NULL)
    g_string_append_printf (out, "(%s%s)", hex, suffix);
  else if (!constant->number->negative)
    g_string_append_printf (out, "(%" G_GUINT64_FORMAT "%s)", constant->number->bits, suffix);
  else if (value == G_MININT64 || value == G_MININT32)
    /* The minus sign is no part of a C literal, and 2147483648 is no int. */
    g_string_append_printf (out, "(%" G_GINT64_FORMAT "%s - 1)", value + 1, suffix);
  else
    g_string_append_printf (out, "(%" G_GINT64_FORMAT "%s)", value, suffix);
}

static void
emit_const (IdlEmitter *emitter, const IdlConst *constant)
{
  GString *out = emitter->body;
  IdlExprKind kind = constant->value->kind;

  g_string_append_printf (out, "#define %s ", constant->decl.name);
  if (kind == IDL_EXPR_STRING || kind == IDL_EXPR_WIDE_STRING)
    idl_expr_print (constant->value, 0, out);
  else if (kind == IDL_EXPR_CHAR || kind == IDL_EXPR_WIDE_CHAR || !constant->known)
    {
      g_string_append_c (out, '(');
      if (idl_type_is_pointer (constant->type))
        {
          g_string_append_c (out, '(');
          idl_emit_type_name (constant->type, out);
          g_string_append (out, ") ");
        }
      idl_expr_print (constant->value, idl_expr_precedence (IDL_EXPR_CAST), out);
      g_string_append_c (out, ')');
    }
  else
    append_integer (constant, out);
  g_string_append_c (out, '\n');
}

/* One line in the output, unless it is long */
static gboolean
is_short (const IdlDecl *decl)
{
  const IdlType *type;

  if (decl->kind == IDL_DECL_TAG_USE)
    return !((const IdlTagUse *) decl)->type->defines;
  if (decl->kind != IDL_DECL_TYPEDEF)
    return TRUE;
  for (type = ((const IdlTypedef *) decl)->type; type != NULL && type->kind != IDL_TYPE_TAG;
       type = type->target)
    if (type->kind == IDL_TYPE_PIPE)
      return FALSE;
  return type == NULL || !type->defines;
}

static gboolean
is_quote_of (const IdlDecl *decl, const char *directive)
{
  return decl->kind == IDL_DECL_CPP_QUOTE
         && g_str_has_prefix (((const IdlText *) decl)->text, directive);
}

/* TRUE if @next belongs on the lines right below @decl. */
static gboolean
stay_together (const IdlDecl *decl, const IdlDecl *next)
{
  if (is_quote_of (decl, "#if") || is_quote_of (next, "#endif"))
    return TRUE;
  if (next->kind == IDL_DECL_TYPEDEF && ((const IdlTypedef *) next)->continued)
    return TRUE;
  return decl->kind == next->kind && is_short (decl) && is_short (next);
}

void
idl_emit_decl (IdlEmitter *emitter, const IdlDecl *decl)
{
  switch (decl->kind)
    {
    case IDL_DECL_TYPEDEF:
      emit_typedef (emitter, (const IdlTypedef *) decl);
      break;
    case IDL_DECL_TAG_USE:
      emit_tag (emitter, (const IdlTagUse *) decl);
      break;
    case IDL_DECL_EXTERN:
      emit_extern (emitter, (const IdlVar *) decl);
      break;
    case IDL_DECL_CONST:
      emit_const (emitter, (const IdlConst *) decl);
      break;
    case IDL_DECL_CPP_QUOTE:
      g_string_append_printf (emitter->body, "%s\n", ((const IdlText *) decl)->text);
      break;
    case IDL_DECL_PRAGMA:
      g_string_append_printf (emitter->body, "#pragma %s\n", ((const IdlText *) decl)->text);
      break;
    default:
      break;
    }
}

static gboolean
is_plain (const IdlDecl *decl)
{
  return decl->kind == IDL_DECL_TYPEDEF || decl->kind == IDL_DECL_TAG_USE
         || decl->kind == IDL_DECL_CONST || decl->kind == IDL_DECL_EXTERN
         || decl->kind == IDL_DECL_CPP_QUOTE || decl->kind == IDL_DECL_PRAGMA;
}

void
idl_emit_members (IdlEmitter *emitter, const GPtrArray *members)
{
  const IdlDecl *previous = NULL;

  for (guint i = 0; i < members->len; i++)
    {
      const IdlDecl *decl = g_ptr_array_index (members, i);

      if (!is_plain (decl))
        continue;
      if (previous != NULL && !stay_together (previous, decl))
        g_string_append_c (emitter->body, '\n');
      idl_emit_decl (emitter, decl);
      previous = decl;
    }
  if (previous != NULL)
    g_string_append_c (emitter->body, '\n');
}
