/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The table of what is watched. epoll tells a place and its generation, not an address: what it has
 * told may be out of date when a thread looks at it.
 *
 * A place is one word: generation, and by how many it is held, the watch itself being one. Retiring
 * moves the generation on, so that nobody can begin to hold it; the last one that does makes the
 * place free. The table grows and never moves.
 */

#include "io/private.h"

#include "base/alloc.h"

#define CHUNK_SIZE 1024
#define N_CHUNKS 1024
#define ONE_GENERATION (G_GUINT64_CONSTANT (1) << 32)

typedef struct Slot Slot;

struct Slot
{
  _Atomic guint64 word;
  union
  {
    BeckIo *io;
    Slot *next_free;
  };
  guint32 index;
};

static BeckLock free_lock;
static Slot *first_free;
static Slot *_Atomic chunks[N_CHUNKS];
static guint n_chunks;

static Slot *
find (guint64 key)
{
  guint32 index = (guint32) key;
  Slot *chunk = atomic_load_explicit (&chunks[index / CHUNK_SIZE], memory_order_acquire);

  return &chunk[index % CHUNK_SIZE];
}

static void
free_slot (Slot *slot)
{
  beck_lock_acquire (&free_lock);
  slot->next_free = first_free;
  first_free = slot;
  beck_lock_release (&free_lock);
}

/* With the reactor locked, and so by one thread at a time. */
static gboolean
grow (void)
{
  Slot *chunk = n_chunks < N_CHUNKS ? beck_alloc0 (CHUNK_SIZE * sizeof *chunk) : NULL;

  if (chunk == NULL)
    return FALSE;
  for (guint i = 0; i < CHUNK_SIZE; i++)
    chunk[i].index = n_chunks * CHUNK_SIZE + i;
  atomic_store_explicit (&chunks[n_chunks++], chunk, memory_order_release);
  for (guint i = CHUNK_SIZE; i-- > 0;)
    free_slot (&chunk[i]);
  return TRUE;
}

static Slot *
take_free (void)
{
  Slot *slot;

  beck_lock_acquire (&free_lock);
  slot = first_free;
  if (slot != NULL)
    first_free = slot->next_free;
  beck_lock_release (&free_lock);
  return slot;
}

gboolean
beck_slot_new (BeckIo *io)
{
  Slot *slot = take_free ();
  guint64 generation;

  if (slot == NULL && grow ())
    slot = take_free ();
  if (slot == NULL)
    return FALSE;
  generation = atomic_load_explicit (&slot->word, memory_order_relaxed) & ~(ONE_GENERATION - 1);
  slot->io = beck_io_ref (io);
  io->key = generation | slot->index;
  atomic_store_explicit (&slot->word, generation | 1, memory_order_release);
  return TRUE;
}

BeckIo *
beck_slot_pin (guint64 key)
{
  Slot *slot = find (key);
  guint64 word = atomic_load_explicit (&slot->word, memory_order_relaxed);

  do
    if (word >> 32 != key >> 32)
      return NULL;
  while (!atomic_compare_exchange_weak_explicit (&slot->word, &word, word + 1,
                                                 memory_order_acquire, memory_order_relaxed));
  return slot->io;
}

/* Lets go of one hold, and adds @more to the word. */
static void
let_go (guint64 key, guint64 more)
{
  Slot *slot = find (key);
  guint64 word = atomic_fetch_add_explicit (&slot->word, more - 1, memory_order_acq_rel);

  if ((guint32) word == 1)
    {
      BeckIo *io = slot->io;

      free_slot (slot);
      beck_io_unref (io);
    }
}

void
beck_slot_unpin (guint64 key)
{
  let_go (key, 0);
}

void
beck_slot_retire (guint64 key)
{
  let_go (key, ONE_GENERATION);
}
