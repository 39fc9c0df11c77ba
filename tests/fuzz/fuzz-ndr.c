/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Generated readers on arbitrary bytes. The first two bytes of an input choose a row of
 * tests/ndr (its file, its place there), the third what is read (1: the response, to the
 * request of the row) and how (2: big-endian); the rest is what came over the wire.
 * What is accepted must be writable, and mean the same when it is read again.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "fuzz.h"

#include "ndr-bytes.h"
#include "ndr-call.h"
#include "ndr-rows.h"

#include <string.h>

#define HEAD 3

static const BeckNdrLimits limits = { 1 << 16, 1 << 12, 100 };

/* One input, taken apart. */
typedef struct
{
  const NdrRow *row;
  const BeckNdrMethod *method;
  NdrDirection direction;
  gboolean big_endian;
} Choice;

static gboolean
choose (Choice *choice, const guint8 *head)
{
  choice->row = ndr_row_of (head[0], head[1], &choice->method);
  choice->direction = head[2] & 1 ? NDR_OUT : NDR_IN;
  choice->big_endian = (head[2] & 2) != 0;
  return choice->row != NULL
         && (choice->direction == NDR_OUT ? choice->row->out != NULL && !choice->row->block
                                          : choice->row->in != NULL);
}

/* Reads @data into a new record. */
static gboolean
get (NdrCall *call, const Choice *choice, gconstpointer data, gsize size)
{
  g_auto (NdrBytes) request = { 0 };

  ndr_call_init (call, choice->method);
  if (choice->direction == NDR_IN)
    return ndr_call_read_in (call, data, size, choice->big_endian, &limits);
  ndr_bytes_parse (&request, choice->row->in != NULL ? choice->row->in : "", FALSE);
  g_assert (ndr_call_read_in (call, request.bytes, request.size, FALSE, NULL));
  return ndr_call_read_out (call, data, size, choice->big_endian, &limits);
}

static GBytes *
put (const Choice *choice, const NdrCall *call)
{
  BeckNdrFault fault = { 0 };
  GBytes *bytes = ndr_write (choice->method, choice->direction, call->args, choice->big_endian,
                             &fault);

  if (bytes == NULL)
    g_error ("%s: read, but not written: %u %s at %s", choice->method->name, fault.status,
             fault.reason, fault.path);
  return bytes;
}

/* What was read says the same when it has been written. */
static void
check_accepted (const Choice *choice, const NdrCall *call)
{
  g_autoptr (GBytes) once = put (choice, call);
  g_autoptr (GBytes) twice = NULL;
  g_auto (NdrCall) again;

  if (!get (&again, choice, g_bytes_get_data (once, NULL), g_bytes_get_size (once)))
    g_error ("%s: written, but not read: %u %s at %s", choice->method->name, again.fault.status,
             again.fault.reason, again.fault.path);
  twice = put (choice, &again);
  g_assert (g_bytes_equal (once, twice));
}

static void
run (const Choice *choice, const guint8 *data, gsize size)
{
  g_auto (NdrCall) call;

  if (get (&call, choice, data, size))
    check_accepted (choice, &call);
  else
    {
      g_assert (call.fault.status != 0);
      g_assert (call.fault.offset <= size);
      g_assert (call.fault.path[0] != '\0');
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Choice choice;

  if (size < HEAD || !choose (&choice, data))
    return 0;
  run (&choice, data + HEAD, size - HEAD);
  g_assert (ndr_alive () == 0);
  return 0;
}
