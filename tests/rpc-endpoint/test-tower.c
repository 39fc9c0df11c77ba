/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Towers: the captured one (wire.md 4.2), every protocol, and bytes that are none. */

#include <beck/rpc-tower.h>

#include "beck-test.h"
#include "suites.h"

#include <string.h>

#define ECHO                                                                                       \
  {                                                                                                \
    BECK_GUID (0x60a15ec5, 0x4de8, 0x11d7, 0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82), 1, 2   \
  }

/* 60a15ec5-4de8-11d7-a637-005056a20182 v1.2 over TCP, port 49153. */
static const guint8 tcp[75] = {
  5, 0,
  0x13, 0, 0x0d, 0xc5, 0x5e, 0xa1, 0x60, 0xe8, 0x4d, 0xd7, 0x11, 0xa6, 0x37, 0, 0x50, 0x56,
  0xa2, 0x01, 0x82, 1, 0, 2, 0, 2, 0,
  0x13, 0, 0x0d, 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0, 0x2b,
  0x10, 0x48, 0x60, 2, 0, 2, 0, 0, 0,
  1, 0, 0x0b, 2, 0, 0, 0,
  1, 0, 0x07, 2, 0, 0xc0, 0x01,
  1, 0, 0x09, 4, 0, 0, 0, 0, 0,
};

#define RPC_FLOOR 52      /* where floor 3 begins */
#define ENDPOINT_FLOOR 59 /* and floor 4 */

static BeckRpcTower
echo_tower (const char *protseq, const char *endpoint, const char *address)
{
  BeckRpcTower tower = { .interface = ECHO, .transfer = BECK_RPC_SYNTAX_NDR, .protseq = protseq };

  g_strlcpy (tower.endpoint, endpoint, sizeof tower.endpoint);
  g_strlcpy (tower.address, address, sizeof tower.address);
  return tower;
}

START_TEST (the_captured_tower_is_read)
{
  const RPC_IF_ID echo = ECHO, ndr = BECK_RPC_SYNTAX_NDR;
  BeckRpcTower tower;

  ck_assert_int_eq (beck_rpc_tower_parse (tcp, sizeof tcp, &tower), BECK_RPC_TOWER_GOOD);
  ck_assert_mem_eq (&tower.interface, &echo, sizeof echo);
  ck_assert_mem_eq (&tower.transfer, &ndr, sizeof ndr);
  ck_assert_str_eq (tower.protseq, "ncacn_ip_tcp");
  ck_assert_str_eq (tower.endpoint, "49153");
  ck_assert_str_eq (tower.address, "");
}
END_TEST

START_TEST (the_captured_tower_is_made)
{
  BeckRpcTower tower = echo_tower ("ncacn_ip_tcp", "49153", "");
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];

  ck_assert_uint_eq (beck_rpc_tower_build (&tower, bytes, sizeof bytes), sizeof tcp);
  ck_assert_mem_eq (bytes, tcp, sizeof tcp);
}
END_TEST

static const struct
{
  const char *protseq, *endpoint, *address;
} rows[] = {
  { "ncacn_ip_tcp", "135", "192.0.2.7" },
  { "ncacn_ip_tcp", "65535", "" },
  { "ncacn_np", "\\PIPE\\epmapper", "\\\\HOST" },
  { "ncacn_np", "", "" },
  { "ncacn_http", "593", "127.0.0.1" },
  { "ncadg_ip_udp", "", "" },
  { "ncalrpc", "epmapper", "" },
};

START_TEST (what_is_made_is_read_again)
{
  BeckRpcTower tower = echo_tower (rows[_i].protseq, rows[_i].endpoint, rows[_i].address);
  BeckRpcTower again;
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  gsize size = beck_rpc_tower_build (&tower, bytes, sizeof bytes);

  ck_assert_uint_gt (size, 0);
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, size, &again), BECK_RPC_TOWER_GOOD);
  ck_assert_mem_eq (&again.interface, &tower.interface, sizeof again.interface);
  ck_assert_str_eq (again.protseq, rows[_i].protseq);
  ck_assert_str_eq (again.endpoint, rows[_i].endpoint);
  ck_assert_str_eq (again.address, rows[_i].address);
}
END_TEST

