/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Packets that are remembered, in the opposite order: nobody minds. */

#include "orpc/packet-list.h"

gboolean
beck_packet_list_add (BeckPacketList **list, BeckPacketBytes *packet)
{
  BeckPacketList *item = beck_alloc (sizeof *item);

  if (item == NULL)
    return FALSE;
  *item = (BeckPacketList){ *list, *packet };
  *list = item;
  *packet = (BeckPacketBytes){ NULL, 0 };
  return TRUE;
}

static void
empty (BeckPacketList *list, gboolean release)
{
  while (list != NULL)
    {
      BeckPacketList *next = list->next;

      if (release)
        beck_packet_release (list->packet.data, list->packet.size, BECK_PACKET_ANY);
      beck_packet_clear (&list->packet);
      beck_free (list);
      list = next;
    }
}

void
beck_packet_list_free (BeckPacketList *list)
{
  empty (list, FALSE);
}

void
beck_packet_list_release (BeckPacketList *list)
{
  empty (list, TRUE);
}
