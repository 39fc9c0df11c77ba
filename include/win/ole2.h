/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* COM and automation. */

#include <oaidl.h>

#include "objbase.h"
