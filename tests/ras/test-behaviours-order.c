/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The order of what handlers hear, and where they run (spec/ras.md 6, 13 to 16). */

#include "test-behaviours.h"

#include <string.h>

static void
take_some_time (Ear *ear, const Heard *heard)
{
  g_usleep (20 * 1000);
}

/* 13 */
START_TEST (handlers_of_one_connection_do_not_overlap)
{
  HRASCONN connections[2] = { NULL, NULL };
  Ear *ears[2] = { the_ear, ear_new () };

  for (guint i = 0; i < 2; i++)
    {
      ears[i]->state = RASCS_ConnectDevice;
      ears[i]->func = take_some_time;
      ck_assert_uint_eq (dial_ear (ears[i], i == 0 ? OFFICE : BRANCH, 0, NULL, &connections[i]),
                         0);
    }
  for (guint i = 0; i < 2; i++)
    {
      ear_wait (ears[i], RASCS_Connected, 0);
      ck_assert_uint_eq (ears[i]->most_inside, 1);
      for (guint j = 0; j < ear_count (ears[i]); j++)
        ck_assert_ptr_eq (ear_at (ears[i], j).connection, connections[i]);
    }
  ck_assert_ptr_ne (connections[0], connections[1]);
  for (guint i = 0; i < 2; i++)
    hang_up (connections[i]);
  ear_free (ears[1]);
}
END_TEST

static void
sleep_a_second (Ear *ear, const Heard *heard)
{
  g_usleep (G_USEC_PER_SEC);
}

/* 14 */
START_TEST (the_dial_waits_while_a_handler_sleeps)
{
  HRASCONN connection = NULL;
  guint i = 0;

  the_ear->state = RASCS_ConnectDevice;
  the_ear->func = sleep_a_second;
  ck_assert_uint_eq (dial (OFFICE, 0, 1, hear_1, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  while (ear_at (the_ear, i).state != RASCS_ConnectDevice)
    i++;
  ck_assert_int_ge (ear_at (the_ear, i + 1).begun - ear_at (the_ear, i).begun, G_USEC_PER_SEC);
  hang_up (connection);
}
END_TEST

static void
set_event (Ear *ear, const Heard *heard)
{
  ck_assert (SetEvent (ear->data));
}

/* 15 */
START_TEST (handlers_run_while_the_dialling_thread_waits_for_an_event)
{
  HANDLE event = CreateEventA (NULL, FALSE, FALSE, NULL);
  HRASCONN connection = NULL;

  the_ear->data = event;
  the_ear->state = RASCS_Connected;
  the_ear->func = set_event;
  ck_assert_uint_eq (dial (OFFICE, 0, 1, hear_1, &connection), 0);
  ck_assert_uint_eq (WaitForSingleObject (event, INFINITE), WAIT_OBJECT_0);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_Connected), 1);
  ear_wait (the_ear, RASCS_Connected, 0);
  hang_up (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

/* 16 */
START_TEST (states_never_go_back_and_none_begins_twice)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 1, hear_1, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  for (guint i = 1; i < ear_count (the_ear); i++)
    ck_assert_uint_gt (ear_at (the_ear, i).state, ear_at (the_ear, i - 1).state);
  hang_up (connection);
}
END_TEST

#define CHAIN                                                                                      \
  "state ConnectDevice; device modem \"One\"; state DeviceConnected; state ConnectDevice; "        \
  "device pad Two; state DeviceConnected; state Authenticate; address 192.0.2.2; up"

/* 16: the exceptions */
START_TEST (states_go_back_for_chains_of_devices)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  g_autofree char *text = NULL;
  HRASCONN connection = NULL;

  ground_add_entry ("chain", CHAIN);
  strcpy (params.szEntryName, "chain");
  ck_assert_uint_eq (dial_with (&params, 0, 1, hear_1, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  text = ear_text (the_ear);
  ck_assert_str_eq (text, "0 1 2 3 2 3 4 5 6 a e 12 2000");
  hang_up (connection);
}
END_TEST

Suite *
order_suite (void)
{
  Suite *suite = suite_create ("order");
  const Behaviour order[] = {
    EVERYWHERE (handlers_of_one_connection_do_not_overlap),
    EVERYWHERE (the_dial_waits_while_a_handler_sleeps),
    EVERYWHERE (handlers_run_while_the_dialling_thread_waits_for_an_event),
    EVERYWHERE (states_never_go_back_and_none_begins_twice),
    SIMULATED (states_go_back_for_chains_of_devices),
  };

  add_behaviours (suite, "order", order, G_N_ELEMENTS (order));
  return suite;
}
