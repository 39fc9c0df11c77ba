/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The connections that are up, with all that there is to know of them.
 */

#include "ras.h"

typedef struct
{
  char *entry;
  char *book;
  IRasConnection *connection; /* counted */
  IRasConnectionInfo *info;   /* counted */
  GSource *states;            /* (nullable): destroyed with the link */
  gint64 gone;                /* since when it is not listed; 0 */
  BeckRasStatus status;
  BeckRasProjection projection; /* IPv4; empty if there is none */
  BeckRasStatistics statistics; /* zero if there are none */
} RasLink;

/* (transfer full) (element-type RasLink): empty */
GPtrArray *ras_links_new (void);

/* Asks once more. FALSE if there is no such connection any more. */
gboolean ras_link_refresh (RasLink *link);

/**
 * ras_links_get:
 * @book: (nullable): only those of this phone book
 * @entry: (nullable): only the one of this entry
 * @links: (out) (element-type RasLink): NULL after an error
 *
 * Returns: 0 or an error
 */
DWORD ras_links_get (const char *book, const char *entry, GPtrArray **links);
