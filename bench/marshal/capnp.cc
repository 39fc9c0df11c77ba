/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Case K with Cap'n Proto. The message is built in a reused segment, which is what would be
 * sent, so its bytes are in memory as soon as it is built; and it is read in place: values
 * are fetched into the same C structures as with the others, their strings pointing into
 * the message.
 */

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <vector>

#include "marshal.h"
#include "records.capnp.h"

#define TEXT(text) reinterpret_cast<const char *> (text)

static kj::Array<capnp::word> scratch; /* of zeros, as builders want it and leave it */
static std::vector<capnp::word> message; /* for read_*(), since the segment is used up */

static gsize
finish (capnp::MessageBuilder &builder)
{
  auto segments = builder.getSegmentsForOutput ();
  auto size = segments[0].size ();

  BENCH_CHECK (segments.size () == 1);
  marshal_use (segments[0].begin ());
  if (!marshal_measuring)
    message.assign (segments[0].begin (), segments[0].end ());
  return size * sizeof (capnp::word);
}

/* A reader of the message, which costs what it costs for each one received. */
class Received
{
public:
  Received () : segments { kj::arrayPtr (message.data (), message.size ()) }, reader (segments) {}
  template <typename T> typename T::Reader
  root ()
  {
    return reader.getRoot<T> ();
  }

private:
  const kj::ArrayPtr<const capnp::word> segments[1];
  capnp::SegmentArrayMessageReader reader;
};

static void
fill_small (wire::Small::Builder to, const Small *from)
{
  to.setId (from->id);
  to.setKind (from->kind);
  to.setStamp (from->stamp);
  to.setWeight (from->weight);
}

static void
fetch_small (Small *to, wire::Small::Reader from)
{
  to->id = from.getId ();
  to->kind = from.getKind ();
  to->stamp = from.getStamp ();
  to->weight = from.getWeight ();
}

static unsigned char *
fetch_text (capnp::Text::Reader from)
{
  return reinterpret_cast<unsigned char *> (const_cast<char *> (from.cStr ()));
}

static gsize
write_small ()
{
  capnp::MallocMessageBuilder builder (scratch);

  fill_small (builder.initRoot<wire::Small> (), &values ()->small);
  return finish (builder);
}

static void
read_small (gboolean check)
{
  Received received;
  Small small;

  fetch_small (&small, received.root<wire::Small> ());
  marshal_use (&small);
  if (check)
    check_small (&small);
}

static gsize
write_record ()
{
  const Record *from = &values ()->record;
  capnp::MallocMessageBuilder builder (scratch);
  auto to = builder.initRoot<wire::Record> ();

  to.setFirst (TEXT (from->first));
  to.setLast (TEXT (from->last));
  to.setStreet (TEXT (from->street));
  to.setTown (TEXT (from->town));
  to.setCountry (TEXT (from->country));
  return finish (builder);
}

static void
read_record (gboolean check)
{
  Received received;
  auto from = received.root<wire::Record> ();
  Record record;

  record.first = fetch_text (from.getFirst ());
  record.last = fetch_text (from.getLast ());
  record.street = fetch_text (from.getStreet ());
  record.town = fetch_text (from.getTown ());
  record.country = fetch_text (from.getCountry ());
  marshal_use (&record);
  if (check)
    check_record (&record);
}

static gsize
write_entries ()
{
  const Entry *from = values ()->entries;
  capnp::MallocMessageBuilder builder (scratch);
  auto list = builder.initRoot<wire::Entries> ().initEntries (N_ENTRIES);

  for (unsigned i = 0; i < N_ENTRIES; i++)
    {
      auto to = list[i];

      to.setId (from[i].id);
      to.setSize (from[i].size);
      to.setName (TEXT (from[i].name));
      fill_small (to.initExtra (), from[i].extra);
    }
  return finish (builder);
}

static void
read_entries (gboolean check)
{
  Received received;
  auto list = received.root<wire::Entries> ().getEntries ();
  auto n = list.size ();
  Entry *entries = g_new (Entry, n);
  Small *extras = g_new (Small, n);

  for (unsigned i = 0; i < n; i++)
    {
      auto from = list[i];

      entries[i].id = from.getId ();
      entries[i].size = from.getSize ();
      entries[i].name = fetch_text (from.getName ());
      entries[i].extra = nullptr;
      if (from.hasExtra ())
        {
          fetch_small (&extras[i], from.getExtra ());
          entries[i].extra = &extras[i];
        }
    }
  marshal_use (entries);
  if (check)
    check_entries (entries, n);
  g_free (entries);
  g_free (extras);
}

static gsize
write_bytes ()
{
  capnp::MallocMessageBuilder builder (scratch);

  builder.initRoot<wire::Bytes> ().setBytes (kj::arrayPtr (values ()->bytes, N_BYTES));
  return finish (builder);
}

static void
read_bytes (gboolean check)
{
  Received received;
  auto bytes = received.root<wire::Bytes> ().getBytes ();

  marshal_use (bytes.begin ());
  if (check)
    check_bytes (bytes.begin (), bytes.size ());
}

int
main ()
{
  static const MarshalCase cases[] = {
    { "small", "a reused segment", "in place", write_small, read_small },
    { "record", "a reused segment", "strings in place", write_record, read_record },
    { "entries", "a reused segment", "strings in place", write_entries, read_entries },
    { "bytes", "a reused segment", "in place, no copy", write_bytes, read_bytes },
  };

  scratch = kj::heapArray<capnp::word> (1 << 15);
  memset (scratch.begin (), 0, scratch.size () * sizeof (capnp::word));
  marshal_run ("capnp", cases, G_N_ELEMENTS (cases));
  return 0;
}
