/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What client stubs of [async] procedures hand to the runtime (rpc.md 3.1, 4.1). The runtime's
 * function is replaced by one that keeps what it is given.
 */

#include <beck/rpc.h>

#include <string.h>

#include "beck-test.h"
#include "ndr-call.h"
#include "ndr-rows.h"
#include "suites.h"

static void keep_call (const BeckNdrInterface *interface, guint index, PRPC_ASYNC_STATE async,
                       handle_t binding, const void *args, gsize size, BeckRpcUnbind unbind);

#define beck_rpc_call_async keep_call
#include "later_c.c"
#undef beck_rpc_call_async

/* ---- The program's functions ---- */

static LONG bound, unbound;
static handle_t unbound_handle;

handle_t
Address_bind (Address where)
{
  bound = where.number;
  return &bound;
}

void
Address_unbind (Address where, handle_t binding)
{
  unbound = where.number;
  unbound_handle = binding;
}

/* ---- The call that was begun ---- */

static struct
{
  const BeckNdrMethod *method;
  PRPC_ASYNC_STATE async;
  handle_t binding;
  gpointer args;
  BeckRpcUnbind unbind;
} kept;

static void
keep_call (const BeckNdrInterface *interface, guint index, PRPC_ASYNC_STATE async,
           handle_t binding, const void *args, gsize size, BeckRpcUnbind unbind)
{
  kept.method = &interface->methods[index];
  kept.async = async;
  kept.binding = binding;
  g_free (kept.args);
  kept.args = g_memdup2 (args, size);
  kept.unbind = unbind;
  ck_assert_uint_eq (size, kept.method->args_size);
}

static void
teardown (void)
{
  g_clear_pointer (&kept.args, g_free);
}

#define ASYNC ((PRPC_ASYNC_STATE) &kept)

START_TEST (a_stub_begins_a_call_with_its_arguments)
{
  const struct Later_LaterAdd_Args *args;
  LONG product;

  LaterAdd (ASYNC, &bound, 3, 4, &product);
  args = kept.args;
  ck_assert_str_eq (kept.method->name, "LaterAdd");
  ck_assert_ptr_eq (kept.async, ASYNC);
  ck_assert_ptr_eq (kept.binding, &bound);
  ck_assert (kept.unbind == NULL);
  ck_assert_int_eq (args->a, 3);
  ck_assert_int_eq (args->b, 4);
  ck_assert_ptr_eq (args->product, &product);
}
END_TEST

START_TEST (a_handle_of_the_programs_is_bound_and_later_unbound)
{
  LaterBound (ASYNC, (Address){ 5 }, 1);
  ck_assert_int_eq (bound, 5);
  ck_assert_ptr_eq (kept.binding, &bound);
  kept.unbind (kept.args, kept.binding);
  ck_assert_int_eq (unbound, 5);
  ck_assert_ptr_eq (unbound_handle, &bound);
}
END_TEST

START_TEST (an_implicit_handle_is_unbound_as_it_was_bound)
{
  whole_address.number = 6;
  WholeTwo (ASYNC);
  whole_address.number = 7;
  ck_assert_int_eq (bound, 6);
  kept.unbind (kept.args, kept.binding);
  ck_assert_int_eq (unbound, 6);
}
END_TEST

START_TEST (an_interface_is_asynchronous_as_a_whole)
{
  for (guint i = 0; i < Whole_interface.n_methods; i++)
    ck_assert (Whole_methods[i].flags & BECK_NDR_METHOD_ASYNC);
  ck_assert (!(ndr_method (&Later_interface, "LaterNow")->flags & BECK_NDR_METHOD_ASYNC));
}
END_TEST

START_TEST (an_interface_has_its_endpoints)
{
  const BeckRpcInterface *interface = Later_v1_0_c_ifspec;

  ck_assert_uint_eq (interface->n_endpoints, 2);
  ck_assert_str_eq (interface->endpoints[0].protseq, "ncacn_ip_tcp");
  ck_assert_str_eq (interface->endpoints[0].endpoint, "1025");
  ck_assert_str_eq (interface->endpoints[1].protseq, "ncacn_np");
  ck_assert_str_eq (interface->endpoints[1].endpoint, "\\pipe\\later");
}
END_TEST

/* ---- Results ---- */

