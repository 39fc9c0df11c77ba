/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Identifiers, and the place and type of every method, against the tables in interfaces.h. */

#include "interfaces.h"

#include <beck/beck.h>
#include <oaidl.h>
#include <objidl.h>

#include "suites.h"

/* The type of each method, when this compiles. */
#define ASSERT_TYPE(Interface, Method, slot_, Result, ...)                                         \
  G_STATIC_ASSERT (__builtin_types_compatible_p (__typeof__ (((Interface##Vtbl *) 0)->Method),     \
                                                 Result (*) (Interface *, ##__VA_ARGS__)));

ABI_METHODS (ASSERT_TYPE)

/* ---- Slots ---- */

typedef struct
{
  const char *name;
  gsize offset;
  guint expected;
} Slot;

#define SLOT(Interface, Method, slot_, ...)                                                        \
  { #Interface "::" #Method, offsetof (Interface##Vtbl, Method), slot_ },
#define UNKNOWN_SLOTS(Interface, ...) ABI_UNKNOWN_METHODS (SLOT, Interface)

static const Slot slots[] = { ABI_METHODS (SLOT) ABI_INHERITED_METHODS (SLOT)
                                  ABI_INTERFACES (UNKNOWN_SLOTS) };

START_TEST (methods_are_in_their_slots)
{
  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    ck_assert_msg (slots[i].offset == slots[i].expected * sizeof (gpointer),
                   "%s is in slot %zu, not %u", slots[i].name, slots[i].offset / sizeof (gpointer),
                   slots[i].expected);
}
END_TEST

/* ---- Interfaces and classes ---- */

typedef struct
{
  const char *name;
  const GUID *id;
  const char *expected;
  gsize size;
  guint n_slots;
} Identified;

#define IDENTIFIED_INTERFACE(Interface, Base, slots_, id_)                                         \
  { #Interface, &IID_##Interface, id_, sizeof (Interface##Vtbl), slots_ },
#define IDENTIFIED_CLASS(Class, id_) { #Class, &CLSID_##Class, id_, 0, 0 },

static const Identified interfaces[] = { ABI_INTERFACES (IDENTIFIED_INTERFACE) };
static const Identified classes[] = { ABI_CLASSES (IDENTIFIED_CLASS) };

START_TEST (tables_have_no_other_slots)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interfaces); i++)
    ck_assert_msg (interfaces[i].size == interfaces[i].n_slots * sizeof (gpointer),
                   "%s has %zu slots, not %u", interfaces[i].name,
                   interfaces[i].size / sizeof (gpointer), interfaces[i].n_slots);
}
END_TEST

static void
assert_identified (const Identified *entry)
{
  char text[BECK_GUID_TEXT_SIZE];

  beck_guid_format (entry->id, text);
  ck_assert_msg (strcmp (text, entry->expected) == 0, "%s is %s, not %s", entry->name, text,
                 entry->expected);
}

START_TEST (interfaces_have_their_identifiers)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interfaces); i++)
    assert_identified (&interfaces[i]);
}
END_TEST

START_TEST (classes_have_their_identifiers)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    assert_identified (&classes[i]);
}
END_TEST

START_TEST (no_two_identifiers_are_the_same)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interfaces); i++)
    for (gsize j = 0; j < i; j++)
      ck_assert_msg (!beck_guid_equal (interfaces[i].id, interfaces[j].id), "%s and %s",
                     interfaces[i].name, interfaces[j].name);
}
END_TEST

/* ---- Nothing is left out ---- */

static gboolean
is_pinned (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interfaces); i++)
    if (strcmp (interfaces[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static guint
look_for_interfaces (const char *path)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("^EXTERN_C const IID IID_(\\w+);", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); n++)
    {
      g_autofree char *name = g_match_info_fetch (match, 1);

      ck_assert_msg (is_pinned (name), "%s is not in interfaces.h", name);
      g_match_info_next (match, NULL);
    }
  return n;
}

/* What is installed; the interfaces between the library's own parts are nobody's to implement. */
START_TEST (every_interface_is_pinned)
{
  g_auto (GStrv) headers = g_strsplit (PUBLIC_HEADERS, " ", -1);
  guint n = 0;

  for (guint i = 0; headers[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s.h", HEADER_DIR, headers[i]);

      n += look_for_interfaces (path);
    }
  ck_assert_uint_eq (n, G_N_ELEMENTS (interfaces));
}
END_TEST

/* The slots that each interface adds to its base; IUnknown is its own. */
START_TEST (every_slot_is_pinned)
{
  guint n_slots = 3;
  guint n_pinned = 0;

#define COUNT_METHOD(...) n_pinned++;
#define COUNT_OWN_SLOTS(Interface, Base, slots_, id_)                                              \
  n_slots += slots_ - sizeof (Base##Vtbl) / sizeof (gpointer);
  ABI_METHODS (COUNT_METHOD)
  ABI_INTERFACES (COUNT_OWN_SLOTS)
  ck_assert_uint_eq (n_pinned, n_slots);
}
END_TEST

Suite *
interface_suite (void)
{
  Suite *suite = suite_create ("interface");
  TCase *tc_slots = tcase_create ("slots");
  TCase *tc_identifiers = tcase_create ("identifiers");

  tcase_add_test (tc_slots, methods_are_in_their_slots);
  tcase_add_test (tc_slots, tables_have_no_other_slots);
  tcase_add_test (tc_slots, every_slot_is_pinned);
  suite_add_tcase (suite, tc_slots);

  tcase_add_test (tc_identifiers, interfaces_have_their_identifiers);
  tcase_add_test (tc_identifiers, classes_have_their_identifiers);
  tcase_add_test (tc_identifiers, no_two_identifiers_are_the_same);
  tcase_add_test (tc_identifiers, every_interface_is_pinned);
  suite_add_tcase (suite, tc_identifiers);
  return suite;
}
