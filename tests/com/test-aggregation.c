/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Aggregation in both roles (spec/com.md section 5, and 8.4 items 51 and 52). */

#include "suites.h"

/* A controlling unknown that is not ours: hand-made, with a count of its own and no
 * interface but IUnknown. */
typedef struct
{
  IUnknown unknown;
  ULONG refs;
  const IID *last_asked;
} Outer;

static HRESULT
outer_query (IUnknown *This, REFIID riid, void **ppv)
{
  ((Outer *) This)->last_asked = riid;
  *ppv = NULL;
  return E_NOINTERFACE;
}

static ULONG
outer_ref (IUnknown *This)
{
  return ++((Outer *) This)->refs;
}

static ULONG
outer_unref (IUnknown *This)
{
  return --((Outer *) This)->refs;
}

static IUnknownVtbl outer_vtbl = { outer_query, outer_ref, outer_unref };

static Outer outer;
static IUnknown *inner;

static void
set_up (void)
{
  outer = (Outer){ { &outer_vtbl }, 1, NULL };
  assert_hr (beck_object_create (&sample_class, &outer.unknown, &IID_IUnknown, (void **) &inner),
             S_OK);
}

static void
tear_down (void)
{
  release (inner);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}

/* ---- As the inner object of a foreign one ---- */

START_TEST (creation_takes_no_reference_on_the_outer)
{
  ck_assert_uint_eq (outer.refs, 1);
}
END_TEST

START_TEST (create_for_more_than_unknown_is_refused)
{
  gpointer result = &result;

  assert_hr (beck_object_create (&sample_class, &outer.unknown, &IID_ISynchronize, &result),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (result);
}
END_TEST

START_TEST (counts_of_inner_interfaces_are_the_outers)
{
  ISynchronize *synchronize;

  assert_hr (query (inner, &IID_ISynchronize, &synchronize), S_OK);
  ck_assert_uint_eq (outer.refs, 2);
  ck_assert_uint_eq (synchronize->lpVtbl->AddRef (synchronize), 3);
  ck_assert_uint_eq (count_of (inner), 1);
  release (synchronize);
  release (synchronize);
  ck_assert_uint_eq (outer.refs, 1);
}
END_TEST

START_TEST (inner_interfaces_ask_the_outer)
{
  ISynchronize *synchronize;
  gpointer result;

  assert_hr (query (inner, &IID_ISynchronize, &synchronize), S_OK);
  assert_hr (query (synchronize, &IID_ISequentialStream, &result), E_NOINTERFACE);
  ck_assert_ptr_eq (outer.last_asked, &IID_ISequentialStream);
  release (synchronize);
}
END_TEST

START_TEST (inner_unknown_does_not_delegate)
{
  gpointer same;

  assert_hr (query (inner, &IID_IUnknown, &same), S_OK);
  ck_assert_ptr_eq (same, inner);
  ck_assert_uint_eq (count_of (inner), 2);
  ck_assert_uint_eq (outer.refs, 1);
  release (same);
}
END_TEST

START_TEST (inner_unknown_alone_decides_its_life)
{
  IUnknown *other;
  Sample *sample;

  assert_hr (beck_object_create (&sample_class, &outer.unknown, &IID_IUnknown, (void **) &other),
             S_OK);
  sample = beck_object_from_interface (other, &sample_class);
  ck_assert_int_eq (atomic_load (&n_live_samples), 2);
  sample->stream.lpVtbl->AddRef (&sample->stream);
  release (other);
  ck_assert_int_eq (atomic_load (&n_live_samples), 1);
  outer.refs--;
}
END_TEST

START_TEST (native_references_are_counted_on_the_outer)
{
  Sample *sample = beck_object_from_interface (inner, &sample_class);

  beck_object_ref (sample);
  ck_assert_uint_eq (outer.refs, 2);
  ck_assert_uint_eq (count_of (inner), 1);
  beck_object_release (sample);
  ck_assert_uint_eq (outer.refs, 1);
}
END_TEST

START_TEST (native_query_asks_the_outer)
{
  gpointer result;

  assert_hr (beck_object_query (beck_object_from_interface (inner, &sample_class),
                                &IID_ISynchronize, &result),
             E_NOINTERFACE);
  ck_assert_ptr_eq (outer.last_asked, &IID_ISynchronize);
}
END_TEST

START_TEST (failing_init_of_an_inner_object_leaves_the_outer_alone)
{
  gpointer result = &result;

  sample_init_result = E_ACCESSDENIED;
  assert_hr (beck_object_create (&sample_class, &outer.unknown, &IID_IUnknown, &result),
             E_ACCESSDENIED);
  sample_init_result = S_OK;
  ck_assert_ptr_null (result);
  ck_assert_uint_eq (outer.refs, 1);
}
END_TEST

START_TEST (an_aggregate_may_be_part_of_another)
{
  ISequentialStream *stream;
  IUnknown *whole;

  assert_hr (beck_object_create (&whole_class, &outer.unknown, &IID_IUnknown, (void **) &whole),
             S_OK);
  assert_hr (query (whole, &IID_ISequentialStream, &stream), S_OK);
  ck_assert_uint_eq (outer.refs, 2);
  ck_assert_uint_eq (count_of (whole), 1);
  release (stream);
  release (whole);
  ck_assert_uint_eq (outer.refs, 1);
}
END_TEST

/* ---- As the outer object ---- */

START_TEST (whole_shows_the_interface_of_its_part)
{
  g_autoptr (ISynchronize) whole = NULL;
  g_autoptr (ISequentialStream) stream = NULL;
  ULONG n_written;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISynchronize, (void **) &whole), S_OK);
  assert_hr (query (whole, &IID_ISequentialStream, &stream), S_OK);
  assert_hr (stream->lpVtbl->Write (stream, NULL, 0, &n_written), STG_E_MEDIUMFULL);
}
END_TEST

