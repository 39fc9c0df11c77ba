/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Questions about types. All look through typedefs.
 */

#include "ast.h"

/* Types nested deeper, typedefs included, are refused by the parser. */
#define IDL_MAX_TYPE_DEPTH 200

/* The type behind all typedefs. */
const IdlType *idl_type_resolve (const IdlType *type);

gboolean idl_type_is_broken (const IdlType *type);
gboolean idl_type_is_base (const IdlType *type, IdlBase base);
gboolean idl_type_is_pointer (const IdlType *type);

/* The tag behind @type, or NULL if it is no struct, union or enum. */
IdlTag *idl_type_tag (const IdlType *type);

/* What a pointer, array or SAFEARRAY consists of; NULL for others. */
const IdlType *idl_type_target (const IdlType *type);

/* The interface @type points at, or NULL. */
IdlInterface *idl_type_interface (const IdlType *type);

/* The attribute where it was given with a typedef or tag on the way to the type. */
const IdlAttr *idl_type_attr (const IdlType *type, IdlAttrId id);

/* Width of an integer, character, enum type in C memory; 0 for all others. */
guint idl_type_integer_bits (const IdlType *type);
gboolean idl_type_is_signed (const IdlType *type);

/* In C memory with 64-bit pointers; 0 if unknown, incomplete or absurdly large. */
gsize idl_type_size (const IdlType *type);
gsize idl_type_align (const IdlType *type);

/* Works out size and alignment of a tag that has just become complete. */
void idl_tag_measure (IdlTag *tag);
