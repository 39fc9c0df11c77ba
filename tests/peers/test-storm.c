/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Many calls: outstanding at once, and one after the other with cancels in between. */

#include "calls.h"
#include "peer.h"
#include "suites.h"

#define SLEEPERS 1000
#define FEW 64
#define THREADS 2
#define RING 256
#define LONG_TIME (1000 * 1000) /* seconds */
#define CENT 100

static Peer peer;
static RPC_BINDING_HANDLE binding;

static void
setup (void)
{
  peer_start (&peer);
  binding = peer_bind (peer.port);
}

static void
teardown (void)
{
  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_OK);
  peer_stop (&peer);
}

static void
begin_sleepers (Call *calls, guint n, ULONG seconds)
{
  RPC_STATUS status;

  for (guint i = 0; i < n; i++)
    ck_assert (call_begin_sleep (&calls[i], binding, seconds, &status));
}

START_TEST (a_thousand_sleeping_calls_need_few_threads)
{
  static Call calls[SLEEPERS];
  guint descriptors;
  RPC_STATUS status;
  Call first = { 0 };

  /* A connection, and the threads that see to it. */
  ck_assert (call_begin_add (&first, binding, 1, &status));
  ck_assert_int_eq (call_end (&first), RPC_S_OK);
  descriptors = peer_count (peer.pid, "fd");

  begin_sleepers (calls, SLEEPERS, 1);
  ck_assert (call_begin_add (&first, binding, 1, &status));
  ck_assert_int_eq (call_end (&first), RPC_S_OK);
  ck_assert_uint_le (peer_count (peer.pid, "task"), FEW);
  ck_assert_uint_le (peer_count (0, "task"), FEW);
  ck_assert_uint_le (peer_count (peer.pid, "fd"), descriptors + 1);
  for (guint i = 0; i < SLEEPERS; i++)
    ck_assert_int_eq (call_end (&calls[i]), RPC_S_OK);
}
END_TEST

START_TEST (a_thousand_sleeping_calls_can_be_cancelled)
{
  static Call calls[SLEEPERS];

  begin_sleepers (calls, SLEEPERS, LONG_TIME);
  for (guint i = 0; i < SLEEPERS; i++)
    call_cancel (&calls[i], i % 2 == 0);
  for (guint i = 0; i < SLEEPERS; i++)
    ck_assert_int_eq (call_end (&calls[i]), RPC_S_CALL_CANCELLED);
}
END_TEST

/* ---- The storm ---- */

typedef struct
{
  GRand *rand;
  guint n;
  guint cancelled, too_late;
  Call ring[RING];
} Storm;

static void
end_stormy (Storm *storm, Call *call)
{
  RPC_STATUS status = call_end (call);

  if (status == RPC_S_CALL_CANCELLED)
    storm->cancelled++;
  else
    {
      ck_assert_int_eq (status, RPC_S_OK);
      ck_assert (!call->sleeps);
      storm->too_late++;
    }
}

/* Of a hundred calls, 70 are left alone, 15 are cancelled that would be answered at once, 15 that
 * would sleep; half of these are aborted. What is cancelled is one of the last few. */
static void
step (Storm *storm, guint i)
{
  Call *call = &storm->ring[i % RING];
  guint kind = (guint) g_rand_int_range (storm->rand, 0, CENT);
  gboolean abortive = g_rand_boolean (storm->rand);
  RPC_STATUS status;

  if (call->begun)
    end_stormy (storm, call);
  if (kind < 15)
    {
      ck_assert (call_begin_sleep (call, binding, LONG_TIME, &status));
      call_cancel (call, abortive);
      return;
    }
  ck_assert (call_begin_add (call, binding, i, &status));
  if (kind < 30)
    {
      call = &storm->ring[(i - (guint) g_rand_int_range (storm->rand, 0, 8)) % RING];
      if (call->begun && !call->sleeps)
        call_cancel (call, abortive);
    }
}

static gpointer
run_storm (gpointer data)
{
  Storm *storm = data;

  for (guint i = 0; i < storm->n; i++)
    step (storm, i);
  for (guint i = 0; i < RING; i++)
    if (storm->ring[i].begun)
      end_stormy (storm, &storm->ring[i]);
  return NULL;
}

static void
storm_of (guint n)
{
  Storm *storms = g_new0 (Storm, THREADS);
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    {
      storms[i].n = n / THREADS;
      storms[i].rand = g_rand_new_with_seed (n + i);
      threads[i] = g_thread_new ("storm", run_storm, &storms[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    {
      g_thread_join (threads[i]);
      g_rand_free (storms[i].rand);
      ck_assert_uint_ge (storms[i].cancelled, storms[i].n / 10);
      ck_assert_uint_ge (storms[i].too_late, storms[i].n / 2);
    }
  g_free (storms);
}

START_TEST (a_storm_of_calls_leaves_nothing_behind)
{
  guint n = peer_sanitized () ? 20 * 1000 : 1000 * 1000, descriptors;
  gsize ours, theirs, slack = 8 << 20; /* 8 bytes a call */

  storm_of (n / 10);
  descriptors = peer_count (peer.pid, "fd");
  ours = peer_memory (0);
  theirs = peer_memory (peer.pid);
  storm_of (n);
  ck_assert_uint_le (peer_count (peer.pid, "fd"), descriptors + 1);
  if (!peer_sanitized ())
    {
      ck_assert_uint_le (peer_memory (0), ours + slack);
      ck_assert_uint_le (peer_memory (peer.pid), theirs + slack);
    }
}
END_TEST

Suite *
storm_suite (void)
{
  Suite *suite = suite_create ("storm");
  TCase *sleepers = tcase_create ("sleepers");
  TCase *storm = tcase_create ("storm");

  tcase_add_checked_fixture (sleepers, setup, teardown);
  tcase_set_timeout (sleepers, 120);
  tcase_add_test (sleepers, a_thousand_sleeping_calls_need_few_threads);
  tcase_add_test (sleepers, a_thousand_sleeping_calls_can_be_cancelled);
  suite_add_tcase (suite, sleepers);
  tcase_add_checked_fixture (storm, setup, teardown);
  tcase_set_timeout (storm, 300);
  tcase_add_test (storm, a_storm_of_calls_leaves_nothing_behind);
  suite_add_tcase (suite, storm);
  return suite;
}
