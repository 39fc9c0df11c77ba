/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Factories, proxies and stubs as objects: identity, lifetime, connecting. */

#include "suites.h"

static IPSFactoryBuffer *factory;

static void
set_up (void)
{
  factory = factory_new ();
}

static void
tear_down (void)
{
  let_go (&factory);
}

/* ---- An outer object with a proxy in it, as a manager of proxies has it ---- */

typedef struct
{
  BeckObject object;
  IRpcProxyBuffer *proxy;
} Manager;

static void
manager_finalize (gpointer object)
{
  let_go (&((Manager *) object)->proxy);
}

static const BeckClass manager_class = {
  .name = "Manager",
  .size = sizeof (Manager),
  .interfaces = BECK_INTERFACES (BECK_INNER_INTERFACE (Manager, proxy, IWorker),
                                 BECK_INNER_INTERFACE (Manager, proxy, ICallFactory)),
  .finalize = manager_finalize,
};

START_TEST (an_aggregated_proxy_is_part_of_its_outer_object)
{
  Manager *manager = beck_object_new (&manager_class, NULL);
  g_autoptr (IUnknown) unknown = NULL;
  IUnknown *identity = (IUnknown *) BECK_UNKNOWN (manager);
  IWorker *worker = NULL;
  IWorker *again = NULL;

  assert_hr (IPSFactoryBuffer_CreateProxy (factory, identity, &IID_IWorker, &manager->proxy,
                                           (void **) &worker),
             S_OK);
  assert_hr (IWorker_QueryInterface (worker, &IID_IUnknown, (void **) &unknown), S_OK);
  ck_assert_ptr_eq (unknown, identity);
  assert_hr (IUnknown_QueryInterface (unknown, &IID_IWorker, (void **) &again), S_OK);
  ck_assert_ptr_eq (again, worker);
  let_go (&again);
  beck_object_unref (manager);
  /* The interface alone keeps the whole. */
  assert_hr (IWorker_Add (worker, 1, 2, (LONG[]){ 0 }), RPC_E_DISCONNECTED);
  let_go (&worker);
}
END_TEST

START_TEST (a_call_object_keeps_the_outer_object)
{
  Manager *manager = beck_object_new (&manager_class, NULL);
  g_autoptr (ICallFactory) calls = NULL;
  AsyncIWorker *call = NULL;
  IWorker *worker = NULL;

  assert_hr (IPSFactoryBuffer_CreateProxy (factory, (IUnknown *) BECK_UNKNOWN (manager),
                                           &IID_IWorker, &manager->proxy, (void **) &worker),
             S_OK);
  assert_hr (IWorker_QueryInterface (worker, &IID_ICallFactory, (void **) &calls), S_OK);
  assert_hr (ICallFactory_CreateCall (calls, &IID_AsyncIWorker, NULL, &IID_AsyncIWorker,
                                      (IUnknown **) &call),
             S_OK);
  let_go (&worker);
  let_go (&calls);
  beck_object_unref (manager);
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), RPC_E_DISCONNECTED);
  let_go (&call);
}
END_TEST

/* ---- A proxy that stands alone ---- */

START_TEST (a_proxy_that_stands_alone_is_its_own_identity)
{
  g_autoptr (IRpcProxyBuffer) proxy = NULL;
  g_autoptr (IWorker) worker = NULL;
  g_autoptr (IUnknown) unknown = NULL;
  g_autoptr (INamed) named = NULL;

  assert_hr (IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_IWorker, &proxy, (void **) &worker),
             S_OK);
  assert_hr (IWorker_QueryInterface (worker, &IID_IUnknown, (void **) &unknown), S_OK);
  ck_assert_ptr_eq (unknown, proxy);
  assert_hr (IWorker_QueryInterface (worker, &IID_INamed, (void **) &named), S_OK);
  ck_assert_ptr_eq (named, worker);
}
END_TEST

