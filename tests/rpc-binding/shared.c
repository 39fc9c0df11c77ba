/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "shared.h"

#include <beck/guid.h>
#include <beck/status.h>
#include <check.h>
#include <string.h>

#include "base/alloc.h"
#include "rpc/text.h"

RPC_BINDING_HANDLE
bind_to (const char *string)
{
  RPC_BINDING_HANDLE binding;

  ck_assert_int_eq (RpcBindingFromStringBindingA (TEXT (string), &binding), RPC_S_OK);
  ck_assert_ptr_nonnull (binding);
  return binding;
}

void
expect_string (RPC_BINDING_HANDLE binding, const char *expected)
{
  RPC_CSTR string;

  ck_assert_int_eq (RpcBindingToStringBindingA (binding, &string), RPC_S_OK);
  ck_assert_str_eq ((char *) string, expected);
  RpcStringFreeA (&string);
}

/* ---- A handle of a server ---- */

static BeckRpcOutcome
call (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_S_WRONG_KIND_OF_BINDING, BECK_RPC_CALLER };
}

static void
finalize (BeckRpcBinding *binding)
{
  ck_abort_msg ("a server's handle was freed");
}

static guint32
inq_object (BeckRpcBinding *binding, GUID *object)
{
  memset (object, 1, sizeof *object);
  return RPC_S_OK;
}

static guint32
to_string (BeckRpcBinding *binding, char **string)
{
  *string = beck_rpc_text_copy ("ncalrpc:");
  return RPC_S_OK;
}

RPC_BINDING_HANDLE
server_handle (void)
{
  static const BeckRpcTransport transport = {
    .name = "test",
    .call = call,
    .finalize = finalize,
    .inq_object = inq_object,
    .to_string = to_string,
  };
  static BeckRpcBinding binding;

  beck_rpc_binding_init (&binding, &transport);
  return &binding;
}

/* ---- Memory ---- */

void
fail_each_allocation (RPC_STATUS (*scenario) (void))
{
  RPC_STATUS status = RPC_S_OUT_OF_MEMORY;
  gint64 index;

  for (index = 0; status != RPC_S_OK; index++)
    {
      gint64 count;

      beck_alloc_fail_at (index);
      status = scenario ();
      count = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      /* What failed must not look like success, nor like anything else. */
      ck_assert_int_eq (status, count > index ? RPC_S_OUT_OF_MEMORY : RPC_S_OK);
    }
  ck_assert_int_gt (index, 1);
}
