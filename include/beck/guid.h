/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Globally unique identifiers: comparison, text, creation. The struct itself is in
 * <beck/types.h>. Everything here is pure and may be called from any thread, with or
 * without an apartment.
 */

#include <beck/types.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * BECK_GUID_TEXT_SIZE:
 *
 * Bytes that beck_guid_format() writes: 36 characters and a NUL.
 */
#define BECK_GUID_TEXT_SIZE 37

/**
 * BECK_GUID:
 * @data1: the first group of the text form
 * @data2: the second group
 * @data3: the third group
 * @...: the remaining eight bytes in the order of the text
 *
 * An initialiser for a constant GUID.
 *
 * |[<!-- language="C" -->
 * // 1c733a30-2a1c-11ce-ade5-00aa0044773d
 * const IID iid = BECK_GUID (0x1c733a30, 0x2a1c, 0x11ce,
 *                            0xad, 0xe5, 0x00, 0xaa, 0x00, 0x44, 0x77, 0x3d);
 * ]|
 */
#define BECK_GUID(data1, data2, data3, ...)                                                        \
  {                                                                                                \
    data1, data2, data3, { __VA_ARGS__ }                                                           \
  }

/**
 * GUID_NULL:
 *
 * The GUID of sixteen zero bytes.
 */
extern const GUID GUID_NULL;
#define IID_NULL GUID_NULL
#define CLSID_NULL GUID_NULL

/**
 * beck_guid_equal:
 * @a: a GUID
 * @b: another one
 *
 * Inlined because every QueryInterface is a few of these. The copies compile to plain
 * loads; they stand here because a GUID is aligned to four bytes only.
 *
 * Returns: whether @a and @b are the same identifier
 */
static inline gboolean
beck_guid_equal (const GUID *a, const GUID *b)
{
  uint64_t x[2], y[2];

  memcpy (x, a, sizeof x);
  memcpy (y, b, sizeof y);
  return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

/**
 * beck_guid_parse:
 * @text: 36 characters "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" in either case, or the
 *   same in braces
 * @len: bytes of @text, or -1 if it ends with a NUL
 * @guid: (out caller-allocates): set on success, untouched on failure
 *
 * Nothing may stand before or after the identifier, not even white space.
 *
 * Returns: whether @text is a GUID
 */
gboolean beck_guid_parse (const char *text, gssize len, GUID *guid);

/**
 * beck_guid_format:
 * @guid: a GUID
 * @text: (out caller-allocates): receives 36 lower-case characters without braces, and
 *   a NUL
 */
void beck_guid_format (const GUID *guid, char text[BECK_GUID_TEXT_SIZE]);

/**
 * IsEqualGUID:
 * @a: a GUID; a pointer in C, a reference in C++
 * @b: another one
 *
 * COM's spelling of beck_guid_equal(); IsEqualIID() and IsEqualCLSID() are the same.
 *
 * Returns: non-zero if @a and @b are the same identifier
 */
static inline BOOL
IsEqualGUID (REFGUID a, REFGUID b)
{
#ifdef __cplusplus
  return beck_guid_equal (&a, &b);
#else
  return beck_guid_equal (a, b);
#endif
}
#define IsEqualIID(a, b) IsEqualGUID (a, b)
#define IsEqualCLSID(a, b) IsEqualGUID (a, b)

/**
 * IIDFromString:
 * @text: (nullable): an IID in braces, or %NULL for the null IID
 * @iid: (out caller-allocates): the IID; %GUID_NULL on failure
 *
 * Errors: %E_INVALIDARG if @iid is %NULL or @text has not 38 characters,
 * %CO_E_IIDSTRING if they are not an identifier. Specification: com.md 8.4, item 57.
 */
HRESULT IIDFromString (LPCOLESTR text, LPIID iid);

/**
 * CLSIDFromString:
 * @text: (nullable): a CLSID in braces, or %NULL for the null CLSID
 * @clsid: (out caller-allocates): the CLSID; %GUID_NULL on failure
 *
 * A text without braces would be a ProgID. There is no registry of those, so it is
 * answered like any other malformed text.
 *
 * Errors: %E_INVALIDARG if @clsid is %NULL, %CO_E_CLASSSTRING if @text is not a CLSID.
 */
HRESULT CLSIDFromString (LPCOLESTR text, LPCLSID clsid);

/**
 * StringFromIID:
 * @iid: an IID
 * @text: (out) (transfer full): upper case, in braces; free it with CoTaskMemFree()
 *
 * Errors: %E_INVALIDARG if @text is %NULL, %E_OUTOFMEMORY; @text is then %NULL.
 */
HRESULT StringFromIID (REFIID iid, LPOLESTR *text);

/**
 * StringFromCLSID:
 * @clsid: a CLSID
 * @text: (out) (transfer full): as for StringFromIID()
 */
HRESULT StringFromCLSID (REFCLSID clsid, LPOLESTR *text);

/**
 * StringFromGUID2:
 * @guid: a GUID
 * @text: (out caller-allocates): receives 38 upper-case characters in braces, and a NUL
 * @size: characters that fit into @text
 *
 * Returns: 39, the characters written including the NUL, or 0 if they do not fit
 */
INT StringFromGUID2 (REFGUID guid, LPOLESTR text, INT size);

/**
 * CoCreateGuid:
 * @guid: (out caller-allocates): a new identifier, version 4 (random) of RFC 4122
 *
 * Errors: %E_INVALIDARG if @guid is %NULL; that of getrandom(2).
 */
HRESULT CoCreateGuid (GUID *guid);

G_END_DECLS

#ifdef __cplusplus
static inline bool
operator== (REFGUID a, REFGUID b)
{
  return beck_guid_equal (&a, &b);
}

static inline bool
operator!= (REFGUID a, REFGUID b)
{
  return !beck_guid_equal (&a, &b);
}
#endif
