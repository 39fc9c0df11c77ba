/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A notification handler of RasDial as the sink of a connection. It hears of one dial: from the
 * first state to RASCS_Connected, RASCS_Disconnected or an error.
 */

#include "ras/handles.h"

typedef struct BeckRasNotifier BeckRasNotifier;

/* Who is told, and what of. */
typedef struct
{
  DWORD type; /* 0, 1, 2, BECK_RAS_NOTIFIER_WINDOW */
  gpointer notifier; /* NULL: nobody; RasDial waits */
  ULONG_PTR callback_id;
  DWORD sub_entry;
} BeckRasNotify;

#define BECK_RAS_NOTIFIER_WINDOW 0xFFFFFFFFu

/* Begins to listen to @handle's connection; the connection keeps the notifier as long as it has
 * something to hear. One reference is the caller's. */
HRESULT beck_ras_notifier_new (BeckRasHandle *handle, const BeckRasNotify *notify,
                               BeckRasNotifier **notifier);

/* The dial is over or has come to nothing: it hears no more. Once. */
void beck_ras_notifier_stop (BeckRasNotifier *notifier);
void beck_ras_notifier_unref (BeckRasNotifier *notifier); /* (nullable) */

/* Whether the dial has had a state. */
gboolean beck_ras_notifier_was_told (BeckRasNotifier *notifier);

/* Whether the caller is a handler. */
gboolean beck_ras_notifier_is_inside (void);

/* Whether the caller is a handler of @handle's. If so, the hang-up is done when it has returned,
 * or *@error says why not; after the @last it hears of nothing more but the end. */
gboolean beck_ras_notifier_hang_up_later (BeckRasHandle *handle, gboolean last, guint32 *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckRasNotifier, beck_ras_notifier_unref)
