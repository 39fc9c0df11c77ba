/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The core of resolvers: who is where, and what is still wanted (wire.md 5.4, 5.5). */

#include "suites.h"

#include "base/alloc.h"
#include "orpc/resolver.h"

#define PERIOD 1000
#define OWNER G_GUINT64_CONSTANT (0x12345678)
#define OXID_1 (G_GUINT64_CONSTANT (0xabcdef00) << 32 | OWNER)
#define OID_1 (OWNER << 32 | 1)
#define OID_2 (OWNER << 32 | 2)
#define PEER 17

static BeckResolver *resolver;
static BeckResolverNews news;

static void
start (gboolean runs_down)
{
  BeckResolverRules rules
      = { .period = PERIOD, .max_sets = 8, .max_peer_sets = 4, .max_set_oids = 3 };
  BeckResolverExporter exporter = { .oxid = OXID_1, .version = { 5, 7 } };

  resolver = beck_resolver_new (&rules, (BeckResolverKind){ .runs_down = runs_down });
  ck_assert_ptr_nonnull (resolver);
  ck_assert_uint_eq (beck_resolver_add (resolver, &exporter), 0);
}

static void
start_own (void)
{
  start (TRUE);
}

static void
start_machine (void)
{
  start (FALSE);
}

static void
stop (void)
{
  beck_resolver_free (resolver);
  beck_resolver_news_clear (&news);
}

static guint32
ping (SETID *set, guint16 sequence, guint n_add, const OID *add, guint n_delete, const OID *delete,
      gint64 now)
{
  return beck_resolver_complex_ping (resolver, PEER, set, sequence, n_add, add, n_delete, delete,
                                     now, &news);
}

static void
check_news (guint n, BeckResolverWhat what, OID oid)
{
  ck_assert_uint_eq (news.n, n);
  if (n > 0)
    {
      ck_assert_uint_eq (news.items[n - 1].what, what);
      ck_assert (news.items[n - 1].oid == oid);
    }
}

/* ---- Exporters ---- */

START_TEST (exporter_is_found)
{
  BeckResolverExporter found;

  ck_assert_uint_eq (beck_resolver_find (resolver, OXID_1, &found), 0);
  ck_assert (found.oxid == OXID_1);
  ck_assert_uint_eq (found.version.MinorVersion, 7);
  ck_assert_ptr_nonnull (beck_resolver_find_owner (resolver, OID_1));
}
END_TEST

START_TEST (unknown_exporter_is_not_found)
{
  BeckResolverExporter found;

  ck_assert_uint_eq (beck_resolver_find (resolver, OXID_1 + 1, &found), OR_INVALID_OXID);
  ck_assert_uint_eq (beck_resolver_find (resolver, OXID_1 ^ (G_GUINT64_CONSTANT (1) << 40), &found),
                     OR_INVALID_OXID);
  ck_assert_ptr_null (beck_resolver_find_owner (resolver, OID_1 ^ (G_GUINT64_CONSTANT (1) << 40)));
}
END_TEST

START_TEST (exporter_with_same_half_is_refused)
{
  BeckResolverExporter other = { .oxid = OXID_1 ^ (G_GUINT64_CONSTANT (1) << 40) };

  ck_assert_uint_eq (beck_resolver_add (resolver, &other), OR_INVALID_OXID);
}
END_TEST

START_TEST (removed_exporter_is_not_found)
{
  BeckResolverExporter found;

  beck_resolver_remove (resolver, OXID_1);
  ck_assert_uint_eq (beck_resolver_find (resolver, OXID_1, &found), OR_INVALID_OXID);
}
END_TEST

/* ---- Objects that nobody pings ---- */

