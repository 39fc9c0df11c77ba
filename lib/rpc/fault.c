/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One table, both ways. Codes without a row travel unchanged: a manager's own exceptions
 * arrive as they were raised.
 */

#include "fault.h"

#include <beck/status.h>

typedef struct
{
  guint32 fault;
  guint32 status;
} FaultRow;

/* Both ways; the first row of a status is what is sent for it. */
static const FaultRow rows[] = {
  { 0x1c00001a, RPC_X_SS_CONTEXT_MISMATCH },
  { 0x1c00001b, ERROR_NOT_ENOUGH_SERVER_MEMORY },
  { 0x1c010014, RPC_S_SERVER_TOO_BUSY },
  { 0x1c010003, RPC_S_UNKNOWN_IF },
  { 0x1c010002, RPC_S_PROCNUM_OUT_OF_RANGE },
  { 0x1c010017, RPC_S_UNSUPPORTED_TYPE },
  { 0x1c00000d, RPC_S_CALL_CANCELLED },
  { 0x1c000012, RPC_S_CALL_FAILED },
  { 0x1c00000c, RPC_S_CALL_FAILED_DNE },
  { 0x1c000014, RPC_X_PIPE_EMPTY },
  { 0x1c000015, RPC_X_PIPE_CLOSED },
  { 0x1c000016, RPC_X_WRONG_PIPE_ORDER },
  { 0x1c000017, RPC_X_PIPE_DISCIPLINE_ERROR },
  { 0x1c000001, RPC_S_ZERO_DIVIDE },
  { 0x1c000002, RPC_S_ADDRESS_ERROR },
  { 0x1c000003, RPC_S_FP_DIV_ZERO },
  { 0x1c000004, RPC_S_FP_UNDERFLOW },
  { 0x1c000005, RPC_S_FP_OVERFLOW },
  { 0x1c01000b, RPC_S_PROTOCOL_ERROR },
};

/* What other servers send. */
static const FaultRow received[] = {
  { 0x1c000006, RPC_X_INVALID_TAG },
  { 0x1c000007, RPC_X_INVALID_BOUND },
  { 0x1c000008, RPC_S_PROTOCOL_ERROR },
  { 0x1c000009, RPC_S_CALL_FAILED_DNE },
  { 0x1c00000a, RPC_S_CALL_FAILED_DNE },
  { 0x1c00000b, RPC_S_CALL_FAILED },
  { 0x1c00000e, RPC_S_ADDRESS_ERROR },
  { 0x1c00000f, RPC_S_FP_OVERFLOW },
  { 0x1c000010, RPC_S_ADDRESS_ERROR },
  { 0x1c000013, RPC_S_CALL_FAILED },
  { 0x1c000018, RPC_S_COMM_FAILURE },
  { 0x1c000019, RPC_X_PIPE_APP_MEMORY },
  { 0x1c010001, RPC_S_COMM_FAILURE },
  { 0x1c010009, RPC_S_CALL_FAILED },
  { 0x1c010013, ERROR_NOT_ENOUGH_SERVER_MEMORY },
};

/* Statuses of a server that have another name at the client's. */
static guint32
as_seen_from_afar (guint32 status)
{
  switch (status)
    {
    case 0: /* an exception of a manager with a code that would mean success */
      return RPC_S_CALL_FAILED;
    case RPC_X_NO_MEMORY:
      return ERROR_NOT_ENOUGH_SERVER_MEMORY;
    case RPC_S_NOT_LISTENING:
      return RPC_S_SERVER_TOO_BUSY;
    default:
      return status;
    }
}

guint32
beck_rpc_fault_from_status (guint32 status)
{
  status = as_seen_from_afar (status);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].status == status)
      return rows[i].fault;
  return status;
}

guint32
beck_rpc_fault_to_status (guint32 fault)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].fault == fault)
      return rows[i].status;
  for (gsize i = 0; i < G_N_ELEMENTS (received); i++)
    if (received[i].fault == fault)
      return received[i].status;
  return fault != 0 ? fault : RPC_S_CALL_FAILED;
}
