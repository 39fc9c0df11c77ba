/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the helper says when something goes wrong, as errors (spec/ras.md 7.5). Its exit status says
 * nothing; what counts are the reason of its last state, what it logged before, and its last words.
 */

#include "ras/management.h"

/* An error and the state in which it is told. No error: 0. */
typedef struct
{
  guint32 state; /* RASCS_ */
  guint32 error;
} BeckRasOpenvpnError;

/* Something noticed in the log of one try. Later lines may say more, never less. */
typedef struct
{
  guint rank; /* 0: nothing; the higher, the more it says */
  BeckRasOpenvpnError error;
} BeckRasOpenvpnMark;

void beck_ras_openvpn_mark (BeckRasOpenvpnMark *mark, const char *text);

/* A try has ended: RECONNECTING or EXITING with @reason, before the link was up. @reached: whether
 * the server had answered. */
BeckRasOpenvpnError beck_ras_openvpn_error_of_try (const char *reason, gboolean reached,
                                                   const BeckRasOpenvpnMark *mark);

/* The link was up. */
guint32 beck_ras_openvpn_error_of_drop (const char *reason);

/* The helper has ended before it had a socket: by what it printed. */
BeckRasOpenvpnError beck_ras_openvpn_error_of_start (const char *output);

/* It has been silent for too long, in @state. */
BeckRasOpenvpnError beck_ras_openvpn_error_of_silence (BeckRasOpenvpnState state);

/* Whether the server refuses because the password has expired. @site (nullable): what it says
 * then. */
gboolean beck_ras_openvpn_is_expired (const char *reason, const char *site);
