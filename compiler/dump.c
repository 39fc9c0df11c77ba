/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A dump from end to end: headers of type serialization, the value, what is left over.
 */

#include "dump-private.h"

#include <gio/gio.h>
#include <string.h>

/* The first error behind the first @known messages, or NULL. */
static const IdlDiagnostic *
find_error (const GPtrArray *list, guint known)
{
  for (guint i = known; i < list->len; i++)
    {
      const IdlDiagnostic *diagnostic = g_ptr_array_index (list, i);

      if (diagnostic->severity == IDL_ERROR)
        return diagnostic;
    }
  return NULL;
}

const IdlLayout *
idl_dump_type (IdlResult *result, const char *name, GError **error)
{
  guint known = idl_result_diagnostics (result)->len;
  const IdlLayout *layout = idl_layout_type (idl_result_compiler (result), name);
  const IdlDiagnostic *first = find_error (idl_result_diagnostics (result), known);

  if (first == NULL && layout != NULL)
    return layout;
  if (first != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s:%u: %s", first->file,
                 first->line, first->message);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no type '%s'", name);
  return NULL;
}

/* ---- The value ---- */

static void
dump_init (IdlDump *dump, IdlCompiler *compiler, IdlDumpLine line, gpointer line_data)
{
  memset (dump, 0, sizeof *dump);
  dump->compiler = compiler;
  dump->line = line;
  dump->line_data = line_data;
  dump->text = g_string_new (NULL);
  dump->type = g_string_new (NULL);
  dump->nodes = g_array_new (FALSE, TRUE, sizeof (IdlDumpNode));
  dump->later = g_array_new (FALSE, FALSE, sizeof (IdlDumpLater));
  dump->checks = g_array_new (FALSE, FALSE, sizeof (IdlDumpCheck));
  dump->full = idl_dump_full_new ();
}

static void
dump_clear (IdlDump *dump)
{
  g_hash_table_unref (dump->full);
  g_array_unref (dump->checks);
  g_array_unref (dump->later);
  g_array_unref (dump->nodes);
  g_string_free (dump->type, TRUE);
  g_string_free (dump->text, TRUE);
}

/* @padding: how many bytes may follow the value */
static gboolean
check_end (IdlDump *dump, gsize padding)
{
  gsize left = dump->reader.size - dump->reader.pos;

  if (left <= padding)
    return TRUE;
  idl_dump_print_bytes (dump, 0, dump->reader.pos, "left over",
                        dump->reader.data + dump->reader.pos, left);
  dump->current = 0;
  return beck_ndr_fault_set_numbers (&dump->reader.fault, RPC_X_BAD_STUB_DATA, dump->reader.pos,
                                     "bytes are left over", left, padding);
}

static gboolean
dump_whole (IdlDump *dump, gsize padding)
{
  const IdlLayout *layout = idl_dump_node (dump, 0)->layout;
  gboolean good = TRUE;

  /* At the top it has no number (3.6). */
  if (layout->kind == IDL_LAYOUT_POINTER && layout->pointer == IDL_POINTER_REF)
    idl_dump_defer (dump, 0, 0);
  else
    good = idl_dump_value (dump, 0);
  idl_dump_order (dump, 0);
  return good && idl_dump_behind (dump, 0) && idl_dump_settle (dump, 0, TRUE)
         && check_end (dump, padding);
}

/* The part of the blob from @dump->base on. */
static gboolean
dump_part (IdlDump *dump, gconstpointer data, gsize size, gsize padding,
           const IdlDumpOptions *options, BeckNdrFault *fault)
{
  gboolean good;

  beck_ndr_reader_init (&dump->reader, data, size, options->big_endian ? 0x00 : 0x10, NULL, NULL,
                        options->limits);
  good = dump_whole (dump, padding);
  if (!good)
    {
      *fault = dump->reader.fault;
      fault->offset += dump->base;
      idl_dump_path (dump, dump->current, fault->path);
    }
  beck_ndr_reader_end (&dump->reader, FALSE);
  return good;
}

