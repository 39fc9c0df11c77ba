/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Structures of remote access (ras.md 1). Include <ras.h>.
 *
 * Those with text are there twice, RASENTRYA with UTF-8 and RASENTRYW with UTF-16, from one list
 * of their fields; RASENTRY is the one or the other by UNICODE. They are packed to 4, as they
 * are on Windows. dwSize is the size of the struct as the caller knows it: the library knows those
 * of earlier versions, which end sooner, too.
 */

#include "ras-values.h"

#include <netinet/in.h>

G_BEGIN_DECLS

/* The struct @name in both widths. @fields: a macro that takes the type of a character */
#define BECK_RAS_STRUCT(name, fields)                                                              \
  typedef struct tag##name##A                                                                      \
  {                                                                                                \
    fields (CHAR)                                                                                  \
  } name##A, *LP##name##A;                                                                         \
  typedef struct tag##name##W                                                                      \
  {                                                                                                \
    fields (WCHAR)                                                                                 \
  } name##W, *LP##name##W;

/* A connection, to the functions of <ras.h>. */
typedef struct HRASCONN__ *HRASCONN;
typedef HRASCONN *LPHRASCONN;

typedef struct in_addr RASIPV4ADDR;
typedef struct in6_addr RASIPV6ADDR;

#pragma pack(push, 4)

/* ---- Dialling ---- */

/* The last field is there for sources that ask for Windows 8 or later. */
#if defined WINVER && WINVER >= 0x0602
#define BECK_RAS_NEW_DIAL_FIELDS(Char) Char *szEncPassword;
#else
#define BECK_RAS_NEW_DIAL_FIELDS(Char)
#endif

#define BECK_RAS_DIAL_PARAMS(Char)                                                                 \
  DWORD dwSize;                                                                                    \
  Char szEntryName[RAS_MaxEntryName + 1];                                                          \
  Char szPhoneNumber[RAS_MaxPhoneNumber + 1];                                                      \
  Char szCallbackNumber[RAS_MaxCallbackNumber + 1];                                                \
  Char szUserName[UNLEN + 1];                                                                      \
  Char szPassword[PWLEN + 1];                                                                      \
  Char szDomain[DNLEN + 1];                                                                        \
  DWORD dwSubEntry;                                                                                \
  ULONG_PTR dwCallbackId;                                                                          \
  DWORD dwIfIndex;                                                                                 \
  BECK_RAS_NEW_DIAL_FIELDS (Char)

BECK_RAS_STRUCT (RASDIALPARAMS, BECK_RAS_DIAL_PARAMS)

typedef struct tagRASEAPINFO
{
  DWORD dwSizeofEapInfo;
  BYTE *pbEapInfo;
} RASEAPINFO;

typedef struct tagRASDEVSPECIFICINFO
{
  DWORD dwSize;
  BYTE *pbDevSpecificInfo;
} RASDEVSPECIFICINFO;

typedef struct tagRASDIALEXTENSIONS
{
  DWORD dwSize;
  DWORD dwfOptions;
  HWND hwndParent;
  ULONG_PTR reserved;
  ULONG_PTR reserved1;
  RASEAPINFO RasEapInfo;
  BOOL fSkipPppAuth;
  RASDEVSPECIFICINFO RasDevSpecificInfo;
} RASDIALEXTENSIONS, *LPRASDIALEXTENSIONS;

#define BECK_RAS_CREDENTIALS_FIELDS(Char)                                                          \
  DWORD dwSize;                                                                                    \
  DWORD dwMask;                                                                                    \
  Char szUserName[UNLEN + 1];                                                                      \
  Char szPassword[PWLEN + 1];                                                                      \
  Char szDomain[DNLEN + 1];

BECK_RAS_STRUCT (RASCREDENTIALS, BECK_RAS_CREDENTIALS_FIELDS)

/* ---- Connections ---- */

#define BECK_RAS_CONN(Char)                                                                        \
  DWORD dwSize;                                                                                    \
  HRASCONN hrasconn;                                                                               \
  Char szEntryName[RAS_MaxEntryName + 1];                                                          \
  Char szDeviceType[RAS_MaxDeviceType + 1];                                                        \
  Char szDeviceName[RAS_MaxDeviceName + 1];                                                        \
  Char szPhonebook[MAX_PATH];                                                                      \
  DWORD dwSubEntry;                                                                                \
  GUID guidEntry;                                                                                  \
  DWORD dwFlags;                                                                                   \
  LUID luid;                                                                                       \
  GUID guidCorrelationId;

BECK_RAS_STRUCT (RASCONN, BECK_RAS_CONN)

typedef struct _tagRASTUNNELENDPOINT
{
  DWORD dwType; /* RASTUNNELENDPOINTTYPE */
  __extension__ union
  {
    RASIPV4ADDR ipv4;
    RASIPV6ADDR ipv6;
  };
} RASTUNNELENDPOINT, *PRASTUNNELENDPOINT;

