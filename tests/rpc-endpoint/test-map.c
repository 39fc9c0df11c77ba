/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The endpoint map of beckd: what is entered is found, by whom it is asked for, until it goes. */

#include "beck-test.h"
#include "map.h"
#include "suites.h"

#include <string.h>

static const UUID first
    = BECK_GUID (0x60a15ec5, 0x4de8, 0x11d7, 0xa6, 0x37, 0, 0x50, 0x56, 0xa2, 1, 0x82);
static const UUID second
    = BECK_GUID (0x60a15ec6, 0x4de8, 0x11d7, 0xa6, 0x37, 0, 0x50, 0x56, 0xa2, 1, 0x82);
static const UUID thing = BECK_GUID (0x12345678, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

static BeckdMap *map;
static int alice, bob; /* owners */

static void
begin (void)
{
  const BeckdMapLimits limits = { .entries = 20, .entries_per_owner = 10 };

  map = beckd_map_new (&limits);
}

static void
end (void)
{
  beckd_map_free (map);
}

/* An entry in few words. */
typedef struct
{
  const UUID *interface;
  guint16 major, minor;
  const char *protseq, *endpoint;
} Spec;

static gsize
tower_of (const Spec *spec, guint8 *bytes)
{
  BeckRpcTower tower = { .interface = { *spec->interface, spec->major, spec->minor },
                         .transfer = BECK_RPC_SYNTAX_NDR,
                         .protseq = spec->protseq };

  g_strlcpy (tower.endpoint, spec->endpoint, sizeof tower.endpoint);
  return beck_rpc_tower_build (&tower, bytes, BECK_RPC_TOWER_MAX_SIZE);
}

static guint32
insert (gpointer owner, const UUID *object, const Spec *spec, gboolean replace)
{
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  const BeckdNewEntry entry = { object, bytes, tower_of (spec, bytes), "note" };

  return beckd_map_insert (map, owner, &entry, 1, replace);
}

static const Spec tcp = { &first, 1, 2, "ncacn_ip_tcp", "1001" };
static const Spec other_port = { &first, 1, 2, "ncacn_ip_tcp", "1002" };
static const Spec local = { &first, 1, 2, "ncalrpc", "there" };
static const Spec newer = { &first, 2, 0, "ncacn_ip_tcp", "1003" };
static const Spec another = { &second, 1, 0, "ncacn_ip_tcp", "1004" };

/* The endpoints that a query finds, @max at a time, with commas. */
static char *
found (const BeckdQuery *query, guint max)
{
  GString *text = g_string_new (NULL);
  guint64 position = 0;
  gboolean more;

  do
    {
      g_autoptr (GPtrArray) entries = beckd_map_find (map, query, &position, max, &more);

      ck_assert_uint_le (entries->len, max);
      for (guint i = 0; i < entries->len; i++)
        {
          const BeckdEntry *entry = g_ptr_array_index (entries, i);

          g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", entry->tower.endpoint);
        }
    }
  while (more);
  return g_string_free (text, FALSE);
}

static char *
all (guint max)
{
  BeckdQuery query;

  ck_assert (beckd_query_lookup (&query, RPC_C_EP_ALL_ELTS, NULL, NULL, 0));
  return found (&query, max);
}

#define assert_text(text, expected)                                                                \
  do                                                                                               \
    {                                                                                              \
      g_autofree char *text_ = (text);                                                             \
      ck_assert_str_eq (text_, expected);                                                          \
    }                                                                                              \
  while (0)

static char *
mapped (const UUID *object, const Spec *spec)
{
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  BeckdQuery query;

  ck_assert (beckd_query_map (&query, object, bytes, tower_of (spec, bytes)));
  return found (&query, 4);
}

START_TEST (entries_are_found_in_their_order_however_many_at_a_time)
{
  insert (NULL, &GUID_NULL, &tcp, FALSE);
  insert (&alice, &GUID_NULL, &local, FALSE);
  insert (&bob, &GUID_NULL, &another, FALSE);
  for (guint max = 1; max < 5; max++)
    assert_text (all (max), "1001,there,1004");
}
END_TEST

START_TEST (whoever_looks_on_is_not_disturbed_by_changes)
{
  guint64 position = 0;
  BeckdQuery query;
  gboolean more;

  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&bob, &GUID_NULL, &local, FALSE);
  insert (&bob, &GUID_NULL, &newer, FALSE);
  ck_assert (beckd_query_lookup (&query, RPC_C_EP_ALL_ELTS, NULL, NULL, 0));
  g_ptr_array_unref (beckd_map_find (map, &query, &position, 1, &more));
  ck_assert (more);
  beckd_map_forget (map, &alice);
  insert (&alice, &GUID_NULL, &another, FALSE);
  {
    g_autoptr (GPtrArray) rest = beckd_map_find (map, &query, &position, 9, &more);

    ck_assert_uint_eq (rest->len, 3);
    ck_assert (!more);
  }
}
END_TEST

