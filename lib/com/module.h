/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/class.h>

/* A shared module with classes, known by its path. Modules are made for key files and live as
 * long as the process. */
typedef struct BeckModule BeckModule;

/* The module at the absolute @path, which need not exist until it is used; the same one for
 * the same path. NULL when memory is lacking. */
BeckModule *beck_module_intern (const char *path);

/* Asks the module for the class object of @clsid, loading it first if nobody has. After a
 * failure *@ppv is NULL, and if it was loading that failed, the thread's error object tells
 * why: CO_E_DLLNOTFOUND if there is no such file, CO_E_ERRORINDLL if it does not load or lacks
 * the entry point. */
HRESULT beck_module_get_object (BeckModule *module, REFCLSID clsid, REFIID riid, void **ppv);
