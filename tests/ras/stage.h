/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A stage for connections: a phone book and a directory of records of its own, entries that the
 * simulator plays, and a sink that notes what it is told.
 */

#include <rasconn.h>

#include "beck-test.h"

void stage_set_up (void);
void stage_tear_down (void);

/* Beside the phone book. (transfer full) */
char *stage_path (const char *name);

/* An entry "@name" of the simulator. */
void stage_add_entry (const char *name, const char *script);

/* Texts are UTF-8; the result lives until the stage is torn down. */
const WCHAR *stage_wide (const char *text);

/* A request for the entry, with user "u" and password "p". */
BeckRasRequest stage_request (const char *entry, DWORD options);

typedef struct Watcher Watcher;

/* Notes what is told; "0 1 2 6!691 1000". Ends of dials and pauses can be waited for. */
Watcher *watcher_new (IRasConnection *connection);
void watcher_free (Watcher *self);

/* Waits until state @state was told with @error. */
void watcher_wait (Watcher *self, DWORD state, DWORD error);
/* What was told so far; the caller frees it. */
char *watcher_text (Watcher *self);
void watcher_expect (Watcher *self, const char *text);

/* Inside the sink, when it is told of @state. */
void watcher_on (Watcher *self, DWORD state, void (*func) (Watcher *self, gpointer data),
                 gpointer data);
IRasConnection *watcher_connection (Watcher *self);
