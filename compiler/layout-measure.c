/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Alignment and sizes on the wire (wire.md 3.1 to 3.6), from the parts to the whole. It
 * runs once everything is laid out, since what is behind pointers may be circular; what
 * nests by value is not, and is walked recursively within a bound.
 *
 * The numbers of further transfer syntaxes go where "syntax" is asked.
 */

#include "layout-private.h"

static void measure (IdlLayoutBuilder *builder, IdlLayout *layout);
static void measure_shape (IdlLayoutBuilder *builder, IdlShape *shape);

static guint
round_up (guint size, guint align)
{
  return (size + align - 1) / align * align;
}

static guint
scalar_size (IdlScalar scalar)
{
  static const guint sizes[] = {
    [IDL_SCALAR_U8] = 1,      [IDL_SCALAR_I8] = 1,       [IDL_SCALAR_U16] = 2,
    [IDL_SCALAR_I16] = 2,     [IDL_SCALAR_U32] = 4,      [IDL_SCALAR_I32] = 4,
    [IDL_SCALAR_U64] = 8,     [IDL_SCALAR_I64] = 8,      [IDL_SCALAR_FLOAT] = 4,
    [IDL_SCALAR_DOUBLE] = 8,  [IDL_SCALAR_ENUM16] = 2,   [IDL_SCALAR_ENUM32] = 4,
    [IDL_SCALAR_INT3264] = 4, [IDL_SCALAR_UINT3264] = 4,
  };

  return sizes[scalar];
}

static void
set (IdlLayout *layout, IdlSyntax syntax, guint align, guint wire, guint least)
{
  layout->align[syntax] = align;
  layout->wire[syntax] = wire;
  layout->least[syntax] = least;
}

static void
measure_scalar (IdlLayout *layout, IdlSyntax syntax)
{
  guint size = scalar_size (layout->scalar);

  set (layout, syntax, size, size, size);
  layout->plain = !layout->has_range && layout->scalar != IDL_SCALAR_ENUM16
                  && layout->scalar != IDL_SCALAR_INT3264 && layout->scalar != IDL_SCALAR_UINT3264;
}

/* Sums beyond this are "not always the same size": nobody has such arrays in place. */
#define MAX_FIXED (1u << 28)

/* Bytes of @count elements in a row, or 0 if that varies. */
static guint
row_size (const IdlLayout *element, IdlSyntax syntax, guint64 count)
{
  guint wire = element->wire[syntax];
  guint step = round_up (wire, element->align[syntax]);

  if (wire == 0 || count == 0 || count > MAX_FIXED / step)
    return 0;
  return (guint) (count - 1) * step + wire;
}

static void
measure_array (IdlLayout *layout, IdlSyntax syntax)
{
  const IdlLayout *element = layout->element;
  guint align = element->align[syntax];
  gboolean counted = layout->kind == IDL_LAYOUT_STRING;
  guint64 count = 1;

  for (guint i = 0; i < layout->n_dims; i++)
    {
      layout->conformant |= layout->dims[i].conformant;
      counted |= layout->dims[i].varying;
      count *= MIN (layout->dims[i].count, MAX_FIXED);
      count = MIN (count, MAX_FIXED);
    }
  if (counted)
    set (layout, syntax, MAX (align, 4), 0, layout->kind == IDL_LAYOUT_STRING ? 9 : 8);
  else if (layout->conformant)
    set (layout, syntax, align, 0, 0);
  else
    set (layout, syntax, align, row_size (element, syntax, count),
         (guint) MIN (count * element->least[syntax], MAX_FIXED));
  layout->behind = element->behind;
  layout->owns = element->owns;
}

static void
measure_shaped (IdlLayout *layout, IdlSyntax syntax)
{
  const IdlShape *shape = layout->shape;

  set (layout, syntax, shape->align[syntax], shape->wire[syntax], shape->least[syntax]);
  layout->behind = shape->behind;
  layout->owns = shape->owns;
  layout->conformant = shape->tail != NULL;
}

