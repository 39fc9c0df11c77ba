/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lack of memory: whichever allocation fails, the function says so, leaves nothing behind, and what
 * is there can be used and hung up. */

#include "test-api.h"

#include "base/alloc.h"
#include "ras/loop.h"

static gint64
end_failing (void)
{
  gint64 n = beck_alloc_count ();

  beck_alloc_fail_at (-1);
  return n;
}

static void
do_nothing (gpointer unused)
{
}

/* What the loop still does about a dial that is over may want memory, too. */
static void
let_loop_finish (void)
{
  ck_assert (beck_ras_loop_hold ());
  beck_ras_loop_call (do_nothing, NULL);
  beck_ras_loop_release ();
}

/* The session may know the lack by another name, such as a helper that cannot be started. */
START_TEST (a_dial_without_memory_fails_and_leaves_nothing)
{
  guint n_failed = 0;
  gint64 n_tried;

  for (gint64 index = 0;; index++)
    {
      HRASCONN connection = NULL;
      DWORD error;

      beck_alloc_fail_at (index);
      error = dial (OFFICE, 0, 0, NULL, &connection);
      n_tried = end_failing ();
      ck_assert (error == ERROR_NOT_ENOUGH_MEMORY || connection != NULL);
      n_failed += error != 0;
      if (connection != NULL)
        hang_up (connection);
      ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
      if (error == 0 && n_tried <= index)
        break;
    }
  ck_assert_uint_gt (n_failed, 0);
}
END_TEST

START_TEST (a_hang_up_without_memory_can_be_done_again)
{
  guint n_failed = 0;
  gint64 n_tried;

  for (gint64 index = 0;; index++)
    {
      HRASCONN connection = connect_script ("up");
      DWORD error;

      beck_alloc_fail_at (index);
      error = RasHangUpA (connection);
      n_tried = end_failing ();
      ck_assert (error == 0 || error == ERROR_NOT_ENOUGH_MEMORY);
      n_failed += error != 0;
      if (error != 0)
        ck_assert_uint_eq (RasHangUpA (connection), 0);
      wait_until_gone (connection);
      if (n_tried <= index)
        break;
    }
  ck_assert_uint_gt (n_failed, 0);
}
END_TEST

START_TEST (a_hang_up_without_memory_does_not_end_the_link_of_others)
{
  guint n_failed = 0;
  gint64 n_tried;

  for (gint64 index = 0;; index++)
    {
      HRASCONN connection = connect_script ("up");
      HRASCONN again = NULL;
      RASDIALPARAMSA params = dial_params (OFFICE);
      RASCONNSTATUSA status = { .dwSize = sizeof status };
      DWORD error;

      strcpy (params.szEntryName, "scripted");
      ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &again), 0);
      ck_assert_ptr_eq (again, connection);
      beck_alloc_fail_at (index);
      error = RasHangUpA (again);
      n_tried = end_failing ();
      ck_assert (error == 0 || error == ERROR_NOT_ENOUGH_MEMORY);
      n_failed += error != 0;
      ck_assert_uint_eq (RasGetConnectStatusA (connection, &status), 0);
      ck_assert_int_eq (status.rasconnstate, RASCS_Connected);
      if (error != 0)
        ck_assert_uint_eq (RasHangUpA (again), 0);
      ck_assert_uint_eq (RasGetConnectStatusA (connection, &status), 0);
      ck_assert_int_eq (status.rasconnstate, RASCS_Connected);
      ck_assert_uint_eq (RasHangUpA (connection), 0);
      wait_until_gone (connection);
      if (n_tried <= index)
        break;
    }
  ck_assert_uint_gt (n_failed, 0);
}
END_TEST

START_TEST (listing_and_events_without_memory_fail)
{
  HRASCONN connection = connect_to (OFFICE);
  HANDLE event = CreateEventA (NULL, FALSE, FALSE, NULL);
  RASCONNA listed[2] = { { .dwSize = sizeof *listed } };
  DWORD size = sizeof listed, n = 0;

  let_loop_finish ();
  beck_alloc_fail_at (0);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection),
                     ERROR_NOT_ENOUGH_MEMORY);
  end_failing ();
  for (gint64 index = 0; index < 3; index++)
    {
      DWORD error;

      beck_alloc_fail_at (index);
      size = sizeof listed;
      listed[0].dwSize = sizeof *listed;
      error = RasEnumConnectionsA (listed, &size, &n);
      end_failing ();
      ck_assert (error == 0 || error == ERROR_NOT_ENOUGH_MEMORY);
    }
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 1);
  ck_assert (CloseHandle (event));
  hang_up (connection);
}
END_TEST

Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tcase = api_case (suite, "memory");

  tcase_add_test (tcase, a_dial_without_memory_fails_and_leaves_nothing);
  tcase_add_test (tcase, a_hang_up_without_memory_can_be_done_again);
  tcase_add_test (tcase, a_hang_up_without_memory_does_not_end_the_link_of_others);
  tcase_add_test (tcase, listing_and_events_without_memory_fail);
  return suite;
}
