/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Two things done at once, again and again, with the moments between them varied. What the
 * threads find out they leave in variables of their own; `check` runs when both are done.
 */
typedef struct
{
  guint rounds;
  void (*prepare) (void); /* nullable */
  void (*one) (void);     /* on this thread */
  void (*other) (void);   /* on another thread */
  void (*check) (void);   /* nullable */
} Race;

void race_run (const Race *race);

/* Lets a little time pass, no more than some hundred instructions, another each time. */
void race_dawdle (void);
