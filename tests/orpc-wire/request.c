/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "request.h"

#include <beck/guid.h>
#include <beck/utf16.h>
#include <check.h>
#include <string.h>

static const IID two_iids[] = { BECK_GUID (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                                BECK_GUID (12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22) };
static const guint16 two_protseqs[] = { 7, 31 };
static const guint8 client_context[] = { 1, 2, 3 };
static const guint8 prototype_context[] = { 4, 5, 6, 7, 8 };

const BeckActivationRequest wire_request = {
  .properties = BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_SPECIAL
                | BECK_ACTIVATION_SCM_REQUEST | BECK_ACTIVATION_CONTEXT | BECK_ACTIVATION_LOCATION
                | BECK_ACTIVATION_SECURITY,
  .destination = 3,
  .instantiation = { BECK_GUID (99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89), 30, 31, 32, 33, 2,
                     two_iids, { 5, 6 } },
  .special = { 40, 41, 42, 43, 44, BECK_GUID (45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55), 56, 57,
               58 },
  .scm = { 60, 2, two_protseqs },
  .context = { 1, { client_context, sizeof client_context },
               { prototype_context, sizeof prototype_context } },
  .location = { u"box", 70, 71, 72 },
  .security = { 80, u"server" },
};

static void
check_equal_texts (const OLECHAR *a, const OLECHAR *b)
{
  ck_assert_uint_eq (beck_utf16_length (a), beck_utf16_length (b));
  ck_assert_mem_eq (a, b, 2 * beck_utf16_length (b));
}

void
wire_check_request (const BeckActivationRequest *request)
{
  const BeckActivationRequest *full = &wire_request;

  ck_assert_uint_eq (request->properties, full->properties);
  ck_assert_uint_eq (request->destination, full->destination);
  ck_assert (beck_guid_equal (&request->instantiation.clsid, &full->instantiation.clsid));
  ck_assert_uint_eq (request->instantiation.context, 30);
  ck_assert_uint_eq (request->instantiation.flags, 31);
  ck_assert_uint_eq (request->instantiation.surrogate, 32);
  ck_assert_uint_eq (request->instantiation.instance_flags, 33);
  ck_assert_uint_eq (request->instantiation.n_iids, 2);
  ck_assert_mem_eq (request->instantiation.iids, two_iids, sizeof two_iids);
  ck_assert_uint_eq (request->instantiation.version.MinorVersion, 6);
  ck_assert_mem_eq (&request->special, &full->special, sizeof full->special);
  ck_assert_uint_eq (request->scm.impersonation, 60);
  ck_assert_uint_eq (request->scm.n_protseqs, 2);
  ck_assert_mem_eq (request->scm.protseqs, two_protseqs, sizeof two_protseqs);
  ck_assert_uint_eq (request->context.ok, 1);
  ck_assert_uint_eq (request->context.client.size, 3);
  ck_assert_mem_eq (request->context.client.data, client_context, 3);
  ck_assert_uint_eq (request->context.prototype.size, 5);
  ck_assert_mem_eq (request->context.prototype.data, prototype_context, 5);
  check_equal_texts (request->location.machine, u"box");
  ck_assert_uint_eq (request->location.process, 70);
  ck_assert_uint_eq (request->location.apartment, 71);
  ck_assert_uint_eq (request->location.context, 72);
  ck_assert_uint_eq (request->security.flags, 80);
  check_equal_texts (request->security.server, u"server");
}
