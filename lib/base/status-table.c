/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/status-table.h"

#include <beck/hresult.h>
#include <stdlib.h>
#include <win/raserror.h>

#define ROW(name, text) { (guint32) (name), #name, text },

const BeckStatusRow beck_hresult_rows[] = {
#include "hresult-rows.inc"
};
const gsize beck_n_hresult_rows = G_N_ELEMENTS (beck_hresult_rows);

const BeckStatusRow beck_status_rows[] = {
#include "status-rows.inc"
};
const gsize beck_n_status_rows = G_N_ELEMENTS (beck_status_rows);

const BeckStatusRow beck_ras_error_rows[] = {
#include "raserror-rows.inc"
};
const gsize beck_n_ras_error_rows = G_N_ELEMENTS (beck_ras_error_rows);

static int
compare_number (const void *key, const void *row)
{
  guint32 a = *(const guint32 *) key;
  guint32 b = ((const BeckStatusRow *) row)->number;

  return (a > b) - (a < b);
}

const BeckStatusRow *
beck_status_row_find (guint32 number, const BeckStatusRow *rows, gsize n_rows)
{
  return bsearch (&number, rows, n_rows, sizeof *rows, compare_number);
}
