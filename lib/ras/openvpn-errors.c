/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Tables: the texts are those of OpenVPN 2.4 to 2.6. */

#include "ras/openvpn-errors.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

/* ---- The log ---- */

/* Those that say more come first: an expired certificate is a "VERIFY ERROR", too. */
static const struct
{
  const char *text;
  BeckRasOpenvpnError error;
} marks[] = {
  { "VERIFY X509NAME ERROR", { RASCS_Authenticate, ERROR_UNABLE_TO_AUTHENTICATE_SERVER } },
  { "certificate has expired", { RASCS_Authenticate, ERROR_EAP_SERVER_CERT_EXPIRED } },
  { "certificate is not yet valid", { RASCS_Authenticate, ERROR_EAP_SERVER_CERT_EXPIRED } },
  { "VERIFY ERROR", { RASCS_Authenticate, ERROR_VALIDATING_SERVER_CERT } },
  { "VERIFY KU ERROR", { RASCS_Authenticate, ERROR_VALIDATING_SERVER_CERT } },
  { "VERIFY EKU ERROR", { RASCS_Authenticate, ERROR_VALIDATING_SERVER_CERT } },
  { "Cannot allocate TUN/TAP", { RASCS_AuthProject, ERROR_PORT_NOT_AVAILABLE } },
  { "Cannot open TUN/TAP dev", { RASCS_AuthProject, ERROR_CONNECTING_DEVICE_NOT_FOUND } },
  { "Cannot ioctl TUNSETIFF", { RASCS_AuthProject, ERROR_ACCESS_DENIED } },
  { "Cannot resolve host address", { RASCS_ConnectDevice, ERROR_DNSNAME_NOT_RESOLVABLE } },
  { "Connection refused", { RASCS_ConnectDevice, ERROR_VPN_REFUSED } },
  { "Network is unreachable", { RASCS_ConnectDevice, ERROR_AUTOMATIC_VPN_FAILED } },
  { "Network unreachable", { RASCS_ConnectDevice, ERROR_AUTOMATIC_VPN_FAILED } },
  { "No route to host", { RASCS_ConnectDevice, ERROR_AUTOMATIC_VPN_FAILED } },
  { "timed out", { RASCS_ConnectDevice, ERROR_VPN_TIMEOUT } },
};

/* What the system says of the device tells more than that it cannot be had. */
static const struct
{
  const char *text;
  guint32 error;
} device_errors[] = {
  { "busy", ERROR_PORT_NOT_AVAILABLE },
  { "Permission denied", ERROR_ACCESS_DENIED },
  { "Operation not permitted", ERROR_ACCESS_DENIED },
  { "No such", ERROR_CONNECTING_DEVICE_NOT_FOUND },
};

static guint32
device_error (const char *text, guint32 otherwise)
{
  for (guint i = 0; i < G_N_ELEMENTS (device_errors); i++)
    if (strstr (text, device_errors[i].text) != NULL)
      return device_errors[i].error;
  return otherwise;
}

void
beck_ras_openvpn_mark (BeckRasOpenvpnMark *mark, const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (strstr (text, marks[i].text) != NULL)
      {
        const guint rank = G_N_ELEMENTS (marks) - i;

        if (rank <= mark->rank)
          return;
        mark->rank = rank;
        mark->error = marks[i].error;
        if (mark->error.state == RASCS_AuthProject)
          mark->error.error = device_error (text, mark->error.error);
        return;
      }
}

/* ---- Before the link is up ---- */

static const struct
{
  const char *reason;
  BeckRasOpenvpnError error;
} tries[] = {
  { "auth-failure", { RASCS_AuthNotify, ERROR_AUTHENTICATION_FAILURE } },
  { "server_poll", { RASCS_ConnectDevice, ERROR_VPN_TIMEOUT } },
  { "network-unreachable", { RASCS_ConnectDevice, ERROR_AUTOMATIC_VPN_FAILED } },
  { "SIGTERM", { RASCS_ConnectDevice, ERROR_USER_DISCONNECTION } },
  { "SIGINT", { RASCS_ConnectDevice, ERROR_USER_DISCONNECTION } },
};

