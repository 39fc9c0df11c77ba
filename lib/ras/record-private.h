/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Between the files of records: the directory they are in (record-directory.c), and what stands
 * in their files (record-keys.c). Errors are numbers of Win32, as in record.h.
 */

#include "ras/record.h"

/* A name of a file in the directory is the record's GUID. */
typedef char BeckRasRecordName[37];

/* The directory, made if @make says so, with its lock held. *@directory is -1, with 0, if it is
 * not there. ERROR_ACCESS_DENIED if others could put something into it; ERROR_TIMEOUT if the
 * lock cannot be had. */
guint32 beck_ras_records_lock (gboolean make, int *directory);

/* The lock is given back, the descriptor closed. */
void beck_ras_records_unlock (int directory);

/* The directory without its lock, to be closed; made if it is not there. */
guint32 beck_ras_records_open (int *directory);

/* (out) (transfer full): the text, to be freed with beck_free(). ERROR_INVALID_HANDLE if there
 * is no such file; ERROR_INVALID_DATA for what is no plain file of ours of a sensible size. */
guint32 beck_ras_records_load (int directory, const char *name, char **text, gsize *size);

/* Puts a new file into the place of the one of that name. */
guint32 beck_ras_records_store (int directory, const char *name, const char *text, gsize size);
guint32 beck_ras_records_remove (int directory, const char *name);

/* Calls @func with each name that could be a record's. */
guint32 beck_ras_records_foreach (int directory, guint32 (*func) (const char *name, gpointer data),
                                  gpointer data);

/* (transfer full) */
char *beck_ras_record_print (const BeckRasRecord *record, gsize *size);

/* ERROR_INVALID_DATA for what beck_ras_record_print() would not write on this start of the
 * system. @record keeps what was read; it is to be freed. */
guint32 beck_ras_record_parse (BeckRasRecord *record, const char *text, gsize size);
