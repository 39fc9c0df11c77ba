/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

#include <stdlib.h>
#include <string.h>

/* ---- The program's memory ---- */

int scene_blocks;
int scene_failing_block = -1;
guint32 scene_raise;

void *
MIDL_user_allocate (size_t size)
{
  void *block;

  if (scene_failing_block >= 0 && scene_failing_block-- == 0)
    {
      if (scene_raise != 0)
        beck_exception_raise (scene_raise);
      return NULL;
    }
  block = malloc (MAX (size, 1));
  scene_blocks++;
  return block;
}

void
MIDL_user_free (void *block)
{
  if (block != NULL)
    scene_blocks--;
  free (block);
}

static void
setup (void)
{
  scene_blocks = 0;
  scene_failing_block = -1;
  scene_raise = 0;
}

static void
teardown (void)
{
  ck_assert_int_eq (scene_blocks, 0);
}

Suite *
scene_suite (const char *name, const TTest *const *tests, gsize n_tests)
{
  Suite *suite = suite_create (name);
  TCase *tcase = tcase_create ("pickle");

  tcase_add_checked_fixture (tcase, setup, teardown);
  for (gsize i = 0; i < n_tests; i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* ---- Streams ---- */

void
stream_from_text (Stream *stream, const char *text)
{
  stream->size = 0;
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isxdigit (*p))
      {
        stream->bytes[stream->size++]
            = (char) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
        p++;
      }
}

static char *
to_text (const char *bytes, ULONG size)
{
  GString *text = g_string_new (NULL);

  for (ULONG i = 0; i < size; i++)
    g_string_append_printf (text, "%s%02x", i == 0 ? "" : " ", (guint8) bytes[i]);
  return g_string_free (text, FALSE);
}

void
stream_is (const Stream *stream, const char *text)
{
  Stream expected;
  g_autofree char *found = to_text (stream->bytes, stream->size);
  g_autofree char *wanted = NULL;

  stream_from_text (&expected, text);
  wanted = to_text (expected.bytes, expected.size);
  ck_assert_str_eq (found, wanted);
}

handle_t
stream_begin (Stream *stream)
{
  handle_t handle;

  ck_assert_int_eq (
      MesEncodeFixedBufferHandleCreate (stream->bytes, SCENE_ROOM, &stream->size, &handle),
      RPC_S_OK);
  return handle;
}

handle_t
stream_open (Stream *stream)
{
  handle_t handle;

  ck_assert_int_eq (MesDecodeBufferHandleCreate (stream->bytes, stream->size, &handle), RPC_S_OK);
  return handle;
}

void
stream_end (handle_t handle)
{
  ck_assert_int_eq (MesHandleFree (handle), RPC_S_OK);
}

static guint32
decode_and_free (handle_t handle, const BeckPickleType *type)
{
  guint64 value[16];
  guint32 status;

  ck_assert_uint_le (type->size, sizeof value);
  status = beck_pickle_try_decode (handle, type, value, NULL);
  if (status == 0)
    beck_pickle_free (handle, type, value);
  stream_end (handle);
  ck_assert_int_eq (scene_blocks, 0);
  return status;
}

guint32
stream_status (const BeckPickleType *type, const char *text)
{
  Stream stream;
  guint32 status;

  stream_from_text (&stream, text);
  status = decode_and_free (stream_open (&stream), type);
  for (unsigned int piece = 1; piece <= stream.size; piece++)
    {
      Pieces pieces = { .stream = stream, .piece = piece };
      handle_t handle;

      ck_assert_int_eq (MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle),
                        RPC_S_OK);
      ck_assert_uint_eq (decode_and_free (handle, type), status);
    }
  return status;
}

/* ---- In pieces ---- */

void
pieces_alloc (void *state, char **buffer, unsigned int *size)
{
  Pieces *pieces = state;

  pieces->calls++;
  if (pieces->gifts-- == 0)
    {
      if (scene_raise != 0)
        beck_exception_raise (scene_raise);
      *size = 0;
      return;
    }
  *buffer = pieces->room;
  *size = pieces->piece;
}

void
pieces_write (void *state, char *buffer, unsigned int size)
{
  Pieces *pieces = state;

  ck_assert_ptr_eq (buffer, pieces->room);
  ck_assert_uint_le (size, SCENE_ROOM - pieces->stream.size);
  memcpy (pieces->stream.bytes + pieces->stream.size, buffer, size);
  pieces->stream.size += size;
}

void
pieces_read (void *state, char **buffer, unsigned int *size)
{
  Pieces *pieces = state;
  unsigned int left = pieces->stream.size - pieces->position;

  pieces->calls++;
  ck_assert_uint_gt (*size, 0);
  *size = MIN (pieces->piece, left);
  /* Only what is told may be looked at, and only until the next call. */
  memset (pieces->room, 0xEE, sizeof pieces->room);
  memcpy (pieces->room, pieces->stream.bytes + pieces->position, *size);
  *buffer = pieces->room;
  pieces->position += *size;
}

/* ---- Values ---- */

static Node third = { 3, NULL, NULL };
static Node second = { 2, (unsigned char *) "two", &third };
const Node scene_list = { 1, (unsigned char *) "one", &second };

void
scene_check_list (const Node *node)
{
  static const char *const texts[] = { "one", "two", NULL };

  for (int i = 0; i < 3; i++)
    {
      ck_assert_ptr_nonnull (node);
      ck_assert_int_eq (node->value, i + 1);
      if (texts[i] != NULL)
        ck_assert_str_eq ((char *) node->text, texts[i]);
      else
        ck_assert_ptr_null (node->text);
      node = node->next;
    }
  ck_assert_ptr_null (node);
}

guint32
scene_raised (void (*body) (gpointer data), gpointer data)
{
  guint32 status = 0;

  return beck_exception_catch (body, data, &status) ? status : 0;
}
