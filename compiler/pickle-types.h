/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "compiler.h"

/**
 * idl_pickle_types:
 * @interface: an interface, with the attributes of the ACF
 *
 * [encode] and [decode] on an interface stand for the same on each of its types that can be
 * serialized by itself and says nothing else.
 */
void idl_pickle_types (IdlCompiler *compiler, IdlInterface *interface);
