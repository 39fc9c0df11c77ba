/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A writer of JSON, for output only. GLib has none, and json-glib would be one more library that
 * everybody who compiles an IDL file has to have, for what is a page of code: a tree in
 * memory, a reader and a type system are no use here.
 *
 * The text is ASCII and ends in a newline. Order is that of the calls.
 */

#include "number.h"

typedef struct
{
  GString *out;
  guint depth;
  guint inline_depth; /* containers that stay on one line */
  gboolean empty;     /* nothing in the innermost container yet */
} IdlJson;

void idl_json_init (IdlJson *json);
/* The text; free with g_free. Everything must be closed. */
char *idl_json_finish (IdlJson *json);

/* In objects @key comes first; in arrays and outermost it is NULL. @open is '{' or '['. */
void idl_json_open (IdlJson *json, const char *key, char open);
/* With all that is inside on one line */
void idl_json_open_inline (IdlJson *json, const char *key, char open);
/* @close is '}' or ']'. */
void idl_json_close (IdlJson *json, char close);

/* NULL is null. What is not UTF-8 is taken for Latin-1. */
void idl_json_string (IdlJson *json, const char *key, const char *value);
void idl_json_bool (IdlJson *json, const char *key, gboolean value);
void idl_json_uint (IdlJson *json, const char *key, guint value);
/* Beyond ±2^53, where readers that compute in double would round, a string. */
void idl_json_number (IdlJson *json, const char *key, IdlNumber value);
