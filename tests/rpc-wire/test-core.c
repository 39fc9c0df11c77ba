/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The cores where numbers matter: many calls, many controls, large requests, no memory. */

#include "suites.h"
#include "wire-text.h"

#include "base/alloc.h"
#include "rpc/client-core.h"
#include "rpc/server-core.h"

#define MANY 10000

static BeckRpcServerRules rules;
static BeckRpcServerCore core;
static int offer;

/* ---- A server that has everything ---- */

static gpointer
find_interface (gpointer user, const BeckRpcSyntax *syntax)
{
  return &offer;
}

static guint32
join_group (gpointer user, guint32 id)
{
  return 1;
}

static gboolean
streams (gpointer user, gpointer interface, guint16 opnum)
{
  return FALSE;
}

static const BeckRpcServerOps ops
    = { .find_interface = find_interface, .join_group = join_group, .streams = streams };

static BeckRpcServerStep
step (const char *text, BeckRpcServerEvent *event)
{
  g_autoptr (GByteArray) bytes = wire_bytes_here (text);
  gsize used;

  return beck_rpc_server_core_step (&core, bytes->data, bytes->len, &used, event);
}

static BeckRpcServerStep
step_request (guint8 flags, guint32 call_id, gsize size, gsize hint, BeckRpcServerEvent *event)
{
  guint8 *pdu = g_malloc0 (BECK_PDU_REQUEST_SIZE + size);
  BeckRpcServerStep result;
  gsize used;

  beck_pdu_put_request (pdu, flags, call_id, 0, 0, NULL, size, hint);
  result = beck_rpc_server_core_step (&core, pdu, BECK_PDU_REQUEST_SIZE + size, &used, event);
  g_free (pdu);
  return result;
}

static void
set_up (void)
{
  BeckRpcServerEvent event;

  rules = (BeckRpcServerRules){ 5840, 4 << 20, 64, 2 * MANY, 1000 };
  beck_rpc_server_core_init (&core, &rules, &ops, NULL, NULL);
  ck_assert_int_eq (step (MULTIPLEX_BIND, &event), BECK_RPC_SERVER_BOUND);
  ck_assert_uint_eq (core.max_stub, 5808);
  beck_rpc_bytes_clear (&core.out);
}

static void
tear_down (void)
{
  beck_rpc_server_core_clear (&core);
}

/* The status of the fault that is to be sent. */
static guint32
sent_fault (void)
{
  ck_assert_uint_eq (core.out.size, BECK_PDU_FAULT_SIZE);
  return beck_pdu_get32 (core.out.data + 24, FALSE);
}

/* ---- The hot path ---- */

START_TEST (a_request_costs_no_memory_and_is_not_copied)
{
  guint8 pdu[BECK_PDU_REQUEST_SIZE + 4];
  BeckRpcServerEntry entry;
  BeckRpcServerEvent event;
  gsize used;

  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  for (guint32 i = 0; i < 100; i++)
    {
      beck_pdu_put_request (pdu, BECK_PDU_WHOLE, i, 0, 0, NULL, 4, 4);
      ck_assert_int_eq (beck_rpc_server_core_step (&core, pdu, sizeof pdu, &used, &event),
                        BECK_RPC_SERVER_REQUEST);
      ck_assert_ptr_eq (event.stub, pdu + BECK_PDU_REQUEST_SIZE);
      ck_assert_ptr_null (event.block);
      ck_assert_ptr_eq (event.interface, &offer);
      beck_rpc_server_core_begin (&core, &event, &entry);
      beck_rpc_server_core_end (&core, &entry);
    }
  ck_assert_int_eq (beck_alloc_count (), 0);
  beck_alloc_fail_at (-1);
}
END_TEST

START_TEST (an_idle_core_is_small)
{
  ck_assert_uint_le (sizeof core, 512);
  ck_assert_uint_le (sizeof (BeckRpcClientCore), 128);
}
END_TEST

/* ---- Many ---- */

