/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Classes in modules: where key files are looked for, which description serves, and
 * loading. */

#include "suites.h"

#include <beck/error.h>
#include <beck/errorinfo.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "com/class-file.h"
#include "com/class-index.h"
#include "guest.h"
#include "scratch.h"

#define ABSENT_MODULE "Module=/nowhere/absent.so\n"
#define FREE "ThreadingModel=Free\n"
#define BOTH "ThreadingModel=Both\n"

static const CLSID guest_clsid = GUEST_CLSID;

/* Two directories, both in BECK_CLASS_PATH. */
static char *root;
static char *first;
static char *second;

static void
set_up (void)
{
  g_autofree char *path = NULL;

  root = g_dir_make_tmp ("beck-classes-XXXXXX", NULL);
  first = g_build_filename (root, "first", NULL);
  second = g_build_filename (root, "second", NULL);
  path = g_strdup_printf ("%s::%s", first, second);
  g_setenv ("BECK_CLASS_PATH", path, TRUE);
}

static void
rescan (void)
{
  g_ptr_array_unref (beck_class_scan ());
}

static void
tear_down (void)
{
  scratch_remove (root);
  g_unsetenv ("BECK_CLASS_PATH");
  rescan ();
  SetErrorInfo (0, NULL);
  g_clear_pointer (&root, g_free);
  g_clear_pointer (&first, g_free);
  g_clear_pointer (&second, g_free);
}

static HRESULT
find_model (BeckThreadingModel *model)
{
  BeckModule *module;

  return beck_class_index_find (&guest_clsid, model, &module);
}

static HRESULT
get_object (REFCLSID clsid, void **ppv)
{
  BeckThreadingModel model;
  BeckModule *module;

  assert_hr (beck_class_index_find (&guest_clsid, &model, &module), S_OK);
  return beck_module_get_object (module, clsid, &IID_IClassFactory, ppv);
}

/* The failure @hr has a text in the thread's error object with @part in it. */
static void
assert_told (HRESULT hr, const char *part)
{
  g_autoptr (GError) error = beck_error_info_take (hr);

  ck_assert_msg (strstr (error->message, part) != NULL, "%s", error->message);
}

/* ---- Key files ---- */

START_TEST (class_of_a_key_file_is_found)
{
  BeckThreadingModel model;

  scratch_write (first, "guest.beckclass", GUEST_GROUP GUEST_MODULE FREE);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  ck_assert_int_eq (model, BECK_THREADING_FREE);
}
END_TEST

START_TEST (class_in_no_file_is_not_registered)
{
  BeckThreadingModel model;
  IErrorInfo *info;

  rescan ();
  assert_hr (find_model (&model), REGDB_E_CLASSNOTREG);
  assert_hr (GetErrorInfo (0, &info), S_FALSE);
}
END_TEST

