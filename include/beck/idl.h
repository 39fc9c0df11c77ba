/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the headers written by beck-idl need and nothing else. Programs do not
 * include this themselves.
 */

#include <beck/types.h>

#ifdef __cplusplus
#define BECK_EXTERN_C extern "C"
#else
#define BECK_EXTERN_C extern
#endif
#ifndef EXTERN_C
#define EXTERN_C BECK_EXTERN_C
#endif

/* One calling convention: the platform's own. The names stay so that sources written
 * for COM compile. */
#ifndef STDMETHODCALLTYPE
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#endif
#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#define END_INTERFACE
#endif
#ifndef CONST_VTBL
#ifdef CONST_VTABLE
#define CONST_VTBL const
#else
#define CONST_VTBL
#endif
#endif
#ifndef MIDL_INTERFACE
#define MIDL_INTERFACE(iid) struct
#endif

/* The memory of generated stubs and serialized values, which the program defines: blocks
 * aligned to 8 bytes, NULL if there is none. Both spellings are the same functions. */
#ifndef midl_user_allocate
#define midl_user_allocate MIDL_user_allocate
#define midl_user_free MIDL_user_free
#endif
BECK_EXTERN_C void *MIDL_user_allocate (size_t size);
BECK_EXTERN_C void MIDL_user_free (void *block);

/**
 * BECK_DEFINE_AUTOPTR:
 * @Interface: a COM interface
 *
 * Lets g_autoptr (Interface) release what it holds at the end of its scope.
 */
#if defined(__cplusplus) && !defined(CINTERFACE)
#define BECK_DEFINE_AUTOPTR(Interface)                                                             \
  static inline void beck_##Interface##_release (Interface *p) { p->Release (); }                  \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Interface, beck_##Interface##_release)
#else
#define BECK_DEFINE_AUTOPTR(Interface)                                                             \
  static inline void beck_##Interface##_release (Interface *p) { p->lpVtbl->Release (p); }         \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Interface, beck_##Interface##_release)
#endif
