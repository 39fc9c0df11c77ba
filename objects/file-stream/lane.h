/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A lane: jobs of call objects that run one after the other, in the order in which they were
 * begun, on whatever thread of the pool is free. What only the lane's jobs touch needs no lock.
 *
 * A job that would have to block gives its thread back and goes on when its descriptor is
 * ready; it keeps its turn.
 */

#include <beck/call.h>
#include <pthread.h>

#include "watch.h"

typedef struct Lane Lane;
typedef struct LaneJob LaneJob;

/* The head of a job struct. A server sets `run` before it starts the job. */
struct LaneJob
{
  BeckJob job;

  /* Does the work and completes the job. FALSE if it would block: `fd` and `events` then say
   * on what, and it runs again after that. */
  gboolean (*run) (LaneJob *job);
  int fd;
  guint32 events; /* EPOLLIN or EPOLLOUT */

  /*< private >*/
  Lane *lane;
  GList link;
  gboolean queued; /* under the lane's lock */
};

/* Part of the server, which is kept while the lane has work. */
struct Lane
{
  /*< private >*/
  BeckWork work;
  Watch watch;
  gpointer owner;
  pthread_mutex_t lock;
  GQueue jobs;     /* the first one has its turn */
  gboolean active; /* the lane runs, is on its way to the pool, or waits for a descriptor */
};

void lane_init (Lane *lane, gpointer owner);
void lane_clear (Lane *lane);

/* Ends a Begin_ method: @job, which beck_call_begin() gave, takes its place in the lane.
 * Returns: S_OK; E_OUTOFMEMORY, with the call object idle */
HRESULT lane_start (Lane *lane, LaneJob *job);
