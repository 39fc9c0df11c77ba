/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "orpc/exporter-there.h"

#include <beck/hresult.h>
#include <objidl.h>

#include "base/alloc.h"
#include "orpc/address.h"

/* ---- References ---- */

typedef struct
{
  BeckThere *there;
  const IPID *ipid;
  guint32 n_refs;
  guint16 n;
  const IID *iids;
  REMQIRESULT *results;
  HRESULT hr;
} Query;

static void
run_query (gpointer data)
{
  Query *query = data;

  query->hr = beck_rem_query (&query->there->rem, query->ipid, query->n_refs, query->n, query->iids,
                              query->results);
}

static HRESULT
there_query (BeckExporter *self, const IPID *ipid, guint32 n_refs, guint16 n, const IID *iids,
             REMQIRESULT *results)
{
  Query query = { (BeckThere *) self, ipid, n_refs, n, iids, results, S_OK };
  HRESULT hr = beck_orpc_block (run_query, &query);

  return FAILED (hr) ? hr : query.hr;
}

typedef struct
{
  BeckThere *there;
  guint16 n;
  const REMINTERFACEREF *refs;
  HRESULT *results;
  HRESULT hr;
} Adding;

static void
run_add (gpointer data)
{
  Adding *adding = data;

  adding->hr = beck_rem_add_refs (&adding->there->rem, adding->n, adding->refs, adding->results);
}

static HRESULT
there_add_refs (BeckExporter *self, guint16 n, REMINTERFACEREF *refs, HRESULT *results)
{
  Adding adding = { (BeckThere *) self, n, refs, results, S_OK };
  HRESULT hr = beck_orpc_block (run_add, &adding);

  return FAILED (hr) ? hr : adding.hr;
}

static void
there_release (BeckExporter *self, guint16 n, REMINTERFACEREF *refs)
{
  beck_releases_add (((BeckThere *) self)->releases, n, refs);
}

/* ---- Pings ---- */

static HRESULT
there_hold (BeckExporter *self, OID oid, gboolean no_ping)
{
  return no_ping ? S_OK : beck_pinger_hold (((BeckThere *) self)->pinger, oid);
}

static void
there_let_go (BeckExporter *self, OID oid, gboolean no_ping)
{
  if (!no_ping)
    beck_pinger_let_go (((BeckThere *) self)->pinger, oid);
}

/* ---- Being there ---- */

static DWORD
there_destination (BeckExporter *self)
{
  return ((BeckThere *) self)->is_local ? MSHCTX_LOCAL : MSHCTX_DIFFERENTMACHINE;
}

static BeckStringArray
there_addresses (BeckExporter *self)
{
  return ((BeckThere *) self)->resolvers;
}

static HRESULT
there_is_connected (BeckExporter *self)
{
  return atomic_load (&((BeckThere *) self)->gone) ? S_FALSE : S_OK;
}

static void
there_finalize (BeckExporter *self)
{
  BeckThere *there = (BeckThere *) self;

  if (there->releases != NULL)
    beck_releases_unref (there->releases);
  if (there->pinger != NULL)
    beck_pinger_unref (there->pinger);
  if (there->binding != NULL)
    beck_rpc_binding_unref (&there->binding->base);
  if (there->rem.binding != NULL)
    beck_rpc_binding_unref (&there->rem.binding->base);
  beck_free (there->block);
  beck_free (there);
}

static const BeckExporterOps there_ops = {
  .name = "there",
  .destination = there_destination,
  .header_size = beck_there_header_size,
  .write_header = beck_there_write_header,
  .send = beck_there_send,
  .call = beck_there_call,
  .cancel = beck_there_cancel,
  .forget = beck_there_forget,
  .query = there_query,
  .add_refs = there_add_refs,
  .release = there_release,
  .hold = there_hold,
  .let_go = there_let_go,
  .addresses = there_addresses,
  .is_connected = there_is_connected,
  .finalize = there_finalize,
};

static gboolean
copy_resolvers (BeckThere *self, const BeckStringArray *resolvers)
{
  gsize size = beck_string_array_size (resolvers);

  self->block = beck_alloc (size);
  if (self->block == NULL)
    return FALSE;
  beck_string_array_print (resolvers, self->block);
  return beck_string_array_parse (self->block, size, &self->resolvers) == BECK_STRING_ARRAY_GOOD;
}

static gboolean
fill (BeckThere *self, const BeckThereInfo *info)
{
  self->is_local = info->endpoint.tower == BECK_STRING_ARRAY_LOCAL;
  self->binding = beck_address_bind (&info->endpoint);
  self->rem.binding = beck_address_bind (&info->endpoint);
  if (self->binding == NULL || self->rem.binding == NULL
      || !copy_resolvers (self, &info->resolvers))
    return FALSE;
  self->rem.ipid = info->rem_unknown;
  self->rem.version
      = (COMVERSION){ COM_MAJOR_VERSION, MIN (info->version.MinorVersion, COM_MINOR_VERSION) };
  self->releases = beck_releases_new (&self->rem);
  self->pinger = beck_pinger_get (&info->resolver);
  return self->releases != NULL && self->pinger != NULL;
}

BeckThere *
beck_there_new (const BeckThereInfo *info)
{
  BeckThere *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  self->base = (BeckExporter){ &there_ops, 1, info->oxid };
  if (fill (self, info))
    return self;
  there_finalize (&self->base);
  return NULL;
}
