/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * By rtnetlink and not by /sys/class/net, which shows the network namespace it was mounted in. From
 * the interface's point of view: what it has received is what the link has brought.
 */

#include "ras/netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  struct nlmsghdr header;
  struct ifinfomsg info;
} Question;

typedef union
{
  struct nlmsghdr header;
  guint8 bytes[16384];
} Answer;

static gssize
ask (guint index, Answer *answer)
{
  Question question = { .header = { .nlmsg_len = sizeof question,
                                    .nlmsg_type = RTM_GETLINK,
                                    .nlmsg_flags = NLM_F_REQUEST },
                        .info = { .ifi_family = AF_UNSPEC, .ifi_index = (int) index } };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  gssize size = -1;

  if (fd < 0)
    return -1;
  if (send (fd, &question, sizeof question, 0) == sizeof question)
    do
      size = recv (fd, answer, sizeof *answer, 0);
    while (size < 0 && errno == EINTR);
  close (fd);
  return size;
}

static void
take (const struct rtnl_link_stats64 *stats, BeckRasCounts *counts)
{
  *counts = (BeckRasCounts){
    .bytes_sent = stats->tx_bytes,
    .bytes_received = stats->rx_bytes,
    .frames_sent = stats->tx_packets,
    .frames_received = stats->rx_packets,
    .errors_sent = stats->tx_errors,
    .errors_received = stats->rx_errors,
  };
}

gboolean
beck_ras_device_counts (const char *device, BeckRasCounts *counts)
{
  guint index = if_nametoindex (device);
  Answer answer;
  gssize size = index != 0 ? ask (index, &answer) : -1;
  struct rtattr *attribute;
  int rest;

  if (size < (gssize) NLMSG_LENGTH (sizeof (struct ifinfomsg))
      || !NLMSG_OK (&answer.header, (guint) size) || answer.header.nlmsg_type != RTM_NEWLINK)
    return FALSE;
  rest = (int) IFLA_PAYLOAD (&answer.header);
  for (attribute = IFLA_RTA (NLMSG_DATA (&answer.header)); RTA_OK (attribute, rest);
       attribute = RTA_NEXT (attribute, rest))
    if (attribute->rta_type == IFLA_STATS64)
      {
        struct rtnl_link_stats64 stats = { 0 };

        memcpy (&stats, RTA_DATA (attribute), MIN (RTA_PAYLOAD (attribute), sizeof stats));
        take (&stats, counts);
        return TRUE;
      }
  return FALSE;
}