/* A pointer's kind of wire type has its data behind; otherwise it is at its place. How
 * long it is, the program's functions decide. */
static void
measure_user (IdlLayout *layout, IdlSyntax syntax)
{
  const IdlLayout *wire = layout->wire_layout;

  layout->owns = TRUE;
  layout->behind = wire != NULL && wire->kind == IDL_LAYOUT_POINTER;
  if (wire == NULL)
    set (layout, syntax, 4, 0, 1);
  else
    set (layout, syntax, wire->align[syntax], 0, layout->behind ? 4 : 1);
}

/* [transmit_as], [represent_as]: with what is behind pointers right after it, since the value that
 * travels exists only while it is being written. */
static void
measure_presented (IdlLayout *layout, IdlSyntax syntax)
{
  const IdlLayout *wire = layout->wire_layout;

  set (layout, syntax, wire->align[syntax], wire->behind ? 0 : wire->wire[syntax],
       wire->least[syntax]);
  layout->owns = TRUE;
}

static void
measure_binding (IdlLayout *layout, IdlSyntax syntax)
{
  const IdlLayout *wire = layout->wire_layout;

  if (wire == NULL)
    {
      set (layout, syntax, 1, 0, 0);
      return;
    }
  set (layout, syntax, wire->align[syntax], wire->wire[syntax], wire->least[syntax]);
  layout->behind = wire->behind;
  layout->owns = wire->owns;
}

static void
measure_kind (IdlLayout *layout, IdlSyntax syntax)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_SCALAR:
      measure_scalar (layout, syntax);
      break;
    case IDL_LAYOUT_STRUCT:
    case IDL_LAYOUT_UNION:
      measure_shaped (layout, syntax);
      break;
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_STRING:
      measure_array (layout, syntax);
      break;
    case IDL_LAYOUT_POINTER:
      set (layout, syntax, 4, 4, 4);
      layout->behind = TRUE;
      layout->owns = TRUE;
      break;
    case IDL_LAYOUT_OBJECT:
      set (layout, syntax, 4, 0, 8);
      layout->owns = TRUE;
      break;
    case IDL_LAYOUT_CONTEXT:
      set (layout, syntax, 4, 20, 20);
      break;
    case IDL_LAYOUT_USER:
      measure_user (layout, syntax);
      break;
    case IDL_LAYOUT_TRANSMIT:
    case IDL_LAYOUT_REPRESENT:
      measure_presented (layout, syntax);
      break;
    case IDL_LAYOUT_IGNORED:
      set (layout, syntax, 4, 4, 4);
      break;
    case IDL_LAYOUT_PIPE:
      set (layout, syntax, 4, 0, 4);
      break;
    case IDL_LAYOUT_BINDING:
      measure_binding (layout, syntax);
      break;
    }
}

static void
measure (IdlLayoutBuilder *builder, IdlLayout *layout)
{
  if (layout->measured)
    return;
  layout->measured = TRUE;
  if (layout->shape != NULL)
    measure_shape (builder, layout->shape);
  if (layout->element != NULL)
    measure (builder, (IdlLayout *) layout->element);
  if (layout->wire_layout != NULL)
    measure (builder, (IdlLayout *) layout->wire_layout);
  for (IdlSyntax syntax = 0; syntax < IDL_N_SYNTAXES; syntax++)
    measure_kind (layout, syntax);
}

/* ---- Structures and unions ---- */

static void
measure_members (IdlLayoutBuilder *builder, IdlShape *shape)
{
  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlLayout *layout = shape->members[i].layout;

      if (layout == NULL)
        continue;
      measure (builder, (IdlLayout *) layout);
      shape->behind |= layout->behind;
      shape->owns |= layout->owns;
    }
}

/* An encapsulated union's tag is a member of its own. */
static guint
least_of_member (const IdlShape *shape, guint i, IdlSyntax syntax)
{
  const IdlLayout *layout = shape->members[i].layout;
  guint tag = shape->encapsulated && i > 0 ? shape->members[0].layout->least[syntax] : 0;

  return layout->least[syntax] - tag;
}

