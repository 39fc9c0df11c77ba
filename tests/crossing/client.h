/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What a client does with call objects of a place, and from threads of its own. */

#include "place.h"

/* In the object's own apartment a server without call objects has none (com.md 4.1). */
gboolean place_has_calls (guint kind, gboolean with_calls);

/* Whether the place's apartment lets calls in while a method of a server without call objects
 * runs. */
gboolean place_is_free (const Place *self, gboolean with_calls);

/* (transfer full): a call object for an asynchronous interface of the place. */
gpointer place_new_call (Place *self, REFIID async_iid);

/* By the interfaces that every call object has. */
HRESULT call_wait (gpointer call, DWORD timeout);
HRESULT call_cancel (gpointer call, ULONG seconds);
HRESULT call_test_cancel (gpointer call);

/* Something done beside the client, by a thread of the MTA with a pointer of its own to the
 * place. */
typedef struct Helper Helper;

struct Helper
{
  void (*work) (Helper *self);
  IPlace *place; /* the helper's */
  gpointer data;
  /*< private >*/
  IStream *stream;
  GThread *thread;
};

void helper_start (Helper *self, Place *place);
/* Serves the client's apartment until the helper is done. */
void helper_join (Helper *self);
