/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The marshaling part of a file of generated code as a whole: what it needs of types, in
 * an order in which everything is declared before it is used.
 */

#include "emit-ndr-private.h"
#include "emit.h"

#include <string.h>

/* What the procedures and pickled types of a file reach. */
typedef struct
{
  GHashTable *shapes;   /* IdlShape * that are written and read */
  GHashTable *freed;    /* IdlShape * that are released, too */
  GHashTable *names;    /* names of records and presented types, once each */
  GPtrArray *users;     /* IdlLayout * */
  GPtrArray *presented; /* IdlLayout * */
  GPtrArray *contexts;  /* IdlLayout * with a name */
  GQueue queue;         /* IdlShape * whose members are still to be looked at */
  GQueue free_queue;    /* the same for releasing */
} Reach;

static void reach_value (Reach *reach, const IdlLayout *layout, gboolean freed);

static void
reach_init (Reach *reach)
{
  *reach = (Reach){ 0 };
  reach->shapes = g_hash_table_new (NULL, NULL);
  reach->freed = g_hash_table_new (NULL, NULL);
  reach->names = g_hash_table_new (g_str_hash, g_str_equal);
  reach->users = g_ptr_array_new ();
  reach->presented = g_ptr_array_new ();
  reach->contexts = g_ptr_array_new ();
  g_queue_init (&reach->queue);
  g_queue_init (&reach->free_queue);
}

static void
reach_clear (Reach *reach)
{
  g_hash_table_unref (reach->shapes);
  g_hash_table_unref (reach->freed);
  g_hash_table_unref (reach->names);
  g_ptr_array_unref (reach->users);
  g_ptr_array_unref (reach->presented);
  g_ptr_array_unref (reach->contexts);
}

static void
reach_shape (Reach *reach, const IdlShape *shape, gboolean freed)
{
  if (g_hash_table_add (reach->shapes, (gpointer) shape))
    g_queue_push_tail (&reach->queue, (gpointer) shape);
  if (freed && g_hash_table_add (reach->freed, (gpointer) shape))
    g_queue_push_tail (&reach->free_queue, (gpointer) shape);
}

static void
reach_members (Reach *reach, const IdlShape *shape, gboolean freed)
{
  for (guint i = 0; i < shape->n_members; i++)
    if (shape->members[i].layout != NULL)
      reach_value (reach, shape->members[i].layout, freed);
}

/* What is named by the program, once each. */
static void
reach_named (Reach *reach, const IdlLayout *layout, const char *name, GPtrArray *list)
{
  if (name != NULL && g_hash_table_add (reach->names, (gpointer) name))
    g_ptr_array_add (list, (gpointer) layout);
}

static void
reach_value (Reach *reach, const IdlLayout *layout, gboolean freed)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_STRUCT:
    case IDL_LAYOUT_UNION:
      reach_shape (reach, layout->shape, freed && layout->owns);
      break;
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_PIPE:
      reach_value (reach, layout->element, freed);
      break;
    case IDL_LAYOUT_POINTER:
      reach_value (reach, layout->target, freed);
      break;
    case IDL_LAYOUT_CONTEXT:
      if (layout->alias != NULL)
        reach_named (reach, layout, layout->context_name, reach->contexts);
      break;
    case IDL_LAYOUT_USER:
      reach_named (reach, layout, layout->user_name, reach->users);
      break;
    case IDL_LAYOUT_TRANSMIT:
    case IDL_LAYOUT_REPRESENT:
      reach_named (reach, layout, layout->user_name, reach->presented);
      reach_value (reach, layout->wire_layout, FALSE);
      break;
    case IDL_LAYOUT_BINDING:
      if (layout->wire_layout != NULL)
        reach_value (reach, layout->wire_layout, freed);
      break;
    default:
      break;
    }
}

