/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What pppd says and is told: lines, exit codes, options, scripts, credentials. */

#include <signal.h>
#include <string.h>
#include <win/ras.h>

#include "base/alloc.h"
#include "ras/pppd-private.h"
#include "test-backend-kit.h"
#include "test-pppd.h"

/* ---- Lines ---- */

static const struct
{
  const char *line;
  PppdFactKind kind;
  const char *text;
  guint32 number;
} lines[] = {
  { "", PPPD_OTHER, "", 0 },
  { "pppd 2.4.9 started by root, uid 0", PPPD_OTHER, "", 0 },
  { "Plugin rp-pppoe.so loaded.", PPPD_PLUGIN, "", 0 },
  { "Plugin pppoe.so loaded.", PPPD_PLUGIN, "", 0 },
  { "Plugin passwordfd.so loaded.", PPPD_OTHER, "", 0 },
  { "Connected to 00:11:22:33:44:55 via interface eth0", PPPD_CARRIER, "", 0 },
  { "Serial connection established.", PPPD_CARRIER, "", 0 },
  { "Using interface ppp0", PPPD_INTERFACE, "ppp0", 0 },
  { "Renamed interface ppp0 to dsl", PPPD_INTERFACE, "dsl", 0 },
  { "Renamed interface ppp0", PPPD_OTHER, "", 0 },
  { "Connect: ppp0 <--> /dev/ttyS0", PPPD_LINK, "", 0 },
  { "PAP authentication succeeded", PPPD_AUTHENTICATED, "", 0 },
  { "CHAP authentication succeeded: Welcome", PPPD_AUTHENTICATED, "", 0 },
  { "PAP authentication failed", PPPD_REJECTED, "", 691 },
  { "CHAP authentication failed: go away", PPPD_REJECTED, "", 691 },
  { "MS-CHAP authentication failed: E=691 Authentication failure", PPPD_REJECTED, "E=691", 691 },
  { "MS-CHAP authentication failed: E=648 Password expired", PPPD_REJECTED, "E=648", 648 },
  { "MS-CHAP authentication failed: E=", PPPD_REJECTED, "E=", 691 },
  { "MS-CHAP authentication failed: E=99999999999999999999", PPPD_REJECTED, NULL, 691 },
  { "MS-CHAP authentication failed: E=600", PPPD_REJECTED, "E=600", 691 },
  { "local  IP address 10.0.0.2", PPPD_LOCAL, "10.0.0.2", 0 },
  { "remote IP address 10.0.0.1 ", PPPD_REMOTE, "10.0.0.1", 0 },
  { "local  LL address fe80::1", PPPD_LOCAL6, "fe80::1", 0 },
  { "remote LL address fe80::2", PPPD_REMOTE6, "fe80::2", 0 },
  { "Timeout waiting for PADO packets", PPPD_UNANSWERED, "", 0 },
  { "  local  IP address 10.0.0.2", PPPD_OTHER, "", 0 },
};

START_TEST (lines_are_understood)
{
  const PppdFact fact = pppd_read_line (lines[_i].line);

  ck_assert_int_eq (fact.kind, lines[_i].kind);
  ck_assert_uint_eq (fact.number, lines[_i].number);
  if (lines[_i].text != NULL)
    ck_assert_str_eq (fact.text, lines[_i].text);
}
END_TEST

START_TEST (long_words_are_cut)
{
  char *word = g_strnfill (500, 'x');
  char *line = g_strconcat ("Using interface ", word, NULL);
  const PppdFact fact = pppd_read_line (line);

  ck_assert_uint_eq (strlen (fact.text), sizeof fact.text - 1);
  g_free (line);
  g_free (word);
}
END_TEST

/* ---- Exit codes ---- */

