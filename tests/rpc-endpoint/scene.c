/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "beck-test.h"

static GPid beckd;
static char *directory;
static char *port;

/* ---- Processes ---- */

/* The lines up to "ready". */
static GPtrArray *
read_lines (int fd)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  FILE *file = fdopen (fd, "r");
  char line[256];

  while (fgets (line, sizeof line, file) != NULL && strcmp (line, "ready\n") != 0)
    g_ptr_array_add (lines, g_strdup (g_strchomp (line)));
  ck_assert (!feof (file));
  fclose (file);
  return lines;
}

static GPid
spawn (char **command, GPtrArray **lines)
{
  GPid pid;
  int out;

  ck_assert (g_spawn_async_with_pipes (NULL, command, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                       &pid, NULL, &out, NULL, NULL));
  *lines = read_lines (out);
  return pid;
}

GPid
scene_spawn (const char *program)
{
  char *command[] = { (char *) program, NULL };
  GPtrArray *lines;
  GPid pid = spawn (command, &lines);

  g_ptr_array_unref (lines);
  return pid;
}

static void
end (GPid pid, int how)
{
  int status;

  kill (pid, how);
  ck_assert_int_eq (waitpid (pid, &status, 0), pid);
  ck_assert (how == SIGKILL || (WIFEXITED (status) && WEXITSTATUS (status) == 0));
}

void
scene_kill (GPid pid)
{
  end (pid, SIGKILL);
}

/* ---- The daemon ---- */

static void
start (const char *wanted_port)
{
  char *command[] = { (char *) g_getenv ("BECKD"), (char *) "--port", (char *) wanted_port, NULL };
  const char *tcp = "ncacn_ip_tcp:127.0.0.1[";
  GPtrArray *lines;

  beckd = spawn (command, &lines);
  for (guint i = 0; i < lines->len; i++)
    if (g_str_has_prefix (lines->pdata[i], tcp))
      {
        g_free (port);
        port = g_strdup ((const char *) lines->pdata[i] + strlen (tcp));
        *strchr (port, ']') = '\0';
      }
  g_ptr_array_unref (lines);
  ck_assert_ptr_nonnull (port);
  g_setenv ("BECK_EPM_PORT", port, TRUE);
}

void
scene_begin (void)
{
  directory = g_dir_make_tmp ("beck-epm-XXXXXX", NULL);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  start ("0");
}

void
scene_end (void)
{
  g_autofree char *path = g_build_filename (directory, "epmapper", NULL);

  end (beckd, SIGTERM);
  g_unlink (path);
  g_rmdir (directory);
  g_clear_pointer (&directory, g_free);
  g_clear_pointer (&port, g_free);
  /* Connections are kept for a while, for the next call. */
  beck_test_keep_descriptors ();
}

void
scene_restart (void)
{
  g_autofree char *same = g_strdup (port);

  end (beckd, SIGKILL);
  start (same);
}

const char *
scene_tcp (void)
{
  static char text[64];

  g_snprintf (text, sizeof text, "ncacn_ip_tcp:127.0.0.1[%s]", port);
  return text;
}

/* ---- Interfaces ---- */

RPC_IF_HANDLE
scene_interface (guint number, guint16 major, guint16 minor)
{
  static BeckNdrInterface ndr[4];
  static BeckRpcInterface interfaces[4];

  ndr[number] = (BeckNdrInterface){
    .name = "scene",
    .uuid = { 0x5ce9e000 + number, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } },
    .major = major,
    .minor = minor,
  };
  interfaces[number].ndr = &ndr[number];
  return &interfaces[number];
}

RPC_BINDING_HANDLE
scene_binding (const char *text)
{
  RPC_BINDING_HANDLE binding;

  assert_status (RpcBindingFromStringBindingA ((RPC_CSTR) text, &binding), RPC_S_OK);
  return binding;
}

/* The library frees it: it comes from malloc(). */
RPC_BINDING_VECTOR *
scene_vector (const char *const *texts)
{
  guint n = g_strv_length ((char **) texts);
  RPC_BINDING_VECTOR *vector = malloc (sizeof *vector + n * sizeof vector->BindingH[0]);

  vector->Count = n;
  for (guint i = 0; i < n; i++)
    vector->BindingH[i] = scene_binding (texts[i]);
  return vector;
}

RPC_STATUS
scene_register (RPC_IF_HANDLE interface, const char *text)
{
  const char *const texts[] = { text, NULL };
  RPC_BINDING_VECTOR *vector = scene_vector (texts);
  RPC_STATUS status = RpcEpRegisterA (interface, vector, NULL, (RPC_CSTR) "scene");

  RpcBindingVectorFree (&vector);
  return status;
}

RPC_STATUS
scene_unregister (RPC_IF_HANDLE interface, const char *text)
{
  const char *const texts[] = { text, NULL };
  RPC_BINDING_VECTOR *vector = scene_vector (texts);
  RPC_STATUS status = RpcEpUnregister (interface, vector, NULL);

  RpcBindingVectorFree (&vector);
  return status;
}

char *
scene_resolve (const char *text, RPC_IF_HANDLE interface)
{
  RPC_BINDING_HANDLE binding = scene_binding (text);
  RPC_STATUS status = RpcEpResolveBinding (binding, interface);
  char *result;
  RPC_CSTR resolved;

  if (status != RPC_S_OK)
    result = g_strdup_printf ("%d", status);
  else
    {
      assert_status (RpcBindingToStringBindingA (binding, &resolved), RPC_S_OK);
      result = g_strdup ((const char *) resolved);
      RpcStringFreeA (&resolved);
    }
  RpcBindingFree (&binding);
  return result;
}
