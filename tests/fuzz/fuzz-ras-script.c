/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary text as a script of the simulator, and as a line of pppd. A script is refused at a
 * place inside the text, or has arguments that keep to their limits, of which the last step is one
 * that a script may end with.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "ras/pppd-private.h"
#include "ras/script.h"

#include "fuzz.h"

#include <string.h>

static void
check_step (const BeckRasStep *step)
{
  g_assert (step->kind <= BECK_RAS_STEP_DROP);
  g_assert (step->n_arguments <= BECK_RAS_SCRIPT_MAX_ARGUMENTS);
  for (guint i = 0; i < BECK_RAS_SCRIPT_MAX_ARGUMENTS; i++)
    g_assert (g_utf8_validate (step->texts[i], -1, NULL));
  if (step->kind == BECK_RAS_STEP_CHECK)
    g_assert (step->numbers[0] <= BECK_RAS_CHECK_CALLBACK);
  if (step->kind == BECK_RAS_STEP_UNTIL || step->kind == BECK_RAS_STEP_WHILE)
    g_assert (step->texts[0][0] == '/');
  if (step->kind == BECK_RAS_STEP_DEVICE)
    g_assert (strlen (step->texts[0]) <= 16 && strlen (step->texts[1]) <= 128);
}

/* A link comes up once, and nothing comes after the end. */
static void
check_order (const BeckRasScript *script)
{
  guint n_ups = 0;

  for (guint i = 0; i < script->n_steps; i++)
    {
      const BeckRasStepKind kind = script->steps[i].kind;

      n_ups += kind == BECK_RAS_STEP_UP;
      g_assert (kind != BECK_RAS_STEP_DROP || n_ups == 1);
      g_assert (kind != BECK_RAS_STEP_STATE || n_ups == 0);
      if (kind == BECK_RAS_STEP_FAIL || kind == BECK_RAS_STEP_REFUSE || kind == BECK_RAS_STEP_DROP)
        g_assert (i == script->n_steps - 1);
    }
  g_assert (n_ups <= 1);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize position = G_MAXSIZE;
  BeckRasScriptError error;
  BeckRasScript *script;
  PppdFact fact;

  error = beck_ras_script_parse (text, &script, &position);
  g_assert (position <= strlen (text));
  g_assert ((script != NULL) == (error == BECK_RAS_SCRIPT_OK));
  g_assert (beck_ras_script_describe (error) != NULL);
  for (guint i = 0; script != NULL && i < script->n_steps; i++)
    check_step (&script->steps[i]);
  if (script != NULL)
    check_order (script);
  beck_ras_script_free (script);

  fact = pppd_read_line (text);
  g_assert (fact.kind <= PPPD_UNANSWERED);
  g_assert (strlen (fact.text) < sizeof fact.text);
  return 0;
}
