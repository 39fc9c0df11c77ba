/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The procedures of orpcsys.idl and orpcact.idl: making objects of this machine (wire.md 5.6).
 * Anybody may ask; access.h says who gets something. A failure goes to the client with what there
 * is to say about it, as an extension of ORPCTHAT.
 */

#include "activator.h"

#include <beck/exception.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <objidlbase.h>
#include <string.h>

#include "addresses.h"
#include "orpc/activation.h"
#include "orpc/orpc-header-error.h"
#include "orpcact.h"
#include "orpcsys.h"
#include "wish.h"

/* Calls of IActivation wait in a thread each: few may. */
#define MAX_OLD_CALLS 8
#define MAX_CALLS 1024

/* ---- Headers ---- */

static void
check_version (const ORPCTHIS *header)
{
  if (header->version.MajorVersion != COM_MAJOR_VERSION)
    RpcRaiseException ((RPC_STATUS) RPC_E_VERSION_MISMATCH);
}

/* (nullable): the extension @data, in memory of the answer. */
static ORPC_EXTENT_ARRAY *
make_extensions (const guint8 *data, gsize size)
{
  ORPC_EXTENT_ARRAY *array = midl_user_allocate (sizeof *array);
  ORPC_EXTENT **list = midl_user_allocate (2 * sizeof *list);
  ORPC_EXTENT *extent = midl_user_allocate (sizeof *extent + size + 8);

  if (array == NULL || list == NULL || extent == NULL)
    {
      midl_user_free (array);
      midl_user_free (list);
      midl_user_free (extent);
      return NULL;
    }
  *array = (ORPC_EXTENT_ARRAY){ .size = 1, .extent = list };
  list[0] = extent;
  list[1] = NULL;
  memset (extent, 0, sizeof *extent + size + 8);
  extent->id = beck_orpc_error_id;
  extent->size = (ULONG) size;
  memcpy (extent->data, data, size);
  return array;
}

/* What beckd itself has to say. */
static ORPC_EXTENT_ARRAY *
make_error (const char *text)
{
  static const OLECHAR source[] = u"beckd";
  g_autofree OLECHAR *wide = (OLECHAR *) g_utf8_to_utf16 (text, -1, NULL, NULL, NULL);
  const BeckOrpcError error = { .source = source, .description = wide };
  gsize size = beck_orpc_error_size (&error);
  g_autofree guint8 *data = size > 0 ? g_malloc (size) : NULL;

  if (data == NULL)
    return NULL;
  beck_orpc_error_print (&error, data);
  return make_extensions (data, size);
}

static void
fill_header (ORPCTHAT *header, const BeckdWish *wish)
{
  const MInterfacePointer *error = wish->answer.error;

  *header = (ORPCTHAT){ 0 };
  if (SUCCEEDED (wish->hr))
    return;
  if (error != NULL && error->ulCntData <= BECK_ORPC_MAX_EXTENSION_SIZE)
    header->extensions = make_extensions (error->abData, error->ulCntData);
  else if (wish->text != NULL)
    header->extensions = make_error (wish->text);
}

/* ---- IRemoteSCMActivator ---- */

typedef struct
{
  PRPC_ASYNC_STATE async;
  ORPCTHAT *header;
  PMInterfacePointer *result;
} Call;

/* (nullable): what a reply has of memory of the answer. */
static MInterfacePointer *
print_reply (const BeckActivationReply *reply)
{
  g_auto (BeckNdrWriter) writer;
  MInterfacePointer *made = NULL;

  beck_ndr_writer_init (&writer, NULL);
  if (!beck_activation_print_reply (reply, &writer))
    return NULL;
  made = midl_user_allocate (sizeof *made + writer.pos);
  if (made == NULL)
    return NULL;
  made->ulCntData = (ULONG) writer.pos;
  memcpy (made->abData, writer.data, writer.pos);
  return made;
}

static MInterfacePointer *
make_reply (const BeckdWish *wish)
{
  const BeckdProcess *process = wish->process;
  guint n = wish->question.n_iids;
  g_autofree BeckActivationReference *references = g_new0 (BeckActivationReference, n);
  DUALSTRINGARRAY *addresses = beckd_addresses_for (&process->endpoints, &wish->client);
  BeckActivationReply reply = {
    .properties = BECK_ACTIVATION_OUT | BECK_ACTIVATION_SCM_REPLY,
    .destination = wish->question.destination,
    .out = { n, wish->question.iids, wish->answer.results, references },
    .scm = { .oxid = process->oxid, .rem_unknown = process->rem_unknown,
             .authentication = RPC_C_AUTHN_LEVEL_NONE, .version = process->version },
  };
  MInterfacePointer *made = NULL;

  for (guint i = 0; i < n; i++)
    {
      const MInterfacePointer *reference = wish->answer.references[i];

      if (reference != NULL)
        references[i] = (BeckActivationReference){ reference->abData, reference->ulCntData };
    }
  if (addresses != NULL
      && beck_string_array_from_units (addresses->aStringArray, addresses->wNumEntries,
                                       addresses->wSecurityOffset, FALSE, &reply.scm.bindings)
             == BECK_STRING_ARRAY_GOOD)
    made = print_reply (&reply);
  midl_user_free (addresses);
  return made;
}

