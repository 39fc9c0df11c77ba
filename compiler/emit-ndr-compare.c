/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What attributes promise is compared with what the wire says, as soon as the names in their
 * expressions have been read, otherwise at the function's end.
 */

#include "emit-ndr-get.h"

/* A variable for the whole function. */
const char *
idl_ndr_declare_top (IdlNdrPrinter *printer, const char *type, const char *base, const char *value)
{
  const char *name = idl_ndr_name (printer, base);

  g_string_append_printf (printer->locals, "  %s %s = %s;\n", type, name, value);
  return name;
}

/* A statement for the function's end. */
void
idl_ndr_check_later (IdlNdrPrinter *printer, const char *expression)
{
  IdlNdrPrinter end = *printer;

  end.out = printer->checks;
  end.indent = 2;
  end.index = NULL;
  idl_ndr_try (&end, "%s", expression);
}

gboolean
idl_ndr_both_ready (const IdlNdrPrinter *printer, const IdlExpr *a, const IdlExpr *b)
{
  return (a == NULL || idl_ndr_expr_ready (printer, a))
         && (b == NULL || idl_ndr_expr_ready (printer, b));
}

/* Variable @found, a size or length, against C expression @expected. */
void
idl_ndr_compare (IdlNdrPrinter *printer, const char *what, const char *found, const char *expected,
                 gboolean ready)
{
  IDL_C check = NULL;
  const char *noted;

  if (ready)
    {
      idl_ndr_try (printer, "beck_ndr_get_check_same (ndr, \"%s\", %s, %s)", what, found, expected);
      return;
    }
  noted = idl_ndr_declare_top (printer, "gsize", "noted", "BECK_NDR_NO_COUNT");
  idl_ndr_try (printer, "beck_ndr_get_note_same (ndr, &%s, %s)", noted, found);
  check = g_strdup_printf ("beck_ndr_get_check_same (ndr, \"%s\", %s, %s)", what, noted, expected);
  idl_ndr_check_later (printer, check);
}

void
idl_ndr_compare_size (IdlNdrPrinter *printer, const IdlDim *dim, const char *found)
{
  IDL_C expected = NULL;

  idl_ndr_size_range (printer, dim, found);
  if (dim->size == NULL)
    return;
  expected = idl_ndr_size (printer, dim);
  idl_ndr_compare (printer, "a maximum that is not the size", found, expected,
                   idl_ndr_both_ready (printer, dim->size, NULL));
}
