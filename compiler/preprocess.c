/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The system's C preprocessor, as a subprocess. It is not run for a file in which it
 * would find nothing to do: no directive but #pragma, no spliced lines, no macro that
 * exists without being defined. The test for that errs on the side of running it.
 */

#include "capture.h"
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

/* Compilers agree on the form "file:line:column: error: text", with the column missing
 * now and then. What else they say, of where a file was included from or how the line
 * looks, is left out. */
static GPtrArray *
parse_complaints (const char *text, gboolean *fatal)
{
  g_autoptr (GRegex) form
      = g_regex_new ("^(.+?):([0-9]+):(?:([0-9]+):)? (fatal error|error|warning): (.*)$",
                     G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (idl_diagnostic_free);
  g_autoptr (GMatchInfo) match = NULL;

  *fatal = FALSE;
  for (g_regex_match (form, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      IdlDiagnostic *diagnostic = g_new0 (IdlDiagnostic, 1);
      g_autofree char *line = g_match_info_fetch (match, 2);
      g_autofree char *column = g_match_info_fetch (match, 3);
      g_autofree char *severity = g_match_info_fetch (match, 4);

      diagnostic->severity = severity[0] == 'w' ? IDL_WARNING : IDL_ERROR;
      diagnostic->file = g_match_info_fetch (match, 1);
      diagnostic->line = (guint) g_ascii_strtoull (line, NULL, 10);
      diagnostic->column = MAX ((guint) g_ascii_strtoull (column, NULL, 10), 1);
      diagnostic->message = g_match_info_fetch (match, 5);
      g_ptr_array_add (list, diagnostic);
      *fatal = *fatal || severity[0] == 'f';
    }
  return list;
}

static gboolean
has_error (const GPtrArray *complaints)
{
  for (guint i = 0; i < complaints->len; i++)
    if (((const IdlDiagnostic *) g_ptr_array_index (complaints, i))->severity == IDL_ERROR)
      return TRUE;
  return FALSE;
}

/* The beginning of what was said in no form we know. */
static char *
first_words (const char *text)
{
  enum
  {
    BYTES = 1000
  };

  return g_strchomp (g_strndup (text, BYTES));
}

GBytes *
idl_preprocess (const IdlDisk *disk, const char *path, GPtrArray **complaints, GError **error)
{
  g_autoptr (GPtrArray) argv = command_line (disk, path);
  g_autofree char *said = NULL;
  g_autofree char *beginning = NULL;
  gboolean good;
  gboolean fatal;
  GBytes *output;

  output = idl_capture ((char **) argv->pdata, IDL_MAX_SOURCE, IDL_MAX_SECONDS, &said, &good,
                        error);
  if (output == NULL)
    {
      g_prefix_error (error, g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
                                     || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
                                 ? "the C preprocessor was stopped on %s: "
                                 : "cannot run the C preprocessor (see --cpp) on %s: ",
                      path);
      return NULL;
    }
  *complaints = parse_complaints (said, &fatal);
  /* A message in its place tells more than the failure, and the text is complete unless
   * the preprocessor gave up. */
  if (good || (has_error (*complaints) && !fatal))
    return output;
  g_bytes_unref (output);
  beginning = first_words (said);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "preprocessing %s failed: %s", path,
               beginning);
  return NULL;
}
