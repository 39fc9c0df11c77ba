/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading profiles. The text that is left is what the helper is given, not the file: so what was
 * judged is what runs.
 */

#include "ras/openvpn-profile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/raserror.h>
#include <win/winerror.h>

#include "ras/secret.h"

/* ---- Words ---- */

typedef struct
{
  const char *at, *end;
  char *out;
} Scan;

/* Takes a word off, with its quotes and backslashes resolved; FALSE if it does not end. */
static gboolean
take_word (Scan *scan)
{
  const char quote = *scan->at == '"' || *scan->at == '\'' ? *scan->at++ : '\0';
  gboolean escaped = FALSE;

  for (; scan->at < scan->end; scan->at++)
    {
      const char c = *scan->at;

      if (!escaped && c == '\\' && quote != '\'')
        escaped = TRUE;
      else if (!escaped && (quote != '\0' ? c == quote : g_ascii_isspace (c)))
        {
          scan->at++;
          *scan->out++ = '\0';
          return TRUE;
        }
      else
        {
          *scan->out++ = c;
          escaped = FALSE;
        }
    }
  *scan->out++ = '\0';
  return quote == '\0' && !escaped;
}

gboolean
beck_ras_openvpn_split (const char *line, gsize length, BeckRasOpenvpnLine *split)
{
  Scan scan = { line, line + length, split->buffer };

  split->n = 0;
  if (length >= BECK_RAS_OPENVPN_LINE || memchr (line, '\0', length) != NULL)
    return FALSE;
  while (TRUE)
    {
      while (scan.at < scan.end && g_ascii_isspace (*scan.at))
        scan.at++;
      if (scan.at == scan.end || *scan.at == '#' || *scan.at == ';')
        break;
      if (split->n == BECK_RAS_OPENVPN_WORDS)
        return FALSE;
      split->words[split->n++] = scan.out;
      if (!take_word (&scan))
        return FALSE;
    }
  if (split->n > 0 && g_str_has_prefix (split->words[0], "--") && split->words[0][2] != '\0')
    split->words[0] += 2;
  return TRUE;
}

/* ---- Verdicts ---- */

static const struct
{
  const char *name; /* with "*" at its end: of all that begin so */
  BeckRasOpenvpnVerdict verdict;
} verdicts[] = {
  /* These run programs. */
  { "up", BECK_RAS_OPENVPN_REFUSE },
  { "down", BECK_RAS_OPENVPN_REFUSE },
  { "route-up", BECK_RAS_OPENVPN_REFUSE },
  { "route-pre-down", BECK_RAS_OPENVPN_REFUSE },
  { "ipchange", BECK_RAS_OPENVPN_REFUSE },
  { "iproute", BECK_RAS_OPENVPN_REFUSE },
  { "dns-updown", BECK_RAS_OPENVPN_REFUSE },
  { "tls-verify", BECK_RAS_OPENVPN_REFUSE },
  { "tls-crypt-v2-verify", BECK_RAS_OPENVPN_REFUSE },
  { "auth-user-pass-verify", BECK_RAS_OPENVPN_REFUSE },
  { "client-*", BECK_RAS_OPENVPN_REFUSE },
  { "learn-address", BECK_RAS_OPENVPN_REFUSE },
  /* These load libraries. */
  { "plugin", BECK_RAS_OPENVPN_REFUSE },
  { "engine", BECK_RAS_OPENVPN_REFUSE },
  { "providers", BECK_RAS_OPENVPN_REFUSE },
  { "pkcs11-providers", BECK_RAS_OPENVPN_REFUSE },
  /* These would take the helper away from who dials. */
  { "management*", BECK_RAS_OPENVPN_REFUSE },
  { "config", BECK_RAS_OPENVPN_REFUSE },
  { "inetd", BECK_RAS_OPENVPN_REFUSE },
  { "chroot", BECK_RAS_OPENVPN_REFUSE },
  /* These are for the dial to say. */
  { "script-security", BECK_RAS_OPENVPN_DROP },
  { "daemon", BECK_RAS_OPENVPN_DROP },
  { "log", BECK_RAS_OPENVPN_DROP },
  { "log-append", BECK_RAS_OPENVPN_DROP },
  { "syslog", BECK_RAS_OPENVPN_DROP },
  { "errors-to-stderr", BECK_RAS_OPENVPN_DROP },
  { "machine-readable-output", BECK_RAS_OPENVPN_DROP },
  { "suppress-timestamps", BECK_RAS_OPENVPN_DROP },
  { "status", BECK_RAS_OPENVPN_DROP },
  { "writepid", BECK_RAS_OPENVPN_DROP },
  { "verb", BECK_RAS_OPENVPN_DROP },
  { "mute", BECK_RAS_OPENVPN_DROP },
  { "dev", BECK_RAS_OPENVPN_DROP },
  { "dev-type", BECK_RAS_OPENVPN_DROP },
  { "auth-user-pass", BECK_RAS_OPENVPN_DROP },
  { "auth-nocache", BECK_RAS_OPENVPN_DROP },
  { "auth-retry", BECK_RAS_OPENVPN_DROP },
  { "resolv-retry", BECK_RAS_OPENVPN_DROP },
  { "connect-timeout", BECK_RAS_OPENVPN_DROP },
  { "server-poll-timeout", BECK_RAS_OPENVPN_DROP },
  { "connect-retry", BECK_RAS_OPENVPN_DROP },
  { "connect-retry-max", BECK_RAS_OPENVPN_DROP },
  { "remap-usr1", BECK_RAS_OPENVPN_DROP },
  { "up-delay", BECK_RAS_OPENVPN_DROP },
  { "up-restart", BECK_RAS_OPENVPN_DROP },
  { "down-pre", BECK_RAS_OPENVPN_DROP },
};

