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
} Kind;

typedef struct
{
  Kind kind;
  BeckEvent *event; /* of KIND_OBJECT */
} Row;

static struct
{
  BeckLock lock;
  Row *rows;
  guint n_rows;
} table;

/* The row of @fd, a foreign one if it has none. The caller holds the lock. */
static Row
row_of (int fd)
{
  static const Row foreign = { KIND_FOREIGN, NULL };

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
    rows[i] = (Row){ KIND_FOREIGN, NULL };
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
table_add (Kind kind, BeckEvent *event, int fd)
{
  gboolean reserved;

  if (fd < 0)
    return -1;
  beck_lock_acquire (&table.lock);
  reserved = reserve ((guint) fd + 1);
  if (reserved)
    table.rows[fd] = (Row){ kind, event };
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
  return table_add (KIND_OBJECT, event, new_eventfd (0, 0));
}

void
beck_handle_table_close (int fd)
{
  beck_lock_acquire (&table.lock);
  table.rows[fd] = (Row){ KIND_FOREIGN, NULL };
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
  beck_lock_release (&table.lock);
}

static HANDLE
handle_new (Kind kind, guint value)
{
  int fd = table_add (kind, NULL, new_eventfd (value, kind == KIND_SEMAPHORE ? EFD_SEMAPHORE : 0));

  return fd < 0 ? INVALID_HANDLE_VALUE : beck_handle_from_fd (fd);
}

HANDLE
beck_handle_new_event (BOOL manual_reset, BOOL signaled)
{
  return handle_new (manual_reset ? KIND_MANUAL : KIND_AUTO, signaled ? 1 : 0);
}

HANDLE
beck_handle_new_semaphore (guint count)
{
  return handle_new (KIND_SEMAPHORE, count);
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
  fd = table_add (row.kind, NULL, fcntl (beck_handle_to_fd (handle), F_DUPFD_CLOEXEC, 3));
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
  if (row.kind == KIND_FOREIGN)
    hr = E_HANDLE;
  else if (row.kind == KIND_OBJECT)
    beck_event_signal (row.event);
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
  if (row.kind == KIND_FOREIGN || row.kind == KIND_SEMAPHORE)
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
    table.rows[fd] = (Row){ KIND_FOREIGN, NULL };
  beck_lock_release (&table.lock);
  if (!mine)
    return E_HANDLE;
  close (fd);
  return S_OK;
}
