/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/proxy.h>

/* The tables of the library's own interfaces that travel, ended by NULL: system-proxies.c. */
extern const BeckProxyFile *const beck_system_proxy_files[];
