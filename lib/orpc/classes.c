/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The classes of this layer, which activation below it is told of. */

#include <beck/class.h>
#include <beck/guid.h>
#include <beckclasses.h>

#include "apartment/activation.h"
#include "orpc/git.h"
#include "orpc/packet.h"

static HRESULT
get_marshaler (REFCLSID clsid, REFIID riid, void **ppv)
{
  static const BeckClass *const classes[]
      = { &beck_free_marshaler_class, &beck_std_marshaler_class, NULL };

  return beck_module_get_class_object (classes, clsid, riid, ppv);
}

static const struct
{
  const CLSID *clsid;
  BeckGetClassObject get;
} rows[] = {
  { &CLSID_InProcFreeMarshaler, get_marshaler },
  { &CLSID_StdGlobalInterfaceTable, beck_git_get_class_object },
  { &CLSID_StdMarshal, get_marshaler },
};

static BeckGetClassObject
find (REFCLSID clsid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (beck_guid_equal (rows[i].clsid, clsid))
      return rows[i].get;
  return NULL;
}

gboolean
beck_orpc_has_class (REFCLSID clsid)
{
  return find (clsid) != NULL;
}

/* Before anybody can activate anything. */
__attribute__ ((constructor)) static void
tell_activation (void)
{
  beck_activation_find_above = find;
}
