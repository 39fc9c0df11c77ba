/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What rows cannot say: which status and which path a mistake has, values that must not be
 * written, data of sizes nobody writes by hand, results in one block.
 */

#include "ndr-bytes.h"
#include "ndr-call.h"
#include "ndr-rows.h"
#include "suites.h"

#include "pointers.h"
#include "special.h"

#include "beck-test.h"

/* ---- Bytes that are wrong ---- */

typedef struct
{
  const char *claim;
  const NdrRows *rows;
  const char *method;
  const char *bytes;
  guint32 status;
  gsize offset;
  const char *path;
} Wrong;

static const Wrong wrong[] = {
  { "a number outside its range", &ndr_rows_scalars, "ScalarRange", "0001 .. 00000000",
    RPC_X_INVALID_BOUND, 2, "a" },
  { "a number outside the range of its type", &ndr_rows_scalars, "ScalarRange",
    "0002 .. 00000006", RPC_X_INVALID_BOUND, 8, "b" },
  { "an enum beyond 15 bits", &ndr_rows_scalars, "ScalarColour", "8000",
    RPC_X_BAD_STUB_DATA, 0, "v" },
  { "a size that is not what the parameter says", &ndr_rows_examples, "TakeBytes",
    "00000003 00000004 01 02 03 04", RPC_X_BAD_STUB_DATA, 8, "data" },
  { "more elements than bytes", &ndr_rows_examples, "TakeBytes",
    "7fffffff 7fffffff 01 02 03", RPC_X_BAD_STUB_DATA, 8, "data" },
  { "a negative size", &ndr_rows_arrays, "ArrayConformant", "fffe .. fffffffe 0001",
    RPC_X_BAD_STUB_DATA, 8, "v" },
  { "a length beyond the size", &ndr_rows_arrays, "ArrayBoth",
    "00000001 00000002 00000001 00000000 00000002 00000001 00000002", RPC_X_BAD_STUB_DATA, 16,
    "v" },
  { "an offset where there is none", &ndr_rows_arrays, "ArrayVarying",
    "00000001 00000001 00000001 0001", RPC_X_BAD_STUB_DATA, 4, "v" },
  { "a length that is not what the parameter says", &ndr_rows_arrays, "ArrayVarying",
    "00000002 00000000 00000001 0001", RPC_X_BAD_STUB_DATA, 12, "v" },
  { "a string without an end", &ndr_rows_texts, "TextRef", "00000002 00000000 00000002 'ab'",
    RPC_X_BAD_STUB_DATA, 12, "text" },
  { "a string of no character", &ndr_rows_texts, "TextRef", "00000000 00000000 00000000",
    RPC_X_BAD_STUB_DATA, 12, "text" },
  { "a string in a structure, by its path", &ndr_rows_texts, "TextNames",
    "00000000 00020004 0005 .. 00020008 00000003 00000000 00000003 \"bcd\"",
    RPC_X_BAD_STUB_DATA, 28, "names.second" },
  { "a tag that is not the discriminant", &ndr_rows_unions, "UnionByLong", "00000001 00000002 0005",
    RPC_X_BAD_STUB_DATA, 10, "v" },
  { "a tag without an arm", &ndr_rows_unions, "UnionBySmall", "07 07 00", RPC_X_BAD_STUB_DATA, 2,
    "v" },
  { "the last member of a structure, cut", &ndr_rows_examples, "TakeMixed",
    "01 ... 00000000 0000000000000000 00", RPC_X_BAD_STUB_DATA, 16, "v.d" },
  { "the member before it, cut", &ndr_rows_examples, "TakeMixed",
    "01 ... 00000000 00000000 00 00 00", RPC_X_BAD_STUB_DATA, 8, "v.c" },
  { "an alias of another type", &ndr_rows_pointers, "PointerTwins",
    "00000001 00000001 00000001 00000005", RPC_X_BAD_STUB_DATA, 16, "v.c" },
  { "an alias of an array that is said to be larger", &ndr_rows_pointers, "PointerSized",
    "00000001 00000001 00000001 00000005 00000002 00000001", RPC_X_BAD_STUB_DATA, 24, "b.v" },
  { "an alias of an array whose size is not known yet", &ndr_rows_pointers, "PointerLate",
    "00000001 00000001 00000005 00000001 00000001 00000001", RPC_X_BAD_STUB_DATA, 16, "b" },
  { "an alias of a union that is said to be another arm", &ndr_rows_pointers, "PointerEither",
    "00000001 00000001 00000001 00000005 00000002 00000001", RPC_X_BAD_STUB_DATA, 24, "b" },
  { "the second of two pointers, by its path", &ndr_rows_pointers, "PointerOrder",
    "00000000 01 ... 00020004 00000000 00000000 00000000 00020014 00000000 02",
    RPC_X_BAD_STUB_DATA, 32, "v.second.a" },
  { "an element of an array, by its path", &ndr_rows_arrays, "ArrayManyBytes",
    "00000002 00000002 00000000 00000000 00000003 00020000 00000004 01 02 03 04",
    RPC_X_BAD_STUB_DATA, 28, "v[1].data" },
  { "a context handle nobody has", &ndr_rows_special, "SpecialUse",
    "00000000 00000001 0000 0000 00 00 00 00 00 00 00 00 05", RPC_X_SS_CONTEXT_MISMATCH, 20,
    "session" },
};

