/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The methods are read and written by hand: their answers have ORPCTHAT in front, and nothing in
 * them wants memory of its own beyond one array.
 *
 * Counts that a client gives are what it says; they are bounded here, and the exporter takes care
 * that none goes below zero. Private references are references like others.
 */

#include "orpc/rem-unknown.h"

#include <orpcobj.h>

#include "base/alloc.h"
#include "orpc/export.h"
#include "orpc/objref.h"
#include "orpc/orpc-header.h"
#include "orpc/orpc-server.h"
#include "orpc/wire.h"
#include "rpc/server-private.h"

enum
{
  REM_QUERY_INTERFACE = 3,
  REM_ADD_REF = 4,
  REM_RELEASE = 5,
  REM_QUERY_INTERFACE_2 = 6,
};

/* Interfaces asked for at once. */
#define MAX_IIDS 1024

/* References that one entry may ask for, or give back. */
#define MAX_REFS 0x40000000u

/* Any number that is not 0 says that there is something. */
#define POINTER 0x00020000u

/* Bytes of a REMINTERFACEREF. */
#define REF_SIZE 24

/* ---- Arguments ---- */

/* The bytes of @n elements of a conformant array whose count, said again, has to agree. */
static const guint8 *
get_array (BeckNdrReader *reader, guint16 n, gsize size)
{
  guint32 max;

  if (!beck_ndr_get_u32 (reader, &max))
    return NULL;
  if (max != n)
    {
      beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA, "an array of another size", max,
                                    n);
      return NULL;
    }
  return beck_ndr_reader_take (reader, 4, n * size);
}

static gboolean
get_iids (BeckNdrReader *reader, guint16 n, IID *iids)
{
  guint32 max;

  if (!beck_ndr_get_u32 (reader, &max))
    return FALSE;
  if (max != n)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA, "an array of another size",
                                         max, n);
  for (guint16 i = 0; i < n; i++)
    if (!beck_wire_get_ndr_guid (reader, &iids[i]))
      return FALSE;
  return TRUE;
}

typedef struct
{
  IPID ipid;
  guint32 n_refs;
} Ref;

static gboolean
get_ref (BeckNdrReader *reader, Ref *ref)
{
  guint32 public, private;

  if (!beck_wire_get_ndr_guid (reader, &ref->ipid) || !beck_ndr_get_u32 (reader, &public)
      || !beck_ndr_get_u32 (reader, &private))
    return FALSE;
  ref->n_refs = MIN (public, MAX_REFS) + MIN (private, MAX_REFS);
  return TRUE;
}

/* ---- Answers ---- */

static gboolean
put_that (BeckNdrWriter *writer)
{
  const BeckOrpcThat that = { 0 };

  return beck_orpc_put_that (writer, &that);
}

/* Sends what was written, unless that has failed. */
static guint32
respond (BeckRpcServerCall *call, BeckNdrWriter *writer, gboolean good)
{
  guint32 status = 0;

  if (good)
    beck_rpc_server_call_respond (call, writer);
  else
    status = writer->fault.status;
  beck_ndr_writer_clear (writer);
  return status;
}

/* ---- RemQueryInterface ---- */

static gboolean
put_result (BeckNdrWriter *writer, const REMQIRESULT *result)
{
  const STDOBJREF *std = &result->std;

  return beck_ndr_put_align (writer, 8) && beck_ndr_put_u32 (writer, (guint32) result->hResult)
         && beck_ndr_put_align (writer, 8) && beck_ndr_put_u32 (writer, std->flags)
         && beck_ndr_put_u32 (writer, std->cPublicRefs) && beck_ndr_put_u64 (writer, std->oxid)
         && beck_ndr_put_u64 (writer, std->oid) && beck_wire_put_ndr_guid (writer, &std->ipid);
}

/* The results are there after a failure, too: dissectors, for one, read on without looking. */
static gboolean
put_results (BeckNdrWriter *writer, HRESULT hr, guint16 n, const REMQIRESULT *results)
{
  const REMQIRESULT failed = { .hResult = hr };
  gboolean good = put_that (writer) && beck_ndr_put_u32 (writer, POINTER)
                  && beck_ndr_put_u32 (writer, n);

  for (guint16 i = 0; i < n && good; i++)
    good = put_result (writer,
                       SUCCEEDED (hr) || FAILED (results[i].hResult) ? &results[i] : &failed);
  return good && beck_ndr_put_u32 (writer, (guint32) hr);
}

