/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A wish goes through looking, waiting and asking. It looks for an offer; without one it waits for
 * a start of the class's server, its own or one that is under way; with one it asks the server,
 * and looks again if that has just ceased to serve.
 *
 * Looking and beginning to wait is one step under the lock, so that no offer comes unseen in
 * between. Servers are started and asked, and wishes granted, without it.
 */

#include "wish.h"

#include <beck/error.h>
#include <beck/errorinfo.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <objidlbase.h>
#include <stdarg.h>

#include "access.h"
#include "launch.h"
#include "offers.h"

/* A server that goes whenever it is asked is not worth more. */
#define MAX_TRIES 4

/* A start of a server, and who waits for it. Classes with the same server share it. */
typedef struct
{
  gint refs;
  char *key;
  guint uid;
  BeckdLaunch *launch; /* NULL before it has begun, and when it has ended */
  gboolean has_arrived; /* it has offered something */
  GQueue waiting;
} Start;

static GMutex mutex;       /* guards the next */
static GHashTable *starts; /* of those that have not arrived, by key */
static GList *arrived;     /* and of those that have, with others waiting still */

/* ---- Wishes ---- */

BeckdWish *
beckd_wish_new (const CLSID *clsid, guint n_iids, const IID *iids)
{
  BeckdWish *wish = g_new0 (BeckdWish, 1);

  wish->question.clsid = *clsid;
  wish->question.n_iids = n_iids;
  wish->question.iids = g_memdup2 (iids, n_iids * sizeof *iids);
  return wish;
}

void
beckd_wish_free (BeckdWish *wish)
{
  beckd_answer_clear (&wish->answer);
  beckd_process_unref (wish->process);
  g_free (wish->question.iids);
  g_free (wish->text);
  g_free (wish);
}

static void G_GNUC_PRINTF (3, 4)
refuse (BeckdWish *wish, HRESULT hr, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  wish->text = g_strdup_vprintf (format, args);
  va_end (args);
  wish->hr = hr;
  wish->granted (wish);
}

/* ---- Starts: the functions up to the next rule are called with the lock ---- */

static void
start_unref (gpointer data)
{
  Start *start = data;

  if (!g_atomic_int_dec_and_test (&start->refs))
    return;
  g_free (start->key);
  g_free (start);
}

/* (transfer full): by user and by what is started. */
static char *
make_key (const BeckClassServer *server, guint uid)
{
  g_autofree char *command
      = server->command != NULL ? g_strjoinv ("\037", server->command) : g_strdup ("");

  return g_strdup_printf ("%u\036%s\036%s", uid, server->unit != NULL ? server->unit : "",
                          command);
}

/* (transfer full): to wait for with @wish; @is_new: it is the caller's to begin. */
static Start *
join_start (BeckdWish *wish, const BeckClassServer *server, gboolean *is_new)
{
  g_autofree char *key = make_key (server, wish->uid);
  Start *start;

  if (starts == NULL)
    starts = g_hash_table_new (g_str_hash, g_str_equal);
  start = g_hash_table_lookup (starts, key);
  *is_new = start == NULL;
  if (start == NULL)
    {
      start = g_new0 (Start, 1);
      start->refs = 1;
      start->uid = wish->uid;
      start->key = g_steal_pointer (&key);
      g_queue_init (&start->waiting);
      g_hash_table_insert (starts, start->key, start);
    }
  g_atomic_int_inc (&start->refs);
  g_queue_push_tail (&start->waiting, wish);
  return start;
}

/* Takes it out of where it is: nobody joins it any more. */
static void
remove_start (Start *start)
{
  if (start->has_arrived)
    arrived = g_list_remove (arrived, start);
  else
    g_hash_table_remove (starts, start->key);
  start_unref (start);
}

static gboolean
has_class (const GQueue *wishes, const CLSID *clsid)
{
  for (const GList *link = wishes->head; link != NULL; link = link->next)
    if (beck_guid_equal (&((const BeckdWish *) link->data)->question.clsid, clsid))
      return TRUE;
  return FALSE;
}

