/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Structures, in place or as calls of their functions: the same for writing and reading.
 */

#include "emit-ndr-private.h"

static void
print_member (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value, gboolean behind)
{
  if (printer->reading)
    (behind ? idl_ndr_get_behind : idl_ndr_get_flat) (printer, layout, value);
  else
    (behind ? idl_ndr_put_behind : idl_ndr_put_flat) (printer, layout, value);
}

void
idl_ndr_members (IdlNdrPrinter *printer, const IdlShape *shape, const char *value, gboolean behind)
{
  IdlNdrPrinter outer = *printer;
  IDL_C prefix = idl_ndr_prefix (printer->prefix, value);

  printer->shape = shape;
  printer->proc = NULL;
  printer->prefix = prefix;
  printer->index = NULL;
  printer->all_ready = behind;
  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlMember *member = &shape->members[i];
      IDL_C place = idl_ndr_member (prefix, member);

      printer->ready = i;
      printer->field = member->name != NULL ? member->name : outer.field;
      if (!behind || member->layout->behind)
        print_member (printer, member->layout, place, behind);
    }
  printer->ready = outer.ready;
  printer->all_ready = outer.all_ready;
  printer->shape = outer.shape;
  printer->proc = outer.proc;
  printer->prefix = outer.prefix;
  printer->index = outer.index;
  printer->field = outer.field;
}

void
idl_ndr_struct (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value, gboolean behind)
{
  const IdlShape *shape = layout->shape;

  if (idl_ndr_has_function (shape))
    {
      idl_ndr_try (printer, "%s_%s%s (ndr, &%s%s)", printer->reading ? "get" : "put",
                   behind ? "behind_" : "", shape->ident, value,
                   !behind && shape->tail != NULL ? ", max" : "");
      return;
    }
  if (!behind)
    idl_ndr_align_to (printer, shape->align[IDL_NDR20]);
  idl_ndr_members (printer, shape, value, behind);
}
