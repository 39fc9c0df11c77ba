/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client-line.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "fault.h"
#include "request.h"

#define BUFFER_SIZE BECK_RPC_LINE_BUFFER_SIZE

/* Milliseconds that a server may take to answer a bind or an alter_context. */
#define BIND_TIME (60 * 1000)

/* What a server may answer a call with. */
#define MAX_RESPONSE ((gsize) 256 << 20)

BeckRpcLine *
beck_rpc_line_new (int fd, const BeckRpcClientRules *rules, guint32 group)
{
  BeckRpcLine *line = beck_alloc (sizeof *line + BUFFER_SIZE);

  if (line == NULL)
    {
      close (fd);
      return NULL;
    }
  memset (line, 0, sizeof *line);
  line->canceller = beck_rpc_canceller_new ();
  if (line->canceller == NULL)
    {
      close (fd);
      beck_free (line);
      return NULL;
    }
  line->fd = fd;
  beck_rpc_client_core_init (&line->core, rules, group);
  return line;
}

void
beck_rpc_line_free (BeckRpcLine *line)
{
  close (line->fd);
  beck_rpc_client_core_clear (&line->core);
  beck_rpc_canceller_unref (line->canceller);
  beck_rpc_bytes_clear (&line->whole);
  beck_free (line);
}

gboolean
beck_rpc_line_is_stale (BeckRpcLine *line)
{
  char next;
  ssize_t n = recv (line->fd, &next, 1, MSG_PEEK | MSG_DONTWAIT);

  /* A server that says something unasked has shut down, or is none. */
  return n >= 0 || (errno != EAGAIN && errno != EINTR);
}

