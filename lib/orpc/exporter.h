/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An exporter as its clients see it: the process whose objects they have proxies for, by OXID. There
 * are two kinds, one table of operations each: this process (exporter-here.c), whose other
 * apartments are reached through queues, and others (exporter-there.c), reached by RPC.
 *
 * All functions may be called from any thread and with no lock held. Those that ask the exporter
 * block, and serve the calling apartment meanwhile.
 */

#include <orpcobj.h>

#include "orpc/string-array.h"

typedef struct BeckExporter BeckExporter;
typedef struct BeckOutgoing BeckOutgoing;

typedef struct
{
  const char *name;

  /* MSHCTX_INPROC, MSHCTX_LOCAL or MSHCTX_DIFFERENTMACHINE: what a proxy's arguments are told. */
  DWORD (*destination) (BeckExporter *self);

  /* The bytes that the carrier wants in front of the parameters: called before the parameters are
   * written; a multiple of 8. Then their content, once @call->request is complete. */
  gsize (*header_size) (BeckExporter *self, const BeckOutgoing *call);
  void (*write_header) (BeckExporter *self, BeckOutgoing *call);

  /* Takes the call on its way; a reference is held until it has ended. S_OK, and
   * beck_outgoing_done() follows, perhaps before this returns; or why not, and nothing follows. */
  HRESULT (*send) (BeckExporter *self, BeckOutgoing *call);

  /* (nullable): the same for somebody who waits, which may be until @call->deadline. Used from the
   * MTA only, and reads the socket itself (design decision 9); ends by beck_outgoing_done() too. */
  HRESULT (*call) (BeckExporter *self, BeckOutgoing *call);

  /* The next two may come at any time from when @send or @call was entered, on any thread.
   *
   * The client wants the call cancelled: the server is told. It is still waited for. */
  void (*cancel) (BeckExporter *self, BeckOutgoing *call);

  /* Nobody wants the reply any more: the carrier lets go of the call as soon as it can, and a
   * thread in @call returns. The server runs it to its end, unless it was told to cancel it
   * (design decision 5). */
  void (*forget) (BeckExporter *self, BeckOutgoing *call);

  /* IRemUnknown. @results and @std are filled for each on S_OK and S_FALSE. */
  HRESULT (*query) (BeckExporter *self, const IPID *ipid, guint32 n_refs, guint16 n,
                    const IID *iids, REMQIRESULT *results);
  HRESULT (*add_refs) (BeckExporter *self, guint16 n, REMINTERFACEREF *refs, HRESULT *results);
  /* May be batched and sent later; cannot fail as far as the client is concerned. */
  void (*release) (BeckExporter *self, guint16 n, REMINTERFACEREF *refs);

  /* An object of it is, or is no longer, held by a proxy: what the client pings. Counts by OID. */
  HRESULT (*hold) (BeckExporter *self, OID oid, gboolean no_ping);
  void (*let_go) (BeckExporter *self, OID oid, gboolean no_ping);

  /* The addresses of its resolver, for references that are passed on. */
  BeckStringArray (*addresses) (BeckExporter *self);

  /* S_OK, or S_FALSE once it is known to be gone. */
  HRESULT (*is_connected) (BeckExporter *self);

  void (*finalize) (BeckExporter *self);
} BeckExporterOps;

/* The beginning of every exporter. */
struct BeckExporter
{
  const BeckExporterOps *ops;
  gint refs;
  OXID oxid;
};

BeckExporter *beck_exporter_ref (BeckExporter *self);
void beck_exporter_unref (BeckExporter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckExporter, beck_exporter_unref)

/* (transfer full): this process; never fails. exporter-here.c */
BeckExporter *beck_exporter_here (void);

/* (transfer full): another process, resolved by OXID and kept as long as somebody uses it, and a
 * while longer. @addresses: of its resolver. Blocks. exporter-there.c */
HRESULT beck_exporter_there (OXID oxid, const BeckStringArray *addresses, BeckExporter **ret);

/* Lets go of those that nobody uses, which would be kept for a while. Their connections are RPC's to
 * close (beck_rpc_close_idle()). */
void beck_exporters_forget_unused (void);

/* The same where the exporter's own endpoints are known, as from activation. */
HRESULT beck_exporter_introduce (OXID oxid, const BeckStringArray *endpoints,
                                 const IPID *rem_unknown, COMVERSION version,
                                 BeckExporter **ret);
