/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "call/handle-table.h"
#include "call/thread.h"

/* What the handles of a thread stand for; it outlives the thread while there are any. */
typedef struct BeckThreadObject
{
  BeckHandleTyped typed;
  int fd;              /* signaled when the thread has ended; handles are copies of it */
  atomic_uint id;      /* 0 before the thread runs and after it has ended */
  atomic_uint code;    /* what the thread ends with */
  atomic_uint waiting; /* the thread does not begin while this is not 0 */
} BeckThreadObject;

/* With one reference. For a thread that is about to be started: to be put into its record.
 * NULL and errno. */
BeckThreadObject *beck_thread_object_new (DWORD id);
void beck_thread_object_unref (BeckThreadObject *object);

/* A handle. INVALID_HANDLE_VALUE and errno. */
HANDLE beck_thread_object_open (BeckThreadObject *object);

/* What @handle stands for, with a reference; NULL if it is no thread's.
 * %BECK_CURRENT_THREAD is one. */
BeckThreadObject *beck_thread_object_from_handle (HANDLE handle);

/* The thread ends: signals, and releases its reference. @object: (nullable) */
void beck_thread_object_end (BeckThreadObject *object);
