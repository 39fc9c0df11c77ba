/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * UUIDs of time and place: RFC 4122, version 1. Other processes of the machine may make some in
 * the same moment; what keeps those apart is the clock sequence, a random number per process.
 */

#include <beck/rpc-uuid.h>

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>
#include <ifaddrs.h>
#include <netpacket/packet.h>
#include <stdatomic.h>
#include <time.h>

enum
{
  NODE_SIZE = 6,
};

typedef struct
{
  gboolean good;
  gboolean is_card; /* the node is the address of a network card */
  guint16 sequence;
  guint8 node[NODE_SIZE];
} Place;

/* Ethernet addresses that their maker gave: neither of all zeros nor given by hand or by chance,
 * as those of virtual cards are. */
static gboolean
is_a_card (const struct ifaddrs *entry)
{
  const struct sockaddr_ll *link = (const struct sockaddr_ll *) entry->ifa_addr;
  static const guint8 zero[NODE_SIZE];

  return link != NULL && link->sll_family == AF_PACKET && link->sll_halen == NODE_SIZE
         && (link->sll_addr[0] & 3) == 0 && memcmp (link->sll_addr, zero, NODE_SIZE) != 0;
}

static gboolean
find_card (guint8 node[NODE_SIZE])
{
  struct ifaddrs *list;
  const struct ifaddrs *entry;

  if (getifaddrs (&list) != 0)
    return FALSE;
  for (entry = list; entry != NULL && !is_a_card (entry); entry = entry->ifa_next)
    ;
  if (entry != NULL)
    memcpy (node, ((const struct sockaddr_ll *) entry->ifa_addr)->sll_addr, NODE_SIZE);
  freeifaddrs (list);
  return entry != NULL;
}

/* A random node has the bit that no card's address has. */
static gpointer
find_place (gpointer data)
{
  Place *place = data;
  GUID random;

  place->good = SUCCEEDED (CoCreateGuid (&random));
  place->sequence = random.Data2;
  memcpy (place->node, random.Data4 + sizeof random.Data4 - NODE_SIZE, NODE_SIZE);
  place->node[0] |= 1;
  place->is_card = find_card (place->node);
  return place;
}

/* 100 nanoseconds since the 15th of October 1582. */
static guint64
now (void)
{
  const guint64 until_1970 = G_GUINT64_CONSTANT (0x01b21dd213814000);
  struct timespec time;

  clock_gettime (CLOCK_REALTIME, &time);
  return until_1970 + (guint64) time.tv_sec * 10000000 + (guint64) time.tv_nsec / 100;
}

/* Later than all before, whatever the clock says. */
static guint64
next_time (void)
{
  static _Atomic guint64 last;
  guint64 before = atomic_load (&last), next;

  do
    next = MAX (now (), before + 1);
  while (!atomic_compare_exchange_weak (&last, &before, next));
  return next;
}

RPC_STATUS
UuidCreateSequential (UUID *uuid)
{
  static Place place;
  static GOnce once = G_ONCE_INIT;
  guint64 time;

  if (uuid == NULL)
    return RPC_S_INVALID_ARG;
  g_once (&once, find_place, &place);
  if (!place.good)
    return RPC_S_INTERNAL_ERROR;
  time = next_time ();
  uuid->Data1 = (guint32) time;
  uuid->Data2 = (guint16) (time >> 32);
  uuid->Data3 = (guint16) (0x1000 | ((time >> 48) & 0x0fff));
  uuid->Data4[0] = (guint8) (0x80 | ((place.sequence >> 8) & 0x3f));
  uuid->Data4[1] = (guint8) place.sequence;
  memcpy (uuid->Data4 + 2, place.node, NODE_SIZE);
  return place.is_card ? RPC_S_OK : RPC_S_UUID_LOCAL_ONLY;
}
