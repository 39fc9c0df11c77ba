/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A directory for records, records, and processes to name in them. */

#include "test-record.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ras/process-start.h"

char *record_directory;
static char *parent;

void
record_set_up (void)
{
  parent = g_dir_make_tmp ("beck-record-XXXXXX", NULL);
  ck_assert_ptr_nonnull (parent);
  record_directory = g_build_filename (parent, "ras", NULL);
  g_setenv ("BECK_RAS_RUNTIME_DIR", record_directory, TRUE);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  g_remove (path);
}

void
record_tear_down (void)
{
  remove_tree (parent);
  g_unsetenv ("BECK_RAS_RUNTIME_DIR");
  g_clear_pointer (&record_directory, g_free);
  g_clear_pointer (&parent, g_free);
}

static void
set_text (char **text, const char *value)
{
  ck_assert (beck_ras_record_set (text, value));
}

static void
fill_link (BeckRasLink *link)
{
  g_strlcpy (link->device, "tun7", sizeof link->device);
  g_strlcpy (link->device_type, "vpn", sizeof link->device_type);
  g_strlcpy (link->device_name, "OpenVPN (tun)", sizeof link->device_name);
  g_strlcpy (link->address, "10.8.0.6", sizeof link->address);
  g_strlcpy (link->server_address, "10.8.0.1", sizeof link->server_address);
  g_strlcpy (link->address6, "fd00::6", sizeof link->address6);
  g_strlcpy (link->server_address6, "fd00::1", sizeof link->server_address6);
  g_strlcpy (link->local_endpoint, "192.0.2.2", sizeof link->local_endpoint);
  g_strlcpy (link->remote_endpoint, "192.0.2.1", sizeof link->remote_endpoint);
}

BeckRasRecord *
sample_record (guint8 n, BeckRasProcessId owner)
{
  BeckRasRecord *record = beck_ras_record_new ();

  ck_assert_ptr_nonnull (record);
  record->id = (GUID){ 0xbec4, 1, 2, { 3, 4, 5, 6, 7, 8, 9, n } };
  set_text (&record->entry, "Büro = [zwei]\n#3");
  set_text (&record->book, "/etc/beck/ras/phonebook");
  set_text (&record->backend, "simulator");
  set_text (&record->phone_number, " +49 30 1 ");
  record->flags = 5;
  record->uses = 1;
  record->state = 0x2000;
  record->sub_state = 0x2000;
  record->error = G_MAXUINT32;
  fill_link (&record->link);
  record->since = G_GINT64_CONSTANT (1234567890123);
  record->baseline = (BeckRasCounts){ G_MAXUINT64, 2, 3, 4, 5, 6 };
  record->owner = owner;
  record->session = g_key_file_new ();
  g_key_file_set_string (record->session, BECK_RAS_RECORD_SESSION, "Socket", "/run/a b\n[c]");
  g_key_file_set_integer (record->session, BECK_RAS_RECORD_SESSION, "Number", -7);
  return record;
}

BeckRasProcessId
own_process (void)
{
  return (BeckRasProcessId){ getpid (), beck_ras_process_started (getpid ()) };
}

BeckRasProcessId
no_process (void)
{
  return (BeckRasProcessId){ 0, 0 };
}

char *
record_path (const char *name)
{
  return g_build_filename (record_directory, name, NULL);
}

char *
record_path_of (const BeckRasRecord *record)
{
  g_autofree char *name
    = g_strdup_printf ("0000bec4-0001-0002-0304-05060708%02x%02x", record->id.Data4[6],
                       record->id.Data4[7]);

  return record_path (name);
}

/* ---- Children ---- */

static pid_t
fork_child (void)
{
  pid_t pid;

  fflush (NULL);
  pid = fork ();
  ck_assert_int_ge (pid, 0);
  if (pid == 0)
    prctl (PR_SET_PDEATHSIG, SIGKILL);
  return pid;
}

BeckRasProcessId
child_start (void)
{
  pid_t pid = fork_child ();

  if (pid == 0)
    for (;;)
      pause ();
  return (BeckRasProcessId){ pid, beck_ras_process_started (pid) };
}

void
child_kill (BeckRasProcessId id)
{
  int status;

  kill (id.pid, SIGKILL);
  ck_assert_int_eq (waitpid (id.pid, &status, 0), id.pid);
}

pid_t
child_run (void (*func) (gpointer data), gpointer data)
{
  pid_t pid = fork_child ();

  if (pid == 0)
    {
      func (data);
      _exit (0);
    }
  return pid;
}

void
child_wait (pid_t pid)
{
  int status;

  ck_assert_int_eq (waitpid (pid, &status, 0), pid);
  ck_assert (WIFEXITED (status));
  ck_assert_int_eq (WEXITSTATUS (status), 0);
}

guint
count_records (void)
{
  g_autoptr (GPtrArray) records = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  return records->len;
}
