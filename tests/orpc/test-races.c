/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads that call, connect and disconnect the same proxy and stub: every call ends, with its
 * result or with a word why there is none. */

#include "suites.h"

#define N_THREADS 4
#define N_ROUNDS 400

static Scene *scene;

static void
set_up (void)
{
  scene = scene_new (server_new (), &IID_IWorker, FALSE);
}

static void
tear_down (void)
{
  scene_free (scene);
}

static gpointer
call (gpointer data)
{
  IWorker *worker = scene->interface;

  for (LONG i = 0; i < N_ROUNDS; i++)
    {
      LONG sum = 0;
      HRESULT hr = IWorker_Add (worker, i, 1, &sum);

      if (hr != RPC_E_DISCONNECTED && hr != CO_E_OBJNOTCONNECTED)
        assert_hr (hr, S_OK);
      ck_assert_int_eq (sum, hr == S_OK ? i + 1 : 0);
    }
  return NULL;
}

static void
run_while_calling (void (*body) (void))
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("call", call, NULL);
  for (guint i = 0; i < N_ROUNDS; i++)
    body ();
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
reconnect_proxy (void)
{
  IRpcProxyBuffer_Disconnect (scene->proxy);
  assert_hr (IRpcProxyBuffer_Connect (scene->proxy, &scene->channel->sync), S_OK);
}

START_TEST (a_proxy_is_reconnected_under_its_callers)
{
  run_while_calling (reconnect_proxy);
  assert_hr (IWorker_Add ((IWorker *) scene->interface, 1, 2, (LONG[]){ 0 }), S_OK);
}
END_TEST

static void
reconnect_stub (void)
{
  IRpcStubBuffer_Disconnect (scene->stub);
  assert_hr (IRpcStubBuffer_Connect (scene->stub, (IUnknown *) BECK_UNKNOWN (scene->server)), S_OK);
}

START_TEST (a_stub_is_reconnected_under_its_callers)
{
  run_while_calling (reconnect_stub);
  ck_assert_uint_eq (scene->channel->n_calls, N_THREADS * N_ROUNDS);
}
END_TEST

static void
call_and_cancel (void)
{
  AsyncIWorker *async = scene_call (scene, &IID_AsyncIWorker);
  LONG sum = 0;

  assert_hr (AsyncIWorker_Begin_Add (async, 20, 22), S_OK);
  if (cancel (async) == S_OK)
    {
      assert_hr (AsyncIWorker_Finish_Add (async, &sum), RPC_E_CALL_CANCELED);
      assert_hr (AsyncIWorker_Begin_Add (async, 20, 22), S_OK);
    }
  let_go (&async);
}

START_TEST (calls_are_cancelled_and_abandoned_among_others)
{
  run_while_calling (call_and_cancel);
}
END_TEST

Suite *
races_suite (void)
{
  Suite *suite = suite_create ("races");
  TCase *tc = tcase_create ("races");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_set_timeout (tc, 120);
  tcase_add_test (tc, a_proxy_is_reconnected_under_its_callers);
  tcase_add_test (tc, a_stub_is_reconnected_under_its_callers);
  tcase_add_test (tc, calls_are_cancelled_and_abandoned_among_others);
  suite_add_tcase (suite, tc);
  return suite;
}