START_TEST (many_calls_run_and_each_is_found)
{
  BeckRpcServerEntry *entries = g_new0 (BeckRpcServerEntry, MANY);
  BeckRpcServerEvent event;

  for (guint32 i = 0; i < MANY; i++)
    {
      ck_assert_int_eq (step_request (3, i * 7, 4, 4, &event), BECK_RPC_SERVER_REQUEST);
      beck_rpc_server_core_begin (&core, &event, &entries[i]);
    }
  for (guint32 i = 0; i < MANY; i++)
    {
      guint8 pdu[BECK_PDU_HEADER_SIZE];
      gsize used;

      beck_pdu_put_control (pdu, BECK_PDU_CANCEL, i * 7);
      ck_assert_int_eq (beck_rpc_server_core_step (&core, pdu, sizeof pdu, &used, &event),
                        BECK_RPC_SERVER_CANCEL);
      ck_assert_ptr_eq (event.entry, &entries[i]);
      beck_rpc_server_core_end (&core, &entries[i]);
      ck_assert_int_eq (beck_rpc_server_core_step (&core, pdu, sizeof pdu, &used, &event),
                        BECK_RPC_SERVER_NOTHING);
    }
  ck_assert_ptr_null (core.calls.large);
  ck_assert_uint_eq (core.n_calls, 0);
  g_free (entries);
}
END_TEST

START_TEST (case_24_many_alters_do_not_grow_it)
{
  BeckRpcServerEvent event;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *element = g_strdup_printf ("%04x 01 00 " ECHO_SYNTAX NDR_SYNTAX, i + 1);
      g_autofree char *alter = g_strconcat (HEADER ("0e", "03", "00000002") "16d0 16d0 00000000 01 "
                                                                            "00 00 00 ",
                                            element, NULL);

      ck_assert_int_eq (step (alter, &event), BECK_RPC_SERVER_NOTHING);
      /* Reason 3 when there are 64. */
      ck_assert_uint_eq (core.out.data[34], i + 1 < 64 ? 0 : 3);
      beck_rpc_bytes_drop (&core.out, core.out.size);
    }
  ck_assert_uint_eq (core.presentations.n, 64);
  ck_assert_uint_le (core.out.capacity, 256);
}
END_TEST

START_TEST (case_45_many_controls_of_nothing_cost_nothing)
{
  BeckRpcServerEvent event;
  guint8 pdu[BECK_PDU_HEADER_SIZE];
  gsize used;

  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  for (guint32 i = 0; i < MANY; i++)
    {
      beck_pdu_put_control (pdu, i & 1 ? BECK_PDU_CANCEL : BECK_PDU_ORPHANED, i);
      ck_assert_int_eq (beck_rpc_server_core_step (&core, pdu, sizeof pdu, &used, &event),
                        BECK_RPC_SERVER_NOTHING);
    }
  ck_assert_int_eq (beck_alloc_count (), 0);
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (core.out.size, 0);
}
END_TEST

/* ---- Large requests ---- */

/* Sends the fragments of @size bytes; how the last step ended. */
static BeckRpcServerStep
send_large (gsize size, BeckRpcServerEvent *event)
{
  BeckRpcServerStep result = BECK_RPC_SERVER_NOTHING;
  gsize at = 0;

  while (at < size && result == BECK_RPC_SERVER_NOTHING)
    {
      gsize piece = MIN (size - at, core.max_stub);
      guint8 flags = (guint8) ((at == 0 ? BECK_PDU_FIRST : 0)
                               | (at + piece == size ? BECK_PDU_LAST : 0));

      result = step_request (flags, 5, piece, 0, event);
      at += piece;
    }
  return result;
}

START_TEST (a_request_of_4_mib_is_put_together)
{
  BeckRpcServerEvent event;

  ck_assert_int_eq (send_large (4 << 20, &event), BECK_RPC_SERVER_REQUEST);
  ck_assert_uint_eq (event.size, 4 << 20);
  ck_assert_ptr_eq (event.stub, event.block);
  ck_assert_uint_eq (core.assembly.bytes.capacity, 0);
  beck_free (event.block);
}
END_TEST

