/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A beckd of the test's own, with class files of its own, and servers. The environment of the test
 * says where they are.
 */

#include <beck/beck.h>
#include <beck/proxy.h>
#include <check.h>

#include "counter.h"

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
      ck_assert_msg (hr_ == (HRESULT) (expected), "%s gave 0x%08X (%s)", #expression,              \
                     (guint) hr_, scene_why (hr_));                                                \
    }                                                                                              \
  while (0)

/* Without beckd; with it; the test's own thread is in the MTA. */
void scene_begin_alone (void);
void scene_begin (void);
void scene_end (void);

/* What the thread's error object says of @hr; good until the next call. */
const char *scene_why (HRESULT hr);

/* The classes of the tests, by number from 1 on. */
CLSID scene_class (guint number);

/* Adds a class file for class @number. @options: of the server, @keys: further lines. */
void scene_write_class (guint number, const char *options, const char *keys);

/* A server of the test's own, for class @number; it is ready. */
GPid scene_spawn (const char *options, guint number);
/* Sends a signal and waits for the line that comes of it. */
void scene_signal (GPid pid, int signal, const char *line);
/* Ends it. */
void scene_kill (GPid pid);

/* How many servers with --mark have begun, and the process of the last. */
#define SCENE_MARK "@MARK@" /* in @options */
guint scene_marks (guint *pid);

/* "127.0.0.1[PORT]" of beckd. */
const char *scene_machine (void);

/* One object of class @number by its server; one of it is asked for its process. */
HRESULT scene_create (guint number, ICounter **counter);
ULONG scene_process (ICounter *counter);
