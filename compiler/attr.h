/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Attributes: one table says of each where it may stand, in IDL and in ACF files, and
 * what its argument looks like. The parser and the checks read the table; a new
 * attribute is a new row.
 */

#include <beck/types.h>

#include "source.h"

struct IdlType;
struct IdlExpr;

typedef enum
{
  IDL_ATTR_AGGREGATABLE,
  IDL_ATTR_ALLOCATE,
  IDL_ATTR_ANNOTATION,
  IDL_ATTR_APPOBJECT,
  IDL_ATTR_ASYNC,
  IDL_ATTR_ASYNC_UUID,
  IDL_ATTR_AUTO_HANDLE,
  IDL_ATTR_BINDABLE,
  IDL_ATTR_BROADCAST,
  IDL_ATTR_BYTE_COUNT,
  IDL_ATTR_CALL_AS,
  IDL_ATTR_CALLBACK,
  IDL_ATTR_CASE,
  IDL_ATTR_COCLASS,
  IDL_ATTR_CODE,
  IDL_ATTR_COMM_STATUS,
  IDL_ATTR_CONTEXT_HANDLE,
  IDL_ATTR_CONTEXT_HANDLE_NOSERIALIZE,
  IDL_ATTR_CONTEXT_HANDLE_SERIALIZE,
  IDL_ATTR_CONTROL,
  IDL_ATTR_CUSTOM,
  IDL_ATTR_DECODE,
  IDL_ATTR_DEFAULT,
  IDL_ATTR_DEFAULTBIND,
  IDL_ATTR_DEFAULTCOLLELEM,
  IDL_ATTR_DEFAULTVALUE,
  IDL_ATTR_DEFAULTVTABLE,
  IDL_ATTR_DISABLE_CONSISTENCY_CHECK,
  IDL_ATTR_DISPLAYBIND,
  IDL_ATTR_DLLNAME,
  IDL_ATTR_DUAL,
  IDL_ATTR_ENABLE_ALLOCATE,
  IDL_ATTR_ENCODE,
  IDL_ATTR_ENDPOINT,
  IDL_ATTR_ENTRY,
  IDL_ATTR_EXPLICIT_HANDLE,
  IDL_ATTR_FAULT_STATUS,
  IDL_ATTR_FIRST_IS,
  IDL_ATTR_FORCE_ALLOCATE,
  IDL_ATTR_HANDLE,
  IDL_ATTR_HELPCONTEXT,
  IDL_ATTR_HELPFILE,
  IDL_ATTR_HELPSTRING,
  IDL_ATTR_HELPSTRINGCONTEXT,
  IDL_ATTR_HELPSTRINGDLL,
  IDL_ATTR_HIDDEN,
  IDL_ATTR_ID,
  IDL_ATTR_IDEMPOTENT,
  IDL_ATTR_IGNORE,
  IDL_ATTR_IID_IS,
  IDL_ATTR_IMMEDIATEBIND,
  IDL_ATTR_IMPLICIT_HANDLE,
  IDL_ATTR_IN,
  IDL_ATTR_IN_LINE,
  IDL_ATTR_LAST_IS,
  IDL_ATTR_LCID,
  IDL_ATTR_LENGTH_IS,
  IDL_ATTR_LICENSED,
  IDL_ATTR_LOCAL,
  IDL_ATTR_MAX_IS,
  IDL_ATTR_MAYBE,
  IDL_ATTR_MESSAGE,
  IDL_ATTR_MIN_IS,
  IDL_ATTR_MS_UNION,
  IDL_ATTR_NOCODE,
  IDL_ATTR_NONBROWSABLE,
  IDL_ATTR_NONCREATABLE,
  IDL_ATTR_NONEXTENSIBLE,
  IDL_ATTR_NOTIFY,
  IDL_ATTR_NOTIFY_FLAG,
  IDL_ATTR_OBJECT,
  IDL_ATTR_ODL,
  IDL_ATTR_OLEAUTOMATION,
  IDL_ATTR_OPTIMIZE,
  IDL_ATTR_OPTIONAL,
  IDL_ATTR_OUT,
  IDL_ATTR_OUT_OF_LINE,
  IDL_ATTR_PARTIAL_IGNORE,
  IDL_ATTR_POINTER_DEFAULT,
  IDL_ATTR_PROGID,
  IDL_ATTR_PROPGET,
  IDL_ATTR_PROPPUT,
  IDL_ATTR_PROPPUTREF,
  IDL_ATTR_PROXY,
  IDL_ATTR_PTR,
  IDL_ATTR_PUBLIC,
  IDL_ATTR_RANGE,
  IDL_ATTR_READONLY,
  IDL_ATTR_REF,
  IDL_ATTR_REPLACEABLE,
  IDL_ATTR_REPRESENT_AS,
  IDL_ATTR_REQUESTEDIT,
  IDL_ATTR_RESTRICTED,
  IDL_ATTR_RETVAL,
  IDL_ATTR_SIZE_IS,
  IDL_ATTR_SOURCE,
  IDL_ATTR_STRICT_CONTEXT_HANDLE,
  IDL_ATTR_STRING,
  IDL_ATTR_SWITCH_IS,
  IDL_ATTR_SWITCH_TYPE,
  IDL_ATTR_THREADING,
  IDL_ATTR_TRANSMIT_AS,
  IDL_ATTR_TYPE_STRICT_CONTEXT_HANDLE,
  IDL_ATTR_UIDEFAULT,
  IDL_ATTR_UNIQUE,
  IDL_ATTR_USER_MARSHAL,
  IDL_ATTR_USESGETLASTERROR,
  IDL_ATTR_UUID,
  IDL_ATTR_V1_ENUM,
  IDL_ATTR_VARARG,
  IDL_ATTR_VERSION,
  IDL_ATTR_VI_PROGID,
  IDL_ATTR_WIRE_MARSHAL,
  IDL_N_ATTRS
} IdlAttrId;

