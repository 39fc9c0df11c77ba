/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The functions of <ras.h> on the names of entries: enumerate, validate, rename, delete. The two
 * widths of each are one function, and its names at the end.
 */

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/object.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/book.h"
#include "ras/connection.h"
#include "ras/entry-name.h"
#include "ras/field.h"

/* What the functions here are given, in UTF-8. */
typedef struct
{
  char *book; /* (nullable) */
  char *name;
  char *new_name;
} Names;

static void
clear_names (Names *names)
{
  CoTaskMemFree (names->book);
  CoTaskMemFree (names->name);
  CoTaskMemFree (names->new_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, clear_names)

static guint32
take_names (Names *names, gboolean wide, gconstpointer book, gconstpointer name)
{
  guint32 error;

  if (name == NULL)
    return ERROR_INVALID_PARAMETER;
  error = beck_ras_argument (wide, book, &names->book);
  return error == ERROR_SUCCESS ? beck_ras_argument (wide, name, &names->name) : error;
}

/* ---- RasEnumEntries ---- */

static const DWORD *
name_sizes (gboolean wide)
{
  static const DWORD narrow_sizes[]
      = { BECK_RAS_SIZE_UP_TO (RASENTRYNAMEA, dwFlags), sizeof (RASENTRYNAMEA), 0 };
  static const DWORD wide_sizes[]
      = { BECK_RAS_SIZE_UP_TO (RASENTRYNAMEW, dwFlags), sizeof (RASENTRYNAMEW), 0 };

  return wide ? wide_sizes : narrow_sizes;
}

static DWORD
flags_of (const BeckRasEntry *entry)
{
  g_autofree char *system = g_canonicalize_filename (beck_ras_book_system (), NULL);

  return strcmp (beck_ras_entry_get_book (entry), system) == 0 ? REN_AllUsers : REN_User;
}

static void
fill_narrow (gpointer element, DWORD size, const BeckRasEntry *entry)
{
  RASENTRYNAMEA *name = element;

  name->dwSize = size;
  beck_ras_field_put (FALSE, name->szEntryName, G_N_ELEMENTS (name->szEntryName),
                      beck_ras_entry_get_name (entry));
  if (size < sizeof *name)
    return;
  name->dwFlags = flags_of (entry);
  beck_ras_field_put (FALSE, name->szPhonebookPath, G_N_ELEMENTS (name->szPhonebookPath),
                      beck_ras_entry_get_book (entry));
}

static void
fill_wide (gpointer element, DWORD size, const BeckRasEntry *entry)
{
  RASENTRYNAMEW *name = element;

  name->dwSize = size;
  beck_ras_field_put (TRUE, name->szEntryName, G_N_ELEMENTS (name->szEntryName),
                      beck_ras_entry_get_name (entry));
  if (size < sizeof *name)
    return;
  name->dwFlags = flags_of (entry);
  beck_ras_field_put (TRUE, name->szPhonebookPath, G_N_ELEMENTS (name->szPhonebookPath),
                      beck_ras_entry_get_book (entry));
}

static DWORD
enumerate (gboolean wide, gconstpointer book, gpointer array, DWORD *size, DWORD *n)
{
  g_auto (Names) names = { NULL };
  g_autoptr (GPtrArray) entries = NULL;
  DWORD element;
  guint32 error;

  if (size == NULL || n == NULL)
    return ERROR_INVALID_PARAMETER;
  error = beck_ras_argument (wide, book, &names.book);
  if (error == ERROR_SUCCESS)
    error = beck_ras_book_list (names.book, &entries);
  if (error != ERROR_SUCCESS)
    return error;
  *n = entries->len;
  error = beck_ras_check_array (array, size, entries->len, name_sizes (wide), ERROR_INVALID_SIZE,
                                &element);
  for (guint i = 0; i < entries->len && error == ERROR_SUCCESS; i++)
    (wide ? fill_wide : fill_narrow) ((char *) array + i * element, element, entries->pdata[i]);
  return error;
}

/* ---- RasValidateEntryName ---- */

static DWORD
validate (gboolean wide, gconstpointer book, gconstpointer name)
{
  g_auto (Names) names = { NULL };
  g_autoptr (BeckRasEntry) entry = NULL;
  guint32 error = take_names (&names, wide, book, name);

  if (error != ERROR_SUCCESS)
    return error == ERROR_NO_UNICODE_TRANSLATION ? ERROR_INVALID_NAME : error;
  if (!beck_ras_name_is_valid (names.name))
    return ERROR_INVALID_NAME;
  error = beck_ras_book_find (names.book, names.name, &entry);
  if (error == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
    return ERROR_SUCCESS;
  return error == ERROR_SUCCESS ? ERROR_ALREADY_EXISTS : error;
}

/* ---- RasRenameEntry, RasDeleteEntry ---- */

static DWORD
rename_entry (gboolean wide, gconstpointer book, gconstpointer old_name, gconstpointer new_name)
{
  g_auto (Names) names = { NULL };
  guint32 error;

  if (new_name == NULL)
    return ERROR_INVALID_PARAMETER;
  error = take_names (&names, wide, book, old_name);
  if (error == ERROR_SUCCESS)
    error = beck_ras_argument (wide, new_name, &names.new_name);
  return error == ERROR_SUCCESS ? beck_ras_book_rename (names.book, names.name, names.new_name)
                                : error;
}

/* 0, ERROR_CANNOT_DELETE, or why that cannot be found out */
static guint32
check_unused (const BeckRasEntry *entry)
{
  IRasConnection *connection;
  const HRESULT hr = beck_ras_connection_find (beck_ras_entry_get_book (entry),
                                               beck_ras_entry_get_name (entry), &connection);

  if (hr == HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION))
    return ERROR_SUCCESS;
  if (FAILED (hr))
    return hr == E_OUTOFMEMORY ? ERROR_NOT_ENOUGH_MEMORY : (guint32) HRESULT_CODE (hr);
  beck_interface_unref (connection);
  return ERROR_CANNOT_DELETE;
}

/* That there is no such entry is told in another way here than elsewhere (spec/ras.md 2). */
static DWORD
delete_entry (gboolean wide, gconstpointer book, gconstpointer name)
{
  g_auto (Names) names = { NULL };
  g_autoptr (BeckRasEntry) entry = NULL;
  guint32 error = take_names (&names, wide, book, name);

  if (error == ERROR_SUCCESS)
    error = beck_ras_book_find (names.book, names.name, &entry);
  if (error == ERROR_SUCCESS)
    error = check_unused (entry);
  if (error == ERROR_SUCCESS)
    error = beck_ras_book_remove (names.book, names.name);
  return error == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY ? ERROR_INVALID_NAME : error;
}

/* ---- The names ---- */

DWORD
RasEnumEntriesA (LPCSTR reserved, LPCSTR book, LPRASENTRYNAMEA entries, LPDWORD size, LPDWORD n)
{
  return enumerate (FALSE, book, entries, size, n);
}

DWORD
RasEnumEntriesW (LPCWSTR reserved, LPCWSTR book, LPRASENTRYNAMEW entries, LPDWORD size, LPDWORD n)
{
  return enumerate (TRUE, book, entries, size, n);
}

DWORD
RasValidateEntryNameA (LPCSTR book, LPCSTR entry)
{
  return validate (FALSE, book, entry);
}

DWORD
RasValidateEntryNameW (LPCWSTR book, LPCWSTR entry)
{
  return validate (TRUE, book, entry);
}

DWORD
RasRenameEntryA (LPCSTR book, LPCSTR old_name, LPCSTR new_name)
{
  return rename_entry (FALSE, book, old_name, new_name);
}

DWORD
RasRenameEntryW (LPCWSTR book, LPCWSTR old_name, LPCWSTR new_name)
{
  return rename_entry (TRUE, book, old_name, new_name);
}

DWORD
RasDeleteEntryA (LPCSTR book, LPCSTR entry)
{
  return delete_entry (FALSE, book, entry);
}

DWORD
RasDeleteEntryW (LPCWSTR book, LPCWSTR entry)
{
  return delete_entry (TRUE, book, entry);
}
