/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lack of memory: each scenario is run again and again, with the first, the second, … of its
 * allocations failing, until none fails any more. What fails says so by E_OUTOFMEMORY, leaves
 * nothing behind, and what it was done to can be used afterwards.
 */

#include "suites.h"

#include "base/alloc.h"
#include "beck-test.h"
#include "outer.h"

static Server *server;
static AsyncITally *call;

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  server = server_new (AT_ONCE);
  call = tally_call (server);
}

static void
tear_down (void)
{
  let_go (&call);
  server_unref (server);
  CoUninitialize ();
}

static void
check_usable (void)
{
  ck_assert_uint_eq (atomic_load (&server->n_held), 0);
  server->manner = AT_ONCE;
  make_a_call (call);
}

/* --- the loop --- */

static gpointer
run_scenario (gpointer scenario)
{
  return GINT_TO_POINTER (((HRESULT (*) (void)) scenario) ());
}

/* On a thread of its own, whose record is one of the allocations. */
static HRESULT
run_with_failure (HRESULT (*scenario) (void), gint64 index, gint64 *n_tried)
{
  HRESULT hr;

  beck_alloc_fail_at (index);
  hr = GPOINTER_TO_INT (g_thread_join (start (run_scenario, (gpointer) scenario)));
  *n_tried = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  return hr;
}

/* Some allocations only save time later, and a scenario succeeds without them. */
static void
fail_each_allocation (HRESULT (*scenario) (void))
{
  gboolean failed = FALSE;
  gint64 index = -1;
  gint64 n_tried;
  HRESULT hr;

  do
    {
      hr = run_with_failure (scenario, ++index, &n_tried);
      if (hr != S_OK)
        assert_hr (hr, E_OUTOFMEMORY);
      failed |= hr != S_OK;
      check_usable ();
    }
  while (n_tried > index);
  assert_hr (hr, S_OK);
  ck_assert (failed);
}

