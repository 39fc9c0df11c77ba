/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Drives a back end and writes down what it tells. Nothing may be told after ended. */

#include "test-backend-kit.h"

#include <string.h>

static GMainContext *loop;

void
kit_set_up_loop (void)
{
  loop = g_main_context_new ();
  g_main_context_push_thread_default (loop);
}

void
kit_tear_down_loop (void)
{
  g_main_context_pop_thread_default (loop);
  g_main_context_unref (loop);
}

/* ---- What is told ---- */

static void G_GNUC_PRINTF (2, 3) note (gpointer context, const char *format, ...)
{
  Kit *kit = context;
  va_list arguments;
  char *word;

  ck_assert (!kit->has_ended);
  va_start (arguments, format);
  word = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (kit->told->len > 0)
    g_string_append_c (kit->told, ' ');
  g_string_append (kit->told, word);
  if (strcmp (word, "ended") == 0)
    kit->has_ended = TRUE;
  if (kit->react != NULL)
    kit->react (kit, word);
  g_free (word);
}

static void
note_state (gpointer context, guint32 state)
{
  note (context, "%u", state);
}

static void
note_need (gpointer context, guint32 paused_state, guint32 error_state, guint32 error,
           const char *prompt)
{
  if (prompt != NULL)
    note (context, "need 0x%x %u %u \"%s\"", paused_state, error_state, error, prompt);
  else
    note (context, "need 0x%x %u %u", paused_state, error_state, error);
}

static void
note_projected (gpointer context, const BeckRasLink *link)
{
  ((Kit *) context)->link = *link;
  note (context, "projected %s %s", link->address, link->server_address);
}

static void
note_up (gpointer context, const BeckRasLink *link)
{
  ((Kit *) context)->link = *link;
  note (context, "up");
}

static void
note_sub_state (gpointer context, guint32 sub_state)
{
  note (context, "sub %u", sub_state);
}

static void
note_failed (gpointer context, guint32 state, guint32 error, guint32 extended_error)
{
  note (context, "failed %u %u %u", state, error, extended_error);
}

static void
note_down (gpointer context, guint32 error)
{
  note (context, "down %u", error);
}

static void
note_ended (gpointer context)
{
  note (context, "ended");
}

const BeckRasEvents kit_events = {
  note_state,     note_need,   note_projected, note_up,
  note_sub_state, note_failed, note_down,      note_ended,
};

/* ---- Dialling ---- */

BeckRasEntry *
kit_entry (const char *const *keys)
{
  BeckRasEntry *entry = beck_ras_entry_new ("test", "");

  ck_assert_ptr_nonnull (entry);
  for (; keys[0] != NULL; keys += 2)
    ck_assert (beck_ras_entry_set (entry, keys[0], keys[1]));
  return entry;
}

void
kit_set_credentials (Kit *kit, const char *user_name, const char *password)
{
  beck_ras_credentials_free (kit->credentials);
  kit->credentials = beck_ras_credentials_new (user_name, password, "");
  ck_assert_ptr_nonnull (kit->credentials);
  kit->dial.credentials = kit->credentials;
}

void
kit_init (Kit *kit, const BeckRasBackend *backend, BeckRasEntry *entry)
{
  memset (kit, 0, sizeof *kit);
  kit->backend = backend;
  kit->told = g_string_new (NULL);
  kit->dial.entry = entry;
  kit->dial.phone_number = "";
  kit->dial.callback_number = "";
  kit_set_credentials (kit, "", "");
}

void
kit_start (Kit *kit)
{
  ck_assert_uint_eq (kit->backend->start (&kit->dial, &kit_events, kit, &kit->session), 0);
  kit_assert_told (kit, "");
}

void
kit_run_until (Kit *kit, const char *word)
{
  while (!g_str_has_suffix (kit->told->str, word))
    g_main_context_iteration (loop, TRUE);
}

void
kit_run_to_end (Kit *kit)
{
  while (!kit->has_ended)
    g_main_context_iteration (loop, TRUE);
}

void
kit_run_while_busy (void)
{
  while (g_main_context_iteration (loop, FALSE))
    ;
}

void
kit_answer (Kit *kit, const char *user_name, const char *password, const char *number)
{
  BeckRasCredentials *credentials = beck_ras_credentials_new (user_name, password, "");

  ck_assert_ptr_nonnull (credentials);
  kit->backend->answer (kit->session, credentials, number);
  beck_ras_credentials_free (credentials);
}

void
kit_hang_up (Kit *kit)
{
  kit->backend->hang_up (kit->session, FALSE);
}

void
kit_release_at_the_end (Kit *kit, const char *word)
{
  if (strcmp (word, "ended") != 0)
    return;
  kit->backend->release (kit->session);
  kit->session = NULL;
}

void
kit_clear (Kit *kit)
{
  if (kit->session != NULL)
    kit->backend->release (kit->session);
  beck_ras_entry_unref (kit->dial.entry);
  beck_ras_credentials_free (kit->credentials);
  g_string_free (kit->told, TRUE);
  kit_run_while_busy ();
}
