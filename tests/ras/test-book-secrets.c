/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Saved secrets: files, dial parameters and credentials of <ras.h>, and that no password stays in
 * the memory of the process (spec/ras.md 2, the chapter on safety).
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/secret.h"
#include "test-book-kit.h"

static BeckRasEntry *
new_entry (const char *name)
{
  return beck_ras_entry_new (name, book_path ("user"));
}

static void
save (const char *name, const char *user, const char *password, const char *domain)
{
  g_autoptr (BeckRasEntry) entry = new_entry (name);
  BeckRasCredentials *credentials = beck_ras_credentials_new (user, password, domain);

  ck_assert_uint_eq (beck_ras_saved_put (entry, credentials), 0);
  beck_ras_credentials_free (credentials);
}

static guint32
get_error (const char *name)
{
  g_autoptr (BeckRasEntry) entry = new_entry (name);
  BeckRasCredentials *saved;
  const guint32 error = beck_ras_saved_get (entry, &saved);

  ck_assert (error == 0 || saved == NULL);
  beck_ras_credentials_free (saved);
  return error;
}

static void
assert_saved (const char *name, const char *user, const char *password, const char *domain)
{
  g_autoptr (BeckRasEntry) entry = new_entry (name);
  BeckRasCredentials *saved;

  ck_assert_uint_eq (beck_ras_saved_get (entry, &saved), 0);
  ck_assert_ptr_nonnull (saved);
  ck_assert_str_eq (saved->user_name, user);
  ck_assert_str_eq (saved->password, password);
  ck_assert_str_eq (saved->domain, domain);
  beck_ras_credentials_free (saved);
}

static void
assert_nothing_saved (const char *name)
{
  g_autoptr (BeckRasEntry) entry = new_entry (name);
  BeckRasCredentials *saved;

  ck_assert_uint_eq (beck_ras_saved_get (entry, &saved), 0);
  ck_assert_ptr_null (saved);
}

/* ---- The file ---- */

START_TEST (secrets_come_back_as_they_were_saved)
{
  assert_nothing_saved ("home");
  save ("home", "", "p=#[x]\n%\\ \u20ac", "d");
  save ("[x]", "u \t", " lead and trail ", "");
  save ("work", "w", "", "");
  assert_saved ("home", "", "p=#[x]\n%\\ \u20ac", "d");
  assert_saved ("[x]", "u \t", " lead and trail ", "");
  assert_saved ("work", "w", "", "");
  save ("home", "new", "n", "");
  assert_saved ("home", "new", "n", "");
  assert_saved ("[x]", "u \t", " lead and trail ", "");
  assert_nothing_saved ("hom");
}
END_TEST

START_TEST (secrets_are_removed)
{
  g_autoptr (BeckRasEntry) entry = new_entry ("home");
  g_autofree char *text = NULL;

  ck_assert_uint_eq (beck_ras_saved_remove (entry), 0);
  save ("home", "u", "p", "");
  save ("work", "w", "q", "");
  ck_assert_uint_eq (beck_ras_saved_remove (entry), 0);
  assert_nothing_saved ("home");
  text = book_read ("user.secrets");
  ck_assert_str_eq (text, "[work]\nUserName=w\nPassword=q\nDomain=\n");
}
END_TEST

START_TEST (the_file_is_its_owners_alone)
{
  struct stat info;
  const mode_t old = umask (0);

  save ("home", "u", "p", "");
  umask (old);
  ck_assert_int_eq (stat (book_path ("user.secrets"), &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0600);
}
END_TEST

START_TEST (a_file_that_others_may_read_is_refused)
{
  static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610 };
  g_autoptr (BeckRasEntry) entry = new_entry ("work");
  BeckRasCredentials *credentials = beck_ras_credentials_new ("u", "p", NULL);

  save ("home", "u", "p", "");
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      ck_assert_int_eq (chmod (book_path ("user.secrets"), modes[i]), 0);
      ck_assert_uint_eq (get_error ("home"), ERROR_ACCESS_DENIED);
      ck_assert_uint_eq (beck_ras_saved_put (entry, credentials), ERROR_ACCESS_DENIED);
    }
  beck_ras_credentials_free (credentials);
  ck_assert_int_eq (chmod (book_path ("user.secrets"), 0600), 0);
  assert_saved ("home", "u", "p", "");
}
END_TEST