static const struct
{
  int status;
  const char *report;
  guint32 error;
  gint state;
} verdicts[] = {
  { 0 << 8, "", 629, -1 },
  { 1 << 8, "", 635, -1 },
  { 2 << 8, "", 625, 0 },
  { 3 << 8, "", 5, 0 },
  { 4 << 8, "", 711, 0 },
  { 5 << 8, "", 631, -1 },
  { 6 << 8, "", 633, 0 },
  { 7 << 8, "", 692, 0 },
  { 8 << 8, "", 651, 2 },
  { 8 << 8, "open\ninit 3", 692, 2 },
  { 8 << 8, "open\ninit 4", 692, 2 },
  { 8 << 8, "open\ndial 3", 678, 2 },
  { 8 << 8, "open\ndial 4", 676, 2 },
  { 8 << 8, "open\ndial 5", 678, 2 },
  { 8 << 8, "open\ndial 6", 679, 2 },
  { 8 << 8, "open\ndial 7", 680, 2 },
  { 8 << 8, "open\ndial 8", 680, 2 },
  { 8 << 8, "open\ndial 9", 651, 2 },
  { 8 << 8, "open\ndial 127", 651, 2 },
  { 8 << 8, "open\ndial 4294967300", 651, 2 },
  { 8 << 8, "open\ndial", 651, 2 },
  { 8 << 8, "nonsense", 651, 2 },
  { 9 << 8, "", 651, 2 },
  { 10 << 8, "", 720, 10 },
  { 11 << 8, "", 778, 5 },
  { 12 << 8, "", 828, -1 },
  { 13 << 8, "", 932, -1 },
  { 14 << 8, "", 704, 8 },
  { 15 << 8, "", 721, -1 },
  { 16 << 8, "", 668, -1 },
  { 17 << 8, "", 737, 5 },
  { 18 << 8, "", 651, 2 },
  { 19 << 8, "", 691, 6 },
  { 20 << 8, "", 635, -1 },
  { 255 << 8, "", 635, -1 },
  { SIGKILL, "", 619, -1 },
  { SIGSEGV | 0x80, "", 619, -1 },
  { -1, "", 619, -1 },
};

START_TEST (every_end_has_its_error)
{
  const PppdVerdict verdict = pppd_judge (verdicts[_i].status, verdicts[_i].report);

  ck_assert_uint_eq (verdict.error, verdicts[_i].error);
  ck_assert_int_eq (verdict.state, verdicts[_i].state);
}
END_TEST

/* ---- Checks ---- */

static const struct
{
  const char *keys[7];
  const char *number;
  gboolean is_root;
  guint32 error;
} checked[] = {
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, "555 (12)-34", TRUE, 0 },
  { { "DeviceType", "modem", "DeviceName", "/dev/ttyS0" }, "*99#,W;P", TRUE, 0 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, "", TRUE, 749 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, " - ", TRUE, 749 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, "5\n+++ATH", TRUE, 749 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, "5\\d", TRUE, 749 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, "5\"", TRUE, 749 },
  { { "DeviceType", "modem" }, "5", TRUE, 659 },
  { { "DeviceType", "modem", "DeviceName", "a\nb" }, "5", TRUE, 659 },
  { { "DeviceType", "modem", "DeviceName", "My modem", "PppdDevice", "ttyS0" }, "5", TRUE, 0 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0", "PppdInit", "AT&F1" }, "5", TRUE, 0 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0", "PppdInit", "AT OK" }, "5", TRUE, 625 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0", "PppdInit", "AT\"" }, "5", TRUE, 625 },
  { { "DeviceType", "modem", "DeviceName", "ttyS0" }, "5", FALSE, 5 },
  { { "DeviceType", "modem", "PppdPeer", "isp" }, "5", FALSE, 0 },
  { { "DeviceType", "modem", "PppdPeer", "../options" }, "5", FALSE, 625 },
  { { "DeviceType", "modem", "PppdPeer", ".x" }, "5", FALSE, 625 },
  { { "DeviceType", "modem", "PppdPeer", "a b" }, "5", FALSE, 625 },
  { { "DeviceType", "pppoe", "DeviceName", "eth0" }, "", TRUE, 0 },
  { { "DeviceType", "PPPoE", "DeviceName", "eth0" }, "My \"service\"", TRUE, 0 },
  { { "DeviceType", "PPPoE", "DeviceName", "eth0" }, "a\nplugin x", TRUE, 749 },
  { { "DeviceType", "PPPoE", "DeviceName", "eth0\nplugin x" }, "", TRUE, 659 },
  { { "DeviceType", "PPPoE", "DeviceName", "../../x" }, "", TRUE, 659 },
  { { "DeviceType", "PPPoE", "DeviceName", "much-too-long-a-name" }, "", TRUE, 659 },
  { { "DeviceType", "PPPoE" }, "", TRUE, 659 },
  { { "DeviceType", "PPPoE", "DeviceName", "eth0", "PppdConcentrator", "a\tb" }, "", TRUE, 625 },
};

