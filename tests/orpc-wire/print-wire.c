/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Prints what is written of headers, references and activation properties, for truth-back.py to
 * read: one line each, its key and the bytes. */

#include "request.h"

#include "orpc/objref.h"
#include "orpc/orpc-header.h"

static void
print_bytes (const char *key, const guint8 *data, gsize size)
{
  g_print ("%s ", key);
  for (gsize i = 0; i < size; i++)
    g_print ("%02x", data[i]);
  g_print ("\n");
}

static void
print_written (const char *key, gboolean good, const BeckNdrWriter *writer)
{
  g_assert (good);
  print_bytes (key, writer->data, writer->pos);
}

static void
print_this (void)
{
  BeckOrpcThis header = { .version = { 5, 7 } };
  guint8 room[BECK_ORPC_DEADLINE_SIZE];
  g_auto (BeckNdrWriter) writer;

  beck_orpc_extensions_add_deadline (&header.extensions, 258, room);
  beck_ndr_writer_init (&writer, NULL);
  print_written ("this", beck_orpc_put_this (&writer, &header), &writer);
}

/* The address that a client at 127.0.0.1 has connected to. */
static void
make_addresses (guint16 units[64], BeckStringArray *addresses)
{
  const BeckStringBinding binding = { BECK_STRING_ARRAY_TCP, "127.0.0.1", "49152" };
  const BeckSecurityBinding security = { 10, 0xffff, "" };

  g_assert (beck_string_array_build (&binding, 1, &security, 1, units, 64, addresses));
}

static gsize
make_reference (guint8 data[256])
{
  BeckObjref objref = { .kind = BECK_OBJREF_STANDARD,
                        .iid = wire_request.instantiation.iids[0],
                        .std = { SORF_NOPING, 5, 1, 2, wire_request.instantiation.iids[1] } };
  guint16 units[64];

  make_addresses (units, &objref.addresses);
  g_assert (beck_objref_size (&objref) <= 256);
  beck_objref_print (&objref, data);
  return beck_objref_size (&objref);
}

static void
print_reply (const guint8 *data, gsize size)
{
  const HRESULT result = 0;
  const BeckActivationReference reference = { data, size };
  BeckActivationReply reply
      = { .properties = BECK_ACTIVATION_OUT | BECK_ACTIVATION_SCM_REPLY,
          .destination = 2,
          .out = { 1, wire_request.instantiation.iids, &result, &reference },
          .scm = { .oxid = 1, .authentication = 6, .version = { 5, 7 } } };
  g_auto (BeckNdrWriter) writer;
  guint16 units[64];

  make_addresses (units, &reply.scm.bindings);
  beck_ndr_writer_init (&writer, NULL);
  print_written ("reply", beck_activation_print_reply (&reply, &writer), &writer);
}

int
main (void)
{
  g_auto (BeckNdrWriter) writer;
  guint8 reference[256];
  gsize size = make_reference (reference);

  print_this ();
  print_bytes ("standard", reference, size);
  beck_ndr_writer_init (&writer, NULL);
  print_written ("request", beck_activation_print_request (&wire_request, &writer), &writer);
  print_reply (reference, size);
  return 0;
}
