/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The list of back ends, and the choice of one. An entry names its back end as the field
 * szCustomDialDll does, so that may be a path and have the suffix of a library; what it names by is
 * the rest, in whatever case.
 */

#include "ras/backends.h"

#include <string.h>

const BeckRasBackend *const beck_ras_backends[] = {
  &beck_ras_openvpn,
  &beck_ras_pppd,
  &beck_ras_simulator,
  NULL,
};

static const char *
last_component (const char *path)
{
  const char *begin = path;

  for (const char *c = path; *c != '\0'; c++)
    if (*c == '/' || *c == '\\')
      begin = c + 1;
  return begin;
}

static gsize
length_without_suffix (const char *name)
{
  const gsize length = strlen (name);
  static const char *const suffixes[] = { ".dll", ".so" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      const gsize rest = strlen (suffixes[i]);

      if (length > rest && g_ascii_strcasecmp (name + length - rest, suffixes[i]) == 0)
        return length - rest;
    }
  return length;
}

const BeckRasBackend *
beck_ras_backend_by_name (const char *name)
{
  gsize length;

  if (name == NULL)
    return NULL;
  name = last_component (name);
  length = length_without_suffix (name);
  for (guint i = 0; beck_ras_backends[i] != NULL; i++)
    if (strlen (beck_ras_backends[i]->name) == length
        && g_ascii_strncasecmp (beck_ras_backends[i]->name, name, length) == 0)
      return beck_ras_backends[i];
  return NULL;
}

const BeckRasBackend *
beck_ras_backend_for (const BeckRasEntry *entry)
{
  const char *name = beck_ras_entry_get (entry, BECK_RAS_KEY_BACKEND);
  const BeckRasBackend *best = NULL;
  guint best_score = 0;

  if (name != NULL && name[0] != '\0')
    return beck_ras_backend_by_name (name);
  for (guint i = 0; beck_ras_backends[i] != NULL; i++)
    {
      const guint score = beck_ras_backends[i]->probe (entry);

      if (score > best_score)
        {
          best = beck_ras_backends[i];
          best_score = score;
        }
    }
  return best;
}
