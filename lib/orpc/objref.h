/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * OBJREF: what travels in place of an interface pointer (wire.md 5.3). Pure functions; nothing is
 * allocated, and what is variable in a reference stays in the bytes that it was read from.
 */

#include <orpcbase.h>

#include "orpc/string-array.h"

G_BEGIN_DECLS

/**
 * BECK_OBJREF_MAX_SIZE:
 *
 * Bytes of a reference that is read or written; larger ones are refused. A custom one may carry a
 * whole object, but not more than a call.
 */
#define BECK_OBJREF_MAX_SIZE ((gsize) 16 << 20)

/* Bytes in front of a custom reference's data. */
#define BECK_OBJREF_CUSTOM_SIZE 48

/**
 * BeckObjrefKind:
 * @BECK_OBJREF_STANDARD: an exporter, an object and an interface of it
 * @BECK_OBJREF_HANDLER: the same, with a class of its own for the client's side
 * @BECK_OBJREF_CUSTOM: bytes that a class knows how to read
 * @BECK_OBJREF_EXTENDED: standard, and an element of data
 *
 * The numbers are those of the wire.
 */
typedef enum
{
  BECK_OBJREF_STANDARD = 1,
  BECK_OBJREF_HANDLER = 2,
  BECK_OBJREF_CUSTOM = 4,
  BECK_OBJREF_EXTENDED = 8,
} BeckObjrefKind;

/**
 * BeckObjref:
 * @kind: which of the members below there are
 * @iid: the interface
 * @std: of all but custom ones
 * @addresses: of all but custom ones: of the resolver that knows the exporter
 * @clsid: of handlers and custom ones: who unmarshals
 * @extension: of custom ones: bytes of @data that are an extension; 0 so far
 * @element: of extended ones: what @data is
 * @data: (transfer none) (array length=size): of custom and extended ones
 *
 * A reference. @std.flags are the sender's, unknown bits included: who uses them looks at
 * SORF_NOPING only.
 */
typedef struct
{
  BeckObjrefKind kind;
  IID iid;
  STDOBJREF std;
  BeckStringArray addresses;
  CLSID clsid;
  guint32 extension;
  GUID element;
  const guint8 *data;
  gsize size;
} BeckObjref;

/**
 * BeckObjrefFault:
 * @BECK_OBJREF_GOOD: none
 * @BECK_OBJREF_CUT: the bytes end before the reference does
 * @BECK_OBJREF_MAGIC: it does not begin with "MEOW", or a signature in an extended one is wrong
 * @BECK_OBJREF_KIND: its flags are not exactly one kind
 * @BECK_OBJREF_ADDRESSES: its addresses have no end, or end elsewhere
 * @BECK_OBJREF_ELEMENTS: an extended one with other than one element, or with one whose sizes do
 *   not agree
 * @BECK_OBJREF_LARGE: more than BECK_OBJREF_MAX_SIZE
 */
typedef enum
{
  BECK_OBJREF_GOOD,
  BECK_OBJREF_CUT,
  BECK_OBJREF_MAGIC,
  BECK_OBJREF_KIND,
  BECK_OBJREF_ADDRESSES,
  BECK_OBJREF_ELEMENTS,
  BECK_OBJREF_LARGE,
} BeckObjrefFault;

/**
 * beck_objref_parse:
 * @data: (transfer none): little-endian, any alignment; used as long as @objref is
 * @objref: (out): members that its kind does not have are zero; undefined after a fault
 *
 * Bytes behind a reference are passed over. The data of a custom one are all that is left: what its
 * own size says is ignored, since senders do not agree on what it counts.
 *
 * Threading: any thread; so for all that follow.
 * Returns: what was wrong
 */
BeckObjrefFault beck_objref_parse (const guint8 *data, gsize size, BeckObjref *objref);

/**
 * beck_objref_size:
 *
 * Returns: the bytes that beck_objref_print() writes; 0 if @objref is of no kind, or too large
 */
gsize beck_objref_size (const BeckObjref *objref);

/**
 * beck_objref_print:
 * @data: (out): receives beck_objref_size() bytes, which is not 0; always little-endian
 */
void beck_objref_print (const BeckObjref *objref, guint8 *data);

/**
 * beck_objref_get:
 * @objref: (out): refers to the reader's data
 *
 * Reads an MInterfacePointer, behind its pointer: two counts and the bytes. A fault in the
 * reference is RPC_E_INVALID_OBJREF.
 */
gboolean beck_objref_get (BeckNdrReader *reader, BeckObjref *objref);

/**
 * beck_objref_put:
 *
 * Writes an MInterfacePointer, behind its pointer.
 */
gboolean beck_objref_put (BeckNdrWriter *writer, const BeckObjref *objref);

/**
 * beck_objref_get_bytes:
 * @data: (out): bytes of the reader's
 *
 * Reads an MInterfacePointer without a look at what is in it.
 */
gboolean beck_objref_get_bytes (BeckNdrReader *reader, const guint8 **data, gsize *size);

/**
 * beck_objref_put_bytes:
 *
 * The way back.
 */
gboolean beck_objref_put_bytes (BeckNdrWriter *writer, const guint8 *data, gsize size);

G_END_DECLS
