/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Any bytes as a class key file. Whatever they are, an entry is usable or says what is wrong
 * with it, and what is wrong has been told. With clang, `ninja fuzz-class-file` makes a program
 * that looks for bytes of which this does not hold.
 */

#include "fuzz-class-file.h"

#include <glib.h>

#include "com/class-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) beck_class_entry_free);
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  guint n_damaged = 0;

  beck_class_file_parse ("/classes/x.beckclass", (const char *) data, size, entries, errors);
  for (guint i = 0; i < entries->len; i++)
    {
      const BeckClassEntry *entry = entries->pdata[i];

      const BeckClassServer *server = entry->server;

      if (entry->error == NULL)
        {
          g_assert_true (entry->module != NULL || server != NULL);
          g_assert_true (entry->module == NULL || g_path_is_absolute (entry->module));
          g_assert_true (server == NULL || server->command == NULL
                         || g_path_is_absolute (server->command[0]));
        }
      n_damaged += entry->error != NULL;
    }
  g_assert_cmpuint (errors->len, >=, n_damaged);
  return 0;
}
