/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Serialization: <beck/pickle.h>. */

#include <beck/pickle.h>

#include "rpcndr.h"