START_TEST (a_mistake_has_its_status_and_its_place)
{
  const Wrong *row = &wrong[_i];
  g_auto (NdrBytes) bytes;
  g_auto (NdrCall) call;
  g_autofree char *text = NULL;

  ndr_bytes_parse (&bytes, row->bytes, FALSE);
  ndr_call_init (&call, ndr_method (row->rows->interface, row->method));
  ck_assert_msg (!ndr_call_read_in (&call, bytes.bytes, bytes.size, FALSE, NULL), "%s",
                 row->claim);
  text = beck_ndr_fault_to_string (&call.fault);
  ck_assert_msg (call.fault.status == row->status, "%s: %s", row->claim, text);
  ck_assert_msg (call.fault.offset == row->offset, "%s: %s", row->claim, text);
  ck_assert_msg (g_str_equal (call.fault.path, row->path), "%s: %s", row->claim, text);
}
END_TEST

/* ---- Lists and trees ---- */

/* As the records of these procedures are. */
typedef struct
{
  handle_t binding;
  void *v;
} OnePointer;

#define N_NODES 100000

static GBytes *
put_pointer (const char *name, NdrDirection direction, void *pointer)
{
  const BeckNdrMethod *method = ndr_method (ndr_rows_pointers.interface, name);
  const OnePointer args = { NULL, pointer };
  BeckNdrFault fault = { 0 };
  GBytes *bytes;

  ck_assert_uint_eq (method->args_size, sizeof args);
  bytes = ndr_write (method, direction, &args, FALSE, &fault);
  ck_assert_msg (bytes != NULL, "%s", fault.reason);
  return bytes;
}

START_TEST (a_long_list_needs_no_stack)
{
  g_autofree Node *nodes = g_new0 (Node, N_NODES);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_auto (NdrCall) call;
  guint n = 0;

  for (guint i = 0; i < N_NODES; i++)
    nodes[i] = (Node){ (LONG) i, i + 1 < N_NODES ? &nodes[i + 1] : NULL };
  bytes = put_pointer ("PointerList", NDR_IN, nodes);
  ck_assert_uint_eq (g_bytes_get_size (bytes), 4 + 8 * N_NODES);
  ndr_call_init (&call, ndr_method (ndr_rows_pointers.interface, "PointerList"));
  ck_assert (ndr_call_read_in (&call, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                               FALSE, NULL));
  for (const Node *node = ((OnePointer *) call.args)->v; node != NULL; node = node->next)
    ck_assert_int_eq (node->value, (LONG) n++);
  ck_assert_uint_eq (n, N_NODES);
  again = put_pointer ("PointerList", NDR_IN, ((OnePointer *) call.args)->v);
  ck_assert (g_bytes_equal (bytes, again));
}
END_TEST

START_TEST (a_long_list_of_results_is_freed_without_stack)
{
  g_autofree Node *nodes = g_new0 (Node, N_NODES);
  Node *first = nodes;
  g_autoptr (GBytes) bytes = NULL;
  NdrCall call;

  for (guint i = 0; i + 1 < N_NODES; i++)
    nodes[i].next = &nodes[i + 1];
  bytes = put_pointer ("PointerExchangePointer", NDR_OUT, &first);
  ndr_call_init (&call, ndr_method (ndr_rows_pointers.interface, "PointerExchangePointer"));
  ck_assert (ndr_call_read_in (&call, "\0\0\0", 4, FALSE, NULL));
  ck_assert (ndr_call_read_out (&call, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                FALSE, NULL));
  ck_assert_uint_eq (ndr_alive (), N_NODES);
  ndr_call_clear (&call);
  ck_assert_uint_eq (ndr_alive (), 0);
}
END_TEST