static void
reach_proc (Reach *reach, const IdlProcLayout *proc)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (!proc->params[i].status)
      reach_value (reach, proc->params[i].layout,
                   proc->params[i].out
                       && (!proc->params[i].dont_free || proc->proc->interface->object));
  if (proc->result != NULL)
    reach_value (reach, proc->result, TRUE);
}

static void
reach_run (Reach *reach)
{
  const IdlShape *shape;

  for (;;)
    if ((shape = g_queue_pop_head (&reach->queue)) != NULL)
      reach_members (reach, shape, FALSE);
    else if ((shape = g_queue_pop_head (&reach->free_queue)) != NULL)
      reach_members (reach, shape, TRUE);
    else
      return;
}

static void
reach_all (Reach *reach, const GPtrArray *procs, const GPtrArray *pickles)
{
  for (guint i = 0; procs != NULL && i < procs->len; i++)
    reach_proc (reach, g_ptr_array_index (procs, i));
  for (guint i = 0; pickles != NULL && i < pickles->len; i++)
    reach_value (reach, ((const IdlPickleLayout *) g_ptr_array_index (pickles, i))->layout, TRUE);
  reach_run (reach);
}

/* ---- Records of types ---- */

/* Between the runtime, whose ULONG has 32 bits, and functions with C's long. */
static void
print_user_wrappers (const char *name, GString *out)
{
  g_string_append_printf (
      out,
      "static ULONG\nuser_size_%s (ULONG *flags, ULONG offset, void *v)\n{\n"
      "  unsigned long wide = *flags;\n\n  return (ULONG) %s_UserSize (&wide, offset, v);\n}\n\n"
      "static unsigned char *\nuser_marshal_%s (ULONG *flags, unsigned char *buffer, void *v)\n{\n"
      "  unsigned long wide = *flags;\n\n  return %s_UserMarshal (&wide, buffer, v);\n}\n\n"
      "static unsigned char *\n"
      "user_unmarshal_%s (ULONG *flags, unsigned char *buffer, void *v)\n{\n"
      "  unsigned long wide = *flags;\n\n  return %s_UserUnmarshal (&wide, buffer, v);\n}\n\n"
      "static void\nuser_free_%s (ULONG *flags, void *v)\n{\n"
      "  unsigned long wide = *flags;\n\n  %s_UserFree (&wide, v);\n}\n\n",
      name, name, name, name, name, name, name, name);
}

static void
print_user (const IdlLayout *layout, GString *out)
{
  const char *name = layout->user_name;
  const char *memory = layout->user_type != NULL ? layout->user_type : name;
  gboolean safearray = layout->alias == NULL;

  if (layout->user_long)
    print_user_wrappers (name, out);
  g_string_append_printf (out,
                          "static const BeckNdrUserType user_%s = {\n"
                          "  .name = \"%s\",\n"
                          "  .size = sizeof (%s),\n",
                          name, name, safearray ? "SAFEARRAY *" : memory);
  if (layout->user_long)
    g_string_append_printf (out,
                            "  .user_size = user_size_%s,\n"
                            "  .user_marshal = user_marshal_%s,\n"
                            "  .user_unmarshal = user_unmarshal_%s,\n"
                            "  .user_free = user_free_%s,\n};\n\n",
                            name, name, name, name);
  else
    g_string_append_printf (
        out,
        "  .user_size = (ULONG (*) (ULONG *, ULONG, void *)) %s_UserSize,\n"
        "  .user_marshal = (unsigned char *(*) (ULONG *, unsigned char *, void *)) "
        "%s_UserMarshal,\n"
        "  .user_unmarshal = (unsigned char *(*) (ULONG *, unsigned char *, void *)) "
        "%s_UserUnmarshal,\n"
        "  .user_free = (void (*) (ULONG *, void *)) %s_UserFree,\n};\n\n",
        name, name, name, name);
}

