/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server, its stub, a channel to it and a proxy on the channel.
 */

#define COBJMACROS
#include "channel.h"
#include "server.h"

#include <check.h>

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
      HRESULT expected_ = (expected);                                                              \
                                                                                                   \
      ck_assert_msg (hr_ == expected_, "%s is %s (0x%08X), not %s (0x%08X)", #expression,          \
                     beck_hresult_to_string (hr_), (guint) hr_,                                    \
                     beck_hresult_to_string (expected_), (guint) expected_);                       \
    }                                                                                              \
  while (0)

BECK_EXTERN_PROXY_FILE (test_orpc);
BECK_EXTERN_PROXY_FILE (test_derived);

typedef struct
{
  Server *server;
  IPSFactoryBuffer *factory;
  IRpcStubBuffer *stub;
  Channel *channel;
  IRpcProxyBuffer *proxy;
  void *interface; /* of the proxy */
} Scene;

/* Over @server, which becomes the scene's. */
Scene *scene_new (Server *server, REFIID iid, gboolean async_channel);
void scene_free (Scene *scene);

/* A call object of the proxy. */
void *scene_call (Scene *scene, REFIID async_iid);

/* Factories of the tests' files. */
IPSFactoryBuffer *factory_new (void);

/* Releases what @interface, a pointer to an interface pointer, points to, and makes that NULL. */
void let_go (gpointer interface);

/* The number of @item, which is released. */
LONG take_number (IItem *item);

/* Cancel of the call object behind @call. */
HRESULT cancel (gpointer call);
