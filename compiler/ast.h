/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The tree every pass works on: the parser builds it, the checks judge it, later
 * passes only read it. Nodes live in the compilation's IdlPool; names are interned.
 *
 * Invariants: a pointer documented without "or NULL" is never NULL, also after a
 * syntax error; a type that could not be understood is IDL_TYPE_BROKEN, about which
 * nobody complains again.
 */

#include <beck/types.h>

#include "attr.h"
#include "source.h"

typedef struct IdlDecl IdlDecl;
typedef struct IdlType IdlType;
typedef struct IdlTag IdlTag;
typedef struct IdlTagUse IdlTagUse;
typedef struct IdlTypedef IdlTypedef;
typedef struct IdlVar IdlVar;
typedef struct IdlProc IdlProc;
typedef struct IdlInterface IdlInterface;
typedef struct IdlConst IdlConst;
typedef struct IdlExpr IdlExpr;
typedef struct IdlText IdlText;
typedef struct IdlGroup IdlGroup;
typedef struct IdlUnit IdlUnit;

/* One file, the main one or an imported one. */
struct IdlUnit
{
  const char *path;
  const IdlSource *source;
  GPtrArray *decls; /* IdlDecl *, in the order of the file */
  const char *circle; /* an import that imports this file, so that it came too late; or NULL */
};

typedef enum
{
  IDL_DECL_INTERFACE, /* IdlInterface */
  IDL_DECL_FORWARD,   /* IdlGroup: its interface, declared ahead */
  IDL_DECL_TYPEDEF,   /* IdlTypedef */
  IDL_DECL_TAG,       /* IdlTag, in no list itself */
  IDL_DECL_TAG_USE,   /* IdlTagUse: a struct, union or enum without typedef */
  IDL_DECL_CONST,     /* IdlConst */
  IDL_DECL_PROC,      /* IdlProc */
  IDL_DECL_VAR,       /* IdlVar: parameter, field, dispinterface property */
  IDL_DECL_EXTERN,    /* IdlVar: a variable defined elsewhere */
  IDL_DECL_CPP_QUOTE, /* IdlText: a line for the header */
  IDL_DECL_PRAGMA,    /* IdlText: what follows "#pragma" */
  IDL_DECL_IMPORT,    /* IdlText: the name as written */
  IDL_DECL_LIBRARY,   /* IdlGroup of declarations */
  IDL_DECL_COCLASS,   /* IdlGroup of forwards, with their attributes */
  IDL_DECL_MODULE,    /* IdlGroup of procedures and constants */
} IdlDeclKind;

/* What all declarations share; the first member of each of them. */
struct IdlDecl
{
  IdlDeclKind kind;
  IdlPos pos;       /* of the name where there is one */
  const char *name; /* NULL for an unnamed tag, field or parameter */
  IdlAttrs attrs;
};

typedef enum
{
  IDL_BASE_VOID,
  IDL_BASE_BOOLEAN,
  IDL_BASE_BYTE,
  IDL_BASE_CHAR,
  IDL_BASE_SMALL,
  IDL_BASE_SHORT,
  IDL_BASE_LONG,
  IDL_BASE_C_LONG, /* "long" with --c-long: C's in memory, 32 bits on the wire */
  IDL_BASE_HYPER,
  IDL_BASE_INT,
  IDL_BASE_INT3264,
  IDL_BASE_FLOAT,
  IDL_BASE_DOUBLE,
  IDL_BASE_WCHAR,
  IDL_BASE_ERROR_STATUS,
  IDL_BASE_HANDLE,
} IdlBase;

typedef enum
{
  IDL_SIGN_PLAIN,
  IDL_SIGN_SIGNED,
  IDL_SIGN_UNSIGNED,
} IdlSign;

typedef enum
{
  IDL_TYPE_BROKEN,
  IDL_TYPE_BASE,
  IDL_TYPE_POINTER,   /* to target */
  IDL_TYPE_ARRAY,     /* of target */
  IDL_TYPE_TAG,       /* struct, union, enum: tag */
  IDL_TYPE_ALIAS,     /* the typedef alias */
  IDL_TYPE_INTERFACE, /* interface; only ever behind a pointer */
  IDL_TYPE_PIPE,      /* of target */
  IDL_TYPE_SAFEARRAY, /* of target */
  IDL_TYPE_FUNCTION,  /* returns target, takes params; only ever behind a pointer */
} IdlTypeKind;

typedef enum
{
  IDL_BOUND_NONE,  /* [] or [*]: conformant */
  IDL_BOUND_FIXED, /* [upper] */
  IDL_BOUND_RANGE, /* [lower..upper]; upper NULL for "*" */
} IdlBound;

enum
{
  IDL_QUAL_CONST = 1 << 0,
  IDL_QUAL_VOLATILE = 1 << 1,
};

