/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Pointers and what they refer to (wire.md 3.6): a number in the flat part, and the pointees
 * behind it in the order of the numbers, each followed by its own. The pointees still to
 * come are a list, so that nothing recurses over them.
 */

#include "dump-private.h"

#include <string.h>

/* What a full pointer referred to the first time. */
typedef struct
{
  gsize offset;
  char *type;
} Pointee;

static void
pointee_free (gpointer data)
{
  Pointee *pointee = data;

  g_free (pointee->type);
  g_free (pointee);
}

GHashTable *
idl_dump_full_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, pointee_free);
}

static const char *
kind_name (IdlPointerKind kind)
{
  static const char *const names[] = { "ref", "unique", "full" };

  return names[kind];
}

/* The next element of a list is not deeper than this one. */
static gboolean
is_next (const IdlDump *dump, const IdlDumpNode *node)
{
  const IdlLayout *target = node->layout->target;
  const IdlLayout *parent
      = node->parent != IDL_DUMP_NONE ? idl_dump_node (dump, node->parent)->layout : NULL;

  return parent != NULL && parent->kind == IDL_LAYOUT_STRUCT && target->kind == IDL_LAYOUT_STRUCT
         && parent->shape == target->shape && target->shape->loops;
}

void
idl_dump_defer (IdlDump *dump, guint node, guint32 id)
{
  gboolean next = is_next (dump, idl_dump_node (dump, node));
  IdlDumpLater later = { .node = node, .depth = dump->depth + (next ? 0 : 1), .id = id };

  g_array_append_val (dump->later, later);
}

gboolean
idl_dump_pointer (IdlDump *dump, guint node)
{
  IdlPointerKind kind = idl_dump_node (dump, node)->layout->pointer;
  const char *type = idl_dump_type_name (dump, idl_dump_node (dump, node)->layout);
  guint32 id;

  if (!beck_ndr_get_u32 (&dump->reader, &id))
    return FALSE;
  if (id == 0 && kind != IDL_POINTER_REF)
    {
      idl_dump_print (dump, node, dump->reader.pos - 4, type, "NULL");
      return TRUE;
    }
  idl_dump_print (dump, node, dump->reader.pos - 4, type, "-> 0x%08x %s", id, kind_name (kind));
  idl_dump_defer (dump, node, id);
  return TRUE;
}

void
idl_dump_order (IdlDump *dump, guint mark)
{
  for (guint i = mark, j = dump->later->len; i + 1 < j; i++, j--)
    {
      IdlDumpLater *a = &g_array_index (dump->later, IdlDumpLater, i);
      IdlDumpLater *b = &g_array_index (dump->later, IdlDumpLater, j - 1);
      IdlDumpLater c = *a;

      *a = *b;
      *b = c;
    }
}

/* ---- Pointees ---- */

/* TRUE if the pointee is there already. Two types in one place are a fault, as they are for
 * generated code. */
static gboolean
find_alias (IdlDump *dump, const IdlDumpLater *later, gboolean *known)
{
  const IdlLayout *layout = idl_dump_node (dump, later->node)->layout;
  const char *type = idl_dump_type_name (dump, layout->target);
  Pointee *pointee = g_hash_table_lookup (dump->full, GUINT_TO_POINTER (later->id));

  *known = pointee != NULL;
  if (pointee == NULL)
    {
      pointee = g_new (Pointee, 1);
      pointee->offset = dump->base + dump->reader.pos;
      pointee->type = g_strdup (type);
      g_hash_table_insert (dump->full, GUINT_TO_POINTER (later->id), pointee);
      return TRUE;
    }
  if (strcmp (pointee->type, type) != 0)
    return idl_dump_fail_at (dump, dump->reader.pos, RPC_X_BAD_STUB_DATA,
                             "a full pointer to what was of another type");
  idl_dump_print (dump, later->node, dump->reader.pos, type,
                  "same as at %08" G_GSIZE_MODIFIER "x, 0x%08x", pointee->offset, later->id);
  return TRUE;
}

static gboolean
dump_pointee (IdlDump *dump, const IdlDumpLater *later)
{
  const IdlLayout *layout = idl_dump_node (dump, later->node)->layout;
  guint mark = dump->later->len;
  guint checks = dump->checks->len;
  gboolean known = FALSE;
  guint node;

  dump->current = later->node;
  dump->depth = later->depth;
  if (layout->pointer == IDL_POINTER_FULL && !find_alias (dump, later, &known))
    return FALSE;
  if (known)
    return TRUE;
  if (later->depth > dump->reader.limits.depth)
    return idl_dump_fail_at (dump, dump->reader.pos, RPC_X_BAD_STUB_DATA, "nested too deeply");
  node = idl_dump_add (dump, later->node, layout->target, NULL);
  if (!idl_dump_value (dump, node))
    return FALSE;
  idl_dump_order (dump, mark);
  return idl_dump_settle (dump, checks, FALSE);
}

gboolean
idl_dump_behind (IdlDump *dump, guint mark)
{
  guint depth = dump->depth;

  while (dump->later->len > mark)
    {
      IdlDumpLater later = g_array_index (dump->later, IdlDumpLater, dump->later->len - 1);

      g_array_set_size (dump->later, dump->later->len - 1);
      if (!dump_pointee (dump, &later))
        return FALSE;
    }
  dump->depth = depth;
  return TRUE;
}

/* ---- Interface pointers ---- */

/* What is behind one: an object reference in a container that tells its length (3.8). */
gboolean
idl_dump_object (IdlDump *dump, guint node)
{
  gsize max;
  guint32 size;
  const guint8 *bytes;

  if (!beck_ndr_get_max_count (&dump->reader, &max))
    return FALSE;
  idl_dump_print (dump, node, dump->reader.pos - 4, "max_count", "%" G_GSIZE_FORMAT, max);
  if (!beck_ndr_get_u32 (&dump->reader, &size))
    return FALSE;
  idl_dump_print (dump, node, dump->reader.pos - 4, "ulCntData", "%u", size);
  if (max != size)
    return beck_ndr_fault_set_numbers (&dump->reader.fault, RPC_X_BAD_STUB_DATA,
                                       dump->reader.pos - 4, "max_count and ulCntData differ", max,
                                       size);
  bytes = beck_ndr_reader_take (&dump->reader, 1, size);
  if (bytes == NULL)
    return FALSE;
  idl_dump_print_bytes (dump, node, dump->reader.pos - size, "OBJREF", bytes, size);
  return TRUE;
}
