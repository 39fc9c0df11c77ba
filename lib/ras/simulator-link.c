/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A simulated link that is up: its counts, which grow with time, and its passing from one process
 * to another. It lives as long as its helper; the script goes on in the process that takes it
 * over, with the step that was under way when it was saved.
 */

#include "ras/simulator-private.h"

#include <win/ras.h>
#include <win/raserror.h>

#include "ras/backend-link.h"

/* ---- Counts ---- */

static guint64
grown (guint32 rate, guint64 microseconds)
{
  return rate * (microseconds / G_USEC_PER_SEC)
         + rate * (microseconds % G_USEC_PER_SEC) / G_USEC_PER_SEC;
}

static guint64
elapsed (const SimulatorSession *session)
{
  return session->since == 0 ? 0 : (guint64) (g_get_monotonic_time () - session->since);
}

gboolean
simulator_get_counts (BeckRasSession *base, BeckRasCounts *counts)
{
  const SimulatorSession *session = (const SimulatorSession *) base;
  const guint64 microseconds = elapsed (session);

  *counts = (BeckRasCounts){ 0 };
  counts->bytes_sent = session->bytes + grown (session->byte_rate, microseconds);
  counts->frames_sent = session->frames + grown (session->frame_rate, microseconds);
  counts->bytes_received = counts->bytes_sent;
  counts->frames_received = counts->frames_sent;
  return TRUE;
}

void
simulator_settle_counts (SimulatorSession *session)
{
  const guint64 microseconds = elapsed (session);

  session->bytes += grown (session->byte_rate, microseconds);
  session->frames += grown (session->frame_rate, microseconds);
  if (session->since != 0)
    session->since += (gint64) microseconds;
}

/* ---- Passing on ---- */

void
simulator_save (BeckRasSession *base, GKeyFile *record, const char *group,
                BeckRasProcessId *helper)
{
  const SimulatorSession *session = (const SimulatorSession *) base;

  if (session->helper_id.pid != 0)
    *helper = session->helper_id;
  beck_ras_helper_save (&session->helper_id, record, group);
  g_key_file_set_uint64 (record, group, "Step", session->step);
  g_key_file_set_uint64 (record, group, "HangUp", session->hang_up_ms);
  g_key_file_set_int64 (record, group, "Since", session->since);
  g_key_file_set_uint64 (record, group, "Bytes", session->bytes);
  g_key_file_set_uint64 (record, group, "Frames", session->frames);
  g_key_file_set_uint64 (record, group, "ByteRate", session->byte_rate);
  g_key_file_set_uint64 (record, group, "FrameRate", session->frame_rate);
  beck_ras_link_save (&session->link, record, group);
}

static void
read_session (SimulatorSession *session, GKeyFile *record, const char *group)
{
  session->step = (guint) g_key_file_get_uint64 (record, group, "Step", NULL);
  session->hang_up_ms = (guint32) g_key_file_get_uint64 (record, group, "HangUp", NULL);
  session->since = g_key_file_get_int64 (record, group, "Since", NULL);
  session->bytes = g_key_file_get_uint64 (record, group, "Bytes", NULL);
  session->frames = g_key_file_get_uint64 (record, group, "Frames", NULL);
  session->byte_rate = (guint32) g_key_file_get_uint64 (record, group, "ByteRate", NULL);
  session->frame_rate = (guint32) g_key_file_get_uint64 (record, group, "FrameRate", NULL);
  beck_ras_link_load (&session->link, record, group);
}

static gboolean
tell_up (gpointer data)
{
  SimulatorSession *session = data;

  simulator_forget_source (session);
  session->uses++;
  session->events->up (session->context, &session->link);
  if (session->state == SIMULATOR_RUNNING)
    simulator_go_on (session, 0);
  simulator_unref (session);
  return G_SOURCE_REMOVE;
}

/* Only what comes after up is left to do; the record or the entry may say otherwise. */
static void
skip_dialling (SimulatorSession *session)
{
  const BeckRasScript *script = session->script;

  if (script == NULL)
    return;
  for (guint i = script->n_steps; i > 0; i--)
    if (script->steps[i - 1].kind == BECK_RAS_STEP_UP)
      {
        session->step = MAX (session->step, i);
        return;
      }
  session->step = script->n_steps;
}

static gboolean
take_helper (SimulatorSession *session, GKeyFile *record, const char *group)
{
  BeckRasProcessId id;

  if (!beck_ras_helper_load (&id, record, group))
    return FALSE;
  session->helper = beck_ras_process_attach (&id, simulator_helper_ended, session);
  session->helper_id = id;
  return session->helper != NULL;
}

guint32
simulator_attach (const BeckRasEntry *entry, GKeyFile *record, const char *group,
                  const BeckRasEvents *events, gpointer context, BeckRasSession **out)
{
  SimulatorSession *session = simulator_new (entry, events, context);

  *out = NULL;
  if (session == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (!take_helper (session, record, group))
    {
      simulator_unref (session);
      return ERROR_PORT_DISCONNECTED;
    }
  read_session (session, record, group);
  skip_dialling (session);
  session->is_up = TRUE;
  session->ras_state = RASCS_Connected;
  simulator_take_source (session, g_idle_source_new (), tell_up);
  *out = &session->base;
  return 0;
}

/* The helper is let go of, and goes on. */
void
simulator_leave (BeckRasSession *base)
{
  SimulatorSession *session = (SimulatorSession *) base;

  session->state = SIMULATOR_ENDED;
  simulator_forget_source (session);
  g_clear_pointer (&session->helper, beck_ras_process_free);
}
