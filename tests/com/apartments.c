/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apartments.h"

#define NO_APARTMENT G_MAXUINT32

typedef struct
{
  DWORD coinit;
  void (*body) (void);
} Visit;

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

static gpointer
visit_thread (gpointer data)
{
  const Visit *visit = data;

  if (visit->coinit == NO_APARTMENT)
    {
      visit->body ();
      return NULL;
    }
  assert_hr (CoInitializeEx (NULL, visit->coinit), S_OK);
  visit->body ();
  CoUninitialize ();
  return NULL;
}

void
run_in_apartment (DWORD coinit, void (*body) (void))
{
  Visit visit = { coinit, body };

  g_thread_join (g_thread_new ("visit", visit_thread, &visit));
}

void
run_outside (void (*body) (void))
{
  run_in_apartment (NO_APARTMENT, body);
}

IUnknown *
sample_factory_new (void)
{
  IUnknown *factory;

  assert_hr (beck_class_get_factory (&sample_class, &IID_IUnknown, (void **) &factory), S_OK);
  return factory;
}
