/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Objects and calls, dials of one entry, records, and sinks that stay where they are. */

#include "test-connection-kit.h"

#include <beck/object.h>

#include "ras/connection.h"
#include "ras/record.h"

/* ---- Objects ---- */

IRasConnection *
new_connection (void)
{
  IRasConnection *made;

  ck_assert_int_eq (beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
                                        (void **) &made),
                    S_OK);
  return made;
}

AsyncIRasConnection *
new_call (IRasConnection *of)
{
  AsyncIRasConnection *made;
  ICallFactory *factory;

  ck_assert_int_eq (IRasConnection_QueryInterface (of, &IID_ICallFactory, (void **) &factory),
                    S_OK);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, &IID_AsyncIRasConnection, NULL,
                                             &IID_AsyncIRasConnection, (IUnknown **) &made),
                    S_OK);
  ICallFactory_Release (factory);
  return made;
}

/* ---- Dials ---- */

HRESULT
dial_vpn (IRasConnection *connection)
{
  BeckRasRequest request = stage_request ("vpn", 0);

  return IRasConnection_Dial (connection, &request);
}

AsyncIRasConnection *
begin_vpn (IRasConnection *connection)
{
  BeckRasRequest request = stage_request ("vpn", 0);
  AsyncIRasConnection *call = new_call (connection);

  ck_assert_int_eq (AsyncIRasConnection_Begin_Dial (call, &request), S_OK);
  return call;
}

HRESULT
finish_dial (AsyncIRasConnection *call)
{
  HRESULT hr = AsyncIRasConnection_Finish_Dial (call);

  AsyncIRasConnection_Release (call);
  return hr;
}

guint
count_records (void)
{
  g_autoptr (GPtrArray) records = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  return records->len;
}

/* ---- Gates ---- */

void
stay (Watcher *self, gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->inside = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->go_on)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

void
wait_inside (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->inside)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->go_on = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}
