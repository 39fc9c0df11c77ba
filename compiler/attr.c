/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The table of attributes and the little there is to do with a list of them.
 */

#include "attr.h"

#include <string.h>

#define IFACES (IDL_ON_OBJECT | IDL_ON_RPC)
#define ANY_IFACE (IFACES | IDL_ON_DISP)
#define PROCS (IDL_ON_METHOD | IDL_ON_PROC)
#define DATA (IDL_ON_PARAM | IDL_ON_FIELD)
/* Pointer attributes also describe what a procedure returns. */
#define POINTERS (DATA | IDL_ON_TYPE | PROCS | IDL_ON_POINTER)
#define PICKLED (IDL_ON_TYPE | IDL_ON_PROC | IDL_ON_RPC)
#define HELP                                                                                       \
  (ANY_IFACE | IDL_ON_LIBRARY | IDL_ON_COCLASS | IDL_ON_MODULE | PROCS | IDL_ON_ENTRYPOINT         \
   | IDL_ON_TYPE | IDL_ON_FIELD | IDL_ON_CONST | IDL_ON_PARAM)
#define AUTOMATION (IDL_ON_METHOD | IDL_ON_FIELD)

static const IdlAttrInfo attributes[IDL_N_ATTRS] = {
  [IDL_ATTR_AGGREGATABLE] = { "aggregatable", IDL_ARG_NONE, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_ALLOCATE] = { "allocate", IDL_ARG_NAMES, FALSE, 0, IDL_ON_TYPE | IDL_ON_PARAM },
  [IDL_ATTR_ANNOTATION] = { "annotation", IDL_ARG_FREE, FALSE, HELP, 0 },
  [IDL_ATTR_APPOBJECT] = { "appobject", IDL_ARG_NONE, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_ASYNC]
  = { "async", IDL_ARG_NONE, FALSE, IDL_ON_PROC | IDL_ON_RPC, IDL_ON_PROC | IDL_ON_RPC },
  [IDL_ATTR_ASYNC_UUID] = { "async_uuid", IDL_ARG_UUID, FALSE, IFACES | IDL_ON_DISP, 0 },
  [IDL_ATTR_AUTO_HANDLE] = { "auto_handle", IDL_ARG_NONE, FALSE, IDL_ON_RPC, IDL_ON_RPC },
  [IDL_ATTR_BINDABLE] = { "bindable", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_BROADCAST] = { "broadcast", IDL_ARG_NONE, FALSE, IDL_ON_PROC, 0 },
  [IDL_ATTR_BYTE_COUNT] = { "byte_count", IDL_ARG_NAME, FALSE, 0, IDL_ON_PARAM },
  [IDL_ATTR_CALL_AS] = { "call_as", IDL_ARG_NAME, FALSE, PROCS, PROCS },
  [IDL_ATTR_CALLBACK] = { "callback", IDL_ARG_NONE, FALSE, IDL_ON_PROC, 0 },
  [IDL_ATTR_CASE] = { "case", IDL_ARG_EXPRS, FALSE, IDL_ON_FIELD, 0 },
  [IDL_ATTR_COCLASS] = { "coclass", IDL_ARG_NONE, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_CODE] = { "code", IDL_ARG_NONE, FALSE, IFACES | PROCS, IFACES | PROCS },
  [IDL_ATTR_COMM_STATUS]
  = { "comm_status", IDL_ARG_NONE, FALSE, IDL_ON_PROC | IDL_ON_PARAM, PROCS | IDL_ON_PARAM },
  [IDL_ATTR_CONTEXT_HANDLE]
  = { "context_handle", IDL_ARG_NONE, FALSE, IDL_ON_TYPE | IDL_ON_PARAM | PROCS, 0 },
  [IDL_ATTR_CONTEXT_HANDLE_NOSERIALIZE]
  = { "context_handle_noserialize", IDL_ARG_NONE, FALSE, IDL_ON_TYPE | IDL_ON_PARAM,
      IDL_ON_TYPE | IDL_ON_PARAM | IFACES },
  [IDL_ATTR_CONTEXT_HANDLE_SERIALIZE]
  = { "context_handle_serialize", IDL_ARG_NONE, FALSE, IDL_ON_TYPE | IDL_ON_PARAM,
      IDL_ON_TYPE | IDL_ON_PARAM | IFACES },
  [IDL_ATTR_CONTROL]
  = { "control", IDL_ARG_NONE, FALSE, IDL_ON_COCLASS | IDL_ON_LIBRARY, 0 },
  [IDL_ATTR_CUSTOM] = { "custom", IDL_ARG_CUSTOM, FALSE, HELP | IDL_ON_ENTRY, 0 },
  [IDL_ATTR_DECODE] = { "decode", IDL_ARG_NONE, FALSE, PICKLED, PICKLED },
  [IDL_ATTR_DEFAULT]
  = { "default", IDL_ARG_NONE, FALSE, IDL_ON_FIELD | IDL_ON_ENTRY | IDL_ON_COCLASS, 0 },
  [IDL_ATTR_DEFAULTBIND] = { "defaultbind", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_DEFAULTCOLLELEM] = { "defaultcollelem", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_DEFAULTVALUE] = { "defaultvalue", IDL_ARG_EXPR, FALSE, IDL_ON_PARAM, 0 },
  [IDL_ATTR_DEFAULTVTABLE] = { "defaultvtable", IDL_ARG_NONE, FALSE, IDL_ON_ENTRY, 0 },
  [IDL_ATTR_DISABLE_CONSISTENCY_CHECK]
  = { "disable_consistency_check", IDL_ARG_NONE, FALSE, PROCS | IDL_ON_PARAM | IDL_ON_TYPE, 0 },
  [IDL_ATTR_DISPLAYBIND] = { "displaybind", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_DLLNAME] = { "dllname", IDL_ARG_STRING, FALSE, IDL_ON_MODULE, 0 },
  [IDL_ATTR_DUAL] = { "dual", IDL_ARG_NONE, FALSE, IDL_ON_OBJECT, 0 },
  [IDL_ATTR_ENABLE_ALLOCATE]
  = { "enable_allocate", IDL_ARG_NONE, FALSE, IFACES | PROCS, IFACES | PROCS },
  [IDL_ATTR_ENCODE] = { "encode", IDL_ARG_NONE, FALSE, PICKLED, PICKLED },
  [IDL_ATTR_ENDPOINT] = { "endpoint", IDL_ARG_STRINGS, FALSE, IFACES, 0 },
  [IDL_ATTR_ENTRY] = { "entry", IDL_ARG_EXPR, FALSE, IDL_ON_ENTRYPOINT, 0 },
  [IDL_ATTR_EXPLICIT_HANDLE]
  = { "explicit_handle", IDL_ARG_NONE, FALSE, IDL_ON_RPC | IDL_ON_PROC, IDL_ON_RPC | IDL_ON_PROC },
  [IDL_ATTR_FAULT_STATUS]
  = { "fault_status", IDL_ARG_NONE, FALSE, IDL_ON_PROC | IDL_ON_PARAM, PROCS | IDL_ON_PARAM },
  [IDL_ATTR_FIRST_IS] = { "first_is", IDL_ARG_LEVELS, FALSE, DATA, 0 },
  [IDL_ATTR_FORCE_ALLOCATE]
  = { "force_allocate", IDL_ARG_NONE, FALSE, IDL_ON_PARAM, IDL_ON_PARAM },
  [IDL_ATTR_HANDLE] = { "handle", IDL_ARG_NONE, FALSE, IDL_ON_TYPE, 0 },
  [IDL_ATTR_HELPCONTEXT] = { "helpcontext", IDL_ARG_EXPR, FALSE, HELP, 0 },
  [IDL_ATTR_HELPFILE] = { "helpfile", IDL_ARG_STRING, FALSE, IDL_ON_LIBRARY, 0 },
  [IDL_ATTR_HELPSTRING] = { "helpstring", IDL_ARG_STRING, FALSE, HELP, 0 },
  [IDL_ATTR_HELPSTRINGCONTEXT] = { "helpstringcontext", IDL_ARG_EXPR, FALSE, HELP, 0 },
  [IDL_ATTR_HELPSTRINGDLL] = { "helpstringdll", IDL_ARG_STRING, FALSE, IDL_ON_LIBRARY, 0 },
  [IDL_ATTR_HIDDEN] = { "hidden", IDL_ARG_NONE, FALSE, HELP, 0 },
  [IDL_ATTR_ID] = { "id", IDL_ARG_EXPR, FALSE, AUTOMATION | IDL_ON_PROC, 0 },
  [IDL_ATTR_IDEMPOTENT] = { "idempotent", IDL_ARG_NONE, FALSE, IDL_ON_PROC, 0 },
  [IDL_ATTR_IGNORE] = { "ignore", IDL_ARG_NONE, FALSE, IDL_ON_FIELD, 0 },
  [IDL_ATTR_IID_IS] = { "iid_is", IDL_ARG_EXPR, FALSE, DATA, 0 },
  [IDL_ATTR_IMMEDIATEBIND] = { "immediatebind", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_IMPLICIT_HANDLE] = { "implicit_handle", IDL_ARG_HANDLE, FALSE, IDL_ON_RPC, IDL_ON_RPC },
  [IDL_ATTR_IN] = { "in", IDL_ARG_NONE, FALSE, IDL_ON_PARAM, IDL_ON_PARAM },
  [IDL_ATTR_IN_LINE] = { "in_line", IDL_ARG_NONE, FALSE, 0, IDL_ON_TYPE | IDL_ON_RPC },
  [IDL_ATTR_LAST_IS] = { "last_is", IDL_ARG_LEVELS, FALSE, DATA, 0 },
  [IDL_ATTR_LCID] = { "lcid", IDL_ARG_EXPR, TRUE, IDL_ON_PARAM | IDL_ON_LIBRARY, 0 },
  [IDL_ATTR_LENGTH_IS] = { "length_is", IDL_ARG_LEVELS, FALSE, DATA, 0 },
  [IDL_ATTR_LICENSED] = { "licensed", IDL_ARG_NONE, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_LOCAL] = { "local", IDL_ARG_NONE, FALSE, IFACES | PROCS, PROCS },
  [IDL_ATTR_MAX_IS] = { "max_is", IDL_ARG_LEVELS, FALSE, DATA, 0 },
  [IDL_ATTR_MAYBE] = { "maybe", IDL_ARG_NONE, FALSE, IDL_ON_PROC, 0 },
  [IDL_ATTR_MESSAGE] = { "message", IDL_ARG_NONE, FALSE, IDL_ON_PROC | IDL_ON_RPC, 0 },
  [IDL_ATTR_MIN_IS] = { "min_is", IDL_ARG_LEVELS, FALSE, DATA, 0 },
  [IDL_ATTR_MS_UNION] = { "ms_union", IDL_ARG_NONE, FALSE, IFACES | IDL_ON_TYPE, 0 },
  [IDL_ATTR_NOCODE] = { "nocode", IDL_ARG_NONE, FALSE, IFACES | PROCS, IFACES | PROCS },
  [IDL_ATTR_NONBROWSABLE] = { "nonbrowsable", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_NONCREATABLE] = { "noncreatable", IDL_ARG_NONE, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_NONEXTENSIBLE] = { "nonextensible", IDL_ARG_NONE, FALSE, ANY_IFACE, 0 },
  [IDL_ATTR_NOTIFY] = { "notify", IDL_ARG_NONE, FALSE, IDL_ON_PROC, IDL_ON_PROC },
  [IDL_ATTR_NOTIFY_FLAG] = { "notify_flag", IDL_ARG_NONE, FALSE, IDL_ON_PROC, IDL_ON_PROC },
  [IDL_ATTR_OBJECT] = { "object", IDL_ARG_NONE, FALSE, IDL_ON_OBJECT, 0 },
  [IDL_ATTR_ODL] = { "odl", IDL_ARG_NONE, FALSE, IDL_ON_OBJECT | IDL_ON_TYPE, 0 },
  [IDL_ATTR_OLEAUTOMATION] = { "oleautomation", IDL_ARG_NONE, FALSE, ANY_IFACE, 0 },
  [IDL_ATTR_OPTIMIZE]
  = { "optimize", IDL_ARG_STRING, FALSE, IFACES | PROCS, IFACES | PROCS },
  [IDL_ATTR_OPTIONAL] = { "optional", IDL_ARG_NONE, FALSE, IDL_ON_PARAM, 0 },
  [IDL_ATTR_OUT] = { "out", IDL_ARG_NONE, FALSE, IDL_ON_PARAM, IDL_ON_PARAM },
  [IDL_ATTR_OUT_OF_LINE] = { "out_of_line", IDL_ARG_NONE, FALSE, 0, IDL_ON_TYPE | IDL_ON_RPC },
  [IDL_ATTR_PARTIAL_IGNORE] = { "partial_ignore", IDL_ARG_NONE, FALSE, IDL_ON_PARAM, 0 },
  [IDL_ATTR_POINTER_DEFAULT]
  = { "pointer_default", IDL_ARG_NAME, FALSE, ANY_IFACE, IDL_ON_RPC },
  [IDL_ATTR_PROGID] = { "progid", IDL_ARG_STRING, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_PROPGET] = { "propget", IDL_ARG_NONE, FALSE, PROCS | IDL_ON_ENTRYPOINT, 0 },
  [IDL_ATTR_PROPPUT] = { "propput", IDL_ARG_NONE, FALSE, PROCS | IDL_ON_ENTRYPOINT, 0 },
  [IDL_ATTR_PROPPUTREF] = { "propputref", IDL_ARG_NONE, FALSE, PROCS | IDL_ON_ENTRYPOINT, 0 },
  [IDL_ATTR_PROXY] = { "proxy", IDL_ARG_NONE, FALSE, ANY_IFACE, 0 },
  [IDL_ATTR_PTR] = { "ptr", IDL_ARG_NONE, FALSE, POINTERS, 0 },
  [IDL_ATTR_PUBLIC] = { "public", IDL_ARG_NONE, FALSE, IDL_ON_TYPE, 0 },
  [IDL_ATTR_RANGE]
  = { "range", IDL_ARG_RANGE, FALSE, DATA | IDL_ON_TYPE | IDL_ON_PROC, 0 },
  [IDL_ATTR_READONLY] = { "readonly", IDL_ARG_NONE, FALSE, IDL_ON_FIELD, 0 },
  [IDL_ATTR_REF] = { "ref", IDL_ARG_NONE, FALSE, POINTERS, 0 },
  [IDL_ATTR_REPLACEABLE] = { "replaceable", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_REPRESENT_AS] = { "represent_as", IDL_ARG_FOREIGN, FALSE, 0, IDL_ON_TYPE },
  [IDL_ATTR_REQUESTEDIT] = { "requestedit", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_RESTRICTED] = { "restricted", IDL_ARG_NONE, FALSE, HELP | IDL_ON_ENTRY, 0 },
  [IDL_ATTR_RETVAL] = { "retval", IDL_ARG_NONE, FALSE, IDL_ON_PARAM, 0 },
  [IDL_ATTR_SIZE_IS] = { "size_is", IDL_ARG_LEVELS, FALSE, DATA, 0 },
  [IDL_ATTR_SOURCE]
  = { "source", IDL_ARG_NONE, FALSE, IDL_ON_ENTRY | IDL_ON_METHOD | IDL_ON_FIELD, 0 },
  [IDL_ATTR_STRICT_CONTEXT_HANDLE]
  = { "strict_context_handle", IDL_ARG_NONE, FALSE, IDL_ON_RPC, IDL_ON_RPC },
  [IDL_ATTR_STRING] = { "string", IDL_ARG_NONE, FALSE, POINTERS, 0 },
  [IDL_ATTR_SWITCH_IS] = { "switch_is", IDL_ARG_EXPR, FALSE, DATA, 0 },
  [IDL_ATTR_SWITCH_TYPE] = { "switch_type", IDL_ARG_TYPE, FALSE, DATA | IDL_ON_TYPE, 0 },
  [IDL_ATTR_THREADING] = { "threading", IDL_ARG_NAME, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_TRANSMIT_AS] = { "transmit_as", IDL_ARG_TYPE, FALSE, IDL_ON_TYPE, 0 },
  [IDL_ATTR_TYPE_STRICT_CONTEXT_HANDLE]
  = { "type_strict_context_handle", IDL_ARG_NONE, FALSE, IDL_ON_RPC, IDL_ON_RPC },
  [IDL_ATTR_UIDEFAULT] = { "uidefault", IDL_ARG_NONE, FALSE, AUTOMATION, 0 },
  [IDL_ATTR_UNIQUE] = { "unique", IDL_ARG_NONE, FALSE, POINTERS, 0 },
  [IDL_ATTR_USER_MARSHAL]
  = { "user_marshal", IDL_ARG_FOREIGN, FALSE, IDL_ON_TYPE, IDL_ON_TYPE },
  [IDL_ATTR_USESGETLASTERROR]
  = { "usesgetlasterror", IDL_ARG_NONE, FALSE, IDL_ON_ENTRYPOINT | PROCS, PROCS },
  [IDL_ATTR_UUID]
  = { "uuid", IDL_ARG_UUID, FALSE,
      ANY_IFACE | IDL_ON_LIBRARY | IDL_ON_COCLASS | IDL_ON_MODULE | IDL_ON_TYPE, 0 },
  [IDL_ATTR_V1_ENUM] = { "v1_enum", IDL_ARG_NONE, FALSE, IDL_ON_TYPE | IDL_ON_FIELD, 0 },
  [IDL_ATTR_VARARG] = { "vararg", IDL_ARG_NONE, FALSE, PROCS | IDL_ON_ENTRYPOINT, 0 },
  [IDL_ATTR_VERSION]
  = { "version", IDL_ARG_VERSION, FALSE,
      ANY_IFACE | IDL_ON_LIBRARY | IDL_ON_COCLASS | IDL_ON_MODULE | IDL_ON_TYPE, 0 },
  [IDL_ATTR_VI_PROGID] = { "vi_progid", IDL_ARG_STRING, FALSE, IDL_ON_COCLASS, 0 },
  [IDL_ATTR_WIRE_MARSHAL] = { "wire_marshal", IDL_ARG_TYPE, FALSE, IDL_ON_TYPE, 0 },
};

