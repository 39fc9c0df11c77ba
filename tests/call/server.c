/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "server.h"

#include <string.h>

/* What the jobs of all methods start with. */
typedef struct
{
  BeckJob job;
  void (*answer) (gpointer self);
} Task;

typedef struct
{
  Task task;
  LONG a, b, c;
} TallyJob;

typedef struct
{
  BeckCall call;
  AsyncITally async;
  TallyJob job;
} TallyCall;

typedef struct
{
  Task task;
  guchar *word;
  ULONG n;
  guchar *text;
} SpellJob;

typedef struct
{
  BeckCall call;
  AsyncISpell async;
  SpellJob job;
} SpellCall;

enum
{
  ADD,
  MIX,
  REPEAT,
};

/* --- what is done with a job --- */

HRESULT
server_answer (BeckJob *job)
{
  Server *server = beck_job_get_server (job);

  ((Task *) job)->answer (job);
  return server->result;
}

static HRESULT
on_pool (BeckJob *job)
{
  Server *server = beck_job_get_server (job);

  atomic_fetch_add (&server->n_worked, 1);
  gate_pass (&server->gate);
  return server->work (job);
}

static HRESULT
hold (BeckJob *job)
{
  Server *server = beck_job_get_server (job);
  HRESULT hr = beck_job_defer (job);

  if (FAILED (hr))
    return hr;
  beck_lock_acquire (&server->lock);
  job->next = NULL;
  *server->held_tail = job;
  server->held_tail = &job->next;
  atomic_fetch_add (&server->n_held, 1);
  beck_lock_release (&server->lock);
  if (atomic_load (&server->n_takers) > 0)
    beck_futex_wake (&server->n_held, INT_MAX);
  return S_OK;
}

static HRESULT
drop (BeckJob *job)
{
  HRESULT hr = beck_job_defer (job);

  if (SUCCEEDED (hr))
    beck_job_unref (job);
  return hr;
}

BeckJob *
server_take (Server *server)
{
  BeckJob *job;

  atomic_fetch_add (&server->n_takers, 1);
  while (atomic_load (&server->n_held) == 0)
    beck_futex_wait (&server->n_held, 0, BECK_FOR_EVER);
  atomic_fetch_sub (&server->n_takers, 1);
  beck_lock_acquire (&server->lock);
  job = server->held;
  server->held = job->next;
  if (server->held == NULL)
    server->held_tail = &server->held;
  atomic_fetch_sub (&server->n_held, 1);
  beck_lock_release (&server->lock);
  return job;
}

gboolean
job_answer (BeckJob *job)
{
  gboolean completed = beck_job_complete (job, server_answer (job));

  beck_job_unref (job);
  return completed;
}

gboolean
server_answer_next (Server *server)
{
  return job_answer (server_take (server));
}

static void
cancelled (BeckJob *job)
{
  Server *server = beck_job_get_server (job);

  atomic_fetch_add (&server->n_told, 1);
}

/* Ends each Begin_. */
static HRESULT
proceed (gpointer self)
{
  BeckJob *job = self;
  Server *server = beck_job_get_server (job);

  if (server->asks_to_be_told)
    beck_job_set_cancelled_func (job, cancelled);
  switch (server->manner)
    {
    case AT_ONCE:
      beck_job_complete (job, server_answer (job));
      return S_OK;
    case ON_POOL:
      return beck_job_run (job, on_pool);
    case HELD:
      return hold (job);
    case DROPPED:
      return drop (job);
    default:
      return beck_job_refuse (job, server->result);
    }
}

static void
job_clear (gpointer job)
{
  Server *server = beck_job_get_server (job);

  atomic_fetch_add (&server->n_cleared, 1);
}

/* --- AsyncITally --- */

static void
add (gpointer self)
{
  TallyJob *job = self;

  job->c = job->a + job->b;
}

static void
mix (gpointer self)
{
  TallyJob *job = self;

  job->c = job->b;
  job->b -= job->a;
}

static HRESULT
begin_tally (AsyncITally *This, guint method, LONG a, LONG b)
{
  TallyJob *job;
  HRESULT hr = beck_call_begin (BECK_SELF (TallyCall, async, This), method, &job);

  if (FAILED (hr))
    return hr;
  job->task.answer = method == ADD ? add : mix;
  job->a = a;
  job->b = b;
  return proceed (job);
}

static HRESULT
begin_add (AsyncITally *This, LONG a, LONG b)
{
  return begin_tally (This, ADD, a, b);
}

static HRESULT
finish_add (AsyncITally *This, LONG *sum)
{
  TallyJob *job;
  HRESULT hr = beck_call_finish (BECK_SELF (TallyCall, async, This), ADD, &job);

  *sum = SUCCEEDED (hr) ? job->c : 0;
  return beck_job_end (job, hr);
}

static HRESULT
begin_mix (AsyncITally *This, LONG a, LONG *b)
{
  return begin_tally (This, MIX, a, *b);
}

static HRESULT
finish_mix (AsyncITally *This, LONG *b, LONG *c)
{
  TallyJob *job;
  HRESULT hr = beck_call_finish (BECK_SELF (TallyCall, async, This), MIX, &job);

  *c = SUCCEEDED (hr) ? job->c : 0;
  if (SUCCEEDED (hr))
    *b = job->b;
  return beck_job_end (job, hr);
}

