/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Back ends: what makes links (spec/ras.md section 9). A back end drives one transport and knows
 * nothing of handles, references, notifiers or records; a new one is one table, listed in
 * backends.c.
 *
 * A session belongs to one dial. The core calls its operations, and it tells its events, on the
 * loop's thread only (loop.h), whose context is the thread's default. No operation blocks.
 *
 * Events come in this order: any of state, need, sub_state; then up, once, if it comes to that;
 * failed before up, or down after it, at most once; ended, exactly once and last, when nothing is
 * left of it: no process, no socket file, no interface that it made. States may be left out, since
 * the core fills them in, and go back only for another try. An event may be told inside any
 * operation but start and attach.
 */

#include <beck/types.h>

#include "ras/entry.h"
#include "ras/process.h"
#include "ras/secret.h"

typedef struct BeckRasBackend BeckRasBackend;

/* The head of a back end's own struct. */
typedef struct
{
  const BeckRasBackend *backend;
} BeckRasSession;

/* What is to be dialled; belongs to the core and stays as it is until release. */
typedef struct
{
  BeckRasEntry *entry;
  const char *phone_number; /* of the request, or else of the entry; never NULL */
  const char *callback_number; /* never NULL; "*": the server may ask for one */
  guint32 options; /* RDEOPT_ */
  const BeckRasCredentials *credentials; /* wiped when the dial is over, so before up returns */
} BeckRasDial;

typedef struct
{
  char device[16]; /* the network interface, "" if there is none */
  char device_type[17]; /* RASDT_ */
  char device_name[129]; /* for people, as the devices are listed */
  char address[46]; /* IPv4, "" if there is none */
  char server_address[46]; /* "" if it is not known */
  char address6[46];
  char server_address6[46];
  char local_endpoint[46]; /* of the carrier */
  char remote_endpoint[46];
} BeckRasLink;

typedef struct
{
  guint64 bytes_sent, bytes_received, frames_sent, frames_received, errors_sent, errors_received;
} BeckRasCounts;

typedef struct
{
  /* A running state has begun (RASCS_). */
  void (*state) (gpointer context, guint32 state);
  /* A paused state: the session waits for answer. @error is why that ends a dial that may not
   * pause, at state @error_state; the core then hangs up. @prompt (nullable) is the server's
   * text. */
  void (*need) (gpointer context, guint32 paused_state, guint32 error_state, guint32 error,
                const char *prompt);
  /* Addresses are known (before or with RASCS_Projected). */
  void (*projected) (gpointer context, const BeckRasLink *link);
  /* Connected. */
  void (*up) (gpointer context, const BeckRasLink *link);
  /* RASCSS_, after up. */
  void (*sub_state) (gpointer context, guint32 sub_state);
  /* The dial has failed in @state. The session is ending by itself. */
  void (*failed) (gpointer context, guint32 state, guint32 error, guint32 extended_error);
  /* The link is gone. The session is ending by itself. */
  void (*down) (gpointer context, guint32 error);
  void (*ended) (gpointer context);
} BeckRasEvents;

typedef enum
{
  BECK_RAS_CAN_PAUSE = 1 << 0,
  BECK_RAS_CAN_CALL_BACK = 1 << 1,
  BECK_RAS_CAN_SURVIVE = 1 << 2, /* the link outlives this process: save and attach */
} BeckRasCapabilities;

typedef struct
{
  const char *device_type;
  const char *device_name;
} BeckRasDevice;

struct BeckRasBackend
{
  const char *name; /* as entries name it: "openvpn" */
  guint capabilities;

  /* How well it suits an entry that names no back end: 0 not at all; the highest wins. */
  guint (*probe) (const BeckRasEntry *entry);

  /* What can be dialled with here. */
  void (*list_devices) (void (*func) (const BeckRasDevice *device, gpointer data), gpointer data);

  /* Before there is a connection: 0 or the error that RasDial returns. Any thread. */
  guint32 (*validate) (const BeckRasEntry *entry, const char *phone_number);

  /* Begins. 0 or an error, with nothing begun and no event told. What goes wrong with the link
   * itself is told by failed. */
  guint32 (*start) (const BeckRasDial *dial, const BeckRasEvents *events, gpointer context,
                    BeckRasSession **session);

  /* After need: new credentials, or a number to call back; both are copied. The session goes on. */
  void (*answer) (BeckRasSession *session, const BeckRasCredentials *credentials,
                  const char *callback_number);

  /* Ends it, whatever it does; again with @force if it takes too long. On return the helper
   * has been told. Only ended follows. */
  void (*hang_up) (BeckRasSession *session, gboolean force);

  /* Its own counts, for links without a network interface. FALSE if there are none. (nullable) */
  gboolean (*get_counts) (BeckRasSession *session, BeckRasCounts *counts);

  /* BECK_RAS_CAN_SURVIVE: what another process needs to take the link over, in @group, and the
   * process that makes it (left alone if there is none: the link then ends with this process); then
   * that. attach returns 0 or ERROR_PORT_DISCONNECTED if the link is not there any more; a link
   * that is up is told by up. leave lets go of a session that is up, which lives on; no event
   * follows. */
  void (*save) (BeckRasSession *session, GKeyFile *record, const char *group,
                BeckRasProcessId *helper);
  guint32 (*attach) (const BeckRasEntry *entry, GKeyFile *record, const char *group,
                     const BeckRasEvents *events, gpointer context, BeckRasSession **session);
  void (*leave) (BeckRasSession *session);

  /* After ended or leave: frees it. */
  void (*release) (BeckRasSession *session);
};

/* (nullable) */
const BeckRasBackend *beck_ras_backend_by_name (const char *name);

/* The one that the entry names, or that suits it best; NULL if there is none. */
const BeckRasBackend *beck_ras_backend_for (const BeckRasEntry *entry);

/* (array zero-terminated=1) */
extern const BeckRasBackend *const beck_ras_backends[];
