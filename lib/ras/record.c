/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading and changing records, each under the lock of their directory. Who reads one whose
 * helper and owner are gone removes it: then the link is gone, and nobody is left to do it. The
 * same goes for a dial whose owner is gone; its helper is ended.
 */

#include "ras/record-private.h"

#include <beck/guid.h>
#include <beck/status.h>
#include <string.h>
#include <time.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/alloc.h"

BeckRasRecord *
beck_ras_record_new (void)
{
  return beck_alloc0 (sizeof (BeckRasRecord));
}

void
beck_ras_record_free (BeckRasRecord *record)
{
  if (record == NULL)
    return;
  beck_free (record->entry);
  beck_free (record->book);
  beck_free (record->backend);
  beck_free (record->phone_number);
  g_clear_pointer (&record->session, g_key_file_unref);
  beck_free (record);
}

gboolean
beck_ras_record_set (char **text, const char *value)
{
  gsize size = strlen (value) + 1;
  char *copy = beck_alloc (size);

  if (copy == NULL)
    return FALSE;
  beck_free (*text);
  *text = memcpy (copy, value, size);
  return TRUE;
}

static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
lives (const BeckRasProcessId *id)
{
  return id->pid > 0 && beck_ras_process_id_lives (id);
}

static gboolean
is_dialled (const BeckRasRecord *record)
{
  return record->state != RASCS_Connected && record->state != RASCS_Disconnected;
}

static gboolean
is_stale (const BeckRasRecord *record)
{
  return !lives (&record->owner) && (!lives (&record->helper) || is_dialled (record));
}

/* ---- With the lock ---- */

