/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The state table of spec/com.md 3.4, cell by cell: each row of `rows` is done in each state, and
 * the state it leaves is looked at.
 *
 * There are three casts. ALONE: one thread is client and server, and what has to happen while it
 * waits is posted to its own apartment. WORKER: the pool works on the call and completes it.
 * CANCELLER: a third thread cancels. A call is Signaled or Cancelled by the doing of the same
 * one that, in the rows that wait, ends the waiting.
 */

#include "suites.h"

typedef enum
{
  IDLE,
  PENDING,
  SIGNALED,
  CANCELLED,
  GONE,
} State;

#define N_STATES GONE

typedef enum
{
  ALONE,
  WORKER,
  CANCELLER,
} Cast;

enum
{
  BY_ALONE = 1 << ALONE,
  BY_WORKER = 1 << WORKER,
  BY_CANCELLER = 1 << CANCELLER,
  BY_SERVER = BY_ALONE | BY_WORKER,
  BY_ANY = BY_SERVER | BY_CANCELLER,
};

typedef struct
{
  Cast cast;
  State state;
  Server *server;
  AsyncITally *call;
  GThread *thread;
} Scene;

/* Stands for the time-out status that is set, see design decision 4. */
#define TIMED_OUT ((HRESULT) 0x2fffffff)

/* Long enough for the other party to be at it while this one waits; when it is not, the result
 * is the same. */
#define A_MOMENT (2 * 1000)

/* --- reaching a state --- */

static gpointer
cancel_thread (gpointer call)
{
  g_usleep (A_MOMENT);
  assert_hr (cancel (call, 0), S_OK);
  return NULL;
}

static void
cancel_by_third (Scene *scene)
{
  g_thread_join (start (cancel_thread, scene->call));
}

/* The server completes the call now. */
static void
complete (Scene *scene)
{
  gate_open (&scene->server->gate);
  if (scene->cast != WORKER)
    ck_assert (server_answer_next (scene->server));
  assert_hr (wait_for (scene->call, INFINITE), S_OK);
}

static void
reach (Scene *scene, State state)
{
  gate_shut (&scene->server->gate);
  if (state == IDLE)
    return;
  assert_hr (AsyncITally_Begin_Add (scene->call, 2, 3), S_OK);
  if (state == SIGNALED)
    complete (scene);
  else if (state == CANCELLED && scene->cast == CANCELLER)
    cancel_by_third (scene);
  else if (state == CANCELLED)
    assert_hr (cancel (scene->call, 0), S_OK);
  scene->state = state;
}

/* --- what ends a wait while it lasts --- */

static void
answer_posted (gpointer server)
{
  ck_assert (server_answer_next (server));
}

static gpointer
let_worker_go (gpointer server)
{
  g_usleep (A_MOMENT);
  gate_open (&((Server *) server)->gate);
  return NULL;
}

/* In the rows that wait: the call is to end while it does. */
static void
arrange_the_end (Scene *scene)
{
  if (scene->state != PENDING)
    return;
  if (scene->cast == ALONE)
    assert_hr (beck_apartment_post (beck_apartment_current (), answer_posted, scene->server, NULL),
               S_OK);
  else if (scene->cast == WORKER)
    scene->thread = start (let_worker_go, scene->server);
  else
    scene->thread = start (cancel_thread, scene->call);
}

/* --- the operations --- */

static HRESULT
op_begin (Scene *scene)
{
  return AsyncITally_Begin_Add (scene->call, 2, 3);
}

static HRESULT
op_begin_other (Scene *scene)
{
  LONG b = 7;

  return AsyncITally_Begin_Mix (scene->call, 1, &b);
}

static HRESULT
op_begin_refused (Scene *scene)
{
  HRESULT hr;

  scene->server->manner = REFUSED;
  scene->server->result = E_ACCESSDENIED;
  hr = op_begin (scene);
  scene->server->result = S_OK;
  scene->server->manner = HELD;
  return hr;
}

static HRESULT
op_finish (Scene *scene)
{
  LONG sum = -1;
  HRESULT hr;

  arrange_the_end (scene);
  hr = AsyncITally_Finish_Add (scene->call, &sum);
  ck_assert_int_eq (sum, SUCCEEDED (hr) ? 5 : 0);
  return hr;
}

