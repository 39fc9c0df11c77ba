/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The references of clients, as IRemUnknown counts them, locks, and who is told (wire.md 5.5). */

#include "suites.h"

#include <string.h>

#include "fixture.h"

static STDOBJREF std;

static void
set_up (void)
{
  set_up_mta ();
  export_only (subject_new (&fate), BECK_HELD_ELSEWHERE, 0, &std);
}

START_TEST (references_are_counted)
{
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_ELSEWHERE, 2), S_OK);
  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 0);
  beck_export_release_refs (&std.ipid, BECK_HELD_ELSEWHERE, 2);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (too_many_are_as_all)
{
  beck_export_release_refs (&std.ipid, BECK_HELD_ELSEWHERE, G_MAXUINT32);
  assert_count (n_gone, 1);
  beck_export_release_refs (&std.ipid, BECK_HELD_ELSEWHERE, G_MAXUINT32);
}
END_TEST

START_TEST (others_references_are_not_ours)
{
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 1), S_OK);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 100);
  assert_count (n_gone, 0);
  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (counts_do_not_wrap)
{
  HRESULT hr = S_OK;

  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_ELSEWHERE, G_MAXUINT32), E_INVALIDARG);
  for (guint i = 0; i < 16 && SUCCEEDED (hr); i++)
    hr = beck_export_add_refs (&std.ipid, BECK_HELD_ELSEWHERE, 0x20000000);
  assert_hr (hr, E_INVALIDARG);
  assert_count (n_gone, 0);
  beck_export_release_refs (&std.ipid, BECK_HELD_ELSEWHERE, G_MAXUINT32);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (unknown_ipid_has_no_references)
{
  IPID ipid = std.ipid;

  ipid.Data2 ^= 1;
  assert_hr (beck_export_add_refs (&ipid, BECK_HELD_ELSEWHERE, 1), CO_E_OBJNOTREG);
  beck_export_release_refs (&ipid, BECK_HELD_ELSEWHERE, 100);
  assert_count (n_gone, 0);
  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_ELSEWHERE, 1), CO_E_OBJNOTREG);
}
END_TEST

START_TEST (last_of_all_interfaces_counts)
{
  REMQIRESULT results[1];

  assert_hr (beck_export_query (&std.ipid, BECK_HELD_ELSEWHERE, 4, 1, &IID_INamed, results),
             S_OK);
  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 0);
  release_all (&results[0].std, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 1);
}
END_TEST

/* ---- Run-down ---- */

START_TEST (run_down_takes_what_others_have)
{
  beck_export_run_down (std.oid);
  assert_count (n_gone, 1);
  beck_export_run_down (std.oid);
}
END_TEST

START_TEST (run_down_leaves_what_is_here)
{
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 1), S_OK);
  beck_export_run_down (std.oid);
  assert_count (n_gone, 0);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 1);
  assert_count (n_gone, 1);
}
END_TEST

/* ---- RemQueryInterface ---- */