#define RESULT(M, type)                                                                            \
  { #M, offsetof (struct Later_##M##_Args, result), sizeof (type) }

static const struct
{
  const char *method;
  gsize offset, size;
} results[] = {
  RESULT (LaterAdd, LONG),
  { "LaterVoid", 0, 0 },
  RESULT (LaterPair, Pair),
  RESULT (LaterText, unsigned char *),
  RESULT (LaterTold, error_status_t),
  RESULT (LaterNow, LONG),
};

START_TEST (a_record_says_where_the_result_is)
{
  const BeckNdrMethod *method = ndr_method (&Later_interface, results[_i].method);

  ck_assert_uint_eq (method->result_offset, results[_i].offset);
  ck_assert_uint_eq (method->result_size, results[_i].size);
}
END_TEST

static gboolean
get_out (const BeckNdrMethod *method, void *args, gconstpointer data, gsize size, gsize at)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  gboolean good;

  beck_ndr_reader_init (&reader, data, size, 0x10, &arena, &ndr_allocator, NULL);
  reader.pos = at;
  good = method->get_out (&reader, args);
  beck_ndr_reader_end (&reader, good);
  beck_ndr_arena_clear (&arena);
  return good;
}

/* ---- [comm_status], [fault_status] ---- */

START_TEST (a_status_is_0_when_the_results_are_there)
{
  static const guint8 bytes[] = { 8, 0, 0, 0, 9, 0, 0, 0 };
  error_status_t fault = 1, silent = 2;
  LONG number = 7;

  LaterTold (ASYNC, &bound, &number, &fault);
  ck_assert (!get_out (kept.method, kept.args, bytes, 7, 0));
  ck_assert_uint_eq (fault, 1);
  ck_assert (get_out (kept.method, kept.args, bytes, 8, 0));
  ck_assert_uint_eq (fault, 0);
  ck_assert_int_eq (number, 8);

  LaterSilent (ASYNC, &bound, &silent);
  ck_assert (get_out (kept.method, kept.args, bytes, 0, 0));
  ck_assert_uint_eq (silent, 0);
}
END_TEST

/* ---- Pipes ---- */

static void
begin_pipes (ASYNC_NUMBERS *numbers, ASYNC_POINTS *points, ASYNC_NUMBERS *more, SHORT *after)
{
  LaterPipes (ASYNC, &bound, numbers, 0x11, points, more, after);
}

START_TEST (pipes_are_the_runtimes_to_move)
{
  static const struct
  {
    gsize offset;
    guint flags;
    gsize size;
  } rows[] = {
    { offsetof (struct Later_LaterPipes_Args, numbers), BECK_RPC_PIPE_IN, sizeof (LONG) },
    { offsetof (struct Later_LaterPipes_Args, points), BECK_RPC_PIPE_IN | BECK_RPC_PIPE_OUT,
      sizeof (struct _Point) },
    { offsetof (struct Later_LaterPipes_Args, more), BECK_RPC_PIPE_OUT, sizeof (LONG) },
  };
  const BeckNdrMethod *method = ndr_method (&Later_interface, "LaterPipes");

  ck_assert_uint_eq (method->n_async_pipes, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ck_assert_uint_eq (method->async_pipes[i].offset, rows[i].offset);
      ck_assert_uint_eq (method->async_pipes[i].type->flags, rows[i].flags);
      ck_assert_uint_eq (method->async_pipes[i].type->size, rows[i].size);
    }
  ck_assert_uint_eq (ndr_method (&Later_interface, "LaterAdd")->n_async_pipes, 0);
}
END_TEST

START_TEST (pipes_have_the_form_that_the_runtime_fills_in)
{
  ck_assert_uint_eq (sizeof (ASYNC_POINTS), sizeof (BeckRpcAsyncPipe));
  ck_assert_uint_eq (offsetof (ASYNC_POINTS, pull), offsetof (BeckRpcAsyncPipe, pull));
  ck_assert_uint_eq (offsetof (ASYNC_POINTS, push), offsetof (BeckRpcAsyncPipe, push));
  ck_assert_uint_eq (offsetof (ASYNC_POINTS, Reserved), offsetof (BeckRpcAsyncPipe, Reserved));
  ck_assert_uint_eq (offsetof (ASYNC_POINTS, state), offsetof (BeckRpcAsyncPipe, state));
}
END_TEST

