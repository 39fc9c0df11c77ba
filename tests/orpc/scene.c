/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

IPSFactoryBuffer *
factory_new (void)
{
  static const BeckProxyFile *const files[] = { &test_orpc_ProxyFile, &test_derived_ProxyFile,
                                                NULL };
  IPSFactoryBuffer *factory;

  assert_hr (beck_proxy_factory_new (files, &table_hooks, &factory), S_OK);
  return factory;
}

Scene *
scene_new (Server *server, REFIID iid, gboolean async_channel)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->server = server;
  scene->factory = factory_new ();
  assert_hr (IPSFactoryBuffer_CreateStub (scene->factory, iid, (IUnknown *) BECK_UNKNOWN (server),
                                          &scene->stub),
             S_OK);
  scene->channel = channel_new (scene->stub, async_channel);
  assert_hr (IPSFactoryBuffer_CreateProxy (scene->factory, NULL, iid, &scene->proxy,
                                           &scene->interface),
             S_OK);
  assert_hr (IRpcProxyBuffer_Connect (scene->proxy, &scene->channel->sync), S_OK);
  return scene;
}

void
scene_free (Scene *scene)
{
  let_go (&scene->interface);
  IRpcProxyBuffer_Disconnect (scene->proxy);
  let_go (&scene->proxy);
  IRpcStubBuffer_Disconnect (scene->stub);
  let_go (&scene->stub);
  channel_free (scene->channel);
  let_go (&scene->factory);
  server_unref (scene->server);
  g_free (scene);
}

void *
scene_call (Scene *scene, REFIID async_iid)
{
  g_autoptr (ICallFactory) factory = NULL;
  IUnknown *call;

  assert_hr (IUnknown_QueryInterface ((IUnknown *) scene->interface, &IID_ICallFactory,
                                      (void **) &factory),
             S_OK);
  assert_hr (ICallFactory_CreateCall (factory, async_iid, NULL, async_iid, &call), S_OK);
  return call;
}

void
let_go (gpointer interface)
{
  IUnknown **place = interface;

  if (*place != NULL)
    IUnknown_Release (*place);
  *place = NULL;
}

LONG
take_number (IItem *item)
{
  LONG number = 0;

  ck_assert_ptr_nonnull (item);
  assert_hr (IItem_Number (item, &number), S_OK);
  IItem_Release (item);
  return number;
}

HRESULT
cancel (gpointer call)
{
  g_autoptr (ICancelMethodCalls) methods = NULL;

  assert_hr (IUnknown_QueryInterface ((IUnknown *) call, &IID_ICancelMethodCalls,
                                      (void **) &methods),
             S_OK);
  return ICancelMethodCalls_Cancel (methods, 0);
}