static void
sum_struct (IdlShape *shape, IdlSyntax syntax)
{
  guint align = 1;
  guint size = 0;
  guint least = 0;
  gboolean fixed = TRUE;

  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlLayout *layout = shape->members[i].layout;

      align = MAX (align, layout->align[syntax]);
      least = MIN (least + least_of_member (shape, i, syntax), MAX_FIXED);
      size = round_up (size, layout->align[syntax]) + layout->wire[syntax];
      fixed &= layout->wire[syntax] != 0 && size < MAX_FIXED;
      size = MIN (size, MAX_FIXED);
    }
  shape->align[syntax] = align;
  shape->wire[syntax] = fixed ? size : 0;
  shape->least[syntax] = least;
}

static void
sum_union (IdlShape *shape, IdlSyntax syntax)
{
  guint tag = shape->discriminant->align[syntax];
  guint align = 1;
  guint least = G_MAXUINT;

  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlLayout *layout = shape->members[i].layout;

      align = MAX (align, layout != NULL ? layout->align[syntax] : 1);
      least = MIN (least, layout != NULL ? layout->least[syntax] : 0);
    }
  if (shape->ms_union)
    shape->arm_align[syntax] = align;
  shape->align[syntax] = MAX (align, tag);
  shape->least[syntax] = shape->discriminant->least[syntax] + (least != G_MAXUINT ? least : 0);
}

/* The conformant array a structure ends in, its own or its last member's (3.4). */
static void
find_tail (IdlShape *shape)
{
  const IdlLayout *last = shape->n_members > 0 ? shape->members[shape->n_members - 1].layout : NULL;

  if (last == NULL || shape->is_union || !last->conformant)
    return;
  shape->tail = last->kind == IDL_LAYOUT_STRUCT ? last->shape->tail : last;
}

/* A list: what is behind comes last and is a further one of the same. */
static void
find_loop (IdlShape *shape)
{
  const IdlLayout *last = NULL;

  for (guint i = 0; i < shape->n_members; i++)
    if (shape->members[i].layout != NULL && shape->members[i].layout->behind)
      last = shape->members[i].layout;
  shape->loops = !shape->is_union && !shape->encapsulated && shape->tail == NULL && last != NULL
                 && shape->ident != NULL && last->kind == IDL_LAYOUT_POINTER
                 && last->pointer == IDL_POINTER_UNIQUE && last->target->kind == IDL_LAYOUT_STRUCT
                 && last->target->shape == shape;
}

static void
measure_shape (IdlLayoutBuilder *builder, IdlShape *shape)
{
  if (shape->measured || shape->measuring)
    return;
  if (++builder->nesting > IDL_MAX_BY_VALUE)
    {
      idl_error (builder->compiler, shape->tag->decl.pos,
                 "cannot be sent: structures within structures, more than %u deep",
                 IDL_MAX_BY_VALUE);
      builder->nesting--;
      shape->measured = TRUE;
      for (IdlSyntax syntax = 0; syntax < IDL_N_SYNTAXES; syntax++)
        shape->align[syntax] = 1;
      return;
    }
  shape->measuring = TRUE;
  measure_members (builder, shape);
  if (shape->discriminant != NULL)
    measure (builder, (IdlLayout *) shape->discriminant);
  find_tail (shape);
  for (IdlSyntax syntax = 0; syntax < IDL_N_SYNTAXES; syntax++)
    if (shape->is_union)
      sum_union (shape, syntax);
    else
      sum_struct (shape, syntax);
  find_loop (shape);
  shape->measured = TRUE;
  builder->nesting--;
  g_ptr_array_add (builder->layouts->shapes, shape);
}

void
idl_layout_measure_all (IdlLayoutBuilder *builder)
{
  for (guint i = 0; i < builder->all->len; i++)
    measure (builder, g_ptr_array_index (builder->all, i));
}