static void
on_granted (BeckdWish *wish)
{
  Call *call = wish->data;
  HRESULT hr = wish->hr;

  fill_header (call->header, wish);
  *call->result = NULL;
  if (SUCCEEDED (hr))
    {
      *call->result = make_reply (wish);
      hr = *call->result != NULL ? hr : E_OUTOFMEMORY;
    }
  /* A client that has gone does not matter. */
  RpcAsyncCompleteCall (call->async, &hr);
  g_free (call);
  beckd_wish_free (wish);
}

static void
complete (PRPC_ASYNC_STATE async, ORPCTHAT *header, PMInterfacePointer *result, HRESULT hr)
{
  *header = (ORPCTHAT){ 0 };
  *result = NULL;
  RpcAsyncCompleteCall (async, &hr);
}

/* NULL, with a reason, if @properties are no request that can be served. */
static BeckdWish *
read_request (const MInterfacePointer *properties, HRESULT *hr)
{
  g_auto (BeckNdrArena) arena = { 0 };
  BeckActivationRequest request;
  BeckNdrFault fault;
  BeckdWish *wish;

  *hr = E_INVALIDARG;
  if (properties == NULL)
    return NULL;
  if (!beck_activation_parse_request (properties->abData, properties->ulCntData, &arena, &request,
                                      &fault))
    {
      *hr = FAILED ((HRESULT) fault.status) ? (HRESULT) fault.status
                                            : HRESULT_FROM_WIN32 (fault.status);
      return NULL;
    }
  /* Objects that are in a file or a storage are not made here. */
  *hr = E_NOTIMPL;
  if (request.properties & BECK_ACTIVATION_INSTANCE)
    return NULL;
  wish = beckd_wish_new (&request.instantiation.clsid, request.instantiation.n_iids,
                         request.instantiation.iids);
  wish->question.context = request.instantiation.context;
  return wish;
}

static void
begin (PRPC_ASYNC_STATE async, ORPCTHIS *orpcthis, ORPCTHAT *orpcthat,
       const MInterfacePointer *properties, PMInterfacePointer *result, gboolean class_object)
{
  BeckdWish *wish;
  HRESULT hr;

  check_version (orpcthis);
  wish = read_request (properties, &hr);
  if (wish == NULL)
    {
      complete (async, orpcthat, result, hr);
      return;
    }
  beckd_client_get (&wish->client);
  wish->question.class_object = class_object;
  wish->question.destination
      = wish->client.is_local ? MSHCTX_LOCAL : MSHCTX_DIFFERENTMACHINE;
  wish->granted = on_granted;
  wish->data = g_new (Call, 1);
  *(Call *) wish->data = (Call){ async, orpcthat, result };
  beckd_wish_begin (wish);
}

void
SCMActivatorGetClassObject (PRPC_ASYNC_STATE async, handle_t h, ORPCTHIS *orpcthis,
                            ORPCTHAT *orpcthat, MInterfacePointer *properties,
                            PMInterfacePointer *result)
{
  begin (async, orpcthis, orpcthat, properties, result, TRUE);
}

void
SCMActivatorCreateInstance (PRPC_ASYNC_STATE async, handle_t h, ORPCTHIS *orpcthis,
                            ORPCTHAT *orpcthat, MInterfacePointer *outer,
                            MInterfacePointer *properties, PMInterfacePointer *result)
{
  if (outer != NULL)
    complete (async, orpcthat, result, CLASS_E_NOAGGREGATION);
  else
    begin (async, orpcthis, orpcthat, properties, result, FALSE);
}

/* IUnknown's methods never travel. */
void
SCMActivatorOpnum0 (handle_t h)
{
  RpcRaiseException (RPC_S_PROCNUM_OUT_OF_RANGE);
}

void
SCMActivatorOpnum1 (handle_t h)
{
  RpcRaiseException (RPC_S_PROCNUM_OUT_OF_RANGE);
}

void
SCMActivatorOpnum2 (handle_t h)
{
  RpcRaiseException (RPC_S_PROCNUM_OUT_OF_RANGE);
}

/* ---- IActivation ---- */

typedef struct
{
  GMutex mutex;
  GCond changed;
  gboolean done;
} Waiting;

