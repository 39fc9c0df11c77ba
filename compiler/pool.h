/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Everything one compilation allocates, freed in one go. The tree is full of
 * cross references (a typedef points at a tag, a tag's field back at the typedef), so
 * ownership of single nodes would be work without use.
 */

#include <glib.h>

typedef struct IdlPool IdlPool;

IdlPool *idl_pool_new (void);
void idl_pool_free (IdlPool *pool);

/* Zeroed memory that lives as long as @pool. */
gpointer idl_pool_alloc (IdlPool *pool, gsize size);
#define idl_pool_new0(pool, Type) ((Type *) idl_pool_alloc ((pool), sizeof (Type)))

/* An empty array that lives as long as @pool and does not own its elements. */
GPtrArray *idl_pool_array (IdlPool *pool);

/* Strings are interned: equal text gives the same pointer. */
const char *idl_pool_string (IdlPool *pool, const char *text);
const char *idl_pool_strndup (IdlPool *pool, const char *text, gsize length);
const char *idl_pool_printf (IdlPool *pool, const char *format, ...) G_GNUC_PRINTF (2, 3);
