/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The main() of programs that have a wmain(): a library of its own, which the linker takes into
 * a program that has no main().
 */

#include <beck/memory.h>
#include <beck/utf16.h>
#include <stdio.h>
#include <stdlib.h>

/* With or without parameters, as the program has it. */
int wmain (int argc, WCHAR **argv, WCHAR **environment);

/* What is no UTF-8 is replaced. They stay until the process ends, as those of main() do. */
static WCHAR *
to_wide (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  WCHAR *wide;

  if (SUCCEEDED (beck_utf16_from_utf8 (valid, -1, &wide, NULL, NULL)))
    return wide;
  fputs ("wmain: there is no memory for the arguments\n", stderr);
  exit (EXIT_FAILURE);
}

static WCHAR **
to_wide_list (char *const *texts)
{
  GPtrArray *list = g_ptr_array_new ();

  for (; *texts != NULL; texts++)
    g_ptr_array_add (list, to_wide (*texts));
  g_ptr_array_add (list, NULL);
  return (WCHAR **) g_ptr_array_free (list, FALSE);
}

int
main (int argc, char **argv, char **environment)
{
  return wmain (argc, to_wide_list (argv), to_wide_list (environment));
}
