/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Objects that are cut off: by CoDisconnectObject() and with their apartment; what is said of them
 * afterwards (spec/com.md 8.5, 65 and 66). */

#include "suites.h"

#include <string.h>
#include <unistd.h>

#include "../apartment/actor.h"
#include "fixture.h"

static STDOBJREF std;
static Subject *subject;

static void
set_up (void)
{
  set_up_mta ();
  subject = subject_new (&fate);
  export_worker (subject, BECK_HELD_HERE, 0, &std);
}

static HRESULT
call (void)
{
  LONG sum;

  return request_add (&std, 1, 2, &sum);
}

/* ---- Disconnecting ---- */

START_TEST (disconnected_object_is_released)
{
  subject_unref (subject);
  assert_count (n_gone, 0);
  subject = NULL;
  /* Whoever has it at home disconnects it. */
  {
    IWorker *home;

    assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 1), S_OK);
    assert_hr (beck_export_unmarshal (&std, &IID_IWorker, (void **) &home), S_OK);
    assert_hr (beck_export_disconnect ((IUnknown *) home), S_OK);
    IWorker_Release (home);
  }
  assert_count (n_gone, 1);
  assert_hr (call (), RPC_E_DISCONNECTED);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 1);
  assert_hr (call (), RPC_E_INVALID_IPID);
}
END_TEST

START_TEST (disconnected_object_says_so_to_the_last_client)
{
  assert_hr (beck_export_claim (&std), S_OK);
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  assert_hr (call (), RPC_E_DISCONNECTED);
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 1), RPC_E_DISCONNECTED);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, BECK_EXPORT_PACKET_REFS - 1);
  assert_hr (call (), RPC_E_DISCONNECTED);
  ck_assert (beck_export_has (std.oid));
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 1);
  ck_assert (!beck_export_has (std.oid));
  subject_unref (subject);
}
END_TEST

START_TEST (packet_of_disconnected_object_is_not_taken)
{
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  assert_hr (beck_export_claim (&std), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&std), S_OK);
  ck_assert (!beck_export_has (std.oid));
  subject_unref (subject);
}
END_TEST

START_TEST (disconnecting_takes_locks_and_tables)
{
  STDOBJREF table;

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLESTRONG, &table);
  assert_hr (beck_export_lock (BECK_UNKNOWN (subject), TRUE), S_OK);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  assert_hr (beck_export_claim (&table), CO_E_OBJNOTREG);
  ck_assert (!beck_export_has (table.oid));
  subject_unref (subject);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (object_may_be_exported_anew)
{
  STDOBJREF again;
  LONG sum;

  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  export_only (subject, BECK_HELD_HERE, 0, &again);
  ck_assert (again.oid != std.oid);
  assert_hr (request_add (&again, 1, 2, &sum), S_OK);
  assert_hr (call (), RPC_E_DISCONNECTED);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (beck_export_release_packet (&again), S_OK);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (disconnecting_what_is_not_exported_is_nothing)
{
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  subject_unref (subject);
}
END_TEST

static void
disconnect (Subject *self, gpointer unused)
{
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (self)), S_OK);
  assert_count (n_gone, 0);
}

START_TEST (disconnecting_inside_a_call_lets_it_end)
{
  subject->inside = disconnect;
  subject_unref (subject);
  assert_hr (call (), S_OK);
  assert_hr (call (), RPC_E_DISCONNECTED);
  gate_pass (&fate.gone);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

/* ---- The apartment ends ---- */

static void
export_there (gpointer place)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, 0, place);
}

START_TEST (objects_end_with_their_sta)
{
  Actor *sta = actor_new (COINIT_APARTMENTTHREADED);
  pid_t thread = actor_thread (sta);
  STDOBJREF there;
  LONG sum;

  actor_do (sta, export_there, &there);
  actor_free (sta);
  assert_count (n_gone, 1);
  ck_assert_int_eq (atomic_load (&fate.gone_on), thread);
  assert_hr (request_add (&there, 1, 2, &sum), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_add_refs (&there.ipid, BECK_HELD_HERE, 1), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_claim (&there), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&there), S_OK);
  subject_unref (subject);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

