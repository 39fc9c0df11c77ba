/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Activation properties: how a client says which object it wants, and a machine which it made
 * (wire.md 5.6). Each direction is a custom OBJREF with a few properties that are serialized one
 * by one. Pure functions; what is read lies in an arena and in the bytes.
 */

#include <orpcbase.h>

#include "orpc/string-array.h"

G_BEGIN_DECLS

/**
 * BECK_ACTIVATION_MAX_PROPERTIES:
 *
 * Properties in one direction, those included that are passed over; the protocol's own limit.
 */
#define BECK_ACTIVATION_MAX_PROPERTIES 10

/**
 * BECK_ACTIVATION_MAX_INTERFACES:
 *
 * Interfaces that may be asked for at once, and protocol sequences; the protocol's own limit.
 */
#define BECK_ACTIVATION_MAX_INTERFACES 0x8000

/**
 * BECK_ACTIVATION_MAX_MEMORY:
 *
 * Bytes that reading one property may take from the arena.
 */
#define BECK_ACTIVATION_MAX_MEMORY ((gsize) 2 << 20)

/**
 * BeckActivationProperties:
 *
 * Which properties there are. An instance (a file that the object is in) is told of, but not read:
 * who is asked for one and cannot serve it has to say so.
 */
typedef enum
{
  BECK_ACTIVATION_INSTANTIATION = 1 << 0,
  BECK_ACTIVATION_SPECIAL = 1 << 1,
  BECK_ACTIVATION_INSTANCE = 1 << 2,
  BECK_ACTIVATION_SCM_REQUEST = 1 << 3,
  BECK_ACTIVATION_CONTEXT = 1 << 4,
  BECK_ACTIVATION_LOCATION = 1 << 5,
  BECK_ACTIVATION_SECURITY = 1 << 6,
  BECK_ACTIVATION_OUT = 1 << 7,
  BECK_ACTIVATION_SCM_REPLY = 1 << 8,
} BeckActivationProperties;

/**
 * BeckActivationReference:
 * @data: (nullable) (transfer none) (array length=size): an OBJREF, or %NULL
 */
typedef struct
{
  const guint8 *data;
  gsize size;
} BeckActivationReference;

/**
 * BeckActivationRequest:
 * @properties: which of those below there are; INSTANTIATION always
 * @destination: MSHCTX_DIFFERENTMACHINE, or nearer
 *
 * What a client asks for. Pointers refer to the arena, or to what the caller gives.
 */
typedef struct
{
  guint32 properties;
  guint32 destination;
  struct
  {
    CLSID clsid;
    guint32 context; /* CLSCTX_… */
    guint32 flags;
    guint32 surrogate;
    guint32 instance_flags;
    guint32 n_iids; /* 1 to BECK_ACTIVATION_MAX_INTERFACES */
    const IID *iids;
    COMVERSION version;
  } instantiation;
  struct
  {
    guint32 session, remote_session, impersonating, has_partition, authentication;
    GUID partition;
    guint32 process_flags, original_context, flags;
  } special;
  struct
  {
    guint32 impersonation;
    guint16 n_protseqs; /* towers, as in addresses */
    const guint16 *protseqs;
  } scm;
  struct
  {
    guint32 ok;
    BeckActivationReference client, prototype;
  } context;
  struct
  {
    const OLECHAR *machine; /* (nullable) */
    guint32 process, apartment, context;
  } location;
  struct
  {
    guint32 flags;
    const OLECHAR *server; /* (nullable) */
  } security;
} BeckActivationRequest;

/**
 * BeckActivationReply:
 * @properties: which of those below there are: OUT always, and SCM_REPLY when an object was made
 *   elsewhere than in the machine's own process
 * @bindings: where the exporter is, with endpoints
 *
 * What a client gets.
 */
typedef struct
{
  guint32 properties;
  guint32 destination;
  struct
  {
    guint32 n; /* as many as were asked for */
    const IID *iids;
    const HRESULT *results;
    const BeckActivationReference *references;
  } out;
  struct
  {
    OXID oxid;
    BeckStringArray bindings;
    IPID rem_unknown;
    guint32 authentication;
    COMVERSION version;
  } scm;
} BeckActivationReply;

/**
 * beck_activation_parse_request:
 * @data: (transfer none): an OBJREF, which @request and @arena may refer to
 * @arena: where lists and texts are put
 * @request: (out): members of properties that are not there are zero; undefined after a fault
 * @fault: (out): why it failed: RPC_E_INVALID_OBJREF for other references, RPC_X_BAD_STUB_DATA for
 *   sizes and values that cannot be, RPC_X_NO_MEMORY; undefined otherwise
 *
 * Properties that are not known are passed over. What stands behind the last one is, too; sizes
 * that lead beyond the end are a fault, and so is a property that is there twice.
 *
 * Threading: any thread, one at a time per arena; so for all that follow.
 * Returns: whether it is a request
 */
gboolean beck_activation_parse_request (const guint8 *data, gsize size, BeckNdrArena *arena,
                                        BeckActivationRequest *request, BeckNdrFault *fault);

/**
 * beck_activation_parse_reply:
 *
 * The same for a reply.
 */
gboolean beck_activation_parse_reply (const guint8 *data, gsize size, BeckNdrArena *arena,
                                      BeckActivationReply *reply, BeckNdrFault *fault);

/**
 * beck_activation_print_request:
 * @request: those properties are written that it has; BECK_ACTIVATION_INSTANCE cannot be
 * @writer: empty; receives the OBJREF, with the properties in the writer's byte order
 *
 * Returns: %FALSE after a fault, which @writer has: RPC_X_INVALID_BOUND for numbers out of range,
 *   RPC_X_NO_MEMORY
 */
gboolean beck_activation_print_request (const BeckActivationRequest *request,
                                        BeckNdrWriter *writer);

/**
 * beck_activation_print_reply:
 *
 * The same for a reply. The order of its properties is what clients expect.
 */
gboolean beck_activation_print_reply (const BeckActivationReply *reply, BeckNdrWriter *writer);

G_END_DECLS
