/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What all class key files say, read once and kept. An index never changes: reading the files
 * anew makes another one and puts it in its place, while lookups in progress finish with
 * the one they hold.
 *
 * Of several descriptions of a class the first in the order of search serves, and one that is
 * damaged only stands in as long as no sound one is found.
 */

#include "com/class-index.h"

#include <beck/error.h>
#include <beck/errorinfo.h>
#include <beck/guid.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/lock.h"
#include "com/class-file.h"

typedef struct
{
  atomic_uint refs;
  GHashTable *classes; /* CLSID in the entry -> BeckClassEntry */
  GPtrArray *errors;
} Index;

static BeckLock lock;
static Index *current; /* NULL until the files are needed */

static guint
clsid_hash (gconstpointer clsid)
{
  return ((const CLSID *) clsid)->Data1;
}

static gboolean
clsid_equal (gconstpointer a, gconstpointer b)
{
  return beck_guid_equal (a, b);
}

static Index *
index_new (void)
{
  Index *index = g_new0 (Index, 1);

  atomic_init (&index->refs, 1);
  index->classes = g_hash_table_new_full (clsid_hash, clsid_equal, NULL,
                                          (GDestroyNotify) beck_class_entry_free);
  index->errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  return index;
}

static void
index_unref (Index *index)
{
  if (index == NULL || atomic_fetch_sub (&index->refs, 1) > 1)
    return;
  g_hash_table_unref (index->classes);
  g_ptr_array_unref (index->errors);
  g_free (index);
}

/* Takes @entry. */
static void
index_add (Index *index, BeckClassEntry *entry)
{
  const BeckClassEntry *present = g_hash_table_lookup (index->classes, &entry->clsid);

  if (present == NULL || (present->error != NULL && entry->error == NULL))
    g_hash_table_replace (index->classes, &entry->clsid, entry);
  else
    beck_class_entry_free (entry);
}

/* ---- Files ---- */

static void
add_error (Index *index, const char *path, const char *message)
{
  g_ptr_array_add (index->errors, beck_error_new (REGDB_E_READREGDB, "%s: %s", path, message));
}

/* Whether @path may be read whole: a device or a pipe could go on for ever. */
static gboolean
is_readable_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) != 0
         || (S_ISREG (status.st_mode) && status.st_size <= BECK_CLASS_FILE_MAX_SIZE);
}

static void
index_read_file (Index *index, const char *path)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize size;

  if (!is_readable_size (path))
    {
      add_error (index, path, "not a regular file of at most 1 MiB");
      return;
    }
  if (!g_file_get_contents (path, &text, &size, &error))
    {
      add_error (index, path, error->message);
      return;
    }
  beck_class_file_parse (path, text, size, entries, index->errors);
  for (guint i = 0; i < entries->len; i++)
    index_add (index, entries->pdata[i]);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Reads the files in the order of their names, whatever order the directory has. */
static void
index_read_directory (Index *index, const char *directory)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &error);
  const char *name;

  if (dir == NULL)
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        add_error (index, directory, error->message);
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, BECK_CLASS_FILE_SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (directory, names->pdata[i], NULL);

      index_read_file (index, path);
    }
}

/* ---- Directories ---- */

/* Takes @directory. What is there already is not read again: XDG_DATA_DIRS often names the
 * directory that Beck is installed in. */
static void
add_directory (GPtrArray *directories, char *directory)
{
  g_autofree char *path = g_canonicalize_filename (directory, NULL);

  g_free (directory);
  if (!g_ptr_array_find_with_equal_func (directories, path, g_str_equal, NULL))
    g_ptr_array_add (directories, g_steal_pointer (&path));
}

