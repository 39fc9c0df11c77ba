/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Modems and PPPoE by pppd: the table of operations, devices, and links that pass to another
 * process. */

#include "ras/pppd-private.h"

#include <string.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/backend-link.h"
#include "ras/backends.h"

#define ETHERNET "1" /* ARPHRD_ETHER */

const char *pppd_kernel_device = "/dev/ppp";
const char *pppd_program = "pppd";

static gboolean
kernel_has_ppp (void)
{
  return access (pppd_kernel_device, F_OK) == 0;
}

static guint
probe (const BeckRasEntry *entry)
{
  const char *type = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE);

  if (type == NULL)
    return 0;
  return g_ascii_strcasecmp (type, RASDT_Modem) == 0 || g_ascii_strcasecmp (type, RASDT_PPPoE) == 0
           ? 50
           : 0;
}

static guint32
validate (const BeckRasEntry *entry, const char *phone_number)
{
  if (!kernel_has_ppp ())
    return ERROR_RASMAN_CANNOT_INITIALIZE;
  return pppd_check (entry, phone_number, geteuid () == 0);
}

/* ---- Devices ---- */

typedef struct
{
  void (*func) (const BeckRasDevice *device, gpointer data);
  gpointer data;
} Listener;

static void
list_directory (const char *directory, void (*look) (const char *name, const Listener *listener),
                const Listener *listener)
{
  GDir *names = g_dir_open (directory, 0, NULL);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    look (name, listener);
  if (names != NULL)
    g_dir_close (names);
}

/* Ports that are there because something is plugged in; of others nobody can tell. */
static void
look_at_port (const char *name, const Listener *listener)
{
  const BeckRasDevice device = { "modem", name };

  if (g_str_has_prefix (name, "ttyACM") || g_str_has_prefix (name, "ttyUSB"))
    listener->func (&device, listener->data);
}

/* Ethernet that is a real device. */
static void
look_at_interface (const char *name, const Listener *listener)
{
  const BeckRasDevice device = { "PPPoE", name };
  char *hardware = g_build_filename ("/sys/class/net", name, "device", NULL);
  char *type_path = g_build_filename ("/sys/class/net", name, "type", NULL);
  char *type = NULL;

  if (access (hardware, F_OK) == 0 && g_file_get_contents (type_path, &type, NULL, NULL)
      && strcmp (g_strchomp (type), ETHERNET) == 0)
    listener->func (&device, listener->data);
  g_free (type);
  g_free (type_path);
  g_free (hardware);
}

static void
list_devices (void (*func) (const BeckRasDevice *device, gpointer data), gpointer data)
{
  const Listener listener = { func, data };

  if (!kernel_has_ppp ())
    return;
  list_directory ("/dev", look_at_port, &listener);
  list_directory ("/sys/class/net", look_at_interface, &listener);
}

/* ---- Sessions ---- */

static gboolean
tell_begin (gpointer data)
{
  PppdSession *session = data;

  g_clear_pointer (&session->source, g_source_unref);
  if (session->state == PPPD_DIALLING)
    session->events->state (session->context, RASCS_OpenPort);
  return G_SOURCE_REMOVE;
}

static guint32
start (const BeckRasDial *dial, const BeckRasEvents *events, gpointer context,
       BeckRasSession **out)
{
  PppdSession *session = pppd_session_new (dial->entry, events, context);
  guint32 error;

  *out = NULL;
  if (session == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  session->dial = dial;
  error = pppd_session_try (session);
  if (error != 0)
    {
      pppd_session_unref (session);
      return error;
    }
  pppd_session_later (session, tell_begin);
  *out = &session->base;
  return 0;
}

static void
save (BeckRasSession *base, GKeyFile *record, const char *group, BeckRasProcessId *helper)
{
  const PppdSession *session = (const PppdSession *) base;

  *helper = session->id;
  beck_ras_helper_save (&session->id, record, group);
  beck_ras_link_save (&session->link, record, group);
}

static gboolean
tell_attached (gpointer data)
{
  PppdSession *session = data;

  g_clear_pointer (&session->source, g_source_unref);
  if (session->state == PPPD_UP)
    session->events->up (session->context, &session->link);
  return G_SOURCE_REMOVE;
}

static guint32
attach (const BeckRasEntry *entry, GKeyFile *record, const char *group,
        const BeckRasEvents *events, gpointer context, BeckRasSession **out)
{
  PppdSession *session = pppd_session_new (entry, events, context);

  *out = NULL;
  if (session == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  session->state = PPPD_UP;
  session->ras_state = RASCS_Connected;
  if (beck_ras_helper_load (&session->id, record, group))
    session->process = beck_ras_process_attach (&session->id, pppd_session_ended, session);
  if (session->process == NULL)
    {
      pppd_session_unref (session);
      return ERROR_PORT_DISCONNECTED;
    }
  beck_ras_link_load (&session->link, record, group);
  pppd_session_later (session, tell_attached);
  *out = &session->base;
  return 0;
}

static void
leave (BeckRasSession *base)
{
  PppdSession *session = (PppdSession *) base;

  session->state = PPPD_ENDED;
  g_clear_pointer (&session->process, beck_ras_process_free);
}

static void
release (BeckRasSession *session)
{
  pppd_session_unref ((PppdSession *) session);
}

const BeckRasBackend beck_ras_pppd = {
  .name = "pppd",
  .capabilities = BECK_RAS_CAN_PAUSE | BECK_RAS_CAN_CALL_BACK | BECK_RAS_CAN_SURVIVE,
  .probe = probe,
  .list_devices = list_devices,
  .validate = validate,
  .start = start,
  .answer = pppd_session_answer,
  .hang_up = pppd_session_hang_up,
  .save = save,
  .attach = attach,
  .leave = leave,
  .release = release,
};
