/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lack of memory: each scenario is run again and again, with the first, the second, … of its
 * allocations failing, until none fails any more. What fails says so by E_OUTOFMEMORY, leaves
 * nothing behind, and what it was done to can be used afterwards.
 */

#include "suites.h"

#include <string.h>

#include "base/alloc.h"

static Scene *scene;
static AsyncIWorker *call;
static ICarrier *carrier;

static void
set_up_on (Server *server, REFIID iid)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  scene = scene_new (server, iid, TRUE);
}

static void
set_up_worker (void)
{
  set_up_on (server_new (), &IID_IWorker);
  call = scene_call (scene, &IID_AsyncIWorker);
}

static void
set_up_calls (void)
{
  set_up_on (server_new_with_calls (), &IID_IWorker);
}

static void
set_up_carrier (void)
{
  set_up_on (server_new (), &IID_ICarrier);
  carrier = scene->interface;
}

static void
tear_down (void)
{
  let_go (&call);
  scene_free (scene);
  CoUninitialize ();
  ck_assert_uint_eq (table_clear (), 0);
}

/* ---- The loop ---- */

static void
fail_each_allocation (HRESULT (*scenario) (void))
{
  gboolean failed = FALSE;
  gint64 index = -1;
  gint64 n_tried;
  HRESULT hr;

  /* What is made once, and stays, is made. */
  assert_hr (scenario (), S_OK);
  do
    {
      beck_alloc_fail_at (++index);
      hr = scenario ();
      n_tried = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      if (hr != S_OK)
        assert_hr (hr, E_OUTOFMEMORY);
      failed |= hr != S_OK;
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

/* ---- Scenarios ---- */

MEMORY_TEST (make_and_connect)
{
  static const BeckProxyFile *const files[] = { &test_orpc_ProxyFile, NULL };
  g_autoptr (IPSFactoryBuffer) factory = NULL;
  g_autoptr (IRpcProxyBuffer) proxy = NULL;
  g_autoptr (IRpcStubBuffer) stub = NULL;
  g_autoptr (IWorker) worker = NULL;
  HRESULT hr = beck_proxy_factory_new (files, NULL, &factory);

  if (SUCCEEDED (hr))
    hr = IPSFactoryBuffer_CreateStub (factory, &IID_IWorker,
                                      (IUnknown *) BECK_UNKNOWN (scene->server), &stub);
  if (SUCCEEDED (hr))
    hr = IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_IWorker, &proxy, (void **) &worker);
  if (SUCCEEDED (hr))
    hr = IRpcProxyBuffer_Connect (proxy, &scene->channel->sync);
  return hr;
}

MEMORY_TEST (call_with_structures)
{
  Outline outline = { CoTaskMemAlloc (5), 1, CoTaskMemAlloc (sizeof (Point)) };
  HRESULT hr = E_OUTOFMEMORY;

  if (outline.name != NULL && outline.points != NULL)
    {
      strcpy (outline.name, "star");
      outline.points[0] = (Point){ 2, 3 };
      hr = ICarrier_Scale (carrier, 2, &outline);
      if (SUCCEEDED (hr))
        ck_assert_int_eq (outline.points[0].y, 6);
    }
  CoTaskMemFree (outline.name);
  CoTaskMemFree (outline.points);
  return hr;
}

MEMORY_TEST (call_with_objects)
{
  g_autoptr (IItem) item = item_new (3);
  IItem *old = NULL;
  HRESULT hr = E_OUTOFMEMORY;

  if (item != NULL)
    hr = ICarrier_Exchange (carrier, item, &old);
  let_go (&old);
  if (FAILED (hr))
    table_clear ();
  return hr;
}

MEMORY_TEST (begin_and_finish)
{
  LONG sum = 0;
  HRESULT hr = AsyncIWorker_Begin_Add (call, 1, 2);

  if (SUCCEEDED (hr))
    hr = AsyncIWorker_Finish_Add (call, &sum);
  if (SUCCEEDED (hr))
    ck_assert_int_eq (sum, 3);
  return hr;
}

MEMORY_TEST (begin_and_abandon)
{
  AsyncIWorker *mine = NULL;
  g_autoptr (ICallFactory) calls = NULL;
  HRESULT hr;

  assert_hr (IUnknown_QueryInterface ((IUnknown *) scene->interface, &IID_ICallFactory,
                                      (void **) &calls),
             S_OK);
  hr = ICallFactory_CreateCall (calls, &IID_AsyncIWorker, NULL, &IID_AsyncIWorker,
                                (IUnknown **) &mine);
  if (SUCCEEDED (hr))
    hr = AsyncIWorker_Begin_Add (mine, 1, 2);
  let_go (&mine);
  return hr;
}

/* Without memory for a call object the stub calls the method. */
MEMORY_TEST (serve_with_call_objects)
{
  LONG sum = 0;
  HRESULT hr = IWorker_Add ((IWorker *) scene->interface, 1, 2, &sum);

  if (SUCCEEDED (hr))
    ck_assert_int_eq (sum, 3);
  return hr;
}

Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tc = tcase_create ("worker");

  tcase_add_checked_fixture (tc, set_up_worker, tear_down);
  tcase_add_test (tc, make_and_connect);
  tcase_add_test (tc, begin_and_finish);
  tcase_add_test (tc, begin_and_abandon);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("calls");
  tcase_add_checked_fixture (tc, set_up_calls, tear_down);
  tcase_add_test (tc, serve_with_call_objects);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("carrier");
  tcase_add_checked_fixture (tc, set_up_carrier, tear_down);
  tcase_add_test (tc, call_with_structures);
  tcase_add_test (tc, call_with_objects);
  suite_add_tcase (suite, tc);
  return suite;
}
