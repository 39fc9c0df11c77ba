/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Conversations: each is held in both byte orders, with its lines whole, byte by byte, and in two
 * pieces of each size; and the connection is lost after each byte.
 */

#include "talk.h"

#include <string.h>

/* Of a long line, which is data mostly, the beginning and the end are cut. */
#define EDGE 160

/* How the bytes of a conversation arrive. */
typedef struct
{
  gsize piece; /* bytes at once; 0: all of a line */
  guint line;  /* the line that is cut at @at, or lost from there on */
  gsize at;
  gboolean lose;
} Manner;

typedef struct
{
  const WireConversation *conversation;
  const WireParty *party;
  gboolean big_endian;
  Manner manner;
  gpointer self;
  GByteArray *pending;
  gboolean closed;
} Talk;

void
wire_log_bytes (GString *log, const guint8 *data, gsize size)
{
  g_string_append (log, ":");
  if (size > 16)
    g_string_append_printf (log, " %" G_GSIZE_FORMAT " bytes", size);
  else if (size > 0)
    g_string_append_c (log, ' ');
  for (gsize i = 0; i < size && size <= 16; i++)
    g_string_append_printf (log, "%02x", data[i]);
}

/* ---- Feeding ---- */

/* The core sees a copy of just the bytes there are, so that the address sanitizer knows where they
 * end. */
static gssize
take_one (Talk *talk)
{
  gsize size = talk->pending->len;
  guint8 *copy = g_malloc (MAX (size, 1));
  gssize used;

  if (size > 0)
    memcpy (copy, talk->pending->data, size);
  used = talk->party->take (talk->self, copy, size);
  g_free (copy);
  return used;
}

static void
feed (Talk *talk, const guint8 *data, gsize size)
{
  gssize used = 1;

  g_byte_array_append (talk->pending, data, (guint) size);
  while (used > 0 && talk->pending->len > 0 && !talk->closed)
    {
      used = take_one (talk);
      ck_assert_int_le (used, talk->pending->len);
      if (used > 0)
        g_byte_array_remove_range (talk->pending, 0, (guint) used);
      talk->closed = used < 0;
    }
  /* Closed is closed. */
  if (talk->closed)
    ck_assert_int_eq (take_one (talk), -1);
}

static void
feed_line (Talk *talk, const GByteArray *line, guint index)
{
  const Manner *manner = &talk->manner;
  gsize piece = manner->piece == 0 ? line->len : manner->piece;

  if (manner->at > 0 && manner->line == index)
    {
      feed (talk, line->data, manner->at);
      if (!manner->lose)
        feed (talk, line->data + manner->at, line->len - manner->at);
      return;
    }
  for (gsize at = 0; at < line->len; at += piece)
    feed (talk, line->data + at, MIN (piece, line->len - at));
}

/* ---- Looking ---- */

static char *
dump (gconstpointer data, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", ((const guint8 *) data)[i]);
  return g_string_free (text, FALSE);
}

static void
check_out (Talk *talk, const char *expected, guint line)
{
  g_autoptr (GByteArray) want = wire_bytes_here (expected != NULL ? expected : "");
  BeckRpcBytes *out = talk->party->out (talk->self);
  g_autofree char *wanted = dump (want->data, want->len);
  g_autofree char *sent = dump (out->data, out->size);

  if (strcmp (wanted, sent) != 0)
    ck_abort_msg ("%s, line %u: expected\n%s\nsent\n%s\ntold %s", talk->conversation->name, line,
                  wanted, sent, talk->party->told (talk->self)->str);
  beck_rpc_bytes_drop (out, out->size);
}

static void
check_told (Talk *talk, const char *expected, guint line)
{
  GString *told = talk->party->told (talk->self);

  if (strcmp (told->str, expected != NULL ? expected : "") != 0)
    ck_abort_msg ("%s, line %u: expected to be told \"%s\", was told \"%s\"",
                  talk->conversation->name, line, expected, told->str);
  g_string_truncate (told, 0);
}

/* ---- Conversations ---- */

