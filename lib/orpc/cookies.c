/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A number is a place in an array, + 1, and how often that place was used. Free places are a queue,
 * so that each rests as long as possible. The array only grows: it is a process's, and stays.
 */

#include "orpc/cookies.h"

#include "base/alloc.h"

#define PLACE_BITS 20
#define PLACE_MASK ((1u << PLACE_BITS) - 1)
#define LEAST_PLACES 16

static guint32
cookie_of (const BeckCookies *self, guint32 index)
{
  return self->places[index].turn << PLACE_BITS | (index + 1);
}

static void
queue_free (BeckCookies *self, guint32 index)
{
  self->places[index].next = 0;
  if (self->free == 0)
    self->free = index + 1;
  else
    self->places[self->last_free - 1].next = index + 1;
  self->last_free = index + 1;
}

static gboolean
grow (BeckCookies *self)
{
  guint32 n = MIN (MAX (LEAST_PLACES, 2 * self->n_places), BECK_COOKIES_MAX);
  BeckCookiePlace *places;

  if (n == self->n_places)
    return FALSE;
  places = beck_realloc (self->places, n * sizeof *places);
  if (places == NULL)
    return FALSE;
  self->places = places;
  for (; self->n_places < n; self->n_places++)
    {
      places[self->n_places] = (BeckCookiePlace){ NULL, 0, 0 };
      queue_free (self, self->n_places);
    }
  return TRUE;
}

guint32
beck_cookies_add (BeckCookies *self, gpointer thing)
{
  guint32 index;

  if (self->free == 0 && !grow (self))
    return 0;
  index = self->free - 1;
  self->free = self->places[index].next;
  self->places[index].thing = thing;
  return cookie_of (self, index);
}

static BeckCookiePlace *
find_place (const BeckCookies *self, guint32 cookie)
{
  guint32 number = cookie & PLACE_MASK;
  BeckCookiePlace *place;

  if (number == 0 || number > self->n_places)
    return NULL;
  place = &self->places[number - 1];
  return place->thing != NULL && cookie_of (self, number - 1) == cookie ? place : NULL;
}

gpointer
beck_cookies_find (const BeckCookies *self, guint32 cookie)
{
  BeckCookiePlace *place = find_place (self, cookie);

  return place != NULL ? place->thing : NULL;
}

gpointer
beck_cookies_take (BeckCookies *self, guint32 cookie)
{
  BeckCookiePlace *place = find_place (self, cookie);
  gpointer thing;

  if (place == NULL)
    return NULL;
  thing = place->thing;
  place->thing = NULL;
  place->turn++;
  queue_free (self, (cookie & PLACE_MASK) - 1);
  return thing;
}
