/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The properties of a request for activation (wire.md 5.6). Each has a function that reads its
 * members in order and one that writes them so; what is behind pointers follows the flat part.
 */

#include "orpc/activation-private.h"
#include "orpc/objref.h"
#include "orpc/wire.h"

/* ---- What several have ---- */

static gboolean
get_version (BeckNdrReader *reader, COMVERSION *version)
{
  return beck_ndr_get_u16 (reader, &version->MajorVersion)
         && beck_ndr_get_u16 (reader, &version->MinorVersion);
}

static gboolean
put_version (BeckNdrWriter *writer, const COMVERSION *version)
{
  return beck_ndr_put_u16 (writer, version->MajorVersion)
         && beck_ndr_put_u16 (writer, version->MinorVersion);
}

static gboolean
get_text (BeckNdrReader *reader, const OLECHAR **text)
{
  OLECHAR *read;
  gsize max;

  if (!beck_ndr_get_string16 (reader, &read, &max))
    return FALSE;
  *text = read;
  return TRUE;
}

static gboolean
put_text (BeckNdrWriter *writer, const OLECHAR *text)
{
  return text == NULL || beck_ndr_put_string16 (writer, text, G_MAXSIZE, 0, TRUE);
}

static gboolean
get_reference (BeckNdrReader *reader, gboolean there, BeckActivationReference *reference)
{
  return !there || beck_objref_get_bytes (reader, &reference->data, &reference->size);
}

static gboolean
put_reference (BeckNdrWriter *writer, const BeckActivationReference *reference)
{
  return reference->data == NULL
         || beck_objref_put_bytes (writer, reference->data, reference->size);
}

/* ---- InstantiationInfo ---- */

static gboolean
get_instantiation (BeckNdrReader *reader, gpointer values)
{
  BeckActivationRequest *request = values;
  gboolean there;
  guint32 size;

  BECK_NDR_TRY (reader, "classId",
                beck_wire_get_ndr_guid (reader, &request->instantiation.clsid));
  BECK_NDR_TRY (reader, "classCtx", beck_ndr_get_u32 (reader, &request->instantiation.context));
  BECK_NDR_TRY (reader, "actvflags", beck_ndr_get_u32 (reader, &request->instantiation.flags));
  BECK_NDR_TRY (reader, "fIsSurrogate",
                beck_ndr_get_u32 (reader, &request->instantiation.surrogate));
  BECK_NDR_TRY (reader, "cIID", beck_ndr_get_u32 (reader, &request->instantiation.n_iids));
  BECK_NDR_TRY (reader, "cIID",
                beck_ndr_get_check_range (reader, request->instantiation.n_iids, 1,
                                          BECK_ACTIVATION_MAX_INTERFACES));
  BECK_NDR_TRY (reader, "instFlag",
                beck_ndr_get_u32 (reader, &request->instantiation.instance_flags));
  BECK_NDR_TRY (reader, "pIID", beck_activation_get_pointer (reader, &there));
  BECK_NDR_TRY (reader, "thisSize", beck_ndr_get_u32 (reader, &size));
  BECK_NDR_TRY (reader, "clientCOMVersion",
                get_version (reader, &request->instantiation.version));
  if (!there)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "interfaces that are not there");
  BECK_NDR_TRY (reader, "pIID",
                beck_activation_get_guids (reader, request->instantiation.n_iids,
                                           &request->instantiation.iids));
  return TRUE;
}

