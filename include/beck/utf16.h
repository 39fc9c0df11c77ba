/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * UTF-16, COM's text, to and from UTF-8, everybody else's. Conversions are strict: a byte
 * sequence that is not UTF-8 and a surrogate without its partner are errors that name their
 * place, never replaced or passed on. NULs inside a text of given length are ordinary
 * characters.
 *
 * GLib's conversions are not used because they end at such a NUL.
 *
 * Threading: any thread.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/**
 * beck_utf16_length:
 * @text: (nullable): text with a NUL at its end, or %NULL
 *
 * Returns: the characters (16-bit units) before the NUL; 0 for %NULL
 */
gsize beck_utf16_length (const OLECHAR *text);

/**
 * beck_utf16_from_utf8:
 * @text: UTF-8
 * @len: bytes of @text, or -1 if it ends with a NUL
 * @ret_text: (out) (transfer full): the same in UTF-16, with a NUL at its end; free it with
 *   CoTaskMemFree(). %NULL on failure.
 * @ret_len: (out) (optional): characters of @ret_text without the NUL; untouched on failure
 * @ret_bad: (out) (optional): where the text is invalid, the offset of the first byte of
 *   the invalid sequence; untouched otherwise
 *
 * Errors: HRESULT_FROM_WIN32 (ERROR_NO_UNICODE_TRANSLATION) where @text is not UTF-8,
 * %E_OUTOFMEMORY.
 */
HRESULT beck_utf16_from_utf8 (const char *text, gssize len, OLECHAR **ret_text, gsize *ret_len,
                              gsize *ret_bad);

/**
 * beck_utf16_to_utf8:
 * @text: UTF-16
 * @len: characters (16-bit units) of @text, or -1 if it ends with a NUL
 * @ret_text: (out) (transfer full): the same in UTF-8, with a NUL at its end; free it with
 *   CoTaskMemFree(). %NULL on failure.
 * @ret_len: (out) (optional): bytes of @ret_text without the NUL; untouched on failure
 * @ret_bad: (out) (optional): where the text is invalid, the offset (in 16-bit units) of
 *   the surrogate without partner; untouched otherwise
 *
 * Errors: HRESULT_FROM_WIN32 (ERROR_NO_UNICODE_TRANSLATION) where a surrogate has no
 * partner, %E_OUTOFMEMORY.
 */
HRESULT beck_utf16_to_utf8 (const OLECHAR *text, gssize len, char **ret_text, gsize *ret_len,
                            gsize *ret_bad);

/**
 * beck_bstr_from_utf8:
 * @text: UTF-8
 * @len: bytes of @text, or -1 if it ends with a NUL
 * @ret_string: (out) (transfer full): the same as a BSTR; %NULL on failure
 * @ret_bad: (out) (optional): as for beck_utf16_from_utf8()
 *
 * The way back is beck_utf16_to_utf8 (string, SysStringLen (string), …).
 *
 * Errors: as for beck_utf16_from_utf8()
 */
HRESULT beck_bstr_from_utf8 (const char *text, gssize len, BSTR *ret_string, gsize *ret_bad);

G_END_DECLS
