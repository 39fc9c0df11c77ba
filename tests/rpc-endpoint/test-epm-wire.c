/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the stubs of the endpoint mapper and of management put on the wire and make of it, against
 * captured bytes (wire.md 4.2, 4.3).
 */

#include "epm.h"
#include "mgmt.h"

#include <beck/ndr.h>
#include <beck/rpc.h>

#include "beck-test.h"
#include "suites.h"

#include <string.h>

#define ECHO_TOWER                                                                                 \
  5, 0,                                                                                            \
  0x13, 0, 0x0d, 0xc5, 0x5e, 0xa1, 0x60, 0xe8, 0x4d, 0xd7, 0x11, 0xa6, 0x37, 0x00, 0x50, 0x56,     \
  0xa2, 0x01, 0x82, 1, 0, 2, 0, 0, 0,                                                              \
  0x13, 0, 0x0d, 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b,     \
  0x10, 0x48, 0x60, 2, 0, 2, 0, 0, 0,                                                              \
  1, 0, 0x0b, 2, 0, 0, 0,                                                                          \
  1, 0, 0x07, 2, 0, 0xc0, 0x01,                                                                    \
  1, 0, 0x09, 4, 0, 0, 0, 0, 0

#define TOWER_SIZE 75

static const guint8 tower_bytes[TOWER_SIZE] = { ECHO_TOWER };
static const guint8 map_request[132]
  = { [0] = 1, [20] = 2, [24] = TOWER_SIZE, [28] = TOWER_SIZE, [32] = ECHO_TOWER, [128] = 1 };
static const guint8 map_response[128] = { [20] = 1, [24] = 1, [32] = 1, [36] = 3,
                                          [40] = TOWER_SIZE, [44] = TOWER_SIZE,
                                          [48] = ECHO_TOWER };
#define RESPONSE_POINTER 36 /* the server's choice */

/* ---- The client's side: a transport that keeps the request and gives a response ---- */

typedef struct
{
  BeckRpcBinding binding;
  const guint8 *response;
  gsize response_size;
  guint8 request[256];
  gsize request_size;
} Tape;

static BeckRpcOutcome
tape_call (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  Tape *tape = (Tape *) binding;

  ck_assert_uint_le (exchange->request_size, sizeof tape->request);
  if (exchange->request_size > 0)
    memcpy (tape->request, exchange->request, exchange->request_size);
  tape->request_size = exchange->request_size;
  exchange->response = tape->response;
  exchange->response_size = tape->response_size;
  exchange->drep = 0x10;
  return (BeckRpcOutcome){ 0, BECK_RPC_SERVER };
}

static void
tape_finalize (BeckRpcBinding *binding)
{
}

static const BeckRpcTransport tape_transport
  = { .name = "tape", .call = tape_call, .finalize = tape_finalize };

static void
tape_init (Tape *tape, const guint8 *response, gsize size)
{
  *tape = (Tape){ .response = response, .response_size = size };
  beck_rpc_binding_init (&tape->binding, &tape_transport);
}

static twr_t *
echo_tower (void)
{
  twr_t *tower = g_malloc (sizeof *tower + TOWER_SIZE);

  tower->tower_length = TOWER_SIZE;
  memcpy (tower->tower, tower_bytes, TOWER_SIZE);
  return tower;
}

START_TEST (a_client_maps_as_captured)
{
  g_autofree twr_t *tower = echo_tower ();
  ept_lookup_handle_t handle = NULL;
  GUID object = GUID_NULL;
  twr_t *found[1];
  ULONG count;
  Tape tape;

  tape_init (&tape, map_response, sizeof map_response);
  ck_assert_uint_eq (ept_map (&tape.binding, &object, tower, &handle, 1, &count, found), 0);
  ck_assert_uint_eq (tape.request_size, sizeof map_request);
  ck_assert_mem_eq (tape.request, map_request, sizeof map_request);
  ck_assert_ptr_null (handle);
  ck_assert_uint_eq (count, 1);
  ck_assert_uint_eq (found[0]->tower_length, TOWER_SIZE);
  ck_assert_mem_eq (found[0]->tower, tower_bytes, TOWER_SIZE);
  free (found[0]);
}
END_TEST

START_TEST (a_mapping_cut_anywhere_fails)
{
  g_autofree twr_t *tower = echo_tower ();
  GUID object = GUID_NULL;
  Tape tape;

  for (gsize size = 0; size < sizeof map_response; size++)
    {
      g_autofree guint8 *response = g_memdup2 (map_response, size);
      ept_lookup_handle_t handle = NULL;
      twr_t *found[1];
      ULONG count;

      tape_init (&tape, response, size);
      ck_assert_uint_eq (ept_map (&tape.binding, &object, tower, &handle, 1, &count, found),
                         RPC_X_BAD_STUB_DATA);
      ck_assert_ptr_null (found[0]);
    }
}
END_TEST

START_TEST (a_client_hears_that_a_server_listens)
{
  static const guint8 response[] = { 0, 0, 0, 0, 1, 0, 0, 0 };
  error_status_t status = 1;
  Tape tape;

  tape_init (&tape, response, sizeof response);
  ck_assert_uint_eq (mgmt_is_server_listening (&tape.binding, &status), 1);
  ck_assert_uint_eq (status, 0);
  ck_assert_uint_eq (tape.request_size, 0);
}
END_TEST

