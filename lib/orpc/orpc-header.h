/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * ORPCTHIS and ORPCTHAT: what stands in front of the parameters of every call of an object and of
 * its results (wire.md 5.2), with their extensions. Pure functions over a reader or writer of NDR,
 * in either byte order; nothing is allocated.
 */

#include <orpcbase.h>

#include <beck/ndr.h>

G_BEGIN_DECLS

/**
 * BECK_ORPC_MAX_EXTENSIONS:
 *
 * Extensions that a header may have; with more it is refused. Peers send two at most.
 */
#define BECK_ORPC_MAX_EXTENSIONS 16

/**
 * BECK_ORPC_MAX_EXTENSION_SIZE:
 *
 * Bytes of an extension; larger ones are refused.
 */
#define BECK_ORPC_MAX_EXTENSION_SIZE ((gsize) 64 << 10)

/**
 * BeckOrpcExtension:
 * @id: what it is; unknown ones are passed over
 * @data: (transfer none) (array length=size): of the reader, or of who writes
 */
typedef struct
{
  GUID id;
  const guint8 *data;
  gsize size;
} BeckOrpcExtension;

typedef struct
{
  guint n;
  BeckOrpcExtension items[BECK_ORPC_MAX_EXTENSIONS];
} BeckOrpcExtensions;

/**
 * BeckOrpcThis:
 * @version: of object RPC, as the client speaks it: 5 and something
 * @flags: 0; some clients send others, which mean nothing
 * @causality: of this call, of what caused it and of what it causes
 */
typedef struct
{
  COMVERSION version;
  guint32 flags;
  CID causality;
  BeckOrpcExtensions extensions;
} BeckOrpcThis;

typedef struct
{
  guint32 flags;
  BeckOrpcExtensions extensions;
} BeckOrpcThat;

/**
 * beck_orpc_get_this:
 * @reader: at the beginning of a request
 * @header: (out): undefined after a fault
 *
 * Reads the header; the parameters come next. A major version other than 5 is the fault
 * RPC_E_VERSION_MISMATCH; any minor version is good. Extensions may have their pointers one by
 * one, as the protocol says, or none, as Wine writes them.
 *
 * Threading: one thread at a time per reader or writer; so for all that follow.
 */
gboolean beck_orpc_get_this (BeckNdrReader *reader, BeckOrpcThis *header);

/**
 * beck_orpc_put_this:
 *
 * Writes the header, with its extensions in the form of the protocol.
 */
gboolean beck_orpc_put_this (BeckNdrWriter *writer, const BeckOrpcThis *header);

/**
 * beck_orpc_get_that:
 * @reader: at the beginning of a response
 * @header: (out): undefined after a fault
 */
gboolean beck_orpc_get_that (BeckNdrReader *reader, BeckOrpcThat *header);

gboolean beck_orpc_put_that (BeckNdrWriter *writer, const BeckOrpcThat *header);

/**
 * beck_orpc_extensions_find:
 *
 * Returns: (nullable) (transfer none): the first with @id
 */
const BeckOrpcExtension *beck_orpc_extensions_find (const BeckOrpcExtensions *extensions,
                                                    const GUID *id);

/**
 * beck_orpc_extensions_add:
 * @data: (transfer none): used until the header was written
 *
 * Returns: %FALSE if there are BECK_ORPC_MAX_EXTENSIONS already, or @size is more than
 *   BECK_ORPC_MAX_EXTENSION_SIZE
 */
gboolean beck_orpc_extensions_add (BeckOrpcExtensions *extensions, const GUID *id,
                                   const guint8 *data, gsize size);

/* ---- Deadlines ---- */

/**
 * BECK_ORPC_DEADLINE_SIZE:
 *
 * Bytes of the extension: how many microseconds are left, little-endian. It is a span and no point
 * in time, since clocks of different machines do not agree; what the way takes is not counted.
 */
#define BECK_ORPC_DEADLINE_SIZE 8

/* An extension of this library, 782332b9-f993-4f10-9757-ea97ebc1592d; others pass it over. */
extern const GUID beck_orpc_deadline_id;

/**
 * beck_orpc_extensions_add_deadline:
 * @left: microseconds
 * @room: (out): receives the data; used until the header was written
 */
gboolean beck_orpc_extensions_add_deadline (BeckOrpcExtensions *extensions, guint64 left,
                                            guint8 room[BECK_ORPC_DEADLINE_SIZE]);

/**
 * beck_orpc_extensions_get_deadline:
 * @left: (out): microseconds; untouched if there is no deadline
 *
 * An extension that is too short counts as none; what is behind the number is passed over.
 */
gboolean beck_orpc_extensions_get_deadline (const BeckOrpcExtensions *extensions, guint64 *left);

G_END_DECLS
