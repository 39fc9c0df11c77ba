/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A signal handler could not signal the event: it may interrupt the very code it would call. So
 * the signals are blocked and a thread reads them from a signalfd(2).
 */

#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct Interrupt
{
  ISynchronize *event;
  HANDLE ending; /* an event */
  sigset_t signals;
  int fd;
  int caught; /* written by the thread, read after it has ended */
  GThread *thread;
};

static void
catch_signal (Interrupt *self)
{
  struct signalfd_siginfo info;

  if (TEMP_FAILURE_RETRY (read (self->fd, &info, sizeof info)) != sizeof info)
    return;
  /* Impatient people press twice: what has to be done to leave nothing behind is under way. */
  if (self->caught == 0)
    self->caught = (int) info.ssi_signo;
  ISynchronize_Signal (self->event);
}

static gpointer
interrupt_main (gpointer data)
{
  Interrupt *self = data;
  HANDLE handles[] = { self->ending, beck_handle_from_fd (self->fd) };
  DWORD index;

  while (SUCCEEDED (CoWaitForMultipleHandles (COWAIT_DEFAULT, INFINITE, G_N_ELEMENTS (handles),
                                              handles, &index))
         && index != 0)
    catch_signal (self);
  return NULL;
}

static gboolean
is_ignored (int signal_number)
{
  struct sigaction action;

  return sigaction (signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* A program that nohup(1) started goes on when the terminal goes away. SIGINT counts even if it
 * was ignored: scripts start programs in the background so. */
static void
choose_signals (sigset_t *signals)
{
  sigemptyset (signals);
  sigaddset (signals, SIGINT);
  sigaddset (signals, SIGTERM);
  if (!is_ignored (SIGHUP))
    sigaddset (signals, SIGHUP);
}

static HRESULT
begin (Interrupt *self)
{
  HRESULT hr = CoCreateInstance (&CLSID_ManualResetEvent, NULL, CLSCTX_INPROC_SERVER,
                                 &IID_ISynchronize, (void **) &self->event);

  if (FAILED (hr))
    return hr;
  choose_signals (&self->signals);
  self->fd = signalfd (-1, &self->signals, SFD_CLOEXEC);
  self->ending = beck_handle_new_event (TRUE, FALSE);
  if (self->fd < 0 || self->ending == INVALID_HANDLE_VALUE)
    return beck_hresult_from_errno (errno);
  pthread_sigmask (SIG_BLOCK, &self->signals, NULL);
  self->thread = g_thread_new ("interrupt", interrupt_main, self);
  return S_OK;
}

static void
interrupt_free (Interrupt *self)
{
  if (self->event != NULL)
    ISynchronize_Release (self->event);
  if (self->ending != INVALID_HANDLE_VALUE)
    beck_handle_close (self->ending);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

HRESULT
interrupt_begin (Interrupt **interrupt)
{
  Interrupt *self = g_new0 (Interrupt, 1);
  HRESULT hr;

  self->fd = -1;
  self->ending = INVALID_HANDLE_VALUE;
  hr = begin (self);
  *interrupt = SUCCEEDED (hr) ? self : NULL;
  if (FAILED (hr))
    interrupt_free (self);
  return hr;
}

ISynchronize *
interrupt_get_event (Interrupt *self)
{
  return self->event;
}

int
interrupt_end (Interrupt *self, int status)
{
  beck_handle_signal (self->ending);
  g_thread_join (self->thread);
  if (status == INTERRUPTED)
    status += self->caught;
  pthread_sigmask (SIG_UNBLOCK, &self->signals, NULL);
  interrupt_free (self);
  return status;
}
