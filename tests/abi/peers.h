/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The same objects written in C and in C++, and the same use of them in both languages. What
 * they do is chosen for the ways in which arguments and results travel: structs by value,
 * results that are no HRESULT, methods of a base and of a second interface.
 */

#include <beck/beck.h>
#include <objidl.h>

G_BEGIN_DECLS

/* An IStream with Seek and SetSize, which is an IRpcStubBuffer too; in C by BeckObject, in C++ as
 * a class of several bases. The count of CountRefs() is that of the references. */
IStream *peer_new_in_c (void);
IStream *peer_new_in_cplusplus (void);

/* How many of either are alive. */
guint peer_count_in_c (void);
guint peer_count_in_cplusplus (void);

/* Seeks by @move and says where the stream then is: 0xFFFFFFFF in the upper half of a failure. */
ULONGLONG peer_seek_in_c (IStream *stream, LONGLONG move);
ULONGLONG peer_seek_in_cplusplus (IStream *stream, LONGLONG move);

/* Reads three bytes by the base interface; their sum. */
ULONG peer_read_in_c (IStream *stream);
ULONG peer_read_in_cplusplus (IStream *stream);

/* From the stream to its IRpcStubBuffer and back by IsIIDSupported(); whether it all fits: the
 * identity, the count and the way back. */
gboolean peer_tour_in_c (IStream *stream);
gboolean peer_tour_in_cplusplus (IStream *stream);

/* Asks for an interface that is not there. */
HRESULT peer_miss_in_c (IStream *stream);
HRESULT peer_miss_in_cplusplus (IStream *stream);

/* A class factory written in C++ that makes the peers in C++. */
IClassFactory *peer_factory_in_cplusplus (void);

/* A cancel object written in C++ that counts in *@n_cancelled. */
IUnknown *peer_cancel_in_cplusplus (guint *n_cancelled);

G_END_DECLS
