/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the functions take and give: versions of structures, both widths of text, what is wrong. */

#include "test-api.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>

#define LINK "endpoint 192.0.2.2 2001:db8::9; address 10.8.0.6 10.8.0.1 fd00::6 fd00::1; "

/* ---- Sizes ---- */

/* Those that the structures of earlier versions had, from the specification. */
static const DWORD status_sizes[] = { 160, 288, 332 };
static const DWORD conn_sizes[] = { 272, 416, 680, 696, 708, 724 };
static const DWORD params_sizes[] = { 1052, 1064, 1068, 1076 };

START_TEST (status_of_every_version_is_filled_to_its_size)
{
  HRASCONN connection = connect_to (OFFICE);

  for (guint i = 0; i < G_N_ELEMENTS (status_sizes); i++)
    {
      struct
      {
        RASCONNSTATUSA status;
        guint8 guard[8];
      } room;

      memset (&room, 0x5a, sizeof room);
      room.status.dwSize = status_sizes[i];
      ck_assert_uint_eq (RasGetConnectStatusA (connection, &room.status), 0);
      ck_assert_uint_eq (room.status.dwSize, status_sizes[i]);
      ck_assert_int_eq (room.status.rasconnstate, RASCS_Connected);
      ck_assert_str_eq (room.status.szDeviceType, "vpn");
      ck_assert_uint_eq (((guint8 *) &room)[status_sizes[i]], 0x5a);
      room.status.dwSize++;
      ck_assert_uint_eq (RasGetConnectStatusA (connection, &room.status), ERROR_INVALID_SIZE);
    }
  ck_assert_uint_eq (RasGetConnectStatusA (connection, NULL), ERROR_INVALID_PARAMETER);
  hang_up (connection);
  /* What is no connection comes first. */
  ck_assert_uint_eq (RasGetConnectStatusA (connection, NULL), ERROR_INVALID_HANDLE);
}
END_TEST

START_TEST (connections_of_every_version_are_listed_by_their_size)
{
  HRASCONN office = connect_to (OFFICE), branch = connect_to (BRANCH);

  for (guint i = 0; i < G_N_ELEMENTS (conn_sizes); i++)
    {
      guint8 room[2 * sizeof (RASCONNA)] = { 0 };
      RASCONNA *second = (RASCONNA *) (room + conn_sizes[i]);
      DWORD size = 2 * conn_sizes[i], n = 0;

      ((RASCONNA *) room)->dwSize = conn_sizes[i];
      ck_assert_uint_eq (RasEnumConnectionsA ((RASCONNA *) room, &size, &n), 0);
      ck_assert_uint_eq (n, 2);
      ck_assert_uint_eq (second->dwSize, conn_sizes[i]);
      ck_assert_ptr_eq (second->hrasconn, branch);
      ck_assert_str_eq (second->szEntryName, "office-tcp");
    }
  hang_up (office);
  hang_up (branch);
}
END_TEST

START_TEST (listing_connections_wants_sound_arguments)
{
  RASCONNA listed = { .dwSize = sizeof listed };
  DWORD size = sizeof listed, n = 7;

  ck_assert_uint_eq (RasEnumConnectionsA (&listed, NULL, &n), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasEnumConnectionsA (&listed, &size, NULL), ERROR_INVALID_PARAMETER);
  listed.dwSize = 1;
  ck_assert_uint_eq (RasEnumConnectionsA (&listed, &size, &n), ERROR_INVALID_SIZE);
  listed.dwSize = sizeof listed;
  size = 3;
  ck_assert_uint_eq (RasEnumConnectionsA (&listed, &size, &n), ERROR_INVALID_SIZE);
  size = 0;
  ck_assert_uint_eq (RasEnumConnectionsA (NULL, &size, &n), 0);
  ck_assert_uint_eq (n, 0);
}
END_TEST

