/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The numbers below the HRESULTs: Win32 errors and the statuses of remote procedure
 * calls, which are Win32 errors too. As an HRESULT each is HRESULT_FROM_WIN32 (number).
 * This is not all of Win32, but what the specifications name and what an errno turns
 * into.
 *
 * This header is also the table behind beck_hresult_to_name() and
 * beck_hresult_to_string(). The build reads every "#define NAME NUMBER" together with the
 * comment on the line before it, which is the text. The numbers rise; the aliases stand at
 * the end.
 */

/* ---- System errors ---- */

/* Success */
#define ERROR_SUCCESS 0
/* The operation does not apply to this device */
#define ERROR_INVALID_FUNCTION 1
/* No such file or directory */
#define ERROR_FILE_NOT_FOUND 2
/* A directory of the path does not exist */
#define ERROR_PATH_NOT_FOUND 3
/* Too many files are open */
#define ERROR_TOO_MANY_OPEN_FILES 4
/* Access is denied */
#define ERROR_ACCESS_DENIED 5
/* The handle is invalid */
#define ERROR_INVALID_HANDLE 6
/* There is not enough memory for the command */
#define ERROR_NOT_ENOUGH_MEMORY 8
/* The data is invalid */
#define ERROR_INVALID_DATA 13
/* There is not enough memory */
#define ERROR_OUTOFMEMORY 14
/* The files are not on the same file system */
#define ERROR_NOT_SAME_DEVICE 17
/* The medium is read-only */
#define ERROR_WRITE_PROTECT 19
/* No such device or address */
#define ERROR_BAD_UNIT 20
/* The target does not work any more */
#define ERROR_GEN_FAILURE 31
/* The file is in use by another program */
#define ERROR_SHARING_VIOLATION 32
/* The end of the file has been reached */
#define ERROR_HANDLE_EOF 38
/* The disk is full */
#define ERROR_HANDLE_DISK_FULL 39
/* The request is not supported */
#define ERROR_NOT_SUPPORTED 50
/* The name is already in use on the network */
#define ERROR_DUP_NAME 52
/* No such device */
#define ERROR_DEV_NOT_EXIST 55
/* The file exists */
#define ERROR_FILE_EXISTS 80
/* A parameter is wrong */
#define ERROR_INVALID_PARAMETER 87
/* The pipe or connection was closed by the other side */
#define ERROR_BROKEN_PIPE 109
/* There is not enough space on the disk */
#define ERROR_DISK_FULL 112
/* The function is not implemented on this system */
#define ERROR_CALL_NOT_IMPLEMENTED 120
/* The time of the wait has passed */
#define ERROR_SEM_TIMEOUT 121
/* The buffer is too small for the data */
#define ERROR_INSUFFICIENT_BUFFER 122
/* The name is not a valid one */
#define ERROR_INVALID_NAME 123
/* The module was not found */
#define ERROR_MOD_NOT_FOUND 126
/* There are no child processes to wait for */
#define ERROR_WAIT_NO_CHILDREN 128
/* Seeking is not possible on this device */
#define ERROR_SEEK_ON_DEVICE 132
/* The directory is not empty */
#define ERROR_DIR_NOT_EMPTY 145
/* No more threads can be created */
#define ERROR_MAX_THRDS_REACHED 164
/* The resource is in use */
#define ERROR_BUSY 170
/* The object already exists */
#define ERROR_ALREADY_EXISTS 183
/* The file is not a program this system can run */
#define ERROR_BAD_EXE_FORMAT 193
/* The environment variable does not exist */
#define ERROR_ENVVAR_NOT_FOUND 203
/* The file name is too long */
#define ERROR_FILENAME_EXCED_RANGE 206
/* The file is too large */
#define ERROR_FILE_TOO_LARGE 223
/* The pipe is being closed */
#define ERROR_NO_DATA 232
/* There is more data than fits */
#define ERROR_MORE_DATA 234
/* The wait ended because its time was up */
#define WAIT_TIMEOUT 258
/* A part of the path is not a directory */
#define ERROR_DIRECTORY 267
/* The caller does not own it */
#define ERROR_NOT_OWNER 288
/* The semaphore cannot count that far */
#define ERROR_TOO_MANY_POSTS 298
/* There is no text for the message number */
#define ERROR_MR_MID_NOT_FOUND 317
/* The operation is not supported on a directory */
#define ERROR_DIRECTORY_NOT_SUPPORTED 336
/* The value is too large for its type */
#define ERROR_ARITHMETIC_OVERFLOW 534
/* The handle was closed during the wait */
#define ERROR_ABANDONED_WAIT_0 735
/* The operation was aborted */
#define ERROR_OPERATION_ABORTED 995
/* The operation is in progress */
#define ERROR_IO_PENDING 997
/* There is no medium in the drive */
#define ERROR_NO_MEDIA_IN_DRIVE 1112
/* The text contains a sequence that is not valid Unicode */
#define ERROR_NO_UNICODE_TRANSLATION 1113
/* An input or output error happened on the device */
#define ERROR_IO_DEVICE 1117
/* The operation ends with a later write */
#define ERROR_MORE_WRITES 1120
/* The server does not have enough memory */
#define ERROR_NOT_ENOUGH_SERVER_MEMORY 1130
/* Waiting would cause a deadlock */
#define ERROR_POSSIBLE_DEADLOCK 1131
/* Too many links */
#define ERROR_TOO_MANY_LINKS 1142
/* The element was not found */
#define ERROR_NOT_FOUND 1168
/* There is no network */
#define ERROR_NO_NETWORK 1222
/* The operation was cancelled by the user */
#define ERROR_CANCELLED 1223
/* The connection was refused by the other side */
#define ERROR_CONNECTION_REFUSED 1225
/* The disk quota is exceeded */
#define ERROR_DISK_QUOTA_EXCEEDED 1295
/* The operation needs a privilege the caller does not hold */
#define ERROR_PRIVILEGE_NOT_HELD 1314
/* The account name is not known */
#define ERROR_NONE_MAPPED 1332
/* The security descriptor is invalid */
#define ERROR_INVALID_SECURITY_DESCR 1338
/* The domain does not exist or cannot be reached */
#define ERROR_NO_SUCH_DOMAIN 1355
/* The system lacks the resources for the operation */
#define ERROR_NO_SYSTEM_RESOURCES 1450
/* The time given for the operation has passed */
#define ERROR_TIMEOUT 1460

