/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dialling, and the kinds of notifiers (spec/ras.md 6, 1 to 12). */

#include "test-behaviours.h"

#include <beck/window.h>

/* 1 */
START_TEST (a_dial_without_handler_returns_when_it_is_connected)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 0, NULL, &connection), 0);
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_Connected);
  hang_up (connection);
}
END_TEST

/* A flag that one thread waits for. */
static GMutex mutex;
static GCond cond;
static gboolean flag;

static void
wait_for_flag (Ear *ear, const Heard *heard)
{
  g_mutex_lock (&mutex);
  while (!flag)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);
}

static void
set_flag (void)
{
  g_mutex_lock (&mutex);
  flag = TRUE;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&mutex);
}

/* 2 */
START_TEST (a_dial_with_handler_returns_before_the_device_connects)
{
  HRASCONN connection = NULL;

  flag = FALSE;
  the_ear->state = RASCS_OpenPort;
  the_ear->func = wait_for_flag;
  ck_assert_uint_eq (dial (OFFICE, 0, 1, hear_1, &connection), 0);
  /* The first handler has not returned, so that nothing has gone on. */
  ck_assert_ptr_nonnull (connection);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_ConnectDevice), 0);
  set_flag ();
  ear_wait (the_ear, RASCS_Connected, 0);
  hang_up (connection);
}
END_TEST

static void
assert_all_began (Ear *ear)
{
  for (guint i = 0; i < ear_count (ear); i++)
    {
      ck_assert_uint_eq (ear_at (ear, i).message, WM_RASDIALEVENT);
      ck_assert_uint_eq (ear_at (ear, i).error, 0);
      ck_assert_uint_eq (ear_at (ear, i).extended_error, 0);
    }
}

/* 3 */
START_TEST (a_notifier_of_type_0_hears_message_state_and_error)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 0, hear_0, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  assert_all_began (the_ear);
  ck_assert_uint_eq (ear_at (the_ear, 0).state, RASCS_OpenPort);
  hang_up (connection);
}
END_TEST

static void
compare_connection (Ear *ear, const Heard *heard)
{
  ck_assert_ptr_eq (heard->connection, *(HRASCONN *) ear->data);
}

/* 4 */
START_TEST (a_notifier_of_type_1_hears_the_handle_that_is_stored_already)
{
  HRASCONN connection = NULL;

  the_ear->data = &connection;
  the_ear->func = compare_connection;
  the_ear->state = RASCS_OpenPort;
  ck_assert_uint_eq (dial (OFFICE, 0, 1, hear_1, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  assert_all_began (the_ear);
  for (guint i = 0; i < ear_count (the_ear); i++)
    ck_assert_ptr_eq (ear_at (the_ear, i).connection, connection);
  hang_up (connection);
}
END_TEST

/* 5 */
START_TEST (a_notifier_of_type_2_hears_its_identifier)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  assert_all_began (the_ear);
  for (guint i = 0; i < ear_count (the_ear); i++)
    {
      ck_assert_uint_eq (ear_at (the_ear, i).id, (ULONG_PTR) the_ear);
      ck_assert_uint_eq (ear_at (the_ear, i).sub_entry, 1);
      ck_assert_ptr_eq (ear_at (the_ear, i).connection, connection);
    }
  hang_up (connection);
}
END_TEST

/* 6 */
START_TEST (a_notifier_of_type_2_that_returns_0_hears_no_more_of_a_dial_that_goes_on)
{
  HRASCONN connection = NULL;

  the_ear->result = 0;
  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  while (status_of (connection).rasconnstate != RASCS_Connected)
    g_usleep (1000);
  ck_assert_uint_eq (ear_count (the_ear), 1);
  hang_up (connection);
  ck_assert_uint_eq (ear_count (the_ear), 1);
}
END_TEST

static void
window_hears (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer user_data)
{
  ear_hear (user_data, &(Heard){ message, (DWORD) wparam, (DWORD) lparam });
}

/* 7 */
START_TEST (a_window_is_sent_the_registered_message)
{
  GMainContext *context = g_main_context_new ();
  HWND window = beck_window_new (context, window_hears, the_ear, NULL);
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 0xFFFFFFFF, window, &connection), 0);
  while (ear_count_state (the_ear, RASCS_Connected) == 0)
    g_main_context_iteration (context, TRUE);
  for (guint i = 0; i < ear_count (the_ear); i++)
    {
      ck_assert_uint_eq (ear_at (the_ear, i).message,
                         beck_window_register_message (RASDIALEVENT));
      ck_assert_uint_eq (ear_at (the_ear, i).error, 0);
    }
  ck_assert_uint_eq (the_ear->most_inside, 1);
  hang_up (connection);
  beck_window_free (window);
  g_main_context_unref (context);
}
END_TEST

