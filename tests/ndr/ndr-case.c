/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What must hold of every call and its bytes.
 */

#include "ndr-case.h"

#include <check.h>
#include <string.h>

void
ndr_case_clear (NdrCase *c)
{
  ndr_bytes_clear (&c->bytes[NDR_IN]);
  ndr_bytes_clear (&c->bytes[NDR_OUT]);
}

static const char *
describe (const NdrCase *c)
{
  static char text[256];

  g_snprintf (text, sizeof text, "%s (%s, %s-endian)", c->row->claim, c->method->name,
              c->big_endian ? "big" : "little");
  return text;
}

/* Whether results of the row can be read into what the request made room for. */
static gboolean
readable (const NdrCase *c, NdrDirection direction)
{
  if (direction == NDR_IN)
    return c->present[NDR_IN];
  return c->present[NDR_OUT] && !c->row->block;
}

/* ---- Whole ---- */

static void
check_written (const NdrCase *c, NdrDirection direction, const void *args)
{
  BeckNdrFault fault = { 0 };
  g_autofree char *difference = NULL;
  g_autofree char *why = NULL;
  GBytes *written = ndr_write (c->method, direction, args, c->big_endian, &fault);

  if (written == NULL)
    why = beck_ndr_fault_to_string (&fault);
  ck_assert_msg (written != NULL, "%s: %s", describe (c), why);
  difference = ndr_bytes_difference (&c->bytes[direction], g_bytes_get_data (written, NULL),
                                     g_bytes_get_size (written));
  ck_assert_msg (difference == NULL, "%s: %s", describe (c), difference);
  g_bytes_unref (written);
}

static void
read_well (NdrCall *call, const NdrCase *c, NdrDirection direction)
{
  const NdrBytes *bytes = &c->bytes[direction];
  g_autofree char *why = NULL;
  gboolean good = (direction == NDR_IN ? ndr_call_read_in : ndr_call_read_out) (
      call, bytes->bytes, bytes->size, c->big_endian, NULL);

  if (!good)
    why = beck_ndr_fault_to_string (&call->fault);
  ck_assert_msg (good, "%s: %s", describe (c), why);
}

void
ndr_case_check_writing (const NdrCase *c)
{
  for (NdrDirection direction = NDR_IN; direction <= NDR_OUT; direction++)
    if (c->present[direction])
      check_written (c, direction, c->row->args);
}

void
ndr_case_check_reading (const NdrCase *c)
{
  NdrCall call;

  ndr_call_init (&call, c->method);
  read_well (&call, c, NDR_IN);
  if (c->present[NDR_IN])
    check_written (c, NDR_IN, call.args);
  if (readable (c, NDR_OUT))
    {
      read_well (&call, c, NDR_OUT);
      check_written (c, NDR_OUT, call.args);
    }
  ndr_call_clear (&call);
  ck_assert_uint_eq (ndr_alive (), 0);
}

/* ---- Damage ---- */

static const BeckNdrLimits small_limits = { 1 << 16, 1 << 12, 100 };

static const guint32 statuses[] = {
  RPC_X_BAD_STUB_DATA,       RPC_X_INVALID_BOUND,          RPC_X_NULL_REF_POINTER,
  RPC_X_NO_MEMORY,           RPC_X_INVALID_TAG,            RPC_X_ENUM_VALUE_OUT_OF_RANGE,
  RPC_X_SS_CONTEXT_MISMATCH, RPC_X_BYTE_COUNT_TOO_SMALL,   RPC_X_SS_IN_NULL_CONTEXT,
  RPC_S_OUT_OF_MEMORY,
};

static void
check_fault (const NdrCase *c, const BeckNdrFault *fault, gsize size)
{
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    known |= fault->status == statuses[i];
  ck_assert_msg (known, "%s: status %u", describe (c), fault->status);
  ck_assert_msg (fault->offset <= size, "%s: offset %zu of %zu", describe (c), fault->offset,
                 size);
  ck_assert_msg (fault->path[0] != '\0', "%s: no path", describe (c));
  ck_assert_msg (fault->reason != NULL, "%s: no reason", describe (c));
}

/* Reads damaged bytes; a request before a response is whole. FALSE if they were refused. */
static gboolean
read_damaged (NdrCall *call, const NdrCase *c, NdrDirection direction, const guint8 *data,
              gsize size)
{
  gboolean good;

  ndr_call_init (call, c->method);
  if (direction == NDR_OUT)
    read_well (call, c, NDR_IN);
  ndr_allocated ();
  good = (direction == NDR_IN ? ndr_call_read_in : ndr_call_read_out) (call, data, size,
                                                                        c->big_endian,
                                                                        &small_limits);
  ck_assert_uint_le (ndr_allocated (), small_limits.bytes);
  if (!good)
    check_fault (c, &call->fault, size);
  return good;
}

