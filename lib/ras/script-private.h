/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The words of a script and the rules of their order (script-words.c), for its reader. */

#include "ras/script.h"

/* What a step may do depends on what the ones before it have done. */
typedef enum
{
  BECK_RAS_SCRIPT_DIALLING = 1 << 0,
  BECK_RAS_SCRIPT_CONNECTED = 1 << 1,
  BECK_RAS_SCRIPT_OVER = 1 << 2,
} BeckRasScriptPhase;

typedef struct
{
  const char *name;
  BeckRasStepKind kind;
  const char *arguments; /* a letter for each, see beck_ras_script_convert() */
  guint n_required;
  guint phases; /* in which it may stand */
  BeckRasScriptPhase then; /* 0: as before */
} BeckRasScriptWord;

/* NULL if there is none. */
const BeckRasScriptWord *beck_ras_script_word (const char *name);

void beck_ras_script_set_defaults (const BeckRasScriptWord *word, BeckRasStep *step);

/* Checks @text and makes it the argument @index of @step. The letters: n a number; r, p, s a
 * running state, paused state, sub-state; c what can be checked; D, N a device's type and name; 4,
 * 6, e an address of IPv4, IPv6, either, or ""; f an absolute path; t any text. */
BeckRasScriptError beck_ras_script_convert (char letter, const char *text, BeckRasStep *step,
                                            guint index);

/* Checks that @word may stand here. */
BeckRasScriptError beck_ras_script_advance (const BeckRasScriptWord *word,
                                            BeckRasScriptPhase *phase);
