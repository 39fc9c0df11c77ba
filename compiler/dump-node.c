/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The values met so far, and their names. An array that moves holds them, so they are
 * known by their index; 0 is the whole.
 */

#include "dump-private.h"

#include <string.h>

IdlDumpNode *
idl_dump_node (const IdlDump *dump, guint index)
{
  return &g_array_index (dump->nodes, IdlDumpNode, index);
}

static guint
add (IdlDump *dump, const IdlDumpNode *node)
{
  g_array_append_vals (dump->nodes, node, 1);
  return dump->nodes->len - 1;
}

guint
idl_dump_add (IdlDump *dump, guint parent, const IdlLayout *layout, const char *name)
{
  return add (dump, &(IdlDumpNode){ .layout = layout, .name = name, .parent = parent });
}

guint
idl_dump_add_element (IdlDump *dump, guint parent, const IdlLayout *layout, guint64 index)
{
  return add (dump, &(IdlDumpNode){
                        .layout = layout, .parent = parent, .is_element = TRUE, .index = index });
}

void
idl_dump_drop (IdlDump *dump, guint mark)
{
  g_array_set_size (dump->nodes, mark);
}

/* How @node is reached from its parent: nothing for pointees, so that paths are those
 * of generated code. */
static void
print_step (const IdlDump *dump, const IdlDumpNode *node, GString *out)
{
  g_string_truncate (out, 0);
  if (node->is_element)
    g_string_printf (out, "[%" G_GUINT64_FORMAT "]", node->index);
  else if (node->name != NULL)
    g_string_printf (out, "%s%s", node->parent != IDL_DUMP_NONE ? "." : "", node->name);
}

void
idl_dump_path (const IdlDump *dump, guint index, char path[BECK_NDR_PATH_SIZE])
{
  g_autoptr (GString) step = g_string_new (NULL);
  static const char dots[] = "\xE2\x80\xA6";
  gsize start = BECK_NDR_PATH_SIZE - 1;
  gboolean cut = FALSE;

  path[start] = '\0';
  for (; index != IDL_DUMP_NONE && !cut; index = idl_dump_node (dump, index)->parent)
    {
      gsize room = start - strlen (dots);

      print_step (dump, idl_dump_node (dump, index), step);
      cut = step->len > room;
      if (cut)
        g_string_assign (step, dots);
      start -= step->len;
      memcpy (path + start, step->str, step->len);
    }
  memmove (path, path + start, BECK_NDR_PATH_SIZE - start);
}
