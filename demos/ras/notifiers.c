/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Each way of being told of a dial. They run on a thread of the library, or in the main loop, and
 * the dial waits until they return.
 */

#include <beck/window.h>
#include <stdio.h>

#include "link.h"

#define CALLBACK_ID 4711

static void
note (const char *how, RASCONNSTATE state, DWORD error)
{
  Link *self = &link_of_demo;

  if (error != 0)
    printf ("  %s: %s failed: %s\n", how, name_of_state (state), text_of_error (error));
  else
    printf ("  %s: %s\n", how, name_of_state (state));
  self->state = state;
  self->error = error;
  if (error != 0 || (state & (RASCS_PAUSED | RASCS_DONE)) != 0)
    SetEvent (self->stopped);
}

static void WINAPI
on_state (UINT message, RASCONNSTATE state, DWORD error)
{
  note ("type 0", state, error);
}

static void WINAPI
on_state1 (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error, DWORD extended_error)
{
  note ("type 1", state, error);
}

static DWORD WINAPI
on_state2 (ULONG_PTR id, DWORD sub_entry, HRASCONN connection, UINT message, RASCONNSTATE state,
           DWORD error, DWORD extended_error)
{
  note (id == CALLBACK_ID ? "type 2" : "type 2 of somebody else", state, error);
  return 1; /* tell me more */
}

/* In the thread of the main loop. */
static void
on_message (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer data)
{
  note ("message", (RASCONNSTATE) wparam, (DWORD) lparam);
}

BOOL
link_make_window (void)
{
  link_of_demo.window = beck_window_new (NULL, on_message, NULL, NULL);
  return link_of_demo.window != NULL;
}

DWORD
link_call_dial (RASDIALEXTENSIONS *extensions)
{
  Link *self = &link_of_demo;

  self->params.dwCallbackId = CALLBACK_ID;
  switch (self->notify)
    {
    case NOTIFY_FUNC:
      return RasDial (extensions, NULL, &self->params, 0, (LPVOID) on_state, &self->connection);
    case NOTIFY_FUNC1:
      return RasDial (extensions, NULL, &self->params, 1, (LPVOID) on_state1, &self->connection);
    case NOTIFY_FUNC2:
      return RasDial (extensions, NULL, &self->params, 2, (LPVOID) on_state2, &self->connection);
    case NOTIFY_WINDOW:
      return RasDial (extensions, NULL, &self->params, 0xFFFFFFFF, (LPVOID) self->window,
                      &self->connection);
    default:
      return RasDial (extensions, NULL, &self->params, 0, NULL, &self->connection);
    }
}
