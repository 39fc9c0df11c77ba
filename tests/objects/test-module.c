/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The class by its identifier: from the module, through the key file that is installed, and
 * registered by the program. */

#include "suites.h"


static void
read_through (ISimpleStream *stream, const char *path)
{
  g_autoptr (IFileStream) file = scene_file_of (stream);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[10];
  ULONG n;

  assert_hr (IFileStream_Open (file, path, FILE_STREAM_READ, 0), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 10), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
  scene_assert_bytes (data, 0, 10);
}

/* The installed key file, with the module that was built in place of the installed one. */
static void
offer_module (void)
{
  const char *path = scene_path ("file-stream.beckclass");
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GString) key_file = NULL;
  g_autoptr (GPtrArray) errors = NULL;

  ck_assert (g_file_get_contents (CLASS_FILE, &text, NULL, NULL));
  key_file = g_string_new (text);
  ck_assert_uint_eq (g_string_replace (key_file, "Module=file-stream.so", "Module=" MODULE, 0), 1);
  ck_assert (g_file_set_contents (path, key_file->str, -1, NULL));
  ck_assert (g_setenv ("BECK_CLASS_PATH", directory, TRUE));
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 0);
}

START_TEST (module_serves_the_class)
{
  static const DWORD models[] = { COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED };
  ISimpleStream *stream;

  assert_hr (CoInitializeEx (NULL, models[_i]), S_OK);
  offer_module ();
  assert_hr (CoCreateInstance (&CLSID_FileStream, NULL, CLSCTX_INPROC_SERVER, &IID_ISimpleStream,
                               (void **) &stream),
             S_OK);
  read_through (stream, scene_file ("file", 10));
  ISimpleStream_Release (stream);
  CoUninitialize ();
}
END_TEST

START_TEST (program_registers_the_class)
{
  ISimpleStream *stream;

  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_hr (beck_class_register (&file_stream_class, BECK_THREADING_BOTH), S_OK);
  assert_hr (CoCreateInstance (&CLSID_FileStream, NULL, CLSCTX_INPROC_SERVER, &IID_ISimpleStream,
                               (void **) &stream),
             S_OK);
  read_through (stream, scene_file ("file", 10));
  ISimpleStream_Release (stream);
  assert_hr (beck_class_unregister (&file_stream_class), S_OK);
  CoUninitialize ();
}
END_TEST

Suite *
module_suite (void)
{
  Suite *suite = suite_create ("module");
  TCase *tcase = scene_case ("module");

  tcase_add_loop_test (tcase, module_serves_the_class, 0, 2);
  tcase_add_test (tcase, program_registers_the_class);
  suite_add_tcase (suite, tcase);
  return suite;
}
