/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Case K with Beck's generated code, called as the runtime calls it: through the record of
 * the method. Written is what a client sends, read what a server reads, into the arena of
 * the call. K.read.*-client is the other direction: results that the client's program owns,
 * block by block from its allocator, and frees itself.
 *
 * The peer limit-memcpy copies the same bytes and understands nothing of them.
 */

#include <string.h>

#include <beck/memory.h>

#include "marshal.h"
#include "records_p.c"

enum
{
  PUT_SMALL,
  PUT_RECORD,
  PUT_ENTRIES,
  PUT_BYTES,
  GET_SMALL,
  GET_RECORD,
  GET_ENTRIES,
  GET_BYTES,
};

static BeckNdrWriter writer;

static gsize
write_in (guint method, const void *args)
{
  beck_ndr_writer_rewind (&writer);
  BENCH_CHECK (IRecords_methods[method].put_in (&writer, args));
  return writer.pos;
}

static gsize
write_out (guint method, const void *args)
{
  beck_ndr_writer_rewind (&writer);
  BENCH_CHECK (IRecords_methods[method].put_out (&writer, args));
  return writer.pos;
}

#define DREP (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10 : 0x00)

/* The caller clears the arena. */
static void
read_in (guint method, void *args, BeckNdrArena *arena)
{
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, writer.data, writer.pos, DREP, arena, NULL, NULL);
  BENCH_CHECK (IRecords_methods[method].get_in (&reader, args));
  beck_ndr_reader_end (&reader, TRUE);
  marshal_use (args);
}

static void
read_out (guint method, void *args)
{
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, writer.data, writer.pos, DREP, NULL, &beck_ndr_task_allocator,
                        NULL);
  BENCH_CHECK (IRecords_methods[method].get_out (&reader, args));
  beck_ndr_reader_end (&reader, TRUE);
  marshal_use (args);
}

/* ---- A small structure ---- */

static gsize
write_small (void)
{
  struct IRecords_PutSmall_Args args = { &values ()->small };

  return write_in (PUT_SMALL, &args);
}

static void
read_small (gboolean check)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  struct IRecords_PutSmall_Args args = { 0 };

  read_in (PUT_SMALL, &args, &arena);
  if (check)
    check_small (args.value);
}

static gsize
answer_small (void)
{
  Small small = values ()->small;
  struct IRecords_GetSmall_Args args = { &small };

  return write_out (GET_SMALL, &args);
}

static void
receive_small (gboolean check)
{
  Small small;
  struct IRecords_GetSmall_Args args = { &small };

  read_out (GET_SMALL, &args);
  if (check)
    check_small (&small);
}

/* ---- Five strings ---- */

static gsize
write_record (void)
{
  struct IRecords_PutRecord_Args args = { &values ()->record };

  return write_in (PUT_RECORD, &args);
}

static void
read_record (gboolean check)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  struct IRecords_PutRecord_Args args = { 0 };

  read_in (PUT_RECORD, &args, &arena);
  if (check)
    check_record (args.value);
}

static gsize
answer_record (void)
{
  Record record = values ()->record;
  struct IRecords_GetRecord_Args args = { &record };

  return write_out (GET_RECORD, &args);
}

static void
receive_record (gboolean check)
{
  Record record = { 0 };
  struct IRecords_GetRecord_Args args = { &record };

  read_out (GET_RECORD, &args);
  if (check)
    check_record (&record);
  CoTaskMemFree (record.first);
  CoTaskMemFree (record.last);
  CoTaskMemFree (record.street);
  CoTaskMemFree (record.town);
  CoTaskMemFree (record.country);
}

/* ---- A thousand structures ---- */

static gsize
write_entries (void)
{
  struct IRecords_PutEntries_Args args = { N_ENTRIES, values ()->entries };

  return write_in (PUT_ENTRIES, &args);
}

static void
read_entries (gboolean check)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  struct IRecords_PutEntries_Args args = { 0 };

  read_in (PUT_ENTRIES, &args, &arena);
  if (check)
    check_entries (args.entries, args.count);
}

static gsize
answer_entries (void)
{
  ULONG count = N_ENTRIES;
  Entry *entries = (Entry *) values ()->entries;
  struct IRecords_GetEntries_Args args = { &count, &entries };

  return write_out (GET_ENTRIES, &args);
}

static void
receive_entries (gboolean check)
{
  ULONG count = 0;
  Entry *entries = NULL;
  struct IRecords_GetEntries_Args args = { &count, &entries };

  read_out (GET_ENTRIES, &args);
  if (check)
    check_entries (entries, count);
  for (ULONG i = 0; i < count; i++)
    {
      CoTaskMemFree (entries[i].name);
      CoTaskMemFree (entries[i].extra);
    }
  CoTaskMemFree (entries);
}

/* ---- Bytes ---- */

static gsize
write_bytes (void)
{
  struct IRecords_PutBytes_Args args = { N_BYTES, values ()->bytes };

  return write_in (PUT_BYTES, &args);
}

static void
read_bytes (gboolean check)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  struct IRecords_PutBytes_Args args = { 0 };

  read_in (PUT_BYTES, &args, &arena);
  if (check)
    check_bytes (args.bytes, args.count);
}

static gsize
answer_bytes (void)
{
  ULONG count = N_BYTES;
  byte *bytes = (byte *) values ()->bytes;
  struct IRecords_GetBytes_Args args = { &count, &bytes };

  return write_out (GET_BYTES, &args);
}

static void
receive_bytes (gboolean check)
{
  ULONG count = 0;
  byte *bytes = NULL;
  struct IRecords_GetBytes_Args args = { &count, &bytes };

  read_out (GET_BYTES, &args);
  if (check)
    check_bytes (bytes, count);
  CoTaskMemFree (bytes);
}

/* ---- The limit: the copy alone ---- */

static gpointer copied;

static gsize
copy (void)
{
  memcpy (copied, writer.data, writer.pos);
  marshal_use (copied);
  return writer.pos;
}

static void
copy_back (gboolean check)
{
  copy ();
}

static void
run_limit (const char *name, gsize size)
{
  const MarshalCase limit = { name, "memcpy of the message", "memcpy of the message", copy,
                              copy_back };

  copied = g_malloc (size);
  marshal_run ("limit-memcpy", &limit, 1);
  g_clear_pointer (&copied, g_free);
}

int
main (void)
{
#define OUT "into a reused buffer"
#define IN "server: into the arena of the call"
#define BACK "client: a block per pointer, freed one by one"
  static const MarshalCase cases[] = {
    { "small", OUT, IN, write_small, read_small },
    { "record", OUT, IN, write_record, read_record },
    { "entries", OUT, IN, write_entries, read_entries },
    { "bytes", OUT, IN, write_bytes, read_bytes },
    { "small-client", NULL, BACK, answer_small, receive_small },
    { "record-client", NULL, BACK, answer_record, receive_record },
    { "entries-client", NULL, BACK, answer_entries, receive_entries },
    { "bytes-client", NULL, BACK, answer_bytes, receive_bytes },
  };

  beck_ndr_writer_init (&writer, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      marshal_run ("beck", &cases[i], 1);
      if (cases[i].write_note != NULL)
        run_limit (cases[i].name, writer.pos);
    }
  beck_ndr_writer_clear (&writer);
  return 0;
}
