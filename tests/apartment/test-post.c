/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck_apartment_post(): where a function runs, in which order, and who frees its data. */

#include "suites.h"

#include <unistd.h>

#include "actor.h"
#include "base/alloc.h"
#include "scene.h"

/* ---- To an STA ---- */

START_TEST (post_to_an_sta_runs_there_once)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);
  Note note = { 0 };

  post_note (actor_apartment (other), &note);
  assert_not_noted (&note);
  actor_iterate (other);
  assert_noted (&note);
  ck_assert_int_eq (note.thread, actor_thread (other));
  ck_assert_int_eq (note.type, APTTYPE_MAINSTA);
  actor_iterate (other);
  assert_noted (&note);
  actor_free (other);
}
END_TEST

START_TEST (post_to_the_own_sta_waits_for_its_turn)
{
  Note note = { 0 };

  enter_sta ();
  post_note (beck_apartment_current (), &note);
  assert_not_noted (&note);
  iterate (NULL);
  assert_noted (&note);
  leave_apartment ();
}
END_TEST

START_TEST (data_that_needs_no_freeing_is_left_alone)
{
  Note note = { 0 };

  enter_sta ();
  post (beck_apartment_current (), note_run, &note);
  iterate (NULL);
  ck_assert_int_eq (atomic_load (&note.runs), 1);
  leave_apartment ();
}
END_TEST

typedef struct
{
  Note note;
  int runs_when_freed;
} FreeNote;

static void
note_order_of_free (gpointer data)
{
  FreeNote *self = data;

  self->runs_when_freed = atomic_load (&self->note.runs);
  note_free (&self->note);
}

START_TEST (data_is_freed_after_the_function_ran)
{
  FreeNote self = { 0 };

  enter_sta ();
  assert_hr (beck_apartment_post (beck_apartment_current (), note_run, &self, note_order_of_free),
             S_OK);
  iterate (NULL);
  assert_noted (&self.note);
  ck_assert_int_eq (self.runs_when_freed, 1);
  leave_apartment ();
}
END_TEST

/* ---- To the MTA ---- */

START_TEST (post_to_the_mta_runs_on_the_pool)
{
  Note note = { 0 };

  enter_mta ();
  post_note (beck_apartment_current (), &note);
  sleep_until (&note.frees);
  assert_noted (&note);
  ck_assert_int_ne (note.thread, gettid ());
  assert_hr (note.type_result, S_OK);
  ck_assert_int_eq (note.type, APTTYPE_MTA);
  ck_assert_int_eq (note.qualifier, APTTYPEQUALIFIER_NONE);
  leave_apartment ();
}
END_TEST

START_TEST (implicit_thread_posts_to_the_mta)
{
  Actor *other = actor_new (COINIT_MULTITHREADED);
  Note note = { 0 };

  post_note (beck_apartment_current (), &note);
  sleep_until (&note.frees);
  assert_noted (&note);
  actor_free (other);
}
END_TEST

static atomic_int gate_is_open;

static void
wait_for_the_gate (gpointer unused)
{
  sleep_until (&gate_is_open);
}

START_TEST (what_is_posted_keeps_the_mta)
{
  Note note = { 0 };

  atomic_store (&gate_is_open, 0);
  /* Nothing runs before the only thread of the pool is free, and then the MTA has nobody. */
  beck_pool_set_max_threads (1);
  enter_mta ();
  post (beck_apartment_current (), wait_for_the_gate, NULL);
  post_note (beck_apartment_current (), &note);
  leave_apartment ();
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_IMPLICIT_MTA);
  atomic_store (&gate_is_open, 1);
  sleep_until (&note.frees);
  assert_hr (note.type_result, S_OK);
  ck_assert_int_eq (note.type, APTTYPE_MTA);
  while (beck_apartment_current () != NULL)
    g_usleep (100);
  beck_pool_set_max_threads (64);
}
END_TEST

/* ---- To an apartment that has ended ---- */

static void
assert_refused (BeckApartment *apartment)
{
  Note note = { 0 };

  assert_hr (beck_apartment_post (apartment, note_run, &note, note_free), RPC_E_DISCONNECTED);
  ck_assert_int_eq (atomic_load (&note.runs), 0);
  ck_assert_int_eq (atomic_load (&note.frees), 1);
  assert_hr (beck_apartment_post (apartment, note_run, &note, NULL), RPC_E_DISCONNECTED);
}

START_TEST (post_to_an_sta_that_left_is_refused)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);
  g_autoptr (BeckApartment) apartment = beck_apartment_ref (actor_apartment (other));

  actor_free (other);
  assert_refused (apartment);
}
END_TEST

