/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Types that the program marshals: T_UserSize and its like (rpc.md 3.4). These functions align the
 * pointers they are given, so buffers must lie in memory as they lie in the data, modulo 8; what a
 * caller of ours cannot promise is copied.
 */

#include "base/alloc.h"
#include "ndr/private.h"

/* What the flags pointer handed to the program really points at. */
typedef struct
{
  ULONG flags;
  const guint8 *end;
} UserCall;

/* Data representation in the high half: little-endian, ASCII, IEEE. */
#define LITTLE_ENDIAN_DREP ((ULONG) 0x0010 << 16)
#define LOCAL_DREP (G_BYTE_ORDER == G_BIG_ENDIAN ? (ULONG) 0 : LITTLE_ENDIAN_DREP)

/* That of the data, if @swap says it is not this machine's. */
static ULONG
drep_of (gboolean swap)
{
  return swap ? LOCAL_DREP ^ LITTLE_ENDIAN_DREP : LOCAL_DREP;
}

gsize
beck_ndr_user_remaining (const ULONG *flags, const unsigned char *buffer)
{
  const UserCall *call = (const UserCall *) (const void *) flags;

  return buffer < call->end ? (gsize) (call->end - buffer) : 0;
}

gboolean
beck_ndr_put_user (BeckNdrWriter *writer, const BeckNdrUserType *type, gsize align,
                   const void *value)
{
  UserCall call = { writer->hooks.user_flags | drep_of (writer->swap), NULL };
  void *object = (void *) (guintptr) value;
  guint8 *place, *end;
  gsize start, size;

  if (!beck_ndr_put_align (writer, align))
    return FALSE;
  start = writer->pos;
  if (start > G_MAXUINT32 / 2)
    return beck_ndr_writer_fail (writer, RPC_X_NO_MEMORY, "more bytes than the limit");
  size = type->user_size (&call.flags, (ULONG) start, object);
  if (size < start)
    return beck_ndr_writer_fail (writer, RPC_X_BAD_STUB_DATA, "a size that is none");
  size -= start;
  place = beck_ndr_writer_claim (writer, 1, size);
  if (place == NULL)
    return FALSE;
  memset (place, 0, size);
  call.end = place + size;
  end = type->user_marshal (&call.flags, place, object);
  if (end < place || end > place + size)
    {
      writer->pos = start;
      return beck_ndr_writer_fail (writer, RPC_X_BAD_STUB_DATA,
                                   "more bytes than its own function promised");
    }
  writer->pos = start + (gsize) (end - place);
  return TRUE;
}

/* Releases a value that was read into the arena; the note lies there, too. */
typedef struct
{
  const BeckNdrUserType *type;
  ULONG flags;
  void *value;
} UserValue;

void
beck_ndr_user_release (const BeckNdrUserType *type, ULONG flags, void *value)
{
  UserCall call = { flags, NULL };

  type->user_free (&call.flags, value);
}

static void
release_value (gpointer data)
{
  const UserValue *user = data;

  beck_ndr_user_release (user->type, user->flags, user->value);
}

static gboolean
defer_in_arena (BeckNdrReader *reader, const BeckNdrUserType *type, ULONG flags, void *value)
{
  UserValue *user = beck_ndr_arena_alloc (reader->arena, sizeof *user);

  if (user == NULL)
    {
      beck_ndr_user_release (type, flags, value);
      return FALSE;
    }
  *user = (UserValue){ type, flags, value };
  return beck_ndr_arena_on_clear (reader->arena, release_value, user);
}

static gboolean
defer_free (BeckNdrReader *reader, const BeckNdrUserType *type, void *value)
{
  ULONG flags = reader->hooks.user_flags | LOCAL_DREP;
  gboolean noted = reader->owned ? beck_ndr_reader_defer_user (reader, type, flags, value)
                                 : defer_in_arena (reader, type, flags, value);

  return noted || beck_ndr_reader_fail (reader, RPC_X_NO_MEMORY, "no memory");
}

/* The data at an address aligned to 8: one copy at most, however many values there are. */
static const guint8 *
aligned_data (BeckNdrReader *reader)
{
  if (((guintptr) reader->data & 7) == 0)
    return reader->data;
  if (reader->aligned == NULL)
    {
      reader->aligned = beck_alloc (reader->size + 1);
      if (reader->aligned != NULL)
        memcpy (reader->aligned, reader->data, reader->size);
    }
  return reader->aligned;
}

gboolean
beck_ndr_get_user (BeckNdrReader *reader, const BeckNdrUserType *type, gsize align, void *value)
{
  UserCall call = { reader->hooks.user_flags | drep_of (reader->swap), NULL };
  const guint8 *data, *rest, *end;
  gsize left, used;

  memset (value, 0, type->size);
  if (!beck_ndr_get_align (reader, align))
    return FALSE;
  data = aligned_data (reader);
  if (data == NULL)
    return beck_ndr_reader_fail (reader, RPC_X_NO_MEMORY, "no memory");
  rest = data + reader->pos;
  left = reader->size - reader->pos;
  call.end = rest + left;
  end = type->user_unmarshal (&call.flags, (unsigned char *) (guintptr) rest, value);
  used = (gsize) (end - rest);
  if (end < rest || used > left)
    {
      /* Going too far is how these functions tell of bad data; what they made of it is a value. */
      beck_ndr_user_release (type, call.flags, value);
      memset (value, 0, type->size);
      return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA,
                                   "its own function read past the data");
    }
  reader->pos += used;
  return defer_free (reader, type, value);
}

void
beck_ndr_free_user (BeckNdrReleaser *releaser, const BeckNdrUserType *type, void *value)
{
  beck_ndr_user_release (type, releaser->user_flags | LOCAL_DREP, value);
}
