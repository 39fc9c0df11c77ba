/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The state of one compilation, handed to every pass. There is no other state.
 */

#include "ast.h"
#include "diag.h"
#include "idl.h"

struct IdlCompiler
{
  const IdlFiles *files;
  const IdlOptions *options;
  IdlPool *pool;
  IdlDiags *diags;
  GPtrArray *sources;   /* owned IdlSource * */
  GPtrArray *inputs;    /* interned paths of all files read */
  GHashTable *input_set; /* the same as a set */
  GHashTable *units;    /* canonical path → IdlUnit * */
  GPtrArray *parsed;    /* IdlUnit *, each behind those it imports */
  GHashTable *names;    /* ordinary identifiers → IdlDecl * */
  GHashTable *tags;     /* struct, union and enum tags → IdlTag * */
  GPtrArray *acf_includes; /* interned names of headers, from the ACF */
  IdlUnit *main;
  guint import_depth;
};

typedef struct IdlCompiler IdlCompiler;

void idl_error (IdlCompiler *compiler, IdlPos pos, const char *format, ...) G_GNUC_PRINTF (3, 4);
void idl_warning (IdlCompiler *compiler, IdlPos pos, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* TRUE once there are too many errors to go on. */
gboolean idl_stopped (const IdlCompiler *compiler);

/* Reads @path through the file provider and registers it as an input; NULL after an
 * error, reported at @pos. */
const IdlSource *idl_load (IdlCompiler *compiler, const char *path, IdlPos pos);

/* Ordinary identifiers: typedefs, interfaces, constants, procedures, groups. */
IdlDecl *idl_lookup (const IdlCompiler *compiler, const char *name);

/* Registers @decl; a second declaration of its name is an error, unless both are typedefs
 * that C would write the same way. */
void idl_declare (IdlCompiler *compiler, IdlDecl *decl);

/* The same under another name than the declaration's own: libraries and classes have
 * names of their own kind. */
void idl_declare_as (IdlCompiler *compiler, const char *name, IdlDecl *decl);
