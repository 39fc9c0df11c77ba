/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fake.h"

#include <arpa/inet.h>
#include <check.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  Fake *fake;
  int fd;
  gboolean deaf;
  guint32 group;
  gsize said;
  guint8 pdu[65536];
} Talk;

enum
{
  REQUEST = 0,
  RESPONSE = 2,
  FAULT = 3,
  BIND = 11,
  BIND_ACK = 12,
  BIND_NAK = 13,
  ALTER = 14,
  ALTER_RESPONSE = 15,
};

/* ---- Saying ---- */

static gboolean
say (Talk *talk, const void *data, gsize size)
{
  gsize cut = talk->fake->manners.cut;
  gsize n = cut != 0 ? MIN (size, cut - talk->said) : size;

  if (n > 0 && send (talk->fd, data, n, MSG_NOSIGNAL) != (ssize_t) n)
    return FALSE;
  talk->said += n;
  return cut == 0 || talk->said < cut;
}

static void
begin (guint8 *out, guint8 type, guint8 flags, gsize size, const guint8 *call_id)
{
  const guint8 header[] = { 5, 0, type, flags, 0x10, 0, 0, 0, (guint8) size, 0, 0, 0 };

  memset (out, 0, size);
  memcpy (out, header, sizeof header);
  memcpy (out + 12, call_id, 4);
}

/* One context is accepted, and bind-time features are known: orphans keep a connection. */
static gboolean
say_ack (Talk *talk)
{
  static const guint8 ndr[] = { 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8,
                                0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2,    0,    0,    0 };
  gboolean alter = talk->pdu[2] == ALTER;
  guint8 flags = talk->fake->manners.multiplex && !alter ? 0x13 : 0x03;
  gsize size = alter ? 56 : 80;
  guint8 ack[80];

  begin (ack, alter ? ALTER_RESPONSE : BIND_ACK, flags, size, talk->pdu + 12);
  memcpy (ack + 16, talk->pdu + 16, 4);
  memcpy (ack + 20, &talk->group, sizeof talk->group);
  ack[28] = alter ? 1 : 2;
  memcpy (ack + 36, ndr, sizeof ndr);
  if (!alter)
    {
      ack[56] = 3;
      ack[58] = 2;
    }
  return say (talk, ack, size);
}

/* A bind's. */
static void
choose_group (Talk *talk)
{
  memcpy (&talk->group, talk->pdu + 20, sizeof talk->group);
  if (talk->fake->manners.groups && talk->group == 0)
    talk->group = (guint32) g_atomic_int_add (&talk->fake->groups, 1) + 1;
}

static void
note_group (Talk *talk)
{
  g_atomic_int_compare_and_exchange (&talk->fake->group, 0, (gint) talk->group);
  if (g_atomic_int_get (&talk->fake->group) != (gint) talk->group)
    g_atomic_int_inc (&talk->fake->strangers);
}

static gboolean
say_nak (Talk *talk)
{
  guint8 nak[24];

  begin (nak, BIND_NAK, 0x03, sizeof nak, talk->pdu + 12);
  nak[16] = (guint8) talk->fake->manners.nak;
  say (talk, nak, sizeof nak);
  return FALSE;
}

static gboolean
say_behind (Talk *talk)
{
  const FakeManners *manners = &talk->fake->manners;
  gsize half = manners->behind_size / 2;

  if (manners->behind_size == 0)
    return TRUE;
  if (!say (talk, manners->behind, half))
    return FALSE;
  g_usleep (5000);
  return say (talk, manners->behind + half, manners->behind_size - half);
}

static gboolean
drip (Talk *talk)
{
  guint8 response[60000];

  begin (response, RESPONSE, 0x03, sizeof response, talk->pdu + 12);
  response[9] = sizeof response >> 8;
  for (gsize i = 0; i < sizeof response && say (talk, &response[i], 1); i++)
    g_usleep (20 * 1000);
  return FALSE;
}

/* The client reads each portion before the next one comes, unless it is slow. */
static gboolean
say_portions (Talk *talk)
{
  const FakeManners *manners = &talk->fake->manners;
  gsize left = manners->instead_size;

  while (left > 0)
    {
      gsize size = manners->portion != 0 ? MIN (left, manners->portion) : left;

      if (!say (talk, manners->instead + manners->instead_size - left, size))
        return FALSE;
      left -= size;
      g_atomic_int_inc (&talk->fake->portions);
      if (left > 0)
        g_usleep (1000);
    }
  return TRUE;
}

/* Results of Later: 14, 3 and 8. */
static gboolean
say_response (Talk *talk)
{
  const FakeManners *manners = &talk->fake->manners;
  guint8 response[36];

  if (manners->drips)
    return drip (talk);
  if (manners->instead_size > 0)
    return say_portions (talk);
  begin (response, manners->fault != 0 ? FAULT : RESPONSE, 0x03, sizeof response, talk->pdu + 12);
  response[24] = 14;
  response[28] = 3;
  response[32] = 8;
  if (manners->fault != 0)
    memcpy (response + 24, &manners->fault, 4);
  return say (talk, response, sizeof response);
}

/* ---- Hearing ---- */

