/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Finding connections: the names come from RasEnumConnections(), what is behind them from objects.
 * A connection may go at any time; it is then left out.
 */

#include "ras-links.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

static void
link_free (gpointer data)
{
  RasLink *link = data;

  if (link->states != NULL)
    g_source_destroy (link->states);
  g_clear_pointer (&link->states, g_source_unref);
  if (link->info != NULL)
    link->info->lpVtbl->Release (link->info);
  if (link->connection != NULL)
    link->connection->lpVtbl->Release (link->connection);
  g_free (link->entry);
  g_free (link->book);
  g_free (link);
}

GPtrArray *
ras_links_new (void)
{
  return g_ptr_array_new_with_free_func (link_free);
}

gboolean
ras_link_refresh (RasLink *link)
{
  if (FAILED (link->info->lpVtbl->GetStatus (link->info, &link->status)))
    return FALSE;
  /* That there is neither is no failure: they stay empty. */
  link->info->lpVtbl->GetProjection (link->info, RASP_PppIp, &link->projection);
  link->info->lpVtbl->GetStatistics (link->info, &link->statistics);
  return TRUE;
}

static void
add_link (GPtrArray *links, const RASCONNA *found)
{
  RasLink *link = g_new0 (RasLink, 1);

  link->entry = g_strdup (found->szEntryName);
  link->book = g_strdup (found->szPhonebook);
  if (SUCCEEDED (beck_ras_connection_find (link->book, link->entry, &link->connection))
      && SUCCEEDED (link->connection->lpVtbl->QueryInterface (
          link->connection, &IID_IRasConnectionInfo, (void **) &link->info))
      && ras_link_refresh (link))
    g_ptr_array_add (links, link);
  else
    link_free (link);
}

/* (out) (array length=n) (transfer full) */
static DWORD
enumerate (RASCONNA **found, DWORD *n)
{
  DWORD size = 8 * sizeof (RASCONNA), error;

  do
    {
      *found = g_malloc0 (size);
      (*found)->dwSize = sizeof (RASCONNA);
      error = RasEnumConnectionsA (*found, &size, n);
      if (error != ERROR_SUCCESS)
        g_clear_pointer (found, g_free);
    }
  while (error == ERROR_BUFFER_TOO_SMALL);
  return error;
}

static gboolean
is_wanted (const RASCONNA *found, const char *path, const char *entry)
{
  return (path == NULL || strcmp (found->szPhonebook, path) == 0)
         && (entry == NULL || strcmp (found->szEntryName, entry) == 0);
}

DWORD
ras_links_get (const char *book, const char *entry, GPtrArray **links)
{
  g_autofree char *path = book != NULL ? g_canonicalize_filename (book, NULL) : NULL;
  g_autofree RASCONNA *found = NULL;
  DWORD n = 0, error = enumerate (&found, &n);

  *links = NULL;
  if (error != ERROR_SUCCESS)
    return error;
  *links = ras_links_new ();
  for (DWORD i = 0; i < n; i++)
    if (is_wanted (&found[i], path, entry))
      add_link (*links, &found[i]);
  return ERROR_SUCCESS;
}
