/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cursor.h"

#include <string.h>

typedef struct
{
  guint64 position;
  gint64 used; /* microseconds */
  char *client;
} Cursor;

static GMutex mutex; /* guards the next */
static GHashTable *counts; /* client → how many cursors it has */

char *
beckd_client_name (void)
{
  RPC_BINDING_HANDLE call;
  RPC_CSTR text = NULL;
  char *name;

  if (RpcServerInqBindingHandle (&call) != RPC_S_OK
      || RpcBindingToStringBindingA (call, &text) != RPC_S_OK)
    return g_strdup ("");
  name = g_strndup ((const char *) text, strcspn ((const char *) text, "["));
  RpcStringFreeA (&text);
  return name;
}

static guint
count_of (const char *client)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, client));
}

/* FALSE if that is too many. */
static gboolean
count_one (const char *client)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  guint n;

  if (counts == NULL)
    counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n = count_of (client);
  if (n >= BECKD_MAX_CURSORS)
    return FALSE;
  g_hash_table_replace (counts, g_strdup (client), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

static void
discount_one (const char *client)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  guint n = count_of (client);

  if (n > 1)
    g_hash_table_replace (counts, g_strdup (client), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (counts, client);
}

gboolean
beckd_cursor_position (void *handle, guint64 *position)
{
  const Cursor *cursor = handle;

  *position = cursor != NULL ? cursor->position : 0;
  return cursor == NULL
         || g_get_monotonic_time () - cursor->used < BECKD_CURSOR_SECONDS * G_USEC_PER_SEC;
}

gboolean
beckd_cursor_keep (void **handle, guint64 position)
{
  Cursor *cursor = *handle;

  if (cursor == NULL)
    {
      char *client = beckd_client_name ();

      if (!count_one (client))
        {
          g_free (client);
          return FALSE;
        }
      cursor = g_new0 (Cursor, 1);
      cursor->client = client;
      *handle = cursor;
    }
  cursor->position = position;
  cursor->used = g_get_monotonic_time ();
  return TRUE;
}

void
beckd_cursor_end (void **handle)
{
  Cursor *cursor = *handle;

  if (cursor == NULL)
    return;
  discount_one (cursor->client);
  g_free (cursor->client);
  g_free (cursor);
  *handle = NULL;
}
