/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/object.h>
#include <beck/options.h>

/* CLSID_GlobalOptions. */
extern const BeckClass beck_global_options_class;

/* What a wait whose time is up returns (design decision 4). */
HRESULT beck_options_timeout_status (void);

/* How many objects a container takes; 0: any number. */
guint beck_options_container_limit (void);