/* A use of a type. Each use has a node of its own, so that qualifiers and attributes
 * of one use never show up in another; tags and typedefs are shared. */
struct IdlType
{
  IdlTypeKind kind;
  IdlPos pos;
  guint quals;
  gboolean defines; /* tags: this use has the definition with it */
  guint depth;    /* nodes below this one through typedefs, bounded by the parser */
  IdlAttrs attrs; /* pointers only: what stood between the stars */
  IdlBase base;
  IdlSign sign;
  const IdlType *target;
  IdlTag *tag;
  IdlTypedef *alias;
  IdlInterface *interface;
  IdlBound bound;
  IdlExpr *lower; /* or NULL */
  IdlExpr *upper; /* or NULL */
  const struct IdlNumber *count; /* arrays: the number of elements where fixed, or NULL */
  GPtrArray *params;
  gboolean variadic;
};

typedef enum
{
  IDL_TAG_STRUCT,
  IDL_TAG_UNION,
  IDL_TAG_ENCAPSULATED, /* union switch (T discriminant) name */
  IDL_TAG_ENUM,
} IdlTagKind;

struct IdlTag
{
  IdlDecl decl;
  IdlTagKind kind;
  gboolean defined;       /* the definition was begun */
  gboolean complete;      /* … and ended */
  gboolean conformant;    /* ends in an array without fixed size; set by the checks */
  guint pack;             /* #pragma pack in force, 0 = natural */
  GPtrArray *fields;      /* IdlVar *; for enums IdlConst * */
  IdlVar *discriminant;   /* encapsulated unions only */
  const char *union_name; /* encapsulated unions: the member that holds the arms */
  const char *given_name; /* of the first typedef of an unnamed tag, or NULL */
  gsize size, align;      /* in C memory, set once complete; 0 = not known */
};

/* "struct S;" or "struct S {…};" */
struct IdlTagUse
{
  IdlDecl decl;
  const IdlType *type;
};

struct IdlTypedef
{
  IdlDecl decl;
  const IdlType *type;
  gboolean continued; /* a further declarator of the typedef before */
};

struct IdlVar
{
  IdlDecl decl;
  const IdlType *type;
  IdlExpr *bits;       /* bit fields, or NULL */
  gboolean continued; /* a further declarator of the declaration before */
};

struct IdlProc
{
  IdlDecl decl;
  const IdlType *result;
  GPtrArray *params; /* IdlVar * */
  gboolean variadic;
  const char *c_name;   /* the name with get_, put_, putref_ in front where it applies */
  const char *client_name; /* of the client's stub, with --prefix */
  const char *server_name; /* of the manager */
  IdlInterface *interface; /* or NULL in a module */
  IdlProc *remote;         /* of a [local] method: its [call_as] sibling, or NULL */
  IdlProc *local;          /* of a [call_as] method: what it stands for, or NULL */
  const IdlProc *sync;     /* of a Begin_ or Finish_ method: what it is half of, or NULL */
};

struct IdlInterface
{
  IdlDecl decl;
  gboolean defined;    /* not only declared ahead */
  gboolean dispatch;   /* written as dispinterface */
  gboolean object;     /* a COM interface */
  gboolean local;      /* [local] */
  gboolean has_uuid;
  GUID uuid;
  IdlPos base_pos;
  IdlInterface *base;  /* or NULL */
  guint ancestors;     /* number of interfaces above this one */
  GPtrArray *members;  /* IdlDecl * in order, procedures included */
  GPtrArray *procs;    /* IdlProc * in order */
  IdlInterface *async; /* the asynchronous partner, or NULL */
  IdlInterface *sync;  /* the interface this one is the asynchronous partner of, or NULL */
};

struct IdlConst
{
  IdlDecl decl;
  const IdlType *type; /* NULL for enumerators */
  IdlExpr *value;      /* NULL for an enumerator without one */
  IdlTag *owner;       /* the enum, for enumerators */
  gboolean known;      /* number holds the value */
  struct IdlNumber *number;
};

struct IdlText
{
  IdlDecl decl;
  const char *text;
};

struct IdlGroup
{
  IdlDecl decl;
  IdlInterface *interface; /* forwards only */
  gboolean has_uuid;
  GUID uuid;
  GPtrArray *members; /* IdlDecl * */
};

/* "struct", "union" or "enum", as C has it */
const char *idl_tag_keyword (const IdlTag *tag);

/* TRUE for methods with a slot in the vtable: not the remote forms of others. */
gboolean idl_proc_has_slot (const IdlProc *proc);

/* Calls @visit for every method of the vtable, those of the bases first. */
typedef void (*IdlProcVisitor) (const IdlProc *proc, gpointer data);
void idl_interface_visit_slots (const IdlInterface *interface, IdlProcVisitor visit,
                                gpointer data);
