/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server that speaks bytes and does not always do what servers do. It takes nothing from the
 * library, so that what fails of that fails at the client.
 */

#include <beck/types.h>
#include <glib.h>

typedef struct
{
  gboolean multiplex;
  gboolean silent;      /* never says anything */
  gboolean deaf;        /* reads nothing behind the bind */
  gboolean hasty;       /* answers a request when its first fragment has come */
  gboolean holds;       /* answers nothing but binds */
  gboolean deaf_once;   /* … on its first connection */
  gboolean groups;      /* has association groups, and a new one for whoever asks for none */
  gboolean leaves;      /* closes behind each answer to a request */
  gint drops;           /* connections that it closes on a request */
  gboolean drips;       /* answers a request byte by byte, and comes to no end */
  int nak;              /* the reason of a refusal, or -1 */
  gsize cut;            /* closes after so many bytes; 0: never */
  const guint8 *behind; /* follows the answer to a bind, in two writes */
  gsize behind_size;
  const guint8 *instead; /* … of the answer to a request */
  gsize instead_size;
  gsize portion; /* … of which so much is sent at a time; 0: all */
  guint32 fault; /* … or this, unless it is 0 */
} FakeManners;

typedef struct
{
  FakeManners manners;
  guint16 port;
  int listener;
  int first, last;  /* connections */
  gint connections; /* taken so far, */
  gint open;        /* and those that are open */
  gint requests;    /* that were complete */
  gint deafened;    /* connections whose bind was answered, and that are not read any more */
  gint dropped;     /* connections, on a request */
  LONG last_number; /* that a request had, and how many were not larger than the one before */
  gint disorder;
  gint groups;      /* that it has made, and the one of the first request */
  gint group;
  gint strangers;   /* requests in another one than the first */
  gint portions;    /* of an answer, sent so far */
  gint crowded;     /* requests that came while another one was not answered, without multiplex */
} Fake;

/* Bytes that it says to a bind and a call. */
#define FAKE_CONVERSATION 116

Fake *fake_open (const FakeManners *manners);

/* The same with a listener of the caller's, who gives it away. */
Fake *fake_open_at (int listener, const FakeManners *manners);

/* Ends the connection that was taken last, or first. */
void fake_hang_up (Fake *fake);
void fake_hang_up_first (Fake *fake);

/* Waits until its clients have left. */
void fake_close (Fake *fake);

/* Waits for a count to become what it should. */
void fake_wait (gint *count, gint expected);