/* A chain of left branches: not a list, since the right one comes behind. */
static void
make_chain (Tree *trees, guint n)
{
  for (guint i = 0; i < n; i++)
    trees[i] = (Tree){ i + 1 < n ? &trees[i + 1] : NULL, (SHORT) i, NULL };
}

START_TEST (what_nests_is_as_deep_as_the_limit)
{
  const BeckNdrMethod *method = ndr_method (ndr_rows_pointers.interface, "PointerTree");
  Tree trees[BECK_NDR_DEFAULT_DEPTH + 1];
  const OnePointer args = { NULL, trees };
  BeckNdrFault fault = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  make_chain (trees, G_N_ELEMENTS (trees) - 1);
  bytes = put_pointer ("PointerTree", NDR_IN, trees);
  for (guint depth = 10; depth <= BECK_NDR_DEFAULT_DEPTH; depth += 330)
    {
      const BeckNdrLimits limits = { 1 << 20, 1 << 20, depth };
      gboolean good;
      NdrCall call;

      ndr_call_init (&call, method);
      good = ndr_call_read_in (&call, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                               FALSE, &limits);
      ck_assert_int_eq (good, depth >= BECK_NDR_DEFAULT_DEPTH);
      ck_assert_uint_eq (call.fault.status, good ? 0 : RPC_X_BAD_STUB_DATA);
      /* Only names of fields and parameters are places. */
      ck_assert (good || strstr (call.fault.path, "Tree") == NULL);
      ndr_call_clear (&call);
    }
  make_chain (trees, G_N_ELEMENTS (trees));
  ck_assert_ptr_null (ndr_write (method, NDR_IN, &args, FALSE, &fault));
  ck_assert_uint_eq (fault.status, RPC_X_BAD_STUB_DATA);
}
END_TEST

/* ---- Values that are not written ---- */

static guint32
status_of_writing (const NdrRows *rows, const char *name, const void *args)
{
  BeckNdrFault fault = { 0 };

  ck_assert_ptr_null (ndr_write (ndr_method (rows->interface, name), NDR_IN, args, FALSE,
                                 &fault));
  ck_assert_ptr_nonnull (fault.reason);
  return fault.status;
}

START_TEST (a_reference_that_is_null_is_not_written)
{
  const OnePointer nothing = { NULL, NULL };
  const OnePointer inside = { NULL, &(Refs){ NULL, NULL } };

  ck_assert_uint_eq (status_of_writing (&ndr_rows_pointers, "PointerRef", &nothing),
                     RPC_X_NULL_REF_POINTER);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_pointers, "PointerRefs", &inside),
                     RPC_X_NULL_REF_POINTER);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_texts, "TextRef", &nothing),
                     RPC_X_NULL_REF_POINTER);
}
END_TEST

START_TEST (a_number_that_does_not_fit_is_not_written)
{
  const struct
  {
    handle_t binding;
    gint32 v;
  } colour = { NULL, 0x8000 };
  const struct
  {
    handle_t binding;
    USHORT a;
    LONG b;
  } range = { NULL, 10, 0 };
  const struct
  {
    handle_t binding;
    intptr_t v;
  } wide = { NULL, (intptr_t) G_MAXINT32 + 1 };

  ck_assert_uint_eq (status_of_writing (&ndr_rows_scalars, "ScalarColour", &colour),
                     RPC_X_ENUM_VALUE_OUT_OF_RANGE);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_scalars, "ScalarRange", &range),
                     RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_scalars, "ScalarInt3264", &wide),
                     RPC_X_INVALID_BOUND);
}
END_TEST