START_TEST (replacing_takes_the_same_interface_object_and_protocol)
{
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&alice, &thing, &tcp, FALSE);
  insert (&alice, &GUID_NULL, &local, FALSE);
  insert (&alice, &GUID_NULL, &newer, FALSE);
  insert (&alice, &GUID_NULL, &other_port, TRUE);
  assert_text (all (9), "1001,there,1003,1002");
}
END_TEST

START_TEST (without_replacing_both_stay)
{
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&bob, &GUID_NULL, &other_port, FALSE);
  assert_text (all (9), "1001,1002");
}
END_TEST

START_TEST (the_same_entry_twice_is_one)
{
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&bob, &GUID_NULL, &tcp, FALSE);
  ck_assert_uint_eq (beckd_map_count (map, &alice), 1);
  ck_assert_uint_eq (beckd_map_count (map, &bob), 1);
}
END_TEST

/* Two addresses of one server are two entries of the same interface and protocol. */
START_TEST (entries_that_come_together_do_not_replace_each_other)
{
  static const Spec *const specs[] = { &tcp, &other_port, &tcp };
  guint8 bytes[3][BECK_RPC_TOWER_MAX_SIZE];
  BeckdNewEntry entries[3];

  for (guint i = 0; i < 3; i++)
    entries[i] = (BeckdNewEntry){ &GUID_NULL, bytes[i], tower_of (specs[i], bytes[i]), "" };
  for (guint times = 0; times < 2; times++)
    {
      ck_assert_uint_eq (beckd_map_insert (map, &alice, entries, 3, TRUE), BECKD_OK);
      assert_text (all (9), "1001,1002");
    }
}
END_TEST

START_TEST (all_are_entered_or_none)
{
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  const BeckdNewEntry entries[]
      = { { &GUID_NULL, bytes, tower_of (&tcp, bytes), "" }, { &GUID_NULL, bytes, 5, "" } };

  insert (&alice, &GUID_NULL, &other_port, FALSE);
  ck_assert_uint_eq (beckd_map_insert (map, &alice, entries, 2, TRUE), BECKD_CANNOT_PERFORM);
  assert_text (all (9), "1002");
}
END_TEST

START_TEST (entries_go_with_their_owner)
{
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&bob, &GUID_NULL, &local, FALSE);
  insert (NULL, &GUID_NULL, &another, FALSE);
  beckd_map_forget (map, &alice);
  assert_text (all (9), "there,1004");
}
END_TEST

START_TEST (only_its_owner_deletes_an_entry)
{
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  gsize size = tower_of (&tcp, bytes);

  insert (&alice, &GUID_NULL, &tcp, FALSE);
  ck_assert_uint_eq (beckd_map_delete (map, &bob, &GUID_NULL, bytes, size), BECKD_NOT_REGISTERED);
  ck_assert_uint_eq (beckd_map_delete (map, &alice, &thing, bytes, size), BECKD_NOT_REGISTERED);
  ck_assert_uint_eq (beckd_map_delete (map, &alice, &GUID_NULL, bytes, size), BECKD_OK);
  ck_assert_uint_eq (beckd_map_delete (map, &alice, &GUID_NULL, bytes, size), BECKD_NOT_REGISTERED);
}
END_TEST

START_TEST (limits_hold_for_each_owner_and_for_all)
{
  static const gpointer owners[] = { &alice, &bob, NULL };

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *port = g_strdup_printf ("%u", i + 1);
      const Spec spec = { &first, 1, 0, "ncacn_ip_tcp", port };

      ck_assert_uint_eq (insert (owners[i / 10], &GUID_NULL, &spec, FALSE),
                         i < 20 ? BECKD_OK : BECKD_NO_MEMORY);
    }
  beckd_map_forget (map, &bob);
  ck_assert_uint_eq (insert (&alice, &GUID_NULL, &tcp, FALSE), BECKD_NO_MEMORY);
  ck_assert_uint_eq (insert (&bob, &GUID_NULL, &tcp, FALSE), BECKD_OK);
}
END_TEST

