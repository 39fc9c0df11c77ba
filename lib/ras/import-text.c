/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Rewriting profiles. The text is walked twice: to check and to measure, and then to write, since
 * secret memory does not grow. Only lines that name files change; what is in blocks is copied.
 */

#include "ras/import-text.h"

#include <string.h>
#include <unistd.h>
#include <win/raserror.h>

#include "ras/openvpn-profile.h"
#include "ras/secret.h"

/* Directives that name a file, and as which of their words. */
static const struct
{
  const char *name;
  guint word;
} files[] = {
  { "ca", 1 },
  { "cert", 1 },
  { "key", 1 },
  { "extra-certs", 1 },
  { "dh", 1 },
  { "pkcs12", 1 },
  { "capath", 1 },
  { "crl-verify", 1 },
  { "tls-auth", 1 },
  { "tls-crypt", 1 },
  { "tls-crypt-v2", 1 },
  { "secret", 1 },
  { "askpass", 1 },
  { "auth-user-pass", 1 },
  { "http-proxy-user-pass", 1 },
  { "http-proxy", 3 },
  { "socks-proxy", 3 },
};

typedef struct
{
  const char *directory;
  char *out; /* NULL while measuring */
  gsize size;
  char tag[BECK_RAS_OPENVPN_LINE + 1]; /* of the block that we are in, "" in none */
  char **why;
} Copy;

static void
put (Copy *copy, const char *text, gsize size)
{
  if (copy->out != NULL)
    memcpy (copy->out + copy->size, text, size);
  copy->size += size;
}

/* ---- Blocks ---- */

/* Of the blocks only that of a server has directives in it. */
static void
begin_block (Copy *copy, const char *word)
{
  const gsize length = strlen (word);

  if (word[0] == '<' && word[length - 1] == '>' && strcmp (word, "<connection>") != 0
      && word[1] != '/')
    g_snprintf (copy->tag, sizeof copy->tag, "</%s", word + 1);
}

static gboolean
ends_block (const Copy *copy, const char *line, gsize length)
{
  for (; length > 0 && g_ascii_isspace (*line); length--)
    line++;
  return length >= strlen (copy->tag) && memcmp (line, copy->tag, strlen (copy->tag)) == 0;
}

/* ---- Lines ---- */

/* The word that is a file's name, 0 if none is. */
static guint
file_word (const BeckRasOpenvpnLine *line)
{
  const guint first = line->n > 2 && strcmp (line->words[0], "setenv") == 0
                              && strcmp (line->words[1], "opt") == 0
                          ? 2
                          : 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (strcmp (line->words[first], files[i].name) == 0 && line->n > first + files[i].word)
      return first + files[i].word;
  return 0;
}

/* These are names of files to OpenVPN in no case. */
static gboolean
is_no_file (const char *word)
{
  return strcmp (word, "[inline]") == 0 || strcmp (word, "none") == 0
         || strcmp (word, "auto") == 0 || strcmp (word, "auto-nct") == 0
         || strcmp (word, "stdin") == 0;
}

static void
append_quoted (GString *line, const char *word)
{
  g_string_append_c (line, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"' || *word == '\\')
        g_string_append_c (line, '\\');
      g_string_append_c (line, *word);
    }
  g_string_append_c (line, '"');
}

static gboolean
refuse (Copy *copy, const char *format, const char *what)
{
  *copy->why = g_strdup_printf (format, what);
  return FALSE;
}

/* There is no secret in a line that names a file. */
static gboolean
put_with_path (Copy *copy, const BeckRasOpenvpnLine *split, guint word)
{
  g_autofree char *path = g_canonicalize_filename (split->words[word], copy->directory);
  g_autoptr (GString) line = g_string_new (NULL);

  if (strpbrk (path, "\r\n") != NULL)
    return refuse (copy, "the name of a file that \"%s\" needs has a line break",
                   split->words[0]);
  if (access (path, R_OK) != 0)
    return refuse (copy, "%s cannot be read", path);
  for (guint i = 0; i < split->n; i++)
    {
      if (i > 0)
        g_string_append_c (line, ' ');
      append_quoted (line, i == word ? path : split->words[i]);
    }
  if (line->len >= BECK_RAS_OPENVPN_LINE)
    return refuse (copy, "%s is too long a name for OpenVPN", path);
  put (copy, line->str, line->len);
  return TRUE;
}

