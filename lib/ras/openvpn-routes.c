/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is known of routes is what OpenVPN logs before it asks the kernel: "net_route_v4_add: A/B
 * via G dev …", and an error right after it if the route was there already and is not its own.
 */

#include "ras/openvpn-routes.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEY "Routes"

/* ---- What is there ---- */

static void
add (BeckRasOpenvpnRoutes *routes, char *text)
{
  if (routes->texts == NULL)
    routes->texts = g_ptr_array_new_with_free_func (g_free);
  if (routes->texts->len < BECK_RAS_OPENVPN_ROUTES)
    g_ptr_array_add (routes->texts, text);
  else
    g_free (text);
}

static void
forget (BeckRasOpenvpnRoutes *routes, const char *text)
{
  guint index;

  if (routes->texts != NULL
      && g_ptr_array_find_with_equal_func (routes->texts, text, g_str_equal, &index))
    g_ptr_array_remove_index (routes->texts, index);
}

void
beck_ras_openvpn_routes_note (BeckRasOpenvpnRoutes *routes, const char *log)
{
  const char *begin = strchr (log, ':'), *end = strstr (log, " dev ");
  char *text;

  if (strstr (log, "rtnl: generic error") != NULL && routes->texts != NULL
      && routes->texts->len > 0)
    g_ptr_array_remove_index (routes->texts, routes->texts->len - 1);
  if (!g_str_has_prefix (log, "net_route_v") || begin == NULL || end == NULL || end < begin + 2)
    return;
  text = g_strndup (begin + 2, end - begin - 2);
  if (g_str_has_prefix (log + strlen ("net_route_v4"), "_add"))
    add (routes, text);
  else
    {
      forget (routes, text);
      g_free (text);
    }
}

/* ---- For the next owner ---- */

void
beck_ras_openvpn_routes_save (const BeckRasOpenvpnRoutes *routes, GKeyFile *record,
                              const char *group)
{
  if (routes->texts != NULL && routes->texts->len > 0)
    g_key_file_set_string_list (record, group, KEY, (const char *const *) routes->texts->pdata,
                                routes->texts->len);
}

void
beck_ras_openvpn_routes_load (BeckRasOpenvpnRoutes *routes, GKeyFile *record, const char *group)
{
  char **texts = g_key_file_get_string_list (record, group, KEY, NULL, NULL);

  for (char **text = texts; text != NULL && *text != NULL; text++)
    add (routes, g_strdup (*text));
  g_strfreev (texts);
}

/* ---- Removing ---- */

typedef struct
{
  struct nlmsghdr header;
  struct rtmsg route;
  char attributes[2 * RTA_SPACE (sizeof (struct in6_addr))];
} Request;

static void
add_address (Request *request, guint16 type, const void *address, gsize size)
{
  struct rtattr *attribute
    = (struct rtattr *) ((char *) request + NLMSG_ALIGN (request->header.nlmsg_len));

  attribute->rta_type = type;
  attribute->rta_len = RTA_LENGTH (size);
  memcpy (RTA_DATA (attribute), address, size);
  request->header.nlmsg_len
    = NLMSG_ALIGN (request->header.nlmsg_len) + RTA_ALIGN (attribute->rta_len);
}

/* @text is cut into its parts. FALSE if it is no route of this form. */
static gboolean
make_request (char *text, Request *request)
{
  char *bits = strchr (text, '/'), *via = strstr (text, " via ");
  const int family = strchr (text, ':') != NULL ? AF_INET6 : AF_INET;
  const gsize size = family == AF_INET6 ? sizeof (struct in6_addr) : sizeof (struct in_addr);
  struct in6_addr destination, gateway;

  if (bits == NULL || via == NULL || via < bits)
    return FALSE;
  *bits = *via = '\0';
  if (inet_pton (family, text, &destination) != 1
      || inet_pton (family, via + strlen (" via "), &gateway) != 1)
    return FALSE;
  memset (request, 0, sizeof *request);
  request->header.nlmsg_len = NLMSG_LENGTH (sizeof request->route);
  request->header.nlmsg_type = RTM_DELROUTE;
  request->header.nlmsg_flags = NLM_F_REQUEST;
  request->route.rtm_family = family;
  request->route.rtm_dst_len = CLAMP (atoi (bits + 1), 0, (int) size * 8);
  request->route.rtm_table = RT_TABLE_MAIN;
  request->route.rtm_scope = RT_SCOPE_NOWHERE;
  add_address (request, RTA_DST, &destination, size);
  add_address (request, RTA_GATEWAY, &gateway, size);
  return TRUE;
}

/* The kernel does it before it returns; a route that is gone is no matter. */
static void
remove_route (int fd, const char *text)
{
  char *copy = g_strdup (text);
  Request request;

  if (make_request (copy, &request))
    send (fd, &request, request.header.nlmsg_len, 0);
  g_free (copy);
}

void
beck_ras_openvpn_routes_remove (const BeckRasOpenvpnRoutes *routes)
{
  struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
  int fd;

  if (routes->texts == NULL || routes->texts->len == 0)
    return;
  fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0)
    return;
  if (connect (fd, (struct sockaddr *) &kernel, sizeof kernel) == 0)
    for (guint i = 0; i < routes->texts->len; i++)
      remove_route (fd, g_ptr_array_index (routes->texts, i));
  close (fd);
}

void
beck_ras_openvpn_routes_clear (BeckRasOpenvpnRoutes *routes)
{
  g_clear_pointer (&routes->texts, g_ptr_array_unref);
}
