/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The order of states (spec/ras.md 4): what is filled in, what is passed over. */

#include <string.h>
#include <win/ras.h>

#include "beck-test.h"
#include "ras/order.h"
#include "suites.h"

/* In a row: credentials are wanted again. */
#define PAUSE 0xffffffff

static const struct
{
  const char *name;
  gboolean modem;
  guint32 states[16]; /* ends with RASCS_Connected */
  const char *told;
} rows[] = {
  { "nothing but the end", FALSE, { 0x2000 }, "0 1 2 3 4 5 6 a e 12 2000" },
  { "nothing but the end, modem", TRUE, { 0x2000 }, "0 1 2 3 4 5 6 a b c e 12 2000" },
  { "steps", FALSE, { 0, 2, 5, 10, 18, 0x2000 }, "0 1 2 3 4 5 6 a e 12 2000" },
  { "settings are told of if they are applied", FALSE, { 24, 0x2000 },
    "0 1 2 3 4 5 6 a e 12 18 2000" },
  { "twice the same", FALSE, { 5, 5, 0x2000 }, "0 1 2 3 4 5 6 a e 12 2000" },
  { "back", FALSE, { 10, 2, 5, 0x2000 }, "0 1 2 3 4 5 6 a e 12 2000" },
  { "a chain of devices", TRUE, { 3, 2, 3, 0x2000 }, "0 1 2 3 2 3 4 5 6 a b c e 12 2000" },
  { "new credentials", FALSE, { 6, 7, 5, 0x2000 }, "0 1 2 3 4 5 6 7 a e 12 2000" },
  { "new credentials again", FALSE, { 6, 7, PAUSE, 7, 7, 0x2000 },
    "0 1 2 3 4 5 6 7 7 a e 12 2000" },
  { "a new password", FALSE, { 6, 9, 7, 0x2000 }, "0 1 2 3 4 5 6 9 7 a e 12 2000" },
  { "a call back", TRUE, { 8, 15, 16, 17, 13, 0x2000 },
    "0 1 2 3 4 5 6 8 f 10 11 d a b c e 12 2000" },
  { "one without a place", FALSE, { 2, 22, 0x2000 }, "0 1 2 16 3 4 5 6 a e 12 2000" },
};

START_TEST (each_row)
{
  BeckRasOrder order = { .modem = rows[_i].modem };
  g_autoptr (GString) told = g_string_new (NULL);
  guint32 states[BECK_RAS_ORDER_MAX];
  guint step = 0;

  do
    {
      guint n;

      if (rows[_i].states[step] == PAUSE)
        {
          order.again = TRUE;
          continue;
        }
      n = beck_ras_order_advance (&order, rows[_i].states[step], states);

      for (guint i = 0; i < n; i++)
        g_string_append_printf (told, "%s%x", told->len > 0 ? " " : "", states[i]);
    }
  while (rows[_i].states[step++] != RASCS_Connected);
  ck_assert_msg (strcmp (told->str, rows[_i].told) == 0, "%s: %s", rows[_i].name, told->str);
}
END_TEST

Suite *
order_suite (void)
{
  Suite *suite = suite_create ("order");
  TCase *tcase = tcase_create ("rows");

  tcase_add_loop_test (tcase, each_row, 0, G_N_ELEMENTS (rows));
  suite_add_tcase (suite, tcase);
  return suite;
}
