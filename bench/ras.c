/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Links over OpenVPN, and the bare program beside them: case R. Runs in the network of demos/ras.
 *
 * usage: bench-ras PROFILE LOGIN
 *
 * LOGIN has the user's name and the password, a line each. The entries office, silent and
 * silent-tcp of the phone book are dialled.
 */

#define COBJMACROS
#include <beck/beck.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "harness.h"

#define N_DIALS 20

static const char *profile, *login;
static WCHAR user[RAS_MaxEntryName], password[RAS_MaxEntryName];

/* ---- The bare program ---- */

static gboolean
says_it_is_up (FILE *output)
{
  char line[1024];

  while (fgets (line, sizeof line, output) != NULL)
    if (strstr (line, "Initialization Sequence Completed") != NULL)
      return TRUE;
  return FALSE;
}

/* From exec to the end of its initialization, and from SIGTERM to its end. */
static void
run_bare (double *connect_ns, double *hang_up_ns)
{
  const char *argv[] = { "openvpn", "--config", profile, "--auth-user-pass", login, NULL };
  gint64 begun = bench_now_ns ();
  GPid pid;
  int output, status;
  FILE *stream;

  BENCH_CHECK (g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                         G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                         NULL, &pid, NULL, &output, NULL, NULL));
  stream = fdopen (output, "r");
  BENCH_CHECK (stream != NULL && says_it_is_up (stream));
  *connect_ns = (double) (bench_now_ns () - begun);
  begun = bench_now_ns ();
  BENCH_CHECK (kill (pid, SIGTERM) == 0 && waitpid (pid, &status, 0) == pid);
  *hang_up_ns = (double) (bench_now_ns () - begun);
  fclose (stream);
}

/* ---- Ours ---- */

typedef struct
{
  IRasConnection *connection;
  AsyncIRasConnection *dial, *hang_up;
} Line;

static AsyncIRasConnection *
new_call (IRasConnection *connection)
{
  g_autoptr (ICallFactory) factory = NULL;
  AsyncIRasConnection *call;

  BENCH_CHECK (SUCCEEDED (IRasConnection_QueryInterface (connection, &IID_ICallFactory,
                                                         (void **) &factory)));
  BENCH_CHECK (SUCCEEDED (ICallFactory_CreateCall (factory, &IID_AsyncIRasConnection, NULL,
                                                   &IID_AsyncIRasConnection, (IUnknown **) &call)));
  return call;
}

static void
line_open (Line *line)
{
  BENCH_CHECK (SUCCEEDED (beck_object_create (&beck_ras_connection_class, NULL,
                                              &IID_IRasConnection, (void **) &line->connection)));
  line->dial = new_call (line->connection);
  line->hang_up = new_call (line->connection);
}

static void
line_close (Line *line)
{
  AsyncIRasConnection_Release (line->dial);
  AsyncIRasConnection_Release (line->hang_up);
  IRasConnection_Release (line->connection);
}

static void
begin_dial (Line *line, const char *entry)
{
  g_autofree gunichar2 *name = g_utf8_to_utf16 (entry, -1, NULL, NULL, NULL);
  const BeckRasRequest request = {
    .entry = (const WCHAR *) name,
    .user_name = user,
    .password = password,
  };

  BENCH_CHECK (SUCCEEDED (AsyncIRasConnection_Begin_Dial (line->dial, &request)));
}

/* From the beginning of the dial until it is connected, and from there until nothing is left. */
static void
run_ours (double *connect_ns, double *hang_up_ns)
{
  gint64 begun = bench_now_ns ();
  Line line;

  line_open (&line);
  begin_dial (&line, "office");
  BENCH_CHECK (SUCCEEDED (AsyncIRasConnection_Finish_Dial (line.dial)));
  *connect_ns = (double) (bench_now_ns () - begun);
  begun = bench_now_ns ();
  BENCH_CHECK (SUCCEEDED (IRasConnection_HangUp (line.connection)));
  *hang_up_ns = (double) (bench_now_ns () - begun);
  line_close (&line);
}

static void
wait_for_state (IRasConnection *connection, DWORD state)
{
  g_autoptr (IRasConnectionInfo) info = NULL;
  BeckRasStatus status;

  BENCH_CHECK (SUCCEEDED (IRasConnection_QueryInterface (connection, &IID_IRasConnectionInfo,
                                                         (void **) &info)));
  do
    {
      g_usleep (1000);
      BENCH_CHECK (SUCCEEDED (IRasConnectionInfo_GetStatus (info, &status)));
    }
  while (status.state != state);
}

/* In RASCS_ConnectDevice, and nobody answers: until the call that hangs up returns, and until
 * nothing is left. */
static void
hang_up_dialling (const char *entry, double *return_ns, double *end_ns)
{
  gint64 begun;
  Line line;

  line_open (&line);
  begin_dial (&line, entry);
  wait_for_state (line.connection, RASCS_ConnectDevice);
  g_usleep (50000);
  begun = bench_now_ns ();
  BENCH_CHECK (SUCCEEDED (AsyncIRasConnection_Begin_HangUp (line.hang_up)));
  *return_ns = (double) (bench_now_ns () - begun);
  BENCH_CHECK (SUCCEEDED (AsyncIRasConnection_Finish_HangUp (line.hang_up)));
  *end_ns = (double) (bench_now_ns () - begun);
  BENCH_CHECK (AsyncIRasConnection_Finish_Dial (line.dial)
               == HRESULT_FROM_WIN32 (ERROR_USER_DISCONNECTION));
  line_close (&line);
}

/* ---- Measuring ---- */

static void
read_login (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  BENCH_CHECK (g_file_get_contents (login, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  BENCH_CHECK (g_strv_length (lines) >= 2);
  for (guint i = 0; i < 2; i++)
    for (gsize j = 0; lines[i][j] != '\0' && j + 1 < G_N_ELEMENTS (user); j++)
      (i == 0 ? user : password)[j] = (WCHAR) lines[i][j];
}

/* In turns, so that what the machine does meanwhile is the same for both. */
static void
compare (void)
{
  double bare[2][N_DIALS], ours[2][N_DIALS];

  for (guint i = 0; i < N_DIALS; i++)
    {
      run_bare (&bare[0][i], &bare[1][i]);
      run_ours (&ours[0][i], &ours[1][i]);
    }
  bench_peer = "openvpn";
  bench_percentiles ("R.connect", bare[0], N_DIALS);
  bench_percentiles ("R.hangup", bare[1], N_DIALS);
  bench_peer = "beck";
  bench_percentiles ("R.connect", ours[0], N_DIALS);
  bench_percentiles ("R.hangup", ours[1], N_DIALS);
}

static void
measure_hang_up (const char *entry)
{
  g_autofree char *returned = g_strdup_printf ("R.hangup-dialling.%s.return", entry);
  g_autofree char *ended = g_strdup_printf ("R.hangup-dialling.%s.end", entry);
  double return_ns[N_DIALS], end_ns[N_DIALS];

  for (guint i = 0; i < N_DIALS; i++)
    hang_up_dialling (entry, &return_ns[i], &end_ns[i]);
  bench_percentiles (returned, return_ns, N_DIALS);
  bench_percentiles (ended, end_ns, N_DIALS);
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    {
      fprintf (stderr, "usage: bench-ras PROFILE LOGIN\n");
      return 2;
    }
  profile = argv[1];
  login = argv[2];
  read_login ();
  compare ();
  measure_hang_up ("silent");
  measure_hang_up ("silent-tcp");
  return 0;
}