void
ndr_case_check_short (const NdrCase *c)
{
  for (NdrDirection direction = NDR_IN; direction <= NDR_OUT; direction++)
    for (gsize size = 0; readable (c, direction) && size < c->bytes[direction].size; size++)
      {
        NdrCall call;

        ck_assert_msg (!read_damaged (&call, c, direction, c->bytes[direction].bytes, size),
                       "%s: %zu bytes are enough", describe (c), size);
        ndr_call_clear (&call);
        ck_assert_msg (ndr_alive () == 0, "%s: %zu bytes leak", describe (c), size);
      }
}

void
ndr_case_check_long (const NdrCase *c)
{
  for (NdrDirection direction = NDR_IN; direction <= NDR_OUT; direction++)
    {
      const NdrBytes *bytes = &c->bytes[direction];
      g_autofree guint8 *copy = g_malloc0 (bytes->size + 1);
      NdrCall call;

      if (!readable (c, direction))
        continue;
      memcpy (copy, bytes->bytes, bytes->size);
      ck_assert (!read_damaged (&call, c, direction, copy, bytes->size + 1));
      ck_assert_uint_eq (call.fault.offset, bytes->size);
      ndr_call_clear (&call);
    }
}

/* What was accepted can be written, and that says the same. */
static void
check_accepted (NdrCall *call, const NdrCase *c, NdrDirection direction)
{
  BeckNdrFault fault = { 0 };
  GBytes *once = ndr_write (c->method, direction, call->args, c->big_endian, &fault);
  GBytes *twice;
  NdrCall again;

  ck_assert_msg (once != NULL, "%s: accepted, but not written: %u %s at %s", describe (c),
                 fault.status, fault.reason, fault.path);
  ck_assert_msg (read_damaged (&again, c, direction, g_bytes_get_data (once, NULL),
                               g_bytes_get_size (once)),
                 "%s: written, but not read", describe (c));
  twice = ndr_write (c->method, direction, again.args, c->big_endian, &fault);
  ck_assert_msg (twice != NULL && g_bytes_equal (once, twice), "%s: written twice differently",
                 describe (c));
  g_bytes_unref (once);
  g_bytes_unref (twice);
  ndr_call_clear (&again);
}

static void
check_damage (const NdrCase *c, NdrDirection direction, const guint8 *data, gsize size)
{
  NdrCall call;

  if (read_damaged (&call, c, direction, data, size))
    check_accepted (&call, c, direction);
  ndr_call_clear (&call);
  ck_assert_msg (ndr_alive () == 0, "%s: %zu blocks leak", describe (c), ndr_alive ());
}

static void
damage_number (const NdrCase *c, NdrDirection direction, gsize at)
{
  const NdrBytes *bytes = &c->bytes[direction];
  g_autofree guint8 *copy = g_memdup2 (bytes->bytes, bytes->size);
  guint32 number, values[] = { 0, 1, 0, 0x7FFFFFFF, 0xFFFFFFFF };

  memcpy (&number, copy + at, 4);
  number = c->big_endian ? GUINT32_FROM_BE (number) : GUINT32_FROM_LE (number);
  values[2] = number + 1;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      number = c->big_endian ? GUINT32_TO_BE (values[i]) : GUINT32_TO_LE (values[i]);
      memcpy (copy + at, &number, 4);
      check_damage (c, direction, copy, bytes->size);
    }
}

void
ndr_case_check_wrong (const NdrCase *c)
{
  for (NdrDirection direction = NDR_IN; direction <= NDR_OUT; direction++)
    for (gsize at = 0; readable (c, direction) && at + 4 <= c->bytes[direction].size; at += 4)
      damage_number (c, direction, at);
}

static void
damage_at_random (const NdrCase *c, NdrDirection direction, GRand *rand, int limit)
{
  const NdrBytes *bytes = &c->bytes[direction];
  g_autofree guint8 *copy = g_memdup2 (bytes->bytes, bytes->size);

  for (guint i = 0; i < 2; i++)
    copy[g_rand_int_range (rand, 0, (gint32) bytes->size)]
        = (guint8) g_rand_int_range (rand, 0, limit);
  check_damage (c, direction, copy, bytes->size);
}

void
ndr_case_check_random (const NdrCase *c, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);

  for (NdrDirection direction = NDR_IN; direction <= NDR_OUT; direction++)
    for (guint n = 0; readable (c, direction) && c->bytes[direction].size > 0 && n < 200; n++)
      damage_at_random (c, direction, rand, n % 2 == 0 ? 10 : 256);
  g_rand_free (rand);
}

/* ---- Memory ---- */

void
ndr_case_check_memory (const NdrCase *c)
{
  gboolean good = FALSE;

  for (gint n = 0; readable (c, NDR_OUT) && !good; n++)
    {
      NdrCall call;

      ndr_call_init (&call, c->method);
      read_well (&call, c, NDR_IN);
      ndr_fail_at (n);
      good = ndr_call_read_out (&call, c->bytes[NDR_OUT].bytes, c->bytes[NDR_OUT].size,
                                c->big_endian, NULL);
      ndr_fail_at (-1);
      if (!good)
        check_fault (c, &call.fault, c->bytes[NDR_OUT].size);
      ndr_call_clear (&call);
      ck_assert_msg (ndr_alive () == 0, "%s: leaks", describe (c));
    }
}
