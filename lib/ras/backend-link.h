/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A link as text, for back ends that pass theirs to another process (save, attach). */

#include "ras/backend.h"

void beck_ras_link_save (const BeckRasLink *link, GKeyFile *record, const char *group);

/* What is not there, or too long, is as it was, or cut off. */
void beck_ras_link_load (BeckRasLink *link, GKeyFile *record, const char *group);

/* The helper of a link. FALSE if @group names none. */
void beck_ras_helper_save (const BeckRasProcessId *helper, GKeyFile *record, const char *group);
gboolean beck_ras_helper_load (BeckRasProcessId *helper, GKeyFile *record, const char *group);
