/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* BeckObject on its own: identity, the rules of QueryInterface, counts, init and finalize
 * (spec/com.md section 5, and 8.4 item 50). */

#include "suites.h"

#include "base/alloc.h"

/* ---- QueryInterface ---- */

START_TEST (identity_is_the_same_through_every_interface)
{
  g_autoptr (ISynchronize) synchronize = sample_new ();
  g_autoptr (ISequentialStream) stream = NULL;
  g_autoptr (IUnknown) a = NULL;
  g_autoptr (IUnknown) b = NULL;

  assert_hr (query (synchronize, &IID_ISequentialStream, &stream), S_OK);
  assert_hr (query (synchronize, &IID_IUnknown, &a), S_OK);
  assert_hr (query (stream, &IID_IUnknown, &b), S_OK);
  ck_assert_ptr_eq (a, b);
}
END_TEST

START_TEST (query_is_reflexive)
{
  g_autoptr (ISynchronize) synchronize = sample_new ();
  g_autoptr (ISynchronize) again = NULL;

  assert_hr (query (synchronize, &IID_ISynchronize, &again), S_OK);
  ck_assert_ptr_eq (synchronize, again);
}
END_TEST

START_TEST (query_is_symmetric_and_transitive)
{
  const IID *iids[] = { &IID_IUnknown, &IID_ISynchronize, &IID_ISequentialStream };
  g_autoptr (ISynchronize) sample = sample_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (iids); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (iids); j++)
      {
        g_autoptr (IUnknown) from = NULL;
        g_autoptr (IUnknown) to = NULL;

        assert_hr (query (sample, iids[i], &from), S_OK);
        assert_hr (query (from, iids[j], &to), S_OK);
      }
}
END_TEST

START_TEST (unknown_interface_is_refused_and_clears_the_result)
{
  g_autoptr (ISynchronize) sample = sample_new ();
  gpointer result = sample;

  assert_hr (query (sample, &IID_IGlobalOptions, &result), E_NOINTERFACE);
  ck_assert_ptr_null (result);
}
END_TEST

START_TEST (query_without_a_place_for_the_result_is_e_pointer)
{
  g_autoptr (ISynchronize) sample = sample_new ();
  g_autoptr (IUnknown) identity = NULL;

  assert_hr (query (sample, &IID_IUnknown, NULL), E_POINTER);
  assert_hr (query (sample, &IID_IUnknown, &identity), S_OK);
  assert_hr (query (identity, &IID_ISynchronize, NULL), E_POINTER);
}
END_TEST

START_TEST (query_adds_one_reference_and_a_failed_one_none)
{
  g_autoptr (ISynchronize) sample = sample_new ();
  gpointer result;

  ck_assert_uint_eq (count_of (sample), 1);
  assert_hr (query (sample, &IID_ISequentialStream, &result), S_OK);
  ck_assert_uint_eq (count_of (sample), 2);
  release (result);
  assert_hr (query (sample, &IID_IGlobalOptions, &result), E_NOINTERFACE);
  ck_assert_uint_eq (count_of (sample), 1);
}
END_TEST

START_TEST (methods_reach_their_object_from_each_interface)
{
  g_autoptr (ISynchronize) synchronize = sample_new ();
  g_autoptr (ISequentialStream) stream = NULL;
  ULONG n_read = 0;

  assert_hr (synchronize->lpVtbl->Signal (synchronize), S_OK);
  assert_hr (query (synchronize, &IID_ISequentialStream, &stream), S_OK);
  assert_hr (stream->lpVtbl->Read (stream, NULL, 0, &n_read), S_FALSE);
  ck_assert_uint_eq (n_read, 1);
}
END_TEST

/* ---- Life ---- */

