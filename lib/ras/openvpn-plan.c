/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From an entry to arguments. Nothing of an entry becomes an argument that could be taken for an
 * option. */

#include "ras/openvpn-plan.h"

#include <net/if.h>
#include <string.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

#define DEFAULT_PORT "1194"
#define DEFAULT_TIMEOUT 10
#define DEFAULT_HAND_WINDOW 60
/* Tries for a link that was dropped, if the entry does not say how many. */
#define DEFAULT_REDIALS 3

/* ---- Numbers ---- */

static gboolean
is_host (const char *text, gsize length)
{
  if (length == 0 || length > 255 || *text == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr (".-_:%", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_port (const char *text)
{
  guint64 port = 0;

  return g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL);
}

/* Takes the protocol off the end of @number. */
static gboolean
take_protocol (char *number, char protocol[8])
{
  char *slash = strrchr (number, '/');

  if (slash == NULL)
    return TRUE;
  *slash = '\0';
  g_strlcpy (protocol, slash + 1, 8);
  return strcmp (protocol, "udp") == 0 || strcmp (protocol, "tcp") == 0;
}

/* Splits host[:port] or [address][:port]; *@port is "" if there is none. */
static gboolean
split_host (char *number, char **host, const char **port)
{
  char *end;

  *host = number;
  *port = "";
  if (*number == '[')
    {
      *host = number + 1;
      end = strchr (number, ']');
      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return FALSE;
      *port = end[1] == ':' ? end + 2 : "";
      *end = '\0';
      return end[1] == '\0' || is_port (*port);
    }
  end = strchr (number, ':');
  if (end == NULL)
    return TRUE;
  *end = '\0';
  *port = end + 1;
  return is_port (*port);
}

static gboolean
parse_number (const char *phone_number, BeckRasOpenvpnPlan *plan)
{
  char *number = g_strstrip (g_strdup (phone_number)), *host;
  const char *port;
  gboolean good = take_protocol (number, plan->protocol) && split_host (number, &host, &port)
                  && is_host (host, strlen (host));

  if (good)
    {
      plan->host = g_strdup (host);
      g_strlcpy (plan->port, port, sizeof plan->port);
    }
  g_free (number);
  return good;
}

/* What the number does not say, the profile does, or else it is what everybody takes. */
static void
complete_number (BeckRasOpenvpnPlan *plan)
{
  if (plan->host == NULL)
    return;
  if (plan->port[0] == '\0')
    g_strlcpy (plan->port, is_port (plan->profile.port) ? plan->profile.port : DEFAULT_PORT,
               sizeof plan->port);
  if (plan->protocol[0] == '\0')
    g_strlcpy (plan->protocol, g_str_has_prefix (plan->profile.protocol, "tcp") ? "tcp" : "udp",
               sizeof plan->protocol);
  plan->n_remotes = 1;
}

/* ---- Keys ---- */

static char *
text_of (const BeckRasEntry *entry, const char *key)
{
  const char *value = beck_ras_entry_get (entry, key);

  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

/* An absolute path, so that it is no option and counts from nowhere. */
static guint32
file_of (const BeckRasEntry *entry, const char *key, char **path)
{
  *path = text_of (entry, key);
  if (*path == NULL)
    return 0;
  if (!g_path_is_absolute (*path))
    return ERROR_CORRUPT_PHONEBOOK;
  return access (*path, R_OK) == 0 ? 0 : ERROR_NO_CERTIFICATE;
}

static gboolean
is_device_name (const char *name)
{
  if (*name == '\0' || *name == '-' || strlen (name) >= IF_NAMESIZE)
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && strchr ("_.-", *name) == NULL)
      return FALSE;
  return TRUE;
}

static guint32
choose_device (const BeckRasEntry *entry, BeckRasOpenvpnPlan *plan)
{
  const char *name = beck_ras_entry_get (entry, "Device");

  if (name != NULL && *name != '\0')
    {
      g_strlcpy (plan->device, name, sizeof plan->device);
      return is_device_name (name) ? 0 : ERROR_CORRUPT_PHONEBOOK;
    }
  do
    g_snprintf (plan->device, sizeof plan->device, "ras-%08x", g_random_int ());
  while (if_nametoindex (plan->device) != 0);
  return 0;
}

static guint32
read_files (const BeckRasEntry *entry, BeckRasOpenvpnPlan *plan)
{
  const struct
  {
    const char *key;
    char **path;
  } files[] = {
    { "CA", &plan->ca },
    { "Certificate", &plan->certificate },
    { "Key", &plan->key },
  };
  guint32 error = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files) && error == 0; i++)
    error = file_of (entry, files[i].key, files[i].path);
  plan->server_name = text_of (entry, "ServerName");
  if (error == 0 && plan->server_name != NULL && *plan->server_name == '-')
    error = ERROR_CORRUPT_PHONEBOOK;
  return error;
}

