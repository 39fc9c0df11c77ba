/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "stage.h"

#include <stdlib.h>
#include <unistd.h>

static char *directory;

void
stage_prepare (void)
{
  if (directory != NULL)
    return;
  directory = g_dir_make_tmp ("beck-test-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
}

void
stage_begin_silent (void)
{
  scene_events = (SceneEvents){ .called = -1 };
  stage_prepare ();
  ck_assert_int_eq (RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) STAGE, NULL), 0);
}

void
stage_begin (void)
{
  stage_begin_silent ();
  ck_assert_int_eq (RpcServerRegisterIf (store_v1_2_s_ifspec, NULL, (void *) &scene_managers), 0);
  ck_assert_int_eq (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), 0);
}

void
stage_end (void)
{
  beck_rpc_server_close ();
  if (directory != NULL)
    rmdir (directory);
  g_clear_pointer (&directory, g_free);
}

void
stage_send_add (int fd, guint32 call_id, gint32 a, gint32 b)
{
  gint32 stub[2] = { GINT32_TO_LE (a), GINT32_TO_LE (b) };
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, call_id, 0, STORE_ADD, stub, sizeof stub);
  wire_send (fd, &pdu);
}

void
stage_expect_sum (int fd, guint32 call_id, gint32 sum)
{
  WirePdu pdu;

  wire_expect (fd, WIRE_RESPONSE, &pdu);
  ck_assert_uint_eq (wire_call_id (&pdu), call_id);
  ck_assert_uint_eq (pdu.size, 28);
  ck_assert_uint_eq (wire_get_u32 (&pdu, 24), (guint32) sum);
}