START_TEST (dials_of_every_version_are_taken)
{
  for (guint i = 0; i < G_N_ELEMENTS (params_sizes); i++)
    {
      RASDIALPARAMSA params = dial_params (OFFICE);
      HRASCONN connection = NULL;

      params.dwSize = params_sizes[i];
      ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &connection), 0);
      hang_up (connection);
    }
}
END_TEST

/* ---- Text ---- */

static WCHAR *
put_wide (WCHAR *place, const char *text)
{
  OLECHAR *wide;
  gsize length;

  ck_assert (SUCCEEDED (beck_utf16_from_utf8 (text, -1, &wide, &length, NULL)));
  memcpy (place, wide, (length + 1) * sizeof *wide);
  CoTaskMemFree (wide);
  return place;
}

static void
assert_wide (const WCHAR *text, const char *wanted)
{
  char *utf8;

  ck_assert (SUCCEEDED (beck_utf16_to_utf8 (text, -1, &utf8, NULL, NULL)));
  ck_assert_str_eq (utf8, wanted);
  CoTaskMemFree (utf8);
}

#define NAME "Büro \xf0\x9f\x93\x9e"

START_TEST (wide_functions_do_the_same)
{
  RASDIALPARAMSW params = { .dwSize = sizeof params };
  RASCONNSTATUSW status = { .dwSize = sizeof status };
  RASCONNW listed = { .dwSize = sizeof listed };
  RASPPPIPW ip = { .dwSize = sizeof ip };
  DWORD size = sizeof listed, n = 0, ip_size = sizeof ip;
  HRASCONN connection = NULL;

  ground_add_entry (NAME, "login ann \"pass wörd\"; " LINK "up");
  put_wide (params.szEntryName, NAME);
  put_wide (params.szUserName, "ann");
  put_wide (params.szPassword, "pass wörd");
  ck_assert_uint_eq (RasDialW (NULL, NULL, &params, 0, NULL, &connection), 0);
  ck_assert_uint_eq (RasGetConnectStatusW (connection, &status), 0);
  ck_assert_int_eq (status.rasconnstate, RASCS_Connected);
  assert_wide (status.szDeviceType, "vpn");
  assert_wide (status.szPhoneNumber, "192.0.2.9");
  ck_assert_uint_eq (RasEnumConnectionsW (&listed, &size, &n), 0);
  ck_assert_uint_eq (n, 1);
  assert_wide (listed.szEntryName, NAME);
  assert_wide (listed.szPhonebook, g_getenv ("BECK_RAS_PHONEBOOK"));
  ck_assert_uint_eq (RasGetProjectionInfoW (connection, RASP_PppIp, &ip, &ip_size), 0);
  assert_wide (ip.szIpAddress, "10.8.0.6");
  ck_assert_uint_eq (RasHangUpW (connection), 0);
  wait_until_gone (connection);
}
END_TEST

START_TEST (narrow_text_is_utf_8)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params };
  RASCONNA listed = { .dwSize = sizeof listed };
  DWORD size = sizeof listed, n = 0;
  HRASCONN connection = NULL;

  ground_add_entry (NAME, "login ann \"pass wörd\"; up");
  strcpy (params.szEntryName, NAME);
  strcpy (params.szUserName, "ann");
  strcpy (params.szPassword, "pass wörd");
  ck_assert_uint_eq (
    RasDialA (NULL, g_getenv ("BECK_RAS_PHONEBOOK"), &params, 0, NULL, &connection), 0);
  ck_assert_uint_eq (RasEnumConnectionsA (&listed, &size, &n), 0);
  ck_assert_str_eq (listed.szEntryName, NAME);
  hang_up (connection);
}
END_TEST

START_TEST (text_that_is_none_is_refused)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  strcpy (params.szUserName, "\xc3");
  ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &connection), ERROR_NO_UNICODE_TRANSLATION);
  memset (params.szUserName, 'x', sizeof params.szUserName);
  ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &connection), ERROR_INVALID_PARAMETER);
  params = dial_params (OFFICE);
  ck_assert_uint_eq (RasDialA (NULL, "\xff", &params, 0, NULL, &connection),
                     ERROR_NO_UNICODE_TRANSLATION);
  ck_assert_ptr_null (connection);
}
END_TEST

