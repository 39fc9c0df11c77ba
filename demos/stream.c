/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck-demo stream: copies a file through asynchronous calls, and tells how it went. */

#include "demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "interrupt.h"
#include "progress.h"
#include "target.h"

static int
report_failure (const char *path, HRESULT hr)
{
  return demo_fail ("stream", path, hr);
}

static int
report_interrupt (const CopyResult *result, gboolean removed)
{
  fprintf (stderr,
           "stream: interrupted with %u calls in flight: "
           "%u reads and %u writes cancelled, %u already complete%s\n",
           result->reads_cancelled + result->writes_cancelled + result->completed,
           result->reads_cancelled, result->writes_cancelled, result->completed,
           removed ? "; partial file removed" : "");
  return INTERRUPTED;
}

static int
report_success (FILE *out, const CopyResult *result, double seconds)
{
  guint64 per_second = (guint64) ((double) result->size / MAX (seconds, 1e-6));
  g_autofree char *size = demo_format_size (result->size, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *rate = demo_format_size (per_second, G_FORMAT_SIZE_DEFAULT);

  fprintf (out, "%s in %.3f s, %s/s\n", size, seconds, rate);
  fprintf (out, "sha256 %s\n", result->digest);
  return EXIT_SUCCESS;
}

/* For the progress bar. A pipe has no size, and then it is not known. */
static guint64
expected_size (ISimpleStream *source)
{
  ULONGLONG size;

  return SUCCEEDED (ISimpleStream_GetSize (source, &size)) ? size : 0;
}

static int
copy (ISimpleStream *source, const char *source_path, Target *target, const char *target_path,
      ISynchronize *interrupt)
{
  Progress progress;
  const CopyRequest request = {
    .source = source,
    .target = target->stream,
    .sparse = target_may_have_holes (target),
    .interrupt = interrupt,
    .progress = &progress,
  };
  FILE *report = target->is_stdout ? stderr : stdout; /* the data are alone in theirs */
  CopyResult result;
  HRESULT hr;
  double seconds;

  progress_begin (&progress, expected_size (source));
  hr = copy_run (&request, &result);
  seconds = progress_end (&progress);
  if (hr == RPC_E_CALL_CANCELED)
    return report_interrupt (&result, target_discard (target));
  if (FAILED (hr))
    {
      target_discard (target);
      return report_failure (result.target_failed ? target_path : source_path, hr);
    }
  hr = target_commit (target);
  return SUCCEEDED (hr) ? report_success (report, &result, seconds)
                        : report_failure (target_path, hr);
}

int
stream_copy_file (const char *source_path, const char *target_path, ISynchronize *interrupt)
{
  g_autoptr (ISimpleStream) source = NULL;
  Target target;
  int status;
  HRESULT hr = demo_open (source_path, FILE_STREAM_READ, 0, &source);

  if (FAILED (hr))
    return report_failure (source_path, hr);
  if (demo_is_same_file (source_path, target_path))
    {
      fprintf (stderr, "stream: %s: is the same file as %s\n", target_path, source_path);
      return EXIT_FAILURE;
    }
  hr = target_open (&target, target_path);
  if (FAILED (hr))
    return report_failure (target_path, hr);
  status = copy (source, source_path, &target, target_path, interrupt);
  demo_close (source);
  return status;
}

int
demo_stream (char **args)
{
  Interrupt *interrupt;
  HRESULT hr;

  if (args[0] != NULL && strcmp (args[0], "--") == 0)
    args++;
  if (g_strv_length (args) != 2)
    {
      fprintf (stderr, "stream: needs a source and a target: stream SOURCE TARGET\n");
      return 2;
    }
  hr = interrupt_begin (&interrupt);
  if (FAILED (hr))
    return demo_fail ("stream", "signals", hr);
  return interrupt_end (interrupt,
                        stream_copy_file (args[0], args[1], interrupt_get_event (interrupt)));
}
