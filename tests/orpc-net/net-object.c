/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "net-object.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  BeckObject object;
  INet net;
  INetMore more;
} NetObject;

static atomic_int n_objects, n_begun, n_ended, n_cancelled;

static HRESULT
net_add (INet *This, LONG a, LONG b, LONG *sum)
{
  *sum = a + b;
  return S_OK;
}

static HRESULT
net_echo (INet *This, ULONG n, const byte *bytes, byte *echo)
{
  memcpy (echo, bytes, n);
  return S_OK;
}

static HRESULT
net_hold (INet *This)
{
  const gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean cancelled = FALSE;

  atomic_fetch_add (&n_begun, 1);
  while (!cancelled && g_get_monotonic_time () < end)
    {
      cancelled = CoTestCancel () == RPC_E_CALL_CANCELED;
      g_usleep (2000);
    }
  if (cancelled)
    atomic_fetch_add (&n_cancelled, 1);
  atomic_fetch_add (&n_ended, 1);
  return cancelled ? RPC_E_CALL_CANCELED : S_OK;
}

static HRESULT
net_holding (INet *This, LONG *begun, LONG *ended, LONG *cancelled)
{
  *begun = atomic_load (&n_begun);
  *ended = atomic_load (&n_ended);
  *cancelled = atomic_load (&n_cancelled);
  return S_OK;
}

static HRESULT
net_make (INet *This, INet **another)
{
  *another = net_object_new ();
  return *another != NULL ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
net_objects (INet *This, LONG *n)
{
  *n = atomic_load (&n_objects);
  return S_OK;
}

static HRESULT
net_die (INet *This)
{
  raise (SIGKILL);
  return S_OK;
}

static HRESULT
more_answer (INetMore *This, LONG *answer)
{
  *answer = 42;
  return S_OK;
}

static HRESULT
net_init (gpointer self)
{
  atomic_fetch_add (&n_objects, 1);
  return S_OK;
}

static void
net_finalize (gpointer self)
{
  atomic_fetch_sub (&n_objects, 1);
}

static const BeckClass net_class = {
  .name = "NetObject",
  .size = sizeof (NetObject),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (NetObject, net, INet, .Add = net_add, .Echo = net_echo, .Hold = net_hold,
                      .Holding = net_holding, .Make = net_make, .Objects = net_objects,
                      .Die = net_die),
      BECK_INTERFACE (NetObject, more, INetMore, .Answer = more_answer)),
  .init = net_init,
  .finalize = net_finalize,
};

INet *
net_object_new (void)
{
  NetObject *self = beck_object_new (&net_class, NULL);

  return self != NULL ? &self->net : NULL;
}