/* Moves wishes of @start that there is an offer for to @ready, and to @again those that an offer
 * was for, but has been used up by the others. */
static void
take_ready (Start *start, GQueue *ready, GQueue *again)
{
  for (GList *link = start->waiting.head, *next; link != NULL; link = next)
    {
      BeckdWish *wish = link->data;
      const CLSID *clsid = &wish->question.clsid;

      next = link->next;
      wish->process = beckd_offers_claim (clsid, wish->uid, &wish->question.id);
      if (wish->process == NULL && !has_class (ready, clsid))
        continue;
      g_queue_unlink (&start->waiting, link);
      g_queue_push_tail_link (wish->process != NULL ? ready : again, link);
    }
}

/* ---- Without it ---- */

static void look (BeckdWish *wish);

/* Everybody who waits for @start learns that it has failed. */
static void
fail_start (Start *start, const char *why)
{
  GQueue waiting = G_QUEUE_INIT;
  BeckdLaunch *launch;
  BeckdWish *wish;

  g_mutex_lock (&mutex);
  launch = g_steal_pointer (&start->launch);
  while ((wish = g_queue_pop_head (&start->waiting)) != NULL)
    g_queue_push_tail (&waiting, wish);
  /* Whoever took the last wish has removed it. */
  if (waiting.length > 0)
    remove_start (start);
  g_mutex_unlock (&mutex);
  if (launch != NULL)
    beckd_launch_leave (launch);
  while ((wish = g_queue_pop_head (&waiting)) != NULL)
    refuse (wish, CO_E_SERVER_EXEC_FAILURE, "the server of the class could not be started: %s",
            why);
}

static void
on_launch_ended (gpointer data, const char *why)
{
  fail_start (data, why);
}

/* Runs the server for @start, which may have become superfluous meanwhile. */
static void
begin_start (Start *start, const BeckClassServer *server, const CLSID *clsid)
{
  g_autofree char *error = NULL;
  BeckdLaunch *launch;
  gboolean is_wanted, has_arrived;

  g_atomic_int_inc (&start->refs);
  launch = beckd_launch (server, clsid, start->uid, on_launch_ended, start, start_unref, &error);
  if (launch == NULL)
    {
      fail_start (start, error);
      return;
    }
  g_mutex_lock (&mutex);
  is_wanted = start->waiting.length > 0;
  has_arrived = start->has_arrived;
  if (is_wanted)
    start->launch = launch;
  g_mutex_unlock (&mutex);
  if (!is_wanted || has_arrived)
    beckd_launch_keep (launch);
  if (!is_wanted)
    beckd_launch_leave (launch);
}

/* ---- Asking ---- */

/* Whether @answer says that there is no such class object any more, or no server, so that another
 * may be tried: what a server that has died may have made is gone with it. */
static gboolean
has_ceased (const BeckdAnswer *answer)
{
  return answer->status == RPC_S_SERVER_UNAVAILABLE || answer->status == RPC_S_CALL_FAILED_DNE
         || answer->status == RPC_S_CALL_FAILED || answer->status == RPC_S_COMM_FAILURE
         || (answer->status == RPC_S_OK && answer->hr == CO_E_SERVER_STOPPING);
}

static void
on_answer (gpointer data, BeckdAnswer *answer)
{
  BeckdWish *wish = data;

  if (has_ceased (answer) && ++wish->tries < MAX_TRIES)
    {
      if (answer->status == RPC_S_OK)
        beckd_offers_hide (wish->process, wish->question.id);
      else
        beckd_offers_forget (wish->process);
      g_clear_pointer (&wish->process, beckd_process_unref);
      look (wish);
      return;
    }
  if (answer->status != RPC_S_OK)
    {
      refuse (wish, RPC_E_SERVER_DIED, "the server of the class has not answered: status %d",
              answer->status);
      return;
    }
  wish->answer = *answer;
  *answer = (BeckdAnswer){ 0 };
  wish->hr = wish->answer.hr;
  wish->granted (wish);
}

