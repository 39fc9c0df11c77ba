/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading unions, as C (wire.md 3.5): the tag, which is compared with what [switch_is] says, and
 * the arm it names.
 */

#include "emit-ndr-get.h"

/* Reads the tag into gint64 variable @tag. */
void
idl_ndr_get_tag (IdlNdrPrinter *printer, const IdlShape *shape, const char *tag)
{
  static const char *const types[] = {
    [IDL_SCALAR_U8] = "guint8",        [IDL_SCALAR_I8] = "gint8",
    [IDL_SCALAR_U16] = "guint16",      [IDL_SCALAR_I16] = "gint16",
    [IDL_SCALAR_U32] = "guint32",      [IDL_SCALAR_I32] = "gint32",
    [IDL_SCALAR_U64] = "guint64",      [IDL_SCALAR_I64] = "gint64",
    [IDL_SCALAR_ENUM16] = "gint32",    [IDL_SCALAR_ENUM32] = "gint32",
    [IDL_SCALAR_INT3264] = "LONG_PTR", [IDL_SCALAR_UINT3264] = "ULONG_PTR",
    [IDL_SCALAR_FLOAT] = "",           [IDL_SCALAR_DOUBLE] = "",
  };
  IdlScalar scalar = shape->discriminant->scalar;
  const char *wire = idl_ndr_name (printer, "wire");

  idl_ndr_line (printer, "%s %s;", types[scalar], wire);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_%s (ndr, &%s)", idl_ndr_scalar_name (scalar), wire);
  idl_ndr_line (printer, "%s = (gint64) %s;", tag, wire);
}

/* Compares the tag read with [switch_is], now or later. In the latter case it is kept for
 * what is behind. */
static void
compare_tag (IdlNdrPrinter *printer, const IdlLayout *layout, const char *tag)
{
  IDL_C expected = NULL;
  IDL_C check = NULL;
  const char *noted;

  if (layout->switched == NULL)
    return;
  expected = idl_ndr_expr (printer, layout->switched);
  if (idl_ndr_expr_ready (printer, layout->switched))
    {
      idl_ndr_try (printer, "beck_ndr_get_check_tag (ndr, %s, %s)", tag, expected);
      return;
    }
  noted = idl_ndr_declare_top (printer, "gint64", "noted_tag", "G_MININT64");
  idl_ndr_try (printer, "beck_ndr_get_note_tag (ndr, &%s, %s)", noted, tag);
  g_hash_table_insert (printer->tags, (gpointer) layout, (gpointer) noted);
  check = g_strdup_printf ("%s == G_MININT64 || beck_ndr_get_check_tag (ndr, %s, %s)", noted, noted,
                           expected);
  idl_ndr_check_later (printer, check);
}

static void
get_behind_if_any (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->behind)
    idl_ndr_get_behind (printer, layout, value);
}

void
idl_ndr_get_arms (IdlNdrPrinter *printer, const IdlShape *shape, const char *value, const char *tag,
                  gboolean behind)
{
  IDL_C prefix = idl_ndr_prefix (printer->prefix, value);
  IDL_C call = g_strdup_printf ("beck_ndr_get_no_arm (ndr, %s)", tag);
  IDL_C fault = idl_ndr_failure (printer, call);

  idl_ndr_switch (printer, shape, prefix, tag, behind ? "break;" : fault,
                  behind ? get_behind_if_any : idl_ndr_get_flat);
}

/* What is behind a union: its tag was compared, or noted, when the flat part was read. */
void
idl_ndr_get_union_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const IdlShape *shape = layout->shape;
  const char *noted = g_hash_table_lookup (printer->tags, layout);
  IDL_C tag = NULL;

  if (noted != NULL)
    tag = g_strdup (noted);
  else if (layout->switched != NULL)
    tag = idl_ndr_expr (printer, layout->switched);
  else
    tag = g_strdup_printf ("(gint64) %s%s", printer->prefix, printer->shape->members[0].name);
  if (idl_ndr_has_function (shape))
    idl_ndr_try (printer, "get_behind_%s (ndr, &%s, %s)", shape->ident, value, tag);
  else
    idl_ndr_get_arms (printer, shape, value, tag, TRUE);
}

/* Without a name the arms are printed in place. Inside an encapsulated union the tag has been
 * read as a member. */
static void
get_union_in_place (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const IdlShape *shape = layout->shape;
  const char *tag = idl_ndr_name (printer, "tag");

  idl_ndr_line (printer, "gint64 %s;", tag);
  if (layout->switched != NULL)
    idl_ndr_get_tag (printer, shape, tag);
  else
    idl_ndr_line (printer, "%s = (gint64) %s%s;", tag, printer->prefix,
                  printer->shape->members[0].name);
  compare_tag (printer, layout, tag);
  if (value != NULL)
    idl_ndr_line (printer, "memset (&%s, 0, sizeof %s);", value, value);
  idl_ndr_align_to (printer, shape->arm_align[IDL_NDR20]);
  idl_ndr_get_arms (printer, shape, value, tag, FALSE);
}

void
idl_ndr_get_union_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const char *tag;
  gsize start;

  start = idl_ndr_block (printer);
  if (idl_ndr_has_function (layout->shape))
    {
      tag = idl_ndr_name (printer, "tag");
      idl_ndr_line (printer, "gint64 %s;", tag);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "get_%s (ndr, &%s, &%s)", layout->shape->ident, value, tag);
      compare_tag (printer, layout, tag);
    }
  else
    get_union_in_place (printer, layout, value);
  idl_ndr_block_end (printer, start);
}
