/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/apartment.h>

#include "call/inbox.h"

struct BeckApartment
{
  gint refs;
  gboolean is_main;
  BeckInbox *inbox; /* NULL: the MTA */
  GSource *source;
  GMainContext *context; /* counted until the thread leaves, as others wake it */
};

/* The one MTA; it exists while it has users. */
extern BeckApartment beck_mta;

/* Becomes one of the MTA's users, if it has any. */
gboolean beck_mta_use_if_exists (void);
void beck_mta_stop_using (void);
