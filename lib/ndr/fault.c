/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Faults. Everything here runs once per failed message, so it may be as slow as it
 * likes; it allocates nothing, since lack of memory is one of the faults.
 */

#include <beck/ndr-fault.h>
#include <beck/error.h>
#include <beck/status.h>

#include <stdio.h>
#include <string.h>

/* Puts @text in front of the path; what does not fit falls off its beginning, marked by "…". */
static void
prepend (BeckNdrFault *fault, const char *text)
{
  static const char cut[] = "\xE2\x80\xA6";
  gsize old = strlen (fault->path);
  gsize new = strlen (text);

  if (g_str_has_prefix (fault->path, cut))
    return;
  if (old + new + 1 > sizeof fault->path)
    {
      text = cut;
      new = sizeof cut - 1;
      if (old + new + 1 > sizeof fault->path)
        {
          memcpy (fault->path, cut, new);
          return;
        }
    }
  memmove (fault->path + new, fault->path, old + 1);
  memcpy (fault->path, text, new);
}

gboolean
beck_ndr_fault_in (BeckNdrFault *fault, const char *field)
{
  if (fault->path[0] != '\0' && fault->path[0] != '[')
    prepend (fault, ".");
  prepend (fault, field);
  return FALSE;
}

gboolean
beck_ndr_fault_at (BeckNdrFault *fault, gsize index)
{
  char text[32];

  if (fault->path[0] != '\0' && fault->path[0] != '[')
    prepend (fault, ".");
  g_snprintf (text, sizeof text, "[%" G_GSIZE_FORMAT "]", index);
  prepend (fault, text);
  return FALSE;
}

gboolean
beck_ndr_fault_set (BeckNdrFault *fault, guint32 status, gsize offset, const char *reason)
{
  if (fault->status == 0)
    {
      fault->status = status;
      fault->offset = offset;
      fault->reason = reason;
      fault->has_numbers = FALSE;
      fault->path[0] = '\0';
    }
  return FALSE;
}

gboolean
beck_ndr_fault_set_numbers (BeckNdrFault *fault, guint32 status, gsize offset, const char *reason,
                            guint64 found, guint64 limit)
{
  gboolean first = fault->status == 0;

  beck_ndr_fault_set (fault, status, offset, reason);
  if (first)
    {
      fault->has_numbers = TRUE;
      fault->found = found;
      fault->limit = limit;
    }
  return FALSE;
}

char *
beck_ndr_fault_to_string (const BeckNdrFault *fault)
{
  const char *name = beck_hresult_to_name (HRESULT_FROM_WIN32 (fault->status));
  GString *out;

  if (fault->status == 0)
    return g_strdup ("no fault");
  out = g_string_new (NULL);
  g_string_printf (out, "offset %" G_GSIZE_FORMAT ": ", fault->offset);
  if (fault->path[0] != '\0')
    g_string_append_printf (out, "%s: ", fault->path);
  g_string_append (out, fault->reason != NULL ? fault->reason : "failed");
  if (fault->has_numbers)
    g_string_append_printf (out, ": %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
                            (gint64) fault->found, (gint64) fault->limit);
  if (name != NULL)
    g_string_append_printf (out, " (%s)", name);
  else
    g_string_append_printf (out, " (status %u)", fault->status);
  return g_string_free (out, FALSE);
}
