/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What people are asked while the main loop goes on, and passwords, which are kept apart.
 */

#include <beck/types.h>
#include <glib.h>

/* More than RAS_MaxEntryName, UNLEN and PWLEN have. */
#define RAS_ANSWER_CHARS 257

/* Zero bytes in pages of their own that are locked if that is allowed and in no core dump. Ends the
 * process if there is no memory. */
gpointer ras_secret_new (gsize size);

/* Wiped. (nullable) */
void ras_secret_free (gpointer block, gsize size);

/**
 * RasAnswer:
 *
 * A line as UTF-8 and UTF-16, in secret pages.
 */
typedef struct
{
  char text[4 * RAS_ANSWER_CHARS + 1];
  WCHAR wide[RAS_ANSWER_CHARS];
} RasAnswer;

RasAnswer *ras_answer_new (void);

/* Wiped. (nullable) */
void ras_answer_free (RasAnswer *answer);

/**
 * ras_answer_set_wide:
 * @answer: with its text
 *
 * Returns: FALSE if the text is no UTF-8 or longer than a password may be
 */
gboolean ras_answer_set_wide (RasAnswer *answer);

/* Whether somebody can be asked. */
gboolean ras_terminal_is_there (void);

/**
 * ras_terminal_ask:
 * @prompt: printed on standard error
 * @echo: whether what is typed can be seen
 * @stop: iterations of the default main context end the question by setting it
 * @answer: what was typed, without the line end
 *
 * Reads a line from the terminal, with the default main context running meanwhile.
 *
 * Returns: FALSE if it was stopped, standard input ended, or the line is none that can be used
 */
gboolean ras_terminal_ask (const char *prompt, gboolean echo, const gboolean *stop,
                           RasAnswer *answer);

/**
 * ras_answer_read:
 * @fd: a descriptor
 *
 * Reads up to the end of the line or of the file.
 *
 * Returns: FALSE, with @error, if it cannot be read or is none that can be used
 */
gboolean ras_answer_read (RasAnswer *answer, int fd, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RasAnswer, ras_answer_free)
