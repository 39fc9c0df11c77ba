/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Peers that do what they should not (wire.md 7, over sockets; what PDUs may say is tested with the
 * core): each costs its connection and nothing else. So another client, connected before, calls
 * afterwards.
 */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stage.h"
#include "suites.h"

static int friend;
static BeckRpcServerLimits usual;

static void
begin (void)
{
  beck_rpc_server_get_limits (&usual);
  stage_begin ();
  friend = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
}

static void
end (void)
{
  stage_send_add (friend, 77, 70, 7);
  stage_expect_sum (friend, 77, 77);
  close (friend);
  stage_end ();
  beck_rpc_server_set_limits (&usual);
}

static void
limit (void (*change) (BeckRpcServerLimits *limits))
{
  BeckRpcServerLimits limits = usual;

  change (&limits);
  beck_rpc_server_set_limits (&limits);
}

/* ---- Bytes that begin a connection ---- */

#define HEADER(type, length, drep) 5, 0, type, 3, drep, 0, 0, 0, length, 0, 0, 0, 1, 0, 0, 0

typedef struct
{
  const char *bytes;
  gsize size;
  gint nak; /* the reason of a bind_nak; -1: none; -2: a fault that is a protocol error */
} Opening;

#define OPENING(reason, ...)                                                                       \
  {                                                                                                \
    (const char[]){ __VA_ARGS__ }, sizeof ((const char[]){ __VA_ARGS__ }), reason                  \
  }

/* Unless a nak is told, the server closes without a word, or waits for what does not come. */
static const Opening openings[] = {
  OPENING (-1, HEADER (11, 0, 0x10)),
  OPENING (-1, HEADER (11, 1, 0x10)),
  OPENING (-1, HEADER (11, 15, 0x10)),
  OPENING (-1, HEADER (11, 16, 0x10)),
  OPENING (4, HEADER (0, 24, 0x10), 0, 0, 0, 0, 0, 0, 0, 0),
  OPENING (-1, HEADER (20, 16, 0x10)),
  OPENING (-1, HEADER (99, 16, 0x10)),
  { "GET / HTTP/1.1\r\nHost: there\r\nAccept: everything\r\n\r\n", 52, -1 },
  { "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08", 20, -1 },
  { "\x00\x00\x00\x54\xff\x53\x4d\x42\x72\x00\x00\x00\x00\x18\x53\xc8", 16, -1 },
};

/* Closed, after a nak at most. */
static void
expect_no_more (int fd, gint nak)
{
  WirePdu pdu;

  while (wire_receive (fd, &pdu))
    {
      ck_assert_uint_eq (wire_type (&pdu), WIRE_BIND_NAK);
      if (nak >= 0)
        ck_assert_uint_eq (pdu.data[16], nak);
    }
}

START_TEST (strange_openings_are_closed)
{
  int fd = wire_connect (STAGE);

  wire_send_bytes (fd, openings[_i].bytes, openings[_i].size);
  shutdown (fd, SHUT_WR);
  expect_no_more (fd, openings[_i].nak);
  close (fd);
}
END_TEST

START_TEST (who_says_nothing_may_go)
{
  for (guint i = 0; i < 10; i++)
    close (wire_connect (STAGE));
}
END_TEST

START_TEST (a_second_bind_is_the_last)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);

  wire_send_bind (fd, store_v1_2_s_ifspec);
  expect_no_more (fd, 0);
  close (fd);
}
END_TEST

START_TEST (an_unknown_group_is_refused)
{
  int fd = wire_connect (STAGE);
  WirePdu pdu;

  wire_bind (&pdu, WIRE_BIND, WIRE_WHOLE, 1, 0, store_v1_2_s_ifspec, 0xdeadbeef);
  wire_send (fd, &pdu);
  expect_no_more (fd, 0);
  close (fd);
}
END_TEST

START_TEST (what_servers_say_is_not_for_clients)
{
  static const guint8 types[] = { WIRE_RESPONSE, WIRE_FAULT, WIRE_BIND_ACK, WIRE_SHUTDOWN };
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  wire_begin (&pdu, types[_i], WIRE_WHOLE, 5);
  wire_u32 (&pdu, 0);
  wire_u32 (&pdu, 0);
  wire_end (&pdu);
  wire_send (fd, &pdu);
  wire_expect_fault (fd, 0x1c01000b, WIRE_WHOLE | WIRE_DNE);
  wire_expect_closed (fd);
  close (fd);
}
END_TEST

