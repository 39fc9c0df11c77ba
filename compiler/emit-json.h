/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The description of a file for tools, in JSON: docs/json.md tells what is in it.
 */

#include "json.h"
#include "layout.h"

/* Raised when what was there changes its meaning or goes away; not for additions. */
#define IDL_JSON_VERSION 1

/* The whole text; free with g_free. */
char *idl_emit_json (IdlCompiler *compiler, const IdlLayouts *layouts);

typedef struct
{
  IdlJson json;
  IdlCompiler *compiler;
  GHashTable *shapes; /* IdlShape * → its number + 1 */
  GHashTable *enum_set;
  GPtrArray *enums;   /* IdlTag *, in order of appearance */
} IdlJsonEmitter;

/* emit-json-attr.c */
void idl_json_expr (IdlJsonEmitter *emitter, const char *key, const IdlExpr *expr);
void idl_json_attrs (IdlJsonEmitter *emitter, const IdlAttrs *attrs);
void idl_json_place (IdlJsonEmitter *emitter, IdlPos pos);

/* emit-json-type.c: how something travels; its type as C spells it; and what uses refer to */
void idl_json_use (IdlJsonEmitter *emitter, const char *key, const IdlLayout *layout);
void idl_json_c_type (IdlJsonEmitter *emitter, const char *key, const IdlType *type);
void idl_json_shape (IdlJsonEmitter *emitter, const IdlShape *shape);
void idl_json_enum (IdlJsonEmitter *emitter, const IdlTag *tag);
/* Enters @tag in the list of enums; the same for those of a declaration. */
void idl_json_note_enum (IdlJsonEmitter *emitter, const IdlTag *tag);
void idl_json_note_enums (IdlJsonEmitter *emitter, const IdlType *type);
