/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The scripts of the simulator (docs/ras-simulator.md): text in, steps or a typed error out.
 *
 * Steps are separated by ';' or line ends and have a word and arguments, which are separated by
 * blanks. An argument with blanks or ';' stands in double quotes; '\' keeps the next character
 * from its meaning there. '#' outside quotes begins a comment up to the end of the line.
 */

#include <beck/types.h>
#include <glib.h>

#define BECK_RAS_SCRIPT_MAX_BYTES 65536
#define BECK_RAS_SCRIPT_MAX_STEPS 1024
#define BECK_RAS_SCRIPT_MAX_ARGUMENTS 4

typedef enum
{
  BECK_RAS_STEP_STATE, /* a running state */
  BECK_RAS_STEP_DELAY, /* milliseconds */
  BECK_RAS_STEP_DEVICE, /* type, name */
  BECK_RAS_STEP_NEED, /* paused state, error, state of the error, prompt */
  BECK_RAS_STEP_LOGIN, /* user name, password, tries */
  BECK_RAS_STEP_CHANGE, /* password */
  BECK_RAS_STEP_CALLBACK, /* number */
  BECK_RAS_STEP_CHECK, /* what, value, error, state of the error */
  BECK_RAS_STEP_FAIL, /* error, state, extended error */
  BECK_RAS_STEP_REFUSE, /* error */
  BECK_RAS_STEP_ADDRESS, /* own IPv4, the server's, own IPv6, the server's */
  BECK_RAS_STEP_ENDPOINT, /* of the carrier: own, the server's */
  BECK_RAS_STEP_PROJECT,
  BECK_RAS_STEP_HELPER,
  BECK_RAS_STEP_UP,
  BECK_RAS_STEP_SUBSTATE,
  BECK_RAS_STEP_TRAFFIC, /* bytes, frames */
  BECK_RAS_STEP_RATE, /* bytes, frames a second */
  BECK_RAS_STEP_UNTIL, /* a file is there */
  BECK_RAS_STEP_WHILE, /* a file is there */
  BECK_RAS_STEP_SILENCE,
  BECK_RAS_STEP_HANGUP, /* milliseconds that it takes */
  BECK_RAS_STEP_DROP, /* error */
} BeckRasStepKind;

/* What a script may look at with the word check. */
typedef enum
{
  BECK_RAS_CHECK_USER,
  BECK_RAS_CHECK_PASSWORD,
  BECK_RAS_CHECK_DOMAIN,
  BECK_RAS_CHECK_NUMBER,
  BECK_RAS_CHECK_CALLBACK,
} BeckRasCheck;

/* Arguments in the order of the kind's comment; what is left out has its default, "" and 0 if the
 * word names no other. An argument is in texts or in numbers. */
typedef struct
{
  BeckRasStepKind kind;
  guint n_arguments; /* that were given */
  guint32 numbers[BECK_RAS_SCRIPT_MAX_ARGUMENTS];
  const char *texts[BECK_RAS_SCRIPT_MAX_ARGUMENTS];
} BeckRasStep;

typedef struct
{
  guint n_steps;
  BeckRasStep *steps;
} BeckRasScript;

typedef enum
{
  BECK_RAS_SCRIPT_OK,
  BECK_RAS_SCRIPT_NO_MEMORY,
  BECK_RAS_SCRIPT_TOO_LONG, /* more bytes or steps than the limits */
  BECK_RAS_SCRIPT_BAD_TEXT, /* no UTF-8, or a control character */
  BECK_RAS_SCRIPT_OPEN_QUOTE,
  BECK_RAS_SCRIPT_UNKNOWN_WORD,
  BECK_RAS_SCRIPT_MISSING_ARGUMENT,
  BECK_RAS_SCRIPT_EXTRA_ARGUMENT,
  BECK_RAS_SCRIPT_BAD_NUMBER,
  BECK_RAS_SCRIPT_BAD_STATE, /* not a state of the kind that the word takes */
  BECK_RAS_SCRIPT_BAD_ADDRESS,
  BECK_RAS_SCRIPT_BAD_CHECK, /* nothing that can be checked */
  BECK_RAS_SCRIPT_ARGUMENT_TOO_LONG,
  BECK_RAS_SCRIPT_RELATIVE_PATH,
  BECK_RAS_SCRIPT_BEFORE_UP, /* what only a connected link can do */
  BECK_RAS_SCRIPT_AFTER_UP, /* what a connected link does not do any more */
  BECK_RAS_SCRIPT_AFTER_END, /* a step after fail, drop or refuse */
} BeckRasScriptError;

/* @script (out) (transfer full): NULL after an error. @position (out): the byte where the step or
 * the argument in question begins. Pure; any thread. */
BeckRasScriptError beck_ras_script_parse (const char *text, BeckRasScript **script,
                                          gsize *position);
void beck_ras_script_free (BeckRasScript *script); /* (nullable) */

/* For people; static. */
const char *beck_ras_script_describe (BeckRasScriptError error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckRasScript, beck_ras_script_free)
