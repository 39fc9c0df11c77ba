/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Requests that are wrong cost who sends them the call, and nobody anything else. */

#define COBJMACROS
#include "suites.h"

#include <string.h>

#include <orpcoxid.h>

#include "net-server.h"
#include "orpc/objref.h"
#include "rpc/remote.h"

#define REM_UNKNOWN { 0x00000131, 0, 0, { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } }
#define N_UNKNOWN 5000

static const IID iid_rem_unknown = REM_UNKNOWN;

/* ORPCTHIS and the arguments of Add. */
static const guint8 good[40] = { 5, 0, 7, 0, [12] = 0x11, [32] = 40, [36] = 2 };

typedef struct
{
  NetServer server;
  BeckObjref objref;
  BeckRpcRemoteBinding *binding;
  GUID rem_unknown;
} Target;

static void
resolve (Target *target)
{
  USHORT protseq = 7;
  DUALSTRINGARRAY *bindings;
  ULONG hint;
  COMVERSION version;

  ck_assert_uint_eq (ResolveOxid2 (&target->binding->base, &target->objref.std.oxid, 1, &protseq,
                                   &bindings, &target->rem_unknown, &hint, &version),
                     0);
  free (bindings);
}

static void
target_open (Target *target, guint way)
{
  guint16 wanted = way == 0 ? BECK_STRING_ARRAY_LOCAL : BECK_STRING_ARRAY_TCP;
  BeckStringBinding address;
  guint position = 0;

  net_open (&target->server, way);
  ck_assert_uint_eq (
      beck_objref_parse (target->server.reference, target->server.size, &target->objref),
      BECK_OBJREF_GOOD);
  do
    ck_assert (beck_string_array_next_binding (&target->objref.addresses, &position, &address));
  while (address.tower != wanted);
  target->binding = beck_rpc_remote_new (
      way == 0 ? BECK_RPC_PROTSEQ_LOCAL : BECK_RPC_PROTSEQ_TCP, way == 0 ? "" : address.address,
      address.endpoint);
  ck_assert_ptr_nonnull (target->binding);
  resolve (target);
}

