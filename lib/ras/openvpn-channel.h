/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The management socket of a helper: its events come in, lines go out. On the loop's thread.
 * A callback may close the channel.
 */

#include "ras/management.h"

typedef struct BeckRasOpenvpnChannel BeckRasOpenvpnChannel;

typedef struct
{
  void (*opened) (gpointer data);
  void (*event) (const BeckRasManagementEvent *event, gpointer data);
  void (*closed) (gpointer data); /* the helper has closed it; nothing comes after that */
} BeckRasOpenvpnListener;

/* Connects as soon as the helper has made the socket @path. NULL if there is no memory, or the
 * path is too long for a socket. */
BeckRasOpenvpnChannel *beck_ras_openvpn_channel_new (const char *path,
                                                     const BeckRasOpenvpnListener *listener,
                                                     gpointer data);

/* @line without its end. FALSE if the helper does not take it: what does not fit at once will not
 * be read, since this is so little. One that has closed its end is told of by closed. */
gboolean beck_ras_openvpn_channel_send (BeckRasOpenvpnChannel *channel, const char *line);

/* Tells what has come already. */
void beck_ras_openvpn_channel_drain (BeckRasOpenvpnChannel *channel);

/* Nothing is told any more. (nullable) */
void beck_ras_openvpn_channel_free (BeckRasOpenvpnChannel *channel);
