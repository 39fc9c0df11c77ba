/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a dial with OpenVPN is to do, made of the entry and its profile (spec/ras.md 7.8). The
 * number of an entry or of a request is host[:port][/udp|tcp], an IPv6 address in brackets; it
 * takes the place of what the profile says. These keys of an entry are the back end's own:
 *
 *   Profile         a profile; relative names in it count from its directory
 *   CA              files that take the place of the profile's: the authority's certificate,
 *   Certificate     ours,
 *   Key             and its key, whose pass phrase, if it has one, is the password of the dial
 *   ServerName      what the server's certificate is to be made out to
 *   ConnectTimeout  seconds until the server has answered, for each try (10)
 *   Device          the name of the interface (one that is free)
 *   PasswordExpiredReason  part of what the server says when it wants a new password
 *   CachePassword   1: the helper keeps the password, so that a link that nobody looks after any
 *                   more can agree on new keys; servers without tokens ask for it every hour
 *
 * Of the others: IdleDisconnectSeconds; RedialCount and RedialPause, for dials that fail before
 * the server has answered and for links that are to be kept (RASEO2_ReconnectIfDropped);
 * Options with RASEO_RemoteDefaultGateway.
 */

#include "ras/entry.h"
#include "ras/openvpn-profile.h"

typedef struct
{
  BeckRasOpenvpnProfile profile; /* without a text if there is none */
  char *directory; /* (nullable): of the profile */
  char *ca, *certificate, *key, *server_name; /* (nullable) */
  char *expired_reason; /* (nullable) */
  char *host; /* (nullable): the profile's */
  char port[8];
  char protocol[8];
  char device[16];
  guint connect_timeout, hand_window; /* seconds */
  guint n_remotes; /* at least 1 */
  guint redial_count, redial_pause;
  guint idle_seconds;
  gboolean redial_dropped;
  gboolean default_gateway;
  gboolean with_credentials;
  gboolean may_pause;
  gboolean cache_password;
} BeckRasOpenvpnPlan;

/* @options: RDEOPT_. @has_credentials: there is a name or a password to send. 0,
 * ERROR_BAD_PHONE_NUMBER, or what reading the profile ends in; ERROR_NO_CERTIFICATE for a file that
 * is not there, ERROR_CORRUPT_PHONEBOOK for a value that makes no sense. Any thread. */
guint32 beck_ras_openvpn_plan_make (const BeckRasEntry *entry, const char *phone_number,
                                    guint32 options, gboolean has_credentials,
                                    BeckRasOpenvpnPlan *plan);

void beck_ras_openvpn_plan_clear (BeckRasOpenvpnPlan *plan);

/* (transfer full) (array zero-terminated=1): the arguments, of a helper whose socket and profile
 * are in @place; free with g_strfreev(). There is no secret in it. */
char **beck_ras_openvpn_plan_arguments (const BeckRasOpenvpnPlan *plan, const char *place);
