/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the end of pppd means (spec/ras.md 8). */

#include "ras/pppd-private.h"

#include <string.h>
#include <sys/wait.h>
#include <win/ras.h>
#include <win/raserror.h>

#define LAST -1

/* By exit code. */
static const PppdVerdict verdicts[] = {
  [0] = { ERROR_REMOTE_DISCONNECTION, LAST },
  [1] = { ERROR_UNKNOWN, LAST },
  [2] = { ERROR_CORRUPT_PHONEBOOK, RASCS_OpenPort }, /* options */
  [3] = { ERROR_ACCESS_DENIED, RASCS_OpenPort }, /* not root */
  [4] = { ERROR_RASMAN_CANNOT_INITIALIZE, RASCS_OpenPort }, /* no PPP in the kernel */
  [5] = { ERROR_USER_DISCONNECTION, LAST }, /* a signal, and not ours */
  [6] = { ERROR_PORT_NOT_AVAILABLE, RASCS_OpenPort }, /* locked */
  [7] = { ERROR_PORT_OR_DEVICE, RASCS_OpenPort }, /* cannot be opened */
  [8] = { ERROR_FROM_DEVICE, RASCS_ConnectDevice }, /* the connecting script */
  [9] = { ERROR_FROM_DEVICE, RASCS_ConnectDevice },
  [10] = { ERROR_PPP_NO_PROTOCOLS_CONFIGURED, RASCS_AuthProject },
  [11] = { ERROR_UNABLE_TO_AUTHENTICATE_SERVER, RASCS_Authenticate },
  [12] = { ERROR_IDLE_TIMEOUT, LAST },
  [13] = { ERROR_PPP_SESSION_TIMEOUT, LAST },
  /* Without a number that we would have wanted to be called at. */
  [PPPD_EXIT_CALLBACK] = { ERROR_BAD_CALLBACK_NUMBER, RASCS_AuthCallback },
  [15] = { ERROR_PPP_NO_RESPONSE, LAST }, /* no echo */
  [16] = { ERROR_NO_CONNECTION, LAST }, /* the modem hung up */
  [17] = { ERROR_PPP_LOOPBACK_DETECTED, RASCS_Authenticate },
  [18] = { ERROR_FROM_DEVICE, RASCS_ConnectDevice },
  [PPPD_EXIT_NOT_WELCOME] = { ERROR_AUTHENTICATION_FAILURE, RASCS_AuthNotify },
};

/* By exit code of chat while it dials: 3 is a time-out, 4 and more the strings of ABORT in the
 * order that pppd_make_dial() has them in. */
static const guint32 chat_errors[] = {
  [3] = ERROR_NO_ANSWER,   [4] = ERROR_LINE_BUSY,   [5] = ERROR_NO_ANSWER,
  [6] = ERROR_NO_CARRIER,  [7] = ERROR_NO_DIALTONE, [8] = ERROR_NO_DIALTONE,
};

int
pppd_exit_code (int status)
{
  return status >= 0 && WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

/* The last line of a report of failure is "init 3" or "dial 4". */
static guint32
judge_report (const char *report)
{
  const char *line = strrchr (report, '\n');
  guint64 code;

  line = line != NULL ? line + 1 : report;
  if (g_str_has_prefix (line, "init "))
    return ERROR_PORT_OR_DEVICE;
  if (g_str_has_prefix (line, "dial ")
      && g_ascii_string_to_unsigned (line + 5, 10, 0, G_N_ELEMENTS (chat_errors) - 1, &code, NULL)
      && chat_errors[code] != 0)
    return chat_errors[code];
  return ERROR_FROM_DEVICE;
}

PppdVerdict
pppd_judge (int status, const char *report)
{
  const int code = pppd_exit_code (status);
  PppdVerdict verdict = { ERROR_UNKNOWN, LAST };

  if (code < 0)
    verdict.error = ERROR_PORT_DISCONNECTED; /* killed, or of another process */
  else if (code < (int) G_N_ELEMENTS (verdicts))
    verdict = verdicts[code];
  if (verdict.error == ERROR_FROM_DEVICE)
    verdict.error = judge_report (report);
  return verdict;
}