/* ---- Type serialization, version 1 (wire.md 3.10) ---- */

#define COMMON_HEADER 8
#define PRIVATE_HEADER 8
#define HEADERS (COMMON_HEADER + PRIVATE_HEADER)

static gboolean
fail (BeckNdrFault *fault, gsize offset, const char *reason)
{
  return beck_ndr_fault_set (fault, RPC_X_BAD_STUB_DATA, offset, reason);
}

static gboolean
check_headers (const guint8 *bytes, gsize size, BeckNdrFault *fault)
{
  if (size < HEADERS)
    return beck_ndr_fault_set_numbers (fault, RPC_X_BAD_STUB_DATA, size,
                                       "the data ends within the headers", size, HEADERS);
  if (bytes[0] != 1)
    return fail (fault, 0, "not type serialization, version 1");
  if (bytes[1] != 0x10 && bytes[1] != 0x00)
    return fail (fault, 1, "an unknown byte order");
  if ((bytes[1] != 0 ? bytes[2] | bytes[3] << 8 : bytes[2] << 8 | bytes[3]) != COMMON_HEADER)
    return fail (fault, 2, "a common header that is not 8 bytes long");
  return TRUE;
}

static guint32
object_size (const guint8 *bytes)
{
  guint32 size;

  memcpy (&size, bytes + COMMON_HEADER, sizeof size);
  return bytes[1] != 0 ? GUINT32_FROM_LE (size) : GUINT32_FROM_BE (size);
}

/* Some senders count the padding up to a multiple of 8, some do not. */
static gboolean
check_size (gsize size, gsize object, BeckNdrFault *fault)
{
  if (object > size - HEADERS)
    return beck_ndr_fault_set_numbers (fault, RPC_X_BAD_STUB_DATA, COMMON_HEADER,
                                       "the object buffer is longer than the data", object,
                                       size - HEADERS);
  if (size - HEADERS - object >= 8)
    return beck_ndr_fault_set_numbers (fault, RPC_X_BAD_STUB_DATA, HEADERS + object,
                                       "bytes are left over behind the object buffer",
                                       size - HEADERS - object, 7);
  return TRUE;
}

static gboolean
dump_pickle (IdlDump *dump, const guint8 *bytes, gsize size, const IdlDumpOptions *outer,
             BeckNdrFault *fault)
{
  IdlDumpOptions options = *outer;
  BeckNdrFault after = { 0 };
  gsize object;
  gboolean whole;

  if (!check_headers (bytes, size, fault))
    return FALSE;
  options.big_endian = bytes[1] == 0;
  object = object_size (bytes);
  idl_dump_print (dump, 0, 0, "header", "version 1, %s",
                  options.big_endian ? "big-endian" : "little-endian");
  idl_dump_print (dump, 0, COMMON_HEADER, "object buffer", "%" G_GSIZE_FORMAT " bytes", object);
  whole = check_size (size, object, &after);
  dump->base = HEADERS;
  if (!dump_part (dump, bytes + HEADERS, MIN (object, size - HEADERS), 7, &options, fault))
    return FALSE;
  *fault = after;
  return whole;
}

gboolean
idl_dump (IdlResult *result, const IdlLayout *type, const char *name, gconstpointer data,
          gsize size, const IdlDumpOptions *options, IdlDumpLine line, gpointer line_data,
          BeckNdrFault *fault)
{
  IdlDump dump;
  gboolean good;

  memset (fault, 0, sizeof *fault);
  if (data == NULL)
    data = "";
  dump_init (&dump, idl_result_compiler (result), line, line_data);
  idl_dump_add (&dump, IDL_DUMP_NONE, type, name);
  good = options->pickle ? dump_pickle (&dump, data, size, options, fault)
                         : dump_part (&dump, data, size, 0, options, fault);
  if (!good && fault->path[0] == '\0')
    idl_dump_path (&dump, 0, fault->path);
  dump_clear (&dump);
  return good;
}
