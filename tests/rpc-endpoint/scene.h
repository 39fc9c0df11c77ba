/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A beckd of the test's own, on a port and in a directory of its own, and what is registered with
 * it. */

#include <beck/rpc-endpoint.h>

#define assert_status(expression, expected)                                                        \
  ck_assert_int_eq ((RPC_STATUS) (expression), (RPC_STATUS) (expected))

/* Starts and ends it; the environment of the test says where it is. */
void scene_begin (void);
void scene_end (void);

/* Ends it as a crash would, and starts it again at the same place. */
void scene_restart (void);

/* "ncacn_ip_tcp:127.0.0.1[PORT]" of it. */
const char *scene_tcp (void);

/* Another process that runs until it is killed: @program, which prints "ready". */
GPid scene_spawn (const char *program);
void scene_kill (GPid pid);

/* Interfaces to register: 0.0 of the same UUID for the same @number, up to 3. */
RPC_IF_HANDLE scene_interface (guint number, guint16 major, guint16 minor);

/* The handle of a string binding. */
RPC_BINDING_HANDLE scene_binding (const char *text);

/* A vector of those that @texts says, which NULL ends. RpcBindingVectorFree(). */
RPC_BINDING_VECTOR *scene_vector (const char *const *texts);

/* Registers and takes out again, one binding. */
RPC_STATUS scene_register (RPC_IF_HANDLE interface, const char *text);
RPC_STATUS scene_unregister (RPC_IF_HANDLE interface, const char *text);

/* Resolves a binding; the string that it is then, or "1753" for a status. g_free(). */
char *scene_resolve (const char *text, RPC_IF_HANDLE interface);
