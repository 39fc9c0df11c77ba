/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Handles of threads. A thread has an object once somebody asked for a handle; all handles
 * are copies of the object's descriptor, which is signaled when the thread's record goes.
 */

#include "call/thread-handle.h"

#include <beck/handle.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/alloc.h"

static void
thread_closed (BeckHandleTyped *typed, int fd)
{
  close (fd);
}

static void
thread_finalize (BeckHandleTyped *typed)
{
  BeckThreadObject *object = (BeckThreadObject *) typed;

  close (object->fd);
  beck_free (object);
}

static const BeckHandleType thread_type = { thread_closed, thread_finalize };

BeckThreadObject *
beck_thread_object_new (DWORD id)
{
  BeckThreadObject *object = beck_alloc0 (sizeof *object);

  if (object == NULL)
    {
      errno = ENOMEM;
      return NULL;
    }
  object->typed = (BeckHandleTyped){ &thread_type, 1 };
  atomic_init (&object->id, id);
  object->fd = beck_handle_new_eventfd ();
  if (object->fd >= 0)
    return object;
  beck_free (object);
  return NULL;
}

void
beck_thread_object_unref (BeckThreadObject *object)
{
  if (object != NULL)
    beck_handle_typed_unref (&object->typed);
}

HANDLE
beck_thread_object_open (BeckThreadObject *object)
{
  int fd = fcntl (object->fd, F_DUPFD_CLOEXEC, 3);
  HANDLE handle;

  beck_handle_typed_ref (&object->typed);
  if (SUCCEEDED (beck_handle_table_add_typed (&object->typed, fd, &handle)))
    return handle;
  beck_handle_typed_unref (&object->typed);
  return INVALID_HANDLE_VALUE;
}

/* The object of a thread, with a reference, after putting @fresh there if it has none. NULL if
 * there is neither. */
static BeckThreadObject *
install (DWORD id, BeckThreadObject *fresh)
{
  BeckThreadObject *object = NULL;
  BeckThread *thread;

  beck_threads_lock ();
  thread = beck_thread_find (id);
  if (thread != NULL && thread->object == NULL && fresh != NULL)
    {
      atomic_store (&fresh->id, thread->id);
      beck_handle_typed_ref (&fresh->typed);
      thread->object = fresh;
    }
  if (thread != NULL && thread->object != NULL)
    {
      object = thread->object;
      beck_handle_typed_ref (&object->typed);
    }
  beck_threads_unlock ();
  return object;
}

/* The object of a thread, made if need be, with a reference. NULL and errno. */
static BeckThreadObject *
object_of (DWORD id)
{
  BeckThreadObject *fresh;
  BeckThreadObject *object;

  if (id == 0)
    beck_thread_self ();
  object = install (id, NULL);
  if (object != NULL)
    return object;
  fresh = beck_thread_object_new (0);
  if (fresh == NULL)
    return NULL;
  object = install (id, fresh);
  beck_thread_object_unref (fresh);
  if (object == NULL)
    errno = ESRCH;
  return object;
}

BeckThreadObject *
beck_thread_object_from_handle (HANDLE handle)
{
  if (handle == BECK_CURRENT_THREAD)
    return object_of (0);
  return (BeckThreadObject *) beck_handle_table_ref_typed (handle, &thread_type);
}

void
beck_thread_object_end (BeckThreadObject *object)
{
  if (object == NULL)
    return;
  atomic_store (&object->id, 0);
  beck_handle_table_signal_fd (object->fd);
  beck_thread_object_unref (object);
}

HANDLE
beck_handle_new_thread (DWORD thread_id)
{
  BeckThreadObject *object = object_of (thread_id);
  HANDLE handle;

  if (object == NULL)
    return INVALID_HANDLE_VALUE;
  handle = beck_thread_object_open (object);
  beck_thread_object_unref (object);
  return handle;
}

DWORD
beck_handle_get_thread (HANDLE handle)
{
  BeckThreadObject *object;
  DWORD id = 0;

  if (handle == BECK_CURRENT_THREAD)
    return beck_thread_self () != NULL ? beck_thread_self ()->id : 0;
  object = beck_thread_object_from_handle (handle);
  if (object == NULL)
    return 0;
  id = atomic_load (&object->id);
  beck_thread_object_unref (object);
  return id;
}
