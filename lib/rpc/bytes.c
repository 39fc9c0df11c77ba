/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Bytes that grow, by doubling. There is memory only while there are bytes or were some.
 */

#include "rpc/bytes.h"

#include <string.h>

#include "base/spare.h"

#define SMALLEST 128

gboolean
beck_rpc_bytes_reserve (BeckRpcBytes *bytes, gsize capacity)
{
  guint8 *more;

  if (capacity <= bytes->capacity)
    return TRUE;
  more = beck_spare_resize (bytes->data, bytes->size, &bytes->capacity, capacity);
  if (more == NULL)
    return FALSE;
  bytes->data = more;
  return TRUE;
}

guint8 *
beck_rpc_bytes_extend (BeckRpcBytes *bytes, gsize size)
{
  guint8 *at;

  if (size > G_MAXSSIZE - bytes->size)
    return NULL;
  if (size > bytes->capacity - bytes->size
      && !beck_rpc_bytes_reserve (
          bytes, MAX (MAX (2 * bytes->capacity, bytes->size + size), SMALLEST)))
    return NULL;
  at = bytes->data + bytes->size;
  bytes->size += size;
  return at;
}

gboolean
beck_rpc_bytes_append (BeckRpcBytes *bytes, gconstpointer data, gsize size)
{
  guint8 *at;

  if (size == 0)
    return TRUE;
  at = beck_rpc_bytes_extend (bytes, size);
  if (at != NULL)
    memcpy (at, data, size);
  return at != NULL;
}

void
beck_rpc_bytes_drop (BeckRpcBytes *bytes, gsize size)
{
  g_assert (size <= bytes->size);
  bytes->size -= size;
  if (size > 0 && bytes->size > 0)
    memmove (bytes->data, bytes->data + size, bytes->size);
}

void
beck_rpc_bytes_clear (BeckRpcBytes *bytes)
{
  beck_spare_give (bytes->data, bytes->capacity);
  *bytes = (BeckRpcBytes){ 0 };
}
