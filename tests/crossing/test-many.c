/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Many calls from several threads, of which some are cancelled at any time: each ends once, as what
 * Cancel has said, its outer object is told once, and nothing is left. BECK_TEST_CALLS is how many,
 * for those who have time.
 */

#define COBJMACROS
#include "suites.h"

#include <string.h>

#include "beck-test.h"
#include "client.h"
#include "outer.h"

#define N_CALLS 10000
#define N_THREADS 4
#define WINDOW 8
#define PERCENT_CANCELLED 30
#define PERCENT_HELD 5 /* calls that only end by their cancel */
#define PERCENT_ABANDONED 3

static guint
n_calls (void)
{
  const char *text = g_getenv ("BECK_TEST_CALLS");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : beck_test_rounds (N_CALLS);
}

typedef struct
{
  GThread *thread;
  ITally *tally;
  GRand *random;
  guint n;
  gboolean may_hold;
  gboolean may_die;
  guint n_cancelled, n_died;
} Caller;

/* One of a caller's calls. */
typedef struct
{
  Outer *outer;
  gboolean is_begun;
  gboolean is_held;
  HRESULT cancelled; /* what Cancel has said; E_PENDING: not asked */
  LONG a;
  int n_signals; /* before this call */
} Slot;

static gboolean
chance (Caller *caller, guint percent)
{
  return (guint) g_rand_int_range (caller->random, 0, 100) < percent;
}

static gboolean
has_died (Caller *caller, HRESULT hr)
{
  gboolean died = caller->may_die && (hr == RPC_E_SERVER_DIED || hr == RPC_E_SERVER_DIED_DNE);

  caller->n_died += died;
  return died;
}

static void
begin (Caller *caller, Slot *slot)
{
  HRESULT hr;

  if (slot->outer == NULL)
    slot->outer = outer_new (caller->tally);
  slot->is_held = caller->may_hold && chance (caller, PERCENT_HELD);
  slot->a = g_rand_int_range (caller->random, 0, 1000);
  slot->cancelled = E_PENDING;
  slot->n_signals = atomic_load (&slot->outer->n_signals);
  hr = slot->is_held ? AsyncITally_Begin_Hold (slot->outer->call)
                     : AsyncITally_Begin_Add (slot->outer->call, slot->a, 1);
  slot->is_begun = hr == S_OK;
  ck_assert (slot->is_begun || has_died (caller, hr));
}

static void
cancel (Caller *caller, Slot *slot)
{
  slot->cancelled = call_cancel (slot->outer->call, 0);
  ck_assert (slot->cancelled == S_OK || slot->cancelled == RPC_E_CALL_COMPLETE);
}

static void
finish (Caller *caller, Slot *slot)
{
  LONG sum = 0;
  HRESULT hr;

  if (slot->is_held && slot->cancelled == E_PENDING)
    cancel (caller, slot);
  hr = slot->is_held ? AsyncITally_Finish_Hold (slot->outer->call)
                     : AsyncITally_Finish_Add (slot->outer->call, &sum);
  slot->is_begun = FALSE;
  ck_assert_int_eq (atomic_load (&slot->outer->n_signals), slot->n_signals + 1);
  if (slot->cancelled == S_OK)
    ck_assert_int_eq (hr, RPC_E_CALL_CANCELED);
  else if (!has_died (caller, hr))
    ck_assert_int_eq (hr, S_OK);
  caller->n_cancelled += hr == RPC_E_CALL_CANCELED;
  if (!slot->is_held)
    ck_assert_int_eq (sum, hr == S_OK ? slot->a + 1 : 0);
}

static void
abandon (Slot *slot)
{
  beck_object_unref (slot->outer);
  memset (slot, 0, sizeof *slot);
}

static void
go_on (Caller *caller, Slot *slot)
{
  if (!slot->is_begun)
    begin (caller, slot);
  else if (!slot->is_held && chance (caller, PERCENT_ABANDONED))
    abandon (slot);
  else if (slot->cancelled == E_PENDING && chance (caller, PERCENT_CANCELLED))
    cancel (caller, slot);
  else
    finish (caller, slot);
}