static void
hold_line (Talk *talk, guint index, gboolean look)
{
  const WireLine *line = &talk->conversation->lines[index];
  g_autoptr (GByteArray) bytes = NULL;

  if (strcmp (line->in, "cross") == 0) /* from here on in the other order */
    talk->big_endian = !talk->big_endian;
  else if (!talk->party->command (talk->self, line->in))
    {
      bytes = wire_bytes (line->in, talk->big_endian);
      feed_line (talk, bytes, index);
    }
  if (look)
    {
      check_out (talk, line->out, index);
      check_told (talk, line->told, index);
    }
}

static void
hold (const WireConversation *conversation, const WireParty *party, gboolean big_endian,
      const Manner *manner, gboolean look)
{
  Talk talk = { conversation, party, big_endian, *manner, party->new (big_endian),
                g_byte_array_new (), FALSE };

  for (guint i = 0; i < WIRE_MAX_LINES && conversation->lines[i].in != NULL && !talk.closed; i++)
    {
      gboolean end = manner->lose && manner->at > 0 && manner->line == i;

      hold_line (&talk, i, look && !end);
      if (end)
        break;
    }
  party->free (talk.self);
  g_byte_array_unref (talk.pending);
}

/* A line cut, and lost, after each byte. Where only every so many of them are looked at, they are
 * others in each conversation, @row, and from line to line. */
static void
cut_line (const WireConversation *conversation, const WireParty *party, gboolean big_endian,
          guint row, guint line, gsize size)
{
  guint every = beck_test_every ();
  gsize edge = EDGE / every + 1;

  for (gsize at = 1 + (row + line) % every; at < size; at += every)
    {
      Manner manner = { .line = line, .at = at };

      if (at > edge && size - at > edge)
        continue;
      hold (conversation, party, big_endian, &manner, TRUE);
      manner.lose = TRUE;
      hold (conversation, party, big_endian, &manner, TRUE);
    }
}

static gboolean
is_wire (const char *line)
{
  return line[0] == '\'' || (g_ascii_isxdigit (line[0]) && g_ascii_isxdigit (line[1]));
}

static void
hold_in_every_manner (const WireConversation *conversation, const WireParty *party,
                      gboolean big_endian, guint row)
{
  hold (conversation, party, big_endian, &(Manner){ 0 }, TRUE);
  if (row % beck_test_every () == 0)
    hold (conversation, party, big_endian, &(Manner){ .piece = 1 }, TRUE);
  for (guint i = 0; i < WIRE_MAX_LINES && conversation->lines[i].in != NULL; i++)
    if (is_wire (conversation->lines[i].in))
      {
        g_autoptr (GByteArray) bytes = wire_bytes (conversation->lines[i].in, big_endian);

        cut_line (conversation, party, big_endian, row, i, bytes->len);
      }
}

void
wire_talk_blindly (const WireConversation *conversation, const WireParty *party)
{
  hold (conversation, party, FALSE, &(Manner){ 0 }, FALSE);
}

/* ---- Tests ---- */

static struct
{
  const WireConversation *conversation;
  const WireParty *party;
} registered[600];

static guint n_registered;

static void
run_row (int index)
{
  /* As check wants to know where a failure is. */
  tcase_fn_start (registered[index].conversation->name, __FILE__, __LINE__);
  for (gint big_endian = 0; big_endian < 2; big_endian++)
    hold_in_every_manner (registered[index].conversation, registered[index].party, big_endian,
                          (guint) index);
}

TCase *
wire_case (const WireTable *table, const WireParty *party)
{
  static TTest tests[G_N_ELEMENTS (registered)];
  TCase *tcase = tcase_create (table->name);

  tcase_set_timeout (tcase, 60);
  for (gsize i = 0; i < table->n_rows; i++, n_registered++)
    {
      g_assert (n_registered < G_N_ELEMENTS (registered));
      registered[n_registered].conversation = &table->rows[i];
      registered[n_registered].party = party;
      tests[n_registered] = (TTest){ table->rows[i].name, run_row, __FILE__, __LINE__ };
      tcase_add_loop_test (tcase, &tests[n_registered], (int) n_registered,
                           (int) n_registered + 1);
    }
  return tcase;
}
