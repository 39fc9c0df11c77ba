/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The command line: from the kernel's list of arguments to one text by the rules of Windows, and from
 * such a text to a list. */

#include <win/processenv.h>
#include <win/winbase.h>

#include <beck/utf16.h>
#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "win/error.h"
#include "win/proc-file.h"

/* ---- From arguments to text ---- */

static gboolean
needs_quotes (const char *argument)
{
  return argument[0] == '\0' || strpbrk (argument, " \t\n\v\"") != NULL;
}

/* Twice the backslashes before a quote, and one for the quote itself. */
static char *
append_quoted (char *out, const char *argument)
{
  *out++ = '"';
  for (;;)
    {
      gsize backslashes = strspn (argument, "\\");

      memset (out, '\\', backslashes);
      out += backslashes;
      argument += backslashes;
      if (*argument == '"' || *argument == '\0')
        {
          memset (out, '\\', backslashes);
          out += backslashes;
        }
      if (*argument == '\0')
        break;
      if (*argument == '"')
        *out++ = '\\';
      *out++ = *argument++;
    }
  *out++ = '"';
  return out;
}

/* @size bytes of arguments, each with its NUL. Returns: (transfer full) (nullable) */
static char *
join (const char *arguments, gsize size)
{
  /* All doubled, two quotes and a blank for each. */
  char *line = beck_alloc (size * 2 + 3 * size + 1);
  char *out = line;

  if (line == NULL)
    return NULL;
  for (const char *p = arguments; p < arguments + size; p += strlen (p) + 1)
    {
      if (p > arguments)
        *out++ = ' ';
      out = needs_quotes (p) ? append_quoted (out, p) : stpcpy (out, p);
    }
  *out = '\0';
  return line;
}

/* Made once, kept for ever. */
static char *line_a;
static OLECHAR *line_w;

static void
make_lines (void)
{
  gsize size;
  char *arguments = beck_win_read_file ("/proc/self/cmdline", &size);

  if (arguments == NULL)
    return;
  line_a = join (arguments, size);
  beck_free (arguments);
  if (line_a != NULL)
    beck_utf16_from_utf8 (line_a, -1, &line_w, NULL, NULL);
}

static pthread_once_t lines_once = PTHREAD_ONCE_INIT;

LPSTR
GetCommandLineA (void)
{
  pthread_once (&lines_once, make_lines);
  return line_a;
}

LPWSTR
GetCommandLineW (void)
{
  pthread_once (&lines_once, make_lines);
  return line_w;
}

/* ---- From text to arguments ---- */

static gboolean
is_blank (WCHAR character)
{
  return character == u' ' || character == u'\t';
}

static LPCWSTR
skip_blanks (LPCWSTR p)
{
  while (is_blank (*p))
    p++;
  return p;
}

/* The program's name: what quotes hold together, without escapes. */
static LPCWSTR
take_program (LPCWSTR p, LPWSTR *out)
{
  gboolean quoted = *p == u'"';

  if (quoted)
    p++;
  while (*p != 0 && (quoted ? *p != u'"' : !is_blank (*p)))
    *(*out)++ = *p++;
  *(*out)++ = 0;
  return quoted && *p == u'"' ? p + 1 : p;
}

/* Backslashes, and the quote behind them if they take its meaning. */
static LPCWSTR
take_backslashes (LPCWSTR p, LPWSTR *out)
{
  gsize n = 0;
  gsize literal;

  while (p[n] == u'\\')
    n++;
  p += n;
  literal = *p == u'"' ? n / 2 : n;
  while (literal-- > 0)
    *(*out)++ = u'\\';
  if (*p == u'"' && n % 2 == 1)
    *(*out)++ = *p++;
  return p;
}

static LPCWSTR
take_argument (LPCWSTR p, LPWSTR *out)
{
  gboolean quoted = FALSE;

  while (*p != 0 && (quoted || !is_blank (*p)))
    if (*p == u'\\')
      p = take_backslashes (p, out);
    else if (*p == u'"' && quoted && p[1] == u'"')
      {
        *(*out)++ = u'"';
        p += 2;
      }
    else if (*p == u'"')
      {
        quoted = !quoted;
        p++;
      }
    else
      *(*out)++ = *p++;
  *(*out)++ = 0;
  return p;
}

LPWSTR *
CommandLineToArgvW (LPCWSTR line, int *n)
{
  gsize length = beck_utf16_length (line);
  gsize most = length / 2 + 2;
  LPWSTR *arguments;
  LPWSTR out;

  if (line == NULL || n == NULL)
    {
      beck_win_fail (ERROR_INVALID_PARAMETER);
      return NULL;
    }
  arguments = beck_alloc ((most + 1) * sizeof *arguments + (length + most + 1) * sizeof *out);
  if (arguments == NULL)
    {
      beck_win_fail (ERROR_NOT_ENOUGH_MEMORY);
      return NULL;
    }
  out = (LPWSTR) (arguments + most + 1);
  arguments[0] = out;
  *n = 1;
  for (line = skip_blanks (take_program (line, &out)); *line != 0; line = skip_blanks (line))
    {
      arguments[(*n)++] = out;
      line = take_argument (line, &out);
    }
  arguments[*n] = NULL;
  return arguments;
}
