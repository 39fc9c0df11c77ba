/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What an answer replaces is released by the sizes and discriminants it came with, and not at all
 * if the answer fails; what is read only to be turned into something else has no aliases
 * afterwards.
 */

#include <beck/rpc.h>

#include "beck-test.h"
#include "lifetimes_c.c"
#include "lifetimes_p.c"

/* ---- An allocator that counts ---- */

static int live;

static void *
count_alloc (size_t size)
{
  live++;
  return g_malloc (size);
}

static void
count_free (void *block)
{
  live -= block != NULL;
  g_free (block);
}

static const BeckNdrAllocator counting = { count_alloc, count_free };

/* What lifetimes_c.c is linked against; nothing here calls it. */
void *
midl_user_allocate (size_t size)
{
  return count_alloc (size);
}

void
midl_user_free (void *block)
{
  count_free (block);
}

static WCHAR *
new_text (const WCHAR *text)
{
  gsize size = beck_ndr_string_size16 (text) * sizeof (WCHAR);

  return memcpy (count_alloc (size), text, size);
}

/* ---- Answers ---- */

/* The answer that @server makes, read into @client but for its last @cut bytes. */
static gboolean
answer (const BeckNdrMethod *method, const void *server, void *client, gsize cut)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;
  gboolean good;

  beck_ndr_writer_init (&writer, NULL);
  ck_assert (method->put_out (&writer, server));
  ck_assert_uint_le (cut, writer.pos);
  beck_ndr_reader_init (&reader, writer.data, writer.pos - cut, 0x10, &arena, &counting, NULL);
  good = method->get_out (&reader, client);
  beck_ndr_reader_end (&reader, good);
  beck_ndr_arena_clear (&arena);
  return good;
}

#define EXCHANGE (&IReplace_methods[0])
#define RENAME (&IReplace_methods[1])
#define NO_ADDRESS G_GINT64_CONSTANT (0x4141414141414141)

START_TEST (an_old_number_is_not_released_as_the_new_text)
{
  LONG server_tag = 2, client_tag = 1;
  Value server_value = { .text = (WCHAR *) u"new" }, client_value = { .number = NO_ADDRESS };
  struct IReplace_Exchange_Args server = { .tag = &server_tag, .value = &server_value };
  struct IReplace_Exchange_Args client = { .tag = &client_tag, .value = &client_value };

  ck_assert (answer (EXCHANGE, &server, &client, 0));
  ck_assert_int_eq (client_tag, 2);
  ck_assert_mem_eq (client_value.text, u"new", 8);
  count_free (client_value.text);
  ck_assert_int_eq (live, 0);
}
END_TEST

START_TEST (an_old_text_is_released_when_a_number_comes)
{
  LONG server_tag = 1, client_tag = 2;
  Value server_value = { .number = 7 }, client_value = { .text = new_text (u"old") };
  struct IReplace_Exchange_Args server = { .tag = &server_tag, .value = &server_value };
  struct IReplace_Exchange_Args client = { .tag = &client_tag, .value = &client_value };

  ck_assert (answer (EXCHANGE, &server, &client, 0));
  ck_assert_int_eq (client_tag, 1);
  ck_assert_int_eq (client_value.number, 7);
  ck_assert_int_eq (live, 0);
}
END_TEST

START_TEST (an_answer_cut_short_changes_neither_value_nor_discriminant)
{
  LONG server_tag = 1, client_tag = 2;
  Value server_value = { .number = 7 }, client_value = { .text = new_text (u"old") };
  WCHAR *text = client_value.text;
  struct IReplace_Exchange_Args server = { .tag = &server_tag, .value = &server_value };
  struct IReplace_Exchange_Args client = { .tag = &client_tag, .value = &client_value };

  ck_assert (!answer (EXCHANGE, &server, &client, (gsize) _i));
  ck_assert_int_eq (client_tag, 2);
  ck_assert_ptr_eq (client_value.text, text);
  ck_assert_mem_eq (text, u"old", 8);
  count_free (text);
  ck_assert_int_eq (live, 0);
}
END_TEST

START_TEST (an_array_that_shrinks_releases_all_it_had)
{
  WCHAR *server_names[] = { (WCHAR *) u"one" };
  WCHAR *client_names[] = { new_text (u"a"), new_text (u"b"), new_text (u"c") };
  LONG server_n = 1, client_n = 3;
  struct IReplace_Rename_Args server = { .n = &server_n, .names = server_names };
  struct IReplace_Rename_Args client = { .n = &client_n, .names = client_names };

  ck_assert (answer (RENAME, &server, &client, 0));
  ck_assert_int_eq (client_n, 1);
  ck_assert_mem_eq (client_names[0], u"one", 8);
  count_free (client_names[0]);
  ck_assert_int_eq (live, 0);
}
END_TEST

/* ---- Data that lasts while it is read ---- */

void
Shown_to_xmit (Shown *shown, Held **held)
{
  *held = count_alloc (sizeof **held);
  (*held)->number = &shown->number;
}

void
Shown_from_xmit (Held *held, Shown *shown)
{
  shown->number = *held->number;
}

void
Shown_free_inst (Shown *shown)
{
}

void
Shown_free_xmit (Held *held)
{
  count_free (held);
}

/* first: number 1, which is 7; second: number 1 again, which is 9 */
static const guint8 peek[] = { 1, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0 };

START_TEST (what_was_turned_into_something_else_has_no_aliases)
{
  const BeckNdrMethod *method = &lifetimes_methods[0];
  struct lifetimes_Peek_Args args = { 0 };
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, peek, sizeof peek, 0x10, &arena, &counting, NULL);
  ck_assert (method->get_in (&reader, &args));
  ck_assert_int_eq (args.first->number, 7);
  ck_assert_int_eq (*args.second, 9);
  beck_ndr_reader_end (&reader, TRUE);
  beck_ndr_arena_clear (&arena);
  /* As an alias the second would end here. */
  memset (&args, 0, sizeof args);
  beck_ndr_reader_init (&reader, peek, 12, 0x10, &arena, &counting, NULL);
  ck_assert (!method->get_in (&reader, &args));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_str_eq (reader.fault.path, "second");
  beck_ndr_reader_end (&reader, FALSE);
  beck_ndr_arena_clear (&arena);
}
END_TEST

static Suite *
lifetimes_suite (void)
{
  Suite *suite = suite_create ("lifetimes");
  TCase *answers = tcase_create ("answers");
  TCase *scratch = tcase_create ("scratch");

  tcase_add_test (answers, an_old_number_is_not_released_as_the_new_text);
  tcase_add_test (answers, an_old_text_is_released_when_a_number_comes);
  tcase_add_loop_test (answers, an_answer_cut_short_changes_neither_value_nor_discriminant, 1, 21);
  tcase_add_test (answers, an_array_that_shrinks_releases_all_it_had);
  suite_add_tcase (suite, answers);
  tcase_add_test (scratch, what_was_turned_into_something_else_has_no_aliases);
  suite_add_tcase (suite, scratch);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { lifetimes_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