static guint32
parse (const char *text, gsize size, const char *name, BeckRasRecord **record)
{
  g_autoptr (BeckRasRecord) read = beck_ras_record_new ();
  BeckRasRecordName id;
  guint32 error;

  if (read == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = beck_ras_record_parse (read, text, size);
  if (error != 0)
    return error;
  beck_guid_format (&read->id, id);
  if (strcmp (id, name) != 0)
    return ERROR_INVALID_DATA;
  *record = g_steal_pointer (&read);
  return 0;
}

static guint32
load_any (int directory, const char *name, BeckRasRecord **record)
{
  char *text = NULL;
  gsize size = 0;
  guint32 error = beck_ras_records_load (directory, name, &text, &size);

  if (error == 0)
    error = parse (text, size, name, record);
  beck_free (text);
  return error;
}

static guint32
load (int directory, const char *name, BeckRasRecord **record)
{
  guint32 error = load_any (directory, name, record);

  if (error != 0 || !is_stale (*record))
    return error;
  beck_ras_process_id_kill (&(*record)->helper);
  g_clear_pointer (record, beck_ras_record_free);
  beck_ras_records_remove (directory, name);
  return ERROR_INVALID_HANDLE;
}

static guint32
store (int directory, const char *name, const BeckRasRecord *record)
{
  gsize size;
  g_autofree char *text = beck_ras_record_print (record, &size);

  return beck_ras_records_store (directory, name, text, size);
}

/* ---- One record ---- */

guint32
beck_ras_record_write (const BeckRasRecord *record)
{
  g_autoptr (BeckRasRecord) old = NULL;
  BeckRasRecord stored = *record;
  BeckRasRecordName name;
  guint32 error;
  int directory;

  beck_guid_format (&record->id, name);
  error = beck_ras_records_lock (TRUE, &directory);
  if (error != 0)
    return error;
  stored.begun = load_any (directory, name, &old) == 0 ? old->begun : get_time ();
  error = store (directory, name, &stored);
  beck_ras_records_unlock (directory);
  return error;
}

/* ---- Dials ---- */

typedef struct
{
  int directory;
  const BeckRasRecord *record;
} Reservation;

/* What cannot be read is in nobody's way. */
static guint32
look_for_rival (const char *name, gpointer data)
{
  const Reservation *reservation = data;
  g_autoptr (BeckRasRecord) other = NULL;
  guint32 error = load (reservation->directory, name, &other);

  if (error != 0 || g_strcmp0 (other->entry, reservation->record->entry) != 0
      || g_strcmp0 (other->book, reservation->record->book) != 0)
    return error == ERROR_NOT_ENOUGH_MEMORY ? error : 0;
  if (is_dialled (other))
    return ERROR_DIAL_ALREADY_IN_PROGRESS;
  return other->state == RASCS_Connected && other->uses > 0 ? ERROR_PORT_ALREADY_OPEN : 0;
}

guint32
beck_ras_record_reserve (const BeckRasRecord *record)
{
  BeckRasRecord stored = *record;
  Reservation reservation = { .record = record };
  BeckRasRecordName name;
  guint32 error = beck_ras_records_lock (TRUE, &reservation.directory);

  if (error != 0)
    return error;
  beck_guid_format (&record->id, name);
  stored.begun = get_time ();
  error = beck_ras_records_foreach (reservation.directory, look_for_rival, &reservation);
  if (error == 0)
    error = store (reservation.directory, name, &stored);
  beck_ras_records_unlock (reservation.directory);
  return error;
}

/* ---- Changes ---- */

static guint32
change_locked (int directory, const GUID *id,
               gboolean (*change) (BeckRasRecord *record, gpointer data), gpointer data,
               BeckRasRecord **result)
{
  g_autoptr (BeckRasRecord) record = NULL;
  BeckRasRecordName name;
  guint32 error;

  beck_guid_format (id, name);
  error = load (directory, name, &record);
  if (error == 0 && change != NULL && change (record, data))
    error = store (directory, name, record);
  if (error == 0 && result != NULL)
    *result = g_steal_pointer (&record);
  return error;
}

guint32
beck_ras_record_change (const GUID *id, gboolean (*change) (BeckRasRecord *record, gpointer data),
                        gpointer data, BeckRasRecord **result)
{
  guint32 error;
  int directory;

  if (result != NULL)
    *result = NULL;
  error = beck_ras_records_lock (FALSE, &directory);
  if (error != 0)
    return error;
  if (directory < 0)
    return ERROR_INVALID_HANDLE;
  error = change_locked (directory, id, change, data, result);
  beck_ras_records_unlock (directory);
  return error;
}

guint32
beck_ras_record_read (const GUID *id, BeckRasRecord **record)
{
  return beck_ras_record_change (id, NULL, NULL, record);
}

guint32
beck_ras_record_remove (const GUID *id)
{
  BeckRasRecordName name;
  guint32 error;
  int directory;

  error = beck_ras_records_lock (FALSE, &directory);
  if (error != 0)
    return error;
  if (directory < 0)
    return ERROR_INVALID_HANDLE;
  beck_guid_format (id, name);
  error = beck_ras_records_remove (directory, name);
  beck_ras_records_unlock (directory);
  return error;
}

/* ---- All of them ---- */

typedef struct
{
  int directory;
  GPtrArray *records;
} Listing;

/* What cannot be read is no connection: one bad file must not hide the others. */
static guint32
add_record (const char *name, gpointer data)
{
  Listing *listing = data;
  BeckRasRecord *record = NULL;
  guint32 error = load (listing->directory, name, &record);

  if (record != NULL)
    g_ptr_array_add (listing->records, record);
  return error == ERROR_NOT_ENOUGH_MEMORY ? error : 0;
}

static int
compare_begun (gconstpointer a, gconstpointer b)
{
  const BeckRasRecord *x = *(const BeckRasRecord *const *) a;
  const BeckRasRecord *y = *(const BeckRasRecord *const *) b;

  if (x->begun != y->begun)
    return x->begun < y->begun ? -1 : 1;
  return memcmp (&x->id, &y->id, sizeof x->id);
}

guint32
beck_ras_record_list (GPtrArray **records)
{
  g_autoptr (GPtrArray) list
    = g_ptr_array_new_with_free_func ((GDestroyNotify) beck_ras_record_free);
  Listing listing = { -1, list };
  guint32 error;

  *records = NULL;
  error = beck_ras_records_lock (FALSE, &listing.directory);
  if (error != 0)
    return error;
  if (listing.directory >= 0)
    {
      error = beck_ras_records_foreach (listing.directory, add_record, &listing);
      beck_ras_records_unlock (listing.directory);
    }
  if (error != 0)
    return error;
  g_ptr_array_sort (list, compare_begun);
  *records = g_steal_pointer (&list);
  return 0;
}