/* What would make names count from elsewhere, or ask for scripts. */
static gboolean
may_stay (Copy *copy, const BeckRasOpenvpnLine *split)
{
  const char *name = split->words[0];

  if (strcmp (name, "cd") == 0)
    return refuse (copy, "\"%s\" is not supported: names of files count from the profile", name);
  if (strcmp (name, "script-security") == 0 && split->n > 1
      && strtoul (split->words[1], NULL, 10) > 1)
    return refuse (copy, "\"%s\" is refused: no profile may run programs", name);
  return TRUE;
}

static gboolean
put_directive (Copy *copy, const char *line, gsize length)
{
  BeckRasOpenvpnLine split;
  guint word;

  if (beck_ras_openvpn_split (line, length, &split) && split.n > 0)
    {
      if (!may_stay (copy, &split))
        return FALSE;
      if (split.n == 1)
        begin_block (copy, split.words[0]);
      word = file_word (&split);
      if (word > 0 && !is_no_file (split.words[word]))
        return put_with_path (copy, &split, word);
    }
  put (copy, line, length);
  return TRUE;
}

static gboolean
put_line (Copy *copy, const char *line, gsize length)
{
  if (copy->tag[0] == '\0')
    return put_directive (copy, line, length);
  if (ends_block (copy, line, length))
    copy->tag[0] = '\0';
  put (copy, line, length);
  return TRUE;
}

static gboolean
walk (Copy *copy, const char *text, gsize size, guint *line)
{
  const char *end = text + size;

  copy->size = 0;
  copy->tag[0] = '\0';
  /* The mark of UTF-8 is no part of the first line. */
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      put (copy, text, 3);
      text += 3;
    }
  for (*line = 1; text < end; ++*line)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      const char *line_end = newline != NULL ? newline : end;

      if (!put_line (copy, text, (gsize) (line_end - text)))
        return FALSE;
      put (copy, "\n", 1);
      text = newline != NULL ? newline + 1 : end;
    }
  return TRUE;
}

guint32
beck_ras_import_text (const char *text, gsize size, const char *directory,
                      BeckRasImportText *result, guint *line, char **why)
{
  Copy copy = { .directory = directory, .why = why };

  *result = (BeckRasImportText) { NULL, 0 };
  *why = NULL;
  if (!walk (&copy, text, size, line))
    return ERROR_CORRUPT_PHONEBOOK;
  result->text = beck_ras_secret_alloc (copy.size + 1);
  if (result->text == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  copy.out = result->text;
  result->size = copy.size;
  /* A file that has gone in between is told as any other that is not there. */
  if (walk (&copy, text, size, line))
    return ERROR_SUCCESS;
  beck_ras_secret_free (g_steal_pointer (&result->text));
  return ERROR_CORRUPT_PHONEBOOK;
}

/* ---- Why not ---- */

static const char *
find_line (const char *text, gsize size, guint line, gsize *length)
{
  const char *end = text + size, *newline;

  while (--line > 0 && (newline = memchr (text, '\n', (gsize) (end - text))) != NULL)
    text = newline + 1;
  newline = memchr (text, '\n', (gsize) (end - text));
  *length = (gsize) ((newline != NULL ? newline : end) - text);
  return text;
}

char *
beck_ras_import_why_refused (const char *text, gsize size, guint line)
{
  BeckRasOpenvpnLine split;
  gsize length;
  const char *begin;

  if (line == 0)
    return g_strdup ("the profile is too large");
  begin = find_line (text, size, line, &length);
  if (length >= BECK_RAS_OPENVPN_LINE)
    return g_strdup ("the line is too long");
  if (!beck_ras_openvpn_split (begin, length, &split))
    return g_strdup ("the line cannot be taken apart: a quote has no end, or there are too many "
                     "words");
  if (split.n > 0 && beck_ras_openvpn_judge (&split) == BECK_RAS_OPENVPN_REFUSE)
    return g_strdup_printf ("\"%s\" is refused: no profile may run programs, load libraries or "
                            "take OpenVPN over",
                            split.words[0]);
  return g_strdup ("a block is out of place here, or has no end");
}
