/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole examples of wire.md 3.9, written and read with the calls that generated code makes. */

#include "suites.h"

#include <beck/guid.h>
#include <beck/ndr.h>

#include "base/alloc.h"

static const WCHAR abc[] = { 'a', 'b', 'c', 0 };
static const guint8 image7[] = { 0, 0, 2, 0, 4, 0, 0, 0, 0,   0, 0,   0,
                                 4, 0, 0, 0, 'a', 0, 'b', 0, 'c', 0, 0, 0 };
static const guint8 image8[4];

static gboolean
put_text (BeckNdrWriter *writer, const WCHAR *text)
{
  return beck_ndr_put_unique (writer, text)
         && (text == NULL || beck_ndr_put_string16 (writer, text, G_MAXSIZE, 0, TRUE));
}

static gboolean
get_text (BeckNdrReader *reader, WCHAR **text)
{
  gsize max;

  return beck_ndr_get_unique (reader, text)
         && (*text == NULL || beck_ndr_get_string16 (reader, text, &max));
}

START_TEST (a_unique_string_is_written)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, FALSE);
  ck_assert (put_text (&writer, abc));
  ck_assert_uint_eq (writer.pos, sizeof image7);
  ck_assert_mem_eq (writer.data, image7, sizeof image7);
  beck_ndr_writer_rewind (&writer);
  ck_assert (put_text (&writer, NULL));
  ck_assert_uint_eq (writer.pos, sizeof image8);
  ck_assert_mem_eq (writer.data, image8, sizeof image8);
}
END_TEST

START_TEST (a_unique_string_is_read)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  WCHAR *text;

  beck_ndr_reader_init (&reader, image7, sizeof image7, 0x10, &arena, NULL, NULL);
  ck_assert (get_text (&reader, &text));
  ck_assert_mem_eq (text, abc, sizeof abc);
  ck_assert_uint_eq (reader.pos, sizeof image7);
  beck_ndr_reader_end (&reader, TRUE);
  beck_ndr_reader_init (&reader, image8, sizeof image8, 0x10, &arena, NULL, NULL);
  ck_assert (get_text (&reader, &text));
  ck_assert_ptr_null (text);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (lack_of_memory_at_any_index_loses_no_string)
{
  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrReader reader;
      WCHAR *text;

      beck_ndr_reader_init (&reader, image7, sizeof image7, 0x10, NULL, &beck_ndr_task_allocator,
                            NULL);
      beck_alloc_fail_at (i);
      done = get_text (&reader, &text);
      ck_assert (!done || (i > 0 && beck_alloc_count () == i));
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      beck_ndr_reader_end (&reader, FALSE);
    }
}
END_TEST

/* ---- #10 ---- */

static const GUID guid
    = { 0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } };
static const guint8 guid_images[2][16] = {
  { 0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff },
  { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff },
};

static gboolean
put_guid (BeckNdrWriter *writer, const GUID *value)
{
  return beck_ndr_put_align (writer, 4) && beck_ndr_put_u32 (writer, value->Data1)
         && beck_ndr_put_u16 (writer, value->Data2) && beck_ndr_put_u16 (writer, value->Data3)
         && beck_ndr_put_bytes (writer, value->Data4, 8);
}

static gboolean
get_guid (BeckNdrReader *reader, GUID *value)
{
  return beck_ndr_get_align (reader, 4) && beck_ndr_get_u32 (reader, &value->Data1)
         && beck_ndr_get_u16 (reader, &value->Data2) && beck_ndr_get_u16 (reader, &value->Data3)
         && beck_ndr_get_bytes (reader, value->Data4, 8);
}

START_TEST (a_guid_turns_its_first_three_members_around)
{
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;
  GUID value;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, _i == 1);
  ck_assert (put_guid (&writer, &guid));
  ck_assert_uint_eq (writer.pos, 16);
  ck_assert_mem_eq (writer.data, guid_images[_i], 16);
  beck_ndr_reader_init (&reader, guid_images[_i], 16, _i == 1 ? 0x00 : 0x10, NULL, NULL, NULL);
  ck_assert (get_guid (&reader, &value));
  ck_assert (IsEqualGUID (&value, &guid));
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

