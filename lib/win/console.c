/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Console handlers: signals are written to a pipe, and a thread that reads it asks the handlers.
 * The thread is started with the first handler and stays; the signals are the system's again
 * when there is no handler.
 */

#include <win/consoleapi.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/alloc.h"
#include "win/error.h"

static const struct
{
  int number;
  DWORD event;
} signals[] = {
  { SIGINT, CTRL_C_EVENT },
  { SIGTERM, CTRL_BREAK_EVENT },
  { SIGQUIT, CTRL_BREAK_EVENT },
  { SIGHUP, CTRL_CLOSE_EVENT },
};

static struct
{
  GMutex lock;
  PHANDLER_ROUTINE *handlers;
  guint n;
  guint room;
  gboolean running;
  struct sigaction before[G_N_ELEMENTS (signals)];
} console;

static int console_pipe[2];

static void
write_signal (int number)
{
  int err = errno;
  guint8 octet = (guint8) number;
  ssize_t written = write (console_pipe[1], &octet, 1);

  (void) written; /* the pipe is full of signals already */
  errno = err;
}

/* ---- The thread ---- */

static PHANDLER_ROUTINE
handler_at (guint index)
{
  PHANDLER_ROUTINE handler;

  g_mutex_lock (&console.lock);
  handler = index < console.n ? console.handlers[index] : NULL;
  g_mutex_unlock (&console.lock);
  return handler;
}

static gboolean
ask_handlers (DWORD event)
{
  guint i;

  g_mutex_lock (&console.lock);
  i = console.n;
  g_mutex_unlock (&console.lock);
  while (i-- > 0)
    {
      PHANDLER_ROUTINE handler = handler_at (i);

      if (handler != NULL && handler (event))
        return TRUE;
    }
  return FALSE;
}

/* As if there had been no handler. */
static void
end_process (int number)
{
  struct sigaction action = { .sa_handler = SIG_DFL };

  sigaction (number, &action, NULL);
  kill (getpid (), number);
}

static void *
dispatch (void *data)
{
  guint8 octet;

  for (;;)
    {
      ssize_t n = read (console_pipe[0], &octet, 1);

      for (gsize i = 0; n == 1 && i < G_N_ELEMENTS (signals); i++)
        if (signals[i].number == octet && !ask_handlers (signals[i].event))
          end_process (octet);
      if (n == 0 || (n < 0 && errno != EINTR))
        return NULL;
    }
}

/* Signals go to threads of the program: this one stays for the handlers. */
static int
start_thread (void)
{
  sigset_t all;
  sigset_t old;
  pthread_t thread;
  int err;

  if (pipe2 (console_pipe, O_CLOEXEC) != 0)
    return errno;
  fcntl (console_pipe[1], F_SETFL, O_NONBLOCK);
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &old);
  err = pthread_create (&thread, NULL, dispatch, NULL);
  pthread_sigmask (SIG_SETMASK, &old, NULL);
  if (err == 0)
    {
      pthread_detach (thread);
      return 0;
    }
  close (console_pipe[0]);
  close (console_pipe[1]);
  return err;
}

/* ---- The handlers; the caller holds the lock ---- */

static void
catch_signals (void)
{
  struct sigaction action = { .sa_handler = write_signal, .sa_flags = SA_RESTART };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i].number, &action, &console.before[i]);
}

static void
release_signals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i].number, &console.before[i], NULL);
}

static gboolean
reserve_one (void)
{
  guint room = MAX (4, console.room * 2);
  PHANDLER_ROUTINE *handlers;

  if (console.n < console.room)
    return TRUE;
  handlers = beck_realloc (console.handlers, room * sizeof *handlers);
  if (handlers == NULL)
    return FALSE;
  console.handlers = handlers;
  console.room = room;
  return TRUE;
}

static DWORD
add_handler (PHANDLER_ROUTINE handler)
{
  if (!reserve_one ())
    return ERROR_NOT_ENOUGH_MEMORY;
  if (!console.running && start_thread () != 0)
    return ERROR_NO_SYSTEM_RESOURCES;
  console.running = TRUE;
  console.handlers[console.n++] = handler;
  if (console.n == 1)
    catch_signals ();
  return ERROR_SUCCESS;
}

static DWORD
remove_handler (PHANDLER_ROUTINE handler)
{
  guint i = console.n;

  while (i > 0 && console.handlers[i - 1] != handler)
    i--;
  if (i == 0)
    return ERROR_INVALID_PARAMETER;
  for (console.n--; i <= console.n; i++)
    console.handlers[i - 1] = console.handlers[i];
  if (console.n == 0)
    {
      release_signals ();
      beck_free (g_steal_pointer (&console.handlers));
      console.room = 0;
    }
  return ERROR_SUCCESS;
}

BOOL
SetConsoleCtrlHandler (PHANDLER_ROUTINE handler, BOOL add)
{
  DWORD error;

  if (handler == NULL)
    {
      signal (SIGINT, add ? SIG_IGN : SIG_DFL);
      return TRUE;
    }
  g_mutex_lock (&console.lock);
  error = add ? add_handler (handler) : remove_handler (handler);
  g_mutex_unlock (&console.lock);
  return error == ERROR_SUCCESS || beck_win_fail (error);
}
