/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The heap and the clocks (<win/heapapi.h>, <win/sysinfoapi.h>). */

#include "test-win.h"

#include "base/alloc.h"

START_TEST (blocks_are_allocated_and_freed)
{
  HANDLE heap = GetProcessHeap ();
  char *block = HeapAlloc (heap, HEAP_ZERO_MEMORY, 100);

  ck_assert_ptr_nonnull (heap);
  for (int i = 0; i < 100; i++)
    ck_assert_int_eq (block[i], 0);
  block[99] = 1;
  block = HeapReAlloc (heap, 0, block, 1000);
  ck_assert_int_eq (block[99], 1);
  ck_assert (HeapFree (heap, 0, block));
  ck_assert_ptr_nonnull (block = HeapAlloc (heap, 0, 0));
  ck_assert (HeapFree (heap, 0, block));
  ck_assert (HeapFree (heap, 0, NULL));
}
END_TEST

START_TEST (local_memory_is_freed_to_null)
{
  char *block = LocalAlloc (LPTR, 10);

  ck_assert_int_eq (block[9], 0);
  ck_assert_ptr_null (LocalFree (block));
  ck_assert_ptr_null (LocalFree (NULL));
}
END_TEST

START_TEST (lack_of_memory_is_an_error_or_an_exception)
{
  volatile DWORD raised = 0;
  LPVOID block;

  beck_alloc_fail_at (0);
  block = HeapAlloc (GetProcessHeap (), 0, 10);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (block);
  ck_assert_uint_eq (GetLastError (), ERROR_NOT_ENOUGH_MEMORY);

  beck_alloc_fail_at (0);
  RpcTryExcept
    {
      HeapAlloc (GetProcessHeap (), HEAP_GENERATE_EXCEPTIONS, 10);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept;
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (raised, STATUS_NO_MEMORY);
}
END_TEST

START_TEST (clocks_go_forward)
{
  LARGE_INTEGER before, after, frequency;
  FILETIME now;
  ULONGLONG units;

  ck_assert (QueryPerformanceFrequency (&frequency));
  ck_assert_int_gt (frequency.QuadPart, 0);
  ck_assert (QueryPerformanceCounter (&before));
  ck_assert (QueryPerformanceCounter (&after));
  ck_assert_int_ge (after.QuadPart, before.QuadPart);
  ck_assert_uint_gt (GetTickCount64 (), 0);
  GetSystemTimeAsFileTime (&now);
  units = ((ULONGLONG) now.dwHighDateTime << 32) + now.dwLowDateTime;
  /* Between 2020 and 2100 */
  ck_assert_uint_gt (units, 132223104000000000u);
  ck_assert_uint_lt (units, 157469184000000000u);
}
END_TEST

Suite *
win_memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tc_heap = tcase_create ("heap");
  TCase *tc_clocks = tcase_create ("clocks");

  tcase_add_test (tc_heap, blocks_are_allocated_and_freed);
  tcase_add_test (tc_heap, local_memory_is_freed_to_null);
  tcase_add_test (tc_heap, lack_of_memory_is_an_error_or_an_exception);
  suite_add_tcase (suite, tc_heap);

  tcase_add_test (tc_clocks, clocks_go_forward);
  suite_add_tcase (suite, tc_clocks);
  return suite;
}