static guint32
read_profile (const BeckRasEntry *entry, BeckRasOpenvpnPlan *plan)
{
  const char *path = beck_ras_entry_get (entry, "Profile");

  if (path == NULL || *path == '\0')
    return plan->ca != NULL ? 0 : ERROR_NO_CERTIFICATE;
  if (!g_path_is_absolute (path))
    return ERROR_CORRUPT_PHONEBOOK;
  plan->directory = g_path_get_dirname (path);
  return beck_ras_openvpn_profile_read (path, plan->host != NULL, &plan->profile, NULL);
}

static void
read_numbers (const BeckRasEntry *entry, guint32 options, BeckRasOpenvpnPlan *plan)
{
  const guint32 options2 = beck_ras_entry_get_number (entry, BECK_RAS_KEY_OPTIONS2, 0);
  const guint32 entry_options = beck_ras_entry_get_number (entry, BECK_RAS_KEY_OPTIONS, 0);
  const guint32 timeout = beck_ras_entry_get_number (entry, "ConnectTimeout", DEFAULT_TIMEOUT);

  plan->connect_timeout = CLAMP (timeout, 1, 600);
  plan->hand_window
    = plan->profile.hand_window != 0 ? plan->profile.hand_window : DEFAULT_HAND_WINDOW;
  plan->redial_dropped = (options2 & RASEO2_ReconnectIfDropped) != 0
                         && (options & RDEOPT_DisableReconnect) == 0;
  plan->redial_count = beck_ras_entry_get_number (
    entry, BECK_RAS_KEY_REDIAL_COUNT, plan->redial_dropped ? DEFAULT_REDIALS : 0);
  plan->redial_pause
    = MIN (beck_ras_entry_get_number (entry, BECK_RAS_KEY_REDIAL_PAUSE, 1), 24 * 3600);
  plan->idle_seconds = beck_ras_entry_get_number (entry, BECK_RAS_KEY_IDLE_SECONDS, 0);
  /* RASIDS_Disabled and RASIDS_UseGlobalValue are at the top of the range. */
  if (plan->idle_seconds > G_MAXINT32)
    plan->idle_seconds = 0;
  plan->default_gateway = (entry_options & RASEO_RemoteDefaultGateway) != 0;
  plan->may_pause = (options & RDEOPT_PausedStates) != 0;
  plan->cache_password = beck_ras_entry_get_number (entry, "CachePassword", 0) != 0;
}

guint32
beck_ras_openvpn_plan_make (const BeckRasEntry *entry, const char *phone_number, guint32 options,
                            gboolean has_credentials, BeckRasOpenvpnPlan *plan)
{
  guint32 error;

  memset (plan, 0, sizeof *plan);
  if (*phone_number != '\0' && !parse_number (phone_number, plan))
    {
      beck_ras_openvpn_plan_clear (plan);
      return ERROR_BAD_PHONE_NUMBER;
    }
  error = read_files (entry, plan);
  if (error == 0)
    error = read_profile (entry, plan);
  if (error == 0)
    error = choose_device (entry, plan);
  plan->n_remotes = plan->profile.n_remotes;
  complete_number (plan);
  if (error == 0 && plan->n_remotes == 0)
    error = ERROR_BAD_PHONE_NUMBER;
  plan->expired_reason = text_of (entry, "PasswordExpiredReason");
  plan->with_credentials = plan->profile.wants_credentials || has_credentials
                           || (plan->profile.text == NULL && plan->certificate == NULL);
  read_numbers (entry, options, plan);
  if (error != 0)
    beck_ras_openvpn_plan_clear (plan);
  return error;
}

