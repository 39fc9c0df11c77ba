/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Constants, sizes and offsets against the tables in values.h. */

#include "values.h"

#include <beck/beck.h>
#include <oaidl.h>
#include <objidl.h>

#include "suites.h"

/* The column of a table that is for this machine. */
#define FOR_POINTERS(with_64, with_32) (sizeof (gpointer) == 8 ? with_64 : with_32)

typedef struct
{
  const char *name;
  guint64 actual;
  guint64 expected;
} Number;

/* As 32 bits, whatever type a constant has. */
#define VALUE(name, value) { #name, (guint32) (guintptr) (name), (guint32) (value) },
#define SIZE(type, with_64, with_32) { #type, sizeof (type), FOR_POINTERS (with_64, with_32) },
#define FIELD(type, field, with_64, with_32)                                                       \
  { #type "." #field, offsetof (type, field), FOR_POINTERS (with_64, with_32) },

static const Number values[] = { ABI_VALUES (VALUE) };
static const Number sizes[] = { ABI_SIZES (SIZE) };
static const Number fields[] = { ABI_FIELDS (FIELD) };

static void
assert_numbers (const Number *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    ck_assert_msg (numbers[i].actual == numbers[i].expected,
                   "%s is %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, numbers[i].name,
                   numbers[i].actual, numbers[i].expected);
}

START_TEST (constants_have_their_values)
{
  assert_numbers (values, G_N_ELEMENTS (values));
}
END_TEST

START_TEST (types_have_their_sizes)
{
  assert_numbers (sizes, G_N_ELEMENTS (sizes));
}
END_TEST

START_TEST (fields_are_in_their_places)
{
  assert_numbers (fields, G_N_ELEMENTS (fields));
}
END_TEST

/* Of integers, whose size says nothing about it. */
START_TEST (integers_are_signed_as_their_names_say)
{
  ck_assert ((HRESULT) -1 < 0 && (SCODE) -1 < 0 && (BOOL) -1 < 0);
  ck_assert ((SHORT) -1 < 0 && (INT) -1 < 0 && (LONG) -1 < 0 && (LONGLONG) -1 < 0);
  ck_assert ((INT_PTR) -1 < 0 && (LONG_PTR) -1 < 0 && (hyper) -1 < 0);
  ck_assert ((BYTE) -1 > 0 && (BOOLEAN) -1 > 0 && (USHORT) -1 > 0 && (WORD) -1 > 0);
  ck_assert ((UINT) -1 > 0 && (ULONG) -1 > 0 && (DWORD) -1 > 0 && (ULONGLONG) -1 > 0);
  ck_assert ((UINT_PTR) -1 > 0 && (ULONG_PTR) -1 > 0 && (DWORD_PTR) -1 > 0);
  ck_assert ((OLECHAR) -1 > 0 && (error_status_t) -1 > 0);
}
END_TEST

START_TEST (guid_is_laid_out_as_on_the_wire)
{
  static const guint8 wire[] = {
    0x30, 0x3a, 0x73, 0x1c, 0x1c, 0x2a, 0xce, 0x11, 0xad, 0xe5, 0x00, 0xaa, 0x00, 0x44, 0x77, 0x3d,
  };
  GUID guid = IID_ICallFactory;

  guid.Data1 = GUINT32_TO_LE (guid.Data1);
  guid.Data2 = GUINT16_TO_LE (guid.Data2);
  guid.Data3 = GUINT16_TO_LE (guid.Data3);
  ck_assert_mem_eq (&guid, wire, sizeof wire);
  ck_assert_uint_eq (G_ALIGNOF (GUID), 4);
}
END_TEST

START_TEST (interface_is_a_pointer_to_its_table)
{
  ck_assert_uint_eq (sizeof (IUnknown), sizeof (gpointer));
  ck_assert_uint_eq (sizeof (IMoniker), sizeof (gpointer));
  ck_assert_uint_eq (offsetof (IUnknown, lpVtbl), 0);
}
END_TEST

Suite *
layout_suite (void)
{
  Suite *suite = suite_create ("layout");
  TCase *tc = tcase_create ("layout");

  tcase_add_test (tc, constants_have_their_values);
  tcase_add_test (tc, types_have_their_sizes);
  tcase_add_test (tc, fields_are_in_their_places);
  tcase_add_test (tc, integers_are_signed_as_their_names_say);
  tcase_add_test (tc, guid_is_laid_out_as_on_the_wire);
  tcase_add_test (tc, interface_is_a_pointer_to_its_table);
  suite_add_tcase (suite, tc);
  return suite;
}
