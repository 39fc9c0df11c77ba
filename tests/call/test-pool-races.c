/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads that give the pool work, and threads that share a container. */

#include "suites.h"

#include "race.h"

/* --- the pool --- */

typedef struct
{
  BeckWork work;
  Gate *waits_for;
  Gate opened;
} Item;

static atomic_uint n_run;

static void
count_item (BeckWork *work)
{
  race_dawdle ();
  atomic_fetch_add (&n_run, 1);
  beck_futex_wake (&n_run, 1);
}

#define N_PUSHERS 4
#define N_ITEMS 2000

static gpointer
push_items (gpointer data)
{
  Item *items = data;

  for (gsize i = 0; i < N_ITEMS; i++)
    {
      items[i].work.run = count_item;
      assert_hr (beck_pool_push (&items[i].work), S_OK);
    }
  return NULL;
}

static void
wait_for_items (guint n)
{
  guint seen;

  while ((seen = atomic_load (&n_run)) < n)
    beck_futex_wait (&n_run, seen, BECK_FOR_EVER);
  ck_assert_uint_eq (atomic_load (&n_run), n);
}

START_TEST (everything_that_many_threads_push_is_run_once)
{
  g_autofree Item *items = g_new0 (Item, N_PUSHERS * N_ITEMS);
  GThread *threads[N_PUSHERS];

  atomic_store (&n_run, 0);
  for (gsize i = 0; i < N_PUSHERS; i++)
    threads[i] = start (push_items, items + i * N_ITEMS);
  for (gsize i = 0; i < N_PUSHERS; i++)
    g_thread_join (threads[i]);
  wait_for_items (N_PUSHERS * N_ITEMS);
}
END_TEST

static void
run_after_another (BeckWork *work)
{
  Item *item = (Item *) work;

  if (item->waits_for != NULL)
    gate_pass (item->waits_for);
  gate_open (&item->opened);
  count_item (work);
}

/* Brings the pool to one idle thread, if it had none before. */
static void
have_one_idle_thread (void)
{
  Item item = { { NULL, count_item }, NULL, { 0 } };

  beck_pool_set_max_threads (1);
  atomic_store (&n_run, 0);
  assert_hr (beck_pool_push (&item.work), S_OK);
  wait_for_items (1);
  g_usleep (5000);
  beck_pool_set_max_threads (64);
}

/* Work may wait for work that is pushed later, as long as the pool may have more threads. */
START_TEST (work_that_blocks_does_not_keep_later_work_from_running)
{
  for (guint round = 0; round < 20; round++)
    {
      Item items[4] = { { { 0 } } };

      have_one_idle_thread ();
      atomic_store (&n_run, 0);
      for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
        {
          items[i].work.run = run_after_another;
          items[i].waits_for = i + 1 < G_N_ELEMENTS (items) ? &items[i + 1].opened : NULL;
        }
      for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
        assert_hr (beck_pool_push (&items[i].work), S_OK);
      wait_for_items (G_N_ELEMENTS (items));
    }
}
END_TEST

START_TEST (raised_bound_lets_work_run_that_waits_already)
{
  Item items[3] = { { { 0 } } };

  have_one_idle_thread ();
  beck_pool_set_max_threads (1);
  atomic_store (&n_run, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      items[i].work.run = run_after_another;
      items[i].waits_for = i + 1 < G_N_ELEMENTS (items) ? &items[i + 1].opened : NULL;
      assert_hr (beck_pool_push (&items[i].work), S_OK);
    }
  g_usleep (2000);
  beck_pool_set_max_threads (64);
  wait_for_items (G_N_ELEMENTS (items));
}
END_TEST

START_TEST (one_thread_runs_in_the_order_of_pushing)
{
  Item items[20] = { { { 0 } } };

  beck_pool_set_max_threads (1);
  atomic_store (&n_run, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      items[i].work.run = run_after_another;
      items[i].waits_for = i > 0 ? &items[i - 1].opened : NULL;
      assert_hr (beck_pool_push (&items[i].work), S_OK);
    }
  wait_for_items (G_N_ELEMENTS (items));
  beck_pool_set_max_threads (64);
}
END_TEST

/* --- a container --- */

#define N_PRODUCERS 2
#define N_CONSUMERS 3
#define N_CALLS 600

static Server *server;
static ISynchronizeContainer *container;
static atomic_int n_reaped;
static atomic_int n_alive;

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  server = server_new (ON_POOL);
  assert_hr (CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeContainer, (void **) &container),
             S_OK);
  atomic_store (&n_reaped, 0);
  atomic_store (&n_alive, N_PRODUCERS);
}

static void
tear_down (void)
{
  let_go (&container);
  server_unref (server);
  CoUninitialize ();
}

static void
add_call (LONG i)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (ISynchronize) sync = sync_of (call);

  assert_hr (AsyncITally_Begin_Add (call, i, i), S_OK);
  assert_hr (ISynchronizeContainer_AddSynchronize (container, sync), S_OK);
  if (i % 3 == 0)
    cancel (call, 0);
}

