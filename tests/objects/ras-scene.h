/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the tests of connections as objects have in common: a phone book and a runtime directory
 * for the running test, entries of the simulator in it, call objects in one line each.
 */

#define COBJMACROS
#include <beck/beck.h>
#include <check.h>
#include <win/ras.h>
#include <win/raserror.h>

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
                                                                                                   \
      ck_assert_msg (hr_ == (expected), "%s is 0x%08X, not %s", #expression, (guint) hr_,          \
                     #expected);                                                                   \
    }                                                                                              \
  while (0)

#define assert_error(expression, number) assert_hr (expression, HRESULT_FROM_WIN32 (number))

/* A case whose tests have a directory each. After a test no thread of the library's is left. */
TCase *ras_case (const char *name);

/* (transfer none): the path of @name in the test's directory */
const char *ras_path (const char *name);

/* Makes the entry @name, which plays @script (docs/ras-simulator.md). */
void ras_entry (const char *name, const char *script);

/* A request for @entry, which is ASCII and shorter than 32 bytes; valid until the eighth one
 * after it. */
const BeckRasRequest *ras_request (const char *entry);
const BeckRasRequest *ras_request_as (const char *entry, const char *user, const char *password,
                                      DWORD options);

IRasConnection *ras_connection (void);
IRasConnectionInfo *ras_info_of (IRasConnection *connection);
AsyncIRasConnection *ras_call (IRasConnection *connection);
gpointer ras_query (gpointer object, REFIID iid);

/* ISynchronize::Wait and ICancelMethodCalls::Cancel of a call object. */
HRESULT ras_wait (gpointer call, DWORD timeout_ms);
HRESULT ras_cancel (gpointer call);

/* RASCS_ of the connection, and *@error if that is not NULL. */
DWORD ras_state (IRasConnection *connection, DWORD *error);

/* ---- A sink that writes down what it is told ---- */

typedef struct
{
  BeckObject object;
  IRasConnectionSink sink;
  GMutex mutex;
  GCond cond;
  GString *told; /* "0 1 2 6:691 ", decimal, an error behind its state */
  gboolean is_inside;
  gboolean overlapped; /* it was told something while it was told something */
  void (*react) (gpointer self, DWORD state, DWORD error); /* inside OnState */
  IRasConnection *connection; /* for react; not counted */
} RasListener;

RasListener *ras_listener (IRasConnection *connection, DWORD *cookie);

/* Waits until @word is the last that was told. */
void ras_listener_wait (RasListener *listener, const char *word);

/* Free with g_free. */
char *ras_listener_told (RasListener *listener);

/* What an ordinary dial of a VPN tells (spec/ras.md 4). */
#define RAS_ALL_STATES "0 1 2 3 4 5 6 10 14 18 8192 "