START_TEST (what_is_no_entry_is_refused)
{
  static const guint8 garbage[] = { 1, 2, 3 };
  const Spec nowhere = { &first, 1, 0, "ncacn_ip_tcp", "" };
  g_autofree char *annotation = g_strnfill (BECKD_MAX_ANNOTATION, 'a');
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  const BeckdNewEntry no_tower = { &GUID_NULL, garbage, sizeof garbage, "" };
  const BeckdNewEntry long_text = { &GUID_NULL, bytes, tower_of (&tcp, bytes), annotation };

  ck_assert_uint_eq (beckd_map_insert (map, NULL, &no_tower, 1, FALSE), BECKD_CANNOT_PERFORM);
  ck_assert_uint_eq (beckd_map_insert (map, NULL, &long_text, 1, FALSE), BECKD_CANNOT_PERFORM);
  ck_assert_uint_eq (insert (NULL, &GUID_NULL, &nowhere, FALSE), BECKD_CANNOT_PERFORM);
  ck_assert_uint_eq (beckd_map_count (map, NULL), 0);
}
END_TEST

/* ---- Mappings ---- */

static const struct
{
  Spec asked;
  const char *expected;
} mappings[] = {
  { { &first, 1, 2, "ncacn_ip_tcp", "" }, "1001" },
  { { &first, 1, 0, "ncacn_ip_tcp", "" }, "1001" },
  { { &first, 1, 3, "ncacn_ip_tcp", "" }, "" },
  { { &first, 2, 0, "ncacn_ip_tcp", "" }, "1003" },
  { { &first, 3, 0, "ncacn_ip_tcp", "" }, "" },
  { { &first, 1, 2, "ncalrpc", "" }, "there" },
  { { &first, 1, 2, "ncacn_np", "" }, "" },
  { { &second, 1, 0, "ncacn_ip_tcp", "" }, "1004" },
  { { &thing, 1, 0, "ncacn_ip_tcp", "" }, "" },
};

START_TEST (a_mapping_finds_what_serves_the_client)
{
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&alice, &GUID_NULL, &local, FALSE);
  insert (&alice, &GUID_NULL, &newer, FALSE);
  insert (&alice, &GUID_NULL, &another, FALSE);
  assert_text (mapped (&GUID_NULL, &mappings[_i].asked), mappings[_i].expected);
}
END_TEST

START_TEST (a_mapping_prefers_the_object)
{
  insert (&alice, &GUID_NULL, &tcp, FALSE);
  assert_text (mapped (&thing, &tcp), "1001");
  insert (&alice, &thing, &other_port, FALSE);
  assert_text (mapped (&thing, &tcp), "1002");
  assert_text (mapped (&GUID_NULL, &tcp), "1001");
  assert_text (mapped (NULL, &tcp), "1001");
}
END_TEST

START_TEST (another_transfer_syntax_is_not_served)
{
  BeckRpcTower tower = { .interface = { first, 1, 0 },
                         .transfer = { BECK_GUID (0x71710533, 0xbeba, 0x4937, 0x83, 0x19, 0xb5,
                                                  0xdb, 0xef, 0x9c, 0xcc, 0x36), 1, 0 },
                         .protseq = "ncacn_ip_tcp" };
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  gsize size = beck_rpc_tower_build (&tower, bytes, sizeof bytes);
  BeckdQuery query;

  insert (&alice, &GUID_NULL, &tcp, FALSE);
  ck_assert (beckd_query_map (&query, NULL, bytes, size));
  assert_text (found (&query, 4), "");
}
END_TEST

/* ---- Lookups ---- */