/* ---- Requests ---- */

START_TEST (unknown_contexts_have_no_interface)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 2, 0xffff, STORE_ADD, NULL, 0);
  wire_send (fd, &pdu);
  wire_expect_fault (fd, 0x1c010003, WIRE_WHOLE | WIRE_DNE);
  stage_send_add (fd, 3, 1, 2);
  stage_expect_sum (fd, 3, 3);
  close (fd);
}
END_TEST

static void
allow_little (BeckRpcServerLimits *limits)
{
  limits->request = 100000;
}

START_TEST (requests_have_a_size)
{
  static const guint8 piece[5000];
  WirePdu pdu;
  int fd;

  limit (allow_little);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  for (guint i = 0; i <= 20; i++)
    {
      wire_request (&pdu, i == 0 ? 1 : 0, 2, 0, STORE_REVERSE, piece, sizeof piece);
      pdu.data[16] = pdu.data[17] = 0; /* no hint */
      wire_send (fd, &pdu);
    }
  wire_expect_fault (fd, 5, WIRE_WHOLE);
  wire_expect_closed (fd);
  close (fd);
}
END_TEST

START_TEST (fragments_without_data_do_not_go_on_for_ever)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  for (guint i = 0; i < 1000; i++)
    {
      wire_request (&pdu, i == 0 ? 1 : 0, 2, 0, STORE_REVERSE, NULL, 0);
      if (send (fd, pdu.data, pdu.size, MSG_NOSIGNAL) < 0)
        break;
    }
  while (wire_receive (fd, &pdu))
    ck_assert_uint_eq (wire_type (&pdu), WIRE_FAULT);
  close (fd);
}
END_TEST

START_TEST (cancels_of_nothing_are_nothing)
{
  static const guint8 types[] = { WIRE_CANCEL, WIRE_ORPHANED };
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  WirePdu pdu;

  for (guint32 i = 0; i < 10000; i++)
    {
      wire_begin (&pdu, types[i % 2], WIRE_WHOLE, i);
      wire_end (&pdu);
      wire_send (fd, &pdu);
    }
  stage_send_add (fd, 3, 1, 2);
  stage_expect_sum (fd, 3, 3);
  close (fd);
}
END_TEST

/* ---- Calls that nobody waits for ---- */

static void
open_shared (int fd, guint8 handle[20])
{
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 100, 0, STORE_OPEN_SHARED, NULL, 0);
  wire_send (fd, &pdu);
  wire_expect (fd, WIRE_RESPONSE, &pdu);
  memcpy (handle, pdu.data + 24, 20);
}

static void
send_use (int fd, guint32 call_id, const guint8 *handle)
{
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, call_id, 0, STORE_USE_SHARED, handle, 20);
  wire_send (fd, &pdu);
}

START_TEST (an_orphan_is_not_answered)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  guint8 handle[20];
  WirePdu pdu;

  open_shared (fd, handle);
  scene_close_gate ();
  send_use (fd, 2, handle);
  scene_wait_inside (1);
  wire_begin (&pdu, WIRE_ORPHANED, WIRE_WHOLE, 2);
  wire_end (&pdu);
  wire_send (fd, &pdu);
  stage_send_add (fd, 3, 1, 2);
  stage_expect_sum (fd, 3, 3);
  scene_open_gate ();
  scene_wait_outside ();
  stage_send_add (fd, 4, 1, 2);
  stage_expect_sum (fd, 4, 3);
  close (fd);
}
END_TEST

START_TEST (a_number_in_use_is_not_for_another_call)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  guint8 handle[20];
  WirePdu pdu;

  open_shared (fd, handle);
  scene_close_gate ();
  send_use (fd, 2, handle);
  scene_wait_inside (1);
  send_use (fd, 2, handle);
  wire_expect (fd, WIRE_FAULT, &pdu);
  ck_assert_uint_eq (wire_get_u32 (&pdu, 24), 0x1c01000b);
  wire_expect_closed (fd);
  scene_open_gate ();
  scene_wait_outside ();
  close (fd);
}
END_TEST

