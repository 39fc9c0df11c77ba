/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The parser of class key files. GKeyFile knows the syntax; here is what the groups mean.
 * Groups and keys of other names are left to later versions.
 */

#include "com/class-file.h"

#include <beck/error.h>
#include <beck/guid.h>
#include <string.h>

#define GROUP_PREFIX "Class "

static const struct
{
  const char *name;
  BeckThreadingModel model;
} threading_models[] = {
  { "Apartment", BECK_THREADING_APARTMENT },
  { "Both", BECK_THREADING_BOTH },
  { "Free", BECK_THREADING_FREE },
  { "Neutral", BECK_THREADING_NEUTRAL },
};

void
beck_class_server_free (BeckClassServer *server)
{
  if (server == NULL)
    return;
  g_strfreev (server->command);
  g_free (server->unit);
  g_free (server->user);
  g_free (server);
}

void
beck_class_entry_free (BeckClassEntry *entry)
{
  g_clear_error (&entry->error);
  g_free (entry->module);
  beck_class_server_free (entry->server);
  g_free (entry);
}

static HRESULT
hresult_of_key_error (const GError *error)
{
  return g_error_matches (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND)
             ? REGDB_E_KEYMISSING
             : REGDB_E_INVALIDVALUE;
}

/* Returns: (transfer full) (nullable): the value, NULL with @error if it cannot be had */
static char *
get_value (GKeyFile *file, const char *path, const char *group, const char *key, GError **error)
{
  g_autoptr (GError) key_error = NULL;
  g_autofree char *value = g_key_file_get_string (file, group, key, &key_error);

  /* A value with a bad escape comes with an error and is not NULL. */
  if (key_error == NULL)
    return g_steal_pointer (&value);
  beck_error_set (error, hresult_of_key_error (key_error), "%s: [%s] %s", path, group, key);
  return NULL;
}

static gboolean
parse_model (GKeyFile *file, const char *path, const char *group, BeckThreadingModel *model,
             GError **error)
{
  g_autofree char *value = NULL;

  *model = BECK_THREADING_MAIN;
  if (!g_key_file_has_key (file, group, "ThreadingModel", NULL))
    return TRUE;
  value = get_value (file, path, group, "ThreadingModel", error);
  if (value == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (threading_models); i++)
    if (g_ascii_strcasecmp (value, threading_models[i].name) == 0)
      {
        *model = threading_models[i].model;
        return TRUE;
      }
  return beck_error_set (error, REGDB_E_BADTHREADINGMODEL, "%s: [%s] ThreadingModel=%s", path,
                         group, value);
}

/* An absolute path. Without a directory of its own @value is one of @usual's; NULL if that is. */
static char *
complete_path (const char *path, const char *value, const char *usual)
{
  g_autofree char *directory = g_path_get_dirname (path);

  if (g_str_has_prefix (value, "./") || g_str_has_prefix (value, "../"))
    return g_canonicalize_filename (value, directory);
  if (usual == NULL && value[0] != '/')
    return NULL;
  return g_canonicalize_filename (value, usual);
}

static gboolean
parse_module (GKeyFile *file, const char *path, const char *group, char **module, GError **error)
{
  g_autofree char *value = get_value (file, path, group, "Module", error);

  if (value == NULL)
    return FALSE;
  if (*value == '\0')
    return beck_error_set (error, REGDB_E_INVALIDVALUE, "%s: [%s] Module", path, group);
  *module = complete_path (path, value, BECK_MODULE_DIR);
  return TRUE;
}

/* ---- Servers ---- */

/* A command, split into words once, here: no shell ever sees it. */
static gboolean
parse_exec (GKeyFile *file, const char *path, const char *group, char ***command, GError **error)
{
  g_autofree char *value = get_value (file, path, group, "Exec", error);
  g_autoptr (GError) shell_error = NULL;
  char *program;

  if (value == NULL)
    return FALSE;
  if (!g_shell_parse_argv (value, NULL, command, &shell_error))
    return beck_error_set (error, REGDB_E_INVALIDVALUE, "%s: [%s] Exec: %s", path, group,
                           shell_error->message);
  program = complete_path (path, (*command)[0], NULL);
  if (program == NULL)
    return beck_error_set (error, REGDB_E_INVALIDVALUE,
                           "%s: [%s] Exec: the program has neither an absolute path nor one that "
                           "begins with ./ or ../",
                           path, group);
  g_free ((*command)[0]);
  (*command)[0] = program;
  return TRUE;
}

