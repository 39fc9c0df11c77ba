/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What there is to know of connections and entries (spec/ras.md 6, 39 to 45). */

#include "test-behaviours.h"

#include <arpa/inet.h>
#include <beck/hresult.h>
#include <string.h>

/* 39 */
START_TEST (room_for_one_of_two_connections_is_not_enough)
{
  HRASCONN office = connect_to (OFFICE), branch = connect_to (BRANCH);
  RASCONNA listed[2] = { { .dwSize = sizeof *listed } };
  DWORD size = sizeof *listed, n = 0;

  ck_assert_uint_eq (RasEnumConnectionsA (listed, &size, &n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, 2 * sizeof *listed);
  ck_assert_uint_eq (RasEnumConnectionsA (listed, &size, &n), 0);
  ck_assert_uint_eq (n, 2);
  /* In the order in which they were connected. */
  ck_assert_ptr_eq (listed[0].hrasconn, office);
  ck_assert_ptr_eq (listed[1].hrasconn, branch);
  ck_assert_str_eq (listed[1].szEntryName, place_entry (BRANCH));
  ck_assert_str_eq (listed[1].szDeviceType, RASDT_Vpn);
  hang_up (office);
  hang_up (branch);
}
END_TEST

static DWORD
get_projection (HRASCONN connection, RASPROJECTION protocol, RASPPPIPA *ip)
{
  DWORD size = sizeof *ip;

  *ip = (RASPPPIPA){ .dwSize = sizeof *ip };
  return RasGetProjectionInfoA (connection, protocol, ip, &size);
}

static void
ask_too_early (Ear *ear, const Heard *heard)
{
  RASPPPIPA ip;

  ck_assert_uint_eq (get_projection (heard->connection, RASP_PppIp, &ip),
                     ERROR_PROJECTION_NOT_COMPLETE);
}

static void
ask_in_time (Ear *ear, const Heard *heard)
{
  RASPPPIPA ip;

  ck_assert_uint_eq (get_projection (heard->connection, RASP_PppIp, &ip), 0);
}

static void
assert_address (const char *text)
{
  struct in_addr address;

  ck_assert_int_eq (inet_pton (AF_INET, text, &address), 1);
}

static void
dial_and_ask (DWORD state, void (*ask) (Ear *ear, const Heard *heard))
{
  Ear *ear = ear_new ();
  HRASCONN connection = NULL;

  ear->state = state;
  ear->func = ask;
  ck_assert_uint_eq (dial_ear (ear, OFFICE, 0, NULL, &connection), 0);
  ear_wait (ear, RASCS_Connected, 0);
  hang_up (connection);
  ear_free (ear);
}

/* 40 */
START_TEST (addresses_are_known_from_the_projection_on)
{
  HRASCONN connection;
  RASPPPIPA ip;

  dial_and_ask (RASCS_Authenticate, ask_too_early);
  dial_and_ask (RASCS_Projected, ask_in_time);
  connection = connect_to (OFFICE);
  ck_assert_uint_eq (get_projection (connection, RASP_PppIp, &ip), 0);
  assert_address (ip.szIpAddress);
  assert_address (ip.szServerIpAddress);
  ck_assert_str_eq (ip.szServerIpAddress, "10.8.0.1");
  ck_assert_uint_eq (get_projection (connection, RASP_PppIpx, &ip),
                     ERROR_PROTOCOL_NOT_CONFIGURED);
  hang_up (connection);
}
END_TEST

#define N_PACKETS 20

static RAS_STATS
statistics_of (HRASCONN connection)
{
  RAS_STATS statistics = { .dwSize = sizeof statistics };

  ck_assert_uint_eq (RasGetConnectionStatistics (connection, &statistics), 0);
  return statistics;
}

/* Another than the office's, whose traffic is all at once. */
static HRASCONN
connect_with_traffic (void)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  if (ground_is_real ())
    return connect_to (OFFICE);
  ground_add_entry ("traffic",
                    "helper; address 192.0.2.2; rate 0 0; up; traffic 2000 20; silence");
  strcpy (params.szEntryName, "traffic");
  ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &connection), 0);
  return connection;
}

