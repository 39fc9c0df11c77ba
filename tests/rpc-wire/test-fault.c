/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Fault codes, row by row of wire.md 1.11 and rpc.md 1.5. */

#include "suites.h"

#include <glib.h>

#include "rpc/fault.h"

typedef struct
{
  guint32 from, to;
} Row;

/* What a client makes of a fault: wire.md 1.11. */
static const Row received[] = {
  { 0x1c010001, 1820 }, { 0x1c010002, 1745 }, { 0x1c010003, 1717 }, { 0x1c010009, 1726 },
  { 0x1c01000b, 1728 }, { 0x1c010013, 1130 }, { 0x1c010014, 1723 }, { 0x1c010017, 1732 },
  { 0x1c000001, 1767 }, { 0x1c000002, 1768 }, { 0x1c000003, 1769 }, { 0x1c000004, 1770 },
  { 0x1c000005, 1771 }, { 0x1c000006, 1733 }, { 0x1c000007, 1734 }, { 0x1c000008, 1728 },
  { 0x1c000009, 1727 }, { 0x1c00000a, 1727 }, { 0x1c00000b, 1726 }, { 0x1c00000c, 1727 },
  { 0x1c00000d, 1818 }, { 0x1c00000e, 1768 }, { 0x1c00000f, 1771 }, { 0x1c000010, 1768 },
  { 0x1c000012, 1726 }, { 0x1c000013, 1726 }, { 0x1c000014, 1918 }, { 0x1c000015, 1916 },
  { 0x1c000016, 1831 }, { 0x1c000017, 1917 }, { 0x1c000018, 1820 }, { 0x1c000019, 14 },
  { 0x1c00001a, 6 },    { 0x1c00001b, 1130 },
  /* As they are */
  { 0x1c010006, 0x1c010006 }, { 0x1c010015, 0x1c010015 }, { 0x1c00001c, 0x1c00001c },
  { 0x1c00001d, 0x1c00001d }, { 0x1c00001f, 0x1c00001f }, { 0x1c000020, 0x1c000020 },
  { 0x1c000021, 0x1c000021 }, { 0x1c000022, 0x1c000022 }, { 0x1c000023, 0x1c000023 },
  { 0x1c000024, 0x1c000024 }, { 0x1c000025, 0x1c000025 },
  { 5, 5 }, { 0x6ba, 1722 }, { 0x6bd, 1725 }, { 0x6d8, 1752 }, { 0x6d9, 1753 }, { 0x6f7, 1783 },
  { 0x721, 1825 }, { 0x80004005, 0x80004005 }, { 4711, 4711 },
  /* A user's fault */
  { 0, 1726 },
};

/* What a server sends for the status of a call: rpc.md 1.5. */
static const Row sent[] = {
  { 6, 0x1c00001a },    { 14, 0x1c00001b },   { 1130, 0x1c00001b }, { 1715, 0x1c010014 },
  { 1723, 0x1c010014 }, { 1717, 0x1c010003 }, { 1745, 0x1c010002 }, { 1818, 0x1c00000d },
  { 1726, 0x1c000012 }, { 1727, 0x1c00000c }, { 1728, 0x1c01000b }, { 1732, 0x1c010017 },
  { 1918, 0x1c000014 }, { 1916, 0x1c000015 }, { 1831, 0x1c000016 }, { 1917, 0x1c000017 },
  { 1767, 0x1c000001 }, { 1768, 0x1c000002 }, { 1769, 0x1c000003 }, { 1770, 0x1c000004 },
  { 1771, 0x1c000005 },
  /* As they are */
  { 5, 5 }, { 1783, 0x6f7 }, { 1825, 0x721 }, { 4711, 4711 }, { 0x80004005, 0x80004005 },
  { 0xe0000001, 0xe0000001 },
  /* Success is no exception. */
  { 0, 0x1c000012 },
};

/* What the client sees of what a server raised. */
static const Row both_ways[] = {
  { 6, 6 },       { 14, 1130 },   { 1715, 1723 }, { 1723, 1723 }, { 1717, 1717 }, { 1745, 1745 },
  { 1818, 1818 }, { 1726, 1726 }, { 1727, 1727 }, { 1916, 1916 }, { 1917, 1917 }, { 1918, 1918 },
  { 1831, 1831 }, { 1767, 1767 }, { 1768, 1768 }, { 1769, 1769 }, { 1770, 1770 }, { 1771, 1771 },
  { 1733, 1733 }, { 1734, 1734 }, { 1783, 1783 }, { 4711, 4711 },
};

START_TEST (a_fault_is_received_as_this_status)
{
  ck_assert_uint_eq (beck_rpc_fault_to_status (received[_i].from), received[_i].to);
}
END_TEST

START_TEST (a_status_is_sent_as_this_fault)
{
  ck_assert_uint_eq (beck_rpc_fault_from_status (sent[_i].from), sent[_i].to);
}
END_TEST

START_TEST (a_status_is_seen_by_the_client_as_this)
{
  guint32 fault = beck_rpc_fault_from_status (both_ways[_i].from);

  ck_assert_uint_eq (beck_rpc_fault_to_status (fault), both_ways[_i].to);
}
END_TEST

Suite *
fault_suite (void)
{
  Suite *suite = suite_create ("fault");
  TCase *tc = tcase_create ("rows");

  tcase_add_loop_test (tc, a_fault_is_received_as_this_status, 0, G_N_ELEMENTS (received));
  tcase_add_loop_test (tc, a_status_is_sent_as_this_fault, 0, G_N_ELEMENTS (sent));
  tcase_add_loop_test (tc, a_status_is_seen_by_the_client_as_this, 0, G_N_ELEMENTS (both_ways));
  suite_add_tcase (suite, tc);
  return suite;
}
