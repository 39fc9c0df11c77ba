/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * BSTR, the string type of IErrorInfo and of automation: a pointer to UTF-16 text whose
 * length in bytes stands in the four bytes before it. The text may contain NULs, has a NUL after
 * its end that does not count, and %NULL is the empty string. The length makes a BSTR a carrier
 * of plain bytes too; the text is aligned to eight bytes for their sake.
 *
 * Ownership follows the rules of the task allocator (<beck/memory.h>), but a BSTR
 * is freed with SysFreeString() only. To get one from UTF-8 see beck_bstr_from_utf8().
 *
 * Threading: any thread; one BSTR is nobody's but its owner's.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/**
 * SysAllocString:
 * @text: (nullable): text with a NUL at its end, or %NULL
 *
 * Returns: (nullable) (transfer full): a copy; %NULL for %NULL, or if there is no memory
 */
BSTR SysAllocString (const OLECHAR *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SysAllocStringLen:
 * @text: (nullable): @len characters, NULs among them allowed; %NULL for a string of NULs
 * @len: characters
 *
 * Where @text is %NULL COM leaves the new characters undefined; here they are zero, since a BSTR
 * may travel to other machines.
 *
 * Returns: (nullable) (transfer full): a copy; %NULL if there is no memory or @len
 * characters do not fit the 32-bit length
 */
BSTR SysAllocStringLen (const OLECHAR *text, UINT len) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SysAllocStringByteLen:
 * @bytes: (nullable): @len bytes, taken as they are; %NULL for zero bytes
 * @len: bytes, an odd number allowed
 *
 * Returns: (nullable) (transfer full): a string of @len bytes, with a NUL character behind
 * them; %NULL as for SysAllocStringLen()
 */
BSTR SysAllocStringByteLen (LPCSTR bytes, UINT len) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SysReAllocString:
 * @string: (inout) (transfer full): the string to replace; may hold %NULL
 * @text: (nullable): text with a NUL at its end, which may be part of @string; %NULL to
 *   empty @string
 *
 * Returns: non-zero on success; 0 if there is no memory, @string being unchanged then
 */
INT SysReAllocString (BSTR *string, const OLECHAR *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SysReAllocStringLen:
 * @string: (inout) (transfer full): the string to replace; may hold %NULL
 * @text: (nullable): @len characters, which may be part of @string; %NULL to keep those
 *   @string has, cut or filled with NULs
 * @len: characters that @string shall have
 *
 * Returns: as for SysReAllocString()
 */
INT SysReAllocStringLen (BSTR *string, const OLECHAR *text, UINT len) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SysFreeString:
 * @string: (nullable) (transfer full): a string, or %NULL
 */
void SysFreeString (BSTR string);

/**
 * SysStringLen:
 * @string: (nullable): a string, or %NULL
 *
 * Returns: its characters without the final NUL; 0 for %NULL
 */
UINT SysStringLen (BSTR string);

/**
 * SysStringByteLen:
 * @string: (nullable): a string, or %NULL
 *
 * Returns: its bytes without the final NUL; 0 for %NULL
 */
UINT SysStringByteLen (BSTR string);

G_END_DECLS
