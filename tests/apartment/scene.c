/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

#include <unistd.h>

#include "beck-test.h"
#include "call/classes.h"

void
enter_sta (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_OK);
}

void
enter_mta (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
}

void
leave_apartment (void)
{
  CoUninitialize ();
}

void
warm_up_thread (void)
{
  HANDLE handle = beck_handle_new_event (TRUE, TRUE);
  DWORD index;

  assert_hr (CoWaitForMultipleHandles (0, 0, 1, &handle, &index), S_OK);
  beck_handle_close (handle);
  beck_test_keep_descriptors ();
}

void
assert_no_apartment (void)
{
  APTTYPE type = APTTYPE_MTA;
  APTTYPEQUALIFIER qualifier = APTTYPEQUALIFIER_IMPLICIT_MTA;

  assert_hr (CoGetApartmentType (&type, &qualifier), CO_E_NOTINITIALIZED);
  ck_assert_int_eq (type, APTTYPE_CURRENT);
  ck_assert_int_eq (qualifier, APTTYPEQUALIFIER_NONE);
  ck_assert_ptr_null (beck_apartment_current ());
}

void
note_run (gpointer data)
{
  Note *note = data;

  note->thread = gettid ();
  note->type_result = CoGetApartmentType (&note->type, &note->qualifier);
  atomic_fetch_add (&note->runs, 1);
}

void
note_free (gpointer data)
{
  Note *note = data;

  atomic_fetch_add (&note->frees, 1);
}

void
post_note (BeckApartment *apartment, Note *note)
{
  assert_hr (beck_apartment_post (apartment, note_run, note, note_free), S_OK);
}

void
assert_noted (const Note *note)
{
  ck_assert_int_eq (atomic_load (&note->runs), 1);
  ck_assert_int_eq (atomic_load (&note->frees), 1);
}

void
assert_not_noted (const Note *note)
{
  ck_assert_int_eq (atomic_load (&note->runs), 0);
  ck_assert_int_eq (atomic_load (&note->frees), 0);
}

void
post (BeckApartment *apartment, BeckFunc func, gpointer data)
{
  assert_hr (beck_apartment_post (apartment, func, data, NULL), S_OK);
}

void
iterate (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

void
iterate_until (GMainContext *context, atomic_int *done)
{
  while (!atomic_load (done))
    g_main_context_iteration (context, TRUE);
}

void
sleep_until (atomic_int *done)
{
  while (!atomic_load (done))
    g_usleep (100);
}

static ISynchronize *
event_new (const BeckClass *klass)
{
  ISynchronize *event;

  assert_hr (beck_object_create (klass, NULL, &IID_ISynchronize, (void **) &event), S_OK);
  return event;
}

ISynchronize *
std_event_new (void)
{
  return event_new (&beck_std_event_class);
}

ISynchronize *
manual_event_new (void)
{
  return event_new (&beck_manual_reset_event_class);
}

HANDLE
handle_of (ISynchronize *sync)
{
  g_autoptr (ISynchronizeHandle) handle = NULL;
  HANDLE h;

  assert_hr (sync->lpVtbl->QueryInterface (sync, &IID_ISynchronizeHandle, (void **) &handle), S_OK);
  assert_hr (handle->lpVtbl->GetHandle (handle, &h), S_OK);
  return h;
}

guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  ck_assert_ptr_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}
