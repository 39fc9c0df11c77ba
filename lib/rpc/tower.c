/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Towers (wire.md 4.2): a count of floors, each of them two counted strings of bytes. Counts are
 * little-endian and nothing is aligned. Whatever the bytes are, nothing outside them is read.
 */

#include <beck/rpc-tower.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum
{
  FLOOR_UUID = 0x0d,
  FLOOR_DATAGRAMS = 0x0a,
  FLOOR_CONNECTIONS = 0x0b,
  FLOOR_LOCAL = 0x0c,
  FLOOR_TCP = 0x07,
  FLOOR_UDP = 0x08,
  FLOOR_IP = 0x09,
  FLOOR_PIPE = 0x0f,
  FLOOR_LOCAL_NAME = 0x10,
  FLOOR_HOST_NAME = 0x11,
  FLOOR_HTTP = 0x1f,
};

#define SYNTAX_SIZE 19 /* FLOOR_UUID, the UUID, its major version */

/* The floors behind the syntaxes. The first two tell protocol sequences apart. */
typedef struct
{
  const char *protseq;
  guint8 rpc, endpoint;
  guint8 address; /* 0: the tower ends with the endpoint */
} Sequence;

static const Sequence sequences[] = {
  { "ncacn_ip_tcp", FLOOR_CONNECTIONS, FLOOR_TCP, FLOOR_IP },
  { "ncacn_np", FLOOR_CONNECTIONS, FLOOR_PIPE, FLOOR_HOST_NAME },
  { "ncacn_http", FLOOR_CONNECTIONS, FLOOR_HTTP, FLOOR_IP },
  { "ncadg_ip_udp", FLOOR_DATAGRAMS, FLOOR_UDP, FLOOR_IP },
  { "ncalrpc", FLOOR_LOCAL, FLOOR_LOCAL_NAME, 0 },
};

static guint16
read_u16 (const guint8 *at)
{
  return (guint16) (at[0] | at[1] << 8);
}

static guint32
read_u32 (const guint8 *at)
{
  return read_u16 (at) | (guint32) read_u16 (at + 2) << 16;
}

/* ---- Parsing ---- */

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

typedef struct
{
  Bytes left, right;
} Floor;

/* Takes a counted string from the front of @from. */
static gboolean
take_counted (Bytes *from, Bytes *string)
{
  gsize size;

  if (from->size < 2)
    return FALSE;
  size = read_u16 (from->data);
  if (from->size - 2 < size)
    return FALSE;
  *string = (Bytes){ from->data + 2, size };
  from->data += 2 + size;
  from->size -= 2 + size;
  return TRUE;
}

static BeckRpcTowerFault
take_floor (Bytes *from, Floor *floor)
{
  if (!take_counted (from, &floor->left))
    return BECK_RPC_TOWER_CUT;
  if (floor->left.size == 0)
    return BECK_RPC_TOWER_EMPTY_FLOOR;
  return take_counted (from, &floor->right) ? BECK_RPC_TOWER_GOOD : BECK_RPC_TOWER_CUT;
}

/* A UUID floor: towers are little-endian, whatever the message is. */
static BeckRpcTowerFault
parse_syntax (const Floor *floor, RPC_IF_ID *id)
{
  const guint8 *at = floor->left.data;

  if (floor->left.size != SYNTAX_SIZE || at[0] != FLOOR_UUID)
    return BECK_RPC_TOWER_SYNTAX;
  id->Uuid.Data1 = read_u32 (at + 1);
  id->Uuid.Data2 = read_u16 (at + 5);
  id->Uuid.Data3 = read_u16 (at + 7);
  memcpy (id->Uuid.Data4, at + 9, 8);
  id->VersMajor = read_u16 (at + 17);
  id->VersMinor = floor->right.size >= 2 ? read_u16 (floor->right.data) : 0;
  return BECK_RPC_TOWER_GOOD;
}

/* ASCII up to a NUL, or to the end. */
static BeckRpcTowerFault
parse_text (const Bytes *bytes, char *text)
{
  gsize length = bytes->size != 0 ? strnlen ((const char *) bytes->data, bytes->size) : 0;

  if (length > BECK_RPC_TOWER_MAX_TEXT)
    return BECK_RPC_TOWER_TEXT;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isprint ((char) bytes->data[i]))
        return BECK_RPC_TOWER_TEXT;
      text[i] = (char) bytes->data[i];
    }
  text[length] = '\0';
  return BECK_RPC_TOWER_GOOD;
}

static void
parse_port (const Bytes *bytes, char *text)
{
  guint port = bytes->size >= 2 ? (guint) bytes->data[0] << 8 | bytes->data[1] : 0;

  if (port != 0)
    sprintf (text, "%u", port);
}

static void
parse_ip (const Bytes *bytes, char *text)
{
  static const guint8 none[4];

  if (bytes->size >= 4 && memcmp (bytes->data, none, 4) != 0)
    inet_ntop (AF_INET, bytes->data, text, INET_ADDRSTRLEN);
}

/* What a floor above the syntaxes says, if this file knows its protocol. */
static BeckRpcTowerFault
parse_protocol (const Floor *floor, BeckRpcTower *tower)
{
  switch (floor->left.data[0])
    {
    case FLOOR_TCP:
    case FLOOR_UDP:
    case FLOOR_HTTP:
      parse_port (&floor->right, tower->endpoint);
      return BECK_RPC_TOWER_GOOD;
    case FLOOR_IP:
      parse_ip (&floor->right, tower->address);
      return BECK_RPC_TOWER_GOOD;
    case FLOOR_PIPE:
    case FLOOR_LOCAL_NAME:
      return parse_text (&floor->right, tower->endpoint);
    case FLOOR_HOST_NAME:
      return parse_text (&floor->right, tower->address);
    default:
      return BECK_RPC_TOWER_GOOD;
    }
}

