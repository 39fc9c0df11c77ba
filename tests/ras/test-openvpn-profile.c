/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* OpenVPN profiles: lines split as OpenVPN does, what is refused, what is left, and the arguments
 * that come of it (ras.md 7.8). */

#include <stdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "beck-test.h"
#include "openvpn-suites.h"
#include "ras/openvpn-plan.h"

/* ---- Lines ---- */

static const struct
{
  const char *line;
  const char *words; /* with "|" between them; NULL: refused */
} lines[] = {
  { "remote host 1194", "remote|host|1194" },
  { "  \tremote\thost  ", "remote|host" },
  { "", "" },
  { "# up x", "" },
  { "; up x", "" },
  { "ca x # y", "ca|x" },
  { "ca x#y", "ca|x#y" },
  { "--up x", "up|x" },
  { "\"up\" x", "up|x" },
  { "'up' x", "up|x" },
  { "u\\p x", "up|x" },
  { "\\up x", "up|x" },
  { "ca \"a b\" 'c \\d'", "ca|a b|c \\d" },
  { "ca a\"b", "ca|a\"b" },
  { "ca \"a\\\"b\"", "ca|a\"b" },
  { "ca a\\ b", "ca|a b" },
  { "ca x\r", "ca|x" },
  { "ca \"x", NULL },
  { "ca 'x", NULL },
  { "ca x\\", NULL },
};

START_TEST (lines_are_split_as_openvpn_does)
{
  BeckRasOpenvpnLine split;
  g_autoptr (GString) words = g_string_new (NULL);

  ck_assert_int_eq (beck_ras_openvpn_split (lines[_i].line, strlen (lines[_i].line), &split),
                    lines[_i].words != NULL);
  if (lines[_i].words == NULL)
    return;
  for (guint i = 0; i < split.n; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? "|" : "", split.words[i]);
  ck_assert_str_eq (words->str, lines[_i].words);
}
END_TEST

START_TEST (lines_with_too_much_are_refused)
{
  g_autofree char *length = g_strnfill (BECK_RAS_OPENVPN_LINE, 'x');
  BeckRasOpenvpnLine split;

  ck_assert (!beck_ras_openvpn_split (length, BECK_RAS_OPENVPN_LINE, &split));
  ck_assert (beck_ras_openvpn_split (length, BECK_RAS_OPENVPN_LINE - 1, &split));
  ck_assert (!beck_ras_openvpn_split ("a b c d e f g h i j k l m n o p q", 33, &split));
  ck_assert (beck_ras_openvpn_split ("a b c d e f g h i j k l m n o p", 31, &split));
  ck_assert (!beck_ras_openvpn_split ("a\0b", 3, &split));
}
END_TEST

/* ---- Profiles ---- */

static guint32
parse (const char *text, gboolean replace, BeckRasOpenvpnProfile *profile)
{
  return beck_ras_openvpn_profile_parse (text, strlen (text), replace, profile, NULL);
}

static const char *const refused[] = {
  "up /bin/evil",
  "down /bin/evil",
  "--up /bin/evil",
  "'u'p /bin/evil\n\"up\" /bin/evil",
  "\\u\\p /bin/evil",
  "route-up /bin/evil",
  "route-pre-down /bin/evil",
  "ipchange /bin/evil",
  "iproute /bin/evil",
  "tls-verify /bin/evil",
  "auth-user-pass-verify /bin/evil via-file",
  "client-connect /bin/evil",
  "plugin /lib/evil.so",
  "engine evil",
  "providers evil",
  "pkcs11-providers /lib/evil.so",
  "management 127.0.0.1 7505",
  "management-client",
  "config /etc/other.conf",
  "chroot /tmp",
  "setenv opt up /bin/evil",
  "setenv opt setenv LD_PRELOAD x",
  "<up>\n</up>",
  "<plugin>\nx\n</plugin>",
  "<connection>\nremote a\nup /bin/evil\n</connection>",
  /* What OpenVPN would take for the end of a block is one here, too. */
  "<connection>\nremote a\n<ca>\n</connection>\nup /bin/evil\n</ca>",
  "<ca>\n  </ca>\nup /bin/evil",
  "<ca>\n</ca>x\nup /bin/evil",
  "\xef\xbb\xbfup /bin/evil",
  "\xef\xbb\xbf\xef\xbb\xbfup /bin/evil",
  "verb 3\n\xef\xbb\xbfup /bin/evil",
  "<ca>\nnever ends",
  "<connection>\nremote a",
  "ca \"never ends",
};

