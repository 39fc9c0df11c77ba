/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The procedure of beckact.idl: beckd wants an object, or a class object, for somebody. It is made
 * in the apartment that registered the class object, and the call is answered from there.
 */

#include "orpc/scm.h"

#include <beck/bstr.h>
#include <beck/errorinfo.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <beck/rpc-server.h>
#include <string.h>
#include <unistd.h>

#include "apartment/apartment.h"
#include "base/alloc.h"
#include "beckact.h"
#include "orpc/export.h"
#include "orpc/orpc-header-error.h"
#include "orpc/packet.h"
#include "rpc/stub-memory.h"

/* Pointers are those of the call, which are good until it is answered. */
typedef struct
{
  BeckWork work;
  BeckApartment *apartment;
  PRPC_ASYNC_STATE async;
  CLSID clsid;
  DWORD cookie;
  gboolean class_object;
  DWORD destination;
  ULONG n;
  const IID *iids;
  HRESULT *results;
  PMInterfacePointer *references;
  PMInterfacePointer *error;
} Making;

/* ---- The object ---- */

static HRESULT
create (Making *making, IUnknown **object)
{
  g_autoptr (IClassFactory) factory = NULL;
  HRESULT hr;

  *object = NULL;
  if (making->class_object)
    return beck_class_objects_query_cookie (making->cookie, &making->clsid, &IID_IUnknown,
                                            (void **) object);
  hr = beck_class_objects_query_cookie (making->cookie, &making->clsid, &IID_IClassFactory,
                                        (void **) &factory);
  if (SUCCEEDED (hr))
    hr = factory->lpVtbl->CreateInstance (factory, NULL, &IID_IUnknown, (void **) object);
  return SUCCEEDED (hr) && *object == NULL ? E_UNEXPECTED : hr;
}

/* In memory of the answer. */
static HRESULT
copy_reference (const guint8 *data, gsize size, PMInterfacePointer *ret)
{
  *ret = beck_rpc_stub_allocate (sizeof **ret + size);
  if (*ret == NULL)
    return E_OUTOFMEMORY;
  (*ret)->ulCntData = (ULONG) size;
  memcpy ((*ret)->abData, data, size);
  return S_OK;
}

static HRESULT
marshal (IUnknown *object, REFIID iid, const BeckDestination *to, PMInterfacePointer *reference)
{
  BeckPacketBytes packet = { NULL };
  HRESULT hr = beck_packet_make (object, iid, to, &packet);

  if (FAILED (hr))
    return hr;
  hr = copy_reference (packet.data, packet.size, reference);
  if (FAILED (hr))
    beck_packet_release (packet.data, packet.size, BECK_PACKET_ANY);
  beck_packet_clear (&packet);
  return hr;
}

static HRESULT
marshal_all (Making *making, IUnknown *object)
{
  const BeckDestination to = { making->destination, NULL, MSHLFLAGS_NORMAL };
  ULONG n_good = 0;

  for (ULONG i = 0; i < making->n; i++)
    {
      making->results[i]
          = marshal (object, &making->iids[i], &to, &making->references[i]);
      n_good += SUCCEEDED (making->results[i]);
    }
  if (n_good == 0)
    return making->n == 1 ? making->results[0] : E_NOINTERFACE;
  return n_good < making->n ? CO_S_NOTALLINTERFACES : S_OK;
}

/* ---- The error ---- */

static void
print_error (Making *making, const BeckOrpcError *error)
{
  gsize size = beck_orpc_error_size (error);
  guint8 *data = size > 0 ? beck_alloc (size) : NULL;

  if (data == NULL)
    return;
  beck_orpc_error_print (error, data);
  /* The failure itself is told in any case. */
  copy_reference (data, size, making->error);
  beck_free (data);
}

