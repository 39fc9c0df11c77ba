/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ras-scene.h"

#include <glib/gstdio.h>
#include <string.h>

#include "beck-test.h"

/* ---- The directory ---- */

static char *directory;
static GPtrArray *paths;
static GString *book;

static void
set_up (void)
{
  directory = g_dir_make_tmp ("beck-dialer-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  paths = g_ptr_array_new_with_free_func (g_free);
  book = g_string_new (NULL);
  g_setenv ("BECK_RAS_PHONEBOOK", ras_path ("phonebook"), TRUE);
  g_setenv ("BECK_RAS_SYSTEM_PHONEBOOK", ras_path ("system"), TRUE);
  g_setenv ("BECK_RAS_RUNTIME_DIR", ras_path ("run"), TRUE);
}

static gboolean
is_ours (const char *task)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
  g_autofree char *name = NULL;

  return g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "beck-ras");
}

static gboolean
a_thread_is_left (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;

  while ((task = g_dir_read_name (tasks)) != NULL)
    if (is_ours (task))
      return TRUE;
  return FALSE;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  ck_assert_int_eq (g_remove (path), 0);
}

/* The loop's thread ends by itself when nothing is left to be driven. */
static void
tear_down (void)
{
  while (a_thread_is_left ())
    g_usleep (1000);
  remove_tree (directory);
  g_string_free (book, TRUE);
  g_clear_pointer (&paths, g_ptr_array_unref);
  g_clear_pointer (&directory, g_free);
}

/* The first GTask of a process starts a thread of GLib's with a descriptor of its own. */
static void
warm_up_tasks (void)
{
  g_object_unref (g_task_new (NULL, NULL, NULL, NULL));
  beck_test_keep_descriptors ();
}

TCase *
ras_case (const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, warm_up_tasks, NULL);
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_set_timeout (tcase, 60);
  return tcase;
}

const char *
ras_path (const char *name)
{
  char *path = g_build_filename (directory, name, NULL);

  g_ptr_array_add (paths, path);
  return path;
}

void
ras_entry (const char *name, const char *script)
{
  g_string_append_printf (book,
                          "[%s]\nType=2\nDeviceType=vpn\nDeviceName=Simulated VPN\n"
                          "PhoneNumber=example.org\nBackend=simulator\nScript=%s\n",
                          name, script);
  ck_assert (g_file_set_contents (ras_path ("phonebook"), book->str, -1, NULL));
}

/* ---- Requests ---- */

static void
to_wide (const char *text, WCHAR *wide)
{
  ck_assert_uint_lt (strlen (text), 32);
  do
    *wide++ = (WCHAR) *text;
  while (*text++ != '\0');
}

const BeckRasRequest *
ras_request_as (const char *entry, const char *user, const char *password, DWORD options)
{
  static struct
  {
    BeckRasRequest request;
    WCHAR entry[32], user[32], password[32];
  } requests[8], *next;
  static guint n;

  next = &requests[n++ % G_N_ELEMENTS (requests)];
  to_wide (entry, next->entry);
  to_wide (user, next->user);
  to_wide (password, next->password);
  next->request = (BeckRasRequest){
    .entry = next->entry,
    .user_name = next->user,
    .password = next->password,
    .options = options,
  };
  return &next->request;
}

const BeckRasRequest *
ras_request (const char *entry)
{
  return ras_request_as (entry, "", "", 0);
}

/* ---- Objects ---- */

IRasConnection *
ras_connection (void)
{
  IRasConnection *connection;

  assert_hr (beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
                                 (void **) &connection),
             S_OK);
  return connection;
}

gpointer
ras_query (gpointer object, REFIID iid)
{
  gpointer found;

  assert_hr (IUnknown_QueryInterface ((IUnknown *) object, iid, &found), S_OK);
  return found;
}

IRasConnectionInfo *
ras_info_of (IRasConnection *connection)
{
  return ras_query (connection, &IID_IRasConnectionInfo);
}

AsyncIRasConnection *
ras_call (IRasConnection *connection)
{
  g_autoptr (ICallFactory) factory = ras_query (connection, &IID_ICallFactory);
  AsyncIRasConnection *call;

  assert_hr (ICallFactory_CreateCall (factory, &IID_AsyncIRasConnection, NULL,
                                      &IID_AsyncIRasConnection, (IUnknown **) &call),
             S_OK);
  return call;
}

HRESULT
ras_wait (gpointer call, DWORD timeout_ms)
{
  g_autoptr (ISynchronize) sync = ras_query (call, &IID_ISynchronize);

  return ISynchronize_Wait (sync, 0, timeout_ms);
}

HRESULT
ras_cancel (gpointer call)
{
  g_autoptr (ICancelMethodCalls) cancel = ras_query (call, &IID_ICancelMethodCalls);

  return ICancelMethodCalls_Cancel (cancel, 0);
}

DWORD
ras_state (IRasConnection *connection, DWORD *error)
{
  g_autoptr (IRasConnectionInfo) info = ras_info_of (connection);
  BeckRasStatus status;

  assert_hr (IRasConnectionInfo_GetStatus (info, &status), S_OK);
  if (error != NULL)
    *error = status.error;
  return status.state;
}

/* ---- The sink ---- */

static HRESULT
on_state (IRasConnectionSink *This, DWORD state, DWORD error, DWORD extended_error)
{
  RasListener *self = BECK_SELF (RasListener, sink, This);

  g_mutex_lock (&self->mutex);
  self->overlapped |= self->is_inside;
  self->is_inside = TRUE;
  g_string_append_printf (self->told, error != 0 ? "%u:%u " : "%u ", (guint) state,
                          (guint) error);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (self->react != NULL)
    self->react (self, state, error);
  g_mutex_lock (&self->mutex);
  self->is_inside = FALSE;
  g_mutex_unlock (&self->mutex);
  return S_OK;
}

static HRESULT
init (gpointer object)
{
  RasListener *self = object;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->told = g_string_new (NULL);
  return S_OK;
}

static void
finalize (gpointer object)
{
  RasListener *self = object;

  g_string_free (self->told, TRUE);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
}

static const BeckClass listener_class = {
  .name = "RasListener",
  .size = sizeof (RasListener),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (RasListener, sink, IRasConnectionSink, .OnState = on_state)),
  .init = init,
  .finalize = finalize,
};

RasListener *
ras_listener (IRasConnection *connection, DWORD *cookie)
{
  g_autoptr (IRasConnectionInfo) info = ras_info_of (connection);
  RasListener *self = beck_object_new (&listener_class, NULL);

  assert_hr (IRasConnectionInfo_Advise (info, &self->sink, cookie), S_OK);
  return self;
}

void
ras_listener_wait (RasListener *self, const char *word)
{
  g_autofree char *wanted = g_strconcat (word, " ", NULL);

  g_mutex_lock (&self->mutex);
  while (!g_str_has_suffix (self->told->str, wanted))
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

char *
ras_listener_told (RasListener *self)
{
  char *told;

  g_mutex_lock (&self->mutex);
  ck_assert (!self->overlapped);
  told = g_strdup (self->told->str);
  g_mutex_unlock (&self->mutex);
  return told;
}
