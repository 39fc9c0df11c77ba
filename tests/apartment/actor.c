/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Semaphores rather than GLib's conditions: the thread sanitizer sees what they order. */

#include "actor.h"

#include <semaphore.h>
#include <unistd.h>

#include "scene.h"

struct Actor
{
  GThread *thread;
  pid_t tid;
  DWORD coinit;
  GMainContext *context;
  BeckApartment *apartment;
  sem_t told;
  sem_t done;
  ActorFunc func; /* NULL: end */
  gpointer data;
  gboolean stays; /* in its apartment, at the end */
};

static void
take (sem_t *semaphore)
{
  while (sem_wait (semaphore) != 0)
    ;
}

static gpointer
actor_main (gpointer data)
{
  Actor *self = data;

  self->tid = gettid ();
  if (self->context != NULL)
    g_main_context_push_thread_default (self->context);
  if (self->coinit != ACTOR_OUTSIDE)
    assert_hr (CoInitializeEx (NULL, self->coinit), S_OK);
  self->apartment = beck_apartment_current ();
  for (;;)
    {
      sem_post (&self->done);
      take (&self->told);
      if (self->func == NULL)
        break;
      self->func (self->data);
    }
  if (self->coinit != ACTOR_OUTSIDE && !self->stays)
    CoUninitialize ();
  if (self->context != NULL)
    g_main_context_pop_thread_default (self->context);
  return NULL;
}

Actor *
actor_new_on (DWORD coinit, GMainContext *context)
{
  Actor *self = g_new0 (Actor, 1);

  self->coinit = coinit;
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  sem_init (&self->told, 0, 0);
  sem_init (&self->done, 0, 0);
  self->thread = g_thread_new ("actor", actor_main, self);
  take (&self->done);
  return self;
}

Actor *
actor_new (DWORD coinit)
{
  g_autoptr (GMainContext) context =
      coinit == COINIT_APARTMENTTHREADED ? g_main_context_new () : NULL;

  return actor_new_on (coinit, context);
}

void
actor_free (Actor *self)
{
  self->func = NULL;
  sem_post (&self->told);
  g_thread_join (self->thread);
  g_clear_pointer (&self->context, g_main_context_unref);
  sem_destroy (&self->told);
  sem_destroy (&self->done);
  g_free (self);
}

void
actor_kill (Actor *self)
{
  self->stays = TRUE;
  actor_free (self);
}

BeckApartment *
actor_apartment (Actor *self)
{
  return self->apartment;
}

GMainContext *
actor_context (Actor *self)
{
  return self->context;
}

pid_t
actor_thread (Actor *self)
{
  return self->tid;
}

void
actor_start (Actor *self, ActorFunc func, gpointer data)
{
  self->func = func;
  self->data = data;
  sem_post (&self->told);
}

void
actor_wait (Actor *self)
{
  take (&self->done);
}

void
actor_do (Actor *self, ActorFunc func, gpointer data)
{
  actor_start (self, func, data);
  actor_wait (self);
}

static void
iterate_context (gpointer context)
{
  iterate (context);
}

void
actor_iterate (Actor *self)
{
  actor_do (self, iterate_context, self->context);
}
