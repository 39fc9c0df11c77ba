/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Large blocks that are used once more. */

#include "base/spare.h"

#include <string.h>

#include "base/alloc.h"
#include "suites.h"

#define SIZE ((gsize) 40000)

START_TEST (a_block_has_what_was_wanted)
{
  static const gsize sizes[] = { BECK_SPARE_LEAST, 20000, 65536, 65537, 131072, 1 << 20 };
  gsize capacity;
  gpointer block;

  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        block = beck_spare_take (sizes[i], &capacity);
        ck_assert_ptr_nonnull (block);
        ck_assert_uint_ge (capacity, sizes[i]);
        memset (block, 0xa5, capacity);
        beck_spare_give (block, capacity);
      }
}
END_TEST

/* Not where the address sanitizer is to see uses of blocks that were given up. */
#ifndef __SANITIZE_ADDRESS__
START_TEST (a_block_is_used_once_more)
{
  gsize capacity;
  gpointer block = beck_spare_take (SIZE, &capacity);

  beck_spare_give (block, capacity);
  ck_assert_ptr_eq (beck_spare_take (SIZE - 1, &capacity), block);
  beck_spare_give (block, capacity);
}
END_TEST

START_TEST (little_does_not_take_up_much)
{
  gsize capacity, small;
  gpointer large = beck_spare_take (BECK_SPARE_LEAST * 8, &capacity);
  gpointer block;

  beck_spare_give (large, capacity);
  block = beck_spare_take (BECK_SPARE_LEAST, &small);
  ck_assert_ptr_ne (block, large);
  ck_assert_uint_lt (small, capacity);
  beck_spare_give (block, small);
}
END_TEST
#endif

START_TEST (a_block_that_grows_keeps_what_is_in_it)
{
  gsize capacity = 100;
  guint8 *block = beck_alloc (capacity);
  gsize used = 100;

  memset (block, 0x77, used);
  for (gsize size = 1000; size < 1000000; size *= 3)
    {
      block = beck_spare_resize (block, used, &capacity, size);
      ck_assert_ptr_nonnull (block);
      ck_assert_uint_ge (capacity, size);
      for (gsize i = 0; i < used; i++)
        ck_assert_uint_eq (block[i], 0x77);
      memset (block, 0x77, size);
      used = size;
    }
  beck_spare_give (block, capacity);
}
END_TEST

START_TEST (a_lack_of_memory_is_one_whatever_is_kept)
{
  gsize capacity, before;
  guint8 *block = beck_spare_take (SIZE, &capacity);

  beck_spare_give (block, capacity);
  beck_alloc_fail_at (0);
  ck_assert_ptr_null (beck_spare_take (SIZE, &capacity));
  beck_alloc_fail_at (-1);
  block = beck_spare_take (SIZE, &capacity);
  block[0] = 1;
  before = capacity;
  beck_alloc_fail_at (0);
  ck_assert_ptr_null (beck_spare_resize (block, 1, &capacity, 2 * SIZE));
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (capacity, before);
  ck_assert_uint_eq (block[0], 1);
  beck_spare_give (block, capacity);
}
END_TEST

Suite *
spare_suite (void)
{
  Suite *suite = suite_create ("spare");
  TCase *tcase = tcase_create ("spare");

  tcase_add_test (tcase, a_block_has_what_was_wanted);
#ifndef __SANITIZE_ADDRESS__
  tcase_add_test (tcase, a_block_is_used_once_more);
  tcase_add_test (tcase, little_does_not_take_up_much);
#endif
  tcase_add_test (tcase, a_block_that_grows_keeps_what_is_in_it);
  tcase_add_test (tcase, a_lack_of_memory_is_one_whatever_is_kept);
  suite_add_tcase (suite, tcase);
  return suite;
}
