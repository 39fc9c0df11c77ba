/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Numbers and names of remote access (ras.md 1). Include <ras.h>. */

#include "winnt.h"

#include "lmcons.h"

G_BEGIN_DECLS

/* ---- Lengths, without the NUL where there is one ---- */

#define RAS_MaxEntryName 256
#define RAS_MaxDeviceName 128
#define RAS_MaxDeviceType 16
#define RAS_MaxParamKey 32
#define RAS_MaxParamValue 128
#define RAS_MaxPhoneNumber 128
#define RAS_MaxCallbackNumber RAS_MaxPhoneNumber
#define RAS_MaxIpAddress 15
#define RAS_MaxIpxAddress 21
#define RAS_MaxAreaCode 10
#define RAS_MaxPadType 32
#define RAS_MaxX25Address 200
#define RAS_MaxFacilities 200
#define RAS_MaxUserData 200
#define RAS_MaxReplyMessage 1024
#define RAS_MaxDnsSuffix 256

#ifndef NETBIOS_NAME_LEN
#define NETBIOS_NAME_LEN 16
#endif

/* ---- States of a connection ---- */

#define RASCS_PAUSED 0x1000
#define RASCS_DONE 0x2000

/* A state with RASCS_DONE is the last one; with RASCS_PAUSED the dial waits for the caller. */
typedef enum tagRASCONNSTATE
{
  RASCS_OpenPort = 0,
  RASCS_PortOpened,
  RASCS_ConnectDevice,
  RASCS_DeviceConnected,
  RASCS_AllDevicesConnected,
  RASCS_Authenticate,
  RASCS_AuthNotify,
  RASCS_AuthRetry,
  RASCS_AuthCallback,
  RASCS_AuthChangePassword,
  RASCS_AuthProject,
  RASCS_AuthLinkSpeed,
  RASCS_AuthAck,
  RASCS_ReAuthenticate,
  RASCS_Authenticated,
  RASCS_PrepareForCallback,
  RASCS_WaitForModemReset,
  RASCS_WaitForCallback,
  RASCS_Projected,
  RASCS_StartAuthentication,
  RASCS_CallbackComplete,
  RASCS_LogonNetwork,
  RASCS_SubEntryConnected,
  RASCS_SubEntryDisconnected,
  RASCS_ApplySettings,
  RASCS_Interactive = RASCS_PAUSED,
  RASCS_RetryAuthentication,
  RASCS_CallbackSetByCaller,
  RASCS_PasswordExpired,
  RASCS_InvokeEapUI,
  RASCS_Connected = RASCS_DONE,
  RASCS_Disconnected,
} RASCONNSTATE, *LPRASCONNSTATE;

/* Of a connection that is in RASCS_Connected. */
typedef enum tagRASCONNSUBSTATE
{
  RASCSS_None = 0,
  RASCSS_Dormant,
  RASCSS_Reconnecting,
  RASCSS_Reconnected = RASCS_DONE,
} RASCONNSUBSTATE, *LPRASCONNSUBSTATE;

/* The message of a notification: its registered name, and its number if it has none. */
#define RASDIALEVENT "RasDialEvent"
#define WM_RASDIALEVENT 0xCCCD

/* ---- Options ---- */

/* RASDIALEXTENSIONS.dwfOptions */
#define RDEOPT_UsePrefixSuffix 0x00000001
#define RDEOPT_PausedStates 0x00000002
#define RDEOPT_IgnoreModemSpeaker 0x00000004
#define RDEOPT_SetModemSpeaker 0x00000008
#define RDEOPT_IgnoreSoftwareCompression 0x00000010
#define RDEOPT_SetSoftwareCompression 0x00000020
#define RDEOPT_DisableConnectedUI 0x00000040
#define RDEOPT_DisableReconnectUI 0x00000080
#define RDEOPT_DisableReconnect 0x00000100
#define RDEOPT_NoUser 0x00000200
#define RDEOPT_PauseOnScript 0x00000400
#define RDEOPT_Router 0x00000800
#define RDEOPT_CustomDial 0x00001000
#define RDEOPT_UseCustomScripting 0x00002000

/* Flags of RasConnectionNotification() */
#define RASCN_Connection 0x00000001
#define RASCN_Disconnection 0x00000002
#define RASCN_BandwidthAdded 0x00000004
#define RASCN_BandwidthRemoved 0x00000008
#define RASCN_Dormant 0x00000010
#define RASCN_ReConnection 0x00000020

