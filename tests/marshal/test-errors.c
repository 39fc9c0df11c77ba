/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Error objects as they travel: taken from the thread of a server, and set for that of a client.
 */

#include "object.h"
#include "suites.h"

#include "base/alloc.h"
#include "orpc/error-object.h"

typedef struct
{
  BeckObject object;
  ISupportErrorInfo support;
  HRESULT answer;
} Server;

static HRESULT STDMETHODCALLTYPE
server_supports (ISupportErrorInfo *This, REFIID riid)
{
  return BECK_SELF (Server, support, This)->answer;
}

static const BeckClass server_class = {
  .name = "Server",
  .size = sizeof (Server),
  .interfaces
  = BECK_INTERFACES (BECK_INTERFACE (Server, support, ISupportErrorInfo,
                                     .InterfaceSupportsErrorInfo = server_supports)),
};

static Server *server;
static guint8 *data;
static gsize size;

static void
set_up (void)
{
  server = beck_object_new (&server_class, NULL);
  SetErrorInfo (0, NULL);
}

static void
tear_down (void)
{
  SetErrorInfo (0, NULL);
  beck_object_unref (server);
}

static gboolean
take (gpointer from)
{
  return beck_orpc_error_take ((IUnknown *) BECK_UNKNOWN (from), &IID_ISynchronize, &data, &size);
}

/* As the reply brings it. */
static void
bring_back (void)
{
  BeckOrpcExtensions extensions = { 0 };

  ck_assert (beck_orpc_extensions_add (&extensions, &beck_orpc_error_id, data, size));
  beck_orpc_error_set (&extensions);
  beck_free (data);
}

START_TEST (what_the_server_said_arrives)
{
  g_autoptr (IErrorInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  GUID guid;

  beck_error_info_set (E_ACCESSDENIED, &IID_ISynchronize, "Door", "the door is %s", "shut");
  ck_assert (take (server));
  assert_hr (GetErrorInfo (0, &info), S_FALSE);
  bring_back ();
  assert_hr (GetErrorInfo (0, &info), S_OK);
  assert_hr (IErrorInfo_GetGUID (info, &guid), S_OK);
  ck_assert_mem_eq (&guid, &IID_ISynchronize, sizeof guid);
  SetErrorInfo (0, info);
  error = beck_error_info_take (E_ACCESSDENIED);
  ck_assert_str_eq (error->message, "Door: the door is shut");
}
END_TEST

START_TEST (no_error_object_is_none)
{
  ck_assert (!take (server));
  ck_assert_ptr_null (data);
}
END_TEST

START_TEST (servers_that_do_not_vouch_for_it_send_none)
{
  Thing *thing = thing_new (PLAIN);
  g_autoptr (IErrorInfo) info = NULL;

  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "stale");
  server->answer = S_FALSE;
  ck_assert (!take (server));
  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "stale");
  ck_assert (!take (thing));
  assert_hr (GetErrorInfo (0, &info), S_FALSE);
  thing_unref (thing);
}
END_TEST

START_TEST (long_texts_are_cut)
{
  char *text = g_strnfill (BECK_ORPC_MAX_ERROR_TEXT + 100, 'x');
  g_autoptr (IErrorInfo) info = NULL;
  BSTR description;

  beck_error_info_set (E_FAIL, &IID_NULL, "a", "%s", text);
  ck_assert (take (server));
  bring_back ();
  assert_hr (GetErrorInfo (0, &info), S_OK);
  assert_hr (IErrorInfo_GetDescription (info, &description), S_OK);
  ck_assert_uint_eq (SysStringLen (description), BECK_ORPC_MAX_ERROR_TEXT);
  SysFreeString (description);
  g_free (text);
}
END_TEST

START_TEST (what_cannot_be_read_leaves_the_old_one)
{
  static const guint8 nonsense[64] = "MEOW";
  BeckOrpcExtensions extensions = { 0 };
  g_autoptr (IErrorInfo) info = NULL;

  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "mine");
  beck_orpc_error_set (&extensions);
  ck_assert (beck_orpc_extensions_add (&extensions, &beck_orpc_error_id, nonsense,
                                       sizeof nonsense));
  beck_orpc_error_set (&extensions);
  assert_hr (GetErrorInfo (0, &info), S_OK);
}
END_TEST

Suite *
errors_suite (void)
{
  Suite *suite = suite_create ("errors");
  TCase *tc = tcase_create ("travel");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, what_the_server_said_arrives);
  tcase_add_test (tc, no_error_object_is_none);
  tcase_add_test (tc, servers_that_do_not_vouch_for_it_send_none);
  tcase_add_test (tc, long_texts_are_cut);
  tcase_add_test (tc, what_cannot_be_read_leaves_the_old_one);
  suite_add_tcase (suite, tc);
  return suite;
}
