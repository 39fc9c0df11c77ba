/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck-idl: the command around idl_compile. It decides file names, prints messages and
 * writes outputs.
 */

#include "arguments.h"
#include "files.h"
#include "midl-words.h"
#include "output.h"

#include <locale.h>
#include <signal.h>
#include <string.h>

/* What the command line says. */
typedef struct
{
  IdlArguments input; /* first: callbacks of options are all given its address */
  char *output_dir;
  char *header;
  char *iid;
  char *acf;
  char *depfile;
  char *emit;
  gboolean fatal_warnings;
  gboolean old_names;
  gboolean c_long;
  char *client_prefix;
  char *server_prefix;
  gboolean version;
  char **rest;
} Arguments;

static gboolean
set_warning (const char *option, const char *value, gpointer data, GError **error)
{
  Arguments *args = data;

  if (strcmp (value, "error") == 0)
    args->fatal_warnings = TRUE;
  else if (strcmp (value, "all") != 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "-W%s: only -Wall and -Werror are known", value);
      return FALSE;
    }
  return TRUE;
}

/* "client=c_", "server=s_", "all=my_" */
static gboolean
set_prefix (const char *option, const char *value, gpointer data, GError **error)
{
  Arguments *args = data;
  const char *text = strchr (value, '=');
  gboolean client = g_str_has_prefix (value, "client=") || g_str_has_prefix (value, "all=");
  gboolean server = g_str_has_prefix (value, "server=") || g_str_has_prefix (value, "all=");

  if (!client && !server)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--prefix=%s: client=TEXT, server=TEXT or all=TEXT is needed", value);
      return FALSE;
    }
  if (client)
    {
      g_free (args->client_prefix);
      args->client_prefix = g_strdup (text + 1);
    }
  if (server)
    {
      g_free (args->server_prefix);
      args->server_prefix = g_strdup (text + 1);
    }
  return TRUE;
}

static void
arguments_clear (Arguments *args)
{
  g_free (args->client_prefix);
  g_free (args->server_prefix);
  idl_arguments_clear (&args->input);
  g_free (args->output_dir);
  g_free (args->header);
  g_free (args->iid);
  g_free (args->acf);
  g_free (args->depfile);
  g_free (args->emit);
  g_strfreev (args->rest);
}

static gboolean
parse_arguments (Arguments *args, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "output-dir", 'o', 0, G_OPTION_ARG_FILENAME, &args->output_dir, "Write files to DIR",
      "DIR" },
    { "header", 0, 0, G_OPTION_ARG_FILENAME, &args->header, "Name of the header", "NAME" },
    { "iid", 0, 0, G_OPTION_ARG_FILENAME, &args->iid, "Name of the file with the identifiers",
      "NAME" },
    { "acf", 0, 0, G_OPTION_ARG_FILENAME, &args->acf,
      "Attribute configuration file (the default is FILE.acf, if it exists)", "FILE" },
    { "depfile", 0, 0, G_OPTION_ARG_FILENAME, &args->depfile,
      "Write the dependencies to FILE, in the syntax of make", "FILE" },
    { "emit", 0, 0, G_OPTION_ARG_STRING, &args->emit,
      "What to write: header, iid, client, server, proxy, json (the default is whatever the file "
      "has something for, but json)", "LIST" },
    { "warn", 'W', 0, G_OPTION_ARG_CALLBACK, set_warning,
      "'error' makes errors of warnings; 'all' is always on", "WHAT" },
    { "oldnames", 0, 0, G_OPTION_ARG_NONE, &args->old_names,
      "Interface handles without version: If_ClientIfHandle; also as -oldnames", NULL },
    { "prefix", 0, 0, G_OPTION_ARG_CALLBACK, set_prefix,
      "What the names of stubs ('client') or managers ('server') begin with, or 'all' of them",
      "WHO=TEXT" },
    { "c-long", 0, 0, G_OPTION_ARG_NONE, &args->c_long,
      "For old sources: 'long' is C's in memory, with 32 bits on the wire", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &args->version, "Print the version", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &args->rest, NULL, "FILE.idl" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = idl_arguments_group ("beck-idl", &args->input);

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, "Compiles an interface definition to C and C++.");
  if (!g_option_context_parse_strv (context, argv, error))
    return FALSE;
  if (!args->version && (args->rest == NULL || g_strv_length (args->rest) != 1))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   "exactly one FILE.idl is needed; see --help");
      return FALSE;
    }
  return TRUE;
}

static gboolean
find_output (const char *name, guint *kind)
{
  for (*kind = 0; *kind < IDL_N_OUTPUTS; (*kind)++)
    if (strcmp (name, idl_output_name (*kind)) == 0)
      return TRUE;
  return FALSE;
}

/* 0 without a list */
static gboolean
parse_emit (const char *list, guint *emit, GError **error)
{
  g_auto (GStrv) words = g_strsplit (list != NULL ? list : "", ",", -1);

  *emit = 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint kind;

      if (!find_output (words[i], &kind))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--emit: '%s' is none of header, iid, client, server, proxy, json",
                       words[i]);
          return FALSE;
        }
      *emit |= 1u << kind;
    }
  return TRUE;
}