START_TEST (object_stays_three_periods_without_ping)
{
  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 100), 0);
  beck_resolver_expire (resolver, 99 + 3 * PERIOD, &news);
  check_news (0, 0, 0);
  beck_resolver_expire (resolver, 100 + 3 * PERIOD, &news);
  check_news (1, BECK_RESOLVER_RUN_DOWN, OID_1);
  ck_assert_uint_eq (beck_resolver_n_oids (resolver), 0);
}
END_TEST

START_TEST (object_that_came_back_is_not_run_down)
{
  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  beck_resolver_let_go (resolver, OID_1);
  ck_assert (beck_resolver_expire (resolver, 10 * PERIOD, &news) == -1);
  check_news (0, 0, 0);
}
END_TEST

START_TEST (object_in_set_stays)
{
  const OID oid = OID_1;
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 1, 1, &oid, 0, NULL, PERIOD), 0);
  ck_assert (set != 0);
  for (guint i = 2; i < 10; i++)
    {
      ck_assert_uint_eq (beck_resolver_simple_ping (resolver, set, i * PERIOD), 0);
      beck_resolver_expire (resolver, i * PERIOD, &news);
    }
  check_news (0, 0, 0);
}
END_TEST

START_TEST (set_that_is_not_pinged_is_dropped_with_its_objects)
{
  const OID oid = OID_1;
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 1, 1, &oid, 0, NULL, PERIOD), 0);
  beck_resolver_expire (resolver, 4 * PERIOD, &news);
  check_news (1, BECK_RESOLVER_RUN_DOWN, OID_1);
  ck_assert_uint_eq (beck_resolver_n_sets (resolver), 0);
  ck_assert_uint_eq (beck_resolver_simple_ping (resolver, set, 4 * PERIOD), OR_INVALID_SET);
}
END_TEST

START_TEST (object_of_two_sets_stays_with_one)
{
  const OID oid = OID_1;
  SETID first = 0, second = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&first, 1, 1, &oid, 0, NULL, 0), 0);
  ck_assert_uint_eq (ping (&second, 1, 1, &oid, 0, NULL, 0), 0);
  ck_assert (first != second);
  ck_assert_uint_eq (beck_resolver_simple_ping (resolver, second, 3 * PERIOD), 0);
  beck_resolver_expire (resolver, 3 * PERIOD, &news);
  check_news (0, 0, 0);
  ck_assert_uint_eq (beck_resolver_n_sets (resolver), 1);
}
END_TEST

START_TEST (deleted_object_has_its_time_still)
{
  const OID oid = OID_1;
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 1, 1, &oid, 0, NULL, 0), 0);
  ck_assert_uint_eq (ping (&set, 2, 0, NULL, 1, &oid, 5 * PERIOD), 0);
  beck_resolver_expire (resolver, 8 * PERIOD - 1, &news);
  check_news (0, 0, 0);
  beck_resolver_expire (resolver, 8 * PERIOD, &news);
  check_news (1, BECK_RESOLVER_RUN_DOWN, OID_1);
}
END_TEST

/* ---- Pings that are not right ---- */

START_TEST (unknown_set_is_refused)
{
  const OID oid = OID_1;
  SETID set = 77;

  ck_assert_uint_eq (beck_resolver_simple_ping (resolver, 77, 0), OR_INVALID_SET);
  ck_assert_uint_eq (ping (&set, 1, 1, &oid, 0, NULL, 0), OR_INVALID_SET);
}
END_TEST

START_TEST (unknown_object_is_refused_and_others_are_added)
{
  const OID oids[] = { OID_2, OID_1 };
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 1, 2, oids, 0, NULL, 0), OR_INVALID_OID);
  ck_assert_uint_eq (beck_resolver_simple_ping (resolver, set, 3 * PERIOD), 0);
  beck_resolver_expire (resolver, 4 * PERIOD, &news);
  check_news (0, 0, 0);
}
END_TEST

START_TEST (empty_set_is_not_begun)
{
  SETID set = 0;

  ck_assert_uint_eq (ping (&set, 1, 0, NULL, 0, NULL, 0), 0);
  ck_assert (set == 0);
  ck_assert_uint_eq (beck_resolver_n_sets (resolver), 0);
}
END_TEST

