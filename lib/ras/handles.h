/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a HRASCONN stands for: a connection, and how many dials of it were not hung up. A value is
 * never given to a second connection in the life of a process (spec/ras.md 3.8).
 */

#include <beck/hresult.h>
#include <rasconn.h>
#include <win/ras.h>
#include <win/raserror.h>

typedef struct BeckRasHandle BeckRasHandle;

struct BeckRasHandle
{
  /* Set once: */
  HRASCONN value;
  IRasConnection *connection;
  IRasConnectionInfo *info;
  /* Those of handles.c: */
  gint refs;
  BeckRasHandle *next;
  guint n_dials; /* 0: somebody else's, that was found */
  gboolean listed; /* a program may have the value without a dial */
  gboolean closing;
  guint n_listening; /* notifiers that have not heard of the end of their dial */
  gboolean gone;     /* nothing is left of the connection but those */
  DWORD notifier_type;
  gpointer notifier;
};

/* A handle of @connection that no dial has made yet, with a reference for the caller. NULL without
 * memory. */
BeckRasHandle *beck_ras_handle_new (IRasConnection *connection);

/* With a reference; NULL if there is no such handle. */
BeckRasHandle *beck_ras_handle_get (HRASCONN value);
BeckRasHandle *beck_ras_handle_ref (BeckRasHandle *handle);
void beck_ras_handle_unref (BeckRasHandle *handle); /* (nullable) */

/* The value is not valid any more. */
void beck_ras_handle_remove (BeckRasHandle *handle);

/* The same, as soon as no notifier is listening: none hears of a handle that is none. */
void beck_ras_handle_end (BeckRasHandle *handle);
void beck_ras_handle_listen (BeckRasHandle *handle);
void beck_ras_handle_unlisten (BeckRasHandle *handle);

/* The handle of the connection that is up and has that id: the one there is, or else a new one.
 * ERROR_NO_CONNECTION, ERROR_NOT_ENOUGH_MEMORY. */
guint32 beck_ras_handle_of (const GUID *id, BeckRasHandle **handle);

/* Removes the handles of connections that nobody here has dialled and that are gone. */
void beck_ras_handles_sweep (void);

/* One dial more, of that notifier. ERROR_INVALID_HANDLE if it is being closed. */
guint32 beck_ras_handle_add_dial (BeckRasHandle *handle, DWORD notifier_type, gpointer notifier);

/* It has not come to anything. A handle without dials that was never listed is removed: whoever had
 * another dial of it has hung up meanwhile. */
void beck_ras_handle_drop_dial (BeckRasHandle *handle);

/* A program gets the value without a dial. */
void beck_ras_handle_list (BeckRasHandle *handle);

/* One dial less. *@last: it is being closed from now on. FALSE if it is already. */
gboolean beck_ras_handle_take_dial (BeckRasHandle *handle, gboolean *last);

/* That take did not come to anything. */
void beck_ras_handle_put_dial_back (BeckRasHandle *handle, gboolean last);
gboolean beck_ras_handle_is_closing (BeckRasHandle *handle);

/* Whether that notifier is the one of the last dial. */
gboolean beck_ras_handle_has_notifier (BeckRasHandle *handle, DWORD notifier_type,
                                       gpointer notifier);

/* What the functions of <ras.h> return for the result of a method. */
DWORD beck_ras_error_of (HRESULT hr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckRasHandle, beck_ras_handle_unref)
