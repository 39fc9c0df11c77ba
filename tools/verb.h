/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The verbs of the command line, in a tree: "beck ndr dump" is a verb below a verb.
 */

#include <glib.h>

enum
{
  BECK_EXIT_OK = 0,
  BECK_EXIT_FAILED = 1, /* what was asked for did not work out */
  BECK_EXIT_USAGE = 2,  /* the command line makes no sense */
};

/**
 * BeckVerb:
 * @name: the word on the command line
 * @summary: what it does, a few words for lists
 * @run: does it. The first word is the path to the verb, "beck ndr dump", for messages;
 *   the others follow it on the command line. Returns the exit status.
 */
typedef struct
{
  const char *name;
  const char *summary;
  int (*run) (char **words);
} BeckVerb;

/**
 * beck_verbs_run:
 * @verbs: ends with %NULL
 * @summary: what they have in common, for --help
 * @words: as BeckVerb.run is given them
 *
 * Runs the verb that the second word names, or prints their list for --help.
 *
 * Returns: the exit status
 */
int beck_verbs_run (const BeckVerb *const verbs[], const char *summary, char **words);

/**
 * beck_verb_error:
 * @words: of the verb
 * @status: to return
 *
 * Prints one line on standard error.
 *
 * Returns: @status
 */
int beck_verb_error (char **words, int status, const char *format, ...) G_GNUC_PRINTF (3, 4);

/**
 * beck_verb_finish:
 * @words: of the verb
 * @status: what it would exit with
 *
 * To be called when all is printed.
 *
 * Returns: @status, or %BECK_EXIT_FAILED, with a line on standard error, if standard output
 *   could not be written
 */
int beck_verb_finish (char **words, int status);

/* verb-ndr.c */
extern const BeckVerb beck_verb_ndr;

/* verb-rpc.c */
extern const BeckVerb beck_verb_rpc;

/* verb-ras.c */
extern const BeckVerb beck_verb_ras;
