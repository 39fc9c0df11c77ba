/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Streams of memory (spec/com.md 1.4): what references to objects are marshaled into, and
 * whatever else a program wants an IStream for.
 */

#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * beck_memory_stream_new:
 * @data: (nullable) (transfer none) (array length=size): what is in it at first; copied
 * @size: bytes
 * @stream: (out) (transfer full): at its beginning; NULL after a failure
 *
 * Makes a stream of memory, which grows as it is written to. Clones have the same bytes, and
 * a position of their own.
 *
 * Seeking goes anywhere behind the beginning (STG_E_INVALIDFUNCTION before it); writing behind the
 * end fills the gap with zeros. Read returns S_FALSE for fewer bytes than were asked for. A stream
 * that cannot grow answers STG_E_MEDIUMFULL and has written nothing. Stat gives it the name NULL,
 * and times of zero. Commit and Revert do nothing; regions cannot be locked.
 *
 * Threading: any thread; the stream is agile, as are its clones. Positions are the stream's, so
 *   threads that seek and read want a clone each.
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT beck_memory_stream_new (gconstpointer data, gsize size, IStream **stream);

/**
 * CreateStreamOnHGlobal:
 * @block: (nullable): a block of GlobalAlloc(), whose bytes the stream has; NULL for an empty
 *   stream
 * @delete_on_release: whether the last Release frees the block; otherwise it is whose it was,
 *   and of a stream that began without one it is what GetHGlobalFromStream() gives
 * @stream: (out) (transfer full): NULL after a failure
 *
 * The same by its old name. Blocks are memory of malloc(3); writing may move them, and after that
 * GetHGlobalFromStream() says where they are.
 *
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CreateStreamOnHGlobal (PVOID block, BOOL delete_on_release, IStream **stream);

/**
 * GetHGlobalFromStream:
 * @stream: from one of the functions above, or a clone
 * @block: (out) (transfer none) (nullable): its bytes, until it is written to or its size set; NULL
 *   if it never had any
 *
 * Returns: S_OK; E_INVALIDARG, also for other streams
 */
HRESULT GetHGlobalFromStream (IStream *stream, PVOID *block);

G_END_DECLS
