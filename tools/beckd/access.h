/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Who may have objects made, and what the class files say of servers. */

#include <beck/class.h>

#include "client.h"

/**
 * beckd_access_check:
 * @uid: (out): whose server is asked: the client's own. For clients on the network, who are nobody,
 *   it is the user that the class file names, or else beckd's own if that is not root
 * @text: (out) (transfer full) (nullable): why not
 *
 * Returns: S_OK, E_ACCESSDENIED; REGDB_E_CLASSNOTREG for a client on the network if no class file
 *   describes a server
 */
HRESULT beckd_access_check (const CLSID *clsid, const BeckdClient *client, guint *uid,
                            char **text);

/* As beck_class_get_server(). A class that nobody knows has the files read again, but not all the
 * time. */
HRESULT beckd_access_find_server (const CLSID *clsid, BeckClassServer **server);
