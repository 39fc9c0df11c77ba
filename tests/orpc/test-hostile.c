/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Peers that send anything: requests and replies with bytes changed, added and missing. Whatever
 * comes, the call ends, and nothing is read or written that should not be, or left behind; the
 * tools that these tests run under see to that.
 */

#include "beck-test.h"
#include "suites.h"

#include <string.h>

/* Few, since a count of 16 million is allowed, and served. */
#define N_ROUNDS 300

static Scene *scene;
static ICarrier *carrier;
static GRand *chance;

static void
set_up (void)
{
  scene = scene_new (server_new (), &IID_ICarrier, FALSE);
  carrier = scene->interface;
  chance = g_rand_new_with_seed (4711);
}

static void
tear_down (void)
{
  g_rand_free (chance);
  scene_free (scene);
  table_clear ();
}

/* Mostly numbers that mean something as counts. */
static guint8
some_byte (void)
{
  static const guint8 bytes[] = { 0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff };

  return bytes[g_rand_int_range (chance, 0, G_N_ELEMENTS (bytes))];
}

/* Exactly as large as it says, for tools to notice who goes too far. */
static void
spoil (RPCOLEMESSAGE *message)
{
  ULONG size = message->cbBuffer;
  guint8 *bytes;

  if (g_rand_int_range (chance, 0, 4) == 0)
    size = (ULONG) g_rand_int_range (chance, 0, (gint) size + 9);
  bytes = g_malloc (MAX (size, 1));
  memset (bytes, some_byte (), size);
  memcpy (bytes, message->Buffer, MIN (size, message->cbBuffer));
  for (gint n = g_rand_int_range (chance, 0, 3); n > 0 && size > 0; n--)
    bytes[g_rand_int_range (chance, 0, (gint) size)] = some_byte ();
  g_free (message->Buffer);
  message->Buffer = bytes;
  message->cbBuffer = size;
}

/* ---- Calls of all methods ---- */

static void
scale (void)
{
  Outline outline = { CoTaskMemAlloc (5), 2, CoTaskMemAlloc (2 * sizeof (Point)) };

  strcpy (outline.name, "star");
  outline.points[0] = outline.points[1] = (Point){ 1, 2 };
  ICarrier_Scale (carrier, 2, &outline);
  CoTaskMemFree (outline.name);
  CoTaskMemFree (outline.points);
}

static void
measure (void)
{
  Point points[] = { { 1, 9 }, { 8, 2 } };
  Outline outline = { NULL, G_N_ELEMENTS (points), points };
  Point corner;

  ICarrier_Measure (carrier, &outline, &corner);
}

static void
count (void)
{
  LONG values[3] = { 0, 0, 0 };
  ULONG n = 2;

  ICarrier_Count (carrier, 2, values);
  ICarrier_CountTo (carrier, &n, values);
  ICarrier_Trim (carrier, &n, values);
  ck_assert_int_eq (values[2], 0);
}

static void
exchange (void)
{
  IItem *item = item_new (1);
  IItem *old = NULL;

  ICarrier_Exchange (carrier, item, &old);
  let_go (&old);
  let_go (&item);
  table_clear ();
}

static void
find (void)
{
  IUnknown *found = NULL;

  ICarrier_Find (carrier, &IID_IWorker, (void **) &found);
  let_go (&found);
  table_clear ();
}

static void (*const calls[]) (void) = { scale, measure, count, exchange, find };

START_TEST (replies_of_any_bytes_do_no_harm)
{
  scene->channel->rewrite = spoil;
  for (guint i = beck_test_rounds (N_ROUNDS); i > 0; i--)
    calls[_i] ();
}
END_TEST

START_TEST (requests_of_any_bytes_do_no_harm)
{
  scene->channel->rewrite_request = spoil;
  for (guint i = beck_test_rounds (N_ROUNDS); i > 0; i--)
    calls[_i] ();
}
END_TEST

Suite *
hostile_suite (void)
{
  Suite *suite = suite_create ("hostile");
  TCase *tc = tcase_create ("bytes");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_set_timeout (tc, 120);
  tcase_add_loop_test (tc, replies_of_any_bytes_do_no_harm, 0, G_N_ELEMENTS (calls));
  tcase_add_loop_test (tc, requests_of_any_bytes_do_no_harm, 0, G_N_ELEMENTS (calls));
  suite_add_tcase (suite, tc);
  return suite;
}
