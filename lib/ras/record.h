/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Records: what every process of a user may know of connections that are up, and of dials, so that
 * no entry is dialled twice and no helper of a dialler that died is left. A key file for each is
 * in the runtime directory (BECK_RAS_RUNTIME_DIR; else /run/beck/ras for root,
 * $XDG_RUNTIME_DIR/beck/ras for others; mode 0700). A link outlives the process that dialled it
 * (spec/ras.md 3.9), its record too: any process lists it, counts its uses, hangs it up, and
 * takes it over when its owner is gone.
 *
 * A record is read and changed with the directory's lock held (flock), which no foreign code and
 * nothing slow happens under. A change replaces the file. Records whose helper and owner are both
 * gone are stale: reading the directory removes them. A dial needs its owner: without that it is
 * stale, too, and its helper is ended.
 */

#include <beck/types.h>
#include <glib.h>

#include "ras/backend.h"
#include "ras/process.h"

typedef struct
{
  GUID id; /* names the file */
  char *entry; /* texts: set by beck_ras_record_set() */
  char *book;
  char *backend;
  char *phone_number;
  guint32 flags; /* RASCF_ */
  guint32 uses; /* dials not hung up; 0: it is being hung up */
  guint32 state; /* RASCS_Connected, RASCS_Disconnected; any other: it is being dialled */
  guint32 sub_state;
  guint32 error;
  BeckRasLink link;
  gint64 since; /* CLOCK_BOOTTIME, microseconds: since it is connected or was cleared */
  gint64 begun; /* as since; set when the record is first written */
  BeckRasCounts baseline; /* what is taken off the counts */
  BeckRasProcessId owner; /* the process with the session */
  BeckRasProcessId helper; /* pid 0: the link ends with its owner */
  GKeyFile *session; /* what the back end saved, in BECK_RAS_RECORD_SESSION */
} BeckRasRecord;

#define BECK_RAS_RECORD_SESSION "Session"

BeckRasRecord *beck_ras_record_new (void); /* zero; NULL without memory */
void beck_ras_record_free (BeckRasRecord *record); /* (nullable) */

/* Puts a copy of @value into one of the texts of a record. FALSE, and nothing changed, if there
 * is no memory. */
gboolean beck_ras_record_set (char **text, const char *value);

/* Functions return 0 or an error; each takes the lock by itself. ERROR_ACCESS_DENIED: the
 * directory is not ours alone; ERROR_INVALID_DATA: the file of the record is none;
 * ERROR_TIMEOUT: somebody keeps the lock. */

/* Writes a new record, or replaces the one of the same id. */
guint32 beck_ras_record_write (const BeckRasRecord *record);

/* Writes the record of a dial that begins. ERROR_DIAL_ALREADY_IN_PROGRESS, and nothing is written,
 * if somebody dials that entry of that book; ERROR_PORT_ALREADY_OPEN if it is up. */
guint32 beck_ras_record_reserve (const BeckRasRecord *record);

/* Reads it again, lets @change edit it and writes it back, all under the lock. @change returns
 * FALSE to leave it alone. ERROR_INVALID_HANDLE if it is gone. @result (out) (nullable): as it
 * is now. */
guint32 beck_ras_record_change (const GUID *id,
                                gboolean (*change) (BeckRasRecord *record, gpointer data),
                                gpointer data, BeckRasRecord **result);
guint32 beck_ras_record_remove (const GUID *id);
guint32 beck_ras_record_read (const GUID *id, BeckRasRecord **record);

/* All of them, by the time they were begun. (element-type BeckRasRecord) */
guint32 beck_ras_record_list (GPtrArray **records);

/* Watching the directory: @changed runs on the loop's thread, after records were added, changed
 * or removed, or a helper or an owner has died; the caller looks what it was. NULL if that
 * cannot be. While the loop is held. */
typedef struct BeckRasWatch BeckRasWatch;
BeckRasWatch *beck_ras_watch_new (void (*changed) (gpointer data), gpointer data);
void beck_ras_watch_free (BeckRasWatch *watch); /* on the loop's thread */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckRasRecord, beck_ras_record_free)