START_TEST (damaged_files_are_refused)
{
  static const char *const texts[] = {
    "[home]\nnothing\n", "[home]\nPassword=%\n", "[home]\nPassword=%4\n", "[home]\nPassword=%00\n",
    "[home]\nPassword=%xy\n", "[home]\nPassword=\xff\n", "[home]\nPassword=%FF\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_chmod (book_write ("user.secrets", texts[i]), 0600);
      ck_assert_uint_eq (get_error ("home"), ERROR_CORRUPT_PHONEBOOK);
      assert_nothing_saved ("work");
    }
}
END_TEST

START_TEST (what_later_versions_write_is_kept)
{
  g_autofree char *text = NULL;

  g_chmod (book_write ("user.secrets", "# mine\n[work]\nPin=1\n[home]\nPassword=p"), 0600);
  assert_saved ("home", "", "p", "");
  save ("home", "u", "q", "");
  text = book_read ("user.secrets");
  ck_assert_str_eq (text, "# mine\n[work]\nPin=1\n[home]\nUserName=u\nPassword=q\nDomain=\n");
}
END_TEST

START_TEST (secrets_go_with_their_entry)
{
  book_put ("home", "1");
  save ("home", "u", "p", "");
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", "[work]"), 0);
  assert_nothing_saved ("home");
  assert_saved ("[work]", "u", "p", "");
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "[work]"), 0);
  assert_nothing_saved ("[work]");
}
END_TEST

/* ---- Requests ---- */

static void
assert_completed (const char *user, const char *password, const char *domain,
                  const char *expected_user, const char *expected_password,
                  const char *expected_domain)
{
  g_autoptr (BeckRasEntry) entry = new_entry ("home");
  BeckRasCredentials *credentials = beck_ras_credentials_new (user, password, domain);

  ck_assert_uint_eq (beck_ras_saved_complete (entry, &credentials), 0);
  ck_assert_str_eq (credentials->user_name, expected_user);
  ck_assert_str_eq (credentials->password, expected_password);
  ck_assert_str_eq (credentials->domain, expected_domain);
  beck_ras_credentials_free (credentials);
}

START_TEST (requests_are_completed_by_what_is_saved)
{
  assert_completed ("", "", "", "", "", "");
  assert_completed ("x", BECK_RAS_PASSWORD_TOKEN, "", "x", "", "");
  save ("home", "u", "p", "d");
  assert_completed ("", "", "", "u", "p", "d");
  assert_completed ("", "", "x", "u", "p", "x");
  assert_completed ("u", BECK_RAS_PASSWORD_TOKEN, "d", "u", "p", "d");
  assert_completed ("x", BECK_RAS_PASSWORD_TOKEN, "", "x", "p", "d");
  assert_completed ("x", "", "", "x", "", "");
  assert_completed ("", "x", "", "", "x", "");
}
END_TEST

/* ---- Dial parameters ---- */

static RASDIALPARAMSA
get_params (BOOL *has_password)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "home", .szPhoneNumber = "x" };

  ck_assert_uint_eq (RasGetEntryDialParamsA (NULL, &params, has_password), 0);
  return params;
}

START_TEST (a_saved_password_comes_back_as_a_token)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "home",
                            .szCallbackNumber = "5", .szUserName = "u", .szPassword = "secret",
                            .szDomain = "d" };
  BOOL has_password = TRUE;

  book_put ("home", "1");
  get_params (&has_password);
  ck_assert (!has_password);
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, &params, FALSE), 0);
  params = get_params (&has_password);
  ck_assert (has_password);
  ck_assert_str_eq (params.szPhoneNumber, "");
  ck_assert_str_eq (params.szCallbackNumber, "5");
  ck_assert_str_eq (params.szUserName, "u");
  ck_assert_str_eq (params.szPassword, BECK_RAS_PASSWORD_TOKEN);
  ck_assert_str_eq (params.szDomain, "d");
  /* The token leaves it as it is. */
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, &params, FALSE), 0);
  assert_saved ("home", "u", "secret", "d");
}
END_TEST

START_TEST (empty_texts_leave_what_is_saved)
{
  RASDIALPARAMSW params = { .dwSize = sizeof params, .szEntryName = u"home",
                            .szUserName = u"\u00fc" };
  BOOL has_password;

  book_put ("home", "1");
  save ("home", "u", "p", "d");
  ck_assert_uint_eq (RasSetEntryDialParamsW (NULL, &params, FALSE), 0);
  assert_saved ("home", "\u00fc", "p", "d");
  ck_assert_uint_eq (RasSetEntryDialParamsW (NULL, &params, TRUE), 0);
  assert_saved ("home", "\u00fc", "", "d");
  ck_assert_uint_eq (RasGetEntryDialParamsW (NULL, &params, &has_password), 0);
  ck_assert (!has_password);
  ck_assert_uint_eq (params.szUserName[0], 0xfc);
}
END_TEST

