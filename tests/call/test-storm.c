/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Several threads do anything to a few call objects, some of them aggregated. Whatever comes of
 * it, each call that began is finished once, and gives its own result or RPC_E_CALL_CANCELED.
 */

#include "suites.h"

#include "outer.h"
#include "race.h"

#define N_THREADS 4
#define N_CALLS 6
#define N_OUTERS 3
#define N_STEPS 10000

static Server *servers[2];
static Outer *outers[N_OUTERS];
static AsyncITally *calls[N_CALLS]; /* the first are the outer objects' */
static atomic_int n_begun[N_CALLS];
static atomic_int n_finished[N_CALLS];
static atomic_int n_wrong;

typedef struct
{
  guint seed;
  LONG number;
  GMainContext *context;
} Person;

static guint
draw (Person *self, guint n)
{
  self->seed = self->seed * 1103515245 + 12345;
  return (self->seed >> 16) % n;
}

static void
assert_right (gboolean right)
{
  if (!right)
    atomic_fetch_add (&n_wrong, 1);
}

/* --- what may be done --- */

static void
step_begin (Person *self, guint i)
{
  HRESULT hr = AsyncITally_Begin_Add (calls[i], self->number, 1000 - self->number);

  assert_right (hr == S_OK || hr == RPC_S_CALLPENDING);
  if (hr == S_OK)
    atomic_fetch_add (&n_begun[i], 1);
}

static void
step_finish (Person *self, guint i)
{
  LONG sum;
  HRESULT hr = AsyncITally_Finish_Add (calls[i], &sum);

  assert_right (hr == S_OK || hr == RPC_E_CALL_CANCELED || hr == RPC_E_CALL_COMPLETE);
  assert_right (sum == (hr == S_OK ? 1000 : 0));
  if (hr != RPC_E_CALL_COMPLETE)
    atomic_fetch_add (&n_finished[i], 1);
}

static void
step_finish_other (Person *self, guint i)
{
  LONG b = 0, c;

  assert_right (AsyncITally_Finish_Mix (calls[i], &b, &c) == RPC_E_CALL_COMPLETE);
}

static void
step_cancel (Person *self, guint i)
{
  cancel (calls[i], 0);
}

static void
step_wait (Person *self, guint i)
{
  wait_for (calls[i], draw (self, 2));
}

static void
step_reset (Person *self, guint i)
{
  reset (calls[i]);
}

static void
step_get_handle (Person *self, guint i)
{
  HANDLE handle;

  assert_right (get_handle (calls[i], &handle) == S_OK);
}

static void
step_test_cancel (Person *self, guint i)
{
  test_cancel (calls[i]);
}

static void
step_set_deadline (Person *self, guint i)
{
  gint64 when = draw (self, 3) == 0 ? -1 : g_get_monotonic_time () + draw (self, 100);

  beck_call_set_deadline ((IUnknown *) calls[i], when);
}

static gboolean
stop_watching (ISynchronize *sync, gpointer unused)
{
  return G_SOURCE_REMOVE;
}

static void
step_watch (Person *self, guint i)
{
  g_autoptr (ISynchronize) sync = sync_of (calls[i]);
  GSource *source = beck_synchronize_source_new (sync);

  g_source_set_callback (source, G_SOURCE_FUNC (stop_watching), NULL, NULL);
  g_source_attach (source, self->context);
  g_main_context_iteration (self->context, FALSE);
  g_source_destroy (source);
  g_source_unref (source);
}

static void
step_contain (Person *self, guint i)
{
  g_autoptr (ISynchronizeContainer) container = NULL;
  g_autoptr (ISynchronize) sync = NULL;
  g_autoptr (ISynchronize) found = NULL;

  sync = sync_of (calls[i]);
  assert_hr (CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeContainer, (void **) &container),
             S_OK);
  assert_hr (ISynchronizeContainer_AddSynchronize (container, sync), S_OK);
  ISynchronizeContainer_WaitMultiple (container, 0, draw (self, 2), &found);
}

/* --- those who do it --- */

static void (*const steps[]) (Person *self, guint i) = {
  step_begin,       step_begin,        step_begin, step_finish, step_finish,     step_finish_other,
  step_cancel,      step_wait,         step_reset, step_wait,   step_get_handle, step_watch,
  step_test_cancel, step_set_deadline, step_contain,
};

static gpointer
run_wild (gpointer data)
{
  Person self = { GPOINTER_TO_UINT (data), (LONG) GPOINTER_TO_UINT (data),
                  g_main_context_new () };

  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  for (int i = 0; i < N_STEPS; i++)
    steps[draw (&self, G_N_ELEMENTS (steps))](&self, draw (&self, N_CALLS));
  CoUninitialize ();
  g_main_context_unref (self.context);
  return NULL;
}

static HRESULT
dawdle_and_answer (BeckJob *job)
{
  race_dawdle ();
  return server_answer (job);
}

static void
set_up (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      servers[i] = server_new (i == 0 ? AT_ONCE : ON_POOL);
      servers[i]->work = dawdle_and_answer;
    }
  for (guint i = 0; i < N_CALLS; i++)
    {
      Server *server = servers[i % G_N_ELEMENTS (servers)];

      atomic_store (&n_begun[i], 0);
      atomic_store (&n_finished[i], 0);
      if (i < N_OUTERS)
        outers[i] = outer_new (&outer_class, server);
      calls[i] = i < N_OUTERS ? ask (outers[i]->inner, &IID_AsyncITally) : tally_call (server);
    }
  atomic_store (&n_wrong, 0);
}

static void
tear_down (void)
{
  for (guint i = 0; i < N_CALLS; i++)
    let_go (&calls[i]);
  for (guint i = 0; i < N_OUTERS; i++)
    outer_unref (outers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    server_unref (servers[i]);
}

START_TEST (every_call_is_finished_once)
{
  GThread *threads[N_THREADS];
  Person last = { 1, 1, NULL };

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = start (run_wild, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (atomic_load (&n_wrong), 0);
  for (guint i = 0; i < N_CALLS; i++)
    {
      step_finish (&last, i);
      ck_assert_int_gt (atomic_load (&n_begun[i]), 0);
      ck_assert_int_eq (atomic_load (&n_finished[i]), atomic_load (&n_begun[i]));
      if (i < N_OUTERS)
        ck_assert_int_eq (atomic_load (&outers[i]->n_signals), atomic_load (&n_begun[i]));
    }
}
END_TEST

Suite *
storm_suite (void)
{
  Suite *suite = suite_create ("storm");
  TCase *tc = tcase_create ("storm");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_set_timeout (tc, 60);
  tcase_add_test (tc, every_call_is_finished_once);
  suite_add_tcase (suite, tc);
  return suite;
}
