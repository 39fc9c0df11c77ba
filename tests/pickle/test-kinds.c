/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Types of each kind: the bytes behind the headers, and back. */

#include "kinds.h"
#include "scene.h"
#include "suites.h"

#include <string.h>

/* Encodes @value, which are the bytes of @text, and decodes it into @back. */
static void
go (const BeckPickleType *type, const void *value, const char *text, void *back)
{
  g_autofree char *whole = g_strconcat ("01 10 08 00 cc cc cc cc", text, NULL);
  Stream stream;
  handle_t handle = stream_begin (&stream);

  ck_assert_uint_eq (beck_pickle_try_encode (handle, type, value, NULL), RPC_S_OK);
  stream_end (handle);
  stream_is (&stream, whole);
  handle = stream_open (&stream);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, type, back, NULL), RPC_S_OK);
  stream_end (handle);
}

START_TEST (a_string)
{
  Text text = (Text) "abc", back;

  go (&Text_PickleType, &text, "18 00 00 00 00 00 00 00 00 00 02 00"
                               "04 00 00 00 00 00 00 00 04 00 00 00 61 62 63 00 00 00 00 00",
      &back);
  ck_assert_str_eq ((char *) back, "abc");
  Text_Free (NULL, &back);
}
END_TEST

START_TEST (no_string)
{
  Text text = NULL, back;

  go (&Text_PickleType, &text, "08 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", &back);
  ck_assert_ptr_null (back);
}
END_TEST

START_TEST (a_wide_string)
{
  WideText text = (WideText) u"A", back;

  go (&WideText_PickleType, &text, "18 00 00 00 00 00 00 00 00 00 02 00"
                                   "02 00 00 00 00 00 00 00 02 00 00 00 41 00 00 00 00 00 00 00",
      &back);
  ck_assert_mem_eq (back, u"A", 4);
  WideText_Free (NULL, &back);
}
END_TEST

START_TEST (an_array)
{
  Triple triple = { 1, 2, 3 }, back;

  go (&Triple_PickleType, &triple,
      "10 00 00 00 00 00 00 00 01 00 00 00 02 00 00 00 03 00 00 00 00 00 00 00", &back);
  ck_assert_mem_eq (back, triple, sizeof triple);
}
END_TEST

START_TEST (an_enum)
{
  Colour colour = GREEN, back;

  go (&Colour_PickleType, &colour, "08 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00", &back);
  ck_assert_int_eq (back, GREEN);
}
END_TEST

START_TEST (a_floating_point_number)
{
  Real real = 1.5, back;

  go (&Real_PickleType, &real, "08 00 00 00 00 00 00 00 00 00 00 00 00 00 f8 3f", &back);
  ck_assert_double_eq (back, 1.5);
}
END_TEST

START_TEST (a_conformant_structure_behind_a_pointer)
{
  guint64 memory[2];
  Box *box = (Box *) memory;
  BoxPointer back;

  box->size = 2;
  box->content[0] = 0x1111;
  (&box->content[0])[1] = 0x2222;
  go (&BoxPointer_PickleType, &box,
      "10 00 00 00 00 00 00 00 00 00 02 00 02 00 00 00 02 00 00 00 11 11 22 22", &back);
  ck_assert_int_eq (back->size, 2);
  ck_assert_mem_eq (back->content, box->content, 4);
  BoxPointer_Free (NULL, &back);
}
END_TEST

START_TEST (a_union)
{
  Choice choice = { .tag = 2, .u.text = (unsigned char *) "x" }, back;

  go (&Choice_PickleType, &choice, "18 00 00 00 00 00 00 00 02 00 00 00 00 00 02 00"
                                   "02 00 00 00 00 00 00 00 02 00 00 00 78 00 00 00",
      &back);
  ck_assert_str_eq ((char *) back.u.text, "x");
  Choice_Free (NULL, &back);
  choice.tag = 7;
  go (&Choice_PickleType, &choice, "08 00 00 00 00 00 00 00 07 00 00 00 00 00 00 00", &back);
  ck_assert_int_eq (back.tag, 7);
}
END_TEST

START_TEST (two_names_for_one_thing)
{
  LONG number = 7;
  Twins twins = { &number, &number }, back;

  go (&Twins_PickleType, &twins,
      "10 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 07 00 00 00 00 00 00 00", &back);
  ck_assert_int_eq (*back.one, 7);
  ck_assert_ptr_eq (back.one, back.other);
  Twins_Free (NULL, &back);
}
END_TEST

Suite *
kinds_suite (void)
{
  const TTest *const tests[] = {
    a_string,
    no_string,
    a_wide_string,
    an_array,
    an_enum,
    a_floating_point_number,
    a_conformant_structure_behind_a_pointer,
    a_union,
    two_names_for_one_thing,
  };

  return scene_suite ("kinds", tests, G_N_ELEMENTS (tests));
}
