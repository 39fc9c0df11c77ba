/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Links in records. What is read may have been written by anybody who has the user's files. */

#include "ras/backend-link.h"

typedef struct
{
  const char *key;
  gsize offset;
  gsize size;
} Field;

#define FIELD(key, field)                                                                          \
  {                                                                                                \
    key, G_STRUCT_OFFSET (BeckRasLink, field), sizeof ((BeckRasLink *) NULL)->field                \
  }

static const Field fields[] = {
  FIELD ("Device", device),
  FIELD ("DeviceType", device_type),
  FIELD ("DeviceName", device_name),
  FIELD ("Address", address),
  FIELD ("ServerAddress", server_address),
  FIELD ("Address6", address6),
  FIELD ("ServerAddress6", server_address6),
  FIELD ("LocalEndpoint", local_endpoint),
  FIELD ("RemoteEndpoint", remote_endpoint),
};

void
beck_ras_link_save (const BeckRasLink *link, GKeyFile *record, const char *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_key_file_set_string (record, group, fields[i].key, (const char *) link + fields[i].offset);
}

void
beck_ras_link_load (BeckRasLink *link, GKeyFile *record, const char *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      char *text = g_key_file_get_string (record, group, fields[i].key, NULL);

      if (text != NULL)
        g_strlcpy ((char *) link + fields[i].offset, text, fields[i].size);
      g_free (text);
    }
}

void
beck_ras_helper_save (const BeckRasProcessId *helper, GKeyFile *record, const char *group)
{
  g_key_file_set_int64 (record, group, "Pid", helper->pid);
  g_key_file_set_uint64 (record, group, "Start", helper->start);
}

/* To numbers that no process has, the kernel would give a meaning. */
gboolean
beck_ras_helper_load (BeckRasProcessId *helper, GKeyFile *record, const char *group)
{
  const gint64 pid = g_key_file_get_int64 (record, group, "Pid", NULL);

  helper->pid = pid > 1 && pid <= G_MAXINT32 ? (pid_t) pid : 0;
  helper->start = g_key_file_get_uint64 (record, group, "Start", NULL);
  return helper->pid != 0;
}
