/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The classes that the tests of lib/com make objects of, and a look into reference counts.
 *
 * `Sample` is a server with two interfaces whose Signal counts. `Whole` aggregates a Sample: it
 * has an ISynchronize of its own and shows the ISequentialStream of its part.
 */

#include <beck/class.h>
#include <beckclasses.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <check.h>
#include <objidlbase.h>
#include <stdatomic.h>

typedef struct
{
  BeckObject object;
  ISynchronize synchronize;
  ISequentialStream stream;
  guint n_signals;
} Sample;

typedef struct
{
  BeckObject object;
  ISynchronize synchronize;
  IUnknown *part;
} Whole;

extern const CLSID sample_clsid;
extern const BeckClass sample_class;
extern const BeckClass whole_class;

/* The Samples that were made and not finalized. */
extern atomic_int n_live_samples;

/* What the next Samples' init returns. */
extern HRESULT sample_init_result;

ISynchronize *sample_new (void);

/* The references that whoever answers for @iface's count has. */
ULONG count_of (gpointer iface);

/* QueryInterface on any interface pointer. */
HRESULT query (gpointer iface, REFIID iid, gpointer ret);
ULONG release (gpointer iface);

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
                                                                                                   \
      ck_assert_msg (hr_ == (expected), "%s gave 0x%08X, not %s", #expression, (guint) hr_,        \
                     #expected);                                                                   \
    }                                                                                              \
  while (0)
