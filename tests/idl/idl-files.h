/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where the compiler under test gets its files: from memory, or from disk without a
 * preprocessor. No process is started either way.
 */

#include "idl.h"

/* A file in memory. */
typedef struct
{
  const char *name;
  const char *text;
} IdlTestFile;

/**
 * idl_test_compile_files:
 * @files: ends with a NULL name; the first one is compiled. Files not among them are
 *   looked for among the system interfaces.
 */
IdlResult *idl_test_compile_files (const IdlTestFile *files, const IdlOptions *options);

/* One file, "test.idl" */
IdlResult *idl_test_compile (const char *text);

/* A file on disk, and what it imports from beside it. */
IdlResult *idl_test_compile_path (const char *path);

/* The diagnostics, one per line. */
char *idl_test_messages (const IdlResult *result);

/* Fails the test unless @text compiles; returns the header, owned by @result. */
const char *idl_test_header (const char *text, IdlResult **result);