static gboolean
put_instantiation (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationRequest *request = values;
  const gsize start = writer->pos;
  gsize size;

  BECK_NDR_TRY (writer, "cIID",
                beck_ndr_put_check_range (writer, request->instantiation.n_iids, 1,
                                          BECK_ACTIVATION_MAX_INTERFACES));
  if (!beck_wire_put_ndr_guid (writer, &request->instantiation.clsid)
      || !beck_ndr_put_u32 (writer, request->instantiation.context)
      || !beck_ndr_put_u32 (writer, request->instantiation.flags)
      || !beck_ndr_put_u32 (writer, request->instantiation.surrogate)
      || !beck_ndr_put_u32 (writer, request->instantiation.n_iids)
      || !beck_ndr_put_u32 (writer, request->instantiation.instance_flags)
      || !beck_ndr_put_unique (writer, request->instantiation.iids)
      || !beck_ndr_put_u32 (writer, 0))
    return FALSE;
  size = writer->pos - 4;
  if (!put_version (writer, &request->instantiation.version)
      || !beck_activation_put_guids (writer, request->instantiation.n_iids,
                                     request->instantiation.iids)
      || !beck_ndr_put_align (writer, 8))
    return FALSE;
  /* With the 16 bytes of the headers. */
  beck_wire_patch32 (writer, size, (guint32) (writer->pos - start) + 16);
  return TRUE;
}

/* ---- SpecialSystemProperties ---- */

static gboolean
get_special (BeckNdrReader *reader, gpointer values)
{
  BeckActivationRequest *request = values;
  guint32 *const before[] = { &request->special.session, &request->special.remote_session,
                              &request->special.impersonating, &request->special.has_partition,
                              &request->special.authentication };
  guint32 *const behind[] = { &request->special.process_flags,
                              &request->special.original_context, &request->special.flags };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    BECK_NDR_TRY_AT (reader, "word", i, beck_ndr_get_u32 (reader, before[i]));
  BECK_NDR_TRY (reader, "guidPartition",
                beck_wire_get_ndr_guid (reader, &request->special.partition));
  for (guint i = 0; i < G_N_ELEMENTS (behind); i++)
    BECK_NDR_TRY_AT (reader, "word", i, beck_ndr_get_u32 (reader, behind[i]));
  return TRUE;
}

/* What means something is followed by 36 reserved bytes, the gap in them included. */
static gboolean
put_special (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationRequest *request = values;
  const guint32 before[] = { request->special.session, request->special.remote_session,
                             request->special.impersonating, request->special.has_partition,
                             request->special.authentication };
  const guint32 behind[] = { request->special.process_flags, request->special.original_context,
                             request->special.flags };
  static const guint32 reserved[9];

  return beck_ndr_put_u32s (writer, before, G_N_ELEMENTS (before))
         && beck_wire_put_ndr_guid (writer, &request->special.partition)
         && beck_ndr_put_u32s (writer, behind, G_N_ELEMENTS (behind))
         && beck_ndr_put_u32s (writer, reserved, G_N_ELEMENTS (reserved));
}

/* ---- ScmRequestInfo ---- */

static gboolean
get_protseqs (BeckNdrReader *reader, BeckActivationRequest *request)
{
  guint16 *list;
  gsize max;

  if (!beck_ndr_get_max_count (reader, &max)
      || !beck_ndr_get_check_same (reader, "an array of two sizes", max, request->scm.n_protseqs)
      || !beck_ndr_get_check_elements (reader, max, sizeof *list)
      || !beck_ndr_get_alloc_array (reader, &list, max, sizeof *list)
      || !beck_ndr_get_u16s (reader, list, max))
    return FALSE;
  request->scm.protseqs = list;
  return TRUE;
}

static gboolean
get_scm (BeckNdrReader *reader, gpointer values)
{
  BeckActivationRequest *request = values;
  gboolean has_reserved, has_request, has_protseqs;
  guint32 reserved;

  BECK_NDR_TRY (reader, "pdwReserved", beck_activation_get_pointer (reader, &has_reserved));
  BECK_NDR_TRY (reader, "remoteRequest", beck_activation_get_pointer (reader, &has_request));
  if (has_reserved)
    BECK_NDR_TRY (reader, "pdwReserved", beck_ndr_get_u32 (reader, &reserved));
  if (!has_request)
    return TRUE;
  BECK_NDR_TRY (reader, "ClientImpLevel", beck_ndr_get_u32 (reader, &request->scm.impersonation));
  BECK_NDR_TRY (reader, "cRequestedProtseqs",
                beck_ndr_get_u16 (reader, &request->scm.n_protseqs));
  BECK_NDR_TRY (reader, "cRequestedProtseqs",
                beck_ndr_get_check_range (reader, request->scm.n_protseqs, 0,
                                          BECK_ACTIVATION_MAX_INTERFACES));
  BECK_NDR_TRY (reader, "pRequestedProtseqs",
                beck_activation_get_pointer (reader, &has_protseqs));
  if (has_protseqs)
    BECK_NDR_TRY (reader, "pRequestedProtseqs", get_protseqs (reader, request));
  else
    request->scm.n_protseqs = 0;
  return TRUE;
}