/* ---- Looking ---- */

static void
refuse_unknown (BeckdWish *wish, HRESULT hr)
{
  g_autoptr (GError) error = beck_error_info_take (hr);
  char text[BECK_GUID_TEXT_SIZE];

  beck_guid_format (&wish->question.clsid, text);
  if (hr == REGDB_E_CLASSNOTREG)
    refuse (wish, hr, "no server of user %u offers class {%s}, and no class file names one",
            wish->uid, text);
  else
    refuse (wish, hr, "%s", error->message);
}

static void
look (BeckdWish *wish)
{
  g_autoptr (BeckClassServer) server = NULL;
  const CLSID clsid = wish->question.clsid;
  gboolean is_new = FALSE;
  Start *start = NULL;
  HRESULT hr = S_OK;

  wish->process = beckd_offers_claim (&clsid, wish->uid, &wish->question.id);
  if (wish->process == NULL)
    {
      hr = beckd_access_find_server (&clsid, &server);
      if (FAILED (hr))
        {
          refuse_unknown (wish, hr);
          return;
        }
      g_mutex_lock (&mutex);
      wish->process = beckd_offers_claim (&clsid, wish->uid, &wish->question.id);
      if (wish->process == NULL)
        start = join_start (wish, server, &is_new);
      g_mutex_unlock (&mutex);
    }
  if (start == NULL)
    beckd_ask (wish->process, &wish->question, on_answer, wish);
  else
    {
      if (is_new)
        begin_start (start, server, &clsid);
      start_unref (start);
    }
}

/* With the lock: serves those who wait for @start, as far as there is something for them. The last
 * one has it forgotten; its launch goes to @launches. */
static void
serve_start (Start *start, GQueue *ready, GQueue *again, GQueue *launches)
{
  guint n = start->waiting.length;

  take_ready (start, ready, again);
  if (start->waiting.length == n)
    return;
  if (!start->has_arrived)
    {
      g_hash_table_remove (starts, start->key);
      arrived = g_list_prepend (arrived, start);
      start->has_arrived = TRUE;
      if (start->launch != NULL)
        beckd_launch_keep (start->launch);
    }
  if (start->waiting.length > 0)
    return;
  if (start->launch != NULL)
    g_queue_push_tail (launches, g_steal_pointer (&start->launch));
  remove_start (start);
}

static GList *
list_starts (void)
{
  GList *all = g_list_copy (arrived);

  return starts != NULL ? g_list_concat (g_hash_table_get_values (starts), all) : all;
}

void
beckd_wishes_look_again (const BeckdProcess *process)
{
  GQueue ready = G_QUEUE_INIT, again = G_QUEUE_INIT, launches = G_QUEUE_INIT;
  BeckdLaunch *launch;
  BeckdWish *wish;
  GList *all;

  g_mutex_lock (&mutex);
  all = list_starts ();
  for (GList *link = all; link != NULL; link = link->next)
    if (((Start *) link->data)->uid == process->uid)
      serve_start (link->data, &ready, &again, &launches);
  g_list_free (all);
  g_mutex_unlock (&mutex);
  while ((launch = g_queue_pop_head (&launches)) != NULL)
    beckd_launch_leave (launch);
  while ((wish = g_queue_pop_head (&ready)) != NULL)
    beckd_ask (wish->process, &wish->question, on_answer, wish);
  while ((wish = g_queue_pop_head (&again)) != NULL)
    look (wish);
}

void
beckd_wish_begin (BeckdWish *wish)
{
  HRESULT hr = beckd_access_check (&wish->question.clsid, &wish->client, &wish->uid, &wish->text);

  if (SUCCEEDED (hr))
    {
      look (wish);
      return;
    }
  wish->hr = hr;
  wish->granted (wish);
}
