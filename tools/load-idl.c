/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The compiler as a part of this command. Only the header is printed, into memory: it is what
 * asks least.
 */

#include "load-idl.h"
#include "files.h"

#include <stdio.h>

static void
print_diagnostics (const IdlResult *result)
{
  const GPtrArray *list = idl_result_diagnostics (result);

  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *line = idl_diagnostic_to_string (g_ptr_array_index (list, i));

      fprintf (stderr, "%s\n", line);
    }
}

IdlResult *
beck_load_idl (const char *path, IdlArguments *args, GError **error)
{
  const IdlOptions options = { .outputs = 1u << IDL_OUTPUT_HEADER };
  g_auto (GStrv) dirs = idl_search_path (args);
  IdlResult *result = NULL;
  IdlDisk disk;

  g_ptr_array_add (args->macros, NULL);
  if (idl_disk_init (&disk, dirs, (char **) args->macros->pdata, args->cpp, error))
    {
      result = idl_compile (path, &disk.files, &options);
      print_diagnostics (result);
      if (!idl_result_ok (result))
        g_clear_pointer (&result, idl_result_free);
    }
  idl_disk_clear (&disk);
  return result;
}
