/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The compiler on arbitrary bytes. An input is an IDL file, perhaps followed by a line
 * "//// acf" and an ACF file; it may import "base.idl", a small world with IUnknown in
 * it, so that object interfaces are within reach.
 *
 * With libFuzzer this is a fuzz target; otherwise main() below runs it once on every
 * file of the directories it is given.
 */

#include "idl.h"

#include <gio/gio.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char base_idl[]
    = "typedef long HRESULT; typedef unsigned long ULONG;\n"
      "typedef struct _GUID { long a; short b, c; byte d[8]; } GUID, IID;\n"
      "typedef IID *REFIID;\n"
      "[local, object, uuid (00000000-0000-0000-C000-000000000046)]\n"
      "interface IUnknown\n"
      "{ HRESULT QueryInterface ([in] REFIID riid, [out, iid_is (riid)] void **ppv);\n"
      "  ULONG AddRef (); ULONG Release (); }\n"
      "[local, object, uuid (00020400-0000-0000-C000-000000000046)]\n"
      "interface IDispatch : IUnknown { HRESULT Invoke (); }\n";

static const char acf_line[] = "\n//// acf\n";

/* The two files in one input. */
typedef struct
{
  const char *idl;
  gsize idl_size;
  const char *acf; /* or NULL */
  gsize acf_size;
} Input;

static char *
resolve (gpointer data, const char *name, const char *from)
{
  const Input *input = data;

  if (strcmp (name, "fuzz.acf") == 0 && input->acf == NULL)
    return NULL;
  return strcmp (name, "base.idl") == 0 || g_str_has_prefix (name, "fuzz.") ? g_strdup (name)
                                                                            : NULL;
}

static GBytes *
load (gpointer data, const char *path, GBytes **original, GError **error)
{
  const Input *input = data;

  if (strcmp (path, "base.idl") == 0)
    return g_bytes_new_static (base_idl, strlen (base_idl));
  /* Copied, so that the address sanitizer knows where it ends. */
  return strcmp (path, "fuzz.acf") == 0 ? g_bytes_new (input->acf, input->acf_size)
                                        : g_bytes_new (input->idl, input->idl_size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Input input = { (const char *) data, size, NULL, 0 };
  const IdlFiles files = { resolve, load, &input };
  const IdlOptions options = { .outputs = (1u << IDL_N_OUTPUTS) - 1 };
  const char *line = memmem (data, size, acf_line, strlen (acf_line));
  g_autoptr (IdlResult) result = NULL;

  if (line != NULL)
    {
      input.idl_size = (gsize) (line - input.idl);
      input.acf = line + strlen (acf_line);
      input.acf_size = size - input.idl_size - strlen (acf_line);
    }
  result = idl_compile ("fuzz.idl", &files, &options);
  /* A result is good or says why not. */
  g_assert (idl_result_ok (result) || idl_result_diagnostics (result)->len > 0);
  g_assert (!idl_result_ok (result) || idl_result_output (result, IDL_OUTPUT_IID) != NULL);
  return 0;
}

#ifndef BECK_FUZZER

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Each file is a test passed: a crash ends the program, which the runner notices. */
int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GPtrArray) names = list_files (argv[i]);

      for (guint j = 0; j < names->len; j++)
        {
          const char *name = g_ptr_array_index (names, j);
          g_autofree char *base = g_path_get_basename (name);
          g_autofree char *text = NULL;
          gsize size;

          if (!g_file_get_contents (name, &text, &size, NULL))
            continue;
          LLVMFuzzerTestOneInput ((const guint8 *) text, size);
          g_print ("ok %u - %s\n", ++n, base);
        }
    }
  g_print ("1..%u\n", n);
  return n > 0 ? 0 : 1;
}

#endif
