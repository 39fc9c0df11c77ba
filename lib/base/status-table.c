/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/status-table.h"

#include <beck/hresult.h>

#define ROW(name, text) { (guint32) (name), #name, text },

const BeckStatusRow beck_hresult_rows[] = {
#include "hresult-rows.inc"
};
const gsize beck_n_hresult_rows = G_N_ELEMENTS (beck_hresult_rows);

const BeckStatusRow beck_status_rows[] = {
#include "status-rows.inc"
};
const gsize beck_n_status_rows = G_N_ELEMENTS (beck_status_rows);
