/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the tests of the functions of connections, and has what they share. */

#include "test-api.h"

#include <string.h>

HRASCONN
dial_script (const char *script, DWORD options)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  ground_add_entry ("scripted", script);
  strcpy (params.szEntryName, "scripted");
  params.dwCallbackId = (ULONG_PTR) the_ear;
  ck_assert_uint_eq (dial_with (&params, options, 2, hear_2, &connection), 0);
  return connection;
}

HRASCONN
connect_script (const char *script)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  ground_add_entry ("scripted", script);
  strcpy (params.szEntryName, "scripted");
  ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &connection), 0);
  return connection;
}

TCase *
api_case (Suite *suite, const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, ground_set_up, ground_tear_down);
  tcase_set_timeout (tcase, 120);
  suite_add_tcase (suite, tcase);
  return tcase;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
    = { arguments_suite, handlers_suite, events_suite, memory_suite, NULL };
  int status;

  if (is_another_process (&status))
    return status;
  return beck_test_main (argc, argv, suites);
}
