/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Packets of references: what is in them, who may take them, how often (spec/com.md 6.3, 8.5). */

#include "suites.h"

#include <string.h>

#include "fixture.h"

static STDOBJREF std;
static IWorker *home;

static void
assert_gone (guint n)
{
  ck_assert_uint_eq (atomic_load (&fate.n_gone), n);
}

/* Takes @std in the object's own apartment. */
static HRESULT
take_home (void)
{
  HRESULT hr = beck_export_unmarshal (&std, &IID_IWorker, (void **) &home);

  if (SUCCEEDED (hr))
    IWorker_Release (home);
  return hr;
}

/* ---- What is in a packet ---- */

START_TEST (packet_names_its_process)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, MSHLFLAGS_NORMAL, &std);
  ck_assert (std.oxid == beck_export_oxid ());
  ck_assert (std.oxid != 0);
  ck_assert (beck_export_has (std.oid));
  ck_assert_uint_eq (std.cPublicRefs, BECK_EXPORT_PACKET_REFS);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_gone (1);
}
END_TEST

START_TEST (tables_carry_no_references)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLESTRONG, &std);
  ck_assert_uint_eq (std.cPublicRefs, 0);
  assert_hr (beck_export_release_packet (&std), S_OK);
  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  ck_assert_uint_eq (std.cPublicRefs, 0);
  assert_hr (beck_export_release_packet (&std), S_OK);
  subject_unref (subject);
}
END_TEST

START_TEST (noping_is_said)
{
  export_only (subject_new (&fate), BECK_HELD_ELSEWHERE, MSHLFLAGS_NOPING, &std);
  ck_assert (std.flags & SORF_NOPING);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

START_TEST (one_object_one_oid)
{
  Subject *subject = subject_new (&fate);
  STDOBJREF other, named;

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_NORMAL, &std);
  export_worker (subject, BECK_HELD_ELSEWHERE, MSHLFLAGS_NORMAL, &other);
  assert_hr (beck_export_marshal ((IUnknown *) &subject->worker, &IID_INamed, BECK_HELD_HERE, 0,
                                  &named),
             S_OK);
  ck_assert (std.oid == other.oid && std.oid == named.oid);
  ck_assert_mem_eq (&std.ipid, &other.ipid, sizeof (IPID));
  ck_assert_mem_ne (&std.ipid, &named.ipid, sizeof (IPID));
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (beck_export_release_packet (&other), S_OK);
  assert_hr (beck_export_release_packet (&named), S_OK);
  ck_assert (!beck_export_has (std.oid));
  subject_unref (subject);
}
END_TEST

START_TEST (two_objects_two_oids)
{
  STDOBJREF other;

  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &std);
  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &other);
  ck_assert (std.oid != other.oid);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (beck_export_release_packet (&other), S_OK);
  assert_gone (2);
}
END_TEST

START_TEST (unknown_needs_no_proxy)
{
  Subject *subject = subject_new (&fate);

  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_IUnknown, BECK_HELD_HERE, 0, &std),
             S_OK);
  subject_unref (subject);
  assert_gone (0);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_gone (1);
}
END_TEST

START_TEST (interface_without_proxy_cannot_travel)
{
  Subject *subject = subject_new_agile (&fate);

  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_IAgileObject, BECK_HELD_HERE, 0,
                                  &std),
             E_NOINTERFACE);
  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_IAgileObject, BECK_HELD_HERE,
                                  MSHLFLAGS_TABLEWEAK, &std),
             E_NOINTERFACE);
  subject_unref (subject);
  assert_gone (1);
}
END_TEST

START_TEST (interface_that_is_not_there_cannot_travel)
{
  Subject *subject = subject_new (&fate);

  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_ICarrier, BECK_HELD_HERE, 0, &std),
             E_NOINTERFACE);
  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_ICarrier, BECK_HELD_HERE,
                                  MSHLFLAGS_TABLEWEAK, &std),
             E_NOINTERFACE);
  subject_unref (subject);
  assert_gone (1);
}
END_TEST