#define BECK_RAS_CONN_STATUS(Char)                                                                 \
  DWORD dwSize;                                                                                    \
  RASCONNSTATE rasconnstate;                                                                       \
  DWORD dwError;                                                                                   \
  Char szDeviceType[RAS_MaxDeviceType + 1];                                                        \
  Char szDeviceName[RAS_MaxDeviceName + 1];                                                        \
  Char szPhoneNumber[RAS_MaxPhoneNumber + 1];                                                      \
  RASTUNNELENDPOINT localEndPoint;                                                                 \
  RASTUNNELENDPOINT remoteEndPoint;                                                                \
  RASCONNSUBSTATE rasconnsubstate;

BECK_RAS_STRUCT (RASCONNSTATUS, BECK_RAS_CONN_STATUS)

typedef struct _RAS_STATS
{
  DWORD dwSize;
  DWORD dwBytesXmited;
  DWORD dwBytesRcved;
  DWORD dwFramesXmited;
  DWORD dwFramesRcved;
  DWORD dwCrcErr;
  DWORD dwTimeoutErr;
  DWORD dwAlignmentErr;
  DWORD dwHardwareOverrunErr;
  DWORD dwFramingErr;
  DWORD dwBufferOverrunErr;
  DWORD dwCompressionRatioIn;
  DWORD dwCompressionRatioOut;
  DWORD dwBps;
  DWORD dwConnectDuration; /* milliseconds */
} RAS_STATS, *PRAS_STATS;

/* ---- What was agreed upon ---- */

#define BECK_RAS_PPP_IP(Char)                                                                      \
  DWORD dwSize;                                                                                    \
  DWORD dwError;                                                                                   \
  Char szIpAddress[RAS_MaxIpAddress + 1];                                                          \
  Char szServerIpAddress[RAS_MaxIpAddress + 1];                                                    \
  DWORD dwOptions;                                                                                 \
  DWORD dwServerOptions;

BECK_RAS_STRUCT (RASPPPIP, BECK_RAS_PPP_IP)

typedef struct tagRASPPPIPV6
{
  DWORD dwSize;
  DWORD dwError;
  BYTE bLocalInterfaceIdentifier[8];
  BYTE bPeerInterfaceIdentifier[8];
  BYTE bLocalCompressionProtocol[2];
  BYTE bPeerCompressionProtocol[2];
} RASPPPIPV6, *LPRASPPPIPV6;

#define BECK_RAS_PPP_LCP(Char)                                                                     \
  DWORD dwSize;                                                                                    \
  BOOL fBundled;                                                                                   \
  DWORD dwError;                                                                                   \
  DWORD dwAuthenticationProtocol;                                                                  \
  DWORD dwAuthenticationData;                                                                      \
  DWORD dwEapTypeId;                                                                               \
  DWORD dwServerAuthenticationProtocol;                                                            \
  DWORD dwServerAuthenticationData;                                                                \
  DWORD dwServerEapTypeId;                                                                         \
  BOOL fMultilink;                                                                                 \
  DWORD dwTerminateReason;                                                                         \
  DWORD dwServerTerminateReason;                                                                   \
  Char szReplyMessage[RAS_MaxReplyMessage];                                                        \
  DWORD dwOptions;                                                                                 \
  DWORD dwServerOptions;

BECK_RAS_STRUCT (RASPPPLCP, BECK_RAS_PPP_LCP)

typedef struct tagRASPPPCCP
{
  DWORD dwSize;
  DWORD dwError;
  DWORD dwCompressionAlgorithm;
  DWORD dwOptions;
  DWORD dwServerCompressionAlgorithm;
  DWORD dwServerOptions;
} RASPPPCCP, *LPRASPPPCCP;

#define BECK_RAS_PPP_IPX(Char)                                                                     \
  DWORD dwSize;                                                                                    \
  DWORD dwError;                                                                                   \
  Char szIpxAddress[RAS_MaxIpxAddress + 1];

BECK_RAS_STRUCT (RASPPPIPX, BECK_RAS_PPP_IPX)

#define BECK_RAS_PPP_NBF(Char)                                                                     \
  DWORD dwSize;                                                                                    \
  DWORD dwError;                                                                                   \
  DWORD dwNetBiosError;                                                                            \
  Char szNetBiosError[NETBIOS_NAME_LEN + 1];                                                       \
  Char szWorkstationName[NETBIOS_NAME_LEN + 1];                                                    \
  BYTE bLana;

BECK_RAS_STRUCT (RASPPPNBF, BECK_RAS_PPP_NBF)

#define BECK_RAS_AMB(Char)                                                                         \
  DWORD dwSize;                                                                                    \
  DWORD dwError;                                                                                   \
  Char szNetBiosError[NETBIOS_NAME_LEN + 1];                                                       \
  BYTE bLana;

