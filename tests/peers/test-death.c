/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The server goes while it has calls: each ends, with what is known of it (rpc.md 2.5, 11). */

#include <string.h>

#include "calls.h"
#include "peer.h"
#include "suites.h"

#define CALLS 200
#define LONG_TIME (1000 * 1000) /* seconds */

static Peer peer;
static RPC_BINDING_HANDLE binding;
static Call calls[CALLS];

static void
setup (void)
{
  Call last = { 0 };
  RPC_STATUS status;

  memset (calls, 0, sizeof calls);
  peer_start (&peer);
  binding = peer_bind (peer.port);
  for (guint i = 0; i < CALLS; i++)
    ck_assert (call_begin_sleep (&calls[i], binding, LONG_TIME, &status));
  /* The calls of a thread are dispatched in their order: with this one answered, the others have
   * begun. */
  ck_assert (call_begin_add (&last, binding, 1, &status));
  ck_assert_int_eq (call_end (&last), RPC_S_OK);
}

static void
teardown (void)
{
  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_OK);
}

/* Where nobody listens any more, a call fails at its beginning or at its end. */
static RPC_STATUS
status_of_a_call (void)
{
  Call call = { 0 };
  RPC_STATUS status = RPC_S_OK;

  return call_begin_add (&call, binding, 1, &status) ? call_end (&call) : status;
}

/* Of a call that is made before the end of the connection is noticed not more is known. */
static RPC_STATUS
status_without_server (void)
{
  RPC_STATUS status;

  do
    status = status_of_a_call ();
  while (status == RPC_S_CALL_FAILED || status == RPC_S_CALL_FAILED_DNE);
  return status;
}

START_TEST (a_killed_server_fails_all_its_calls)
{
  peer_kill (&peer);
  for (guint i = 0; i < CALLS; i++)
    ck_assert_int_eq (call_end (&calls[i]), RPC_S_CALL_FAILED);
  ck_assert_int_eq (status_of_a_call (), RPC_S_SERVER_UNAVAILABLE);
}
END_TEST

START_TEST (a_server_that_ends_cancels_all_its_calls)
{
  peer_stop (&peer);
  for (guint i = 0; i < CALLS; i++)
    ck_assert_int_eq (call_end (&calls[i]), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (status_without_server (), RPC_S_SERVER_UNAVAILABLE);
}
END_TEST

START_TEST (a_server_at_the_same_place_is_found_again)
{
  guint16 port = peer.port;
  RPC_BINDING_HANDLE old = binding;

  peer_kill (&peer);
  for (guint i = 0; i < CALLS; i++)
    ck_assert_int_eq (call_end (&calls[i]), RPC_S_CALL_FAILED);
  peer_start_at (&peer, port);
  ck_assert_ptr_eq (old, binding);
  ck_assert_int_eq (status_of_a_call (), RPC_S_OK);
  peer_stop (&peer);
}
END_TEST

Suite *
death_suite (void)
{
  Suite *suite = suite_create ("death");
  TCase *tcase = tcase_create ("death");

  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_set_timeout (tcase, 60);
  tcase_add_test (tcase, a_killed_server_fails_all_its_calls);
  tcase_add_test (tcase, a_server_that_ends_cancels_all_its_calls);
  tcase_add_test (tcase, a_server_at_the_same_place_is_found_again);
  suite_add_tcase (suite, tcase);
  return suite;
}
