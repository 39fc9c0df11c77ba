/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The packets of a message: copies of those that stand in its arguments, kept until somebody has
 * read them there. A message that nobody reads has them released.
 */

#include "orpc/packet.h"

typedef struct BeckPacketList BeckPacketList;

struct BeckPacketList
{
  BeckPacketList *next;
  BeckPacketBytes packet;
};

/* What beck_orpc_interface_hooks have for a context, while a message is written or read. */
typedef struct
{
  IRpcChannelBuffer *channel;
  BeckPacketList *written;
  HRESULT hr; /* of the first packet that was read and could not be unmarshaled */
} BeckPacketContext;

/* Adds @packet, which is used up; without memory it is not, and this FALSE. */
gboolean beck_packet_list_add (BeckPacketList **list, BeckPacketBytes *packet);

/* The message was read: they are somebody else's. */
void beck_packet_list_free (BeckPacketList *list);

/* It was not, and will not be. */
void beck_packet_list_release (BeckPacketList *list);