START_TEST (a_bound_that_is_none_is_not_written)
{
  const struct
  {
    handle_t binding;
    LONG max, n;
    LONG *v;
  } both = { NULL, 1, 2, (LONG[2]){ 1, 2 } };
  const struct
  {
    handle_t binding;
    SHORT n;
    SHORT *v;
  } negative = { NULL, -1, (SHORT[1]){ 1 } };
  const struct
  {
    handle_t binding;
    char *text;
  } endless = { NULL, (char[8]){ 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' } };
  const struct
  {
    handle_t binding;
    signed char tag;
    void *v;
  } tag = { NULL, 7, &(gint64){ 0 } };

  ck_assert_uint_eq (status_of_writing (&ndr_rows_arrays, "ArrayBoth", &both),
                     RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_arrays, "ArrayConformant", &negative),
                     RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_texts, "TextFixed", &endless),
                     RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (status_of_writing (&ndr_rows_unions, "UnionBySmall", &tag),
                     RPC_X_INVALID_TAG);
}
END_TEST

/* ---- Results in one block ---- */

/* The client's end alone: its record has nothing of the reader's making. */
static gboolean
get_out_of (const NdrRows *rows, const char *name, void *args, const char *text,
            BeckNdrFault *fault)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  g_auto (NdrBytes) bytes;
  BeckNdrReader reader;
  gboolean good;

  ndr_bytes_parse (&bytes, text, FALSE);
  beck_ndr_reader_init (&reader, bytes.bytes, bytes.size, 0x10, &arena, &ndr_allocator, NULL);
  good = ndr_method (rows->interface, name)->get_out (&reader, args);
  *fault = reader.fault;
  beck_ndr_reader_end (&reader, good);
  beck_ndr_arena_clear (&arena);
  return good;
}

static gboolean
get_out (const char *name, void *args, const char *text, BeckNdrFault *fault)
{
  return get_out_of (&ndr_rows_pointers, name, args, text, fault);
}

START_TEST (all_nodes_are_one_block)
{
  Node *list = NULL;
  OnePointer args = { NULL, &list };
  BeckNdrFault fault;

  ck_assert (get_out ("PointerGiveNodes", &args,
                      "00020000 00000001 00020004 00000002 00020008 00000003 00000000", &fault));
  ck_assert_uint_eq (ndr_alive (), 1);
  ck_assert_int_eq (list->next->next->value, 3);
  ck_assert_ptr_null (list->next->next->next);
  ndr_allocator.free (list);
}
END_TEST