BECK_RAS_STRUCT (RASAMB, BECK_RAS_AMB)

#define BECK_RAS_SLIP(Char)                                                                        \
  DWORD dwSize;                                                                                    \
  DWORD dwError;                                                                                   \
  Char szIpAddress[RAS_MaxIpAddress + 1];

BECK_RAS_STRUCT (RASSLIP, BECK_RAS_SLIP)

typedef struct _RASPPP_PROJECTION_INFO
{
  DWORD dwIPv4NegotiationError;
  RASIPV4ADDR ipv4Address;
  RASIPV4ADDR ipv4ServerAddress;
  DWORD dwIPv4Options;
  DWORD dwIPv4ServerOptions;
  DWORD dwIPv6NegotiationError;
  UCHAR bInterfaceIdentifier[8];
  UCHAR bServerInterfaceIdentifier[8];
  BOOL fBundled;
  BOOL fMultilink;
  DWORD dwAuthenticationProtocol;
  DWORD dwAuthenticationData;
  DWORD dwServerAuthenticationProtocol;
  DWORD dwServerAuthenticationData;
  DWORD dwEapTypeId;
  DWORD dwServerEapTypeId;
  DWORD dwLcpOptions;
  DWORD dwLcpServerOptions;
  DWORD dwCcpCompressionAlgorithm;
  DWORD dwCcpServerCompressionAlgorithm;
  DWORD dwCcpOptions;
  DWORD dwCcpServerOptions;
} RASPPP_PROJECTION_INFO;

typedef struct _RASIKEV2_PROJECTION_INFO
{
  DWORD dwIPv4NegotiationError;
  RASIPV4ADDR ipv4Address;
  RASIPV4ADDR ipv4ServerAddress;
  DWORD dwIPv6NegotiationError;
  RASIPV6ADDR ipv6Address;
  RASIPV6ADDR ipv6ServerAddress;
  DWORD dwPrefixLength;
  DWORD dwAuthenticationProtocol;
  DWORD dwEapTypeId;
  DWORD dwFlags;
  DWORD dwEncryptionMethod;
  DWORD numIPv4ServerAddresses;
  RASIPV4ADDR *ipv4ServerAddresses;
  DWORD numIPv6ServerAddresses;
  RASIPV6ADDR *ipv6ServerAddresses;
} RASIKEV2_PROJECTION_INFO;

typedef struct _RAS_PROJECTION_INFO
{
  RASAPIVERSION version;
  RASPROJECTION_INFO_TYPE type;
  __extension__ union
  {
    RASPPP_PROJECTION_INFO ppp;
    RASIKEV2_PROJECTION_INFO ikev2;
  };
} RAS_PROJECTION_INFO, *PRAS_PROJECTION_INFO;

/* ---- Phone books ---- */

#define BECK_RAS_ENTRY_NAME(Char)                                                                  \
  DWORD dwSize;                                                                                    \
  Char szEntryName[RAS_MaxEntryName + 1];                                                          \
  DWORD dwFlags;                                                                                   \
  Char szPhonebookPath[MAX_PATH + 1];

BECK_RAS_STRUCT (RASENTRYNAME, BECK_RAS_ENTRY_NAME)

#define BECK_RAS_DEV_INFO(Char)                                                                    \
  DWORD dwSize;                                                                                    \
  Char szDeviceType[RAS_MaxDeviceType + 1];                                                        \
  Char szDeviceName[RAS_MaxDeviceName + 1];

BECK_RAS_STRUCT (RASDEVINFO, BECK_RAS_DEV_INFO)

typedef struct RASCTRYINFO
{
  DWORD dwSize;
  DWORD dwCountryID;
  DWORD dwNextCountryID;
  DWORD dwCountryCode;
  DWORD dwCountryNameOffset;
} RASCTRYINFO, *LPRASCTRYINFO;
typedef RASCTRYINFO RASCTRYINFOA, *LPRASCTRYINFOA;
typedef RASCTRYINFO RASCTRYINFOW, *LPRASCTRYINFOW;

typedef struct RASIPADDR
{
  BYTE a;
  BYTE b;
  BYTE c;
  BYTE d;
} RASIPADDR;

