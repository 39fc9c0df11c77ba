/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Finding a verb among others, and what they all do alike.
 */

#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int
beck_verb_error (char **words, int status, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  /* As the bytes they are: file names need not be in the locale's character set. */
  fflush (stdout);
  fprintf (stderr, "%s: %s\n", words[0], text);
  return status;
}

int
beck_verb_finish (char **words, int status)
{
  gboolean good = !ferror (stdout);

  if (fflush (stdout) == 0 && good)
    return status;
  return beck_verb_error (words, BECK_EXIT_FAILED, "standard output: %s", g_strerror (errno));
}

static int
print_help (const BeckVerb *const verbs[], const char *summary, char **words)
{
  printf ("Usage:\n  %s VERB [OPTION…] [ARGUMENT…]\n\n%s\n\nVerbs:\n", words[0], summary);
  for (guint i = 0; verbs[i] != NULL; i++)
    printf ("  %-8s  %s\n", verbs[i]->name, verbs[i]->summary);
  printf ("\n%s VERB --help tells more.\n", words[0]);
  return beck_verb_finish (words, BECK_EXIT_OK);
}

static const BeckVerb *
find_verb (const BeckVerb *const verbs[], const char *name)
{
  for (guint i = 0; verbs[i] != NULL; i++)
    if (strcmp (verbs[i]->name, name) == 0)
      return verbs[i];
  return NULL;
}

static int
run_verb (const BeckVerb *verb, char **words)
{
  g_autoptr (GPtrArray) inner = g_ptr_array_new ();
  g_autofree char *path = g_strdup_printf ("%s %s", words[0], verb->name);

  g_ptr_array_add (inner, path);
  for (guint i = 2; words[i] != NULL; i++)
    g_ptr_array_add (inner, words[i]);
  g_ptr_array_add (inner, NULL);
  return verb->run ((char **) inner->pdata);
}

int
beck_verbs_run (const BeckVerb *const verbs[], const char *summary, char **words)
{
  const char *word = words[1];
  const BeckVerb *verb;

  if (word == NULL)
    return beck_verb_error (words, BECK_EXIT_USAGE, "a verb is needed; see %s --help", words[0]);
  if (strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0)
    return print_help (verbs, summary, words);
  verb = find_verb (verbs, word);
  if (verb != NULL)
    return run_verb (verb, words);
  return beck_verb_error (words, BECK_EXIT_USAGE, "unknown %s '%s'; see %s --help",
                          word[0] == '-' ? "option" : "verb", word, words[0]);
}
