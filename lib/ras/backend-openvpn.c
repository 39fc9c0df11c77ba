/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The OpenVPN back end: links over a TUN device, made by Debian's openvpn, which is driven by its
 * management socket (spec/ras.md 7). openvpn-plan.h says what an entry may contain.
 *
 * The helper is a process of its own and needs this one only to be told what to do. A link that
 * is up lives on when the session is left; another process connects to the same socket.
 */

#include "ras/backends.h"
#include "ras/openvpn-session.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

#include "base/alloc.h"
#include "ras/place.h"

#define DEVICE_NAME "OpenVPN (tun)"

/* ---- Entries ---- */

static guint
probe (const BeckRasEntry *entry)
{
  const char *device = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_NAME);
  const char *type = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE);

  if (g_strcmp0 (device, DEVICE_NAME) == 0)
    return 100;
  if (beck_ras_entry_get (entry, "Profile") != NULL)
    return 80;
  if (beck_ras_entry_get_number (entry, BECK_RAS_KEY_TYPE, 0) == RASET_Vpn
      || (type != NULL && g_ascii_strcasecmp (type, "vpn") == 0))
    return 50;
  return 0;
}

static void
list_devices (void (*func) (const BeckRasDevice *device, gpointer data), gpointer data)
{
  func (&(BeckRasDevice){ "vpn", DEVICE_NAME }, data);
}

static guint32
validate (const BeckRasEntry *entry, const char *phone_number)
{
  BeckRasOpenvpnPlan plan;
  guint32 error = beck_ras_openvpn_plan_make (entry, phone_number, 0, FALSE, &plan);

  if (error == 0)
    beck_ras_openvpn_plan_clear (&plan);
  return error;
}

/* ---- Beginning ---- */

static void
init_link (BeckRasLink *link, const char *device)
{
  g_strlcpy (link->device, device, sizeof link->device);
  g_strlcpy (link->device_type, "vpn", sizeof link->device_type);
  g_strlcpy (link->device_name, DEVICE_NAME, sizeof link->device_name);
}

static guint32
error_of_spawn (const GError *error)
{
  switch (error->code)
    {
    case G_SPAWN_ERROR_NOMEM:
      return ERROR_NOT_ENOUGH_MEMORY;
    case G_SPAWN_ERROR_ACCES:
      return ERROR_ACCESS_DENIED;
    default:
      return ERROR_RASMAN_CANNOT_INITIALIZE;
    }
}

static guint32
spawn (OpenvpnSession *session)
{
  char **arguments = beck_ras_openvpn_plan_arguments (&session->plan, session->place);
  GError *error = NULL;
  guint32 result = 0;

  session->process = beck_ras_process_spawn ((const char *const *) arguments, openvpn_line,
                                             openvpn_ended, session, &error);
  g_strfreev (arguments);
  if (session->process == NULL)
    result = error_of_spawn (error);
  g_clear_error (&error);
  return result;
}

static guint32
prepare_place (OpenvpnSession *session)
{
  const BeckRasOpenvpnProfile *profile = &session->plan.profile;

  session->place = beck_ras_place_new ("openvpn");
  if (session->place == NULL
      || (profile->text != NULL
          && !beck_ras_place_write (session->place, "profile", profile->text, profile->size)))
    return ERROR_RASMAN_CANNOT_INITIALIZE;
  return 0;
}

static guint32
open_channel (OpenvpnSession *session)
{
  char *path = g_build_filename (session->place, "socket", NULL);

  session->channel = beck_ras_openvpn_channel_new (path, &openvpn_listener, session);
  g_free (path);
  return session->channel != NULL ? 0 : ERROR_RASMAN_CANNOT_INITIALIZE;
}

