/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Classes of this process whose objects may not live in their creator's apartment: com.md 6.2. */

#include "suites.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "beck-test.h"
#include "scene.h"

BECK_EXTERN_PROXY_FILE (counter);

typedef struct
{
  BeckObject object;
  BECK_MEMBER (ICounter) counter;
} Local;

static HRESULT
local_add (ICounter *This, LONG n, LONG *sum)
{
  *sum = n + 1;
  return S_OK;
}

/* The thread that serves the call. */
static HRESULT
local_get_process (ICounter *This, ULONG *thread)
{
  *thread = (ULONG) syscall (SYS_gettid);
  return S_OK;
}

static const CLSID local_clsid
    = BECK_GUID (0x0ac71ba8, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1);

static const BeckClass local_class = {
  .name = "Local",
  .size = sizeof (Local),
  .clsid = &local_clsid,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Local, counter, ICounter, .Add = local_add,
                                                 .GetProcess = local_get_process)),
};

static HRESULT
create (ICounter **counter)
{
  return CoCreateInstance (&local_clsid, NULL, CLSCTX_INPROC_SERVER, &IID_ICounter,
                           (void **) counter);
}

/* Whether an object is called by its creator's own thread. */
static gboolean
is_direct (void)
{
  g_autoptr (ICounter) counter = NULL;
  LONG sum = 0;

  assert_hr (create (&counter), S_OK);
  assert_hr (counter->lpVtbl->Add (counter, 6, &sum), S_OK);
  ck_assert_int_eq (sum, 7);
  return scene_process (counter) == (ULONG) syscall (SYS_gettid);
}

static const struct
{
  BeckThreadingModel model;
  gboolean from_sta, from_mta; /* direct */
} rows[] = {
  { BECK_THREADING_MAIN, TRUE, FALSE },     { BECK_THREADING_APARTMENT, TRUE, FALSE },
  { BECK_THREADING_FREE, FALSE, TRUE },     { BECK_THREADING_BOTH, TRUE, TRUE },
  { BECK_THREADING_NEUTRAL, TRUE, TRUE },
};

static void
enter (DWORD apartment)
{
  static const BeckProxyFile *const files[] = { &counter_ProxyFile, NULL };

  assert_hr (CoInitializeEx (NULL, apartment), S_OK);
  assert_hr (beck_proxy_register (files), S_OK);
}

static void
leave (void)
{
  CoUninitialize ();
  /* The library's own apartments stay. */
  beck_test_keep_descriptors ();
}

START_TEST (from_the_main_sta)
{
  enter (COINIT_APARTMENTTHREADED);
  assert_hr (beck_class_register (&local_class, rows[_i].model), S_OK);
  ck_assert_int_eq (is_direct (), rows[_i].from_sta);
  assert_hr (beck_class_unregister (&local_class), S_OK);
  leave ();
}
END_TEST

START_TEST (from_the_mta)
{
  enter (COINIT_MULTITHREADED);
  assert_hr (beck_class_register (&local_class, rows[_i].model), S_OK);
  ck_assert_int_eq (is_direct (), rows[_i].from_mta);
  assert_hr (beck_class_unregister (&local_class), S_OK);
  leave ();
}
END_TEST

/* In an STA that is not the main one. */
static gpointer
be_another (gpointer data)
{
  gboolean *direct = data;

  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_OK);
  *direct = is_direct ();
  CoUninitialize ();
  return NULL;
}

START_TEST (objects_of_the_main_sta_are_all_there)
{
  ICounter *first, *second;
  gboolean direct = TRUE;

  enter (COINIT_MULTITHREADED);
  assert_hr (beck_class_register (&local_class, BECK_THREADING_MAIN), S_OK);
  assert_hr (create (&first), S_OK);
  g_thread_join (g_thread_new ("another", be_another, &direct));
  assert_hr (create (&second), S_OK);
  ck_assert (!direct);
  ck_assert_uint_eq (scene_process (first), scene_process (second));
  assert_hr (beck_class_unregister (&local_class), S_OK);
  first->lpVtbl->Release (first);
  second->lpVtbl->Release (second);
  leave ();
}
END_TEST

START_TEST (a_part_of_another_object_cannot_live_elsewhere)
{
  ICounter *outer;
  IUnknown *inner = (IUnknown *) 1;

  enter (COINIT_MULTITHREADED);
  assert_hr (beck_class_register (&local_class, BECK_THREADING_FREE), S_OK);
  assert_hr (create (&outer), S_OK);
  assert_hr (beck_class_unregister (&local_class), S_OK);
  assert_hr (beck_class_register (&local_class, BECK_THREADING_APARTMENT), S_OK);
  assert_hr (CoCreateInstance (&local_clsid, (IUnknown *) outer, CLSCTX_INPROC_SERVER,
                               &IID_IUnknown, (void **) &inner),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (inner);
  assert_hr (beck_class_unregister (&local_class), S_OK);
  outer->lpVtbl->Release (outer);
  leave ();
}
END_TEST

Suite *
home_suite (void)
{
  Suite *suite = suite_create ("home");
  TCase *tc = tcase_create ("model");

  tcase_add_loop_test (tc, from_the_main_sta, 0, G_N_ELEMENTS (rows));
  tcase_add_loop_test (tc, from_the_mta, 0, G_N_ELEMENTS (rows));
  tcase_add_test (tc, objects_of_the_main_sta_are_all_there);
  tcase_add_test (tc, a_part_of_another_object_cannot_live_elsewhere);
  suite_add_tcase (suite, tc);
  return suite;
}
