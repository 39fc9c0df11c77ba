/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ndr: blobs of NDR. "dump" prints one as text.
 */

#include "dump.h"
#include "load-idl.h"
#include "verb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As long as the longest call that a server takes, and the same again for good measure. */
#define MAX_BLOB ((gsize) 32 << 20)

typedef struct
{
  IdlArguments idl;
  char *idl_file;
  char *type;
  gboolean big_endian;
  gboolean pickle;
  char **rest;
} DumpArguments;

static void
dump_arguments_clear (DumpArguments *args)
{
  idl_arguments_clear (&args->idl);
  g_free (args->idl_file);
  g_free (args->type);
  g_strfreev (args->rest);
}

static gboolean
check_arguments (const DumpArguments *args, GError **error)
{
  const char *problem = NULL;

  if (args->idl_file == NULL)
    problem = "--idl FILE is needed";
  else if (args->type == NULL)
    problem = "--type TYPE is needed";
  else if (args->rest == NULL || g_strv_length (args->rest) != 1)
    problem = "exactly one FILE is needed, or - for standard input";
  else if (args->pickle && args->big_endian)
    problem = "--pickle takes the byte order from the headers; --big-endian contradicts it";
  if (problem != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, problem);
  return problem == NULL;
}

static gboolean
parse_arguments (DumpArguments *args, char **words, GError **error)
{
  const GOptionEntry entries[] = {
    { "idl", 0, 0, G_OPTION_ARG_FILENAME, &args->idl_file, "The file that describes the type",
      "FILE.idl" },
    { "type", 0, 0, G_OPTION_ARG_STRING, &args->type,
      "The type of the value: T, 'struct T' or 'union T'", "TYPE" },
    { "big-endian", 0, 0, G_OPTION_ARG_NONE, &args->big_endian,
      "The sender's byte order (little-endian otherwise)", NULL },
    { "pickle", 0, 0, G_OPTION_ARG_NONE, &args->pickle,
      "Headers of type serialization, version 1, come first", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &args->rest, NULL, "FILE|-" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = idl_arguments_group ("dump", &args->idl);
  g_auto (GStrv) argv = idl_split_arguments (words, "IDU");

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (
      context, "Prints a value in NDR, a line for each part: offset, path, type, value.");
  return g_option_context_parse_strv (context, &argv, error) && check_arguments (args, error);
}

static GByteArray *
set_errno (GError **error)
{
  int code = errno;

  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
  return NULL;
}

static GByteArray *
read_descriptor (int fd, GError **error)
{
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  guint8 chunk[16384];
  gssize n;

  while ((n = TEMP_FAILURE_RETRY (read (fd, chunk, sizeof chunk))) > 0)
    {
      if (blob->len + (gsize) n > MAX_BLOB)
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "longer than %u MiB",
                       (guint) (MAX_BLOB >> 20));
          return NULL;
        }
      g_byte_array_append (blob, chunk, (guint) n);
    }
  return n == 0 ? g_steal_pointer (&blob) : set_errno (error);
}

static GByteArray *
read_blob (const char *path, GError **error)
{
  GByteArray *blob;
  int fd;

  if (strcmp (path, "-") == 0)
    return read_descriptor (STDIN_FILENO, error);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return set_errno (error);
  blob = read_descriptor (fd, error);
  close (fd);
  return blob;
}

static void
print_line (const char *line, gpointer data)
{
  puts (line);
}

static int
dump_blob (char **words, const DumpArguments *args, IdlResult *idl, const GByteArray *blob)
{
  const IdlDumpOptions options = { .big_endian = args->big_endian, .pickle = args->pickle };
  const char *name = strcmp (args->rest[0], "-") == 0 ? "standard input" : args->rest[0];
  g_autoptr (GError) error = NULL;
  const struct IdlLayout *type = idl_dump_type (idl, args->type, &error);
  const char *blank = strrchr (args->type, ' ');
  g_autofree char *text = NULL;
  BeckNdrFault fault;

  if (type == NULL)
    return beck_verb_error (words, BECK_EXIT_FAILED, "%s: %s", args->idl_file, error->message);
  if (idl_dump (idl, type, blank != NULL ? blank + 1 : args->type, blob->data, blob->len, &options,
                print_line, NULL, &fault))
    return beck_verb_finish (words, BECK_EXIT_OK);
  text = beck_ndr_fault_to_string (&fault);
  beck_verb_error (words, BECK_EXIT_FAILED, "%s: at %08" G_GSIZE_MODIFIER "x, %s", name,
                   fault.offset, text);
  return beck_verb_finish (words, BECK_EXIT_FAILED);
}

static int
dump_file (char **words, DumpArguments *args)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IdlResult) idl = beck_load_idl (args->idl_file, &args->idl, &error);
  g_autoptr (GByteArray) blob = NULL;

  if (idl == NULL)
    return error != NULL ? beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message)
                         : BECK_EXIT_FAILED;
  blob = read_blob (args->rest[0], &error);
  if (blob == NULL)
    return beck_verb_error (words, BECK_EXIT_FAILED, "%s: %s", args->rest[0], error->message);
  return dump_blob (words, args, idl, blob);
}

static int
run_dump (char **words)
{
  DumpArguments args = { .type = NULL };
  g_autoptr (GError) error = NULL;
  int status;

  idl_arguments_init (&args.idl);
  if (!parse_arguments (&args, words, &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else
    status = dump_file (words, &args);
  dump_arguments_clear (&args);
  return status;
}

static const BeckVerb dump_verb = { "dump", "print a value as text", run_dump };

static int
run_ndr (char **words)
{
  static const BeckVerb *const verbs[] = { &dump_verb, NULL };

  return beck_verbs_run (verbs, "Values in NDR, as they travel and as they are stored.", words);
}

const BeckVerb beck_verb_ndr = { "ndr", "values in NDR, as text", run_ndr };
