/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of records share: a directory of their own, records to put into it, and
 * processes that own them. */

#include "beck-test.h"
#include "ras/record.h"

/* Where BECK_RAS_RUNTIME_DIR points to while a test runs; it is not made yet. */
extern char *record_directory;

/* Fixtures. */
void record_set_up (void);
void record_tear_down (void);

/* Of a link whose owner is @owner, with every field set; its id ends with @n. */
BeckRasRecord *sample_record (guint8 n, BeckRasProcessId owner);

BeckRasProcessId own_process (void);
BeckRasProcessId no_process (void);

/* (transfer full): the file of that name in the directory. */
char *record_path (const char *name);
char *record_path_of (const BeckRasRecord *record);

/* A child that does nothing until it is killed. */
BeckRasProcessId child_start (void);
void child_kill (BeckRasProcessId id);

/* A child that runs @func and exits with 0; waited for, and whether it did so. */
pid_t child_run (void (*func) (gpointer data), gpointer data);
void child_wait (pid_t pid);

/* How many records there are. */
guint count_records (void);

Suite *record_suite (void);
Suite *record_hostile_suite (void);
Suite *record_watch_suite (void);
