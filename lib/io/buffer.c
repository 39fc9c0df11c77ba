/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Buffers for reading. A leader's own is for the source it sees to. Foreign code that runs on the
 * same thread may be a client of somebody else and read, too, while the server still looks at what
 * that buffer holds: it gets another one, which is the thread's.
 */

#include "io/private.h"

#include <pthread.h>

#include "base/alloc.h"

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static gboolean have_key;

static void
make_key (void)
{
  have_key = pthread_key_create (&key, free) == 0;
}

static guint8 *
thread_buffer (void)
{
  guint8 *buffer;

  pthread_once (&once, make_key);
  buffer = have_key ? pthread_getspecific (key) : NULL;
  if (buffer != NULL || !have_key)
    return buffer;
  buffer = beck_alloc (BECK_IO_BUFFER_SIZE);
  if (buffer == NULL || pthread_setspecific (key, buffer) == 0)
    return buffer;
  beck_free (buffer);
  return NULL;
}

guint8 *
beck_io_buffer (void)
{
  BeckLeader *self = beck_leader_tls;

  if (self != NULL && beck_leader_own_state (self) == BECK_LEADER_RUNS)
    return self->buffer;
  return thread_buffer ();
}
