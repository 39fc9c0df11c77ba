/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading bytes, writing what was read, and reading that. Bytes are copied first, so that the
 * address sanitizer knows where they end.
 */

#include "again.h"

#include "orpc/activation.h"
#include "orpc/objref.h"
#include "orpc/orpc-header-error.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>

/* ---- Addresses ---- */

/* All entries, and those that can be built, built. */
static void
walk (const BeckStringArray *array)
{
  guint position = 0, n = 0;
  BeckStringBinding binding;
  BeckSecurityBinding security;

  while (beck_string_array_next_binding (array, &position, &binding))
    {
      guint16 units[BECK_STRING_ARRAY_BINDING_UNITS + BECK_STRING_ARRAY_END_UNITS];
      BeckStringArray one;

      n++;
      g_assert (strlen (binding.address) + strlen (binding.endpoint)
                <= BECK_STRING_ARRAY_MAX_TEXT);
      if (binding.address[0] != '\0')
        g_assert (
            beck_string_array_build (&binding, 1, NULL, 0, units, G_N_ELEMENTS (units), &one));
    }
  for (position = 0; beck_string_array_next_security (array, &position, &security); n++)
    g_assert (strlen (security.principal) <= BECK_STRING_ARRAY_MAX_TEXT);
  g_assert (n <= array->n_entries);
}

gboolean
again_string_array (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_autofree guint8 *printed = NULL;
  BeckStringArray array;

  if (beck_string_array_parse (bytes, size, &array) != BECK_STRING_ARRAY_GOOD)
    return FALSE;
  walk (&array);
  g_assert (beck_string_array_size (&array) <= size);
  printed = g_malloc (beck_string_array_size (&array));
  beck_string_array_print (&array, printed);
  g_assert (memcmp (printed, bytes, beck_string_array_size (&array)) == 0);
  return TRUE;
}

/* ---- References ---- */

static guint8 *
print_objref (const BeckObjref *objref)
{
  guint8 *data = g_malloc (beck_objref_size (objref));

  beck_objref_print (objref, data);
  return data;
}

gboolean
again_objref (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_autofree guint8 *first = NULL;
  g_autofree guint8 *second = NULL;
  BeckObjref objref, copy;
  gsize n;

  if (beck_objref_parse (bytes, size, &objref) != BECK_OBJREF_GOOD)
    return FALSE;
  walk (&objref.addresses);
  n = beck_objref_size (&objref);
  g_assert (n > 0 && n <= size + 7);
  first = print_objref (&objref);
  g_assert (beck_objref_parse (first, n, &copy) == BECK_OBJREF_GOOD);
  g_assert (beck_objref_size (&copy) == n);
  second = print_objref (&copy);
  g_assert (memcmp (first, second, n) == 0);
  return TRUE;
}

/* ---- Errors ---- */

static guint8 *
print_error (const BeckOrpcError *error)
{
  guint8 *data = g_malloc (beck_orpc_error_size (error));

  beck_orpc_error_print (error, data);
  return data;
}

gboolean
again_error (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_autofree guint8 *first = NULL;
  g_autofree guint8 *second = NULL;
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckOrpcError error, copy;
  gsize n;

  if (beck_orpc_error_parse (bytes, size, &arena, &error) != BECK_ORPC_ERROR_GOOD)
    return FALSE;
  n = beck_orpc_error_size (&error);
  g_assert (n > 0);
  first = print_error (&error);
  g_assert (beck_orpc_error_parse (first, n, &arena, &copy) == BECK_ORPC_ERROR_GOOD);
  g_assert (beck_orpc_error_size (&copy) == n);
  second = print_error (&copy);
  g_assert (memcmp (first, second, n) == 0);
  return TRUE;
}

/* ---- Headers ---- */

static gboolean
get_header (BeckNdrReader *reader, gboolean response, BeckOrpcThis *header)
{
  BeckOrpcThat that;

  if (!response)
    return beck_orpc_get_this (reader, header);
  if (!beck_orpc_get_that (reader, &that))
    return FALSE;
  memset (header, 0, sizeof *header);
  header->flags = that.flags;
  header->extensions = that.extensions;
  return TRUE;
}

