/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The routes that a helper has added. Those through its own device go with that; the one to the
 * server, past the tunnel, stays when the helper is killed, and has to be taken away for it.
 */

#include <glib.h>

/* Of no use are more. */
#define BECK_RAS_OPENVPN_ROUTES 64

typedef struct
{
  GPtrArray *texts; /* (nullable) (element-type utf8): "DESTINATION/BITS via GATEWAY" */
} BeckRasOpenvpnRoutes;

/* A line of the helper's log. */
void beck_ras_openvpn_routes_note (BeckRasOpenvpnRoutes *routes, const char *log);

/* For the next owner of the link. */
void beck_ras_openvpn_routes_save (const BeckRasOpenvpnRoutes *routes, GKeyFile *record,
                                   const char *group);
void beck_ras_openvpn_routes_load (BeckRasOpenvpnRoutes *routes, GKeyFile *record,
                                   const char *group);

/* Removes those that the helper has not removed itself. */
void beck_ras_openvpn_routes_remove (const BeckRasOpenvpnRoutes *routes);

void beck_ras_openvpn_routes_clear (BeckRasOpenvpnRoutes *routes);
