/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The binary interface as C++ has it: the same tables as in C, and objects of one language
 * used by the other.
 */

#include "interfaces.h"
#include "values.h"

#include <cstring>
#include <oaidl.h>
#include <type_traits>

#include "beck-test.h"
#include "peers.h"

/* ---- When this compiles ---- */

#define ASSERT_TYPE(Interface, Method, slot_, Result, ...)                                         \
  static_assert (std::is_same<decltype (&Interface::Method),                                       \
                              Result (Interface::*) (__VA_ARGS__)>::value,                         \
                 #Interface "::" #Method);
#define ASSERT_BASE(Interface, Base, slots_, id_)                                                  \
  static_assert (std::is_base_of<Base, Interface>::value, #Interface);                             \
  static_assert (std::is_abstract<Interface>::value, #Interface);                                  \
  static_assert (sizeof (Interface) == sizeof (void *), #Interface);
#define FOR_POINTERS(with_64, with_32) (sizeof (void *) == 8 ? with_64 : with_32)
#define ASSERT_SIZE(type, with_64, with_32)                                                        \
  static_assert (sizeof (type) == FOR_POINTERS (with_64, with_32), #type);
#define ASSERT_FIELD(type, field, with_64, with_32)                                                \
  static_assert (offsetof (type, field) == FOR_POINTERS (with_64, with_32), #type "." #field);

ABI_METHODS (ASSERT_TYPE)
ABI_INTERFACES (ASSERT_BASE)
ABI_SIZES (ASSERT_SIZE)
ABI_FIELDS (ASSERT_FIELD)

/* ---- Tables ---- */

namespace
{

struct Slot
{
  const char *name;
  gsize actual;
  gsize expected;
};

/* By the Itanium C++ ABI a pointer to a virtual method is its offset in the table, in the first
 * of two words; some machines add 1 there. */
template <typename Method>
gsize
slot_of (Method method)
{
  gsize words[2];

  static_assert (sizeof method == sizeof words, "not the Itanium C++ ABI");
  std::memcpy (words, &method, sizeof words);
  return words[0] / sizeof (void *);
}

#define SLOT(Interface, Method, slot_, ...)                                                        \
  { #Interface "::" #Method, slot_of (&Interface::Method), slot_ },
#define UNKNOWN_SLOTS(Interface, ...) ABI_UNKNOWN_METHODS (SLOT, Interface)

const Slot slots[] = { ABI_METHODS (SLOT) ABI_INHERITED_METHODS (SLOT)
                           ABI_INTERFACES (UNKNOWN_SLOTS) };

struct Number
{
  const char *name;
  guint32 actual;
  guint32 expected;
};

template <typename T>
guint32
low_bits (T value)
{
  if constexpr (std::is_pointer<T>::value)
    return static_cast<guint32> (reinterpret_cast<guintptr> (value));
  else
    return static_cast<guint32> (value);
}

#define VALUE(name, value) { #name, low_bits (name), static_cast<guint32> (value) },

const Number values[] = { ABI_VALUES (VALUE) };

struct Identified
{
  const char *name;
  const GUID &id;
  const char *expected;
};

#define IDENTIFIED_INTERFACE(Interface, Base, slots_, id_) { #Interface, IID_##Interface, id_ },
#define IDENTIFIED_CLASS(Class, id_) { #Class, CLSID_##Class, id_ },

const Identified identified[]
    = { ABI_INTERFACES (IDENTIFIED_INTERFACE) ABI_CLASSES (IDENTIFIED_CLASS) };

} // namespace

START_TEST (methods_are_in_the_slots_they_have_in_c)
{
  for (const Slot &slot : slots)
    ck_assert_msg (slot.actual == slot.expected, "%s is in slot %zu, not %zu", slot.name,
                   slot.actual, slot.expected);
}
END_TEST

START_TEST (constants_have_the_values_they_have_in_c)
{
  for (const Number &number : values)
    ck_assert_msg (number.actual == number.expected, "%s is %u, not %u", number.name,
                   number.actual, number.expected);
}
END_TEST

START_TEST (identifiers_are_those_of_c)
{
  for (const Identified &entry : identified)
    {
      char text[BECK_GUID_TEXT_SIZE];

      beck_guid_format (&entry.id, text);
      ck_assert_msg (std::strcmp (text, entry.expected) == 0, "%s is %s", entry.name, text);
    }
}
END_TEST

/* ---- Objects ---- */

namespace
{

/* Both implementations by both users. */
const struct
{
  IStream *(*create) ();
  guint (*count) ();
  ULONGLONG (*seek) (IStream *, LONGLONG);
  ULONG (*read) (IStream *);
  gboolean (*tour) (IStream *);
  HRESULT (*miss) (IStream *);
} pairs[] = {
  { peer_new_in_c, peer_count_in_c, peer_seek_in_cplusplus, peer_read_in_cplusplus,
    peer_tour_in_cplusplus, peer_miss_in_cplusplus },
  { peer_new_in_cplusplus, peer_count_in_cplusplus, peer_seek_in_c, peer_read_in_c,
    peer_tour_in_c, peer_miss_in_c },
  { peer_new_in_c, peer_count_in_c, peer_seek_in_c, peer_read_in_c, peer_tour_in_c,
    peer_miss_in_c },
  { peer_new_in_cplusplus, peer_count_in_cplusplus, peer_seek_in_cplusplus,
    peer_read_in_cplusplus, peer_tour_in_cplusplus, peer_miss_in_cplusplus },
};

const int n_pairs = G_N_ELEMENTS (pairs);

} // namespace

START_TEST (structs_travel_by_value)
{
  g_autoptr (IStream) stream = pairs[_i].create ();

  ck_assert_uint_eq (pairs[_i].seek (stream, G_GINT64_CONSTANT (0x123456789A)),
                     G_GUINT64_CONSTANT (0x123456789A));
  ck_assert_uint_eq (pairs[_i].seek (stream, -10), G_GUINT64_CONSTANT (0x1234567890));
}
END_TEST

START_TEST (methods_of_the_base_are_reached)
{
  g_autoptr (IStream) stream = pairs[_i].create ();

  ck_assert_uint_eq (pairs[_i].read (stream), 1 + 2 + 3);
}
END_TEST

START_TEST (second_interface_is_of_the_same_object)
{
  g_autoptr (IStream) stream = pairs[_i].create ();

  ck_assert (pairs[_i].tour (stream));
}
END_TEST

START_TEST (missing_interface_is_missing_in_both)
{
  g_autoptr (IStream) stream = pairs[_i].create ();

  ck_assert_int_eq (pairs[_i].miss (stream), E_NOINTERFACE);
}
END_TEST

START_TEST (last_release_ends_the_object)
{
  const guint before = pairs[_i].count ();
  IStream *const stream = pairs[_i].create ();

  ck_assert_uint_eq (stream->AddRef (), 2);
  ck_assert_uint_eq (stream->Release (), 1);
  ck_assert_uint_eq (pairs[_i].count (), before + 1);
  ck_assert_uint_eq (stream->Release (), 0);
  ck_assert_uint_eq (pairs[_i].count (), before);
}
END_TEST

/* ---- The library and objects of C++ ---- */

static void
enter_mta ()
{
  ck_assert_int_eq (CoInitializeEx (nullptr, COINIT_MULTITHREADED), S_OK);
}

static void
leave_apartment ()
{
  CoUninitialize ();
}

static const CLSID peer_clsid
    = BECK_GUID (0xb3a1f2c0, 0x6d1e, 0x4f0a, 0x9c, 0x44, 0x21, 0x5e, 0x7a, 0x90, 0x3b, 0x18);

START_TEST (class_of_cplusplus_is_activated)
{
  g_autoptr (IClassFactory) factory = peer_factory_in_cplusplus ();
  g_autoptr (IStream) stream = nullptr;
  DWORD cookie;

  ck_assert_int_eq (CoRegisterClassObject (peer_clsid, factory, CLSCTX_INPROC_SERVER,
                                           REGCLS_MULTIPLEUSE, &cookie),
                    S_OK);
  ck_assert_int_eq (CoCreateInstance (peer_clsid, nullptr, CLSCTX_INPROC_SERVER, IID_IStream,
                                      reinterpret_cast<void **> (&stream)),
                    S_OK);
  ck_assert_uint_eq (peer_read_in_c (stream), 6);
  ck_assert_int_eq (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

START_TEST (event_of_the_library_is_used)
{
  g_autoptr (ISynchronize) event = nullptr;
  g_autoptr (ISynchronizeContainer) container = nullptr;
  g_autoptr (ISynchronize) found = nullptr;

  ck_assert_int_eq (CoCreateInstance (CLSID_StdEvent, nullptr, CLSCTX_INPROC_SERVER,
                                      IID_ISynchronize, reinterpret_cast<void **> (&event)),
                    S_OK);
  ck_assert_int_eq (CoCreateInstance (CLSID_SynchronizeContainer, nullptr, CLSCTX_INPROC_SERVER,
                                      IID_ISynchronizeContainer,
                                      reinterpret_cast<void **> (&container)),
                    S_OK);
  ck_assert_int_eq (container->AddSynchronize (event), S_OK);
  ck_assert (BECK_TIMED_OUT (container->WaitMultiple (COWAIT_DEFAULT, 0, &found)));
  ck_assert_int_eq (event->Signal (), S_OK);
  ck_assert_int_eq (container->WaitMultiple (COWAIT_DEFAULT, INFINITE, &found), S_OK);
  ck_assert_ptr_eq (found, event);
}
END_TEST

START_TEST (cancel_object_of_cplusplus_is_called)
{
  guint n_cancelled = 0;
  g_autoptr (IUnknown) cancel = peer_cancel_in_cplusplus (&n_cancelled);

  ck_assert_int_eq (CoSetCancelObject (cancel), S_OK);
  ck_assert_int_eq (CoCancelCall (0, 0), S_OK);
  ck_assert_uint_eq (n_cancelled, 1);
  ck_assert_int_eq (CoSetCancelObject (nullptr), S_OK);
}
END_TEST

static Suite *
cplusplus_suite ()
{
  Suite *const suite = suite_create ("cplusplus");
  TCase *const tc_tables = tcase_create ("tables");
  TCase *const tc_objects = tcase_create ("objects");
  TCase *const tc_library = tcase_create ("library");

  tcase_add_test (tc_tables, methods_are_in_the_slots_they_have_in_c);
  tcase_add_test (tc_tables, constants_have_the_values_they_have_in_c);
  tcase_add_test (tc_tables, identifiers_are_those_of_c);
  suite_add_tcase (suite, tc_tables);

  tcase_add_loop_test (tc_objects, structs_travel_by_value, 0, n_pairs);
  tcase_add_loop_test (tc_objects, methods_of_the_base_are_reached, 0, n_pairs);
  tcase_add_loop_test (tc_objects, second_interface_is_of_the_same_object, 0, n_pairs);
  tcase_add_loop_test (tc_objects, missing_interface_is_missing_in_both, 0, n_pairs);
  tcase_add_loop_test (tc_objects, last_release_ends_the_object, 0, n_pairs);
  suite_add_tcase (suite, tc_objects);

  tcase_add_checked_fixture (tc_library, enter_mta, leave_apartment);
  tcase_add_test (tc_library, class_of_cplusplus_is_activated);
  tcase_add_test (tc_library, event_of_the_library_is_used);
  tcase_add_test (tc_library, cancel_object_of_cplusplus_is_called);
  suite_add_tcase (suite, tc_library);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) () = { cplusplus_suite, nullptr };

  return beck_test_main (argc, argv, suites);
}
