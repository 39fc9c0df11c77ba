/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Numbers for things: never 0, found at once however many there are, and not used again soon
 * after the thing is gone, so that an old number finds nothing instead of somebody else's thing.
 */

#include <glib.h>

/* Things that can have a number at a time. */
#define BECK_COOKIES_MAX ((1u << 20) - 1)

typedef struct
{
  gpointer thing; /* NULL: free */
  guint32 next;   /* the free place behind this one, + 1 */
  guint32 turn;   /* how often the place was used */
} BeckCookiePlace;

/* All zero it is empty. Not locked: that is the owner's business. */
typedef struct
{
  BeckCookiePlace *places;
  guint32 n_places;
  guint32 free, last_free; /* a queue of places, + 1 */
} BeckCookies;

/* A number for @thing, which is not NULL; 0 if there is no memory, or no number. */
guint32 beck_cookies_add (BeckCookies *self, gpointer thing);

/* NULL: there is none with that number. */
gpointer beck_cookies_find (const BeckCookies *self, guint32 cookie);

/* The same, and takes the number back. */
gpointer beck_cookies_take (BeckCookies *self, guint32 cookie);
