/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Of everything one, for the running test. */

#include "stage.h"

#include <glib/gstdio.h>
#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/object.h>
#include <beck/utf16.h>
#include <win/ras.h>

#include "ras/book.h"

static char *directory;
static GPtrArray *texts;

void
stage_set_up (void)
{
  g_autofree char *book = NULL, *system = NULL, *records = NULL;

  directory = g_dir_make_tmp ("beck-ras-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  book = g_build_filename (directory, "book", NULL);
  system = g_build_filename (directory, "system", NULL);
  records = g_build_filename (directory, "records", NULL);
  g_setenv ("BECK_RAS_PHONEBOOK", book, TRUE);
  g_setenv ("BECK_RAS_SYSTEM_PHONEBOOK", system, TRUE);
  g_setenv ("BECK_RAS_RUNTIME_DIR", records, TRUE);
  texts = g_ptr_array_new_with_free_func (CoTaskMemFree);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_remove (path);
}

void
stage_tear_down (void)
{
  remove_tree (directory);
  g_clear_pointer (&directory, g_free);
  g_clear_pointer (&texts, g_ptr_array_unref);
}

char *
stage_path (const char *name)
{
  return g_build_filename (directory, name, NULL);
}

void
stage_add_entry (const char *name, const char *script)
{
  BeckRasEntry *entry = beck_ras_entry_new (name, "");

  ck_assert_ptr_nonnull (entry);
  ck_assert (beck_ras_entry_set_number (entry, BECK_RAS_KEY_TYPE, RASET_Vpn));
  ck_assert (beck_ras_entry_set (entry, BECK_RAS_KEY_DEVICE_TYPE, "vpn"));
  ck_assert (beck_ras_entry_set (entry, BECK_RAS_KEY_DEVICE_NAME, "Simulator (VPN)"));
  ck_assert (beck_ras_entry_set (entry, BECK_RAS_KEY_PHONE_NUMBER, "192.0.2.9"));
  ck_assert (beck_ras_entry_set (entry, BECK_RAS_KEY_BACKEND, "simulator"));
  ck_assert (beck_ras_entry_set (entry, "Script", script));
  ck_assert_uint_eq (beck_ras_book_put (NULL, entry), 0);
  beck_ras_entry_unref (entry);
}

const WCHAR *
stage_wide (const char *text)
{
  OLECHAR *wide;

  ck_assert (SUCCEEDED (beck_utf16_from_utf8 (text, -1, &wide, NULL, NULL)));
  g_ptr_array_add (texts, wide);
  return wide;
}

BeckRasRequest
stage_request (const char *entry, DWORD options)
{
  return (BeckRasRequest){ .entry = stage_wide (entry),
                           .user_name = stage_wide ("u"),
                           .password = stage_wide ("p"),
                           .options = options };
}

/* ---- Watchers ---- */

struct Watcher
{
  BeckObject object;
  IRasConnectionSink sink;
  IRasConnection *connection;
  DWORD cookie;
  GMutex mutex;
  GCond cond;
  GString *told;
  DWORD on_state;
  void (*on_func) (Watcher *self, gpointer data);
  gpointer on_data;
};

static HRESULT
on_state (IRasConnectionSink *This, DWORD state, DWORD error, DWORD extended_error)
{
  Watcher *self = BECK_SELF (Watcher, sink, This);
  gboolean wanted;

  g_mutex_lock (&self->mutex);
  g_string_append_printf (self->told, "%s%x", self->told->len > 0 ? " " : "", state);
  if (error != 0)
    g_string_append_printf (self->told, "!%u", error);
  if (extended_error != 0)
    g_string_append_printf (self->told, "+%u", extended_error);
  g_cond_broadcast (&self->cond);
  wanted = self->on_func != NULL && self->on_state == state;
  g_mutex_unlock (&self->mutex);
  if (wanted)
    self->on_func (self, self->on_data);
  return S_OK;
}

static void
finalize (gpointer instance)
{
  Watcher *self = instance;

  g_string_free (self->told, TRUE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

static const BeckClass watcher_class = {
  .name = "Watcher",
  .size = sizeof (Watcher),
  .interfaces
  = BECK_INTERFACES (BECK_INTERFACE (Watcher, sink, IRasConnectionSink, .OnState = on_state)),
  .finalize = finalize,
};

static IRasConnectionInfo *
info_of (Watcher *self)
{
  IRasConnectionInfo *info;

  ck_assert_int_eq (
      self->connection->lpVtbl->QueryInterface (self->connection, &IID_IRasConnectionInfo,
                                                (void **) &info),
      S_OK);
  return info;
}

Watcher *
watcher_new (IRasConnection *connection)
{
  Watcher *self = beck_object_new (&watcher_class, NULL);
  IRasConnectionInfo *info;

  ck_assert_ptr_nonnull (self);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->told = g_string_new (NULL);
  self->connection = connection;
  connection->lpVtbl->AddRef (connection);
  info = info_of (self);
  ck_assert_int_eq (info->lpVtbl->Advise (info, &self->sink, &self->cookie), S_OK);
  info->lpVtbl->Release (info);
  return self;
}

void
watcher_free (Watcher *self)
{
  IRasConnectionInfo *info = info_of (self);

  ck_assert_int_eq (info->lpVtbl->Unadvise (info, self->cookie), S_OK);
  info->lpVtbl->Release (info);
  self->connection->lpVtbl->Release (self->connection);
  beck_object_unref (self);
}

/* With the mutex. Whether @word is one of what was told. */
static gboolean
has (Watcher *self, const char *word)
{
  g_auto (GStrv) words = g_strsplit (self->told->str, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

void
watcher_wait (Watcher *self, DWORD state, DWORD error)
{
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autofree char *word = error != 0 ? g_strdup_printf ("%x!%u", state, error)
                                     : g_strdup_printf ("%x", state);

  g_mutex_lock (&self->mutex);
  while (!has (self, word))
    if (!g_cond_wait_until (&self->cond, &self->mutex, limit))
      ck_abort_msg ("%s was not told within a minute, only %s", word, self->told->str);
  g_mutex_unlock (&self->mutex);
}

char *
watcher_text (Watcher *self)
{
  char *text;

  g_mutex_lock (&self->mutex);
  text = g_strdup (self->told->str);
  g_mutex_unlock (&self->mutex);
  return text;
}

void
watcher_expect (Watcher *self, const char *text)
{
  g_autofree char *told = watcher_text (self);

  ck_assert_str_eq (told, text);
}

void
watcher_on (Watcher *self, DWORD state, void (*func) (Watcher *self, gpointer data), gpointer data)
{
  g_mutex_lock (&self->mutex);
  self->on_state = state;
  self->on_func = func;
  self->on_data = data;
  g_mutex_unlock (&self->mutex);
}

IRasConnection *
watcher_connection (Watcher *self)
{
  return self->connection;
}