/* "setenv opt" stands before a directive that older versions may not know. */
static guint
skip_opt (const BeckRasOpenvpnLine *line)
{
  return line->n > 2 && strcmp (line->words[0], "setenv") == 0
             && strcmp (line->words[1], "opt") == 0
           ? 2
           : 0;
}

/* What is no message to the server would be the environment of programs. */
static gboolean
is_peer_info (const BeckRasOpenvpnLine *line)
{
  return line->n > 1
         && (g_str_has_prefix (line->words[1], "UV_") || g_str_has_prefix (line->words[1], "IV_"));
}

static gboolean
name_matches (const char *pattern, const char *name)
{
  const gsize length = strlen (pattern);

  if (pattern[length - 1] == '*')
    return strncmp (pattern, name, length - 1) == 0;
  return strcmp (pattern, name) == 0;
}

BeckRasOpenvpnVerdict
beck_ras_openvpn_judge (const BeckRasOpenvpnLine *line)
{
  const guint first = skip_opt (line);
  const char *name = line->n > first ? line->words[first] : "";

  if (first > 0 && g_str_has_prefix (name, "--"))
    name += 2;
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (name_matches (verdicts[i].name, name))
      return verdicts[i].verdict;
  if (g_str_has_prefix (name, "setenv") && !is_peer_info (line))
    return first > 0 ? BECK_RAS_OPENVPN_REFUSE : BECK_RAS_OPENVPN_DROP;
  return BECK_RAS_OPENVPN_KEEP;
}

/* ---- The whole ---- */

/* What some editors put before the first line, and OpenVPN skips there. */
static const char mark[] = "\xef\xbb\xbf";

typedef struct
{
  BeckRasOpenvpnProfile *profile;
  gboolean replace_remotes;
  gboolean in_connection; /* a block of directives for one server */
  char tag[64]; /* of the block of other text that we are in, "" in none */
  guint n_lines;
} Reading;

static gboolean
is_directive (const BeckRasOpenvpnLine *line, const char *name)
{
  return strcmp (line->words[0], name) == 0;
}

