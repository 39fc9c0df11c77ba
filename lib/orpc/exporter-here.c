/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * This process as an exporter (exporter.h): what proxies in one of its apartments do with objects
 * of another. A call changes hands without a copy: the request's bytes become the incoming call's,
 * the reply's bytes come back.
 *
 * The outgoing call keeps the incoming one until it is freed, to cancel it; the incoming call keeps
 * the outgoing one until it has answered. Both know of the other only through these.
 */

#include "orpc/exporter.h"

#include <beck/hresult.h>

#include "base/alloc.h"
#include "orpc/export.h"
#include "orpc/incoming.h"
#include "orpc/orpc-server.h"
#include "orpc/outgoing.h"

/* ---- Calls ---- */

static void
answer (BeckIncoming *incoming, HRESULT hr)
{
  BeckOutgoing *call = g_steal_pointer (&incoming->bringer);

  call->reply = incoming->reply;
  incoming->reply = (BeckOrpcBytes){ NULL };
  beck_outgoing_done (call, hr);
  beck_outgoing_unref (call);
}

static const BeckBringerOps bringer_ops = {
  .answer = answer,
  .header_size = 0,
  .destination = MSHCTX_INPROC,
};

static void
free_carrier (gpointer incoming)
{
  beck_object_unref (incoming);
}

static HRESULT
here_send (BeckExporter *self, BeckOutgoing *call)
{
  BeckIncoming *incoming = beck_incoming_new (&bringer_ops, NULL);

  if (incoming == NULL)
    return E_OUTOFMEMORY;
  incoming->bringer = beck_outgoing_ref (call);
  incoming->ipid = call->ipid;
  incoming->iid = call->iid;
  incoming->method = call->method;
  incoming->causality = call->causality;
  incoming->deadline = call->deadline;
  incoming->caller.is_here = incoming->caller.is_local = TRUE;
  incoming->request = call->request;
  call->request = (BeckOrpcBytes){ NULL };
  call->free_carrier = free_carrier;
  __atomic_store_n (&call->carrier, incoming, __ATOMIC_SEQ_CST);
  /* Whoever cancelled before there was a carrier has not told it. */
  if (beck_outgoing_is_cancelled (call))
    beck_incoming_cancel (incoming);
  beck_incoming_dispatch (incoming, FALSE);
  return S_OK;
}

static void
here_cancel (BeckExporter *self, BeckOutgoing *call)
{
  BeckIncoming *incoming = __atomic_load_n (&call->carrier, __ATOMIC_SEQ_CST);

  if (incoming != NULL)
    beck_incoming_cancel (incoming);
}

/* The server's answer finds that nobody wants it. */
static void
here_forget (BeckExporter *self, BeckOutgoing *call)
{
}

static gsize
here_header_size (BeckExporter *self, const BeckOutgoing *call)
{
  return 0;
}

static void
here_write_header (BeckExporter *self, BeckOutgoing *call)
{
}

/* ---- References ---- */

static HRESULT
here_query (BeckExporter *self, const IPID *ipid, guint32 n_refs, guint16 n, const IID *iids,
            REMQIRESULT *results)
{
  return beck_export_query (ipid, BECK_HELD_HERE, n_refs, n, iids, results);
}

static HRESULT
here_add_refs (BeckExporter *self, guint16 n, REMINTERFACEREF *refs, HRESULT *results)
{
  for (guint16 i = 0; i < n; i++)
    results[i] = beck_export_add_refs (&refs[i].ipid, BECK_HELD_HERE, refs[i].cPublicRefs);
  return S_OK;
}

static void
here_release (BeckExporter *self, guint16 n, REMINTERFACEREF *refs)
{
  for (guint16 i = 0; i < n; i++)
    beck_export_release_refs (&refs[i].ipid, BECK_HELD_HERE, refs[i].cPublicRefs);
}

/* ---- Being here ---- */

static DWORD
here_destination (BeckExporter *self)
{
  return MSHCTX_INPROC;
}

/* Proxies of this process go with it: there is nothing to ping. */
static HRESULT
here_hold (BeckExporter *self, OID oid, gboolean no_ping)
{
  return S_OK;
}

static void
here_let_go (BeckExporter *self, OID oid, gboolean no_ping)
{
}

static BeckStringArray
here_addresses (BeckExporter *self)
{
  BeckStringArray addresses = { NULL };

  if (FAILED (beck_orpc_server_start (&addresses)))
    addresses = (BeckStringArray){ NULL };
  return addresses;
}

static HRESULT
here_is_connected (BeckExporter *self)
{
  return S_OK;
}

/* It is never freed. */
static void
here_finalize (BeckExporter *self)
{
}

static const BeckExporterOps here_ops = {
  .name = "here",
  .destination = here_destination,
  .header_size = here_header_size,
  .write_header = here_write_header,
  .send = here_send,
  .cancel = here_cancel,
  .forget = here_forget,
  .query = here_query,
  .add_refs = here_add_refs,
  .release = here_release,
  .hold = here_hold,
  .let_go = here_let_go,
  .addresses = here_addresses,
  .is_connected = here_is_connected,
  .finalize = here_finalize,
};

BeckExporter *
beck_exporter_here (void)
{
  static BeckExporter here = { .ops = &here_ops, .refs = 1 };
  static gsize once;

  if (g_once_init_enter (&once))
    {
      here.oxid = beck_export_oxid ();
      g_once_init_leave (&once, 1);
    }
  return beck_exporter_ref (&here);
}

/* ---- Every exporter ---- */

BeckExporter *
beck_exporter_ref (BeckExporter *self)
{
  __atomic_add_fetch (&self->refs, 1, __ATOMIC_RELAXED);
  return self;
}

void
beck_exporter_unref (BeckExporter *self)
{
  if (__atomic_sub_fetch (&self->refs, 1, __ATOMIC_ACQ_REL) == 0)
    self->ops->finalize (self);
}
