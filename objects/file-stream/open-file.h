/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A file as the kernel shows it, with errno turned into HRESULT. Knows nothing of calls: one
 * step of work each, and E_PENDING instead of blocking. One thread at a time.
 */

#include <beck/types.h>

/* What one step reads or writes at most; between steps a call can be cancelled. */
#define OPEN_FILE_STEP (256 * 1024)

typedef struct
{
  int fd;            /* -1: not open */
  DWORD mode;        /* FILE_STREAM_MODE */
  gboolean seekable; /* otherwise a pipe, a terminal …: no position, reads may block */
  guint64 position;  /* at most G_MAXINT64 */

  /* Taken out of a pipe for a call that was cancelled meanwhile; the next Read gets it. */
  byte *unread;
  ULONG unread_start;
  ULONG unread_end;
} OpenFile;

void open_file_init (OpenFile *file);

/* S_OK; E_ILLEGAL_METHOD_CALL if @file is open; E_INVALIDARG; of errno. */
HRESULT open_file_open (OpenFile *file, const char *path, DWORD mode, DWORD permissions);

/* Closes also when it fails. E_HANDLE if @file is not open. */
HRESULT open_file_close (OpenFile *file);

/* S_OK; E_HANDLE if @file is not open; E_ACCESSDENIED if it was opened without @mode. */
HRESULT open_file_check (const OpenFile *file, DWORD mode);

/* One step, at @offset if @file is seekable. E_PENDING: nothing can be read now.
 * @n_read: 0 at the end of the file. */
HRESULT open_file_read (OpenFile *file, guint64 offset, byte *data, ULONG size, ULONG *n_read);

/* One step. E_PENDING: nothing can be written now. A pipe that nobody reads is
 * ERROR_BROKEN_PIPE, and no signal. */
HRESULT open_file_write (OpenFile *file, guint64 offset, const byte *data, ULONG size,
                         ULONG *n_written);

HRESULT open_file_get_size (const OpenFile *file, guint64 *size);

/* Where @move from @origin leads. */
HRESULT open_file_locate (const OpenFile *file, gint64 move, DWORD origin, guint64 *position);

HRESULT open_file_set_size (OpenFile *file, guint64 size);

/* Gives back what a cancelled call has read from a pipe. @data: (transfer full): NULL if it
 * came from open_file_take_unread() */
void open_file_unread (OpenFile *file, byte *data, ULONG size);

/* Returns: how many bytes of what was given back are now in @data */
ULONG open_file_take_unread (OpenFile *file, byte *data, ULONG size);
