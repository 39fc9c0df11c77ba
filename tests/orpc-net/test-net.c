/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net-server.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { net_calls_suite, net_hostile_suite,
                                                  net_pings_suite, raw_suite, resolver_suite,
                                                  NULL };

  int status;

  net_begin ();
  status = beck_test_main (argc, argv, suites);
  net_end ();
  return status;
}
