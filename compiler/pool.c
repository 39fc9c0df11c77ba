/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The memory of one compilation: single blocks rather than a bump allocator, so that
 * the address sanitizer sees every overrun of a node.
 */

#include "pool.h"

struct IdlPool
{
  GPtrArray *blocks;
  GPtrArray *arrays;
  GStringChunk *strings;
};

IdlPool *
idl_pool_new (void)
{
  IdlPool *pool = g_new0 (IdlPool, 1);

  pool->blocks = g_ptr_array_new_with_free_func (g_free);
  pool->arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  pool->strings = g_string_chunk_new (4096);
  return pool;
}

void
idl_pool_free (IdlPool *pool)
{
  if (pool == NULL)
    return;
  g_ptr_array_unref (pool->arrays);
  g_ptr_array_unref (pool->blocks);
  g_string_chunk_free (pool->strings);
  g_free (pool);
}

gpointer
idl_pool_alloc (IdlPool *pool, gsize size)
{
  gpointer block = g_malloc0 (size);

  g_ptr_array_add (pool->blocks, block);
  return block;
}

GPtrArray *
idl_pool_array (IdlPool *pool)
{
  GPtrArray *array = g_ptr_array_new ();

  g_ptr_array_add (pool->arrays, array);
  return array;
}

const char *
idl_pool_string (IdlPool *pool, const char *text)
{
  return g_string_chunk_insert_const (pool->strings, text);
}

const char *
idl_pool_strndup (IdlPool *pool, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);

  return g_string_chunk_insert_const (pool->strings, copy);
}

const char *
idl_pool_printf (IdlPool *pool, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert_const (pool->strings, text);
}
