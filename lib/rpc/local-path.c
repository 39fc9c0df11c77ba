/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where the sockets of ncalrpc are. A name is looked for where the user's own servers are, then
 * where root's are: nobody else can put a socket into either, so that a name leads to whom it
 * should. For that, a directory that others can write to is refused, unless the environment
 * names it.
 */

#include "remote.h"

#include <beck/status.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"

#define MAX_PATH sizeof (((struct sockaddr_un *) 0)->sun_path)
#define SYSTEM_DIR "/run/beck/ncalrpc"

typedef char Path[MAX_PATH];

gboolean
beck_rpc_local_name_is_good (const char *name)
{
  if (name[0] == '/')
    return strlen (name) < MAX_PATH;
  return name[0] != 0 && strlen (name) < MAX_PATH && strchr (name, '/') == NULL
         && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

/* ---- Directories ---- */

/* FALSE if it is too long. */
static gboolean G_GNUC_PRINTF (2, 3)
print_path (Path path, const char *format, ...)
{
  va_list args;
  int length;

  va_start (args, format);
  length = g_vsnprintf (path, MAX_PATH, format, args);
  va_end (args);
  return length >= 0 && (gsize) length < MAX_PATH;
}

static const char *
told_directory (void)
{
  const char *told = g_getenv ("BECK_NCALRPC_DIR");

  return told != NULL && told[0] != 0 ? told : NULL;
}

static gboolean
own_directory (Path path)
{
  const char *told = told_directory (), *runtime = g_getenv ("XDG_RUNTIME_DIR");

  if (told != NULL)
    return print_path (path, "%s", told);
  if (geteuid () == 0)
    return print_path (path, "%s", SYSTEM_DIR);
  if (runtime != NULL && runtime[0] == '/')
    return print_path (path, "%s/beck/ncalrpc", runtime);
  return print_path (path, "/tmp/beck-%u/ncalrpc", (guint) geteuid ());
}

/* Ours or root's, and nobody else's to write to. */
static gboolean
is_safe (const char *directory)
{
  struct stat info;

  if (lstat (directory, &info) != 0 || !S_ISDIR (info.st_mode))
    return FALSE;
  return (info.st_uid == geteuid () || info.st_uid == 0) && (info.st_mode & 0022) == 0;
}

/* With the directory it is in: both are of our making, and in /tmp somebody else may have been
 * first. */
static gboolean
is_trusted (const char *directory)
{
  Path parent;

  if (told_directory () != NULL && strcmp (directory, SYSTEM_DIR) != 0)
    return g_file_test (directory, G_FILE_TEST_IS_DIR);
  g_strlcpy (parent, directory, sizeof parent);
  *strrchr (parent, '/') = 0;
  return is_safe (directory) && is_safe (parent);
}

/* Everybody may reach root's servers; the others serve their own user. */
static gboolean
make_directory (char *directory)
{
  const mode_t mode = geteuid () == 0 ? 0755 : 0700;

  for (char *slash = strchr (directory + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      *slash = 0;
      mkdir (directory, mode);
      *slash = '/';
    }
  return (mkdir (directory, mode) == 0 || errno == EEXIST) && is_trusted (directory);
}

/* ---- Paths ---- */

static gboolean
put_name (Path path, const char *directory, const char *name)
{
  return print_path (path, "%s/%s", directory, name);
}

static guint32
server_path (Path path, const char *name)
{
  Path directory;

  if (!own_directory (directory) || !put_name (path, directory, name))
    return RPC_S_INVALID_ENDPOINT_FORMAT;
  return make_directory (directory) ? RPC_S_OK : RPC_S_CANT_CREATE_ENDPOINT;
}

static gboolean
is_there (const char *directory, const char *path)
{
  return is_trusted (directory) && access (path, F_OK) == 0;
}

static guint32
client_path (Path path, const char *name)
{
  Path directory;

  if (!own_directory (directory) || !put_name (path, directory, name))
    return RPC_S_INVALID_ENDPOINT_FORMAT;
  if (is_there (directory, path))
    return RPC_S_OK;
  if (put_name (path, SYSTEM_DIR, name) && is_there (SYSTEM_DIR, path))
    return RPC_S_OK;
  return RPC_S_SERVER_UNAVAILABLE;
}

static guint32
find_path (Path path, const char *name, BeckRpcPathUse use)
{
  if (!beck_rpc_local_name_is_good (name))
    return RPC_S_INVALID_ENDPOINT_FORMAT;
  if (name[0] == '/')
    return print_path (path, "%s", name) ? RPC_S_OK : RPC_S_INVALID_ENDPOINT_FORMAT;
  return use == BECK_RPC_PATH_SERVER ? server_path (path, name) : client_path (path, name);
}

char *
beck_rpc_local_path (const char *endpoint, BeckRpcPathUse use, guint32 *status)
{
  Path path;
  char *copy;

  *status = find_path (path, endpoint, use);
  if (*status != RPC_S_OK)
    return NULL;
  copy = beck_alloc (strlen (path) + 1);
  if (copy == NULL)
    *status = RPC_S_OUT_OF_MEMORY;
  return copy != NULL ? strcpy (copy, path) : NULL;
}
