/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A client that speaks bytes: PDUs made by hand, and what comes back looked at. Waits are bounded;
 * a test that waits longer fails.
 */

#include <beck/guid.h>
#include <beck/rpc.h>

enum
{
  WIRE_REQUEST = 0,
  WIRE_RESPONSE = 2,
  WIRE_FAULT = 3,
  WIRE_BIND = 11,
  WIRE_BIND_ACK = 12,
  WIRE_BIND_NAK = 13,
  WIRE_ALTER = 14,
  WIRE_ALTER_RESPONSE = 15,
  WIRE_AUTH3 = 16,
  WIRE_SHUTDOWN = 17,
  WIRE_CANCEL = 18,
  WIRE_ORPHANED = 19,
};

#define WIRE_WHOLE 0x03
#define WIRE_MULTIPLEX 0x10
#define WIRE_DNE 0x20

/* A PDU to be sent; little-endian. */
typedef struct
{
  guint8 data[70000];
  gsize size;
} WirePdu;

void wire_begin (WirePdu *pdu, guint8 type, guint8 flags, guint32 call_id);
void wire_u8 (WirePdu *pdu, guint8 value);
void wire_u16 (WirePdu *pdu, guint16 value);
void wire_u32 (WirePdu *pdu, guint32 value);
void wire_bytes (WirePdu *pdu, const void *data, gsize size);
/* Fills in the length. */
void wire_end (WirePdu *pdu);

/* A bind (or alter) that asks for @interface as context @context. */
void wire_bind (WirePdu *pdu, guint8 type, guint8 flags, guint32 call_id, guint16 context,
                RPC_IF_HANDLE interface, guint32 group);
void wire_request (WirePdu *pdu, guint8 flags, guint32 call_id, guint16 context, guint16 opnum,
                   const void *stub, gsize size);

/* ---- Connections ---- */

/* To ncalrpc endpoint @name, or to a port of loopback. */
int wire_connect (const char *name);
int wire_connect_tcp (guint16 port);
void wire_send (int fd, const WirePdu *pdu);
void wire_send_bytes (int fd, const void *data, gsize size);

/* One PDU; FALSE when the server has closed. */
gboolean wire_receive (int fd, WirePdu *pdu);
/* Fails the test unless the next PDU is of that type. */
void wire_expect (int fd, guint8 type, WirePdu *pdu);
/* … a fault with that status and these flags. */
void wire_expect_fault (int fd, guint32 status, guint8 flags);
/* … the end. */
void wire_expect_closed (int fd);

guint8 wire_type (const WirePdu *pdu);
guint8 wire_flags (const WirePdu *pdu);
guint32 wire_call_id (const WirePdu *pdu);
guint32 wire_get_u32 (const WirePdu *pdu, gsize at);

/* Whether there is something to receive within so many milliseconds. */
gboolean wire_is_readable (int fd, int ms);
gboolean wire_is_writable (int fd, int ms);

/* Sends a bind for context 0; looks at the acknowledgement; both. */
void wire_send_bind (int fd, RPC_IF_HANDLE interface);
void wire_expect_ack (int fd);
void wire_bind_to (int fd, RPC_IF_HANDLE interface);

/* Connects, binds, and looks at the acknowledgement. */
int wire_bound (const char *name, RPC_IF_HANDLE interface, guint8 flags);
