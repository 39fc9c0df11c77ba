/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Options of the commands that read IDL, in the spelling of C compilers.
 */

#include "arguments.h"

#include <string.h>

void
idl_arguments_init (IdlArguments *args)
{
  *args = (IdlArguments){ .macros = g_ptr_array_new_with_free_func (g_free) };
}

void
idl_arguments_clear (IdlArguments *args)
{
  g_strfreev (args->include_dirs);
  g_ptr_array_unref (args->macros);
  g_free (args->cpp);
}

/* -D and -U keep their order, which one array per option would lose. */
static gboolean
add_macro (const char *option, const char *value, gpointer data, GError **error)
{
  IdlArguments *args = data;
  char letter = strcmp (option, "-U") == 0 || strcmp (option, "--undefine") == 0 ? 'U' : 'D';

  g_ptr_array_add (args->macros, g_strdup_printf ("-%c%s", letter, value));
  return TRUE;
}

GOptionGroup *
idl_arguments_group (const char *name, IdlArguments *args)
{
  const GOptionEntry entries[] = {
    { "include", 'I', 0, G_OPTION_ARG_FILENAME_ARRAY, &args->include_dirs,
      "Look for imports and includes in DIR", "DIR" },
    { "define", 'D', 0, G_OPTION_ARG_CALLBACK, add_macro, "Define a macro", "NAME[=VALUE]" },
    { "undefine", 'U', 0, G_OPTION_ARG_CALLBACK, add_macro, "Undefine a macro", "NAME" },
    { "cpp", 0, 0, G_OPTION_ARG_STRING, &args->cpp, "The C preprocessor (default: cc -E)",
      "COMMAND" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  GOptionGroup *group = g_option_group_new (name, NULL, NULL, args, NULL);

  g_option_group_add_entries (group, entries);
  return group;
}

char **
idl_split_arguments (char **argv, const char *letters)
{
  GPtrArray *words = g_ptr_array_new ();
  gboolean options = TRUE;

  for (guint i = 0; argv[i] != NULL; i++)
    {
      const char *word = argv[i];

      options = options && strcmp (word, "--") != 0;
      if (options && i > 0 && word[0] == '-' && word[1] != '\0' && word[2] != '\0'
          && strchr (letters, word[1]) != NULL)
        {
          g_ptr_array_add (words, g_strndup (word, 2));
          word += 2;
        }
      g_ptr_array_add (words, g_strdup (word));
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

static void
add_system_dirs (GPtrArray *dirs)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = exe != NULL ? g_path_get_dirname (exe) : NULL;

  if (bin != NULL)
    g_ptr_array_add (dirs, g_canonicalize_filename (BECK_IDL_RELATIVE_DIR, bin));
  g_ptr_array_add (dirs, g_strdup (BECK_IDL_DIR));
}

char **
idl_search_path (const IdlArguments *args)
{
  GPtrArray *dirs = g_ptr_array_new ();

  for (guint i = 0; args->include_dirs != NULL && args->include_dirs[i] != NULL; i++)
    g_ptr_array_add (dirs, g_strdup (args->include_dirs[i]));
  add_system_dirs (dirs);
  g_ptr_array_add (dirs, NULL);
  return (char **) g_ptr_array_free (dirs, FALSE);
}
