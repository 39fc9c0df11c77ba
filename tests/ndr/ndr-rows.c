/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The rows of all files as one list. Files and rows keep their places, by which the corpus of
 * fuzz-ndr knows them: new ones come last.
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

guint
ndr_n_files (void)
{
  return G_N_ELEMENTS (all_rows);
}

const NdrRow *
ndr_row_of (guint file, guint place, const BeckNdrMethod **method)
{
  const NdrRows *rows;

  if (file >= G_N_ELEMENTS (all_rows) || place >= all_rows[file]->n_rows)
    return NULL;
  rows = all_rows[file];
  *method = ndr_method (rows->interface, rows->rows[place].method);
  return &rows->rows[place];
}

const NdrRow *
ndr_row (guint index, const BeckNdrMethod **method)
{
  guint file = 0;

  for (; index >= all_rows[file]->n_rows; file++)
    index -= all_rows[file]->n_rows;
  return ndr_row_of (file, index, method);
}
