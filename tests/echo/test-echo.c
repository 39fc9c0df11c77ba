/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The managers of rpcecho, with requests as others send them: wire.md 3.9. No connection, and so no
 * TestSleep; tests/peers has both. */

#include <beck/rpc.h>

#include <string.h>

#include "beck-test.h"
#include "rpcecho.h"

#define LITTLE 0x10
#define BIG 0x00

#define ABC "04000000 00000000 04000000 6100 6200 6300 0000"
#define ABC_BIG "00000004 00000000 00000004 0061 0062 0063 0000"

typedef struct
{
  const char *what;
  guint32 opnum;
  guint8 drep;
  const char *request, *response; /* in hexadecimal; always little-endian the latter */
  guint32 fault;
} Row;

static const Row rows[] = {
  { "AddOne", 0, LITTLE, "44332211", "45332211", 0 },
  { "AddOne, big-endian", 0, BIG, "11223344", "45332211", 0 },
  { "AddOne wraps", 0, LITTLE, "ffffffff", "00000000", 0 },
  { "EchoData", 1, LITTLE, "03000000 03000000 010203", "03000000 010203", 0 },
  { "EchoData of nothing", 1, LITTLE, "00000000 00000000", "00000000", 0 },
  { "SinkData", 2, LITTLE, "03000000 03000000 010203", "", 0 },
  { "SourceData", 3, LITTLE, "05000000", "05000000 0001020304", 0 },
  { "SourceData of nothing", 3, LITTLE, "00000000", "00000000", 0 },
  { "TestCall", 4, LITTLE, ABC, "00000200" ABC, 0 },
  { "TestCall, big-endian", 4, BIG, ABC_BIG, "00000200" ABC, 0 },
  { "level 1", 5, LITTLE, "0100", "0100 0a 00 00000000", 0 },
  { "level 2", 5, LITTLE, "0200", "0200 1400 00000000", 0 },
  { "level 3", 5, LITTLE, "0300", "0300 0000 1e000000 00000000", 0 },
  { "level 4", 5, LITTLE, "0400", "0400 000000000000 2800000000000000 00000000", 0 },
  { "level 5", 5, LITTLE, "0500",
    "0500 000000000000 32 00000000000000 3c00000000000000 00000000", 0 },
  { "level 6", 5, LITTLE, "0600", "0600 46 50 00000000", 0 },
  { "level 7", 5, LITTLE, "0700",
    "0700 000000000000 50 00000000000000 5a00000000000000 00000000", 0 },
  { "level 0", 5, LITTLE, "0000", "", RPC_X_BAD_STUB_DATA },
  { "level 8", 5, LITTLE, "0800", "", RPC_X_BAD_STUB_DATA },
  { "TestEnum of an enum", 7, LITTLE, "0100 0000 4c00 0000 01000000 0100 0200",
    "0100 0000 0200 0000 01000000 0100 0200", 0 },
  { "TestEnum of a structure", 7, LITTLE,
    "0200 0000 4c00 0000 01000000 0200 0000 4c00 0000 01000000",
    "0200 0000 0200 0000 01000000 0200 0000 4c00 0000 01000000", 0 },
  { "TestSurrounding", 8, LITTLE, "02000000 02000000 1111 2222",
    "04000000 04000000 0000 0000 0000 0000", 0 },
  { "TestSurrounding of nothing", 8, LITTLE, "00000000 00000000", "00000000 00000000", 0 },
  { "TestSurrounding of a wrong size", 8, LITTLE, "03000000 02000000 1111 2222 3333", "",
    RPC_X_BAD_STUB_DATA },
  { "TestDoublePointer", 9, LITTLE, "00000200 04000200 0c00", "0c00", 0 },
  { "TestDoublePointer to an inner NULL", 9, LITTLE, "00000200 00000000", "0000", 0 },
  { "TestDoublePointer to NULL", 9, LITTLE, "00000000", "0000", 0 },
};

static GByteArray *
bytes_of (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *hex != 0; hex++)
    if (*hex != ' ')
      {
        guint8 octet =
            (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

        g_byte_array_append (bytes, &octet, 1);
        hex++;
      }
  return bytes;
}

static guint32
dispatch (const Row *row, gconstpointer data, gsize size, BeckNdrWriter *response)
{
  const BeckRpcRequest request = {
    .interface = rpcecho_v1_0_s_ifspec,
    .opnum = row->opnum,
    .data = data,
    .size = size,
    .drep = row->drep,
  };

  beck_ndr_writer_init (response, NULL);
  return beck_rpc_dispatch (&request, response);
}

START_TEST (requests_of_others_get_the_answers_of_others)
{
  const Row *row = &rows[_i];
  GByteArray *request = bytes_of (row->request), *expected = bytes_of (row->response);
  BeckNdrWriter response;
  guint32 fault = dispatch (row, request->data, request->len, &response);

  ck_assert_msg (fault == row->fault, "%s: fault %u", row->what, fault);
  if (fault == 0)
    {
      ck_assert_msg (response.pos == expected->len, "%s: %zu bytes", row->what, response.pos);
      if (response.pos > 0)
        ck_assert_mem_eq (response.data, expected->data, response.pos);
    }
  beck_ndr_writer_clear (&response);
  g_byte_array_unref (request);
  g_byte_array_unref (expected);
}
END_TEST

START_TEST (a_request_that_is_cut_is_bad_wherever_it_is_cut)
{
  const Row *row = &rows[_i];
  GByteArray *request = bytes_of (row->request);

  for (gsize size = 0; size < request->len; size++)
    {
      /* At the end of its block, where a sanitizer sees whoever reads beyond. */
      guint8 *cut = g_memdup2 (request->data, size);
      BeckNdrWriter response;

      ck_assert_msg (dispatch (row, cut, size, &response) != 0, "%s at %zu", row->what, size);
      beck_ndr_writer_clear (&response);
      g_free (cut);
    }
  g_byte_array_unref (request);
}
END_TEST

static Suite *
echo_suite (void)
{
  Suite *suite = suite_create ("echo");
  TCase *tcase = tcase_create ("wire");
  int n = G_N_ELEMENTS (rows);

  tcase_add_loop_test (tcase, requests_of_others_get_the_answers_of_others, 0, n);
  tcase_add_loop_test (tcase, a_request_that_is_cut_is_bad_wherever_it_is_cut, 0, n);
  suite_add_tcase (suite, tcase);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { echo_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