START_TEST (profile_that_runs_programs_is_refused)
{
  BeckRasOpenvpnProfile profile;

  ck_assert_uint_eq (parse (refused[_i], FALSE, &profile), ERROR_CORRUPT_PHONEBOOK);
  ck_assert_ptr_null (profile.text);
  ck_assert_uint_eq (parse (refused[_i], TRUE, &profile), ERROR_CORRUPT_PHONEBOOK);
}
END_TEST

START_TEST (long_line_in_a_block_is_refused)
{
  g_autofree char *filler = g_strnfill (BECK_RAS_OPENVPN_LINE + 1, 'A');
  g_autofree char *text = g_strconcat ("<ca>\n", filler, "</ca>\nup /bin/evil\n</ca>\n", NULL);
  BeckRasOpenvpnProfile profile;

  ck_assert_uint_eq (parse (text, FALSE, &profile), ERROR_CORRUPT_PHONEBOOK);
}
END_TEST

START_TEST (refused_line_is_named)
{
  BeckRasOpenvpnProfile profile;
  guint line = 0;

  ck_assert_uint_eq (beck_ras_openvpn_profile_parse ("client\n\nup x\ndev tun\n", 21, FALSE,
                                                     &profile, &line),
                     ERROR_CORRUPT_PHONEBOOK);
  ck_assert_uint_eq (line, 3);
}
END_TEST

static void
expect_left (const char *text, gboolean replace, const char *left)
{
  BeckRasOpenvpnProfile profile;

  ck_assert_uint_eq (parse (text, replace, &profile), 0);
  ck_assert_uint_eq (profile.size, strlen (left));
  ck_assert_mem_eq (profile.text, left, profile.size);
  beck_ras_openvpn_profile_clear (&profile);
}

START_TEST (what_the_dial_decides_is_left_out)
{
  expect_left ("client\ndev tun7\nverb 9\nlog-append /tmp/x\nscript-security 3\nauth-user-pass f\n"
               "setenv LD_PRELOAD x\nsetenv UV_NAME x\ndaemon\nremote a\npersist-tun",
               FALSE, "client\nsetenv UV_NAME x\nremote a\npersist-tun\n");
}
END_TEST

START_TEST (number_takes_the_place_of_remotes)
{
  const char *text = "client\nproto tcp\nremote a 1\n<connection>\nremote b\n</connection>\n"
                     "<ca>\nremote c\n</ca>\nport 5\n";

  expect_left (text, TRUE, "client\n<ca>\nremote c\n</ca>\n");
  expect_left (text, FALSE, text);
}
END_TEST

START_TEST (profile_says_what_a_dial_has_to_know)
{
  BeckRasOpenvpnProfile profile;

  ck_assert_uint_eq (parse ("remote a 443 tcp\nremote b\nauth-user-pass\ndev tap0\nhand-window 9\n",
                            FALSE, &profile),
                     0);
  ck_assert_str_eq (profile.host, "a");
  ck_assert_str_eq (profile.port, "443");
  ck_assert_str_eq (profile.protocol, "tcp");
  ck_assert_uint_eq (profile.n_remotes, 2);
  ck_assert_uint_eq (profile.hand_window, 9);
  ck_assert (profile.wants_credentials && profile.is_tap);
  beck_ras_openvpn_profile_clear (&profile);
}
END_TEST

/* ---- Arguments ---- */

typedef struct
{
  char *directory, *profile;
  BeckRasEntry *entry;
} Book;

static Book book;

static void
set_up (void)
{
  book.directory = g_dir_make_tmp ("beck-profile-XXXXXX", NULL);
  book.profile = g_build_filename (book.directory, "x.ovpn", NULL);
  ck_assert (g_file_set_contents (book.profile,
                                  "client\nremote a 443 tcp\nca ca.crt\nauth-user-pass\n", -1,
                                  NULL));
  book.entry = beck_ras_entry_new ("x", "");
  beck_ras_entry_set (book.entry, "Profile", book.profile);
}

static void
tear_down (void)
{
  beck_ras_entry_unref (book.entry);
  ck_assert_int_eq (remove (book.profile), 0);
  ck_assert_int_eq (remove (book.directory), 0);
  g_free (book.profile);
  g_free (book.directory);
}