static const IdlAttrConflict conflicts[] = {
  { IDL_ATTR_SIZE_IS, IDL_ATTR_MAX_IS },
  { IDL_ATTR_LENGTH_IS, IDL_ATTR_LAST_IS },
  { IDL_ATTR_LENGTH_IS, IDL_ATTR_STRING },
  { IDL_ATTR_LAST_IS, IDL_ATTR_STRING },
  { IDL_ATTR_FIRST_IS, IDL_ATTR_STRING },
  { IDL_ATTR_REF, IDL_ATTR_UNIQUE },
  { IDL_ATTR_REF, IDL_ATTR_PTR },
  { IDL_ATTR_UNIQUE, IDL_ATTR_PTR },
  { IDL_ATTR_AUTO_HANDLE, IDL_ATTR_EXPLICIT_HANDLE },
  { IDL_ATTR_AUTO_HANDLE, IDL_ATTR_IMPLICIT_HANDLE },
  { IDL_ATTR_EXPLICIT_HANDLE, IDL_ATTR_IMPLICIT_HANDLE },
  { IDL_ATTR_CODE, IDL_ATTR_NOCODE },
  { IDL_ATTR_IN_LINE, IDL_ATTR_OUT_OF_LINE },
  { IDL_ATTR_CONTEXT_HANDLE_SERIALIZE, IDL_ATTR_CONTEXT_HANDLE_NOSERIALIZE },
  { IDL_ATTR_PROPGET, IDL_ATTR_PROPPUT },
  { IDL_ATTR_PROPGET, IDL_ATTR_PROPPUTREF },
  { IDL_ATTR_PROPPUT, IDL_ATTR_PROPPUTREF },
  { IDL_ATTR_BROADCAST, IDL_ATTR_CALLBACK },
  { IDL_ATTR_MAYBE, IDL_ATTR_CALLBACK },
  { IDL_ATTR_TRANSMIT_AS, IDL_ATTR_HANDLE },
  { IDL_ATTR_CASE, IDL_ATTR_DEFAULT },
  { IDL_ATTR_CONTEXT_HANDLE, IDL_ATTR_HANDLE },
};

