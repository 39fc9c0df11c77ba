/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interface pointers as arguments: through proxies of system interfaces, whose objects live in the
 * MTA and are called from an STA. Whatever goes wrong on the way, no reference is left behind.
 */

#include "object.h"
#include "suites.h"

#include <beckclasses.h>
#include <objidl.h>

/* An object that is told of objects, and gives some. */
typedef struct
{
  BeckObject object;
  IEnumUnknown several;
  IBindCtx context;
  IClassFactory factory;
  Thing *things[3];
  IUnknown *bound;
} Server;

static Server *server;
static IStream *stream;

/* ---- The server ---- */

static HRESULT STDMETHODCALLTYPE
several_next (IEnumUnknown *This, ULONG wanted, IUnknown **objects, ULONG *n)
{
  Server *self = BECK_SELF (Server, several, This);
  ULONG i;

  for (i = 0; i < wanted && i < G_N_ELEMENTS (self->things); i++)
    {
      objects[i] = thing_unknown (self->things[i]);
      IUnknown_AddRef (objects[i]);
    }
  *n = i;
  return i < wanted ? S_FALSE : S_OK;
}

static HRESULT STDMETHODCALLTYPE
several_skip (IEnumUnknown *This, ULONG n)
{
  return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE
several_reset (IEnumUnknown *This)
{
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
several_clone (IEnumUnknown *This, IEnumUnknown **clone)
{
  *clone = This;
  IEnumUnknown_AddRef (This);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
context_register (IBindCtx *This, IUnknown *object)
{
  Server *self = BECK_SELF (Server, context, This);
  ISynchronize *sync;

  if (object == NULL)
    return S_FALSE;
  assert_hr (IUnknown_QueryInterface (object, &IID_ISynchronize, (void **) &sync), S_OK);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ISynchronize_Release (sync);
  self->bound = object;
  IUnknown_AddRef (object);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
context_release (IBindCtx *This)
{
  Server *self = BECK_SELF (Server, context, This);

  if (self->bound != NULL)
    IUnknown_Release (self->bound);
  self->bound = NULL;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
factory_create (IClassFactory *This, IUnknown *outer, REFIID riid, void **ppv)
{
  Server *self = BECK_SELF (Server, factory, This);

  return IUnknown_QueryInterface (thing_unknown (self->things[0]), riid, ppv);
}

static HRESULT STDMETHODCALLTYPE
factory_lock (IClassFactory *This, BOOL lock)
{
  return lock ? S_FALSE : S_OK;
}

static const BeckClass server_class = {
  .name = "Server",
  .size = sizeof (Server),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Server, several, IEnumUnknown, .Next = several_next, .Skip = several_skip,
                      .Reset = several_reset, .Clone = several_clone),
      BECK_INTERFACE (Server, context, IBindCtx, .RegisterObjectBound = context_register,
                      .ReleaseBoundObjects = context_release),
      BECK_INTERFACE (Server, factory, IClassFactory, .CreateInstance = factory_create,
                      .LockServer = factory_lock)),
};

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  server = beck_object_new (&server_class, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (server->things); i++)
    server->things[i] = thing_new (PLAIN);
}

static void
tear_down (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (server->things); i++)
    thing_end (server->things[i]);
  beck_object_unref (server);
  CoUninitialize ();
}

/* Runs @func in an STA, where it fetches a proxy from the stream. */
static void
with_proxy (REFIID riid, void (*func) (gpointer unused))
{
  assert_hr (CoMarshalInterThreadInterfaceInStream (riid, (IUnknown *) BECK_UNKNOWN (server),
                                                    &stream),
             S_OK);
  in_apartment (COINIT_APARTMENTTHREADED, func, NULL);
}

static gpointer
fetch (REFIID riid)
{
  void *interface;

  assert_hr (CoGetInterfaceAndReleaseStream (stream, riid, &interface), S_OK);
  return interface;
}

/* ---- Out ---- */

static void
call_each (gpointer unused)
{
  IEnumUnknown *several = fetch (&IID_IEnumUnknown);
  IUnknown *objects[5] = { NULL };
  ISynchronize *sync;
  ULONG n;

  assert_hr (IEnumUnknown_Next (several, 5, objects, &n), S_FALSE);
  ck_assert_uint_eq (n, 3);
  for (guint i = 0; i < 3; i++)
    {
      assert_hr (IUnknown_QueryInterface (objects[i], &IID_ISynchronize, (void **) &sync), S_OK);
      assert_hr (ISynchronize_Signal (sync), S_OK);
      ISynchronize_Release (sync);
      IUnknown_Release (objects[i]);
    }
  IEnumUnknown_Release (several);
}

START_TEST (several_objects_come_back)
{
  with_proxy (&IID_IEnumUnknown, call_each);
  for (guint i = 0; i < 3; i++)
    ck_assert_int_eq (server->things[i]->n_signals, 1);
}
END_TEST

static void
expect_next_to_fail (gpointer unused)
{
  IEnumUnknown *several = fetch (&IID_IEnumUnknown);
  IUnknown *objects[3] = { NULL };
  ULONG n = 7;

  assert_hr (IEnumUnknown_Next (several, 3, objects, &n), E_NOINTERFACE);
  ck_assert_uint_eq (n, 0);
  for (guint i = 0; i < 3; i++)
    ck_assert_ptr_null (objects[i]);
  assert_hr (IEnumUnknown_Next (several, 3, objects, NULL), E_INVALIDARG);
  IEnumUnknown_Release (several);
}

/* The first, the second, the third cannot be marshaled: what was before it is released. */
START_TEST (a_result_that_cannot_travel_takes_the_others_along)
{
  thing_unref (server->things[_i]);
  server->things[_i] = thing_new (REFUSING);
  with_proxy (&IID_IEnumUnknown, expect_next_to_fail);
}
END_TEST

static HRESULT unmarshal_result;

static void
expect_unmarshal_to_fail (gpointer unused)
{
  IEnumUnknown *several = fetch (&IID_IEnumUnknown);
  IUnknown *objects[3] = { NULL };
  ULONG n;

  assert_hr (IEnumUnknown_Next (several, 3, objects, &n), unmarshal_result);
  for (guint i = 0; i < 3; i++)
    ck_assert_ptr_null (objects[i]);
  IEnumUnknown_Release (several);
}

/* One that cannot be unmarshaled: what was before it and what is behind it are released. */
START_TEST (a_result_that_cannot_be_read_takes_the_others_along)
{
  thing_unref (server->things[_i]);
  server->things[_i] = thing_new (OWN_MARSHAL);
  server->things[_i]->unmarshal_class = IID_unknown_to_all;
  unmarshal_result = REGDB_E_CLASSNOTREG;
  with_proxy (&IID_IEnumUnknown, expect_unmarshal_to_fail);
  /* The reference that nobody can read is its own business. */
  beck_object_release (server->things[_i]);
}
END_TEST

static void
clone_it (gpointer unused)
{
  IEnumUnknown *several = fetch (&IID_IEnumUnknown);
  IEnumUnknown *clone;

  assert_hr (IEnumUnknown_Clone (several, &clone), S_OK);
  ck_assert_ptr_eq (clone, several);
  IEnumUnknown_Release (clone);
  IEnumUnknown_Release (several);
}

START_TEST (an_object_that_gives_itself_is_the_proxy)
{
  with_proxy (&IID_IEnumUnknown, clone_it);
}
END_TEST

static void
create_through_factory (gpointer unused)
{
  IClassFactory *factory = fetch (&IID_IClassFactory);
  ISynchronize *sync;
  void *interface = factory;

  assert_hr (IClassFactory_CreateInstance (factory, (IUnknown *) factory, &IID_IUnknown,
                                           &interface),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (interface);
  assert_hr (IClassFactory_CreateInstance (factory, NULL, &IID_IStream, &interface),
             E_NOINTERFACE);
  ck_assert_ptr_null (interface);
  assert_hr (IClassFactory_CreateInstance (factory, NULL, &IID_ISynchronize, (void **) &sync),
             S_OK);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ISynchronize_Release (sync);
  assert_hr (IClassFactory_LockServer (factory, TRUE), S_FALSE);
  assert_hr (IClassFactory_LockServer (factory, FALSE), S_OK);
  IClassFactory_Release (factory);
}

START_TEST (a_factory_elsewhere_makes_objects)
{
  with_proxy (&IID_IClassFactory, create_through_factory);
  ck_assert_int_eq (server->things[0]->n_signals, 1);
}
END_TEST

/* ---- In ---- */

static void
give_and_take_back (gpointer unused)
{
  IBindCtx *context = fetch (&IID_IBindCtx);
  Thing *mine = thing_new (PLAIN);

  assert_hr (IBindCtx_RegisterObjectBound (context, thing_unknown (mine)), S_OK);
  ck_assert_int_eq (mine->n_signals, 1); /* called back while it was given */
  ck_assert_int_gt (thing_refs (mine), 1);
  assert_hr (IBindCtx_ReleaseBoundObjects (context), S_OK);
  assert_hr (IBindCtx_RegisterObjectBound (context, NULL), S_FALSE);
  thing_end (mine);
  IBindCtx_Release (context);
}

START_TEST (an_object_that_is_given_is_called_back)
{
  with_proxy (&IID_IBindCtx, give_and_take_back);
}
END_TEST

static void
disconnect_server (gpointer unused)
{
  assert_hr (CoDisconnectObject ((IUnknown *) BECK_UNKNOWN (server), 0), S_OK);
}

static void
give_to_nobody (gpointer unused)
{
  IBindCtx *context = fetch (&IID_IBindCtx);
  Thing *mine = thing_new (PLAIN);
  Thing *refusing = thing_new (REFUSING);

  assert_hr (IBindCtx_RegisterObjectBound (context, thing_unknown (refusing)), E_NOINTERFACE);
  in_apartment (COINIT_MULTITHREADED, disconnect_server, NULL);
  assert_hr (IBindCtx_RegisterObjectBound (context, thing_unknown (mine)), RPC_E_DISCONNECTED);
  thing_end (mine);
  thing_end (refusing);
  IBindCtx_Release (context);
}

START_TEST (an_object_that_nobody_received_is_released)
{
  with_proxy (&IID_IBindCtx, give_to_nobody);
}
END_TEST

/* ---- Streams ---- */

static void
use_stream (gpointer from)
{
  ULARGE_INTEGER size = { .QuadPart = 6 }, position;
  LARGE_INTEGER beginning = { .QuadPart = 0 };
  char buffer[16] = "";
  IStream *proxy = from;
  ULONG n;

  assert_hr (IStream_Write (proxy, "abcdef", 6, NULL), S_OK);
  assert_hr (IStream_Seek (proxy, beginning, STREAM_SEEK_SET, NULL), S_OK);
  assert_hr (IStream_Read (proxy, buffer, sizeof buffer, &n), S_FALSE);
  ck_assert_uint_eq (n, 6);
  ck_assert_str_eq (buffer, "abcdef");
  assert_hr (IStream_Read (proxy, buffer, 1, NULL), S_FALSE);
  assert_hr (IStream_Seek (proxy, beginning, STREAM_SEEK_END, &position), S_OK);
  ck_assert_uint_eq (position.QuadPart, 6);
  assert_hr (IStream_SetSize (proxy, size), S_OK);
}

START_TEST (streams_are_read_and_written_through_proxies)
{
  IStream *real = stream_new (), *proxy;

  assert_hr (beck_proxy_to_own ((IUnknown *) real, &IID_IStream, (void **) &proxy), S_OK);
  ck_assert_ptr_ne (proxy, real);
  use_stream (proxy);
  ck_assert_uint_eq (stream_size (proxy), 6);
  IStream_Release (proxy);
  IStream_Release (real);
}
END_TEST

Suite *
arguments_suite (void)
{
  Suite *suite = suite_create ("arguments");
  TCase *tc = tcase_create ("out");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, several_objects_come_back);
  tcase_add_loop_test (tc, a_result_that_cannot_travel_takes_the_others_along, 0, 3);
  tcase_add_loop_test (tc, a_result_that_cannot_be_read_takes_the_others_along, 0, 3);
  tcase_add_test (tc, an_object_that_gives_itself_is_the_proxy);
  tcase_add_test (tc, a_factory_elsewhere_makes_objects);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("in");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, an_object_that_is_given_is_called_back);
  tcase_add_test (tc, an_object_that_nobody_received_is_released);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("streams");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, streams_are_read_and_written_through_proxies);
  suite_add_tcase (suite, tc);
  return suite;
}