START_TEST (a_proxy_has_what_it_is_for_and_nothing_else)
{
  g_autoptr (IRpcProxyBuffer) proxy = NULL;
  g_autoptr (ILocal) local = NULL;
  void *found = &found;

  assert_hr (IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_ILocal, &proxy, (void **) &local),
             S_OK);
  assert_hr (ILocal_QueryInterface (local, &IID_ICallFactory, &found), E_NOINTERFACE);
  ck_assert_ptr_null (found);
  assert_hr (ILocal_QueryInterface (local, &IID_IMarked, &found), E_NOINTERFACE);
  assert_hr (ILocal_QueryInterface (local, NULL, &found), E_INVALIDARG);
  assert_hr (ILocal_QueryInterface (local, &IID_ILocal, NULL), E_POINTER);
}
END_TEST

START_TEST (a_proxy_has_one_channel_at_a_time)
{
  Scene *scene = scene_new (server_new (), &IID_IWorker, FALSE);

  assert_hr (IRpcProxyBuffer_Connect (scene->proxy, &scene->channel->sync), E_UNEXPECTED);
  assert_hr (IRpcProxyBuffer_Connect (scene->proxy, NULL), E_INVALIDARG);
  assert_hr (IWorker_Add ((IWorker *) scene->interface, 1, 2, (LONG[]){ 0 }), S_OK);
  scene_free (scene);
}
END_TEST

/* ---- Stubs ---- */

START_TEST (a_stub_holds_its_server_until_it_is_disconnected)
{
  Server *server = server_new ();
  g_autoptr (IRpcStubBuffer) stub = NULL;
  IWorker *worker = NULL;

  assert_hr (IPSFactoryBuffer_CreateStub (factory, &IID_IWorker, NULL, &stub), S_OK);
  ck_assert_uint_eq (IRpcStubBuffer_CountRefs (stub), 0);
  assert_hr (IRpcStubBuffer_DebugServerQueryInterface (stub, (void **) &worker),
             CO_E_OBJNOTCONNECTED);
  assert_hr (IRpcStubBuffer_Connect (stub, (IUnknown *) BECK_UNKNOWN (server)), S_OK);
  assert_hr (IRpcStubBuffer_Connect (stub, (IUnknown *) BECK_UNKNOWN (server)), E_UNEXPECTED);
  server_unref (server);
  ck_assert_uint_eq (IRpcStubBuffer_CountRefs (stub), 1);
  assert_hr (IRpcStubBuffer_DebugServerQueryInterface (stub, (void **) &worker), S_OK);
  assert_hr (IWorker_Add (worker, 1, 2, (LONG[]){ 0 }), S_OK);
  IRpcStubBuffer_DebugServerRelease (stub, worker);
  IRpcStubBuffer_Disconnect (stub);
  ck_assert_uint_eq (IRpcStubBuffer_CountRefs (stub), 0);
}
END_TEST

START_TEST (a_stub_knows_its_interface)
{
  g_autoptr (IRpcStubBuffer) stub = NULL;
  g_autoptr (IRpcStubBuffer) same = NULL;

  assert_hr (IPSFactoryBuffer_CreateStub (factory, &IID_IWorker, NULL, &stub), S_OK);
  same = IRpcStubBuffer_IsIIDSupported (stub, &IID_IWorker);
  ck_assert_ptr_eq (same, stub);
  ck_assert_ptr_null (IRpcStubBuffer_IsIIDSupported (stub, &IID_INamed));
}
END_TEST

START_TEST (a_server_without_the_interface_gets_no_stub)
{
  IItem *item = item_new (1);
  IRpcStubBuffer *stub = (IRpcStubBuffer *) &stub;

  assert_hr (IPSFactoryBuffer_CreateStub (factory, &IID_IWorker, (IUnknown *) item, &stub),
             E_NOINTERFACE);
  ck_assert_ptr_null (stub);
  let_go (&item);
}
END_TEST

/* ---- The factory ---- */

