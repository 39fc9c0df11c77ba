/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A word counts as MIDL's only if it is exactly one of the table behind its slash or dash: what
 * begins with a slash may as well be the name of a file. Words with a value take the next word.
 */

#include "midl-words.h"

#include <string.h>

typedef struct
{
  const char *midl;   /* behind the slash or dash */
  const char *option; /* ours, or NULL to leave it out */
  gboolean value;     /* the next word belongs to it */
} Word;

static const Word words[] = {
  { "acf", "--acf", TRUE },
  { "header", "--header", TRUE },
  { "h", "--header", TRUE },
  { "iid", "--iid", TRUE },
  { "out", "--output-dir", TRUE },
  { "I", "--include", TRUE },
  { "D", "--define", TRUE },
  { "U", "--undefine", TRUE },
  { "oldnames", "--oldnames", FALSE },
  { "WX", "--warn=error", FALSE },

  { "app_config", NULL, FALSE },
  { "ms_ext", NULL, FALSE },
  { "c_ext", NULL, FALSE },
  { "nologo", NULL, FALSE },
  { "Oi", NULL, FALSE },
  { "Oic", NULL, FALSE },
  { "Oif", NULL, FALSE },
  { "Oicf", NULL, FALSE },
  { "Os", NULL, FALSE },
  { "robust", NULL, FALSE },
  { "no_robust", NULL, FALSE },
  { "win32", NULL, FALSE },
  { "win64", NULL, FALSE },
  { "amd64", NULL, FALSE },
  { "x64", NULL, FALSE },
  { "W0", NULL, FALSE },
  { "W1", NULL, FALSE },
  { "W2", NULL, FALSE },
  { "W3", NULL, FALSE },
  { "W4", NULL, FALSE },
  { "env", NULL, TRUE },
  { "target", NULL, TRUE },
  { "error", NULL, TRUE },
  { "char", NULL, TRUE },
  { "lcid", NULL, TRUE },
};

static const Word *
find_word (const char *text)
{
  if (text[0] != '/' && text[0] != '-')
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].midl, text + 1) == 0)
      return &words[i];
  return NULL;
}

/* -I, -D and the like are options of our own, which take what follows as they always do; -h asks
 * for help. */
static gboolean
is_ours (const char *text)
{
  return text[0] == '-' && text[1] != '\0' && text[2] == '\0';
}

static gboolean
is_side (const char *text)
{
  return text != NULL
         && (strcmp (text, "client") == 0 || strcmp (text, "server") == 0
             || strcmp (text, "all") == 0);
}

/* "client c_ server s_", from @words on; returns how many words that is. */
static guint
take_prefixes (char **argv, GPtrArray *out)
{
  guint n = 0;

  for (; is_side (argv[n]) && argv[n + 1] != NULL; n += 2)
    g_ptr_array_add (out, g_strdup_printf ("--prefix=%s=%s", argv[n], argv[n + 1]));
  return n;
}

char **
idl_translate_midl (char **argv)
{
  GPtrArray *out = g_ptr_array_new ();
  gboolean options = TRUE;

  for (guint i = 0; argv[i] != NULL; i++)
    {
      const Word *word;

      options = options && strcmp (argv[i], "--") != 0;
      word = options && i > 0 && !is_ours (argv[i]) ? find_word (argv[i]) : NULL;
      if (options && (strcmp (argv[i], "/prefix") == 0 || strcmp (argv[i], "-prefix") == 0))
        i += take_prefixes (argv + i + 1, out);
      else if (word == NULL)
        g_ptr_array_add (out, g_strdup (argv[i]));
      else if (word->option != NULL)
        g_ptr_array_add (out, g_strdup (word->option));
      if (word != NULL && word->value && word->option == NULL && argv[i + 1] != NULL)
        i++;
    }
  g_ptr_array_add (out, NULL);
  return (char **) g_ptr_array_free (out, FALSE);
}