#define BECK_RAS_ENTRY(Char)                                                                       \
  DWORD dwSize;                                                                                    \
  DWORD dwfOptions;                                                                                \
  DWORD dwCountryID;                                                                               \
  DWORD dwCountryCode;                                                                             \
  Char szAreaCode[RAS_MaxAreaCode + 1];                                                            \
  Char szLocalPhoneNumber[RAS_MaxPhoneNumber + 1];                                                 \
  DWORD dwAlternateOffset;                                                                         \
  RASIPADDR ipaddr;                                                                                \
  RASIPADDR ipaddrDns;                                                                             \
  RASIPADDR ipaddrDnsAlt;                                                                          \
  RASIPADDR ipaddrWins;                                                                            \
  RASIPADDR ipaddrWinsAlt;                                                                         \
  DWORD dwFrameSize;                                                                               \
  DWORD dwfNetProtocols;                                                                           \
  DWORD dwFramingProtocol;                                                                         \
  Char szScript[MAX_PATH];                                                                         \
  Char szAutodialDll[MAX_PATH];                                                                    \
  Char szAutodialFunc[MAX_PATH];                                                                   \
  Char szDeviceType[RAS_MaxDeviceType + 1];                                                        \
  Char szDeviceName[RAS_MaxDeviceName + 1];                                                        \
  Char szX25PadType[RAS_MaxPadType + 1];                                                           \
  Char szX25Address[RAS_MaxX25Address + 1];                                                        \
  Char szX25Facilities[RAS_MaxFacilities + 1];                                                     \
  Char szX25UserData[RAS_MaxUserData + 1];                                                         \
  DWORD dwChannels;                                                                                \
  DWORD dwReserved1;                                                                               \
  DWORD dwReserved2;                                                                               \
  DWORD dwSubEntries;                                                                              \
  DWORD dwDialMode;                                                                                \
  DWORD dwDialExtraPercent;                                                                        \
  DWORD dwDialExtraSampleSeconds;                                                                  \
  DWORD dwHangUpExtraPercent;                                                                      \
  DWORD dwHangUpExtraSampleSeconds;                                                                \
  DWORD dwIdleDisconnectSeconds;                                                                   \
  DWORD dwType;                                                                                    \
  DWORD dwEncryptionType;                                                                          \
  DWORD dwCustomAuthKey;                                                                           \
  GUID guidId;                                                                                     \
  Char szCustomDialDll[MAX_PATH];                                                                  \
  DWORD dwVpnStrategy;                                                                             \
  DWORD dwfOptions2;                                                                               \
  DWORD dwfOptions3;                                                                               \
  Char szDnsSuffix[RAS_MaxDnsSuffix];                                                              \
  DWORD dwTcpWindowSize;                                                                           \
  Char szPrerequisitePbk[MAX_PATH];                                                                \
  Char szPrerequisiteEntry[RAS_MaxEntryName + 1];                                                  \
  DWORD dwRedialCount;                                                                             \
  DWORD dwRedialPause;                                                                             \
  RASIPV6ADDR ipv6addrDns;                                                                         \
  RASIPV6ADDR ipv6addrDnsAlt;                                                                      \
  DWORD dwIPv4InterfaceMetric;                                                                     \
  DWORD dwIPv6InterfaceMetric;                                                                     \
  RASIPV6ADDR ipv6addr;                                                                            \
  DWORD dwIPv6PrefixLength;                                                                        \
  DWORD dwNetworkOutageTime;

BECK_RAS_STRUCT (RASENTRY, BECK_RAS_ENTRY)

#pragma pack(pop)

/* ---- Notification handlers (ras.md 3) ---- */

typedef VOID (WINAPI *RASDIALFUNC) (UINT unMsg, RASCONNSTATE rasconnstate, DWORD dwError);
typedef VOID (WINAPI *RASDIALFUNC1) (HRASCONN hrasconn, UINT unMsg, RASCONNSTATE rascs,
                                     DWORD dwError, DWORD dwExtendedError);
typedef DWORD (WINAPI *RASDIALFUNC2) (ULONG_PTR dwCallbackId, DWORD dwSubEntry, HRASCONN hrasconn,
                                      UINT unMsg, RASCONNSTATE rascs, DWORD dwError,
                                      DWORD dwExtendedError);

/* ---- By UNICODE ---- */

#ifdef UNICODE
#define BECK_RAS_NAME(name)                                                                        \
  typedef name##W name;                                                                            \
  typedef LP##name##W LP##name;
#else
#define BECK_RAS_NAME(name)                                                                        \
  typedef name##A name;                                                                            \
  typedef LP##name##A LP##name;
#endif

BECK_RAS_NAME (RASAMB)
BECK_RAS_NAME (RASCONN)
BECK_RAS_NAME (RASCONNSTATUS)
BECK_RAS_NAME (RASCREDENTIALS)
BECK_RAS_NAME (RASDEVINFO)
BECK_RAS_NAME (RASDIALPARAMS)
BECK_RAS_NAME (RASENTRY)
BECK_RAS_NAME (RASENTRYNAME)
BECK_RAS_NAME (RASPPPIP)
BECK_RAS_NAME (RASPPPIPX)
BECK_RAS_NAME (RASPPPLCP)
BECK_RAS_NAME (RASPPPNBF)
BECK_RAS_NAME (RASSLIP)

G_END_DECLS
