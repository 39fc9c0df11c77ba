/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One list has the order; a state's place is its index. */

#include "ras/order.h"

#include <win/ras.h>

/* Which dials hear of a state that their back end did not tell. */
enum
{
  ONLY_TOLD = 0,
  VPN = 1 << 0,
  MODEM = 1 << 1,
  ALL = VPN | MODEM,
};

static const struct
{
  guint16 state;
  guint8 filled;
} places[] = {
  { 0xffff, ONLY_TOLD }, /* before the first */
  { RASCS_OpenPort, ALL },
  { RASCS_PortOpened, ALL },
  { RASCS_ConnectDevice, ALL },
  { RASCS_DeviceConnected, ALL },
  { RASCS_AllDevicesConnected, ALL },
  { RASCS_Authenticate, ALL },
  { RASCS_AuthNotify, ALL },
  { RASCS_AuthChangePassword, ONLY_TOLD },
  { RASCS_AuthRetry, ONLY_TOLD },
  { RASCS_AuthCallback, ONLY_TOLD },
  { RASCS_PrepareForCallback, ONLY_TOLD },
  { RASCS_WaitForModemReset, ONLY_TOLD },
  { RASCS_WaitForCallback, ONLY_TOLD },
  { RASCS_ReAuthenticate, ONLY_TOLD },
  { RASCS_AuthProject, ALL },
  { RASCS_AuthLinkSpeed, MODEM },
  { RASCS_AuthAck, MODEM },
  { RASCS_Authenticated, ALL },
  { RASCS_Projected, ALL },
  { RASCS_ApplySettings, ONLY_TOLD },
  { RASCS_Connected, ALL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (places) <= BECK_RAS_ORDER_MAX);

static guint
place_of (guint32 state)
{
  for (guint i = 1; i < G_N_ELEMENTS (places); i++)
    if (places[i].state == state)
      return i;
  return 0;
}

/* The next device of a chain, or new credentials that were refused again. */
static gboolean
may_go_back (const BeckRasOrder *order, guint32 state)
{
  if (state == RASCS_AuthRetry)
    return order->again;
  return state == RASCS_ConnectDevice && places[order->place].state == RASCS_DeviceConnected;
}

guint
beck_ras_order_advance (BeckRasOrder *order, guint32 state, guint32 states[BECK_RAS_ORDER_MAX])
{
  guint place = place_of (state);
  guint kind = order->modem ? MODEM : VPN;
  guint n = 0;

  if (place != 0 && place <= order->place && !may_go_back (order, state))
    return 0;
  for (guint i = order->place + 1u; i < place; i++)
    if ((places[i].filled & kind) != 0)
      states[n++] = places[i].state;
  states[n++] = state;
  if (state == RASCS_AuthRetry)
    order->again = FALSE;
  if (place != 0)
    order->place = (guint8) place;
  return n;
}
