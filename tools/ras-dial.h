/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A dial of the command line: what it was asked for, what it waits for, how it ended.
 */

#include "ras-terminal.h"
#include "ras.h"

typedef struct
{
  char **words;

  /* The command line */
  RasCommand command;
  char *user, *domain, *number, *callback;
  int password_fd; /* -1: none */
  int seconds;     /* 0: as long as it takes */
  gboolean foreground, batch, save;

  /* What is dialled; texts in @wide. */
  BeckRasRequest request;
  GPtrArray *wide;
  RasAnswer *password;
  RasAnswer *answer; /* to the last question that was not about a password */

  IRasConnection *connection;
  IRasConnectionInfo *info;
  AsyncIRasConnection *call;  /* of Dial */
  AsyncIRasConnection *ender; /* of HangUp */
  GSource *states;
  guint signals[3];
  guint timer;
  gint64 begun;

  DWORD paused;         /* the state that waits for an answer; 0 */
  gboolean stop;        /* what is being asked does not matter any more */
  gboolean interrupted; /* by a signal, or the time is over */
  DWORD reason;         /* why we hang up */
  gboolean hung_up;     /* was asked to */
  gboolean hanging_up;
  gboolean dialled; /* with this result: */
  HRESULT result;
  gboolean lost; /* after it was connected, with this error: */
  DWORD lost_error;
} RasDialling;

/* ---- ras-dial.c ---- */

/* The exit status. */
int ras_dialling_run (RasDialling *self);

/* Begins to hang up, if that was not done before; @reason is what the dial fails with. */
void ras_dialling_hang_up (RasDialling *self, DWORD reason);

/* ---- ras-ask.c ---- */

/* Completes the request. FALSE: there is no answer. */
gboolean ras_dialling_ask_who (RasDialling *self);

/* Goes on from the paused state with an answer, or hangs up. */
void ras_dialling_answer (RasDialling *self);

/* The password has been handed over. */
void ras_dialling_forget (RasDialling *self);

/* For later dials. 0 or an error. */
DWORD ras_dialling_save (RasDialling *self);
