/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The end of the server while a client comes. What it leaves behind the harness finds. */

#include <unistd.h>

#include "stage.h"
#include "suites.h"

/* The first client of a process is let in slowly, as threads begin, so that one of these ends meets
 * it on its way; each is a process. */
#define ENDS 100

START_TEST (who_is_just_let_in_is_sent_away)
{
  int fd;

  stage_begin ();
  fd = wire_connect (STAGE);
  g_usleep ((gulong) _i * 20);
  stage_end ();
  wire_expect_closed (fd);
  close (fd);
}
END_TEST

Suite *
close_suite (void)
{
  Suite *suite = suite_create ("close");
  TCase *tcase = tcase_create ("close");

  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, who_is_just_let_in_is_sent_away, 0, ENDS);
  suite_add_tcase (suite, tcase);
  return suite;
}
