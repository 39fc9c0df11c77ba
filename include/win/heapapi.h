/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The heap: malloc(3). */

#include "winnt.h"

G_BEGIN_DECLS

#define HEAP_NO_SERIALIZE 0x1
#define HEAP_GENERATE_EXCEPTIONS 0x4
#define HEAP_ZERO_MEMORY 0x8

/* Returns: (transfer none): the one heap there is */
HANDLE GetProcessHeap (void);

/**
 * HeapAlloc:
 * @heap: GetProcessHeap()
 * @flags: HEAP_ZERO_MEMORY; HEAP_GENERATE_EXCEPTIONS raises STATUS_NO_MEMORY
 * @size: bytes
 *
 * Returns: (transfer full) (nullable): for HeapFree()
 */
LPVOID HeapAlloc (HANDLE heap, DWORD flags, SIZE_T size);

/* As HeapAlloc(); HEAP_ZERO_MEMORY says nothing about what grows. */
LPVOID HeapReAlloc (HANDLE heap, DWORD flags, LPVOID block, SIZE_T size);

/* Returns: TRUE */
BOOL HeapFree (HANDLE heap, DWORD flags, LPVOID block);

G_END_DECLS
