/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A program is started without a shell, with nothing open but the null device and beckd's
 * standard error, with no signals blocked, and, for another user, with that user's rights
 * and an environment of its own. Between fork and exec the child calls what is safe after a signal
 * only.
 *
 * A launch lives until its program has ended, which the main loop sees. One that has not registered
 * in time is ended, first kindly.
 */

#include "launch.h"

#include <beck/guid.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLASS_VARIABLE "BECK_SERVER_CLASS"
#define PATH "/usr/local/bin:/usr/bin:/bin"
#define KIND_SECONDS 5
#define MAX_GROUPS 256

struct BeckdLaunch
{
  gint refs; /* of its owner, and of what the main loop has of it */
  BeckdLaunchEnd ended;
  gpointer data;
  GDestroyNotify free_data;
  GPid pid; /* the main loop's; 0 when it has ended */
  gboolean is_helper; /* its good end says only that the server was started */
  gint is_kept;
  GMutex mutex; /* guards the next */
  gboolean is_over;
};

static gint timeout_ms = 30000;

void
beckd_launch_set_timeout (double seconds)
{
  timeout_ms = (gint) CLAMP (seconds * 1000, 1, G_MAXINT);
}

/* ---- Users ---- */

typedef struct
{
  gboolean other; /* than this process's */
  uid_t uid;
  gid_t gid;
  gid_t groups[MAX_GROUPS];
  int n_groups;
  char *name, *home, *shell;
} Account;

static void
account_clear (Account *account)
{
  g_free (account->name);
  g_free (account->home);
  g_free (account->shell);
}

static gboolean
account_find (Account *account, guint uid, char **error)
{
  const struct passwd *entry;

  *account = (Account){ .other = uid != geteuid (), .uid = uid, .n_groups = MAX_GROUPS };
  if (!account->other)
    return TRUE;
  if (geteuid () != 0)
    {
      *error = g_strdup_printf ("this beckd runs as user %u, and cannot start servers of user %u, "
                                "who may run one, too",
                                (guint) geteuid (), uid);
      return FALSE;
    }
  entry = getpwuid (uid);
  if (entry == NULL
      || getgrouplist (entry->pw_name, entry->pw_gid, account->groups, &account->n_groups) < 0)
    {
      *error = g_strdup_printf ("there is no user %u, or it has too many groups", uid);
      return FALSE;
    }
  account->gid = entry->pw_gid;
  account->name = g_strdup (entry->pw_name);
  account->home = g_strdup (entry->pw_dir);
  account->shell = g_strdup (entry->pw_shell);
  return TRUE;
}

/* ---- Environment ---- */

/* Another user's has nothing of this process's but where to find beckd. */
static char **
foreign_environment (const Account *account)
{
  static const char *const kept[] = { "LANG", "BECK_NCALRPC_DIR", "BECK_EPM_PORT" };
  char **environment = g_new0 (char *, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]) != NULL)
      environment = g_environ_setenv (environment, kept[i], g_getenv (kept[i]), TRUE);
  environment = g_environ_setenv (environment, "PATH", PATH, TRUE);
  environment = g_environ_setenv (environment, "USER", account->name, TRUE);
  environment = g_environ_setenv (environment, "LOGNAME", account->name, TRUE);
  environment = g_environ_setenv (environment, "HOME", account->home, TRUE);
  return g_environ_setenv (environment, "SHELL", account->shell, TRUE);
}

static char **
make_environment (const Account *account, const CLSID *clsid)
{
  g_autofree char *runtime = g_strdup_printf ("/run/user/%u", (guint) account->uid);
  char **environment = account->other ? foreign_environment (account) : g_get_environ ();
  char text[BECK_GUID_TEXT_SIZE], braces[BECK_GUID_TEXT_SIZE + 2];

  if (g_environ_getenv (environment, "XDG_RUNTIME_DIR") == NULL
      && g_file_test (runtime, G_FILE_TEST_IS_DIR))
    environment = g_environ_setenv (environment, "XDG_RUNTIME_DIR", runtime, TRUE);
  environment = g_environ_unsetenv (environment, "NOTIFY_SOCKET");
  beck_guid_format (clsid, text);
  g_snprintf (braces, sizeof braces, "{%s}", text);
  return g_environ_setenv (environment, CLASS_VARIABLE, braces, TRUE);
}

/* ---- The child ---- */

static void
become (gpointer data)
{
  const Account *account = data;
  sigset_t none;

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  setpgid (0, 0);
  if (account->other
      && (setgroups ((size_t) account->n_groups, account->groups) != 0
          || setgid (account->gid) != 0 || setuid (account->uid) != 0))
    _exit (126);
}

static gboolean
spawn (char **command, const Account *account, const CLSID *clsid, GPid *pid, char **error)
{
  const GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
  g_auto (GStrv) environment = make_environment (account, clsid);
  g_autoptr (GError) spawn_error = NULL;

  if (g_spawn_async ("/", command, environment, flags, become, (gpointer) account, pid,
                     &spawn_error))
    return TRUE;
  *error = g_strdup (spawn_error->message);
  return FALSE;
}

/* ---- systemd ---- */

/* Whether there is a systemd for @account, to start a unit. */
static char *
find_systemctl (const Account *account)
{
  g_autofree char *socket = g_strdup_printf ("/run/user/%u/systemd/private", (guint) account->uid);

  if (!g_file_test (account->uid == 0 ? "/run/systemd/system" : socket, G_FILE_TEST_EXISTS))
    return NULL;
  return g_find_program_in_path ("systemctl");
}