static void
on_old_granted (BeckdWish *wish)
{
  Waiting *waiting = wish->data;

  g_mutex_lock (&waiting->mutex);
  waiting->done = TRUE;
  g_cond_signal (&waiting->changed);
  g_mutex_unlock (&waiting->mutex);
}

/* Ends: starts and questions have their times. */
static void
await (BeckdWish *wish)
{
  Waiting waiting = { .done = FALSE };

  g_mutex_init (&waiting.mutex);
  g_cond_init (&waiting.changed);
  wish->granted = on_old_granted;
  wish->data = &waiting;
  beckd_wish_begin (wish);
  g_mutex_lock (&waiting.mutex);
  while (!waiting.done)
    g_cond_wait (&waiting.changed, &waiting.mutex);
  g_mutex_unlock (&waiting.mutex);
  g_mutex_clear (&waiting.mutex);
  g_cond_clear (&waiting.changed);
}

static MInterfacePointer *
copy_reference (const MInterfacePointer *reference)
{
  MInterfacePointer *copy;

  if (reference == NULL)
    return NULL;
  copy = midl_user_allocate (sizeof *copy + reference->ulCntData);
  if (copy == NULL)
    return NULL;
  copy->ulCntData = reference->ulCntData;
  memcpy (copy->abData, reference->abData, reference->ulCntData);
  return copy;
}

/* What the procedure returns for each interface. */
static void
fill_results (const BeckdWish *wish, PMInterfacePointer *references, HRESULT *results)
{
  for (guint i = 0; i < wish->question.n_iids; i++)
    {
      results[i] = SUCCEEDED (wish->hr) ? wish->answer.results[i] : wish->hr;
      if (SUCCEEDED (wish->hr))
        references[i] = copy_reference (wish->answer.references[i]);
    }
}

/* Objects that are in a file or a storage are not made here. */
static HRESULT
check_old (const WCHAR *name, const MInterfacePointer *storage, const IID *iids)
{
  if (iids == NULL)
    return E_INVALIDARG;
  return name == NULL && storage == NULL ? S_OK : E_NOTIMPL;
}

static BeckdWish *
make_old_wish (const CLSID *clsid, ULONG mode, ULONG n, const IID *iids)
{
  BeckdWish *wish = beckd_wish_new (clsid, n, iids);

  beckd_client_get (&wish->client);
  wish->question.class_object = mode == MODE_GET_CLASS_OBJECT;
  wish->question.context = CLSCTX_REMOTE_SERVER;
  wish->question.destination
      = wish->client.is_local ? MSHCTX_LOCAL : MSHCTX_DIFFERENTMACHINE;
  return wish;
}

error_status_t
RemoteActivation (handle_t h, ORPCTHIS *orpcthis, ORPCTHAT *orpcthat, GUID *clsid, WCHAR *name,
                  MInterfacePointer *storage, ULONG level, ULONG mode, ULONG n, IID *iids,
                  USHORT n_protseqs, USHORT protseqs[], OXID *oxid, DUALSTRINGARRAY **bindings,
                  IPID *rem_unknown, ULONG *authentication, COMVERSION *version, HRESULT *hr,
                  PMInterfacePointer *references, HRESULT *results)
{
  BeckdWish *wish;

  check_version (orpcthis);
  *orpcthat = (ORPCTHAT){ 0 };
  *oxid = 0;
  *bindings = NULL;
  *rem_unknown = GUID_NULL;
  *authentication = RPC_C_AUTHN_LEVEL_NONE;
  *version = (COMVERSION){ COM_MAJOR_VERSION, COM_MINOR_VERSION };
  memset (references, 0, n * sizeof *references);
  *hr = check_old (name, storage, iids);
  for (ULONG i = 0; i < n; i++)
    results[i] = *hr;
  if (FAILED (*hr))
    return RPC_S_OK;

  wish = make_old_wish (clsid, mode, n, iids);
  await (wish);
  fill_header (orpcthat, wish);
  fill_results (wish, references, results);
  *hr = wish->hr;
  if (SUCCEEDED (*hr))
    {
      *oxid = wish->process->oxid;
      *bindings = beckd_addresses_for (&wish->process->endpoints, &wish->client);
      *rem_unknown = wish->process->rem_unknown;
      *version = wish->process->version;
    }
  beckd_wish_free (wish);
  return RPC_S_OK;
}

/* ---- The server ---- */

RPC_STATUS
beckd_activator_start (void)
{
  RPC_STATUS status = RpcServerRegisterIfEx (IRemoteSCMActivator_v0_0_s_ifspec, NULL, NULL, 0,
                                             MAX_CALLS, NULL);

  if (status == RPC_S_OK)
    status = RpcServerRegisterIfEx (IActivation_v0_0_s_ifspec, NULL, NULL, 0, MAX_OLD_CALLS,
                                    NULL);
  return status;
}
