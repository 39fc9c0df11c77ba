/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole conversations over sockets: calls, many of them, large ones, faults. */

#include <string.h>
#include <unistd.h>

#include "stage.h"
#include "suites.h"

START_TEST (one_call_is_answered)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);

  stage_send_add (fd, 2, 40, 2);
  stage_expect_sum (fd, 2, 42);
  close (fd);
}
END_TEST

START_TEST (calls_may_follow_the_bind_at_once)
{
  int fd = wire_connect (STAGE);
  WirePdu bind, reply;

  wire_bind (&bind, WIRE_BIND, WIRE_WHOLE, 1, 0, store_v1_2_s_ifspec, 0);
  wire_send (fd, &bind);
  stage_send_add (fd, 2, 1, 2);
  wire_expect (fd, WIRE_BIND_ACK, &reply);
  stage_expect_sum (fd, 2, 3);
  close (fd);
}
END_TEST

START_TEST (bytes_may_come_one_by_one)
{
  gint32 stub[2] = { GINT32_TO_LE (3), GINT32_TO_LE (4) };
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 5, 0, STORE_ADD, stub, sizeof stub);
  for (gsize i = 0; i < pdu.size; i++)
    wire_send_bytes (fd, pdu.data + i, 1);
  stage_expect_sum (fd, 5, 7);
  close (fd);
}
END_TEST

/* The answers of so many calls, in any order: a thread may be held up between two of them. */
static void
take_sums (int fd, guint8 *answered, guint n)
{
  WirePdu pdu;

  for (guint i = 0; i < n; i++)
    {
      guint32 call;

      wire_expect (fd, WIRE_RESPONSE, &pdu);
      call = wire_call_id (&pdu) - 2;
      ck_assert_uint_eq (wire_get_u32 (&pdu, 24), call + 1);
      ck_assert_uint_eq (answered[call], 0);
      answered[call] = 1;
    }
}

START_TEST (many_calls_at_once_are_answered_once_each)
{
  enum
  {
    N = 10000,
    AHEAD = 1000,
    STEP = 100,
  };
  gint32 stub[2] = { 0, GINT32_TO_LE (1) };
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *answered = g_malloc0 (N);
  WirePdu pdu;

  for (gint32 i = 0; i < N; i++)
    {
      stub[0] = GINT32_TO_LE (i);
      wire_request (&pdu, WIRE_WHOLE, (guint32) i + 2, 0, STORE_ADD, stub, sizeof stub);
      g_byte_array_append (bytes, pdu.data, (guint) pdu.size);
    }
  /* In turns, as neither side holds all of it. */
  for (gsize i = 0; i < N; i += STEP)
    {
      wire_send_bytes (fd, bytes->data + i * pdu.size, STEP * pdu.size);
      if (i >= AHEAD)
        take_sums (fd, answered, STEP);
    }
  take_sums (fd, answered, AHEAD);
  close (fd);
}
END_TEST

/* ---- Fragments ---- */

/* A [string]: counts, characters, the NUL. */
static void
put_string (GByteArray *stub, gsize length)
{
  guint32 counts[3] = { GUINT32_TO_LE (length + 1), 0, GUINT32_TO_LE (length + 1) };

  g_byte_array_append (stub, (const guint8 *) counts, sizeof counts);
  for (gsize i = 0; i < length; i++)
    {
      guint8 c = (guint8) ('a' + i % 26);

      g_byte_array_append (stub, &c, 1);
    }
  g_byte_array_append (stub, (const guint8 *) "", 1);
}

static void
send_fragments (int fd, guint32 call_id, guint16 opnum, const GByteArray *stub, gsize piece)
{
  WirePdu pdu;

  for (gsize at = 0; at < stub->len; at += piece)
    {
      gsize size = MIN (piece, stub->len - at);
      guint8 flags = (at == 0 ? 1 : 0) | (at + size == stub->len ? 2 : 0);

      wire_request (&pdu, flags, call_id, 0, opnum, stub->data + at, size);
      wire_send (fd, &pdu);
    }
}

