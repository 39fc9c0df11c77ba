/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writes the rows of tests/ndr as inputs of fuzz-ndr into the directory it is given: what a
 * fuzzer begins with.
 */

#include "ndr-bytes.h"
#include "ndr-rows.h"

static void
write_seed (const char *dir, guint file, guint place, guint how, const char *text)
{
  g_autoptr (GByteArray) seed = g_byte_array_new ();
  g_autofree char *path = g_strdup_printf ("%s/row-%u-%u-%u", dir, file, place, how);
  const guint8 head[] = { (guint8) file, (guint8) place, (guint8) how };
  g_auto (NdrBytes) bytes = { 0 };

  ndr_bytes_parse (&bytes, text, (how & 2) != 0);
  g_byte_array_append (seed, head, sizeof head);
  g_byte_array_append (seed, bytes.bytes, (guint) bytes.size);
  g_file_set_contents (path, (const char *) seed->data, (gssize) seed->len, NULL);
}

int
main (int argc, char **argv)
{
  const BeckNdrMethod *method;
  const NdrRow *row;

  if (argc != 2)
    return 2;
  for (guint file = 0; file < ndr_n_files (); file++)
    for (guint place = 0; (row = ndr_row_of (file, place, &method)) != NULL; place++)
      for (guint how = 0; how < 4; how++)
        {
          const char *text = how & 1 ? row->out : row->in;

          if (text != NULL)
            write_seed (argv[1], file, place, how, text);
        }
  return 0;
}
