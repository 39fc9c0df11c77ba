/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The parser of class key files. */

#include "suites.h"

#include <beck/error.h>
#include <string.h>

#include "com/class-file.h"
#include "fuzz-class-file.h"

#define A "[Class {5a3b1f00-7c11-4d0e-9a01-000000000001}]\n"
#define B "[Class {5A3B1F00-7C11-4D0E-9A01-000000000002}]\n"
#define PATH "/somewhere/classes/x.beckclass"

static GPtrArray *entries;
static GPtrArray *errors;

static void
set_up (void)
{
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) beck_class_entry_free);
  errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

static void
tear_down (void)
{
  g_ptr_array_unref (entries);
  g_ptr_array_unref (errors);
}

static const BeckClassEntry *
parse (const char *text)
{
  beck_class_file_parse (PATH, text, strlen (text), entries, errors);
  return entries->len > 0 ? entries->pdata[0] : NULL;
}

START_TEST (groups_become_entries)
{
  const BeckClassEntry *entry = parse (A "Name=A\nModule=/lib/a.so\nThreadingModel=Both\n" B
                                         "Module=/lib/b.so\n");
  const BeckClassEntry *second;

  ck_assert_uint_eq (errors->len, 0);
  ck_assert_uint_eq (entries->len, 2);
  ck_assert_uint_eq (entry->clsid.Data4[7], 1);
  ck_assert_str_eq (entry->module, "/lib/a.so");
  ck_assert_int_eq (entry->model, BECK_THREADING_BOTH);
  ck_assert_ptr_null (entry->error);
  second = entries->pdata[1];
  ck_assert_uint_eq (second->clsid.Data4[7], 2);
  ck_assert_int_eq (second->model, BECK_THREADING_MAIN);
}
END_TEST

static const struct
{
  const char *text;
  BeckThreadingModel model;
} models[] = {
  { "Both", BECK_THREADING_BOTH },
  { "Free", BECK_THREADING_FREE },
  { "Apartment", BECK_THREADING_APARTMENT },
  { "Neutral", BECK_THREADING_NEUTRAL },
  { "bOTH", BECK_THREADING_BOTH },
};

START_TEST (threading_models_are_read_in_either_case)
{
  g_autofree char *text
      = g_strdup_printf (A "Module=/lib/a.so\nThreadingModel=%s\n", models[_i].text);

  ck_assert_int_eq (parse (text)->model, models[_i].model);
  ck_assert_uint_eq (errors->len, 0);
}
END_TEST

static const struct
{
  const char *module;
  const char *path;
} modules[] = {
  { "/opt/x/libm.so", "/opt/x/libm.so" },
  { "libm.so", BECK_MODULE_DIR "/libm.so" },
  { "sub/libm.so", BECK_MODULE_DIR "/sub/libm.so" },
  { "./libm.so", "/somewhere/classes/libm.so" },
  { "../lib/libm.so", "/somewhere/lib/libm.so" },
};

START_TEST (module_paths_become_absolute)
{
  g_autofree char *text = g_strdup_printf (A "Module=%s\n", modules[_i].module);

  ck_assert_str_eq (parse (text)->module, modules[_i].path);
}
END_TEST

START_TEST (a_class_may_have_a_server_and_no_module)
{
  const BeckClassEntry *entry = parse (A "Exec=./server --name='two words' \"\" \\\\$HOME\n"
                                         "SystemdUnit=server.service\nUser=nobody\n"
                                         "RemoteActivation=Yes\n");

  ck_assert_uint_eq (errors->len, 0);
  ck_assert_ptr_null (entry->module);
  ck_assert_str_eq (entry->server->command[0], "/somewhere/classes/server");
  ck_assert_str_eq (entry->server->command[1], "--name=two words");
  ck_assert_str_eq (entry->server->command[2], "");
  ck_assert_str_eq (entry->server->command[3], "$HOME");
  ck_assert_ptr_null (entry->server->command[4]);
  ck_assert_str_eq (entry->server->unit, "server.service");
  ck_assert_str_eq (entry->server->user, "nobody");
  ck_assert (entry->server->remote);
}
END_TEST

START_TEST (the_network_may_not_activate_unless_that_is_said)
{
  const BeckClassEntry *entry = parse (A "Exec=/bin/server\n" B "RemoteActivation=no\n");
  const BeckClassEntry *second;

  ck_assert_uint_eq (entries->len, 2);
  ck_assert (!entry->server->remote);
  second = entries->pdata[1];
  ck_assert (!second->server->remote);
  ck_assert_ptr_null (second->server->command);
}
END_TEST

START_TEST (a_module_may_have_a_server_beside_it)
{
  const BeckClassEntry *entry = parse (A "Module=/lib/a.so\nExec=/bin/server\n" B
                                         "Module=/lib/b.so\n");
  const BeckClassEntry *second;

  ck_assert_uint_eq (entries->len, 2);
  ck_assert_str_eq (entry->module, "/lib/a.so");
  ck_assert_str_eq (entry->server->command[0], "/bin/server");
  second = entries->pdata[1];
  ck_assert_ptr_null (second->server);
}
END_TEST

START_TEST (other_groups_and_keys_are_for_later_versions)
{
  const BeckClassEntry *entry = parse ("[Interface {x}]\nProxy=1\n" A
                                       "Module=/lib/a.so\nColour=red\n");

  ck_assert_uint_eq (entries->len, 1);
  ck_assert_uint_eq (errors->len, 0);
  ck_assert_ptr_null (entry->error);
}
END_TEST

START_TEST (empty_file_has_no_classes)
{
  ck_assert_ptr_null (parse (""));
  ck_assert_ptr_null (parse ("# nothing yet\n\n"));
  ck_assert_uint_eq (errors->len, 0);
}
END_TEST

