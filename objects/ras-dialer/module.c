/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The library's class of connections as a module, which ras-dialer.beckclass makes known. */

#include <beck/beck.h>

BECK_MODULE (&beck_ras_connection_class)
