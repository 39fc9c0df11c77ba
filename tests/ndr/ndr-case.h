/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What must hold of every call and its bytes, as assertions of check.
 */

#include "ndr-bytes.h"
#include "ndr-call.h"
#include "ndr-rows.h"

G_BEGIN_DECLS

/**
 * NdrCase:
 * @bytes, @present: by direction
 *
 * One row in one byte order.
 */
typedef struct
{
  const NdrRow *row;
  const BeckNdrMethod *method;
  gboolean big_endian;
  gboolean present[2];
  NdrBytes bytes[2];
} NdrCase;

void ndr_case_clear (NdrCase *c);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NdrCase, ndr_case_clear)

/* The row's record becomes these bytes. */
void ndr_case_check_writing (const NdrCase *c);

/* They are read, with anything in their gaps, and what was read becomes them again. */
void ndr_case_check_reading (const NdrCase *c);

/* Cut at every byte, they are refused with a fault that says where. */
void ndr_case_check_short (const NdrCase *c);

/* So are they with a byte behind them. */
void ndr_case_check_long (const NdrCase *c);

/* With every number changed, and with pairs of bytes changed at random (so that fields that depend
 * on each other change together now and then), they are refused, or what was read can be
 * written, and means the same when it is read again. */
void ndr_case_check_wrong (const NdrCase *c);
void ndr_case_check_random (const NdrCase *c, guint32 seed);

/* With every allocation of the client's refused, nothing is lost. */
void ndr_case_check_memory (const NdrCase *c);

G_END_DECLS
