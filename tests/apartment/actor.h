/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/apartment.h>
#include <sys/types.h>

/*
 * A second thread that does what it is told, one thing at a time. While it is idle it sleeps
 * outside of everything: it neither waits for anything of Beck's nor runs a main loop.
 */
typedef struct Actor Actor;

typedef void (*ActorFunc) (gpointer data);

/* An actor in no apartment. */
#define ACTOR_OUTSIDE G_MAXUINT32

/* Starts a thread in an apartment of the kind @coinit. In an STA it has a main context of its
 * own, actor_context(). */
Actor *actor_new (DWORD coinit);

/* The same on @context, or with none of its own, if that is NULL. */
Actor *actor_new_on (DWORD coinit, GMainContext *context);

/* Ends the thread, which leaves its apartment. */
void actor_free (Actor *actor);

/* Ends it without CoUninitialize(). */
void actor_kill (Actor *actor);

BeckApartment *actor_apartment (Actor *actor);
GMainContext *actor_context (Actor *actor);
pid_t actor_thread (Actor *actor);

/* Lets the thread run @func; does not wait for it. */
void actor_start (Actor *actor, ActorFunc func, gpointer data);

/* Waits until the thread has done what actor_start() told it. */
void actor_wait (Actor *actor);

/* actor_start() and actor_wait(). */
void actor_do (Actor *actor, ActorFunc func, gpointer data);

/* Dispatches what is ready in the actor's context, on its thread. */
void actor_iterate (Actor *actor);
