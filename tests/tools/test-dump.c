/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Blobs and the text they must give, byte for byte, in golden/. With
 * BECK_UPDATE_GOLDENS=1 in the environment the texts are written instead; read the
 * difference before you commit it. The numbers are those of the examples in wire.md 3.9.
 */

#include "dump-cases.h"
#include "suites.h"

#include <beck/status.h>
#include <string.h>

#include "../idl/idl-files.h"
#include "dump.h"

static IdlResult *wire;

static void
compile_wire (void)
{
  g_autofree char *messages = NULL;

  wire = idl_test_compile_path (TEST_SOURCE_DIR "/wire.idl");
  messages = idl_test_messages (wire);
  ck_assert_str_eq (messages, "");
}

static void
free_wire (void)
{
  g_clear_pointer (&wire, idl_result_free);
}

/* ---- Golden texts ---- */

static void
add_line (const char *line, gpointer data)
{
  g_string_append_printf (data, "%s\n", line);
}

/* The first @size bytes of a case. */
static gboolean
dump (const DumpCase *c, const GByteArray *blob, gsize size, GString *out, BeckNdrFault *fault)
{
  const IdlDumpOptions options
      = { .big_endian = c->flags & BIG_ENDIAN_BLOB, .pickle = c->flags & PICKLE_BLOB };
  g_autoptr (GError) error = NULL;
  const struct IdlLayout *type = idl_dump_type (wire, c->type, &error);
  /* In memory of its own, so that the sanitizer knows where it ends. */
  g_autofree guint8 *bytes = g_memdup2 (blob->data, size);

  ck_assert_msg (type != NULL, "%s", error != NULL ? error->message : "");
  return idl_dump (wire, type, c->type, bytes, size, &options, add_line, out, fault);
}

static void
check_golden (const char *name, const char *text)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path = g_build_filename (TEST_SOURCE_DIR, "golden", file, NULL);
  g_autofree char *golden = NULL;

  if (g_strcmp0 (g_getenv ("BECK_UPDATE_GOLDENS"), "1") == 0)
    ck_assert (g_file_set_contents (path, text, -1, NULL));
  ck_assert_msg (g_file_get_contents (path, &golden, NULL, NULL), "no %s", file);
  ck_assert_str_eq (text, golden);
}

START_TEST (dump_is_the_golden_one)
{
  const DumpCase *c = &dump_cases[_i];
  g_autoptr (GByteArray) blob = dump_case_bytes (c);
  g_autoptr (GString) out = g_string_new (NULL);
  BeckNdrFault fault;
  gboolean good = dump (c, blob, blob->len, out, &fault);

  ck_assert_int_eq (good, !(c->flags & BAD_BLOB));
  if (!good)
    {
      g_autofree char *text = beck_ndr_fault_to_string (&fault);

      g_string_append_printf (out, "%s\n", text);
    }
  check_golden (c->name, out->str);
}
END_TEST

/* ---- Damage ---- */

/* What can be read of a part is the beginning of what can be read of the whole. */
START_TEST (every_truncation_fails_and_says_where)
{
  const DumpCase *c = &dump_cases[_i];
  g_autoptr (GByteArray) blob = dump_case_bytes (c);
  g_autoptr (GString) whole = g_string_new (NULL);
  BeckNdrFault fault;

  if (c->flags & (BAD_BLOB | PICKLE_BLOB))
    return;
  ck_assert (dump (c, blob, blob->len, whole, &fault));
  for (gsize size = 0; size < blob->len; size++)
    {
      g_autoptr (GString) part = g_string_new (NULL);

      ck_assert_msg (!dump (c, blob, size, part, &fault), "%zu bytes are enough", size);
      ck_assert_uint_ne (fault.status, 0);
      ck_assert_ptr_nonnull (fault.reason);
      ck_assert_uint_le (fault.offset, size);
      ck_assert_msg (g_str_has_prefix (fault.path, c->type), "%s", fault.path);
      ck_assert_msg (g_str_has_prefix (whole->str, part->str), "%zu: %s", size, part->str);
    }
}
END_TEST

START_TEST (any_byte_may_be_wrong)
{
  static const guint8 values[] = { 0x00, 0x01, 0x7F, 0x80, 0xFF };
  const DumpCase *c = &dump_cases[_i];
  g_autoptr (GByteArray) blob = dump_case_bytes (c);

  for (guint i = 0; i < blob->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (values); j++)
      {
        g_autoptr (GString) out = g_string_new (NULL);
        guint8 old = blob->data[i];
        BeckNdrFault fault;
        gboolean good;

        blob->data[i] = values[j];
        good = dump (c, blob, blob->len, out, &fault);
        ck_assert (good ? fault.status == 0 : fault.reason != NULL);
        ck_assert (g_utf8_validate (out->str, -1, NULL));
        blob->data[i] = old;
      }
}
END_TEST