/* ---- Remote procedure calls (rpc.md 1.5), a few system errors among them ---- */

/* The string binding is malformed */
#define RPC_S_INVALID_STRING_BINDING 1700
/* The binding handle is of the wrong kind for the operation */
#define RPC_S_WRONG_KIND_OF_BINDING 1701
/* The binding handle is invalid */
#define RPC_S_INVALID_BINDING 1702
/* The protocol sequence is not supported */
#define RPC_S_PROTSEQ_NOT_SUPPORTED 1703
/* The protocol sequence is malformed */
#define RPC_S_INVALID_RPC_PROTSEQ 1704
/* The text is not a UUID */
#define RPC_S_INVALID_STRING_UUID 1705
/* The endpoint is malformed */
#define RPC_S_INVALID_ENDPOINT_FORMAT 1706
/* The network address is invalid */
#define RPC_S_INVALID_NET_ADDR 1707
/* No endpoint was found */
#define RPC_S_NO_ENDPOINT_FOUND 1708
/* The time-out is invalid */
#define RPC_S_INVALID_TIMEOUT 1709
/* The object UUID was not found */
#define RPC_S_OBJECT_NOT_FOUND 1710
/* The object UUID is already registered */
#define RPC_S_ALREADY_REGISTERED 1711
/* The type UUID is already registered */
#define RPC_S_TYPE_ALREADY_REGISTERED 1712
/* The server is already listening */
#define RPC_S_ALREADY_LISTENING 1713
/* The server has no protocol sequence to listen on */
#define RPC_S_NO_PROTSEQS_REGISTERED 1714
/* The server is not listening */
#define RPC_S_NOT_LISTENING 1715
/* The manager type is not known */
#define RPC_S_UNKNOWN_MGR_TYPE 1716
/* The interface is not known */
#define RPC_S_UNKNOWN_IF 1717
/* There are no bindings */
#define RPC_S_NO_BINDINGS 1718
/* There are no protocol sequences */
#define RPC_S_NO_PROTSEQS 1719
/* The endpoint cannot be created */
#define RPC_S_CANT_CREATE_ENDPOINT 1720
/* There are not enough resources for the operation */
#define RPC_S_OUT_OF_RESOURCES 1721
/* The server cannot be reached */
#define RPC_S_SERVER_UNAVAILABLE 1722
/* The server is too busy for the call */
#define RPC_S_SERVER_TOO_BUSY 1723
/* The network options are invalid */
#define RPC_S_INVALID_NETWORK_OPTIONS 1724
/* No call is active on this thread */
#define RPC_S_NO_CALL_ACTIVE 1725
/* The call failed and may have been executed */
#define RPC_S_CALL_FAILED 1726
/* The call failed and was not executed */
#define RPC_S_CALL_FAILED_DNE 1727
/* The other side violated the protocol */
#define RPC_S_PROTOCOL_ERROR 1728
/* The proxy denies access to the server */
#define RPC_S_PROXY_ACCESS_DENIED 1729
/* The server does not support the transfer syntax */
#define RPC_S_UNSUPPORTED_TRANS_SYN 1730
/* The type UUID is not supported */
#define RPC_S_UNSUPPORTED_TYPE 1732
/* The tag of a union is invalid */
#define RPC_S_INVALID_TAG 1733
/* The bounds of an array are invalid */
#define RPC_S_INVALID_BOUND 1734
/* There is no network address to make a UUID from */
#define RPC_S_UUID_NO_ADDRESS 1739
/* The endpoint is already in use */
#define RPC_S_DUPLICATE_ENDPOINT 1740
/* The authentication type is not known */
#define RPC_S_UNKNOWN_AUTHN_TYPE 1741
/* The largest number of calls is too small */
#define RPC_S_MAX_CALLS_TOO_SMALL 1742
/* The string is too long */
#define RPC_S_STRING_TOO_LONG 1743
/* The protocol sequence was not found */
#define RPC_S_PROTSEQ_NOT_FOUND 1744
/* The interface has no procedure of that number */
#define RPC_S_PROCNUM_OUT_OF_RANGE 1745
/* The binding has no authentication */
#define RPC_S_BINDING_HAS_NO_AUTH 1746
/* The authentication service is not known */
#define RPC_S_UNKNOWN_AUTHN_SERVICE 1747
/* The authentication level is not known */
#define RPC_S_UNKNOWN_AUTHN_LEVEL 1748
/* The security identity is invalid */
#define RPC_S_INVALID_AUTH_IDENTITY 1749
/* The authorisation service is not known */
#define RPC_S_UNKNOWN_AUTHZ_SERVICE 1750
/* The entry of the endpoint map is invalid */
#define EPT_S_INVALID_ENTRY 1751
/* The endpoint mapper cannot perform the operation */
#define EPT_S_CANT_PERFORM_OP 1752
/* The endpoint mapper knows no endpoint of the interface */
#define EPT_S_NOT_REGISTERED 1753
/* The version option is invalid */
#define RPC_S_INVALID_VERS_OPTION 1756
/* The entry was not found */
#define RPC_S_ENTRY_NOT_FOUND 1761
/* The network address family is invalid */
#define RPC_S_INVALID_NAF_ID 1763
/* The operation is not supported */
#define RPC_S_CANNOT_SUPPORT 1764
/* There is no security context to impersonate */
#define RPC_S_NO_CONTEXT_AVAILABLE 1765
/* An internal error happened in the runtime */
#define RPC_S_INTERNAL_ERROR 1766
/* The server divided an integer by zero */
#define RPC_S_ZERO_DIVIDE 1767
/* The server used an invalid address */
#define RPC_S_ADDRESS_ERROR 1768
/* The server divided a floating-point number by zero */
#define RPC_S_FP_DIV_ZERO 1769
/* A floating-point underflow happened in the server */
#define RPC_S_FP_UNDERFLOW 1770
/* A floating-point overflow happened in the server */
#define RPC_S_FP_OVERFLOW 1771
/* There are no more servers to bind to */
#define RPC_X_NO_MORE_ENTRIES 1772
/* The character translation table cannot be opened */
#define RPC_X_SS_CHAR_TRANS_OPEN_FAIL 1773
/* The character translation table is too short */
#define RPC_X_SS_CHAR_TRANS_SHORT_FILE 1774
/* A null context handle was passed in */
#define RPC_X_SS_IN_NULL_CONTEXT 1775
/* The context handle changed during the call */
#define RPC_X_SS_CONTEXT_DAMAGED 1777
/* The binding handles of the call do not match */
#define RPC_X_SS_HANDLES_MISMATCH 1778
/* The stub cannot get the handle of the call */
#define RPC_X_SS_CANNOT_GET_CALL_HANDLE 1779
/* A reference pointer is null */
#define RPC_X_NULL_REF_POINTER 1780
/* The value of an enumeration is out of range */
#define RPC_X_ENUM_VALUE_OUT_OF_RANGE 1781
/* The byte count is too small */
#define RPC_X_BYTE_COUNT_TOO_SMALL 1782
/* The stub received bad data */
#define RPC_X_BAD_STUB_DATA 1783
/* The buffer is not valid for the operation */
#define ERROR_INVALID_USER_BUFFER 1784
/* The medium is not of a known type */
#define ERROR_UNRECOGNIZED_MEDIA 1785
/* A call is in progress on this thread */
#define RPC_S_CALL_IN_PROGRESS 1791
/* There are no more bindings */
#define RPC_S_NO_MORE_BINDINGS 1806
/* No interfaces are registered */
#define RPC_S_NO_INTERFACES 1817
/* The call was cancelled */
#define RPC_S_CALL_CANCELLED 1818
/* The binding handle lacks a part the call needs */
#define RPC_S_BINDING_INCOMPLETE 1819
/* Communication failed during the call */
#define RPC_S_COMM_FAILURE 1820
/* The authentication level is not supported */
#define RPC_S_UNSUPPORTED_AUTHN_LEVEL 1821
/* No principal name is registered */
#define RPC_S_NO_PRINC_NAME 1822
/* The number is not an RPC status */
#define RPC_S_NOT_RPC_ERROR 1823
/* The UUID is unique on this machine only */
#define RPC_S_UUID_LOCAL_ONLY 1824
/* The security package reported an error */
#define RPC_S_SEC_PKG_ERROR 1825
/* The thread is not cancelled */
#define RPC_S_NOT_CANCELLED 1826
/* The operation does not suit the direction of the encoding handle */
#define RPC_X_INVALID_ES_ACTION 1827
/* The version of the encoding runtime is wrong */
#define RPC_X_WRONG_ES_VERSION 1828
/* The version of the stub is wrong */
#define RPC_X_WRONG_STUB_VERSION 1829
/* The pipe object is invalid */
#define RPC_X_INVALID_PIPE_OBJECT 1830
/* The pipe was used out of order */
#define RPC_X_WRONG_PIPE_ORDER 1831
/* The version of the pipe is wrong */
#define RPC_X_WRONG_PIPE_VERSION 1832
/* The endpoint map cannot be created */
#define EPT_S_CANT_CREATE 1899
/* The object is invalid */
#define RPC_S_INVALID_OBJECT 1900
/* The object exporter is not known */
#define OR_INVALID_OXID 1910
/* The object is not known */
#define OR_INVALID_OID 1911
/* The ping set is not known */
#define OR_INVALID_SET 1912
/* Part of the data is still to be sent */
#define RPC_S_SEND_INCOMPLETE 1913
/* The asynchronous handle is invalid */
#define RPC_S_INVALID_ASYNC_HANDLE 1914
/* The operation does not suit the asynchronous call */
#define RPC_S_INVALID_ASYNC_CALL 1915
/* The pipe is already closed */
#define RPC_X_PIPE_CLOSED 1916
/* The call ended before its pipes were finished */
#define RPC_X_PIPE_DISCIPLINE_ERROR 1917
/* The pipe has no more data */
#define RPC_X_PIPE_EMPTY 1918
/* The file name leads through too many symbolic links */
#define ERROR_CANT_RESOLVE_FILENAME 1921

