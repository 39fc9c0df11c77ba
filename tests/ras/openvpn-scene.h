/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The OpenVPN back end by itself, in the network of demos/ras/network: what it tells is written
 * down as words.
 *
 *   0 1 2 ...       a state, in decimal up to 999 and hexadecimal from 0x1000 on, once in a row
 *   need:S/E        a paused state S, with the error E of who may not pause
 *   projected  up  sub:N
 *   failed:S/E      in the state S
 *   down:E
 *   ended
 */

#include "beck-test.h"
#include "ras/backends.h"

typedef struct
{
  GString *told;
  BeckRasEntry *entry;
  BeckRasCredentials *credentials;
  BeckRasDial dial;
  BeckRasSession *session;
  guint32 last_state;
  guint32 error; /* of need, failed or down */
  gboolean is_up, is_paused, is_ended;
  gboolean was_projected; /* with an address */
  char prompt[256];
  BeckRasLink link;
  /* For the test: */
  guint32 hang_up_at; /* in this state, from inside; 0xffffffff: never */
  gboolean hang_up_at_up;
} Scene;

/* Before and after each test: the loop's context, and that nothing is left over. */
void scene_set_up (void);
void scene_tear_down (void);

/* The right password of every user, and the directory of the network. */
const char *scene_password (void);
const char *scene_directory (void);

/* Has the network do something: "server stop". */
void scene_network (const char *verb, const char *argument);

/* Of an entry of the network's phone book, with KEY, VALUE, ..., NULL set anew. */
void scene_init (Scene *scene, const char *entry, ...) G_GNUC_NULL_TERMINATED;

/* Without a network: an entry of KEY, VALUE, ..., NULL. */
void scene_set_up_alone (void);
void scene_tear_down_alone (void);
void scene_init_alone (Scene *scene, ...) G_GNUC_NULL_TERMINATED;

/* Begins, and expects 0. */
void scene_dial (Scene *scene, const char *user, const char *password, guint32 options);
void scene_wait (Scene *scene, const gboolean *until);
void scene_wait_state (Scene *scene, guint32 state);
void scene_wait_told (Scene *scene, const char *word);
/* The rest, which ends with "ended"; frees all of it. Expects what was told to be so. */
void scene_end (Scene *scene, const char *told);
/* Hangs up and ends; what was told is expected to end with "ended". */
void scene_hang_up (Scene *scene);
void scene_clear (Scene *scene);

void scene_iterate (void);

/* Of a link that was saved: begins. Returns what attach does. */
guint32 scene_attach (Scene *scene, GKeyFile *record);
void scene_answer (Scene *scene, const char *user, const char *password);

/* A copy of the profile of an entry with @lines at its end, which the scene then dials with. */
void scene_extend_profile (Scene *scene, const char *lines);

/* What is left: 0 is expected of each. */
guint scene_count_places (void);
guint scene_count_devices (void);
guint scene_count_helpers (void);
guint scene_count_routes (void);
pid_t scene_helper (const Scene *scene);