/* Places where an attribute list may stand. */
typedef enum
{
  IDL_ON_OBJECT = 1 << 0,  /* an interface with [object], [odl] or [dual] */
  IDL_ON_RPC = 1 << 1,     /* any other interface */
  IDL_ON_DISP = 1 << 2,    /* a dispinterface */
  IDL_ON_LIBRARY = 1 << 3,
  IDL_ON_COCLASS = 1 << 4,
  IDL_ON_ENTRY = 1 << 5,   /* an interface inside a coclass */
  IDL_ON_MODULE = 1 << 6,
  IDL_ON_METHOD = 1 << 7,  /* of an object interface or dispinterface */
  IDL_ON_PROC = 1 << 8,    /* of an RPC interface */
  IDL_ON_ENTRYPOINT = 1 << 9, /* of a module */
  IDL_ON_PARAM = 1 << 10,
  IDL_ON_FIELD = 1 << 11,
  IDL_ON_TYPE = 1 << 12,   /* typedef, struct, union, enum */
  IDL_ON_CONST = 1 << 13,
  IDL_ON_POINTER = 1 << 14, /* between the stars of a declarator */
} IdlAttrPlace;

typedef enum
{
  IDL_ARG_NONE,
  IDL_ARG_UUID,
  IDL_ARG_VERSION,  /* major[.minor] */
  IDL_ARG_EXPR,
  IDL_ARG_EXPRS,
  IDL_ARG_LEVELS,   /* one expression per pointer or array level, blank to skip one */
  IDL_ARG_RANGE,    /* two expressions */
  IDL_ARG_TYPE,
  IDL_ARG_NAME,
  IDL_ARG_NAMES,
  IDL_ARG_FOREIGN,  /* the name of a C type the compiler need not know, perhaps a header */
  IDL_ARG_STRING,
  IDL_ARG_STRINGS,
  IDL_ARG_HANDLE,   /* type name */
  IDL_ARG_CUSTOM,   /* uuid, expression */
  IDL_ARG_FREE,     /* anything with balanced parentheses */
} IdlArgShape;

typedef struct
{
  const char *name;
  IdlArgShape shape;
  gboolean optional;  /* the argument may be left out */
  guint places;       /* IdlAttrPlace bits where IDL allows it */
  guint acf_places;   /* where an ACF file allows it */
} IdlAttrInfo;

typedef struct
{
  IdlAttrId id;
  IdlPos pos;
  gboolean from_acf;
  GUID uuid;               /* UUID, CUSTOM */
  guint major, minor;      /* VERSION */
  GPtrArray *exprs;        /* struct IdlExpr *, NULL for a skipped level; or NULL */
  const struct IdlType *type; /* TYPE, HANDLE */
  const char *text;        /* NAME, FOREIGN, STRING, HANDLE */
  GPtrArray *texts;        /* NAMES, STRINGS: const char * */
} IdlAttr;

/* The attributes of one declaration, in order; at most one of each kind but [custom]. */
typedef struct
{
  GPtrArray *list; /* IdlAttr *, or NULL for none */
} IdlAttrs;

const IdlAttrInfo *idl_attr_info (IdlAttrId id);

/* IDL_N_ATTRS if there is no attribute of this name. */
IdlAttrId idl_attr_lookup (const char *name);

/* The attribute, or NULL. */
const IdlAttr *idl_attrs_find (const IdlAttrs *attrs, IdlAttrId id);
gboolean idl_attrs_has (const IdlAttrs *attrs, IdlAttrId id);

/* Adds @attr; if one of its kind is there already, replaces it and returns TRUE. */
gboolean idl_attrs_add (IdlAttrs *attrs, IdlPool *pool, const IdlAttr *attr);

/* Adds all of @more, which win over what was there, to a list of its own. */
void idl_attrs_merge (IdlAttrs *attrs, IdlPool *pool, const IdlAttrs *more);

/* Two attributes that contradict each other in one list. */
typedef struct
{
  IdlAttrId a;
  IdlAttrId b;
} IdlAttrConflict;

const IdlAttrConflict *idl_attr_conflicts (guint *n);

/* "an object interface", for messages about @place. */
const char *idl_attr_place_name (IdlAttrPlace place);