START_TEST (post_to_an_sta_whose_thread_ended_is_refused)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);
  g_autoptr (BeckApartment) apartment = beck_apartment_ref (actor_apartment (other));

  actor_kill (other);
  assert_refused (apartment);
}
END_TEST

START_TEST (post_to_an_mta_that_ended_is_refused)
{
  g_autoptr (BeckApartment) apartment = NULL;

  enter_mta ();
  apartment = beck_apartment_ref (beck_apartment_current ());
  leave_apartment ();
  assert_refused (apartment);
}
END_TEST

START_TEST (new_sta_of_the_thread_does_not_answer_for_the_old)
{
  g_autoptr (BeckApartment) apartment = NULL;

  enter_sta ();
  apartment = beck_apartment_ref (beck_apartment_current ());
  leave_apartment ();
  enter_sta ();
  assert_refused (apartment);
  leave_apartment ();
}
END_TEST

static void
assert_no_memory (BeckApartment *apartment)
{
  Note note = { 0 };

  beck_alloc_fail_at (0);
  assert_hr (beck_apartment_post (apartment, note_run, &note, note_free), E_OUTOFMEMORY);
  beck_alloc_fail_at (-1);
  ck_assert_int_eq (atomic_load (&note.runs), 0);
  ck_assert_int_eq (atomic_load (&note.frees), 1);
}

START_TEST (post_without_memory_frees_the_data)
{
  enter_sta ();
  assert_no_memory (beck_apartment_current ());
  leave_apartment ();
  enter_mta ();
  assert_no_memory (beck_apartment_current ());
  leave_apartment ();
}
END_TEST

/* ---- Order ---- */

#define N_SENDERS 4
#define N_POSTS 500

typedef struct
{
  BeckApartment *apartment;
  int next[N_SENDERS];
  atomic_int n_run;
} Order;

typedef struct
{
  Order *order;
  int sender;
  int number;
} Numbered;

static void
check_number (gpointer data)
{
  Numbered *numbered = data;

  ck_assert_int_eq (numbered->number, numbered->order->next[numbered->sender]++);
  atomic_fetch_add (&numbered->order->n_run, 1);
}

static void
post_numbers (Order *order, int sender)
{
  for (int i = 0; i < N_POSTS; i++)
    {
      Numbered *numbered = g_new (Numbered, 1);

      *numbered = (Numbered){ order, sender, i };
      assert_hr (beck_apartment_post (order->apartment, check_number, numbered, g_free), S_OK);
    }
}

static gpointer
sender_main (gpointer first)
{
  Numbered *self = first;

  post_numbers (self->order, self->sender);
  return NULL;
}

START_TEST (posts_of_one_thread_keep_their_order)
{
  Order order = { 0 };

  enter_sta ();
  order.apartment = beck_apartment_current ();
  post_numbers (&order, 0);
  iterate (NULL);
  ck_assert_int_eq (atomic_load (&order.n_run), N_POSTS);
  leave_apartment ();
}
END_TEST

START_TEST (posts_of_many_threads_keep_each_its_order)
{
  Order order = { 0 };
  Numbered senders[N_SENDERS];
  GThread *threads[N_SENDERS];

  enter_sta ();
  order.apartment = beck_apartment_current ();
  for (int i = 0; i < N_SENDERS; i++)
    {
      senders[i] = (Numbered){ &order, i, 0 };
      threads[i] = g_thread_new ("sender", sender_main, &senders[i]);
    }
  while (atomic_load (&order.n_run) < N_SENDERS * N_POSTS)
    g_main_context_iteration (NULL, TRUE);
  for (int i = 0; i < N_SENDERS; i++)
    g_thread_join (threads[i]);
  leave_apartment ();
}
END_TEST

/* ---- Work that makes work ---- */

typedef struct
{
  atomic_int n_run;
  atomic_int stop;
} Endless;

/* Posts itself again, as an idle function that stays. */
static void
run_endlessly (gpointer data)
{
  Endless *self = data;

  atomic_fetch_add (&self->n_run, 1);
  if (!atomic_load (&self->stop))
    post (beck_apartment_current (), run_endlessly, self);
}

static gboolean
stop_endless (gpointer data)
{
  Endless *self = data;

  atomic_store (&self->stop, 1);
  return G_SOURCE_REMOVE;
}

START_TEST (endless_posts_leave_the_main_loop_its_turns)
{
  Endless self = { 0 };

  enter_sta ();
  post (beck_apartment_current (), run_endlessly, &self);
  g_timeout_add (1, stop_endless, &self);
  while (!atomic_load (&self.stop))
    g_main_context_iteration (NULL, TRUE);
  iterate (NULL);
  ck_assert_int_gt (atomic_load (&self.n_run), 1);
  leave_apartment ();
}
END_TEST

