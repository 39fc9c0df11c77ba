/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What tests of connections as objects share; they stand on the stage (stage.h). */

#define COBJMACROS
#include "stage.h"

#include <beck/hresult.h>
#include <win/ras.h>
#include <win/raserror.h>

#define RAS(code) HRESULT_FROM_WIN32 (code)

IRasConnection *new_connection (void);
AsyncIRasConnection *new_call (IRasConnection *of);

/* Of the entry "vpn": */
HRESULT dial_vpn (IRasConnection *connection);
AsyncIRasConnection *begin_vpn (IRasConnection *connection);

/* Ends the call and releases it. */
HRESULT finish_dial (AsyncIRasConnection *call);

guint count_records (void);

/* A sink that does not return before it may: watcher_on (..., stay, gate). */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean inside, go_on;
} Gate;

void stay (Watcher *self, gpointer gate);
void wait_inside (Gate *gate);
void open_gate (Gate *gate);