START_TEST (older_sequence_changes_nothing)
{
  const OID oid = OID_1;
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 5, 1, &oid, 0, NULL, 0), 0);
  ck_assert_uint_eq (ping (&set, 4, 0, NULL, 1, &oid, 2 * PERIOD), 0);
  beck_resolver_expire (resolver, 4 * PERIOD, &news);
  check_news (0, 0, 0);
  ck_assert_uint_eq (beck_resolver_n_sets (resolver), 1);
}
END_TEST

START_TEST (same_sequence_is_good)
{
  const OID oid = OID_1;
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 5, 1, &oid, 0, NULL, 0), 0);
  ck_assert_uint_eq (ping (&set, 5, 0, NULL, 1, &oid, 0), 0);
  beck_resolver_expire (resolver, 3 * PERIOD, &news);
  check_news (1, BECK_RESOLVER_RUN_DOWN, OID_1);
}
END_TEST

START_TEST (object_added_and_deleted_by_stranger_counts_once)
{
  const OID oids[] = { OID_1, OID_1 };
  SETID set = 0;

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  ck_assert_uint_eq (ping (&set, 1, 2, oids, 2, oids, 0), 0);
  ck_assert_uint_eq (ping (&set, 2, 0, NULL, 2, oids, 0), 0);
  beck_resolver_expire (resolver, 3 * PERIOD, &news);
  check_news (1, BECK_RESOLVER_RUN_DOWN, OID_1);
}
END_TEST

START_TEST (sets_of_one_peer_are_bounded)
{
  const OID oid = OID_1;
  SETID sets[5] = { 0 };

  ck_assert_uint_eq (beck_resolver_hold (resolver, OID_1, 0), 0);
  for (guint i = 0; i < 4; i++)
    ck_assert_uint_eq (ping (&sets[i], 1, 1, &oid, 0, NULL, 0), 0);
  ck_assert_uint_eq (ping (&sets[4], 1, 1, &oid, 0, NULL, 0), RPC_S_OUT_OF_RESOURCES);
  ck_assert_uint_eq (beck_resolver_complex_ping (resolver, PEER + 1, &sets[4], 1, 1, &oid, 0, NULL,
                                                 0, &news),
                     0);
}
END_TEST

START_TEST (objects_of_one_set_are_bounded)
{
  OID oids[4];
  SETID set = 0;

  for (guint i = 0; i < 4; i++)
    {
      oids[i] = OID_1 + i;
      ck_assert_uint_eq (beck_resolver_hold (resolver, oids[i], 0), 0);
    }
  ck_assert_uint_eq (ping (&set, 1, 4, oids, 0, NULL, 0), RPC_S_OUT_OF_RESOURCES);
}
END_TEST

/* ---- Those of a machine ---- */

START_TEST (machine_tells_what_is_wanted)
{
  const OID oid = OID_1;
  SETID first = 0, second = 0;

  ck_assert_uint_eq (ping (&first, 1, 1, &oid, 0, NULL, 0), 0);
  check_news (1, BECK_RESOLVER_WANTED, OID_1);
  ck_assert_uint_eq (ping (&second, 1, 1, &oid, 0, NULL, 0), 0);
  check_news (1, BECK_RESOLVER_WANTED, OID_1);
  ck_assert_uint_eq (ping (&first, 2, 0, NULL, 1, &oid, 0), 0);
  check_news (1, BECK_RESOLVER_WANTED, OID_1);
  beck_resolver_expire (resolver, 3 * PERIOD, &news);
  check_news (2, BECK_RESOLVER_UNWANTED, OID_1);
  ck_assert_uint_eq (beck_resolver_n_oids (resolver), 0);
}
END_TEST