START_TEST (interfaces_of_no_file_are_unknown)
{
  IRpcProxyBuffer *proxy = (IRpcProxyBuffer *) &proxy;
  IRpcStubBuffer *stub = (IRpcStubBuffer *) &stub;
  void *found = &found;

  assert_hr (IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_IStream, &proxy, &found),
             E_NOINTERFACE);
  ck_assert_ptr_null (proxy);
  ck_assert_ptr_null (found);
  assert_hr (IPSFactoryBuffer_CreateStub (factory, &IID_AsyncIWorker, NULL, &stub),
             E_NOINTERFACE);
  ck_assert_ptr_null (stub);
}
END_TEST

START_TEST (a_factory_needs_places_for_what_it_makes)
{
  IRpcProxyBuffer *proxy;
  void *found;

  assert_hr (IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_IWorker, NULL, &found), E_POINTER);
  assert_hr (IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_IWorker, &proxy, NULL), E_POINTER);
  assert_hr (IPSFactoryBuffer_CreateStub (factory, &IID_IWorker, NULL, NULL), E_POINTER);
  assert_hr (beck_proxy_factory_new (NULL, NULL, (IPSFactoryBuffer **) &found), E_INVALIDARG);
  ck_assert_ptr_null (found);
  assert_hr (beck_proxy_factory_new (NULL, NULL, NULL), E_POINTER);
}
END_TEST

/* ---- Call objects ---- */

START_TEST (call_objects_follow_the_rules_of_factories)
{
  Scene *scene = scene_new (server_new (), &IID_IWorker, FALSE);
  g_autoptr (ICallFactory) calls = NULL;
  IUnknown *call = (IUnknown *) &call;
  IUnknown *outer = (IUnknown *) BECK_UNKNOWN (scene->server);

  assert_hr (IWorker_QueryInterface ((IWorker *) scene->interface, &IID_ICallFactory,
                                     (void **) &calls),
             S_OK);
  assert_hr (ICallFactory_CreateCall (calls, &IID_IWorker, NULL, &IID_IUnknown, &call),
             E_NOINTERFACE);
  ck_assert_ptr_null (call);
  assert_hr (ICallFactory_CreateCall (calls, &IID_AsyncICarrier, NULL, &IID_IUnknown, &call),
             E_NOINTERFACE);
  assert_hr (ICallFactory_CreateCall (calls, &IID_AsyncIWorker, outer, &IID_AsyncIWorker, &call),
             E_INVALIDARG);
  assert_hr (ICallFactory_CreateCall (calls, &IID_AsyncIWorker, NULL, &IID_IStream, &call),
             E_NOINTERFACE);
  ck_assert_ptr_null (call);
  assert_hr (ICallFactory_CreateCall (calls, &IID_AsyncIWorker, NULL, &IID_IUnknown, NULL),
             E_POINTER);
  assert_hr (ICallFactory_CreateCall (calls, NULL, NULL, &IID_IUnknown, &call), E_INVALIDARG);
  ck_assert_uint_eq (scene->channel->n_calls, 0);
  let_go (&calls);
  scene_free (scene);
}
END_TEST

Suite *
plumbing_suite (void)
{
  Suite *suite = suite_create ("plumbing");
  TCase *tc = tcase_create ("proxies");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, an_aggregated_proxy_is_part_of_its_outer_object);
  tcase_add_test (tc, a_call_object_keeps_the_outer_object);
  tcase_add_test (tc, a_proxy_that_stands_alone_is_its_own_identity);
  tcase_add_test (tc, a_proxy_has_what_it_is_for_and_nothing_else);
  tcase_add_test (tc, a_proxy_has_one_channel_at_a_time);
  tcase_add_test (tc, call_objects_follow_the_rules_of_factories);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("stubs");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, a_stub_holds_its_server_until_it_is_disconnected);
  tcase_add_test (tc, a_stub_knows_its_interface);
  tcase_add_test (tc, a_server_without_the_interface_gets_no_stub);
  tcase_add_test (tc, interfaces_of_no_file_are_unknown);
  tcase_add_test (tc, a_factory_needs_places_for_what_it_makes);
  suite_add_tcase (suite, tc);
  return suite;
}