/* RASCONN.dwFlags */
#define RASCF_AllUsers 0x00000001
#define RASCF_GlobalCreds 0x00000002
#define RASCF_OwnerKnown 0x00000004
#define RASCF_OwnerMatch 0x00000008

/* RASENTRYNAME.dwFlags: which phone book */
#define REN_User 0x00000000
#define REN_AllUsers 0x00000001

/* RASCREDENTIALS.dwMask */
#define RASCM_UserName 0x00000001
#define RASCM_Password 0x00000002
#define RASCM_Domain 0x00000004
#define RASCM_DefaultCreds 0x00000008
#define RASCM_PreSharedKey 0x00000010
#define RASCM_ServerPreSharedKey 0x00000020
#define RASCM_DDMPreSharedKey 0x00000040

/* ---- Entries ---- */

/* RASENTRY.dwfOptions */
#define RASEO_UseCountryAndAreaCodes 0x00000001
#define RASEO_SpecificIpAddr 0x00000002
#define RASEO_SpecificNameServers 0x00000004
#define RASEO_IpHeaderCompression 0x00000008
#define RASEO_RemoteDefaultGateway 0x00000010
#define RASEO_DisableLcpExtensions 0x00000020
#define RASEO_TerminalBeforeDial 0x00000040
#define RASEO_TerminalAfterDial 0x00000080
#define RASEO_ModemLights 0x00000100
#define RASEO_SwCompression 0x00000200
#define RASEO_RequireEncryptedPw 0x00000400
#define RASEO_RequireMsEncryptedPw 0x00000800
#define RASEO_RequireDataEncryption 0x00001000
#define RASEO_NetworkLogon 0x00002000
#define RASEO_UseLogonCredentials 0x00004000
#define RASEO_PromoteAlternates 0x00008000
#define RASEO_SecureLocalFiles 0x00010000
#define RASEO_RequireEAP 0x00020000
#define RASEO_RequirePAP 0x00040000
#define RASEO_RequireSPAP 0x00080000
#define RASEO_Custom 0x00100000
#define RASEO_PreviewPhoneNumber 0x00200000
#define RASEO_SharedPhoneNumbers 0x00800000
#define RASEO_PreviewUserPw 0x01000000
#define RASEO_PreviewDomain 0x02000000
#define RASEO_ShowDialingProgress 0x04000000
#define RASEO_RequireCHAP 0x08000000
#define RASEO_RequireMsCHAP 0x10000000
#define RASEO_RequireMsCHAP2 0x20000000
#define RASEO_RequireW95MSCHAP 0x40000000
#define RASEO_CustomScript 0x80000000u

/* RASENTRY.dwfOptions2 */
#define RASEO2_SecureFileAndPrint 0x00000001
#define RASEO2_SecureClientForMSNet 0x00000002
#define RASEO2_DontNegotiateMultilink 0x00000004
#define RASEO2_DontUseRasCredentials 0x00000008
#define RASEO2_UsePreSharedKey 0x00000010
#define RASEO2_Internet 0x00000020
#define RASEO2_DisableNbtOverIP 0x00000040
#define RASEO2_UseGlobalDeviceSettings 0x00000080
#define RASEO2_ReconnectIfDropped 0x00000100
#define RASEO2_SharePhoneNumbers 0x00000200
#define RASEO2_SecureRoutingCompartment 0x00000400
#define RASEO2_UseTypicalSettings 0x00000800
#define RASEO2_IPv6SpecificNameServers 0x00001000
#define RASEO2_IPv6RemoteDefaultGateway 0x00002000
#define RASEO2_RegisterIpWithDNS 0x00004000
#define RASEO2_UseDNSSuffixForRegistration 0x00008000
#define RASEO2_IPv4ExplicitMetric 0x00010000
#define RASEO2_IPv6ExplicitMetric 0x00020000
#define RASEO2_DisableIKENameEkuCheck 0x00040000
#define RASEO2_DisableClassBasedStaticRoute 0x00080000
#define RASEO2_SpecificIPv6Addr 0x00100000
#define RASEO2_DisableMobility 0x00200000
#define RASEO2_RequireMachineCertificates 0x00400000

/* RASENTRY.dwfNetProtocols */
#define RASNP_NetBEUI 0x00000001
#define RASNP_Ipx 0x00000002
#define RASNP_Ip 0x00000004
#define RASNP_Ipv6 0x00000008

