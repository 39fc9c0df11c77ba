/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pipes: every element arrives, in order, and who breaks the rules is told so. */

#include "scene.h"
#include "suites.h"

/* A client's pipe: what is still to be pulled, and what was pushed. */
typedef struct
{
  LONG buffer[5];
  ULONG room;  /* bytes of it that alloc gives */
  LONG next, last; /* to be pulled */
  ULONG at_once;   /* how many in a pull; more than there is room for is a fault */
  LONG pushed, sum;
  guint ends;
  guint32 raise; /* in push */
} Client;

static void
client_pull (char *state, LONG *buffer, ULONG capacity, ULONG *count)
{
  Client *client = (Client *) (void *) state;
  ULONG most = MIN (client->at_once, (ULONG) (client->last - client->next));

  *count = most;
  for (ULONG i = 0; i < MIN (most, capacity); i++)
    buffer[i] = client->next++;
}

static void
client_push (char *state, LONG *buffer, ULONG count)
{
  Client *client = (Client *) (void *) state;

  if (client->raise != 0)
    RpcRaiseException ((LONG) client->raise);
  ck_assert_uint_eq (client->ends, 0);
  client->ends += count == 0;
  client->pushed += (LONG) count;
  for (ULONG i = 0; i < count; i++)
    client->sum += buffer[i];
}

static void
client_alloc (char *state, ULONG wanted, LONG **buffer, ULONG *got)
{
  Client *client = (Client *) (void *) state;

  *buffer = client->buffer;
  *got = client->room;
}

static LONG_PIPE
pipe_of (Client *client)
{
  if (client->room == 0)
    client->room = sizeof client->buffer;
  if (client->at_once == 0)
    client->at_once = 4;
  return (LONG_PIPE){ client_pull, client_push, client_alloc, (char *) client };
}

START_TEST (server_pulls_what_the_client_has)
{
  static const LONG counts[] = { 0, 1, 3, 4, 5, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      Client client = { .last = counts[i] };
      LONG sum = -1;

      Record (scene_binding, pipe_of (&client), &sum);
      ck_assert_int_eq (sum, counts[i] * (counts[i] - 1) / 2);
    }
}
END_TEST

START_TEST (server_pushes_before_its_other_results)
{
  Client client = { .room = 12 };
  LONG_PIPE numbers = pipe_of (&client);
  LONG last = 0;

  Play (scene_binding, 100, &numbers, &last);
  ck_assert_int_eq (client.pushed, 100);
  ck_assert_int_eq (client.sum, 4950);
  ck_assert_uint_eq (client.ends, 1);
  ck_assert_int_eq (last, 100);
}
END_TEST

START_TEST (one_pipe_goes_both_ways)
{
  Client client = { .last = 10 };
  LONG_PIPE numbers = pipe_of (&client);

  Turn (scene_binding, &numbers);
  ck_assert_int_eq (client.pushed, 1);
  ck_assert_int_eq (client.sum, 45);
  ck_assert_uint_eq (client.ends, 1);
}
END_TEST

static guint32
misuse (LONG what)
{
  Client first = { .last = 5 }, second = { .last = 5 }, third = { 0 };
  LONG_PIPE out = pipe_of (&third);

  return RAISED (Two (scene_binding, what, pipe_of (&first), pipe_of (&second), &out));
}

START_TEST (managers_keep_to_the_discipline)
{
  ck_assert_uint_eq (misuse (0), 0);
  ck_assert_uint_eq (misuse (1), RPC_X_WRONG_PIPE_ORDER);
  ck_assert_uint_eq (misuse (2), RPC_X_WRONG_PIPE_ORDER);
  ck_assert_uint_eq (misuse (3), RPC_X_PIPE_DISCIPLINE_ERROR);
  ck_assert_uint_eq (misuse (4), RPC_X_PIPE_EMPTY);
  ck_assert_uint_eq (misuse (5), RPC_X_PIPE_DISCIPLINE_ERROR);
  ck_assert_uint_eq (misuse (6), RPC_X_WRONG_PIPE_ORDER);
  ck_assert_uint_eq (misuse (7), RPC_X_PIPE_CLOSED);
}
END_TEST

START_TEST (client_may_not_give_more_than_fits)
{
  Client client = { .last = 100, .at_once = 6 };
  LONG sum;

  ck_assert_uint_eq (RAISED (Record (scene_binding, pipe_of (&client), &sum)),
                     RPC_X_PIPE_DISCIPLINE_ERROR);
}
END_TEST

START_TEST (client_without_a_buffer_has_no_memory)
{
  Client client = { .last = 1, .room = 3 };
  LONG_PIPE none = { NULL, NULL, NULL, NULL };
  LONG sum;

  ck_assert_uint_eq (RAISED (Record (scene_binding, pipe_of (&client), &sum)),
                     RPC_X_PIPE_APP_MEMORY);
  ck_assert_uint_eq (RAISED (Record (scene_binding, none, &sum)), RPC_X_INVALID_PIPE_OBJECT);
}
END_TEST

START_TEST (exception_of_the_client_s_pipe_ends_the_call)
{
  Client client = { .raise = 77 };
  LONG_PIPE numbers = pipe_of (&client);
  LONG last;

  ck_assert_uint_eq (RAISED (Play (scene_binding, 3, &numbers, &last)), 77);
}
END_TEST

/* ---- What a client may send ---- */

static guint32
record (const guint32 *words, gsize n)
{
  BeckRpcRequest request = { .interface = store_v1_2_s_ifspec,
                             .epv = NULL,
                             .opnum = 18,
                             .data = words,
                             .size = n * sizeof *words,
                             .drep = G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10 : 0x00 };
  g_auto (BeckNdrWriter) response = { 0 };
  BeckRpcInterface interface = *(const BeckRpcInterface *) store_v1_2_s_ifspec;

  interface.epv = &scene_managers;
  request.interface = &interface;
  beck_ndr_writer_init (&response, NULL);
  return beck_rpc_dispatch (&request, &response);
}

START_TEST (chunks_are_held_against_the_data)
{
  static const guint32 good[] = { 2, 10, 20, 1, 30, 0 };
  static const guint32 endless[] = { 2, 10, 20 };
  static const guint32 short_chunk[] = { 3, 10, 20 };
  static const guint32 huge[] = { 0xffffffff, 10, 20 };

  ck_assert_uint_eq (record (good, G_N_ELEMENTS (good)), 0);
  ck_assert_uint_eq (record (good, 0), RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (record (endless, G_N_ELEMENTS (endless)), RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (record (short_chunk, G_N_ELEMENTS (short_chunk)), RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (record (huge, G_N_ELEMENTS (huge)), RPC_X_BAD_STUB_DATA);
}
END_TEST

Suite *
rpc_pipe_suite (void)
{
  Suite *suite = suite_create ("rpc-pipe");
  TCase *tcase = tcase_create ("pipe");

  tcase_add_checked_fixture (tcase, scene_begin, scene_end);
  tcase_add_test (tcase, server_pulls_what_the_client_has);
  tcase_add_test (tcase, server_pushes_before_its_other_results);
  tcase_add_test (tcase, one_pipe_goes_both_ways);
  tcase_add_test (tcase, managers_keep_to_the_discipline);
  tcase_add_test (tcase, client_may_not_give_more_than_fits);
  tcase_add_test (tcase, client_without_a_buffer_has_no_memory);
  tcase_add_test (tcase, exception_of_the_client_s_pipe_ends_the_call);
  tcase_add_test (tcase, chunks_are_held_against_the_data);
  suite_add_tcase (suite, tcase);
  return suite;
}
