/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Interface pointers in the hands of GLib's cleanup macros. */

#include "suites.h"

#include "scene.h"

static ULONG
count_of (ISynchronize *sync)
{
  sync->lpVtbl->AddRef (sync);
  return sync->lpVtbl->Release (sync);
}

static ISynchronize *event;

static void
set_up (void)
{
  event = manual_event_new ();
}

static void
tear_down (void)
{
  ck_assert_uint_eq (event->lpVtbl->Release (event), 0);
}

START_TEST (scope_releases_what_it_holds)
{
  {
    g_autoptr (ISynchronize) held = event;

    held->lpVtbl->AddRef (held);
    ck_assert_uint_eq (count_of (event), 2);
  }
  ck_assert_uint_eq (count_of (event), 1);
}
END_TEST

START_TEST (scope_with_nothing_releases_nothing)
{
  g_autoptr (ISynchronize) nothing = NULL;

  ck_assert_ptr_null (nothing);
  ck_assert_uint_eq (count_of (event), 1);
}
END_TEST

static ISynchronize *
pass_on (void)
{
  g_autoptr (ISynchronize) held = event;

  held->lpVtbl->AddRef (held);
  return g_steal_pointer (&held);
}

START_TEST (stolen_pointer_is_not_released)
{
  ISynchronize *mine = pass_on ();

  ck_assert_uint_eq (count_of (event), 2);
  mine->lpVtbl->Release (mine);
}
END_TEST

START_TEST (each_interface_of_an_object_has_its_type)
{
  g_autoptr (ISynchronizeHandle) handle = NULL;
  g_autoptr (ISynchronizeEvent) settable = NULL;
  g_autoptr (IUnknown) identity = NULL;

  assert_hr (event->lpVtbl->QueryInterface (event, &IID_ISynchronizeHandle, (void **) &handle),
             S_OK);
  assert_hr (handle->lpVtbl->QueryInterface (handle, &IID_ISynchronizeEvent, (void **) &settable),
             S_OK);
  assert_hr (settable->lpVtbl->QueryInterface (settable, &IID_IUnknown, (void **) &identity), S_OK);
  ck_assert_uint_eq (count_of (event), 4);
}
END_TEST

START_TEST (list_of_interfaces_is_released)
{
  g_autolist (ISynchronize) list = NULL;

  for (int i = 0; i < 3; i++)
    list = g_list_prepend (list, pass_on ());
  ck_assert_uint_eq (count_of (event), 4);
}
END_TEST

Suite *
autoptr_suite (void)
{
  Suite *suite = suite_create ("autoptr");
  TCase *tc = tcase_create ("autoptr");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, scope_releases_what_it_holds);
  tcase_add_test (tc, scope_with_nothing_releases_nothing);
  tcase_add_test (tc, stolen_pointer_is_not_released);
  tcase_add_test (tc, each_interface_of_an_object_has_its_type);
  tcase_add_test (tc, list_of_interfaces_is_released);
  suite_add_tcase (suite, tc);
  return suite;
}