static const char *
find_protseq (guint8 rpc, guint8 endpoint)
{
  for (guint i = 0; i < G_N_ELEMENTS (sequences); i++)
    if (sequences[i].rpc == rpc && sequences[i].endpoint == endpoint)
      return sequences[i].protseq;
  return NULL;
}

/* The floors from the third on, of which there are @n. */
static BeckRpcTowerFault
parse_protocols (Bytes *rest, guint n, BeckRpcTower *tower)
{
  guint8 ids[2] = { 0, 0 };

  for (guint i = 0; i < n; i++)
    {
      Floor floor;
      BeckRpcTowerFault fault = take_floor (rest, &floor);

      if (fault == BECK_RPC_TOWER_GOOD)
        fault = parse_protocol (&floor, tower);
      if (fault != BECK_RPC_TOWER_GOOD)
        return fault;
      if (i < 2)
        ids[i] = floor.left.data[0];
    }
  tower->protseq = find_protseq (ids[0], ids[1]);
  return BECK_RPC_TOWER_GOOD;
}

BeckRpcTowerFault
beck_rpc_tower_parse (const guint8 *data, gsize size, BeckRpcTower *tower)
{
  RPC_IF_ID *syntaxes[] = { &tower->interface, &tower->transfer };
  Bytes rest;
  guint n;

  memset (tower, 0, sizeof *tower);
  if (size < 2)
    return BECK_RPC_TOWER_CUT;
  n = read_u16 (data);
  if (n < 3 || n > BECK_RPC_TOWER_MAX_FLOORS)
    return BECK_RPC_TOWER_FLOORS;
  rest = (Bytes){ data + 2, size - 2 };
  for (guint i = 0; i < G_N_ELEMENTS (syntaxes); i++)
    {
      Floor floor;
      BeckRpcTowerFault fault = take_floor (&rest, &floor);

      if (fault == BECK_RPC_TOWER_GOOD)
        fault = parse_syntax (&floor, syntaxes[i]);
      if (fault != BECK_RPC_TOWER_GOOD)
        return fault;
    }
  return parse_protocols (&rest, n - 2, tower);
}

/* ---- Building ---- */

typedef struct
{
  guint8 *data;
  gsize size, room; /* size > room: there was none */
} Out;

static void
put_bytes (Out *out, gconstpointer data, gsize size)
{
  if (out->size <= out->room && size <= out->room - out->size)
    memcpy (out->data + out->size, data, size);
  out->size += size;
}

static void
put_u16 (Out *out, guint16 value)
{
  const guint8 bytes[] = { (guint8) value, (guint8) (value >> 8) };

  put_bytes (out, bytes, sizeof bytes);
}

static void
put_syntax (Out *out, const RPC_IF_ID *id)
{
  const guint8 kind = FLOOR_UUID;

  put_u16 (out, SYNTAX_SIZE);
  put_bytes (out, &kind, 1);
  put_u16 (out, (guint16) id->Uuid.Data1);
  put_u16 (out, (guint16) (id->Uuid.Data1 >> 16));
  put_u16 (out, id->Uuid.Data2);
  put_u16 (out, id->Uuid.Data3);
  put_bytes (out, id->Uuid.Data4, 8);
  put_u16 (out, id->VersMajor);
  put_u16 (out, 2);
  put_u16 (out, id->VersMinor);
}

/* A floor whose left-hand side is one byte. */
static void
put_protocol (Out *out, guint8 id, gconstpointer right, gsize size)
{
  put_u16 (out, 1);
  put_bytes (out, &id, 1);
  put_u16 (out, (guint16) size);
  put_bytes (out, right, size);
}

static void
put_endpoint (Out *out, guint8 id, const char *endpoint)
{
  guint16 port = GUINT16_TO_BE ((guint16) g_ascii_strtoull (endpoint, NULL, 10));

  if (id == FLOOR_PIPE || id == FLOOR_LOCAL_NAME)
    put_protocol (out, id, endpoint, strlen (endpoint) + 1);
  else
    put_protocol (out, id, &port, sizeof port);
}

static void
put_address (Out *out, guint8 id, const char *address)
{
  guint8 ip[4] = { 0, 0, 0, 0 };

  if (id == FLOOR_HOST_NAME)
    put_protocol (out, id, address, strlen (address) + 1);
  else
    {
      inet_pton (AF_INET, address, ip);
      put_protocol (out, id, ip, sizeof ip);
    }
}

static const Sequence *
find_sequence (const char *protseq)
{
  for (guint i = 0; protseq != NULL && i < G_N_ELEMENTS (sequences); i++)
    if (strcmp (sequences[i].protseq, protseq) == 0)
      return &sequences[i];
  return NULL;
}

gsize
beck_rpc_tower_build (const BeckRpcTower *tower, guint8 *data, gsize room)
{
  const Sequence *sequence = find_sequence (tower->protseq);
  const guint8 minor[2] = { 0, 0 };
  Out out = { data, 0, room };

  if (sequence == NULL)
    return 0;
  put_u16 (&out, sequence->address != 0 ? 5 : 4);
  put_syntax (&out, &tower->interface);
  put_syntax (&out, &tower->transfer);
  put_protocol (&out, sequence->rpc, minor, sizeof minor);
  put_endpoint (&out, sequence->endpoint, tower->endpoint);
  if (sequence->address != 0)
    put_address (&out, sequence->address, tower->address);
  return out.size <= room ? out.size : 0;
}
