/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Windows: messages that are posted and sent, and windows that go away meanwhile. */

#include "suites.h"

#include <beck/hresult.h>
#include <beck/window.h>

#include "beck-test.h"

typedef struct
{
  GMainContext *context;
  HWND window;
  GThread *thread; /* what the function ran on */
  UINT message;
  ULONG_PTR wparam;
  LONG_PTR lparam;
  guint n_messages;
  gboolean free_inside;
  gint freed;
} Scene;

static void
take_message (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer user_data)
{
  Scene *scene = user_data;

  ck_assert_ptr_eq (window, scene->window);
  scene->thread = g_thread_self ();
  scene->message = message;
  scene->wparam = wparam;
  scene->lparam = lparam;
  scene->n_messages++;
  if (scene->free_inside)
    beck_window_free (window);
}

static void
mark_freed (gpointer user_data)
{
  g_atomic_int_set (&((Scene *) user_data)->freed, TRUE);
}

static void
scene_begin (Scene *scene)
{
  *scene = (Scene){ g_main_context_new () };
  scene->window = beck_window_new (scene->context, take_message, scene, mark_freed);
  ck_assert_ptr_nonnull (scene->window);
}

static gpointer
send_one (gpointer data)
{
  Scene *scene = data;

  return GINT_TO_POINTER (beck_window_send (scene->window, 0xC123, 7, -8));
}

static HRESULT
result_of (GThread *sender)
{
  return GPOINTER_TO_INT (g_thread_join (sender));
}

static void
iterate_until_message (Scene *scene)
{
  while (scene->n_messages == 0)
    g_main_context_iteration (scene->context, TRUE);
}

START_TEST (send_returns_when_the_function_has_run)
{
  Scene scene;
  GThread *sender;

  scene_begin (&scene);
  sender = g_thread_new ("sender", send_one, &scene);
  iterate_until_message (&scene);
  ck_assert_int_eq (result_of (sender), S_OK);
  ck_assert_ptr_eq (scene.thread, g_thread_self ());
  ck_assert_uint_eq (scene.message, 0xC123);
  ck_assert_uint_eq (scene.wparam, 7);
  ck_assert_int_eq (scene.lparam, -8);
  beck_window_free (scene.window);
  g_main_context_unref (scene.context);
}
END_TEST

START_TEST (who_iterates_the_context_runs_the_function_itself)
{
  Scene scene;

  scene_begin (&scene);
  ck_assert (g_main_context_acquire (scene.context));
  ck_assert_int_eq (beck_window_send (scene.window, 1, 2, 3), S_OK);
  g_main_context_release (scene.context);
  ck_assert_uint_eq (scene.n_messages, 1);
  beck_window_free (scene.window);
  g_main_context_unref (scene.context);
}
END_TEST

START_TEST (what_was_posted_before_comes_before)
{
  Scene scene;
  GThread *sender;

  scene_begin (&scene);
  ck_assert_int_eq (beck_window_post (scene.window, 1, 0, 0), S_OK);
  sender = g_thread_new ("sender", send_one, &scene);
  iterate_until_message (&scene);
  ck_assert_uint_eq (scene.message, 1);
  while (scene.n_messages < 2)
    g_main_context_iteration (scene.context, TRUE);
  ck_assert_uint_eq (scene.message, 0xC123);
  ck_assert_int_eq (result_of (sender), S_OK);
  beck_window_free (scene.window);
  g_main_context_unref (scene.context);
}
END_TEST

/* The sender has queued its message when the context has something to dispatch. */
static GThread *
start_waiting_sender (Scene *scene)
{
  GThread *sender = g_thread_new ("sender", send_one, scene);

  while (!g_main_context_pending (scene->context))
    g_thread_yield ();
  return sender;
}

START_TEST (freeing_the_window_lets_its_sender_go)
{
  Scene scene;
  GThread *sender;

  scene_begin (&scene);
  sender = start_waiting_sender (&scene);
  beck_window_free (scene.window);
  ck_assert_int_eq (result_of (sender), E_HANDLE);
  ck_assert_uint_eq (scene.n_messages, 0);
  g_main_context_unref (scene.context);
  ck_assert (g_atomic_int_get (&scene.freed));
}
END_TEST

START_TEST (the_end_of_the_context_lets_the_sender_go)
{
  Scene scene;
  GThread *sender;

  scene_begin (&scene);
  sender = start_waiting_sender (&scene);
  g_main_context_unref (scene.context);
  ck_assert_int_eq (result_of (sender), E_HANDLE);
  ck_assert_int_eq (beck_window_send (scene.window, 1, 2, 3), E_HANDLE);
  ck_assert_int_eq (beck_window_post (scene.window, 1, 2, 3), E_HANDLE);
  beck_window_free (scene.window);
}
END_TEST

START_TEST (a_window_that_is_freed_in_its_function_was_told)
{
  Scene scene;
  GThread *sender;

  scene_begin (&scene);
  scene.free_inside = TRUE;
  sender = g_thread_new ("sender", send_one, &scene);
  iterate_until_message (&scene);
  ck_assert_int_eq (result_of (sender), S_OK);
  g_main_context_unref (scene.context);
  ck_assert (g_atomic_int_get (&scene.freed));
}
END_TEST

START_TEST (what_is_no_window_is_refused)
{
  guint32 nothing[32] = { 0 };

  ck_assert_int_eq (beck_window_send (NULL, 1, 2, 3), E_HANDLE);
  ck_assert_int_eq (beck_window_send (nothing, 1, 2, 3), E_HANDLE);
}
END_TEST

START_TEST (each_name_has_a_number_of_its_own)
{
  UINT event = beck_window_register_message ("RasDialEvent");
  UINT other = beck_window_register_message ("Another");

  ck_assert_uint_ge (event, 0xC000);
  ck_assert_uint_le (event, 0xFFFF);
  ck_assert_uint_ne (event, other);
  ck_assert_uint_eq (beck_window_register_message ("RASDIALEVENT"), event);
}
END_TEST

START_TEST (names_beyond_the_last_number_have_none)
{
  UINT first = beck_window_register_message ("name 0");

  for (guint i = 0; i < 0x4000; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %u", i);

      beck_window_register_message (name);
    }
  ck_assert_uint_eq (beck_window_register_message ("one more"), 0);
  ck_assert_uint_eq (beck_window_register_message ("name 0"), first);
}
END_TEST

Suite *
window_suite (void)
{
  Suite *suite = suite_create ("window");
  TCase *tcase = tcase_create ("send");

  tcase_add_test (tcase, send_returns_when_the_function_has_run);
  tcase_add_test (tcase, who_iterates_the_context_runs_the_function_itself);
  tcase_add_test (tcase, what_was_posted_before_comes_before);
  tcase_add_test (tcase, freeing_the_window_lets_its_sender_go);
  tcase_add_test (tcase, the_end_of_the_context_lets_the_sender_go);
  tcase_add_test (tcase, a_window_that_is_freed_in_its_function_was_told);
  tcase_add_test (tcase, what_is_no_window_is_refused);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("register");
  tcase_add_test (tcase, each_name_has_a_number_of_its_own);
  tcase_add_test (tcase, names_beyond_the_last_number_have_none);
  suite_add_tcase (suite, tcase);
  return suite;
}
