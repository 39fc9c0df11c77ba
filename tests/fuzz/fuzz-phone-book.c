/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary text as a phone book. What is read of it can be a structure of either width and of
 * every version, and is the same when it has been written and read again.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <string.h>

#include "fuzz.h"
#include "ras/book-file.h"
#include "ras/entry-keys.h"

static void
check_struct (const BeckRasEntry *entry, gboolean wide, DWORD size)
{
  g_autofree char *block = g_malloc (size);
  BeckRasEntry *again = beck_ras_entry_new ("again", "");

  memcpy (block, &size, sizeof size);
  beck_ras_entry_to_struct (entry, wide, block);
  g_assert (beck_ras_entry_from_struct (again, wide, block) == 0);
  beck_ras_entry_unref (again);
}

static void
check_structs (const BeckRasEntry *entry)
{
  for (gboolean wide = FALSE; wide <= TRUE; wide++)
    for (const DWORD *size = beck_ras_entry_sizes (wide); *size != 0; size++)
      check_struct (entry, wide, *size);
}

static void
check_value (const char *key, const char *value, gpointer again)
{
  g_assert_cmpstr (beck_ras_entry_get (again, key), ==, value);
}

static void
check_again (const BeckRasBook *book, const BeckRasEntry *entry)
{
  BeckRasBook written;
  gsize size;
  g_autofree char *text = g_key_file_to_data (book->keys, &size, NULL);
  BeckRasEntry *again;

  g_assert (beck_ras_book_parse ("book", text, size, &written) == 0);
  beck_ras_book_set_entry (&written, beck_ras_entry_get_name (entry), entry);
  g_assert (beck_ras_book_get_entry (&written, beck_ras_entry_get_name (entry), &again) == 0);
  beck_ras_entry_foreach (entry, check_value, again);
  beck_ras_entry_unref (again);
  beck_ras_book_close (&written);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) beck_ras_entry_unref);
  BeckRasBook book;

  if (beck_ras_book_parse ("book", (const char *) data, size, &book) != 0)
    return 0;
  (void) beck_ras_book_get_entries (&book, entries);
  for (guint i = 0; i < entries->len; i++)
    {
      check_structs (entries->pdata[i]);
      check_again (&book, entries->pdata[i]);
    }
  beck_ras_book_close (&book);
  return 0;
}