static gboolean
put_scm (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationRequest *request = values;
  guint16 n = request->scm.n_protseqs;

  BECK_NDR_TRY (writer, "cRequestedProtseqs",
                beck_ndr_put_check_range (writer, n, 0, BECK_ACTIVATION_MAX_INTERFACES));
  if (!beck_ndr_put_unique (writer, NULL) || !beck_ndr_put_unique (writer, request)
      || !beck_ndr_put_u32 (writer, request->scm.impersonation) || !beck_ndr_put_u16 (writer, n)
      || !beck_ndr_put_unique (writer, n > 0 ? request->scm.protseqs : NULL))
    return FALSE;
  return n == 0
         || (beck_ndr_put_max_count (writer, n)
             && beck_ndr_put_u16s (writer, request->scm.protseqs, n));
}

/* ---- ActivationContextInfo ---- */

static gboolean
get_context (BeckNdrReader *reader, gpointer values)
{
  BeckActivationRequest *request = values;
  guint32 reserved[3];
  gboolean has_client, has_prototype;

  BECK_NDR_TRY (reader, "clientOK", beck_ndr_get_u32 (reader, &request->context.ok));
  BECK_NDR_TRY (reader, "dwReserved", beck_ndr_get_u32s (reader, reserved, 3));
  BECK_NDR_TRY (reader, "pIFDClientCtx", beck_activation_get_pointer (reader, &has_client));
  BECK_NDR_TRY (reader, "pIFDPrototypeCtx",
                beck_activation_get_pointer (reader, &has_prototype));
  BECK_NDR_TRY (reader, "pIFDClientCtx",
                get_reference (reader, has_client, &request->context.client));
  BECK_NDR_TRY (reader, "pIFDPrototypeCtx",
                get_reference (reader, has_prototype, &request->context.prototype));
  return TRUE;
}

static gboolean
put_context (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationRequest *request = values;
  static const guint32 reserved[3];

  return beck_ndr_put_u32 (writer, request->context.ok)
         && beck_ndr_put_u32s (writer, reserved, G_N_ELEMENTS (reserved))
         && beck_ndr_put_unique (writer, request->context.client.data)
         && beck_ndr_put_unique (writer, request->context.prototype.data)
         && put_reference (writer, &request->context.client)
         && put_reference (writer, &request->context.prototype);
}

/* ---- LocationInfo ---- */

static gboolean
get_location (BeckNdrReader *reader, gpointer values)
{
  BeckActivationRequest *request = values;
  gboolean there;

  BECK_NDR_TRY (reader, "machineName", beck_activation_get_pointer (reader, &there));
  BECK_NDR_TRY (reader, "processId", beck_ndr_get_u32 (reader, &request->location.process));
  BECK_NDR_TRY (reader, "apartmentId", beck_ndr_get_u32 (reader, &request->location.apartment));
  BECK_NDR_TRY (reader, "contextId", beck_ndr_get_u32 (reader, &request->location.context));
  if (there)
    BECK_NDR_TRY (reader, "machineName", get_text (reader, &request->location.machine));
  return TRUE;
}

static gboolean
put_location (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationRequest *request = values;

  return beck_ndr_put_unique (writer, request->location.machine)
         && beck_ndr_put_u32 (writer, request->location.process)
         && beck_ndr_put_u32 (writer, request->location.apartment)
         && beck_ndr_put_u32 (writer, request->location.context)
         && put_text (writer, request->location.machine);
}

/* ---- SecurityInfo ---- */

