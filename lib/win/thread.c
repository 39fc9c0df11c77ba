/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads: started detached, known by handles that outlive them. */

#include <win/handleapi.h>
#include <win/process.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "call/apc.h"
#include "call/thread-handle.h"
#include "win/error.h"

#define CURRENT_PROCESS ((HANDLE) (intptr_t) -1)

/* In the creator's frame, until the thread is known. */
typedef struct
{
  BeckThread *thread;
  LPTHREAD_START_ROUTINE start;
  LPVOID parameter;
  DWORD id;
  sem_t known;
} Start;

static void *
run (void *data)
{
  Start *in_frame = data;
  const Start start = *in_frame;
  BeckThreadObject *object = start.thread->object;

  beck_thread_adopt (start.thread);
  atomic_store (&object->id, start.thread->id);
  in_frame->id = start.thread->id;
  sem_post (&in_frame->known);
  while (atomic_load (&object->waiting) != 0)
    beck_futex_wait (&object->waiting, 1, BECK_FOR_EVER);
  beck_apc_run_all (start.thread);
  atomic_store (&object->code, start.start (start.parameter));
  return NULL;
}

static int
start_detached (Start *start, SIZE_T stack)
{
  pthread_attr_t attributes;
  pthread_t id;
  int err = pthread_attr_init (&attributes);

  if (err != 0)
    return err;
  pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
  if (stack > 0)
    pthread_attr_setstacksize (&attributes, MAX (stack, (SIZE_T) PTHREAD_STACK_MIN));
  err = pthread_create (&id, &attributes, run, start);
  pthread_attr_destroy (&attributes);
  return err;
}

/* The thread's record with an object and a handle of it. NULL and errno. */
static BeckThread *
new_record (DWORD flags, HANDLE *handle)
{
  BeckThread *thread = beck_thread_new ();

  errno = ENOMEM;
  if (thread == NULL)
    return NULL;
  thread->object = beck_thread_object_new (0);
  if (thread->object != NULL)
    {
      atomic_init (&thread->object->waiting, (flags & CREATE_SUSPENDED) ? 1 : 0);
      *handle = beck_thread_object_open (thread->object);
      if (*handle != INVALID_HANDLE_VALUE)
        return thread;
    }
  beck_thread_free (thread);
  return NULL;
}

HANDLE
CreateThread (LPSECURITY_ATTRIBUTES attributes, SIZE_T stack, LPTHREAD_START_ROUTINE start,
              LPVOID parameter, DWORD flags, DWORD *id)
{
  HANDLE handle = NULL;
  Start begin = { .thread = new_record (flags, &handle), .start = start, .parameter = parameter };

  if (begin.thread == NULL)
    {
      beck_win_fail_errno ();
      return NULL;
    }
  sem_init (&begin.known, 0, 0);
  errno = start_detached (&begin, stack);
  if (errno == 0)
    {
      while (sem_wait (&begin.known) != 0)
        ;
      if (id != NULL)
        *id = begin.id;
    }
  else
    {
      beck_win_fail_errno ();
      beck_thread_free (begin.thread);
      CloseHandle (handle);
      handle = NULL;
    }
  sem_destroy (&begin.known);
  return handle;
}

void
ExitThread (DWORD code)
{
  BeckThread *self = beck_thread_self ();

  if (self != NULL && self->object != NULL)
    atomic_store (&self->object->code, code);
  pthread_exit (NULL);
}

/* What @handle stands for, with a reference; NULL, and the error set, if it is no thread's. */
static BeckThreadObject *
object_of (HANDLE handle)
{
  BeckThreadObject *object = beck_thread_object_from_handle (handle);

  if (object == NULL)
    beck_win_fail (ERROR_INVALID_HANDLE);
  return object;
}

DWORD
ResumeThread (HANDLE thread)
{
  BeckThreadObject *object = object_of (thread);
  DWORD was_suspended;

  if (object == NULL)
    return (DWORD) -1;
  was_suspended = atomic_exchange (&object->waiting, 0);
  beck_futex_wake (&object->waiting, 1);
  beck_thread_object_unref (object);
  return was_suspended;
}

