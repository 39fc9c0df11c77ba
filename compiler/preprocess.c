/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The system's C preprocessor, as a subprocess. It is not run for a file in which it
 * would find nothing to do: no directive but #pragma, no spliced lines, no macro that
 * exists without being defined. The test for that errs on the side of running it.
 */

#include "files.h"

#include <gio/gio.h>
#include <string.h>

/* Defined for every file: __midl is what sources test for, __beck_idl tells us apart. */
static const char *const predefined[] = { "-D__midl=801", "-D__beck_idl=1" };

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* "#pragma", blanks allowed behind the '#' */
static gboolean
is_pragma (const char *p, const char *end)
{
  p++;
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  return end - p > 6 && memcmp (p, "pragma", 6) == 0 && !is_name_char (p[6]);
}

/* Words the preprocessor knows by itself have two underscores and an upper-case letter,
 * or are our own. __int64 and __stdcall are none of them. */
static gboolean
is_known_word (const char *word, gsize length)
{
  static const char *const own[] = { "__midl", "__beck_idl", "_Pragma", "__has_include" };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (strlen (own[i]) == length && memcmp (own[i], word, length) == 0)
      return TRUE;
  if (length < 3 || word[0] != '_' || word[1] != '_')
    return FALSE;
  for (gsize i = 2; i < length; i++)
    if (g_ascii_isupper (word[i]))
      return TRUE;
  return FALSE;
}

gboolean
idl_needs_preprocessing (const char *text, gsize length)
{
  const char *end = text + length;
  gboolean line_start = TRUE;

  for (const char *p = text; p < end; p++)
    {
      const char *word = p;

      if (*p == '\n')
        line_start = TRUE;
      else if (*p == ' ' || *p == '\t')
        continue;
      else if ((*p == '#' && line_start && !is_pragma (p, end))
               || (*p == '%' && end - p > 1 && p[1] == ':')
               || (*p == '\\' && end - p > 1 && (p[1] == '\n' || p[1] == '\r')))
        return TRUE;
      else
        {
          line_start = FALSE;
          while (p < end && is_name_char (*p))
            p++;
          if (p == word)
            continue;
          if (is_known_word (word, (gsize) (p - word)))
            return TRUE;
          p--;
        }
    }
  return FALSE;
}

static GPtrArray *
command_line (const IdlDisk *disk, const char *path)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; disk->cpp[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (disk->cpp[i]));
  /* The machine's macros and headers have no place in IDL. */
  g_ptr_array_add (argv, g_strdup ("-undef"));
  g_ptr_array_add (argv, g_strdup ("-nostdinc"));
  for (guint i = 0; i < G_N_ELEMENTS (predefined); i++)
    g_ptr_array_add (argv, g_strdup (predefined[i]));
  for (guint i = 0; disk->macros[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (disk->macros[i]));
  for (guint i = 0; disk->include_dirs[i] != NULL; i++)
    g_ptr_array_add (argv, g_strconcat ("-I", disk->include_dirs[i], NULL));
  /* By name and language, since "x.idl" means nothing to a C compiler. */
  g_ptr_array_add (argv, g_strdup ("-x"));
  g_ptr_array_add (argv, g_strdup ("c"));
  g_ptr_array_add (argv, path[0] == '-' ? g_strconcat ("./", path, NULL) : g_strdup (path));
  g_ptr_array_add (argv, NULL);
  return argv;
}

/* The beginning of what the preprocessor said: on a file that is no text it has much to
 * say. */
static char *
first_lines (GBytes *complaints)
{
  enum
  {
    LINES = 20,
    BYTES = 4096
  };
  gsize length;
  const char *text = g_bytes_get_data (complaints, &length);
  const char *end = text;

  for (guint i = 0; i < LINES && end != NULL && (gsize) (end - text) < length; i++)
    {
      const char *newline = memchr (end, '\n', length - (gsize) (end - text));

      end = newline != NULL ? newline + 1 : text + length;
    }
  return g_strndup (text, MIN ((gsize) (end - text), BYTES));
}

GBytes *
idl_preprocess (const IdlDisk *disk, const char *path, GError **error)
{
  g_autoptr (GPtrArray) argv = command_line (disk, path);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) complaints = NULL;
  g_autofree char *said = NULL;

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               error);
  if (process == NULL)
    {
      g_prefix_error (error, "cannot run the C preprocessor (see --cpp): ");
      return NULL;
    }
  if (!g_subprocess_communicate (process, NULL, NULL, &output, &complaints, error))
    return NULL;
  if (g_subprocess_get_successful (process))
    return g_steal_pointer (&output);
  said = first_lines (complaints);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "preprocessing %s failed:\n%s", path, said);
  return NULL;
}
