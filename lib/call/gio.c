/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Waiting for a call with a GAsyncReadyCallback, cancelling it by a GCancellable. */

#include <beck/error.h>
#include <beck/glib.h>
#include <beck/hresult.h>

static void
on_cancelled (GCancellable *cancellable, gpointer call)
{
  ICancelMethodCalls *cancel = call;

  cancel->lpVtbl->Cancel (cancel, 0);
}

static void
release_call (gpointer call)
{
  ICancelMethodCalls *cancel = call;

  cancel->lpVtbl->Release (cancel);
}

gulong
beck_call_connect_cancellable (IUnknown *call, GCancellable *cancellable)
{
  ICancelMethodCalls *cancel;

  g_return_val_if_fail (call != NULL, 0);
  if (FAILED (call->lpVtbl->QueryInterface (call, &IID_ICancelMethodCalls, (void **) &cancel)))
    return 0;
  return g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), cancel, release_call);
}

void
beck_call_disconnect_cancellable (GCancellable *cancellable, gulong id)
{
  g_cancellable_disconnect (cancellable, id);
}

/* What ends a wait: the signal, or the cancellation of a wait for what is no call. */
typedef struct
{
  GCancellable *cancellable; /* cancels the call */
  gulong id;
  ISynchronize *sync; /* kept by `signaled` */
  GSource *signaled;
  GSource *cancelled;
} Wait;

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Stops listening, before the task returns: whichever source came first was the only one. */
static void
wait_over (Wait *wait)
{
  if (wait->cancellable != NULL)
    beck_call_disconnect_cancellable (wait->cancellable, wait->id);
  g_clear_object (&wait->cancellable);
  destroy_source (&wait->signaled);
  destroy_source (&wait->cancelled);
}

static gboolean
on_signaled (ISynchronize *sync, gpointer task)
{
  wait_over (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_wait_cancelled (GCancellable *cancellable, gpointer task)
{
  wait_over (g_task_get_task_data (task));
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The wait was cancelled");
  return G_SOURCE_REMOVE;
}

static gboolean
is_call (ISynchronize *sync)
{
  IUnknown *cancel;

  if (FAILED (sync->lpVtbl->QueryInterface (sync, &IID_ICancelMethodCalls, (void **) &cancel)))
    return FALSE;
  cancel->lpVtbl->Release (cancel);
  return TRUE;
}

/* The source has a reference on the task, and the task, as its data, one on the source. */
static void
attach (GTask *task, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/* On the thread that runs the context, which need not be that of the caller: no source is
 * dispatched before all of them are there. */
static gboolean
start (gpointer task)
{
  Wait *wait = g_task_get_task_data (task);

  attach (task, wait->signaled, G_SOURCE_FUNC (on_signaled));
  if (wait->cancelled != NULL)
    attach (task, wait->cancelled, G_SOURCE_FUNC (on_wait_cancelled));
  if (wait->cancellable != NULL)
    wait->id = beck_call_connect_cancellable ((IUnknown *) wait->sync, wait->cancellable);
  return G_SOURCE_REMOVE;
}

void
beck_synchronize_wait_async (ISynchronize *sync, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Wait *wait;

  g_return_if_fail (sync != NULL);
  task = g_task_new (NULL, NULL, callback, user_data);
  wait = g_new0 (Wait, 1);
  g_task_set_source_tag (task, beck_synchronize_wait_async);
  g_task_set_task_data (task, wait, g_free);
  wait->sync = sync;
  wait->signaled = beck_synchronize_source_new (sync);
  if (wait->signaled == NULL)
    {
      g_task_return_error (task, beck_error_new (E_NOINTERFACE, "nothing to wait for"));
      return;
    }
  if (cancellable != NULL && is_call (sync))
    wait->cancellable = g_object_ref (cancellable);
  else if (cancellable != NULL)
    wait->cancelled = g_cancellable_source_new (cancellable);
  g_main_context_invoke_full (g_task_get_context (task), g_task_get_priority (task), start,
                              g_object_ref (task), g_object_unref);
}

gboolean
beck_synchronize_wait_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, beck_synchronize_wait_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