BeckRasOpenvpnError
beck_ras_openvpn_error_of_try (const char *reason, gboolean reached,
                               const BeckRasOpenvpnMark *mark)
{
  const BeckRasOpenvpnError silence = { RASCS_Authenticate, ERROR_PPP_TIMEOUT };
  const BeckRasOpenvpnError other = { RASCS_ConnectDevice, ERROR_AUTOMATIC_VPN_FAILED };

  /* A packet that was refused before the server answered says nothing of what came then. */
  if (mark->rank != 0 && (!reached || mark->error.state != RASCS_ConnectDevice))
    return mark->error;
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    if (strcmp (tries[i].reason, reason) == 0
        && (!reached || tries[i].error.error != ERROR_VPN_TIMEOUT))
      return tries[i].error;
  if (!reached && strcmp (reason, "tls-error") == 0)
    return (BeckRasOpenvpnError){ RASCS_ConnectDevice, ERROR_VPN_TIMEOUT };
  return reached ? silence : other;
}

/* ---- After it was ---- */

static const struct
{
  const char *reason; /* the beginning */
  guint32 error;
} drops[] = {
  { "server-pushed-", ERROR_REMOTE_DISCONNECTION },
  { "connection-reset", ERROR_REMOTE_DISCONNECTION },
  { "remote-exit", ERROR_REMOTE_DISCONNECTION },
  { "ping-", ERROR_DISCONNECTION },
  { "network-unreachable", ERROR_DISCONNECTION },
  { "inactive", ERROR_IDLE_TIMEOUT },
  { "session-timeout", ERROR_PPP_SESSION_TIMEOUT },
  { "SIGTERM", ERROR_USER_DISCONNECTION },
  { "SIGINT", ERROR_USER_DISCONNECTION },
  { "auth-failure", ERROR_AUTHENTICATION_FAILURE },
  { "tls-error", ERROR_PPP_TIMEOUT },
};

guint32
beck_ras_openvpn_error_of_drop (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (drops); i++)
    if (g_str_has_prefix (reason, drops[i].reason))
      return drops[i].error;
  return ERROR_DISCONNECTION;
}

/* ---- Before there was a socket ---- */

static const struct
{
  const char *text;
  guint32 error;
} starts[] = {
  { "No such file or directory", ERROR_NO_CERTIFICATE },
  { "Cannot load", ERROR_NO_CERTIFICATE },
  { "Cannot open", ERROR_NO_CERTIFICATE },
  { "cannot be accessed", ERROR_NO_CERTIFICATE },
  { "must specify", ERROR_NO_CERTIFICATE },
  { "fails with", ERROR_NO_CERTIFICATE },
  { "Options error", ERROR_CORRUPT_PHONEBOOK },
};

BeckRasOpenvpnError
beck_ras_openvpn_error_of_start (const char *output)
{
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (strstr (output, starts[i].text) != NULL)
      return (BeckRasOpenvpnError){ RASCS_OpenPort, starts[i].error };
  return (BeckRasOpenvpnError){ RASCS_OpenPort, ERROR_PORT_DISCONNECTED };
}

/* ---- Silence ---- */

BeckRasOpenvpnError
beck_ras_openvpn_error_of_silence (BeckRasOpenvpnState state)
{
  switch (state)
    {
    case BECK_RAS_OPENVPN_UNKNOWN:
    case BECK_RAS_OPENVPN_CONNECTING:
      return (BeckRasOpenvpnError){ RASCS_PortOpened, ERROR_RASMAN_CANNOT_INITIALIZE };
    case BECK_RAS_OPENVPN_RESOLVE:
      return (BeckRasOpenvpnError){ RASCS_ConnectDevice, ERROR_DNSNAME_NOT_RESOLVABLE };
    case BECK_RAS_OPENVPN_TCP_CONNECT:
    case BECK_RAS_OPENVPN_WAIT:
      return (BeckRasOpenvpnError){ RASCS_ConnectDevice, ERROR_VPN_TIMEOUT };
    case BECK_RAS_OPENVPN_ASSIGN_IP:
    case BECK_RAS_OPENVPN_ADD_ROUTES:
      return (BeckRasOpenvpnError){ RASCS_AuthProject, ERROR_IP_CONFIGURATION };
    default:
      return (BeckRasOpenvpnError){ RASCS_Authenticate, ERROR_PPP_TIMEOUT };
    }
}

/* ---- Passwords ---- */

gboolean
beck_ras_openvpn_is_expired (const char *reason, const char *site)
{
  char *folded;
  gboolean expired;

  if (site != NULL)
    return strstr (reason, site) != NULL;
  folded = g_ascii_strdown (reason, -1);
  expired = strstr (folded, "password") != NULL && strstr (folded, "expired") != NULL;
  g_free (folded);
  return expired;
}