typedef struct
{
  IPID ipid;
  guint32 n_refs;
  guint16 n;
  IID *iids;
  REMQIRESULT *results;
} Query;

static guint32
make_query (Query *query)
{
  if (query->n > MAX_IIDS)
    return RPC_S_OUT_OF_RESOURCES;
  query->iids = beck_alloc (query->n * sizeof *query->iids + 1);
  query->results = beck_alloc0 (query->n * sizeof *query->results + 1);
  return query->iids != NULL && query->results != NULL ? 0 : RPC_X_NO_MEMORY;
}

static void
clear_query (Query *query)
{
  beck_free (query->iids);
  beck_free (query->results);
}

/* Whoever gets a reference may call it at once. Without memory for that the reference is taken
 * back. */
static void
offer_result (const IID *iid, REMQIRESULT *result)
{
  HRESULT hr;

  if (FAILED (result->hResult))
    return;
  hr = beck_orpc_server_offer (iid);
  if (FAILED (hr))
    {
      beck_export_release_refs (&result->std.ipid, BECK_HELD_ELSEWHERE, result->std.cPublicRefs);
      *result = (REMQIRESULT){ .hResult = hr };
    }
}

static HRESULT
run_query (Query *query)
{
  HRESULT hr;

  if (query->n == 0 || query->n_refs == 0 || query->n_refs > MAX_REFS)
    return E_INVALIDARG;
  hr = beck_export_query (&query->ipid, BECK_HELD_ELSEWHERE, query->n_refs, query->n, query->iids,
                          query->results);
  for (guint16 i = 0; i < query->n && SUCCEEDED (hr); i++)
    offer_result (&query->iids[i], &query->results[i]);
  return hr;
}

static guint32
query_interface (BeckRpcServerCall *call, BeckNdrReader *reader)
{
  BeckNdrWriter writer;
  Query query = { .n = 0 };
  guint32 status;
  HRESULT hr;

  if (!beck_wire_get_ndr_guid (reader, &query.ipid) || !beck_ndr_get_u32 (reader, &query.n_refs)
      || !beck_ndr_get_u16 (reader, &query.n))
    return reader->fault.status;
  status = make_query (&query);
  if (status == 0 && !get_iids (reader, query.n, query.iids))
    status = reader->fault.status;
  if (status == 0)
    {
      hr = run_query (&query);
      beck_ndr_writer_init (&writer, NULL);
      status = respond (call, &writer, put_results (&writer, hr, query.n, query.results));
    }
  clear_query (&query);
  return status;
}

/* ---- RemQueryInterface2 ---- */

/* A reference as RemQueryInterface tells it, as one that stands by itself; or none. */
static gboolean
put_reference (BeckNdrWriter *writer, const IID *iid, const REMQIRESULT *result)
{
  BeckObjref objref = { .kind = BECK_OBJREF_STANDARD, .iid = *iid, .std = result->std };

  if (FAILED (result->hResult))
    return TRUE;
  if (FAILED (beck_orpc_server_start (&objref.addresses)))
    return beck_ndr_writer_fail (writer, RPC_S_CALL_FAILED, "no addresses");
  return beck_objref_put (writer, &objref);
}

static gboolean
put_references (BeckNdrWriter *writer, HRESULT hr, const Query *query)
{
  gboolean good = put_that (writer) && beck_ndr_put_u32 (writer, query->n);

  for (guint16 i = 0; i < query->n && good; i++)
    good = beck_ndr_put_u32 (writer, (guint32) (FAILED (hr) ? hr : query->results[i].hResult));
  good = good && beck_ndr_put_u32 (writer, query->n);
  for (guint16 i = 0; i < query->n && good; i++)
    good = beck_ndr_put_u32 (writer, SUCCEEDED (hr) && SUCCEEDED (query->results[i].hResult)
                                         ? POINTER + 4 * i
                                         : 0);
  for (guint16 i = 0; i < query->n && good && SUCCEEDED (hr); i++)
    good = put_reference (writer, &query->iids[i], &query->results[i]);
  return good && beck_ndr_put_u32 (writer, (guint32) hr);
}

