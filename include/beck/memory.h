/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The task allocator: memory that one side of an interface allocates and the other
 * frees (com.md section 5). Every such block, whoever allocated it, is freed with
 * CoTaskMemFree().
 *
 * Threading: any thread, with or without an apartment; a block may be freed by another
 * thread than the one that allocated it.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/**
 * CoTaskMemAlloc:
 * @size: bytes; 0 is allowed
 *
 * Returns: (nullable) (transfer full): a block aligned to 16 bytes, contents undefined, a
 * valid pointer for 0 bytes too; %NULL if there is no memory
 */
LPVOID CoTaskMemAlloc (gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CoTaskMemRealloc:
 * @block: (nullable) (transfer full): a block of the task allocator, or %NULL
 * @size: bytes it shall have
 *
 * With a %NULL @block this is CoTaskMemAlloc(); otherwise a @size of 0 frees @block and
 * returns %NULL.
 *
 * Returns: (nullable) (transfer full): the block, which may have moved. %NULL if there is
 * no memory; @block is then unchanged and still the caller's.
 */
LPVOID CoTaskMemRealloc (LPVOID block, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CoTaskMemFree:
 * @block: (nullable) (transfer full): a block of the task allocator; %NULL does nothing
 */
void CoTaskMemFree (LPVOID block);

G_END_DECLS