/* "*" in a request means the domain of the entry. */
START_TEST (a_domain_is_kept_with_the_entry)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "home", .szDomain = "d" };
  BOOL has_password;

  book_put ("home", "1");
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, &params, FALSE), 0);
  g_autoptr (BeckRasEntry) entry = book_find (NULL, "home");
  ck_assert_str_eq (beck_ras_entry_get (entry, BECK_RAS_KEY_DOMAIN), "d");
  params = get_params (&has_password);
  ck_assert_str_eq (params.szDomain, "d");
}
END_TEST

START_TEST (wrong_parameters_are_refused)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "none" };
  BOOL has_password;

  book_put ("home", "1");
  ck_assert_uint_eq (RasGetEntryDialParamsA (NULL, NULL, &has_password), ERROR_BUFFER_INVALID);
  ck_assert_uint_eq (RasGetEntryDialParamsA (NULL, &params, NULL), ERROR_BUFFER_INVALID);
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, NULL, FALSE), ERROR_BUFFER_INVALID);
  ck_assert_uint_eq (RasGetEntryDialParamsA (NULL, &params, &has_password),
                     ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (RasGetEntryDialParamsA (book_path ("none"), &params, &has_password),
                     ERROR_CANNOT_OPEN_PHONEBOOK);
  params.dwSize = 3;
  ck_assert_uint_eq (RasGetEntryDialParamsA (NULL, &params, &has_password), ERROR_INVALID_SIZE);
  params = (RASDIALPARAMSA) { .dwSize = sizeof params, .szEntryName = "home" };
  memset (params.szPassword, 'x', sizeof params.szPassword);
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, &params, FALSE), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (parameters_of_every_version_are_taken)
{
  static const DWORD sizes[] = { 1052, 1064, 1068, 1076 };

  book_put ("home", "1");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      struct
      {
        RASDIALPARAMSA params;
        gpointer encrypted;
      } block = { { .dwSize = sizes[i], .szEntryName = "home" } };
      BOOL has_password;

      ck_assert_uint_eq (RasGetEntryDialParamsA (NULL, &block.params, &has_password), 0);
    }
}
END_TEST

/* With what RasGetEntryDialParams() gives, RasDial() logs in. */
START_TEST (a_token_dials_with_the_saved_password)
{
  RASDIALPARAMSA params;
  HRASCONN connection = NULL;
  BOOL has_password;

  g_setenv ("BECK_RAS_RUNTIME_DIR", book_path ("run"), TRUE);
  book_write ("user", "[home]\nType=2\nDeviceType=vpn\nPhoneNumber=1\nBackend=simulator\n"
                      "Script=login ann secret 9; address 192.0.2.2 192.0.2.1; up\n"
                      "[other]\nType=2\nDeviceType=vpn\nPhoneNumber=1\nBackend=simulator\n"
                      "Script=login ann secret 0; up\n");
  save ("home", "ann", "secret", "");
  params = get_params (&has_password);
  ck_assert_str_eq (params.szPassword, BECK_RAS_PASSWORD_TOKEN);
  ck_assert_uint_eq (RasDialA (NULL, NULL, &params, 0, NULL, &connection), 0);
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  strcpy (params.szEntryName, "other"); /* where nothing is saved */
  connection = NULL;
  ck_assert_uint_eq (RasDialA (NULL, NULL, &params, 0, NULL, &connection),
                     ERROR_AUTHENTICATION_FAILURE);
  ck_assert_uint_eq (RasHangUpA (connection), 0);
}
END_TEST

/* ---- Credentials ---- */

