/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client.h"

#include <poll.h>

gpointer
ask (gpointer iface, REFIID iid)
{
  gpointer found;

  assert_hr (IUnknown_QueryInterface ((IUnknown *) iface, iid, &found), S_OK);
  return found;
}

ISynchronize *
sync_of (gpointer iface)
{
  return ask (iface, &IID_ISynchronize);
}

void
let_go (gpointer iface)
{
  IUnknown *unknown = *(gpointer *) iface;

  *(gpointer *) iface = NULL;
  if (unknown != NULL)
    IUnknown_Release (unknown);
}

ULONG
count_of (gpointer iface)
{
  IUnknown_AddRef ((IUnknown *) iface);
  return IUnknown_Release ((IUnknown *) iface);
}

static gpointer
create (Server *server, REFIID iid)
{
  IUnknown *call;

  assert_hr (ICallFactory_CreateCall (&server->factory, iid, NULL, iid, &call), S_OK);
  return call;
}

AsyncITally *
tally_call (Server *server)
{
  return create (server, &IID_AsyncITally);
}

AsyncISpell *
spell_call (Server *server)
{
  return create (server, &IID_AsyncISpell);
}

HRESULT
wait_for (gpointer call, DWORD timeout_ms)
{
  g_autoptr (ISynchronize) sync = sync_of (call);

  return ISynchronize_Wait (sync, 0, timeout_ms);
}

HRESULT
reset (gpointer call)
{
  g_autoptr (ISynchronize) sync = sync_of (call);

  return ISynchronize_Reset (sync);
}

HRESULT
cancel (gpointer call, ULONG seconds)
{
  g_autoptr (ICancelMethodCalls) canceller = ask (call, &IID_ICancelMethodCalls);

  return ICancelMethodCalls_Cancel (canceller, seconds);
}

HRESULT
test_cancel (gpointer call)
{
  g_autoptr (ICancelMethodCalls) canceller = ask (call, &IID_ICancelMethodCalls);

  return ICancelMethodCalls_TestCancel (canceller);
}

HRESULT
get_handle (gpointer call, HANDLE *handle)
{
  g_autoptr (ISynchronizeHandle) owner = ask (call, &IID_ISynchronizeHandle);

  return ISynchronizeHandle_GetHandle (owner, handle);
}

gboolean
is_readable (HANDLE handle)
{
  struct pollfd fd = { beck_handle_to_fd (handle), POLLIN, 0 };

  return poll (&fd, 1, 0) == 1;
}

void
make_a_call (AsyncITally *call)
{
  LONG sum = -1;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
}

/* --- threads --- */

typedef struct
{
  DWORD coinit;
  void (*body) (void);
} Visit;

static gpointer
visit (gpointer data)
{
  const Visit *self = data;

  assert_hr (CoInitializeEx (NULL, self->coinit), S_OK);
  self->body ();
  CoUninitialize ();
  return NULL;
}

/* An STA has the main context that is its thread's default; each is to have its own. */
static gpointer
visit_with_context (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  visit (data);
  g_main_context_pop_thread_default (context);
  return NULL;
}

void
in_sta (void (*body) (void))
{
  Visit self = { COINIT_APARTMENTTHREADED, body };

  g_thread_join (g_thread_new ("sta", visit_with_context, &self));
}

void
in_mta (void (*body) (void))
{
  Visit self = { COINIT_MULTITHREADED, body };

  g_thread_join (g_thread_new ("mta", visit, &self));
}

GThread *
start (GThreadFunc func, gpointer data)
{
  return g_thread_new ("client", func, data);
}

void
enter_sta (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_OK);
}

void
leave_sta (void)
{
  CoUninitialize ();
}
