/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The simulator: links that a script plays (docs/ras-simulator.md), for what real ones show seldom
 * or only to those with a modem. It needs no privileges and makes no traffic.
 */

#include "ras/simulator-private.h"
#include "ras/backends.h"

#include <win/ras.h>
#include <win/raserror.h>

static guint
probe (const BeckRasEntry *entry)
{
  const char *device = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_NAME);

  if (g_strcmp0 (device, BECK_SIMULATOR_MODEM) == 0)
    return 100;
  return g_strcmp0 (device, BECK_SIMULATOR_VPN) == 0 ? 100 : 0;
}

/* Who lists devices to dial with means real ones. */
static void
list_devices (void (*func) (const BeckRasDevice *device, gpointer data), gpointer data)
{
  static const BeckRasDevice devices[] = {
    { "modem", BECK_SIMULATOR_MODEM },
    { "vpn", BECK_SIMULATOR_VPN },
  };

  if (g_strcmp0 (g_getenv ("BECK_RAS_SIMULATOR"), "1") != 0)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    func (&devices[i], data);
}

static guint32
validate (const BeckRasEntry *entry, const char *phone_number)
{
  BeckRasScript *script;
  BeckRasScriptError error;
  guint32 refused = 0;
  gsize position;

  error = beck_ras_script_parse (simulator_script_of (entry), &script, &position);
  if (error == BECK_RAS_SCRIPT_NO_MEMORY)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (error != BECK_RAS_SCRIPT_OK)
    return ERROR_CORRUPT_PHONEBOOK;
  if (script->n_steps > 0 && script->steps[0].kind == BECK_RAS_STEP_REFUSE)
    refused = script->steps[0].numbers[0];
  beck_ras_script_free (script);
  return refused;
}

static guint32
start (const BeckRasDial *dial, const BeckRasEvents *events, gpointer context,
       BeckRasSession **out)
{
  SimulatorSession *session = simulator_new (dial->entry, events, context);

  *out = NULL;
  if (session == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (session->script == NULL)
    {
      simulator_unref (session);
      return ERROR_CORRUPT_PHONEBOOK;
    }
  session->dial = dial;
  simulator_go_on (session, 0);
  *out = &session->base;
  return 0;
}

static void
release (BeckRasSession *session)
{
  simulator_unref ((SimulatorSession *) session);
}

const BeckRasBackend beck_ras_simulator = {
  .name = "simulator",
  .capabilities = BECK_RAS_CAN_PAUSE | BECK_RAS_CAN_CALL_BACK | BECK_RAS_CAN_SURVIVE,
  .probe = probe,
  .list_devices = list_devices,
  .validate = validate,
  .start = start,
  .answer = simulator_answer,
  .hang_up = simulator_hang_up,
  .get_counts = simulator_get_counts,
  .save = simulator_save,
  .attach = simulator_attach,
  .leave = simulator_leave,
  .release = release,
};