static HRESULT
op_finish_other (Scene *scene)
{
  LONG b = 9, c = -1;
  HRESULT hr = AsyncITally_Finish_Mix (scene->call, &b, &c);

  ck_assert_int_eq (b, 9);
  ck_assert_int_eq (c, 0);
  return hr;
}

static HRESULT
op_poll (Scene *scene)
{
  return wait_for (scene->call, 0);
}

/* Nothing happens meanwhile. */
static HRESULT
op_wait_in_vain (Scene *scene)
{
  gint64 start_time = g_get_monotonic_time ();
  HRESULT hr = wait_for (scene->call, 3);

  if (FAILED (hr))
    ck_assert_int_ge (g_get_monotonic_time () - start_time, 3000);
  return hr;
}

static HRESULT
op_wait (Scene *scene)
{
  arrange_the_end (scene);
  return wait_for (scene->call, INFINITE);
}

/* The server's, as that is what signals a call. */
static HRESULT
op_complete (Scene *scene)
{
  complete (scene);
  return S_OK;
}

/* The server's, for a call that does not wait for it any more. */
static HRESULT
op_complete_late (Scene *scene)
{
  gate_open (&scene->server->gate);
  if (scene->cast != WORKER)
    ck_assert (!server_answer_next (scene->server));
  return S_OK;
}

static HRESULT
op_signal (Scene *scene)
{
  g_autoptr (ISynchronize) sync = sync_of (scene->call);
  HRESULT hr = ISynchronize_Signal (sync);

  assert_hr (ISynchronize_Wait (sync, 0, 0), S_OK);
  return hr;
}

static HRESULT
op_reset (Scene *scene)
{
  HRESULT hr = reset (scene->call);

  ck_assert (FAILED (wait_for (scene->call, 0)));
  return hr;
}

typedef struct
{
  gpointer call;
  ULONG seconds;
  HRESULT hr;
} Cancellation;

static gpointer
run_cancellation (gpointer data)
{
  Cancellation *self = data;

  self->hr = cancel (self->call, self->seconds);
  return NULL;
}

static HRESULT
cancel_by_cast (Scene *scene, ULONG seconds)
{
  Cancellation self = { scene->call, seconds, E_UNEXPECTED };

  if (scene->cast == CANCELLER)
    g_thread_join (start (run_cancellation, &self));
  else
    run_cancellation (&self);
  return self.hr;
}

static HRESULT
op_cancel (Scene *scene)
{
  return cancel_by_cast (scene, 0);
}

/* The server does not use the second it is given. */
static HRESULT
op_cancel_granting_in_vain (Scene *scene)
{
  return cancel_by_cast (scene, 1);
}

static HRESULT
op_cancel_granting (Scene *scene)
{
  arrange_the_end (scene);
  return cancel (scene->call, 600);
}

