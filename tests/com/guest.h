/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The modules that test programs load: guest.c is sound, guest-mute.c has no entry point,
 * guest-broken.c needs a function nobody has. Key files are written by the tests. */

#define GUEST_CLSID                                                                                \
  BECK_GUID (0x5a3b1f00, 0x7c11, 0x4d0e, 0x9a, 0x01, 0, 0, 0, 0, 0, 0x67)
#define GUEST_GROUP "[Class {5a3b1f00-7c11-4d0e-9a01-000000000067}]\n"

#define GUEST_MODULE "Module=" TEST_MODULE_DIR "/guest.so\n"
#define GUEST_MUTE_MODULE "Module=" TEST_MODULE_DIR "/guest-mute.so\n"
#define GUEST_BROKEN_MODULE "Module=" TEST_MODULE_DIR "/guest-broken.so\n"
