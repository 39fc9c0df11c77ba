/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The end of an apartment: what is queued for it, its class objects, threads that just end. */

#include "suites.h"

#include <unistd.h>

#include "actor.h"
#include "scene.h"

/* ---- What is queued ---- */

START_TEST (queued_calls_run_before_the_sta_ends)
{
  Note notes[3] = { 0 };

  enter_sta ();
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    post_note (beck_apartment_current (), &notes[i]);
  leave_apartment ();
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      assert_noted (&notes[i]);
      ck_assert_int_eq (notes[i].thread, gettid ());
      ck_assert_int_eq (notes[i].type, APTTYPE_MAINSTA);
    }
}
END_TEST

START_TEST (inner_uninitialize_runs_nothing)
{
  Note note = { 0 };

  enter_sta ();
  assert_hr (CoInitialize (NULL), S_FALSE);
  post_note (beck_apartment_current (), &note);
  CoUninitialize ();
  assert_not_noted (&note);
  leave_apartment ();
  assert_noted (&note);
}
END_TEST

static void
post_another (gpointer note)
{
  post_note (beck_apartment_current (), note);
}

START_TEST (what_a_queued_call_posts_runs_too)
{
  Note note = { 0 };

  enter_sta ();
  post (beck_apartment_current (), post_another, &note);
  leave_apartment ();
  assert_noted (&note);
}
END_TEST

static void
post_itself (gpointer n_refused)
{
  if (FAILED (beck_apartment_post (beck_apartment_current (), post_itself, n_refused, NULL)))
    ++*(int *) n_refused;
}

START_TEST (endless_posts_do_not_keep_the_apartment)
{
  int n_refused = 0;

  enter_sta ();
  post (beck_apartment_current (), post_itself, &n_refused);
  leave_apartment ();
  assert_no_apartment ();
  ck_assert_int_eq (n_refused, 1);
}
END_TEST

/* ---- Calls that enter and leave themselves, as every library may ---- */

static void
enter_and_leave (gpointer note)
{
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_FALSE);
  CoUninitialize ();
  note_run (note);
}

static void
enter_too_often (gpointer note)
{
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_FALSE);
  note_run (note);
}

static void
leave_too_often (gpointer note)
{
  CoUninitialize ();
  note_run (note);
}

static const ActorFunc nested[] = { enter_and_leave, enter_too_often, leave_too_often };

START_TEST (queued_call_may_enter_and_leave)
{
  Note notes[2] = { 0 };

  enter_sta ();
  post (beck_apartment_current (), nested[_i], &notes[0]);
  post (beck_apartment_current (), nested[_i], &notes[1]);
  leave_apartment ();
  ck_assert_int_eq (notes[0].type, APTTYPE_MAINSTA);
  ck_assert_int_eq (notes[1].type, APTTYPE_MAINSTA);
  assert_no_apartment ();
  CoUninitialize ();
  enter_mta ();
  leave_apartment ();
  assert_no_apartment ();
}
END_TEST

/* ---- Class objects ---- */

static const CLSID here_clsid =
    BECK_GUID (0x7c1ad2f0, 0x44b8, 0x4a2b, 0x8e, 0x01, 0x51, 0x6d, 0x3c, 0x0f, 0x8a, 0x27);

typedef struct
{
  BeckObject object;
  ISynchronize sync;
} Here;

static void (*on_here_finalized) (void);

static void
here_finalize (gpointer self)
{
  on_here_finalized ();
}

static const BeckClass here_class = {
  .name = "Here",
  .size = sizeof (Here),
  .clsid = &here_clsid,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Here, sync, ISynchronize)),
  .finalize = here_finalize,
};

/* Gives the apartment a class object whose last reference is the apartment's. */
static void
register_class_object (void)
{
  g_autoptr (IUnknown) object = NULL;
  DWORD cookie;

  assert_hr (beck_object_create (&here_class, NULL, &IID_IUnknown, (void **) &object), S_OK);
  assert_hr (CoRegisterClassObject (&here_clsid, object, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                    &cookie),
             S_OK);
}

static int n_finalized;

static void
count_finalized (void)
{
  n_finalized++;
}

static void
find_class_object (gpointer found)
{
  g_autoptr (IUnknown) object = NULL;

  ck_assert_int_eq (n_finalized, 0);
  assert_hr (
      CoGetClassObject (&here_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IUnknown, (void **) &object),
      S_OK);
  ++*(int *) found;
}

