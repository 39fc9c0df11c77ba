/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The list of messages of one compilation. Errors are counted against a limit, so
 * that a file that is no IDL at all does not print a message per token.
 */

#include "diag.h"

struct IdlDiags
{
  GPtrArray *list;
  guint error_limit;
  guint errors;
  gboolean fatal_warnings;
};

void
idl_diagnostic_free (gpointer data)
{
  IdlDiagnostic *diagnostic = data;

  g_free (diagnostic->file);
  g_free (diagnostic->message);
  g_free (diagnostic);
}

IdlDiags *
idl_diags_new (guint error_limit, gboolean fatal_warnings)
{
  IdlDiags *diags = g_new0 (IdlDiags, 1);

  diags->list = g_ptr_array_new_with_free_func (idl_diagnostic_free);
  diags->error_limit = error_limit;
  diags->fatal_warnings = fatal_warnings;
  return diags;
}

void
idl_diags_free (IdlDiags *diags)
{
  g_ptr_array_unref (diags->list);
  g_free (diags);
}

static IdlDiagnostic *
diagnostic_new (IdlSeverity severity, IdlPos pos, char *message)
{
  IdlDiagnostic *diagnostic = g_new0 (IdlDiagnostic, 1);

  diagnostic->severity = severity;
  diagnostic->message = message;
  if (pos.source != NULL)
    {
      IdlPlace place = idl_source_locate (pos.source, pos.offset);

      diagnostic->file = g_strdup (place.file);
      diagnostic->line = place.line;
      diagnostic->column = place.column;
    }
  return diagnostic;
}

void
idl_diags_take (IdlDiags *diags, IdlDiagnostic *diagnostic)
{
  char *message = diagnostic->message;

  if (diags->fatal_warnings)
    diagnostic->severity = IDL_ERROR;
  if (idl_diags_full (diags) && diagnostic->severity == IDL_ERROR)
    {
      idl_diagnostic_free (diagnostic);
      return;
    }
  /* It may quote bytes of the file that are no text. */
  diagnostic->message = g_utf8_make_valid (message, -1);
  g_free (message);
  g_ptr_array_add (diags->list, diagnostic);
  if (diagnostic->severity == IDL_ERROR)
    diags->errors++;
}

void
idl_diags_report (IdlDiags *diags, IdlSeverity severity, IdlPos pos, const char *format,
                   va_list args)
{
  idl_diags_take (diags, diagnostic_new (severity, pos, g_strdup_vprintf (format, args)));
}

/* The place of @file in @files; what belongs to no file comes last. */
static guint
file_index (const GPtrArray *files, const char *file)
{
  guint index = G_MAXUINT;

  if (file != NULL)
    g_ptr_array_find_with_equal_func ((GPtrArray *) files, file, g_str_equal, &index);
  return index;
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer files)
{
  const IdlDiagnostic *left = *(const IdlDiagnostic *const *) a;
  const IdlDiagnostic *right = *(const IdlDiagnostic *const *) b;
  guint left_file = file_index (files, left->file);
  guint right_file = file_index (files, right->file);

  if (left_file != right_file)
    return left_file < right_file ? -1 : 1;
  if (left->line != right->line)
    return left->line < right->line ? -1 : 1;
  return left->column < right->column ? -1 : left->column > right->column;
}

void
idl_diags_sort (IdlDiags *diags, const GPtrArray *files)
{
  g_ptr_array_sort_with_data (diags->list, compare_places, (gpointer) files);
  if (idl_diags_full (diags))
    g_ptr_array_add (diags->list, diagnostic_new (IDL_ERROR, (IdlPos){ NULL, 0 },
                                                  g_strdup ("too many errors")));
}

gboolean
idl_diags_full (const IdlDiags *diags)
{
  return diags->errors >= diags->error_limit;
}

guint
idl_diags_errors (const IdlDiags *diags)
{
  return diags->errors;
}

GPtrArray *
idl_diags_list (const IdlDiags *diags)
{
  return diags->list;
}

char *
idl_diagnostic_to_string (const IdlDiagnostic *diagnostic)
{
  const char *severity = diagnostic->severity == IDL_ERROR ? "error" : "warning";

  if (diagnostic->file == NULL)
    return g_strdup_printf ("beck-idl: %s: %s", severity, diagnostic->message);
  return g_strdup_printf ("%s:%u:%u: %s: %s", diagnostic->file, diagnostic->line,
                          diagnostic->column, severity, diagnostic->message);
}
