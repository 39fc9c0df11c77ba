/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What layers above need of apartments: work that is pushed, functions that are waited for, and
 * word of an apartment's end. */

#define COBJMACROS
#include "suites.h"

#include <string.h>
#include <unistd.h>

#include "actor.h"
#include "apartment/apartment.h"
#include "scene.h"

/* ---- Functions that are waited for ---- */

static Note note;

static void
forget_note (void)
{
  memset (&note, 0, sizeof note);
}

START_TEST (visit_inside_runs_at_once)
{
  enter_sta ();
  assert_hr (beck_apartment_call (beck_apartment_current (), note_run, &note), S_OK);
  ck_assert_int_eq (atomic_load (&note.runs), 1);
  ck_assert_int_eq (note.thread, gettid ());
  leave_apartment ();
}
END_TEST

START_TEST (visit_to_the_mta_runs_on_the_pool)
{
  Actor *mta = actor_new (COINIT_MULTITHREADED);

  enter_sta ();
  assert_hr (beck_apartment_call (actor_apartment (mta), note_run, &note), S_OK);
  ck_assert_int_eq (atomic_load (&note.runs), 1);
  ck_assert_int_ne (note.thread, gettid ());
  ck_assert_int_eq (note.type, APTTYPE_MTA);
  leave_apartment ();
  actor_free (mta);
}
END_TEST

/* Each waits for the other, whose apartment is served meanwhile. */
typedef struct
{
  BeckApartment *first;
  BeckApartment *second;
  guint depth;
  atomic_int met;
} Meeting;

static void
visit_back (gpointer data)
{
  Meeting *meeting = data;
  BeckApartment *here = beck_apartment_current ();
  BeckApartment *there = here == meeting->first ? meeting->second : meeting->first;

  if (meeting->depth-- > 0)
    assert_hr (beck_apartment_call (there, visit_back, meeting), S_OK);
  atomic_store (&meeting->met, TRUE);
  ck_assert_ptr_eq (beck_apartment_current (), here);
}

static void
iterate_until_met (gpointer meeting)
{
  iterate_until (g_main_context_get_thread_default (), &((Meeting *) meeting)->met);
}

START_TEST (visits_meet_in_the_middle)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);
  Meeting meeting = { NULL, actor_apartment (other), 5 };

  enter_sta ();
  meeting.first = beck_apartment_current ();
  actor_start (other, iterate_until_met, &meeting);
  assert_hr (beck_apartment_call (meeting.second, visit_back, &meeting), S_OK);
  actor_wait (other);
  leave_apartment ();
  actor_free (other);
}
END_TEST

START_TEST (visit_to_what_has_ended_is_refused)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);
  BeckApartment *ended = beck_apartment_ref (actor_apartment (other));

  enter_mta ();
  actor_free (other);
  assert_hr (beck_apartment_call (ended, note_run, &note), RPC_E_DISCONNECTED);
  ck_assert_int_eq (atomic_load (&note.runs), 0);
  beck_apartment_unref (ended);
  leave_apartment ();
}
END_TEST

/* ---- Keeping the MTA ---- */

START_TEST (hold_keeps_the_mta)
{
  BeckApartment *mta;

  enter_mta ();
  mta = beck_apartment_current ();
  ck_assert (beck_apartment_hold (mta));
  leave_apartment ();
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_IMPLICIT_MTA);
  beck_apartment_work_done (mta);
  assert_no_apartment ();
  ck_assert (!beck_apartment_hold (mta));
}
END_TEST

typedef struct
{
  BeckWork work;
  BeckApartment *apartment;
  ISynchronize *done;
} Task;

static void
run_task (BeckWork *work)
{
  Task *task = (Task *) work;

  note_run (&note);
  beck_apartment_work_done (task->apartment);
  ISynchronize_Signal (task->done);
}

