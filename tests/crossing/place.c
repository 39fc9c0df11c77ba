/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "place.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <win/windows.h>

#include "beck-test.h"
#include "orpc/objref.h"
#include "tally.h"

BECK_EXTERN_PROXY_FILE (crossing);

const PlaceKind place_kinds[] = {
  { "same apartment", COINIT_MULTITHREADED, COINIT_MULTITHREADED, FALSE, TRUE, NULL },
  { "same STA", COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED, FALSE, TRUE, NULL },
  { "STA to MTA", COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED, TRUE, FALSE, NULL },
  { "MTA to STA", COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED, TRUE, FALSE, NULL },
  { "STA to STA", COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED, TRUE, FALSE, NULL },
  { "MTA to MTA", COINIT_MULTITHREADED, COINIT_MULTITHREADED, TRUE, TRUE, NULL },
  { "Unix socket", COINIT_MULTITHREADED, COINIT_MULTITHREADED, TRUE, FALSE, "ncalrpc" },
  { "Unix socket, STA to STA", COINIT_APARTMENTTHREADED, COINIT_APARTMENTTHREADED, TRUE, FALSE,
    "ncalrpc" },
  { "TCP", COINIT_MULTITHREADED, COINIT_MULTITHREADED, TRUE, FALSE, "ncacn_ip_tcp" },
};
const guint n_place_kinds = G_N_ELEMENTS (place_kinds);

typedef struct
{
  GThread *thread; /* of this process: the object's */
  GPid pid;        /* of another: the object's */
  int in, out;     /* its standard input and output */
  gboolean with_calls;
  gboolean killed; /* by the test */
  DWORD apartment;
  IStream *stream;
  HANDLE ready, over;
} Host;

static void
register_proxies (void)
{
  static const BeckProxyFile *const files[] = { &crossing_ProxyFile, NULL };

  ck_assert_int_eq (beck_proxy_register (files), S_OK);
}

/* ---- Another apartment ---- */

static gpointer
host_thread (gpointer data)
{
  Host *host = data;
  IPlace *place;
  DWORD index;

  ck_assert_int_eq (CoInitializeEx (NULL, host->apartment), S_OK);
  place = tally_new (host->with_calls);
  ck_assert_ptr_nonnull (place);
  ck_assert_int_eq (CoMarshalInterThreadInterfaceInStream (&IID_IPlace, (IUnknown *) place,
                                                           &host->stream),
                    S_OK);
  IPlace_Release (place);
  SetEvent (host->ready);
  /* The apartment is served while its thread waits. */
  ck_assert_int_eq (CoWaitForMultipleHandles (0, INFINITE, 1, &host->over, &index), S_OK);
  CoUninitialize ();
  return NULL;
}

static void
open_thread (Place *self, Host *host)
{
  host->ready = CreateEvent (NULL, TRUE, FALSE, NULL);
  host->over = CreateEvent (NULL, TRUE, FALSE, NULL);
  host->thread = g_thread_new ("host", host_thread, host);
  WaitForSingleObject (host->ready, INFINITE);
  ck_assert_int_eq (CoGetInterfaceAndReleaseStream (host->stream, &IID_IPlace,
                                                    (void **) &self->place),
                    S_OK);
}

static void
close_thread (Host *host)
{
  SetEvent (host->over);
  g_thread_join (host->thread);
  CloseHandle (host->ready);
  CloseHandle (host->over);
}

/* ---- Another process ---- */

/* The reference that the process has printed, in hexadecimal digits. */
static gsize
read_reference (int fd, guint8 *bytes, gsize room)
{
  char digits[2] = { 0 };
  gsize n = 0;

  for (;;)
    {
      ck_assert_int_eq (read (fd, &digits[0], 1), 1);
      if (digits[0] == '\n')
        return n;
      ck_assert_int_eq (read (fd, &digits[1], 1), 1);
      ck_assert_uint_lt (n, room);
      bytes[n++] = (guint8) (g_ascii_xdigit_value (digits[0]) << 4
                             | g_ascii_xdigit_value (digits[1]));
    }
}

/* @bytes without the ways to its resolver that are not @protseq. */
static gsize
leave_protseq (guint8 *bytes, gsize size, const char *protseq)
{
  static guint16 units[4096];
  BeckStringBinding bindings[16];
  BeckObjref objref;
  guint position = 0;
  guint n = 0;

  ck_assert_int_eq (beck_objref_parse (bytes, size, &objref), BECK_OBJREF_GOOD);
  while (n < G_N_ELEMENTS (bindings)
         && beck_string_array_next_binding (&objref.addresses, &position, &bindings[n]))
    if (g_strcmp0 (beck_string_array_protseq (bindings[n].tower), protseq) == 0)
      n++;
  ck_assert_uint_gt (n, 0);
  ck_assert (beck_string_array_build (bindings, n, NULL, 0, units, G_N_ELEMENTS (units),
                                      &objref.addresses));
  beck_objref_print (&objref, bytes);
  return beck_objref_size (&objref);
}

