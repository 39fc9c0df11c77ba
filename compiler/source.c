/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The line map of one preprocessed file. It is built in one scan: the start of every
 * physical line, and for every line marker ("# 12 "file" 1" or "#line 12 "file"") what
 * the following lines are called.
 */

#include "source.h"

#include <string.h>

typedef struct
{
  guint physical; /* index of the line after the marker */
  guint line;     /* what that line is called */
  const char *file;
} Marker;

struct IdlSource
{
  IdlPool *pool;
  const char *path;
  GBytes *text;
  GBytes *original; /* or NULL */
  GArray *lines;    /* guint: offset of each physical line */
  GArray *markers;  /* Marker, by physical */
  GPtrArray *files; /* interned names */
  GHashTable *seen; /* the same as a set */
};

/* A line as [start, end) of the text. */
typedef struct
{
  const char *start;
  const char *end;
} Span;

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  return p;
}

/* The quoted name at the start of @span without its quotes and escapes, or NULL. */
static const char *
marker_file (IdlPool *pool, Span span)
{
  g_autoptr (GString) name = g_string_new (NULL);

  if (span.start == span.end || *span.start != '"')
    return NULL;
  for (const char *p = span.start + 1; p < span.end && *p != '"' && *p != '\0'; p++)
    {
      if (*p == '\\' && p + 1 < span.end)
        p++;
      g_string_append_c (name, *p);
    }
  return idl_pool_string (pool, name->str);
}

/* If the line is a marker, notes what the line after it is called. */
static void
note_marker (IdlSource *source, Span span, guint next_physical)
{
  const char *p = skip_blanks (span.start, span.end);
  Marker marker = { .physical = next_physical };
  const char *file;

  if (p == span.end || *p != '#')
    return;
  p = skip_blanks (p + 1, span.end);
  if (span.end - p > 4 && memcmp (p, "line", 4) == 0)
    p = skip_blanks (p + 4, span.end);
  if (p == span.end || !g_ascii_isdigit (*p))
    return;
  for (; p < span.end && g_ascii_isdigit (*p); p++)
    marker.line = MIN (marker.line, (guint) G_MAXINT / 20) * 10 + (guint) (*p - '0');
  file = marker_file (source->pool, (Span){ skip_blanks (p, span.end), span.end });
  if (file == NULL && source->markers->len > 0)
    file = g_array_index (source->markers, Marker, source->markers->len - 1).file;
  marker.file = file != NULL ? file : source->path;
  g_array_append_val (source->markers, marker);
  if (g_hash_table_add (source->seen, (gpointer) marker.file))
    g_ptr_array_add (source->files, (gpointer) marker.file);
}

static void
map_lines (IdlSource *source)
{
  gsize length;
  const char *text = g_bytes_get_data (source->text, &length);
  const char *end = text + length;
  const char *p = text;

  while (TRUE)
    {
      guint offset = (guint) (p - text);
      const char *newline;

      g_array_append_val (source->lines, offset);
      newline = p < end ? memchr (p, '\n', (gsize) (end - p)) : NULL;
      if (newline == NULL)
        return;
      note_marker (source, (Span){ p, newline }, source->lines->len);
      p = newline + 1;
    }
}

/* An empty GBytes may have no data at all, which pointer arithmetic does not like. */
static GBytes *
with_data (GBytes *text)
{
  if (g_bytes_get_size (text) > 0)
    return text;
  g_bytes_unref (text);
  return g_bytes_new_static ("", 0);
}

IdlSource *
idl_source_new (IdlPool *pool, const char *path, GBytes *text)
{
  IdlSource *source = g_new0 (IdlSource, 1);

  source->pool = pool;
  source->path = idl_pool_string (pool, path);
  source->text = with_data (text);
  source->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  source->markers = g_array_new (FALSE, FALSE, sizeof (Marker));
  source->files = g_ptr_array_new ();
  source->seen = g_hash_table_new (NULL, NULL);
  map_lines (source);
  return source;
}

void
idl_source_free (IdlSource *source)
{
  g_bytes_unref (source->text);
  g_clear_pointer (&source->original, g_bytes_unref);
  g_array_unref (source->lines);
  g_array_unref (source->markers);
  g_ptr_array_unref (source->files);
  g_hash_table_unref (source->seen);
  g_free (source);
}

