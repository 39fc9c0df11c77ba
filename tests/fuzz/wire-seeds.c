/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* wire-seeds SIDE DIR: writes the seeds of a side into a directory, for a fuzzer to begin with. */

#include "wire-seed.h"

static void
write_seed (const char *name, const guint8 *bytes, gsize size, gpointer dir)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL);
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    return 2;
  wire_seeds_each (argv[1], write_seed, argv[2]);
  return 0;
}