START_TEST (a_request_has_only_what_comes_before_the_chunks)
{
  BeckNdrFault fault;
  ASYNC_NUMBERS numbers, more;
  ASYNC_POINTS points;
  SHORT after;
  g_autoptr (GBytes) bytes = NULL;

  begin_pipes (&numbers, &points, &more, &after);
  bytes = ndr_write (kept.method, NDR_IN, kept.args, FALSE, &fault);
  ck_assert (bytes != NULL);
  ck_assert_uint_eq (g_bytes_get_size (bytes), 1);
  ck_assert_uint_eq (*(const guint8 *) g_bytes_get_data (bytes, NULL), 0x11);
}
END_TEST

START_TEST (a_pipe_that_is_null_is_refused)
{
  BeckNdrFault fault = { 0 };
  ASYNC_NUMBERS numbers;
  ASYNC_POINTS points;
  SHORT after;

  begin_pipes (&numbers, &points, NULL, &after);
  ck_assert (ndr_write (kept.method, NDR_IN, kept.args, FALSE, &fault) == NULL);
  ck_assert_uint_eq (fault.status, RPC_X_NULL_REF_POINTER);
  ck_assert_str_eq (fault.path, "more");
}
END_TEST

/* The chunks of both pipes, each just its end; then a short, its gap, a long. */
START_TEST (a_response_is_read_from_behind_the_chunks)
{
  static const guint8 bytes[] = { 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0xbf, 0xbf, 6, 0, 0, 0 };
  const struct Later_LaterPipes_Args *args;
  ASYNC_NUMBERS numbers, more;
  ASYNC_POINTS points;
  SHORT after = 0;

  begin_pipes (&numbers, &points, &more, &after);
  ck_assert (get_out (kept.method, kept.args, bytes, sizeof bytes, 8));
  args = kept.args;
  ck_assert_int_eq (after, 5);
  ck_assert_int_eq (args->result, 6);
}
END_TEST

/* The server's reader stays in front of the first chunk. */
START_TEST (a_request_is_read_up_to_the_chunks)
{
  static const guint8 bytes[] = { 0x11, 0xbf, 0xbf, 0xbf, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0 };
  static const ASYNC_NUMBERS no_numbers;
  static const ASYNC_POINTS no_points;
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  struct Later_LaterPipes_Args args = { 0 };
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, bytes, sizeof bytes, 0x10, &arena, &ndr_allocator, NULL);
  ck_assert (ndr_method (&Later_interface, "LaterPipes")->get_in (&reader, &args));
  ck_assert_uint_eq (reader.pos, 1);
  ck_assert_uint_eq (args.before, 0x11);
  ck_assert (memcmp (args.numbers, &no_numbers, sizeof no_numbers) == 0);
  ck_assert (memcmp (args.points, &no_points, sizeof no_points) == 0);
  ck_assert (memcmp (args.more, &no_numbers, sizeof no_numbers) == 0);
  ck_assert (beck_ndr_arena_owns (&arena, args.points));
  ck_assert_int_eq (*args.after, 0);
  beck_ndr_reader_end (&reader, TRUE);
  beck_ndr_arena_clear (&arena);
}
END_TEST

/* ---- All of them ---- */

static Suite *
async_suite (void)
{
  Suite *suite = suite_create ("ndr-async");
  TCase *tc = tcase_create ("stubs");

  tcase_add_checked_fixture (tc, NULL, teardown);
  tcase_add_test (tc, a_stub_begins_a_call_with_its_arguments);
  tcase_add_test (tc, a_handle_of_the_programs_is_bound_and_later_unbound);
  tcase_add_test (tc, an_implicit_handle_is_unbound_as_it_was_bound);
  tcase_add_test (tc, an_interface_is_asynchronous_as_a_whole);
  tcase_add_test (tc, an_interface_has_its_endpoints);
  tcase_add_loop_test (tc, a_record_says_where_the_result_is, 0, G_N_ELEMENTS (results));
  tcase_add_test (tc, a_status_is_0_when_the_results_are_there);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("pipes");
  tcase_add_checked_fixture (tc, NULL, teardown);
  tcase_add_test (tc, pipes_are_the_runtimes_to_move);
  tcase_add_test (tc, pipes_have_the_form_that_the_runtime_fills_in);
  tcase_add_test (tc, a_request_has_only_what_comes_before_the_chunks);
  tcase_add_test (tc, a_pipe_that_is_null_is_refused);
  tcase_add_test (tc, a_response_is_read_from_behind_the_chunks);
  tcase_add_test (tc, a_request_is_read_up_to_the_chunks);
  suite_add_tcase (suite, tc);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { async_suite, async_server_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
