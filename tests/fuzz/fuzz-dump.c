/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The dumper on arbitrary bytes. The first byte of an input says how to read the rest
 * (1: big-endian, 2: type serialization), the second as which type of wire.idl, which the
 * tests of the dumper have, too.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "dump.h"
#include "fuzz.h"

#include <string.h>

static char *
resolve (gpointer data, const char *name, const char *from)
{
  g_autofree char *beside = g_build_filename (TEST_WIRE_DIR, name, NULL);
  g_autofree char *system = g_build_filename (TEST_SYSTEM_IDL, name, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&beside);
  return g_file_test (system, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&system) : NULL;
}

static GBytes *
load (gpointer data, const char *path, GBytes **original, GError **error)
{
  gsize length;
  char *text;

  return g_file_get_contents (path, &text, &length, error) ? g_bytes_new_take (text, length)
                                                           : NULL;
}

/* In the order of the corpus: append only. */
static const char *const names[] = {
  "Number",  "Mixed",   "RefText",      "Text",         "Name",    "Named",  "GUID",
  "Context", "Choice",  "Aligned",      "Encapsulated", "Looks",   "Shorts", "Nested",
  "Sid",     "Sids",    "CountedNames", "Part",         "Slice",   "Upto",   "Table",
  "Grid",    "Behind",  "Computed",     "Full",         "IfIdsPointer", "List", "Tree",
  "Checked", "Holder",  "Letter",       "Any",          "Safe",    "Abroad", "Widths",
  "LongPipe", "RefDeep", "Deep",        "Far",          "Foreign",
};

typedef struct
{
  IdlResult *idl;
  const struct IdlLayout *types[G_N_ELEMENTS (names)];
} World;

/* Lives as long as the program. */
static const World *
world (void)
{
  static World w;
  const IdlFiles files = { resolve, load, NULL };
  const IdlOptions options = { .outputs = 1u << IDL_OUTPUT_HEADER };

  if (w.idl != NULL)
    return &w;
  w.idl = idl_compile (TEST_WIRE_DIR "/wire.idl", &files, &options);
  g_assert (idl_result_ok (w.idl));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      w.types[i] = idl_dump_type (w.idl, names[i], NULL);
      g_assert (w.types[i] != NULL);
    }
  return &w;
}

/* Lines and what is in them. Output is bounded by the input. */
static void
check_line (const char *line, gpointer data)
{
  gsize *lines = data;

  g_assert (g_utf8_validate (line, -1, NULL));
  g_assert (strchr (line, '\n') == NULL && strchr (line, '\x1b') == NULL);
  (*lines)++;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const BeckNdrLimits limits = { 1 << 20, 1 << 20, 100 };
  const World *w = world ();
  IdlDumpOptions options = { .limits = &limits };
  g_autofree guint8 *blob = NULL;
  BeckNdrFault fault;
  gsize lines = 0;
  gboolean good;
  guint type;

  if (size < 2)
    return 0;
  options.big_endian = data[0] & 1;
  options.pickle = data[0] & 2;
  type = data[1] % G_N_ELEMENTS (names);
  /* Copied, so that the address sanitizer knows where it ends. */
  blob = g_memdup2 (data + 2, size - 2);
  good = idl_dump (w->idl, w->types[type], names[type], blob, size - 2, &options, check_line,
                   &lines, &fault);
  /* A blob is good or it says where it is not. */
  g_assert (good || (fault.reason != NULL && fault.path[0] != '\0' && fault.offset <= size - 2));
  g_assert (lines <= 2 * size);
  return 0;
}
