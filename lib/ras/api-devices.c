/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* RasEnumDevices(): what the back ends can dial with. */

#include "ras/api-devices.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/field.h"

static void
add_device (const BeckRasDevice *device, gpointer data)
{
  const BeckRasDevice copy = {
    g_intern_string (device->device_type),
    g_intern_string (device->device_name),
  };

  g_array_append_val ((GArray *) data, copy);
}

GArray *
beck_ras_devices (void)
{
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (BeckRasDevice));

  for (guint i = 0; beck_ras_backends[i] != NULL; i++)
    beck_ras_backends[i]->list_devices (add_device, devices);
  return devices;
}

static void
fill_narrow (gpointer element, const BeckRasDevice *device)
{
  RASDEVINFOA *info = element;

  info->dwSize = sizeof *info;
  beck_ras_field_put (FALSE, info->szDeviceType, G_N_ELEMENTS (info->szDeviceType),
                      device->device_type);
  beck_ras_field_put (FALSE, info->szDeviceName, G_N_ELEMENTS (info->szDeviceName),
                      device->device_name);
}

static void
fill_wide (gpointer element, const BeckRasDevice *device)
{
  RASDEVINFOW *info = element;

  info->dwSize = sizeof *info;
  beck_ras_field_put (TRUE, info->szDeviceType, G_N_ELEMENTS (info->szDeviceType),
                      device->device_type);
  beck_ras_field_put (TRUE, info->szDeviceName, G_N_ELEMENTS (info->szDeviceName),
                      device->device_name);
}

static DWORD
enumerate (gboolean wide, gpointer array, DWORD *size, DWORD *n)
{
  const DWORD sizes[] = { wide ? sizeof (RASDEVINFOW) : sizeof (RASDEVINFOA), 0 };
  g_autoptr (GArray) devices = NULL;
  DWORD element;
  guint32 error;

  if (size == NULL || n == NULL)
    return ERROR_INVALID_PARAMETER;
  devices = beck_ras_devices ();
  *n = devices->len;
  error = beck_ras_check_array (array, size, devices->len, sizes, ERROR_INVALID_USER_BUFFER,
                                &element);
  for (guint i = 0; i < devices->len && error == ERROR_SUCCESS; i++)
    (wide ? fill_wide : fill_narrow) ((char *) array + i * element,
                                      &g_array_index (devices, BeckRasDevice, i));
  return error;
}

DWORD
RasEnumDevicesA (LPRASDEVINFOA devices, LPDWORD size, LPDWORD n)
{
  return enumerate (FALSE, devices, size, n);
}

DWORD
RasEnumDevicesW (LPRASDEVINFOW devices, LPDWORD size, LPDWORD n)
{
  return enumerate (TRUE, devices, size, n);
}