static guint32
query_interface_2 (BeckRpcServerCall *call, BeckNdrReader *reader)
{
  BeckNdrWriter writer;
  Query query = { .n_refs = BECK_EXPORT_PACKET_REFS };
  guint32 status;
  HRESULT hr;

  if (!beck_wire_get_ndr_guid (reader, &query.ipid) || !beck_ndr_get_u16 (reader, &query.n))
    return reader->fault.status;
  status = make_query (&query);
  if (status == 0 && !get_iids (reader, query.n, query.iids))
    status = reader->fault.status;
  if (status == 0)
    {
      hr = run_query (&query);
      beck_ndr_writer_init (&writer, NULL);
      status = respond (call, &writer, put_references (&writer, hr, &query));
    }
  clear_query (&query);
  return status;
}

/* ---- RemAddRef, RemRelease ---- */

/* A reader of the entries alone, once it is known that they are there. */
static gboolean
begin_refs (BeckNdrReader *reader, guint16 *n)
{
  gsize start;

  if (!beck_ndr_get_u16 (reader, n))
    return FALSE;
  start = reader->pos;
  if (get_array (reader, *n, REF_SIZE) == NULL)
    return FALSE;
  reader->pos = ((start + 3) & ~(gsize) 3) + 4;
  return TRUE;
}

static gboolean
add_ref (BeckNdrReader *reader, BeckNdrWriter *writer)
{
  HRESULT hr = E_INVALIDARG;
  Ref ref;

  if (!get_ref (reader, &ref))
    return FALSE;
  if (ref.n_refs > 0)
    hr = beck_export_add_refs (&ref.ipid, BECK_HELD_ELSEWHERE, ref.n_refs);
  return beck_ndr_put_u32 (writer, (guint32) hr);
}

static guint32
add_refs (BeckRpcServerCall *call, BeckNdrReader *reader)
{
  BeckNdrWriter writer;
  gboolean good;
  guint16 n;

  if (!begin_refs (reader, &n))
    return reader->fault.status;
  beck_ndr_writer_init (&writer, NULL);
  good = put_that (&writer) && beck_ndr_put_u32 (&writer, n);
  for (guint16 i = 0; i < n && good; i++)
    good = add_ref (reader, &writer);
  return respond (call, &writer, good && beck_ndr_put_u32 (&writer, S_OK));
}

static guint32
release_refs (BeckRpcServerCall *call, BeckNdrReader *reader)
{
  BeckNdrWriter writer;
  guint16 n;
  Ref ref;

  if (!begin_refs (reader, &n))
    return reader->fault.status;
  for (guint16 i = 0; i < n && get_ref (reader, &ref); i++)
    if (ref.n_refs > 0)
      beck_export_release_refs (&ref.ipid, BECK_HELD_ELSEWHERE, ref.n_refs);
  beck_ndr_writer_init (&writer, NULL);
  return respond (call, &writer, put_that (&writer) && beck_ndr_put_u32 (&writer, S_OK));
}

/* ---- The calls ---- */

static gboolean
is_called_as (const BeckRpcServerCall *call, const IID *iid)
{
  return beck_guid_equal (&beck_rpc_offer_id (call->offer)->Uuid, iid);
}

guint32
beck_rem_unknown_serve (BeckRpcServerCall *call, BeckNdrReader *reader)
{
  gboolean second = is_called_as (call, &IID_IRemUnknown2);

  if (!second && !is_called_as (call, &IID_IRemUnknown))
    return (guint32) RPC_E_INVALID_IPID;
  switch (call->opnum)
    {
    case REM_QUERY_INTERFACE:
      return query_interface (call, reader);
    case REM_ADD_REF:
      return add_refs (call, reader);
    case REM_RELEASE:
      return release_refs (call, reader);
    case REM_QUERY_INTERFACE_2:
      return second ? query_interface_2 (call, reader) : RPC_S_PROCNUM_OUT_OF_RANGE;
    default:
      return RPC_S_PROCNUM_OUT_OF_RANGE;
    }
}
