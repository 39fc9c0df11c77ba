/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Memory that goes all at once: rpc.md 2.3. Whether it goes, the leak checkers say, too. */

#include <beck/rpc-memory.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "rpc/ss-memory.h"
#include "shared.h"
#include "suites.h"

static void
tear_down (void)
{
  RpcSsSetThreadHandle (NULL);
  RpcSsSetClientAllocFree (NULL, NULL);
}

static RPC_STATUS
try_to_allocate (void)
{
  RPC_STATUS status = 1;
  void *block = RpcSmAllocate (100, &status);

  ck_assert ((block != NULL) == (status == RPC_S_OK));
  if (block != NULL)
    memset (block, 1, 100);
  return status;
}

START_TEST (blocks_are_aligned_and_apart)
{
  void *blocks[100];

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      blocks[i] = RpcSsAllocate (i);
      ck_assert_uint_eq ((guintptr) blocks[i] % G_ALIGNOF (max_align_t), 0);
      memset (blocks[i], (int) i, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    for (guint j = 0; j < i; j++)
      ck_assert_uint_eq (((guint8 *) blocks[i])[j], i);
}
END_TEST

START_TEST (blocks_may_be_freed_in_any_order)
{
  static const guint order[] = { 2, 0, 4, 1, 3 };
  void *blocks[G_N_ELEMENTS (order)], *left;

  left = RpcSsAllocate (1);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    blocks[i] = RpcSsAllocate (1);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    ck_assert_int_eq (RpcSmFree (blocks[order[i]]), RPC_S_OK);
  RpcSsFree (NULL);
  *(char *) left = 1;
}
END_TEST

START_TEST (last_disable_ends_the_heap)
{
  RPC_SS_THREAD_HANDLE first;

  RpcSsEnableAllocate ();
  ck_assert_int_eq (RpcSmEnableAllocate (), RPC_S_OK);
  first = RpcSsGetThreadHandle ();
  RpcSsAllocate (10);
  ck_assert_int_eq (RpcSmDisableAllocate (), RPC_S_OK);
  ck_assert_ptr_eq (RpcSmGetThreadHandle (NULL), first);
  RpcSsDisableAllocate ();
  /* One too many is not held against what comes next. */
  RpcSsDisableAllocate ();
  RpcSsEnableAllocate ();
  ck_assert_int_eq (try_to_allocate (), RPC_S_OK);
}
END_TEST

/* ---- Threads ---- */

typedef struct
{
  RPC_SS_THREAD_HANDLE heap;
  gint step; /* the two threads take turns */
  RPC_STATUS before, after;
} Loan;

static void
reach (Loan *loan, gint step)
{
  g_atomic_int_set (&loan->step, step);
}

static void
wait_for (Loan *loan, gint step)
{
  while (g_atomic_int_get (&loan->step) < step)
    g_usleep (100);
}

static gpointer
borrow (gpointer data)
{
  Loan *loan = data;

  RpcSsAllocate (5);
  RpcSsSetThreadHandle (loan->heap);
  ck_assert_ptr_eq (RpcSsGetThreadHandle (), loan->heap);
  loan->before = try_to_allocate ();
  reach (loan, 1);
  wait_for (loan, 2);
  loan->after = try_to_allocate ();
  RpcSsSetThreadHandle (NULL);
  ck_assert_int_eq (try_to_allocate (), RPC_S_OK);
  return NULL;
}

START_TEST (lent_heap_goes_with_its_owner)
{
  Loan loan = { .heap = RpcSsGetThreadHandle () };
  GThread *thread = g_thread_new ("borrower", borrow, &loan);

  wait_for (&loan, 1);
  ck_assert_int_eq (try_to_allocate (), RPC_S_OK);
  RpcSsDisableAllocate ();
  reach (&loan, 2);
  g_thread_join (thread);
  ck_assert_int_eq (loan.before, RPC_S_OK);
  ck_assert_int_eq (loan.after, RPC_S_OUT_OF_MEMORY);
}
END_TEST

static gpointer
allocate_and_end (gpointer data)
{
  RpcSsEnableAllocate ();
  RpcSsAllocate (10);
  return NULL;
}

START_TEST (thread_that_ends_leaves_nothing)
{
  g_thread_join (g_thread_new ("ends", allocate_and_end, NULL));
}
END_TEST

static gpointer
allocate_many (gpointer heap)
{
  RpcSsSetThreadHandle (heap);
  for (guint i = 0; i < 10000; i++)
    {
      void *block = RpcSsAllocate (8);

      if (i % 2 == 0)
        RpcSsFree (block);
    }
  return NULL;
}

START_TEST (threads_share_a_heap)
{
  RPC_SS_THREAD_HANDLE heap = RpcSsGetThreadHandle ();
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("shares", allocate_many, heap);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}
END_TEST

/* ---- Calls ---- */

START_TEST (call_has_a_heap_of_its_own)
{
  RPC_SS_THREAD_HANDLE outside = RpcSsGetThreadHandle ();
  BeckRpcHeapUse call = { 0 };

  beck_rpc_heap_enter (&call);
  ck_assert_ptr_ne (RpcSsGetThreadHandle (), outside);
  RpcSsAllocate (10);
  beck_rpc_heap_leave (&call);
  ck_assert_ptr_eq (RpcSsGetThreadHandle (), outside);
  beck_rpc_heap_end (&call);
}
END_TEST

START_TEST (call_keeps_its_heap_to_its_end)
{
  BeckRpcHeapUse call = { 0 };
  char *block;

  beck_rpc_heap_enter (&call);
  RpcSsEnableAllocate ();
  block = RpcSsAllocate (1);
  RpcSsDisableAllocate ();
  beck_rpc_heap_leave (&call);
  ck_assert_int_eq (try_to_allocate (), RPC_S_OK);
  RpcSsDisableAllocate ();
  *block = 1;
  ck_assert_int_eq (*block, 1);
  beck_rpc_heap_end (&call);
}
END_TEST

START_TEST (call_may_leave_its_thread_and_come_back)
{
  BeckRpcHeapUse call = { 0 };
  RPC_SS_THREAD_HANDLE heap;

  beck_rpc_heap_enter (&call);
  heap = RpcSsGetThreadHandle ();
  beck_rpc_heap_leave (&call);
  ck_assert_ptr_ne (RpcSsGetThreadHandle (), heap);
  beck_rpc_heap_enter (&call);
  ck_assert_ptr_eq (RpcSsGetThreadHandle (), heap);
  beck_rpc_heap_leave (&call);
  beck_rpc_heap_end (&call);
}
END_TEST

START_TEST (calls_nest)
{
  BeckRpcHeapUse outer = { 0 }, inner = { 0 };
  RPC_SS_THREAD_HANDLE heap;

  beck_rpc_heap_enter (&outer);
  heap = RpcSsGetThreadHandle ();
  beck_rpc_heap_enter (&inner);
  ck_assert_ptr_ne (RpcSsGetThreadHandle (), heap);
  beck_rpc_heap_leave (&inner);
  ck_assert_ptr_eq (RpcSsGetThreadHandle (), heap);
  beck_rpc_heap_leave (&outer);
  beck_rpc_heap_end (&inner);
  beck_rpc_heap_end (&outer);
}
END_TEST

START_TEST (heap_lent_to_a_call_stays)
{
  RPC_SS_THREAD_HANDLE heap = RpcSsGetThreadHandle ();
  BeckRpcHeapUse call = { 0 };

  beck_rpc_heap_enter (&call);
  RpcSsSetThreadHandle (heap);
  RpcSsEnableAllocate ();
  RpcSsAllocate (1);
  RpcSsDisableAllocate ();
  beck_rpc_heap_leave (&call);
  beck_rpc_heap_end (&call);
  ck_assert_int_eq (try_to_allocate (), RPC_S_OK);
}
END_TEST

/* ---- Failures ---- */

static RPC_STATUS
allocate_twice (void)
{
  RPC_STATUS status = try_to_allocate ();

  if (status == RPC_S_OK)
    status = try_to_allocate ();
  RpcSsDisableAllocate ();
  return status;
}

START_TEST (lack_of_memory_is_told)
{
  fail_each_allocation (allocate_twice);
}
END_TEST

static void
allocate_too_much (gpointer size)
{
  RpcSsAllocate (*(gsize *) size);
}

START_TEST (lack_of_memory_is_raised)
{
  /* More than a sanitizer lets malloc(3) be asked for would end the process. */
  static const gsize sizes[] = { G_MAXSIZE, G_MAXSIZE - 8 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize size = sizes[i];
      guint32 status = 0;

      ck_assert (beck_exception_catch (allocate_too_much, &size, &status));
      ck_assert_uint_eq (status, RPC_S_OUT_OF_MEMORY);
    }
}
END_TEST

/* ---- Clients ---- */

static void *
own_alloc (size_t size)
{
  return NULL;
}

static void
own_free (void *block)
{
}

START_TEST (client_stubs_use_what_was_set)
{
  static const BeckNdrAllocator usual = { RpcSsAllocate, RpcSsFree };
  RPC_CLIENT_ALLOC *alloc;
  RPC_CLIENT_FREE *release;

  ck_assert_ptr_eq (beck_rpc_client_allocator (&usual), &usual);
  RpcSsSwapClientAllocFree (own_alloc, own_free, &alloc, &release);
  ck_assert (alloc == NULL && release == NULL);
  ck_assert (beck_rpc_client_allocator (&usual)->alloc == own_alloc);
  ck_assert (beck_rpc_client_allocator (NULL)->free == own_free);
  ck_assert_int_eq (RpcSmSwapClientAllocFree (NULL, NULL, &alloc, &release), RPC_S_OK);
  ck_assert (alloc == own_alloc && release == own_free);
  ck_assert_ptr_eq (beck_rpc_client_allocator (&usual), &usual);
  ck_assert_int_eq (RpcSmSetClientAllocFree (own_alloc, NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcSmSwapClientAllocFree (NULL, NULL, NULL, NULL), RPC_S_INVALID_ARG);
}
END_TEST

Suite *
ss_memory_suite (void)
{
  Suite *suite = suite_create ("ss-memory");
  TCase *heap = tcase_create ("heap");
  TCase *calls = tcase_create ("calls");

  tcase_add_checked_fixture (heap, NULL, tear_down);
  tcase_add_test (heap, blocks_are_aligned_and_apart);
  tcase_add_test (heap, blocks_may_be_freed_in_any_order);
  tcase_add_test (heap, last_disable_ends_the_heap);
  tcase_add_test (heap, lent_heap_goes_with_its_owner);
  tcase_add_test (heap, thread_that_ends_leaves_nothing);
  tcase_add_test (heap, threads_share_a_heap);
  tcase_add_test (heap, lack_of_memory_is_told);
  tcase_add_test (heap, lack_of_memory_is_raised);
  tcase_add_test (heap, client_stubs_use_what_was_set);
  suite_add_tcase (suite, heap);
  tcase_add_checked_fixture (calls, NULL, tear_down);
  tcase_add_test (calls, call_has_a_heap_of_its_own);
  tcase_add_test (calls, call_keeps_its_heap_to_its_end);
  tcase_add_test (calls, calls_nest);
  tcase_add_test (calls, call_may_leave_its_thread_and_come_back);
  tcase_add_test (calls, heap_lent_to_a_call_stays);
  suite_add_tcase (suite, calls);
  return suite;
}
