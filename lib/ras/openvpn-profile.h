/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * OpenVPN profiles (.ovpn), as far as a dial has to know them: what in them is refused, what a
 * dial decides by itself and takes out, and where they want to connect to. Lines are split just as
 * OpenVPN does it, so that nothing passes here that means something else there.
 */

#include <glib.h>

/* As much as a line may have, as in OpenVPN. */
#define BECK_RAS_OPENVPN_LINE 255
#define BECK_RAS_OPENVPN_WORDS 16
/* Bytes of a profile, with the keys in it. */
#define BECK_RAS_OPENVPN_PROFILE (1u << 20)

typedef struct
{
  guint n;
  const char *words[BECK_RAS_OPENVPN_WORDS]; /* without quotes, and without a leading "--" */
  char buffer[BECK_RAS_OPENVPN_LINE + 1];
} BeckRasOpenvpnLine;

/* Splits one line without its end; a comment has no words. FALSE if OpenVPN would not take it. */
gboolean beck_ras_openvpn_split (const char *line, gsize length, BeckRasOpenvpnLine *split);

typedef enum
{
  BECK_RAS_OPENVPN_KEEP,
  BECK_RAS_OPENVPN_DROP, /* the dial decides that */
  BECK_RAS_OPENVPN_REFUSE, /* runs a program, loads a library, or takes the helper away from us */
} BeckRasOpenvpnVerdict;

BeckRasOpenvpnVerdict beck_ras_openvpn_judge (const BeckRasOpenvpnLine *line);

typedef struct
{
  char *text; /* (nullable): what is left of it; secret memory, since keys may be in it */
  gsize size;
  char host[256]; /* of the first server; "" if there is none */
  char port[8]; /* "" if it is not named */
  char protocol[16];
  guint n_remotes;
  guint hand_window; /* seconds; 0 if it is not set */
  gboolean wants_credentials; /* auth-user-pass */
  gboolean is_tap;
} BeckRasOpenvpnProfile;

/* Reads and judges the file. @replace_remotes leaves out where it wants to connect to. 0,
 * ERROR_NO_CERTIFICATE if it cannot be read, ERROR_CORRUPT_PHONEBOOK for one that is refused,
 * ERROR_NOT_ENOUGH_MEMORY. @line (out) (nullable): the line that it was refused for. Any thread. */
guint32 beck_ras_openvpn_profile_read (const char *path, gboolean replace_remotes,
                                       BeckRasOpenvpnProfile *profile, guint *line);

/* The same of @size bytes of @text. */
guint32 beck_ras_openvpn_profile_parse (const char *text, gsize size, gboolean replace_remotes,
                                        BeckRasOpenvpnProfile *profile, guint *line);

void beck_ras_openvpn_profile_clear (BeckRasOpenvpnProfile *profile);