static void
call_many (Caller *caller)
{
  Slot slots[WINDOW] = { { NULL } };

  for (guint i = 0; i < 2 * caller->n; i++)
    go_on (caller, &slots[g_rand_int_range (caller->random, 0, WINDOW)]);
  for (guint i = 0; i < WINDOW; i++)
    {
      if (slots[i].is_begun)
        finish (caller, &slots[i]);
      if (slots[i].outer != NULL)
        beck_object_unref (slots[i].outer);
    }
}

static gpointer
call_thread (gpointer data)
{
  ck_assert_int_eq (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  call_many (data);
  CoUninitialize ();
  return NULL;
}

/* Several threads where they are of the client's apartment. */
static guint
start_callers (Place *place, Caller *callers, guint n, const Caller *rules)
{
  gboolean is_mta = place->kind->client == COINIT_MULTITHREADED;
  guint n_threads = is_mta ? N_THREADS : 1;

  for (guint i = 0; i < n_threads; i++)
    {
      callers[i] = *rules;
      callers[i].tally = place->tally;
      callers[i].n = n / n_threads + 1;
      callers[i].random = g_rand_new ();
      if (is_mta)
        callers[i].thread = g_thread_new ("caller", call_thread, &callers[i]);
      else
        call_many (&callers[i]);
    }
  return n_threads;
}

/* How many calls were cancelled. */
static guint
join_callers (Caller *callers, guint n)
{
  guint n_cancelled = 0;

  for (guint i = 0; i < n; i++)
    {
      if (callers[i].thread != NULL)
        g_thread_join (callers[i].thread);
      n_cancelled += callers[i].n_cancelled;
      g_rand_free (callers[i].random);
    }
  return n_cancelled;
}

static void
check_many (guint kind, gboolean with_calls)
{
  /* A thread that holds a call of a server without call objects is not there for others. */
  const Caller rules = { .may_hold = with_calls };
  Caller callers[N_THREADS];
  guint n, n_cancelled;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  n = start_callers (&place, callers, n_calls (), &rules);
  n_cancelled = join_callers (callers, n);
  ck_assert (n_cancelled > 0 || n_calls () < 1000);
  while (place_counts (&place).n_holding > 0)
    ;
  place_close (&place);
}

START_TEST (of_many_calls_each_ends_once)
{
  check_many ((guint) _i, FALSE);
}
END_TEST

START_TEST (of_many_calls_of_call_objects_each_ends_once)
{
  check_many ((guint) _i, TRUE);
}
END_TEST

/* ---- Servers that die ---- */

static gpointer
kill_later (gpointer place)
{
  g_usleep ((gulong) g_random_int_range (0, 20000));
  place_kill (place);
  return NULL;
}

START_TEST (calls_of_a_process_that_dies_at_any_time_end_once)
{
  const Caller rules = { .may_hold = TRUE, .may_die = TRUE };
  Caller callers[N_THREADS];
  GThread *killer;
  guint n;
  Place place;

  if (place_kinds[_i].protseq == NULL)
    return;
  for (guint round = 0, n_rounds = beck_test_rounds (5); round < n_rounds; round++)
    {
      place_open (&place, (guint) _i, TRUE);
      killer = g_thread_new ("killer", kill_later, &place);
      n = start_callers (&place, callers, 500, &rules);
      join_callers (callers, n);
      g_thread_join (killer);
      place_close (&place);
    }
}
END_TEST

Suite *
many_suite (void)
{
  Suite *suite = suite_create ("many");
  const int n = (int) n_place_kinds;
  TCase *tc = tcase_create ("many");

  /* Seconds. */
  tcase_set_timeout (tc, g_getenv ("BECK_TEST_CALLS") != NULL ? 0 : 60);
  tcase_add_loop_test (tc, of_many_calls_each_ends_once, 0, n);
  tcase_add_loop_test (tc, of_many_calls_of_call_objects_each_ends_once, 0, n);
  tcase_add_loop_test (tc, calls_of_a_process_that_dies_at_any_time_end_once, 0, n);
  suite_add_tcase (suite, tc);
  return suite;
}
