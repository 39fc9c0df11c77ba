/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What impacket writes is read: truth.py has the values. */

#include "again.h"
#include "request.h"
#include "wire.h"

#include "orpc/objref.h"
#include "orpc/orpc-header.h"

#include <beck/guid.h>
#include <string.h>

#include "beck-test.h"

/* The bytes of @key. */
static GByteArray *
truth (const char *key)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = strlen (key);

  ck_assert (g_file_get_contents (TEST_TRUTH_FILE, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], key, length) == 0 && lines[i][length] == ' ')
      return wire_bytes (lines[i] + length);
  ck_abort_msg ("%s is not there", key);
}

static void
read_this (const char *key, GByteArray *bytes, BeckOrpcThis *header)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, bytes->data, bytes->len, 0x10, &arena, NULL, NULL);
  ck_assert_msg (beck_orpc_get_this (&reader, header), "%s", key);
  ck_assert_uint_eq (reader.pos, bytes->len);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_uint_eq (header->version.MajorVersion, 5);
  ck_assert_uint_eq (header->version.MinorVersion, 7);
  ck_assert_uint_eq (header->flags, 1);
  ck_assert_uint_eq (header->causality.Data1, 0x03020100);
}

START_TEST (headers_are_read)
{
  g_autoptr (GByteArray) plain = truth ("this");
  g_autoptr (GByteArray) extended = truth ("this-extension");
  BeckOrpcThis header;

  read_this ("this", plain, &header);
  ck_assert_uint_eq (header.extensions.n, 0);
  read_this ("this-extension", extended, &header);
  ck_assert_uint_eq (header.extensions.n, 1);
  ck_assert_uint_eq (header.extensions.items[0].id.Data1, 0x11111111);
  ck_assert_uint_eq (header.extensions.items[0].size, 3);
  ck_assert_mem_eq (header.extensions.items[0].data, "abc", 3);
}
END_TEST

static void
check_reference (const char *key, BeckObjrefKind kind, guint32 clsid)
{
  g_autoptr (GByteArray) bytes = truth (key);
  BeckStringBinding binding;
  BeckSecurityBinding security;
  BeckObjref objref;
  guint position = 0;

  ck_assert_int_eq (beck_objref_parse (bytes->data, bytes->len, &objref), BECK_OBJREF_GOOD);
  ck_assert_int_eq (objref.kind, kind);
  ck_assert_uint_eq (objref.clsid.Data1, clsid);
  ck_assert_uint_eq (objref.std.flags, SORF_NOPING);
  ck_assert_uint_eq (objref.std.cPublicRefs, 5);
  ck_assert_uint_eq (objref.std.oxid, (guint64) 1 << 60);
  ck_assert_uint_eq (objref.std.oid, (guint64) 2 << 60);
  ck_assert_uint_eq (objref.std.ipid.Data1, 0x03020100);
  ck_assert (beck_string_array_next_binding (&objref.addresses, &position, &binding));
  ck_assert_str_eq (binding.address, "127.0.0.1");
  ck_assert_str_eq (binding.endpoint, "135");
  position = 0;
  ck_assert (beck_string_array_next_security (&objref.addresses, &position, &security));
  ck_assert_uint_eq (security.service, 10);
  ck_assert (again_objref (bytes->data, bytes->len));
}

START_TEST (references_are_read)
{
  check_reference ("standard", BECK_OBJREF_STANDARD, 0);
  check_reference ("handler", BECK_OBJREF_HANDLER, 0x33333333);
}
END_TEST

START_TEST (requests_are_read)
{
  g_autoptr (GByteArray) bytes = truth ("request");
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckActivationRequest request;
  BeckNdrFault fault;

  ck_assert (beck_activation_parse_request (bytes->data, bytes->len, &arena, &request, &fault));
  wire_check_request (&request);
  wire_check_cut (bytes, bytes->len, again_activation);
  wire_check_damage (bytes, again_activation);
}
END_TEST

START_TEST (replies_are_read)
{
  g_autoptr (GByteArray) bytes = truth ("reply");
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckActivationReply reply;
  BeckNdrFault fault;

  ck_assert (beck_activation_parse_reply (bytes->data, bytes->len, &arena, &reply, &fault));
  ck_assert_uint_eq (reply.properties, BECK_ACTIVATION_OUT | BECK_ACTIVATION_SCM_REPLY);
  ck_assert_uint_eq (reply.out.n, 1);
  ck_assert_uint_eq (reply.out.iids[0].Data1, 1);
  ck_assert_int_eq (reply.out.results[0], 0);
  ck_assert_uint_eq (reply.out.references[0].size, 4);
  ck_assert_mem_eq (reply.out.references[0].data, "MEOW", 4);
  ck_assert_uint_eq (reply.scm.oxid, (guint64) 1 << 60);
  ck_assert_uint_eq (reply.scm.rem_unknown.Data1, 0x55555555);
  ck_assert_uint_eq (reply.scm.authentication, 6);
  ck_assert_uint_eq (reply.scm.bindings.n_entries, 4);
  ck_assert_uint_eq (reply.scm.version.MinorVersion, 7);
  wire_check_cut (bytes, bytes->len, again_activation);
}
END_TEST

static Suite *
truth_suite (void)
{
  Suite *suite = suite_create ("orpc-truth");
  TCase *tcase = tcase_create ("impacket");

  tcase_add_test (tcase, headers_are_read);
  tcase_add_test (tcase, references_are_read);
  tcase_add_test (tcase, requests_are_read);
  tcase_add_test (tcase, replies_are_read);
  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { truth_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
