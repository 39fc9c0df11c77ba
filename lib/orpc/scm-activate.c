/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Objects made in servers: one question to the activator of a machine, for all interfaces at once
 * (wire.md 5.6). That is beckd on this machine, by its Unix socket, and whoever answers at port
 * 135 of another. The calling apartment is served while it waits.
 */

#include "orpc/scm.h"

#include <beck/errorinfo.h>
#include <beck/exception.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/rpc-async.h>
#include <beck/rpc-binding.h>
#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"
#include "orpc/activation.h"
#include "orpc/export.h"
#include "orpc/exporter.h"
#include "orpc/incoming.h"
#include "orpc/orpc-header-error.h"
#include "orpc/packet.h"
#include "orpcsys.h"
#include "rpc/mapper.h"
#include "rpc/stub-memory.h"

/* Longer than beckd waits for a server to start and to make an object. */
#define CALL_MS 300000
#define MAX_HOST 256

typedef struct
{
  const CLSID *clsid;
  DWORD context;
  gboolean class_object;
  gboolean elsewhere; /* on another machine */
  char host[MAX_HOST];
  char port[8]; /* "": where activators are */
  DWORD n;
  MULTI_QI *results;
} Question;

/* ---- Whom to ask ---- */

/* "host", or "host[port]". */
static HRESULT
read_server (Question *question, const COSERVERINFO *server)
{
  char *text = NULL, *bracket;
  HRESULT hr = S_OK;

  question->elsewhere = server != NULL;
  if (!question->elsewhere)
    return S_OK;
  hr = beck_utf16_to_utf8 (server->pwszName, -1, &text, NULL, NULL);
  if (FAILED (hr))
    return hr;
  bracket = strrchr (text, '[');
  if (bracket != NULL && bracket != text && text[strlen (text) - 1] == ']')
    {
      text[strlen (text) - 1] = '\0';
      *bracket = '\0';
      if (g_strlcpy (question->port, bracket + 1, sizeof question->port) >= sizeof question->port)
        hr = E_INVALIDARG;
    }
  if (g_strlcpy (question->host, text, sizeof question->host) >= sizeof question->host)
    hr = E_INVALIDARG;
  CoTaskMemFree (text);
  return hr;
}

/* (transfer full): NULL without memory. */
static BeckRpcRemoteBinding *
bind_activator (const Question *question)
{
  BeckRpcRemoteBinding *binding;

  if (!question->elsewhere)
    binding = beck_rpc_mapper_new (BECK_RPC_PROTSEQ_LOCAL, "");
  else if (question->port[0] == '\0')
    binding = beck_rpc_mapper_new (BECK_RPC_PROTSEQ_TCP, question->host);
  else
    binding = beck_rpc_remote_new (BECK_RPC_PROTSEQ_TCP, question->host, question->port);
  if (binding != NULL)
    binding->call_timeout = CALL_MS;
  return binding;
}

/* ---- The question ---- */

static gboolean
print_request (const Question *question, const IID *iids, BeckNdrWriter *writer)
{
  static const guint16 protseqs[] = { BECK_STRING_ARRAY_TCP, BECK_STRING_ARRAY_LOCAL };
  const BeckActivationRequest request = {
    .properties = BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_SPECIAL
                  | BECK_ACTIVATION_SCM_REQUEST | BECK_ACTIVATION_CONTEXT
                  | BECK_ACTIVATION_LOCATION | BECK_ACTIVATION_SECURITY,
    .destination = question->elsewhere ? MSHCTX_DIFFERENTMACHINE : MSHCTX_LOCAL,
    .instantiation = { .clsid = *question->clsid, .context = question->context,
                       .n_iids = question->n, .iids = iids,
                       .version = { COM_MAJOR_VERSION, COM_MINOR_VERSION } },
    .special = { .session = G_MAXUINT32, .original_context = question->context },
    .scm = { .impersonation = RPC_C_IMP_LEVEL_IDENTIFY, .n_protseqs = question->elsewhere ? 1 : 2,
             .protseqs = protseqs },
  };

  return beck_activation_print_request (&request, writer);
}

/* (transfer full): as the stubs have it; beck_free(). */
static HRESULT
make_request (const Question *question, MInterfacePointer **ret)
{
  g_auto (BeckNdrWriter) writer;
  IID *iids = beck_alloc (question->n * sizeof *iids);
  HRESULT hr = E_OUTOFMEMORY;

  *ret = NULL;
  beck_ndr_writer_init (&writer, NULL);
  for (DWORD i = 0; iids != NULL && i < question->n; i++)
    iids[i] = *question->results[i].pIID;
  if (iids != NULL)
    hr = print_request (question, iids, &writer) ? S_OK
                                                 : HRESULT_FROM_WIN32 (writer.fault.status);
  if (SUCCEEDED (hr))
    *ret = beck_alloc (sizeof **ret + writer.pos);
  beck_free (iids);
  if (*ret == NULL)
    return FAILED (hr) ? hr : E_OUTOFMEMORY;
  (*ret)->ulCntData = (ULONG) writer.pos;
  memcpy ((*ret)->abData, writer.data, writer.pos);
  return S_OK;
}

