/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The errors of remote access (ras.md 1): what the functions of <ras.h> return beside the system
 * errors of <winerror.h>. This header is also the table behind RasGetErrorString(), read by the
 * build as <beck/status.h> is.
 */

#include <beck/status.h>

/* The operation is still going on */
#define PENDING 600
/* The handle of the port is invalid */
#define ERROR_INVALID_PORT_HANDLE 601
/* The port is open already */
#define ERROR_PORT_ALREADY_OPEN 602
/* The buffer of the caller is too small */
#define ERROR_BUFFER_TOO_SMALL 603
/* The information given is of the wrong kind */
#define ERROR_WRONG_INFO_SPECIFIED 604
/* The settings of the port cannot be changed */
#define ERROR_CANNOT_SET_PORT_INFO 605
/* The port is not connected */
#define ERROR_PORT_NOT_CONNECTED 606
/* The event is invalid */
#define ERROR_EVENT_INVALID 607
/* There is no such device */
#define ERROR_DEVICE_DOES_NOT_EXIST 608
/* There is no such type of device */
#define ERROR_DEVICETYPE_DOES_NOT_EXIST 609
/* The buffer or its size is invalid */
#define ERROR_BUFFER_INVALID 610
/* The route is not available */
#define ERROR_ROUTE_NOT_AVAILABLE 611
/* The route has not been allocated */
#define ERROR_ROUTE_NOT_ALLOCATED 612
/* The compression asked for is invalid */
#define ERROR_INVALID_COMPRESSION_SPECIFIED 613
/* There are no more buffers */
#define ERROR_OUT_OF_BUFFERS 614
/* The port was not found */
#define ERROR_PORT_NOT_FOUND 615
/* An asynchronous request is still going on */
#define ERROR_ASYNC_REQUEST_PENDING 616
/* The connection is being ended already */
#define ERROR_ALREADY_DISCONNECTING 617
/* The port is not open */
#define ERROR_PORT_NOT_OPEN 618
/* The port is not connected any more */
#define ERROR_PORT_DISCONNECTED 619
/* There are no endpoints */
#define ERROR_NO_ENDPOINTS 620
/* The phone book cannot be opened */
#define ERROR_CANNOT_OPEN_PHONEBOOK 621
/* The phone book cannot be read */
#define ERROR_CANNOT_LOAD_PHONEBOOK 622
/* The phone book has no such entry */
#define ERROR_CANNOT_FIND_PHONEBOOK_ENTRY 623
/* The phone book cannot be written */
#define ERROR_CANNOT_WRITE_PHONEBOOK 624
/* The phone book, or the profile of the entry, is damaged */
#define ERROR_CORRUPT_PHONEBOOK 625
/* The text cannot be loaded */
#define ERROR_CANNOT_LOAD_STRING 626
/* The key was not found */
#define ERROR_KEY_NOT_FOUND 627
/* The connection was lost */
#define ERROR_DISCONNECTION 628
/* The other side has ended the connection */
#define ERROR_REMOTE_DISCONNECTION 629
/* The device has failed */
#define ERROR_HARDWARE_FAILURE 630
/* The user has ended the connection */
#define ERROR_USER_DISCONNECTION 631
/* The size of the structure is not a known one */
#define ERROR_INVALID_SIZE 632
/* The port or device is in use, or is not set up for dialling */
#define ERROR_PORT_NOT_AVAILABLE 633
/* The server cannot register this machine on its network */
#define ERROR_CANNOT_PROJECT_CLIENT 634
/* An unknown error happened */
#define ERROR_UNKNOWN 635
/* The wrong device is attached to the port */
#define ERROR_WRONG_DEVICE_ATTACHED 636
/* The text is not one that can be converted */
#define ERROR_BAD_STRING 637
/* The request has taken too long */
#define ERROR_REQUEST_TIMEOUT 638
/* No asynchronous network adapter is available */
#define ERROR_CANNOT_GET_LANA 639
/* NetBIOS has reported an error */
#define ERROR_NETBIOS_ERROR 640
/* The server lacks the resources for this client */
#define ERROR_SERVER_OUT_OF_RESOURCES 641
/* The name of this machine is in use on the other network */
#define ERROR_NAME_EXISTS_ON_NET 642
/* The network adapter of the server has failed */
#define ERROR_SERVER_GENERAL_NET_FAILURE 643
/* Messages of the network will not reach this machine */
#define WARNING_MSG_ALIAS_NOT_ADDED 644
/* The authentication has failed for an internal reason */
#define ERROR_AUTH_INTERNAL 645
/* The account may not be used at this time of day */
#define ERROR_RESTRICTED_LOGON_HOURS 646
/* The account is disabled */
#define ERROR_ACCT_DISABLED 647
/* The password has expired */
#define ERROR_PASSWD_EXPIRED 648
/* The account may not dial in */
#define ERROR_NO_DIALIN_PERMISSION 649
/* The server does not answer */
#define ERROR_SERVER_NOT_RESPONDING 650
/* The device has reported an error */
#define ERROR_FROM_DEVICE 651
/* The answer of the device is not understood */
#define ERROR_UNRECOGNIZED_RESPONSE 652
/* A macro that the device needs was not found */
#define ERROR_MACRO_NOT_FOUND 653
/* A macro of the description of the device is not defined */
#define ERROR_MACRO_NOT_DEFINED 654
/* The message macro was not found in the description of the device */
#define ERROR_MESSAGE_MACRO_NOT_FOUND 655
/* The default macro was not found in the description of the device */
#define ERROR_DEFAULTOFF_MACRO_NOT_FOUND 656
/* The description of the device cannot be opened */
#define ERROR_FILE_COULD_NOT_BE_OPENED 657
/* The name of the device is too long */
#define ERROR_DEVICENAME_TOO_LONG 658
/* The name of the device is not known */
#define ERROR_DEVICENAME_NOT_FOUND 659
/* The description of the device has no answers */
#define ERROR_NO_RESPONSES 660
/* The description of the device lacks a command */
#define ERROR_NO_COMMAND_FOUND 661
/* The key does not belong into this section */
#define ERROR_WRONG_KEY_SPECIFIED 662
/* The type of the device is not known */
#define ERROR_UNKNOWN_DEVICE_TYPE 663
/* There is not enough memory */
#define ERROR_ALLOCATING_MEMORY 664
/* The port is not set up for remote access */
#define ERROR_PORT_NOT_CONFIGURED 665
/* The device is not ready */
#define ERROR_DEVICE_NOT_READY 666
/* The file of settings cannot be read */
#define ERROR_READING_INI_FILE 667
/* There is no connection */
#define ERROR_NO_CONNECTION 668
/* The file of settings has a wrong usage */
#define ERROR_BAD_USAGE_IN_INI_FILE 669
/* The name of a section cannot be read */
#define ERROR_READING_SECTIONNAME 670
/* The type of the device cannot be read */
#define ERROR_READING_DEVICETYPE 671
/* The name of the device cannot be read */
#define ERROR_READING_DEVICENAME 672
/* The usage cannot be read */
#define ERROR_READING_USAGE 673
/* The highest speed of connections cannot be read */
#define ERROR_READING_MAXCONNECTBPS 674
/* The highest speed of the carrier cannot be read */
#define ERROR_READING_MAXCARRIERBPS 675
/* The line is busy */
#define ERROR_LINE_BUSY 676
/* A person has answered instead of a modem */
#define ERROR_VOICE_ANSWER 677
/* There is no answer */
#define ERROR_NO_ANSWER 678
/* There is no carrier */
#define ERROR_NO_CARRIER 679
/* There is no dial tone */
#define ERROR_NO_DIALTONE 680
/* The device refuses a command */
#define ERROR_IN_COMMAND 681
/* The name of a section cannot be written */
#define ERROR_WRITING_SECTIONNAME 682
/* The type of the device cannot be written */
#define ERROR_WRITING_DEVICETYPE 683
/* The name of the device cannot be written */
#define ERROR_WRITING_DEVICENAME 684
/* The highest speed of connections cannot be written */
#define ERROR_WRITING_MAXCONNECTBPS 685
/* The highest speed of the carrier cannot be written */
#define ERROR_WRITING_MAXCARRIERBPS 686
/* The usage cannot be written */
#define ERROR_WRITING_USAGE 687
/* The default cannot be written */
#define ERROR_WRITING_DEFAULTOFF 688
/* The default cannot be read */
#define ERROR_READING_DEFAULTOFF 689
/* The file of settings is empty */
#define ERROR_EMPTY_INI_FILE 690
/* The server does not accept the name and password */
#define ERROR_AUTHENTICATION_FAILURE 691
/* The port or the device has failed */
#define ERROR_PORT_OR_DEVICE 692
/* The macro is not a switch */
#define ERROR_NOT_BINARY_MACRO 693
/* The control block of the device was not found */
#define ERROR_DCB_NOT_FOUND 694
/* The state machines have not been started */
#define ERROR_STATE_MACHINES_NOT_STARTED 695
/* The state machines have been started already */
#define ERROR_STATE_MACHINES_ALREADY_STARTED 696
/* A partial answer of the device repeats itself without end */
#define ERROR_PARTIAL_RESPONSE_LOOPING 697
/* The key of an answer of the device is not known */
#define ERROR_UNKNOWN_RESPONSE_KEY 698
/* The answer of the device does not fit the buffer */
#define ERROR_RECV_BUF_FULL 699
/* A command of the device is too long */
#define ERROR_CMD_TOO_LONG 700
/* The device does not support the speed */
#define ERROR_UNSUPPORTED_BPS 701
/* The device has given an answer that was not expected */
#define ERROR_UNEXPECTED_RESPONSE 702
/* The connection needs something from the user, who may not be asked */
#define ERROR_INTERACTIVE_MODE 703
/* The number for the call back is wrong */
#define ERROR_BAD_CALLBACK_NUMBER 704
/* The connection is not in a state that can go on */
#define ERROR_INVALID_AUTH_STATE 705
/* The initial speed cannot be written */
#define ERROR_WRITING_INITBPS 706
/* The X.25 network has reported a diagnostic */
#define ERROR_X25_DIAGNOSTIC 707
/* The account has expired */
#define ERROR_ACCT_EXPIRED 708
/* The password cannot be changed */
#define ERROR_CHANGING_PASSWORD 709
/* Too much has arrived to be read in time */
#define ERROR_OVERRUN 710
/* What makes the connections cannot be started */
#define ERROR_RASMAN_CANNOT_INITIALIZE 711
/* The port is still getting ready */
#define ERROR_BIPLEX_PORT_NOT_AVAILABLE 712
/* No ISDN line is active */
#define ERROR_NO_ACTIVE_ISDN_LINES 713
/* No ISDN channel is free */
#define ERROR_NO_ISDN_CHANNELS_AVAILABLE 714
/* The line has too many errors */
#define ERROR_TOO_MANY_LINE_ERRORS 715
/* The addresses cannot be set */
#define ERROR_IP_CONFIGURATION 716
/* There are no free addresses */
#define ERROR_NO_IP_ADDRESSES 717
/* The other side has not answered in time */
#define ERROR_PPP_TIMEOUT 718
/* The other side has ended the negotiation */
#define ERROR_PPP_REMOTE_TERMINATED 719
/* The sides could not agree on a protocol */
#define ERROR_PPP_NO_PROTOCOLS_CONFIGURED 720
/* The other side does not answer */
#define ERROR_PPP_NO_RESPONSE 721
/* A packet of the other side is not valid */
#define ERROR_PPP_INVALID_PACKET 722
/* The phone number is too long */
#define ERROR_PHONE_NUMBER_TOO_LONG 723
/* IPX is not set up for dialling out */
#define ERROR_IPXCP_NO_DIALOUT_CONFIGURED 724
/* IPX is not set up for dialling in */
#define ERROR_IPXCP_NO_DIALIN_CONFIGURED 725
/* IPX can be used on one outgoing connection only */
#define ERROR_IPXCP_DIALOUT_ALREADY_ACTIVE 726
/* The settings of TCP/IP cannot be reached */
#define ERROR_ACCESSING_TCPCFGDLL 727
/* No adapter of remote access is bound to TCP/IP */
#define ERROR_NO_IP_RAS_ADAPTER 728
/* SLIP needs IP */
#define ERROR_SLIP_REQUIRES_IP 729
/* The negotiation of the protocols is not complete */
#define ERROR_PROJECTION_NOT_COMPLETE 730
/* The protocol was not negotiated */
#define ERROR_PROTOCOL_NOT_CONFIGURED 731
/* The negotiation does not come to an end */
#define ERROR_PPP_NOT_CONVERGING 732
/* The other side does not know the control protocol */
#define ERROR_PPP_CP_REJECTED 733
/* The control protocol of the link was ended */
#define ERROR_PPP_LCP_TERMINATED 734
/* The server refuses the address that was asked for */
#define ERROR_PPP_REQUIRED_ADDRESS_REJECTED 735
/* The control protocol of the network was ended */
#define ERROR_PPP_NCP_TERMINATED 736
/* The link leads back to this machine */
#define ERROR_PPP_LOOPBACK_DETECTED 737
/* The server has given no address */
#define ERROR_PPP_NO_ADDRESS_ASSIGNED 738
/* The name and password of the session cannot be used for this server */
#define ERROR_CANNOT_USE_LOGON_CREDENTIALS 739
/* The devices for telephony are set up wrongly */
#define ERROR_TAPI_CONFIGURATION 740
/* This side cannot encrypt as asked for */
#define ERROR_NO_LOCAL_ENCRYPTION 741
/* The other side cannot encrypt as asked for */
#define ERROR_NO_REMOTE_ENCRYPTION 742
/* The other side insists on encryption */
#define ERROR_REMOTE_REQUIRES_ENCRYPTION 743
/* The IPX network number is in use */
#define ERROR_IPXCP_NET_NUMBER_CONFLICT 744
/* The session multiplexer is invalid */
#define ERROR_INVALID_SMM 745
/* The session multiplexer is not ready */
#define ERROR_SMM_UNINITIALIZED 746
/* The port has no network adapter */
#define ERROR_NO_MAC_FOR_PORT 747
/* The session multiplexer has taken too long */
#define ERROR_SMM_TIMEOUT 748
/* The phone number or address is wrong */
#define ERROR_BAD_PHONE_NUMBER 749
/* The wrong module was found */
#define ERROR_WRONG_MODULE 750
/* The number for the call back has characters that are not allowed */
#define ERROR_INVALID_CALLBACK_NUMBER 751
/* The script has a syntax error */
#define ERROR_SCRIPT_SYNTAX 752
/* The connection could not be ended */
#define ERROR_HANGUP_FAILED 753
/* The bundle of links was not found */
#define ERROR_BUNDLE_NOT_FOUND 754
/* The entry needs a dialler of its own that cannot be used here */
#define ERROR_CANNOT_DO_CUSTOMDIAL 755
/* This connection is being dialled already */
#define ERROR_DIAL_ALREADY_IN_PROGRESS 756
/* Automatic dialling cannot be started */
#define ERROR_RASAUTO_CANNOT_INITIALIZE 757
/* The connection is shared already */
#define ERROR_CONNECTION_ALREADY_SHARED 758
/* The sharing of the connection cannot be changed */
#define ERROR_SHARING_CHANGE_FAILED 759
/* Routing for the shared connection cannot be set up */
#define ERROR_SHARING_ROUTER_INSTALL 760
/* The connection cannot be shared */
#define ERROR_SHARE_CONNECTION_FAILED 761
/* The private side of the shared connection cannot be set up */
#define ERROR_SHARING_PRIVATE_INSTALL 762
/* This connection cannot be shared */
#define ERROR_CANNOT_SHARE_CONNECTION 763
/* There is no reader for smart cards */
#define ERROR_NO_SMART_CARD_READER 764
/* The address of the shared connection is in use */
#define ERROR_SHARING_ADDRESS_EXISTS 765
/* A certificate was not found */
#define ERROR_NO_CERTIFICATE 766
/* The private side of the shared connection has more than one address */
#define ERROR_SHARING_MULTIPLE_ADDRESSES 767
/* Data could not be encrypted */
#define ERROR_FAILED_TO_ENCRYPT 768
/* The destination cannot be reached */
#define ERROR_BAD_ADDRESS_SPECIFIED 769
/* The other side has refused the call */
#define ERROR_CONNECTION_REJECT 770
/* The network is too busy */
#define ERROR_CONGESTION 771
/* The other side is not compatible with the call */
#define ERROR_INCOMPATIBLE 772
/* The number has changed */
#define ERROR_NUMBERCHANGED 773
/* The call has failed for the time being */
#define ERROR_TEMPFAILURE 774
/* The call was blocked by the other side */
#define ERROR_BLOCKED 775
/* The other side does not want to be disturbed */
#define ERROR_DONOTDISTURB 776
/* The device of the other side is out of order */
#define ERROR_OUTOFORDER 777
/* The server could not prove who it is */
#define ERROR_UNABLE_TO_AUTHENTICATE_SERVER 778
/* The entry needs a smart card */
#define ERROR_SMART_CARD_REQUIRED 779
/* The function does not apply to this kind of entry */
#define ERROR_INVALID_FUNCTION_FOR_ENTRY 780
/* There is no valid certificate to encrypt with */
#define ERROR_CERT_FOR_ENCRYPTION_NOT_FOUND 781
/* Sharing is not possible beside routing */
#define ERROR_SHARING_RRAS_CONFLICT 782
/* There is no private network to share the connection with */
#define ERROR_SHARING_NO_PRIVATE_LAN 783
/* Another name than that of the session cannot be used here */
#define ERROR_NO_DIFF_USER_AT_LOGON 784
/* A registered certificate cannot be used here */
#define ERROR_NO_REG_CERT_AT_LOGON 785
/* There is no valid machine certificate for the key exchange */
#define ERROR_OAKLEY_NO_CERT 786
/* The other side could not be authenticated in the key exchange */
#define ERROR_OAKLEY_AUTH_FAIL 787
/* The sides could not agree on the parameters of the key exchange */
#define ERROR_OAKLEY_ATTRIB_FAIL 788
/* The key exchange has failed in its first steps */
#define ERROR_OAKLEY_GENERAL_PROCESSING 789
/* The certificate of the other side is not valid */
#define ERROR_OAKLEY_NO_PEER_CERT 790
/* There is no policy for the key exchange */
#define ERROR_OAKLEY_NO_POLICY 791
/* The key exchange has taken too long */
#define ERROR_OAKLEY_TIMED_OUT 792
/* The key exchange has failed */
#define ERROR_OAKLEY_ERROR 793
/* The framing protocol of the server is not known */
#define ERROR_UNKNOWN_FRAMED_PROTOCOL 794
/* The tunnel type of the server does not fit */
#define ERROR_WRONG_TUNNEL_TYPE 795
/* The service type of the server is not known */
#define ERROR_UNKNOWN_SERVICE_TYPE 796
/* The device to connect with was not found */
#define ERROR_CONNECTING_DEVICE_NOT_FOUND 797
/* No certificate for the authentication was found */
#define ERROR_NO_EAPTLS_CERTIFICATE 798
/* The address of the shared connection is in conflict with another machine */
#define ERROR_SHARING_HOST_ADDRESS_CONFLICT 799
/* The tunnel could not be made */
#define ERROR_AUTOMATIC_VPN_FAILED 800
/* The certificate of the server is not trusted */
#define ERROR_VALIDATING_SERVER_CERT 801
/* The smart card cannot be read */
#define ERROR_READING_SCARD 802
/* The settings of the authentication are damaged */
#define ERROR_INVALID_PEAP_COOKIE_CONFIG 803
/* The stored user data of the authentication are damaged */
#define ERROR_INVALID_PEAP_COOKIE_USER 804
/* The settings of the password protocol are damaged */
#define ERROR_INVALID_MSCHAPV2_CONFIG 805
/* Packets of the tunnel do not get through to the server */
#define ERROR_VPN_GRE_BLOCKED 806
/* The network of the tunnel was interrupted */
#define ERROR_VPN_DISCONNECT 807
/* The server has refused the connection */
#define ERROR_VPN_REFUSED 808
/* The server has not answered in time */
#define ERROR_VPN_TIMEOUT 809
/* The certificate for the tunnel does not fit the settings */
#define ERROR_VPN_BAD_CERT 810
/* The shared key of the tunnel is wrong */
#define ERROR_VPN_BAD_PSK 811
/* A policy of the server forbids the connection */
#define ERROR_SERVER_POLICY 812
/* A broadband connection is in use on this device already */
#define ERROR_BROADBAND_ACTIVE 813
/* The network adapter for the broadband connection was not found */
#define ERROR_BROADBAND_NO_NIC 814
/* The broadband server does not answer */
#define ERROR_BROADBAND_TIMEOUT 815
/* The feature is not supported any more */
#define ERROR_FEATURE_DEPRECATED 816
/* The entry cannot be deleted while it is connected */
#define ERROR_CANNOT_DELETE 817
/* The check of the health of this machine lacks resources */
#define ERROR_RASQEC_RESOURCE_CREATION_FAILED 818
/* The check of the health of this machine is not enabled */
#define ERROR_RASQEC_NAPAGENT_NOT_ENABLED 819
/* The check of the health of this machine cannot be reached */
#define ERROR_RASQEC_NAPAGENT_NOT_CONNECTED 820
/* The check of the health of this machine does not know the connection */
#define ERROR_RASQEC_CONN_DOESNOTEXIST 821
/* The check of the health of this machine has taken too long */
#define ERROR_RASQEC_TIMEOUT 822
/* The cryptographic binding of the authentication is not valid */
#define ERROR_PEAP_CRYPTOBINDING_INVALID 823
/* The cryptographic binding of the authentication is missing */
#define ERROR_PEAP_CRYPTOBINDING_NOTRECEIVED 824
/* The strategy for the tunnel is not valid */
#define ERROR_INVALID_VPNSTRATEGY 825
/* The stored certificate for the authentication is not usable any more */
#define ERROR_EAPTLS_CACHE_CREDENTIALS_INVALID 826
/* The service for IPsec does not run */
#define ERROR_IPSEC_SERVICE_STOPPED 827
/* The connection was ended because it was not used */
#define ERROR_IDLE_TIMEOUT 828
/* The link has failed */
#define ERROR_LINK_FAILURE 829
/* The connection was ended because the user has left */
#define ERROR_USER_LOGOFF 830
/* The connection was ended because the user has changed */
#define ERROR_FAST_USER_SWITCH 831
/* The connection was ended because the system is hibernating */
#define ERROR_HIBERNATION 832
/* The connection was ended because the system was suspended */
#define ERROR_SYSTEM_SUSPENDED 833
/* The connection was ended because the service for connections was stopped */
#define ERROR_RASMAN_SERVICE_STOPPED 834
/* The certificate of the server is not valid for a tunnel */
#define ERROR_INVALID_SERVER_CERT 835
/* This machine cannot be checked for its health */
#define ERROR_NOT_NAP_CAPABLE 836
/* The number of the tunnel is not valid */
#define ERROR_INVALID_TUNNELID 837
/* An update of the connection is going on already */
#define ERROR_UPDATECONNECTION_REQUEST_IN_PROCESS 838
/* The protocol of the tunnel is disabled */
#define ERROR_PROTOCOL_ENGINE_DISABLED 839
/* The address inside the tunnel could not be had */
#define ERROR_INTERNAL_ADDRESS_FAILURE 840
/* A required setting of the server is missing */
#define ERROR_FAILED_CP_REQUIRED 841
/* The sides could not agree on what goes through the tunnel */
#define ERROR_TS_UNACCEPTABLE 842
/* The tunnel cannot move to another network */
#define ERROR_MOBIKE_DISABLED 843
/* The move of the tunnel to another network cannot be begun */
#define ERROR_CANNOT_INITIATE_MOBIKE_UPDATE 844
/* The server has refused what the client has proposed for the authentication */
#define ERROR_PEAP_SERVER_REJECTED_CLIENT_TLV 845
/* The preferences are not valid */
#define ERROR_INVALID_PREFERENCES 846
/* The stored certificate of the smart card is not usable any more */
#define ERROR_EAPTLS_SCARD_CACHE_CREDENTIALS_INVALID 847
/* The cookie of the tunnel cannot be set */
#define ERROR_SSTP_COOKIE_SET_FAILURE 848
/* The stored attributes of the authentication are damaged */
#define ERROR_INVALID_PEAP_COOKIE_ATTRIBUTES 849
/* The method of authentication is not installed */
#define ERROR_EAP_METHOD_NOT_INSTALLED 850
/* The method of authentication cannot use the credentials of the session */
#define ERROR_EAP_METHOD_DOES_NOT_SUPPORT_SSO 851
/* The method of authentication does not support the operation */
#define ERROR_EAP_METHOD_OPERATION_NOT_SUPPORTED 852
/* The certificate of the user is not valid */
#define ERROR_EAP_USER_CERT_INVALID 853
/* The certificate of the user has expired */
#define ERROR_EAP_USER_CERT_EXPIRED 854
/* The certificate of the user was revoked */
#define ERROR_EAP_USER_CERT_REVOKED 855
/* The certificate of the user cannot be used */
#define ERROR_EAP_USER_CERT_OTHER_ERROR 856
/* The certificate of the server is not valid */
#define ERROR_EAP_SERVER_CERT_INVALID 857
/* The certificate of the server has expired */
#define ERROR_EAP_SERVER_CERT_EXPIRED 858
/* The certificate of the server was revoked */
#define ERROR_EAP_SERVER_CERT_REVOKED 859
/* The certificate of the server cannot be used */
#define ERROR_EAP_SERVER_CERT_OTHER_ERROR 860
/* The authority of the certificate of the user was not found */
#define ERROR_EAP_USER_ROOT_CERT_NOT_FOUND 861
/* The authority of the certificate of the user is not valid */
#define ERROR_EAP_USER_ROOT_CERT_INVALID 862
/* The authority of the certificate of the user has expired */
#define ERROR_EAP_USER_ROOT_CERT_EXPIRED 863
/* The authority of the certificate of the server was not found */
#define ERROR_EAP_SERVER_ROOT_CERT_NOT_FOUND 864
/* The authority of the certificate of the server is not valid */
#define ERROR_EAP_SERVER_ROOT_CERT_INVALID 865
/* The name of the authority of the server is needed */
#define ERROR_EAP_SERVER_ROOT_CERT_NAME_REQUIRED 866
/* The names of the inner and outer authentication differ */
#define ERROR_PEAP_IDENTITY_MISMATCH 867
/* The name of the server has no address */
#define ERROR_DNSNAME_NOT_RESOLVABLE 868
/* The password of the private key is wrong */
#define ERROR_EAPTLS_PASSWD_INVALID 869
/* There is a connection with this shared key already */
#define ERROR_IKEV2_PSK_INTERFACE_ALREADY_EXISTS 870
/* The connection was ended because its time was up */
#define ERROR_PPP_SESSION_TIMEOUT 932

/* ---- Aliases ---- */

#ifndef SUCCESS
#define SUCCESS ERROR_SUCCESS
#endif
#define RASBASE PENDING
#define RASBASEEND ERROR_IKEV2_PSK_INTERFACE_ALREADY_EXISTS