void
beck_rpc_line_set_timeout (BeckRpcLine *line, guint timeout)
{
  struct timeval time = { timeout / 1000, timeout % 1000 * 1000 };

  if (line->timeout == timeout)
    return;
  line->timeout = timeout;
  setsockopt (line->fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  setsockopt (line->fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

static BeckRpcLineEnd
failed (BeckRpcLine *line, guint32 status, gboolean unsent)
{
  line->broken = TRUE;
  return (BeckRpcLineEnd){ { status, BECK_RPC_TRANSPORT }, unsent };
}

/* ---- Input ---- */

/* Moves what is kept out of the buffer. */
static gboolean
spill (BeckRpcLine *line)
{
  gboolean good = beck_rpc_bytes_append (&line->whole, line->buffer + line->kept, line->kept_size);

  line->kept = 0;
  line->kept_size = 0;
  return good;
}

/* Makes room for the PDU that is coming in, of which a part may be there. */
static gboolean
make_room (BeckRpcLine *line)
{
  gsize left = line->end - line->start;

  if (BUFFER_SIZE - line->start >= G_MAXUINT16 && line->end < BUFFER_SIZE)
    return TRUE;
  if (line->kept_size > BUFFER_SIZE - G_MAXUINT16 - 1 && !spill (line))
    return FALSE;
  memmove (line->buffer, line->buffer + line->kept, line->kept_size);
  line->kept = 0;
  memmove (line->buffer + line->kept_size, line->buffer + line->start, left);
  line->start = line->kept_size;
  line->end = line->start + left;
  return TRUE;
}

/* From now on. A single wait is as long as that, too: a server that says little, often, gets no
 * more than twice the time. */
static void
set_deadline (BeckRpcLine *line)
{
  line->deadline = line->timeout != 0 ? g_get_monotonic_time () + line->timeout * (gint64) 1000 : 0;
}

static gboolean
is_late (const BeckRpcLine *line)
{
  return line->deadline != 0 && g_get_monotonic_time () > line->deadline;
}

static int
milliseconds_left (const BeckRpcLine *line)
{
  gint64 left;

  if (line->deadline == 0)
    return -1;
  left = line->deadline - g_get_monotonic_time ();
  return left > 0 ? (int) ((left + 999) / 1000) : 0;
}

/* In poll(2), as Unix sockets wake who sleeps in recv(2) once more than needed: when the peer has
 * read what was sent, and there is room. FALSE when the time is over. */
static gboolean
wait_for_input (BeckRpcLine *line)
{
  struct pollfd entry = { .fd = line->fd, .events = POLLIN };
  int n;

  do
    n = poll (&entry, 1, milliseconds_left (line));
  while (n < 0 && errno == EINTR);
  return n != 0;
}

/* Whether to look before waiting: a server that had the last answer ready will often have the next
 * one, too. Now and then it is tried again. */
static gboolean
looks_first (BeckRpcLine *line)
{
  return line->is_prompt || ++line->n_waits % 16 == 0;
}

static ssize_t
read_more (BeckRpcLine *line)
{
  ssize_t n;

  if (G_UNLIKELY (line->landing.bytes != NULL) && beck_rpc_line_lands (line))
    return beck_rpc_line_land (line);
  n = recv (line->fd, line->buffer + line->end, BUFFER_SIZE - line->end, MSG_DONTWAIT);
  line->end += n > 0 ? (gsize) n : 0;
  return n;
}

/* 0, or why there is no more. */
static guint32
receive (BeckRpcLine *line)
{
  gboolean looked;
  ssize_t n;

  if (line->start == line->end && line->kept_size == 0)
    line->start = line->end = 0;
  if (!make_room (line))
    return RPC_S_OUT_OF_MEMORY;
  looked = looks_first (line);
  if (!looked && !wait_for_input (line))
    return RPC_S_CALL_CANCELLED;
  n = read_more (line);
  if (looked)
    line->is_prompt = n >= 0;
  for (; n < 0; n = read_more (line))
    if (errno == EAGAIN && !wait_for_input (line))
      return RPC_S_CALL_CANCELLED;
    else if (errno != EAGAIN && errno != EINTR)
      break;
  if (n <= 0)
    return RPC_S_CALL_FAILED;
  return is_late (line) ? RPC_S_CALL_CANCELLED : 0;
}

static BeckRpcClientStep
step_over (BeckRpcLine *line, BeckRpcClientEvent *event)
{
  BeckRpcClientStep step;
  gsize used;

  if (G_UNLIKELY (line->in_part))
    step = beck_rpc_line_next_piece (line, event, &used);
  else
    step = beck_rpc_client_core_step (&line->core, line->buffer + line->start,
                                      line->end - line->start, &used, event);
  line->start += used;
  return step;
}

/* The next thing the server says. What was received before is passed over. */
static guint32
next_event (BeckRpcLine *line, BeckRpcClientEvent *event, BeckRpcClientStep *step)
{
  guint32 status;

  for (;;)
    {
      *step = step_over (line, event);
      if (*step == BECK_RPC_CLIENT_CLOSE)
        return event->status;
      if (*step == BECK_RPC_CLIENT_SHUTDOWN)
        line->broken = TRUE;
      else if (*step != BECK_RPC_CLIENT_MORE)
        return 0;
      else if ((status = receive (line)) != 0)
        return status;
    }
}

/* ---- Output ---- */

static gboolean
send_all (BeckRpcLine *line, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      ssize_t n = send (line->fd, data, size, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* ---- Contexts ---- */

/* What is left of the time, at most BIND_TIME; 0: nothing. */
static guint
time_to_bind (gint64 deadline)
{
  gint64 left = deadline >= 0 ? deadline - g_get_monotonic_time () : G_MAXINT64;

  return left <= 0 ? 0 : (guint) MIN (BIND_TIME, left / 1000 + 1);
}

static guint32
ask (BeckRpcLine *line, const BeckRpcSyntax *syntax, gint64 deadline)
{
  BeckRpcBytes out = { 0 };
  guint time = time_to_bind (deadline);
  guint32 status = 0;

  if (time == 0)
    return RPC_S_SERVER_UNAVAILABLE;
  beck_rpc_line_set_timeout (line, time);
  set_deadline (line);
  if (!beck_rpc_client_core_ask (&line->core, syntax, &out))
    status = RPC_S_OUT_OF_MEMORY;
  else if (!send_all (line, out.data, out.size))
    status = RPC_S_SERVER_UNAVAILABLE;
  beck_rpc_bytes_clear (&out);
  return status;
}

static guint32
wait_for_answer (BeckRpcLine *line)
{
  BeckRpcClientEvent event;
  BeckRpcClientStep step;
  guint32 status;

  do
    status = next_event (line, &event, &step);
  while (status == 0 && step != BECK_RPC_CLIENT_BOUND && step != BECK_RPC_CLIENT_FAULT);
  if (status == 0 && step == BECK_RPC_CLIENT_FAULT)
    status = beck_rpc_fault_to_status (event.fault);
  /* Nothing was called: whatever happened here, or did not in time, the server has not run
   * anything. */
  return status == RPC_S_CALL_FAILED || status == RPC_S_CALL_CANCELLED ? RPC_S_SERVER_UNAVAILABLE
                                                                       : status;
}

guint32
beck_rpc_line_bind (BeckRpcLine *line, const BeckRpcSyntax *syntax, gint64 deadline,
                    guint16 *context)
{
  BeckRpcContextState state;
  guint32 status;

  for (;;)
    {
      state = beck_rpc_client_core_context (&line->core, syntax, context, &status);
      if (state == BECK_RPC_CONTEXT_GOOD)
        return 0;
      if (state == BECK_RPC_CONTEXT_REFUSED)
        return status;
      if (state == BECK_RPC_CONTEXT_UNKNOWN)
        status = ask (line, syntax, deadline);
      if (state == BECK_RPC_CONTEXT_ASKED || status == 0)
        status = wait_for_answer (line);
      if (status != 0)
        {
          line->broken = TRUE;
          return status;
        }
    }
}

/* ---- Calls ---- */

/* The first part of a response stays where it is, but for bytes that land. Returns how much of it
 * is kept. */
static gsize
keep_first (BeckRpcLine *line, const BeckRpcClientEvent *event)
{
  line->kept = (gsize) (event->stub - line->buffer);
  line->kept_size = event->size;
  if (event->size < BECK_NDR_LANDING_AT)
    line->landing.bytes = NULL;
  if (line->landing.bytes != NULL)
    line->kept_size = BECK_NDR_LANDING_AT;
  return line->kept_size;
}

/* What stands for the bytes that landed, before anything is kept behind them. */
static void
fill_in (BeckRpcLine *line)
{
  if (line->whole.size + line->kept_size == BECK_NDR_LANDING_AT)
    line->kept_size += beck_ndr_landing_filler (line->landing.landed);
}

gboolean
beck_rpc_line_keep (BeckRpcLine *line, const BeckRpcClientEvent *event)
{
  const guint8 *data = event->stub;
  gsize size = event->size, taken = 0;

  if (line->kept_size == 0 && line->whole.size == 0)
    taken = keep_first (line, event);
  if (line->landing.bytes != NULL)
    taken += beck_rpc_landing_take (&line->landing, data + taken, size - taken);
  if (taken == size)
    return TRUE;
  fill_in (line);
  if (line->whole.size + line->kept_size + size > MAX_RESPONSE)
    return FALSE;
  memmove (line->buffer + line->kept + line->kept_size, data + taken, size - taken);
  line->kept_size += size - taken;
  return TRUE;
}

static BeckRpcLineEnd
end_with_response (BeckRpcLine *line, BeckRpcExchange *exchange, guint8 drep)
{
  if (line->whole.size > 0 && !spill (line))
    return failed (line, RPC_S_OUT_OF_MEMORY, FALSE);
  fill_in (line);
  exchange->landed = line->landing.landed;
  exchange->drep = drep;
  exchange->response = line->whole.size > 0 ? line->whole.data : line->buffer + line->kept;
  exchange->response_size = line->whole.size > 0 ? line->whole.size : line->kept_size;
  return (BeckRpcLineEnd){ { 0, BECK_RPC_SERVER }, FALSE };
}

static BeckRpcLineEnd
end_with_fault (const BeckRpcClientEvent *event)
{
  return (BeckRpcLineEnd){ { beck_rpc_fault_to_status (event->fault), BECK_RPC_SERVER }, FALSE };
}

static BeckRpcLineEnd
wait_for_response (BeckRpcLine *line, guint32 call_id, BeckRpcExchange *exchange)
{
  BeckRpcClientEvent event;
  BeckRpcClientStep step;
  guint32 status;

  for (;;)
    {
      status = next_event (line, &event, &step);
      if (status != 0)
        return failed (line, status, FALSE);
      if (event.call_id != call_id)
        continue;
      if (step == BECK_RPC_CLIENT_FAULT)
        return end_with_fault (&event);
      if (step != BECK_RPC_CLIENT_RESPONSE)
        continue;
      if (!beck_rpc_line_keep (line, &event))
        return failed (line, RPC_S_OUT_OF_MEMORY, FALSE);
      if (event.last)
        return end_with_response (line, exchange, event.drep);
    }
}

/* The server may have said why before it closed. */
static BeckRpcLineEnd
wait_for_reason (BeckRpcLine *line, guint32 call_id, BeckRpcExchange *exchange, gboolean unsent)
{
  BeckRpcLineEnd end;

  if (unsent)
    return failed (line, RPC_S_CALL_FAILED_DNE, TRUE);
  end = wait_for_response (line, call_id, exchange);
  return end.outcome.origin == BECK_RPC_SERVER && end.outcome.status != 0
             ? end
             : failed (line, RPC_S_CALL_FAILED, FALSE);
}

static BeckRpcLineEnd
exchange_over (BeckRpcLine *line, const BeckRpcRequestParts *parts, BeckRpcExchange *exchange)
{
  gsize sent = 0;

  gboolean whole = beck_rpc_request_send (line->fd, parts, &sent);

  beck_rpc_canceller_sent (line->canceller);
  if (!whole)
    return wait_for_reason (line, parts->call_id, exchange, sent == 0);
  if (parts->flags & BECK_PDU_MAYBE)
    return (BeckRpcLineEnd){ { 0, BECK_RPC_SERVER }, FALSE };
  return wait_for_response (line, parts->call_id, exchange);
}

static void
watch (const BeckRpcLine *line, ICancelMethodCalls *cancel)
{
  if (line->watch != NULL)
    line->watch->under_way (line->watch->user, cancel);
}

BeckRpcLineEnd
beck_rpc_line_call (BeckRpcLine *line, guint16 context, BeckRpcExchange *exchange)
{
  BeckRpcRequestParts parts = {
    .call_id = beck_rpc_client_core_next_call_id (&line->core),
    .context_id = context,
    .opnum = (guint16) exchange->method->opnum,
    .object = exchange->object,
    .flags = exchange->method->flags & BECK_NDR_METHOD_MAYBE ? BECK_PDU_MAYBE : 0,
    .max_stub = line->core.max_stub,
    .data = exchange->request,
    .size = exchange->request_size,
  };
  BeckSyncCall frame;
  BeckRpcLineEnd end;

  beck_rpc_bytes_clear (&line->whole);
  line->kept_size = 0;
  line->in_part = FALSE;
  line->call_id = parts.call_id;
  line->landing = (BeckRpcLanding){ exchange->land, exchange->land_size, 0 };
  set_deadline (line);
  beck_rpc_canceller_enter (line->canceller, line->fd, parts.call_id,
                            line->watch == NULL ? &frame : NULL);
  watch (line, &line->canceller->cancel);
  end = exchange_over (line, &parts, exchange);
  line->landing.bytes = NULL;
  watch (line, NULL);
  if (!beck_rpc_canceller_leave (line->canceller, line->watch == NULL ? &frame : NULL))
    return end;
  line->broken = TRUE;
  return end.outcome.status == 0 ? end : failed (line, RPC_S_CALL_CANCELLED, FALSE);
}
