/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Interfaces and protocol sequences: rpc.md 2.1. */

#include <beck/guid.h>
#include <beck/rpc-binding.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "shared.h"
#include "suites.h"

START_TEST (interface_tells_its_identifier)
{
  static const BeckNdrInterface ndr = {
    .uuid = BECK_GUID (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    .major = 12,
    .minor = 13,
  };
  static BeckRpcInterface interface = { .ndr = &ndr };
  RPC_IF_ID id;

  ck_assert_int_eq (RpcIfInqId (&interface, &id), RPC_S_OK);
  ck_assert (beck_guid_equal (&id.Uuid, &ndr.uuid));
  ck_assert_uint_eq (id.VersMajor, 12);
  ck_assert_uint_eq (id.VersMinor, 13);
  ck_assert_int_eq (RpcIfInqId (NULL, &id), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcIfInqId (&interface, NULL), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (vector_of_interfaces_frees_what_is_in_it)
{
  RPC_IF_ID_VECTOR *vector = beck_alloc (sizeof *vector);

  vector->Count = 1;
  vector->IfId[0] = beck_alloc (sizeof *vector->IfId[0]);
  ck_assert_int_eq (RpcIfIdVectorFree (&vector), RPC_S_OK);
  ck_assert_ptr_null (vector);
  ck_assert_int_eq (RpcIfIdVectorFree (&vector), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcIfIdVectorFree (NULL), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (protocol_sequences_that_are_here_are_valid)
{
  RPC_PROTSEQ_VECTORA *vector;
  RPC_PROTSEQ_VECTORW *wide;

  ck_assert_int_eq (RpcNetworkInqProtseqsA (&vector), RPC_S_OK);
  ck_assert_int_eq (RpcNetworkInqProtseqsW (&wide), RPC_S_OK);
  ck_assert_uint_eq (vector->Count, 2);
  ck_assert_uint_eq (wide->Count, vector->Count);
  for (guint i = 0; i < vector->Count; i++)
    {
      ck_assert_int_eq (RpcNetworkIsProtseqValidA (vector->Protseq[i]), RPC_S_OK);
      ck_assert_int_eq (RpcNetworkIsProtseqValidW (wide->Protseq[i]), RPC_S_OK);
    }
  ck_assert_int_eq (RpcProtseqVectorFreeA (&vector), RPC_S_OK);
  ck_assert_int_eq (RpcProtseqVectorFreeW (&wide), RPC_S_OK);
  ck_assert_ptr_null (vector);
  ck_assert_ptr_null (wide);
  ck_assert_int_eq (RpcProtseqVectorFreeA (&vector), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcProtseqVectorFreeW (&wide), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (other_protocol_sequences_are_not)
{
  ck_assert_int_eq (RpcNetworkIsProtseqValidA (TEXT ("ncacn_np")), RPC_S_PROTSEQ_NOT_SUPPORTED);
  ck_assert_int_eq (RpcNetworkIsProtseqValidA (TEXT ("ncacn_foo")), RPC_S_PROTSEQ_NOT_SUPPORTED);
  ck_assert_int_eq (RpcNetworkIsProtseqValidW (WIDE (u"foo")), RPC_S_INVALID_RPC_PROTSEQ);
  ck_assert_int_eq (RpcNetworkIsProtseqValidA (NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcNetworkIsProtseqValidW (NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcNetworkInqProtseqsA (NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcNetworkInqProtseqsW (NULL), RPC_S_INVALID_ARG);
}
END_TEST

static RPC_STATUS
ask_for_both (void)
{
  RPC_PROTSEQ_VECTORA *vector;
  RPC_PROTSEQ_VECTORW *wide;
  RPC_STATUS status = RpcNetworkInqProtseqsA (&vector);

  if (status == RPC_S_OK)
    {
      RpcProtseqVectorFreeA (&vector);
      status = RpcNetworkInqProtseqsW (&wide);
    }
  if (status == RPC_S_OK)
    RpcProtseqVectorFreeW (&wide);
  return status;
}

START_TEST (lack_of_memory_is_told)
{
  fail_each_allocation (ask_for_both);
}
END_TEST

Suite *
network_suite (void)
{
  Suite *suite = suite_create ("network");
  TCase *all = tcase_create ("network");

  tcase_add_test (all, interface_tells_its_identifier);
  tcase_add_test (all, vector_of_interfaces_frees_what_is_in_it);
  tcase_add_test (all, protocol_sequences_that_are_here_are_valid);
  tcase_add_test (all, other_protocol_sequences_are_not);
  tcase_add_test (all, lack_of_memory_is_told);
  suite_add_tcase (suite, all);
  return suite;
}