START_TEST (entries_are_checked_before_a_dial)
{
  BeckRasEntry *entry = kit_entry (checked[_i].keys);

  ck_assert_uint_eq (pppd_check (entry, checked[_i].number, checked[_i].is_root),
                     checked[_i].error);
  beck_ras_entry_unref (entry);
}
END_TEST

/* ---- Options ---- */

static char *
options_of (const char *const *keys, const char *number, const char *callback, gboolean is_root)
{
  BeckRasDial dial = { kit_entry (keys), number, callback };
  char *options = pppd_make_options (&dial, "/run/it's", is_root, FALSE);

  beck_ras_entry_unref (dial.entry);
  return options;
}

#define COMMON                                                                                     \
  "nodetach\nlogfd 1\nnopersist\nmaxfail 1\nnoipdefault\nhide-password\n"                          \
  "lcp-echo-interval 10\nlcp-echo-failure 3\n"

START_TEST (options_of_a_modem)
{
  char *options = options_of ((const char *const[]){ "DeviceType", "modem", "DeviceName",
                                                     "tty \"A\"", "PppdSpeed", "9600", NULL },
                              "5", "*", TRUE);

  ck_assert_str_eq (options, COMMON "\"/dev/tty \\\"A\\\"\" 9600\nmodem\ncrtscts\nlock\n"
                                    "connect \"sh '/run/it'\\\\''s'/connect\"\nnoauth\n"
                                    "file \"/run/it's/secret\"\n");
  g_free (options);
}
END_TEST

START_TEST (options_of_pppoe)
{
  char *options = options_of ((const char *const[]){ "DeviceType", "PPPoE", "DeviceName", "eth0",
                                                     "PppdConcentrator", "ac 1", "Options", "16",
                                                     "IdleDisconnectSeconds", "60", NULL },
                              "my \\ service", "555", TRUE);

  ck_assert_str_eq (options, COMMON "plugin rp-pppoe.so\nnic-eth0\n"
                                    "rp_pppoe_service \"my \\\\ service\"\nrp_pppoe_ac \"ac 1\"\n"
                                    "noauth\ndefaultroute\nidle 60\ncallback \"555\"\n"
                                    "file \"/run/it's/secret\"\n");
  g_free (options);
}
END_TEST

START_TEST (administrators_file_takes_the_place_of_the_way)
{
  char *options
    = options_of ((const char *const[]){ "DeviceType", "PPPoE", "DeviceName", "eth0", "PppdPeer",
                                         "isp", "IdleDisconnectSeconds", "4294967295", NULL },
                  "service", "", FALSE);

  ck_assert_str_eq (options, COMMON "call \"isp\"\nfile \"/run/it's/secret\"\n");
  g_free (options);
}
END_TEST

START_TEST (ways_to_authenticate_are_refused)
{
  static const struct
  {
    const char *flags, *options;
  } rows[] = {
    { "1024", "refuse-pap\n" },
    { "2048", "refuse-pap\nrefuse-chap\nrefuse-eap\n" },
    { "131072", "refuse-pap\nrefuse-chap\nrefuse-mschap\nrefuse-mschap-v2\n" },
    { "4096", "require-mppe\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *options = options_of (
        (const char *const[]){ "PppdPeer", "isp", "Options", rows[i].flags, NULL }, "", "", FALSE);
      char *wanted = g_strconcat (COMMON "call \"isp\"\n", rows[i].options,
                                  "file \"/run/it's/secret\"\n", NULL);

      ck_assert_str_eq (options, wanted);
      g_free (wanted);
      g_free (options);
    }
}
END_TEST

