/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * DUALSTRINGARRAY: at which addresses something is, and how one can authenticate there
 * (wire.md 5.3). Pure functions. Nothing is allocated: an array refers to the bytes that it was
 * read from, whose shape has been checked then, and is read entry by entry.
 */

#include <beck/ndr.h>

G_BEGIN_DECLS

/**
 * BECK_STRING_ARRAY_MAX_TEXT:
 *
 * Bytes of UTF-8 of an address, an endpoint or a name, the NUL not counted. Entries with longer
 * ones are passed over.
 */
#define BECK_STRING_ARRAY_MAX_TEXT 255

/**
 * BECK_STRING_ARRAY_MAX_ENTRIES:
 *
 * What the count of 16-bit units can say.
 */
#define BECK_STRING_ARRAY_MAX_ENTRIES 0xffff

/* Units (16 bits each) that an entry needs at most, and the ends of both parts. */
#define BECK_STRING_ARRAY_BINDING_UNITS (2 * BECK_STRING_ARRAY_MAX_TEXT + 4)
#define BECK_STRING_ARRAY_SECURITY_UNITS (BECK_STRING_ARRAY_MAX_TEXT + 3)
#define BECK_STRING_ARRAY_END_UNITS 4

/* How an address is spoken to. */
enum
{
  BECK_STRING_ARRAY_TCP = 0x07,
  BECK_STRING_ARRAY_UDP = 0x08,
  BECK_STRING_ARRAY_PIPE = 0x0f,
  BECK_STRING_ARRAY_LOCAL = 0x10,
  BECK_STRING_ARRAY_HTTP = 0x1f,
};

/**
 * BeckStringArray:
 * @data: (transfer none): the units, any alignment
 * @n_entries: how many
 * @security: which of them is the first of the security part
 * @swap: they are not in this machine's byte order
 *
 * Made by the functions below only. All zero it is an array without addresses.
 */
typedef struct
{
  const guint8 *data;
  guint16 n_entries;
  guint16 security;
  gboolean swap;
} BeckStringArray;

/**
 * BeckStringArrayFault:
 * @BECK_STRING_ARRAY_GOOD: none
 * @BECK_STRING_ARRAY_CUT: the bytes end before the array does
 * @BECK_STRING_ARRAY_OFFSET: the security part begins behind the end
 * @BECK_STRING_ARRAY_OPEN: a part, or a text in it, does not end within the part
 */
typedef enum
{
  BECK_STRING_ARRAY_GOOD,
  BECK_STRING_ARRAY_CUT,
  BECK_STRING_ARRAY_OFFSET,
  BECK_STRING_ARRAY_OPEN,
} BeckStringArrayFault;

/**
 * BeckStringBinding:
 * @tower: BECK_STRING_ARRAY_TCP, …, or what this library does not know
 * @address: host name or address, in UTF-8
 * @endpoint: port or name; "" if there is none, as for resolvers
 */
typedef struct
{
  guint16 tower;
  char address[BECK_STRING_ARRAY_MAX_TEXT + 1];
  char endpoint[BECK_STRING_ARRAY_MAX_TEXT + 1];
} BeckStringBinding;

/**
 * BeckSecurityBinding:
 * @service: the authentication service, RPC_C_AUTHN_WINNT and so on; not 0
 * @authorization: 0xffff by convention
 * @principal: who is there, or ""
 */
typedef struct
{
  guint16 service;
  guint16 authorization;
  char principal[BECK_STRING_ARRAY_MAX_TEXT + 1];
} BeckSecurityBinding;

/**
 * beck_string_array_parse:
 * @data: (transfer none): the packed form, little-endian, as in an OBJREF; bytes behind the array
 *   are passed over
 * @array: (out): refers to @data; untouched after a fault
 *
 * Threading: any thread; so for all that follow.
 * Returns: what was wrong
 */
BeckStringArrayFault beck_string_array_parse (const guint8 *data, gsize size,
                                              BeckStringArray *array);

/**
 * beck_string_array_from_units:
 * @units: (transfer none) (array length=n): aStringArray of a DUALSTRINGARRAY
 * @security: wSecurityOffset
 * @swap: whether @units are not in this machine's byte order
 * @array: (out): refers to @units; untouched after a fault
 *
 * For what a stub has read.
 */
BeckStringArrayFault beck_string_array_from_units (gconstpointer units, guint16 n,
                                                   guint16 security, gboolean swap,
                                                   BeckStringArray *array);

/**
 * beck_string_array_get:
 *
 * The NDR form, a conformant structure; @array refers to the reader's data. What is wrong with it
 * is RPC_X_BAD_STUB_DATA.
 */
gboolean beck_string_array_get (BeckNdrReader *reader, BeckStringArray *array);

/**
 * beck_string_array_put:
 *
 * The NDR form.
 */
gboolean beck_string_array_put (BeckNdrWriter *writer, const BeckStringArray *array);

/**
 * beck_string_array_next_binding:
 * @position: where to go on; 0 at the beginning
 * @binding: (out): the next address
 *
 * Entries whose text is too long, is no UTF-16 or has control characters are passed over: nobody
 * could connect there.
 *
 * Returns: %FALSE at the end
 */
gboolean beck_string_array_next_binding (const BeckStringArray *array, guint *position,
                                         BeckStringBinding *binding);

/**
 * beck_string_array_next_security:
 *
 * The same for the security part, with a position of its own.
 */
gboolean beck_string_array_next_security (const BeckStringArray *array, guint *position,
                                          BeckSecurityBinding *binding);

/**
 * beck_string_array_build:
 * @bindings: (array length=n_bindings): addresses; those that are "" or have a tower of 0 are an
 *   error, since they would end the list
 * @securities: (array length=n_securities): ways to authenticate
 * @units: (out) (array length=room): receives the units, in this machine's byte order
 * @array: (out): refers to @units
 *
 * Room for BECK_STRING_ARRAY_BINDING_UNITS for each address, BECK_STRING_ARRAY_SECURITY_UNITS for
 * each way and BECK_STRING_ARRAY_END_UNITS is always enough.
 *
 * Returns: %FALSE if there is no room, or a text is no UTF-8
 */
gboolean beck_string_array_build (const BeckStringBinding *bindings, guint n_bindings,
                                  const BeckSecurityBinding *securities, guint n_securities,
                                  guint16 *units, gsize room, BeckStringArray *array);

/**
 * beck_string_array_size:
 *
 * Returns: the bytes of the packed form
 */
gsize beck_string_array_size (const BeckStringArray *array);

/**
 * beck_string_array_print:
 * @data: (out): receives the packed form, beck_string_array_size() bytes, little-endian
 */
void beck_string_array_print (const BeckStringArray *array, guint8 *data);

/**
 * beck_string_array_protseq:
 * @tower: of an address
 *
 * Returns: (nullable): the protocol sequence, a constant such as "ncacn_ip_tcp", or %NULL
 */
const char *beck_string_array_protseq (guint16 tower);

/**
 * beck_string_array_tower:
 * @protseq: a protocol sequence
 *
 * Returns: what addresses of it have as tower, or 0
 */
guint16 beck_string_array_tower (const char *protseq);

G_END_DECLS
