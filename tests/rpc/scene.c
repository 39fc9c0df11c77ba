/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The managers, the program's functions that stubs call, and the fixture. */

#include "scene.h"

#include <stdlib.h>
#include <string.h>

BeckRpcBinding *scene_binding;
int scene_blocks;
SceneEvents scene_events;
PSESSION scene_again;

static GMutex mutex;
static GCond changed;
static gboolean gate_closed;

/* ---- The program's memory ---- */

void *
midl_user_allocate (size_t size)
{
  void *block = malloc (size);

  g_atomic_int_add (&scene_blocks, block != NULL);
  return block;
}

void
midl_user_free (void *block)
{
  g_atomic_int_add (&scene_blocks, block != NULL ? -1 : 0);
  free (block);
}

/* ---- Managers ---- */

static LONG
store_add (handle_t h, LONG a, LONG b)
{
  return a + b;
}

static LONG
store_add_at (Address where, LONG a)
{
  return where.number + a;
}

static void
store_raise (handle_t h, ULONG status, unsigned char **text)
{
  *text = midl_user_allocate (3);
  strcpy ((char *) *text, "no");
  if (status != 0)
    RpcRaiseException ((LONG) status);
}

static error_status_t
store_checked (handle_t h, ULONG status)
{
  if (status >= 1000)
    RpcRaiseException ((LONG) status);
  return status;
}

static void
store_told (handle_t h, ULONG status, error_status_t *fault)
{
  if (status != 0)
    RpcRaiseException ((LONG) status);
}

static LONG
store_noted (handle_t h, LONG a)
{
  return a;
}

void
Noted_notify (void)
{
  scene_events.notified++;
}

void
Noted_notify_flag (BOOLEAN called)
{
  scene_events.called = called;
}

static void
store_reverse (handle_t h, unsigned char *text, unsigned char **reversed)
{
  gsize length = strlen ((const char *) text);

  *reversed = midl_user_allocate (length + 1);
  for (gsize i = 0; i < length; i++)
    (*reversed)[i] = text[length - 1 - i];
  (*reversed)[length] = '\0';
}

/* ---- Contexts: a number each ---- */

static LONG *
new_number (LONG value)
{
  LONG *number = malloc (sizeof *number);

  *number = value;
  return number;
}

static void
run_down (LONG *number)
{
  g_mutex_lock (&mutex);
  scene_events.rundowns++;
  scene_events.run_down = *number;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
  free (number);
}

void
PSESSION_rundown (PSESSION session)
{
  run_down (session);
  /* That is lost, and hurts nobody. */
  RpcRaiseException (1);
}

void
PSHARED_rundown (PSHARED shared)
{
  run_down (shared);
}

static void
store_open (handle_t h, LONG value, PSESSION *session)
{
  *session = new_number (value);
}

static LONG
use (const LONG *number)
{
  g_mutex_lock (&mutex);
  scene_events.inside++;
  scene_events.most = MAX (scene_events.most, scene_events.inside);
  g_cond_broadcast (&changed);
  while (gate_closed)
    g_cond_wait (&changed, &mutex);
  scene_events.inside--;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
  return *number;
}

static LONG
store_use (PSESSION session)
{
  if (scene_again != NULL)
    Use (scene_again);
  return use (session);
}

static LONG
store_use_with (handle_t h, PSESSION session)
{
  return use (session);
}

static LONG
store_use_both (PSESSION first, PSESSION second)
{
  return *(LONG *) first + *(LONG *) second;
}

static void
store_change (PSESSION *session, LONG value, ULONG status)
{
  free (*session);
  *session = new_number (value);
  if (status != 0)
    RpcRaiseException ((LONG) status);
}

static void
store_reopen (handle_t h, PSESSION *session, LONG value)
{
  if (session == NULL)
    return;
  free (*session);
  *session = new_number (value);
}

static void
store_open_new (handle_t h, LONG value, PSESSION **session)
{
  *session = midl_user_allocate (sizeof **session);
  **session = value != 0 ? new_number (value) : NULL;
}

static void
store_close (PSESSION *session, ULONG status)
{
  free (*session);
  *session = NULL;
  if (status != 0)
    RpcRaiseException ((LONG) status);
}

static void
store_open_shared (handle_t h, PSHARED *shared)
{
  *shared = new_number (5);
}

static LONG
store_use_shared (PSHARED shared)
{
  return use (shared);
}

static void *
store_open_plain (handle_t h)
{
  static int plain;

  return &plain;
}

static void
store_close_plain (void **plain)
{
  *plain = NULL;
}

/* ---- Pipes ---- */

static LONG
drain (LONG_PIPE *pipe, ULONG capacity)
{
  LONG buffer[16];
  LONG sum = 0;
  ULONG count;

  do
    {
      pipe->pull (pipe->state, buffer, capacity, &count);
      ck_assert_uint_le (count, capacity);
      for (ULONG i = 0; i < count; i++)
        sum += buffer[i];
    }
  while (count > 0);
  return sum;
}

