/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A client of fakes: one binding, and calls of Later that come to an end.
 */

#include <beck/rpc-async.h>

#include "client/work.h"
#include "fake.h"

typedef struct
{
  RPC_ASYNC_STATE async;
  LONG twice, touched;
  ULONG raised;
} Call;

extern RPC_BINDING_HANDLE binding;

void bind_to (const Fake *fake);

/* The path of a new Unix socket that listens; and binds to it. To be freed by the second. */
char *listen_locally (int backlog, int *listener);
void bind_locally (const char *path);
void unlisten (char *path);

/* Frees the binding and closes @fake when the connections have ended. */
void leave (Fake *fake);

/* An asynchronous call, which may fail at once. */
void begin (Call *call);
void begin_with (Call *call, LONG number);

/* Waits for the end of one that has begun, and takes it. */
RPC_STATUS end (Call *call);
