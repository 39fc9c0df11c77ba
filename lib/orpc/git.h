/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <objidlbase.h>

/* The class object of CLSID_StdGlobalInterfaceTable: as DllGetClassObject(). */
HRESULT beck_git_get_class_object (REFCLSID clsid, REFIID riid, void **ppv);