START_TEST (machine_refuses_objects_of_nobody)
{
  const OID oid = OID_1 ^ (G_GUINT64_CONSTANT (1) << 40);
  SETID set = 0;

  ck_assert_uint_eq (ping (&set, 1, 1, &oid, 0, NULL, 0), OR_INVALID_OID);
  check_news (0, 0, 0);
  ck_assert_uint_eq (beck_resolver_n_oids (resolver), 0);
}
END_TEST

START_TEST (machine_forgets_objects_of_exporter_that_left)
{
  const OID oid = OID_1;
  SETID set = 0;

  ck_assert_uint_eq (ping (&set, 1, 1, &oid, 0, NULL, 0), 0);
  beck_resolver_remove (resolver, OXID_1);
  ck_assert_uint_eq (beck_resolver_n_oids (resolver), 0);
  beck_resolver_expire (resolver, 3 * PERIOD, &news);
  check_news (1, BECK_RESOLVER_WANTED, OID_1);
}
END_TEST

/* ---- Memory ---- */

START_TEST (lack_of_memory_is_told_and_leaves_no_trace)
{
  const OID oid = OID_1;
  guint32 status = 1;

  for (gint64 at = 0; status != 0; at++)
    {
      SETID set = 0;

      ck_assert_int_lt (at, 100);
      beck_alloc_fail_at (at);
      status = ping (&set, 1, 1, &oid, 0, NULL, 0);
      beck_alloc_fail_at (-1);
      ck_assert (status == 0 || status == RPC_S_OUT_OF_MEMORY || status == OR_INVALID_OID);
      if (status != 0)
        {
          ck_assert_uint_eq (beck_resolver_n_oids (resolver), 0);
          beck_resolver_expire (resolver, 3 * PERIOD, &news);
          ck_assert_uint_eq (beck_resolver_n_sets (resolver), 0);
          check_news (0, 0, 0);
        }
    }
}
END_TEST

Suite *
resolver_suite (void)
{
  Suite *suite = suite_create ("resolver");
  TCase *tcase = tcase_create ("own");

  tcase_add_checked_fixture (tcase, start_own, stop);
  tcase_add_test (tcase, exporter_is_found);
  tcase_add_test (tcase, unknown_exporter_is_not_found);
  tcase_add_test (tcase, exporter_with_same_half_is_refused);
  tcase_add_test (tcase, removed_exporter_is_not_found);
  tcase_add_test (tcase, object_stays_three_periods_without_ping);
  tcase_add_test (tcase, object_that_came_back_is_not_run_down);
  tcase_add_test (tcase, object_in_set_stays);
  tcase_add_test (tcase, set_that_is_not_pinged_is_dropped_with_its_objects);
  tcase_add_test (tcase, object_of_two_sets_stays_with_one);
  tcase_add_test (tcase, deleted_object_has_its_time_still);
  tcase_add_test (tcase, unknown_set_is_refused);
  tcase_add_test (tcase, unknown_object_is_refused_and_others_are_added);
  tcase_add_test (tcase, empty_set_is_not_begun);
  tcase_add_test (tcase, older_sequence_changes_nothing);
  tcase_add_test (tcase, same_sequence_is_good);
  tcase_add_test (tcase, object_added_and_deleted_by_stranger_counts_once);
  tcase_add_test (tcase, sets_of_one_peer_are_bounded);
  tcase_add_test (tcase, objects_of_one_set_are_bounded);
  suite_add_tcase (suite, tcase);
  tcase = tcase_create ("machine");
  tcase_add_checked_fixture (tcase, start_machine, stop);
  tcase_add_test (tcase, machine_tells_what_is_wanted);
  tcase_add_test (tcase, machine_refuses_objects_of_nobody);
  tcase_add_test (tcase, machine_forgets_objects_of_exporter_that_left);
  tcase_add_test (tcase, lack_of_memory_is_told_and_leaves_no_trace);
  suite_add_tcase (suite, tcase);
  return suite;
}