START_TEST (files_of_other_names_are_left_alone)
{
  BeckThreadingModel model;

  scratch_write (first, "guest.beckclass~", GUEST_GROUP GUEST_MODULE);
  rescan ();
  assert_hr (find_model (&model), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (earlier_directory_wins)
{
  BeckThreadingModel model;

  scratch_write (first, "z.beckclass", GUEST_GROUP GUEST_MODULE FREE);
  scratch_write (second, "a.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  ck_assert_int_eq (model, BECK_THREADING_FREE);
}
END_TEST

START_TEST (earlier_name_wins_within_a_directory)
{
  BeckThreadingModel model;

  scratch_write (first, "b.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  scratch_write (first, "a.beckclass", GUEST_GROUP GUEST_MODULE FREE);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  ck_assert_int_eq (model, BECK_THREADING_FREE);
}
END_TEST

static const char *const data_dir_variables[] = { "XDG_DATA_HOME", "XDG_DATA_DIRS" };

START_TEST (data_directories_are_searched_after_the_class_path)
{
  g_autofree char *directory
      = g_build_filename (g_getenv (data_dir_variables[_i]), "beck-1", "classes", NULL);
  BeckThreadingModel model;

  scratch_write (directory, "guest.beckclass", GUEST_GROUP GUEST_MODULE FREE);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  ck_assert_int_eq (model, BECK_THREADING_FREE);

  scratch_write (second, "guest.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  ck_assert_int_eq (model, BECK_THREADING_BOTH);
  scratch_remove (directory);
}
END_TEST

START_TEST (files_are_read_again_when_asked)
{
  BeckThreadingModel model;

  rescan ();
  scratch_write (first, "guest.beckclass", GUEST_GROUP GUEST_MODULE);
  assert_hr (find_model (&model), REGDB_E_CLASSNOTREG);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  scratch_remove (first);
  rescan ();
  assert_hr (find_model (&model), REGDB_E_CLASSNOTREG);
}
END_TEST

/* ---- Damage ---- */

START_TEST (damaged_file_is_told_and_others_serve)
{
  g_autoptr (GPtrArray) errors = NULL;
  BeckThreadingModel model;
  const GError *error;

  scratch_write (first, "a.beckclass", "not a key file\n");
  scratch_write (first, "b.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 1);
  error = errors->pdata[0];
  ck_assert (g_error_matches (error, BECK_ERROR, REGDB_E_READREGDB));
  ck_assert_ptr_nonnull (strstr (error->message, "first/a.beckclass"));
  assert_hr (find_model (&model), S_OK);
}
END_TEST

START_TEST (missing_class_may_be_in_the_damaged_file)
{
  BeckThreadingModel model;

  scratch_write (first, "a.beckclass", "not a key file\n");
  rescan ();
  assert_hr (find_model (&model), REGDB_E_CLASSNOTREG);
  assert_told (REGDB_E_CLASSNOTREG, "first/a.beckclass");
}
END_TEST

START_TEST (class_of_a_damaged_group_answers_with_its_code_and_text)
{
  BeckThreadingModel model;

  scratch_write (first, "a.beckclass", GUEST_GROUP GUEST_MODULE "ThreadingModel=Fast\n");
  rescan ();
  assert_hr (find_model (&model), REGDB_E_BADTHREADINGMODEL);
  assert_told (REGDB_E_BADTHREADINGMODEL, "ThreadingModel=Fast");
}
END_TEST

START_TEST (sound_description_serves_in_place_of_a_damaged_one)
{
  BeckThreadingModel model;

  scratch_write (first, "a.beckclass", GUEST_GROUP FREE);
  scratch_write (second, "a.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  scratch_write (second, "b.beckclass", GUEST_GROUP FREE);
  rescan ();
  assert_hr (find_model (&model), S_OK);
  ck_assert_int_eq (model, BECK_THREADING_BOTH);
}
END_TEST

START_TEST (what_is_no_regular_file_is_not_read)
{
  g_autofree char *fifo = g_build_filename (first, "fifo.beckclass", NULL);
  g_autofree char *directory = g_build_filename (first, "dir.beckclass", NULL);
  g_autoptr (GPtrArray) errors = NULL;

  ck_assert_int_eq (g_mkdir_with_parents (directory, 0700), 0);
  ck_assert_int_eq (mkfifo (fifo, 0600), 0);
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 2);
}
END_TEST

START_TEST (oversized_file_is_not_read)
{
  g_autofree char *text = g_strnfill (BECK_CLASS_FILE_MAX_SIZE + 1, '\n');
  g_autoptr (GPtrArray) errors = NULL;

  scratch_write (first, "a.beckclass", text);
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 1);
}
END_TEST

START_TEST (dangling_link_is_told)
{
  g_autofree char *path = g_build_filename (first, "a.beckclass", NULL);
  g_autoptr (GPtrArray) errors = NULL;

  ck_assert_int_eq (g_mkdir_with_parents (first, 0700), 0);
  ck_assert_int_eq (symlink ("absent", path), 0);
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 1);
}
END_TEST

START_TEST (file_in_place_of_a_directory_is_told)
{
  g_autoptr (GPtrArray) errors = NULL;

  scratch_write (root, "first", "");
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 1);
}
END_TEST

/* ---- Loading ---- */

START_TEST (module_makes_its_objects)
{
  g_autoptr (IClassFactory) factory = NULL;
  g_autoptr (ISynchronize) guest = NULL;

  scratch_write (first, "guest.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  rescan ();
  assert_hr (get_object (&guest_clsid, (void **) &factory), S_OK);
  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_ISynchronize,
                                              (void **) &guest),
             S_OK);
  assert_hr (guest->lpVtbl->Signal (guest), S_FALSE);
}
END_TEST

/* Under a path that nobody loaded before. */
static void
put_module_beside_its_key_file (void)
{
  g_autofree char *link = g_build_filename (first, "guest.so", NULL);

  scratch_write (first, "guest.beckclass", GUEST_GROUP "Module=./guest.so\n" BOTH);
  ck_assert_int_eq (symlink (TEST_MODULE_DIR "/guest.so", link), 0);
  rescan ();
}

START_TEST (module_may_stand_beside_its_key_file)
{
  g_autoptr (IClassFactory) factory = NULL;

  put_module_beside_its_key_file ();
  assert_hr (get_object (&guest_clsid, (void **) &factory), S_OK);
}
END_TEST

START_TEST (class_that_the_module_lacks_is_not_available)
{
  gpointer result = &result;

  scratch_write (first, "guest.beckclass", GUEST_GROUP GUEST_MODULE BOTH);
  rescan ();
  assert_hr (get_object (&sample_clsid, &result), CLASS_E_CLASSNOTAVAILABLE);
  ck_assert_ptr_null (result);
}
END_TEST

START_TEST (missing_module_is_told)
{
  gpointer result = &result;

  scratch_write (first, "guest.beckclass", GUEST_GROUP ABSENT_MODULE);
  rescan ();
  assert_hr (get_object (&guest_clsid, &result), CO_E_DLLNOTFOUND);
  ck_assert_ptr_null (result);
  assert_told (CO_E_DLLNOTFOUND, "/nowhere/absent.so");
}
END_TEST

START_TEST (module_that_does_not_load_is_told)
{
  gpointer result = &result;

  scratch_write (first, "guest.beckclass", GUEST_GROUP GUEST_BROKEN_MODULE);
  rescan ();
  assert_hr (get_object (&guest_clsid, &result), CO_E_ERRORINDLL);
  ck_assert_ptr_null (result);
  assert_told (CO_E_ERRORINDLL, "function_that_nobody_has");
}
END_TEST

START_TEST (module_without_entry_point_is_told)
{
  gpointer result = &result;

  scratch_write (first, "guest.beckclass", GUEST_GROUP GUEST_MUTE_MODULE);
  rescan ();
  assert_hr (get_object (&guest_clsid, &result), CO_E_ERRORINDLL);
  ck_assert_ptr_null (result);
  assert_told (CO_E_ERRORINDLL, "DllGetClassObject");
}
END_TEST

START_TEST (same_path_is_the_same_module)
{
  ck_assert_ptr_eq (beck_module_intern ("/a/b.so"), beck_module_intern ("/a/b.so"));
  ck_assert_ptr_ne (beck_module_intern ("/a/b.so"), beck_module_intern ("/a/c.so"));
}
END_TEST

static gpointer
load_and_scan (gpointer data)
{
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (IClassFactory) factory = NULL;

      assert_hr (get_object (&guest_clsid, (void **) &factory), S_OK);
      if (i % 10 == GPOINTER_TO_INT (data))
        rescan ();
    }
  return NULL;
}

START_TEST (threads_load_and_scan_at_the_same_time)
{
  GThread *threads[3];

  put_module_beside_its_key_file ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, load_and_scan, GUINT_TO_POINTER (i));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}
