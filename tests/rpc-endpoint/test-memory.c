/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Memory may lack anywhere: what is asked of a mapper then fails with a status, and leaves nothing. */

#include "scene.h"

#include <beck/status.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "suites.h"

#define HERE "ncacn_ip_tcp:127.0.0.1"
#define TIMES 3000

static RPC_STATUS
register_and_unregister (void)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);
  RPC_BINDING_VECTOR vector = { 1, { NULL } };
  RPC_STATUS status
      = RpcBindingFromStringBindingA ((RPC_CSTR) HERE "[2001]", &vector.BindingH[0]);

  if (status != RPC_S_OK)
    return status;
  status = RpcEpRegisterA (interface, &vector, NULL, NULL);
  if (status == RPC_S_OK)
    status = RpcEpUnregister (interface, &vector, NULL);
  RpcBindingFree (&vector.BindingH[0]);
  return status;
}

static RPC_STATUS
resolve (void)
{
  RPC_BINDING_HANDLE binding;
  RPC_STATUS status = RpcBindingFromStringBindingA ((RPC_CSTR) HERE, &binding);

  if (status != RPC_S_OK)
    return status;
  status = RpcEpResolveBinding (binding, scene_interface (3, 1, 0));
  RpcBindingFree (&binding);
  return status == EPT_S_NOT_REGISTERED ? RPC_S_OK : status;
}

static RPC_STATUS
next_entry (RPC_EP_INQ_HANDLE inquiry)
{
  RPC_BINDING_HANDLE binding;
  RPC_CSTR annotation;
  RPC_IF_ID id;
  RPC_STATUS status = RpcMgmtEpEltInqNextA (inquiry, &id, &binding, NULL, &annotation);

  if (status != RPC_S_OK)
    return status;
  RpcBindingFree (&binding);
  RpcStringFreeA (&annotation);
  return RPC_S_OK;
}

static RPC_STATUS
look_through (void)
{
  RPC_EP_INQ_HANDLE inquiry;
  RPC_STATUS status = RpcMgmtEpEltInqBegin (NULL, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry);

  if (status != RPC_S_OK)
    return status;
  while ((status = next_entry (inquiry)) == RPC_S_OK)
    ;
  RpcMgmtEpEltInqDone (&inquiry);
  return status == RPC_X_NO_MORE_ENTRIES ? RPC_S_OK : status;
}

static RPC_STATUS
ask_server (void)
{
  RPC_STATS_VECTOR *stats = NULL;
  RPC_IF_ID_VECTOR *ids = NULL;
  RPC_BINDING_HANDLE binding;
  RPC_STATUS status
      = RpcBindingFromStringBindingA ((RPC_CSTR) "ncalrpc:[epmapper]", &binding);

  if (status != RPC_S_OK)
    return status;
  status = RpcMgmtInqIfIds (binding, &ids);
  if (status == RPC_S_OK)
    status = RpcMgmtInqStats (binding, &stats);
  if (ids != NULL)
    RpcIfIdVectorFree (&ids);
  if (stats != NULL)
    RpcMgmtStatsVectorFree (&stats);
  RpcBindingFree (&binding);
  return status;
}

static RPC_STATUS (*const scenarios[]) (void)
    = { register_and_unregister, resolve, look_through, ask_server };

/* Until all that is allocated was once refused. */
START_TEST (memory_may_lack_anywhere)
{
  gboolean done = FALSE;

  ck_assert_int_eq (scenarios[_i] (), RPC_S_OK);
  for (gint64 index = 0; !done && index < TIMES; index++)
    {
      RPC_STATUS status;

      beck_alloc_fail_at (index);
      status = scenarios[_i] ();
      done = beck_alloc_count () <= index;
      beck_alloc_fail_at (-1);
      if (done)
        ck_assert_int_eq (status, RPC_S_OK);
    }
  ck_assert (done);
}
END_TEST

Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tcase = tcase_create ("mapper");

  tcase_add_checked_fixture (tcase, scene_begin, scene_end);
  tcase_set_timeout (tcase, 120);
  tcase_add_loop_test (tcase, memory_may_lack_anywhere, 0, G_N_ELEMENTS (scenarios));
  suite_add_tcase (suite, tcase);
  return suite;
}