/* ---- Sockets ---- */

/* The system call was interrupted */
#define WSAEINTR 10004
/* The operation would block */
#define WSAEWOULDBLOCK 10035
/* The operation is now in progress */
#define WSAEINPROGRESS 10036
/* The operation is already in progress */
#define WSAEALREADY 10037
/* The descriptor is not a socket */
#define WSAENOTSOCK 10038
/* The operation needs a destination address */
#define WSAEDESTADDRREQ 10039
/* The message is too long */
#define WSAEMSGSIZE 10040
/* The protocol is of the wrong type for the socket */
#define WSAEPROTOTYPE 10041
/* The protocol does not have the option */
#define WSAENOPROTOOPT 10042
/* The protocol is not supported */
#define WSAEPROTONOSUPPORT 10043
/* The socket type is not supported */
#define WSAESOCKTNOSUPPORT 10044
/* The protocol family is not supported */
#define WSAEPFNOSUPPORT 10046
/* The address family is not supported */
#define WSAEAFNOSUPPORT 10047
/* The address is already in use */
#define WSAEADDRINUSE 10048
/* The address is not available on this machine */
#define WSAEADDRNOTAVAIL 10049
/* The network is down */
#define WSAENETDOWN 10050
/* The network cannot be reached */
#define WSAENETUNREACH 10051
/* The network dropped the connection */
#define WSAENETRESET 10052
/* The connection was aborted on this side */
#define WSAECONNABORTED 10053
/* The connection was reset by the other side */
#define WSAECONNRESET 10054
/* There is no buffer space */
#define WSAENOBUFS 10055
/* The socket is already connected */
#define WSAEISCONN 10056
/* The socket is not connected */
#define WSAENOTCONN 10057
/* The socket was shut down and cannot send any more */
#define WSAESHUTDOWN 10058
/* There are too many references */
#define WSAETOOMANYREFS 10059
/* The connection timed out */
#define WSAETIMEDOUT 10060
/* The connection was refused */
#define WSAECONNREFUSED 10061
/* The host is down */
#define WSAEHOSTDOWN 10064
/* The host cannot be reached */
#define WSAEHOSTUNREACH 10065
/* There are too many users */
#define WSAEUSERS 10068
/* The file handle is stale */
#define WSAESTALE 10070
/* The object is remote */
#define WSAEREMOTE 10071