static void
target_close (Target *target)
{
  LONG sum = 0;

  ck_assert_int_eq (INet_Add (target->server.net, 40, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 42);
  beck_rpc_binding_unref (&target->binding->base);
  net_close (&target->server);
}

/* 0 and the result at the end, or the status of the fault. */
static guint32
send_request (Target *target, const IID *iid, const GUID *object, guint32 opnum,
              const guint8 *data, gsize size, guint32 *result)
{
  const BeckNdrInterface interface = { .name = "hostile", .uuid = *iid };
  const BeckNdrMethod method = { .name = "method", .opnum = opnum };
  BeckRpcExchange exchange = { .interface = &interface,
                               .method = &method,
                               .object = object,
                               .request = data,
                               .request_size = size };
  BeckRpcOutcome outcome = beck_rpc_client_call (&target->binding->base, &exchange);

  if (outcome.status == 0 && result != NULL)
    {
      ck_assert_uint_ge (exchange.response_size, 4);
      memcpy (result, (const guint8 *) exchange.response + exchange.response_size - 4, 4);
    }
  if (exchange.release != NULL)
    exchange.release (&exchange);
  return outcome.status;
}

static guint32
send_add (Target *target, const guint8 *data, gsize size)
{
  return send_request (target, &IID_INet, &target->objref.std.ipid, 3, data, size, NULL);
}

/* ---- Headers ---- */

START_TEST (whole_request_is_good)
{
  Target target;

  target_open (&target, _i);
  ck_assert_uint_eq (send_add (&target, good, sizeof good), 0);
  target_close (&target);
}
END_TEST

START_TEST (request_cut_anywhere_is_refused)
{
  Target target;

  target_open (&target, _i);
  for (gsize size = 0; size < sizeof good; size++)
    ck_assert_uint_ne (send_add (&target, good, size), 0);
  target_close (&target);
}
END_TEST

START_TEST (other_major_version_is_refused)
{
  Target target;
  guint8 data[sizeof good];

  memcpy (data, good, sizeof good);
  data[0] = 6;
  target_open (&target, _i);
  ck_assert_uint_eq (send_add (&target, data, sizeof data), (guint32) RPC_E_VERSION_MISMATCH);
  target_close (&target);
}
END_TEST

START_TEST (extensions_without_end_are_refused)
{
  Target target;
  guint8 data[64] = { 5, 0, 7, 0, [28] = 1 };

  memset (data + 32, 0xff, 32);
  target_open (&target, _i);
  ck_assert_uint_ne (send_add (&target, data, sizeof data), 0);
  target_close (&target);
}
END_TEST

/* ---- Whom it is for ---- */

START_TEST (unknown_object_is_refused)
{
  Target target;
  GUID ipid;

  target_open (&target, _i);
  ipid = target.objref.std.ipid;
  ipid.Data1 ^= 1;
  ck_assert_uint_eq (send_request (&target, &IID_INet, &ipid, 3, good, sizeof good, NULL),
                     (guint32) RPC_E_INVALID_IPID);
  target_close (&target);
}
END_TEST

START_TEST (no_object_is_refused)
{
  Target target;

  target_open (&target, _i);
  ck_assert_uint_eq (send_request (&target, &IID_INet, NULL, 3, good, sizeof good, NULL),
                     (guint32) RPC_E_INVALID_IPID);
  target_close (&target);
}
END_TEST

/* An interface that is offered, with an object's other one. */
START_TEST (object_by_wrong_interface_is_refused)
{
  Target target;
  INetMore *more;

  target_open (&target, _i);
  ck_assert_int_eq (INet_QueryInterface (target.server.net, &IID_INetMore, (void **) &more), S_OK);
  ck_assert_uint_ne (send_request (&target, &IID_INetMore, &target.objref.std.ipid, 3, good,
                                   sizeof good, NULL),
                     0);
  ck_assert_uint_ne (send_request (&target, &iid_rem_unknown, &target.objref.std.ipid, 5, good,
                                   sizeof good, NULL),
                     0);
  ck_assert_uint_eq (
      send_request (&target, &IID_INet, &target.rem_unknown, 3, good, sizeof good, NULL),
      (guint32) RPC_E_INVALID_IPID);
  INetMore_Release (more);
  target_close (&target);
}
END_TEST

START_TEST (methods_of_iunknown_are_refused)
{
  Target target;

  target_open (&target, _i);
  for (guint32 opnum = 0; opnum < 3; opnum++)
    ck_assert_uint_eq (send_request (&target, &IID_INet, &target.objref.std.ipid, opnum, good,
                                     sizeof good, NULL),
                       RPC_S_PROCNUM_OUT_OF_RANGE);
  target_close (&target);
}
END_TEST

START_TEST (absent_method_is_refused)
{
  Target target;

  target_open (&target, _i);
  ck_assert_uint_ne (send_request (&target, &IID_INet, &target.objref.std.ipid, 200, good,
                                   sizeof good, NULL),
                     0);
  ck_assert_uint_ne (send_request (&target, &iid_rem_unknown, &target.rem_unknown, 200, good,
                                   sizeof good, NULL),
                     0);
  target_close (&target);
}
END_TEST

/* ---- IRemUnknown ---- */

typedef struct
{
  guint8 this[32];
  guint16 n;
  guint16 pad;
  guint32 max;
  GUID ipid;
  guint32 public, private;
} RefRequest;

static RefRequest
ref_request (const GUID *ipid, guint32 n_refs)
{
  RefRequest request = { .n = 1, .max = 1, .ipid = *ipid, .public = n_refs };

  memcpy (request.this, good, sizeof request.this);
  return request;
}

START_TEST (references_released_too_often_harm_nobody)
{
  Target target;
  RefRequest request;
  guint32 result;

  target_open (&target, _i);
  request = ref_request (&target.objref.std.ipid, 0xffffffff);
  request.private = 0xffffffff;
  for (guint i = 0; i < 10; i++)
    ck_assert_uint_eq (send_request (&target, &iid_rem_unknown, &target.rem_unknown, 5,
                                     (guint8 *) &request, sizeof request, &result),
                       0);
  target_close (&target);
}
END_TEST

START_TEST (references_added_without_end_harm_nobody)
{
  Target target;
  RefRequest request;
  guint32 result;

  target_open (&target, _i);
  request = ref_request (&target.objref.std.ipid, 0xffffffff);
  for (guint i = 0; i < 10; i++)
    ck_assert_uint_eq (send_request (&target, &iid_rem_unknown, &target.rem_unknown, 4,
                                     (guint8 *) &request, sizeof request, &result),
                       0);
  target_close (&target);
}
END_TEST

START_TEST (array_of_another_size_is_refused)
{
  Target target;
  RefRequest request;

  target_open (&target, _i);
  request = ref_request (&target.objref.std.ipid, 1);
  request.n = 0xffff;
  for (guint32 opnum = 4; opnum < 6; opnum++)
    ck_assert_uint_ne (send_request (&target, &iid_rem_unknown, &target.rem_unknown, opnum,
                                     (guint8 *) &request, sizeof request, NULL),
                       0);
  request.max = 0xffff;
  for (guint32 opnum = 3; opnum < 6; opnum++)
    ck_assert_uint_ne (send_request (&target, &iid_rem_unknown, &target.rem_unknown, opnum,
                                     (guint8 *) &request, sizeof request, NULL),
                       0);
  target_close (&target);
}
END_TEST

START_TEST (question_for_nothing_fails)
{
  Target target;
  guint8 data[64] = { 5, 0, 7, 0 };
  guint32 result = 0;

  target_open (&target, _i);
  memcpy (data + 32, &target.objref.std.ipid, 16);
  ck_assert_uint_eq (send_request (&target, &iid_rem_unknown, &target.rem_unknown, 3, data,
                                   sizeof data, &result),
                     0);
  ck_assert_int_eq ((HRESULT) result, E_INVALIDARG);
  target_close (&target);
}
END_TEST

/* ---- Pings ---- */

START_TEST (pings_for_unknown_objects_are_not_kept)
{
  Target target;
  OID *oids = g_new (OID, N_UNKNOWN);
  SETID set = 0;
  USHORT backoff;

  for (guint i = 0; i < N_UNKNOWN; i++)
    oids[i] = i * G_GUINT64_CONSTANT (0x100000001);
  target_open (&target, _i);
  for (guint16 i = 0; i < 10; i++)
    ck_assert_uint_eq (ComplexPing (&target.binding->base, &set, i, N_UNKNOWN, N_UNKNOWN, oids,
                                    oids, &backoff),
                       OR_INVALID_OID);
  target_close (&target);
  g_free (oids);
}
END_TEST

START_TEST (ping_with_counts_and_no_arrays_is_refused)
{
  Target target;
  SETID set = 0;
  USHORT backoff;

  target_open (&target, _i);
  ck_assert_uint_eq (
      ComplexPing (&target.binding->base, &set, 1, 3, 3, NULL, NULL, &backoff),
      ERROR_INVALID_PARAMETER);
  target_close (&target);
}
END_TEST

Suite *
net_hostile_suite (void)
{
  Suite *suite = suite_create ("net");
  TCase *tcase = tcase_create ("hostile");

  tcase_add_checked_fixture (tcase, net_setup, net_teardown);
  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, whole_request_is_good, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, request_cut_anywhere_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, other_major_version_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, extensions_without_end_are_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, unknown_object_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, no_object_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, object_by_wrong_interface_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, methods_of_iunknown_are_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, absent_method_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, references_released_too_often_harm_nobody, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, references_added_without_end_harm_nobody, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, array_of_another_size_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, question_for_nothing_fails, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, pings_for_unknown_objects_are_not_kept, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, ping_with_counts_and_no_arrays_is_refused, 0, N_NET_WAYS);
  suite_add_tcase (suite, tcase);
  return suite;
}