START_TEST (query_answers_for_each)
{
  const IID iids[] = { IID_IUnknown, IID_ICarrier, IID_INamed, IID_IWorker };
  REMQIRESULT results[4];

  assert_hr (beck_export_query (&std.ipid, BECK_HELD_ELSEWHERE, 2, 4, iids, results), S_FALSE);
  assert_hr (results[0].hResult, S_OK);
  assert_hr (results[1].hResult, E_NOINTERFACE);
  assert_hr (results[2].hResult, S_OK);
  assert_hr (results[3].hResult, S_OK);
  ck_assert_mem_eq (&results[3].std.ipid, &std.ipid, sizeof (IPID));
  for (guint i = 0; i < 4; i++)
    if (i != 1)
      {
        ck_assert (results[i].std.oid == std.oid && results[i].std.oxid == std.oxid);
        ck_assert_uint_eq (results[i].std.cPublicRefs, 2);
        release_all (&results[i].std, BECK_HELD_ELSEWHERE);
      }
  assert_count (n_gone, 0);
  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (query_for_nothing_that_is_there)
{
  REMQIRESULT result;

  assert_hr (beck_export_query (&std.ipid, BECK_HELD_ELSEWHERE, 1, 1, &IID_ICarrier, &result),
             E_NOINTERFACE);
  assert_hr (result.hResult, E_NOINTERFACE);
  release_all (&std, BECK_HELD_ELSEWHERE);
}
END_TEST

START_TEST (query_of_nobody)
{
  REMQIRESULT result;
  IPID ipid = std.ipid;

  ipid.Data3 ^= 1;
  assert_hr (beck_export_query (&ipid, BECK_HELD_ELSEWHERE, 1, 1, &IID_INamed, &result),
             RPC_E_INVALID_OBJECT);
  release_all (&std, BECK_HELD_ELSEWHERE);
}
END_TEST

/* ---- Locks ---- */

START_TEST (lock_holds_until_as_many_unlocks)
{
  IUnknown *object;

  release_all (&std, BECK_HELD_ELSEWHERE);
  object = BECK_UNKNOWN (subject_new (&fate));
  assert_hr (beck_export_lock (object, TRUE), S_OK);
  assert_hr (beck_export_lock (object, TRUE), S_OK);
  IUnknown_Release (object);
  assert_hr (beck_export_lock (object, FALSE), S_OK);
  assert_count (n_gone, 1);
  assert_hr (beck_export_lock (object, FALSE), S_OK);
  assert_count (n_gone, 2);
}
END_TEST

START_TEST (lock_outlives_references)
{
  Subject *subject = subject_new (&fate);
  STDOBJREF other;

  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_hr (beck_export_lock (BECK_UNKNOWN (subject), TRUE), S_OK);
  export_only (subject, BECK_HELD_ELSEWHERE, 0, &other);
  release_all (&other, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 1);
  ck_assert (beck_export_has (other.oid));
  assert_hr (beck_export_lock (BECK_UNKNOWN (subject), FALSE), S_OK);
  assert_count (n_gone, 2);
}
END_TEST

START_TEST (unlock_of_what_is_not_locked_is_nothing)
{
  Subject *subject = subject_new (&fate);
  STDOBJREF other;

  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_hr (beck_export_lock (BECK_UNKNOWN (subject), FALSE), S_OK);
  export_worker (subject, BECK_HELD_ELSEWHERE, 0, &other);
  assert_hr (beck_export_lock (BECK_UNKNOWN (subject), FALSE), S_OK);
  subject_unref (subject);
  assert_count (n_gone, 1);
  release_all (&other, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 2);
}
END_TEST

/* ---- Who is told ---- */

static guint n_told;
static gboolean told_held;
static OID told_oid;

static void
note_change (OID oid, gboolean held)
{
  n_told++;
  told_held = held;
  told_oid = oid;
}

static void
set_up_told (void)
{
  set_up ();
  n_told = 0;
  beck_export_on_held_elsewhere (note_change);
}

static void
tear_down_told (void)
{
  beck_export_on_held_elsewhere (NULL);
  tear_down ();
}

START_TEST (last_reference_elsewhere_is_told)
{
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 1), S_OK);
  beck_export_release_refs (&std.ipid, BECK_HELD_ELSEWHERE, BECK_EXPORT_PACKET_REFS - 1);
  ck_assert_uint_eq (n_told, 0);
  beck_export_release_refs (&std.ipid, BECK_HELD_ELSEWHERE, 1);
  ck_assert_uint_eq (n_told, 1);
  ck_assert (!told_held && told_oid == std.oid);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 1);
  ck_assert_uint_eq (n_told, 1);
}
END_TEST

START_TEST (first_reference_elsewhere_is_told)
{
  Subject *subject = subject_new (&fate);
  STDOBJREF other;

  export_only (subject, BECK_HELD_HERE, 0, &other);
  ck_assert_uint_eq (n_told, 0);
  assert_hr (beck_export_add_refs (&other.ipid, BECK_HELD_ELSEWHERE, 1), S_OK);
  ck_assert_uint_eq (n_told, 1);
  ck_assert (told_held && told_oid == other.oid);
  assert_hr (beck_export_add_refs (&other.ipid, BECK_HELD_ELSEWHERE, 1), S_OK);
  ck_assert_uint_eq (n_told, 1);
  beck_export_run_down (other.oid);
  ck_assert_uint_eq (n_told, 2);
  ck_assert (!told_held);
  assert_hr (beck_export_release_packet (&other), S_OK);
  release_all (&std, BECK_HELD_ELSEWHERE);
}
END_TEST

Suite *
counts_suite (void)
{
  Suite *suite = suite_create ("counts");
  TCase *tc = tcase_create ("references");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, references_are_counted);
  tcase_add_test (tc, too_many_are_as_all);
  tcase_add_test (tc, others_references_are_not_ours);
  tcase_add_test (tc, counts_do_not_wrap);
  tcase_add_test (tc, unknown_ipid_has_no_references);
  tcase_add_test (tc, last_of_all_interfaces_counts);
  tcase_add_test (tc, run_down_takes_what_others_have);
  tcase_add_test (tc, run_down_leaves_what_is_here);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("query");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, query_answers_for_each);
  tcase_add_test (tc, query_for_nothing_that_is_there);
  tcase_add_test (tc, query_of_nobody);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("lock");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, lock_holds_until_as_many_unlocks);
  tcase_add_test (tc, lock_outlives_references);
  tcase_add_test (tc, unlock_of_what_is_not_locked_is_nothing);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("told");
  tcase_add_checked_fixture (tc, set_up_told, tear_down_told);
  tcase_add_test (tc, last_reference_elsewhere_is_told);
  tcase_add_test (tc, first_reference_elsewhere_is_told);
  suite_add_tcase (suite, tc);
  return suite;
}
