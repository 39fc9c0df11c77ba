/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck-demo: the verbs. */

#include "demo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NO_BREAK_SPACE "\u00a0"

static int demo_help (char **args);

static const struct
{
  const char *name;
  const char *arguments;
  DemoFunc run;
  const char *help;
} verbs[] = {
  { "show", "", demo_show, "both of the following, on a file made for it; the default" },
  { "stream", "SOURCE TARGET", demo_stream, "copies a file through calls in flight" },
  { "tour", "", demo_tour, "the ways to wait for a call, one after the other" },
  { "--help", "", demo_help, "this list" },
};

static int
demo_help (char **args)
{
  printf ("Usage: beck-demo [VERB [ARGUMENT]...]\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    printf ("  %-6s %-13s  %s\n", verbs[i].name, verbs[i].arguments, verbs[i].help);
  return EXIT_SUCCESS;
}

static DemoFunc
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].name, name) == 0)
      return verbs[i].run;
  return NULL;
}

int
demo_fail (const char *verb, const char *what, HRESULT hr)
{
  fprintf (stderr, "%s: %s: %s\n", verb, what, beck_hresult_to_string (hr));
  return EXIT_FAILURE;
}

gboolean
demo_is_same_file (const char *a, const char *b)
{
  struct stat status_a, status_b;

  return stat (a, &status_a) == 0 && stat (b, &status_b) == 0
         && status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

char *
demo_format_size (guint64 size, GFormatSizeFlags flags)
{
  g_autofree char *pretty = g_format_size_full (size, flags | G_FORMAT_SIZE_IEC_UNITS);
  GString *plain = g_string_new (pretty);

  g_string_replace (plain, NO_BREAK_SPACE, " ", 0);
  return g_string_free (plain, FALSE);
}

HRESULT
demo_open (const char *path, DWORD mode, DWORD permissions, ISimpleStream **stream)
{
  g_autoptr (IFileStream) file = NULL;
  HRESULT hr = CoCreateInstance (&CLSID_FileStream, NULL, CLSCTX_INPROC_SERVER, &IID_IFileStream,
                                 (void **) &file);

  *stream = NULL;
  if (SUCCEEDED (hr))
    hr = IFileStream_Open (file, path, mode, permissions);
  if (SUCCEEDED (hr))
    hr = IFileStream_QueryInterface (file, &IID_ISimpleStream, (void **) stream);
  return hr;
}

HRESULT
demo_close (ISimpleStream *stream)
{
  g_autoptr (IFileStream) file = NULL;
  HRESULT hr = ISimpleStream_QueryInterface (stream, &IID_IFileStream, (void **) &file);

  return SUCCEEDED (hr) ? IFileStream_Close (file) : hr;
}

HRESULT
demo_new_call (ISimpleStream *stream, REFIID iid, gpointer call)
{
  g_autoptr (ICallFactory) factory = NULL;
  HRESULT hr = ISimpleStream_QueryInterface (stream, &IID_ICallFactory, (void **) &factory);

  if (SUCCEEDED (hr))
    hr = ICallFactory_CreateCall (factory, iid, NULL, iid, call);
  return hr;
}

static int
run (DemoFunc verb, char **args)
{
  HRESULT hr = CoInitializeEx (NULL, COINIT_MULTITHREADED);
  int status;

  if (SUCCEEDED (hr))
    hr = beck_class_register (&file_stream_class, BECK_THREADING_BOTH);
  if (FAILED (hr))
    return demo_fail ("beck-demo", "start", hr);
  status = verb (args);
  beck_class_unregister (&file_stream_class);
  CoUninitialize ();
  return status;
}

int
main (int argc, char **argv)
{
  DemoFunc verb = argc > 1 ? find_verb (argv[1]) : demo_show;
  int status;

  if (verb == NULL)
    {
      fprintf (stderr, "beck-demo: there is no '%s'; --help lists what there is\n", argv[1]);
      return 2;
    }
  status = run (verb, argv + MIN (argc, 2));
  if (fflush (stdout) != 0)
    return demo_fail ("beck-demo", "standard output", beck_hresult_from_errno (errno));
  return status;
}