static void
print_context (const IdlLayout *layout, gboolean server, GString *out)
{
  IDL_C rundown = server ? g_strdup_printf ("%s_rundown", layout->context_name) : g_strdup ("NULL");

  g_string_append_printf (out,
                          "static const BeckNdrContextType context_%s = { \"%s\", %s, %s };\n\n",
                          layout->context_name, layout->context_name, rundown,
                          layout->context_shared ? "BECK_NDR_CONTEXT_SHARED" : "0");
}

static void
declare_presented (const IdlLayout *layout, GString *out)
{
  const char *name = layout->user_name;
  gboolean transmit = layout->kind == IDL_LAYOUT_TRANSMIT;
  const char *memory = transmit ? name : layout->user_type;

  g_string_append_printf (out,
                          "static gboolean put_%s_presented (BeckNdrWriter *ndr, const %s *v);\n"
                          "static gboolean get_%s_presented (BeckNdrReader *ndr, %s *v);\n\n",
                          name, memory, name, memory);
  g_string_append_printf (out,
                          "static void\nrelease_%s (gpointer value)\n{\n  %s_%s (value);\n}\n\n",
                          name, name, transmit ? "free_inst" : "free_local");
}

/* ---- Shapes ---- */

static void
declare_behind (const IdlShape *shape, GString *out)
{
  const char *tag = shape->is_union ? ", gint64 tag" : "";

  g_string_append_printf (out,
                          "static gboolean put_behind_%s (BeckNdrWriter *ndr, const %s *v%s);\n"
                          "static gboolean get_behind_%s (BeckNdrReader *ndr, %s *v%s);\n",
                          shape->ident, shape->name, tag, shape->ident, shape->name, tag);
}

typedef void (*ShapePrinter) (const IdlShape *shape, GString *out);

static void
each_shape (const IdlLayouts *layouts, const Reach *reach, gboolean behind, ShapePrinter print,
            GString *out)
{
  for (guint i = 0; i < layouts->shapes->len; i++)
    {
      const IdlShape *shape = g_ptr_array_index (layouts->shapes, i);

      if (idl_ndr_has_function (shape) && g_hash_table_contains (reach->shapes, shape)
          && (!behind || shape->behind))
        print (shape, out);
    }
}

static void
declare_free (const IdlShape *shape, GString *out)
{
  g_string_append_printf (out, "static void free_%s (BeckNdrReleaser *releaser, %s *v%s);\n",
                          shape->ident, shape->name, shape->is_union ? ", gint64 tag" : "");
}

static void
each_freed (const IdlLayouts *layouts, const Reach *reach, ShapePrinter print, GString *out)
{
  for (guint i = 0; i < layouts->shapes->len; i++)
    {
      const IdlShape *shape = g_ptr_array_index (layouts->shapes, i);

      if (idl_ndr_has_function (shape) && g_hash_table_contains (reach->freed, shape))
        print (shape, out);
    }
}

static void
print_flat (const IdlShape *shape, GString *out)
{
  IDL_C place = idl_emit_place (shape->tag->decl.pos);

  g_string_append_printf (out, "/* %s, %s */\n\n", shape->name, place);
  idl_ndr_put_shape (shape, out);
  idl_ndr_get_shape (shape, out);
}

static void
print_behind (const IdlShape *shape, GString *out)
{
  idl_ndr_put_shape_behind (shape, out);
  idl_ndr_get_shape_behind (shape, out);
}

static void
end_section (gsize before, GString *out)
{
  if (out->len > before)
    g_string_append_c (out, '\n');
}