static const BeckCallClass tally_call_class = {
  BECK_CALL_CLASS (TallyCall, job,
                   BECK_INTERFACE (TallyCall, async, AsyncITally, .Begin_Add = begin_add,
                                   .Finish_Add = finish_add, .Begin_Mix = begin_mix,
                                   .Finish_Mix = finish_mix)),
  .clear = job_clear,
};

/* --- AsyncISpell --- */

static void
repeat (gpointer self)
{
  SpellJob *job = self;
  gsize size = strlen ((const char *) job->word);

  job->text = CoTaskMemAlloc (size * job->n + 1);
  for (ULONG i = 0; i < job->n; i++)
    memcpy (job->text + i * size, job->word, size);
  job->text[size * job->n] = '\0';
}

static HRESULT
begin_repeat (AsyncISpell *This, const guchar *word, ULONG n)
{
  SpellJob *job;
  HRESULT hr = beck_call_begin (BECK_SELF (SpellCall, async, This), REPEAT, &job);

  if (FAILED (hr))
    return hr;
  job->task.answer = repeat;
  job->word = (guchar *) g_strdup ((const char *) word);
  job->n = n;
  return proceed (job);
}

static HRESULT
finish_repeat (AsyncISpell *This, guchar **text)
{
  SpellJob *job;
  HRESULT hr = beck_call_finish (BECK_SELF (SpellCall, async, This), REPEAT, &job);

  *text = SUCCEEDED (hr) ? g_steal_pointer (&job->text) : NULL;
  return beck_job_end (job, hr);
}

static void
spell_clear (gpointer self)
{
  SpellJob *job = self;

  g_free (job->word);
  CoTaskMemFree (job->text);
  job_clear (job);
}

static const BeckCallClass spell_call_class = {
  BECK_CALL_CLASS (SpellCall, job,
                   BECK_INTERFACE (SpellCall, async, AsyncISpell, .Begin_Repeat = begin_repeat,
                                   .Finish_Repeat = finish_repeat)),
  .clear = spell_clear,
};

/* --- the synchronous interfaces --- */

static HRESULT
create_call (Server *self, REFIID iid, gpointer call)
{
  return ICallFactory_CreateCall (&self->factory, iid, NULL, iid, call);
}

static HRESULT
sync_add (ITally *This, LONG a, LONG b, LONG *sum)
{
  g_autoptr (AsyncITally) call = NULL;
  BeckSyncCall frame;
  HRESULT hr = create_call (BECK_SELF (Server, tally, This), &IID_AsyncITally, &call);

  *sum = 0;
  if (SUCCEEDED (hr))
    hr = AsyncITally_Begin_Add (call, a, b);
  if (FAILED (hr))
    return hr;
  beck_sync_call_enter (&frame, (IUnknown *) call);
  hr = AsyncITally_Finish_Add (call, sum);
  beck_sync_call_leave (&frame);
  return hr;
}

static HRESULT
sync_mix (ITally *This, LONG a, LONG *b, LONG *c)
{
  g_autoptr (AsyncITally) call = NULL;
  BeckSyncCall frame;
  HRESULT hr = create_call (BECK_SELF (Server, tally, This), &IID_AsyncITally, &call);

  *c = 0;
  if (SUCCEEDED (hr))
    hr = AsyncITally_Begin_Mix (call, a, b);
  if (FAILED (hr))
    return hr;
  beck_sync_call_enter (&frame, (IUnknown *) call);
  hr = AsyncITally_Finish_Mix (call, b, c);
  beck_sync_call_leave (&frame);
  return hr;
}

static HRESULT
sync_repeat (ISpell *This, const guchar *word, ULONG n, guchar **text)
{
  g_autoptr (AsyncISpell) call = NULL;
  BeckSyncCall frame;
  HRESULT hr = create_call (BECK_SELF (Server, spell, This), &IID_AsyncISpell, &call);

  *text = NULL;
  if (SUCCEEDED (hr))
    hr = AsyncISpell_Begin_Repeat (call, word, n);
  if (FAILED (hr))
    return hr;
  beck_sync_call_enter (&frame, (IUnknown *) call);
  hr = AsyncISpell_Finish_Repeat (call, text);
  beck_sync_call_leave (&frame);
  return hr;
}

/* --- the class --- */

static HRESULT
server_init (gpointer object)
{
  Server *self = object;

  self->work = server_answer;
  self->held_tail = &self->held;
  gate_open (&self->gate);
  return S_OK;
}

static const BeckClass server_class = {
  .name = "Server",
  .size = sizeof (Server),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Server, tally, ITally, .Add = sync_add, .Mix = sync_mix),
      BECK_INTERFACE (Server, spell, ISpell, .Repeat = sync_repeat),
      BECK_CALL_FACTORY (Server, factory)),
  .calls = BECK_CALLS ({ &IID_AsyncITally, &tally_call_class },
                       { &IID_AsyncISpell, &spell_call_class }),
  .init = server_init,
};

Server *
server_new (Manner manner)
{
  Server *server = beck_object_new (&server_class, NULL);

  server->manner = manner;
  return server;
}

void
server_unref (Server *server)
{
  beck_object_unref (server);
}
