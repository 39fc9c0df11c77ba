/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The compiler as a function: text in; tree, messages and output texts out. It keeps
 * no global state, prints nothing and touches no file: what it reads comes from the
 * IdlFiles of the caller. beck-idl, the tests and the fuzz target are its users.
 */

#include "diag.h"

/* The file name @path with @ending in place of ".idl" or whatever it ends in; free with
 * g_free. All names that derive from an input's are made this way. */
char *idl_with_ending (const char *path, const char *ending);

/**
 * IdlFiles:
 * @resolve: finds the file @name that @from (NULL for the file given to idl_compile)
 *   refers to. Returns (transfer full): its canonical name, or NULL if there is none.
 * @load: returns (transfer full): the text of the file with all preprocessor
 *   directives carried out (line markers and pragmas stay). @original, if set, receives
 *   (transfer full) the text before that, for columns in messages.
 * @data: passed to all of them.
 * @complaints: (nullable): asked after each @load, whether it succeeded or not. Returns
 *   (transfer full) (nullable) (element-type IdlDiagnostic): what the preprocessor had to
 *   say about the file.
 */
typedef struct
{
  char *(*resolve) (gpointer data, const char *name, const char *from);
  GBytes *(*load) (gpointer data, const char *path, GBytes **original, GError **error);
  gpointer data;
  GPtrArray *(*complaints) (gpointer data);
} IdlFiles;

/* What can be written, each a file of its own. */
typedef enum
{
  IDL_OUTPUT_HEADER, /* the C and C++ header */
  IDL_OUTPUT_IID,    /* the definitions of the IID_, CLSID_, LIBID_ constants */
  IDL_OUTPUT_CLIENT, /* client stubs of RPC interfaces, pickling */
  IDL_OUTPUT_SERVER, /* server stubs of RPC interfaces */
  IDL_OUTPUT_PROXY,  /* proxies and stubs of object interfaces */
  IDL_OUTPUT_JSON,   /* a description for tools */
  IDL_N_OUTPUTS
} IdlOutputKind;

/* As in --emit: "header"; and what takes the place of ".idl" in file names. */
const char *idl_output_name (IdlOutputKind kind);
const char *idl_output_ending (IdlOutputKind kind);

/* Those made if nothing else is asked for: all but the description. */
#define IDL_DEFAULT_OUTPUTS ((1u << IDL_OUTPUT_JSON) - 1)

/**
 * IdlOptions:
 * @acf: name of the attribute configuration file, or NULL for one beside the main file
 * @fatal_warnings: warnings count as errors
 * @error_limit: stop after this many errors; 0 for the usual 100
 * @outputs: bits (1 << IdlOutputKind) of what to make; 0 for IDL_DEFAULT_OUTPUTS
 * @old_names: interface handles without version: -oldnames
 * @client_prefix, @server_prefix: (nullable): in front of the names of stubs and managers
 * @c_long: what is spelled "long" is C's in memory, and 32 bits on the wire all the same
 */
typedef struct
{
  const char *acf;
  gboolean fatal_warnings;
  guint error_limit;
  guint outputs;
  gboolean old_names;
  const char *client_prefix;
  const char *server_prefix;
  gboolean c_long;
} IdlOptions;

typedef struct IdlResult IdlResult;

/**
 * idl_compile:
 * @path: the main file, as @files knows it
 * @files: (transfer none): where texts come from; used during this call only
 * @options: (nullable): NULL for the defaults
 *
 * Threading: calls are independent of each other.
 * Returns: (transfer full): never NULL; free with idl_result_free.
 */
IdlResult *idl_compile (const char *path, const IdlFiles *files, const IdlOptions *options);
void idl_result_free (IdlResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlResult, idl_result_free)

/* FALSE if there was an error; the output texts are NULL then. */
gboolean idl_result_ok (const IdlResult *result);

/* (element-type IdlDiagnostic): what there is to say, file by file as they were read and
 * in the order of each. */
const GPtrArray *idl_result_diagnostics (const IdlResult *result);

/* (element-type utf8): every file the result depends on, the main one first. */
const GPtrArray *idl_result_inputs (const IdlResult *result);

/* The tree of the main file (see ast.h), also after errors; valid until the result is freed. */
const struct IdlUnit *idl_result_unit (const IdlResult *result);

/* What else the compilation knows (see compiler.h), for tools; valid until the result is freed. */
struct IdlCompiler *idl_result_compiler (IdlResult *result);

/* The text of an output; NULL after errors, if it was not asked for, or if there is nothing to
 * put there. */
const char *idl_result_output (const IdlResult *result, IdlOutputKind kind);
