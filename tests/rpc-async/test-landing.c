/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Answers that begin with an array of bytes, which may be read right to where the caller wants them:
 * from servers that cut them up as they like, put something between, and lie. Nothing but the array
 * is ever written to, and a call that succeeds has its bytes.
 */

#include <beck/exception.h>
#include <beck/status.h>
#include <string.h>

#include "guest.h"
#include "suites.h"

#define SIZE 9001
#define GUARD 4096
#define CALL_ID 2 /* of the first request of a connection */

/* Of the client to which nothing is asynchronous: its header has the guard of the other one's. */
void p_Bulk (handle_t binding, LONG size, LONG count, byte *bytes, hyper *numbers, LONG *last);

typedef enum
{
  HONEST,
  LESS,         /* the count says less than there is room for */
  MORE,
  ENDS_EARLY,   /* in the array */
  ENDS_BEHIND,  /* … and right behind it */
  FAULT_AMID,   /* instead of the rest */
  LEAVES_AMID,
  SAYS_MORE,    /* behind all results */
} Mischief;

typedef struct
{
  gsize piece;       /* stub data per fragment */
  gsize portion;     /* bytes that are sent at a time; 0: all */
  gboolean strange;  /* answers to nobody's request, before and between */
  gboolean leaving;  /* … and a shutdown */
  gboolean big;      /* the other byte order */
  Mischief mischief;
  RPC_STATUS expected;
} Answer;