START_TEST (a_dial_of_nothing_to_nowhere_is_refused)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL, none = (HRASCONN) 4711;

  ck_assert_uint_eq (RasDialA (NULL, NULL, NULL, 0, NULL, &connection), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasDialA (NULL, NULL, &params, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasDialA (NULL, NULL, &params, 0, NULL, &none), ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasDialA (NULL, "/no/book", &params, 0, NULL, &connection),
                     ERROR_CANNOT_OPEN_PHONEBOOK);
  ck_assert_ptr_null (connection);
}
END_TEST

/* ---- Handles ---- */

START_TEST (values_of_handles_are_never_used_again)
{
  HRASCONN seen[50];

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      seen[i] = connect_script ("up");
      for (guint j = 0; j < i; j++)
        ck_assert_ptr_ne (seen[i], seen[j]);
      hang_up (seen[i]);
    }
}
END_TEST

START_TEST (a_connection_has_one_link_of_its_own_handle)
{
  HRASCONN connection = connect_to (OFFICE), link = NULL;

  ck_assert_uint_eq (RasGetSubEntryHandleA (connection, 1, &link), 0);
  ck_assert_ptr_eq (link, connection);
  ck_assert_uint_eq (RasGetSubEntryHandleW (connection, 2, &link), ERROR_NO_CONNECTION);
  ck_assert_uint_eq (RasGetSubEntryHandleA (connection, 0, &link), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetSubEntryHandleA (connection, 1, NULL), ERROR_INVALID_PARAMETER);
  hang_up (connection);
  ck_assert_uint_eq (RasGetSubEntryHandleA (connection, 1, &link), ERROR_INVALID_HANDLE);
}
END_TEST

/* ---- What was agreed upon ---- */

START_TEST (projections_want_sound_arguments)
{
  HRASCONN connection = connect_script (LINK "up");
  RASPPPIPA ip = { .dwSize = sizeof ip };
  DWORD size = 0;

  ck_assert_uint_eq (RasGetProjectionInfoA (connection, RASP_PppIp, NULL, &size),
                     ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof ip);
  size--;
  ck_assert_uint_eq (RasGetProjectionInfoA (connection, RASP_PppIp, &ip, &size),
                     ERROR_BUFFER_TOO_SMALL);
  ip.dwSize = 1;
  ck_assert_uint_eq (RasGetProjectionInfoA (connection, RASP_PppIp, &ip, &size),
                     ERROR_INVALID_SIZE);
  ck_assert_uint_eq (RasGetProjectionInfoA (connection, RASP_PppIp, &ip, NULL),
                     ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetProjectionInfoA (connection, (RASPROJECTION) 5, &ip, &size),
                     ERROR_INVALID_PARAMETER);
  hang_up (connection);
  ck_assert_uint_eq (RasGetProjectionInfoA (connection, RASP_PppIp, &ip, &size),
                     ERROR_INVALID_HANDLE);
}
END_TEST