const char *
idl_source_path (const IdlSource *source)
{
  return source->path;
}

const char *
idl_source_text (const IdlSource *source, gsize *length)
{
  return g_bytes_get_data (source->text, length);
}

void
idl_source_set_original (IdlSource *source, GBytes *text)
{
  g_clear_pointer (&source->original, g_bytes_unref);
  source->original = with_data (text);
}

const GPtrArray *
idl_source_files (const IdlSource *source)
{
  return source->files;
}

static guint
line_of (const IdlSource *source, guint offset)
{
  guint low = 0;
  guint high = source->lines->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (source->lines, guint, middle) <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static const Marker *
marker_of (const IdlSource *source, guint physical)
{
  const Marker *found = NULL;
  guint low = 0;
  guint high = source->markers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const Marker *marker = &g_array_index (source->markers, Marker, middle);

      if (marker->physical <= physical)
        {
          found = marker;
          low = middle + 1;
        }
      else
        high = middle;
    }
  return found;
}

/* The text of line @number (from 1) of the original file; empty past its end. */
static Span
original_line (const IdlSource *source, guint number)
{
  gsize length;
  const char *p = g_bytes_get_data (source->original, &length);
  const char *end = p + length;
  const char *newline = NULL;

  for (guint i = 1; p < end; i++)
    {
      newline = memchr (p, '\n', (gsize) (end - p));
      if (i == number || newline == NULL)
        return i == number ? (Span){ p, newline != NULL ? newline : end } : (Span){ end, end };
      p = newline + 1;
    }
  return (Span){ end, end };
}

/* Skips blanks and a comment that ends on the same line. */
static const char *
skip_layout (const char *p, const char *end)
{
  while (TRUE)
    {
      const char *close;

      p = skip_blanks (p, end);
      if (end - p < 4 || p[0] != '/' || p[1] != '*')
        return p;
      close = g_strstr_len (p + 2, end - p - 2, "*/");
      if (close == NULL)
        return p;
      p = close + 2;
    }
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The first place in @text where the word at the start of @at stands as a word, or NULL. */
static const char *
find_word (Span text, Span at)
{
  gsize length = 0;

  while (at.start + length < at.end && is_word_char (at.start[length]))
    length++;
  for (const char *p = text.start; length > 0 && p + length <= text.end; p++)
    if (memcmp (p, at.start, length) == 0 && (p == text.start || !is_word_char (p[-1]))
        && (p + length == text.end || !is_word_char (p[length])))
      return p;
  return NULL;
}

/* Walks the line as written and the preprocessed one side by side, blanks ignored,
 * until @target. Where a macro stood they part: then the answer is where the word at
 * the target appears again, or else the macro. */
static guint
original_column (Span written, Span processed, const char *target)
{
  const char *w = skip_layout (written.start, written.end);
  const char *p = skip_blanks (processed.start, processed.end);
  const char *again = NULL;

  while (p < target && w < written.end && *w == *p)
    {
      w = skip_layout (w + 1, written.end);
      p = skip_blanks (p + 1, processed.end);
    }
  if (p < target)
    {
      while (w > written.start && is_word_char (w[-1]))
        w--;
      again = find_word ((Span){ w, written.end }, (Span){ target, processed.end });
    }
  return (guint) ((again != NULL ? again : w) - written.start) + 1;
}

IdlPlace
idl_source_locate (const IdlSource *source, guint offset)
{
  gsize length;
  const char *text = g_bytes_get_data (source->text, &length);
  guint physical = line_of (source, offset);
  guint start = g_array_index (source->lines, guint, physical);
  const Marker *marker = marker_of (source, physical);
  IdlPlace place = { source->path, physical + 1, offset - start + 1 };

  if (marker != NULL)
    {
      place.file = marker->file;
      place.line = marker->line + (physical - marker->physical);
    }
  if (source->original != NULL && strcmp (place.file, source->path) == 0)
    {
      Span processed = { text + start, text + length };
      Span written = original_line (source, place.line);

      if (written.start < written.end)
        place.column = original_column (written, processed, text + offset);
    }
  return place;
}
