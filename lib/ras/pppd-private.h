/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Dialling with pppd (spec/ras.md 8), inside. A session starts pppd once for each try: a first
 * one, one for each answer, one that waits to be called back. What pppd is to do is in files of a
 * private directory; how far it is, in the lines it writes and in a file that the script which
 * connects it keeps; what became of it, in its exit code.
 */

#include "ras/backend.h"
#include "ras/process.h"

#define PPPD_KEY_DEVICE "PppdDevice"
#define PPPD_KEY_SPEED "PppdSpeed"
#define PPPD_KEY_INIT "PppdInit"
#define PPPD_KEY_PEER "PppdPeer"
#define PPPD_KEY_CONCENTRATOR "PppdConcentrator"

/* The kernel's side, without which nothing is started, and the program; tests have others. */
G_GNUC_INTERNAL extern const char *pppd_kernel_device;
G_GNUC_INTERNAL extern const char *pppd_program;

/* ---- pppd-lines.c: what pppd writes ---- */

typedef enum
{
  PPPD_OTHER,
  PPPD_PLUGIN, /* PPPoE begins */
  PPPD_CARRIER, /* the modem, or the access concentrator, is there */
  PPPD_INTERFACE, /* text: its name */
  PPPD_LINK, /* PPP begins */
  PPPD_AUTHENTICATED,
  PPPD_REJECTED, /* number: the error of MS-CHAP, or 691 */
  PPPD_LOCAL, /* text: an address */
  PPPD_REMOTE,
  PPPD_LOCAL6,
  PPPD_REMOTE6,
  PPPD_UNANSWERED, /* by any access concentrator */
} PppdFactKind;

typedef struct
{
  PppdFactKind kind;
  guint32 number;
  char text[46];
} PppdFact;

/* Pure. */
PppdFact pppd_read_line (const char *line);

/* ---- pppd-exit.c: what became of it ---- */

typedef struct
{
  guint32 error;
  gint state; /* in which a dial fails by it; -1: the last one */
} PppdVerdict;

/* An exit status as waitpid has it; @report: what the connecting script wrote, or "". Pure. */
PppdVerdict pppd_judge (int status, const char *report);

/* Its exit code, or -1. */
int pppd_exit_code (int status);

#define PPPD_EXIT_CALLBACK 14
#define PPPD_EXIT_NOT_WELCOME 19

/* ---- pppd-options.c: what it is to do ---- */

/* All pure. 0, or the error of RasDial. */
guint32 pppd_check (const BeckRasEntry *entry, const char *phone_number, gboolean is_root);
gboolean pppd_is_pppoe (const BeckRasEntry *entry);

/* (transfer full): the options file; the script that connects a modem, and what it has chat say. */
char *pppd_make_options (const BeckRasDial *dial, const char *place, gboolean is_root,
                         gboolean answering);
char *pppd_make_connect (const char *place, gboolean answering);
char *pppd_make_init (const BeckRasEntry *entry);
char *pppd_make_dial (const char *phone_number);
char *pppd_make_answer (void);

/* *@secret (transfer full): secret memory. ERROR_INVALID_PARAMETER if a text is nothing that
 * pppd can be told. */
guint32 pppd_make_secret (const BeckRasCredentials *credentials, char **secret);

/* ---- pppd-place.c: the private directory ---- */

typedef struct PppdPlace PppdPlace;

/* Tells that something in it has changed. */
typedef void (*PppdPlaceFunc) (gpointer data);

/* Ends what diallers that died have left, and makes a place. 0 or an error. */
guint32 pppd_place_new (PppdPlaceFunc changed, gpointer data, PppdPlace **place);
const char *pppd_place_get_path (const PppdPlace *place);
gboolean pppd_place_write (PppdPlace *place, const char *name, const char *text);

/* Makes the FIFO that @secret is read from, once. */
gboolean pppd_place_offer (PppdPlace *place, const char *secret);

/* What is to be ended if this process dies before the place is freed. */
gboolean pppd_place_note (PppdPlace *place, const BeckRasProcessId *helper);

/* (transfer full): what the connecting script wrote, "" if it did not. */
char *pppd_place_read_report (const PppdPlace *place);
void pppd_place_free (PppdPlace *place); /* (nullable): with all that is in it */

/* ---- pppd-run.c: the session ---- */

typedef enum
{
  PPPD_DIALLING,
  PPPD_PAUSED, /* need was told */
  PPPD_UP,
  PPPD_ENDING, /* nothing but ended will be told */
  PPPD_ENDED,
} PppdState;

typedef struct
{
  BeckRasSession base;
  guint uses; /* the core's, and one of each function on the stack that tells events */
  const BeckRasEvents *events;
  gpointer context;
  const BeckRasDial *dial; /* NULL: taken over */
  BeckRasCredentials *credentials; /* of the last answer; NULL: the dial's */

  PppdState state;
  guint32 ras_state; /* the last one told */
  gboolean answering; /* a call back */
  guint32 rejection; /* what the server said to our credentials; 0 */
  gboolean unanswered;
  PppdPlace *place;
  BeckRasProcess *process;
  BeckRasProcessId id; /* pid 0: none yet */
  GSource *source; /* that tells the beginning or the end */
  BeckRasLink link;
} PppdSession;

PppdSession *pppd_session_new (const BeckRasEntry *entry, const BeckRasEvents *events,
                               gpointer context);
void pppd_session_unref (PppdSession *session);

/* Starts pppd. 0 or an error, with nothing started. */
guint32 pppd_session_try (PppdSession *session);
/* Runs @func in the next round of the loop. */
void pppd_session_later (PppdSession *session, GSourceFunc func);
void pppd_session_ended (int status, gpointer data);
void pppd_session_answer (BeckRasSession *session, const BeckRasCredentials *credentials,
                          const char *callback_number);
void pppd_session_hang_up (BeckRasSession *session, gboolean force);
