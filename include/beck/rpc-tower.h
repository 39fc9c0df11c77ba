/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Protocol towers: how the endpoint mapper and objects' addresses write "this interface, over
 * that protocol, at that endpoint" as bytes (wire.md 4.2). Pure functions.
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

/**
 * BECK_RPC_TOWER_MAX_FLOORS:
 *
 * More floors than any protocol has; a tower with more is refused.
 */
#define BECK_RPC_TOWER_MAX_FLOORS 16

/**
 * BECK_RPC_TOWER_MAX_TEXT:
 *
 * Bytes of an endpoint or address, the NUL not counted. Longer ones are refused.
 */
#define BECK_RPC_TOWER_MAX_TEXT 255

/**
 * BECK_RPC_TOWER_MAX_SIZE:
 *
 * Bytes that beck_rpc_tower_build() makes at most.
 */
#define BECK_RPC_TOWER_MAX_SIZE 640

/**
 * BeckRpcTower:
 * @interface: floor 1
 * @transfer: floor 2; NDR for what this library speaks
 * @protseq: (nullable): what floors 3 and 4 are: a constant, such as "ncacn_ip_tcp"; %NULL for
 *   protocols that are not known
 * @endpoint: its decimal port, or its name; "" if the tower has none, or port 0
 * @address: in dotted decimal, or a name; "" if the tower has none, or 0.0.0.0
 *
 * What a tower says.
 */
typedef struct
{
  RPC_IF_ID interface;
  RPC_IF_ID transfer;
  const char *protseq;
  char endpoint[BECK_RPC_TOWER_MAX_TEXT + 1];
  char address[BECK_RPC_TOWER_MAX_TEXT + 1];
} BeckRpcTower;

/**
 * BeckRpcTowerFault:
 * @BECK_RPC_TOWER_GOOD: none
 * @BECK_RPC_TOWER_CUT: the bytes end within a floor
 * @BECK_RPC_TOWER_FLOORS: less than three floors, or more than BECK_RPC_TOWER_MAX_FLOORS
 * @BECK_RPC_TOWER_EMPTY_FLOOR: a floor without a protocol identifier
 * @BECK_RPC_TOWER_SYNTAX: floor 1 or 2 is no UUID with a version
 * @BECK_RPC_TOWER_TEXT: an endpoint or address that is too long or no printable ASCII
 *
 * What may be wrong with the bytes of a tower.
 */
typedef enum
{
  BECK_RPC_TOWER_GOOD,
  BECK_RPC_TOWER_CUT,
  BECK_RPC_TOWER_FLOORS,
  BECK_RPC_TOWER_EMPTY_FLOOR,
  BECK_RPC_TOWER_SYNTAX,
  BECK_RPC_TOWER_TEXT,
} BeckRpcTowerFault;

/**
 * BECK_RPC_SYNTAX_NDR:
 *
 * An initialiser of an #RPC_IF_ID: the transfer syntax NDR, version 2.0.
 */
#define BECK_RPC_SYNTAX_NDR                                                                        \
  {                                                                                                \
    BECK_GUID (0x8a885d04, 0x1ceb, 0x11c9, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60), 2, 0   \
  }

/**
 * beck_rpc_tower_parse:
 * @data: (array length=size): the bytes of a tower, without the counts that NDR puts in front
 * @tower: (out): what they say; undefined after a fault
 *
 * Right-hand sides that are shorter than they should be count as zeros, as some clients ask with
 * towers of that kind. Bytes behind the last floor are passed over.
 *
 * Threading: any thread.
 * Returns: what was wrong
 */
BeckRpcTowerFault beck_rpc_tower_parse (const guint8 *data, gsize size, BeckRpcTower *tower);

/**
 * beck_rpc_tower_build:
 * @tower: what it shall say. A @protseq other than ncacn_ip_tcp, ncacn_np, ncacn_http,
 *   ncadg_ip_udp and ncalrpc has no tower. An @address that is no IPv4 address where one belongs
 *   becomes 0.0.0.0: there is no floor for others, and clients connect to the host they asked
 * @data: (out) (array length=room): the bytes; BECK_RPC_TOWER_MAX_SIZE are enough for all towers
 *
 * Threading: any thread.
 * Returns: how many bytes; 0 if there is no such tower, or no room
 */
gsize beck_rpc_tower_build (const BeckRpcTower *tower, guint8 *data, gsize room);

G_END_DECLS
