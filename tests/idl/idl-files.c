/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * File providers for tests, and the compilations most tests want.
 */

#include "idl-files.h"
#include "beck-test.h"

#include <gio/gio.h>
#include <string.h>

static char *
resolve_on_disk (gpointer data, const char *name, const char *from)
{
  g_autofree char *dir = from != NULL ? g_path_get_dirname (from) : NULL;
  g_autofree char *beside = dir != NULL ? g_build_filename (dir, name, NULL) : g_strdup (name);
  g_autofree char *system = g_build_filename (TEST_SYSTEM_IDL, name, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&beside);
  return g_file_test (system, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&system) : NULL;
}

static GBytes *
load_from_disk (gpointer data, const char *path, GBytes **original, GError **error)
{
  gsize length;
  char *text;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return g_bytes_new_take (text, length);
}

static const IdlTestFile *
find (const IdlTestFile *files, const char *name)
{
  for (; files->name != NULL; files++)
    if (strcmp (files->name, name) == 0)
      return files;
  return NULL;
}

static char *
resolve_in_memory (gpointer data, const char *name, const char *from)
{
  return find (data, name) != NULL ? g_strdup (name) : resolve_on_disk (NULL, name, from);
}

static GBytes *
load_from_memory (gpointer data, const char *path, GBytes **original, GError **error)
{
  const IdlTestFile *file = find (data, path);

  if (file == NULL)
    return load_from_disk (NULL, path, original, error);
  return g_bytes_new_static (file->text, strlen (file->text));
}

IdlResult *
idl_test_compile_files (const IdlTestFile *files, const IdlOptions *options)
{
  const IdlFiles provider = { resolve_in_memory, load_from_memory, (gpointer) files };

  return idl_compile (files->name, &provider, options);
}

IdlResult *
idl_test_compile (const char *text)
{
  const IdlTestFile files[] = { { "test.idl", text }, { NULL, NULL } };

  return idl_test_compile_files (files, NULL);
}

IdlResult *
idl_test_compile_path (const char *path)
{
  const IdlFiles provider = { resolve_on_disk, load_from_disk, NULL };

  return idl_compile (path, &provider, NULL);
}

char *
idl_test_messages (const IdlResult *result)
{
  const GPtrArray *list = idl_result_diagnostics (result);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *line = idl_diagnostic_to_string (g_ptr_array_index (list, i));

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}

const char *
idl_test_header (const char *text, IdlResult **result)
{
  g_autofree char *messages = NULL;

  *result = idl_test_compile (text);
  messages = idl_test_messages (*result);
  ck_assert_str_eq (messages, "");
  return idl_result_output (*result, IDL_OUTPUT_HEADER);
}
