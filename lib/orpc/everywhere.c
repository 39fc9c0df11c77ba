/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interfaces for every apartment: agile objects as they are, all others as packets of strong
 * tables, which are unmarshaled as often as somebody asks.
 */

#include "orpc/everywhere.h"

#include <beck/apartment.h>
#include <beck/guid.h>
#include <beck/hresult.h>

/* Agile objects have no need of a packet. Proxies do, whatever their object may be. */
static IUnknown *
find_free (IUnknown *object)
{
  IAgileObject *agile;
  IUnknown *identity;

  if (beck_std_is_proxy (object)
      || FAILED (object->lpVtbl->QueryInterface (object, &IID_IAgileObject, (void **) &agile)))
    return NULL;
  agile->lpVtbl->Release (agile);
  if (FAILED (object->lpVtbl->QueryInterface (object, &IID_IUnknown, (void **) &identity)))
    return NULL;
  return identity;
}

HRESULT
beck_everywhere_init (BeckEverywhere *self, IUnknown *object, REFIID riid)
{
  static const BeckDestination to = { MSHCTX_INPROC, NULL, MSHLFLAGS_TABLESTRONG };
  g_autoptr (IUnknown) interface = NULL;
  HRESULT hr;

  *self = (BeckEverywhere){ NULL, { NULL, 0 } };
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  hr = object->lpVtbl->QueryInterface (object, riid, (void **) &interface);
  if (FAILED (hr))
    return hr;
  self->free = find_free (object);
  return self->free != NULL ? S_OK : beck_packet_make (object, riid, &to, &self->packet);
}

HRESULT
beck_everywhere_get (const BeckEverywhere *self, REFIID riid, void **ppv)
{
  HRESULT hr;

  *ppv = NULL;
  if (self->free != NULL && beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  if (self->free != NULL)
    return self->free->lpVtbl->QueryInterface (self->free, riid, ppv);
  hr = beck_packet_unmarshal (self->packet.data, self->packet.size, riid, BECK_PACKET_ANY, ppv);
  /* The packet of a strong table keeps its object, so only the end of the apartment takes it. */
  return hr == CO_E_OBJNOTREG ? CO_E_OBJNOTCONNECTED : hr;
}

void
beck_everywhere_clear (BeckEverywhere *self)
{
  if (self->free != NULL)
    self->free->lpVtbl->Release (self->free);
  if (self->packet.data != NULL)
    beck_packet_release (self->packet.data, self->packet.size, BECK_PACKET_ANY);
  beck_packet_clear (&self->packet);
  self->free = NULL;
}
