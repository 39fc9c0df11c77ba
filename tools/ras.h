/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the verbs of "beck ras" have in common.
 */

#include <beck/hresult.h>
#include <beck/ras-connection.h>
#include <beck/types.h>

#include "json.h"
#include "verb.h"

/* What may stand on their command lines; each verb takes some of it. */
typedef struct
{
  gboolean as_json;
  char *book;
  char **rest;
} RasCommand;

/* "ConnectDevice"; static */
const char *ras_state_to_name (DWORD state);
/* NULL for RASCSS_None */
const char *ras_sub_state_to_name (DWORD sub_state);

/* The number of remote access or of Windows in @hr; 0 if it is a success or has none. */
DWORD ras_error_from_hresult (HRESULT hr);

/* For people; free with g_free. */
char *ras_error_to_text (DWORD error);

/* Prints "error 691: …" on standard error; BECK_EXIT_FAILED. */
int ras_fail (char **words, DWORD error);
int ras_fail_hresult (char **words, HRESULT hr);

/* (transfer full): for a terminal, without its control characters */
char *ras_fit_for_terminal (const char *text);

/* Text of the interfaces; free with g_free. */
char *ras_from_wide (const WCHAR *text);

/**
 * ras_parse:
 * @entries: options beside --json and --phone-book
 * @min_rest: words that must be there besides
 * @max_rest: words that may
 * @what: their names, for help
 *
 * Returns: FALSE, with @error, if the command line makes no sense
 */
gboolean ras_parse (RasCommand *command, char **words, const GOptionEntry *entries,
                    guint min_rest, guint max_rest, const char *what, const char *summary,
                    GError **error);
void ras_command_clear (RasCommand *command);

/* Its fields, into an object that is open. */
void ras_put_connection (IdlJson *json, const BeckRasStatus *status,
                         const BeckRasProjection *projection);

/* ras-dial.c */
int ras_run_dial (char **words);

/* ras-show.c */
int ras_run_hang_up (char **words);
int ras_run_status (char **words);
int ras_run_list (char **words);
int ras_run_watch (char **words);

/* ras-book.c, ras-import.c */
int ras_run_entries (char **words);
int ras_run_import (char **words);
