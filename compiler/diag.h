/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the compiler has to say, collected: the core never prints.
 */

#include "source.h"

typedef enum
{
  IDL_ERROR,
  IDL_WARNING,
} IdlSeverity;

typedef struct
{
  IdlSeverity severity;
  char *file; /* NULL when the message belongs to no file */
  guint line;
  guint column;
  char *message;
} IdlDiagnostic;

typedef struct IdlDiags IdlDiags;

IdlDiags *idl_diags_new (guint error_limit, gboolean fatal_warnings);
void idl_diags_free (IdlDiags *diags);

/* Records a message about @pos; a NULL source means the compilation as a whole. */
void idl_diags_report (IdlDiags *diags, IdlSeverity severity, IdlPos pos, const char *format,
                       va_list args) G_GNUC_PRINTF (4, 0);

/* Records what somebody else found; takes @diagnostic. */
void idl_diags_take (IdlDiags *diags, IdlDiagnostic *diagnostic);
void idl_diagnostic_free (gpointer diagnostic);

/* Past the limit: the last message said so and the passes should stop. */
gboolean idl_diags_full (const IdlDiags *diags);
guint idl_diags_errors (const IdlDiags *diags);

/* Sorts the messages by file, in the order of @files (element-type utf8), by line and by
 * column; those of one place stay as they were found. */
void idl_diags_sort (IdlDiags *diags, const GPtrArray *files);

/* (element-type IdlDiagnostic) in the order found, or sorted. */
GPtrArray *idl_diags_list (const IdlDiags *diags);

/* "file:line:column: error: message", without a newline; free with g_free. */
char *idl_diagnostic_to_string (const IdlDiagnostic *diagnostic);
