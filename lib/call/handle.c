/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Handles and the table that tells what a wait does to them. The table is indexed by
 * descriptor and grows with the highest one; rows come and go with their descriptors.
 */

#include <beck/handle.h>

#include <beck/hresult.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "call/handle-table.h"

typedef enum
{
  KIND_FOREIGN, /* not in the table */
  KIND_MANUAL,
  KIND_AUTO,
  KIND_SEMAPHORE,
  KIND_OBJECT, /* mirrors the event of an object, which owns it */
  KIND_TYPED,  /* stands for something else of the library's */
} Kind;

/* The counter of a semaphore's descriptor cannot be looked at, so there is a copy. */
typedef struct
{
  guint value;
  guint maximum;
} Count;

typedef struct
{
  Kind kind;
  guint32 serial; /* no other row has it */
  union
  {
    BeckEvent *event;        /* of KIND_OBJECT */
    Count count;             /* of KIND_SEMAPHORE */
    BeckHandleTyped *typed; /* of KIND_TYPED, a reference */
  };
} Row;

static struct
{
  BeckLock lock;
  Row *rows;
  guint n_rows;
  guint32 last_serial;
} table;

/* The row of @fd, a foreign one if it has none. The caller holds the lock. */
static Row
row_of (int fd)
{
  static const Row foreign = { .kind = KIND_FOREIGN };

  return fd >= 0 && (guint) fd < table.n_rows ? table.rows[fd] : foreign;
}

static gboolean
reserve (guint n_rows)
{
  Row *rows;

  if (n_rows <= table.n_rows)
    return TRUE;
  n_rows = MAX (n_rows, MAX (64, table.n_rows * 2));
  rows = beck_realloc (table.rows, n_rows * sizeof (Row));
  if (rows == NULL)
    return FALSE;
  for (guint i = table.n_rows; i < n_rows; i++)
    rows[i] = (Row){ .kind = KIND_FOREIGN };
  table.rows = rows;
  table.n_rows = n_rows;
  return TRUE;
}

/* An eventfd that is not descriptor 0, which as a HANDLE would be NULL. */
static int
new_eventfd (guint value, int flags)
{
  int fd = eventfd (value, EFD_CLOEXEC | EFD_NONBLOCK | flags);

  if (fd == 0)
    {
      fd = fcntl (0, F_DUPFD_CLOEXEC, 3);
      close (0);
    }
  return fd;
}

/* Enters @fd, or closes it. */
static int
table_add (Row row, int fd)
{
  gboolean reserved;

  if (fd < 0)
    return -1;
  beck_lock_acquire (&table.lock);
  reserved = reserve ((guint) fd + 1);
  if (reserved)
    {
      row.serial = ++table.last_serial;
      table.rows[fd] = row;
    }
  beck_lock_release (&table.lock);
  if (reserved)
    return fd;
  close (fd);
  errno = ENOMEM;
  return -1;
}

int
beck_handle_table_add_event (BeckEvent *event)
{
  return table_add ((Row){ .kind = KIND_OBJECT, .event = event }, new_eventfd (0, 0));
}

/* ---- Typed handles ---- */

int
beck_handle_new_eventfd (void)
{
  return new_eventfd (0, 0);
}

HRESULT
beck_handle_table_add_typed (BeckHandleTyped *typed, int fd, HANDLE *handle)
{
  fd = table_add ((Row){ .kind = KIND_TYPED, .typed = typed }, fd);
  if (fd < 0)
    return beck_hresult_from_errno (errno);
  *handle = beck_handle_from_fd (fd);
  return S_OK;
}

BeckHandleTyped *
beck_handle_table_ref_typed (HANDLE handle, const BeckHandleType *type)
{
  BeckHandleTyped *typed = NULL;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (beck_handle_to_fd (handle));
  if (row.kind == KIND_TYPED && row.typed->type == type)
    typed = beck_handle_typed_ref (row.typed);
  beck_lock_release (&table.lock);
  return typed;
}

BeckHandleTyped *
beck_handle_typed_ref (BeckHandleTyped *typed)
{
  __atomic_add_fetch (&typed->refs, 1, __ATOMIC_RELAXED);
  return typed;
}

void
beck_handle_typed_unref (BeckHandleTyped *typed)
{
  if (__atomic_sub_fetch (&typed->refs, 1, __ATOMIC_ACQ_REL) == 0)
    typed->type->finalize (typed);
}

void
beck_handle_table_signal_fd (int fd)
{
  beck_lock_acquire (&table.lock);
  eventfd_write (fd, 1);
  beck_lock_release (&table.lock);
}

/* ---- What waits do ---- */

void
beck_handle_table_close (int fd)
{
  beck_lock_acquire (&table.lock);
  table.rows[fd] = (Row){ .kind = KIND_FOREIGN };
  beck_lock_release (&table.lock);
  close (fd);
}

gboolean
beck_handle_table_take (int fd)
{
  gboolean taken = TRUE;
  eventfd_t value;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  if (row.kind == KIND_OBJECT)
    taken = beck_event_take (row.event);
  else if (row.kind == KIND_AUTO || row.kind == KIND_SEMAPHORE)
    taken = eventfd_read (fd, &value) == 0;
  if (taken && row.kind == KIND_SEMAPHORE)
    table.rows[fd].count.value--;
  beck_lock_release (&table.lock);
  return taken;
}

