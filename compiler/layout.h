/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How values travel. Between checking and printing, every type that some remote method, pipe
 * or pickled type carries becomes a tree in which all questions of NDR (wire.md
 * section 3) are answered: pointer levels and what attribute goes with which, kinds of
 * pointers, conformance and where it is hoisted to, alignment, what follows behind.
 * The printers and the dumper of blobs only walk it.
 *
 * A layout describes the *use* of a type. Structures and unions are shared: what all
 * uses of one have in common is its IdlShape, made once.
 *
 * A value has a flat part and, if it contains pointers, a part behind: the pointees, in
 * order, once the flat part of the outermost structure or array is complete.
 */

#include "compiler.h"
#include "expr.h"

typedef struct IdlLayout IdlLayout;
typedef struct IdlShape IdlShape;
typedef struct IdlMember IdlMember;
typedef struct IdlDim IdlDim;

typedef enum
{
  IDL_LAYOUT_SCALAR,    /* scalar */
  IDL_LAYOUT_STRUCT,    /* shape */
  IDL_LAYOUT_UNION,     /* shape, switched */
  IDL_LAYOUT_ARRAY,     /* element, dims: in place, whether a field or a pointee */
  IDL_LAYOUT_STRING,    /* element, dims[0]: an array with [string] */
  IDL_LAYOUT_POINTER,   /* pointer, target */
  IDL_LAYOUT_OBJECT,    /* what an interface pointer refers to; target of a POINTER only */
  IDL_LAYOUT_CONTEXT,   /* a context handle */
  IDL_LAYOUT_USER,      /* [wire_marshal], [user_marshal]: wire, alias */
  IDL_LAYOUT_TRANSMIT,  /* [transmit_as]: wire, alias */
  IDL_LAYOUT_REPRESENT, /* [represent_as]: wire, alias */
  IDL_LAYOUT_IGNORED,   /* a pointer with [ignore]: its place only */
  IDL_LAYOUT_PIPE,      /* element; parameters only */
  IDL_LAYOUT_BINDING,   /* handle_t and types with [handle]: parameters only; wire, if it travels */
} IdlLayoutKind;

typedef enum
{
  IDL_SCALAR_U8,
  IDL_SCALAR_I8,
  IDL_SCALAR_U16,
  IDL_SCALAR_I16,
  IDL_SCALAR_U32,
  IDL_SCALAR_I32,
  IDL_SCALAR_U64,
  IDL_SCALAR_I64,
  IDL_SCALAR_FLOAT,
  IDL_SCALAR_DOUBLE,
  IDL_SCALAR_ENUM16,
  IDL_SCALAR_ENUM32,
  IDL_SCALAR_INT3264,
  IDL_SCALAR_UINT3264,
} IdlScalar;

typedef enum
{
  IDL_POINTER_REF,
  IDL_POINTER_UNIQUE,
  IDL_POINTER_FULL,
} IdlPointerKind;

/* The transfer syntaxes a layout knows sizes for. */
typedef enum
{
  IDL_NDR20,
  IDL_N_SYNTAXES,
} IdlSyntax;

/* One dimension of an array. Expressions are over the parameters or fields around it. */
struct IdlDim
{
  guint64 count;       /* in memory, if fixed; 0 for conformant dimensions */
  const IdlExpr *size; /* [size_is], or [max_is] with size_plus_one; NULL if fixed, or a string */
  gboolean size_plus_one;
  const IdlExpr *length;   /* [length_is], or [last_is]: see below; NULL for none */
  gboolean length_is_last; /* the length is last - first + 1 */
  const IdlExpr *first;    /* [first_is], or NULL */
  gboolean conformant;     /* max_count on the wire */
  gboolean has_range;      /* [range] beside a size is about the size */
  IdlNumber low, high;
  gboolean varying; /* offset and actual_count on the wire */
};

struct IdlLayout
{
  IdlLayoutKind kind;
  IdlPos pos;
  const IdlType *type; /* in memory, as C has it; for arrays behind pointers that of the pointer */

  guint align[IDL_N_SYNTAXES]; /* of the flat part */
  guint wire[IDL_N_SYNTAXES];  /* its bytes if always the same (gaps inside included), or 0 */
  guint least[IDL_N_SYNTAXES]; /* at least that many */
  gboolean plain;              /* the flat part is the image in memory, apart from byte order */
  gboolean behind;             /* there is a part behind */
  gboolean owns;               /* refers to memory or objects that must be released */
  gboolean conformant;         /* a max_count comes before the flat part (arrays, structures) */
  gboolean measured;           /* the numbers above are final */

  IdlScalar scalar;
  gboolean has_range;
  IdlNumber low, high;

  const IdlLayout *element; /* arrays, strings, pipes */
  IdlDim *dims;
  guint n_dims;

  IdlPointerKind pointer;
  const IdlLayout *target;

