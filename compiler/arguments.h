/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the commands that read IDL have in common on their command lines: -I, -D, -U.
 */

#include <glib.h>

typedef struct
{
  char **include_dirs; /* -I */
  GPtrArray *macros;   /* "-DNAME=1", "-UNAME", in order */
  char *cpp;           /* --cpp, or NULL */
} IdlArguments;

void idl_arguments_init (IdlArguments *args);
void idl_arguments_clear (IdlArguments *args);

/* A group of the options, which write to @args; @args is also what it hands to callbacks. For
 * the main group of a context, with further entries or not. */
GOptionGroup *idl_arguments_group (const char *name, IdlArguments *args);

/* "-Idir" → "-I", "dir" for the options whose letters are in @letters: compilers take the
 * value without a blank, GOption does not. Free with g_strfreev. */
char **idl_split_arguments (char **argv, const char *letters);

/* The directories of -I and those of the system interfaces: beside an installed command,
 * wherever that was moved to, or where the build put them. Free with g_strfreev. */
char **idl_search_path (const IdlArguments *args);