const IdlAttrInfo *
idl_attr_info (IdlAttrId id)
{
  return &attributes[id];
}

/* The rows stand in the order of their names. */
IdlAttrId
idl_attr_lookup (const char *name)
{
  guint low = 0;
  guint high = IDL_N_ATTRS;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = strcmp (name, attributes[middle].name);

      if (order == 0)
        return (IdlAttrId) middle;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return IDL_N_ATTRS;
}

const IdlAttr *
idl_attrs_find (const IdlAttrs *attrs, IdlAttrId id)
{
  for (guint i = 0; attrs->list != NULL && i < attrs->list->len; i++)
    {
      const IdlAttr *attr = g_ptr_array_index (attrs->list, i);

      if (attr->id == id)
        return attr;
    }
  return NULL;
}

gboolean
idl_attrs_has (const IdlAttrs *attrs, IdlAttrId id)
{
  return idl_attrs_find (attrs, id) != NULL;
}

gboolean
idl_attrs_add (IdlAttrs *attrs, IdlPool *pool, const IdlAttr *attr)
{
  if (attrs->list == NULL)
    attrs->list = idl_pool_array (pool);
  for (guint i = 0; attr->id != IDL_ATTR_CUSTOM && i < attrs->list->len; i++)
    {
      const IdlAttr *old = g_ptr_array_index (attrs->list, i);

      if (old->id == attr->id)
        {
          g_ptr_array_index (attrs->list, i) = (gpointer) attr;
          return TRUE;
        }
    }
  g_ptr_array_add (attrs->list, (gpointer) attr);
  return FALSE;
}

