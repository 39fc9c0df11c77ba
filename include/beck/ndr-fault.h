/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Why a reader or writer of NDR stopped: a status of the RPC runtime, the offset in the
 * data, the path to the field, and what was wrong with it. The status is the wire's and
 * the API's word; the rest is for people.
 *
 * Readers and writers stop at the first fault and keep it. The path grows while the
 * functions that led to the field return, so it costs nothing until something fails.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/* A longer path loses its beginning. */
#define BECK_NDR_PATH_SIZE 160

/**
 * BeckNdrFault:
 * @status: 0, or a status of <beck/status.h>: RPC_X_BAD_STUB_DATA, RPC_X_INVALID_BOUND,
 *   RPC_X_NULL_REF_POINTER, RPC_X_NO_MEMORY, RPC_X_INVALID_TAG, …
 * @offset: where in the data, counted from its first byte
 * @reason: (nullable): what was wrong, a constant text
 * @found: the number @reason is about, if @has_numbers
 * @limit: what it was held against
 * @path: from the outermost name inwards: "book.entries[3].name"
 */
typedef struct
{
  guint32 status;
  gboolean has_numbers;
  gsize offset;
  const char *reason;
  guint64 found;
  guint64 limit;
  char path[BECK_NDR_PATH_SIZE];
} BeckNdrFault;

/**
 * beck_ndr_fault_in:
 * @fault: a fault that has happened
 * @field: the name of a field or parameter that was being worked on
 *
 * Puts @field in front of the path.
 *
 * Returns: always %FALSE, so that a failing function can return it
 */
gboolean beck_ndr_fault_in (BeckNdrFault *fault, const char *field);

/**
 * beck_ndr_fault_at:
 * @fault: a fault that has happened
 * @index: of the element of an array that was being worked on
 *
 * Puts "[index]" in front of the path.
 *
 * Returns: always %FALSE
 */
gboolean beck_ndr_fault_at (BeckNdrFault *fault, gsize index);

/**
 * beck_ndr_fault_set:
 * @fault: where to note the fault; an earlier one stays
 * @status: a status other than 0
 * @offset: where in the data
 * @reason: constant text
 *
 * Returns: always %FALSE
 */
gboolean beck_ndr_fault_set (BeckNdrFault *fault, guint32 status, gsize offset, const char *reason);

/**
 * beck_ndr_fault_set_numbers:
 * @found: the number that is wrong
 * @limit: the number it was held against
 *
 * The same for a number that is wrong.
 *
 * Returns: always %FALSE
 */
gboolean beck_ndr_fault_set_numbers (BeckNdrFault *fault, guint32 status, gsize offset,
                                     const char *reason, guint64 found, guint64 limit);

/**
 * beck_ndr_fault_to_string:
 * @fault: a fault, or the record of none
 *
 * Returns: (transfer full): one line of text, such as "offset 36: book.entries[3].name:
 *   more elements than the maximum: 9, not 4 (RPC_X_BAD_STUB_DATA)"; free with g_free()
 */
char *beck_ndr_fault_to_string (const BeckNdrFault *fault);

/**
 * BECK_NDR_TRY:
 * @ndr: a #BeckNdrReader or #BeckNdrWriter
 * @field: the name of what @expression is about
 * @expression: an operation on @ndr
 *
 * Leaves the function with %FALSE if @expression fails, with @field noted in the path.
 */
#define BECK_NDR_TRY(ndr, field, expression)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (G_UNLIKELY (!(expression)))                                                                \
      {                                                                                            \
        beck_ndr_fault_in (&(ndr)->fault, (field));                                                \
        return FALSE; /* which tells the compiler more than the function does */                   \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/**
 * BECK_NDR_TRY_AT:
 * @index: of the element @expression is about
 *
 * The same for the element of an array.
 */
#define BECK_NDR_TRY_AT(ndr, field, index, expression)                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (G_UNLIKELY (!(expression)))                                                                \
      {                                                                                            \
        beck_ndr_fault_at (&(ndr)->fault, (index));                                                \
        beck_ndr_fault_in (&(ndr)->fault, (field));                                                \
        return FALSE;                                                                              \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
