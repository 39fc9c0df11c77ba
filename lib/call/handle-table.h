/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>

#include "call/event.h"

/*
 * What a successful wait does to a descriptor. A handle is a descriptor (any will do);
 * those the library makes have a row here. Lock order: the table, then events.
 */

/* Makes a descriptor that mirrors @event and is closed by its owner only. -1 and errno. */
int beck_handle_table_add_event (BeckEvent *event);

/* Forgets and closes a descriptor that is in the table. */
void beck_handle_table_close (int fd);

/* Does to @fd, which poll(2) called readable, what a wait does: takes the event, counts the
 * semaphore down, leaves foreign descriptors alone. FALSE if another wait was faster. */
gboolean beck_handle_table_take (int fd);

/* Undoes a take, for a wait that could not have all it asked for. */
void beck_handle_table_put_back (int fd);

/* A second descriptor on the event that @handle is. E_INVALIDARG if it is no event made by
 * beck_handle_new_event(). */
HRESULT beck_handle_table_dup_event (HANDLE handle, HANDLE *copy);

/* A semaphore that counts to @maximum at most. INVALID_HANDLE_VALUE and errno. */
HANDLE beck_handle_table_new_semaphore (guint count, guint maximum);

/* Counts up by @n, all or nothing. E_HANDLE if @handle is no semaphore; E_BOUNDS beyond its
 * maximum. */
HRESULT beck_handle_table_release_semaphore (HANDLE handle, guint n, guint *previous);

/* Whether @handle is an event, an object's included. */
gboolean beck_handle_table_is_event (HANDLE handle);

/* Tells an event made by beck_handle_new_event() from later ones of the same number; 0 if @handle
 * is none. */
guint32 beck_handle_table_get_serial (HANDLE handle);

/* Signals @handle if it is still the event of that serial; otherwise FALSE. */
gboolean beck_handle_table_signal_serial (HANDLE handle, guint32 serial);

/* ---- Handles that stand for something else: ports, threads ---- */

typedef struct BeckHandleTyped BeckHandleTyped;

typedef struct
{
  /* The handle is closed: closes @fd, which is not in the table any more. Called without
   * locks; the handle's reference goes afterwards. */
  void (*closed) (BeckHandleTyped *typed, int fd);
  void (*finalize) (BeckHandleTyped *typed);
} BeckHandleType;

/* Stands first in what a handle of that type is about. */
struct BeckHandleTyped
{
  const BeckHandleType *type;
  gint refs;
};

BeckHandleTyped *beck_handle_typed_ref (BeckHandleTyped *typed);
void beck_handle_typed_unref (BeckHandleTyped *typed);

/* A descriptor for a handle, not signaled. -1 and errno. */
int beck_handle_new_eventfd (void);

/* Makes a handle of @fd, which is closed if that fails; waits take nothing from it. It keeps the
 * caller's reference to @typed, after a failure that is still the caller's. */
HRESULT beck_handle_table_add_typed (BeckHandleTyped *typed, int fd, HANDLE *handle);

/* What @handle stands for, with a reference; NULL if it is of another type. */
BeckHandleTyped *beck_handle_table_ref_typed (HANDLE handle, const BeckHandleType *type);

/* Signals @fd, which handles may be copies of. Who has waited for one of them sees what
 * happened before this. */
void beck_handle_table_signal_fd (int fd);
