/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How links and dials end, with a real OpenVPN; and how links are kept (ras.md 7.3 to 7.6). */

#include <signal.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

#include "openvpn-scene.h"
#include "openvpn-suites.h"
#include "ras/openvpn-session.h"

#define UP "0 1 2 5 10 projected 14 18 up"

static void
bring_up (Scene *scene, const char *user)
{
  scene_dial (scene, user, scene_password (), 0);
  scene_wait (scene, &scene->is_up);
}

/* ---- Links that drop ---- */

START_TEST (server_that_stops_is_a_remote_disconnection)
{
  Scene scene;

  scene_init (&scene, _i == 0 ? "office" : "office-tcp", NULL);
  bring_up (&scene, "alice");
  scene_network ("server", "stop");
  scene_end (&scene, UP " down:629 ended");
  scene_network ("server", "start");
}
END_TEST

START_TEST (server_that_is_killed_is_noticed)
{
  Scene scene;

  scene_init (&scene, _i == 0 ? "office" : "office-tcp", NULL);
  bring_up (&scene, "alice");
  scene_network ("server", "kill");
  /* By its silence, or by the kernel that closes its connection. */
  scene_end (&scene, _i == 0 ? UP " down:628 ended" : UP " down:629 ended");
  scene_network ("server", "start");
}
END_TEST

START_TEST (cable_that_is_cut_is_noticed)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  bring_up (&scene, "alice");
  scene_network ("cut", NULL);
  scene_end (&scene, UP " down:628 ended");
  scene_network ("join", NULL);
}
END_TEST

START_TEST (limits_of_the_server_end_the_link)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  bring_up (&scene, _i == 0 ? "idle" : "limited");
  scene_end (&scene, _i == 0 ? UP " down:828 ended" : UP " down:932 ended");
}
END_TEST

START_TEST (idle_seconds_of_the_entry_end_the_link)
{
  Scene scene;

  scene_init (&scene, "office", "IdleDisconnectSeconds", "1", NULL);
  bring_up (&scene, "alice");
  scene_end (&scene, UP " down:828 ended");
}
END_TEST

START_TEST (helper_that_is_killed_is_a_lost_port)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  bring_up (&scene, "alice");
  kill (scene_helper (&scene), SIGKILL);
  scene_end (&scene, UP " down:619 ended");
}
END_TEST

START_TEST (helper_that_another_process_ends_is_a_user_disconnection)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  bring_up (&scene, "alice");
  kill (scene_helper (&scene), SIGTERM);
  scene_end (&scene, UP " down:631 ended");
}
END_TEST

START_TEST (helper_that_is_killed_while_dialling_is_a_lost_port)
{
  Scene scene;

  scene_init (&scene, "silent", NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_wait_told (&scene, "2");
  kill (scene_helper (&scene), SIGKILL);
  scene_end (&scene, "0 1 2 failed:2/619 ended");
}
END_TEST

/* ---- Links that are kept ---- */

START_TEST (link_is_dialled_again_if_it_is_to_be_kept)
{
  Scene scene;

  scene_init (&scene, "office-tcp", "Options2", "256", "RedialCount", "100", NULL);
  bring_up (&scene, "alice");
  scene_network ("server", "kill");
  scene_wait_told (&scene, "sub:2");
  scene_network ("server", "start");
  scene_wait_told (&scene, "sub:8192");
  ck_assert_str_eq (scene.told->str, UP " sub:2 sub:8192");
  ck_assert_uint_eq (scene_count_devices (), 1);
  scene_hang_up (&scene);
}
END_TEST

START_TEST (link_that_cannot_be_kept_is_down)
{
  Scene scene;

  scene_init (&scene, "office-tcp", "Options2", "256", "RedialCount", "1", "RedialPause", "0",
              "ConnectTimeout", "2", NULL);
  bring_up (&scene, "alice");
  scene_network ("server", "kill");
  scene_end (&scene, UP " sub:2 down:629 ended");
  scene_network ("server", "start");
}
END_TEST

START_TEST (link_that_is_being_dialled_again_is_hung_up)
{
  Scene scene;

  scene_init (&scene, "office-tcp", "Options2", "256", "RedialCount", "100", NULL);
  bring_up (&scene, "alice");
  scene_network ("server", "kill");
  scene_wait_told (&scene, "sub:2");
  scene_hang_up (&scene);
  scene_network ("server", "start");
}
END_TEST

START_TEST (dial_is_tried_again_as_often_as_the_entry_says)
{
  Scene scene;

  scene_network ("server", "stop");
  scene_init (&scene, "office-tcp", "RedialCount", "1000", "RedialPause", "0", NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_wait_told (&scene, "2");
  scene_network ("server", "start");
  scene_wait (&scene, &scene.is_up);
  ck_assert_str_eq (scene.told->str, UP);
  scene_hang_up (&scene);
}
END_TEST

/* ---- Hanging up ---- */

static const struct
{
  const char *entry;
  guint32 state;
} stages[] = {
  { "office", RASCS_OpenPort },         { "office", RASCS_PortOpened },
  { "office", RASCS_ConnectDevice },    { "office-tcp", RASCS_ConnectDevice },
  { "office", RASCS_Authenticate },     { "office-tcp", RASCS_Authenticate },
  { "office", RASCS_AuthProject },      { "office", RASCS_Projected },
};

START_TEST (hang_up_inside_any_state_ends_everything)
{
  g_autoptr (GString) told = NULL;
  Scene scene;

  scene_init (&scene, stages[_i].entry, NULL);
  scene.hang_up_at = stages[_i].state;
  scene_dial (&scene, "alice", scene_password (), 0);
  while (!scene.is_ended)
    scene_iterate ();
  told = g_string_new (scene.told->str);
  ck_assert (g_str_has_suffix (told->str, " ended"));
  ck_assert_uint_eq (scene.last_state, stages[_i].state);
  ck_assert_uint_eq (scene.error, 0);
  scene_clear (&scene);
}
END_TEST

START_TEST (hang_up_at_once_ends_everything)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  beck_ras_openvpn.hang_up (scene.session, FALSE);
  scene_end (&scene, "ended");
}
END_TEST

START_TEST (hang_up_inside_up_ends_everything)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene.hang_up_at_up = TRUE;
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_end (&scene, UP " ended");
}
END_TEST