/* ---- The call ---- */

typedef struct
{
  BeckRpcRemoteBinding *binding;
  MInterfacePointer *request;
  ORPCTHIS header;
  ORPCTHAT that;
  PMInterfacePointer reply;
  RPC_ASYNC_STATE async;
} Call;

static void
fill_header (ORPCTHIS *header)
{
  BeckIncoming *cause = beck_incoming_current ();

  *header = (ORPCTHIS){ .version = { COM_MAJOR_VERSION, COM_MINOR_VERSION } };
  if (cause != NULL)
    header->cid = cause->causality;
  else
    CoCreateGuid (&header->cid);
}

/* What cannot even be sent is raised. */
static RPC_STATUS
send_call (Call *call, gboolean class_object)
{
  RPC_STATUS status = RPC_S_OK;

  RpcTryExcept
  {
    if (class_object)
      SCMActivatorGetClassObject (&call->async, &call->binding->base, &call->header, &call->that,
                                  call->request, &call->reply);
    else
      SCMActivatorCreateInstance (&call->async, &call->binding->base, &call->header, &call->that,
                                  NULL, call->request, &call->reply);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    status = (RPC_STATUS) RpcExceptionCode ();
  }
  RpcEndExcept;
  return status;
}

static RPC_STATUS
ask (Call *call, gboolean class_object, HRESULT *hr)
{
  RPC_STATUS status = RpcAsyncInitializeHandle (&call->async, sizeof call->async);

  fill_header (&call->header);
  if (status == RPC_S_OK)
    status = send_call (call, class_object);
  if (status != RPC_S_OK)
    return status;
  /* A wait that fails for lack of memory is begun again: the call ends by its time. */
  do
    if (FAILED (beck_rpc_async_wait (&call->async, INFINITE)))
      g_thread_yield ();
  while ((status = RpcAsyncCompleteCall (&call->async, hr)) == RPC_S_ASYNC_CALL_PENDING);
  return status;
}

static void
call_clear (Call *call)
{
  ORPC_EXTENT_ARRAY *extensions = call->that.extensions;

  for (ULONG i = 0; extensions != NULL && extensions->extent != NULL
                    && i < ((extensions->size + 1) & ~1u);
       i++)
    beck_rpc_stub_free (extensions->extent[i]);
  if (extensions != NULL)
    beck_rpc_stub_free (extensions->extent);
  beck_rpc_stub_free (extensions);
  beck_rpc_stub_free (call->reply);
  beck_free (call->request);
  if (call->binding != NULL)
    beck_rpc_binding_unref (&call->binding->base);
}

/* ---- Failures ---- */

/* The thread's error object becomes what the activator sent of one. */
static void
take_error (const Call *call, HRESULT hr)
{
  const ORPC_EXTENT_ARRAY *extensions = call->that.extensions;
  g_auto (BeckNdrArena) arena = { 0 };
  BeckOrpcError error;
  char *text = NULL, *source = NULL;

  SetErrorInfo (0, NULL);
  for (ULONG i = 0; extensions != NULL && extensions->extent != NULL && i < extensions->size; i++)
    {
      const ORPC_EXTENT *extent = extensions->extent[i];

      if (extent == NULL || !beck_guid_equal (&extent->id, &beck_orpc_error_id)
          || beck_orpc_error_parse (extent->data, extent->size, &arena, &error)
                 != BECK_ORPC_ERROR_GOOD
          || error.description == NULL)
        continue;
      beck_utf16_to_utf8 (error.description, -1, &text, NULL, NULL);
      if (error.source != NULL)
        beck_utf16_to_utf8 (error.source, -1, &source, NULL, NULL);
      if (text != NULL)
        beck_error_info_set (hr, &error.iid, source, "%s", text);
      CoTaskMemFree (text);
      CoTaskMemFree (source);
      return;
    }
}

static gboolean
is_nobody (RPC_STATUS status)
{
  return status == RPC_S_SERVER_UNAVAILABLE || status == RPC_S_UNKNOWN_IF;
}

