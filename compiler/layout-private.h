/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the layout pass share.
 */

#include "layout.h"

/* Structures in structures beyond this are refused: measuring walks them recursively. */
#define IDL_MAX_BY_VALUE 4000

typedef struct
{
  IdlCompiler *compiler;
  IdlLayouts *layouts;
  GHashTable *shapes;            /* IdlTag * → IdlShape * */
  GHashTable *defaults;          /* IdlTag *, IdlTypedef * → IdlPointerKind of where it stands */
  GHashTable *interface_layouts; /* IdlInterface * → IdlInterfaceLayout * */
  GPtrArray *all;                /* every IdlLayout *, to be measured in the end */
  GQueue later;                  /* IdlShape *: their members are still to be laid out */
  const IdlInterface *interface; /* whose declarations are being laid out, or NULL */
  guint nesting;
} IdlLayoutBuilder;

/* How a type is used, on the way from the declaration inwards. */
typedef struct
{
  const IdlAttrs *attrs; /* of the parameter, field or procedure, or NULL */
  const char *name;
  const GPtrArray *scope; /* IdlVar *: what expressions may name, or NULL */
  guint level;            /* pointers and dimensions passed */
  gboolean top;           /* the next pointer is that of a parameter */
  gboolean string;        /* [string] was met and not used up */
  gboolean counted;       /* inside an array, whose size a [range] is about */
  gboolean v1_enum;
  gboolean binding;        /* a [handle] type is a binding here */
  IdlPointerKind embedded; /* what pointers without attribute are */
  const IdlAttr *pointer;  /* [ref], [unique], [ptr] for the next pointer */
  const IdlAttr *range;
  const IdlAttr *switch_type;
} IdlLayoutUse;

/* layout.c */
IdlLayout *idl_layout_new (IdlLayoutBuilder *builder, IdlLayoutKind kind, const IdlType *type);
const IdlLayout *idl_layout_build (IdlLayoutBuilder *builder, const IdlLayoutUse *use,
                                   const IdlType *type);
const IdlLayout *idl_layout_var (IdlLayoutBuilder *builder, IdlLayoutUse *use, const IdlVar *var);

/* layout-measure.c: fills in alignment and sizes of all layouts and shapes, and lists the
 * shapes in order */
void idl_layout_measure_all (IdlLayoutBuilder *builder);

/* layout-check.c: reports what no receiver could do */
void idl_layout_check (IdlLayoutBuilder *builder);

/* layout-shape.c: the shape of a tag, with its members when their turn comes */
IdlShape *idl_layout_shape (IdlLayoutBuilder *builder, IdlTag *tag);
/* Lays out the members of all shapes met so far. */
void idl_layout_run (IdlLayoutBuilder *builder);
/* Finds the type of the discriminant of a union's use, and notes it in the shape. */
void idl_layout_discriminant (IdlLayoutBuilder *builder, const IdlLayoutUse *use,
                              IdlLayout *layout);

/* layout-file.c */
/* What pointers inside typedef @alias are, into @use. */
void idl_layout_note_default (const IdlLayoutBuilder *builder, IdlLayoutUse *use,
                              const IdlTypedef *alias);
IdlPointerKind idl_layout_default (const IdlLayoutBuilder *builder, gconstpointer decl);
IdlLayout *idl_layout_safearray (IdlLayoutBuilder *builder, const IdlType *type);
