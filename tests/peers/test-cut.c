/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The connection is cut after each byte, in either direction: the call ends, and what is said of it
 * is not wrong (rpc.md 2.5, rule 11). */

#include "calls.h"
#include "cutter.h"
#include "peer.h"
#include "rpcecho.h"
#include "suites.h"

#define BIG (3 * 5840)
/* Of a big call not every byte; prime, so that all kinds of places are met. */
#define STRIDE 251

static Peer peer;

static void
setup (void)
{
  peer_start (&peer);
}

/* The server is as it was before. */
static void
teardown (void)
{
  RPC_BINDING_HANDLE binding = peer_bind (peer.port);
  RPC_STATUS status;
  Call call = { 0 };

  ck_assert (call_begin_add (&call, binding, 1, &status));
  ck_assert_int_eq (call_end (&call), RPC_S_OK);
  RpcBindingFree (&binding);
  peer_stop (&peer);
}

/* ---- Calls ---- */

typedef RPC_STATUS Caller (RPC_BINDING_HANDLE binding);

static RPC_STATUS
call_small (RPC_BINDING_HANDLE binding)
{
  Call call = { 0 };
  RPC_STATUS status = RPC_S_OK;

  return call_begin_add (&call, binding, 1, &status) ? call_end (&call) : status;
}

/* Several fragments in both directions, and synchronous. */
static RPC_STATUS
call_big (RPC_BINDING_HANDLE binding)
{
  static byte there[BIG], back[BIG];
  volatile RPC_STATUS status = RPC_S_OK;

  RpcTryExcept
    {
      EchoData (binding, BIG, there, back);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      status = (RPC_STATUS) RpcExceptionCode ();
    }
  RpcEndExcept
  return status;
}

/* ---- Cuts ---- */

typedef struct
{
  gsize carried[CUTTER_DIRECTIONS];
  gsize first[CUTTER_DIRECTIONS];
} Seen;

static RPC_STATUS
call_through (Caller *caller, CutterDirection direction, gsize limit, gboolean resets, Seen *seen)
{
  Cutter *cutter = cutter_new (peer.port, direction, limit, resets);
  RPC_BINDING_HANDLE binding = peer_bind (cutter_port (cutter));
  RPC_STATUS status = caller (binding);

  for (guint i = 0; i < CUTTER_DIRECTIONS; i++)
    {
      seen->carried[i] = cutter_carried (cutter, i);
      seen->first[i] = cutter_first_pdu (cutter, i);
    }
  RpcBindingFree (&binding);
  cutter_free (cutter);
  return status;
}

static void
check_status (RPC_STATUS status, gboolean executed, gsize limit)
{
  if (executed)
    ck_assert_msg (status == RPC_S_CALL_FAILED, "%d after %zu bytes", status, limit);
  else
    ck_assert_msg (status == RPC_S_CALL_FAILED || status == RPC_S_CALL_FAILED_DNE
                       || status == RPC_S_SERVER_UNAVAILABLE,
                   "%d after %zu bytes", status, limit);
}

static void
cut_everywhere (Caller *caller, CutterDirection direction, gsize stride)
{
  Seen whole, seen;

  ck_assert_int_eq (call_through (caller, direction, CUTTER_NEVER, FALSE, &whole), RPC_S_OK);
  for (gsize limit = 0; limit < whole.carried[direction]; limit += stride)
    for (guint resets = 0; resets < 2; resets++)
      {
        RPC_STATUS status = call_through (caller, direction, limit, resets, &seen);
        /* What answers the request has begun. */
        gboolean executed = direction == CUTTER_BACK && limit > whole.first[CUTTER_BACK];

        check_status (status, executed, limit);
      }
}

START_TEST (a_small_call_ends_wherever_its_request_is_cut)
{
  cut_everywhere (call_small, CUTTER_THERE, 1);
}
END_TEST

START_TEST (a_small_call_ends_wherever_its_answer_is_cut)
{
  cut_everywhere (call_small, CUTTER_BACK, 1);
}
END_TEST

START_TEST (a_big_call_ends_wherever_its_request_is_cut)
{
  cut_everywhere (call_big, CUTTER_THERE, STRIDE);
}
END_TEST

START_TEST (a_big_call_ends_wherever_its_answer_is_cut)
{
  cut_everywhere (call_big, CUTTER_BACK, STRIDE);
}
END_TEST

Suite *
cut_suite (void)
{
  Suite *suite = suite_create ("cut");
  TCase *tcase = tcase_create ("cut");

  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_set_timeout (tcase, 120);
  tcase_add_test (tcase, a_small_call_ends_wherever_its_request_is_cut);
  tcase_add_test (tcase, a_small_call_ends_wherever_its_answer_is_cut);
  tcase_add_test (tcase, a_big_call_ends_wherever_its_request_is_cut);
  tcase_add_test (tcase, a_big_call_ends_wherever_its_answer_is_cut);
  suite_add_tcase (suite, tcase);
  return suite;
}
