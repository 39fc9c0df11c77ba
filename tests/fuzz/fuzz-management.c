/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary bytes as what OpenVPN says on its management socket. They mean the same in one piece
 * and byte by byte; every text ends within its line; a text that can be said to the helper is one
 * argument of one line.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "ras/management.h"

#include "fuzz.h"

#include <string.h>

typedef struct
{
  GString *trace;
  guint n_events, stop_after;
} Listener;

static void
trace_text (Listener *listener, const char *text)
{
  g_assert (text != NULL);
  g_assert (strlen (text) <= BECK_RAS_MANAGEMENT_LINE);
  g_assert (strchr (text, '\n') == NULL);
  g_string_append (listener->trace, text);
  g_string_append_c (listener->trace, '\n');
}

static void
trace_state (Listener *listener, const BeckRasManagementState *state)
{
  g_assert (state->state <= BECK_RAS_OPENVPN_EXITING);
  g_string_append_printf (listener->trace, "%d %" G_GINT64_FORMAT "\n", state->state, state->time);
  trace_text (listener, state->detail);
  trace_text (listener, state->address);
  trace_text (listener, state->remote_address);
  trace_text (listener, state->remote_port);
  trace_text (listener, state->local_address);
  trace_text (listener, state->local_port);
  trace_text (listener, state->address6);
}

static void
try_challenge (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  BeckRasChallenge challenge;

  if (!beck_ras_challenge_parse (copy, &challenge))
    return;
  g_assert (strlen (challenge.id) + strlen (challenge.user) + strlen (challenge.text)
            < strlen (text));
}

static void
try_quote (const char *text)
{
  char line[BECK_RAS_MANAGEMENT_COMMAND] = "password";
  gsize n;

  if (!beck_ras_management_quote (line, sizeof line, text))
    {
      g_assert (strcmp (line, "password") == 0);
      return;
    }
  n = strlen (line);
  g_assert (n < sizeof line && line[n - 1] == '"');
  for (gsize i = strlen ("password") + 2; i < n - 1; i++)
    {
      g_assert ((guchar) line[i] >= ' ' && line[i] != '"');
      i += line[i] == '\\';
    }
}

static gboolean
take_event (const BeckRasManagementEvent *event, gpointer data)
{
  Listener *listener = data;

  g_string_append_printf (listener->trace, "%d %u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                          event->kind, event->number, event->received, event->sent);
  trace_text (listener, event->subject);
  trace_text (listener, event->text);
  trace_state (listener, &event->state);
  try_challenge (event->text);
  try_quote (event->text);
  return ++listener->n_events != listener->stop_after;
}

static char *
feed (const char *bytes, gsize size, gsize piece, guint stop_after)
{
  /* On the heap, so that the address sanitizer knows where it ends. */
  BeckRasManagementParser *parser = g_new0 (BeckRasManagementParser, 1);
  Listener listener = { g_string_new (NULL), 0, stop_after };
  gboolean more = TRUE;

  for (gsize at = 0; more && at < size; at += piece)
    more = beck_ras_management_feed (parser, bytes + at, MIN (piece, size - at), take_event,
                                     &listener);
  g_assert (more == (stop_after == 0 || listener.n_events < stop_after));
  g_free (parser);
  return g_string_free (listener.trace, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *bytes = g_memdup2 (data, size);

  for (guint stop_after = 0; stop_after < 3; stop_after++)
    {
      g_autofree char *whole = feed (bytes, size, MAX (size, 1), stop_after);
      g_autofree char *crumbs = feed (bytes, size, 1, stop_after);

      g_assert (strcmp (whole, crumbs) == 0);
    }
  return 0;
}