/* (transfer full) (nullable): what is run for @server; @is_helper: it is not the server itself. */
static char **
choose_command (const BeckClassServer *server, const Account *account, gboolean *is_helper)
{
  g_autofree char *systemctl = server->unit != NULL ? find_systemctl (account) : NULL;
  const char *mode = account->uid == 0 ? "--system" : "--user";
  const char *const words[] = { systemctl, mode, "--quiet", "start", "--", server->unit, NULL };

  *is_helper = systemctl != NULL;
  return g_strdupv (systemctl != NULL ? (char **) words : server->command);
}

/* ---- Its end ---- */

static BeckdLaunch *
launch_ref (BeckdLaunch *launch)
{
  g_atomic_int_inc (&launch->refs);
  return launch;
}

static void
launch_unref (gpointer data)
{
  BeckdLaunch *launch = data;

  if (!g_atomic_int_dec_and_test (&launch->refs))
    return;
  launch->free_data (launch->data);
  g_mutex_clear (&launch->mutex);
  g_free (launch);
}

/* Whether somebody is still to be told, which is the caller's to do then. */
static gboolean
take_news (BeckdLaunch *launch)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&launch->mutex);
  gboolean wanted = !launch->is_over;

  launch->is_over = TRUE;
  return wanted;
}

static void
tell (BeckdLaunch *launch, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  if (!take_news (launch))
    return;
  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  launch->ended (launch->data, why);
}

/* A helper that has done its work leaves the rest to the clock. */
static gboolean
on_end (gpointer data)
{
  BeckdLaunch *launch = data;
  int status = 0;

  waitpid (launch->pid, &status, 0);
  launch->pid = 0;
  if (WIFSIGNALED (status))
    tell (launch, "signal %d has ended it", WTERMSIG (status));
  else if (!launch->is_helper || WEXITSTATUS (status) != 0)
    tell (launch, "it has ended with status %d", WEXITSTATUS (status));
  return G_SOURCE_REMOVE;
}

/* ---- The clock ---- */

static void
set_timer (BeckdLaunch *launch, guint ms, GSourceFunc func)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, ms, func, launch_ref (launch), launch_unref);
}

static gboolean
end_at_once (gpointer data)
{
  BeckdLaunch *launch = data;

  if (launch->pid != 0)
    kill (-launch->pid, SIGKILL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_timeout (gpointer data)
{
  BeckdLaunch *launch = data;

  if (!g_atomic_int_get (&launch->is_kept) && launch->pid != 0)
    {
      kill (-launch->pid, SIGTERM);
      set_timer (launch, KIND_SECONDS * 1000, end_at_once);
    }
  tell (launch, "it has not registered the class in %.3g seconds", timeout_ms / 1000.0);
  return G_SOURCE_REMOVE;
}

/* ---- The functions ---- */

/* A thread per program: unlike descriptors of processes, that is possible everywhere. It leaves the
 * process to the main loop, so that its number stays its own until nobody sends signals there. */
static gpointer
await_end (gpointer data)
{
  BeckdLaunch *launch = data;
  const id_t pid = (id_t) launch->pid;
  siginfo_t info;

  while (waitid (P_PID, pid, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR)
    ;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_end, launch, launch_unref);
  return NULL;
}

/* The main loop sees to it from now on. */
static gboolean
watch (BeckdLaunch *launch)
{
  GThread *thread = g_thread_try_new ("beckd-child", await_end, launch_ref (launch), NULL);

  if (thread == NULL)
    {
      launch_unref (launch);
      kill (-launch->pid, SIGKILL);
      waitpid (launch->pid, NULL, 0);
      return FALSE;
    }
  g_thread_unref (thread);
  set_timer (launch, (guint) timeout_ms, on_timeout);
  return TRUE;
}

static gboolean
start (BeckdLaunch *launch, const BeckClassServer *server, const CLSID *clsid,
       const Account *account, char **error)
{
  g_auto (GStrv) command = choose_command (server, account, &launch->is_helper);

  if (command == NULL)
    {
      *error = g_strdup ("its class file names no program, or one for systemd only, which is not "
                         "there");
      return FALSE;
    }
  if (!spawn (command, account, clsid, &launch->pid, error))
    return FALSE;
  if (watch (launch))
    return TRUE;
  *error = g_strdup ("no thread is left to wait for it");
  return FALSE;
}

BeckdLaunch *
beckd_launch (const BeckClassServer *server, const CLSID *clsid, guint uid, BeckdLaunchEnd ended,
              gpointer data, GDestroyNotify free_data, char **error)
{
  BeckdLaunch *launch = g_new0 (BeckdLaunch, 1);
  Account account;
  gboolean good;

  *launch = (BeckdLaunch){ .refs = 1, .ended = ended, .data = data, .free_data = free_data };
  g_mutex_init (&launch->mutex);
  good = account_find (&account, uid, error) && start (launch, server, clsid, &account, error);
  account_clear (&account);
  if (good)
    return launch;
  launch_unref (launch);
  return NULL;
}

void
beckd_launch_keep (BeckdLaunch *launch)
{
  g_atomic_int_set (&launch->is_kept, TRUE);
}

void
beckd_launch_leave (BeckdLaunch *launch)
{
  take_news (launch);
  launch_unref (launch);
}