/* Damage: what the text is, and what the error must name beside the path. */
static const struct
{
  const char *text;
  HRESULT hr;
  const char *names;
  gboolean has_entry;
} damages[] = {
  { A "ThreadingModel=Both\n", REGDB_E_KEYMISSING,
    "[Class {5a3b1f00-7c11-4d0e-9a01-000000000001}] Module", TRUE },
  { A "Module=\n", REGDB_E_INVALIDVALUE, "] Module", TRUE },
  { A "Module=a\\qb\n", REGDB_E_INVALIDVALUE, "] Module", TRUE },
  { A "Module=\xff\n", REGDB_E_INVALIDVALUE, "] Module", TRUE },
  { A "Module=/lib/a.so\nThreadingModel=Fast\n", REGDB_E_BADTHREADINGMODEL,
    "] ThreadingModel=Fast", TRUE },
  { A "Module=/lib/a.so\nThreadingModel=\n", REGDB_E_BADTHREADINGMODEL, "] ThreadingModel=",
    TRUE },
  { A "Exec=\n", REGDB_E_INVALIDVALUE, "] Exec: ", TRUE },
  { A "Exec=server\n", REGDB_E_INVALIDVALUE, "] Exec: the program", TRUE },
  { A "Exec=/bin/server 'x\n", REGDB_E_INVALIDVALUE, "] Exec: ", TRUE },
  { A "Exec=/bin/server\nSystemdUnit=--now\n", REGDB_E_INVALIDVALUE, "] SystemdUnit=--now", TRUE },
  { A "Exec=/bin/server\nSystemdUnit=a/b\n", REGDB_E_INVALIDVALUE, "] SystemdUnit=a/b", TRUE },
  { A "Exec=/bin/server\nUser=\n", REGDB_E_INVALIDVALUE, "] User", TRUE },
  { A "Exec=/bin/server\nRemoteActivation=perhaps\n", REGDB_E_INVALIDVALUE,
    "] RemoteActivation=perhaps", TRUE },
  { A "Exec=/bin/server\nModule=\n", REGDB_E_INVALIDVALUE, "] Module", TRUE },
  { "[Class {5a3b1f00}]\nModule=/lib/a.so\n", CO_E_CLASSSTRING, "[Class {5a3b1f00}]", FALSE },
  { "[Class ]\nModule=/lib/a.so\n", CO_E_CLASSSTRING, "[Class ]", FALSE },
  { A "Module=/lib/a.so\nnonsense\n", REGDB_E_READREGDB, "nonsense", FALSE },
  { "Module=/lib/a.so\n", REGDB_E_READREGDB, "", FALSE },
};

START_TEST (damage_is_an_error_that_names_its_place)
{
  const BeckClassEntry *entry = parse (damages[_i].text);
  const GError *error;

  ck_assert_msg (errors->len == 1, "%u errors in: %s", errors->len, damages[_i].text);
  error = errors->pdata[0];
  ck_assert_msg (g_error_matches (error, BECK_ERROR, damages[_i].hr), "%s", error->message);
  ck_assert_msg (g_str_has_prefix (error->message, PATH ": "), "%s", error->message);
  ck_assert_msg (strstr (error->message, damages[_i].names) != NULL, "%s", error->message);
  ck_assert_int_eq (entry != NULL, damages[_i].has_entry);
  if (entry != NULL)
    ck_assert_str_eq (entry->error->message, error->message);
}
END_TEST

START_TEST (damaged_group_leaves_its_neighbours_alone)
{
  const BeckClassEntry *second;

  parse (A "Module=\n" B "Module=/lib/b.so\n");
  ck_assert_uint_eq (entries->len, 2);
  second = entries->pdata[1];
  ck_assert_ptr_null (second->error);
  ck_assert_str_eq (second->module, "/lib/b.so");
}
END_TEST

/* Every beginning of a file, and every file with one byte changed; the sanitizers look on. */
START_TEST (no_text_does_harm)
{
  static const char good[] = A "Module=./a.so\nThreadingModel=Both\n" B
                             "Exec=./b 'c'\nRemoteActivation=yes\n";
  uint8_t text[sizeof good];

  for (gsize i = 0; i < sizeof good; i++)
    for (int c = 0; c < 256; c += 5)
      {
        memcpy (text, good, sizeof good);
        text[i] = (uint8_t) c;
        LLVMFuzzerTestOneInput (text, sizeof good - 1);
        LLVMFuzzerTestOneInput (text, i);
      }
}
END_TEST

Suite *
class_file_suite (void)
{
  Suite *suite = suite_create ("class-file");
  TCase *tc = tcase_create ("parse");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, groups_become_entries);
  tcase_add_loop_test (tc, threading_models_are_read_in_either_case, 0, G_N_ELEMENTS (models));
  tcase_add_loop_test (tc, module_paths_become_absolute, 0, G_N_ELEMENTS (modules));
  tcase_add_test (tc, a_class_may_have_a_server_and_no_module);
  tcase_add_test (tc, the_network_may_not_activate_unless_that_is_said);
  tcase_add_test (tc, a_module_may_have_a_server_beside_it);
  tcase_add_test (tc, other_groups_and_keys_are_for_later_versions);
  tcase_add_test (tc, empty_file_has_no_classes);
  tcase_add_loop_test (tc, damage_is_an_error_that_names_its_place, 0, G_N_ELEMENTS (damages));
  tcase_add_test (tc, damaged_group_leaves_its_neighbours_alone);
  tcase_add_test (tc, no_text_does_harm);
  suite_add_tcase (suite, tc);
  return suite;
}
