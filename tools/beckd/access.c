/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "access.h"

#include <beck/hresult.h>
#include <pwd.h>
#include <unistd.h>

#define SCAN_SECONDS 2

/* Whether it is time to read the files once more, which the caller does then. */
static gboolean
may_scan (void)
{
  static GMutex mutex; /* guards the next */
  static gint64 next;
  gint64 now = g_get_monotonic_time ();
  gboolean may;

  g_mutex_lock (&mutex);
  may = now >= next;
  if (may)
    next = now + SCAN_SECONDS * G_USEC_PER_SEC;
  g_mutex_unlock (&mutex);
  return may;
}

HRESULT
beckd_access_find_server (const CLSID *clsid, BeckClassServer **server)
{
  HRESULT hr = beck_class_get_server (clsid, server);

  if (SUCCEEDED (hr) || !may_scan ())
    return hr;
  g_ptr_array_unref (beck_class_scan ());
  return beck_class_get_server (clsid, server);
}

static gboolean
find_user (const BeckClassServer *server, guint *uid)
{
  const struct passwd *entry;

  *uid = geteuid ();
  if (server->user == NULL)
    return *uid != 0;
  entry = getpwnam (server->user);
  if (entry != NULL)
    *uid = entry->pw_uid;
  return entry != NULL;
}

HRESULT
beckd_access_check (const CLSID *clsid, const BeckdClient *client, guint *uid, char **text)
{
  g_autoptr (BeckClassServer) server = NULL;
  HRESULT hr;

  if (client->is_local)
    {
      *uid = client->uid;
      return S_OK;
    }
  hr = beckd_access_find_server (clsid, &server);
  if (FAILED (hr))
    return REGDB_E_CLASSNOTREG;
  if (!server->remote)
    {
      *text = g_strdup ("the class file does not allow clients on the network to have objects made "
                        "(RemoteActivation=yes)");
      return E_ACCESSDENIED;
    }
  if (find_user (server, uid))
    return S_OK;
  *text = g_strdup ("the class file has to name the user that serves clients on the network "
                    "(User=), since this beckd runs as root, or names one that there is not");
  return E_ACCESSDENIED;
}