static void
unmarshal (Place *self, const guint8 *bytes, gsize size)
{
  IStream *stream = NULL;
  LARGE_INTEGER start = { .QuadPart = 0 };

  ck_assert_int_eq (CreateStreamOnHGlobal (NULL, TRUE, &stream), S_OK);
  ck_assert_int_eq (IStream_Write (stream, bytes, (ULONG) size, NULL), S_OK);
  ck_assert_int_eq (IStream_Seek (stream, start, STREAM_SEEK_SET, NULL), S_OK);
  ck_assert_int_eq (CoUnmarshalInterface (stream, &IID_IPlace, (void **) &self->place), S_OK);
  IStream_Release (stream);
}

/* The look for leaks at a server's end stops its threads, and waits for ever for one that ends just
 * then: it is left out. */
static char **
server_environment (void)
{
  const char *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *without
      = g_strconcat (options != NULL ? options : "", ":detect_leaks=0", NULL);

  return g_environ_setenv (g_get_environ (), "ASAN_OPTIONS", without, TRUE);
}

static void
open_process (Place *self, Host *host)
{
  g_auto (GStrv) environment = server_environment ();
  const char *server = g_getenv ("BECK_CROSSING_SERVER");
  const char *argv[] = { server, self->kind->protseq,
                         host->apartment == COINIT_APARTMENTTHREADED ? "sta" : "mta",
                         host->with_calls ? "calls" : "plain", NULL };
  guint8 bytes[8192];
  gsize size;

  ck_assert_ptr_nonnull (server);
  ck_assert (g_spawn_async_with_pipes (NULL, (char **) argv, environment,
                                       G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &host->pid,
                                       &host->in, &host->out, NULL, NULL));
  size = read_reference (host->out, bytes, sizeof bytes);
  unmarshal (self, bytes, leave_protseq (bytes, size, self->kind->protseq));
}

/* Unless a test has killed it, the process ends well; a sanitizer's report would show here. */
static void
close_process (Host *host)
{
  int status;

  close (host->in);
  close (host->out);
  kill (host->pid, SIGCONT);
  ck_assert_int_eq (waitpid (host->pid, &status, 0), host->pid);
  ck_assert_int_eq (status, host->killed ? SIGKILL : 0);
}

/* ---- Places ---- */

void
place_serve (void)
{
  HANDLE never = CreateEvent (NULL, TRUE, FALSE, NULL);
  DWORD index;

  CoWaitForMultipleHandles (0, 1, 1, &never, &index);
  CloseHandle (never);
}

void
place_let_go (gpointer object)
{
  IUnknown *unknown = object;

  do
    {
      place_serve ();
      IUnknown_AddRef (unknown);
    }
  while (IUnknown_Release (unknown) > 1);
  IUnknown_Release (unknown);
}

void
place_open (Place *self, guint kind, gboolean with_calls)
{
  Host *host = g_new0 (Host, 1);

  *self = (Place){ .kind = &place_kinds[kind], .host = host };
  host->with_calls = with_calls;
  host->apartment = self->kind->server;
  register_proxies ();
  ck_assert_int_eq (CoInitializeEx (NULL, self->kind->client), S_OK);
  /* A thread that has waited for a handle keeps a descriptor for that. */
  place_serve ();
  beck_test_keep_descriptors ();
  if (self->kind->protseq != NULL)
    open_process (self, host);
  else if (!self->kind->crosses)
    self->place = tally_new (with_calls);
  else if (self->kind->client == COINIT_MULTITHREADED && self->kind->server == self->kind->client)
    {
      IPlace *own = tally_new (with_calls);

      ck_assert_int_eq (beck_proxy_to_own ((IUnknown *) own, &IID_IPlace, (void **) &self->place),
                        S_OK);
      IPlace_Release (own);
    }
  else
    open_thread (self, host);
  ck_assert_ptr_nonnull (self->place);
  ck_assert_int_eq (IPlace_QueryInterface (self->place, &IID_ITally, (void **) &self->tally), S_OK);
}

void
place_close (Place *self)
{
  Host *host = self->host;

  if (self->tally != NULL)
    ITally_Release (self->tally);
  if (self->place != NULL)
    IPlace_Release (self->place);
  if (host->thread != NULL)
    close_thread (host);
  if (host->pid != 0)
    close_process (host);
  CoUninitialize ();
  /* Connections stay for the next one who calls. */
  if (host->pid != 0)
    beck_test_keep_descriptors ();
  g_free (host);
}

PlaceCounts
place_counts (Place *self)
{
  PlaceCounts counts;

  ck_assert_int_eq (IPlace_Counts (self->place, &counts), S_OK);
  return counts;
}

ITally *
place_own_tally (void)
{
  IPlace *place = tally_new (FALSE);
  ITally *tally;

  ck_assert_int_eq (IPlace_QueryInterface (place, &IID_ITally, (void **) &tally), S_OK);
  IPlace_Release (place);
  return tally;
}

void
place_kill (Place *self)
{
  Host *host = self->host;

  kill (host->pid, SIGKILL);
  host->killed = TRUE;
}

void
place_stop (Place *self)
{
  Host *host = self->host;
  int status;

  kill (host->pid, SIGSTOP);
  ck_assert_int_eq (waitpid (host->pid, &status, WUNTRACED), host->pid);
  ck_assert (WIFSTOPPED (status));
}

void
place_continue (Place *self)
{
  kill (((Host *) self->host)->pid, SIGCONT);
}