static void
add_environment (GPtrArray *directories)
{
  const char *path = g_getenv ("BECK_CLASS_PATH");
  const char *const *data_dirs = g_get_system_data_dirs ();
  g_auto (GStrv) parts = g_strsplit (path != NULL ? path : "", ":", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      add_directory (directories, g_strdup (parts[i]));
  add_directory (directories,
                 g_build_filename (g_get_user_data_dir (), "beck-1", "classes", NULL));
  for (gsize i = 0; data_dirs[i] != NULL; i++)
    add_directory (directories, g_build_filename (data_dirs[i], "beck-1", "classes", NULL));
}

/* A program that runs with more rights than its caller must not load what its caller
 * names. */
static GPtrArray *
list_directories (void)
{
  GPtrArray *directories = g_ptr_array_new_with_free_func (g_free);

  if (!getauxval (AT_SECURE))
    add_environment (directories);
  add_directory (directories, g_strdup (BECK_CLASS_DIR));
  return directories;
}

/* ---- The current index ---- */

/* Reads everything and makes it current. The result is the caller's to unref. */
static Index *
refresh (void)
{
  g_autoptr (GPtrArray) directories = list_directories ();
  Index *index = index_new ();
  Index *old;

  for (guint i = 0; i < directories->len; i++)
    index_read_directory (index, directories->pdata[i]);
  atomic_fetch_add (&index->refs, 1);
  beck_lock_acquire (&lock);
  old = current;
  current = index;
  beck_lock_release (&lock);
  index_unref (old);
  return index;
}

/* Two threads may both find that there is none and both read the files; the later one's
 * stays. */
static Index *
get_current (void)
{
  Index *index;

  beck_lock_acquire (&lock);
  index = current;
  if (index != NULL)
    atomic_fetch_add (&index->refs, 1);
  beck_lock_release (&lock);
  return index != NULL ? index : refresh ();
}

GPtrArray *
beck_class_scan (void)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  Index *index = refresh ();

  for (guint i = 0; i < index->errors->len; i++)
    g_ptr_array_add (errors, g_error_copy (index->errors->pdata[i]));
  index_unref (index);
  return errors;
}

/* The class may stand in a file that could not be read: say so. */
static HRESULT
not_found (const Index *index, REFCLSID clsid)
{
  char text[BECK_GUID_TEXT_SIZE];
  const GError *first;

  if (index->errors->len == 0)
    return REGDB_E_CLASSNOTREG;
  beck_guid_format (clsid, text);
  first = index->errors->pdata[0];
  return beck_error_info_set (REGDB_E_CLASSNOTREG, &IID_NULL, "Beck",
                              "no class {%s}; the class files have %u errors, the first: %s",
                              text, index->errors->len, first->message);
}

/* The entry of @clsid in @index, if it is a sound one. */
static HRESULT
find_entry (const Index *index, REFCLSID clsid, const BeckClassEntry **entry)
{
  *entry = g_hash_table_lookup (index->classes, clsid);
  if (*entry == NULL)
    return not_found (index, clsid);
  if ((*entry)->error != NULL)
    return beck_error_info_set ((*entry)->error->code, &IID_NULL, "Beck", "%s",
                                (*entry)->error->message);
  return S_OK;
}

HRESULT
beck_class_index_find (REFCLSID clsid, BeckThreadingModel *model, BeckModule **module)
{
  Index *index = get_current ();
  const BeckClassEntry *entry;
  HRESULT hr = find_entry (index, clsid, &entry);

  if (SUCCEEDED (hr) && entry->module == NULL)
    hr = REGDB_E_CLASSNOTREG;
  if (SUCCEEDED (hr))
    {
      *model = entry->model;
      *module = beck_module_intern (entry->module);
      hr = *module != NULL ? S_OK : E_OUTOFMEMORY;
    }
  index_unref (index);
  return hr;
}

/* ---- Servers ---- */

static BeckClassServer *
copy_server (const BeckClassServer *server)
{
  BeckClassServer *copy = g_new (BeckClassServer, 1);

  *copy = (BeckClassServer){
    .command = g_strdupv (server->command),
    .unit = g_strdup (server->unit),
    .user = g_strdup (server->user),
    .remote = server->remote,
  };
  return copy;
}

HRESULT
beck_class_get_server (REFCLSID clsid, BeckClassServer **server)
{
  const BeckClassEntry *entry;
  Index *index;
  HRESULT hr;

  if (server == NULL)
    return E_POINTER;
  *server = NULL;
  if (clsid == NULL)
    return E_INVALIDARG;
  index = get_current ();
  hr = find_entry (index, clsid, &entry);
  if (SUCCEEDED (hr) && entry->server == NULL)
    hr = REGDB_E_CLASSNOTREG;
  if (SUCCEEDED (hr))
    *server = copy_server (entry->server);
  index_unref (index);
  return hr;
}