void
beck_ras_openvpn_plan_clear (BeckRasOpenvpnPlan *plan)
{
  beck_ras_openvpn_profile_clear (&plan->profile);
  g_clear_pointer (&plan->directory, g_free);
  g_clear_pointer (&plan->ca, g_free);
  g_clear_pointer (&plan->certificate, g_free);
  g_clear_pointer (&plan->key, g_free);
  g_clear_pointer (&plan->server_name, g_free);
  g_clear_pointer (&plan->expired_reason, g_free);
  g_clear_pointer (&plan->host, g_free);
}

/* ---- Arguments ---- */

static void
add (GPtrArray *arguments, const char *first, ...) G_GNUC_NULL_TERMINATED;

static void
add (GPtrArray *arguments, const char *first, ...)
{
  va_list more;

  va_start (more, first);
  for (const char *text = first; text != NULL; text = va_arg (more, const char *))
    g_ptr_array_add (arguments, g_strdup (text));
  va_end (more);
}

static void
add_number (GPtrArray *arguments, const char *option, guint number)
{
  g_ptr_array_add (arguments, g_strdup (option));
  g_ptr_array_add (arguments, g_strdup_printf ("%u", number));
}

static void
add_profile (GPtrArray *arguments, const BeckRasOpenvpnPlan *plan, const char *place)
{
  if (plan->profile.text == NULL)
    {
      add (arguments, "--client", "--nobind", "--remote-cert-tls", "server", NULL);
      return;
    }
  add (arguments, "--cd", plan->directory, "--config", NULL);
  g_ptr_array_add (arguments, g_build_filename (place, "profile", NULL));
  add (arguments, "--client", NULL);
}

static void
add_where (GPtrArray *arguments, const BeckRasOpenvpnPlan *plan)
{
  if (plan->host != NULL)
    add (arguments, "--remote", plan->host, plan->port,
         strcmp (plan->protocol, "tcp") == 0 ? "tcp-client" : "udp", NULL);
  if (plan->ca != NULL)
    add (arguments, "--ca", plan->ca, NULL);
  if (plan->certificate != NULL)
    add (arguments, "--cert", plan->certificate, NULL);
  if (plan->key != NULL)
    add (arguments, "--key", plan->key, NULL);
  if (plan->server_name != NULL)
    add (arguments, "--verify-x509-name", plan->server_name, "name", NULL);
}

static void
add_management (GPtrArray *arguments, const BeckRasOpenvpnPlan *plan, const char *place)
{
  add (arguments, "--dev", plan->device, "--dev-type", plan->profile.is_tap ? "tap" : "tun",
       "--management", NULL);
  g_ptr_array_add (arguments, g_build_filename (place, "socket", NULL));
  add (arguments, "unix", "--management-hold", "--management-query-passwords", NULL);
  if (plan->with_credentials)
    add (arguments, "--auth-user-pass", NULL);
  if (!plan->cache_password)
    add (arguments, "--auth-nocache", NULL);
}

static void
add_limits (GPtrArray *arguments, const BeckRasOpenvpnPlan *plan)
{
  add (arguments, "--resolv-retry", "0", NULL);
  add_number (arguments, "--connect-timeout", plan->connect_timeout);
  /* Who may not pause hears of the error; the helper then ends by itself. */
  add (arguments, "--auth-retry", plan->may_pause ? "interact" : "none", NULL);
  if (plan->idle_seconds > 0)
    add_number (arguments, "--inactive", plan->idle_seconds);
  if (plan->default_gateway)
    add (arguments, "--redirect-gateway", "def1", NULL);
  /* What is logged at 3 tells why a connection fails; no secret is before 7. */
  add (arguments, "--script-security", "1", "--verb", "3", "--mute", "0", NULL);
}

char **
beck_ras_openvpn_plan_arguments (const BeckRasOpenvpnPlan *plan, const char *place)
{
  GPtrArray *arguments = g_ptr_array_new ();

  add (arguments, "openvpn", NULL);
  add_profile (arguments, plan, place);
  add_where (arguments, plan);
  add_management (arguments, plan, place);
  add_limits (arguments, plan);
  g_ptr_array_add (arguments, NULL);
  return (char **) g_ptr_array_free (arguments, FALSE);
}
