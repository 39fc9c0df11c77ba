/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The requests are written and the answers read by hand, as in rem-unknown.c. What a server says is
 * believed as far as counts go that were asked for.
 */

#include "orpc/rem-client.h"

#include <beck/guid.h>

#include "orpc/orpc-header.h"
#include "orpc/rpc-result.h"
#include "orpc/wire.h"

/* Microseconds that an answer may take. Nobody needs that to a release. */
#define QUESTION_TIME (60 * G_USEC_PER_SEC)
#define RELEASE_TIME (10 * G_USEC_PER_SEC)

static const BeckNdrInterface rem_unknown_interface = {
  .name = "IRemUnknown",
  .uuid = { 0x00000131, 0, 0, { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } },
};

static const BeckNdrMethod query_method = { .name = "RemQueryInterface", .opnum = 3 };
static const BeckNdrMethod add_ref_method = { .name = "RemAddRef", .opnum = 4 };
static const BeckNdrMethod release_method = { .name = "RemRelease", .opnum = 5 };

/* ---- Calls ---- */

typedef struct
{
  const BeckRemUnknown *there;
  BeckNdrWriter writer;
  BeckRpcExchange exchange;
  BeckNdrArena arena;
  BeckNdrReader reader;
} Call;

static gboolean
begin (Call *call, const BeckRemUnknown *there)
{
  BeckOrpcThis header = { .version = there->version };

  call->there = there;
  call->exchange = (BeckRpcExchange){ .interface = &rem_unknown_interface };
  call->arena = (BeckNdrArena) BECK_NDR_ARENA_INIT;
  beck_ndr_writer_init (&call->writer, NULL);
  return SUCCEEDED (CoCreateGuid (&header.causality))
         && beck_orpc_put_this (&call->writer, &header);
}

/* Sends it, if it is @good, and reads the answer up to its results; for @time at most. */
static HRESULT
run (Call *call, const BeckNdrMethod *method, gint64 time, gboolean good)
{
  BeckOrpcThat header;
  HRESULT hr;

  if (!good)
    return E_OUTOFMEMORY;
  call->exchange.method = method;
  call->exchange.object = &call->there->ipid;
  call->exchange.request = call->writer.data;
  call->exchange.request_size = call->writer.pos;
  hr = beck_orpc_result (beck_rpc_client_call_watched (&call->there->binding->base, &call->exchange,
                                                       g_get_monotonic_time () + time, NULL),
                         TRUE);
  if (FAILED (hr))
    return hr;
  beck_ndr_reader_init (&call->reader, call->exchange.response, call->exchange.response_size,
                        call->exchange.drep, &call->arena, &beck_ndr_task_allocator, NULL);
  return beck_orpc_get_that (&call->reader, &header) ? S_OK : RPC_E_INVALID_HEADER;
}

static void
end (Call *call)
{
  if (call->exchange.release != NULL)
    call->exchange.release (&call->exchange);
  beck_ndr_writer_clear (&call->writer);
  beck_ndr_arena_clear (&call->arena);
}

/* The HRESULT at the end. */
static HRESULT
get_result (Call *call)
{
  guint32 hr;

  return beck_ndr_get_u32 (&call->reader, &hr) ? (HRESULT) hr : RPC_E_INVALID_DATAPACKET;
}

/* ---- RemQueryInterface ---- */

static gboolean
put_query (BeckNdrWriter *writer, const IPID *ipid, guint32 n_refs, guint16 n, const IID *iids)
{
  gboolean good = beck_wire_put_ndr_guid (writer, ipid) && beck_ndr_put_u32 (writer, n_refs)
                  && beck_ndr_put_u16 (writer, n) && beck_ndr_put_u32 (writer, n);

  for (guint16 i = 0; i < n && good; i++)
    good = beck_wire_put_ndr_guid (writer, &iids[i]);
  return good;
}

static gboolean
get_query_result (BeckNdrReader *reader, REMQIRESULT *result)
{
  STDOBJREF *std = &result->std;

  return beck_ndr_get_align (reader, 8) && beck_ndr_get_u32 (reader, &result->hResult)
         && beck_ndr_get_align (reader, 8) && beck_ndr_get_u32 (reader, &std->flags)
         && beck_ndr_get_u32 (reader, &std->cPublicRefs) && beck_ndr_get_u64 (reader, &std->oxid)
         && beck_ndr_get_u64 (reader, &std->oid) && beck_wire_get_ndr_guid (reader, &std->ipid);
}

static HRESULT
get_query_results (Call *call, guint16 n, REMQIRESULT *results)
{
  guint32 pointer, count;

  if (!beck_ndr_get_u32 (&call->reader, &pointer))
    return RPC_E_INVALID_DATAPACKET;
  if (pointer == 0)
    {
      HRESULT hr = get_result (call);

      return SUCCEEDED (hr) ? RPC_E_INVALID_DATAPACKET : hr;
    }
  if (!beck_ndr_get_u32 (&call->reader, &count) || count != n)
    return RPC_E_INVALID_DATAPACKET;
  for (guint16 i = 0; i < n; i++)
    if (!get_query_result (&call->reader, &results[i]))
      return RPC_E_INVALID_DATAPACKET;
  return get_result (call);
}

HRESULT
beck_rem_query (const BeckRemUnknown *there, const IPID *ipid, guint32 n_refs, guint16 n,
                const IID *iids, REMQIRESULT *results)
{
  Call call;
  gboolean good = begin (&call, there) && put_query (&call.writer, ipid, n_refs, n, iids);
  HRESULT hr = run (&call, &query_method, QUESTION_TIME, good);

  if (SUCCEEDED (hr))
    hr = get_query_results (&call, n, results);
  end (&call);
  return hr;
}

/* ---- RemAddRef, RemRelease ---- */

static gboolean
put_refs (BeckNdrWriter *writer, guint16 n, const REMINTERFACEREF *refs)
{
  gboolean good = beck_ndr_put_u16 (writer, n) && beck_ndr_put_u32 (writer, n);

  for (guint16 i = 0; i < n && good; i++)
    good = beck_wire_put_ndr_guid (writer, &refs[i].ipid)
           && beck_ndr_put_u32 (writer, refs[i].cPublicRefs)
           && beck_ndr_put_u32 (writer, refs[i].cPrivateRefs);
  return good;
}

HRESULT
beck_rem_add_refs (const BeckRemUnknown *there, guint16 n, const REMINTERFACEREF *refs,
                   HRESULT *results)
{
  Call call;
  gboolean good = begin (&call, there) && put_refs (&call.writer, n, refs);
  HRESULT hr = run (&call, &add_ref_method, QUESTION_TIME, good);
  guint32 count;

  if (SUCCEEDED (hr) && (!beck_ndr_get_u32 (&call.reader, &count) || count != n))
    hr = RPC_E_INVALID_DATAPACKET;
  for (guint16 i = 0; i < n && SUCCEEDED (hr); i++)
    if (!beck_ndr_get_u32 (&call.reader, &results[i]))
      hr = RPC_E_INVALID_DATAPACKET;
  if (SUCCEEDED (hr))
    hr = get_result (&call);
  end (&call);
  return hr;
}

HRESULT
beck_rem_release (const BeckRemUnknown *there, guint16 n, const REMINTERFACEREF *refs)
{
  Call call;
  gboolean good = begin (&call, there) && put_refs (&call.writer, n, refs);
  HRESULT hr = run (&call, &release_method, RELEASE_TIME, good);

  if (SUCCEEDED (hr))
    hr = get_result (&call);
  end (&call);
  return hr;
}
