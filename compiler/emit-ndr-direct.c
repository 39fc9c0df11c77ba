/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The short way through structures whose flat part is numbers, pointers and fixed arrays of
 * numbers: one check for the room of all of it, then a copy per member at an offset known
 * here. The runtime refuses it (NULL) if bytes have to be swapped or there is too little
 * room; the way through every member, printed behind it, then does the work or finds
 * the member at fault.
 */

#include "emit-ndr-private.h"

/* One member takes the long way as fast. */
#define LEAST_MEMBERS 2

/* Larger ones inside others have functions of their own, so that structures of structures of
 * structures do not become code without end. */
#define MOST_BYTES_INSIDE 256

static gboolean shape_is_direct (const IdlShape *shape);

static gboolean
is_direct (const IdlLayout *layout)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_SCALAR:
      return layout->plain;
    case IDL_LAYOUT_POINTER:
      return layout->pointer == IDL_POINTER_UNIQUE;
    case IDL_LAYOUT_ARRAY:
      return layout->wire[IDL_NDR20] != 0 && layout->element->kind == IDL_LAYOUT_SCALAR
             && layout->element->plain;
    case IDL_LAYOUT_STRUCT:
      return layout->wire[IDL_NDR20] <= MOST_BYTES_INSIDE && shape_is_direct (layout->shape);
    default:
      return FALSE;
    }
}

static gboolean
shape_is_direct (const IdlShape *shape)
{
  if (shape->is_union || shape->wire[IDL_NDR20] == 0)
    return FALSE;
  for (guint i = 0; i < shape->n_members; i++)
    if (!is_direct (shape->members[i].layout))
      return FALSE;
  return TRUE;
}

static char *
at_offset (guint offset)
{
  return offset == 0 ? g_strdup ("at") : g_strdup_printf ("at + %u", offset);
}

/* A reader does not look at gaps; a writer must not send what was in memory (3.1). */
static void
print_gap (IdlNdrPrinter *printer, guint from, guint to)
{
  IDL_C at = at_offset (from);

  if (!printer->reading && to > from)
    idl_ndr_line (printer, "memset (%s, 0, %u);", at, to - from);
}

static void
print_pointer (IdlNdrPrinter *printer, const char *value, const char *at)
{
  if (printer->reading)
    idl_ndr_line (printer, "%s = beck_ndr_get_direct_unique (%s);", value, at);
  else
    idl_ndr_line (printer, "beck_ndr_put_direct_unique (ndr, %s, %s);", at, value);
}

static void
print_copy (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value, const char *at)
{
  const char *address = layout->kind == IDL_LAYOUT_ARRAY ? "" : "&";
  guint size = layout->wire[IDL_NDR20];

  if (printer->reading)
    idl_ndr_line (printer, "memcpy (%s%s, %s, %u);", address, value, at, size);
  else
    idl_ndr_line (printer, "memcpy (%s, %s%s, %u);", at, address, value, size);
}

/* The members below @prefix, the first at @offset; returns where they end. */
static guint
print_members (IdlNdrPrinter *printer, const IdlShape *shape, const char *prefix, guint offset)
{
  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlMember *member = &shape->members[i];
      const IdlLayout *layout = member->layout;
      guint align = layout->align[IDL_NDR20];
      guint start = (offset + align - 1) / align * align;
      IDL_C place = idl_ndr_member (prefix, member);
      IDL_C at = at_offset (start);

      print_gap (printer, offset, start);
      offset = start + layout->wire[IDL_NDR20];
      if (layout->kind == IDL_LAYOUT_STRUCT)
        {
          IDL_C inner = idl_ndr_prefix (prefix, place);

          print_members (printer, layout->shape, inner, start);
        }
      else if (layout->kind == IDL_LAYOUT_POINTER)
        print_pointer (printer, place, at);
      else
        print_copy (printer, layout, place, at);
    }
  return offset;
}

void
idl_ndr_direct (IdlNdrPrinter *printer, const IdlShape *shape)
{
  if (shape->n_members < LEAST_MEMBERS || !shape_is_direct (shape))
    return;
  idl_ndr_line (printer, "%sguint8 *at = beck_ndr_%s_direct (ndr, %u, %u);",
                printer->reading ? "const " : "", printer->reading ? "get" : "put",
                shape->align[IDL_NDR20], shape->wire[IDL_NDR20]);
  idl_ndr_blank (printer);
  idl_ndr_line (printer, "if (G_LIKELY (at != NULL))");
  printer->indent += 2;
  idl_ndr_open (printer);
  print_members (printer, shape, printer->prefix, 0);
  idl_ndr_line (printer, "return TRUE;");
  idl_ndr_close (printer);
  printer->indent -= 2;
}
