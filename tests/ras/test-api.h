/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The functions of connections beyond the behaviours that are specified: arguments, versions of
 * structures, text, handlers of all kinds, lack of memory. On the simulator. */

#include "test-behaviours.h"

/* A dial, with hear_2 and the ear, of an entry with that script. */
HRASCONN dial_script (const char *script, DWORD options);

/* Synchronously; it succeeds. */
HRASCONN connect_script (const char *script);

/* A case of @suite on that ground. */
TCase *api_case (Suite *suite, const char *name);

Suite *arguments_suite (void);
Suite *handlers_suite (void);
Suite *events_suite (void);
Suite *memory_suite (void);
