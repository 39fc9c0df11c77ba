/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pipes of asynchronous managers, for clients whose stubs pull and push as they call. */

#include "office.h"
#include "plain/work.h"
#include "suites.h"

/* The client's end of a pipe. */
typedef struct
{
  LONG n, next; /* numbers that are pulled from it, and the next of them */
  LONG pushed;  /* numbers that came, */
  LONG factor;  /* … this times their place */
  gboolean ended;
  LONG buffer[100];
} End;

static void
allocate (char *state, ULONG size, LONG **buffer, ULONG *got)
{
  End *end = (End *) (gpointer) state;

  *buffer = end->buffer;
  *got = sizeof end->buffer;
}

static void
pull (char *state, LONG *buffer, ULONG capacity, ULONG *count)
{
  End *end = (End *) (gpointer) state;

  *count = (ULONG) MIN ((LONG) capacity, end->n - end->next);
  for (ULONG i = 0; i < *count; i++)
    buffer[i] = end->next++;
}

static void
push (char *state, LONG *buffer, ULONG count)
{
  End *end = (End *) (gpointer) state;

  end->ended = count == 0;
  for (ULONG i = 0; i < count; i++)
    ck_assert_int_eq (buffer[i], end->factor * end->pushed++);
}

static NUMBERS
pipe_of (End *end)
{
  return (NUMBERS){ .pull = pull, .push = push, .alloc = allocate, .state = (char *) end };
}

static const LONG sizes[] = { 0, 1, 99, 5000, 100000 };

START_TEST (what_is_pulled_from_a_client_arrives)
{
  LONG n = sizes[_i];
  End end = { .n = n };

  ck_assert_int_eq (p_Take (office_binding, 5, (NUMBERS[]){ pipe_of (&end) }),
                    (LONG) (5 + (gint64) n * (n - 1) / 2));
  ck_assert_int_eq (end.next, n);
}
END_TEST

START_TEST (what_the_server_pushes_arrives)
{
  LONG n = sizes[_i];
  End end = { .factor = 1 };
  LONG after = 0;

  ck_assert_int_eq (p_Give (office_binding, n, (NUMBERS[]){ pipe_of (&end) }, &after), n);
  ck_assert_int_eq (end.pushed, n);
  ck_assert (end.ended);
  ck_assert_int_eq (after, -n);
}
END_TEST

START_TEST (a_pipe_goes_both_ways)
{
  LONG n = sizes[_i];
  End end = { .n = n, .factor = 2 };

  ck_assert_int_eq (p_Change (office_binding, (NUMBERS[]){ pipe_of (&end) }),
                    (LONG) (gint64) n * (n - 1) / 2);
  ck_assert_int_eq (end.pushed, n);
  ck_assert (end.ended);
}
END_TEST

static void
add_pipes (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *tcase = tcase_create (name);

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, what_is_pulled_from_a_client_arrives, 0, G_N_ELEMENTS (sizes));
  tcase_add_loop_test (tcase, what_the_server_pushes_arrives, 0, G_N_ELEMENTS (sizes));
  tcase_add_loop_test (tcase, a_pipe_goes_both_ways, 0, 4);
  suite_add_tcase (suite, tcase);
}

Suite *
plain_pipe_suite (void)
{
  Suite *suite = suite_create ("plain-pipe");

  add_pipes (suite, "connected", office_setup, office_teardown);
  add_pipes (suite, "within", office_setup_within, office_teardown_within);
  return suite;
}