BOOL
GetExitCodeThread (HANDLE thread, DWORD *code)
{
  BeckThreadObject *object = object_of (thread);

  if (object == NULL)
    return FALSE;
  *code = atomic_load (&object->id) != 0 ? STILL_ACTIVE : atomic_load (&object->code);
  beck_thread_object_unref (object);
  return TRUE;
}

HANDLE
GetCurrentThread (void)
{
  return BECK_CURRENT_THREAD;
}

DWORD
GetCurrentThreadId (void)
{
  return (DWORD) gettid ();
}

DWORD
GetThreadId (HANDLE thread)
{
  DWORD id = beck_handle_get_thread (thread);

  if (id == 0)
    beck_win_fail (ERROR_INVALID_HANDLE);
  return id;
}

HANDLE
GetCurrentProcess (void)
{
  return CURRENT_PROCESS;
}

DWORD
GetCurrentProcessId (void)
{
  return (DWORD) getpid ();
}

HANDLE
OpenThread (DWORD access, BOOL inherit, DWORD id)
{
  HANDLE handle;

  errno = ESRCH;
  handle = id != 0 ? beck_handle_new_thread (id) : INVALID_HANDLE_VALUE;
  if (handle != INVALID_HANDLE_VALUE)
    return handle;
  if (errno == ESRCH)
    beck_win_fail (ERROR_INVALID_PARAMETER);
  else
    beck_win_fail_errno ();
  return NULL;
}

/* ---- APCs ---- */

typedef struct
{
  PAPCFUNC function;
  ULONG_PTR parameter;
} Apc;

static void
run_apc (gpointer data)
{
  Apc *apc = data;

  apc->function (apc->parameter);
}

static void
free_apc (gpointer data)
{
  beck_free (data);
}

DWORD
QueueUserAPC (PAPCFUNC function, HANDLE thread, ULONG_PTR parameter)
{
  BeckThreadObject *object = object_of (thread);
  HRESULT hr = HRESULT_FROM_WIN32 (ERROR_GEN_FAILURE);
  DWORD id;
  Apc *apc;

  if (object == NULL)
    return FALSE;
  id = atomic_load (&object->id);
  beck_thread_object_unref (object);
  if (id != 0)
    {
      apc = beck_alloc (sizeof *apc);
      if (apc == NULL)
        return (DWORD) beck_win_fail (ERROR_NOT_ENOUGH_MEMORY);
      *apc = (Apc){ function, parameter };
      hr = beck_apc_queue (id, run_apc, apc, free_apc);
      if (hr == E_INVALIDARG) /* it has just ended */
        hr = HRESULT_FROM_WIN32 (ERROR_GEN_FAILURE);
    }
  return (DWORD) beck_win_check (hr);
}

BOOL
SwitchToThread (void)
{
  sched_yield ();
  return TRUE;
}

void
ExitProcess (UINT code)
{
  exit ((int) code);
}

/* ---- Names of the C runtime ---- */

uintptr_t
_beginthreadex (void *attributes, unsigned int stack, unsigned int (*start) (void *),
                void *parameter, unsigned int flags, unsigned int *id)
{
  HANDLE thread = CreateThread (attributes, stack, start, parameter, flags, id);

  if (thread == NULL)
    errno = EAGAIN;
  return (uintptr_t) thread;
}

typedef struct
{
  void (*start) (void *);
  void *parameter;
} Plain;

static DWORD
run_plain (LPVOID data)
{
  const Plain plain = *(Plain *) data;

  beck_free (data);
  plain.start (plain.parameter);
  return 0;
}

uintptr_t
_beginthread (void (*start) (void *), unsigned int stack, void *parameter)
{
  Plain *plain = beck_alloc (sizeof *plain);
  HANDLE thread = NULL;

  if (plain != NULL)
    {
      *plain = (Plain){ start, parameter };
      thread = CreateThread (NULL, stack, run_plain, plain, 0, NULL);
    }
  if (thread == NULL)
    {
      beck_free (plain);
      errno = EAGAIN;
      return (uintptr_t) -1;
    }
  CloseHandle (thread);
  return (uintptr_t) thread;
}

void
_endthreadex (unsigned int code)
{
  ExitThread (code);
}

void
_endthread (void)
{
  ExitThread (0);
}
