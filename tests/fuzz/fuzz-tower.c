/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary bytes as a tower. What was read and has a protocol that is known is made again
 * and says the same then.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <beck/rpc-tower.h>

#include "fuzz.h"

#include <string.h>

static void
check_again (const BeckRpcTower *tower)
{
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  gsize size = beck_rpc_tower_build (tower, bytes, sizeof bytes);
  BeckRpcTower again;

  g_assert (size > 0);
  g_assert (beck_rpc_tower_parse (bytes, size, &again) == BECK_RPC_TOWER_GOOD);
  g_assert (memcmp (&again.interface, &tower->interface, sizeof again.interface) == 0);
  g_assert (memcmp (&again.transfer, &tower->transfer, sizeof again.transfer) == 0);
  g_assert (again.protseq == tower->protseq);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Copied, so that the address sanitizer knows where it ends. */
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  BeckRpcTower tower;

  if (beck_rpc_tower_parse (bytes, size, &tower) != BECK_RPC_TOWER_GOOD)
    return 0;
  g_assert (memchr (tower.endpoint, '\0', sizeof tower.endpoint) != NULL);
  g_assert (memchr (tower.address, '\0', sizeof tower.address) != NULL);
  if (tower.protseq != NULL)
    check_again (&tower);
  return 0;
}
