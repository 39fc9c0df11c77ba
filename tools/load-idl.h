/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * IDL files for verbs that need to know an interface or a type.
 */

#include "arguments.h"
#include "idl.h"

/**
 * beck_load_idl:
 * @path: the file
 * @args: what the command line says; its macros get the NULL at the end that compilers want
 *
 * Compiles @path; what the compiler has to say goes to standard error as beck-idl prints it.
 *
 * Returns: (transfer full): a compilation without errors, or NULL; then @error is set if nothing
 *   was printed
 */
IdlResult *beck_load_idl (const char *path, IdlArguments *args, GError **error);
