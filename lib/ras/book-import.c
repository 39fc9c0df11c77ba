/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Entries made of OpenVPN profiles. What a profile may contain is openvpn-profile.c's to judge,
 * here as at each dial; here it is told with the line. The copy is the profile as it was, but for
 * the names of files: they count from where the profile was, so they are made absolute. Keys may be
 * in it, so it is in secret memory only.
 */

#include <beck/ras-book.h>

#include <beck/error.h>
#include <beck/hresult.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/book-file.h"
#include "ras/book-profile.h"
#include "ras/book.h"
#include "ras/entry-keys.h"
#include "ras/entry-name.h"
#include "ras/import-text.h"
#include "ras/openvpn-profile.h"
#include "ras/secret.h"

typedef struct
{
  const char *path;
  BeckRasFile file;
  BeckRasOpenvpnProfile profile; /* where it connects to */
  BeckRasImportText copy;
} Import;

static void
clear_import (Import *import)
{
  beck_ras_secret_free (import->file.text);
  beck_ras_openvpn_profile_clear (&import->profile);
  beck_ras_secret_free (import->copy.text);
}

static gboolean
fail (GError **error, guint32 number, const char *what)
{
  return beck_error_set (error, HRESULT_FROM_WIN32 (number), "%s", what);
}

/* ---- The profile ---- */

static gboolean
fail_at (GError **error, const Import *import, guint line, const char *why)
{
  if (error != NULL)
    *error = beck_error_new (HRESULT_FROM_WIN32 (ERROR_CORRUPT_PHONEBOOK), "%s:%u: %s",
                             import->path, line, why);
  return FALSE;
}

static gboolean
read_profile (Import *import, GError **error)
{
  guint32 number = beck_ras_file_read (import->path, &import->file);
  guint line = 0;
  g_autofree char *why = NULL;

  if (number != ERROR_SUCCESS)
    return fail (error, number, import->path);
  number = beck_ras_openvpn_profile_parse (import->file.text, import->file.size, FALSE,
                                           &import->profile, &line);
  if (number == ERROR_NOT_ENOUGH_MEMORY)
    return fail (error, number, import->path);
  if (number == ERROR_SUCCESS && import->profile.host[0] != '\0')
    return TRUE;
  if (number == ERROR_SUCCESS)
    return fail_at (error, import, line, "there is no \"remote\"");
  why = beck_ras_import_why_refused (import->file.text, import->file.size, line);
  return fail_at (error, import, line, why);
}

static gboolean
make_copy (Import *import, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (import->path, NULL);
  g_autofree char *directory = g_path_get_dirname (absolute);
  g_autofree char *why = NULL;
  guint line;
  const guint32 number = beck_ras_import_text (import->file.text, import->file.size, directory,
                                               &import->copy, &line, &why);

  if (number == ERROR_NOT_ENOUGH_MEMORY)
    return fail (error, number, import->path);
  return number == ERROR_SUCCESS || fail_at (error, import, line, why);
}

/* ---- The entry ---- */

/* host:port/protocol. With several servers the profile is left to choose: there is no number. */
static char *
number_of (const BeckRasOpenvpnProfile *profile)
{
  const char *protocol = g_str_has_prefix (profile->protocol, "tcp") ? "tcp" : "udp";
  const char *port = profile->port[0] != '\0' ? profile->port : "1194";
  const gboolean is_ipv6 = strchr (profile->host, ':') != NULL;

  if (profile->n_remotes > 1)
    return NULL;
  return g_strdup_printf (is_ipv6 ? "[%s]:%s/%s" : "%s:%s/%s", profile->host, port, protocol);
}

static gboolean
fill_entry (BeckRasEntry *entry, const Import *import, const char *path)
{
  g_autofree char *number = number_of (&import->profile);
  g_autofree char *id = g_uuid_string_random ();

  return beck_ras_entry_set_number (entry, BECK_RAS_KEY_TYPE, RASET_Vpn)
         && beck_ras_entry_set (entry, BECK_RAS_KEY_DEVICE_TYPE, "vpn")
         && beck_ras_entry_set (entry, BECK_RAS_KEY_DEVICE_NAME, "OpenVPN (tun)")
         && beck_ras_entry_set (entry, BECK_RAS_KEY_PHONE_NUMBER, number)
         && beck_ras_entry_set (entry, BECK_RAS_KEY_BACKEND, "openvpn")
         && beck_ras_entry_set (entry, BECK_RAS_KEY_PROFILE, path)
         && beck_ras_entry_set_number (entry, "FramingProtocol", RASFP_Ppp)
         && beck_ras_entry_set_number (entry, "NetProtocols", RASNP_Ip | RASNP_Ipv6)
         && beck_ras_entry_set (entry, BECK_RAS_KEY_ID, id);
}

static guint32
add_entry (const char *book, const char *name, const Import *import, const char *path)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new (name, book);

  if (entry == NULL || !fill_entry (entry, import, path))
    return ERROR_NOT_ENOUGH_MEMORY;
  return beck_ras_book_add (book, entry);
}

static guint32
make_profile_directory (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);

  if (g_mkdir (directory, 0700) == 0 || errno == EEXIST)
    return ERROR_SUCCESS;
  if (errno == ENOENT || errno == ENOTDIR)
    return ERROR_CANNOT_OPEN_PHONEBOOK;
  return errno == EACCES || errno == EROFS ? ERROR_ACCESS_DENIED : ERROR_CANNOT_WRITE_PHONEBOOK;
}

/* The copy is there before the entry is, and goes if that cannot be made. */
static guint32
store (const char *book, const char *name, const Import *import)
{
  g_autofree char *canonical = g_canonicalize_filename (book, NULL);
  g_autofree char *path = beck_ras_profile_path (canonical);
  guint32 error;

  beck_ras_book_make_directory (book);
  error = make_profile_directory (path);
  if (error != ERROR_SUCCESS)
    return error;
  error = beck_ras_file_replace (path, import->copy.text, import->copy.size, 0600);
  if (error == ERROR_SUCCESS)
    error = add_entry (canonical, name, import, path);
  if (error != ERROR_SUCCESS)
    g_unlink (path);
  return error;
}

gboolean
beck_ras_book_import (const char *book, const char *name, const char *profile, GError **error)
{
  Import import = { profile };
  guint32 number;
  gboolean done;

  if (!beck_ras_name_is_valid (name))
    return fail (error, ERROR_INVALID_NAME, name);
  if (book == NULL || book[0] == '\0')
    book = beck_ras_book_user ();
  done = read_profile (&import, error) && make_copy (&import, error);
  if (done && (number = store (book, name, &import)) != ERROR_SUCCESS)
    done = fail (error, number, number == ERROR_ALREADY_EXISTS ? name : book);
  clear_import (&import);
  return done;
}
