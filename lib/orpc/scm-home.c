/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Class objects in other apartments of this process, for objects that have to live there. */

#include "orpc/scm.h"

#include <beck/errorinfo.h>
#include <beck/hresult.h>

#include "apartment/apartment.h"
#include "orpc/packet.h"

typedef struct
{
  HRESULT (*get) (gpointer data, REFIID riid, void **ppv);
  gpointer data;
  const IID *iid;
  BeckPacketBytes packet;
  IErrorInfo *error; /* what there is to say; these objects are at home everywhere */
  HRESULT hr;
} Fetch;

static void
fetch (gpointer data)
{
  static const BeckDestination to = { MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL };
  Fetch *self = data;
  IUnknown *object = NULL;

  SetErrorInfo (0, NULL);
  self->hr = self->get (self->data, self->iid, (void **) &object);
  if (SUCCEEDED (self->hr))
    {
      self->hr = beck_packet_make (object, self->iid, &to, &self->packet);
      object->lpVtbl->Release (object);
    }
  if (FAILED (self->hr))
    GetErrorInfo (0, &self->error);
}

HRESULT
beck_scm_get_through (BeckApartment *home,
                      HRESULT (*get) (gpointer data, REFIID riid, void **ppv), gpointer data,
                      REFIID riid, void **ppv)
{
  Fetch self = { .get = get, .data = data, .iid = riid };
  HRESULT hr = beck_apartment_call (home, fetch, &self);

  if (FAILED (hr))
    return hr;
  SetErrorInfo (0, self.error);
  if (self.error != NULL)
    self.error->lpVtbl->Release (self.error);
  if (FAILED (self.hr))
    return self.hr;
  hr = beck_packet_unmarshal (self.packet.data, self.packet.size, riid, BECK_PACKET_ANY, ppv);
  beck_packet_clear (&self.packet);
  return hr;
}