START_TEST (an_address_without_a_floor_is_nobody)
{
  static const char *const addresses[] = { "::1", "localhost", "1.2.3" };
  BeckRpcTower tower = echo_tower ("ncacn_ip_tcp", "49153", addresses[_i]);
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];

  ck_assert_uint_eq (beck_rpc_tower_build (&tower, bytes, sizeof bytes), sizeof tcp);
  ck_assert_mem_eq (bytes, tcp, sizeof tcp);
}
END_TEST

START_TEST (the_largest_tower_fits)
{
  BeckRpcTower tower = echo_tower ("ncacn_np", "", "");
  BeckRpcTower again;
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  gsize size;

  memset (tower.endpoint, 'e', BECK_RPC_TOWER_MAX_TEXT);
  memset (tower.address, 'a', BECK_RPC_TOWER_MAX_TEXT);
  size = beck_rpc_tower_build (&tower, bytes, sizeof bytes);
  ck_assert_uint_gt (size, 0);
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, size, &again), BECK_RPC_TOWER_GOOD);
  ck_assert_str_eq (again.endpoint, tower.endpoint);
  ck_assert_str_eq (again.address, tower.address);
}
END_TEST

START_TEST (what_has_no_tower_has_no_bytes)
{
  static const char *const protseqs[] = { NULL, "", "ncacn_spx" };
  BeckRpcTower tower = echo_tower (protseqs[_i], "1", "");
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];

  ck_assert_uint_eq (beck_rpc_tower_build (&tower, bytes, sizeof bytes), 0);
}
END_TEST

START_TEST (nothing_is_written_beyond_the_room)
{
  BeckRpcTower tower = echo_tower ("ncacn_ip_tcp", "49153", "");

  for (gsize room = 0; room < sizeof tcp; room++)
    {
      g_autofree guint8 *bytes = g_malloc (room);

      ck_assert_uint_eq (beck_rpc_tower_build (&tower, bytes, room), 0);
    }
}
END_TEST

START_TEST (a_tower_cut_anywhere_is_refused)
{
  BeckRpcTower tower;

  for (gsize size = 0; size < sizeof tcp; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (tcp, size);

      ck_assert_int_eq (beck_rpc_tower_parse (cut, size, &tower), BECK_RPC_TOWER_CUT);
    }
}
END_TEST

START_TEST (bytes_behind_the_last_floor_do_not_matter)
{
  guint8 bytes[sizeof tcp + 3] = { 0 };
  BeckRpcTower tower;

  memcpy (bytes, tcp, sizeof tcp);
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, sizeof bytes, &tower), BECK_RPC_TOWER_GOOD);
}
END_TEST

/* Each row changes one byte. */
static const struct
{
  guint at;
  guint8 byte;
  BeckRpcTowerFault fault;
} bad[] = {
  { 0, 0, BECK_RPC_TOWER_FLOORS },
  { 0, 2, BECK_RPC_TOWER_FLOORS },
  { 0, 17, BECK_RPC_TOWER_FLOORS },
  { 1, 0xff, BECK_RPC_TOWER_FLOORS },
  { 0, 6, BECK_RPC_TOWER_CUT },
  { 2, 0xff, BECK_RPC_TOWER_CUT },
  { 3, 0xff, BECK_RPC_TOWER_CUT },
  { 2, 0, BECK_RPC_TOWER_EMPTY_FLOOR },
  { 4, 0x0e, BECK_RPC_TOWER_SYNTAX },
  { 29, 0x0e, BECK_RPC_TOWER_SYNTAX },
  { RPC_FLOOR + 3, 0xff, BECK_RPC_TOWER_CUT },
};

START_TEST (a_wrong_byte_is_named)
{
  guint8 bytes[sizeof tcp];
  BeckRpcTower tower;

  memcpy (bytes, tcp, sizeof tcp);
  bytes[bad[_i].at] = bad[_i].byte;
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, sizeof bytes, &tower), bad[_i].fault);
}
END_TEST