static void
note_remote (BeckRasOpenvpnProfile *profile, const BeckRasOpenvpnLine *line)
{
  if (profile->n_remotes++ > 0 || line->n < 2)
    return;
  g_strlcpy (profile->host, line->words[1], sizeof profile->host);
  if (line->n > 2)
    g_strlcpy (profile->port, line->words[2], sizeof profile->port);
  if (line->n > 3)
    g_strlcpy (profile->protocol, line->words[3], sizeof profile->protocol);
}

/* What the dial wants to know of it. */
static void
note (BeckRasOpenvpnProfile *profile, const BeckRasOpenvpnLine *line)
{
  const char *value = line->n > 1 ? line->words[1] : "";

  if (is_directive (line, "remote"))
    note_remote (profile, line);
  else if (is_directive (line, "auth-user-pass"))
    profile->wants_credentials = TRUE;
  else if (is_directive (line, "dev") || is_directive (line, "dev-type"))
    profile->is_tap |= g_str_has_prefix (value, "tap");
  else if (is_directive (line, "hand-window"))
    profile->hand_window = MIN (g_ascii_strtoull (value, NULL, 10), 3600);
  else if (is_directive (line, "proto") && profile->protocol[0] == '\0')
    g_strlcpy (profile->protocol, value, sizeof profile->protocol);
  else if ((is_directive (line, "port") || is_directive (line, "rport"))
           && profile->port[0] == '\0')
    g_strlcpy (profile->port, value, sizeof profile->port);
}

static gboolean
says_where (const BeckRasOpenvpnLine *line)
{
  static const char *const names[] = { "remote", "remote-random", "proto", "port", "rport" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_directive (line, names[i]))
      return TRUE;
  return FALSE;
}

/* The name in <name>, copied to @tag. */
static gboolean
is_tag (const BeckRasOpenvpnLine *line, char tag[64])
{
  const char *word = line->words[0];
  const gsize length = strlen (word);

  if (line->n != 1 || length < 3 || length > 60 || word[0] != '<' || word[length - 1] != '>')
    return FALSE;
  memcpy (tag, word + 1, length - 2);
  tag[length - 2] = '\0';
  return TRUE;
}

/* Within a block only its end counts, which may be indented. */
static gboolean
ends_block (const char *line, gsize length, const char *tag)
{
  char end[68];

  g_snprintf (end, sizeof end, "</%s>", tag);
  while (length > 0 && g_ascii_isspace (*line))
    {
      line++;
      length--;
    }
  return length >= strlen (end) && strncmp (line, end, strlen (end)) == 0;
}

/* A block takes the place of a file, so its name is a directive, too. There are none within
 * the block of a server: OpenVPN would end that first. */
static gboolean
begin_block (Reading *reading, const char *tag, gboolean *keep)
{
  BeckRasOpenvpnLine named = { 1, { tag } };
  BeckRasOpenvpnVerdict verdict = beck_ras_openvpn_judge (&named);

  if (reading->in_connection)
    return FALSE;
  if (strcmp (tag, "connection") == 0)
    {
      reading->in_connection = TRUE;
      *keep = !reading->replace_remotes;
      return TRUE;
    }
  if (verdict != BECK_RAS_OPENVPN_KEEP)
    return FALSE;
  g_strlcpy (reading->tag, tag, sizeof reading->tag);
  return TRUE;
}

static gboolean
has_mark (const char *line, gsize length)
{
  return length >= strlen (mark) && memcmp (line, mark, strlen (mark)) == 0;
}