/* COSERVERINFO; what the client would authenticate as is no business of the server's. */
static gboolean
get_server (BeckNdrReader *reader, BeckActivationRequest *request)
{
  guint32 reserved;
  gboolean has_name, has_reserved;

  BECK_NDR_TRY (reader, "dwReserved1", beck_ndr_get_u32 (reader, &reserved));
  BECK_NDR_TRY (reader, "pwszName", beck_activation_get_pointer (reader, &has_name));
  BECK_NDR_TRY (reader, "pdwReserved", beck_activation_get_pointer (reader, &has_reserved));
  BECK_NDR_TRY (reader, "dwReserved2", beck_ndr_get_u32 (reader, &reserved));
  if (has_name)
    BECK_NDR_TRY (reader, "pwszName", get_text (reader, &request->security.server));
  return TRUE;
}

static gboolean
get_security (BeckNdrReader *reader, gpointer values)
{
  BeckActivationRequest *request = values;
  gboolean there, has_reserved;

  BECK_NDR_TRY (reader, "dwAuthnFlags", beck_ndr_get_u32 (reader, &request->security.flags));
  BECK_NDR_TRY (reader, "pServerInfo", beck_activation_get_pointer (reader, &there));
  BECK_NDR_TRY (reader, "pdwReserved", beck_activation_get_pointer (reader, &has_reserved));
  if (there)
    BECK_NDR_TRY (reader, "pServerInfo", get_server (reader, request));
  return TRUE;
}

static gboolean
put_security (BeckNdrWriter *writer, gconstpointer values)
{
  const BeckActivationRequest *request = values;
  const OLECHAR *server = request->security.server;

  if (!beck_ndr_put_u32 (writer, request->security.flags)
      || !beck_ndr_put_unique (writer, server) || !beck_ndr_put_unique (writer, NULL))
    return FALSE;
  if (server == NULL)
    return TRUE;
  return beck_ndr_put_u32 (writer, 0) && beck_ndr_put_unique (writer, server)
         && beck_ndr_put_unique (writer, NULL) && beck_ndr_put_u32 (writer, 0)
         && put_text (writer, server);
}

/* ---- All of them ---- */

/* In the order in which they are written. */
static const BeckActivationProperty properties[] = {
  { "InstantiationInfo", 0x1ab, BECK_ACTIVATION_INSTANTIATION, get_instantiation,
    put_instantiation },
  { "SpecialSystemProperties", 0x1b9, BECK_ACTIVATION_SPECIAL, get_special, put_special },
  { "ActivationContextInfo", 0x1a5, BECK_ACTIVATION_CONTEXT, get_context, put_context },
  { "SecurityInfo", 0x1a6, BECK_ACTIVATION_SECURITY, get_security, put_security },
  { "LocationInfo", 0x1a4, BECK_ACTIVATION_LOCATION, get_location, put_location },
  { "ScmRequestInfo", 0x1aa, BECK_ACTIVATION_SCM_REQUEST, get_scm, put_scm },
  { "InstanceInfo", 0x1ad, BECK_ACTIVATION_INSTANCE, NULL, NULL },
};

const BeckActivationForm beck_activation_request_form = {
  0x1a2, 0x338, properties, G_N_ELEMENTS (properties), BECK_ACTIVATION_INSTANTIATION,
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (BeckActivationRequest, properties)
                 == G_STRUCT_OFFSET (BeckActivationHead, properties));
G_STATIC_ASSERT (G_STRUCT_OFFSET (BeckActivationRequest, destination)
                 == G_STRUCT_OFFSET (BeckActivationHead, destination));

gboolean
beck_activation_parse_request (const guint8 *data, gsize size, BeckNdrArena *arena,
                               BeckActivationRequest *request, BeckNdrFault *fault)
{
  memset (request, 0, sizeof *request);
  return beck_activation_parse (&beck_activation_request_form, data, size, arena,
                                (BeckActivationHead *) request, fault);
}

gboolean
beck_activation_print_request (const BeckActivationRequest *request, BeckNdrWriter *writer)
{
  return beck_activation_print (&beck_activation_request_form,
                                (const BeckActivationHead *) request, writer);
}