START_TEST (credentials_are_set_and_cleared_by_mask)
{
  RASCREDENTIALSA given = { .dwSize = sizeof given, .dwMask = RASCM_UserName | RASCM_Password,
                            .szUserName = "u", .szPassword = "p", .szDomain = "unasked" };
  RASCREDENTIALSW got = { .dwSize = sizeof got,
                          .dwMask = RASCM_UserName | RASCM_Password | RASCM_Domain };

  book_put ("home", "1");
  ck_assert_uint_eq (RasSetCredentialsA (NULL, "home", &given, FALSE), 0);
  assert_saved ("home", "u", "p", "");
  ck_assert_uint_eq (RasGetCredentialsW (NULL, u"home", &got), 0);
  ck_assert_uint_eq (got.dwMask, RASCM_UserName | RASCM_Password);
  ck_assert_uint_eq (got.szUserName[0], 'u');
  ck_assert_uint_eq (got.szPassword[0], '*');
  got.dwMask = RASCM_Password;
  ck_assert_uint_eq (RasSetCredentialsW (NULL, u"home", &got, TRUE), 0);
  assert_saved ("home", "u", "", "");
  given.dwMask = RASCM_UserName;
  ck_assert_uint_eq (RasSetCredentialsA (NULL, "home", &given, TRUE), 0);
  assert_nothing_saved ("home");
}
END_TEST

START_TEST (wrong_credentials_are_refused)
{
  RASCREDENTIALSA given = { .dwSize = sizeof given, .dwMask = RASCM_PreSharedKey };

  book_put ("home", "1");
  ck_assert_uint_eq (RasSetCredentialsA (NULL, "home", &given, FALSE), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasSetCredentialsA (NULL, "home", NULL, FALSE), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetCredentialsA (NULL, NULL, &given), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetCredentialsA (NULL, "none", &given), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  given.dwSize++;
  ck_assert_uint_eq (RasGetCredentialsA (NULL, "home", &given), ERROR_INVALID_SIZE);
}
END_TEST

/* ---- Memory ---- */

#define LETTERS 24

/* It keeps a memory of its own, and its children are not those of the system. */
static gboolean
under_valgrind (void)
{
  const char *preload = g_getenv ("LD_PRELOAD");

  return preload != NULL && strstr (preload, "/vgpreload") != NULL;
}

/* The password is nowhere as a whole until it is needed: each byte is made of its index. */
static char
letter (gsize i)
{
  return (char) ('A' + (i * 7 + 3) % 26);
}

static void
spell (char *out)
{
  for (gsize i = 0; i < LETTERS; i++)
    out[i] = letter (i);
  out[LETTERS] = '\0';
}

static gboolean
spells (const char *bytes)
{
  for (gsize i = 0; i < LETTERS; i++)
    if (bytes[i] != letter (i))
      return FALSE;
  return TRUE;
}

static guint
count_in (int memory, guint64 begin, guint64 end, char *buffer)
{
  guint n = 0;
  const gssize size = pread (memory, buffer, end - begin, (off_t) begin);
  const char *at = buffer, *last = buffer + size - LETTERS;

  for (; at <= last && (at = memchr (at, letter (0), last - at + 1)) != NULL; at++)
    n += spells (at);
  return n;
}

/* How often the password is in what this process may read and write. The buffer is what is not
 * looked at. */
static guint
count_in_memory (void)
{
  const gsize max = 64 << 20;
  g_autofree char *buffer = g_malloc (max);
  FILE *maps = fopen ("/proc/self/maps", "re");
  const int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  char line[512], access[8];
  guint64 begin, end;
  guint n = 0;

  ck_assert (maps != NULL && memory >= 0);
  while (fgets (line, sizeof line, maps) != NULL)
    if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s", &begin, &end, access)
            == 3
        && g_str_has_prefix (access, "rw") && end - begin <= max
        && !(begin <= (guintptr) buffer && (guintptr) buffer < end))
      n += count_in (memory, begin, end, buffer);
  fclose (maps);
  close (memory);
  return n;
}

/* What <ras.h> is given and what the kernel gives back. */
static void
use_password (void)
{
  RASDIALPARAMSW params = { .dwSize = sizeof params, .szEntryName = u"home" };
  RASDIALPARAMSA narrow = { .dwSize = sizeof narrow, .szEntryName = "home" };
  g_autoptr (BeckRasEntry) entry = new_entry ("home");
  BeckRasCredentials *saved;

  for (gsize i = 0; i < LETTERS; i++)
    params.szPassword[i] = (WCHAR) letter (i);
  spell (narrow.szPassword);
  ck_assert_uint_eq (RasSetEntryDialParamsW (NULL, &params, FALSE), 0);
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, &narrow, FALSE), 0);
  explicit_bzero (&params, sizeof params);
  explicit_bzero (&narrow, sizeof narrow);
  ck_assert_uint_eq (beck_ras_saved_get (entry, &saved), 0);
  ck_assert (spells (saved->password));
  beck_ras_credentials_free (saved);
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", "work"), 0);
}

