/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The conversations as tests, and what holds for all of them. */

#include "suites.h"
#include "talk.h"

#include "base/alloc.h"

static const WireTable *const server_tables[] = {
  &wire_server_bind, &wire_server_request, &wire_server_fragment, &wire_server_header,
  &wire_server_secured,
};
static const WireTable *const client_tables[] = {
  &wire_client_bind, &wire_client_answer, &wire_client_hostile,
};

/* Every allocation of a conversation fails once: the connection may be lost, and nothing else. */
static void
starve (const WireTable *table, const WireParty *party)
{
  guint every = beck_test_every ();

  for (gsize row = 0; row < table->n_rows; row++)
    {
      gint64 n = every;

      for (gint64 i = (gint64) (row % every); i < n; i += every)
        {
          beck_alloc_fail_at (i);
          wire_talk_blindly (&table->rows[row], party);
          n = MAX (n, beck_alloc_count ());
          beck_alloc_fail_at (-1);
        }
    }
}

START_TEST (servers_survive_each_allocation_that_fails)
{
  for (guint i = 0; i < G_N_ELEMENTS (server_tables); i++)
    starve (server_tables[i], &wire_server);
}
END_TEST

START_TEST (clients_survive_each_allocation_that_fails)
{
  for (guint i = 0; i < G_N_ELEMENTS (client_tables); i++)
    starve (client_tables[i], &wire_client);
}
END_TEST

Suite *
conversation_suite (void)
{
  Suite *suite = suite_create ("conversation");
  TCase *tc = tcase_create ("memory");

  for (guint i = 0; i < G_N_ELEMENTS (server_tables); i++)
    suite_add_tcase (suite, wire_case (server_tables[i], &wire_server));
  for (guint i = 0; i < G_N_ELEMENTS (client_tables); i++)
    suite_add_tcase (suite, wire_case (client_tables[i], &wire_client));
  tcase_set_timeout (tc, 60);
  tcase_add_test (tc, servers_survive_each_allocation_that_fails);
  tcase_add_test (tc, clients_survive_each_allocation_that_fails);
  suite_add_tcase (suite, tc);
  return suite;
}
