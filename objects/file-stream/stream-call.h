/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A file stream and its call objects, which are AsyncISimpleStream and AsyncIFileStream in one.
 */

#include "operation.h"
#include "simplestream.h"

typedef struct
{
  BeckObject object;
  ISimpleStream stream;
  IFileStream file;
  ICallFactory factory;
  Lane lane;
  OpenFile open; /* belongs to the lane's jobs; nobody else touches it before finalize */
} FileStream;

typedef struct
{
  BeckCall call;
  AsyncISimpleStream stream;
  AsyncIFileStream file;
  StreamJob job;
} StreamCall;

extern const BeckCallClass stream_call_class;
