/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasGetEntryDialParams(), RasSetEntryDialParams(), RasGetCredentials(), RasSetCredentials(): what
 * is saved for an entry. A password goes from the caller's structure into secret memory and
 * from there into the file; it never comes back, a token does (book.h).
 *
 * The domain is kept with the entry, too: it is what "*" stands for in a request.
 */

#include <beck/memory.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/book.h"
#include "ras/entry-keys.h"
#include "ras/field.h"

#define SUPPORTED (RASCM_UserName | RASCM_Password | RASCM_Domain)

/* Where the texts are in a structure of the caller's, of either type and width. */
typedef struct
{
  gboolean wide;
  char *user_name;
  char *password;
  char *domain;
} Texts;

#define PLACE(wide, type, structure, field)                                                        \
  ((char *) (structure) + ((wide) ? offsetof (type##W, field) : offsetof (type##A, field)))
#define TEXTS(wide, type, structure)                                                               \
  ((Texts) { wide, PLACE (wide, type, structure, szUserName),                                      \
             PLACE (wide, type, structure, szPassword), PLACE (wide, type, structure, szDomain) })

static DWORD
size_of (gconstpointer structure)
{
  DWORD size;

  memcpy (&size, structure, sizeof size);
  return size;
}

static gboolean
have_ends (Texts texts)
{
  return beck_ras_field_has_end (texts.wide, texts.user_name, UNLEN + 1)
         && beck_ras_field_has_end (texts.wide, texts.password, PWLEN + 1)
         && beck_ras_field_has_end (texts.wide, texts.domain, DNLEN + 1);
}

static BeckRasCredentials *
read_texts (Texts texts)
{
  if (texts.wide)
    return beck_ras_credentials_new_utf16 ((const WCHAR *) texts.user_name,
                                           (const WCHAR *) texts.password,
                                           (const WCHAR *) texts.domain);
  return beck_ras_credentials_new (texts.user_name, texts.password, texts.domain);
}

/* What of @saved (nullable) @mask names; the rest is empty. Returns: what of it there is, RASCM_ */
static DWORD
write_texts (Texts texts, const BeckRasCredentials *saved, DWORD mask)
{
  const char *user_name = saved != NULL && mask & RASCM_UserName ? saved->user_name : "";
  const char *domain = saved != NULL && mask & RASCM_Domain ? saved->domain : "";
  const gboolean has_password
      = saved != NULL && mask & RASCM_Password && saved->password[0] != '\0';

  beck_ras_field_put (texts.wide, texts.user_name, UNLEN + 1, user_name);
  beck_ras_field_put (texts.wide, texts.password, PWLEN + 1,
                      has_password ? BECK_RAS_PASSWORD_TOKEN : "");
  beck_ras_field_put (texts.wide, texts.domain, DNLEN + 1, domain);
  return (user_name[0] != '\0' ? RASCM_UserName : 0) | (has_password ? RASCM_Password : 0)
         | (domain[0] != '\0' ? RASCM_Domain : 0);
}

/* ---- Changing what is saved ---- */

/* What becomes of a text that is saved: the new one if it is named by @set, none if by @clear. */
static const char *
merge (DWORD bit, DWORD set, DWORD clear, const char *given, const char *saved)
{
  if (clear & bit)
    return "";
  return set & bit ? given : saved;
}

static guint32
put_merged (const BeckRasEntry *entry, const BeckRasCredentials *given,
            const BeckRasCredentials *saved, DWORD set, DWORD clear)
{
  BeckRasCredentials *merged = beck_ras_credentials_new (
      merge (RASCM_UserName, set, clear, given->user_name, saved != NULL ? saved->user_name : ""),
      merge (RASCM_Password, set, clear, given->password, saved != NULL ? saved->password : ""),
      merge (RASCM_Domain, set, clear, given->domain, saved != NULL ? saved->domain : ""));
  guint32 error;

  if (merged == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = beck_ras_credentials_are_empty (merged) ? beck_ras_saved_remove (entry)
                                                  : beck_ras_saved_put (entry, merged);
  beck_ras_credentials_free (merged);
  return error;
}

static guint32
save (const BeckRasEntry *entry, const BeckRasCredentials *given, DWORD set, DWORD clear)
{
  BeckRasCredentials *saved;
  guint32 error;

  if ((set & RASCM_Password) && strcmp (given->password, BECK_RAS_PASSWORD_TOKEN) == 0)
    set &= ~(DWORD) RASCM_Password;
  if ((set | clear) == 0)
    return ERROR_SUCCESS;
  error = beck_ras_saved_get (entry, &saved);
  if (error == ERROR_SUCCESS)
    error = put_merged (entry, given, saved, set, clear);
  beck_ras_credentials_free (saved);
  return error;
}

/* Sets a key of the entry in its book, unless it is so already. */
static guint32
set_key (BeckRasEntry *entry, const char *key, const char *value)
{
  if (g_strcmp0 (beck_ras_entry_get (entry, key), value) == 0)
    return ERROR_SUCCESS;
  if (!beck_ras_entry_set (entry, key, value))
    return ERROR_NOT_ENOUGH_MEMORY;
  return beck_ras_book_put (beck_ras_entry_get_book (entry), entry);
}

static guint32
save_all (BeckRasEntry *entry, const BeckRasCredentials *given, DWORD set, DWORD clear)
{
  guint32 error = save (entry, given, set, clear);

  if (error == ERROR_SUCCESS && (clear & RASCM_Domain))
    return set_key (entry, BECK_RAS_KEY_DOMAIN, NULL);
  if (error == ERROR_SUCCESS && (set & RASCM_Domain))
    return set_key (entry, BECK_RAS_KEY_DOMAIN, given->domain);
  return error;
}

/* ---- Dial parameters ---- */

static guint32
find_in_book (gboolean wide, gconstpointer book, const char *name, BeckRasEntry **entry)
{
  char *book_text;
  guint32 error = beck_ras_argument (wide, book, &book_text);

  if (error == ERROR_SUCCESS)
    error = beck_ras_book_find (book_text, name, entry);
  CoTaskMemFree (book_text);
  return error;
}

/* The entry that @params name. */
static guint32
find_of_params (gboolean wide, gconstpointer book, gconstpointer params, BeckRasEntry **entry)
{
  char *name;
  guint32 error;

  *entry = NULL;
  if (params == NULL)
    return ERROR_BUFFER_INVALID;
  if (!beck_ras_size_is_known (size_of (params), beck_ras_dial_params_sizes (wide)))
    return ERROR_INVALID_SIZE;
  error = beck_ras_field_get (wide, PLACE (wide, RASDIALPARAMS, params, szEntryName),
                              RAS_MaxEntryName + 1, &name);
  if (error == ERROR_SUCCESS)
    error = find_in_book (wide, book, name, entry);
  CoTaskMemFree (name);
  return error;
}

/* A domain that only the entry has is as good as a saved one. */
static void
complete_domain (Texts texts, const BeckRasEntry *entry)
{
  const char *domain = beck_ras_entry_get (entry, BECK_RAS_KEY_DOMAIN);

  if (domain != NULL && beck_ras_field_is_empty (texts.wide, texts.domain))
    beck_ras_field_put (texts.wide, texts.domain, DNLEN + 1, domain);
}

static DWORD
get_params (gboolean wide, gconstpointer book, gpointer params, BOOL *has_password)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  BeckRasCredentials *saved;
  const char *callback;
  Texts texts;
  guint32 error;

  if (params == NULL || has_password == NULL)
    return ERROR_BUFFER_INVALID;
  error = find_of_params (wide, book, params, &entry);
  if (error == ERROR_SUCCESS)
    error = beck_ras_saved_get (entry, &saved);
  if (error != ERROR_SUCCESS)
    return error;
  callback = beck_ras_entry_get (entry, BECK_RAS_KEY_CALLBACK_NUMBER);
  beck_ras_field_put (wide, PLACE (wide, RASDIALPARAMS, params, szCallbackNumber),
                      RAS_MaxCallbackNumber + 1, callback != NULL ? callback : "");
  beck_ras_field_put (wide, PLACE (wide, RASDIALPARAMS, params, szPhoneNumber),
                      RAS_MaxPhoneNumber + 1, "");
  texts = TEXTS (wide, RASDIALPARAMS, params);
  *has_password = (write_texts (texts, saved, SUPPORTED) & RASCM_Password) != 0;
  complete_domain (texts, entry);
  beck_ras_credentials_free (saved);
  return ERROR_SUCCESS;
}

static guint32
set_callback (BeckRasEntry *entry, gboolean wide, gpointer params)
{
  char *number;
  guint32 error = beck_ras_field_get (wide, PLACE (wide, RASDIALPARAMS, params, szCallbackNumber),
                                      RAS_MaxCallbackNumber + 1, &number);

  if (error == ERROR_SUCCESS && number[0] != '\0')
    error = set_key (entry, BECK_RAS_KEY_CALLBACK_NUMBER, number);
  CoTaskMemFree (number);
  return error;
}

static DWORD
not_empty (const BeckRasCredentials *given)
{
  return (given->user_name[0] != '\0' ? RASCM_UserName : 0)
         | (given->password[0] != '\0' ? RASCM_Password : 0)
         | (given->domain[0] != '\0' ? RASCM_Domain : 0);
}

static guint32
save_texts (BeckRasEntry *entry, Texts texts, DWORD clear)
{
  BeckRasCredentials *given;
  guint32 error;

  if (!have_ends (texts))
    return ERROR_INVALID_PARAMETER;
  given = read_texts (texts);
  if (given == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = save_all (entry, given, not_empty (given), clear);
  beck_ras_credentials_free (given);
  return error;
}

static DWORD
set_params (gboolean wide, gconstpointer book, gpointer params, BOOL remove_password)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  guint32 error = find_of_params (wide, book, params, &entry);

  if (error == ERROR_SUCCESS)
    error = set_callback (entry, wide, params);
  if (error != ERROR_SUCCESS)
    return error;
  return save_texts (entry, TEXTS (wide, RASDIALPARAMS, params),
                     remove_password ? RASCM_Password : 0);
}

/* ---- Credentials ---- */

static guint32
find_for_credentials (gboolean wide, gconstpointer book, gconstpointer name,
                      gconstpointer credentials, BeckRasEntry **entry)
{
  const DWORD size = wide ? sizeof (RASCREDENTIALSW) : sizeof (RASCREDENTIALSA);
  char *name_text;
  guint32 error;

  *entry = NULL;
  if (name == NULL || credentials == NULL)
    return ERROR_INVALID_PARAMETER;
  if (size_of (credentials) != size)
    return ERROR_INVALID_SIZE;
  error = beck_ras_argument (wide, name, &name_text);
  if (error == ERROR_SUCCESS)
    error = find_in_book (wide, book, name_text, entry);
  CoTaskMemFree (name_text);
  return error;
}

/* dwMask is in the same place in both. */
static DWORD *
mask_of (gpointer credentials)
{
  G_STATIC_ASSERT (offsetof (RASCREDENTIALSA, dwMask) == offsetof (RASCREDENTIALSW, dwMask));
  return &((RASCREDENTIALSA *) credentials)->dwMask;
}

static DWORD
get_credentials (gboolean wide, gconstpointer book, gconstpointer name, gpointer credentials)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  BeckRasCredentials *saved;
  guint32 error = find_for_credentials (wide, book, name, credentials, &entry);

  if (error == ERROR_SUCCESS)
    error = beck_ras_saved_get (entry, &saved);
  if (error != ERROR_SUCCESS)
    return error;
  *mask_of (credentials)
      = write_texts (TEXTS (wide, RASCREDENTIALS, credentials), saved, *mask_of (credentials));
  beck_ras_credentials_free (saved);
  return ERROR_SUCCESS;
}

static guint32
set_masked (BeckRasEntry *entry, Texts texts, DWORD mask, BOOL clear)
{
  BeckRasCredentials *given;
  guint32 error;

  if ((mask & ~(DWORD) SUPPORTED) != 0 || (!clear && !have_ends (texts)))
    return ERROR_INVALID_PARAMETER;
  given = clear ? beck_ras_credentials_new (NULL, NULL, NULL) : read_texts (texts);
  if (given == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = save_all (entry, given, clear ? 0 : mask, clear ? mask : 0);
  beck_ras_credentials_free (given);
  return error;
}

static DWORD
set_credentials (gboolean wide, gconstpointer book, gconstpointer name, gpointer credentials,
                 BOOL clear)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  const guint32 error = find_for_credentials (wide, book, name, credentials, &entry);

  return error == ERROR_SUCCESS ? set_masked (entry, TEXTS (wide, RASCREDENTIALS, credentials),
                                              *mask_of (credentials), clear)
                                : error;
}

/* ---- The names ---- */

DWORD
RasGetEntryDialParamsA (LPCSTR book, LPRASDIALPARAMSA params, LPBOOL has_password)
{
  return get_params (FALSE, book, params, has_password);
}

DWORD
RasGetEntryDialParamsW (LPCWSTR book, LPRASDIALPARAMSW params, LPBOOL has_password)
{
  return get_params (TRUE, book, params, has_password);
}

DWORD
RasSetEntryDialParamsA (LPCSTR book, LPRASDIALPARAMSA params, BOOL remove_password)
{
  return set_params (FALSE, book, params, remove_password);
}

DWORD
RasSetEntryDialParamsW (LPCWSTR book, LPRASDIALPARAMSW params, BOOL remove_password)
{
  return set_params (TRUE, book, params, remove_password);
}

DWORD
RasGetCredentialsA (LPCSTR book, LPCSTR entry, LPRASCREDENTIALSA credentials)
{
  return get_credentials (FALSE, book, entry, credentials);
}

DWORD
RasGetCredentialsW (LPCWSTR book, LPCWSTR entry, LPRASCREDENTIALSW credentials)
{
  return get_credentials (TRUE, book, entry, credentials);
}

DWORD
RasSetCredentialsA (LPCSTR book, LPCSTR entry, LPRASCREDENTIALSA credentials, BOOL clear)
{
  return set_credentials (FALSE, book, entry, credentials, clear);
}

DWORD
RasSetCredentialsW (LPCWSTR book, LPCWSTR entry, LPRASCREDENTIALSW credentials, BOOL clear)
{
  return set_credentials (TRUE, book, entry, credentials, clear);
}
