/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The call objects of a file stream: AsyncISimpleStream and AsyncIFileStream in one.
 */

#include "operation.h"
#include "simplestream.h"

typedef struct
{
  BeckCall call;
  AsyncISimpleStream stream;
  AsyncIFileStream file;
  Lane *lane;         /* of the stream, which the call object keeps */
  OpenFile *open;
  StreamJob job;
} StreamCall;

extern const BeckCallClass stream_call_class;