START_TEST (work_keeps_the_mta_until_it_is_done)
{
  Task task = { { .run = run_task }, NULL, manual_event_new () };

  enter_mta ();
  task.apartment = beck_apartment_current ();
  assert_hr (beck_apartment_push (task.apartment, &task.work), S_OK);
  leave_apartment ();
  assert_hr (ISynchronize_Wait (task.done, 0, INFINITE), S_OK);
  ck_assert_int_eq (note.type, APTTYPE_MTA);
  assert_no_apartment ();
  assert_hr (beck_apartment_push (task.apartment, &task.work), RPC_E_DISCONNECTED);
  ISynchronize_Release (task.done);
}
END_TEST

START_TEST (work_for_an_sta_waits_for_it)
{
  Task task = { { .run = run_task }, NULL, manual_event_new () };

  enter_sta ();
  task.apartment = beck_apartment_current ();
  assert_hr (beck_apartment_push (task.apartment, &task.work), S_OK);
  ck_assert_int_eq (atomic_load (&note.runs), 0);
  assert_hr (ISynchronize_Wait (task.done, 0, INFINITE), S_OK);
  ck_assert_int_eq (note.thread, gettid ());
  leave_apartment ();
  ISynchronize_Release (task.done);
}
END_TEST

/* ---- Word of the end ---- */

static struct
{
  atomic_uint n;
  BeckApartment *apartment;
  BeckApartment *current;
  HRESULT push_result;
  int runs;
} gone;

static void
note_gone (BeckApartment *apartment)
{
  static BeckWork work;

  atomic_fetch_add (&gone.n, 1);
  gone.apartment = apartment;
  gone.current = beck_apartment_current ();
  gone.push_result = beck_apartment_push (apartment, &work);
  gone.runs = atomic_load (&note.runs);
}

static void
set_up_gone (void)
{
  forget_note ();
  memset (&gone, 0, sizeof gone);
  beck_apartment_on_gone (note_gone);
  beck_apartment_on_gone (note_gone);
}

START_TEST (end_of_an_sta_is_told_after_its_queue)
{
  BeckApartment *here;

  enter_sta ();
  here = beck_apartment_current ();
  post_note (here, &note);
  leave_apartment ();
  ck_assert_uint_eq (atomic_load (&gone.n), 1);
  ck_assert_ptr_eq (gone.apartment, here);
  ck_assert_ptr_eq (gone.current, here);
  assert_hr (gone.push_result, RPC_E_DISCONNECTED);
  ck_assert_int_eq (gone.runs, 1);
}
END_TEST

START_TEST (end_of_the_mta_is_told_inside)
{
  BeckApartment *here;

  enter_mta ();
  here = beck_apartment_current ();
  leave_apartment ();
  ck_assert_uint_eq (atomic_load (&gone.n), 1);
  ck_assert_ptr_eq (gone.apartment, here);
  ck_assert_ptr_eq (gone.current, here);
  assert_hr (gone.push_result, RPC_E_DISCONNECTED);
  assert_no_apartment ();
}
END_TEST

Suite *
visit_suite (void)
{
  Suite *suite = suite_create ("visit");
  TCase *tc = tcase_create ("call");

  tcase_add_checked_fixture (tc, forget_note, NULL);
  tcase_add_test (tc, visit_inside_runs_at_once);
  tcase_add_test (tc, visit_to_the_mta_runs_on_the_pool);
  tcase_add_test (tc, visits_meet_in_the_middle);
  tcase_add_test (tc, visit_to_what_has_ended_is_refused);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("work");
  tcase_add_checked_fixture (tc, forget_note, NULL);
  tcase_add_test (tc, hold_keeps_the_mta);
  tcase_add_test (tc, work_keeps_the_mta_until_it_is_done);
  tcase_add_test (tc, work_for_an_sta_waits_for_it);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("gone");
  tcase_add_checked_fixture (tc, set_up_gone, NULL);
  tcase_add_test (tc, end_of_an_sta_is_told_after_its_queue);
  tcase_add_test (tc, end_of_the_mta_is_told_inside);
  suite_add_tcase (suite, tc);
  return suite;
}
