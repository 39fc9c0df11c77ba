/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The behaviours of remote access (spec/ras.md 6), as programs see them through <ras.h>. They are
 * tried on the simulator; and where TEST_NETWORK names a network that demos/ras/network has made,
 * those that apply to it are tried there, with OpenVPN.
 */

#include <win/handleapi.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/synchapi.h>

#include "beck-test.h"

/* ---- The ground ---- */

gboolean ground_is_real (void);

/* Fixtures. */
void ground_set_up (void);
void ground_tear_down (void);

/* What there is to dial. */
typedef enum
{
  OFFICE,    /* lets alice in, and is there until it stops */
  BRANCH,    /* the same, by another entry */
  VANISHING, /* as the office, until it vanishes */
  SILENT,    /* never answers */
  TIMEOUT,   /* never answers, and the helper does not wait long */
  CLOSED,    /* a port with nobody there */
  NOBODY,    /* a name that is none */
  STRANGER,  /* cannot prove who it is */
  UNKNOWN,   /* there is no such entry */
  N_PLACES,
} Place;

const char *place_entry (Place place);

/* Of the user alice, everywhere. */
const char *right_password (void);

/* Another entry of the simulator; not on real ground. */
void ground_add_entry (const char *entry, const char *script);

/* A file beside those of the ground. (transfer full) */
char *ground_path (const char *name);

/* What happens to the office and to the vanishing one. On real ground servers are there again
 * after the test. */
void office_stops (void);
void office_vanishes (void);

/* Sends so many packets of data through the link of the connection, each of which is answered. */
void send_packets (HRASCONN connection, guint n);

/* ---- Who is told ---- */

typedef struct
{
  UINT message;
  DWORD state, error, extended_error;
  HRASCONN connection; /* NULL for type 0 */
  ULONG_PTR id; /* 0 but for type 2 */
  DWORD sub_entry;
  gint64 begun, left; /* monotonic */
} Heard;

typedef struct Ear Ear;

struct Ear
{
  GMutex mutex;
  GCond cond;
  /* With the mutex: */
  GArray *heard; /* of Heard */
  guint n_inside, most_inside;
  /* Before the dial: */
  DWORD result; /* of a RASDIALFUNC2 */
  DWORD state;  /* where @func is called, inside the handler */
  void (*func) (Ear *ear, const Heard *heard);
  gpointer data;
};

/* For notifiers of type 0 and 1, which cannot tell one dial from another. */
extern Ear *the_ear;

Ear *ear_new (void);
void ear_free (Ear *ear);

/* Handlers; that of type 2 has the ear as its identifier. */
void WINAPI hear_0 (UINT message, RASCONNSTATE state, DWORD error);
void WINAPI hear_1 (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error,
                    DWORD extended_error);
DWORD WINAPI hear_2 (ULONG_PTR id, DWORD sub_entry, HRASCONN connection, UINT message,
                     RASCONNSTATE state, DWORD error, DWORD extended_error);

/* For windows and the like: notes it, calls @func of the ear. */
void ear_hear (Ear *ear, const Heard *heard);

/* Waits until that was heard and the handler has returned. */
void ear_wait (Ear *ear, DWORD state, DWORD error);

/* Waits for an error, RASCS_Connected or RASCS_Disconnected, and returns the last that was
 * heard. */
Heard ear_wait_for_end (Ear *ear);
guint ear_count (Ear *ear);
guint ear_count_state (Ear *ear, DWORD state);
Heard ear_at (Ear *ear, guint i);

/* "0 1 2 6!691". (transfer full) */
char *ear_text (Ear *ear);

/* ---- Dialling ---- */

RASDIALPARAMSA dial_params (Place place);

/* With the right password; @options are RDEOPT_. */
DWORD dial (Place place, DWORD options, DWORD type, LPVOID notifier, HRASCONN *connection);
DWORD dial_with (RASDIALPARAMSA *params, DWORD options, DWORD type, LPVOID notifier,
                 HRASCONN *connection);

/* With hear_2 and the ear. */
DWORD dial_ear (Ear *ear, Place place, DWORD options, const char *password, HRASCONN *connection);

/* Synchronously; it succeeds. */
HRASCONN connect_to (Place place);

/* What RasGetConnectStatus returns, and the status. */
DWORD get_status (HRASCONN connection, RASCONNSTATUSA *status);

/* Fails if it is not valid. */
RASCONNSTATUSA status_of (HRASCONN connection);

/* Hangs up and waits until nothing is left. */
void hang_up (HRASCONN connection);
void wait_until_gone (HRASCONN connection);

/* Of connections of that entry among those that are enumerated; 0 or 1. */
guint count_listed (Place place, HRASCONN *connection);

/* One that a wait resets. */
HANDLE new_event (void);
void wait_for_event (HANDLE event);

/* Runs this program again, to dial in a process that exits when it is connected. */
void dial_in_another_process (Place place);

/* For main(): whether this is that process; it returns the exit status. */
gboolean is_another_process (int *status);

/* ---- The suites ---- */

/* A test, and whether it is tried on real ground, too. */
typedef struct
{
  const TTest *test;
  gboolean everywhere;
} Behaviour;

#define EVERYWHERE(test) { test, TRUE }
#define SIMULATED(test) { test, FALSE }

/* A case of the suite with those that apply. */
void add_behaviours (Suite *suite, const char *name, const Behaviour *behaviours, gsize n);

Suite *dial_suite (void);
Suite *order_suite (void);
Suite *failure_suite (void);
Suite *hang_up_suite (void);
Suite *end_suite (void);
Suite *info_suite (void);
Suite *rest_suite (void);