static gboolean
parse_text (GKeyFile *file, const char *path, const char *group, const char *key, char **text,
            GError **error)
{
  if (!g_key_file_has_key (file, group, key, NULL))
    return TRUE;
  *text = get_value (file, path, group, key, error);
  if (*text != NULL && **text == '\0')
    return beck_error_set (error, REGDB_E_INVALIDVALUE, "%s: [%s] %s", path, group, key);
  return *text != NULL;
}

/* A unit is a word to systemctl, which must not take it for an option. */
static gboolean
parse_unit (GKeyFile *file, const char *path, const char *group, char **unit, GError **error)
{
  if (!parse_text (file, path, group, "SystemdUnit", unit, error))
    return FALSE;
  if (*unit == NULL || (**unit != '-' && strchr (*unit, '/') == NULL))
    return TRUE;
  return beck_error_set (error, REGDB_E_INVALIDVALUE, "%s: [%s] SystemdUnit=%s", path, group,
                         *unit);
}

static gboolean
parse_yes (GKeyFile *file, const char *path, const char *group, const char *key, gboolean *yes,
           GError **error)
{
  g_autofree char *value = NULL;

  if (!g_key_file_has_key (file, group, key, NULL))
    return TRUE;
  value = get_value (file, path, group, key, error);
  if (value == NULL)
    return FALSE;
  *yes = g_ascii_strcasecmp (value, "yes") == 0 || g_ascii_strcasecmp (value, "true") == 0;
  if (*yes || g_ascii_strcasecmp (value, "no") == 0 || g_ascii_strcasecmp (value, "false") == 0)
    return TRUE;
  return beck_error_set (error, REGDB_E_INVALIDVALUE, "%s: [%s] %s=%s", path, group, key, value);
}

static gboolean
parse_server (GKeyFile *file, const char *path, const char *group, BeckClassServer *server,
              GError **error)
{
  if (g_key_file_has_key (file, group, "Exec", NULL)
      && !parse_exec (file, path, group, &server->command, error))
    return FALSE;
  return parse_unit (file, path, group, &server->unit, error)
         && parse_text (file, path, group, "User", &server->user, error)
         && parse_yes (file, path, group, "RemoteActivation", &server->remote, error);
}

static gboolean
has_server (GKeyFile *file, const char *group)
{
  static const char *const keys[] = { "Exec", "SystemdUnit", "RemoteActivation", "User" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_key_file_has_key (file, group, keys[i], NULL))
      return TRUE;
  return FALSE;
}

/* A class whose group is damaged gets an entry too, so that who asks for it learns why it
 * cannot be had. */
static BeckClassEntry *
parse_class (GKeyFile *file, const char *path, const char *group, const CLSID *clsid)
{
  BeckClassEntry *entry = g_new0 (BeckClassEntry, 1);

  entry->clsid = *clsid;
  if (has_server (file, group))
    {
      entry->server = g_new0 (BeckClassServer, 1);
      if (!parse_server (file, path, group, entry->server, &entry->error))
        return entry;
    }
  if (!parse_model (file, path, group, &entry->model, &entry->error))
    return entry;
  /* What has a server can do without a module. */
  if (entry->server == NULL || g_key_file_has_key (file, group, "Module", NULL))
    parse_module (file, path, group, &entry->module, &entry->error);
  return entry;
}

static void
parse_group (GKeyFile *file, const char *path, const char *group, GPtrArray *entries,
             GPtrArray *errors)
{
  GError *error = NULL;
  CLSID clsid;

  if (!g_str_has_prefix (group, GROUP_PREFIX))
    return;
  if (beck_guid_parse (group + strlen (GROUP_PREFIX), -1, &clsid))
    {
      BeckClassEntry *entry = parse_class (file, path, group, &clsid);

      g_ptr_array_add (entries, entry);
      if (entry->error != NULL)
        error = g_error_copy (entry->error);
    }
  else
    beck_error_set (&error, CO_E_CLASSSTRING, "%s: [%s]", path, group);
  if (error != NULL)
    g_ptr_array_add (errors, error);
}

void
beck_class_file_parse (const char *path, const char *text, gsize size, GPtrArray *entries,
                       GPtrArray *errors)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, &error))
    {
      g_ptr_array_add (errors, beck_error_new (REGDB_E_READREGDB, "%s: %s", path, error->message));
      return;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    parse_group (file, path, groups[i], entries, errors);
}