START_TEST (no_password_stays_in_memory)
{
  g_autofree char *text = NULL;

  if (under_valgrind ())
    return;
  book_put ("home", "1");
  use_password ();
  ck_assert_uint_eq (count_in_memory (), 0);
  /* It is in the file, and would be found. */
  text = book_read ("user.secrets");
  ck_assert_uint_eq (count_in_memory (), 1);
}
END_TEST

START_TEST (children_see_no_secrets)
{
  char *secret = beck_ras_secret_alloc (LETTERS + 1);
  int status;
  pid_t child;

  spell (secret);
  child = fork ();
  if (child == 0)
    _exit (secret[0] == '\0' || under_valgrind () ? 0 : 1);
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  ck_assert (spells (secret));
  beck_ras_secret_free (secret);
}
END_TEST

/* "dd" is in the flags of a mapping that no core dump has. */
static gboolean
is_left_out_of_dumps (gconstpointer address)
{
  FILE *smaps = fopen ("/proc/self/smaps", "re");
  char line[512];
  guint64 begin, end;
  gboolean inside = FALSE, left_out = FALSE;

  ck_assert_ptr_nonnull (smaps);
  while (fgets (line, sizeof line, smaps) != NULL)
    if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x ", &begin, &end) == 2)
      inside = begin <= (guintptr) address && (guintptr) address < end;
    else if (inside && g_str_has_prefix (line, "VmFlags:"))
      left_out = strstr (line, " dd") != NULL;
  fclose (smaps);
  return left_out;
}

START_TEST (core_dumps_have_no_secrets)
{
  gpointer secret = beck_ras_secret_alloc (100000);

  ck_assert (is_left_out_of_dumps (secret));
  ck_assert (is_left_out_of_dumps ((char *) secret + 99999));
  ck_assert (!is_left_out_of_dumps (&secret));
  beck_ras_secret_free (secret);
  beck_ras_secret_free (NULL);
}
END_TEST

START_TEST (credentials_of_utf16_are_utf8)
{
  static const WCHAR bad[] = { 'a', 0xd800, 'b', 0xdc00, 0 };
  BeckRasCredentials *credentials
      = beck_ras_credentials_new_utf16 (u"\u00e9\u20ac\U0001f600", bad, NULL);

  ck_assert_str_eq (credentials->user_name, "\u00e9\u20ac\U0001f600");
  ck_assert_str_eq (credentials->password, "a\ufffdb\ufffd");
  ck_assert_str_eq (credentials->domain, "");
  ck_assert (!beck_ras_credentials_are_empty (credentials));
  beck_ras_credentials_free (credentials);
}
END_TEST

Suite *
ras_book_secrets_suite (void)
{
  Suite *suite = suite_create ("book-secrets");
  TCase *tcase = tcase_create ("secrets");

  tcase_add_checked_fixture (tcase, book_set_up, book_tear_down);
  tcase_add_test (tcase, secrets_come_back_as_they_were_saved);
  tcase_add_test (tcase, secrets_are_removed);
  tcase_add_test (tcase, the_file_is_its_owners_alone);
  tcase_add_test (tcase, a_file_that_others_may_read_is_refused);
  tcase_add_test (tcase, damaged_files_are_refused);
  tcase_add_test (tcase, what_later_versions_write_is_kept);
  tcase_add_test (tcase, secrets_go_with_their_entry);
  tcase_add_test (tcase, requests_are_completed_by_what_is_saved);
  tcase_add_test (tcase, a_saved_password_comes_back_as_a_token);
  tcase_add_test (tcase, empty_texts_leave_what_is_saved);
  tcase_add_test (tcase, a_domain_is_kept_with_the_entry);
  tcase_add_test (tcase, wrong_parameters_are_refused);
  tcase_add_test (tcase, parameters_of_every_version_are_taken);
  tcase_add_test (tcase, a_token_dials_with_the_saved_password);
  tcase_add_test (tcase, credentials_are_set_and_cleared_by_mask);
  tcase_add_test (tcase, wrong_credentials_are_refused);
  tcase_add_test (tcase, no_password_stays_in_memory);
  tcase_add_test (tcase, children_see_no_secrets);
  tcase_add_test (tcase, core_dumps_have_no_secrets);
  tcase_add_test (tcase, credentials_of_utf16_are_utf8);
  suite_add_tcase (suite, tcase);
  return suite;
}
