/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The fields of RASENTRY and the keys of an entry that they stand for. A field that is zero
 * or empty is a key that is not there. dwSubEntries is not kept: there is one link.
 *
 *   TEXT (key, field)    UTF-8
 *   NUMBER (key, field)  decimal
 *   IPV4 (key, field)    1.2.3.4
 *   IPV6 (key, field)    fe80::1
 *   ID (key, field)      a GUID without braces
 */

#include <win/ras.h>

#include "ras/book-profile.h"
#include "ras/entry.h"

#define BECK_RAS_ENTRY_FIELDS(TEXT, NUMBER, IPV4, IPV6, ID)                                        \
  NUMBER (BECK_RAS_KEY_TYPE, dwType)                                                               \
  TEXT (BECK_RAS_KEY_DEVICE_TYPE, szDeviceType)                                                    \
  TEXT (BECK_RAS_KEY_DEVICE_NAME, szDeviceName)                                                    \
  TEXT (BECK_RAS_KEY_PHONE_NUMBER, szLocalPhoneNumber)                                             \
  TEXT (BECK_RAS_KEY_BACKEND, szCustomDialDll)                                                     \
  NUMBER (BECK_RAS_KEY_OPTIONS, dwfOptions)                                                        \
  NUMBER (BECK_RAS_KEY_OPTIONS2, dwfOptions2)                                                      \
  NUMBER ("Options3", dwfOptions3)                                                                 \
  NUMBER ("CountryID", dwCountryID)                                                                \
  NUMBER ("CountryCode", dwCountryCode)                                                            \
  TEXT ("AreaCode", szAreaCode)                                                                    \
  IPV4 ("Address", ipaddr)                                                                         \
  IPV4 ("Dns", ipaddrDns)                                                                          \
  IPV4 ("DnsAlternate", ipaddrDnsAlt)                                                              \
  IPV4 ("Wins", ipaddrWins)                                                                        \
  IPV4 ("WinsAlternate", ipaddrWinsAlt)                                                            \
  NUMBER ("FrameSize", dwFrameSize)                                                                \
  NUMBER ("NetProtocols", dwfNetProtocols)                                                         \
  NUMBER ("FramingProtocol", dwFramingProtocol)                                                    \
  TEXT ("LoginScript", szScript)                                                                   \
  TEXT ("AutodialDll", szAutodialDll)                                                              \
  TEXT ("AutodialFunction", szAutodialFunc)                                                        \
  TEXT ("X25PadType", szX25PadType)                                                                \
  TEXT ("X25Address", szX25Address)                                                                \
  TEXT ("X25Facilities", szX25Facilities)                                                          \
  TEXT ("X25UserData", szX25UserData)                                                              \
  NUMBER ("Channels", dwChannels)                                                                  \
  NUMBER ("DialMode", dwDialMode)                                                                  \
  NUMBER ("DialExtraPercent", dwDialExtraPercent)                                                  \
  NUMBER ("DialExtraSampleSeconds", dwDialExtraSampleSeconds)                                      \
  NUMBER ("HangUpExtraPercent", dwHangUpExtraPercent)                                              \
  NUMBER ("HangUpExtraSampleSeconds", dwHangUpExtraSampleSeconds)                                  \
  NUMBER (BECK_RAS_KEY_IDLE_SECONDS, dwIdleDisconnectSeconds)                                      \
  NUMBER ("EncryptionType", dwEncryptionType)                                                      \
  NUMBER ("CustomAuthKey", dwCustomAuthKey)                                                        \
  ID (BECK_RAS_KEY_ID, guidId)                                                                     \
  NUMBER ("VpnStrategy", dwVpnStrategy)                                                            \
  TEXT ("DnsSuffix", szDnsSuffix)                                                                  \
  NUMBER ("TcpWindowSize", dwTcpWindowSize)                                                        \
  TEXT ("PrerequisiteBook", szPrerequisitePbk)                                                     \
  TEXT ("PrerequisiteEntry", szPrerequisiteEntry)                                                  \
  NUMBER (BECK_RAS_KEY_REDIAL_COUNT, dwRedialCount)                                                \
  NUMBER (BECK_RAS_KEY_REDIAL_PAUSE, dwRedialPause)                                                \
  IPV6 ("Dns6", ipv6addrDns)                                                                       \
  IPV6 ("Dns6Alternate", ipv6addrDnsAlt)                                                           \
  NUMBER ("IPv4InterfaceMetric", dwIPv4InterfaceMetric)                                            \
  NUMBER ("IPv6InterfaceMetric", dwIPv6InterfaceMetric)                                            \
  IPV6 ("Address6", ipv6addr)                                                                      \
  NUMBER ("Address6PrefixLength", dwIPv6PrefixLength)                                              \
  NUMBER ("NetworkOutageTime", dwNetworkOutageTime)

#define BECK_RAS_KEY_ID "Id"
#define BECK_RAS_KEY_ALTERNATES "AlternateNumbers" /* one to a line */
#define BECK_RAS_KEY_CALLBACK_NUMBER "CallbackNumber" /* of RASDIALPARAMS */

/* The sizes that RASENTRY has had, 0 at the end. */
const DWORD *beck_ras_entry_sizes (gboolean wide);

/* Fills a RASENTRY of a known dwSize, without its alternate numbers. */
void beck_ras_entry_to_struct (const BeckRasEntry *entry, gboolean wide, gpointer properties);

/* Sets what the structure has, up to its dwSize. ERROR_INVALID_PARAMETER for text without an
 * end, ERROR_NO_UNICODE_TRANSLATION, ERROR_NOT_ENOUGH_MEMORY. */
guint32 beck_ras_entry_from_struct (BeckRasEntry *entry, gboolean wide, gconstpointer properties);
