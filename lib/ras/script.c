/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading scripts. One block holds the script, its steps and a copy of the text, which is cut into
 * arguments in place: an argument without its quotes is never longer than with them. The table
 * of words says what each takes; nothing is given out that does not keep to it.
 */

#include "ras/script-private.h"

#include <string.h>

#include "base/alloc.h"

/* Where reading has come to. */
typedef struct
{
  char *text; /* the copy */
  gsize at;
  gsize begin; /* of what an error is about */
  BeckRasScriptPhase phase;
} Reader;

static BeckRasScriptError
check_text (const char *text, gsize length, gsize *position)
{
  const char *end;

  *position = 0;
  if (length > BECK_RAS_SCRIPT_MAX_BYTES)
    return BECK_RAS_SCRIPT_TOO_LONG;
  if (!g_utf8_validate (text, (gssize) length, &end))
    {
      *position = (gsize) (end - text);
      return BECK_RAS_SCRIPT_BAD_TEXT;
    }
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (text[i]) && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
      {
        *position = i;
        return BECK_RAS_SCRIPT_BAD_TEXT;
      }
  return BECK_RAS_SCRIPT_OK;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static gboolean
ends_step (char c)
{
  return c == '\0' || c == ';' || c == '\n' || c == '#';
}

static void
skip_blanks (Reader *reader)
{
  while (is_blank (reader->text[reader->at]))
    reader->at++;
  reader->begin = reader->at;
}

/* To the first character of the next step. FALSE at the end. */
static gboolean
next_step (Reader *reader)
{
  for (;;)
    {
      char c;

      skip_blanks (reader);
      c = reader->text[reader->at];
      if (c == '\0')
        return FALSE;
      if (!ends_step (c))
        return TRUE;
      if (c == '#')
        reader->at += strcspn (reader->text + reader->at, "\n");
      else
        reader->at++;
    }
}

/* The reader stands behind the opening quote. */
static BeckRasScriptError
read_quoted (Reader *reader, char *to)
{
  const char *from = reader->text + reader->at;

  while (*from != '"')
    {
      if (*from == '\\' && from[1] != '\0')
        from++;
      if (*from == '\0')
        return BECK_RAS_SCRIPT_OPEN_QUOTE;
      *to++ = *from++;
    }
  reader->at = (gsize) (from + 1 - reader->text);
  *to = '\0';
  return BECK_RAS_SCRIPT_OK;
}

/* The word or argument that begins here; *@found is FALSE at the end of the step. The character
 * behind an argument without quotes is overwritten; what it meant is kept in *@stop. */
static BeckRasScriptError
read_token (Reader *reader, char **token, char *stop, gboolean *found)
{
  char *start;
  gsize length;

  if (*stop == '\0')
    skip_blanks (reader);
  *found = *stop == '\0' && !ends_step (reader->text[reader->at]);
  if (!*found)
    return BECK_RAS_SCRIPT_OK;
  start = reader->text + reader->at;
  *token = start;
  if (*start == '"')
    {
      reader->at++;
      return read_quoted (reader, start);
    }
  length = strcspn (start, " \t\r;\n#");
  reader->at += length;
  if (start[length] != '\0')
    {
      /* A blank separates arguments, the others end the step; a comment is still to be skipped. */
      *stop = is_blank (start[length]) ? '\0' : start[length];
      start[length] = '\0';
      reader->at++;
    }
  return BECK_RAS_SCRIPT_OK;
}

/* After a step that an unquoted argument ended: what the overwritten character began. */
static void
finish_step (Reader *reader, char stop)
{
  if (stop == '#')
    reader->at += strcspn (reader->text + reader->at, "\n");
}

static BeckRasScriptError
read_arguments (Reader *reader, const BeckRasScriptWord *word, BeckRasStep *step, char *stop)
{
  for (guint i = 0;; i++)
    {
      BeckRasScriptError error;
      gboolean found;
      char *token;

      error = read_token (reader, &token, stop, &found);
      if (error != BECK_RAS_SCRIPT_OK)
        return error;
      if (!found)
        return i < word->n_required ? BECK_RAS_SCRIPT_MISSING_ARGUMENT : BECK_RAS_SCRIPT_OK;
      if (i == strlen (word->arguments))
        return BECK_RAS_SCRIPT_EXTRA_ARGUMENT;
      error = beck_ras_script_convert (word->arguments[i], token, step, i);
      if (error != BECK_RAS_SCRIPT_OK)
        return error;
      step->n_arguments = i + 1;
    }
}

static BeckRasScriptError
read_step (Reader *reader, BeckRasStep *step)
{
  const gsize begin = reader->begin;
  const BeckRasScriptWord *word;
  BeckRasScriptError error;
  gboolean found;
  char stop = '\0';
  char *token = NULL;

  error = read_token (reader, &token, &stop, &found);
  if (error != BECK_RAS_SCRIPT_OK)
    return error;
  word = beck_ras_script_word (token);
  if (word == NULL)
    return BECK_RAS_SCRIPT_UNKNOWN_WORD;
  beck_ras_script_set_defaults (word, step);
  error = read_arguments (reader, word, step, &stop);
  finish_step (reader, stop);
  if (error == BECK_RAS_SCRIPT_OK || error == BECK_RAS_SCRIPT_MISSING_ARGUMENT)
    reader->begin = begin;
  if (error == BECK_RAS_SCRIPT_OK)
    error = beck_ras_script_advance (word, &reader->phase);
  return error;
}

static BeckRasScriptError
read_steps (Reader *reader, BeckRasScript *script, guint n_places)
{
  BeckRasScriptError error = BECK_RAS_SCRIPT_OK;

  while (error == BECK_RAS_SCRIPT_OK && next_step (reader))
    {
      if (script->n_steps == n_places)
        return BECK_RAS_SCRIPT_TOO_LONG;
      error = read_step (reader, &script->steps[script->n_steps++]);
    }
  return error;
}

/* More than there are steps, if separators stand in quotes. */
static guint
count_places (const char *text)
{
  guint n_places = 1;

  for (; *text != '\0'; text++)
    n_places += *text == ';' || *text == '\n';
  return MIN (n_places, BECK_RAS_SCRIPT_MAX_STEPS);
}

BeckRasScriptError
beck_ras_script_parse (const char *text, BeckRasScript **out, gsize *position)
{
  const gsize length = strlen (text);
  const guint n_places = count_places (text);
  BeckRasScriptError error;
  BeckRasScript *script;
  Reader reader = { .phase = BECK_RAS_SCRIPT_DIALLING };

  *out = NULL;
  error = check_text (text, length, position);
  if (error != BECK_RAS_SCRIPT_OK)
    return error;
  script = beck_alloc0 (sizeof *script + n_places * sizeof *script->steps + length + 1);
  if (script == NULL)
    return BECK_RAS_SCRIPT_NO_MEMORY;
  script->steps = (BeckRasStep *) (script + 1);
  reader.text = memcpy (script->steps + n_places, text, length + 1);
  error = read_steps (&reader, script, n_places);
  if (error == BECK_RAS_SCRIPT_OK)
    *out = script;
  else
    beck_ras_script_free (script);
  *position = reader.begin;
  return error;
}

void
beck_ras_script_free (BeckRasScript *script)
{
  beck_free (script);
}
