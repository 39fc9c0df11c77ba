/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The jobs in the queue are in progress and counted for it. A cancelled one is let go at once,
 * unless it has its turn: then whoever runs the lane drops it, woken up if it waits for a
 * descriptor.
 *
 * An active lane holds a reference of its owner, so that dropping the last job does not free
 * the lane under the thread that runs it.
 */

#include "lane.h"

#include <beck/hresult.h>

static void lane_run (BeckWork *work);
static void lane_proceed (Lane *lane, HRESULT failure);

void
lane_init (Lane *lane, gpointer owner)
{
  lane->work.run = lane_run;
  lane->owner = owner;
  pthread_mutex_init (&lane->lock, NULL);
  g_queue_init (&lane->jobs);
}

void
lane_clear (Lane *lane)
{
  pthread_mutex_destroy (&lane->lock);
}

/* Sends an active lane to the pool. Without a pool nothing can run: every job fails. */
static void
lane_resume (Lane *lane)
{
  HRESULT hr = beck_pool_push (&lane->work);

  if (FAILED (hr))
    lane_proceed (lane, hr);
}

static void
descriptor_ready (Watch *watch)
{
  lane_resume ((Lane *) (gpointer) ((char *) watch - offsetof (Lane, watch)));
}

/* The job whose turn it is; NULL if there is none, and the lane is not active any more. */
static LaneJob *
lane_head (Lane *lane)
{
  LaneJob *job;

  pthread_mutex_lock (&lane->lock);
  job = g_queue_peek_head (&lane->jobs);
  lane->active = job != NULL;
  pthread_mutex_unlock (&lane->lock);
  return job;
}

static void
lane_pop (Lane *lane, LaneJob *job)
{
  pthread_mutex_lock (&lane->lock);
  g_queue_unlink (&lane->jobs, &job->link);
  job->queued = FALSE;
  pthread_mutex_unlock (&lane->lock);
  beck_job_unref (&job->job);
}

/* After success another thread may have the lane already. */
static HRESULT
lane_wait (Lane *lane, LaneJob *job)
{
  HRESULT hr = RPC_E_CALL_CANCELED;

  pthread_mutex_lock (&lane->lock);
  /* A later cancellation finds the watch. */
  if (!beck_job_is_cancelled (&job->job))
    hr = watch_begin (&lane->watch, job->fd, job->events, descriptor_ready);
  pthread_mutex_unlock (&lane->lock);
  return hr;
}

/* Returns: FALSE if the thread has to leave the lane to somebody else */
static gboolean
lane_step (Lane *lane, LaneJob *job, HRESULT failure)
{
  if (SUCCEEDED (failure) && !beck_job_is_cancelled (&job->job) && !job->run (job))
    {
      failure = lane_wait (lane, job);
      if (SUCCEEDED (failure))
        return FALSE;
    }
  if (FAILED (failure))
    beck_job_complete (&job->job, failure);
  lane_pop (lane, job);
  return TRUE;
}

static void
lane_proceed (Lane *lane, HRESULT failure)
{
  gpointer owner = lane->owner;
  LaneJob *job;

  while ((job = lane_head (lane)) != NULL)
    if (!lane_step (lane, job, failure))
      return;
  beck_object_release (owner);
}

static void
lane_run (BeckWork *work)
{
  lane_proceed ((Lane *) (gpointer) ((char *) work - offsetof (Lane, work)), S_OK);
}

/* On the cancelling thread. */
static void
job_cancelled (BeckJob *base)
{
  LaneJob *job = (LaneJob *) base;
  Lane *lane = job->lane;
  gboolean drop = FALSE, wake = FALSE;

  pthread_mutex_lock (&lane->lock);
  if (job->queued && g_queue_peek_head_link (&lane->jobs) == &job->link)
    wake = watch_cancel (&lane->watch);
  else if (job->queued)
    {
      g_queue_unlink (&lane->jobs, &job->link);
      job->queued = FALSE;
      drop = TRUE;
    }
  pthread_mutex_unlock (&lane->lock);
  if (wake)
    lane_resume (lane);
  if (drop)
    beck_job_unref (base);
}

HRESULT
lane_start (Lane *lane, LaneJob *job)
{
  gboolean was_active;
  HRESULT hr;

  job->lane = lane;
  job->link.data = job;
  beck_job_set_cancelled_func (&job->job, job_cancelled);
  hr = beck_job_defer (&job->job);
  if (FAILED (hr))
    return hr;

  pthread_mutex_lock (&lane->lock);
  g_queue_push_tail_link (&lane->jobs, &job->link);
  job->queued = TRUE;
  was_active = lane->active;
  lane->active = TRUE;
  pthread_mutex_unlock (&lane->lock);
  if (!was_active)
    {
      beck_object_ref (lane->owner);
      lane_resume (lane);
    }
  return S_OK;
}
