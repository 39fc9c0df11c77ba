/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sum.h"

#include "harness.h"

typedef struct
{
  BeckObject object;
  BECK_MEMBER (ISum) sum;
} Sum;

static HRESULT
sum_add (ISum *This, ULONG a, ULONG b, ULONG *sum)
{
  *sum = a + b;
  return S_OK;
}

static const BeckClass sum_class = {
  .name = "Sum",
  .size = sizeof (Sum),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Sum, sum, ISum, .Add = sum_add)),
};

ISum *
sum_new (void)
{
  Sum *self = beck_object_new (&sum_class, NULL);

  BENCH_CHECK (self != NULL);
  return (ISum *) &self->sum;
}

typedef struct
{
  BeckObject object;
  BECK_MEMBER (IMaker) maker;
} Maker;

static HRESULT
maker_make (IMaker *This, ISum **sum)
{
  *sum = sum_new ();
  return S_OK;
}

static HRESULT
maker_memory (IMaker *This, ULONGLONG *bytes)
{
  *bytes = (ULONGLONG) bench_heap_bytes ();
  return S_OK;
}

static const BeckClass maker_class = {
  .name = "Maker",
  .size = sizeof (Maker),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Maker, maker, IMaker, .Make = maker_make,
                                                 .Memory = maker_memory)),
};

IMaker *
maker_new (void)
{
  Maker *self = beck_object_new (&maker_class, NULL);

  BENCH_CHECK (self != NULL);
  return (IMaker *) &self->maker;
}