END_TEST

static TCase *
key_file_case (void)
{
  TCase *tc = tcase_create ("key-files");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, class_of_a_key_file_is_found);
  tcase_add_test (tc, class_in_no_file_is_not_registered);
  tcase_add_test (tc, files_of_other_names_are_left_alone);
  tcase_add_test (tc, earlier_directory_wins);
  tcase_add_test (tc, earlier_name_wins_within_a_directory);
  tcase_add_loop_test (tc, data_directories_are_searched_after_the_class_path, 0,
                       G_N_ELEMENTS (data_dir_variables));
  tcase_add_test (tc, files_are_read_again_when_asked);
  return tc;
}

static TCase *
damage_case (void)
{
  TCase *tc = tcase_create ("damage");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, damaged_file_is_told_and_others_serve);
  tcase_add_test (tc, missing_class_may_be_in_the_damaged_file);
  tcase_add_test (tc, class_of_a_damaged_group_answers_with_its_code_and_text);
  tcase_add_test (tc, sound_description_serves_in_place_of_a_damaged_one);
  tcase_add_test (tc, what_is_no_regular_file_is_not_read);
  tcase_add_test (tc, oversized_file_is_not_read);
  tcase_add_test (tc, dangling_link_is_told);
  tcase_add_test (tc, file_in_place_of_a_directory_is_told);
  return tc;
}

static TCase *
loading_case (void)
{
  TCase *tc = tcase_create ("loading");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, module_makes_its_objects);
  tcase_add_test (tc, module_may_stand_beside_its_key_file);
  tcase_add_test (tc, class_that_the_module_lacks_is_not_available);
  tcase_add_test (tc, missing_module_is_told);
  tcase_add_test (tc, module_that_does_not_load_is_told);
  tcase_add_test (tc, module_without_entry_point_is_told);
  tcase_add_test (tc, same_path_is_the_same_module);
  tcase_add_test (tc, threads_load_and_scan_at_the_same_time);
  return tc;
}

Suite *
module_suite (void)
{
  Suite *suite = suite_create ("module");

  suite_add_tcase (suite, key_file_case ());
  suite_add_tcase (suite, damage_case ());
  suite_add_tcase (suite, loading_case ());
  return suite;
}