typedef struct
{
  BeckApartment *here;
  BeckApartment *there;
  atomic_int left;
} Ball;

static void
return_ball (gpointer data)
{
  Ball *ball = data;

  if (atomic_fetch_sub (&ball->left, 1) > 1)
    post (beck_apartment_current () == ball->here ? ball->there : ball->here, return_ball, ball);
}

static void
iterate_while_it_flies (gpointer data)
{
  Ball *ball = data;
  GMainContext *context = g_main_context_get_thread_default ();

  while (atomic_load (&ball->left) > 0)
    {
      iterate (context);
      g_thread_yield ();
    }
}

START_TEST (apartments_post_to_each_other)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);
  Ball ball = { .there = actor_apartment (other), .left = 1000 };

  enter_sta ();
  ball.here = beck_apartment_current ();
  post (ball.there, return_ball, &ball);
  actor_start (other, iterate_while_it_flies, &ball);
  iterate_while_it_flies (&ball);
  actor_wait (other);
  leave_apartment ();
  actor_free (other);
}
END_TEST

/* ---- Posts while the apartment ends ---- */

typedef struct
{
  BeckApartment *apartment;
  Note note;
  int n_posted;
  int n_refused;
} Storm;

static gpointer
post_until_refused (gpointer data)
{
  Storm *storm = data;

  while (storm->n_refused < 10)
    {
      HRESULT hr = beck_apartment_post (storm->apartment, note_run, &storm->note, note_free);

      if (hr == S_OK)
        storm->n_posted++;
      else
        storm->n_refused++;
      /* Or the apartment would never be done with what is queued. */
      while (storm->n_posted - atomic_load (&storm->note.runs) > 20)
        g_thread_yield ();
    }
  return NULL;
}

START_TEST (every_post_is_run_or_refused_while_the_sta_ends)
{
  for (int i = 0; i < 50; i++)
    {
      Storm storm = { 0 };
      GThread *thread;

      enter_sta ();
      storm.apartment = beck_apartment_ref (beck_apartment_current ());
      thread = g_thread_new ("storm", post_until_refused, &storm);
      while (atomic_load (&storm.note.runs) < i)
        g_main_context_iteration (NULL, TRUE);
      leave_apartment ();
      g_thread_join (thread);
      ck_assert_int_eq (atomic_load (&storm.note.runs), storm.n_posted);
      ck_assert_int_eq (atomic_load (&storm.note.frees), storm.n_posted + storm.n_refused);
      ck_assert (storm.n_posted == 0 || storm.note.thread == gettid ());
      beck_apartment_unref (storm.apartment);
    }
}
END_TEST

Suite *
post_suite (void)
{
  Suite *suite = suite_create ("post");
  TCase *tc_sta = tcase_create ("sta");
  TCase *tc_mta = tcase_create ("mta");
  TCase *tc_ended = tcase_create ("ended");
  TCase *tc_order = tcase_create ("order");

  tcase_add_test (tc_sta, post_to_an_sta_runs_there_once);
  tcase_add_test (tc_sta, post_to_the_own_sta_waits_for_its_turn);
  tcase_add_test (tc_sta, data_that_needs_no_freeing_is_left_alone);
  tcase_add_test (tc_sta, data_is_freed_after_the_function_ran);
  suite_add_tcase (suite, tc_sta);

  tcase_add_test (tc_mta, post_to_the_mta_runs_on_the_pool);
  tcase_add_test (tc_mta, implicit_thread_posts_to_the_mta);
  tcase_add_test (tc_mta, what_is_posted_keeps_the_mta);
  suite_add_tcase (suite, tc_mta);

  tcase_add_test (tc_ended, post_to_an_sta_that_left_is_refused);
  tcase_add_test (tc_ended, post_to_an_sta_whose_thread_ended_is_refused);
  tcase_add_test (tc_ended, post_to_an_mta_that_ended_is_refused);
  tcase_add_test (tc_ended, new_sta_of_the_thread_does_not_answer_for_the_old);
  tcase_add_test (tc_ended, post_without_memory_frees_the_data);
  tcase_add_test (tc_ended, every_post_is_run_or_refused_while_the_sta_ends);
  suite_add_tcase (suite, tc_ended);

  tcase_add_test (tc_order, posts_of_one_thread_keep_their_order);
  tcase_add_test (tc_order, posts_of_many_threads_keep_each_its_order);
  tcase_add_test (tc_order, endless_posts_leave_the_main_loop_its_turns);
  tcase_add_test (tc_order, apartments_post_to_each_other);
  suite_add_tcase (suite, tc_order);
  return suite;
}
