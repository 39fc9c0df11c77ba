/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The simulator, inside: a session runs its script (simulator-run.c), a step in each round
 * of the loop, so that a hang-up comes between any two of them.
 */

#include "ras/backend.h"
#include "ras/process.h"
#include "ras/script.h"

#define BECK_SIMULATOR_KEY_SCRIPT "Script"
#define BECK_SIMULATOR_KEY_USER "ScriptUser" /* what login takes that names nobody */
#define BECK_SIMULATOR_KEY_PASSWORD "ScriptPassword"

#define BECK_SIMULATOR_MODEM "Simulator (modem)"
#define BECK_SIMULATOR_VPN "Simulator (vpn)"

typedef enum
{
  SIMULATOR_RUNNING,
  SIMULATOR_PAUSED, /* need was told */
  SIMULATOR_ENDING, /* nothing but ended will be told */
  SIMULATOR_ENDED,
} SimulatorState;

typedef struct
{
  BeckRasSession base;
  guint uses; /* the core's, and one of each function on the stack that tells events */
  const BeckRasEvents *events;
  gpointer context;
  const BeckRasDial *dial; /* NULL: taken over */
  BeckRasScript *script; /* NULL: none is left to run */
  guint step; /* to run next, or under way */

  SimulatorState state;
  guint32 paused_state; /* what was asked for last */
  gboolean is_up;
  guint32 ras_state; /* the last one told */
  guint stage; /* of a step that runs more than once */
  guint tries; /* wrong answers to login */
  BeckRasCredentials *credentials; /* of the last answer; NULL: the dial's */
  char *callback_number; /* that was asked for; NULL: the dial's */

  GSource *source; /* the next step, or the end, or what is waited for */
  int directory; /* inotify, while a file is waited for; or -1 */
  BeckRasProcess *helper;
  BeckRasProcessId helper_id; /* pid 0: none */
  guint32 hang_up_ms;

  BeckRasLink link;
  guint64 bytes, frames; /* counted up to @since */
  guint32 byte_rate, frame_rate; /* a second */
  gint64 since; /* CLOCK_MONOTONIC, microseconds; 0: not up yet */
} SimulatorSession;

/* simulator-run.c */

/* NULL without memory. Without a script if the entry's cannot be read. */
SimulatorSession *simulator_new (const BeckRasEntry *entry, const BeckRasEvents *events,
                                 gpointer context);
void simulator_unref (SimulatorSession *session);
/* What the entry is dialled by: its own script, or the one for its kind. */
const char *simulator_script_of (const BeckRasEntry *entry);

/* The next step after @ms. */
void simulator_go_on (SimulatorSession *session, guint32 ms);
/* The next step when @path is there, or is not; FALSE if its directory cannot be watched. */
gboolean simulator_wait_for_file (SimulatorSession *session, const char *path, gboolean there);
/* What is waited for from now on. (transfer full) */
void simulator_take_source (SimulatorSession *session, GSource *source, GSourceFunc func);
void simulator_forget_source (SimulatorSession *session);

void simulator_tell_state (SimulatorSession *session, guint32 state);
void simulator_tell_failure (SimulatorSession *session, guint32 state, guint32 error,
                             guint32 extended_error);
void simulator_tell_down (SimulatorSession *session, guint32 error);
void simulator_need (SimulatorSession *session, guint32 paused_state, guint32 state, guint32 error,
                     const char *prompt);
void simulator_forget_answers (SimulatorSession *session);

void simulator_answer (BeckRasSession *session, const BeckRasCredentials *credentials,
                       const char *callback_number);
void simulator_hang_up (BeckRasSession *session, gboolean force);

/* 0, or an error with nothing started. */
guint32 simulator_start_helper (SimulatorSession *session);
void simulator_helper_ended (int status, gpointer data);

/* simulator-steps.c */

typedef enum
{
  SIMULATOR_NEXT, /* the step is done */
  SIMULATOR_WAIT, /* it goes on by itself, or never */
  SIMULATOR_AGAIN, /* it is to be run once more */
} SimulatorOutcome;

SimulatorOutcome simulator_run_step (SimulatorSession *session, const BeckRasStep *step);

/* simulator-link.c */

gboolean simulator_get_counts (BeckRasSession *session, BeckRasCounts *counts);
/* The rate is about to change. */
void simulator_settle_counts (SimulatorSession *session);
void simulator_save (BeckRasSession *session, GKeyFile *record, const char *group,
                     BeckRasProcessId *helper);
guint32 simulator_attach (const BeckRasEntry *entry, GKeyFile *record, const char *group,
                          const BeckRasEvents *events, gpointer context, BeckRasSession **session);
void simulator_leave (BeckRasSession *session);
