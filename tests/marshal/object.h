/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An object to be marshaled, with what a test wants of it: markers, a marshaler, a handler.
 */

#include "hr.h"

#include <stdatomic.h>

/* A private interface nobody made proxies for. */
extern const IID IID_unknown_to_all;

typedef struct
{
  BeckObject object;
  ISynchronize sync;
  IMarshal marshal;
  INoMarshal no_marshal;
  IAgileObject agile;
  IStdMarshalInfo info;
  IUnknown *free_marshaler;
  HRESULT fail_class, fail_marshal; /* what its IMarshal answers */
  CLSID unmarshal_class;
  atomic_int n_signals;
  gint n_disconnected;
} Thing;

/* What it is besides an ISynchronize and IID_unknown_to_all. */
typedef enum
{
  PLAIN,
  AGILE,
  REFUSING,    /* INoMarshal */
  OWN_MARSHAL, /* an IMarshal that writes a number of the object */
  FREE,        /* aggregates the free-threaded marshaler */
  HANDLED,     /* IStdMarshalInfo */
} Kind;

Thing *thing_new (Kind kind);
void thing_unref (Thing *thing);

static inline IUnknown *
thing_unknown (Thing *thing)
{
  return (IUnknown *) BECK_UNKNOWN (thing);
}

/* The references that there are. */
gint thing_refs (Thing *thing);

/* Waits until only the test's own is left, and drops that: who served a call may let go of its
 * results a moment after the client has them. */
void thing_end (Thing *thing);

/* The class that reads the packets of things with an IMarshal, and how many it has read and
 * released. */
extern const CLSID CLSID_ThingReader;
extern gint n_read, n_released;
extern DWORD seen_context, seen_flags;

void register_reader (void);
void unregister_reader (void);

/* ---- Streams ---- */

IStream *stream_new (void);
void rewind_stream (IStream *stream);
guint64 stream_size (IStream *stream);

/* ---- Other apartments ---- */

/* Runs @func on a thread of its own in an apartment of @coinit; -1: in none. */
void in_apartment (int coinit, void (*func) (gpointer data), gpointer data);