void
idl_emit_ndr_shapes (const IdlLayouts *layouts, const GPtrArray *procs, const GPtrArray *pickles,
                     gboolean server, GString *out)
{
  Reach reach;
  gsize before;

  reach_init (&reach);
  reach_all (&reach, procs, pickles);
  for (guint i = 0; i < reach.users->len; i++)
    print_user (g_ptr_array_index (reach.users, i), out);
  for (guint i = 0; i < reach.contexts->len; i++)
    print_context (g_ptr_array_index (reach.contexts, i), server, out);
  for (guint i = 0; i < reach.presented->len; i++)
    declare_presented (g_ptr_array_index (reach.presented, i), out);
  each_shape (layouts, &reach, FALSE, print_flat, out);
  before = out->len;
  each_shape (layouts, &reach, TRUE, declare_behind, out);
  each_freed (layouts, &reach, declare_free, out);
  end_section (before, out);
  each_shape (layouts, &reach, TRUE, print_behind, out);
  each_freed (layouts, &reach, idl_ndr_free_shape, out);
  for (guint i = 0; i < reach.presented->len; i++)
    {
      idl_ndr_put_presented (g_ptr_array_index (reach.presented, i), out);
      idl_ndr_get_presented (g_ptr_array_index (reach.presented, i), out);
    }
  reach_clear (&reach);
}

/* ---- Pickled types ---- */

gboolean
idl_ndr_can_decode (const IdlPickleLayout *pickle)
{
  return !pickle->layout->conformant || pickle->layout->kind != IDL_LAYOUT_STRUCT;
}

static void
print_pickle_put (const IdlPickleLayout *pickle, const char *type, GString *out)
{
  const char *name = pickle->alias->decl.name;
  IdlNdrPrinter printer;

  g_string_append_printf (
      out,
      "static gboolean\nput_%s_value (BeckNdrWriter *ndr, const void *data)\n{\n"
      "  const %s *v = data;\n\n",
      name, type);
  idl_ndr_printer_init (&printer, out);
  printer.prefix = "v->";
  printer.field = name;
  idl_ndr_put_whole (&printer, pickle->layout, "(*v)");
  g_string_append (out, "  return TRUE;\n}\n\n");
  idl_ndr_printer_clear (&printer);
}

static void
print_pickle_get (const IdlPickleLayout *pickle, const char *type, GString *out)
{
  const char *name = pickle->alias->decl.name;
  IdlNdrPrinter printer;

  g_string_append_printf (out,
                          "static gboolean\nget_%s_value (BeckNdrReader *ndr, void *data)\n{\n"
                          "  %s *v = data;\n\n",
                          name, type);
  idl_ndr_printer_init (&printer, out);
  printer.reading = TRUE;
  printer.all_ready = TRUE;
  printer.prefix = "v->";
  printer.field = name;
  idl_ndr_get_whole (&printer, pickle->layout, "(*v)");
  g_string_append (out, "  return TRUE;\n}\n\n");
  idl_ndr_printer_clear (&printer);
}

void
idl_emit_ndr_pickle (const IdlPickleLayout *pickle, GString *out)
{
  const char *name = pickle->alias->decl.name;
  IDL_C type = idl_ndr_type (pickle->layout);
  IdlNdrPrinter printer;

  print_pickle_put (pickle, type, out);
  if (idl_ndr_can_decode (pickle))
    print_pickle_get (pickle, type, out);
  if (!pickle->layout->owns)
    return;
  g_string_append_printf (out,
                          "static void\nfree_%s_value (BeckNdrReleaser *releaser, void *data)\n{\n"
                          "  %s *v = data;\n\n",
                          name, type);
  idl_ndr_printer_init (&printer, out);
  printer.prefix = "v->";
  idl_ndr_free (&printer, pickle->layout, "(*v)");
  g_string_append (out, "}\n\n");
  idl_ndr_printer_clear (&printer);
}

/* ---- Files ---- */

void
idl_emit_ndr_preamble (IdlCompiler *compiler, const char *ending, const char *what, GString *out)
{
  IDL_C file = g_path_get_basename (compiler->main->path);
  IDL_C header = idl_with_ending (file, ".h");

  g_string_append_printf (out, "/* Generated by beck-idl from %s: %s; do not edit. */\n\n", file,
                          what);
  g_string_append_printf (out, "#include \"%s\"\n#include <beck/ndr.h>\n\n", header);
}
