/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Names and texts of the codes in <beck/hresult.h> and <beck/status.h>, made from these
 * headers by status-rows.awk. Both tables rise by their number, read as unsigned.
 */

#include <glib.h>

typedef struct
{
  guint32 number;
  const char *name;
  const char *text;
} BeckStatusRow;

G_GNUC_INTERNAL extern const BeckStatusRow beck_hresult_rows[];
G_GNUC_INTERNAL extern const gsize beck_n_hresult_rows;

G_GNUC_INTERNAL extern const BeckStatusRow beck_status_rows[];
G_GNUC_INTERNAL extern const gsize beck_n_status_rows;
