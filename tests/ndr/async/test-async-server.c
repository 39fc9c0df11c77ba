/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What server stubs of [async] procedures hand to managers. The runtime's function that gives the
 * state of a call gives the record's address here.
 */

#include <beck/rpc.h>

#include "beck-test.h"
#include "ndr-call.h"
#include "ndr-rows.h"
#include "suites.h"

#define beck_rpc_async_handle(args) ((PRPC_ASYNC_STATE) (guintptr) (args))
#include "later_s.c"
#undef beck_rpc_async_handle

/* ---- Managers, which note what they get ---- */

static PRPC_ASYNC_STATE given;
static LONG *given_product;
static ASYNC_POINTS *given_points;

static void
add (PRPC_ASYNC_STATE async, handle_t binding, LONG a, LONG b, LONG *product)
{
  given = async;
  given_product = product;
  ck_assert_int_eq (a, 3);
  ck_assert_int_eq (b, 4);
}

static void
pipes (PRPC_ASYNC_STATE async, handle_t binding, ASYNC_NUMBERS *numbers, byte before,
       ASYNC_POINTS *points, ASYNC_NUMBERS *more, SHORT *after)
{
  given = async;
  given_points = points;
}

START_TEST (a_manager_gets_the_state_first_and_returns_nothing)
{
  const Later_v1_0_epv_t epv = { .LaterAdd = add };
  LONG product = 0;
  struct Later_LaterAdd_Args args = { .a = 3, .b = 4, .product = &product, .result = 9 };

  ndr_method (&Later_interface, "LaterAdd")->invoke ((void *) &epv, &args);
  ck_assert_ptr_eq (given, &args);
  ck_assert_ptr_eq (given_product, &product);
  ck_assert_int_eq (args.result, 9);
}
END_TEST

START_TEST (a_manager_gets_pipes_by_reference)
{
  const Later_v1_0_epv_t epv = { .LaterPipes = pipes };
  ASYNC_POINTS points;
  struct Later_LaterPipes_Args args = { .points = &points };

  ndr_method (&Later_interface, "LaterPipes")->invoke ((void *) &epv, &args);
  ck_assert_ptr_eq (given, &args);
  ck_assert_ptr_eq (given_points, &points);
}
END_TEST

START_TEST (the_answer_is_written_from_the_record)
{
  BeckNdrFault fault;
  SHORT after = 5;
  struct Later_LaterPipes_Args args = { .after = &after };
  const BeckNdrMethod *method = ndr_method (&Later_interface, "LaterPipes");
  static const guint8 expected[] = { 5, 0, 0, 0, 6, 0, 0, 0 };
  g_autoptr (GBytes) bytes = NULL;

  *(LONG *) (void *) ((char *) &args + method->result_offset) = 6;
  bytes = ndr_write (method, NDR_OUT, &args, FALSE, &fault);
  ck_assert (bytes != NULL);
  ck_assert_uint_eq (g_bytes_get_size (bytes), sizeof expected);
  ck_assert_mem_eq (g_bytes_get_data (bytes, NULL), expected, sizeof expected);
}
END_TEST

START_TEST (an_interface_has_its_endpoints)
{
  const BeckRpcInterface *interface = Later_v1_0_s_ifspec;

  ck_assert_uint_eq (interface->n_endpoints, 2);
  ck_assert_str_eq (interface->endpoints[0].protseq, "ncacn_ip_tcp");
  ck_assert_str_eq (interface->endpoints[0].endpoint, "1025");
  ck_assert_str_eq (interface->endpoints[1].protseq, "ncacn_np");
  ck_assert_str_eq (interface->endpoints[1].endpoint, "\\pipe\\later");
}
END_TEST

Suite *
async_server_suite (void)
{
  Suite *suite = suite_create ("ndr-async-server");
  TCase *tc = tcase_create ("stubs");

  tcase_add_test (tc, a_manager_gets_the_state_first_and_returns_nothing);
  tcase_add_test (tc, a_manager_gets_pipes_by_reference);
  tcase_add_test (tc, an_interface_has_its_endpoints);
  tcase_add_test (tc, the_answer_is_written_from_the_record);
  suite_add_tcase (suite, tc);
  return suite;
}