START_TEST (case_39_a_byte_more_than_4_mib_is_denied)
{
  BeckRpcServerEvent event;

  ck_assert_int_eq (send_large ((4 << 20) + 1, &event), BECK_RPC_SERVER_CLOSE);
  ck_assert_uint_eq (sent_fault (), 5);
  ck_assert_uint_eq (core.assembly.bytes.capacity, 0);
}
END_TEST

START_TEST (a_single_fragment_beyond_the_limit_is_denied)
{
  BeckRpcServerEvent event;

  rules.max_request = 99;
  ck_assert_int_eq (step_request (3, 5, 100, 0, &event), BECK_RPC_SERVER_CLOSE);
  ck_assert_uint_eq (sent_fault (), 5);
}
END_TEST

START_TEST (case_38_a_hint_takes_little_memory)
{
  BeckRpcServerEvent event;

  ck_assert_int_eq (step_request (1, 5, 10, 4 << 20, &event), BECK_RPC_SERVER_NOTHING);
  ck_assert_uint_le (core.assembly.bytes.capacity, 65536);
}
END_TEST

START_TEST (a_request_without_memory_is_a_fault_and_the_connection_stays)
{
  BeckRpcServerEvent event;

  ck_assert_int_eq (step_request (1, 5, 5808, 0, &event), BECK_RPC_SERVER_NOTHING);
  ck_assert_int_eq (step_request (0, 5, 5808, 0, &event), BECK_RPC_SERVER_NOTHING);
  beck_alloc_fail_at (0);
  ck_assert_int_eq (step_request (0, 5, 5808, 0, &event), BECK_RPC_SERVER_NOTHING);
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (sent_fault (), 0x1c00001b);
  ck_assert_uint_eq (core.assembly.bytes.capacity, 0);
  ck_assert_int_eq (step_request (2, 5, 5808, 0, &event), BECK_RPC_SERVER_NOTHING);
  ck_assert_int_eq (step_request (3, 5, 4, 0, &event), BECK_RPC_SERVER_REQUEST);
}
END_TEST

/* ---- Numbers of calls ---- */

START_TEST (numbers_of_calls_rise_and_leave_out_0)
{
  const BeckRpcClientRules asked = { 5840, FALSE };
  BeckRpcClientCore client;

  beck_rpc_client_core_init (&client, &asked, 0);
  ck_assert_uint_eq (beck_rpc_client_core_next_call_id (&client), 1);
  ck_assert_uint_eq (beck_rpc_client_core_next_call_id (&client), 2);
  client.last_call_id = G_MAXUINT32 - 1;
  ck_assert_uint_eq (beck_rpc_client_core_next_call_id (&client), G_MAXUINT32);
  ck_assert_uint_eq (beck_rpc_client_core_next_call_id (&client), 1);
  beck_rpc_client_core_clear (&client);
}
END_TEST

Suite *
core_suite (void)
{
  Suite *suite = suite_create ("core");
  TCase *tc = tcase_create ("numbers");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, a_request_costs_no_memory_and_is_not_copied);
  tcase_add_test (tc, an_idle_core_is_small);
  tcase_add_test (tc, many_calls_run_and_each_is_found);
  tcase_add_test (tc, case_24_many_alters_do_not_grow_it);
  tcase_add_test (tc, case_45_many_controls_of_nothing_cost_nothing);
  tcase_add_test (tc, a_request_of_4_mib_is_put_together);
  tcase_add_test (tc, case_39_a_byte_more_than_4_mib_is_denied);
  tcase_add_test (tc, a_single_fragment_beyond_the_limit_is_denied);
  tcase_add_test (tc, case_38_a_hint_takes_little_memory);
  tcase_add_test (tc, a_request_without_memory_is_a_fault_and_the_connection_stays);
  tcase_add_test (tc, numbers_of_calls_rise_and_leave_out_0);
  suite_add_tcase (suite, tc);
  return suite;
}
