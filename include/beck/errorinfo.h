/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Error objects: the text that goes with a failure (spec/com.md 6.5 and 8.6, item 74).
 * Every thread has room for one. Who fails puts an IErrorInfo there and returns the
 * HRESULT; who gets that HRESULT takes the object out, or lets the next failure replace
 * it. A call that succeeds leaves it alone, so the object belongs to the last failure
 * that set one: ask only after a failure.
 *
 * Needs no apartment. A thread's object is released when the thread ends.
 */

#include <beck/types.h>
#include <oaidl.h>

G_BEGIN_DECLS

/**
 * CreateErrorInfo:
 * @info: (out) (transfer full): a new, empty error object; it is an IErrorInfo too
 *
 * Threading: one thread at a time sets fields; once they are set any thread may read.
 * Returns: S_OK; E_INVALIDARG if @info is NULL; E_OUTOFMEMORY
 */
HRESULT CreateErrorInfo (ICreateErrorInfo **info);

/**
 * SetErrorInfo:
 * @reserved: 0
 * @info: (nullable) (transfer none): the calling thread's error object from now on; NULL
 *   for none. It is referenced, and the one before is released.
 *
 * Returns: S_OK; E_INVALIDARG if @reserved is not 0
 */
HRESULT SetErrorInfo (ULONG reserved, IErrorInfo *info);

/**
 * GetErrorInfo:
 * @reserved: 0
 * @info: (out) (transfer full): the calling thread's error object, which it then has no
 *   longer; NULL if it has none
 *
 * Returns: S_OK; S_FALSE if there is none; E_INVALIDARG if @reserved is not 0 or @info is NULL
 */
HRESULT GetErrorInfo (ULONG reserved, IErrorInfo **info);

/**
 * beck_error_info_set:
 * @hr: the failure
 * @iid: the interface whose method fails; IID_NULL for a function
 * @source: (nullable): what fails, in UTF-8; COM programs expect a ProgID
 * @format: the description, in UTF-8; bytes that are not become question marks
 *
 * Makes an error object and sets it for the calling thread, so that a failing
 * method ends with
 *
 * |[<!-- language="C" -->
 *   return beck_error_info_set (E_INVALIDARG, &IID_ICounter, "Counter",
 *                               "the step must not be %d", step);
 * ]|
 *
 * When memory is lacking the thread has no error object afterwards; @hr matters more.
 *
 * Returns: @hr
 */
HRESULT beck_error_info_set (HRESULT hr, REFIID iid, const char *source, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * beck_error_info_take:
 * @hr: a failure
 *
 * Takes the calling thread's error object, as GetErrorInfo() does, and turns it into a
 * GError of domain BECK_ERROR with code @hr, or what else <beck/error.h> makes of @hr, and the
 * message "SOURCE: DESCRIPTION". The general text of @hr takes the description's place if
 * there is none, and if the object was made by beck_error_info_set() for another failure.
 *
 * Returns: (transfer full): the error
 */
GError *beck_error_info_take (HRESULT hr);

G_END_DECLS