static void
receive_all (int fd, guint32 call_id, GByteArray *stub)
{
  WirePdu pdu;

  do
    {
      wire_expect (fd, WIRE_RESPONSE, &pdu);
      ck_assert_uint_eq (wire_call_id (&pdu), call_id);
      ck_assert_uint_eq ((wire_flags (&pdu) & 1) != 0, stub->len == 0);
      ck_assert_uint_le (pdu.size, 5840);
      g_byte_array_append (stub, pdu.data + 24, (guint) pdu.size - 24);
    }
  while (!(wire_flags (&pdu) & 2));
}

START_TEST (large_requests_and_responses_come_in_fragments)
{
  const gsize length = 300000;
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GByteArray) response = g_byte_array_new ();
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);

  put_string (request, length);
  send_fragments (fd, 2, STORE_REVERSE, request, 5000);
  receive_all (fd, 2, response);
  ck_assert_uint_eq (response->len, 16 + length + 1);
  for (gsize i = 0; i < length; i++)
    ck_assert_uint_eq (response->data[16 + i], 'a' + (length - 1 - i) % 26);
  close (fd);
}
END_TEST

/* ---- Faults ---- */

START_TEST (exceptions_of_managers_are_faults)
{
  guint32 code = GUINT32_TO_LE (1234);
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 2, 0, STORE_RAISE, &code, 4);
  wire_send (fd, &pdu);
  wire_expect_fault (fd, 1234, WIRE_WHOLE);
  stage_send_add (fd, 3, 1, 1);
  stage_expect_sum (fd, 3, 2);
  close (fd);
}
END_TEST

START_TEST (unknown_procedures_did_not_execute)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 2, 0, 0xffff, NULL, 0);
  wire_send (fd, &pdu);
  wire_expect_fault (fd, 0x1c010002, WIRE_WHOLE | WIRE_DNE);
  stage_send_add (fd, 3, 1, 1);
  stage_expect_sum (fd, 3, 2);
  close (fd);
}
END_TEST

START_TEST (short_requests_are_bad_stub_data)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 2, 0, STORE_ADD, "\1\0\0", 3);
  wire_send (fd, &pdu);
  wire_expect_fault (fd, 0x6f7, WIRE_WHOLE);
  close (fd);
}
END_TEST

/* ---- Managers that take long ---- */

static void
send_use (int fd, guint32 call_id, guint16 opnum, const guint8 *handle)
{
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, call_id, 0, opnum, handle, 20);
  wire_send (fd, &pdu);
}

static void
open_shared (int fd, guint8 handle[20])
{
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 100, 0, STORE_OPEN_SHARED, NULL, 0);
  wire_send (fd, &pdu);
  wire_expect (fd, WIRE_RESPONSE, &pdu);
  ck_assert_uint_eq (pdu.size, 24 + 20);
  memcpy (handle, pdu.data + 24, 20);
}

START_TEST (calls_behind_one_that_blocks_are_answered)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  guint8 handle[20];
  WirePdu pdu;

  open_shared (fd, handle);
  scene_close_gate ();
  for (guint32 i = 0; i < 3; i++)
    send_use (fd, 10 + i, STORE_USE_SHARED, handle);
  stage_send_add (fd, 20, 1, 2);
  stage_expect_sum (fd, 20, 3);
  scene_wait_inside (3);
  scene_open_gate ();
  for (guint i = 0; i < 3; i++)
    {
      wire_expect (fd, WIRE_RESPONSE, &pdu);
      ck_assert_uint_eq (wire_get_u32 (&pdu, 24), 5);
    }
  close (fd);
}
END_TEST

/* More than the pool has threads. */
START_TEST (however_many_block_others_are_answered)
{
  enum
  {
    N = 100,
  };
  int fds[N], other = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  guint8 handle[20];
  WirePdu pdu;

  scene_close_gate ();
  for (guint i = 0; i < N; i++)
    {
      fds[i] = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
      open_shared (fds[i], handle);
      send_use (fds[i], 2, STORE_USE_SHARED, handle);
    }
  scene_wait_inside (N);
  stage_send_add (other, 2, 1, 2);
  stage_expect_sum (other, 2, 3);
  scene_open_gate ();
  for (guint i = 0; i < N; i++)
    {
      wire_expect (fds[i], WIRE_RESPONSE, &pdu);
      close (fds[i]);
    }
  close (other);
}
END_TEST

