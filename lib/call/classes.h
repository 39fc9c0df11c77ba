/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/object.h>
#include <beckclasses.h>

/* The system classes of the call core (spec/com.md 1.5). */

extern const BeckClass beck_std_event_class;
extern const BeckClass beck_manual_reset_event_class;
extern const BeckClass beck_container_class;
