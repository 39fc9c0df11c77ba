/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Exceptions of remote procedure calls (rpc.md 5, docs/rpc.md): how a client stub tells that a
 * call failed, and how a manager routine ends one.
 *
 *   RpcTryExcept
 *     {
 *       Store (book);
 *     }
 *   RpcExcept (RpcExceptionFilter (RpcExceptionCode ()))
 *     {
 *       g_printerr ("Store: %u\n", RpcExceptionCode ());
 *     }
 *   RpcEndExcept
 *
 * An exception is a number. It ends what runs up to the innermost block of the same
 * thread whose filter takes it; blocks nest, also over functions. What lies between is
 * left as with longjmp(3):
 *
 *   - no cleanup (g_autofree and its like) in between is run;
 *   - a local variable that the body changes and that is read afterwards must be volatile.
 *
 * A body, a handler or a finally part may be left with `return`, `break` or `goto`: the block
 * ends then, without its finally part. A filter runs when what it guards has been left, not
 * before. Only what is raised is caught, not what the processor does (a bad pointer, a
 * division by zero).
 *
 * Blocks belong to their thread. Raising past functions that do not expect it (callbacks of
 * GLib, notification routines) leaves their state as it was in the middle.
 */

#include <setjmp.h>

#include <beck/types.h>

G_BEGIN_DECLS

/* A loop around a block is enough for gcc to see a variable that "might be clobbered", whether
 * or not anything in the body changes it, and it says so at the variable's declaration, out of
 * reach of the macros. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wclobbered"
#endif

/**
 * beck_exception_raise:
 * @status: what happened, a status of <beck/status.h> or a number of the program's
 *
 * Continues in the handler of the innermost block that takes @status. Without one the process
 * ends with a message and SIGABRT.
 */
G_NORETURN void beck_exception_raise (guint32 status);

/**
 * beck_exception_catch:
 * @body: called once
 * @data: passed to it
 * @status: (out): what was raised; untouched if nothing was
 *
 * A block as a function, for callers that keep setjmp(3) out of their own.
 *
 * Returns: whether @body raised an exception
 */
gboolean beck_exception_catch (void (*body) (gpointer data), gpointer data, guint32 *status);

/**
 * RpcRaiseException:
 * @exception: as for beck_exception_raise()
 */
G_NORETURN void RpcRaiseException (LONG exception);

/**
 * RpcExceptionFilter:
 * @code: of an exception
 *
 * Returns: %EXCEPTION_CONTINUE_SEARCH for those that say that the process itself is damaged
 *   (STATUS_ACCESS_VIOLATION and the others below), %EXCEPTION_EXECUTE_HANDLER for the rest
 */
int RpcExceptionFilter (ULONG code);

/* What a filter says. */
#ifndef EXCEPTION_EXECUTE_HANDLER
#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1) /* no exception here can: as CONTINUE_SEARCH */
#endif

/* Codes that sources written for Windows name in their filters. */
#ifndef STATUS_ACCESS_VIOLATION
#define STATUS_GUARD_PAGE_VIOLATION 0x80000001u
#define STATUS_DATATYPE_MISALIGNMENT 0x80000002u
#define STATUS_BREAKPOINT 0x80000003u
#define STATUS_ACCESS_VIOLATION 0xC0000005u
#define STATUS_IN_PAGE_ERROR 0xC0000006u
#define STATUS_ILLEGAL_INSTRUCTION 0xC000001Du
#define STATUS_PRIVILEGED_INSTRUCTION 0xC0000096u
#define STATUS_STACK_OVERFLOW 0xC00000FDu
#define STATUS_POSSIBLE_DEADLOCK 0xC0000194u
#define STATUS_STACK_BUFFER_OVERRUN 0xC0000409u
#define STATUS_ASSERTION_FAILURE 0xC0000420u
#endif

/* ---- Private to the macros ---- */

typedef struct BeckExceptionFrame BeckExceptionFrame;

struct BeckExceptionFrame
{
  BeckExceptionFrame *outer;
  guint32 status;
  gboolean active; /* on the thread's chain */
  gboolean raised;
  jmp_buf place;
};

void beck_exception_push (BeckExceptionFrame *frame);

/* Takes @frame from the chain unless that has happened. */
void beck_exception_pop (BeckExceptionFrame *frame);

/* What is not taken goes on to the next block; this one is not on the chain any more. */
static inline gboolean
beck_exception_taken (const BeckExceptionFrame *frame, int filter)
{
  if (filter <= EXCEPTION_CONTINUE_SEARCH)
    beck_exception_raise (frame->status);
  return TRUE;
}

static inline void
beck_exception_continue (const BeckExceptionFrame *frame)
{
  if (frame->raised)
    beck_exception_raise (frame->status);
}

/* All frames have one name, so that RpcExceptionCode() is that of the innermost block. */
#define BECK_EXCEPTION_FRAME                                                                       \
  _Pragma ("GCC diagnostic push") _Pragma ("GCC diagnostic ignored \"-Wshadow\"")                  \
    __attribute__ ((cleanup (beck_exception_pop))) BeckExceptionFrame beck_exception_frame;        \
  _Pragma ("GCC diagnostic pop") beck_exception_push (&beck_exception_frame)

/* ---- Blocks ---- */

/**
 * BECK_TRY:
 *
 * Begins a block: BECK_TRY { … } BECK_CATCH (filter) { … } BECK_END_CATCH, or
 * BECK_TRY { … } BECK_FINALLY { … } BECK_END_FINALLY. The handler runs if the body raised
 * an exception and the filter is %EXCEPTION_EXECUTE_HANDLER; it is outside the block, so
 * what it raises goes further out. A finally part runs in any case; an exception goes on
 * behind it.
 */
#define BECK_TRY                                                                                   \
  {                                                                                                \
    BECK_EXCEPTION_FRAME;                                                                          \
    if (setjmp (beck_exception_frame.place) == 0)                                                  \
      {

#define BECK_CATCH(filter)                                                                         \
      }                                                                                            \
    else if (beck_exception_taken (&beck_exception_frame, (filter)))                               \
      {

#define BECK_END_CATCH                                                                             \
      }                                                                                            \
  }

#define BECK_FINALLY                                                                               \
        beck_exception_pop (&beck_exception_frame);                                                \
      }                                                                                            \
      {

#define BECK_END_FINALLY                                                                           \
      }                                                                                            \
    beck_exception_continue (&beck_exception_frame);                                               \
  }

/**
 * RpcExceptionCode:
 *
 * In a filter or handler: what was raised.
 */
#define RpcExceptionCode() (beck_exception_frame.status)

/**
 * RpcAbnormalTermination:
 *
 * In a finally part: whether the body raised an exception.
 */
#define RpcAbnormalTermination() (beck_exception_frame.raised)

/* The same under the names of the RPC documentation; a semicolon may follow the last. */
#define RpcTryExcept BECK_TRY
#define RpcExcept(filter) BECK_CATCH (filter)
#define RpcEndExcept BECK_END_CATCH
#define RpcTryFinally BECK_TRY
#define RpcFinally BECK_FINALLY
#define RpcEndFinally BECK_END_FINALLY

G_END_DECLS