static gboolean
hear_bytes (Talk *talk, gsize from, gsize size)
{
  while (size > 0)
    {
      ssize_t n = recv (talk->fd, talk->pdu + from, size, 0);

      if (n <= 0)
        return FALSE;
      from += (gsize) n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
hear (Talk *talk)
{
  return hear_bytes (talk, 0, 16)
         && hear_bytes (talk, 16, (gsize) (talk->pdu[8] | talk->pdu[9] << 8) - 16);
}

/* Of the stub data the first number. */
static void
note_number (Talk *talk)
{
  LONG number;

  memcpy (&number, talk->pdu + 24, sizeof number);
  if (g_atomic_int_exchange (&talk->fake->last_number, number) >= number)
    g_atomic_int_inc (&talk->fake->disorder);
}

/* Whether somebody says more before there was an answer. */
static gboolean
is_crowded (Talk *talk)
{
  struct pollfd poll_fd = { .fd = talk->fd, .events = POLLIN };

  return !talk->fake->manners.multiplex && poll (&poll_fd, 1, 5) > 0
         && recv (talk->fd, talk->pdu + 16, 16, MSG_PEEK | MSG_DONTWAIT) >= 3
         && talk->pdu[18] == REQUEST;
}

static gboolean
answer_request (Talk *talk)
{
  gboolean last = (talk->pdu[3] & 2) != 0;

  if (!last && !talk->fake->manners.hasty)
    return TRUE;
  g_atomic_int_inc (&talk->fake->requests);
  note_number (talk);
  note_group (talk);
  if (g_atomic_int_add (&talk->fake->dropped, 1) < talk->fake->manners.drops)
    return FALSE;
  if (talk->fake->manners.holds)
    return TRUE;
  if (last && is_crowded (talk))
    g_atomic_int_inc (&talk->fake->crowded);
  return say_response (talk) && !talk->fake->manners.leaves;
}

static gboolean
answer (Talk *talk)
{
  const FakeManners *manners = &talk->fake->manners;

  if (manners->silent)
    return TRUE;
  switch (talk->pdu[2])
    {
    case BIND:
      if (manners->nak >= 0)
        return say_nak (talk);
      choose_group (talk);
      return say_ack (talk) && say_behind (talk);
    case ALTER:
      return say_ack (talk);
    case REQUEST:
      return answer_request (talk);
    default:
      return TRUE;
    }
}

/* Waits for the other side to leave, without reading. */
static void
be_deaf (Talk *talk)
{
  struct pollfd poll_fd = { .fd = talk->fd, .events = POLLRDHUP };

  poll (&poll_fd, 1, 20 * 1000);
}

static gpointer
converse (gpointer data)
{
  Talk *talk = data;

  while (hear (talk) && answer (talk))
    if (talk->fake->manners.deaf || talk->deaf)
      {
        g_atomic_int_inc (&talk->fake->deafened);
        be_deaf (talk);
        break;
      }
  close (talk->fd);
  g_atomic_int_add (&talk->fake->open, -1);
  g_free (talk);
  return NULL;
}

static gpointer
take_clients (gpointer data)
{
  Fake *fake = data;
  int fd;

  while ((fd = accept (fake->listener, NULL, NULL)) >= 0)
    {
      Talk *talk = g_new0 (Talk, 1);

      talk->fake = fake;
      talk->fd = fd;
      talk->deaf = fake->manners.deaf_once && g_atomic_int_get (&fake->connections) == 0;
      if (g_atomic_int_get (&fake->connections) == 0)
        g_atomic_int_set (&fake->first, fd);
      g_atomic_int_set (&fake->last, fd);
      g_atomic_int_inc (&fake->open);
      g_atomic_int_inc (&fake->connections);
      g_thread_unref (g_thread_new ("talk", converse, talk));
    }
  g_atomic_int_add (&fake->open, -1);
  return NULL;
}

/* ---- For tests ---- */

Fake *
fake_open_at (int listener, const FakeManners *manners)
{
  struct sockaddr_in address = { 0 };
  socklen_t size = sizeof address;
  Fake *fake = g_new0 (Fake, 1);

  fake->manners = *manners;
  fake->listener = listener;
  ck_assert_int_eq (getsockname (fake->listener, (struct sockaddr *) &address, &size), 0);
  fake->port = ntohs (address.sin_port);
  fake->open = 1;
  fake->last_number = G_MININT32;
  g_thread_unref (g_thread_new ("fake", take_clients, fake));
  return fake;
}

Fake *
fake_open (const FakeManners *manners)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  ck_assert_int_eq (bind (listener, (struct sockaddr *) &address, sizeof address), 0);
  ck_assert_int_eq (listen (listener, 128), 0);
  return fake_open_at (listener, manners);
}

void
fake_hang_up (Fake *fake)
{
  shutdown (g_atomic_int_get (&fake->last), SHUT_RDWR);
}

void
fake_hang_up_first (Fake *fake)
{
  shutdown (g_atomic_int_get (&fake->first), SHUT_RDWR);
}

void
fake_close (Fake *fake)
{
  shutdown (fake->listener, SHUT_RDWR);
  fake_wait (&fake->open, 0);
  close (fake->listener);
  g_free (fake);
}

void
fake_wait (gint *count, gint expected)
{
  for (guint i = 0; i < 20 * 1000 && g_atomic_int_get (count) != expected; i++)
    g_usleep (1000);
  ck_assert_int_eq (g_atomic_int_get (count), expected);
}