/* ---- Aliases ---- */

#define NO_ERROR ERROR_SUCCESS
#define RPC_S_OK ERROR_SUCCESS
#define RPC_S_ACCESS_DENIED ERROR_ACCESS_DENIED
#define RPC_S_OUT_OF_MEMORY ERROR_OUTOFMEMORY
#define RPC_S_INVALID_ARG ERROR_INVALID_PARAMETER
#define RPC_S_INVALID_LEVEL ERROR_INVALID_PARAMETER
#define RPC_S_BUFFER_TOO_SMALL ERROR_INSUFFICIENT_BUFFER
#define RPC_S_OUT_OF_THREADS ERROR_MAX_THRDS_REACHED
#define RPC_S_ASYNC_CALL_PENDING ERROR_IO_PENDING
#define RPC_S_SERVER_OUT_OF_MEMORY ERROR_NOT_ENOUGH_SERVER_MEMORY
#define RPC_S_UNKNOWN_PRINCIPAL ERROR_NONE_MAPPED
#define RPC_S_INVALID_SECURITY_DESC ERROR_INVALID_SECURITY_DESCR
#define RPC_S_TIMEOUT ERROR_TIMEOUT
#define RPC_X_NO_MEMORY ERROR_OUTOFMEMORY
#define RPC_X_PIPE_APP_MEMORY ERROR_OUTOFMEMORY
#define RPC_X_SS_CONTEXT_MISMATCH ERROR_INVALID_HANDLE
#define RPC_X_INVALID_TAG RPC_S_INVALID_TAG
#define RPC_X_INVALID_BOUND RPC_S_INVALID_BOUND
#define RPC_X_ENUM_VALUE_TOO_LARGE RPC_X_ENUM_VALUE_OUT_OF_RANGE
#define RPC_X_INVALID_BUFFER ERROR_INVALID_USER_BUFFER
#define RPC_X_INVALID_PIPE_OPERATION RPC_X_WRONG_PIPE_ORDER
