/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The extension of ORPCTHAT that carries what an IErrorInfo says about a failed call (wire.md
 * 5.2): a custom OBJREF of the class of error objects. Pure functions.
 */

#include "orpc/orpc-header.h"

G_BEGIN_DECLS

/**
 * BECK_ORPC_MAX_ERROR_TEXT:
 *
 * Characters of a text, without the NUL; longer ones are refused. Three of them fit into one
 * extension.
 */
#define BECK_ORPC_MAX_ERROR_TEXT 8192

/* 0000031c-0000-0000-c000-000000000046: what the extension is found by. */
extern const GUID beck_orpc_error_id;

/**
 * BeckOrpcError:
 * @iid: the interface that defined the error
 * @source: (nullable): who noticed it, with a NUL
 * @description: (nullable): what it is
 * @help_file: (nullable): where more is said, at @help_context
 */
typedef struct
{
  guint32 help_context;
  GUID iid;
  const OLECHAR *source;
  const OLECHAR *description;
  const OLECHAR *help_file;
} BeckOrpcError;

/**
 * BeckOrpcErrorFault:
 * @BECK_ORPC_ERROR_GOOD: none
 * @BECK_ORPC_ERROR_REFERENCE: no custom OBJREF, or one of another class
 * @BECK_ORPC_ERROR_CUT: the bytes end within a field
 * @BECK_ORPC_ERROR_VERSION: a version other than 0
 * @BECK_ORPC_ERROR_TEXT: a text that is too long or beyond its own count, or whose presence is
 *   neither said nor denied
 * @BECK_ORPC_ERROR_MEMORY: there is no memory
 */
typedef enum
{
  BECK_ORPC_ERROR_GOOD,
  BECK_ORPC_ERROR_REFERENCE,
  BECK_ORPC_ERROR_CUT,
  BECK_ORPC_ERROR_VERSION,
  BECK_ORPC_ERROR_TEXT,
  BECK_ORPC_ERROR_MEMORY,
} BeckOrpcErrorFault;

/**
 * beck_orpc_error_parse:
 * @data: (array length=size): of the extension
 * @arena: where the texts are put
 * @error: (out): undefined after a fault
 *
 * Who sees a fault goes on without the error object: all extensions are optional.
 *
 * Threading: any thread, one at a time per arena.
 * Returns: what was wrong
 */
BeckOrpcErrorFault beck_orpc_error_parse (const guint8 *data, gsize size, BeckNdrArena *arena,
                                          BeckOrpcError *error);

/**
 * beck_orpc_error_size:
 *
 * Returns: the bytes that beck_orpc_error_print() writes; 0 if a text is too long
 */
gsize beck_orpc_error_size (const BeckOrpcError *error);

/**
 * beck_orpc_error_print:
 * @data: (out): receives beck_orpc_error_size() bytes, which is not 0; always little-endian
 */
void beck_orpc_error_print (const BeckOrpcError *error, guint8 *data);

G_END_DECLS
