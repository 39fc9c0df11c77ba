/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What becomes of references when nobody pings, and when somebody does. */

#define COBJMACROS
#include "suites.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net-server.h"

/* Milliseconds between pings where their lack is waited for; this process's own are too late for
 * that, and the object which a table holds does not mind. */
#define SHORT "200"

#define N_OBJECTS 20

/* ---- Another client ---- */

typedef struct
{
  GPid pid;
  int out;
} Client;

static void
start_client (Client *client, const NetServer *server, const char *n, const char *leave)
{
  char *digits = g_malloc0 (2 * server->size + 1);
  char *argv[]
      = { (char *) g_getenv ("BECK_NET_CLIENT"), digits, (char *) n, (char *) leave, NULL };
  char **environment = g_environ_setenv (g_get_environ (), "BECK_ORPC_PING_PERIOD", SHORT, TRUE);
  char said[10] = "";
  gsize at = 0;
  ssize_t got;

  for (gsize i = 0; i < server->size; i++)
    g_snprintf (digits + 2 * i, 3, "%02x", server->reference[i]);
  ck_assert (g_spawn_async_with_pipes (NULL, argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                       NULL, &client->pid, NULL, &client->out, NULL, NULL));
  while (at < 9 && (got = read (client->out, said + at, 9 - at)) > 0)
    at += (gsize) got;
  ck_assert_str_eq (said, "00000000\n");
  g_free (digits);
  g_strfreev (environment);
}

static void
kill_client (Client *client)
{
  kill (client->pid, SIGKILL);
  ck_assert_int_eq (waitpid (client->pid, NULL, 0), client->pid);
  close (client->out);
}

/* ---- Tests ---- */

START_TEST (references_of_dead_client_are_collected)
{
  NetServer server;
  Client client;

  net_open_with (&server, _i, SHORT);
  start_client (&client, &server, G_STRINGIFY (N_OBJECTS), NULL);
  kill_client (&client);
  net_wait_objects (server.net, 1);
  net_close (&server);
}
END_TEST

/* At a server that would wait for ever for pings that do not come. */
START_TEST (client_that_ends_gives_back_what_it_has)
{
  NetServer server;
  Client client;
  int status;

  net_open_with (&server, _i, "1000000");
  start_client (&client, &server, G_STRINGIFY (N_OBJECTS), "leave");
  ck_assert_int_eq (waitpid (client.pid, &status, 0), client.pid);
  ck_assert_int_eq (status, 0);
  close (client.out);
  net_wait_objects (server.net, 1);
  net_close (&server);
}
END_TEST

START_TEST (object_that_is_held_is_kept)
{
  NetServer server;
  INet *another;
  LONG sum = 0;

  net_open (&server, _i);
  ck_assert_int_eq (INet_Make (server.net, &another), S_OK);
  g_usleep (NET_PERIOD * 1000 * 9 / 2);
  ck_assert_int_eq (INet_Add (another, 1, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 3);
  INet_Release (another);
  net_wait_objects (server.net, 1);
  net_close (&server);
}
END_TEST

Suite *
net_pings_suite (void)
{
  Suite *suite = suite_create ("net");
  TCase *tcase = tcase_create ("pings");

  tcase_add_checked_fixture (tcase, net_setup, net_teardown);
  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, references_of_dead_client_are_collected, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, client_that_ends_gives_back_what_it_has, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, object_that_is_held_is_kept, 0, N_NET_WAYS);
  suite_add_tcase (suite, tcase);
  return suite;
}
