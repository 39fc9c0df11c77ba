/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The classes of the library. They are few, so activation walks the list. */

#include "apartment/activation.h"

#include "call/classes.h"
#include "com/options.h"

const BeckClass *const beck_builtin_classes[] = {
  &beck_container_class,
  &beck_global_options_class,
  &beck_manual_reset_event_class,
  &beck_std_event_class,
  NULL,
};
