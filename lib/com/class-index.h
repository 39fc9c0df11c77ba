/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "com/module.h"

/* Looks for @clsid in the key files, which are read first if nobody has: where its objects
 * live and the module that makes them. REGDB_E_CLASSNOTREG if no file describes it; the code of
 * what is wrong if one does, but wrongly. The thread's error object tells more where there is
 * more to tell. */
HRESULT beck_class_index_find (REFCLSID clsid, BeckThreadingModel *model, BeckModule **module);
