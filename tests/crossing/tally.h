/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The object that is called: ITally and IPlace, agile to nobody. */

#include <beck/beck.h>
#include <beck/marshal.h>

#include "crossing.h"

/* (transfer full). With call objects its calls complete on a thread of the pool. */
IPlace *tally_new (gboolean with_calls);
