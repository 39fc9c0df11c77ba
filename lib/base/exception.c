/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The chain of exception blocks of each thread. Raising takes the innermost off the chain before it
 * jumps there, so that filters and handlers run outside their own block and may raise
 * again, return, or enter blocks of their own.
 */

#include <beck/exception.h>

#include <stdio.h>
#include <stdlib.h>

#include <beck/hresult.h>

static _Thread_local BeckExceptionFrame *innermost;

void
beck_exception_push (BeckExceptionFrame *frame)
{
  frame->outer = innermost;
  frame->status = 0;
  frame->active = TRUE;
  frame->raised = FALSE;
  innermost = frame;
}

void
beck_exception_pop (BeckExceptionFrame *frame)
{
  if (!frame->active)
    return;
  frame->active = FALSE;
  innermost = frame->outer;
}

/* Not g_error(): its handlers may be the program's, which would run in an unknown state. */
G_NORETURN static void
end_process (guint32 status)
{
  const char *name = beck_hresult_to_name (HRESULT_FROM_WIN32 (status));

  fprintf (stderr,
           "beck: exception %u (0x%08x%s%s) was raised and no block of the thread takes it\n",
           status, status, name != NULL ? ", " : "", name != NULL ? name : "");
  abort ();
}

void
beck_exception_raise (guint32 status)
{
  BeckExceptionFrame *frame = innermost;

  if (frame == NULL)
    end_process (status);
  beck_exception_pop (frame);
  frame->status = status;
  frame->raised = TRUE;
  longjmp (frame->place, 1);
}

gboolean
beck_exception_catch (void (*body) (gpointer data), gpointer data, guint32 *status)
{
  BECK_TRY
  {
    body (data);
  }
  BECK_CATCH (EXCEPTION_EXECUTE_HANDLER)
  {
    *status = RpcExceptionCode ();
    return TRUE;
  }
  BECK_END_CATCH
  return FALSE;
}

void
RpcRaiseException (LONG exception)
{
  beck_exception_raise ((guint32) exception);
}

int
RpcExceptionFilter (ULONG code)
{
  switch (code)
    {
    case STATUS_GUARD_PAGE_VIOLATION:
    case STATUS_DATATYPE_MISALIGNMENT:
    case STATUS_BREAKPOINT:
    case STATUS_ACCESS_VIOLATION:
    case STATUS_IN_PAGE_ERROR:
    case STATUS_ILLEGAL_INSTRUCTION:
    case STATUS_PRIVILEGED_INSTRUCTION:
    case STATUS_STACK_OVERFLOW:
    case STATUS_POSSIBLE_DEADLOCK:
    case STATUS_STACK_BUFFER_OVERRUN:
    case STATUS_ASSERTION_FAILURE:
      return EXCEPTION_CONTINUE_SEARCH;
    default:
      return EXCEPTION_EXECUTE_HANDLER;
    }
}
