/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Longer than anything takes, on any machine. */
#define PATIENCE_MS 20000

static const guint8 ndr_syntax[20] = { 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8,
                                       0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00 };

/* ---- Making PDUs ---- */

void
wire_bytes (WirePdu *pdu, const void *data, gsize size)
{
  ck_assert_uint_le (size, sizeof pdu->data - pdu->size);
  if (size > 0)
    memcpy (pdu->data + pdu->size, data, size);
  pdu->size += size;
}

void
wire_u8 (WirePdu *pdu, guint8 value)
{
  wire_bytes (pdu, &value, 1);
}

void
wire_u16 (WirePdu *pdu, guint16 value)
{
  value = GUINT16_TO_LE (value);
  wire_bytes (pdu, &value, 2);
}

void
wire_u32 (WirePdu *pdu, guint32 value)
{
  value = GUINT32_TO_LE (value);
  wire_bytes (pdu, &value, 4);
}

void
wire_begin (WirePdu *pdu, guint8 type, guint8 flags, guint32 call_id)
{
  const guint8 start[] = { 5, 0, type, flags, 0x10, 0, 0, 0, 0, 0, 0, 0 };

  pdu->size = 0;
  wire_bytes (pdu, start, sizeof start);
  wire_u32 (pdu, call_id);
}

void
wire_end (WirePdu *pdu)
{
  pdu->data[8] = (guint8) pdu->size;
  pdu->data[9] = (guint8) (pdu->size >> 8);
}

static void
put_syntax (WirePdu *pdu, const BeckNdrInterface *ndr)
{
  wire_u32 (pdu, ndr->uuid.Data1);
  wire_u16 (pdu, ndr->uuid.Data2);
  wire_u16 (pdu, ndr->uuid.Data3);
  wire_bytes (pdu, ndr->uuid.Data4, 8);
  wire_u16 (pdu, ndr->major);
  wire_u16 (pdu, ndr->minor);
}

void
wire_bind (WirePdu *pdu, guint8 type, guint8 flags, guint32 call_id, guint16 context,
           RPC_IF_HANDLE interface, guint32 group)
{
  wire_begin (pdu, type, flags, call_id);
  wire_u16 (pdu, 5840);
  wire_u16 (pdu, 5840);
  wire_u32 (pdu, group);
  wire_u32 (pdu, 1);
  wire_u16 (pdu, context);
  wire_u16 (pdu, 1);
  put_syntax (pdu, ((const BeckRpcInterface *) interface)->ndr);
  wire_bytes (pdu, ndr_syntax, sizeof ndr_syntax);
  wire_end (pdu);
}

void
wire_request (WirePdu *pdu, guint8 flags, guint32 call_id, guint16 context, guint16 opnum,
              const void *stub, gsize size)
{
  wire_begin (pdu, WIRE_REQUEST, flags, call_id);
  wire_u32 (pdu, (guint32) size);
  wire_u16 (pdu, context);
  wire_u16 (pdu, opnum);
  wire_bytes (pdu, stub, size);
  wire_end (pdu);
}

/* ---- Looking at them ---- */

guint8
wire_type (const WirePdu *pdu)
{
  return pdu->data[2];
}

guint8
wire_flags (const WirePdu *pdu)
{
  return pdu->data[3];
}

guint32
wire_get_u32 (const WirePdu *pdu, gsize at)
{
  guint32 value;

  ck_assert_uint_le (at + 4, pdu->size);
  memcpy (&value, pdu->data + at, 4);
  return GUINT32_FROM_LE (value);
}

guint32
wire_call_id (const WirePdu *pdu)
{
  return wire_get_u32 (pdu, 12);
}

/* ---- Connections ---- */

int
wire_connect (const char *name)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  ck_assert_int_ge (fd, 0);
  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/%s", g_getenv ("BECK_NCALRPC_DIR"),
              name);
  ck_assert_int_eq (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
  return fd;
}

int
wire_connect_tcp (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
  return fd;
}

void
wire_send_bytes (int fd, const void *data, gsize size)
{
  const guint8 *at = data;
  gssize sent;

  for (; size > 0; size -= (gsize) sent, at += sent)
    {
      sent = send (fd, at, size, MSG_NOSIGNAL);
      ck_assert_int_gt (sent, 0);
    }
}

void
wire_send (int fd, const WirePdu *pdu)
{
  wire_send_bytes (fd, pdu->data, pdu->size);
}

/* FALSE at the end, or when the server has reset the connection. */
static gboolean
read_some (int fd, guint8 *data, gsize size)
{
  struct pollfd wait = { fd, POLLIN, 0 };
  gssize got;

  for (; size > 0; size -= (gsize) got, data += got)
    {
      ck_assert_msg (poll (&wait, 1, PATIENCE_MS) == 1, "the server does not answer");
      got = recv (fd, data, size, 0);
      if (got == 0 || (got < 0 && errno == ECONNRESET))
        return FALSE;
      ck_assert_int_gt (got, 0);
    }
  return TRUE;
}

gboolean
wire_receive (int fd, WirePdu *pdu)
{
  if (!read_some (fd, pdu->data, 16))
    return FALSE;
  pdu->size = pdu->data[8] | (gsize) pdu->data[9] << 8;
  ck_assert_uint_ge (pdu->size, 16);
  ck_assert_uint_le (pdu->size, sizeof pdu->data);
  ck_assert (read_some (fd, pdu->data + 16, pdu->size - 16));
  return TRUE;
}

void
wire_expect (int fd, guint8 type, WirePdu *pdu)
{
  ck_assert_msg (wire_receive (fd, pdu), "closed instead of a PDU of type %u", type);
  ck_assert_uint_eq (wire_type (pdu), type);
}

void
wire_expect_fault (int fd, guint32 status, guint8 flags)
{
  WirePdu pdu;

  wire_expect (fd, WIRE_FAULT, &pdu);
  ck_assert_uint_eq (wire_get_u32 (&pdu, 24), status);
  ck_assert_uint_eq (wire_flags (&pdu), flags);
}

void
wire_expect_closed (int fd)
{
  WirePdu pdu;

  ck_assert (!wire_receive (fd, &pdu));
}

gboolean
wire_is_readable (int fd, int ms)
{
  struct pollfd wait = { fd, POLLIN, 0 };

  return poll (&wait, 1, ms) == 1;
}

gboolean
wire_is_writable (int fd, int ms)
{
  struct pollfd wait = { fd, POLLOUT, 0 };

  return poll (&wait, 1, ms) == 1;
}

void
wire_send_bind (int fd, RPC_IF_HANDLE interface)
{
  WirePdu pdu;

  wire_bind (&pdu, WIRE_BIND, WIRE_WHOLE, 1, 0, interface, 0);
  wire_send (fd, &pdu);
}

void
wire_expect_ack (int fd)
{
  WirePdu pdu;

  wire_expect (fd, WIRE_BIND_ACK, &pdu);
}

void
wire_bind_to (int fd, RPC_IF_HANDLE interface)
{
  wire_send_bind (fd, interface);
  wire_expect_ack (fd);
}

int
wire_bound (const char *name, RPC_IF_HANDLE interface, guint8 flags)
{
  int fd = wire_connect (name);
  WirePdu pdu;

  wire_bind (&pdu, WIRE_BIND, WIRE_WHOLE | flags, 1, 0, interface, 0);
  wire_send (fd, &pdu);
  wire_expect_ack (fd);
  return fd;
}