START_TEST (an_empty_right_side_of_floor_3_is_accepted)
{
  guint8 bytes[sizeof tcp - 2];
  BeckRpcTower tower;

  memcpy (bytes, tcp, ENDPOINT_FLOOR - 2);
  memcpy (bytes + ENDPOINT_FLOOR - 2, tcp + ENDPOINT_FLOOR, sizeof tcp - ENDPOINT_FLOOR);
  bytes[RPC_FLOOR + 3] = 0;
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, sizeof bytes, &tower), BECK_RPC_TOWER_GOOD);
  ck_assert_str_eq (tower.protseq, "ncacn_ip_tcp");
  ck_assert_str_eq (tower.endpoint, "49153");
}
END_TEST

START_TEST (unknown_protocols_are_no_fault)
{
  guint8 bytes[sizeof tcp];
  BeckRpcTower tower;

  memcpy (bytes, tcp, sizeof tcp);
  bytes[RPC_FLOOR + 2] = 0x05;
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, sizeof bytes, &tower), BECK_RPC_TOWER_GOOD);
  ck_assert_ptr_null (tower.protseq);
}
END_TEST

static gsize
local_tower (guint8 *bytes, const char *name, gsize size)
{
  memcpy (bytes, tcp, sizeof tcp);
  bytes[0] = 4;
  bytes[RPC_FLOOR + 2] = 0x0c;
  bytes[ENDPOINT_FLOOR + 2] = 0x10;
  bytes[ENDPOINT_FLOOR + 3] = (guint8) size;
  bytes[ENDPOINT_FLOOR + 4] = (guint8) (size >> 8);
  memcpy (bytes + ENDPOINT_FLOOR + 5, name, size);
  return ENDPOINT_FLOOR + 5 + size;
}

START_TEST (a_name_needs_no_nul)
{
  guint8 bytes[128];
  BeckRpcTower tower;
  gsize size = local_tower (bytes, "name", 4);

  ck_assert_int_eq (beck_rpc_tower_parse (bytes, size, &tower), BECK_RPC_TOWER_GOOD);
  ck_assert_str_eq (tower.protseq, "ncalrpc");
  ck_assert_str_eq (tower.endpoint, "name");
}
END_TEST

START_TEST (a_name_is_printable_and_short)
{
  char name[256];
  guint8 bytes[512];
  BeckRpcTower tower;

  ck_assert_int_eq (beck_rpc_tower_parse (bytes, local_tower (bytes, "a\nb", 3), &tower),
                    BECK_RPC_TOWER_TEXT);
  memset (name, 'n', sizeof name);
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, local_tower (bytes, name, 255), &tower),
                    BECK_RPC_TOWER_GOOD);
  ck_assert_int_eq (beck_rpc_tower_parse (bytes, local_tower (bytes, name, 256), &tower),
                    BECK_RPC_TOWER_TEXT);
}
END_TEST

Suite *
tower_suite (void)
{
  Suite *suite = suite_create ("tower");
  TCase *good = tcase_create ("good");
  TCase *hostile = tcase_create ("hostile");

  tcase_add_test (good, the_captured_tower_is_read);
  tcase_add_test (good, the_captured_tower_is_made);
  tcase_add_loop_test (good, what_is_made_is_read_again, 0, G_N_ELEMENTS (rows));
  tcase_add_loop_test (good, an_address_without_a_floor_is_nobody, 0, 3);
  tcase_add_test (good, the_largest_tower_fits);
  tcase_add_loop_test (good, what_has_no_tower_has_no_bytes, 0, 3);
  tcase_add_test (good, an_empty_right_side_of_floor_3_is_accepted);
  tcase_add_test (good, a_name_needs_no_nul);
  tcase_add_test (good, bytes_behind_the_last_floor_do_not_matter);
  tcase_add_test (hostile, nothing_is_written_beyond_the_room);
  tcase_add_test (hostile, a_tower_cut_anywhere_is_refused);
  tcase_add_loop_test (hostile, a_wrong_byte_is_named, 0, G_N_ELEMENTS (bad));
  tcase_add_test (hostile, unknown_protocols_are_no_fault);
  tcase_add_test (hostile, a_name_is_printable_and_short);
  suite_add_tcase (suite, good);
  suite_add_tcase (suite, hostile);
  return suite;
}
