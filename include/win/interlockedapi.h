/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Atomic operations, all of them full barriers. They are macros, so that they take LONG and the
 * `long` of the language alike.
 */

#include "winnt.h"

#define InterlockedIncrement(target) __atomic_add_fetch ((target), 1, __ATOMIC_SEQ_CST)
#define InterlockedDecrement(target) __atomic_sub_fetch ((target), 1, __ATOMIC_SEQ_CST)
#define InterlockedExchange(target, value)                                                         \
  __atomic_exchange_n ((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedExchangeAdd(target, value)                                                      \
  __atomic_fetch_add ((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedCompareExchange(target, value, comparand)                                       \
  __sync_val_compare_and_swap ((target), (comparand), (value))
#define InterlockedAnd(target, value) __atomic_fetch_and ((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedOr(target, value) __atomic_fetch_or ((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedXor(target, value) __atomic_fetch_xor ((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedExchangePointer InterlockedExchange
#define InterlockedCompareExchangePointer InterlockedCompareExchange
#define InterlockedIncrement64 InterlockedIncrement
#define InterlockedDecrement64 InterlockedDecrement
#define InterlockedExchange64 InterlockedExchange
#define InterlockedExchangeAdd64 InterlockedExchangeAdd
#define InterlockedCompareExchange64 InterlockedCompareExchange