void
beck_handle_table_put_back (int fd)
{
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  /* From an event that is reset by hand nothing was taken, and it may have been reset since. */
  if (row.kind == KIND_OBJECT && (beck_event_load (row.event) & BECK_EVENT_AUTO_RESET))
    beck_event_signal (row.event);
  else if (row.kind == KIND_AUTO || row.kind == KIND_SEMAPHORE)
    eventfd_write (fd, 1);
  if (row.kind == KIND_SEMAPHORE)
    table.rows[fd].count.value++;
  beck_lock_release (&table.lock);
}

/* ---- Events and semaphores ---- */

static HANDLE
handle_new (Row row, int fd)
{
  fd = table_add (row, fd);
  return fd < 0 ? INVALID_HANDLE_VALUE : beck_handle_from_fd (fd);
}

HANDLE
beck_handle_new_event (BOOL manual_reset, BOOL signaled)
{
  return handle_new ((Row){ .kind = manual_reset ? KIND_MANUAL : KIND_AUTO },
                     new_eventfd (signaled ? 1 : 0, 0));
}

HANDLE
beck_handle_new_semaphore (guint count)
{
  return beck_handle_table_new_semaphore (count, G_MAXUINT);
}

HANDLE
beck_handle_table_new_semaphore (guint count, guint maximum)
{
  return handle_new ((Row){ .kind = KIND_SEMAPHORE, .count = { count, maximum } },
                     new_eventfd (count, EFD_SEMAPHORE));
}

/* The caller holds the lock, and @fd is a semaphore. */
static gboolean
count_up (int fd, guint n)
{
  Count *count = &table.rows[fd].count;

  if (n > count->maximum - count->value)
    return FALSE;
  count->value += n;
  eventfd_write (fd, n);
  return TRUE;
}

HRESULT
beck_handle_table_release_semaphore (HANDLE handle, guint n, guint *previous)
{
  int fd = beck_handle_to_fd (handle);
  HRESULT hr = E_HANDLE;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  if (row.kind == KIND_SEMAPHORE)
    hr = count_up (fd, n) ? S_OK : E_BOUNDS;
  beck_lock_release (&table.lock);
  if (SUCCEEDED (hr))
    *previous = row.count.value;
  return hr;
}

gboolean
beck_handle_table_is_event (HANDLE handle)
{
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (beck_handle_to_fd (handle));
  beck_lock_release (&table.lock);
  return row.kind == KIND_MANUAL || row.kind == KIND_AUTO || row.kind == KIND_OBJECT;
}

guint32
beck_handle_table_get_serial (HANDLE handle)
{
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (beck_handle_to_fd (handle));
  beck_lock_release (&table.lock);
  return row.kind == KIND_MANUAL || row.kind == KIND_AUTO ? row.serial : 0;
}

gboolean
beck_handle_table_signal_serial (HANDLE handle, guint32 serial)
{
  int fd = beck_handle_to_fd (handle);
  gboolean same;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  same = (row.kind == KIND_MANUAL || row.kind == KIND_AUTO) && row.serial == serial;
  if (same)
    eventfd_write (fd, 1);
  beck_lock_release (&table.lock);
  return same;
}

HRESULT
beck_handle_table_dup_event (HANDLE handle, HANDLE *copy)
{
  Row row;
  int fd;

  beck_lock_acquire (&table.lock);
  row = row_of (beck_handle_to_fd (handle));
  beck_lock_release (&table.lock);
  if (row.kind != KIND_MANUAL && row.kind != KIND_AUTO)
    return E_INVALIDARG;
  fd = table_add (row, fcntl (beck_handle_to_fd (handle), F_DUPFD_CLOEXEC, 3));
  *copy = beck_handle_from_fd (fd);
  return fd >= 0 ? S_OK : beck_hresult_from_errno (errno);
}

HRESULT
beck_handle_signal (HANDLE handle)
{
  int fd = beck_handle_to_fd (handle);
  HRESULT hr = S_OK;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  if (row.kind == KIND_FOREIGN || row.kind == KIND_TYPED)
    hr = E_HANDLE;
  else if (row.kind == KIND_OBJECT)
    beck_event_signal (row.event);
  else if (row.kind == KIND_SEMAPHORE)
    count_up (fd, 1);
  else
    eventfd_write (fd, 1);
  beck_lock_release (&table.lock);
  return hr;
}

HRESULT
beck_handle_reset (HANDLE handle)
{
  int fd = beck_handle_to_fd (handle);
  HRESULT hr = S_OK;
  eventfd_t value;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  if (row.kind == KIND_FOREIGN || row.kind == KIND_SEMAPHORE || row.kind == KIND_TYPED)
    hr = E_HANDLE;
  else if (row.kind == KIND_OBJECT)
    beck_event_reset (row.event);
  else
    eventfd_read (fd, &value);
  beck_lock_release (&table.lock);
  return hr;
}

HRESULT
beck_handle_close (HANDLE handle)
{
  int fd = beck_handle_to_fd (handle);
  gboolean mine;
  Row row;

  beck_lock_acquire (&table.lock);
  row = row_of (fd);
  mine = row.kind != KIND_FOREIGN && row.kind != KIND_OBJECT;
  if (mine)
    table.rows[fd] = (Row){ .kind = KIND_FOREIGN };
  beck_lock_release (&table.lock);
  if (!mine)
    return E_HANDLE;
  if (row.kind != KIND_TYPED)
    {
      close (fd);
      return S_OK;
    }
  row.typed->type->closed (row.typed, fd);
  beck_handle_typed_unref (row.typed);
  return S_OK;
}