static guint32
launch (OpenvpnSession *session, const BeckRasDial *dial)
{
  const gboolean empty = beck_ras_credentials_are_empty (dial->credentials);
  BeckRasProcessId helper;
  guint32 error = beck_ras_openvpn_plan_make (dial->entry, dial->phone_number, dial->options,
                                              !empty, &session->plan);

  if (error != 0)
    return error;
  init_link (&session->link, session->plan.device);
  session->credentials
    = beck_ras_credentials_new (dial->credentials->user_name, dial->credentials->password,
                                dial->credentials->domain);
  if (session->credentials == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = prepare_place (session);
  /* Before the helper: that is then the last thing that can fail. */
  if (error == 0)
    error = open_channel (session);
  if (error == 0)
    error = spawn (session);
  if (error != 0)
    return error;
  helper = beck_ras_process_get_id (session->process);
  beck_ras_place_note (session->place, &helper, BECK_RAS_PLACE_DIALLED);
  beck_ras_openvpn_profile_clear (&session->plan.profile);
  return 0;
}

static guint32
start (const BeckRasDial *dial, const BeckRasEvents *events, gpointer context,
       BeckRasSession **out)
{
  OpenvpnSession *session = openvpn_session_new (events, context);
  guint32 error;

  if (session == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  session->head.backend = &beck_ras_openvpn;
  error = launch (session, dial);
  if (error != 0)
    {
      beck_ras_place_remove (session->place);
      openvpn_session_free (session);
      return error;
    }
  openvpn_wait (session, 0, openvpn_begin);
  *out = &session->head;
  return 0;
}

/* ---- While it lasts ---- */

static void
answer (BeckRasSession *base, const BeckRasCredentials *credentials, const char *callback_number)
{
  openvpn_answer ((OpenvpnSession *) base, credentials);
}

static void
hang_up (BeckRasSession *base, gboolean force)
{
  openvpn_terminate ((OpenvpnSession *) base, force);
}

static gboolean
get_counts (BeckRasSession *base, BeckRasCounts *counts)
{
  const OpenvpnSession *session = (const OpenvpnSession *) base;

  *counts = session->counts;
  return session->has_counts;
}

/* ---- Surviving ---- */

static const struct
{
  const char *key;
  gsize offset, size;
} link_keys[] = {
#define LINK_KEY(name, field)                                                                      \
  {                                                                                                \
    name, G_STRUCT_OFFSET (BeckRasLink, field), sizeof ((BeckRasLink *) 0)->field                  \
  }
  LINK_KEY ("Device", device),
  LINK_KEY ("Address", address),
  LINK_KEY ("ServerAddress", server_address),
  LINK_KEY ("Address6", address6),
  LINK_KEY ("ServerAddress6", server_address6),
  LINK_KEY ("LocalEndpoint", local_endpoint),
  LINK_KEY ("RemoteEndpoint", remote_endpoint),
#undef LINK_KEY
};

static void
save (BeckRasSession *base, GKeyFile *record, const char *group, BeckRasProcessId *helper)
{
  OpenvpnSession *session = (OpenvpnSession *) base;

  *helper = beck_ras_process_get_id (session->process);
  g_key_file_set_string (record, group, "Place", session->place);
  g_key_file_set_int64 (record, group, "Process", helper->pid);
  g_key_file_set_uint64 (record, group, "Started", helper->start);
  for (guint i = 0; i < G_N_ELEMENTS (link_keys); i++)
    g_key_file_set_string (record, group, link_keys[i].key,
                           (const char *) &session->link + link_keys[i].offset);
  beck_ras_openvpn_routes_save (&session->routes, record, group);
}

static void
restore_link (OpenvpnSession *session, GKeyFile *record, const char *group)
{
  init_link (&session->link, "");
  for (guint i = 0; i < G_N_ELEMENTS (link_keys); i++)
    {
      char *value = g_key_file_get_string (record, group, link_keys[i].key, NULL);

      if (value != NULL)
        g_strlcpy ((char *) &session->link + link_keys[i].offset, value, link_keys[i].size);
      g_free (value);
    }
}

/* The helper of the record, if that lives. */
static guint32
join (OpenvpnSession *session, GKeyFile *record, const char *group)
{
  const BeckRasProcessId id = {
    .pid = g_key_file_get_int64 (record, group, "Process", NULL),
    .start = g_key_file_get_uint64 (record, group, "Started", NULL),
  };
  guint32 error;

  session->place = g_key_file_get_string (record, group, "Place", NULL);
  if (session->place == NULL)
    return ERROR_PORT_DISCONNECTED;
  restore_link (session, record, group);
  beck_ras_openvpn_routes_load (&session->routes, record, group);
  error = open_channel (session);
  if (error != 0)
    return error;
  session->process = beck_ras_process_attach (&id, openvpn_ended, session);
  if (session->process == NULL)
    {
      beck_ras_place_remove (session->place);
      return ERROR_PORT_DISCONNECTED;
    }
  beck_ras_place_note (session->place, &id, BECK_RAS_PLACE_OWNED);
  return 0;
}

static guint32
attach (const BeckRasEntry *entry, GKeyFile *record, const char *group,
        const BeckRasEvents *events, gpointer context, BeckRasSession **out)
{
  OpenvpnSession *session = openvpn_session_new (events, context);
  guint32 error;

  if (session == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  session->head.backend = &beck_ras_openvpn;
  session->phase = OPENVPN_ATTACHING;
  error = join (session, record, group);
  if (error != 0)
    {
      openvpn_session_free (session);
      return error;
    }
  openvpn_limit (session);
  *out = &session->head;
  return 0;
}

/* The helper stays, and listens for the next one. */
static void
leave (BeckRasSession *base)
{
  OpenvpnSession *session = (OpenvpnSession *) base;
  BeckRasProcessId helper = beck_ras_process_get_id (session->process);

  session->phase = OPENVPN_ENDING;
  beck_ras_place_note (session->place, &helper, BECK_RAS_PLACE_LEFT);
  openvpn_wait (session, 0, NULL);
  g_clear_pointer (&session->channel, beck_ras_openvpn_channel_free);
  g_clear_pointer (&session->process, beck_ras_process_free);
}

static void
release (BeckRasSession *base)
{
  openvpn_session_free ((OpenvpnSession *) base);
}

const BeckRasBackend beck_ras_openvpn = {
  .name = "openvpn",
  .capabilities = BECK_RAS_CAN_PAUSE | BECK_RAS_CAN_SURVIVE,
  .probe = probe,
  .list_devices = list_devices,
  .validate = validate,
  .start = start,
  .answer = answer,
  .hang_up = hang_up,
  .get_counts = get_counts,
  .save = save,
  .attach = attach,
  .leave = leave,
  .release = release,
};
