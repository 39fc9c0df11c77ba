/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Questions and passwords. What is typed goes from the kernel to the pages of the answer, with
 * no copy in between; while a password is asked for the terminal does not echo.
 */

#include "ras-terminal.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

/* ---- Secrets and answers ---- */

gpointer
ras_secret_new (gsize size)
{
  void *block = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (block == MAP_FAILED)
    g_error ("no memory");
  /* Both are the best that can be had; neither can be insisted on. */
  mlock (block, size);
  madvise (block, size, MADV_DONTDUMP);
  return block;
}

void
ras_secret_free (gpointer block, gsize size)
{
  if (block == NULL)
    return;
  explicit_bzero (block, size);
  munmap (block, size);
}

RasAnswer *
ras_answer_new (void)
{
  return ras_secret_new (sizeof (RasAnswer));
}

void
ras_answer_free (RasAnswer *answer)
{
  ras_secret_free (answer, sizeof (RasAnswer));
}

gboolean
ras_answer_set_wide (RasAnswer *answer)
{
  gsize n = 0;

  if (!g_utf8_validate (answer->text, -1, NULL))
    return FALSE;
  for (const char *p = answer->text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n + 2 >= RAS_ANSWER_CHARS)
        return FALSE;
      if (c >= 0x10000)
        answer->wide[n++] = (WCHAR) (0xD7C0 + (c >> 10));
      answer->wide[n++] = (WCHAR) (c >= 0x10000 ? 0xDC00 + (c & 0x3FF) : c);
    }
  answer->wide[n] = 0;
  return TRUE;
}

typedef enum
{
  MORE,
  COMPLETE,
  BROKEN, /* errno says why; 0: too long */
} Reading;

/* Reads once, behind the *@n bytes that are there. */
static Reading
read_more (RasAnswer *answer, int fd, gsize *n)
{
  char *at = answer->text + *n;
  gssize got = read (fd, at, sizeof answer->text - 1 - *n);
  char *end;

  if (got < 0)
    return errno == EINTR || errno == EAGAIN ? MORE : BROKEN;
  at[got] = '\0';
  *n += (gsize) got;
  end = memchr (at, '\n', (gsize) got);
  if (end != NULL)
    *end = '\0';
  if (end != NULL || got == 0)
    return COMPLETE;
  errno = 0;
  return *n < sizeof answer->text - 1 ? MORE : BROKEN;
}

gboolean
ras_answer_read (RasAnswer *answer, int fd, GError **error)
{
  Reading reading;
  gsize n = 0;

  while ((reading = read_more (answer, fd, &n)) == MORE)
    ;
  if (reading == BROKEN && errno != 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "the password: %s",
                 g_strerror (errno));
  else if (reading == BROKEN || !ras_answer_set_wide (answer))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "the password is not UTF-8, or too long");
  else
    return TRUE;
  return FALSE;
}

/* ---- The terminal ---- */

typedef struct
{
  RasAnswer *answer;
  gsize n;
  gboolean answered;
  gboolean usable;
} Question;

gboolean
ras_terminal_is_there (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

static gboolean
on_input (gint fd, GIOCondition condition, gpointer data)
{
  Question *question = data;
  Reading reading = read_more (question->answer, fd, &question->n);

  if (reading == MORE)
    return G_SOURCE_CONTINUE;
  question->answered = TRUE;
  /* Without even a line end it was Ctrl-D. */
  question->usable = reading == COMPLETE && question->n > 0
                     && ras_answer_set_wide (question->answer);
  return G_SOURCE_REMOVE;
}

static gboolean
wait_for_answer (RasAnswer *answer, const gboolean *stop)
{
  Question question = { .answer = answer };
  GSource *source = g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP);

  g_source_set_callback (source, G_SOURCE_FUNC (on_input), &question, NULL);
  g_source_attach (source, NULL);
  while (!question.answered && !*stop)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
  g_source_unref (source);
  return question.answered && question.usable && !*stop;
}

gboolean
ras_terminal_ask (const char *prompt, gboolean echo, const gboolean *stop, RasAnswer *answer)
{
  struct termios before, silent;
  gboolean usable;

  explicit_bzero (answer, sizeof *answer);
  if (!echo && tcgetattr (STDIN_FILENO, &before) != 0)
    return FALSE;
  if (!echo)
    {
      silent = before;
      silent.c_lflag &= (tcflag_t) ~ECHO;
      silent.c_lflag |= ECHONL;
      if (tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent) != 0)
        return FALSE;
    }
  fputs (prompt, stderr);
  fflush (stderr);
  usable = wait_for_answer (answer, stop);
  if (!echo)
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  return usable;
}