static gboolean
set_flag (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* Wherever the helper has got to by then: mostly, it waits for an answer. */
START_TEST (hang_up_while_the_server_is_silent_ends_everything)
{
  static const char *const entries[] = { "silent", "silent-tcp" };
  gboolean later = FALSE;
  GSource *source;
  Scene scene;

  scene_init (&scene, entries[_i], "ConnectTimeout", "60", NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_wait_told (&scene, "2");
  source = g_timeout_source_new (100);
  g_source_set_callback (source, set_flag, &later, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  scene_wait (&scene, &later);
  g_source_unref (source);
  scene_hang_up (&scene);
}
END_TEST

START_TEST (hang_up_may_be_repeated_and_forced)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  bring_up (&scene, "alice");
  beck_ras_openvpn.hang_up (scene.session, FALSE);
  beck_ras_openvpn.hang_up (scene.session, FALSE);
  beck_ras_openvpn.hang_up (scene.session, TRUE);
  beck_ras_openvpn.hang_up (scene.session, TRUE);
  scene_end (&scene, UP " ended");
}
END_TEST

/* A helper that does not listen is made to end after a time that nobody needs to wait for. */
static guint end_limit;

static void
end_soon (void)
{
  end_limit = openvpn_end_limit;
  openvpn_end_limit = 200;
}

static void
end_as_ever (void)
{
  openvpn_end_limit = end_limit;
}

START_TEST (helper_that_is_halted_is_ended_all_the_same)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  bring_up (&scene, "alice");
  kill (scene_helper (&scene), SIGSTOP);
  end_soon ();
  scene_hang_up (&scene);
  end_as_ever ();
}
END_TEST

static void
change_default_route (const char *verb)
{
  int status = -1;

  ck_assert (g_spawn_sync (NULL,
                           (char *[]){ (char *) "ip", (char *) "route", (char *) verb,
                                       (char *) "default", (char *) "via", (char *) "192.0.2.1",
                                       NULL },
                           NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  ck_assert_int_eq (status, 0);
}

/* With all traffic through the tunnel there is a route to the server beside it. */
START_TEST (helper_that_is_killed_leaves_no_route)
{
  guint n_routes;
  Scene scene;

  change_default_route ("add");
  n_routes = scene_count_routes ();
  scene_init (&scene, "office", "Options", "16", NULL);
  bring_up (&scene, "alice");
  ck_assert_uint_eq (scene_count_routes (), n_routes + 4);
  kill (scene_helper (&scene), _i == 0 ? SIGKILL : SIGSTOP);
  end_soon ();
  if (_i == 0)
    scene_end (&scene, UP " down:619 ended");
  else
    scene_hang_up (&scene);
  end_as_ever ();
  ck_assert_uint_eq (scene_count_routes (), n_routes);
  change_default_route ("del");
}
END_TEST

Suite *
openvpn_end_suite (void)
{
  Suite *suite = suite_create ("openvpn-end");
  TCase *tcase = tcase_create ("end");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, scene_set_up, scene_tear_down);
  tcase_add_loop_test (tcase, server_that_stops_is_a_remote_disconnection, 0, 2);
  tcase_add_loop_test (tcase, server_that_is_killed_is_noticed, 0, 2);
  tcase_add_test (tcase, cable_that_is_cut_is_noticed);
  tcase_add_loop_test (tcase, limits_of_the_server_end_the_link, 0, 2);
  tcase_add_test (tcase, idle_seconds_of_the_entry_end_the_link);
  tcase_add_test (tcase, helper_that_is_killed_is_a_lost_port);
  tcase_add_test (tcase, helper_that_another_process_ends_is_a_user_disconnection);
  tcase_add_test (tcase, helper_that_is_killed_while_dialling_is_a_lost_port);
  tcase_add_test (tcase, link_is_dialled_again_if_it_is_to_be_kept);
  tcase_add_test (tcase, link_that_cannot_be_kept_is_down);
  tcase_add_test (tcase, link_that_is_being_dialled_again_is_hung_up);
  tcase_add_test (tcase, dial_is_tried_again_as_often_as_the_entry_says);
  tcase_add_loop_test (tcase, hang_up_inside_any_state_ends_everything, 0,
                       G_N_ELEMENTS (stages));
  tcase_add_test (tcase, hang_up_at_once_ends_everything);
  tcase_add_test (tcase, hang_up_inside_up_ends_everything);
  tcase_add_loop_test (tcase, hang_up_while_the_server_is_silent_ends_everything, 0, 2);
  tcase_add_test (tcase, hang_up_may_be_repeated_and_forced);
  tcase_add_test (tcase, helper_that_is_halted_is_ended_all_the_same);
  tcase_add_loop_test (tcase, helper_that_is_killed_leaves_no_route, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}
