/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the dumper share.
 */

#include <beck/ndr-reader.h>
#include <beck/status.h>

#include "dump.h"
#include "layout.h"

#define IDL_DUMP_NONE G_MAXUINT

/* A value that has been met. They are kept in one array, a value before those inside it, so that
 * the expressions of attributes find what they are about, and faults their path. The
 * elements of an array go when they are done, unless something is still to come behind them. */
typedef struct
{
  const IdlLayout *layout;
  const char *name; /* of a field, or of the whole */
  guint parent;     /* IDL_DUMP_NONE for the whole */
  gboolean is_element;
  guint64 index;    /* elements */
  guint first;      /* structures: of the nodes of their members; 0 for none */
  gboolean known;   /* integers: the value is in number */
  IdlNumber number;
} IdlDumpNode;

/* A pointer whose pointee is still to come. */
typedef struct
{
  guint node;
  guint depth;
  guint32 id;
} IdlDumpLater;

/* What an attribute says of a number on the wire, to be held against it once all it
 * depends on has been read. */
typedef struct
{
  const char *reason;
  const IdlExpr *expr;
  const IdlExpr *minus; /* [last_is]: first, or NULL */
  gboolean plus_one;
  guint wrap;           /* bits the expression is cut to, or 0 */
  gboolean wrap_signed;
  guint node;           /* where the attribute stands */
  gsize offset;         /* of the number */
  IdlNumber found;
} IdlDumpCheck;

/* A max_count that came before the structure whose last array it is about. */
typedef struct
{
  gsize count;
  gsize offset;
} IdlDumpCount;

#define IDL_DUMP_MAX_DIMS 32

typedef struct
{
  IdlCompiler *compiler;
  BeckNdrReader reader;
  gsize base;        /* offset of the reader's first byte in the blob */
  IdlDumpLine line;
  gpointer line_data;
  GString *text;     /* the line being made */
  GString *type;     /* its type */
  GArray *nodes;     /* IdlDumpNode */
  GArray *later;     /* IdlDumpLater, the next one last */
  GArray *checks;    /* IdlDumpCheck */
  GHashTable *full;  /* numbers of full pointers → owned Pointee */
  guint current;     /* the node being read, for faults */
  guint depth;       /* of pointers */
  guint nesting;     /* of C functions */
  IdlDumpCount hoisted[IDL_DUMP_MAX_DIMS];
  guint n_hoisted;
} IdlDump;

/* dump-node.c */
IdlDumpNode *idl_dump_node (const IdlDump *dump, guint index);
guint idl_dump_add (IdlDump *dump, guint parent, const IdlLayout *layout, const char *name);
guint idl_dump_add_element (IdlDump *dump, guint parent, const IdlLayout *layout, guint64 index);
/* Forgets all nodes from @mark on. */
void idl_dump_drop (IdlDump *dump, guint mark);
/* "book.entries[3].name" into @path; one that is too long loses its beginning. */
void idl_dump_path (const IdlDump *dump, guint node, char path[BECK_NDR_PATH_SIZE]);

/* dump-line.c: each prints one line about @node, or about something of @node that
 * stands at @offset of the reader */
void idl_dump_print (IdlDump *dump, guint node, gsize offset, const char *type,
                     const char *format, ...) G_GNUC_PRINTF (5, 6);
/* The type of @layout in a few words, valid until the next call. */
const char *idl_dump_type_name (IdlDump *dump, const IdlLayout *layout);
void idl_dump_print_scalar (IdlDump *dump, guint node, gsize offset);
void idl_dump_print_float (IdlDump *dump, guint node, gsize offset, double value);
/* Rows of bytes, at @offset */
void idl_dump_print_bytes (IdlDump *dump, guint node, gsize offset, const char *type,
                           const guint8 *bytes, gsize size);
/* Characters of 8 or 16 bits (in this machine's order), quoted. */
void idl_dump_print_chars (IdlDump *dump, guint node, gsize offset, const char *chars,
                           gsize length);
void idl_dump_print_chars16 (IdlDump *dump, guint node, gsize offset, const guint16 *chars,
                             gsize length);

/* dump-check.c */
/* Holds what was read against an attribute, now or later. */
gboolean idl_dump_check (IdlDump *dump, const IdlDumpCheck *check);
/* Goes through the checks from @mark on; if @last, none may stay open. */
gboolean idl_dump_settle (IdlDump *dump, guint mark, gboolean last);

/* dump-value.c: reads and prints the flat part of the value of @node */
gboolean idl_dump_value (IdlDump *dump, guint node);
gboolean idl_dump_fail_at (IdlDump *dump, gsize offset, guint32 status, const char *reason);
/* A scalar, without printing it. */
gboolean idl_dump_read_scalar (IdlDump *dump, const IdlLayout *layout, IdlNumber *number,
                               double *real);

/* dump-array.c */
gboolean idl_dump_array (IdlDump *dump, guint node);
gboolean idl_dump_pipe (IdlDump *dump, guint node);
/* The counts of a conformant array that come before the structure it ends. */
gboolean idl_dump_hoist (IdlDump *dump, guint node, const IdlLayout *tail);

/* dump-pointer.c */
/* The number of a pointer; the pointee comes behind. */
gboolean idl_dump_pointer (IdlDump *dump, guint node);
/* A reference pointer at the top, which has none. */
void idl_dump_defer (IdlDump *dump, guint node, guint32 id);
gboolean idl_dump_object (IdlDump *dump, guint node);
/* An empty table for @full */
GHashTable *idl_dump_full_new (void);
/* Puts what was deferred since there were @mark into the order of the wire. */
void idl_dump_order (IdlDump *dump, guint mark);
/* Reads pointees until @mark are left. */
gboolean idl_dump_behind (IdlDump *dump, guint mark);
