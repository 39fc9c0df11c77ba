/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasEnumConnections(): the connections that are up, whichever process has dialled them, by their
 * records (spec/ras.md 2). Each has the handle that this process knows it by, or gets one.
 */

#define COBJMACROS
#include <string.h>

#include "ras/api-text.h"
#include "ras/connection.h"
#include "ras/field.h"
#include "ras/handles.h"
#include "ras/record.h"

#define CONN_SIZES(Type)                                                                           \
  {                                                                                                \
    BECK_RAS_SIZE_UP_TO (Type, szDeviceType), BECK_RAS_SIZE_UP_TO (Type, szPhonebook),             \
      BECK_RAS_SIZE_UP_TO (Type, guidEntry), BECK_RAS_SIZE_UP_TO (Type, dwFlags),                  \
      BECK_RAS_SIZE_UP_TO (Type, guidCorrelationId), sizeof (Type), 0                              \
  }

static const DWORD sizes_a[] = CONN_SIZES (RASCONNA);
static const DWORD sizes_w[] = CONN_SIZES (RASCONNW);

/* What is going is not listed. */
static guint32
list_up (GPtrArray **records)
{
  guint32 error = beck_ras_record_list (records);

  if (error != 0)
    return error;
  for (guint i = (*records)->len; i > 0; i--)
    {
      const BeckRasRecord *record = (*records)->pdata[i - 1];

      if (record->state != RASCS_Connected || record->uses == 0)
        g_ptr_array_remove_index (*records, i - 1);
    }
  return 0;
}

/* ---- One connection ---- */

#define PUT_CONN(X)                                                                                \
  static void put_conn_##X (RASCONN##X *to, const BeckRasStatus *from)                             \
  {                                                                                                \
    PUT_TEXT (X, szEntryName, entry);                                                              \
    PUT_TEXT (X, szDeviceType, device_type);                                                       \
    PUT_TEXT (X, szDeviceName, device_name);                                                       \
    PUT_TEXT (X, szPhonebook, phone_book);                                                         \
    to->dwFlags = from->flags;                                                                     \
    to->guidCorrelationId = from->id;                                                              \
  }                                                                                                \
                                                                                                   \
  /* Into element @i of an array of elements of @size. */                                          \
  static void put_element_##X (gpointer array, guint i, DWORD size, HRASCONN value,                \
                               const BeckRasStatus *status)                                        \
  {                                                                                                \
    RASCONN##X whole = { .dwSize = size, .hrasconn = value };                                      \
                                                                                                   \
    put_conn_##X (&whole, status);                                                                 \
    memcpy ((char *) array + (gsize) i * size, &whole, size);                                      \
  }

#define PUT_A beck_ras_put_text_a
#define PUT_W beck_ras_put_text_w
#define PUT_TEXT(X, field, text) PUT_##X (to->field, G_N_ELEMENTS (to->field), from->text)

PUT_CONN (A)
PUT_CONN (W)

/* ---- All of them ---- */

typedef struct
{
  gpointer array;
  DWORD element; /* bytes */
  void (*put) (gpointer array, guint i, DWORD size, HRASCONN value, const BeckRasStatus *status);
} Listing;

/* *@n: how many there are in the array; one may have ended meanwhile. */
static guint32
fill (const Listing *listing, GPtrArray *records, guint *n)
{
  *n = 0;
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (BeckRasHandle) handle = NULL;
      const BeckRasRecord *record = records->pdata[i];
      BeckRasStatus status;
      guint32 error = beck_ras_handle_of (&record->id, &handle);

      if (error == ERROR_NOT_ENOUGH_MEMORY)
        return error;
      if (error != 0 || FAILED (IRasConnectionInfo_GetStatus (handle->info, &status))
          || status.state != RASCS_Connected)
        continue;
      beck_ras_handle_list (handle);
      listing->put (listing->array, (*n)++, listing->element, handle->value, &status);
    }
  return 0;
}

static DWORD
enumerate (const Listing *listing, DWORD *size, DWORD *n)
{
  g_autoptr (GPtrArray) records = NULL;
  guint n_filled;
  guint64 needed;
  guint32 error;

  beck_ras_handles_sweep ();
  beck_ras_connections_adopt (NULL);
  error = list_up (&records);
  if (error != 0)
    return error;
  needed = (guint64) records->len * listing->element;
  *n = records->len;
  if (needed > *size || (listing->array == NULL && needed > 0))
    {
      *size = (DWORD) needed;
      return ERROR_BUFFER_TOO_SMALL;
    }
  error = fill (listing, records, &n_filled);
  *n = n_filled;
  *size = n_filled * listing->element;
  return error;
}

/* The first element says by its size which version the caller knows. */
static guint32
check (Listing *listing, const DWORD *sizes, DWORD newest, const DWORD *size, const DWORD *n)
{
  listing->element = newest;
  if (size == NULL || n == NULL)
    return ERROR_INVALID_PARAMETER;
  if (listing->array == NULL)
    return 0;
  if (*size < sizeof (DWORD) || !beck_ras_size_is_known (*(const DWORD *) listing->array, sizes))
    return ERROR_INVALID_SIZE;
  listing->element = *(const DWORD *) listing->array;
  return 0;
}

DWORD WINAPI
RasEnumConnectionsA (LPRASCONNA connections, LPDWORD size, LPDWORD n)
{
  Listing listing = { connections, 0, put_element_A };
  guint32 error = check (&listing, sizes_a, sizeof (RASCONNA), size, n);

  return error != 0 ? error : enumerate (&listing, size, n);
}

DWORD WINAPI
RasEnumConnectionsW (LPRASCONNW connections, LPDWORD size, LPDWORD n)
{
  Listing listing = { connections, 0, put_element_W };
  guint32 error = check (&listing, sizes_w, sizeof (RASCONNW), size, n);

  return error != 0 ? error : enumerate (&listing, size, n);
}
