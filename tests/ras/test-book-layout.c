/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The structures of <ras.h> have the sizes of Windows, packed to 4 (spec/ras.md 1). */

#include <stddef.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "suites.h"

#define BYTES_64(type, size)                                                                       \
  G_STATIC_ASSERT (sizeof (gpointer) != 8 || sizeof (type) == (size))
#define SIZES(type, narrow, wide)                                                                  \
  BYTES_64 (type##A, narrow);                                                                      \
  BYTES_64 (type##W, wide)

SIZES (RASDIALPARAMS, 1068, 2112);
SIZES (RASCONN, 724, 1388);
SIZES (RASCONNSTATUS, 332, 608);
SIZES (RASENTRYNAME, 532, 1048);
SIZES (RASDEVINFO, 152, 296);
SIZES (RASPPPIP, 48, 80);
BYTES_64 (RASTUNNELENDPOINT, 20);
BYTES_64 (RAS_STATS, 60);
BYTES_64 (RASDIALEXTENSIONS, 60);
BYTES_64 (RASCTRYINFO, 20);
BYTES_64 (RASIPADDR, 4);
SIZES (RASCREDENTIALS, 540, 1068);

/* What RASENTRY began with, and where its later parts begin. */
G_STATIC_ASSERT (offsetof (RASENTRYA, dwSubEntries) == 1768);
G_STATIC_ASSERT (offsetof (RASENTRYA, dwType) == 1796);
G_STATIC_ASSERT (offsetof (RASENTRYA, dwfOptions2) == 2088);

G_STATIC_ASSERT (RASCS_ApplySettings == 24);
G_STATIC_ASSERT (RASCS_LogonNetwork == 21);
G_STATIC_ASSERT (RASCS_InvokeEapUI == 0x1004);
G_STATIC_ASSERT (RASCS_Connected == 0x2000);
G_STATIC_ASSERT (RASCS_Disconnected == 0x2001);
G_STATIC_ASSERT (RASCSS_Reconnected == 0x2000);

static int
callback_of_type_2 (void)
{
  /* Its arguments, in their order. */
  extern DWORD WINAPI ras_handler (ULONG_PTR, DWORD, HRASCONN, UINT, RASCONNSTATE, DWORD, DWORD);
  RASDIALFUNC2 handler = NULL;

  return __builtin_types_compatible_p (__typeof__ (*handler), __typeof__ (ras_handler));
}

START_TEST (handlers_have_their_parameters)
{
  ck_assert_int_eq (callback_of_type_2 (), 1);
}
END_TEST

START_TEST (structures_are_packed_to_4)
{
  ck_assert_uint_eq (offsetof (RASCONNA, hrasconn), 4);
  ck_assert_uint_eq (offsetof (RASDIALPARAMSA, dwCallbackId), 1056);
  ck_assert_uint_eq (offsetof (RASCONNSTATUSW, localEndPoint), 564);
}
END_TEST

Suite *
ras_book_layout_suite (void)
{
  Suite *suite = suite_create ("book-layout");
  TCase *tcase = tcase_create ("layout");

  tcase_add_test (tcase, handlers_have_their_parameters);
  tcase_add_test (tcase, structures_are_packed_to_4);
  suite_add_tcase (suite, tcase);
  return suite;
}
