/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading and writing the records of procedures as the runtimes of calls do it. Every block that a
 * reader allocates is counted, so that what is lost shows.
 */

#include "ndr-call.h"

#include <beck/idl.h>

#include <string.h>

/* ---- Memory ---- */

typedef union
{
  gsize size;
  guint8 align[16];
} Header;

static gsize alive;
static gsize allocated;
static gint fail_at = -1;

static void *
count_alloc (size_t size)
{
  Header *header;

  if (fail_at == 0)
    return NULL;
  if (fail_at > 0)
    fail_at--;
  header = g_malloc (sizeof *header + size);
  header->size = size;
  alive++;
  allocated += size;
  return header + 1;
}

static void
count_free (void *block)
{
  if (block == NULL)
    return;
  g_assert_cmpuint (alive, >, 0);
  alive--;
  g_free ((Header *) block - 1);
}

const BeckNdrAllocator ndr_allocator = { count_alloc, count_free };

/* The stubs' own, by name; these tests hand readers the one above. */
void *
MIDL_user_allocate (size_t size)
{
  return count_alloc (size);
}

void
MIDL_user_free (void *block)
{
  count_free (block);
}

gsize
ndr_alive (void)
{
  return alive;
}

gsize
ndr_allocated (void)
{
  gsize bytes = allocated;

  allocated = 0;
  return bytes;
}

void
ndr_fail_at (gint n)
{
  fail_at = n;
}

/* ---- Hooks ---- */

static guint32
marshal_object (gpointer context, REFIID iid, void *object, BeckNdrWriter *writer)
{
  const NdrObject *made_up = object;

  return beck_ndr_put_bytes (writer, made_up->bytes, made_up->length) ? 0 : writer->fault.status;
}

static guint32
unmarshal_object (gpointer context, REFIID iid, const guint8 *bytes, gsize length, void **object)
{
  NdrObject *made_up;

  if (length == 0 || length > sizeof made_up->bytes)
    return RPC_X_BAD_STUB_DATA;
  made_up = g_new0 (NdrObject, 1);
  memcpy (made_up->bytes, bytes, length);
  made_up->length = length;
  alive++;
  *object = made_up;
  return 0;
}

static void
release_object (void *object)
{
  g_assert_cmpuint (alive, >, 0);
  alive--;
  g_free (object);
}

BeckNdrContextId ndr_contexts[2] = {
  { 0,
    { 0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } } },
  { 0, { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } } },
};

static guint32
context_to_wire (gpointer context, const BeckNdrContextType *type, void *handle,
                 BeckNdrContextId *id)
{
  *id = *(const BeckNdrContextId *) handle;
  return 0;
}

static guint32
context_from_wire (gpointer context, const BeckNdrContextType *type, const BeckNdrContextId *id,
                   void **handle)
{
  for (guint i = 0; i < G_N_ELEMENTS (ndr_contexts); i++)
    if (memcmp (&ndr_contexts[i].uuid, &id->uuid, sizeof id->uuid) == 0)
      {
        *handle = &ndr_contexts[i];
        return 0;
      }
  return RPC_X_SS_CONTEXT_MISMATCH;
}

static const BeckNdrInterfaceHooks interface_hooks
    = { marshal_object, unmarshal_object, release_object };
static const BeckNdrContextHooks context_hooks = { context_to_wire, context_from_wire };

const BeckNdrHooks ndr_hooks = { 0, &interface_hooks, &context_hooks, NULL };

/* ---- Calls ---- */

void
ndr_call_init (NdrCall *call, const BeckNdrMethod *method)
{
  *call = (NdrCall){ .method = method, .arena = BECK_NDR_ARENA_INIT };
  call->args = g_malloc0 (method->args_size);
}

/* As a server does behind its answer. */
static void
release (NdrCall *call)
{
  BeckNdrReleaser releaser = { .arena = &call->arena,
                               .allocator = &ndr_allocator,
                               .interfaces = &interface_hooks };

  if (call->full && call->method->free_out != NULL)
    call->method->free_out (&releaser, call->args);
  beck_ndr_releaser_clear (&releaser);
  call->full = FALSE;
}

void
ndr_call_clear (NdrCall *call)
{
  release (call);
  beck_ndr_arena_clear (&call->arena);
  g_clear_pointer (&call->args, g_free);
}

static gboolean
read_data (NdrCall *call, gboolean (*get) (BeckNdrReader *, void *), BeckNdrArena *arena,
      gconstpointer data, gsize size, gboolean big_endian, const BeckNdrLimits *limits)
{
  BeckNdrReader reader;
  /* Copied, so that the address sanitizer knows where it ends. */
  g_autofree guint8 *copy = g_memdup2 (data, size);
  gboolean good;

  beck_ndr_reader_init (&reader, copy, size, big_endian ? 0x00 : 0x10, arena, &ndr_allocator,
                        limits);
  reader.hooks = ndr_hooks;
  good = get == NULL || get (&reader, call->args);
  call->fault = reader.fault;
  if (good)
    good = reader.pos == size
           || beck_ndr_fault_set (&call->fault, RPC_X_BAD_STUB_DATA, reader.pos, "bytes left over")
           || beck_ndr_fault_in (&call->fault, call->method->name);
  beck_ndr_reader_end (&reader, good);
  call->full = good;
  return good;
}

gboolean
ndr_call_read_in (NdrCall *call, gconstpointer data, gsize size, gboolean big_endian,
                  const BeckNdrLimits *limits)
{
  return read_data (call, call->method->get_in, &call->arena, data, size, big_endian, limits);
}

gboolean
ndr_call_read_out (NdrCall *call, gconstpointer data, gsize size, gboolean big_endian,
                   const BeckNdrLimits *limits)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  gboolean good;

  /* A client's variables refer to memory of the client's, which results replace. */
  release (call);
  good = read_data (call, call->method->get_out, &arena, data, size, big_endian, limits);
  beck_ndr_arena_clear (&arena);
  return good;
}

GBytes *
ndr_write (const BeckNdrMethod *method, NdrDirection direction, const void *args,
           gboolean big_endian, BeckNdrFault *fault)
{
  gboolean (*put) (BeckNdrWriter *, const void *)
      = direction == NDR_IN ? method->put_in : method->put_out;
  g_auto (BeckNdrWriter) writer;
  gpointer data;
  gsize size;

  beck_ndr_writer_init (&writer, NULL);
  writer.hooks = ndr_hooks;
  beck_ndr_writer_set_big_endian (&writer, big_endian);
  if (put != NULL && !put (&writer, args))
    {
      *fault = writer.fault;
      return NULL;
    }
  data = beck_ndr_writer_take (&writer, &size);
  return g_bytes_new_take (data, size);
}
