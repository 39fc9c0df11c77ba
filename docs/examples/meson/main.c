/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Saves a drawing in a buffer and reads it back, as a program written for Windows would. */

#include <stdio.h>
#include <stdlib.h>

#include <beck/exception.h>
#include <beck/pickle.h>

#include "drawing.h"

/* Where the generated functions get their memory. */
void *
midl_user_allocate (size_t size)
{
  return malloc (size);
}

void
midl_user_free (void *block)
{
  free (block);
}

/* Returns the buffer, to be freed with MIDL_user_free. */
static char *
save (Drawing *drawing, ULONG *size)
{
  char *buffer;
  handle_t handle;

  if (MesEncodeDynBufferHandleCreate (&buffer, size, &handle) != RPC_S_OK)
    abort ();
  Drawing_Encode (handle, drawing);
  MesHandleFree (handle);
  return buffer;
}

static int
show (char *buffer, ULONG size)
{
  Drawing drawing;
  handle_t handle;
  volatile int status = EXIT_SUCCESS;

  if (MesDecodeBufferHandleCreate (buffer, size, &handle) != RPC_S_OK)
    abort ();
  RpcTryExcept
    {
      Drawing_Decode (handle, &drawing);
      printf ("%s:", (char *) drawing.title);
      for (ULONG i = 0; i < drawing.count; i++)
        printf (" (%d, %d)", drawing.points[i].x, drawing.points[i].y);
      printf ("\n");
      Drawing_Free (handle, &drawing);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      fprintf (stderr, "drawing: status %u\n", RpcExceptionCode ());
      status = EXIT_FAILURE;
    }
  RpcEndExcept
  MesHandleFree (handle);
  return status;
}

int
main (void)
{
  Point points[] = { { 0, 0 }, { 3, 0 }, { 0, 4 }, { 0, 0 } };
  Drawing drawing = { (unsigned char *) "triangle", 4, points };
  ULONG size;
  char *buffer = save (&drawing, &size);
  int status = show (buffer, size);

  MIDL_user_free (buffer);
  return status;
}