START_TEST (objects_end_with_the_mta)
{
  subject_unref (subject);
  CoUninitialize ();
  assert_count (n_gone, 1);
  assert_hr (call (), CO_E_OBJNOTCONNECTED);
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_hr (call (), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

/* What was released when the apartment could be entered no more goes with it. */
START_TEST (releases_queued_at_the_end_are_done)
{
  Actor *sta = actor_new (COINIT_APARTMENTTHREADED);
  pid_t thread = actor_thread (sta);
  STDOBJREF there;

  actor_do (sta, export_there, &there);
  assert_hr (beck_export_release_packet (&there), S_OK);
  actor_free (sta);
  assert_count (n_gone, 1);
  ck_assert_int_eq (atomic_load (&fate.gone_on), thread);
  subject_unref (subject);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

START_TEST (call_queued_at_the_end_is_served)
{
  Actor *sta = actor_new (COINIT_APARTMENTTHREADED);
  STDOBJREF there;
  Request *request;

  actor_do (sta, export_there, &there);
  request = request_new (&there, 1, 2);
  request_send (request, FALSE);
  actor_free (sta);
  assert_hr (request_wait (request), S_OK);
  ck_assert_int_eq (request_sum (request), 3);
  request_free (request);
  assert_hr (beck_export_release_packet (&there), S_OK);
  subject_unref (subject);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

/* ---- Races ---- */

enum
{
  N_ROUNDS = 200,
};

static gpointer
release_in_rounds (gpointer data)
{
  STDOBJREF *packets = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    beck_export_release_packet (&packets[i]);
  return NULL;
}

static void
export_in_rounds (gpointer data)
{
  STDOBJREF *packets = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    export_only (subject_new (&fate), BECK_HELD_HERE, 0, &packets[i]);
}

START_TEST (releases_race_with_the_end_of_the_apartment)
{
  Actor *sta = actor_new (COINIT_APARTMENTTHREADED);
  STDOBJREF *packets = g_new0 (STDOBJREF, N_ROUNDS);
  GThread *thread;

  actor_do (sta, export_in_rounds, packets);
  thread = g_thread_new ("releases", release_in_rounds, packets);
  actor_free (sta);
  g_thread_join (thread);
  assert_count (n_gone, N_ROUNDS);
  g_free (packets);
  subject_unref (subject);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

static gpointer
export_and_release (gpointer unused)
{
  STDOBJREF mine;

  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      HRESULT hr = beck_export_marshal (BECK_UNKNOWN (subject), &IID_IWorker, BECK_HELD_HERE,
                                        i % 3, &mine);
      LONG sum;

      /* Another thread may be disconnecting it. */
      if (hr == RPC_E_DISCONNECTED)
        continue;
      assert_hr (hr, S_OK);
      if (i % 4 == 0 && SUCCEEDED (beck_export_add_refs (&mine.ipid, BECK_HELD_ELSEWHERE, 1)))
        {
          request_add (&mine, 1, 1, &sum);
          beck_export_release_refs (&mine.ipid, BECK_HELD_ELSEWHERE, 1);
        }
      beck_export_release_packet (&mine);
      if (i % 16 == 0)
        beck_export_disconnect (BECK_UNKNOWN (subject));
    }
  CoUninitialize ();
  return NULL;
}

START_TEST (one_object_is_exported_by_many_threads)
{
  GThread *threads[4];

  assert_hr (beck_export_release_packet (&std), S_OK);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("exporter", export_and_release, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  subject_unref (subject);
  gate_pass (&fate.gone);
}
END_TEST

Suite *
ends_suite (void)
{
  Suite *suite = suite_create ("ends");
  TCase *tc = tcase_create ("disconnected");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, disconnected_object_is_released);
  tcase_add_test (tc, disconnected_object_says_so_to_the_last_client);
  tcase_add_test (tc, packet_of_disconnected_object_is_not_taken);
  tcase_add_test (tc, disconnecting_takes_locks_and_tables);
  tcase_add_test (tc, object_may_be_exported_anew);
  tcase_add_test (tc, disconnecting_what_is_not_exported_is_nothing);
  tcase_add_test (tc, disconnecting_inside_a_call_lets_it_end);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("gone");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, objects_end_with_their_sta);
  tcase_add_test (tc, objects_end_with_the_mta);
  tcase_add_test (tc, releases_queued_at_the_end_are_done);
  tcase_add_test (tc, call_queued_at_the_end_is_served);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("races");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, releases_race_with_the_end_of_the_apartment);
  tcase_add_test (tc, one_object_is_exported_by_many_threads);
  suite_add_tcase (suite, tc);
  return suite;
}
