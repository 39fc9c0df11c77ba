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

static void
diagnostic_free (gpointer data)
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

  diags->list = g_ptr_array_new_with_free_func (diagnostic_free);
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

static void
append (IdlDiags *diags, IdlSeverity severity, IdlPos pos, char *message)
{
  IdlDiagnostic *diagnostic = g_new0 (IdlDiagnostic, 1);

  diagnostic->severity = severity;
  /* It may quote bytes of the file that are no text. */
  diagnostic->message = g_utf8_make_valid (message, -1);
  g_free (message);
  if (pos.source != NULL)
    {
      IdlPlace place = idl_source_locate (pos.source, pos.offset);

      diagnostic->file = g_strdup (place.file);
      diagnostic->line = place.line;
      diagnostic->column = place.column;
    }
  g_ptr_array_add (diags->list, diagnostic);
}

void
idl_diags_report (IdlDiags *diags, IdlSeverity severity, IdlPos pos, const char *format,
                   va_list args)
{
  if (diags->fatal_warnings)
    severity = IDL_ERROR;
  if (idl_diags_full (diags) && severity == IDL_ERROR)
    return;
  append (diags, severity, pos, g_strdup_vprintf (format, args));
  if (severity != IDL_ERROR)
    return;
  diags->errors++;
  if (idl_diags_full (diags))
    append (diags, IDL_ERROR, pos, g_strdup ("too many errors"));
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