START_TEST (last_release_through_any_interface_finalizes_once)
{
  ISynchronize *synchronize = sample_new ();
  ISequentialStream *stream;

  assert_hr (query (synchronize, &IID_ISequentialStream, &stream), S_OK);
  ck_assert_uint_eq (release (synchronize), 1);
  ck_assert_int_eq (atomic_load (&n_live_samples), 1);
  ck_assert_uint_eq (release (stream), 0);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (new_object_has_one_reference_of_the_callers)
{
  Sample *sample = beck_object_new (&sample_class, NULL);

  ck_assert_ptr_nonnull (sample);
  ck_assert_uint_eq (count_of (BECK_UNKNOWN (sample)), 1);
  ck_assert_ptr_eq (beck_object_ref (sample), sample);
  ck_assert_uint_eq (count_of (&sample->stream), 2);
  beck_object_release (sample);
  beck_object_unref (sample);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (unref_of_null_does_nothing)
{
  beck_object_unref (NULL);
  beck_object_release (NULL);
}
END_TEST

START_TEST (failing_init_is_the_result_and_leaves_nothing)
{
  gpointer result = &result;

  sample_init_result = STG_E_READFAULT;
  assert_hr (beck_object_create (&sample_class, NULL, &IID_ISynchronize, &result),
             STG_E_READFAULT);
  ck_assert_ptr_null (result);
  ck_assert_ptr_null (beck_object_new (&sample_class, NULL));
  sample_init_result = S_OK;
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (create_for_an_unknown_interface_leaves_nothing)
{
  gpointer result = &result;

  assert_hr (beck_object_create (&sample_class, NULL, &IID_IGlobalOptions, &result),
             E_NOINTERFACE);
  ck_assert_ptr_null (result);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (create_without_a_place_for_the_result_is_e_pointer)
{
  assert_hr (beck_object_create (&sample_class, NULL, &IID_IUnknown, NULL), E_POINTER);
}
END_TEST

/* Its finalize hands the object to others for a moment, as an object does that revokes itself
 * somewhere. */
static guint n_finalized;

static void
resurrecting_finalize (gpointer self)
{
  IUnknown *identity = BECK_UNKNOWN (self);

  identity->lpVtbl->AddRef (identity);
  identity->lpVtbl->Release (identity);
  n_finalized++;
}

START_TEST (references_during_finalize_do_not_finalize_again)
{
  static const BeckClass klass
      = { .name = "Lazarus", .size = sizeof (BeckObject), .finalize = resurrecting_finalize };

  n_finalized = 0;
  beck_object_unref (beck_object_new (&klass, NULL));
  ck_assert_uint_eq (n_finalized, 1);
}
END_TEST

/* ---- Classes with a parent ---- */

typedef struct
{
  Sample sample;
  IGlobalOptions options;
} Derived;

static GString *trace;
static HRESULT derived_init_result;

static void
parent_set_up (void)
{
  trace = g_string_new (NULL);
  derived_init_result = S_OK;
}

static void
parent_tear_down (void)
{
  g_string_free (trace, TRUE);
}

static HRESULT
derived_init (gpointer self)
{
  g_string_append_printf (trace, "init after %d, ", atomic_load (&n_live_samples));
  return derived_init_result;
}

static void
derived_finalize (gpointer self)
{
  g_string_append_printf (trace, "finalize before %d", atomic_load (&n_live_samples));
}

static HRESULT
derived_set (IGlobalOptions *This, GLOBALOPT_PROPERTIES property, ULONG_PTR value)
{
  return BECK_SELF (Derived, options, This)->sample.n_signals;
}

static const BeckClass derived_class = {
  .name = "Derived",
  .size = sizeof (Derived),
  .parent = &sample_class,
  .interfaces
  = BECK_INTERFACES (BECK_INTERFACE (Derived, options, IGlobalOptions, .Set = derived_set)),
  .init = derived_init,
  .finalize = derived_finalize,
};

START_TEST (derived_class_has_the_interfaces_of_its_parent)
{
  g_autoptr (IGlobalOptions) options = NULL;
  g_autoptr (ISynchronize) synchronize = NULL;

  assert_hr (beck_object_create (&derived_class, NULL, &IID_IGlobalOptions, (void **) &options),
             S_OK);
  assert_hr (query (options, &IID_ISynchronize, &synchronize), S_OK);
  assert_hr (synchronize->lpVtbl->Signal (synchronize), S_OK);
  assert_hr (options->lpVtbl->Set (options, COMGLB_APPID, 0), 1);
}
END_TEST

START_TEST (parent_is_initialised_first_and_finalized_last)
{
  beck_object_unref (beck_object_new (&derived_class, NULL));
  ck_assert_str_eq (trace->str, "init after 1, finalize before 1");
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (failing_parent_keeps_the_derived_class_out_of_it)
{
  sample_init_result = E_ACCESSDENIED;
  ck_assert_ptr_null (beck_object_new (&derived_class, NULL));
  sample_init_result = S_OK;
  ck_assert_str_eq (trace->str, "");
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (failing_derived_class_finalizes_its_parent)
{
  derived_init_result = E_ACCESSDENIED;
  ck_assert_ptr_null (beck_object_new (&derived_class, NULL));
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

/* ---- Tables ---- */

static HRESULT
based_signal (ISynchronize *This)
{
  return S_FALSE;
}

/* As if ISynchronize derived from IGlobalOptions. */
static const BeckClass based_class = {
  .name = "Based",
  .size = sizeof (Sample),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Sample, synchronize, ISynchronize, .Signal = based_signal),
      BECK_BASE_INTERFACE (Sample, synchronize, IGlobalOptions)),
};

START_TEST (base_interface_answers_with_the_pointer_of_the_derived_one)
{
  g_autoptr (ISynchronize) synchronize = NULL;
  g_autoptr (IGlobalOptions) base = NULL;

  assert_hr (beck_object_create (&based_class, NULL, &IID_IGlobalOptions, (void **) &base), S_OK);
  assert_hr (query (base, &IID_ISynchronize, &synchronize), S_OK);
  ck_assert_ptr_eq (base, synchronize);
  assert_hr (synchronize->lpVtbl->Signal (synchronize), S_FALSE);
}
END_TEST

START_TEST (instance_is_found_behind_any_interface_of_it)
{
  Sample *sample = beck_object_new (&sample_class, NULL);

  ck_assert_ptr_eq (beck_object_from_interface (&sample->stream, &sample_class), sample);
  ck_assert_ptr_eq (beck_object_from_interface (BECK_UNKNOWN (sample), &sample_class), sample);
  ck_assert_ptr_null (beck_object_from_interface (&sample->stream, &whole_class));
  beck_object_unref (sample);
}
END_TEST

START_TEST (instance_of_a_derived_class_is_one_of_its_parent)
{
  Derived *derived = beck_object_new (&derived_class, NULL);

  ck_assert_ptr_eq (beck_object_from_interface (&derived->options, &sample_class), derived);
  beck_object_unref (derived);
}
END_TEST

static HRESULT
foreign_query (IUnknown *This, REFIID riid, void **ppv)
{
  return E_NOINTERFACE;
}

static ULONG
foreign_count (IUnknown *This)
{
  return 1;
}

START_TEST (no_instance_is_found_behind_a_foreign_interface)
{
  IUnknownVtbl vtbl = { foreign_query, foreign_count, foreign_count };
  IUnknown foreign = { &vtbl };

  ck_assert_ptr_null (beck_object_from_interface (&foreign, &sample_class));
}
END_TEST

/* ---- What is kept of classes ---- */

/* More classes than the library keeps a cache for; the two kinds differ in their interfaces.
 * They stay for the life of the process, as classes must. */
static BeckClass many_classes[600];

static void
fill_many_classes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (many_classes); i++)
    many_classes[i] = i % 2 == 0 ? based_class : sample_class;
}

START_TEST (each_of_many_classes_has_its_own_interfaces)
{
  fill_many_classes ();
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (many_classes); i++)
    {
      gsize n = i % G_N_ELEMENTS (many_classes);
      g_autoptr (ISynchronize) synchronize = NULL;
      gpointer result = NULL;

      assert_hr (beck_object_create (&many_classes[n], NULL, &IID_ISynchronize,
                                     (void **) &synchronize),
                 S_OK);
      assert_hr (synchronize->lpVtbl->Signal (synchronize), n % 2 == 0 ? S_FALSE : S_OK);
      assert_hr (query (synchronize, n % 2 == 0 ? &IID_IGlobalOptions : &IID_ISequentialStream,
                        &result),
                 S_OK);
      release (result);
      assert_hr (query (synchronize, n % 2 == 0 ? &IID_ISequentialStream : &IID_IGlobalOptions,
                        &result),
                 E_NOINTERFACE);
    }
}
END_TEST

START_TEST (object_of_a_class_met_before_is_one_allocation)
{
  fill_many_classes ();
  for (gsize i = 0; i < G_N_ELEMENTS (many_classes); i++)
    beck_object_unref (beck_object_new (&many_classes[i], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (many_classes); i++)
    {
      beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
      beck_object_unref (beck_object_new (&many_classes[i], NULL));
      ck_assert_int_eq (beck_alloc_count (), 1);
      beck_alloc_fail_at (-1);
    }
}
END_TEST

static TCase *
query_case (void)
{
  TCase *tc = tcase_create ("query");

  tcase_add_test (tc, identity_is_the_same_through_every_interface);
  tcase_add_test (tc, query_is_reflexive);
  tcase_add_test (tc, query_is_symmetric_and_transitive);
  tcase_add_test (tc, unknown_interface_is_refused_and_clears_the_result);
  tcase_add_test (tc, query_without_a_place_for_the_result_is_e_pointer);
  tcase_add_test (tc, query_adds_one_reference_and_a_failed_one_none);
  tcase_add_test (tc, methods_reach_their_object_from_each_interface);
  tcase_add_test (tc, base_interface_answers_with_the_pointer_of_the_derived_one);
  tcase_add_test (tc, instance_is_found_behind_any_interface_of_it);
  tcase_add_test (tc, no_instance_is_found_behind_a_foreign_interface);
  return tc;
}

static TCase *
life_case (void)
{
  TCase *tc = tcase_create ("life");

  tcase_add_test (tc, last_release_through_any_interface_finalizes_once);
  tcase_add_test (tc, new_object_has_one_reference_of_the_callers);
  tcase_add_test (tc, unref_of_null_does_nothing);
  tcase_add_test (tc, failing_init_is_the_result_and_leaves_nothing);
  tcase_add_test (tc, create_for_an_unknown_interface_leaves_nothing);
  tcase_add_test (tc, create_without_a_place_for_the_result_is_e_pointer);
  tcase_add_test (tc, references_during_finalize_do_not_finalize_again);
  return tc;
}

static TCase *
parent_case (void)
{
  TCase *tc = tcase_create ("parent");

  tcase_add_checked_fixture (tc, parent_set_up, parent_tear_down);
  tcase_add_test (tc, derived_class_has_the_interfaces_of_its_parent);
  tcase_add_test (tc, parent_is_initialised_first_and_finalized_last);
  tcase_add_test (tc, failing_parent_keeps_the_derived_class_out_of_it);
  tcase_add_test (tc, failing_derived_class_finalizes_its_parent);
  tcase_add_test (tc, instance_of_a_derived_class_is_one_of_its_parent);
  return tc;
}

Suite *
object_suite (void)
{
  Suite *suite = suite_create ("object");
  TCase *many = tcase_create ("many");

  suite_add_tcase (suite, query_case ());
  suite_add_tcase (suite, life_case ());
  suite_add_tcase (suite, parent_case ());
  tcase_add_test (many, each_of_many_classes_has_its_own_interfaces);
  tcase_add_test (many, object_of_a_class_met_before_is_one_allocation);
  suite_add_tcase (suite, many);
  return suite;
}
