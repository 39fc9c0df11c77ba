/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Every row, in both directions and both byte orders: generated code writes the bytes that were
 * written by hand, reads them, and lets nothing else pass that it could not write itself.
 */

#include "ndr-case.h"
#include "suites.h"

#include <string.h>

#include "beck-test.h"

static void
case_init (NdrCase *c, int i)
{
  c->row = ndr_row ((guint) i / 2, &c->method);
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

/* The notation of the rows is no writer of ours, but not the list of the specification either. */
START_TEST (the_rows_have_the_bytes_of_the_list)
{
  g_auto (NdrCase) c;
  const NdrBytes *bytes;
  gsize i = 0;

  case_init (&c, 2 * _i);
  bytes = &c.bytes[c.row->out != NULL ? NDR_OUT : NDR_IN];
  for (const char *text = c.row->spec; text != NULL && *text != '\0'; i++)
    {
      ck_assert_uint_lt (i, bytes->size);
      if (bytes->kinds[i] == NDR_BYTE_EXACT)
        ck_assert_msg (g_ascii_strtoull (text, NULL, 16) == bytes->bytes[i], "%s: at %zu",
                       c.row->claim, i);
      text += strcspn (text, " ");
      text += strspn (text, " ");
    }
  ck_assert (c.row->spec == NULL || i == bytes->size);
}
END_TEST

static gboolean
write_into (const NdrCase *c, NdrDirection direction, guint8 *buffer, gsize size,
            BeckNdrFault *fault)
{
  gboolean (*put) (BeckNdrWriter *, const void *)
      = direction == NDR_IN ? c->method->put_in : c->method->put_out;
  g_auto (BeckNdrWriter) writer;
  gboolean good;

  memset (buffer, 0xEE, size);
  beck_ndr_writer_init_fixed (&writer, buffer, size, NULL);
  writer.hooks = ndr_hooks;
  beck_ndr_writer_set_big_endian (&writer, c->big_endian);
  good = put == NULL || put (&writer, c->row->args);
  *fault = writer.fault;
  return good;
}

/* With room for all, structures go the short way if they can; in the other order, or near the end,
 * member by member. */
START_TEST (room_that_is_just_enough_has_the_same_bytes)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  for (NdrDirection direction = NDR_IN; direction <= NDR_OUT; direction++)
    {
      gsize size = c.bytes[direction].size;
      g_autofree guint8 *buffer = g_malloc (MAX (size, 1));
      g_autofree char *difference = NULL;
      BeckNdrFault fault;

      if (!c.present[direction])
        continue;
      ck_assert_msg (write_into (&c, direction, buffer, size, &fault), "%s", c.row->claim);
      difference = ndr_bytes_difference (&c.bytes[direction], buffer, size);
      ck_assert_msg (difference == NULL, "%s: %s", c.row->claim, difference);
      for (gsize less = 0; less < size; less++)
        {
          g_autofree guint8 *small = g_malloc (MAX (less, 1));

          ck_assert_msg (!write_into (&c, direction, small, less, &fault), "%s", c.row->claim);
          ck_assert_uint_eq (fault.status, RPC_S_BUFFER_TOO_SMALL);
          ck_assert_msg (fault.path[0] != '\0', "%s", c.row->claim);
        }
    }
}
END_TEST

START_TEST (generated_code_reads_them_whatever_is_in_the_gaps)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_reading (&c);
}
END_TEST

START_TEST (bytes_that_end_too_early_are_refused)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_short (&c);
}
END_TEST

START_TEST (one_byte_too_many_is_not_read)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_long (&c);
}
END_TEST

START_TEST (numbers_that_are_wrong_are_refused_or_good)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_wrong (&c);
}
END_TEST

START_TEST (random_damage_is_refused_or_good)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_random (&c, (guint32) _i);
}
END_TEST

START_TEST (lack_of_memory_is_a_fault_and_loses_nothing)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_memory (&c);
}
END_TEST

Suite *
features_suite (void)
{
  const struct
  {
    const char *name;
    const TTest *test;
    int orders;
  } cases[] = {
    { "writing", generated_code_writes_the_bytes_of_the_specification, 2 },
    { "room", room_that_is_just_enough_has_the_same_bytes, 2 },
    { "list", the_rows_have_the_bytes_of_the_list, 1 },
    { "reading", generated_code_reads_them_whatever_is_in_the_gaps, 2 },
    { "short", bytes_that_end_too_early_are_refused, 2 },
    { "long", one_byte_too_many_is_not_read, 2 },
    { "wrong", numbers_that_are_wrong_are_refused_or_good, 2 },
    { "random", random_damage_is_refused_or_good, 2 },
    { "memory", lack_of_memory_is_a_fault_and_loses_nothing, 2 },
  };
  Suite *suite = suite_create ("ndr-features");
  int rows = (int) ndr_n_rows ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TCase *tc = tcase_create (cases[i].name);

      tcase_add_loop_test (tc, cases[i].test, 0, rows * cases[i].orders);
      tcase_set_timeout (tc, 60);
      suite_add_tcase (suite, tc);
    }
  return suite;
}