static gpointer
produce (gpointer unused)
{
  for (LONG i = 0; i < N_CALLS; i++)
    add_call (i);
  atomic_fetch_sub (&n_alive, 1);
  return NULL;
}

static void
reap (ISynchronize *sync)
{
  g_autoptr (AsyncITally) call = ask (sync, &IID_AsyncITally);
  LONG sum;
  HRESULT hr;

  assert_hr (ISynchronize_Wait (sync, 0, 0), S_OK);
  hr = AsyncITally_Finish_Add (call, &sum);
  if (hr != S_OK)
    assert_hr (hr, RPC_E_CALL_CANCELED);
  ISynchronize_Release (sync);
  atomic_fetch_add (&n_reaped, 1);
}

/* Waits as long as there is something to wait for. */
static gpointer
consume (gpointer unused)
{
  for (;;)
    {
      gboolean last_look = atomic_load (&n_alive) == 0;
      ISynchronize *sync;
      HRESULT hr = ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &sync);

      if (hr == S_OK)
        reap (sync);
      else if (hr == RPC_E_NO_SYNC && last_look)
        return NULL;
      else
        assert_hr (hr, RPC_E_NO_SYNC);
    }
}

START_TEST (threads_that_share_a_container_get_each_call_once)
{
  GThread *threads[N_PRODUCERS + N_CONSUMERS];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = start (i < N_PRODUCERS ? produce : consume, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (atomic_load (&n_reaped), N_PRODUCERS * N_CALLS);
}
END_TEST

static void
add_one_call (void)
{
  server->manner = HELD;
  add_call (1);
}

static HRESULT one_hr, other_hr;

static void
one_reaps (void)
{
  ISynchronize *sync;

  one_hr = ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &sync);
  if (one_hr == S_OK)
    reap (sync);
}

static void
answer_and_reap (void)
{
  ISynchronize *sync;

  server_answer_next (server);
  other_hr = ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &sync);
  if (other_hr == S_OK)
    reap (sync);
}

static void
check_reaped_once (void)
{
  ck_assert_int_eq ((one_hr == S_OK) + (other_hr == S_OK), 1);
  assert_hr (one_hr == S_OK ? other_hr : one_hr, RPC_E_NO_SYNC);
}

/* Nobody waits for ever in a container that has become empty. */
START_TEST (wait_ends_when_another_took_the_last_object)
{
  race_run (&(Race){ 1000, add_one_call, one_reaps, answer_and_reap, check_reaped_once });
}
END_TEST

/* An event object on a handle of its own, which the container watches by poll(2). */
static void
add_supplied_event (void)
{
  g_autoptr (ISynchronizeEvent) event = NULL;
  g_autoptr (ISynchronize) sync = NULL;
  HANDLE handle = beck_handle_new_event (TRUE, TRUE);

  assert_hr (CoCreateInstance (&CLSID_StdEvent, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeEvent, (void **) &event),
             S_OK);
  assert_hr (ISynchronizeEvent_SetEventHandle (event, &handle), S_OK);
  beck_handle_close (handle);
  sync = sync_of (event);
  assert_hr (ISynchronizeContainer_AddSynchronize (container, sync), S_OK);
}

static void
add_two_supplied_events (void)
{
  add_supplied_event ();
  add_supplied_event ();
}

static void
take_and_release (void)
{
  ISynchronize *sync;

  assert_hr (ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &sync), S_OK);
  ISynchronize_Release (sync);
}

/* What one thread was handed out, and has released, another may still be waiting for. */
THREAD_TEST (waits_for_descriptors_do_not_disturb_each_other)
{
  race_run (&(Race){ 5000, add_two_supplied_events, take_and_release, take_and_release, NULL });
}

Suite *
pool_races_suite (void)
{
  Suite *suite = suite_create ("pool-races");
  TCase *tc_pool = tcase_create ("pool");
  TCase *tc_container = tcase_create ("container");

  tcase_set_timeout (tc_pool, 30);
  tcase_add_test (tc_pool, everything_that_many_threads_push_is_run_once);
  tcase_add_test (tc_pool, work_that_blocks_does_not_keep_later_work_from_running);
  tcase_add_test (tc_pool, raised_bound_lets_work_run_that_waits_already);
  tcase_add_test (tc_pool, one_thread_runs_in_the_order_of_pushing);
  suite_add_tcase (suite, tc_pool);

  tcase_add_checked_fixture (tc_container, set_up, tear_down);
  tcase_set_timeout (tc_container, 30);
  tcase_add_test (tc_container, threads_that_share_a_container_get_each_call_once);
  tcase_add_test (tc_container, wait_ends_when_another_took_the_last_object);
  tcase_add_test (tc_container, waits_for_descriptors_do_not_disturb_each_other);
  suite_add_tcase (suite, tc_container);
  return suite;
}
