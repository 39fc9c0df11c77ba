/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Streams of arbitrary bytes. The first byte says how big the pieces are in which the rest
 * comes, 0 being a buffer. Whatever is decoded is encoded again and must come back the same;
 * nothing may be left behind.
 *
 * With libFuzzer this is a fuzz target; otherwise main() below runs it once on every
 * file of the directories it is given.
 */

#include <beck/exception.h>
#include <beck/pickle.h>

#include <stdlib.h>
#include <string.h>

#include "pickled.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gssize blocks;

void *
MIDL_user_allocate (size_t size)
{
  blocks++;
  return malloc (MAX (size, 1));
}

void
MIDL_user_free (void *block)
{
  blocks -= block != NULL;
  free (block);
}

typedef struct
{
  const guint8 *next;
  gsize left;
  unsigned int piece;
} Input;

static void
read_piece (void *state, char **buffer, unsigned int *size)
{
  Input *input = state;

  *size = (unsigned int) MIN (input->piece, input->left);
  *buffer = (char *) (guintptr) input->next;
  input->next += *size;
  input->left -= *size;
}

static handle_t
open_input (Input *input)
{
  handle_t handle = NULL;
  RPC_STATUS status
      = input->piece > 0
            ? MesDecodeIncrementalHandleCreate (input, read_piece, &handle)
            : MesDecodeBufferHandleCreate ((char *) (guintptr) input->next, (ULONG) input->left,
                                           &handle);

  g_assert (status == RPC_S_OK);
  return handle;
}

/* What was read can be written, and is then what was written. */
static void
check_again (const BeckPickleType *type, const void *value)
{
  guint64 copy[16];
  gsize size, size_again;
  g_autofree char *bytes = beck_pickle_write (type, value, &size, NULL);
  g_autofree char *again = NULL;

  g_assert (bytes != NULL);
  g_assert (beck_pickle_read (type, bytes, size, copy, NULL) == 0);
  again = beck_pickle_write (type, copy, &size_again, NULL);
  g_assert (again != NULL && size == size_again && memcmp (bytes, again, size) == 0);
  beck_pickle_release (type, copy);
}

static void
decode (Input input, const BeckPickleType *type)
{
  handle_t handle = open_input (&input);
  guint64 value[16];
  BeckNdrFault fault;

  g_assert (type->size <= sizeof value);
  while (beck_pickle_try_decode (handle, type, value, &fault) == 0)
    {
      check_again (type, value);
      beck_pickle_release (type, value);
    }
  g_assert (fault.reason != NULL);
  MesHandleFree (handle);
  g_assert (blocks == 0);
}

static void
decode_procedures (Input input)
{
  handle_t handle = open_input (&input);
  RPC_SYNTAX_IDENTIFIER id;
  ULONG number;
  LONG argument = 0;

  while (MesInqProcEncodingId (handle, &id, &number) == RPC_S_OK
         && KeepQuietly (handle, &argument) == RPC_S_OK)
    ;
  MesHandleFree (handle);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint64 *aligned = NULL;
  Input input;

  if (size == 0)
    return 0;
  /* A block of its own: aligned, and the address sanitizer knows where it ends. */
  aligned = malloc (MAX (size - 1, 1));
  memcpy (aligned, data + 1, size - 1);
  input = (Input){ (const guint8 *) aligned, size - 1, data[0] };
  decode (input, &Node_PickleType);
  decode (input, &Counted_PickleType);
  decode (input, &Sample_PickleType);
  decode_procedures (input);
  return 0;
}

#ifndef BECK_FUZZER

/* Each file is a test passed: a crash ends the program, which the runner notices. */
int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = g_dir_open (argv[1], 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *bytes = NULL;
      gsize size;

      if (!g_file_get_contents (path, &bytes, &size, NULL))
        continue;
      LLVMFuzzerTestOneInput ((const guint8 *) bytes, size);
      g_print ("ok %u - %s\n", ++n, name);
    }
  g_print ("1..%u\n", n);
  return n > 0 ? 0 : 1;
}

#endif
