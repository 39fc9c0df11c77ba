/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the files of incoming calls share. */

#include "orpc/export-private.h"
#include "orpc/identity.h"
#include "orpc/incoming.h"

/* ---- incoming.c ---- */

/* What a thread served before it came to serve a call. */
typedef struct
{
  IUnknown *context;
  BeckIncoming *call;
  BeckIdentity identity;
} BeckServed;

/* Makes @call the one that the calling thread serves; TRUE if it could, and then it is undone. */
gboolean beck_incoming_begin_serving (BeckIncoming *call, BeckServed *before);
void beck_incoming_end_serving (const BeckServed *before);

/* Pushes @work to where the object of @call is called. */
HRESULT beck_incoming_push (BeckIncoming *call, BeckWork *work);
void beck_incoming_work_done (BeckIncoming *call);

/* The call has ended: nothing if it had before. The reference for that is dropped. */
void beck_incoming_end (BeckIncoming *call, HRESULT hr);

/* ---- incoming-later.c ---- */

/* Tells who has deferred @call of its being cancelled. */
void beck_incoming_tell_cancelled (BeckIncoming *call);

/* Inside the apartment: tells those of @entry that its object is not there any more. */
void beck_incoming_cut_off_all (BeckExportEntry *entry);

/* ---- incoming-security.c: IServerSecurity ---- */

HRESULT STDMETHODCALLTYPE beck_incoming_query_blanket (IServerSecurity *This, DWORD *authn_service,
                                                       DWORD *authz_service, OLECHAR **server,
                                                       DWORD *authn_level, DWORD *imp_level,
                                                       void **client, DWORD *capabilities);
HRESULT STDMETHODCALLTYPE beck_incoming_impersonate (IServerSecurity *This);
HRESULT STDMETHODCALLTYPE beck_incoming_revert (IServerSecurity *This);
BOOL STDMETHODCALLTYPE beck_incoming_is_impersonating (IServerSecurity *This);