/* 41 */
START_TEST (statistics_count_until_they_are_cleared)
{
  HRASCONN connection = connect_with_traffic ();
  RAS_STATS before, after;

  send_packets (connection, N_PACKETS);
  /* Counts of a device may be a moment behind. */
  do
    before = statistics_of (connection);
  while (before.dwFramesXmited < N_PACKETS || before.dwFramesRcved < N_PACKETS);
  ck_assert_uint_gt (before.dwBytesXmited, 0);
  ck_assert_uint_gt (before.dwBytesRcved, 0);
  do
    after = statistics_of (connection);
  while (after.dwConnectDuration <= before.dwConnectDuration);

  ck_assert_uint_eq (RasClearConnectionStatistics (connection), 0);
  after = statistics_of (connection);
  ck_assert_uint_lt (after.dwFramesXmited, N_PACKETS);
  ck_assert_uint_lt (after.dwFramesRcved, N_PACKETS);
  hang_up (connection);
  ck_assert_uint_eq (RasClearConnectionStatistics (connection), ERROR_INVALID_HANDLE);
}
END_TEST

/* 42 */
START_TEST (statistics_of_an_unknown_size_are_refused)
{
  HRASCONN connection = connect_to (OFFICE);
  RAS_STATS statistics = { .dwSize = 0 };

  ck_assert_uint_eq (RasGetConnectionStatistics (connection, &statistics), (DWORD) E_INVALIDARG);
  ck_assert_uint_eq (RasGetConnectionStatistics (connection, NULL), (DWORD) E_INVALIDARG);
  statistics.dwSize = sizeof statistics;
  ck_assert_uint_eq (RasGetConnectionStatistics (NULL, &statistics), (DWORD) E_INVALIDARG);
  hang_up (connection);
}
END_TEST

/* 43 */
START_TEST (errors_have_texts)
{
  char text[512] = "";

  ck_assert_uint_eq (RasGetErrorStringA (691, text, sizeof text), 0);
  ck_assert_uint_gt (strlen (text), 0);
  ck_assert_uint_eq (RasGetErrorStringA (691, text, 3), ERROR_INSUFFICIENT_BUFFER);
  ck_assert_uint_eq (RasGetErrorStringA (691, NULL, 512), ERROR_INVALID_PARAMETER);
}
END_TEST

/* 44 */
START_TEST (names_of_entries_are_validated)
{
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, "a:b"), ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, ".x"), ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, ""), ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, place_entry (OFFICE)), ERROR_ALREADY_EXISTS);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, "a new one"), 0);
}
END_TEST

static gboolean
is_listed (const char *entry)
{
  RASENTRYNAMEA entries[16] = { { .dwSize = sizeof *entries } };
  DWORD size = sizeof entries, n = 0;

  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, entries, &size, &n), 0);
  for (DWORD i = 0; i < n; i++)
    if (strcmp (entries[i].szEntryName, entry) == 0)
      return TRUE;
  return FALSE;
}

/* 45 */
START_TEST (properties_of_entries_come_back_as_they_were_set)
{
  RASENTRYA entry = { .dwSize = sizeof entry, .dwFramingProtocol = RASFP_Ppp,
                      .dwType = RASET_Vpn, .dwfOptions = RASEO_RemoteDefaultGateway };
  RASENTRYA again = { .dwSize = sizeof again };
  DWORD size = sizeof again;

  strcpy (entry.szLocalPhoneNumber, "192.0.2.1");
  strcpy (entry.szDeviceName, "Simulator (vpn)");
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "new", &entry, sizeof entry, NULL, 0),
                     ERROR_INVALID_PARAMETER);
  ck_assert (!is_listed ("new"));
  strcpy (entry.szDeviceType, RASDT_Vpn);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "new", &entry, sizeof entry, NULL, 0), 0);
  ck_assert (is_listed ("new"));
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "new", &again, &size, NULL, NULL), 0);
  ck_assert_str_eq (again.szLocalPhoneNumber, entry.szLocalPhoneNumber);
  ck_assert_str_eq (again.szDeviceName, entry.szDeviceName);
  ck_assert_str_eq (again.szDeviceType, entry.szDeviceType);
  ck_assert_uint_eq (again.dwType, entry.dwType);
  ck_assert_uint_eq (again.dwfOptions, entry.dwfOptions);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "new"), 0);
}
END_TEST

Suite *
info_suite (void)
{
  Suite *suite = suite_create ("info");
  const Behaviour connections[] = {
    EVERYWHERE (room_for_one_of_two_connections_is_not_enough),
    EVERYWHERE (addresses_are_known_from_the_projection_on),
    EVERYWHERE (statistics_count_until_they_are_cleared),
    EVERYWHERE (statistics_of_an_unknown_size_are_refused),
  };
  const Behaviour entries[] = {
    EVERYWHERE (errors_have_texts),
    EVERYWHERE (names_of_entries_are_validated),
    EVERYWHERE (properties_of_entries_come_back_as_they_were_set),
  };

  add_behaviours (suite, "connections", connections, G_N_ELEMENTS (connections));
  add_behaviours (suite, "entries", entries, G_N_ELEMENTS (entries));
  return suite;
}
