/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The command line and the environment. Texts are UTF-8 (A) or UTF-16 (W). */

#include "winnt.h"

G_BEGIN_DECLS

/**
 * GetCommandLineA:
 *
 * Returns: (transfer none): the arguments of the process in one line, quoted so that
 *   CommandLineToArgvW() takes it apart again; NULL if memory is lacking
 */
LPSTR GetCommandLineA (void);

/* As GetCommandLineA(). */
LPWSTR GetCommandLineW (void);

/**
 * CommandLineToArgvW:
 * @line: by the rules of Windows: blanks separate, double quotes hold together, a backslash
 *   before a quote takes its meaning
 * @n: (out): the number of arguments
 *
 * Returns: (transfer full): the arguments, in one block for LocalFree(); NULL with the error
 */
LPWSTR *CommandLineToArgvW (LPCWSTR line, int *n);

/**
 * GetModuleFileNameA:
 * @module: NULL, the program
 * @name: (out caller-allocates): the path of the program's file
 * @size: characters of @name
 *
 * Returns: the characters written, without the NUL; @size, with ERROR_INSUFFICIENT_BUFFER, if it
 *   had to be cut; 0 with ERROR_MOD_NOT_FOUND for a module
 */
DWORD GetModuleFileNameA (HMODULE module, LPSTR name, DWORD size);

/* As GetModuleFileNameA(). */
DWORD GetModuleFileNameW (HMODULE module, LPWSTR name, DWORD size);

/**
 * GetEnvironmentStringsA:
 *
 * Returns: (transfer full): NAME=value texts one behind the other, an empty one at the end, for
 *   FreeEnvironmentStringsA(); NULL if memory is lacking
 */
LPSTR GetEnvironmentStringsA (void);

/* As GetEnvironmentStringsA(). */
LPWSTR GetEnvironmentStringsW (void);

/* Returns: TRUE */
BOOL FreeEnvironmentStringsA (LPSTR strings);

/* Returns: TRUE */
BOOL FreeEnvironmentStringsW (LPWSTR strings);

/**
 * GetEnvironmentVariableA:
 * @name: of the variable
 * @value: (out caller-allocates): its value
 * @size: characters of @value
 *
 * Returns: the characters written, without the NUL; if @size is too small, what is needed with
 *   the NUL; 0 with ERROR_ENVVAR_NOT_FOUND
 */
DWORD GetEnvironmentVariableA (LPCSTR name, LPSTR value, DWORD size);

#ifdef UNICODE
#define GetCommandLine GetCommandLineW
#define GetModuleFileName GetModuleFileNameW
#define GetEnvironmentStrings GetEnvironmentStringsW
#define FreeEnvironmentStrings FreeEnvironmentStringsW
#else
#define GetCommandLine GetCommandLineA
#define GetModuleFileName GetModuleFileNameA
#define GetEnvironmentStrings GetEnvironmentStringsA
#define FreeEnvironmentStrings FreeEnvironmentStringsA
#define GetEnvironmentVariable GetEnvironmentVariableA
#endif

G_END_DECLS
