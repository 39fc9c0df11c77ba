/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Completion ports (rpc.md 2.5): a queue of small packets that any number of threads take from.
 * Asynchronous calls post one when they complete, programs may post their own. A port is a
 * HANDLE, so it is a descriptor too: readable while packets wait, for main loops.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/**
 * BeckPacket:
 * @bytes, @key, @overlapped: whatever was posted; nothing looks at them
 */
typedef struct
{
  DWORD bytes;
  ULONG_PTR key;
  gpointer overlapped;
} BeckPacket;

/**
 * beck_port_new:
 *
 * Threading: any thread.
 * Returns: (transfer full): a port without packets, to be closed with beck_handle_close();
 *   INVALID_HANDLE_VALUE with errno set when descriptors or memory are lacking
 */
HANDLE beck_port_new (void);

/**
 * beck_port_post:
 * @port: a port
 * @bytes, @key, @overlapped: delivered bit for bit
 *
 * Packets are taken in the order in which they are posted. Of several threads that wait, the one
 * that began last gets the packet: it is the one whose memory is in the cache.
 *
 * Threading: any thread; never blocks, runs no foreign code.
 * Returns: S_OK; E_HANDLE if @port is no port; E_OUTOFMEMORY
 */
HRESULT beck_port_post (HANDLE port, DWORD bytes, ULONG_PTR key, gpointer overlapped);

/**
 * beck_port_get:
 * @port: a port
 * @timeout_ms: milliseconds; 0 polls, INFINITE
 * @packet: (out caller-allocates): the oldest packet; untouched after a failure
 *
 * Waits for a packet. In an STA the calls that arrive for the apartment run meanwhile.
 *
 * Threading: any thread, any number of them.
 * Returns: S_OK; RPC_E_TIMEOUT (or what BECK_TIMED_OUT() knows else) when the time is up;
 *   HRESULT_FROM_WIN32 (ERROR_ABANDONED_WAIT_0) if the port was closed meanwhile; E_HANDLE if
 *   @port is no port; E_OUTOFMEMORY
 */
HRESULT beck_port_get (HANDLE port, DWORD timeout_ms, BeckPacket *packet);

G_END_DECLS
