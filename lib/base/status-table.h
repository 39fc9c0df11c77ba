/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Names and texts of the codes in <beck/hresult.h>, <beck/status.h> and <win/raserror.h>, made
 * from these headers by status-rows.awk. The tables rise by their number, read as unsigned.
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

/* The errors of remote access. Some of their numbers are those of system errors, too. */
G_GNUC_INTERNAL extern const BeckStatusRow beck_ras_error_rows[];
G_GNUC_INTERNAL extern const gsize beck_n_ras_error_rows;

/* Returns: (nullable): the row of @number */
G_GNUC_INTERNAL const BeckStatusRow *beck_status_row_find (guint32 number,
                                                           const BeckStatusRow *rows,
                                                           gsize n_rows);
