/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Case K with protobuf-c, whose generated structures are filled from the values, strings by
 * reference, and packed. Reading is shown twice: with the allocator everybody uses, a malloc() per
 * string and message, and with one that only moves a pointer through a block it keeps,
 * which is as good as an arena can be.
 */

#include "marshal.h"
#include "records.pb-c.h"

#define TEXT(text) ((char *) (text))
#define ARENA_SIZE ((gsize) 1 << 20)

static guint8 *buffer;
static gsize buffer_size;
static gsize message_size;

static guint8 *arena;
static gsize arena_used;
static ProtobufCAllocator arena_allocator;
static ProtobufCAllocator *allocator; /* NULL: malloc() */

static gsize
pack (const ProtobufCMessage *message)
{
  message_size = protobuf_c_message_get_packed_size (message);
  if (message_size > buffer_size)
    {
      buffer = g_realloc (buffer, message_size);
      buffer_size = message_size;
    }
  return protobuf_c_message_pack (message, buffer);
}

static void *
arena_alloc (void *data, size_t size)
{
  gpointer block = arena + arena_used;

  arena_used += (size + 7) & ~(gsize) 7;
  return arena_used <= ARENA_SIZE ? block : NULL;
}

static void
arena_free (void *data, void *block)
{
}

/* What an arena holds needs no walk to be released. */
static void
release (ProtobufCMessage *message)
{
  if (allocator == NULL)
    protobuf_c_message_free_unpacked (message, NULL);
  else
    arena_used = 0;
}

static void
fill_small (Wire__Small *to, const Small *from)
{
  to->id = from->id;
  to->kind = from->kind;
  to->stamp = from->stamp;
  to->weight = from->weight;
}

static void
copy_small (Small *to, const Wire__Small *from)
{
  to->id = from->id;
  to->kind = from->kind;
  to->stamp = from->stamp;
  to->weight = from->weight;
}

static gsize
write_small (void)
{
  Wire__Small small = WIRE__SMALL__INIT;

  fill_small (&small, &values ()->small);
  return pack (&small.base);
}

static void
read_small (gboolean check)
{
  Wire__Small *small = wire__small__unpack (allocator, message_size, buffer);

  marshal_use (small);
  if (check)
    {
      Small copy;

      copy_small (&copy, small);
      check_small (&copy);
    }
  release (&small->base);
}

static gsize
write_record (void)
{
  const Record *from = &values ()->record;
  Wire__Record record = WIRE__RECORD__INIT;

  record.first = TEXT (from->first);
  record.last = TEXT (from->last);
  record.street = TEXT (from->street);
  record.town = TEXT (from->town);
  record.country = TEXT (from->country);
  return pack (&record.base);
}

static void
read_record (gboolean check)
{
  Wire__Record *record = wire__record__unpack (allocator, message_size, buffer);

  marshal_use (record);
  if (check)
    {
      Record copy = { (guint8 *) record->first, (guint8 *) record->last,
                      (guint8 *) record->street, (guint8 *) record->town,
                      (guint8 *) record->country };

      check_record (&copy);
    }
  release (&record->base);
}

/* The structures and the array of pointers to them are kept from message to message. */
static gsize
write_entries (void)
{
  static Wire__Entry entries[N_ENTRIES];
  static Wire__Small extras[N_ENTRIES];
  static Wire__Entry *list[N_ENTRIES];
  const Entry *from = values ()->entries;
  Wire__Entries message = WIRE__ENTRIES__INIT;

  for (gsize i = 0; i < N_ENTRIES; i++)
    {
      wire__small__init (&extras[i]);
      fill_small (&extras[i], from[i].extra);
      wire__entry__init (&entries[i]);
      entries[i].id = from[i].id;
      entries[i].size = from[i].size;
      entries[i].name = TEXT (from[i].name);
      entries[i].extra = &extras[i];
      list[i] = &entries[i];
    }
  message.n_entries = N_ENTRIES;
  message.entries = list;
  return pack (&message.base);
}

static void
check_list (const Wire__Entries *message)
{
  g_autofree Entry *entries = g_new (Entry, message->n_entries);
  g_autofree Small *extras = g_new (Small, message->n_entries);

  for (gsize i = 0; i < message->n_entries; i++)
    {
      const Wire__Entry *from = message->entries[i];

      copy_small (&extras[i], from->extra);
      entries[i].id = from->id;
      entries[i].size = from->size;
      entries[i].name = (guint8 *) from->name;
      entries[i].extra = &extras[i];
    }
  check_entries (entries, message->n_entries);
}

static void
read_entries (gboolean check)
{
  Wire__Entries *message = wire__entries__unpack (allocator, message_size, buffer);

  marshal_use (message);
  if (check)
    check_list (message);
  release (&message->base);
}

static gsize
write_bytes (void)
{
  Wire__Bytes message = WIRE__BYTES__INIT;

  message.bytes.len = N_BYTES;
  message.bytes.data = (guint8 *) values ()->bytes;
  return pack (&message.base);
}

static void
read_bytes (gboolean check)
{
  Wire__Bytes *message = wire__bytes__unpack (allocator, message_size, buffer);

  marshal_use (message);
  if (check)
    check_bytes (message->bytes.data, message->bytes.len);
  release (&message->base);
}

static void
run (const char *peer, const char *write_note, const char *read_note)
{
  const MarshalCase cases[] = {
    { "small", write_note, read_note, write_small, read_small },
    { "record", write_note, read_note, write_record, read_record },
    { "entries", write_note, read_note, write_entries, read_entries },
    { "bytes", write_note, read_note, write_bytes, read_bytes },
  };

  marshal_run (peer, cases, G_N_ELEMENTS (cases));
}

int
main (void)
{
  run ("protobuf-c", "into a reused buffer", "malloc per string and message");

  arena = g_malloc (ARENA_SIZE);
  arena_allocator.alloc = arena_alloc;
  arena_allocator.free = arena_free;
  allocator = &arena_allocator;
  run ("protobuf-c-arena", NULL, "into a reused arena");
  g_free (arena);
  g_free (buffer);
  return 0;
}
