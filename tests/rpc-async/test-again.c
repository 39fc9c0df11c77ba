/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Asynchronous calls whose connection ends: those that were not executed begin again, the others
 * say that they may have been (rpc.md 2.5, rule 11). */

#include <beck/exception.h>
#include <beck/status.h>
#include <string.h>

#include "beck-test.h"
#include "guest.h"
#include "suites.h"

/* So many requests that a socket does not take all of them, and a client does not have to wait. */
#define CROWD 20000

#define FEW 8

/* The server leaves behind each answer: its leave is known, or seen when the next call begins. */
START_TEST (a_connection_that_has_ended_is_replaced)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .leaves = TRUE };
  Fake *fake = fake_open (&manners);
  Call call;

  bind_to (fake);
  for (gint i = 1; i <= 10; i++)
    {
      begin (&call);
      ck_assert_int_eq (end (&call), 0);
      fake_wait (&fake->open, 1);
      /* For so long, at least, connections are trusted. */
      g_usleep (15 * 1000);
      ck_assert_int_eq (g_atomic_int_get (&fake->connections), i);
    }
  ck_assert_int_eq (g_atomic_int_get (&fake->requests), 10);
  leave (fake);
}
END_TEST

START_TEST (a_call_that_may_have_been_executed_is_not_repeated)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .drops = 1 };
  Fake *fake = fake_open (&manners);
  Call call;

  bind_to (fake);
  begin (&call);
  ck_assert_int_eq (end (&call), RPC_S_CALL_FAILED);
  ck_assert_int_eq (g_atomic_int_get (&fake->requests), 1);
  begin (&call);
  ck_assert_int_eq (end (&call), 0);
  leave (fake);
}
END_TEST

static RPC_STATUS
call_idempotent (void)
{
  Call call = { 0 };

  RpcAsyncInitializeHandle (&call.async, sizeof call.async);
  c_Repeat (&call.async, binding, 7, &call.twice, &call.touched);
  return end (&call);
}

START_TEST (an_idempotent_call_is_repeated_once)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .drops = _i };
  Fake *fake = fake_open (&manners);

  bind_to (fake);
  ck_assert_int_eq (call_idempotent (), _i < 2 ? 0 : RPC_S_CALL_FAILED);
  ck_assert_int_eq (g_atomic_int_get (&fake->requests), MIN (_i + 1, 2));
  leave (fake);
}
END_TEST

/* The first of them fail, if something of them has left; the others come to the next connection, in
 * the order in which they were begun. */
START_TEST (calls_that_were_not_sent_begin_again_in_order)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .deaf_once = TRUE };
  int listener;
  char *path = listen_locally (16, &listener);
  Fake *fake = fake_open_at (listener, &manners);
  Call *calls = g_new0 (Call, CROWD);
  gint n_failed = 0;

  bind_locally (path);
  begin_with (&calls[0], 0);
  fake_wait (&fake->deafened, 1);
  for (gint i = 1; i < CROWD; i++)
    begin_with (&calls[i], i);
  fake_hang_up (fake);
  while (n_failed < CROWD && end (&calls[n_failed]) == RPC_S_CALL_FAILED)
    n_failed++;
  ck_assert_int_lt (n_failed, CROWD);
  for (gint i = n_failed + 1; i < CROWD; i++)
    ck_assert_int_eq (end (&calls[i]), 0);
  ck_assert_int_eq (g_atomic_int_get (&fake->requests), CROWD - n_failed);
  ck_assert_int_eq (g_atomic_int_get (&fake->disorder), 0);
  ck_assert_int_eq (g_atomic_int_get (&fake->connections), 2);
  leave (fake);
  unlisten (path);
  g_free (calls);
}
END_TEST

static gpointer
cancel_every_other (gpointer data)
{
  Call *calls = data;

  for (guint i = 0; i < FEW; i += 2)
    RpcAsyncCancelCall (&calls[i].async, TRUE);
  return NULL;
}

/* The server leaves in the middle of them, again and again, and a thread cancels meanwhile. */
START_TEST (calls_that_begin_again_can_be_cancelled)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .leaves = TRUE };
  Fake *fake = fake_open (&manners);
  Call calls[FEW];

  bind_to (fake);
  for (guint round = 0; round < 30; round++)
    {
      GThread *thread;

      for (guint i = 0; i < FEW; i++)
        begin (&calls[i]);
      thread = g_thread_new ("cancel", cancel_every_other, calls);
      g_thread_join (thread);
      for (guint i = 0; i < FEW; i++)
        {
          RPC_STATUS status = end (&calls[i]);

          ck_assert_msg (status == 0 || status == RPC_S_CALL_FAILED
                             || status == RPC_S_CALL_FAILED_DNE
                             || (i % 2 == 0 && status == RPC_S_CALL_CANCELLED),
                         "%d", status);
        }
    }
  leave (fake);
}
END_TEST

Suite *
again_suite (void)
{
  Suite *suite = suite_create ("again");
  TCase *tcase = tcase_create ("again");

  tcase_set_timeout (tcase, 60);
  tcase_add_test (tcase, a_connection_that_has_ended_is_replaced);
  tcase_add_test (tcase, a_call_that_may_have_been_executed_is_not_repeated);
  tcase_add_loop_test (tcase, an_idempotent_call_is_repeated_once, 0, 4);
  tcase_add_test (tcase, calls_that_were_not_sent_begin_again_in_order);
  tcase_add_test (tcase, calls_that_begin_again_can_be_cancelled);
  suite_add_tcase (suite, tcase);
  return suite;
}