  const IdlInterface *interface; /* objects: the static interface, or NULL with iid */
  const IdlExpr *iid;            /* objects: [iid_is], or NULL */

  IdlShape *shape;
  const IdlExpr *switched; /* unions: [switch_is]; NULL inside encapsulated ones */

  const IdlTypedef *alias; /* named types with a marshaling or a meaning of their own */
  const IdlLayout *wire_layout; /* user, transmit, represent, binding: what travels, or NULL */
  const char *user_name;        /* user, transmit, represent: T of T_UserSize, T_to_xmit … */
  const char *user_type;    /* user, represent: the type in memory if it is not the alias */
  gboolean user_long;       /* user: its functions take C's long, see IdlOptions */
  const char *context_name; /* contexts: of the type or the parameter */
  gboolean context_shared;
};

/* A field of a structure or an arm of a union. */
struct IdlMember
{
  const IdlVar *var;       /* NULL for the union inside an encapsulated one */
  const char *name;        /* in C; NULL for an unnamed structure or union, and for empty arms */
  const IdlLayout *layout; /* NULL for an empty arm */
  GPtrArray *cases;        /* arms: IdlExpr *, or NULL */
  IdlNumber *values;       /* arms: their values, as many */
  gboolean is_default;     /* arms */
};

/* A structure or union. An encapsulated union is a structure of two members. */
struct IdlShape
{
  const IdlTag *tag;
  const char *name;      /* C name of the type ("struct S", "T"), or NULL: written in place */
  const char *ident; /* for names of functions, or NULL */
  gboolean is_union;
  gboolean encapsulated; /* a structure made of one */
  gboolean measured, measuring;

  /* As in IdlLayout */
  guint align[IDL_N_SYNTAXES];
  guint wire[IDL_N_SYNTAXES];
  guint least[IDL_N_SYNTAXES];
  gboolean plain;
  gboolean behind;
  gboolean owns;

  IdlMember *members;
  guint n_members;
  const IdlLayout *tail; /* structures: the conformant array at the very end, or NULL. If the last
                          * member is a conformant structure, its tail */
  gboolean loops;        /* structures: the last pointee is of the same type, through a unique
                          * pointer: a list, to be worked through in a loop */

  const IdlLayout *discriminant;   /* unions: the tag's scalar */
  gboolean ms_union;               /* unions: all arms are aligned alike */
  guint arm_align[IDL_N_SYNTAXES]; /* then to this; 0 otherwise */
};

/* ---- Procedures ---- */

typedef struct
{
  const IdlVar *var;
  const char *name;        /* in C, also in the argument record */
  const IdlLayout *layout; /* of the parameter's value; arrays are ref pointers to arrays */
  gboolean in, out;
  gboolean status; /* [comm_status], [fault_status]: not on the wire */
  gboolean partial_ignore;
  gboolean all_nodes;     /* [allocate (all_nodes)] */
  gboolean dont_free;     /* [allocate (dont_free)] */
  const char *byte_count; /* [byte_count]: the parameter with the size, or NULL */
} IdlParamLayout;

typedef struct
{
  const IdlProc *proc;
  const char *name;        /* C name of the procedure */
  const char *ident;       /* "Interface_Method": for names of functions and the argument record */
  const char *result_name; /* of the result in the argument record, or NULL for void */
  guint opnum;
  IdlParamLayout *params; /* those in the IDL, in order */
  guint n_params;
  const IdlLayout *result; /* NULL for void */
  gboolean has_pipes;
  gboolean async; /* [async] */
} IdlProcLayout;

/* An interface whose procedures travel. Object interfaces: own methods with a remote
 * form only, their opnum is the slot; RPC interfaces: all procedures. */
typedef struct IdlInterfaceLayout IdlInterfaceLayout;
struct IdlInterfaceLayout
{
  const IdlInterface *interface;
  const IdlInterfaceLayout *base; /* object interfaces: of the base, imported or not; or NULL */
  GPtrArray *procs;               /* IdlProcLayout * */
};

/* A type with [encode] or [decode]. */
typedef struct
{
  const IdlTypedef *alias;
  const IdlLayout *layout;
  gboolean encode, decode;
} IdlPickleLayout;

/* All that travels from declarations of the main file. */
typedef struct
{
  GPtrArray *interfaces; /* IdlInterfaceLayout * */
  GPtrArray *pickles;    /* IdlPickleLayout * */
  GPtrArray *shapes;     /* IdlShape * that any of them reaches, each behind those it contains */
} IdlLayouts;

/* Lays everything out; problems that only show here are reported. Never NULL. */
IdlLayouts *idl_layout (IdlCompiler *compiler);

/* The layout of the type called @name ("T", "struct T", "union T") of the tree, imported ones
 * included, standing alone, or NULL if there is no such type or it cannot travel. For tools. */
const IdlLayout *idl_layout_type (IdlCompiler *compiler, const char *name);
