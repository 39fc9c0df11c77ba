/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What clients call. Make returns at once, and its call goes on; the two others answer with their
 * return.
 */

#include <beck/exception.h>
#include <stdio.h>

#include "bench.h"
#include "workshop.h"

/* Names are printed: they are to be what every terminal takes for text. */
static gboolean
is_name (const char *name)
{
  while (g_ascii_isgraph (*name))
    name++;
  return *name == '\0';
}

void
Make (PRPC_ASYNC_STATE async, handle_t binding, unsigned char *name, LONG steps, LONG pause_ms,
      WATCH watch, LONG *done)
{
  Piece *piece;

  if (!is_name ((const char *) name))
    RpcRaiseException (RPC_S_INVALID_ARG);
  piece = g_new0 (Piece, 1);
  printf ("server:   %s: ordered\n", (const char *) name);
  piece->async = async;
  piece->name = (const char *) name;
  piece->steps = steps;
  piece->pause_ms = pause_ms;
  piece->watch = watch;
  piece->ret_done = done;
  bench_put (piece);
}

LONG
Progress (handle_t binding, unsigned char *name)
{
  LONG done = bench_progress ((const char *) name);

  if (done < 0)
    RpcRaiseException (RPC_S_OBJECT_NOT_FOUND);
  return done;
}

void
Reject (handle_t binding, unsigned char *name, ULONG code)
{
  if (code == 0)
    RpcRaiseException (RPC_S_INVALID_ARG);
  if (!bench_reject ((const char *) name, code))
    RpcRaiseException (RPC_S_OBJECT_NOT_FOUND);
}