static void
fill (LONG_PIPE *pipe, LONG count)
{
  for (LONG i = 0; i < count; i++)
    pipe->push (pipe->state, &i, 1);
  pipe->push (pipe->state, NULL, 0);
}

static void
store_record (handle_t h, LONG_PIPE numbers, LONG *sum)
{
  *sum = drain (&numbers, 3);
}

static void
store_play (handle_t h, LONG count, LONG_PIPE *numbers, LONG *last)
{
  fill (numbers, count);
  *last = count;
}

static void
store_turn (handle_t h, LONG_PIPE *numbers)
{
  LONG sum = drain (numbers, 16);

  numbers->push (numbers->state, &sum, 1);
  numbers->push (numbers->state, NULL, 0);
}

/* @misuse tells what is done wrong. */
static void
store_two (handle_t h, LONG misuse, LONG_PIPE first, LONG_PIPE second, LONG_PIPE *third)
{
  LONG buffer[4];
  ULONG count;

  if (misuse == 1)
    drain (&second, 4);
  if (misuse == 2)
    fill (third, 1);
  if (misuse == 3)
    return;
  drain (&first, 4);
  drain (&second, 4);
  if (misuse == 4)
    second.pull (second.state, buffer, 4, &count);
  if (misuse == 5)
    return;
  if (misuse == 6)
    first.push (first.state, buffer, 1);
  fill (third, 2);
  if (misuse == 7)
    third->push (third->state, buffer, 1);
}

const store_v1_2_epv_t scene_managers = {
  .Add = store_add,
  .AddAt = store_add_at,
  .Raise = store_raise,
  .Checked = store_checked,
  .Told = store_told,
  .Heard = store_told,
  .Noted = store_noted,
  .Reverse = store_reverse,
  .Open = store_open,
  .Use = store_use,
  .UseWith = store_use_with,
  .UseBoth = store_use_both,
  .Change = store_change,
  .Close = store_close,
  .OpenShared = store_open_shared,
  .UseShared = store_use_shared,
  .OpenPlain = store_open_plain,
  .ClosePlain = store_close_plain,
  .Record = store_record,
  .Play = store_play,
  .Turn = store_turn,
  .Two = store_two,
  .Reopen = store_reopen,
  .OpenNew = store_open_new,
};

/* ---- The other interfaces ---- */

static LONG
hidden_twice (LONG a)
{
  return 2 * a;
}

static LONG
added_thrice (handle_t handle, LONG a)
{
  return 3 * a;
}

static void
later_start (PRPC_ASYNC_STATE state, handle_t h, LONG a, LONG *b)
{
  ck_abort_msg ("nobody can begin this call");
}

static const hidden_v0_0_epv_t hidden_managers = { .Twice = hidden_twice };
static const added_v0_0_epv_t added_managers = { .Thrice = added_thrice };
static const beside_v0_0_epv_t beside_managers = { .UseBeside = store_use };
static const closed_v0_0_epv_t closed_managers = { .UseClosed = store_use };
static const later_v2_0_epv_t later_managers = { .Start = later_start };

/* ---- The client's functions ---- */

handle_t
Address_bind (Address where)
{
  scene_events.bound++;
  return where.number != 0 ? scene_binding : NULL;
}

void
Address_unbind (Address where, handle_t handle)
{
  ck_assert_ptr_eq (handle, scene_binding);
  scene_events.unbound++;
}

/* ---- The fixture ---- */

BeckRpcBinding *
scene_connect (void)
{
  const BeckRpcManager managers[] = {
    { store_v1_2_s_ifspec, &scene_managers },
    { hidden_v0_0_s_ifspec, &hidden_managers },
    { added_v0_0_s_ifspec, &added_managers },
    { beside_v0_0_s_ifspec, &beside_managers },
    { closed_v0_0_s_ifspec, &closed_managers },
    { later_v2_0_s_ifspec, &later_managers },
  };
  BeckRpcBinding *binding = beck_rpc_binding_new_local (managers, G_N_ELEMENTS (managers));

  ck_assert_ptr_nonnull (binding);
  return binding;
}

void
scene_begin (void)
{
  scene_events = (SceneEvents){ .called = -1 };
  scene_again = NULL;
  scene_blocks = 0;
  scene_binding = scene_connect ();
}

void
scene_end (void)
{
  beck_rpc_binding_unref (scene_binding);
  ck_assert_int_eq (scene_blocks, 0);
}

void
scene_close_gate (void)
{
  g_mutex_lock (&mutex);
  gate_closed = TRUE;
  g_mutex_unlock (&mutex);
}

void
scene_open_gate (void)
{
  g_mutex_lock (&mutex);
  gate_closed = FALSE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
}

void
scene_wait_inside (guint n)
{
  g_mutex_lock (&mutex);
  while (scene_events.inside < n)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);
}

void
scene_wait_rundown (void)
{
  g_mutex_lock (&mutex);
  while (scene_events.rundowns == 0)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);
}

guint
scene_rundowns (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = scene_events.rundowns;
  g_mutex_unlock (&mutex);
  return n;
}

void
scene_wait_outside (void)
{
  g_mutex_lock (&mutex);
  while (scene_events.inside > 0)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);
}
