/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A dial of the demo: what it is told, and what can be asked of the link. */

#include <windows.h>

#include <ras.h>
#include <raserror.h>

/* Longer than anything here takes. */
#define PATIENCE_MS 30000

/* How RasDial() shall tell of changes of state. */
typedef enum
{
  NOTIFY_NEVER, /* it returns when the dial is over */
  NOTIFY_FUNC,  /* a RASDIALFUNC */
  NOTIFY_FUNC1,
  NOTIFY_FUNC2,
  NOTIFY_WINDOW, /* a message, in a GMainContext */
} Notify;

/* There is one at a time, as a RASDIALFUNC is not told which it is about. */
typedef struct
{
  Notify notify;
  RASDIALPARAMS params;
  HRASCONN connection;
  HANDLE stopped; /* an event: it is connected, paused, has failed or was hung up */
  HWND window;
  RASCONNSTATE state; /* the last one that was told, and its error; read after stopped is set */
  DWORD error;
} Link;

extern Link link_of_demo;

/* Reads the password from standard input, up to the line's end. FALSE if there is none. */
BOOL link_init (Notify notify, const char *entry, const char *user);
void link_clear (void);

/* The password, or one that is wrong. */
void link_use_password (BOOL right);

/* Begins to dial, or goes on after a pause, and waits until it stops. 0 if it is connected or
 * paused. */
DWORD link_dial (DWORD options);

/* Begins to dial, and returns at once. */
DWORD link_begin (DWORD options);

/* Until the dial stops; its error. */
DWORD link_wait (void);

/* Hangs up, and waits until nothing is left. */
DWORD link_hang_up (void);

/* notifiers.c: RasDial() with the notifier of the link. */
DWORD link_call_dial (RASDIALEXTENSIONS *extensions);
BOOL link_make_window (void);

/* "691, The user name or password is wrong"; of the thread until the next call. */
const char *text_of_error (DWORD error);

/* "ConnectDevice" */
const char *name_of_state (RASCONNSTATE state);

/* Prints what is not as it should be. FALSE. */
BOOL wrong (const char *what, DWORD error);
