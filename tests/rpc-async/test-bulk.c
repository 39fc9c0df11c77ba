/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Large answers, many at a time: over sockets that do not take them at once, in fragments of
 * either size, and within the process.
 */

#include <string.h>

#include "customer.h"
#include "suites.h"

#define MANY 24
#define LARGEST 300000

static const struct
{
  LONG size, count;
} sizes[] = {
  { 0, 0 },         { 1, 1 },       { 8191, 0 },      { 8192, 1 },      { 8193, 1023 },
  { 8199, 1024 },   { 65503, 7 },   { 65504, 1025 },  { 65505, 8192 },  { 65536, 0 },
  { 0, 8200 },      { 70001, 3 },   { 131072, 9000 }, { 20000, 20001 }, { LARGEST, LARGEST / 8 },
};

typedef struct
{
  RPC_ASYNC_STATE async;
  LONG size, count, last;
  byte *bytes;
  hyper *numbers;
} Order;

static void
begin (Order *bulk, guint which, gboolean later)
{
  memset (bulk, 0, sizeof *bulk);
  bulk->size = sizes[which].size;
  bulk->count = sizes[which].count;
  bulk->bytes = g_malloc0 ((gsize) bulk->size + 1);
  bulk->numbers = g_new0 (hyper, bulk->count + 1);
  ck_assert_int_eq (RpcAsyncInitializeHandle (&bulk->async, sizeof bulk->async), 0);
  (later ? c_BulkLater : c_Bulk) (&bulk->async, office_binding, bulk->size, bulk->count,
                                  bulk->bytes, bulk->numbers, &bulk->last);
}

static void
check (const Order *bulk)
{
  ck_assert_int_eq (bulk->last, bulk->size + bulk->count);
  for (LONG i = 0; i < bulk->size; i++)
    if (bulk->bytes[i] != (byte) OFFICE_BYTE (bulk->size, i))
      ck_abort_msg ("byte %d of %d is %u", i, bulk->size, bulk->bytes[i]);
  for (LONG i = 0; i < bulk->count; i++)
    if (bulk->numbers[i] != OFFICE_NUMBER (bulk->count, i))
      ck_abort_msg ("number %d of %d is wrong", i, bulk->count);
  ck_assert_int_eq (bulk->bytes[bulk->size], 0);
}

static void
end (Order *bulk, RPC_STATUS expected)
{
  ck_assert_int_eq (beck_rpc_async_wait (&bulk->async, 30 * 1000), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&bulk->async, NULL), expected);
  if (expected == 0)
    check (bulk);
  g_free (bulk->bytes);
  g_free (bulk->numbers);
}

START_TEST (an_answer_of_any_size_arrives)
{
  Order bulk;

  for (gint later = 0; later < 2; later++)
    {
      begin (&bulk, (guint) _i, later);
      end (&bulk, 0);
    }
}
END_TEST

START_TEST (many_answers_at_a_time_are_not_mixed_up)
{
  static Order bulk[MANY];

  for (guint round = 0; round < 4; round++)
    {
      for (guint i = 0; i < MANY; i++)
        begin (&bulk[i], (i * 5 + round) % G_N_ELEMENTS (sizes), i % 2);
      for (guint i = 0; i < MANY; i++)
        end (&bulk[i], 0);
    }
}
END_TEST

/* Of each three, one that nobody wants any more when some of its answer has come, perhaps. */
START_TEST (an_answer_that_is_not_wanted_disturbs_no_other)
{
  static Order bulk[MANY];
  RPC_STATUS status;

  for (guint i = 0; i < MANY; i++)
    begin (&bulk[i], 3 + i % (G_N_ELEMENTS (sizes) - 3), i % 2);
  for (guint i = 0; i < MANY; i++)
    {
      status = 0;
      if (i % 3 == 1)
        {
          ck_assert_int_eq (RpcAsyncCancelCall (&bulk[i].async, TRUE), 0);
          status = customer_poll (&bulk[i].async);
          ck_assert (status == 0 || status == RPC_S_CALL_CANCELLED);
        }
      end (&bulk[i], status);
    }
}
END_TEST

/* ---- Over TCP, where fragments are short ---- */

/* Makes it the binding of the test if it is that one. */
static gboolean
use_if_tcp (RPC_BINDING_HANDLE offered)
{
  RPC_CSTR text;
  gboolean tcp;

  ck_assert_int_eq (RpcBindingToStringBindingA (offered, &text), 0);
  tcp = g_str_has_prefix ((const char *) text, "ncacn_ip_tcp:127.0.0.1[");
  if (tcp)
    {
      ck_assert_int_eq (RpcBindingFree (&office_binding), 0);
      ck_assert_int_eq (RpcBindingFromStringBindingA (text, &office_binding), 0);
      ck_assert_int_eq (RpcBindingSetOption (office_binding, RPC_C_OPT_DONT_LINGER, TRUE), 0);
    }
  RpcStringFreeA (&text);
  return tcp;
}

static void
setup_tcp (void)
{
  RPC_BINDING_VECTOR *vector;
  gboolean found = FALSE;

  office_setup ();
  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 10, NULL), 0);
  ck_assert_int_eq (RpcServerInqBindings (&vector), 0);
  for (ULONG i = 0; i < vector->Count && !found; i++)
    found = use_if_tcp (vector->BindingH[i]);
  ck_assert (found);
  RpcBindingVectorFree (&vector);
}

static void
add_bulk (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *tcase = tcase_create (name);

  tcase_set_timeout (tcase, 120);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, an_answer_of_any_size_arrives, 0, G_N_ELEMENTS (sizes));
  tcase_add_test (tcase, many_answers_at_a_time_are_not_mixed_up);
  tcase_add_test (tcase, an_answer_that_is_not_wanted_disturbs_no_other);
  suite_add_tcase (suite, tcase);
}

Suite *
bulk_suite (void)
{
  Suite *suite = suite_create ("bulk");

  add_bulk (suite, "local", office_setup, office_teardown);
  add_bulk (suite, "tcp", setup_tcp, office_teardown);
  add_bulk (suite, "within", office_setup_within, office_teardown_within);
  return suite;
}