START_TEST (a_client_reads_the_statistics)
{
  static const guint8 request[] = { 4, 0, 0, 0 };
  static const guint8 response[]
    = { 4, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0 };
  ULONG numbers[4], count = 4;
  Tape tape;

  tape_init (&tape, response, sizeof response);
  ck_assert_uint_eq (mgmt_inq_stats (&tape.binding, &count, numbers), 0);
  ck_assert_uint_eq (tape.request_size, sizeof request);
  ck_assert_mem_eq (tape.request, request, sizeof request);
  ck_assert_uint_eq (count, 4);
  ck_assert_uint_eq (numbers[0], 7);
  ck_assert_uint_eq (numbers[3], 10);
}
END_TEST

/* ---- The server's side ---- */

static guint mapped;

void
ept_lookup_handle_t_rundown (ept_lookup_handle_t handle)
{
}

static error_status_t
map (handle_t h, GUID *object, twr_t *tower, ept_lookup_handle_t *handle, ULONG max, ULONG *count,
     twr_t *towers[])
{
  mapped++;
  ck_assert_ptr_nonnull (object);
  ck_assert (beck_guid_equal (object, &GUID_NULL));
  ck_assert_uint_eq (tower->tower_length, TOWER_SIZE);
  ck_assert_mem_eq (tower->tower, tower_bytes, TOWER_SIZE);
  ck_assert_uint_eq (max, 1);
  *count = 1;
  towers[0] = tower;
  return 0;
}

static guint32
dispatch (guint opnum, const guint8 *data, gsize size, BeckNdrWriter *response)
{
  static const epm_v3_0_epv_t managers = { .ept_map = map };
  const BeckRpcRequest request = {
    .interface = epm_v3_0_s_ifspec,
    .epv = &managers,
    .opnum = opnum,
    .data = data,
    .size = size,
    .drep = 0x10,
  };

  beck_ndr_writer_init (response, NULL);
  return beck_rpc_dispatch (&request, response);
}

START_TEST (a_server_maps_as_captured)
{
  g_auto (BeckNdrWriter) response = { 0 };
  guint8 expected[sizeof map_response];
  g_autofree guint8 *bytes = NULL;
  gsize size;

  mapped = 0;
  ck_assert_uint_eq (dispatch (3, map_request, sizeof map_request, &response), 0);
  ck_assert_uint_eq (mapped, 1);
  bytes = beck_ndr_writer_take (&response, &size);
  ck_assert_uint_eq (size, sizeof map_response);
  memcpy (expected, map_response, size);
  memcpy (expected + RESPONSE_POINTER, bytes + RESPONSE_POINTER, 4);
  ck_assert_mem_eq (bytes, expected, size);
}
END_TEST

START_TEST (a_request_cut_anywhere_is_a_fault)
{
  mapped = 0;
  for (gsize size = 0; size < sizeof map_request; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (map_request, size);
      g_auto (BeckNdrWriter) response = { 0 };

      ck_assert_uint_ne (dispatch (3, cut, size, &response), 0);
    }
  ck_assert_uint_eq (mapped, 0);
}
END_TEST

START_TEST (a_tower_of_another_length_is_a_fault)
{
  g_auto (BeckNdrWriter) response = { 0 };
  guint8 request[sizeof map_request];

  mapped = 0;
  memcpy (request, map_request, sizeof request);
  request[28]--;
  ck_assert_uint_ne (dispatch (3, request, sizeof request, &response), 0);
  ck_assert_uint_eq (mapped, 0);
}
END_TEST

START_TEST (room_for_no_end_of_answers_is_a_fault)
{
  g_auto (BeckNdrWriter) response = { 0 };
  guint8 request[sizeof map_request];

  mapped = 0;
  memcpy (request, map_request, sizeof request);
  memset (request + sizeof request - 4, 0xff, 4);
  ck_assert_uint_ne (dispatch (3, request, sizeof request, &response), 0);
  ck_assert_uint_eq (mapped, 0);
}
END_TEST

/* An entry with an annotation of @length bytes, of which the last is @last. */
static gsize
insert_request (guint8 *request, gsize length, guint8 last)
{
  guint8 *at = request;
  const guint32 head[] = { 1, 1, 0, 0, 0, 0, 0, 0, (guint32) length };

  memcpy (at, head, sizeof head);
  at += sizeof head;
  memset (at, 'a', length);
  at[length - 1] = last;
  at += (length + 3) & ~(gsize) 3;
  memset (at, 0, 4);
  return (gsize) (at + 4 - request);
}

static const struct
{
  gsize length;
  guint8 last;
} annotations[] = { { 65, 0 }, { 128, 0 }, { 64, 'a' }, { 1, 'a' } };

START_TEST (an_annotation_too_long_or_unended_is_a_fault)
{
  g_auto (BeckNdrWriter) response = { 0 };
  guint8 request[256];
  gsize size = insert_request (request, annotations[_i].length, annotations[_i].last);

  ck_assert_uint_ne (dispatch (0, request, size, &response), 0);
}
END_TEST

Suite *
epm_wire_suite (void)
{
  Suite *suite = suite_create ("epm-wire");
  TCase *client = tcase_create ("client");
  TCase *server = tcase_create ("server");

  tcase_add_test (client, a_client_maps_as_captured);
  tcase_add_test (client, a_mapping_cut_anywhere_fails);
  tcase_add_test (client, a_client_hears_that_a_server_listens);
  tcase_add_test (client, a_client_reads_the_statistics);
  tcase_add_test (server, a_server_maps_as_captured);
  tcase_add_test (server, a_request_cut_anywhere_is_a_fault);
  tcase_add_test (server, a_tower_of_another_length_is_a_fault);
  tcase_add_test (server, room_for_no_end_of_answers_is_a_fault);
  tcase_add_loop_test (server, an_annotation_too_long_or_unended_is_a_fault, 0,
                       G_N_ELEMENTS (annotations));
  suite_add_tcase (suite, client);
  suite_add_tcase (suite, server);
  return suite;
}