#define MEMORY_TEST(name)                                                                          \
  static HRESULT name##_scenario (void);                                                           \
  START_TEST (name)                                                                                \
  {                                                                                                \
    fail_each_allocation (name##_scenario);                                                        \
  }                                                                                                \
  END_TEST                                                                                         \
  static HRESULT name##_scenario (void)

/* --- calls --- */

MEMORY_TEST (create_call)
{
  IUnknown *made = (IUnknown *) &made;
  HRESULT hr = ICallFactory_CreateCall (&server->factory, &IID_AsyncITally, NULL,
                                        &IID_AsyncITally, &made);

  if (FAILED (hr))
    ck_assert_ptr_null (made);
  let_go (&made);
  return hr;
}

MEMORY_TEST (create_aggregated_call)
{
  g_autoptr (Outer) outer = outer_try_new (&outer_class, server);

  return outer != NULL ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
finish (void)
{
  LONG sum = -1;
  HRESULT hr = AsyncITally_Finish_Add (call, &sum);

  ck_assert_int_eq (sum, SUCCEEDED (hr) ? 5 : 0);
  return hr;
}

/* A Finish_ that cannot wait leaves the call in progress; if it gave the call's own result, that
 * the pool had no memory, the call is over. */
static HRESULT
finish_in_two_tries (void)
{
  HRESULT hr = finish ();
  HRESULT again;

  if (hr != E_OUTOFMEMORY)
    return hr;
  again = finish ();
  if (again != RPC_E_CALL_COMPLETE)
    assert_hr (again, S_OK);
  return hr;
}

MEMORY_TEST (call_on_the_pool)
{
  HRESULT hr;

  server->manner = ON_POOL;
  hr = AsyncITally_Begin_Add (call, 2, 3);
  return SUCCEEDED (hr) ? finish_in_two_tries () : hr;
}

MEMORY_TEST (call_that_is_held)
{
  GThread *thread;
  HRESULT hr;

  server->manner = HELD;
  hr = AsyncITally_Begin_Add (call, 2, 3);
  if (FAILED (hr))
    return hr;
  hr = wait_for (call, 1);
  thread = g_thread_new ("answer", (GThreadFunc) (gpointer) server_answer_next, server);
  if (hr == RPC_E_TIMEOUT)
    hr = finish_in_two_tries ();
  else
    assert_hr (finish (), S_OK);
  g_thread_join (thread);
  return hr;
}

/* While the server is late with one call, the next one's job comes from the heap. */
MEMORY_TEST (call_after_one_that_is_late)
{
  BeckJob *late;
  HRESULT hr;

  server->manner = HELD;
  assert_hr (AsyncITally_Begin_Add (call, 1, 1), S_OK);
  late = server_take (server);
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  hr = AsyncITally_Begin_Add (call, 2, 3);
  if (SUCCEEDED (hr))
    {
      ck_assert (server_answer_next (server));
      hr = finish ();
    }
  ck_assert (!job_answer (late));
  return hr;
}

MEMORY_TEST (synchronous_call)
{
  LONG sum;

  server->manner = AT_ONCE;
  return ITally_Add (&server->tally, 2, 3, &sum);
}

MEMORY_TEST (cancelled_call)
{
  HRESULT hr;

  server->manner = HELD;
  hr = AsyncITally_Begin_Add (call, 2, 3);
  if (FAILED (hr))
    return hr;
  hr = cancel (call, 1);
  if (hr == E_OUTOFMEMORY)
    assert_hr (cancel (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
  return hr;
}

static gpointer
answer_thread (gpointer unused)
{
  server_answer_next (server);
  return NULL;
}

static HRESULT
call_outer (void)
{
  g_autoptr (Outer) outer = outer_try_new (&outer_class, server);
  HRESULT hr;

  if (outer == NULL)
    return E_OUTOFMEMORY;
  server->manner = HELD;
  hr = AsyncITally_Begin_Add (outer->call, 2, 3);
  if (FAILED (hr))
    return hr;
  g_thread_join (start (answer_thread, NULL));
  hr = AsyncITally_Finish_Add (outer->call, &(LONG){ 0 });
  ck_assert_int_le (atomic_load (&outer->n_signals), 1);
  return hr;
}

/* Without memory to reach its apartment the outer object hears nothing, but the call ends. */
MEMORY_TEST (call_of_an_outer_object_in_an_sta)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  HRESULT hr;

  g_main_context_push_thread_default (context);
  hr = CoInitializeEx (NULL, COINIT_APARTMENTTHREADED);
  if (SUCCEEDED (hr))
    hr = call_outer ();
  CoUninitialize ();
  g_main_context_pop_thread_default (context);
  return hr;
}

/* --- deadlines --- */

MEMORY_TEST (deadline_of_a_new_call_object)
{
  g_autoptr (AsyncITally) made = NULL;
  HRESULT hr;

  server->manner = HELD;
  hr = ICallFactory_CreateCall (&server->factory, &IID_AsyncITally, NULL, &IID_AsyncITally,
                                (IUnknown **) &made);
  if (SUCCEEDED (hr))
    hr = beck_call_set_deadline ((IUnknown *) made, g_get_monotonic_time () + 1000);
  if (SUCCEEDED (hr))
    hr = AsyncITally_Begin_Add (made, 2, 3);
  if (FAILED (hr))
    return hr;
  while (wait_for (made, 0) != S_OK)
    g_thread_yield ();
  assert_hr (AsyncITally_Finish_Add (made, &(LONG){ 0 }), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
  return S_OK;
}

MEMORY_TEST (deadline_of_a_call_in_progress)
{
  HRESULT hr;

  server->manner = HELD;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  hr = beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 1000);
  if (FAILED (hr))
    assert_hr (cancel (call, 0), S_OK);
  while (wait_for (call, 0) != S_OK)
    g_thread_yield ();
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
  return hr;
}

/* --- events, handles, containers --- */

static HRESULT
create (REFCLSID clsid, REFIID iid, gpointer made)
{
  return CoCreateInstance (clsid, NULL, CLSCTX_INPROC_SERVER, iid, made);
}

MEMORY_TEST (std_event)
{
  g_autoptr (ISynchronize) made = NULL;
  HRESULT hr = create (&CLSID_StdEvent, &IID_ISynchronize, &made);

  if (FAILED (hr))
    return hr;
  assert_hr (ISynchronize_Signal (made), S_OK);
  assert_hr (ISynchronize_Wait (made, 0, INFINITE), S_OK);
  hr = ISynchronize_Wait (made, 0, 1);
  return hr == RPC_E_TIMEOUT ? S_OK : hr;
}

MEMORY_TEST (supplied_event)
{
  g_autoptr (ISynchronizeEvent) made = NULL;
  g_autoptr (ISynchronize) sync = NULL;
  HANDLE handle = beck_handle_new_event (FALSE, TRUE);
  HRESULT hr = handle != INVALID_HANDLE_VALUE ? S_OK : E_OUTOFMEMORY;

  if (SUCCEEDED (hr))
    hr = create (&CLSID_StdEvent, &IID_ISynchronizeEvent, &made);
  if (SUCCEEDED (hr))
    hr = ISynchronizeEvent_SetEventHandle (made, &handle);
  if (SUCCEEDED (hr))
    {
      sync = sync_of (made);
      hr = ISynchronize_Wait (sync, 0, INFINITE);
      ck_assert_int_eq (is_readable (handle), FAILED (hr));
    }
  beck_handle_close (handle);
  return hr;
}

/* The table of handles has grown by then; what is made here needs more of it. */
MEMORY_TEST (handles_of_calls)
{
  AsyncITally *calls[100] = { NULL };
  HRESULT hr = S_OK;

  for (gsize i = 0; i < G_N_ELEMENTS (calls) && SUCCEEDED (hr); i++)
    {
      HANDLE handle = &handle;

      hr = ICallFactory_CreateCall (&server->factory, &IID_AsyncITally, NULL, &IID_AsyncITally,
                                    (IUnknown **) &calls[i]);
      if (SUCCEEDED (hr))
        hr = get_handle (calls[i], &handle);
      if (FAILED (hr) && calls[i] != NULL)
        {
          ck_assert_ptr_null (handle);
          assert_hr (get_handle (calls[i], &handle), S_OK);
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    let_go (&calls[i]);
  return hr;
}

static HRESULT
add_event (ISynchronizeContainer *container)
{
  g_autoptr (ISynchronize) made = NULL;
  HRESULT hr = create (&CLSID_ManualResetEvent, &IID_ISynchronize, &made);

  if (SUCCEEDED (hr))
    hr = ISynchronizeContainer_AddSynchronize (container, made);
  if (SUCCEEDED (hr))
    ISynchronize_Signal (made);
  ck_assert_uint_eq (made != NULL ? count_of (made) : 0, made == NULL ? 0 : FAILED (hr) ? 1 : 2);
  return hr;
}

/* Takes out of the container what is in it, and then finds it empty. */
static HRESULT
empty (ISynchronizeContainer *container, guint n)
{
  HRESULT result = S_OK;
  ISynchronize *sync;
  HRESULT hr;

  while ((hr = ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &sync))
         != RPC_E_NO_SYNC)
    {
      if (hr == S_OK)
        n--;
      else
        result = hr;
      let_go (&sync);
    }
  ck_assert_uint_eq (n, 0);
  return result;
}

MEMORY_TEST (container_of_events)
{
  g_autoptr (ISynchronizeContainer) container = NULL;
  HRESULT hr = create (&CLSID_SynchronizeContainer, &IID_ISynchronizeContainer, &container);
  guint n;

  if (FAILED (hr))
    return hr;
  for (n = 0; n < 250 && SUCCEEDED (hr); n += SUCCEEDED (hr))
    hr = add_event (container);
  assert_hr (empty (container, n), S_OK);
  return hr;
}

/* An outer object is watched by its handle. */
MEMORY_TEST (container_of_objects_with_handles)
{
  g_autoptr (ISynchronizeContainer) container = NULL;
  g_autoptr (Outer) outer = outer_try_new (&outer_class, server);
  HRESULT hr = create (&CLSID_SynchronizeContainer, &IID_ISynchronizeContainer, &container);

  if (outer == NULL || FAILED (hr))
    return E_OUTOFMEMORY;
  hr = ISynchronizeContainer_AddSynchronize (container, &outer->sync);
  if (FAILED (hr))
    return hr;
  ISynchronize_Signal (&outer->sync);
  return empty (container, 1);
}

/* --- waiting for handles --- */

MEMORY_TEST (wait_for_many_handles)
{
  HANDLE semaphore = beck_handle_new_semaphore (1);
  HANDLE handles[100];
  DWORD index = 7;
  HRESULT hr;

  if (semaphore == INVALID_HANDLE_VALUE)
    return E_OUTOFMEMORY;
  for (gsize i = 0; i < G_N_ELEMENTS (handles); i++)
    handles[i] = semaphore;
  hr = CoWaitForMultipleHandles (0, INFINITE, G_N_ELEMENTS (handles), handles, &index);
  ck_assert_uint_eq (index, 0);
  ck_assert_int_eq (is_readable (semaphore), FAILED (hr));
  assert_hr (beck_handle_close (semaphore), S_OK);
  return hr;
}

static void
add_one (gpointer counter)
{
  ++*(int *) counter;
}

MEMORY_TEST (apc)
{
  HANDLE event = beck_handle_new_event (FALSE, FALSE);
  int n_run = 0;
  DWORD index;
  HRESULT hr;

  if (event == INVALID_HANDLE_VALUE)
    return E_OUTOFMEMORY;
  hr = CoEnableCallCancellation (NULL); /* makes the thread known */
  if (SUCCEEDED (hr))
    hr = beck_apc_queue ((DWORD) gettid (), add_one, &n_run, NULL);
  if (SUCCEEDED (hr))
    hr = CoWaitForMultipleHandles (COWAIT_ALERTABLE, INFINITE, 1, &event, &index);
  ck_assert_int_eq (n_run, SUCCEEDED (hr));
  beck_handle_close (event);
  return hr;
}

/* --- contexts --- */

MEMORY_TEST (cancel_object)
{
  HRESULT hr;

  server->manner = HELD;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  hr = CoSetCancelObject ((IUnknown *) call);
  if (SUCCEEDED (hr))
    {
      assert_hr (CoCancelCall (0, 0), S_OK);
      assert_hr (CoSetCancelObject (NULL), S_OK);
    }
  server_answer_next (server);
  assert_hr (finish (), SUCCEEDED (hr) ? RPC_E_CALL_CANCELED : S_OK);
  return hr;
}

MEMORY_TEST (call_context)
{
  IUnknown *old;
  HRESULT hr = CoSwitchCallContext ((IUnknown *) call, &old);

  if (SUCCEEDED (hr))
    assert_hr (CoTestCancel (), RPC_E_CALL_COMPLETE);
  return hr;
}

static Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tc_calls = tcase_create ("calls");
  TCase *tc_sync = tcase_create ("sync");

  tcase_add_checked_fixture (tc_calls, set_up, tear_down);
  tcase_set_timeout (tc_calls, 60);
  tcase_add_test (tc_calls, create_call);
  tcase_add_test (tc_calls, create_aggregated_call);
  tcase_add_test (tc_calls, call_on_the_pool);
  tcase_add_test (tc_calls, call_that_is_held);
  tcase_add_test (tc_calls, call_after_one_that_is_late);
  tcase_add_test (tc_calls, synchronous_call);
  tcase_add_test (tc_calls, cancelled_call);
  tcase_add_test (tc_calls, call_of_an_outer_object_in_an_sta);
  tcase_add_test (tc_calls, deadline_of_a_new_call_object);
  tcase_add_test (tc_calls, deadline_of_a_call_in_progress);
  tcase_add_test (tc_calls, cancel_object);
  tcase_add_test (tc_calls, call_context);
  suite_add_tcase (suite, tc_calls);

  tcase_add_checked_fixture (tc_sync, set_up, tear_down);
  tcase_set_timeout (tc_sync, 60);
  tcase_add_test (tc_sync, std_event);
  tcase_add_test (tc_sync, supplied_event);
  tcase_add_test (tc_sync, handles_of_calls);
  tcase_add_test (tc_sync, container_of_events);
  tcase_add_test (tc_sync, container_of_objects_with_handles);
  tcase_add_test (tc_sync, wait_for_many_handles);
  tcase_add_test (tc_sync, apc);
  suite_add_tcase (suite, tc_sync);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { memory_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
