/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Handlers that note what they are told, and dialling with them. */

#include "test-behaviours.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

Ear *the_ear;

/* ---- Ears ---- */

Ear *
ear_new (void)
{
  Ear *ear = g_new0 (Ear, 1);

  g_mutex_init (&ear->mutex);
  g_cond_init (&ear->cond);
  ear->heard = g_array_new (FALSE, FALSE, sizeof (Heard));
  ear->result = 1;
  return ear;
}

void
ear_free (Ear *ear)
{
  g_array_unref (ear->heard);
  g_mutex_clear (&ear->mutex);
  g_cond_clear (&ear->cond);
  g_free (ear);
}

static guint
begin_hearing (Ear *ear, const Heard *heard)
{
  Heard noted = *heard;
  guint i;

  noted.begun = g_get_monotonic_time ();
  noted.left = 0;
  g_mutex_lock (&ear->mutex);
  ear->n_inside++;
  ear->most_inside = MAX (ear->most_inside, ear->n_inside);
  i = ear->heard->len;
  g_array_append_val (ear->heard, noted);
  g_mutex_unlock (&ear->mutex);
  return i;
}

static void
end_hearing (Ear *ear, guint i)
{
  g_mutex_lock (&ear->mutex);
  ear->n_inside--;
  g_array_index (ear->heard, Heard, i).left = g_get_monotonic_time ();
  g_cond_broadcast (&ear->cond);
  g_mutex_unlock (&ear->mutex);
}

void
ear_hear (Ear *ear, const Heard *heard)
{
  guint i = begin_hearing (ear, heard);

  if (ear->func != NULL && ear->state == heard->state)
    ear->func (ear, heard);
  end_hearing (ear, i);
}

void WINAPI
hear_0 (UINT message, RASCONNSTATE state, DWORD error)
{
  ear_hear (the_ear, &(Heard){ message, state, error });
}

void WINAPI
hear_1 (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended_error)
{
  ear_hear (the_ear, &(Heard){ message, state, error, extended_error, connection });
}

DWORD WINAPI
hear_2 (ULONG_PTR id, DWORD sub_entry, HRASCONN connection, UINT message, RASCONNSTATE state,
        DWORD error, DWORD extended_error)
{
  Ear *ear = (Ear *) id;

  ear_hear (ear, &(Heard){ message, state, error, extended_error, connection, id, sub_entry });
  return ear->result;
}

/* ---- What was heard ---- */

typedef gboolean (*HeardFunc) (const Heard *heard, const Heard *wanted);

static gboolean
is_wanted (const Heard *heard, const Heard *wanted)
{
  return heard->state == wanted->state && heard->error == wanted->error;
}

static gboolean
is_end (const Heard *heard, const Heard *unused)
{
  return heard->error != 0 || heard->state == RASCS_Connected
         || heard->state == RASCS_Disconnected;
}

/* The first that @func is true of, once its handler has returned. */
static Heard
wait_for (Ear *ear, HeardFunc func, const Heard *wanted)
{
  Heard found;

  g_mutex_lock (&ear->mutex);
  for (guint i = 0;; i++)
    {
      while (i >= ear->heard->len || g_array_index (ear->heard, Heard, i).left == 0)
        g_cond_wait (&ear->cond, &ear->mutex);
      found = g_array_index (ear->heard, Heard, i);
      if (func (&found, wanted))
        break;
    }
  g_mutex_unlock (&ear->mutex);
  return found;
}

void
ear_wait (Ear *ear, DWORD state, DWORD error)
{
  wait_for (ear, is_wanted, &(Heard){ .state = state, .error = error });
}

Heard
ear_wait_for_end (Ear *ear)
{
  return wait_for (ear, is_end, NULL);
}

guint
ear_count (Ear *ear)
{
  guint n;

  g_mutex_lock (&ear->mutex);
  n = ear->heard->len;
  g_mutex_unlock (&ear->mutex);
  return n;
}

Heard
ear_at (Ear *ear, guint i)
{
  Heard heard;

  g_mutex_lock (&ear->mutex);
  ck_assert_uint_lt (i, ear->heard->len);
  heard = g_array_index (ear->heard, Heard, i);
  g_mutex_unlock (&ear->mutex);
  return heard;
}

guint
ear_count_state (Ear *ear, DWORD state)
{
  guint n = 0;

  for (guint i = 0; i < ear_count (ear); i++)
    n += ear_at (ear, i).state == state;
  return n;
}

char *
ear_text (Ear *ear)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ear_count (ear); i++)
    {
      Heard heard = ear_at (ear, i);

      g_string_append_printf (text, "%s%x", i > 0 ? " " : "", heard.state);
      if (heard.error != 0)
        g_string_append_printf (text, "!%u", heard.error);
    }
  return g_string_free (text, FALSE);
}

/* ---- Dialling ---- */

RASDIALPARAMSA
dial_params (Place place)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params };

  g_strlcpy (params.szEntryName, place_entry (place), sizeof params.szEntryName);
  g_strlcpy (params.szUserName, "alice", sizeof params.szUserName);
  g_strlcpy (params.szPassword, right_password (), sizeof params.szPassword);
  return params;
}

