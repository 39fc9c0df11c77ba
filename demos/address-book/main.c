/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * address-book: a list in a file. Each verb reads the file, does its part and, if it has
 * changed anything, writes it anew.
 */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "store.h"

/* What a verb returns beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

typedef struct
{
  const char *path;
  char **words; /* behind the file, ended by NULL */
  guint n_words;
} Arguments;

static int
fail (const char *text)
{
  fprintf (stderr, "address-book: %s\n", text);
  return EXIT_FAILURE;
}

static int
fail_with (GError *error)
{
  int status = fail (error->message);

  g_error_free (error);
  return status;
}

static int
fail_about (const char *name, const char *what)
{
  fprintf (stderr, "address-book: '%s' %s\n", name, what);
  return EXIT_FAILURE;
}

static int
save (const char *path, const AddressBook *book)
{
  GError *error = NULL;

  return store_save (path, book, &error) ? EXIT_SUCCESS : fail_with (error);
}

/* Where the entry called @name is, or would have to be put. */
static Entry **
find_place (AddressBook *book, const char *name)
{
  Entry **place = &book->entries;

  while (*place != NULL && strcmp ((const char *) (*place)->name, name) < 0)
    place = &(*place)->next;
  return place;
}

static gboolean
is_at (Entry *const *place, const char *name)
{
  return *place != NULL && strcmp ((const char *) (*place)->name, name) == 0;
}

/* ---- Verbs ---- */

static int
add (AddressBook *book, const Arguments *args)
{
  Entry **place = find_place (book, args->words[0]);
  Entry *entry;

  if (is_at (place, args->words[0]))
    return fail_about (args->words[0], "is there already");
  entry = entry_new (args->words[0], args->words + 1);
  if (entry == NULL)
    {
      fail ("a contact is 'email ADDRESS', 'phone NUMBER' or 'post STREET CITY [COUNTRY]'");
      return EXIT_USAGE;
    }
  entry->next = *place;
  *place = entry;
  return save (args->path, book);
}

static int
print (const AddressBook *book, const char *text)
{
  guint n = 0;

  for (const Entry *entry = book->entries; entry != NULL; entry = entry->next)
    if (text == NULL || entry_matches (entry, text))
      {
        g_autofree char *line = entry_to_string (entry);

        printf ("%s\n", line);
        n++;
      }
  return text == NULL || n > 0 ? EXIT_SUCCESS : fail_about (text, "is nowhere in the book");
}

static int
list (AddressBook *book, const Arguments *args)
{
  return print (book, NULL);
}

static int
find (AddressBook *book, const Arguments *args)
{
  return print (book, args->words[0]);
}

static int
remove_entry (AddressBook *book, const Arguments *args)
{
  Entry **place = find_place (book, args->words[0]);
  AddressBook removed;

  if (!is_at (place, args->words[0]))
    return fail_about (args->words[0], "is not in the book");
  removed.entries = *place;
  *place = removed.entries->next;
  removed.entries->next = NULL;
  store_clear (&removed);
  return save (args->path, book);
}

/* ---- The command ---- */

static const struct
{
  const char *name;
  const char *arguments;
  guint min_words, max_words;
  gboolean creates; /* the file need not exist */
  int (*run) (AddressBook *book, const Arguments *args);
} verbs[] = {
  { "add", "FILE NAME CONTACT...", 3, 5, TRUE, add },
  { "list", "FILE", 0, 0, FALSE, list },
  { "find", "FILE TEXT", 1, 1, FALSE, find },
  { "remove", "FILE NAME", 1, 1, FALSE, remove_entry },
};

static int
usage (FILE *file)
{
  fprintf (file, "Usage:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    fprintf (file, "  address-book %-6s %s\n", verbs[i].name, verbs[i].arguments);
  fprintf (file, "A CONTACT is 'email ADDRESS', 'phone NUMBER' or 'post STREET CITY [COUNTRY]'.\n");
  return file == stdout ? EXIT_SUCCESS : EXIT_USAGE;
}

static int
run (gsize verb, const Arguments *args)
{
  AddressBook book = { NULL };
  GError *error = NULL;
  int status;

  if (!verbs[verb].creates || g_file_test (args->path, G_FILE_TEST_EXISTS))
    if (!store_load (args->path, &book, &error))
      return fail_with (error);
  status = verbs[verb].run (&book, args);
  store_clear (&book);
  if (fflush (stdout) != 0)
    return fail ("standard output cannot be written");
  return status;
}

int
main (int argc, char **argv)
{
  Arguments args;

  setlocale (LC_ALL, "");
  if (argc == 2 && strcmp (argv[1], "--help") == 0)
    return usage (stdout);
  if (argc < 3)
    return usage (stderr);
  args = (Arguments){ argv[2], argv + 3, (guint) argc - 3 };
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (argv[1], verbs[i].name) == 0 && args.n_words >= verbs[i].min_words
        && args.n_words <= verbs[i].max_words)
      return run (i, &args);
  return usage (stderr);
}
