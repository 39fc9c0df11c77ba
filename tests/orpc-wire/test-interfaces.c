/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What generated code makes of the interfaces of object RPC, against bytes written by hand. */

#include "ndr-case.h"
#include "rows.h"
#include "suites.h"

#include "beck-test.h"

static const NdrRows *const files[] = {
  &interface_rows_resolver, &interface_rows_rem,       &interface_rows_rem2,
  &interface_rows_system,   &interface_rows_activator,
};

static guint
n_rows (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    n += files[i]->n_rows;
  return n;
}

/* Row @i / 2, in one byte order or the other. */
static void
case_init (NdrCase *c, int i)
{
  guint place = (guint) i / 2, file = 0;

  for (; place >= files[file]->n_rows; file++)
    place -= files[file]->n_rows;
  c->row = &files[file]->rows[place];
  c->method = ndr_method (files[file]->interface, c->row->method);
  c->big_endian = i % 2 == 1;
  c->present[NDR_IN] = c->row->in != NULL;
  c->present[NDR_OUT] = c->row->out != NULL;
  ndr_bytes_parse (&c->bytes[NDR_IN], c->present[NDR_IN] ? c->row->in : "", c->big_endian);
  ndr_bytes_parse (&c->bytes[NDR_OUT], c->present[NDR_OUT] ? c->row->out : "", c->big_endian);
}

START_TEST (generated_code_writes_the_bytes_of_the_specification)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_writing (&c);
}
END_TEST

START_TEST (generated_code_reads_them)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_reading (&c);
}
END_TEST

START_TEST (every_cut_is_refused)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_short (&c);
}
END_TEST

START_TEST (damaged_calls_are_refused_or_good)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_wrong (&c);
  ndr_case_check_random (&c, (guint32) _i);
}
END_TEST

START_TEST (memory_may_lack_anywhere)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_memory (&c);
}
END_TEST

Suite *
interfaces_suite (void)
{
  const TTest *const tests[] = {
    generated_code_writes_the_bytes_of_the_specification,
    generated_code_reads_them,
    every_cut_is_refused,
    damaged_calls_are_refused_or_good,
    memory_may_lack_anywhere,
  };
  Suite *suite = suite_create ("interfaces");
  TCase *tcase = tcase_create ("call");

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_loop_test (tcase, tests[i], 0, 2 * (int) n_rows ());
  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  return suite;
}