/* ---- #28 ---- */

typedef struct
{
  GUID uuid;
  guint16 major, minor;
} InterfaceId;

static const guint8 image28[44] = { [0] = 1, [20] = 2 };

static gboolean
put_both (BeckNdrWriter *writer, const GUID *object, const InterfaceId *id)
{
  return beck_ndr_put_full (writer, object)
         && (!beck_ndr_put_full_first (writer, object) || put_guid (writer, object))
         && beck_ndr_put_full (writer, id)
         && (!beck_ndr_put_full_first (writer, id)
             || (put_guid (writer, &id->uuid) && beck_ndr_put_u16 (writer, id->major)
                 && beck_ndr_put_u16 (writer, id->minor)));
}

/* Memory for a full pointer that has not been met. */
static gboolean
get_new (BeckNdrReader *reader, void *pointer, const char *type, gsize size)
{
  gboolean known;
  void *id, *address;

  if (!beck_ndr_get_unique (reader, pointer))
    return FALSE;
  memcpy (&id, pointer, sizeof id);
  if (!beck_ndr_get_full (reader, pointer, type, 1, &known) || known
      || !beck_ndr_get_alloc (reader, pointer, size))
    return FALSE;
  memcpy (&address, pointer, sizeof address);
  return beck_ndr_get_full_at (reader, id, address, type, 1);
}

static gboolean
get_both (BeckNdrReader *reader, GUID **object, InterfaceId **id)
{
  return get_new (reader, object, "GUID", sizeof **object) && get_guid (reader, *object)
         && get_new (reader, id, "InterfaceId", sizeof **id) && get_guid (reader, &(*id)->uuid)
         && beck_ndr_get_u16 (reader, &(*id)->major) && beck_ndr_get_u16 (reader, &(*id)->minor);
}

START_TEST (two_full_pointers_are_example_28)
{
  const GUID object = { 0 };
  const InterfaceId id = { { 0 }, 0, 0 };
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, FALSE);
  ck_assert (put_both (&writer, &object, &id));
  ck_assert_uint_eq (writer.pos, sizeof image28);
  ck_assert_mem_eq (writer.data, image28, sizeof image28);
}
END_TEST

START_TEST (lack_of_memory_at_any_index_of_example_28_is_a_fault)
{
  const GUID object = { 0 };
  const InterfaceId id = { { 0 }, 0, 0 };

  for (gint64 i = 0, done = 0; !done; i++)
    {
      g_auto (BeckNdrWriter) writer;

      beck_ndr_writer_init (&writer, NULL);
      beck_alloc_fail_at (i);
      done = put_both (&writer, &object, &id);
      ck_assert (!done || (i > 0 && beck_alloc_count () == i));
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (writer.fault.status, done ? 0 : RPC_X_NO_MEMORY);
    }
  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrReader reader;
      GUID *object_read;
      InterfaceId *id_read;

      beck_ndr_reader_init (&reader, image28, sizeof image28, 0x10, NULL, &beck_ndr_task_allocator,
                            NULL);
      beck_alloc_fail_at (i);
      done = get_both (&reader, &object_read, &id_read);
      ck_assert (!done || (i > 0 && beck_alloc_count () == i));
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      ck_assert (!done || (IsEqualGUID (object_read, &object) && id_read->major == 0));
      beck_ndr_reader_end (&reader, FALSE);
    }
}
END_TEST

Suite *
image_suite (void)
{
  Suite *suite = suite_create ("image");
  TCase *task = tcase_create ("image");

  tcase_add_test (task, a_unique_string_is_written);
  tcase_add_test (task, a_unique_string_is_read);
  tcase_add_test (task, lack_of_memory_at_any_index_loses_no_string);
  tcase_add_loop_test (task, a_guid_turns_its_first_three_members_around, 0, 2);
  tcase_add_test (task, two_full_pointers_are_example_28);
  tcase_add_test (task, lack_of_memory_at_any_index_of_example_28_is_a_fault);
  suite_add_tcase (suite, task);
  return suite;
}