static void
output_free (gpointer data)
{
  IdlOutput *output = data;

  g_free (output->path);
  g_free (output->text);
  g_free (output);
}

/* @name, or the input's name with @ending in place of ".idl", in the output directory. */
static char *
output_path (const Arguments *args, const char *name, const char *ending)
{
  g_autofree char *base = g_path_get_basename (args->rest[0]);
  g_autofree char *file = name != NULL ? g_strdup (name) : idl_with_ending (base, ending);

  if (g_path_is_absolute (file) || args->output_dir == NULL)
    return g_steal_pointer (&file);
  return g_build_filename (args->output_dir, file, NULL);
}

static void
add_output (GPtrArray *outputs, char *path, const char *text)
{
  IdlOutput *output = g_new0 (IdlOutput, 1);

  output->path = path;
  output->text = g_strdup (text);
  g_ptr_array_add (outputs, output);
}

static void
append_escaped (GString *out, const char *path)
{
  for (const char *p = path; *p != '\0'; p++)
    {
      if (strchr (" \\#:", *p) != NULL)
        g_string_append_c (out, '\\');
      else if (*p == '$')
        g_string_append_c (out, '$');
      g_string_append_c (out, *p);
    }
}

static char *
dependencies (const GPtrArray *outputs, const GPtrArray *inputs)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < outputs->len; i++)
    {
      const IdlOutput *output = g_ptr_array_index (outputs, i);

      g_string_append (out, i > 0 ? " " : "");
      append_escaped (out, output->path);
    }
  g_string_append_c (out, ':');
  for (guint i = 0; i < inputs->len; i++)
    {
      g_string_append (out, " \\\n  ");
      append_escaped (out, g_ptr_array_index (inputs, i));
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/* A file that was asked for by name is written even if there is nothing to put there: a build
 * system waits for it. */
static GPtrArray *
make_outputs (const Arguments *args, guint emit, const IdlResult *result)
{
  const char *names[IDL_N_OUTPUTS] = { args->header, args->iid };
  GPtrArray *outputs = g_ptr_array_new_with_free_func (output_free);

  for (guint i = 0; i < IDL_N_OUTPUTS; i++)
    {
      const char *text = idl_result_output (result, i);

      if (text == NULL && (emit & (1u << i)))
        text = "/* Generated by beck-idl: nothing in the file needs this. */\n";
      if (text != NULL)
        add_output (outputs, output_path (args, names[i], idl_output_ending (i)), text);
    }
  if (args->depfile != NULL)
    {
      g_autofree char *text = dependencies (outputs, idl_result_inputs (result));

      add_output (outputs, g_strdup (args->depfile), text);
    }
  return outputs;
}

static void
print_diagnostics (const IdlResult *result)
{
  const GPtrArray *list = idl_result_diagnostics (result);

  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *line = idl_diagnostic_to_string (g_ptr_array_index (list, i));

      g_printerr ("%s\n", line);
    }
}

static gboolean
compile (const Arguments *args, guint emit, GError **error)
{
  g_auto (GStrv) dirs = idl_search_path (&args->input);
  g_autoptr (GPtrArray) outputs = NULL;
  g_autoptr (IdlResult) result = NULL;
  IdlOptions options = { .acf = args->acf,
                         .fatal_warnings = args->fatal_warnings,
                         .outputs = emit,
                         .old_names = args->old_names,
                         .client_prefix = args->client_prefix,
                         .server_prefix = args->server_prefix,
                         .c_long = args->c_long };
  gboolean written;
  IdlDisk disk;

  if (!idl_disk_init (&disk, dirs, (char **) args->input.macros->pdata, args->input.cpp,
                      error))
    {
      idl_disk_clear (&disk);
      return FALSE;
    }
  result = idl_compile (args->rest[0], &disk.files, &options);
  print_diagnostics (result);
  written = idl_result_ok (result);
  if (written)
    {
      outputs = make_outputs (args, emit, result);
      written = idl_outputs_write (outputs, idl_result_inputs (result), error);
    }
  idl_disk_clear (&disk);
  return written;
}

static gboolean
run (Arguments *args, char ***argv, GError **error)
{
  guint emit;

  if (!parse_arguments (args, argv, error))
    return FALSE;
  if (args->version)
    {
      g_print ("beck-idl " BECK_VERSION "\n");
      return TRUE;
    }
  g_ptr_array_add (args->input.macros, NULL);
  return parse_emit (args->emit, &emit, error) && compile (args, emit, error);
}

int
main (int argc, char **argv)
{
  Arguments args = { .version = FALSE };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) plain = idl_translate_midl (argv);
  g_auto (GStrv) words = idl_split_arguments (plain, "IDUoW");
  gboolean good;

  idl_arguments_init (&args.input);
  setlocale (LC_ALL, "");
  /* A FIFO nobody reads any more is a failed write like others. */
  signal (SIGPIPE, SIG_IGN);
  good = run (&args, &words, &error);
  if (error != NULL)
    g_printerr ("beck-idl: error: %s\n", error->message);
  arguments_clear (&args);
  return good ? 0 : 1;
}
