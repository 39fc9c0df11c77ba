/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/class.h>

/* Finds the record that the process registered for @clsid; NULL if there is none.
 * *@model is set when there is. */
const BeckClass *beck_class_find (REFCLSID clsid, BeckThreadingModel *model);