START_TEST (number_is_dialled_without_its_ornaments)
{
  char *script = pppd_make_dial ("+49 (30) 123-45,6");

  ck_assert_ptr_nonnull (strstr (script, "\"\" ATDT+4930123" "45,6\nCONNECT \\c\n"));
  g_free (script);
}
END_TEST

/* ---- Credentials ---- */

static void
expect_secret (const char *user_name, const char *password, const char *domain,
               const char *wanted)
{
  BeckRasCredentials *credentials = beck_ras_credentials_new (user_name, password, domain);
  char *secret;

  ck_assert_uint_eq (pppd_make_secret (credentials, &secret), wanted != NULL ? 0 : 87);
  if (wanted != NULL)
    ck_assert_str_eq (secret, wanted);
  else
    ck_assert_ptr_null (secret);
  beck_ras_secret_free (secret);
  beck_ras_credentials_free (credentials);
}

START_TEST (credentials_are_quoted)
{
  char *longest = g_strnfill (255, '\\'), *doubled = g_strnfill (510, '\\');
  char *wanted = g_strconcat ("user \"", doubled, "\\\\", doubled, "\"\npassword \"", doubled,
                              "\"\n", NULL);

  expect_secret ("", "", "", "");
  expect_secret ("ann", "secret", "", "user \"ann\"\npassword \"secret\"\n");
  expect_secret ("a\"b", "# \\'", "D", "user \"D\\\\a\\\"b\"\npassword \"# \\\\'\"\n");
  expect_secret (longest, longest, longest, wanted);
  g_free (wanted);
  g_free (doubled);
  g_free (longest);
}
END_TEST

START_TEST (what_pppd_would_not_understand_is_refused)
{
  char *too_long = g_strnfill (256, 'x');

  expect_secret ("ann", too_long, "", NULL);
  expect_secret (too_long, "secret", "", NULL);
  expect_secret ("ann", "a\nplugin x", "", NULL);
  expect_secret ("ann\n", "secret", "", NULL);
  expect_secret ("ann", "secret", "\t", NULL);
  g_free (too_long);
}
END_TEST

START_TEST (lack_of_memory_for_credentials_is_told)
{
  BeckRasCredentials *credentials = beck_ras_credentials_new ("ann", "secret", "");
  char *secret;

  beck_alloc_fail_at (0);
  ck_assert_uint_eq (pppd_make_secret (credentials, &secret), 8);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (secret);
  beck_ras_credentials_free (credentials);
}
END_TEST

Suite *
pppd_text_suite (void)
{
  Suite *suite = suite_create ("pppd-text");
  TCase *tcase = tcase_create ("says");

  tcase_add_loop_test (tcase, lines_are_understood, 0, G_N_ELEMENTS (lines));
  tcase_add_test (tcase, long_words_are_cut);
  tcase_add_loop_test (tcase, every_end_has_its_error, 0, G_N_ELEMENTS (verdicts));
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("is-told");
  tcase_add_loop_test (tcase, entries_are_checked_before_a_dial, 0, G_N_ELEMENTS (checked));
  tcase_add_test (tcase, options_of_a_modem);
  tcase_add_test (tcase, options_of_pppoe);
  tcase_add_test (tcase, administrators_file_takes_the_place_of_the_way);
  tcase_add_test (tcase, ways_to_authenticate_are_refused);
  tcase_add_test (tcase, number_is_dialled_without_its_ornaments);
  tcase_add_test (tcase, credentials_are_quoted);
  tcase_add_test (tcase, what_pppd_would_not_understand_is_refused);
  tcase_add_test (tcase, lack_of_memory_for_credentials_is_told);
  suite_add_tcase (suite, tcase);
  return suite;
}
