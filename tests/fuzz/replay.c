/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The main() of a fuzz target without a fuzzer: runs it once on every file of the directories it
 * is given, and on what the target has besides.
 */

#include "fuzz.h"

#include <string.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Each file is a test passed: a crash ends the program, which the runner notices. */
int
main (int argc, char **argv)
{
  guint n = fuzz_replay_seeds != NULL ? fuzz_replay_seeds () : 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GPtrArray) names = list_files (argv[i]);

      for (guint j = 0; j < names->len; j++)
        {
          const char *name = g_ptr_array_index (names, j);
          g_autofree char *base = g_path_get_basename (name);
          g_autofree char *text = NULL;
          gsize size;

          if (!g_file_get_contents (name, &text, &size, NULL))
            continue;
          LLVMFuzzerTestOneInput ((const guint8 *) text, size);
          g_print ("ok %u - %s\n", ++n, base);
        }
    }
  g_print ("1..%u\n", n);
  return n > 0 ? 0 : 1;
}