/* All arguments in a line. */
static char *
arguments_of (const char *number, guint32 options)
{
  BeckRasOpenvpnPlan plan;
  char **arguments;
  char *line;

  ck_assert_uint_eq (beck_ras_openvpn_plan_make (book.entry, number, options, FALSE, &plan), 0);
  arguments = beck_ras_openvpn_plan_arguments (&plan, "/place");
  line = g_strjoinv (" ", arguments);
  g_strfreev (arguments);
  beck_ras_openvpn_plan_clear (&plan);
  return line;
}

START_TEST (arguments_are_in_order)
{
  g_autofree char *line = NULL, *expected = NULL;

  beck_ras_entry_set (book.entry, "Device", "ras7");
  line = arguments_of ("", 0);
  expected = g_strconcat (
    "openvpn --cd ", book.directory,
    " --config /place/profile --client --dev ras7 --dev-type tun"
    " --management /place/socket unix --management-hold --management-query-passwords"
    " --auth-user-pass --auth-nocache --resolv-retry 0 --connect-timeout 10 --auth-retry none"
    " --script-security 1 --verb 3 --mute 0",
    NULL);
  ck_assert_str_eq (line, expected);
}
END_TEST

START_TEST (number_completes_itself_from_the_profile)
{
  static const struct
  {
    const char *number, *argument;
  } rows[] = {
    { "b", " --remote b 443 tcp-client " },
    { "b:1", " --remote b 1 tcp-client " },
    { "b/udp", " --remote b 443 udp " },
    { "[2001:db8::1]:2/udp", " --remote 2001:db8::1 2 udp " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = arguments_of (rows[i].number, 0);

      ck_assert_msg (strstr (line, rows[i].argument) != NULL, "%s", line);
    }
}
END_TEST

static const struct
{
  const char *key, *value;
  guint32 options;
  const char *argument;
} settings[] = {
  { "ConnectTimeout", "3", 0, " --connect-timeout 3 " },
  { "ConnectTimeout", "0", 0, " --connect-timeout 1 " },
  { "IdleDisconnectSeconds", "60", 0, " --inactive 60 " },
  { "Options", "16", 0, " --redirect-gateway def1 " },
  { "ServerName", "office", 0, " --verify-x509-name office name " },
  { "x", "y", RDEOPT_PausedStates, " --auth-retry interact " },
};

START_TEST (settings_become_arguments)
{
  g_autofree char *line = NULL;

  beck_ras_entry_set (book.entry, settings[_i].key, settings[_i].value);
  line = arguments_of ("b", settings[_i].options);
  ck_assert_msg (strstr (line, settings[_i].argument) != NULL, "%s", line);
}
END_TEST

START_TEST (helper_may_keep_the_password_if_it_is_to)
{
  g_autofree char *line = NULL;

  beck_ras_entry_set (book.entry, "CachePassword", "1");
  line = arguments_of ("b", 0);
  ck_assert_ptr_null (strstr (line, "--auth-nocache"));
}
END_TEST

Suite *
openvpn_profile_suite (void)
{
  Suite *suite = suite_create ("openvpn-profile");
  TCase *tcase = tcase_create ("profile");

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_loop_test (tcase, lines_are_split_as_openvpn_does, 0, G_N_ELEMENTS (lines));
  tcase_add_test (tcase, lines_with_too_much_are_refused);
  tcase_add_loop_test (tcase, profile_that_runs_programs_is_refused, 0, G_N_ELEMENTS (refused));
  tcase_add_test (tcase, long_line_in_a_block_is_refused);
  tcase_add_test (tcase, refused_line_is_named);
  tcase_add_test (tcase, what_the_dial_decides_is_left_out);
  tcase_add_test (tcase, number_takes_the_place_of_remotes);
  tcase_add_test (tcase, profile_says_what_a_dial_has_to_know);
  tcase_add_test (tcase, arguments_are_in_order);
  tcase_add_test (tcase, number_completes_itself_from_the_profile);
  tcase_add_loop_test (tcase, settings_become_arguments, 0, G_N_ELEMENTS (settings));
  tcase_add_test (tcase, helper_may_keep_the_password_if_it_is_to);
  suite_add_tcase (suite, tcase);
  return suite;
}