/* RASENTRY.dwFramingProtocol */
#define RASFP_Ppp 0x00000001
#define RASFP_Slip 0x00000002
#define RASFP_Ras 0x00000004

/* RASENTRY.dwType */
#define RASET_Phone 1
#define RASET_Vpn 2
#define RASET_Direct 3
#define RASET_Internet 4
#define RASET_Broadband 5

/* RASENTRY.dwEncryptionType */
#define ET_None 0
#define ET_Require 1
#define ET_RequireMax 2
#define ET_Optional 3

/* RASENTRY.dwVpnStrategy */
#define VS_Default 0
#define VS_PptpOnly 1
#define VS_PptpFirst 2
#define VS_L2tpOnly 3
#define VS_L2tpFirst 4
#define VS_SstpOnly 5
#define VS_SstpFirst 6
#define VS_Ikev2Only 7
#define VS_Ikev2First 8

/* RASENTRY.dwDialMode, dwIdleDisconnectSeconds */
#define RASEDM_DialAll 1
#define RASEDM_DialAsNeeded 2
#define RASIDS_Disabled 0xffffffffu
#define RASIDS_UseGlobalValue 0

/* Types of devices */
#define RASDT_Modem TEXT ("modem")
#define RASDT_Isdn TEXT ("isdn")
#define RASDT_X25 TEXT ("x25")
#define RASDT_Vpn TEXT ("vpn")
#define RASDT_Pad TEXT ("pad")
#define RASDT_Generic TEXT ("GENERIC")
#define RASDT_Serial TEXT ("SERIAL")
#define RASDT_FrameRelay TEXT ("FRAMERELAY")
#define RASDT_Atm TEXT ("ATM")
#define RASDT_Sonet TEXT ("SONET")
#define RASDT_SW56 TEXT ("SW56")
#define RASDT_Irda TEXT ("IRDA")
#define RASDT_Parallel TEXT ("PARALLEL")
#define RASDT_PPPoE TEXT ("PPPoE")

/* ---- What was agreed upon ---- */

typedef enum tagRASPROJECTION
{
  RASP_Amb = 0x10000,
  RASP_PppNbf = 0x803F,
  RASP_PppIpx = 0x802B,
  RASP_PppIp = 0x8021,
  RASP_PppCcp = 0x80FD,
  RASP_PppLcp = 0xC021,
  RASP_PppIpv6 = 0x8057,
  RASP_Slip = 0x20000,
} RASPROJECTION, *LPRASPROJECTION;

/* Options of RASPPPIP, RASPPPLCP, RASPPPCCP */
#define RASIPO_VJ 0x00000001
#define RASLCPAP_PAP 0xC023
#define RASLCPAP_SPAP 0xC027
#define RASLCPAP_CHAP 0xC223
#define RASLCPAP_EAP 0xC227
#define RASLCPAD_CHAP_MD5 0x05
#define RASLCPAD_CHAP_MS 0x80
#define RASLCPAD_CHAP_MSV2 0x81
#define RASLCPO_PFC 0x00000001
#define RASLCPO_ACFC 0x00000002
#define RASLCPO_SSHF 0x00000004
#define RASLCPO_DES_56 0x00000008
#define RASLCPO_3_DES 0x00000010
#define RASCCPCA_MPPC 0x00000006
#define RASCCPCA_MPPE 0x00000005
#define RASCCPO_Compression 0x00000001
#define RASCCPO_HistoryLess 0x00000002
#define RASCCPO_Encryption56bit 0x00000010
#define RASCCPO_Encryption40bit 0x00000020
#define RASCCPO_Encryption128bit 0x00000040

typedef enum _RASAPIVERSION
{
  RASAPIVERSION_500 = 1,
  RASAPIVERSION_501 = 2,
  RASAPIVERSION_600 = 3,
  RASAPIVERSION_601 = 4,
} RASAPIVERSION;

typedef enum _RASPROJECTION_INFO_TYPE
{
  PROJECTION_INFO_TYPE_PPP = 1,
  PROJECTION_INFO_TYPE_IKEv2 = 2,
} RASPROJECTION_INFO_TYPE;

typedef enum tagRASTUNNELENDPOINTTYPE
{
  RASTUNNELENDPOINT_UNKNOWN = 0,
  RASTUNNELENDPOINT_IPv4 = 1,
  RASTUNNELENDPOINT_IPv6 = 2,
} RASTUNNELENDPOINTTYPE;

G_END_DECLS