/* Declarators of one declaration share a list, so this begins a new one. */
void
idl_attrs_merge (IdlAttrs *attrs, IdlPool *pool, const IdlAttrs *more)
{
  const GPtrArray *shared = attrs->list;

  attrs->list = NULL;
  for (guint i = 0; shared != NULL && i < shared->len; i++)
    idl_attrs_add (attrs, pool, g_ptr_array_index (shared, i));
  for (guint i = 0; more->list != NULL && i < more->list->len; i++)
    idl_attrs_add (attrs, pool, g_ptr_array_index (more->list, i));
}

const IdlAttrConflict *
idl_attr_conflicts (guint *n)
{
  *n = G_N_ELEMENTS (conflicts);
  return conflicts;
}

const char *
idl_attr_place_name (IdlAttrPlace place)
{
  switch (place)
    {
    case IDL_ON_OBJECT:
      return "an object interface";
    case IDL_ON_RPC:
      return "an RPC interface";
    case IDL_ON_DISP:
      return "a dispinterface";
    case IDL_ON_LIBRARY:
      return "a library";
    case IDL_ON_COCLASS:
      return "a coclass";
    case IDL_ON_ENTRY:
      return "an interface of a coclass";
    case IDL_ON_MODULE:
      return "a module";
    case IDL_ON_METHOD:
      return "a method of an object interface";
    case IDL_ON_PROC:
      return "a procedure of an RPC interface";
    case IDL_ON_ENTRYPOINT:
      return "an entry point of a module";
    case IDL_ON_PARAM:
      return "a parameter";
    case IDL_ON_FIELD:
      return "a field";
    case IDL_ON_TYPE:
      return "a type";
    case IDL_ON_CONST:
      return "a constant";
    case IDL_ON_POINTER:
      return "a pointer inside a declarator";
    }
  return "this place";
}