START_TEST (whole_prefers_its_own_interface)
{
  g_autoptr (ISynchronize) whole = NULL;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISynchronize, (void **) &whole), S_OK);
  assert_hr (whole->lpVtbl->Signal (whole), E_NOTIMPL);
}
END_TEST

START_TEST (whole_and_part_have_one_identity)
{
  g_autoptr (ISequentialStream) stream = NULL;
  g_autoptr (ISynchronize) back = NULL;
  g_autoptr (IUnknown) a = NULL;
  g_autoptr (IUnknown) b = NULL;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISequentialStream, (void **) &stream),
             S_OK);
  assert_hr (query (stream, &IID_ISynchronize, &back), S_OK);
  assert_hr (query (stream, &IID_IUnknown, &a), S_OK);
  assert_hr (query (back, &IID_IUnknown, &b), S_OK);
  ck_assert_ptr_eq (a, b);
}
END_TEST

START_TEST (reference_to_a_part_keeps_the_whole)
{
  ISynchronize *whole;
  ISequentialStream *stream;
  ULONG n_read;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISynchronize, (void **) &whole), S_OK);
  assert_hr (query (whole, &IID_ISequentialStream, &stream), S_OK);
  release (whole);
  assert_hr (stream->lpVtbl->Read (stream, NULL, 0, &n_read), S_FALSE);
  ck_assert_uint_eq (release (stream), 0);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

static const BeckClass hollow_class = {
  .name = "Hollow",
  .size = sizeof (Whole),
  .interfaces = BECK_INTERFACES (BECK_INNER_INTERFACE (Whole, part, ISequentialStream)),
};

START_TEST (interface_of_an_absent_part_is_refused)
{
  gpointer result = &result;

  assert_hr (beck_object_create (&hollow_class, NULL, &IID_ISequentialStream, &result),
             E_NOINTERFACE);
  ck_assert_ptr_null (result);
}
END_TEST

Suite *
aggregation_suite (void)
{
  Suite *suite = suite_create ("aggregation");
  TCase *tc_inner = tcase_create ("inner");
  TCase *tc_outer = tcase_create ("outer");

  tcase_add_checked_fixture (tc_inner, set_up, tear_down);
  tcase_add_test (tc_inner, creation_takes_no_reference_on_the_outer);
  tcase_add_test (tc_inner, create_for_more_than_unknown_is_refused);
  tcase_add_test (tc_inner, counts_of_inner_interfaces_are_the_outers);
  tcase_add_test (tc_inner, inner_interfaces_ask_the_outer);
  tcase_add_test (tc_inner, inner_unknown_does_not_delegate);
  tcase_add_test (tc_inner, inner_unknown_alone_decides_its_life);
  tcase_add_test (tc_inner, native_references_are_counted_on_the_outer);
  tcase_add_test (tc_inner, native_query_asks_the_outer);
  tcase_add_test (tc_inner, failing_init_of_an_inner_object_leaves_the_outer_alone);
  tcase_add_test (tc_inner, an_aggregate_may_be_part_of_another);
  suite_add_tcase (suite, tc_inner);

  tcase_add_test (tc_outer, whole_shows_the_interface_of_its_part);
  tcase_add_test (tc_outer, whole_prefers_its_own_interface);
  tcase_add_test (tc_outer, whole_and_part_have_one_identity);
  tcase_add_test (tc_outer, reference_to_a_part_keeps_the_whole);
  tcase_add_test (tc_outer, interface_of_an_absent_part_is_refused);
  suite_add_tcase (suite, tc_outer);
  return suite;
}
