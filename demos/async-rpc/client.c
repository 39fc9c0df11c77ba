/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * async-rpc-client BINDING [leave]: orders pieces at the workshop, and shows each way to learn of
 * their end. With "leave" it ends in the middle of a call.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"
#include "stops.h"

static const struct
{
  const char *title;
  StopFunc show;
} stops[] = {
  { "Told by an event", show_event },
  { "Told by an APC, in an alertable wait", show_apc },
  { "Told by a completion port, two calls at once", show_port },
  { "Told by a callback", show_callback },
  { "Told by a message to a window, which is a GMainContext", show_window },
  { "Not told: polling, and asking the server meanwhile", show_polling },
  { "Cancelled, and the server decides; it is told", show_cancel },
  { "Cancelled, and the server decides; it looks", show_cancel_polled },
  { "Cancelled, and the server is not waited for", show_abortive_cancel },
  { "Aborted by the server with a code of its own", show_rejection },
  { "Exceptions", show_exceptions },
};

static gboolean
show_all (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      printf ("client: %u. %s\n", (guint) i + 1, stops[i].title);
      if (!stops[i].show ())
        return wrong (stops[i].title);
    }
  printf ("client: all calls ended as they should\n");
  return TRUE;
}

int
main (int argc, char **argv)
{
  RPC_STATUS status;
  gboolean good;

  setvbuf (stdout, NULL, _IOLBF, 0);
  if (argc < 2 || argc > 3 || (argc == 3 && strcmp (argv[2], "leave") != 0))
    {
      fprintf (stderr, "usage: async-rpc-client BINDING [leave]\n");
      return 2;
    }
  status = RpcBindingFromStringBindingA ((RPC_CSTR) argv[1], &workshop);
  if (status != RPC_S_OK)
    {
      fprintf (stderr, "client: '%s': %s\n", argv[1], text_of_status (status));
      return EXIT_FAILURE;
    }
  good = argc == 3 ? leave () : show_all ();
  RpcBindingFree (&workshop);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