static const Answer answers[] = {
  { 5816, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { 5816, 0, FALSE, FALSE, TRUE, HONEST, 0 },
  { 5816, 0, TRUE, FALSE, FALSE, HONEST, 0 },
  { 5816, 0, FALSE, TRUE, FALSE, HONEST, 0 },
  { 60000, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { 60000, 0, TRUE, FALSE, TRUE, HONEST, 0 },
  { 60000, 63, FALSE, FALSE, FALSE, HONEST, 0 },
  { 60000, 1000, FALSE, FALSE, FALSE, HONEST, 0 },
  { 60000, 1000, TRUE, FALSE, TRUE, HONEST, 0 },
  { 60000, 9028, FALSE, FALSE, FALSE, HONEST, 0 },
  { 60000, 9029, FALSE, FALSE, FALSE, HONEST, 0 },
  { 5816, 1000, TRUE, FALSE, FALSE, HONEST, 0 },
  { 5816, 700, FALSE, TRUE, TRUE, HONEST, 0 },
  { 5816, 5840, FALSE, FALSE, FALSE, HONEST, 0 },
  { 5816, 5841, TRUE, FALSE, FALSE, HONEST, 0 },
  { 1432, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { 1432, 500, TRUE, FALSE, FALSE, HONEST, 0 },
  { 4500, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { 4500, 2500, FALSE, FALSE, FALSE, HONEST, 0 },
  { 40, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { 39, 0, TRUE, FALSE, FALSE, HONEST, 0 },
  { 4, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { 3, 0, FALSE, FALSE, TRUE, HONEST, 0 },
  { SIZE + 4, 0, FALSE, FALSE, FALSE, HONEST, 0 },
  { SIZE + 5, 3000, TRUE, FALSE, FALSE, HONEST, 0 },
  { 60000, 0, FALSE, FALSE, FALSE, LESS, RPC_X_BAD_STUB_DATA },
  { 60000, 1000, FALSE, FALSE, TRUE, LESS, RPC_X_BAD_STUB_DATA },
  { 5816, 0, FALSE, FALSE, FALSE, MORE, RPC_X_BAD_STUB_DATA },
  { 60000, 0, FALSE, FALSE, TRUE, MORE, RPC_X_BAD_STUB_DATA },
  { 60000, 0, FALSE, FALSE, FALSE, ENDS_EARLY, RPC_X_BAD_STUB_DATA },
  { 5816, 1000, FALSE, FALSE, FALSE, ENDS_EARLY, RPC_X_BAD_STUB_DATA },
  { 60000, 0, FALSE, FALSE, FALSE, ENDS_BEHIND, RPC_X_BAD_STUB_DATA },
  { 5816, 2000, FALSE, FALSE, FALSE, ENDS_BEHIND, RPC_X_BAD_STUB_DATA },
  { 5816, 0, FALSE, FALSE, FALSE, FAULT_AMID, 4711 },
  { 5816, 1000, TRUE, FALSE, FALSE, FAULT_AMID, 4711 },
  { 60000, 0, FALSE, FALSE, FALSE, LEAVES_AMID, RPC_S_CALL_FAILED },
  { 5816, 1000, FALSE, FALSE, FALSE, LEAVES_AMID, RPC_S_CALL_FAILED },
  { 60000, 0, FALSE, FALSE, FALSE, SAYS_MORE, 0 },
  { 5816, 1000, FALSE, FALSE, TRUE, SAYS_MORE, 0 },
};

/* ---- What the server says ---- */

static guint8
byte_of (gsize i)
{
  return (guint8) (i * 7 + i / 251 + 3);
}

static void
put32 (GByteArray *out, gboolean big, guint32 value)
{
  value = big ? GUINT32_TO_BE (value) : GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &value, 4);
}

static void
align (GByteArray *out, guint to)
{
  while (out->len % to != 0)
    g_byte_array_append (out, (const guint8 *) "", 1);
}

/* The results: the array, one number of eight bytes, and 77. */
static GByteArray *
make_stub (const Answer *answer)
{
  static const guint32 off[] = { [LESS] = -1, [MORE] = 1, [SAYS_MORE] = 0 };
  GByteArray *stub = g_byte_array_new ();
  gboolean big = answer->big;

  put32 (stub, big, SIZE + off[answer->mischief]);
  for (gsize i = 0; i < SIZE; i++)
    {
      guint8 value = byte_of (i);

      g_byte_array_append (stub, &value, 1);
    }
  if (answer->mischief == ENDS_BEHIND)
    return stub;
  align (stub, 4);
  put32 (stub, big, 1);
  align (stub, 8);
  put32 (stub, big, big ? 0 : 5);
  put32 (stub, big, big ? 5 : 0);
  put32 (stub, big, 77);
  for (guint i = 0; answer->mischief == SAYS_MORE && i < 3 * SIZE; i++)
    g_byte_array_append (stub, (const guint8 *) "?", 1);
  if (answer->mischief == ENDS_EARLY)
    g_byte_array_set_size (stub, SIZE / 3 * 2);
  return stub;
}

static void
put_pdu (GByteArray *out, const Answer *answer, guint8 type, guint8 flags, guint32 call_id,
         const guint8 *data, gsize size)
{
  guint16 length = (guint16) (24 + size);
  guint8 header[] = { 5, 0, type, flags, answer->big ? 0x00 : 0x10, 0, 0, 0 };

  g_byte_array_append (out, header, sizeof header);
  length = answer->big ? GUINT16_TO_BE (length) : GUINT16_TO_LE (length);
  g_byte_array_append (out, (const guint8 *) &length, 2);
  g_byte_array_append (out, (const guint8 *) "\0", 2);
  put32 (out, answer->big, call_id);
  put32 (out, answer->big, (guint32) size);
  put32 (out, answer->big, 0);
  if (size > 0)
    g_byte_array_append (out, data, size);
}

static void
put_strange (GByteArray *out, const Answer *answer)
{
  static const guint8 shutdown[16] = { 5, 0, 17, 3, 0x10, 0, 0, 0, 16 };
  static guint8 other[5000];

  memset (other, '!', sizeof other);
  if (answer->strange)
    put_pdu (out, answer, 2, 3, 0x5555, other, out->len == 0 ? sizeof other : 10);
  if (answer->leaving)
    g_byte_array_append (out, shutdown, sizeof shutdown);
}

static GByteArray *
make_answer (const Answer *answer)
{
  g_autoptr (GByteArray) stub = make_stub (answer);
  GByteArray *out = g_byte_array_new ();
  guint32 fault = answer->big ? GUINT32_TO_BE (4711) : GUINT32_TO_LE (4711);
  gsize from = 0;

  while (from < stub->len)
    {
      gsize size = MIN (answer->piece, stub->len - from);
      guint8 flags = (from == 0 ? 1 : 0) | (from + size == stub->len ? 2 : 0);

      put_strange (out, answer);
      put_pdu (out, answer, 2, flags, CALL_ID, stub->data + from, size);
      from += size;
      if (answer->mischief == FAULT_AMID)
        {
          put_pdu (out, answer, 3, 3, CALL_ID, (const guint8 *) &fault, 4);
          break;
        }
    }
  if (answer->mischief == LEAVES_AMID)
    g_byte_array_set_size (out, out->len / 4 * 3);
  return out;
}

/* ---- The call ---- */

typedef struct
{
  guint8 before[GUARD], bytes[SIZE], behind[GUARD];
  hyper number;
  LONG last;
  RPC_STATUS status;
} Cargo;

static void
call_plainly (Cargo *bulk)
{
  RpcTryExcept
  {
    p_Bulk (binding, SIZE, 1, bulk->bytes, &bulk->number, &bulk->last);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    bulk->status = (RPC_STATUS) RpcExceptionCode ();
  }
  RpcEndExcept
}

static void
call_later (Cargo *bulk)
{
  RPC_ASYNC_STATE async;

  ck_assert_int_eq (RpcAsyncInitializeHandle (&async, sizeof async), 0);
  async.NotificationType = RpcNotificationTypeNone;
  c_Bulk (&async, binding, SIZE, 1, bulk->bytes, &bulk->number, &bulk->last);
  ck_assert_int_eq (beck_rpc_async_wait (&async, 30 * 1000), 0);
  bulk->status = RpcAsyncCompleteCall (&async, NULL);
}

static void
check (const Cargo *bulk, RPC_STATUS expected)
{
  ck_assert_int_eq (bulk->status, expected);
  for (gsize i = 0; i < GUARD; i++)
    ck_assert (bulk->before[i] == 0xa5 && bulk->behind[i] == 0xa5);
  if (expected != 0)
    return;
  for (gsize i = 0; i < SIZE; i++)
    if (bulk->bytes[i] != byte_of (i))
      ck_abort_msg ("byte %zu is %u", i, bulk->bytes[i]);
  ck_assert_int_eq (bulk->number, 5);
  ck_assert_int_eq (bulk->last, 77);
}

/* Over a Unix socket, where fragments may be long, or TCP. */
static Fake *
open_server (const FakeManners *manners, gboolean local, char **path)
{
  Fake *fake;
  int listener;

  *path = local ? listen_locally (8, &listener) : NULL;
  fake = local ? fake_open_at (listener, manners) : fake_open (manners);
  if (local)
    bind_locally (*path);
  else
    bind_to (fake);
  return fake;
}

static void
close_server (Fake *fake, char *path)
{
  leave (fake);
  if (path != NULL)
    unlisten (path);
}

static void
try_answer (guint which, void (*call) (Cargo *bulk))
{
  static Cargo bulk;
  const Answer *answer = &answers[which / 2];
  g_autoptr (GByteArray) bytes = make_answer (answer);
  FakeManners manners = { .multiplex = TRUE,
                          .nak = -1,
                          .instead = bytes->data,
                          .instead_size = bytes->len,
                          .portion = answer->portion,
                          .leaves = answer->mischief == LEAVES_AMID };
  char *path;
  Fake *fake = open_server (&manners, which % 2, &path);

  memset (&bulk, 0xa5, sizeof bulk);
  bulk.status = 0;
  call (&bulk);
  check (&bulk, answer->expected);
  close_server (fake, path);
}

START_TEST (a_synchronous_call_has_its_bytes)
{
  try_answer ((guint) _i, call_plainly);
}
END_TEST

START_TEST (an_asynchronous_call_has_its_bytes)
{
  try_answer ((guint) _i, call_later);
}
END_TEST

/* ---- Calls that end before their answer ---- */

/* Waits until the server is in the midst of it, and takes the call back. */
static void
cancel_amid (Cargo *bulk, Fake *fake)
{
  RPC_ASYNC_STATE async;
  RPC_STATUS status;

  ck_assert_int_eq (RpcAsyncInitializeHandle (&async, sizeof async), 0);
  async.NotificationType = RpcNotificationTypeNone;
  c_Bulk (&async, binding, SIZE, 1, bulk->bytes, &bulk->number, &bulk->last);
  for (gint i = 0; g_atomic_int_get (&fake->portions) < 3 && i < 20 * 1000; i++)
    g_usleep (1000);
  ck_assert_int_eq (RpcAsyncCancelCall (&async, TRUE), 0);
  ck_assert_int_eq (beck_rpc_async_wait (&async, 30 * 1000), 0);
  status = RpcAsyncCompleteCall (&async, NULL);
  ck_assert (status == RPC_S_CALL_CANCELLED || status == 0);
}

/* What has been completed is the program's again: nothing that comes is put there. */
START_TEST (a_call_that_was_cancelled_is_not_written_to)
{
  static Cargo bulk;
  Answer answer = { _i / 2 == 0 ? 5816 : 60000, 300, FALSE, FALSE, FALSE, HONEST, 0 };
  g_autoptr (GByteArray) bytes = make_answer (&answer);
  FakeManners manners = { .multiplex = TRUE,
                          .nak = -1,
                          .instead = bytes->data,
                          .instead_size = bytes->len,
                          .portion = answer.portion };
  char *path;
  Fake *fake = open_server (&manners, _i % 2, &path);
  gint all = (gint) ((bytes->len + answer.portion - 1) / answer.portion);

  cancel_amid (&bulk, fake);
  memset (&bulk, 0xa5, sizeof bulk);
  fake_wait (&fake->portions, all);
  close_server (fake, path);
  for (gsize i = 0; i < sizeof bulk.bytes; i++)
    ck_assert_uint_eq (bulk.bytes[i], 0xa5);
}
END_TEST

Suite *
landing_suite (void)
{
  Suite *suite = suite_create ("landing");
  TCase *tcase = tcase_create ("answers");

  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, a_synchronous_call_has_its_bytes, 0, 2 * G_N_ELEMENTS (answers));
  tcase_add_loop_test (tcase, an_asynchronous_call_has_its_bytes, 0, 2 * G_N_ELEMENTS (answers));
  tcase_add_loop_test (tcase, a_call_that_was_cancelled_is_not_written_to, 0, 4);
  suite_add_tcase (suite, tcase);
  return suite;
}
