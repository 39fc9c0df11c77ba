/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A back end driven alone, on a loop of the test's own: what it tells is written down as words,
 * which a test compares as a whole.
 *
 *   state 2           "2"
 *   need              "need 0x1001 6 691", and the prompt in quotes if there is one
 *   projected, up     "projected 192.0.2.2 192.0.2.1", "up"
 *   sub_state         "sub 1"
 *   failed            "failed 6 691 0"
 *   down, ended       "down 619", "ended"
 */

#include "beck-test.h"
#include "ras/backend.h"

typedef struct Kit Kit;

struct Kit
{
  const BeckRasBackend *backend;
  BeckRasDial dial;
  BeckRasCredentials *credentials;
  BeckRasSession *session;
  GString *told;
  BeckRasLink link; /* as it was told last */
  gboolean has_ended;
  /* Runs inside an event, after it was written down. */
  void (*react) (Kit *kit, const char *word);
};

/* Fixtures, checked: the loop of a test. */
void kit_set_up_loop (void);
void kit_tear_down_loop (void);

/* @keys: key, value, ..., NULL. */
BeckRasEntry *kit_entry (const char *const *keys);

/* A dial that has not begun. The entry is taken. */
void kit_init (Kit *kit, const BeckRasBackend *backend, BeckRasEntry *entry);
void kit_set_credentials (Kit *kit, const char *user_name, const char *password);
/* Begins it, which must succeed. */
void kit_start (Kit *kit);
/* Until @word is the last that was told. */
void kit_run_until (Kit *kit, const char *word);
void kit_run_to_end (Kit *kit);
/* Until nothing is left that could be done at once. */
void kit_run_while_busy (void);
void kit_answer (Kit *kit, const char *user_name, const char *password, const char *number);
void kit_hang_up (Kit *kit);
/* For react: releases the session inside its last event. */
void kit_release_at_the_end (Kit *kit, const char *word);
/* Releases what has ended or was left, with the entry. */
void kit_clear (Kit *kit);

/* What was told so far, and forgets it. */
#define kit_assert_told(kit, words)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    ck_assert_str_eq ((kit)->told->str, words);                                                    \
    g_string_truncate ((kit)->told, 0);                                                            \
  }                                                                                                \
  G_STMT_END

extern const BeckRasEvents kit_events;
