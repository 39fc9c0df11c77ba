/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites that dial with a real OpenVPN; test-openvpn.sh makes the network for it. */

#include "beck-test.h"
#include "openvpn-suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    openvpn_dial_suite,
    openvpn_login_suite,
    openvpn_end_suite,
    openvpn_survive_suite,
    NULL,
  };

  return beck_test_main (argc, argv, suites);
}
