/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * This process and those who find and make objects: beckd on this machine, activators of others
 * (docs/activation.md). Below it, activation.h has what is known without them.
 *
 *   scm-register.c  what this process offers, told to beckd
 *   scm-make.c      what beckd then asks it for
 *   scm-activate.c  what this process wants of others
 *   scm-home.c      what it wants of its own other apartments
 */

#include <beck/rpc.h>
#include <objidlbase.h>

#include "apartment/activation.h"

/* The operations of BeckActivationAbove. */
HRESULT beck_scm_offer (DWORD cookie, REFCLSID clsid, DWORD context, DWORD flags);
void beck_scm_revoke (DWORD cookie);
void beck_scm_suspend (gboolean suspended);
HRESULT beck_scm_activate (REFCLSID clsid, DWORD context, const COSERVERINFO *server,
                           gboolean class_object, DWORD n_results, MULTI_QI *results);

HRESULT beck_scm_get_through (BeckApartment *home,
                              HRESULT (*get) (gpointer data, REFIID riid, void **ppv),
                              gpointer data, REFIID riid, void **ppv);

/* Begins to serve beckact, the first time. A status of RPC. */
guint32 beck_scm_serve (void);

/* A status of beckscm as a result. */
static inline HRESULT
beck_scm_result (guint32 status)
{
  return (HRESULT) status < 0 ? (HRESULT) status : HRESULT_FROM_WIN32 (status);
}
