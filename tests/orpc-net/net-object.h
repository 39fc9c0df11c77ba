/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The object that the server of these tests has. */

#include <beck/beck.h>

#include "net.h"

/* (transfer full). */
INet *net_object_new (void);
