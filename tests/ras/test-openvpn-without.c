/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of the OpenVPN back end that need no OpenVPN. */

#include "beck-test.h"
#include "openvpn-suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { openvpn_helper_suite, openvpn_profile_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