/* ---- Normal packets ---- */

START_TEST (at_home_a_packet_is_the_object)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, 0, &std);
  assert_hr (beck_export_unmarshal (&std, &IID_IWorker, (void **) &home), S_OK);
  ck_assert_ptr_eq (home, &subject->worker);
  ck_assert (!beck_export_has (std.oid));
  IWorker_Release (home);
  subject_unref (subject);
}
END_TEST

START_TEST (packet_is_taken_once)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, 0, &std);
  beck_export_lock (BECK_UNKNOWN (subject), TRUE);
  assert_hr (take_home (), S_OK);
  assert_hr (take_home (), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_claim (&std), CO_E_OBJNOTCONNECTED);
  beck_export_lock (BECK_UNKNOWN (subject), FALSE);
  subject_unref (subject);
  assert_gone (1);
}
END_TEST

START_TEST (released_packet_cannot_be_taken)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, 0, &std);
  beck_export_lock (BECK_UNKNOWN (subject), TRUE);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (take_home (), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&std), CO_E_OBJNOTCONNECTED);
  beck_export_lock (BECK_UNKNOWN (subject), FALSE);
  assert_hr (take_home (), CO_E_OBJNOTCONNECTED);
  subject_unref (subject);
}
END_TEST

START_TEST (claimed_references_are_the_proxys)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &std);
  assert_hr (beck_export_claim (&std), S_OK);
  assert_gone (0);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, BECK_EXPORT_PACKET_REFS - 1);
  assert_gone (0);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 1);
  assert_gone (1);
}
END_TEST

/* A reference that was to go elsewhere, and came back. */
START_TEST (packet_for_others_is_taken_here)
{
  export_only (subject_new (&fate), BECK_HELD_ELSEWHERE, 0, &std);
  assert_hr (beck_export_claim (&std), S_OK);
  beck_export_run_down (std.oid);
  assert_gone (0);
  assert_hr (beck_export_claim (&std), CO_E_OBJNOTCONNECTED);
  release_all (&std, BECK_HELD_HERE);
  assert_gone (1);
}
END_TEST

START_TEST (forged_packet_is_refused)
{
  STDOBJREF forged;

  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &std);
  forged = std;
  forged.ipid.Data4[3] ^= 1;
  assert_hr (beck_export_claim (&forged), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&forged), CO_E_OBJNOTCONNECTED);
  forged = std;
  forged.ipid.Data1 = 0x7fffffff;
  assert_hr (beck_export_claim (&forged), CO_E_OBJNOTCONNECTED);
  forged = std;
  forged.cPublicRefs = 1000;
  assert_hr (beck_export_claim (&forged), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&forged), CO_E_OBJNOTCONNECTED);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_gone (1);
}
END_TEST

/* ---- Tables ---- */

START_TEST (strong_table_is_taken_often)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, MSHLFLAGS_TABLESTRONG, &std);
  for (guint i = 0; i < 3; i++)
    assert_hr (take_home (), S_OK);
  assert_gone (0);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_gone (1);
  assert_hr (take_home (), CO_E_OBJNOTREG);
  assert_hr (beck_export_release_packet (&std), CO_E_OBJNOTREG);
}
END_TEST

START_TEST (strong_table_outlives_proxies)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, MSHLFLAGS_TABLESTRONG, &std);
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 3), S_OK);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 3);
  assert_gone (0);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_gone (1);
}
END_TEST

START_TEST (proxies_outlive_strong_table)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, MSHLFLAGS_TABLESTRONG, &std);
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 3), S_OK);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_gone (0);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 3);
  assert_gone (1);
}
END_TEST

START_TEST (weak_table_is_taken_often)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  for (guint i = 0; i < 3; i++)
    assert_hr (take_home (), S_OK);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_hr (take_home (), CO_E_OBJNOTREG);
  subject_unref (subject);
  assert_gone (1);
}
END_TEST

