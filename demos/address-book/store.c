/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files. The library calls the program for memory, as every program with generated code
 * has it do; here that is GLib's.
 */

#include "store.h"

#include <beck/pickle.h>
#include <gio/gio.h>

void *
MIDL_user_allocate (size_t size)
{
  return g_try_malloc (size);
}

void
MIDL_user_free (void *block)
{
  g_free (block);
}

static gboolean
set_error (GError **error, const char *path, const BeckNdrFault *fault)
{
  g_autofree char *text = beck_ndr_fault_to_string (fault);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", path, text);
  return FALSE;
}

gboolean
store_load (const char *path, AddressBook *book, GError **error)
{
  g_autofree char *data = NULL;
  gsize size;
  BeckNdrFault fault;

  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  if (beck_pickle_read (&AddressBook_PickleType, data, size, book, &fault) != RPC_S_OK)
    return set_error (error, path, &fault);
  return TRUE;
}

gboolean
store_save (const char *path, const AddressBook *book, GError **error)
{
  g_autofree char *data = NULL;
  gsize size;
  BeckNdrFault fault;

  data = beck_pickle_write (&AddressBook_PickleType, book, &size, &fault);
  if (data == NULL)
    return set_error (error, path, &fault);
  return g_file_set_contents (path, data, (gssize) size, error);
}

void
store_clear (AddressBook *book)
{
  beck_pickle_release (&AddressBook_PickleType, book);
  book->entries = NULL;
}