START_TEST (without_multiplexing_one_call_at_a_time)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  guint8 handle[20];
  WirePdu pdu;

  open_shared (fd, handle);
  scene_close_gate ();
  send_use (fd, 2, handle);
  scene_wait_inside (1);
  stage_send_add (fd, 3, 1, 2);
  wire_expect (fd, WIRE_FAULT, &pdu);
  ck_assert_uint_eq (wire_get_u32 (&pdu, 24), 0x1c01000b);
  wire_expect_closed (fd);
  scene_open_gate ();
  scene_wait_outside ();
  close (fd);
}
END_TEST

/* ---- Peers that go, or stay ---- */

START_TEST (a_reset_in_the_middle_is_an_end)
{
  struct linger now = { 1, 0 };
  guint8 handle[20];
  int fd;

  for (guint i = 0; i < 50; i++)
    {
      fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
      open_shared (fd, handle);
      for (guint32 j = 0; j < 20; j++)
        stage_send_add (fd, j + 2, 1, 2);
      setsockopt (fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      close (fd);
    }
}
END_TEST

START_TEST (who_has_said_all_still_hears_what_was_answered)
{
  int fd = wire_connect (STAGE);
  WirePdu pdu;

  wire_send_bind (fd, store_v1_2_s_ifspec);
  stage_send_add (fd, 2, 1, 2);
  shutdown (fd, SHUT_WR);
  wire_expect (fd, WIRE_BIND_ACK, &pdu);
  stage_expect_sum (fd, 2, 3);
  wire_expect_closed (fd);
  close (fd);
}
END_TEST

static void
allow_short_bind (BeckRpcServerLimits *limits)
{
  limits->bind_ms = 50;
}

START_TEST (a_bind_that_trickles_in_is_given_up)
{
  WirePdu pdu;
  int fd;

  limit (allow_short_bind);
  fd = wire_connect (STAGE);
  wire_bind (&pdu, WIRE_BIND, WIRE_WHOLE, 1, 0, store_v1_2_s_ifspec, 0);
  for (gsize i = 0; i < 40; i++)
    {
      if (send (fd, pdu.data + i, 1, MSG_NOSIGNAL) < 0)
        break;
      g_usleep (5000);
    }
  wire_expect_closed (fd);
  close (fd);
}
END_TEST

START_TEST (a_connection_that_is_bound_has_time)
{
  int fd;

  limit (allow_short_bind);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  g_usleep (120 * 1000);
  stage_send_add (fd, 2, 1, 2);
  stage_expect_sum (fd, 2, 3);
  close (fd);
}
END_TEST

static void
allow_short_rest (BeckRpcServerLimits *limits)
{
  limits->bind_ms = 100;
  limits->idle_ms = 50;
}

START_TEST (idle_connections_are_closed_if_so_wanted)
{
  int fd;

  limit (allow_short_rest);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  wire_expect_closed (fd);
  close (fd);
}
END_TEST

static void
allow_two (BeckRpcServerLimits *limits)
{
  limits->connections_per_peer = 2;
}

START_TEST (a_peer_has_so_many_connections)
{
  int first, second;

  limit (allow_two);
  first = wire_bound (STAGE, store_v1_2_s_ifspec, 0); /* beside that of the friend */
  second = wire_connect (STAGE);
  wire_expect_closed (second);
  close (second);
  stage_send_add (first, 2, 1, 2);
  stage_expect_sum (first, 2, 3);
  close (first);
}
END_TEST

/* ---- Peers that do not read ---- */

static void
allow_little_unread (BeckRpcServerLimits *limits)
{
  limits->unread = 100 * 1000;
}

/* A string of 50,000 characters, which comes back reversed. */
static gsize
make_large (WirePdu *pdus, guint n)
{
  guint8 stub[12 + 50001];
  guint32 counts[3] = { GUINT32_TO_LE (50001), 0, GUINT32_TO_LE (50001) };
  gsize size = sizeof stub / n + 1;

  memset (stub, 'x', sizeof stub);
  memcpy (stub, counts, sizeof counts);
  stub[sizeof stub - 1] = 0;
  for (guint i = 0; i < n; i++)
    wire_request (&pdus[i], (i == 0 ? 1 : 0) | (i == n - 1 ? 2 : 0), 2, 0, STORE_REVERSE,
                  stub + i * size, MIN (size, sizeof stub - i * size));
  return n;
}

static void
set_call_id (WirePdu *pdu, guint32 call_id)
{
  call_id = GUINT32_TO_LE (call_id);
  memcpy (pdu->data + 12, &call_id, 4);
}

/* Sends without waiting until the server does not take any more; how many whole requests. */
static guint
send_until_full (int fd, WirePdu *pdus, guint n)
{
  guint sent = 0;

  for (; sent < 100000; sent++)
    for (guint i = 0; i < n; i++)
      {
        gsize at = 0;

        set_call_id (&pdus[i], sent + 2);
        while (at < pdus[i].size)
          {
            gssize some = send (fd, pdus[i].data + at, pdus[i].size - at, MSG_DONTWAIT);

            if (some > 0)
              at += (gsize) some;
            else if (!wire_is_writable (fd, 300))
              {
                /* The rest of this one, while others read. */
                pdus[i].size -= at;
                memmove (pdus[i].data, pdus[i].data + at, pdus[i].size);
                return sent;
              }
          }
      }
  return sent;
}

/* A response, whose fragments have nothing in between. */
static void
receive_whole (int fd)
{
  guint32 call_id = 0;
  WirePdu pdu;

  do
    {
      wire_expect (fd, WIRE_RESPONSE, &pdu);
      if (call_id != 0)
        ck_assert_uint_eq (wire_call_id (&pdu), call_id);
      call_id = wire_call_id (&pdu);
    }
  while (!(wire_flags (&pdu) & 2));
}

START_TEST (who_does_not_read_is_not_read_from)
{
  enum
  {
    N = 10
  };
  g_autofree WirePdu *pdus = g_new (WirePdu, N);
  guint sent;
  int fd;

  limit (allow_little_unread);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  make_large (pdus, N);
  sent = send_until_full (fd, pdus, N);
  /* What the kernel and the server hold at most, and not what was asked for. */
  ck_assert_uint_lt (sent, 100);
  for (guint i = 0; i < sent; i++)
    receive_whole (fd);
  close (fd);
}
END_TEST

/* ---- Many ---- */

START_TEST (a_thousand_connections_are_served)
{
  enum
  {
    N = 1000
  };
  int *fds = g_new (int, N);

  for (guint i = 0; i < N; i++)
    {
      fds[i] = wire_connect (STAGE);
      wire_send_bind (fds[i], store_v1_2_s_ifspec);
    }
  for (guint i = 0; i < N; i++)
    {
      wire_expect_ack (fds[i]);
      stage_send_add (fds[i], 2, (gint32) i, 1);
    }
  for (guint i = 0; i < N; i++)
    stage_expect_sum (fds[i], 2, (gint32) i + 1);
  for (guint i = 0; i < N; i++)
    close (fds[i]);
  g_free (fds);
}
END_TEST

Suite *
hostile_suite (void)
{
  Suite *suite = suite_create ("rpc-server");
  TCase *tcase = tcase_create ("hostile");

  tcase_set_timeout (tcase, 120);
  tcase_add_checked_fixture (tcase, begin, end);
  tcase_add_loop_test (tcase, strange_openings_are_closed, 0, G_N_ELEMENTS (openings));
  tcase_add_test (tcase, who_says_nothing_may_go);
  tcase_add_test (tcase, a_second_bind_is_the_last);
  tcase_add_test (tcase, an_unknown_group_is_refused);
  tcase_add_loop_test (tcase, what_servers_say_is_not_for_clients, 0, 4);
  tcase_add_test (tcase, unknown_contexts_have_no_interface);
  tcase_add_test (tcase, requests_have_a_size);
  tcase_add_test (tcase, fragments_without_data_do_not_go_on_for_ever);
  tcase_add_test (tcase, cancels_of_nothing_are_nothing);
  tcase_add_test (tcase, an_orphan_is_not_answered);
  tcase_add_test (tcase, a_number_in_use_is_not_for_another_call);
  tcase_add_test (tcase, without_multiplexing_one_call_at_a_time);
  tcase_add_test (tcase, a_reset_in_the_middle_is_an_end);
  tcase_add_test (tcase, who_has_said_all_still_hears_what_was_answered);
  tcase_add_test (tcase, a_bind_that_trickles_in_is_given_up);
  tcase_add_test (tcase, a_connection_that_is_bound_has_time);
  tcase_add_test (tcase, idle_connections_are_closed_if_so_wanted);
  tcase_add_test (tcase, a_peer_has_so_many_connections);
  tcase_add_test (tcase, who_does_not_read_is_not_read_from);
  tcase_add_test (tcase, a_thousand_connections_are_served);
  suite_add_tcase (suite, tcase);
  return suite;
}