DWORD
dial_with (RASDIALPARAMSA *params, DWORD options, DWORD type, LPVOID notifier,
           HRASCONN *connection)
{
  RASDIALEXTENSIONS extensions = { .dwSize = sizeof extensions, .dwfOptions = options };

  return RasDialA (options != 0 ? &extensions : NULL, NULL, params, type, notifier, connection);
}

DWORD
dial (Place place, DWORD options, DWORD type, LPVOID notifier, HRASCONN *connection)
{
  RASDIALPARAMSA params = dial_params (place);

  return dial_with (&params, options, type, notifier, connection);
}

DWORD
dial_ear (Ear *ear, Place place, DWORD options, const char *password, HRASCONN *connection)
{
  RASDIALPARAMSA params = dial_params (place);

  params.dwCallbackId = (ULONG_PTR) ear;
  if (password != NULL)
    g_strlcpy (params.szPassword, password, sizeof params.szPassword);
  return dial_with (&params, options, 2, hear_2, connection);
}

HRASCONN
connect_to (Place place)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (place, 0, 0, NULL, &connection), 0);
  ck_assert_ptr_nonnull (connection);
  return connection;
}

/* ---- Connections ---- */

DWORD
get_status (HRASCONN connection, RASCONNSTATUSA *status)
{
  *status = (RASCONNSTATUSA){ .dwSize = sizeof *status };
  return RasGetConnectStatusA (connection, status);
}

RASCONNSTATUSA
status_of (HRASCONN connection)
{
  RASCONNSTATUSA status;

  ck_assert_uint_eq (get_status (connection, &status), 0);
  return status;
}

/* As programs do it: nothing tells of the end of a handle (spec/ras.md 2). */
void
wait_until_gone (HRASCONN connection)
{
  RASCONNSTATUSA status;
  DWORD error;

  while ((error = get_status (connection, &status)) == 0)
    {
      ck_assert_int_eq (status.rasconnstate, RASCS_Disconnected);
      g_usleep (1000);
    }
  ck_assert_uint_eq (error, ERROR_INVALID_HANDLE);
}

void
hang_up (HRASCONN connection)
{
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  wait_until_gone (connection);
}

guint
count_listed (Place place, HRASCONN *connection)
{
  RASCONNA listed[16] = { { .dwSize = sizeof *listed } };
  DWORD size = sizeof listed, n = 0;
  guint found = 0;

  ck_assert_uint_eq (RasEnumConnectionsA (listed, &size, &n), 0);
  for (DWORD i = 0; i < n; i++)
    if (strcmp (listed[i].szEntryName, place_entry (place)) == 0)
      {
        found++;
        if (connection != NULL)
          *connection = listed[i].hrasconn;
      }
  return found;
}

/* ---- Events ---- */

HANDLE
new_event (void)
{
  HANDLE event = CreateEventA (NULL, FALSE, FALSE, NULL);

  ck_assert_ptr_nonnull (event);
  return event;
}

void
wait_for_event (HANDLE event)
{
  ck_assert_uint_eq (WaitForSingleObject (event, INFINITE), WAIT_OBJECT_0);
}

/* ---- Another process ---- */

#define OTHER_PLACE "TEST_DIAL_PLACE"
#define OTHER_PASSWORD "TEST_DIAL_PASSWORD"

void
dial_in_another_process (Place place)
{
  g_autofree char *number = g_strdup_printf ("%d", place);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  char *argv[] = { program, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  int status;

  environment = g_environ_setenv (environment, OTHER_PLACE, number, TRUE);
  environment = g_environ_setenv (environment, OTHER_PASSWORD, right_password (), TRUE);
  ck_assert (g_spawn_sync (NULL, argv, environment, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL,
                           NULL, &status, NULL));
  ck_assert (WIFEXITED (status));
  ck_assert_int_eq (WEXITSTATUS (status), 0);
}

gboolean
is_another_process (int *status)
{
  const char *place = g_getenv (OTHER_PLACE);
  HRASCONN connection = NULL;
  RASDIALPARAMSA params = { .dwSize = sizeof params };

  if (place == NULL)
    return FALSE;
  g_strlcpy (params.szEntryName, place_entry ((Place) atoi (place)), sizeof params.szEntryName);
  g_strlcpy (params.szUserName, "alice", sizeof params.szUserName);
  g_strlcpy (params.szPassword, g_getenv (OTHER_PASSWORD), sizeof params.szPassword);
  *status = dial_with (&params, 0, 0, NULL, &connection) == 0 ? 0 : 1;
  return TRUE;
}

/* ---- Suites ---- */

void
add_behaviours (Suite *suite, const char *name, const Behaviour *behaviours, gsize n)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, ground_set_up, ground_tear_down);
  tcase_set_timeout (tcase, 120);
  for (gsize i = 0; i < n; i++)
    if (behaviours[i].everywhere || !ground_is_real ())
      tcase_add_test (tcase, behaviours[i].test);
  suite_add_tcase (suite, tcase);
}