START_TEST (no_node_is_no_block)
{
  Node *list = NULL;
  OnePointer args = { NULL, &list };
  BeckNdrFault fault;

  ck_assert (get_out ("PointerGiveNodes", &args, "00000000", &fault));
  ck_assert_ptr_null (list);
  ck_assert (!get_out ("PointerGiveNodes", &args, "00020000 00000001 00020004 00000002", &fault));
  ck_assert_uint_eq (fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (ndr_alive (), 0);
}
END_TEST

#define COUNTED_TOKENS "00020000 00020004 0001 .. 00000002"

/* As the record of PointerGiveCounted is */
typedef struct
{
  handle_t binding;
  LONG size;
  Leaf *v;
} Counted;

START_TEST (byte_count_puts_results_into_the_callers_block)
{
  union
  {
    Leaf leaf;
    guint8 bytes[64];
  } block = { { NULL, NULL } };
  Counted args = { NULL, sizeof block, &block.leaf };
  BeckNdrFault fault;

  ck_assert (get_out ("PointerGiveCounted", &args, COUNTED_TOKENS, &fault));
  ck_assert_int_eq (*block.leaf.a, 1);
  ck_assert_int_eq (*block.leaf.b, 2);
  ck_assert ((guint8 *) block.leaf.a > block.bytes);
  ck_assert ((guint8 *) block.leaf.b < block.bytes + sizeof block);
  ck_assert_uint_eq (ndr_alive (), 0);
}
END_TEST

START_TEST (byte_count_is_never_exceeded)
{
  for (LONG size = -1; size < 32; size++)
    {
      union
      {
        Leaf leaf;
        guint8 bytes[64];
      } block;
      Counted args = { NULL, size, &block.leaf };
      BeckNdrFault fault;

      memset (&block, 0xEE, sizeof block);
      ck_assert (!get_out ("PointerGiveCounted", &args, COUNTED_TOKENS, &fault));
      ck_assert_uint_eq (fault.status, RPC_X_BYTE_COUNT_TOO_SMALL);
      for (gsize i = MAX (size, (LONG) sizeof (Leaf)); i < sizeof block; i++)
        ck_assert_uint_eq (block.bytes[i], 0xEE);
    }
}
END_TEST

/* ---- Objects in one block ---- */

static guint unmarshaled;

/* An object that a reference is good for once. */
static guint32
unmarshal_once (gpointer context, REFIID iid, const guint8 *bytes, gsize length, void **object)
{
  unmarshaled++;
  return ndr_hooks.interfaces->unmarshal (context, iid, bytes, length, object);
}

#define REFERENCE "00000002 00000002 01 02 .."
#define CHAIN_TOKENS                                                                               \
  "00020000 00020004 00020008 " REFERENCE " 0002000c 00000000 00000001 00000001 03"

static gboolean
get_chain (const NdrBytes *bytes, Chain **chain)
{
  OnePointer args = { NULL, chain };
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrInterfaceHooks objects = *ndr_hooks.interfaces;
  BeckNdrReader reader;
  const BeckNdrMethod *method = ndr_method (ndr_rows_special.interface, "SpecialGiveChain");
  gboolean good;

  objects.unmarshal = unmarshal_once;
  unmarshaled = 0;
  beck_ndr_reader_init (&reader, bytes->bytes, bytes->size, 0x10, &arena, &ndr_allocator, NULL);
  reader.hooks.interfaces = &objects;
  good = method->get_out (&reader, &args);
  beck_ndr_reader_end (&reader, good);
  if (!good)
    method->clear_out (&args);
  beck_ndr_arena_clear (&arena);
  return good;
}

START_TEST (measuring_a_block_uses_up_no_object)
{
  g_auto (NdrBytes) bytes;
  Chain *chain = NULL;

  ndr_bytes_parse (&bytes, CHAIN_TOKENS, FALSE);
  ck_assert (get_chain (&bytes, &chain));
  ck_assert_uint_eq (unmarshaled, 2);
  ck_assert_uint_eq (ndr_alive (), 3);
  ck_assert_uint_eq (((NdrObject *) chain->next->object)->bytes[0], 3);
  ndr_hooks.interfaces->release (chain->object);
  ndr_hooks.interfaces->release (chain->next->object);
  ndr_allocator.free (chain);
  ck_assert_uint_eq (ndr_alive (), 0);
}
END_TEST

START_TEST (objects_of_a_block_that_is_refused_are_released)
{
  g_auto (NdrBytes) bytes;

  ndr_bytes_parse (&bytes, CHAIN_TOKENS, FALSE);
  while (bytes.size > 0)
    {
      Chain *chain = NULL;

      bytes.size--;
      ck_assert (!get_chain (&bytes, &chain));
      ck_assert_ptr_null (chain);
      ck_assert_uint_eq (ndr_alive (), 0);
    }
}
END_TEST

/* ---- Aliases in an answer ---- */

/* As the record of PointerExchangeTwo is */
typedef struct
{
  handle_t binding;
  LONG *a;
  LONG *b;
} TwoPointers;

START_TEST (an_answer_that_makes_two_variables_one_is_refused)
{
  LONG a = 1, b = 2;
  TwoPointers args = { NULL, &a, &b };
  BeckNdrFault fault;

  ck_assert (!get_out ("PointerExchangeTwo", &args, "00000001 00000005 00000001", &fault));
  ck_assert_uint_eq (fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_str_eq (fault.path, "b");
  ck_assert_int_eq (b, 2);
}
END_TEST

START_TEST (an_answer_about_one_variable_is_read_once)
{
  LONG a = 1;
  TwoPointers args = { NULL, &a, &a };
  BeckNdrFault fault;

  ck_assert (get_out ("PointerExchangeTwo", &args, "00000001 00000005 00000001", &fault));
  ck_assert_int_eq (a, 5);
}
END_TEST

START_TEST (a_ring_in_an_answer_ends_at_the_variable)
{
  Ring variable = { 1, NULL };
  OnePointer args = { NULL, &variable };
  BeckNdrFault fault;

  ck_assert (get_out ("PointerExchangeRing", &args, "00000001 0007 .. 00000002 0008 .. 00000001",
                      &fault));
  ck_assert_int_eq (variable.value, 7);
  ck_assert_int_eq (variable.next->value, 8);
  ck_assert_ptr_eq (variable.next->next, &variable);
  ck_assert_uint_eq (ndr_alive (), 1);
  ndr_allocator.free (variable.next);
}
END_TEST

/* ---- Pipes ---- */

/* A program's end: what is still to be sent, or what came. */
typedef struct
{
  LONGLONG numbers[8];
  ULONG n;
  ULONG next;
} Numbers;

/* At most two at a time */
static void
pull (char *state, LONGLONG *buffer, ULONG size, ULONG *count)
{
  Numbers *numbers = (Numbers *) state;

  *count = MIN (MIN (size, 2), numbers->n - numbers->next);
  memcpy (buffer, &numbers->numbers[numbers->next], *count * sizeof *buffer);
  numbers->next += *count;
}

static void
push (char *state, LONGLONG *buffer, ULONG count)
{
  Numbers *numbers = (Numbers *) state;

  for (ULONG i = 0; i < count && numbers->n < G_N_ELEMENTS (numbers->numbers); i++)
    numbers->numbers[numbers->n++] = buffer[i];
}

static void
give_room (char *state, ULONG bytes, LONGLONG **buffer, ULONG *size)
{
  static LONGLONG room[4];

  *buffer = room;
  *size = sizeof room;
}

/* As the records of both procedures begin or end */
typedef struct
{
  handle_t binding;
  byte a;
  Hypers numbers;
} Record;
typedef struct
{
  handle_t binding;
  Hypers numbers;
  byte *b;
} Play;

START_TEST (a_pipe_is_counted_chunks_behind_the_other_data)
{
  Numbers numbers = { { 1, 2, 3 }, 3, 0 };
  const Record record = { NULL, 5, { pull, push, give_room, (char *) &numbers } };
  g_auto (NdrBytes) bytes;
  g_autoptr (GBytes) written = NULL;
  g_autofree char *difference = NULL;
  BeckNdrFault fault = { 0 };

  ndr_bytes_parse (&bytes,
                   "05 ... 00000002 0000000000000001 0000000000000002 "
                   "00000001 .... 0000000000000003 00000000",
                   FALSE);
  written = ndr_write (ndr_method (ndr_rows_special.interface, "SpecialRecord"), NDR_IN, &record,
                       FALSE, &fault);
  ck_assert_msg (written != NULL, "%s", fault.reason);
  difference = ndr_bytes_difference (&bytes, g_bytes_get_data (written, NULL),
                                     g_bytes_get_size (written));
  ck_assert_msg (difference == NULL, "%s", difference);
}
END_TEST

START_TEST (a_pipe_that_comes_back_is_before_the_other_data)
{
  Numbers numbers = { .n = 0 };
  byte b = 0;
  Play play = { NULL, { pull, push, give_room, (char *) &numbers }, &b };
  BeckNdrFault fault;

  ck_assert (get_out_of (&ndr_rows_special, "SpecialPlay", &play,
                         "00000001 .... 0000000000000007 00000002 .... 0000000000000008 "
                         "0000000000000009 00000000 05",
                         &fault));
  ck_assert_uint_eq (numbers.n, 3);
  ck_assert_int_eq (numbers.numbers[0], 7);
  ck_assert_int_eq (numbers.numbers[2], 9);
  ck_assert_uint_eq (b, 5);
  ck_assert (!get_out_of (&ndr_rows_special, "SpecialPlay", &play,
                          "ffffffff .... 0000000000000007", &fault));
  ck_assert_uint_eq (fault.status, RPC_X_BAD_STUB_DATA);
}
END_TEST

Suite *
shapes_suite (void)
{
  const TTest *const tests[] = {
    a_long_list_needs_no_stack,
    a_long_list_of_results_is_freed_without_stack,
    what_nests_is_as_deep_as_the_limit,
    a_reference_that_is_null_is_not_written,
    a_number_that_does_not_fit_is_not_written,
    a_bound_that_is_none_is_not_written,
    all_nodes_are_one_block,
    no_node_is_no_block,
    byte_count_puts_results_into_the_callers_block,
    byte_count_is_never_exceeded,
    measuring_a_block_uses_up_no_object,
    objects_of_a_block_that_is_refused_are_released,
    an_answer_that_makes_two_variables_one_is_refused,
    an_answer_about_one_variable_is_read_once,
    a_ring_in_an_answer_ends_at_the_variable,
    a_pipe_is_counted_chunks_behind_the_other_data,
    a_pipe_that_comes_back_is_before_the_other_data,
  };
  Suite *suite = suite_create ("ndr-shapes");
  TCase *tc = tcase_create ("mistakes");

  tcase_add_loop_test (tc, a_mistake_has_its_status_and_its_place, 0, G_N_ELEMENTS (wrong));
  suite_add_tcase (suite, tc);
  tc = tcase_create ("shapes");
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tc, tests[i]);
  tcase_set_timeout (tc, 60);
  suite_add_tcase (suite, tc);
  return suite;
}
