/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Arguments into the buffers of a channel and out of them: what proxies and stubs have in
 * common.
 *
 * A buffer belongs to the message it is in. Who frees it, or replaces it, leaves NULL or
 * the new one there: so channels say by what they leave whether there is
 * something to free.
 */

#include <beck/ndr.h>
#include <beck/proxy.h>

/* Little-endian, ASCII, IEEE (wire.md 1.2), as RPCOLEMESSAGE has it: the first byte of
 * the wire's label is the lowest. */
#define BECK_ORPC_NATIVE_DREP (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10u : 0x00u)

/* How many bytes stand before the parameters, with which their alignment counts: the header of
 * object RPC. The channel's to set. */
#define BECK_MESSAGE_SKIP(message) (*(gsize *) (gpointer) &(message)->reserved2[0])

/* (nullable): until when the call may take, a gint64 of monotonic microseconds. The proxy's. */
#define BECK_MESSAGE_DEADLINE(message) ((message)->reserved2[1])

/* (nullable): the packets that stand in the arguments, a BeckPacketList. The writer's. */
#define BECK_MESSAGE_PACKETS(message) ((message)->reserved2[2])

/* The method of @slot, the interface's own or one of its bases'; NULL if it does not travel. */
const BeckNdrMethod *beck_orpc_find_method (const BeckProxyInterface *record, ULONG slot);

/* What readers and writers of a call over @channel need to know: the context of foreign hooks is
 * the channel; that of beck_orpc_interface_hooks is set by beck_orpc_write() and beck_orpc_read(). */
BeckNdrHooks beck_orpc_hooks (const BeckNdrInterfaceHooks *interfaces, IRpcChannelBuffer *channel);

/* Runs @put over @args and leaves what it wrote in a new buffer of @channel. */
HRESULT beck_orpc_write (IRpcChannelBuffer *channel, REFIID iid, const BeckNdrHooks *hooks,
                         gboolean (*put) (BeckNdrWriter *ndr, const void *args),
                         const void *args, RPCOLEMESSAGE *message);

/* Runs @get over the buffer of @message, with memory from @arena and from the task allocator. What
 * was read into @args is kept on success only. */
HRESULT beck_orpc_read (const BeckNdrHooks *hooks, const RPCOLEMESSAGE *message,
                        BeckNdrArena *arena,
                        gboolean (*get) (BeckNdrReader *ndr, void *args), void *args);

/* What became of a message of beck_orpc_write(), which was given to somebody: @hr. If it says that
 * nobody has read the message, the references in it are released. To be called once for each
 * message before it is forgotten. */
void beck_orpc_sent (RPCOLEMESSAGE *message, HRESULT hr);

/* For stubs: @hr, or @instead if @hr would tell the client that nobody has read the request. */
HRESULT beck_orpc_was_read (HRESULT hr, HRESULT instead);

/* Frees the buffer of @message, if it has one. */
void beck_orpc_free_buffer (IRpcChannelBuffer *channel, RPCOLEMESSAGE *message);
