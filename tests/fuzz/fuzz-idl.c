/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The compiler on arbitrary bytes. An input is an IDL file, perhaps followed by a line
 * "//// acf" and an ACF file; a line "//// old" in it asks for the options of old sources. It
 * may import "base.idl", a small world with IUnknown in it, so that object interfaces are
 * within reach.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "fuzz.h"
#include "idl.h"

#include <gio/gio.h>
#include <string.h>

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
static const char old_line[] = "//// old\n";

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
  gboolean old = memmem (data, size, old_line, strlen (old_line)) != NULL;
  const IdlOptions options = { .outputs = (1u << IDL_N_OUTPUTS) - 1,
                               .c_long = old,
                               .old_names = old,
                               .client_prefix = old ? "c_" : NULL,
                               .server_prefix = old ? "s_" : NULL };
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