static HRESULT
tell_failure (const Question *question, RPC_STATUS status)
{
  HRESULT hr = HRESULT_FROM_WIN32 ((guint32) status);
  char text[BECK_GUID_TEXT_SIZE];

  beck_guid_format (question->clsid, text);
  if (question->elsewhere)
    return beck_error_info_set (hr, &IID_NULL, "Beck",
                                "class {%s}: the activator of %s has not answered: status %d",
                                text, question->host, status);
  if (!is_nobody (status))
    return beck_error_info_set (hr, &IID_NULL, "Beck",
                                "class {%s}: beckd has not answered: status %d", text, status);
  /* Who would have been content with this process has been told before that it is not there. */
  if (question->context & CLSCTX_INPROC_SERVER)
    hr = REGDB_E_CLASSNOTREG;
  return beck_error_info_set (hr, &IID_NULL, "Beck",
                              "class {%s}: no beckd runs on this machine for this user, so that "
                              "its server can neither be found nor started",
                              text);
}

/* ---- The answer ---- */

static HRESULT
unmarshal_results (const Question *question, const BeckActivationReply *reply)
{
  BeckPacketReaders readers = question->context & CLSCTX_NO_CUSTOM_MARSHAL ? BECK_PACKET_BUILT_IN
                                                                            : BECK_PACKET_ANY;
  DWORD n_good = 0;

  for (DWORD i = 0; i < question->n; i++)
    {
      const BeckActivationReference *reference = &reply->out.references[i];
      MULTI_QI *result = &question->results[i];

      result->pItf = NULL;
      result->hr = reply->out.results[i];
      if (SUCCEEDED (result->hr))
        result->hr = reference->data != NULL
                         ? beck_packet_unmarshal (reference->data, reference->size, result->pIID,
                                                  readers, (void **) &result->pItf)
                         : E_NOINTERFACE;
      n_good += SUCCEEDED (result->hr);
    }
  if (n_good == 0)
    return question->n == 1 ? question->results[0].hr : E_NOINTERFACE;
  return n_good < question->n ? CO_S_NOTALLINTERFACES : S_OK;
}

/* The exporter has told where it is: on this machine nobody has to be asked once more. (Others are
 * pinged at the resolvers that their references name.) */
static BeckExporter *
introduce (const Question *question, const BeckActivationReply *reply)
{
  BeckExporter *exporter = NULL;

  if (question->elsewhere || !(reply->properties & BECK_ACTIVATION_SCM_REPLY)
      || reply->scm.oxid == beck_export_oxid ())
    return NULL;
  if (FAILED (beck_exporter_introduce (reply->scm.oxid, &reply->scm.bindings,
                                       &reply->scm.rem_unknown, reply->scm.version, &exporter)))
    return NULL;
  return exporter;
}

static HRESULT
read_reply (const Question *question, const MInterfacePointer *data)
{
  g_auto (BeckNdrArena) arena = { 0 };
  BeckActivationReply reply;
  BeckExporter *exporter;
  BeckNdrFault fault;
  HRESULT hr;

  if (data == NULL)
    return RPC_E_INVALID_DATA;
  if (!beck_activation_parse_reply (data->abData, data->ulCntData, &arena, &reply, &fault))
    return fault.status == RPC_X_NO_MEMORY ? E_OUTOFMEMORY : RPC_E_INVALID_DATA;
  if (reply.out.n != question->n)
    return RPC_E_INVALID_DATA;
  exporter = introduce (question, &reply);
  hr = unmarshal_results (question, &reply);
  if (exporter != NULL)
    beck_exporter_unref (exporter);
  return hr;
}

static HRESULT
perform (const Question *question, Call *call)
{
  RPC_STATUS status;
  HRESULT hr = make_request (question, &call->request);

  if (FAILED (hr))
    return hr;
  call->binding = bind_activator (question);
  if (call->binding == NULL)
    return E_OUTOFMEMORY;
  status = ask (call, question->class_object, &hr);
  if (status != RPC_S_OK)
    return tell_failure (question, status);
  if (FAILED (hr))
    {
      take_error (call, hr);
      return hr;
    }
  return read_reply (question, call->reply);
}

HRESULT
beck_scm_activate (REFCLSID clsid, DWORD context, const COSERVERINFO *server,
                   gboolean class_object, DWORD n_results, MULTI_QI *results)
{
  Question question = { .clsid = clsid, .context = context, .class_object = class_object,
                        .n = n_results, .results = results };
  Call call = { .binding = NULL };
  HRESULT hr;

  if (n_results > BECK_ACTIVATION_MAX_INTERFACES)
    return E_INVALIDARG;
  hr = read_server (&question, server);
  if (SUCCEEDED (hr))
    hr = perform (&question, &call);
  call_clear (&call);
  return hr;
}