START_TEST (weak_table_holds_nothing)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  assert_gone (1);
  assert_hr (take_home (), CO_E_OBJNOTREG);
  assert_hr (beck_export_claim (&std), CO_E_OBJNOTREG);
  ck_assert (!beck_export_has (std.oid));
}
END_TEST

START_TEST (weak_table_ends_with_disconnect)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  assert_hr (take_home (), CO_E_OBJNOTREG);
  subject_unref (subject);
}
END_TEST

START_TEST (proxies_of_weak_table_hold_the_object)
{
  LONG sum;

  export_worker (subject_new (&fate), BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  assert_hr (take_home (), S_OK);
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 2), S_OK);
  assert_hr (request_add (&std, 1, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 3);
  subject_unref (BECK_SELF (Subject, worker, home));
  assert_gone (0);
  assert_hr (request_add (&std, 2, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 4);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 2);
  assert_gone (1);
  assert_hr (take_home (), CO_E_OBJNOTREG);
}
END_TEST

START_TEST (weak_table_ends_with_the_last_proxy)
{
  Subject *subject = subject_new (&fate);

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  assert_hr (beck_export_add_refs (&std.ipid, BECK_HELD_HERE, 2), S_OK);
  beck_export_release_refs (&std.ipid, BECK_HELD_HERE, 2);
  assert_hr (take_home (), CO_E_OBJNOTREG);
  assert_gone (0);
  subject_unref (subject);
  assert_gone (1);
}
END_TEST

/* Without references there is nothing to call. */
START_TEST (weak_table_alone_is_not_called)
{
  Subject *subject = subject_new (&fate);
  LONG sum;

  export_worker (subject, BECK_HELD_HERE, MSHLFLAGS_TABLEWEAK, &std);
  assert_hr (request_add (&std, 1, 2, &sum), RPC_E_INVALIDMETHOD);
  assert_hr (beck_export_release_packet (&std), S_OK);
  subject_unref (subject);
}
END_TEST

Suite *
packets_suite (void)
{
  Suite *suite = suite_create ("packets");
  TCase *tc = tcase_create ("content");

  tcase_add_checked_fixture (tc, set_up_mta, tear_down);
  tcase_add_test (tc, packet_names_its_process);
  tcase_add_test (tc, tables_carry_no_references);
  tcase_add_test (tc, noping_is_said);
  tcase_add_test (tc, one_object_one_oid);
  tcase_add_test (tc, two_objects_two_oids);
  tcase_add_test (tc, unknown_needs_no_proxy);
  tcase_add_test (tc, interface_without_proxy_cannot_travel);
  tcase_add_test (tc, interface_that_is_not_there_cannot_travel);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("normal");
  tcase_add_checked_fixture (tc, set_up_mta, tear_down);
  tcase_add_test (tc, at_home_a_packet_is_the_object);
  tcase_add_test (tc, packet_is_taken_once);
  tcase_add_test (tc, released_packet_cannot_be_taken);
  tcase_add_test (tc, claimed_references_are_the_proxys);
  tcase_add_test (tc, packet_for_others_is_taken_here);
  tcase_add_test (tc, forged_packet_is_refused);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("tables");
  tcase_add_checked_fixture (tc, set_up_mta, tear_down);
  tcase_add_test (tc, strong_table_is_taken_often);
  tcase_add_test (tc, strong_table_outlives_proxies);
  tcase_add_test (tc, proxies_outlive_strong_table);
  tcase_add_test (tc, weak_table_is_taken_often);
  tcase_add_test (tc, weak_table_holds_nothing);
  tcase_add_test (tc, weak_table_ends_with_disconnect);
  tcase_add_test (tc, proxies_of_weak_table_hold_the_object);
  tcase_add_test (tc, weak_table_ends_with_the_last_proxy);
  tcase_add_test (tc, weak_table_alone_is_not_called);
  suite_add_tcase (suite, tc);
  return suite;
}
