/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names of hosts, for calls that wait. The C library's resolver is replaced: it may be silent. */

#include <beck/exception.h>
#include <beck/rpc-server.h>
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

#include "desk.h"
#include "suites.h"

#define HERE "here.beck.test"
#define SILENT "silent.beck.test"

static gint silent, asked;

/* All tests may be of one process. */
static void
forget (void)
{
  g_atomic_int_set (&silent, FALSE);
  g_atomic_int_set (&asked, 0);
}

static int
resolve (const char *host, const char *service, const struct addrinfo *hints,
         struct addrinfo **list)
{
  static int (*resolver) (const char *, const char *, const struct addrinfo *,
                          struct addrinfo **);

  if (g_once_init_enter (&resolver))
    g_once_init_leave (&resolver, dlsym (RTLD_NEXT, "getaddrinfo"));
  return resolver (host, service, hints, list);
}

int
getaddrinfo (const char *host, const char *service, const struct addrinfo *hints,
             struct addrinfo **list)
{
  gboolean numeric = hints != NULL && (hints->ai_flags & AI_NUMERICHOST);

  if (host == NULL || numeric || !g_str_has_suffix (host, ".beck.test"))
    return resolve (host, service, hints, list);
  g_atomic_int_inc (&asked);
  if (strcmp (host, HERE) == 0)
    return resolve ("127.0.0.1", service, hints, list);
  while (g_atomic_int_get (&silent))
    g_usleep (1000);
  return EAI_NONAME;
}

/* The status of a call to @host; 0 for none. */
static ULONG
call (const char *host, const char *port, guint timeout_ms)
{
  g_autofree char *text = g_strdup_printf ("ncacn_ip_tcp:%s[%s]", host, port);
  RPC_BINDING_HANDLE binding;
  unsigned char *volatile spoken = NULL;
  volatile ULONG raised = 0;

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) text, &binding), 0);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_DONT_LINGER, TRUE), 0);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, timeout_ms), 0);
  RpcTryExcept
    {
      Speak (binding, (unsigned char **) &spoken);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  midl_user_free (spoken);
  RpcBindingFree (&binding);
  return raised;
}

START_TEST (a_name_that_is_looked_up_in_vain_ends_the_call_in_its_time)
{
  g_atomic_int_set (&silent, TRUE);
  ck_assert_uint_eq (call (SILENT, "1", 20), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (g_atomic_int_get (&asked), 1);
  g_atomic_int_set (&silent, FALSE);
}
END_TEST

START_TEST (a_name_that_is_none_is_no_server)
{
  ck_assert_uint_eq (call (SILENT, "1", 0), RPC_S_SERVER_UNAVAILABLE);
  ck_assert_int_eq (g_atomic_int_get (&asked), 1);
}
END_TEST

static void
speak (handle_t handle, unsigned char **text)
{
  *text = midl_user_allocate (1);
  **text = '\0';
}

static desk_v1_0_epv_t managers = { .Speak = speak };

static char *
serve (void)
{
  RPC_BINDING_VECTOR *vector;
  RPC_CSTR text, port;
  char *copy;

  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  ck_assert_int_eq (RpcServerRegisterIf (desk_v1_0_s_ifspec, NULL, &managers), 0);
  ck_assert_int_eq (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), 0);
  ck_assert_int_eq (RpcServerInqBindings (&vector), 0);
  ck_assert_int_eq (RpcBindingToStringBindingA (vector->BindingH[0], &text), 0);
  ck_assert_int_eq (RpcStringBindingParseA (text, NULL, NULL, NULL, &port, NULL), 0);
  copy = g_strdup ((const char *) port);
  RpcStringFreeA (&port);
  RpcStringFreeA (&text);
  RpcBindingVectorFree (&vector);
  return copy;
}

START_TEST (a_name_leads_to_a_server)
{
  g_autofree char *port = serve ();

  ck_assert_uint_eq (call (HERE, port, 0), 0);
  ck_assert_int_eq (g_atomic_int_get (&asked), 1);
  beck_rpc_server_close ();
}
END_TEST

Suite *
names_suite (void)
{
  Suite *suite = suite_create ("names");
  TCase *tcase = tcase_create ("names");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, forget, NULL);
  tcase_add_test (tcase, a_name_that_is_looked_up_in_vain_ends_the_call_in_its_time);
  tcase_add_test (tcase, a_name_that_is_none_is_no_server);
  tcase_add_test (tcase, a_name_leads_to_a_server);
  suite_add_tcase (suite, tcase);
  return suite;
}