/* What the class has left to say. */
static void
tell_error (Making *making)
{
  g_autoptr (IErrorInfo) info = NULL;
  BSTR source = NULL, description = NULL, help_file = NULL;
  BeckOrpcError error = { 0 };

  if (GetErrorInfo (0, &info) != S_OK)
    return;
  info->lpVtbl->GetGUID (info, &error.iid);
  info->lpVtbl->GetSource (info, &source);
  info->lpVtbl->GetDescription (info, &description);
  info->lpVtbl->GetHelpFile (info, &help_file);
  info->lpVtbl->GetHelpContext (info, &error.help_context);
  error.source = source;
  error.description = description;
  error.help_file = help_file;
  print_error (making, &error);
  SysFreeString (source);
  SysFreeString (description);
  SysFreeString (help_file);
}

/* ---- The call ---- */

static void
answer (Making *making, HRESULT hr)
{
  /* Who does not wait for it any more needs no answer: what was made goes, as nobody pings it. */
  RpcAsyncCompleteCall (making->async, &hr);
}

static void
run (BeckWork *work)
{
  Making *making = (Making *) work;
  BeckApartment *apartment = making->apartment;
  IUnknown *object = NULL;
  HRESULT hr;

  SetErrorInfo (0, NULL);
  hr = create (making, &object);
  if (SUCCEEDED (hr))
    hr = marshal_all (making, object);
  if (FAILED (hr))
    tell_error (making);
  if (object != NULL)
    object->lpVtbl->Release (object);
  answer (making, hr);
  beck_free (making);
  beck_apartment_work_done (apartment);
  beck_apartment_unref (apartment);
}

/* Only beckd, of this user or of root, and only if it means this process. */
static HRESULT
check_caller (OXID oxid, ULONG user)
{
  guint uid, gid;

  if (beck_rpc_server_inq_client_user (NULL, &uid, &gid) != RPC_S_OK
      || (uid != 0 && uid != geteuid ()) || user != geteuid () || oxid != beck_export_oxid ())
    return E_ACCESSDENIED;
  return S_OK;
}

static HRESULT
begin (Making *making)
{
  HRESULT hr;

  making->apartment = beck_class_objects_find (making->cookie, &making->clsid);
  if (making->apartment == NULL)
    return CO_E_SERVER_STOPPING;
  making->work.run = run;
  hr = beck_apartment_push (making->apartment, &making->work);
  if (FAILED (hr))
    beck_apartment_unref (making->apartment);
  return hr == RPC_E_DISCONNECTED ? CO_E_SERVER_STOPPING : hr;
}

void
beckact_make (PRPC_ASYNC_STATE async, handle_t h, OXID oxid, ULONG user, GUID *clsid, ULONG id,
              ULONG class_object, ULONG context, ULONG destination, ULONG n, IID iids[],
              HRESULT results[], PMInterfacePointer references[], PMInterfacePointer *error)
{
  Making *making = beck_alloc (sizeof *making);
  HRESULT hr = check_caller (oxid, user);

  memset (results, 0, n * sizeof *results);
  memset (references, 0, n * sizeof *references);
  *error = NULL;
  if (making == NULL)
    {
      hr = E_OUTOFMEMORY;
      RpcAsyncCompleteCall (async, &hr);
      return;
    }
  *making = (Making){ .async = async, .clsid = *clsid, .cookie = id,
                      .class_object = class_object != 0, .destination = destination, .n = n,
                      .iids = iids, .results = results, .references = references,
                      .error = error };
  if (SUCCEEDED (hr))
    hr = destination == MSHCTX_LOCAL || destination == MSHCTX_DIFFERENTMACHINE ? begin (making)
                                                                                : E_INVALIDARG;
  if (SUCCEEDED (hr))
    return;
  answer (making, hr);
  beck_free (making);
}

guint32
beck_scm_serve (void)
{
  guint32 status = (guint32) RpcServerRegisterIfEx (
      beckact_v1_0_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_LOCAL_ONLY,
      RPC_C_LISTEN_MAX_CALLS_DEFAULT, NULL);

  return status == RPC_S_TYPE_ALREADY_REGISTERED ? RPC_S_OK : status;
}