/* ---- Limits ---- */

static void
append_u32 (GByteArray *blob, guint32 value)
{
  guint32 bytes = GUINT32_TO_LE (value);

  g_byte_array_append (blob, (const guint8 *) &bytes, sizeof bytes);
}

static gboolean
dump_blob (const char *type, const GByteArray *blob, const BeckNdrLimits *limits, GString *out,
           BeckNdrFault *fault)
{
  const IdlDumpOptions options = { .limits = limits };

  return idl_dump (wire, idl_dump_type (wire, type, NULL), type, blob->data, blob->len, &options,
                   add_line, out, fault);
}

START_TEST (a_list_is_as_long_as_it_likes)
{
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  const guint n = 20000;
  BeckNdrFault fault;

  for (guint i = 0; i < n; i++)
    {
      append_u32 (blob, i);
      append_u32 (blob, i + 1 < n ? 0x20000 + 4 * i : 0);
    }
  ck_assert (dump_blob ("List", blob, NULL, out, &fault));
  g_byte_array_set_size (blob, blob->len - 1);
  ck_assert (!dump_blob ("List", blob, NULL, out, &fault));
  ck_assert (g_str_has_prefix (fault.path, "\xE2\x80\xA6") && g_str_has_suffix (fault.path, ".next"));
  ck_assert_uint_lt (strlen (fault.path), sizeof fault.path);
}
END_TEST

/* The pointer that comes first is no list. */
START_TEST (depth_is_limited)
{
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  const BeckNdrLimits limits = { 1 << 20, 1 << 20, 10 };
  BeckNdrFault fault;

  for (guint i = 0; i < 20; i++)
    {
      append_u32 (blob, 0x20000);
      append_u32 (blob, 0);
      append_u32 (blob, 0x20000);
    }
  ck_assert (!dump_blob ("Tree", blob, &limits, out, &fault));
  ck_assert_str_eq (fault.reason, "nested too deeply");
  ck_assert_uint_eq (fault.offset, 11 * 12);
}
END_TEST

START_TEST (elements_are_limited)
{
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  const BeckNdrLimits limits = { 1 << 20, 100, 10 };
  BeckNdrFault fault;

  append_u32 (blob, 101);
  append_u32 (blob, 101);
  for (guint i = 0; i < 101; i++)
    append_u32 (blob, 0);
  ck_assert (dump_blob ("Longs", blob, NULL, out, &fault));
  ck_assert (!dump_blob ("Longs", blob, &limits, out, &fault));
  ck_assert_str_eq (fault.path, "Longs.data");
}
END_TEST

/* ---- Types ---- */

START_TEST (a_type_that_is_not_there_is_an_error)
{
  static const char *const names[] = { "Nope", "struct Number", "Wire", "Nothing", "", " ", "RED" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      ck_assert_ptr_null (idl_dump_type (wire, names[i], &error));
      ck_assert_ptr_nonnull (error);
      ck_assert_ptr_nonnull (strstr (error->message, names[i]));
    }
}
END_TEST

START_TEST (a_type_that_cannot_travel_is_an_error)
{
  g_autoptr (IdlResult) result
      = idl_test_compile ("typedef union U { [case (1)] long l; } U;\n"
                          "typedef struct S { long a; [switch_is (a)] U u;\n"
                          "  short b; [switch_is (b)] U v; } S;\n");
  g_autofree char *messages = idl_test_messages (result);
  g_autoptr (GError) error = NULL;

  ck_assert_str_eq (messages, "");
  ck_assert_ptr_null (idl_dump_type (result, "S", &error));
  ck_assert_ptr_nonnull (strstr (error->message, "different types"));
}
END_TEST

Suite *
dump_suite (void)
{
  Suite *suite = suite_create ("dump");
  TCase *tcase = tcase_create ("blobs");

  tcase_add_unchecked_fixture (tcase, compile_wire, free_wire);
  tcase_add_loop_test (tcase, dump_is_the_golden_one, 0, (int) n_dump_cases);
  tcase_add_loop_test (tcase, every_truncation_fails_and_says_where, 0, (int) n_dump_cases);
  tcase_add_loop_test (tcase, any_byte_may_be_wrong, 0, (int) n_dump_cases);
  tcase_add_test (tcase, a_list_is_as_long_as_it_likes);
  tcase_add_test (tcase, depth_is_limited);
  tcase_add_test (tcase, elements_are_limited);
  tcase_add_test (tcase, a_type_that_is_not_there_is_an_error);
  tcase_add_test (tcase, a_type_that_cannot_travel_is_an_error);
  suite_add_tcase (suite, tcase);
  return suite;
}