START_TEST (both_protocols_are_projected)
{
  HRASCONN connection = connect_script (LINK "up");
  RASPPPIPV6 ip = { .dwSize = sizeof ip };
  RAS_PROJECTION_INFO info = { .version = RASAPIVERSION_601 };
  DWORD size = sizeof ip;

  ck_assert_uint_eq (RasGetProjectionInfoA (connection, RASP_PppIpv6, &ip, &size), 0);
  ck_assert_mem_eq (ip.bLocalInterfaceIdentifier, "\0\0\0\0\0\0\0\6", 8);
  ck_assert_mem_eq (ip.bPeerInterfaceIdentifier, "\0\0\0\0\0\0\0\1", 8);
  size = 0;
  ck_assert_uint_eq (RasGetProjectionInfoEx (connection, NULL, &size), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof info);
  ck_assert_uint_eq (RasGetProjectionInfoEx (connection, &info, &size), 0);
  ck_assert_int_eq (info.type, PROJECTION_INFO_TYPE_PPP);
  ck_assert_mem_eq (&info.ppp.ipv4Address, "\12\10\0\6", 4);
  ck_assert_uint_eq (info.ppp.dwIPv6NegotiationError, 0);
  info.version = RASAPIVERSION_500;
  ck_assert_uint_eq (RasGetProjectionInfoEx (connection, &info, &size), ERROR_INVALID_PARAMETER);
  hang_up (connection);
}
END_TEST

START_TEST (ends_of_the_carrier_are_known)
{
  HRASCONN connection = connect_script (LINK "up");
  RASCONNSTATUSA status = status_of (connection);

  ck_assert_uint_eq (status.localEndPoint.dwType, RASTUNNELENDPOINT_IPv4);
  ck_assert_mem_eq (&status.localEndPoint.ipv4, "\300\0\2\2", 4);
  ck_assert_uint_eq (status.remoteEndPoint.dwType, RASTUNNELENDPOINT_IPv6);
  hang_up (connection);
}
END_TEST

START_TEST (statistics_of_the_one_link_are_those_of_the_connection)
{
  HRASCONN connection = connect_script ("rate 0 0; up; traffic 2000 20; silence");
  RAS_STATS statistics = { .dwSize = sizeof statistics };

  do
    ck_assert_uint_eq (RasGetLinkStatistics (connection, 1, &statistics), 0);
  while (statistics.dwFramesXmited == 0);
  ck_assert_uint_eq (statistics.dwBytesXmited, 2000);
  ck_assert_uint_eq (statistics.dwFramesRcved, 20);
  ck_assert_uint_eq (RasGetLinkStatistics (connection, 0, &statistics), (DWORD) E_INVALIDARG);
  ck_assert_uint_eq (RasGetLinkStatistics (connection, 2, &statistics), ERROR_NO_CONNECTION);
  ck_assert_uint_eq (RasClearLinkStatistics (connection, 0), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasClearLinkStatistics (connection, 1), 0);
  ck_assert_uint_eq (RasGetLinkStatistics (connection, 1, &statistics), 0);
  ck_assert_uint_eq (statistics.dwBytesXmited, 0);
  hang_up (connection);
  ck_assert_uint_eq (RasGetConnectionStatistics (connection, &statistics), ERROR_INVALID_HANDLE);
}
END_TEST

Suite *
arguments_suite (void)
{
  Suite *suite = suite_create ("arguments");
  TCase *tcase = api_case (suite, "sizes");

  tcase_add_test (tcase, status_of_every_version_is_filled_to_its_size);
  tcase_add_test (tcase, connections_of_every_version_are_listed_by_their_size);
  tcase_add_test (tcase, listing_connections_wants_sound_arguments);
  tcase_add_test (tcase, dials_of_every_version_are_taken);

  tcase = api_case (suite, "text");
  tcase_add_test (tcase, wide_functions_do_the_same);
  tcase_add_test (tcase, narrow_text_is_utf_8);
  tcase_add_test (tcase, text_that_is_none_is_refused);
  tcase_add_test (tcase, a_dial_of_nothing_to_nowhere_is_refused);

  tcase = api_case (suite, "connections");
  tcase_add_test (tcase, values_of_handles_are_never_used_again);
  tcase_add_test (tcase, a_connection_has_one_link_of_its_own_handle);
  tcase_add_test (tcase, projections_want_sound_arguments);
  tcase_add_test (tcase, both_protocols_are_projected);
  tcase_add_test (tcase, ends_of_the_carrier_are_known);
  tcase_add_test (tcase, statistics_of_the_one_link_are_those_of_the_connection);
  return suite;
}