START_TEST (class_objects_outlive_the_queued_calls)
{
  int found = 0;

  n_finalized = 0;
  on_here_finalized = count_finalized;
  enter_sta ();
  register_class_object ();
  post (beck_apartment_current (), find_class_object, &found);
  leave_apartment ();
  ck_assert_int_eq (found, 1);
  ck_assert_int_eq (n_finalized, 1);
}
END_TEST

static BeckApartment *leaving;
static Note late;

static void
post_and_nest (void)
{
  n_finalized++;
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_FALSE);
  CoUninitialize ();
  assert_hr (beck_apartment_post (leaving, note_run, &late, note_free), RPC_E_DISCONNECTED);
}

START_TEST (class_object_that_dies_last_finds_the_sta_closed)
{
  n_finalized = 0;
  late = (Note){ 0 };
  on_here_finalized = post_and_nest;
  enter_sta ();
  leaving = beck_apartment_current ();
  register_class_object ();
  leave_apartment ();
  ck_assert_int_eq (n_finalized, 1);
  ck_assert_int_eq (atomic_load (&late.frees), 1);
  assert_no_apartment ();
}
END_TEST

/* ---- Threads that end without CoUninitialize() ---- */

START_TEST (thread_that_ends_runs_what_is_queued)
{
  Actor *actor = actor_new (COINIT_APARTMENTTHREADED);
  pid_t thread = actor_thread (actor);
  Note note = { 0 };

  post_note (actor_apartment (actor), &note);
  actor_kill (actor);
  assert_noted (&note);
  ck_assert_int_eq (note.thread, thread);
  ck_assert_int_eq (note.type, APTTYPE_MAINSTA);
}
END_TEST

static void
enter_twice_more (gpointer unused)
{
  assert_hr (CoInitialize (NULL), S_FALSE);
  assert_hr (CoInitialize (NULL), S_FALSE);
}

START_TEST (thread_that_ends_leaves_however_often_it_entered)
{
  Actor *actor = actor_new (COINIT_APARTMENTTHREADED);
  g_autoptr (BeckApartment) apartment = beck_apartment_ref (actor_apartment (actor));
  Note note = { 0 };

  actor_do (actor, enter_twice_more, NULL);
  actor_kill (actor);
  assert_hr (beck_apartment_post (apartment, note_run, &note, NULL), RPC_E_DISCONNECTED);
}
END_TEST

static void
register_in_passing (gpointer unused)
{
  register_class_object ();
}

START_TEST (thread_that_ends_releases_its_class_objects)
{
  Actor *actor = actor_new (COINIT_APARTMENTTHREADED);

  n_finalized = 0;
  on_here_finalized = count_finalized;
  actor_do (actor, register_in_passing, NULL);
  actor_kill (actor);
  ck_assert_int_eq (n_finalized, 1);
}
END_TEST

Suite *
leave_suite (void)
{
  Suite *suite = suite_create ("leave");
  TCase *tc_queued = tcase_create ("queued");
  TCase *tc_classes = tcase_create ("classes");
  TCase *tc_thread = tcase_create ("thread");

  tcase_add_test (tc_queued, queued_calls_run_before_the_sta_ends);
  tcase_add_test (tc_queued, inner_uninitialize_runs_nothing);
  tcase_add_test (tc_queued, what_a_queued_call_posts_runs_too);
  tcase_add_test (tc_queued, endless_posts_do_not_keep_the_apartment);
  tcase_add_loop_test (tc_queued, queued_call_may_enter_and_leave, 0, G_N_ELEMENTS (nested));
  suite_add_tcase (suite, tc_queued);

  tcase_add_test (tc_classes, class_objects_outlive_the_queued_calls);
  tcase_add_test (tc_classes, class_object_that_dies_last_finds_the_sta_closed);
  suite_add_tcase (suite, tc_classes);

  tcase_add_test (tc_thread, thread_that_ends_runs_what_is_queued);
  tcase_add_test (tc_thread, thread_that_ends_leaves_however_often_it_entered);
  tcase_add_test (tc_thread, thread_that_ends_releases_its_class_objects);
  suite_add_tcase (suite, tc_thread);
  return suite;
}
