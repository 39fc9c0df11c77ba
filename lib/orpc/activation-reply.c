/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The properties of a reply to an activation (wire.md 5.6). Some clients take them by their place:
 * what was made comes first, where it is second.
 */

#include "orpc/activation-private.h"
#include "orpc/objref.h"
#include "orpc/wire.h"

/* ---- PropsOutInfo ---- */

static gboolean
get_results (BeckNdrReader *reader, guint32 n, const HRESULT **results)
{
  HRESULT *list;
  gsize max;

  if (!beck_ndr_get_max_count (reader, &max)
      || !beck_ndr_get_check_same (reader, "an array of two sizes", max, n)
      || !beck_ndr_get_check_elements (reader, n, sizeof *list)
      || !beck_ndr_get_alloc_array (reader, &list, n, sizeof *list)
      || !beck_ndr_get_u32s (reader, list, n))
    return FALSE;
  *results = list;
  return TRUE;
}

/* An array of pointers, and what is behind them. A mark shows which are not NULL. */
static gboolean
get_references (BeckNdrReader *reader, guint32 n, const BeckActivationReference **references)
{
  BeckActivationReference *list;
  gsize max;

  if (!beck_ndr_get_max_count (reader, &max)
      || !beck_ndr_get_check_same (reader, "an array of two sizes", max, n)
      || !beck_ndr_get_check_elements (reader, n, 4)
      || !beck_ndr_get_alloc_array (reader, &list, n, sizeof *list))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      list[i].size = 0;
      if (!beck_ndr_get_unique (reader, &list[i].data))
        return FALSE;
    }
  for (guint32 i = 0; i < n; i++)
    if (list[i].data != NULL)
      BECK_NDR_TRY_AT (reader, "ppIntfData", i,
                       beck_objref_get_bytes (reader, &list[i].data, &list[i].size));
  *references = list;
  return TRUE;
}

static gboolean
get_out (BeckNdrReader *reader, gpointer values)
{
  BeckActivationReply *reply = values;
  gboolean has_iids, has_results, has_references;

  BECK_NDR_TRY (reader, "cIfs", beck_ndr_get_u32 (reader, &reply->out.n));
  BECK_NDR_TRY (reader, "cIfs",
                beck_ndr_get_check_range (reader, reply->out.n, 1,
                                          BECK_ACTIVATION_MAX_INTERFACES));
  BECK_NDR_TRY (reader, "piid", beck_activation_get_pointer (reader, &has_iids));
  BECK_NDR_TRY (reader, "phresults", beck_activation_get_pointer (reader, &has_results));
  BECK_NDR_TRY (reader, "ppIntfData", beck_activation_get_pointer (reader, &has_references));
  if (!has_iids || !has_results || !has_references)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "results that are not there");
  BECK_NDR_TRY (reader, "piid",
                beck_activation_get_guids (reader, reply->out.n, &reply->out.iids));
  BECK_NDR_TRY (reader, "phresults", get_results (reader, reply->out.n, &reply->out.results));
  BECK_NDR_TRY (reader, "ppIntfData",
                get_references (reader, reply->out.n, &reply->out.references));
  return TRUE;
}

static gboolean
put_references (BeckNdrWriter *writer, guint32 n, const BeckActivationReference *references)
{
  if (!beck_ndr_put_max_count (writer, n))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!beck_ndr_put_unique (writer, references[i].data))
      return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (references[i].data != NULL
        && !beck_objref_put_bytes (writer, references[i].data, references[i].size))
      return FALSE;
  return TRUE;
}

static gboolean
put_out (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationReply *reply = values;
  guint32 n = reply->out.n;

  BECK_NDR_TRY (writer, "cIfs",
                beck_ndr_put_check_range (writer, n, 1, BECK_ACTIVATION_MAX_INTERFACES));
  return beck_ndr_put_u32 (writer, n) && beck_ndr_put_unique (writer, reply->out.iids)
         && beck_ndr_put_unique (writer, reply->out.results)
         && beck_ndr_put_unique (writer, reply->out.references)
         && beck_activation_put_guids (writer, n, reply->out.iids)
         && beck_ndr_put_max_count (writer, n)
         && beck_ndr_put_u32s (writer, reply->out.results, n)
         && put_references (writer, n, reply->out.references);
}