static const struct
{
  guint inquiry, versions;
  const UUID *object;
  RPC_IF_ID interface;
  const char *expected;
} lookups[] = {
  { RPC_C_EP_ALL_ELTS, 0, NULL, { { 0 }, 0, 0 }, "1001,1003,1004,1002" },
  { RPC_C_EP_MATCH_BY_OBJ, 0, NULL, { { 0 }, 0, 0 }, "1001,1003,1004" },
  { RPC_C_EP_MATCH_BY_OBJ, 0, &thing, { { 0 }, 0, 0 }, "1002" },
  { RPC_C_EP_MATCH_BY_IF, 0, NULL, { { 1 }, 9, 9 }, "1001,1003,1002" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_ALL, NULL, { { 1 }, 9, 9 }, "1001,1003,1002" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_COMPATIBLE, NULL, { { 1 }, 1, 1 }, "1001,1002" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_COMPATIBLE, NULL, { { 1 }, 1, 3 }, "" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_EXACT, NULL, { { 1 }, 1, 1 }, "" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_EXACT, NULL, { { 1 }, 1, 2 }, "1001,1002" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_MAJOR_ONLY, NULL, { { 1 }, 2, 7 }, "1003" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_UPTO, NULL, { { 1 }, 1, 1 }, "" },
  { RPC_C_EP_MATCH_BY_IF, RPC_C_VERS_UPTO, NULL, { { 1 }, 2, 0 }, "1001,1003,1002" },
  { RPC_C_EP_MATCH_BY_BOTH, RPC_C_VERS_EXACT, &thing, { { 1 }, 1, 2 }, "1002" },
  { RPC_C_EP_MATCH_BY_BOTH, RPC_C_VERS_EXACT, &thing, { { 1 }, 2, 0 }, "" },
};

START_TEST (a_lookup_finds_what_it_says)
{
  RPC_IF_ID interface = lookups[_i].interface;
  BeckdQuery query;

  insert (&alice, &GUID_NULL, &tcp, FALSE);
  insert (&alice, &GUID_NULL, &newer, FALSE);
  insert (&alice, &GUID_NULL, &another, FALSE);
  insert (&alice, &thing, &other_port, FALSE);
  interface.Uuid = first;
  ck_assert (beckd_query_lookup (&query, lookups[_i].inquiry, lookups[_i].object, &interface,
                                 lookups[_i].versions));
  assert_text (found (&query, 2), lookups[_i].expected);
}
END_TEST

START_TEST (a_lookup_of_nothing_known_is_refused)
{
  RPC_IF_ID interface = { first, 1, 0 };
  BeckdQuery query;

  ck_assert (!beckd_query_lookup (&query, 4, NULL, &interface, 1));
  ck_assert (!beckd_query_lookup (&query, RPC_C_EP_MATCH_BY_IF, NULL, &interface, 6));
  ck_assert (!beckd_query_lookup (&query, RPC_C_EP_MATCH_BY_IF, NULL, NULL, 1));
}
END_TEST

static TCase *
new_case (Suite *suite, const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, begin, end);
  suite_add_tcase (suite, tcase);
  return tcase;
}

Suite *
map_suite (void)
{
  Suite *suite = suite_create ("map");
  TCase *changes = new_case (suite, "changes");
  TCase *mapping = new_case (suite, "mapping");
  TCase *lookup = new_case (suite, "lookup");

  tcase_add_test (changes, replacing_takes_the_same_interface_object_and_protocol);
  tcase_add_test (changes, without_replacing_both_stay);
  tcase_add_test (changes, the_same_entry_twice_is_one);
  tcase_add_test (changes, entries_that_come_together_do_not_replace_each_other);
  tcase_add_test (changes, all_are_entered_or_none);
  tcase_add_test (changes, entries_go_with_their_owner);
  tcase_add_test (changes, only_its_owner_deletes_an_entry);
  tcase_add_test (changes, limits_hold_for_each_owner_and_for_all);
  tcase_add_test (changes, what_is_no_entry_is_refused);
  tcase_add_loop_test (mapping, a_mapping_finds_what_serves_the_client, 0,
                       G_N_ELEMENTS (mappings));
  tcase_add_test (mapping, a_mapping_prefers_the_object);
  tcase_add_test (mapping, another_transfer_syntax_is_not_served);
  tcase_add_test (lookup, entries_are_found_in_their_order_however_many_at_a_time);
  tcase_add_test (lookup, whoever_looks_on_is_not_disturbed_by_changes);
  tcase_add_loop_test (lookup, a_lookup_finds_what_it_says, 0, G_N_ELEMENTS (lookups));
  tcase_add_test (lookup, a_lookup_of_nothing_known_is_refused);
  return suite;
}