START_TEST (contexts_are_run_down_when_the_client_goes)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  guint8 handle[20];

  open_shared (fd, handle);
  close (fd);
  scene_wait_rundown ();
  ck_assert_int_eq (scene_events.run_down, 5);
}
END_TEST

START_TEST (a_client_that_goes_during_a_call_is_run_down_after_it)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  guint8 handle[20];

  open_shared (fd, handle);
  scene_close_gate ();
  send_use (fd, 10, STORE_USE_SHARED, handle);
  scene_wait_inside (1);
  close (fd);
  g_usleep (20000);
  ck_assert_uint_eq (scene_rundowns (), 0);
  scene_open_gate ();
  scene_wait_rundown ();
}
END_TEST

/* ---- Groups ---- */

static int
join (guint32 group)
{
  int fd = wire_connect (STAGE);
  WirePdu pdu;

  wire_bind (&pdu, WIRE_BIND, WIRE_WHOLE, 1, 0, store_v1_2_s_ifspec, group);
  wire_send (fd, &pdu);
  wire_expect (fd, WIRE_BIND_ACK, &pdu);
  if (group != 0)
    ck_assert_uint_eq (wire_get_u32 (&pdu, 20), group);
  return fd;
}

static guint32
first_of_group (int *fd)
{
  WirePdu pdu;

  *fd = wire_connect (STAGE);
  wire_send_bind (*fd, store_v1_2_s_ifspec);
  wire_expect (*fd, WIRE_BIND_ACK, &pdu);
  ck_assert_uint_ne (wire_get_u32 (&pdu, 20), 0);
  return wire_get_u32 (&pdu, 20);
}

START_TEST (connections_of_a_group_share_contexts)
{
  guint8 handle[20];
  guint32 group;
  int first, second;
  WirePdu pdu;

  group = first_of_group (&first);
  open_shared (first, handle);
  second = join (group);
  close (first);
  for (guint32 i = 0; i < 3; i++)
    {
      send_use (second, 10 + i, STORE_USE_SHARED, handle);
      wire_expect (second, WIRE_RESPONSE, &pdu);
      ck_assert_uint_eq (wire_get_u32 (&pdu, 24), 5);
    }
  ck_assert_uint_eq (scene_rundowns (), 0);
  close (second);
  scene_wait_rundown ();
}
END_TEST

START_TEST (contexts_are_not_for_other_groups)
{
  guint8 handle[20];
  int first = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  int second = wire_bound (STAGE, store_v1_2_s_ifspec, 0);

  open_shared (first, handle);
  send_use (second, 2, STORE_USE_SHARED, handle);
  wire_expect_fault (second, 0x1c00001a, WIRE_WHOLE);
  stage_send_add (second, 3, 1, 2);
  stage_expect_sum (second, 3, 3);
  close (first);
  close (second);
}
END_TEST

Suite *
conversation_suite (void)
{
  Suite *suite = suite_create ("rpc-server");
  TCase *tcase = tcase_create ("conversation");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, stage_begin, stage_end);
  tcase_add_test (tcase, one_call_is_answered);
  tcase_add_test (tcase, calls_may_follow_the_bind_at_once);
  tcase_add_test (tcase, bytes_may_come_one_by_one);
  tcase_add_test (tcase, many_calls_at_once_are_answered_once_each);
  tcase_add_test (tcase, large_requests_and_responses_come_in_fragments);
  tcase_add_test (tcase, exceptions_of_managers_are_faults);
  tcase_add_test (tcase, unknown_procedures_did_not_execute);
  tcase_add_test (tcase, short_requests_are_bad_stub_data);
  tcase_add_test (tcase, calls_behind_one_that_blocks_are_answered);
  tcase_add_test (tcase, however_many_block_others_are_answered);
  tcase_add_test (tcase, contexts_are_run_down_when_the_client_goes);
  tcase_add_test (tcase, connections_of_a_group_share_contexts);
  tcase_add_test (tcase, contexts_are_not_for_other_groups);
  tcase_add_test (tcase, a_client_that_goes_during_a_call_is_run_down_after_it);
  suite_add_tcase (suite, tcase);
  return suite;
}