static gboolean
put_header (BeckNdrWriter *writer, gboolean response, const BeckOrpcThis *header)
{
  const BeckOrpcThat that = { header->flags, header->extensions };

  return response ? beck_orpc_put_that (writer, &that) : beck_orpc_put_this (writer, header);
}

static gboolean
read_header (const guint8 *data, gsize size, guint8 kind, BeckOrpcThis *header)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  gboolean good;

  beck_ndr_reader_init (&reader, data, size, kind & 2 ? 0x00 : 0x10, &arena, NULL, NULL);
  good = get_header (&reader, kind & 1, header);
  g_assert (reader.pos <= size && good == (reader.fault.status == 0));
  beck_ndr_reader_end (&reader, good);
  return good;
}

static void
compare_headers (const BeckOrpcThis *a, const BeckOrpcThis *b)
{
  guint64 left[2] = { 0, 0 };

  g_assert (a->flags == b->flags && a->extensions.n == b->extensions.n);
  for (guint i = 0; i < a->extensions.n; i++)
    {
      const BeckOrpcExtension *x = &a->extensions.items[i], *y = &b->extensions.items[i];

      g_assert (beck_guid_equal (&x->id, &y->id) && x->size == y->size);
      g_assert (memcmp (x->data, y->data, x->size) == 0);
    }
  g_assert (beck_orpc_extensions_get_deadline (&a->extensions, &left[0])
            == beck_orpc_extensions_get_deadline (&b->extensions, &left[1]));
  g_assert (left[0] == left[1]);
}

gboolean
again_header (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_auto (BeckNdrWriter) writer;
  BeckOrpcThis header, copy;

  beck_ndr_writer_init (&writer, NULL);
  if (size == 0 || !read_header (bytes + 1, size - 1, bytes[0], &header))
    return FALSE;
  beck_ndr_writer_set_big_endian (&writer, (bytes[0] & 2) != 0);
  g_assert (put_header (&writer, bytes[0] & 1, &header));
  g_assert (read_header (writer.data, writer.pos, bytes[0], &copy));
  compare_headers (&header, &copy);
  return TRUE;
}

/* ---- Activation ---- */

typedef union
{
  BeckActivationRequest request;
  BeckActivationReply reply;
} Activation;

static gboolean
parse (const guint8 *data, gsize size, gboolean reply, BeckNdrArena *arena, Activation *result)
{
  BeckNdrFault fault;

  return reply ? beck_activation_parse_reply (data, size, arena, &result->reply, &fault)
               : beck_activation_parse_request (data, size, arena, &result->request, &fault);
}

static gboolean
print (const Activation *activation, gboolean reply, BeckNdrWriter *writer)
{
  return reply ? beck_activation_print_reply (&activation->reply, writer)
               : beck_activation_print_request (&activation->request, writer);
}

/* Printed in one byte order and read again, it can be printed to the same bytes. */
static void
print_twice (const Activation *activation, gboolean reply, gboolean big_endian)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  g_auto (BeckNdrWriter) first;
  g_auto (BeckNdrWriter) second;
  Activation copy;

  beck_ndr_writer_init (&first, NULL);
  beck_ndr_writer_init (&second, NULL);
  beck_ndr_writer_set_big_endian (&first, big_endian);
  beck_ndr_writer_set_big_endian (&second, big_endian);
  g_assert (print (activation, reply, &first));
  g_assert (parse (first.data, first.pos, reply, &arena, &copy));
  g_assert (print (&copy, reply, &second));
  g_assert (first.pos == second.pos && memcmp (first.data, second.data, first.pos) == 0);
}

static gboolean
again_direction (const guint8 *data, gsize size, gboolean reply)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  Activation activation;

  if (!parse (data, size, reply, &arena, &activation))
    return FALSE;
  if (!reply)
    activation.request.properties &= ~(guint32) BECK_ACTIVATION_INSTANCE;
  print_twice (&activation, reply, FALSE);
  print_twice (&activation, reply, TRUE);
  return TRUE;
}

gboolean
again_activation (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  gboolean request = again_direction (bytes, size, FALSE);

  return again_direction (bytes, size, TRUE) || request;
}
