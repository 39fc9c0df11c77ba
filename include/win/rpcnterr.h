/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Numbers of errors. */

#include "winerror.h"