static HRESULT
op_cancel_granting_for_ever (Scene *scene)
{
  arrange_the_end (scene);
  return cancel (scene->call, (ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT);
}

static HRESULT
op_test_cancel (Scene *scene)
{
  return test_cancel (scene->call);
}

static HRESULT
op_get_handle (Scene *scene)
{
  HANDLE handle, again;
  HRESULT hr = get_handle (scene->call, &handle);

  assert_hr (get_handle (scene->call, &again), S_OK);
  ck_assert_ptr_eq (handle, again);
  ck_assert_int_eq (is_readable (handle), wait_for (scene->call, 0) == S_OK);
  return hr;
}

static HRESULT
op_release (Scene *scene)
{
  let_go (&scene->call);
  return S_OK;
}

/* --- the table --- */

typedef struct
{
  const char *name;
  guint casts;
  HRESULT (*operation) (Scene *scene);
  struct
  {
    HRESULT hr;
    State after;
  } in[N_STATES];
} Row;

/* In the words of the table; "-" where an operation makes no sense is GONE. */
static const Row rows[] = {
  { "any Begin_", BY_ANY, op_begin,
    { [IDLE] = { S_OK, PENDING },
      [PENDING] = { RPC_S_CALLPENDING, PENDING },
      [SIGNALED] = { RPC_S_CALLPENDING, SIGNALED },
      [CANCELLED] = { RPC_S_CALLPENDING, CANCELLED } } },
  { "any other Begin_", BY_ANY, op_begin_other,
    { [IDLE] = { S_OK, PENDING },
      [PENDING] = { RPC_S_CALLPENDING, PENDING },
      [SIGNALED] = { RPC_S_CALLPENDING, SIGNALED },
      [CANCELLED] = { RPC_S_CALLPENDING, CANCELLED } } },
  { "a Begin_ that fails", BY_ANY, op_begin_refused,
    { [IDLE] = { E_ACCESSDENIED, IDLE },
      [PENDING] = { RPC_S_CALLPENDING, PENDING },
      [SIGNALED] = { RPC_S_CALLPENDING, SIGNALED },
      [CANCELLED] = { RPC_S_CALLPENDING, CANCELLED } } },
  { "matching Finish_, and the server answers", BY_SERVER, op_finish,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { S_OK, IDLE },
      [SIGNALED] = { S_OK, IDLE },
      [CANCELLED] = { RPC_E_CALL_CANCELED, IDLE } } },
  { "matching Finish_, and the call is cancelled", BY_CANCELLER, op_finish,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { RPC_E_CALL_CANCELED, IDLE },
      [SIGNALED] = { S_OK, IDLE },
      [CANCELLED] = { RPC_E_CALL_CANCELED, IDLE } } },
  { "non-matching Finish_", BY_ANY, op_finish_other,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { RPC_E_CALL_COMPLETE, PENDING },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_COMPLETE, CANCELLED } } },
  { "Wait(f, 0)", BY_ANY, op_poll,
    { [IDLE] = { TIMED_OUT, IDLE },
      [PENDING] = { TIMED_OUT, PENDING },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "Wait(f, n), and nothing happens", BY_ANY, op_wait_in_vain,
    { [IDLE] = { TIMED_OUT, IDLE },
      [PENDING] = { TIMED_OUT, PENDING },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "Wait(f, n), and the server answers", BY_SERVER, op_wait,
    { [IDLE] = { S_OK, GONE },
      [PENDING] = { S_OK, SIGNALED },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "Wait(f, n), and the call is cancelled", BY_CANCELLER, op_wait,
    { [IDLE] = { S_OK, GONE },
      [PENDING] = { S_OK, CANCELLED },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "completion", BY_ANY, op_complete,
    { [IDLE] = { S_OK, GONE },
      [PENDING] = { S_OK, SIGNALED },
      [SIGNALED] = { S_OK, GONE },
      [CANCELLED] = { S_OK, GONE } } },
  { "late completion", BY_ANY, op_complete_late,
    { [IDLE] = { S_OK, GONE },
      [PENDING] = { S_OK, GONE },
      [SIGNALED] = { S_OK, GONE },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "Signal", BY_ANY, op_signal,
    { [IDLE] = { S_OK, IDLE },
      [PENDING] = { S_OK, PENDING },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "Reset", BY_ANY, op_reset,
    { [IDLE] = { S_OK, IDLE },
      [PENDING] = { S_OK, PENDING },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "Cancel(0)", BY_ANY, op_cancel,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { S_OK, CANCELLED },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_CANCELED, CANCELLED } } },
  { "Cancel(n), and the server is late", BY_ANY, op_cancel_granting_in_vain,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { S_OK, CANCELLED },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_CANCELED, CANCELLED } } },
  { "Cancel(n), and the server answers", BY_SERVER, op_cancel_granting,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_CANCELED, CANCELLED } } },
  { "Cancel(n), and another comes before", BY_CANCELLER, op_cancel_granting,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { RPC_E_CALL_CANCELED, CANCELLED },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_CANCELED, CANCELLED } } },
  { "Cancel(for ever), and the server answers", BY_SERVER, op_cancel_granting_for_ever,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_CANCELED, CANCELLED } } },
  { "TestCancel", BY_ANY, op_test_cancel,
    { [IDLE] = { RPC_E_CALL_COMPLETE, IDLE },
      [PENDING] = { RPC_S_CALLPENDING, PENDING },
      [SIGNALED] = { RPC_E_CALL_COMPLETE, SIGNALED },
      [CANCELLED] = { RPC_E_CALL_CANCELED, CANCELLED } } },
  { "GetHandle", BY_ANY, op_get_handle,
    { [IDLE] = { S_OK, IDLE },
      [PENDING] = { S_OK, PENDING },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
  { "last Release", BY_ANY, op_release,
    { [IDLE] = { S_OK, IDLE },
      [PENDING] = { S_OK, PENDING },
      [SIGNALED] = { S_OK, SIGNALED },
      [CANCELLED] = { S_OK, CANCELLED } } },
};

/* --- looking at a state --- */

/* Not to be told from Signaled by anything but a Begin_, which ends the looking. */
static gboolean
is_idle (Scene *scene)
{
  return op_begin (scene) != RPC_S_CALLPENDING;
}

static State
look (Scene *scene)
{
  HRESULT hr = test_cancel (scene->call);

  if (hr == RPC_S_CALLPENDING)
    return PENDING;
  if (hr == RPC_E_CALL_CANCELED)
    return CANCELLED;
  return is_idle (scene) ? IDLE : SIGNALED;
}

/* --- the test --- */

static const char *const state_names[] = { "Idle", "Pending", "Signaled", "Cancelled", "gone" };
static const char *const cast_names[] = { "alone", "with a worker", "with a canceller" };

static void
set_up_scene (Scene *scene, Cast cast, State state)
{
  *scene = (Scene){ cast, IDLE, server_new (cast == WORKER ? ON_POOL : HELD), NULL, NULL };
  scene->call = tally_call (scene->server);
  reach (scene, state);
}

/* Whatever the server still has it completes now, in whatever state the call is. */
static void
tear_down_scene (Scene *scene)
{
  Server *server = scene->server;

  if (scene->thread != NULL)
    g_thread_join (scene->thread);
  gate_open (&server->gate);
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  let_go (&scene->call);
  server_unref (server);
}

static void
check_cell (const Row *row, Cast cast, State state, HRESULT timeout_status)
{
  HRESULT expected = row->in[state].hr;
  State after = row->in[state].after;
  Scene scene;
  HRESULT hr;

  set_up_scene (&scene, cast, state);
  hr = row->operation (&scene);
  if (expected == TIMED_OUT)
    expected = timeout_status;
  ck_assert_msg (hr == expected, "%s, %s, %s: %s, not %s", row->name, cast_names[cast],
                 state_names[state], beck_hresult_to_string (hr),
                 beck_hresult_to_string (expected));
  if (scene.call != NULL)
    {
      State now = look (&scene);

      ck_assert_msg (now == after, "%s, %s, %s: is %s then, not %s", row->name, cast_names[cast],
                     state_names[state], state_names[now], state_names[after]);
    }
  tear_down_scene (&scene);
}

static void
check_row (int index, HRESULT timeout_status)
{
  const Row *row = &rows[index / N_STATES];
  State state = (State) (index % N_STATES);

  if (row->in[state].after == GONE)
    return;
  for (int cast = ALONE; cast <= CANCELLER; cast++)
    if (row->casts & (1u << cast))
      check_cell (row, (Cast) cast, state, timeout_status);
}

START_TEST (cell_holds)
{
  check_row (_i, RPC_E_TIMEOUT);
}
END_TEST

START_TEST (cell_holds_with_the_status_of_windows)
{
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 1), S_OK);
  check_row (_i, RPC_S_CALLPENDING);
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 0), S_OK);
}
END_TEST

Suite *
states_suite (void)
{
  Suite *suite = suite_create ("states");
  TCase *tc_table = tcase_create ("table");
  const int n_cells = (int) G_N_ELEMENTS (rows) * N_STATES;

  tcase_add_checked_fixture (tc_table, enter_sta, leave_sta);
  tcase_set_timeout (tc_table, 60);
  tcase_add_loop_test (tc_table, cell_holds, 0, n_cells);
  tcase_add_loop_test (tc_table, cell_holds_with_the_status_of_windows, 0, n_cells);
  suite_add_tcase (suite, tc_table);
  return suite;
}