/* FALSE if it is refused; *@keep says whether it stays. */
static gboolean
take_line (Reading *reading, const char *line, gsize length, gboolean *keep)
{
  BeckRasOpenvpnLine split;
  BeckRasOpenvpnVerdict verdict;
  char tag[64];

  *keep = !reading->in_connection || !reading->replace_remotes;
  /* OpenVPN reads what is longer in pieces, each of which could end a block. */
  if (length >= BECK_RAS_OPENVPN_LINE || memchr (line, '\0', length) != NULL)
    return FALSE;
  if (reading->tag[0] != '\0')
    {
      if (ends_block (line, length, reading->tag))
        reading->tag[0] = '\0';
      return TRUE;
    }
  if (reading->in_connection && ends_block (line, length, "connection"))
    {
      reading->in_connection = FALSE;
      return TRUE;
    }
  /* With what is left out before it, that line could become the first one. */
  if (has_mark (line, length) || !beck_ras_openvpn_split (line, length, &split))
    return FALSE;
  if (split.n == 0)
    return TRUE;
  if (is_tag (&split, tag))
    return begin_block (reading, tag, keep);
  note (reading->profile, &split);
  verdict = beck_ras_openvpn_judge (&split);
  if (verdict == BECK_RAS_OPENVPN_DROP || (reading->replace_remotes && says_where (&split)))
    *keep = FALSE;
  return verdict != BECK_RAS_OPENVPN_REFUSE;
}

static void
append (BeckRasOpenvpnProfile *profile, const char *line, gsize length)
{
  memcpy (profile->text + profile->size, line, length);
  profile->size += length;
  profile->text[profile->size++] = '\n';
}

static gboolean
take_lines (Reading *reading, const char *text, gsize size)
{
  const char *end = text + size;
  gboolean keep;

  if (has_mark (text, size))
    text += strlen (mark);
  while (text < end)
    {
      const char *next = memchr (text, '\n', end - text);
      const char *line_end = next != NULL ? next : end;

      reading->n_lines++;
      if (!take_line (reading, text, line_end - text, &keep))
        return FALSE;
      if (keep)
        append (reading->profile, text, line_end - text);
      text = next != NULL ? next + 1 : end;
    }
  /* A block without an end would swallow what the dial adds. */
  return reading->tag[0] == '\0' && !reading->in_connection;
}

guint32
beck_ras_openvpn_profile_parse (const char *text, gsize size, gboolean replace_remotes,
                                BeckRasOpenvpnProfile *profile, guint *line)
{
  Reading reading = { profile, replace_remotes };
  gboolean taken;

  memset (profile, 0, sizeof *profile);
  if (size > BECK_RAS_OPENVPN_PROFILE)
    return ERROR_CORRUPT_PHONEBOOK;
  /* The last line may get an end. */
  profile->text = beck_ras_secret_alloc (size + 1);
  if (profile->text == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  taken = take_lines (&reading, text, size);
  if (line != NULL)
    *line = reading.n_lines;
  if (taken)
    return 0;
  beck_ras_openvpn_profile_clear (profile);
  return ERROR_CORRUPT_PHONEBOOK;
}

/* The size of a plain file, or -1. */
static gssize
size_of (int fd)
{
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)
      || status.st_size > BECK_RAS_OPENVPN_PROFILE)
    return -1;
  return status.st_size;
}

static guint32
read_open (int fd, gboolean replace_remotes, BeckRasOpenvpnProfile *profile, guint *line)
{
  gssize size = size_of (fd), length;
  guint32 error;
  char *text;

  if (size < 0)
    return ERROR_NO_CERTIFICATE;
  text = beck_ras_secret_alloc (size + 1);
  if (text == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  length = read (fd, text, size);
  error = length == size
            ? beck_ras_openvpn_profile_parse (text, size, replace_remotes, profile, line)
            : ERROR_NO_CERTIFICATE;
  beck_ras_secret_free (text);
  return error;
}

guint32
beck_ras_openvpn_profile_read (const char *path, gboolean replace_remotes,
                               BeckRasOpenvpnProfile *profile, guint *line)
{
  /* A pipe in its place would keep us waiting. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  guint32 error;

  memset (profile, 0, sizeof *profile);
  if (line != NULL)
    *line = 0;
  if (fd < 0)
    return ERROR_NO_CERTIFICATE;
  error = read_open (fd, replace_remotes, profile, line);
  close (fd);
  return error;
}

void
beck_ras_openvpn_profile_clear (BeckRasOpenvpnProfile *profile)
{
  beck_ras_secret_free (profile->text);
  profile->text = NULL;
  profile->size = 0;
}
