/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connections in main loops: the source of states, GAsyncReadyCallback, GCancellable. */

#include "ras-suites.h"

typedef struct
{
  GMainContext *context;
  GThread *thread;
  GString *told;
  gboolean keep; /* what the callback returns */
  gboolean ended;
  AsyncIRasConnection *call;
  HRESULT result;
} Loop;

static void
loop_init (Loop *loop)
{
  *loop = (Loop){
    .context = g_main_context_new (),
    .thread = g_thread_self (),
    .told = g_string_new (NULL),
    .keep = G_SOURCE_CONTINUE,
  };
  g_main_context_push_thread_default (loop->context);
}

static void
loop_clear (Loop *loop)
{
  g_main_context_pop_thread_default (loop->context);
  g_main_context_unref (loop->context);
  g_string_free (loop->told, TRUE);
  if (loop->call != NULL)
    AsyncIRasConnection_Release (loop->call);
}

static gboolean
on_state (DWORD state, DWORD error, DWORD extended_error, gpointer data)
{
  Loop *loop = data;

  ck_assert_ptr_eq (loop->thread, g_thread_self ());
  g_string_append_printf (loop->told, error != 0 ? "%u:%u " : "%u ", (guint) state,
                          (guint) error);
  return loop->keep;
}

static GSource *
listen_to (Loop *loop, IRasConnection *connection)
{
  g_autoptr (IRasConnectionInfo) info = ras_info_of (connection);
  GSource *source;

  assert_hr (beck_ras_state_source_new (info, &source), S_OK);
  g_source_set_callback (source, G_SOURCE_FUNC (on_state), loop, NULL);
  g_source_attach (source, loop->context);
  return source;
}

static void
run_until_told (Loop *loop, const char *word)
{
  while (!g_str_has_suffix (loop->told->str, word))
    g_main_context_iteration (loop->context, TRUE);
}

/* ---- States ---- */

START_TEST (states_come_in_the_thread_of_the_context)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  Loop loop;
  GSource *source;

  loop_init (&loop);
  source = listen_to (&loop, connection);
  ras_entry ("office", "up");
  /* The dial does not wait for a loop that nobody runs. */
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  ck_assert_str_eq (loop.told->str, "");
  run_until_told (&loop, "8192 ");
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  run_until_told (&loop, "8193 ");
  ck_assert_str_eq (loop.told->str, RAS_ALL_STATES "8193 ");
  g_source_destroy (source);
  g_source_unref (source);
  loop_clear (&loop);
}
END_TEST

START_TEST (a_callback_ends_its_source)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  Loop loop;
  GSource *source;

  loop_init (&loop);
  loop.keep = G_SOURCE_REMOVE;
  source = listen_to (&loop, connection);
  ras_entry ("office", "up");
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  run_until_told (&loop, "0 ");
  ck_assert (g_source_is_destroyed (source));
  while (g_main_context_iteration (loop.context, FALSE))
    ;
  ck_assert_str_eq (loop.told->str, "0 ");
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  g_source_unref (source);
  loop_clear (&loop);
}
END_TEST

/* It is dropped while the connection's thread tells states. */
START_TEST (a_source_may_go_at_any_time)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);

  ras_entry ("office", "up");
  for (guint round = 0; round < 100; round++)
    {
      Loop loop;
      GSource *source;

      loop_init (&loop);
      source = listen_to (&loop, connection);
      assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
      g_usleep (round * 5);
      g_main_context_iteration (loop.context, FALSE);
      g_source_destroy (source);
      g_source_unref (source);
      assert_hr (AsyncIRasConnection_Finish_Dial (call), S_OK);
      assert_hr (IRasConnection_HangUp (connection), S_OK);
      loop_clear (&loop);
    }
}
END_TEST

START_TEST (a_source_keeps_its_connection)
{
  IRasConnection *connection = ras_connection ();
  Loop loop;
  GSource *source;

  loop_init (&loop);
  source = listen_to (&loop, connection);
  ras_entry ("office", "up");
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  IRasConnection_Release (connection);
  run_until_told (&loop, "8193 ");
  g_source_destroy (source);
  g_source_unref (source);
  loop_clear (&loop);
}
END_TEST

/* ---- Calls ---- */

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer data)
{
  Loop *loop = data;

  ck_assert_ptr_eq (loop->thread, g_thread_self ());
  ck_assert (beck_synchronize_wait_finish (result, NULL));
  loop->result = AsyncIRasConnection_Finish_Dial (loop->call);
  loop->ended = TRUE;
}

static void
begin (Loop *loop, IRasConnection *connection, GCancellable *cancellable)
{
  g_autoptr (ISynchronize) sync = NULL;

  loop->call = ras_call (connection);
  sync = ras_query (loop->call, &IID_ISynchronize);
  assert_hr (AsyncIRasConnection_Begin_Dial (loop->call, ras_request ("office")), S_OK);
  beck_synchronize_wait_async (sync, cancellable, on_dialled, loop);
}

static void
run_until_ended (Loop *loop)
{
  while (!loop->ended)
    g_main_context_iteration (loop->context, TRUE);
}

START_TEST (a_dial_ends_in_a_callback)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  Loop loop;

  loop_init (&loop);
  ras_entry ("office", "delay 5; up");
  begin (&loop, connection, NULL);
  run_until_ended (&loop);
  assert_hr (loop.result, S_OK);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  loop_clear (&loop);
}
END_TEST

START_TEST (a_cancellable_hangs_up)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Loop loop;
  GSource *source;

  loop_init (&loop);
  source = listen_to (&loop, connection);
  ras_entry ("office", "state ConnectDevice; silence");
  begin (&loop, connection, cancellable);
  run_until_told (&loop, "2 ");
  g_cancellable_cancel (cancellable);
  run_until_ended (&loop);
  assert_hr (loop.result, RPC_E_CALL_CANCELED);
  run_until_told (&loop, "8193 ");
  g_source_destroy (source);
  g_source_unref (source);
  loop_clear (&loop);
}
END_TEST

Suite *
ras_main_loop_suite (void)
{
  Suite *suite = suite_create ("ras-main-loop");
  TCase *tcase = ras_case ("main-loop");

  tcase_add_test (tcase, states_come_in_the_thread_of_the_context);
  tcase_add_test (tcase, a_callback_ends_its_source);
  tcase_add_test (tcase, a_source_may_go_at_any_time);
  tcase_add_test (tcase, a_source_keeps_its_connection);
  tcase_add_test (tcase, a_dial_ends_in_a_callback);
  tcase_add_test (tcase, a_cancellable_hangs_up);
  suite_add_tcase (suite, tcase);
  return suite;
}
