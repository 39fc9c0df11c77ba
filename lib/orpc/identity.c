/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Threads with the credentials of clients. The C library changes those of all threads at once; the
 * system calls change the calling thread's alone, which is what is wanted.
 *
 * Only the effective and file system ids change: the real and saved ones stay the process's, so that
 * the thread can always go back. A thread that cannot go back must not go on.
 */

#include "orpc/identity.h"

#include <beck/hresult.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"

#define NO_CHANGE ((uid_t) -1)
#define NAME_BUFFER 4096
#define MAX_GROUPS 1024

static _Thread_local BeckIdentity current;

/* ---- System calls of one thread ---- */

static gboolean
set_groups (gsize n, const gid_t *groups)
{
  return syscall (SYS_setgroups, n, groups) == 0;
}

static gboolean
set_ids (uid_t uid, gid_t gid)
{
  return syscall (SYS_setresgid, NO_CHANGE, gid, NO_CHANGE) == 0
         && syscall (SYS_setresuid, NO_CHANGE, uid, NO_CHANGE) == 0;
}

/* ---- Groups ---- */

/* The groups of @uid; 0 if there is no such user. */
static gsize
groups_of (uid_t uid, gid_t gid, gid_t *groups)
{
  char buffer[NAME_BUFFER];
  struct passwd user;
  struct passwd *found = NULL;
  int n = MAX_GROUPS;

  if (getpwuid_r (uid, &user, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return 0;
  return getgrouplist (found->pw_name, gid, groups, &n) >= 0 ? (gsize) n : 0;
}

/* The process's own: what its main thread has. Read when a thread first leaves them. */
static gsize
own_groups (gid_t *groups)
{
  int n = getgroups (MAX_GROUPS, groups);

  return n > 0 ? (gsize) n : 0;
}

static struct
{
  gsize once;
  gsize n;
  gid_t *groups;
} process;

static gboolean
note_own_groups (void)
{
  if (g_once_init_enter (&process.once))
    {
      process.groups = beck_alloc (MAX_GROUPS * sizeof *process.groups);
      if (process.groups != NULL)
        process.n = own_groups (process.groups);
      g_once_init_leave (&process.once, 1);
    }
  return process.groups != NULL;
}

/* ---- Becoming somebody ---- */

static gboolean
is_process (guint uid, guint gid)
{
  return uid == getuid () && uid == geteuid () && gid == getegid ();
}

/* The groups first, while there is the privilege to set them. */
static gboolean
change (uid_t uid, gid_t gid)
{
  gid_t *groups = beck_alloc (MAX_GROUPS * sizeof *groups);
  gboolean changed = FALSE;
  gsize n;

  if (groups == NULL)
    return FALSE;
  n = groups_of (uid, gid, groups);
  changed = n > 0 && set_groups (n, groups) && set_ids (uid, gid);
  beck_free (groups);
  return changed;
}

/* Back, whatever was done of the way there. The user first: it has the privilege for the rest. */
static void
go_back (void)
{
  if (syscall (SYS_setresuid, NO_CHANGE, getuid (), NO_CHANGE) != 0
      || syscall (SYS_setresgid, NO_CHANGE, getgid (), NO_CHANGE) != 0
      || !set_groups (process.n, process.groups))
    {
      /* Going on with a client's rights for others would be worse. */
      g_printerr ("beck: a thread cannot give up the rights of a client\n");
      abort ();
    }
}

HRESULT
beck_identity_become (guint uid, guint gid)
{
  if (current.is_client && current.uid == uid && current.gid == gid)
    return S_OK;
  beck_identity_revert ();
  if (!is_process (uid, gid))
    {
      /* Who has changed its ids by other means has its reasons. */
      if (getuid () != geteuid () || geteuid () != 0 || !note_own_groups ())
        return CO_E_FAILEDTOIMPERSONATE;
      if (!change (uid, gid))
        {
          go_back ();
          return CO_E_FAILEDTOIMPERSONATE;
        }
    }
  current = (BeckIdentity){ TRUE, uid, gid };
  return S_OK;
}

void
beck_identity_revert (void)
{
  if (!current.is_client)
    return;
  if (current.uid != getuid () || current.gid != getgid ())
    go_back ();
  current = (BeckIdentity){ FALSE, 0, 0 };
}

gboolean
beck_identity_is_client (void)
{
  return current.is_client;
}

void
beck_identity_begin (BeckIdentity *before)
{
  *before = current;
  beck_identity_revert ();
}

/* A client that cannot be impersonated again, as its user is gone, leaves the process itself. */
void
beck_identity_end (const BeckIdentity *before)
{
  beck_identity_revert ();
  if (before->is_client)
    beck_identity_become (before->uid, before->gid);
}
