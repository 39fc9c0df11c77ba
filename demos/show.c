/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck-demo show: what demos/run shows by default, on a file made for it. */

#include "demo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "interrupt.h"

#define BLOCK_SIZE (1024 * 1024)
#define N_BLOCKS 64

/* A file that is no two times the same, with a hole in it. */
static HRESULT
write_blocks (ISimpleStream *stream)
{
  g_autofree guint32 *block = g_malloc (BLOCK_SIZE);
  HRESULT hr = S_OK;

  for (int i = 0; SUCCEEDED (hr) && i < N_BLOCKS; i++)
    {
      ULONGLONG position;
      ULONG n;

      for (gsize j = 0; j < BLOCK_SIZE / sizeof *block; j++)
        block[j] = g_random_int ();
      hr = i % 8 == 7 ? ISimpleStream_Seek (stream, BLOCK_SIZE, STREAM_SEEK_CUR, &position)
                      : ISimpleStream_Write (stream, (byte *) block, BLOCK_SIZE, &n);
    }
  return hr;
}

static HRESULT
make_file (const char *path)
{
  g_autoptr (ISimpleStream) stream = NULL;
  g_autoptr (IFileStream) file = NULL;
  HRESULT hr = demo_open (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE, 0600, &stream);

  if (SUCCEEDED (hr))
    hr = write_blocks (stream);
  if (SUCCEEDED (hr))
    hr = ISimpleStream_QueryInterface (stream, &IID_IFileStream, (void **) &file);
  if (SUCCEEDED (hr))
    hr = IFileStream_SetSize (file, (ULONGLONG) N_BLOCKS * BLOCK_SIZE);
  return hr;
}

static int
show_stream (const char *source, const char *target, ISynchronize *interrupt)
{
  HRESULT hr = make_file (source);

  if (FAILED (hr))
    return demo_fail ("show", source, hr);
  printf ("--- stream %s %s\n", source, target);
  fflush (stdout);
  return stream_copy_file (source, target, interrupt);
}

static int
show_stream_in (const char *directory)
{
  g_autofree char *source = g_build_filename (directory, "source", NULL);
  g_autofree char *target = g_build_filename (directory, "target", NULL);
  Interrupt *interrupt;
  HRESULT hr = interrupt_begin (&interrupt);
  int status;

  if (FAILED (hr))
    return demo_fail ("show", "signals", hr);
  status = show_stream (source, target, interrupt_get_event (interrupt));
  unlink (source);
  unlink (target);
  return interrupt_end (interrupt, status);
}

int
demo_show (char **args)
{
  g_autofree char *directory = g_dir_make_tmp ("beck-show-XXXXXX", NULL);
  int status;

  if (directory == NULL)
    return demo_fail ("show", g_get_tmp_dir (), beck_hresult_from_errno (errno));
  status = show_stream_in (directory);
  rmdir (directory);
  if (status != EXIT_SUCCESS)
    return status;
  printf ("\n--- tour\n");
  return demo_tour (args);
}