/* 8 */
START_TEST (a_notifier_of_an_unknown_type_is_refused)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 7, hear_0, &connection), ERROR_INVALID_PARAMETER);
  ck_assert_ptr_null (connection);
  ck_assert_uint_eq (ear_count (the_ear), 0);
}
END_TEST

/* 9 */
START_TEST (the_type_of_no_notifier_does_not_matter)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 7, NULL, &connection), 0);
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_Connected);
  hang_up (connection);
}
END_TEST

/* 10 */
START_TEST (a_structure_of_an_unknown_size_is_refused)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  RASDIALEXTENSIONS extensions = { .dwSize = 7 };
  HRASCONN connection = NULL;

  params.dwSize--;
  ck_assert_uint_eq (dial_with (&params, 0, 1, hear_1, &connection), ERROR_INVALID_SIZE);
  params.dwSize++;
  ck_assert_uint_eq (RasDialA (&extensions, NULL, &params, 1, hear_1, &connection),
                     ERROR_INVALID_SIZE);
  ck_assert_ptr_null (connection);
  ck_assert_uint_eq (ear_count (the_ear), 0);
}
END_TEST

/* 11 */
START_TEST (an_unknown_entry_is_not_found)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (UNKNOWN, 0, 1, hear_1, &connection),
                     ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (dial (UNKNOWN, 0, 0, NULL, &connection), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_ptr_null (connection);
  ck_assert_uint_eq (ear_count (the_ear), 0);
}
END_TEST

/* 12 */
START_TEST (neither_entry_nor_number_is_nothing_to_dial)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params };
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial_with (&params, 0, 1, hear_1, &connection), ERROR_INVALID_PARAMETER);
  ck_assert_ptr_null (connection);
  ck_assert_uint_eq (ear_count (the_ear), 0);
}
END_TEST

Suite *
dial_suite (void)
{
  Suite *suite = suite_create ("dial");
  const Behaviour notifiers[] = {
    EVERYWHERE (a_dial_without_handler_returns_when_it_is_connected),
    EVERYWHERE (a_dial_with_handler_returns_before_the_device_connects),
    EVERYWHERE (a_notifier_of_type_0_hears_message_state_and_error),
    EVERYWHERE (a_notifier_of_type_1_hears_the_handle_that_is_stored_already),
    EVERYWHERE (a_notifier_of_type_2_hears_its_identifier),
    EVERYWHERE (a_notifier_of_type_2_that_returns_0_hears_no_more_of_a_dial_that_goes_on),
    EVERYWHERE (a_window_is_sent_the_registered_message),
  };
  const Behaviour arguments[] = {
    EVERYWHERE (a_notifier_of_an_unknown_type_is_refused),
    EVERYWHERE (the_type_of_no_notifier_does_not_matter),
    EVERYWHERE (a_structure_of_an_unknown_size_is_refused),
    EVERYWHERE (an_unknown_entry_is_not_found),
    EVERYWHERE (neither_entry_nor_number_is_nothing_to_dial),
  };

  add_behaviours (suite, "notifiers", notifiers, G_N_ELEMENTS (notifiers));
  add_behaviours (suite, "arguments", arguments, G_N_ELEMENTS (arguments));
  return suite;
}
