/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A server decides who may manage it. */

#include <beck/rpc-endpoint.h>
#include <beck/rpc-server.h>
#include <beck/status.h>
#include <glib/gstdio.h>

#include "beck-test.h"
#include "mgmt.h"
#include "suites.h"

static char *directory;
static RPC_BINDING_HANDLE binding;

static void
begin (void)
{
  RPC_CSTR text = (RPC_CSTR) "ncalrpc:[managed]";

  directory = g_dir_make_tmp ("beck-mgmt-XXXXXX", NULL);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  ck_assert_int_eq (RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", 1, (RPC_CSTR) "managed", NULL),
                    RPC_S_OK);
  ck_assert_int_eq (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), RPC_S_OK);
  ck_assert_int_eq (RpcBindingFromStringBindingA (text, &binding), RPC_S_OK);
}

static void
end (void)
{
  g_autofree char *path = g_build_filename (directory, "managed", NULL);

  RpcBindingFree (&binding);
  RpcMgmtSetAuthorizationFn (NULL);
  beck_rpc_server_close ();
  g_unlink (path);
  g_rmdir (directory);
  g_clear_pointer (&directory, g_free);
  /* A connection is kept for a while, for the next call. */
  beck_test_keep_descriptors ();
}

/* ---- What is asked, and what is said ---- */

static struct
{
  ULONG operation;
  gboolean had_client;
  int allow;
  RPC_STATUS status;
} asked;

static int
decide (RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS *status)
{
  asked.operation = operation;
  asked.had_client = client != NULL;
  *status = asked.status;
  return asked.allow;
}

static guint32
inq_if_ids (void)
{
  mgmt_if_id_vector_t *ids = NULL;
  guint32 status = mgmt_inq_if_ids (binding, &ids);

  ck_assert (status == 0 || ids == NULL);
  free (ids);
  return status;
}

static guint32
inq_princ_name (void)
{
  unsigned char name[20];

  return mgmt_inq_princ_name (binding, 10, sizeof name, name);
}

static guint32
inq_stats (void)
{
  ULONG numbers[4], count = 4;
  guint32 status = mgmt_inq_stats (binding, &count, numbers);

  ck_assert_uint_eq (count, status == 0 ? 4 : 0);
  return status;
}

static guint32
is_listening (void)
{
  error_status_t status;
  ULONG listening = mgmt_is_server_listening (binding, &status);

  ck_assert_uint_eq (listening, status == 0);
  return status;
}

static guint32
stop (void)
{
  return (guint32) RpcMgmtStopServerListening (binding);
}

static const struct
{
  guint32 (*ask) (void);
  guint32 without; /* what the default says */
  guint32 allowed;
} rows[] = {
  [RPC_C_MGMT_INQ_IF_IDS] = { inq_if_ids, RPC_S_OK, RPC_S_OK },
  [RPC_C_MGMT_INQ_PRINC_NAME]
  = { inq_princ_name, RPC_S_UNKNOWN_AUTHN_SERVICE, RPC_S_UNKNOWN_AUTHN_SERVICE },
  [RPC_C_MGMT_INQ_STATS] = { inq_stats, RPC_S_OK, RPC_S_OK },
  [RPC_C_MGMT_IS_SERVER_LISTEN] = { is_listening, RPC_S_OK, RPC_S_OK },
  [RPC_C_MGMT_STOP_SERVER_LISTEN] = { stop, RPC_S_ACCESS_DENIED, RPC_S_OK },
};

START_TEST (without_a_function_anybody_may_ask_and_nobody_stop)
{
  ck_assert_uint_eq (rows[_i].ask (), rows[_i].without);
}
END_TEST

START_TEST (a_function_may_refuse_everything)
{
  asked.allow = FALSE;
  asked.status = 0;
  RpcMgmtSetAuthorizationFn (decide);
  ck_assert_uint_eq (rows[_i].ask (), RPC_S_ACCESS_DENIED);
  ck_assert_uint_eq (asked.operation, (ULONG) _i);
  ck_assert (asked.had_client);
}
END_TEST

START_TEST (a_refusal_may_have_its_own_status)
{
  asked.allow = FALSE;
  asked.status = 4711;
  RpcMgmtSetAuthorizationFn (decide);
  ck_assert_uint_eq (rows[_i].ask (), 4711);
}
END_TEST

START_TEST (a_function_may_allow_everything)
{
  asked.allow = TRUE;
  asked.status = 4711;
  RpcMgmtSetAuthorizationFn (decide);
  ck_assert_uint_eq (rows[_i].ask (), rows[_i].allowed);
}
END_TEST

START_TEST (a_server_that_was_stopped_from_afar_has_stopped)
{
  asked.allow = TRUE;
  RpcMgmtSetAuthorizationFn (decide);
  ck_assert_int_eq (RpcMgmtIsServerListening (NULL), RPC_S_OK);
  ck_assert_uint_eq (stop (), RPC_S_OK);
  ck_assert_int_eq (RpcMgmtWaitServerListen (), RPC_S_OK);
  ck_assert_int_eq (RpcMgmtIsServerListening (NULL), RPC_S_NOT_LISTENING);
}
END_TEST

Suite *
management_suite (void)
{
  Suite *suite = suite_create ("management");
  TCase *tcase = tcase_create ("authorization");
  const int n = G_N_ELEMENTS (rows);

  tcase_add_checked_fixture (tcase, begin, end);
  tcase_add_loop_test (tcase, without_a_function_anybody_may_ask_and_nobody_stop, 0, n);
  tcase_add_loop_test (tcase, a_function_may_refuse_everything, 0, n);
  tcase_add_loop_test (tcase, a_refusal_may_have_its_own_status, 0, n);
  tcase_add_loop_test (tcase, a_function_may_allow_everything, 0, n);
  tcase_add_test (tcase, a_server_that_was_stopped_from_afar_has_stopped);
  suite_add_tcase (suite, tcase);
  return suite;
}
