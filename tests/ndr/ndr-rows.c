/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The rows of all files as one list.
 */

#include "ndr-rows.h"

#include <string.h>

static const NdrRows *const all_rows[] = {
  &ndr_rows_examples, &ndr_rows_scalars,  &ndr_rows_arrays,  &ndr_rows_texts,
  &ndr_rows_unions,   &ndr_rows_pointers, &ndr_rows_special,
};

guint
ndr_n_rows (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all_rows); i++)
    n += all_rows[i]->n_rows;
  return n;
}

const BeckNdrMethod *
ndr_method (const BeckNdrInterface *interface, const char *name)
{
  for (guint i = 0; i < interface->n_methods; i++)
    if (strcmp (interface->methods[i].name, name) == 0)
      return &interface->methods[i];
  g_error ("no procedure %s in %s", name, interface->name);
}

const NdrRow *
ndr_row (guint index, const BeckNdrMethod **method)
{
  const NdrRows *const *rows = all_rows;

  for (; index >= (*rows)->n_rows; rows++)
    index -= (*rows)->n_rows;
  *method = ndr_method ((*rows)->interface, (*rows)->rows[index].method);
  return &(*rows)->rows[index];
}