/* ---- ScmReplyInfo ---- */

static gboolean
get_scm (BeckNdrReader *reader, gpointer values)
{
  BeckActivationReply *reply = values;
  gboolean has_reserved, has_reply, has_bindings;
  guint32 reserved;

  BECK_NDR_TRY (reader, "pdwReserved", beck_activation_get_pointer (reader, &has_reserved));
  BECK_NDR_TRY (reader, "remoteReply", beck_activation_get_pointer (reader, &has_reply));
  if (has_reserved)
    BECK_NDR_TRY (reader, "pdwReserved", beck_ndr_get_u32 (reader, &reserved));
  if (!has_reply)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "an exporter that is not there");
  BECK_NDR_TRY (reader, "Oxid", beck_ndr_get_u64 (reader, &reply->scm.oxid));
  BECK_NDR_TRY (reader, "pdsaOxidBindings", beck_activation_get_pointer (reader, &has_bindings));
  BECK_NDR_TRY (reader, "ipidRemUnknown",
                beck_wire_get_ndr_guid (reader, &reply->scm.rem_unknown));
  BECK_NDR_TRY (reader, "authnHint", beck_ndr_get_u32 (reader, &reply->scm.authentication));
  BECK_NDR_TRY (reader, "serverVersion",
                beck_ndr_get_u16 (reader, &reply->scm.version.MajorVersion));
  BECK_NDR_TRY (reader, "serverVersion",
                beck_ndr_get_u16 (reader, &reply->scm.version.MinorVersion));
  if (has_bindings)
    BECK_NDR_TRY (reader, "pdsaOxidBindings",
                  beck_string_array_get (reader, &reply->scm.bindings));
  return TRUE;
}

static gboolean
put_scm (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationReply *reply = values;

  return beck_ndr_put_unique (writer, NULL) && beck_ndr_put_unique (writer, reply)
         && beck_ndr_put_u64 (writer, reply->scm.oxid)
         && beck_ndr_put_unique (writer, &reply->scm.bindings)
         && beck_wire_put_ndr_guid (writer, &reply->scm.rem_unknown)
         && beck_ndr_put_u32 (writer, reply->scm.authentication)
         && beck_ndr_put_u16 (writer, reply->scm.version.MajorVersion)
         && beck_ndr_put_u16 (writer, reply->scm.version.MinorVersion)
         && beck_string_array_put (writer, &reply->scm.bindings);
}

/* ---- Both ---- */

static const BeckActivationProperty properties[] = {
  { "PropsOutInfo", 0x339, BECK_ACTIVATION_OUT, get_out, put_out },
  { "ScmReplyInfo", 0x1b6, BECK_ACTIVATION_SCM_REPLY, get_scm, put_scm },
};

const BeckActivationForm beck_activation_reply_form = {
  0x1a3, 0x339, properties, G_N_ELEMENTS (properties), BECK_ACTIVATION_OUT,
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (BeckActivationReply, properties)
                 == G_STRUCT_OFFSET (BeckActivationHead, properties));
G_STATIC_ASSERT (G_STRUCT_OFFSET (BeckActivationReply, destination)
                 == G_STRUCT_OFFSET (BeckActivationHead, destination));

gboolean
beck_activation_parse_reply (const guint8 *data, gsize size, BeckNdrArena *arena,
                             BeckActivationReply *reply, BeckNdrFault *fault)
{
  memset (reply, 0, sizeof *reply);
  return beck_activation_parse (&beck_activation_reply_form, data, size, arena,
                                (BeckActivationHead *) reply, fault);
}

gboolean
beck_activation_print_reply (const BeckActivationReply *reply, BeckNdrWriter *writer)
{
  return beck_activation_print (&beck_activation_reply_form,
                                (const BeckActivationHead *) reply, writer);
}
