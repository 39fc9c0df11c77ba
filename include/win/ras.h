/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Remote access: links to other networks that are dialled, watched and hung up, and the phone
 * books that describe them (ras.md). docs/ras.md tells it to users.
 *
 * Functions return ERROR_SUCCESS or a number of <raserror.h> or <winerror.h>; GetLastError() is not
 * set. They may be called from any thread. In a notification handler RasDial() is the only one
 * that fails. Those that end with A take UTF-8, those with W UTF-16.
 *
 * A structure begins with dwSize, to be set by the caller, of arrays in the first element:
 * ERROR_INVALID_SIZE if it is not known, where nothing else is said. Functions that fill an array
 * take the bytes that there are in @size and leave those that they need: ERROR_BUFFER_TOO_SMALL
 * if that is more, or if there is no array.
 *
 * A phone book is named by its path. NULL or "" is the user's and, where something is looked for
 * and is not in it, the system's.
 */

#include "ras-types.h"

G_BEGIN_DECLS

/* ---- Connections ---- */

/**
 * RasDialA:
 * @extensions: (nullable): options, RDEOPT_
 * @phone_book: (nullable): where the entry is
 * @params: what to dial and with what. Without szEntryName szPhoneNumber by itself; otherwise it
 *   replaces the number of the entry. Without szUserName and szPassword what is saved with the
 *   entry. A szPassword that RasGetEntryDialParams() gave stands for the saved one. A szDomain of
 *   "*" is the one of the entry
 * @notifier_type: 0, 1, 2: @notifier is a RASDIALFUNC, RASDIALFUNC1, RASDIALFUNC2; 0xFFFFFFFF: it
 *   is a window of beck_window_new(). Not looked at without @notifier
 * @notifier: (nullable): told of each state, one after the other, on a thread of the library's;
 *   the dial goes on when it returns. NULL: the function returns when the connection is there
 *   or has failed, and RDEOPT_PausedStates is not looked at
 * @connection: (inout): NULL before; a handle for RasHangUp(), also after an error if it is not
 *   NULL then. To go on after a paused state: the handle, with the same @notifier
 *
 * An entry that is connected already is not dialled again but has one use more; each use needs its
 * own RasHangUp(). Ends, for the handler, with RASCS_Connected, RASCS_Disconnected or an error
 * (ras.md 3).
 *
 * Returns: 0; ERROR_INVALID_PARAMETER, ERROR_INVALID_SIZE, ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
 *   ERROR_CANNOT_OPEN_PHONEBOOK, ERROR_INVALID_AUTH_STATE to go on where nothing is paused,
 *   ERROR_ASYNC_REQUEST_PENDING inside a handler; without @notifier, why the dial has failed
 */
DWORD WINAPI RasDialA (LPRASDIALEXTENSIONS extensions, LPCSTR phone_book, LPRASDIALPARAMSA params,
                       DWORD notifier_type, LPVOID notifier, LPHRASCONN connection);

/* As RasDialA(). */
DWORD WINAPI RasDialW (LPRASDIALEXTENSIONS extensions, LPCWSTR phone_book, LPRASDIALPARAMSW params,
                       DWORD notifier_type, LPVOID notifier, LPHRASCONN connection);

/**
 * RasHangUpA:
 * @connection: (transfer full): a connection or a dial
 *
 * Gives one use back. With the last one the end has begun when this returns, and goes on by itself;
 * RasGetConnectStatus() returns ERROR_INVALID_HANDLE when nothing is left.
 *
 * Returns: 0; ERROR_INVALID_HANDLE
 */
DWORD WINAPI RasHangUpA (HRASCONN connection);
DWORD WINAPI RasHangUpW (HRASCONN connection);

/**
 * RasGetConnectStatusA:
 * @connection: a connection or a dial, also one that has failed
 * @status: (inout): its state, with the reason in dwError if it has failed or was lost
 *
 * Returns: 0; ERROR_INVALID_HANDLE, looked at first; ERROR_INVALID_PARAMETER, ERROR_INVALID_SIZE
 */
DWORD WINAPI RasGetConnectStatusA (HRASCONN connection, LPRASCONNSTATUSA status);
DWORD WINAPI RasGetConnectStatusW (HRASCONN connection, LPRASCONNSTATUSW status);

/**
 * RasEnumConnectionsA:
 * @connections: (nullable) (out caller-allocates): those that are up, of this and other processes
 * @size: (inout): bytes
 * @n: (out): how many there are
 *
 * Returns: 0; ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_SIZE, ERROR_INVALID_PARAMETER,
 *   ERROR_NOT_ENOUGH_MEMORY
 */
DWORD WINAPI RasEnumConnectionsA (LPRASCONNA connections, LPDWORD size, LPDWORD n);
DWORD WINAPI RasEnumConnectionsW (LPRASCONNW connections, LPDWORD size, LPDWORD n);

/**
 * RasConnectionNotificationA:
 * @connection: a connection, or INVALID_HANDLE_VALUE for all of them
 * @event: set when it happens; it must not be closed before
 * @flags: RASCN_; RASCN_Connection for INVALID_HANDLE_VALUE only
 *
 * Returns: 0; ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY
 */
DWORD WINAPI RasConnectionNotificationA (HRASCONN connection, HANDLE event, DWORD flags);
DWORD WINAPI RasConnectionNotificationW (HRASCONN connection, HANDLE event, DWORD flags);

/**
 * RasGetProjectionInfoA:
 * @connection: a connection
 * @projection: the protocol
 * @buffer: (nullable) (inout): its structure, RASPPPIPA for RASP_PppIp
 * @size: (inout): bytes
 *
 * Returns: 0; ERROR_PROJECTION_NOT_COMPLETE before RASCS_Projected, ERROR_PROTOCOL_NOT_CONFIGURED,
 *   ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_INVALID_SIZE
 */
DWORD WINAPI RasGetProjectionInfoA (HRASCONN connection, RASPROJECTION projection, LPVOID buffer,
                                    LPDWORD size);
DWORD WINAPI RasGetProjectionInfoW (HRASCONN connection, RASPROJECTION projection, LPVOID buffer,
                                    LPDWORD size);

/**
 * RasGetProjectionInfoEx:
 * @projection: (nullable) (inout): of all protocols; version, RASAPIVERSION_601, is the caller's
 * @size: (inout): bytes
 *
 * Returns: as RasGetProjectionInfoA()
 */
DWORD WINAPI RasGetProjectionInfoEx (HRASCONN connection, PRAS_PROJECTION_INFO projection,
                                     LPDWORD size);

/**
 * RasGetConnectionStatistics:
 * @statistics: (inout): since the connection was made or cleared; counts are modulo 2^32
 *
 * Returns: 0; E_INVALIDARG for no connection, no structure or an unknown dwSize
 */
DWORD WINAPI RasGetConnectionStatistics (HRASCONN connection, RAS_STATS *statistics);

/* Returns: 0; ERROR_INVALID_HANDLE */
DWORD WINAPI RasClearConnectionStatistics (HRASCONN connection);

/* As RasGetConnectionStatistics(), of one link. @sub_entry: from 1 on */
DWORD WINAPI RasGetLinkStatistics (HRASCONN connection, DWORD sub_entry, RAS_STATS *statistics);

/* As RasClearConnectionStatistics(), of one link; ERROR_INVALID_PARAMETER for @sub_entry 0 */
DWORD WINAPI RasClearLinkStatistics (HRASCONN connection, DWORD sub_entry);

/**
 * RasGetSubEntryHandleA:
 * @sub_entry: from 1 on
 * @link: (out): the handle of one link of @connection
 *
 * Returns: 0; ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_NO_CONNECTION
 */
DWORD WINAPI RasGetSubEntryHandleA (HRASCONN connection, DWORD sub_entry, LPHRASCONN link);
DWORD WINAPI RasGetSubEntryHandleW (HRASCONN connection, DWORD sub_entry, LPHRASCONN link);

/**
 * RasGetErrorStringA:
 * @error: what a function of this header has returned
 * @buffer: (out caller-allocates): its text, in English
 * @size: characters of @buffer; 512 are enough for every text
 *
 * Returns: 0; ERROR_INVALID_PARAMETER for no buffer or an unknown number, ERROR_INSUFFICIENT_BUFFER
 */
DWORD WINAPI RasGetErrorStringA (UINT error, LPSTR buffer, DWORD size);
DWORD WINAPI RasGetErrorStringW (UINT error, LPWSTR buffer, DWORD size);

/* ---- Phone books ---- */

/**
 * RasEnumEntriesA:
 * @reserved: NULL
 * @phone_book: (nullable): NULL for the user's and the system's
 * @entries: (nullable) (out caller-allocates): their names, and the books they are in
 * @size: (inout): bytes
 * @n: (out): how many there are
 *
 * Returns: 0; ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_SIZE, ERROR_INVALID_PARAMETER,
 *   ERROR_CANNOT_OPEN_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK, ERROR_NOT_ENOUGH_MEMORY
 */
DWORD WINAPI RasEnumEntriesA (LPCSTR reserved, LPCSTR phone_book, LPRASENTRYNAMEA entries,
                              LPDWORD size, LPDWORD n);
DWORD WINAPI RasEnumEntriesW (LPCWSTR reserved, LPCWSTR phone_book, LPRASENTRYNAMEW entries,
                              LPDWORD size, LPDWORD n);

/**
 * RasGetEntryPropertiesA:
 * @phone_book: (nullable): where @entry is
 * @entry: (nullable): its name; NULL or "" for what a new entry begins with
 * @properties: (nullable) (out caller-allocates): what is set for it. Alternate numbers follow the
 *   structure at dwAlternateOffset
 * @size: (inout): bytes
 * @device_info, @device_info_size: (nullable): not used; the size becomes 0
 *
 * Returns: 0; ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_SIZE, ERROR_INVALID_PARAMETER,
 *   ERROR_BUFFER_INVALID, ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_CANNOT_OPEN_PHONEBOOK,
 *   ERROR_CORRUPT_PHONEBOOK, ERROR_NOT_ENOUGH_MEMORY
 */
DWORD WINAPI RasGetEntryPropertiesA (LPCSTR phone_book, LPCSTR entry, LPRASENTRYA properties,
                                     LPDWORD size, LPBYTE device_info, LPDWORD device_info_size);
DWORD WINAPI RasGetEntryPropertiesW (LPCWSTR phone_book, LPCWSTR entry, LPRASENTRYW properties,
                                     LPDWORD size, LPBYTE device_info, LPDWORD device_info_size);

/**
 * RasSetEntryPropertiesA:
 * @phone_book: (nullable): where @entry is, or is made
 * @entry: its name
 * @properties: what to set; szLocalPhoneNumber, szDeviceName, szDeviceType, dwFramingProtocol and
 *   dwType are needed. What an entry has beside that is kept
 * @size: bytes at @properties, alternate numbers included
 * @device_info, @device_info_size: not looked at
 *
 * Returns: 0; ERROR_INVALID_PARAMETER for what is missing, ERROR_INVALID_NAME for @entry,
 *   ERROR_INVALID_SIZE, ERROR_BUFFER_INVALID for numbers beyond the end, ERROR_ACCESS_DENIED,
 *   ERROR_CANNOT_OPEN_PHONEBOOK, ERROR_CANNOT_WRITE_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK
 */
DWORD WINAPI RasSetEntryPropertiesA (LPCSTR phone_book, LPCSTR entry, LPRASENTRYA properties,
                                     DWORD size, LPBYTE device_info, DWORD device_info_size);
DWORD WINAPI RasSetEntryPropertiesW (LPCWSTR phone_book, LPCWSTR entry, LPRASENTRYW properties,
                                     DWORD size, LPBYTE device_info, DWORD device_info_size);

/**
 * RasValidateEntryNameA:
 * @phone_book: (nullable): where an entry is to be made
 * @entry: its name: a letter or digit in it, none of | > < ? * \ / : and no "." in front
 *
 * Returns: 0 if the name is valid and free; ERROR_ALREADY_EXISTS, ERROR_INVALID_NAME,
 *   ERROR_CANNOT_OPEN_PHONEBOOK if the book is not there
 */
DWORD WINAPI RasValidateEntryNameA (LPCSTR phone_book, LPCSTR entry);
DWORD WINAPI RasValidateEntryNameW (LPCWSTR phone_book, LPCWSTR entry);

/**
 * RasRenameEntryA:
 * @phone_book: (nullable): where it is
 * @old_name: its name
 * @new_name: up to 256 characters, not blank, no "." in front
 *
 * Returns: 0; ERROR_INVALID_NAME, ERROR_ALREADY_EXISTS, ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, and as
 *   RasSetEntryPropertiesA()
 */
DWORD WINAPI RasRenameEntryA (LPCSTR phone_book, LPCSTR old_name, LPCSTR new_name);
DWORD WINAPI RasRenameEntryW (LPCWSTR phone_book, LPCWSTR old_name, LPCWSTR new_name);

/**
 * RasDeleteEntryA:
 * @phone_book: (nullable): where it is
 * @entry: its name; what is saved with it goes, too
 *
 * Returns: 0; ERROR_INVALID_NAME if there is none, ERROR_CANNOT_DELETE while it is connected,
 *   ERROR_ACCESS_DENIED, and as RasSetEntryPropertiesA()
 */
DWORD WINAPI RasDeleteEntryA (LPCSTR phone_book, LPCSTR entry);
DWORD WINAPI RasDeleteEntryW (LPCWSTR phone_book, LPCWSTR entry);

/**
 * RasGetEntryDialParamsA:
 * @phone_book: (nullable): where the entry of szEntryName is
 * @params: (inout): what is saved for it. szPhoneNumber stays empty, and szPassword is a token
 *   that RasDial() takes for the password, if there is one
 * @has_password: (out): whether one is saved
 *
 * Returns: 0; ERROR_BUFFER_INVALID for no structure or no flag, ERROR_INVALID_SIZE,
 *   ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_CANNOT_OPEN_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK,
 *   ERROR_ACCESS_DENIED if others may read what is saved, ERROR_NOT_ENOUGH_MEMORY
 */
DWORD WINAPI RasGetEntryDialParamsA (LPCSTR phone_book, LPRASDIALPARAMSA params,
                                     LPBOOL has_password);
DWORD WINAPI RasGetEntryDialParamsW (LPCWSTR phone_book, LPRASDIALPARAMSW params,
                                     LPBOOL has_password);

/**
 * RasSetEntryDialParamsA:
 * @phone_book: (nullable): where the entry of szEntryName is
 * @params: what to save: szCallbackNumber, szUserName, szPassword, szDomain. An empty text leaves
 *   what there is, and so does a szPassword that RasGetEntryDialParams() gave
 * @remove_password: whether to forget the password
 *
 * A password is saved in a file that nobody but its owner may read.
 *
 * Returns: as RasGetEntryDialParamsA(); ERROR_CANNOT_WRITE_PHONEBOOK
 */
DWORD WINAPI RasSetEntryDialParamsA (LPCSTR phone_book, LPRASDIALPARAMSA params,
                                     BOOL remove_password);
DWORD WINAPI RasSetEntryDialParamsW (LPCWSTR phone_book, LPRASDIALPARAMSW params,
                                     BOOL remove_password);

/**
 * RasGetCredentialsA:
 * @phone_book: (nullable): where @entry is
 * @credentials: (inout): those that dwMask asks for; it then says which there are. The password is
 *   a token, as of RasGetEntryDialParams()
 *
 * Returns: as RasGetEntryDialParamsA(); ERROR_INVALID_PARAMETER for no structure
 */
DWORD WINAPI RasGetCredentialsA (LPCSTR phone_book, LPCSTR entry, LPRASCREDENTIALSA credentials);
DWORD WINAPI RasGetCredentialsW (LPCWSTR phone_book, LPCWSTR entry, LPRASCREDENTIALSW credentials);

/**
 * RasSetCredentialsA:
 * @phone_book: (nullable): where @entry is
 * @credentials: those that dwMask names are saved; RASCM_UserName, RASCM_Password, RASCM_Domain
 * @clear: whether they are forgotten instead
 *
 * Returns: as RasSetEntryDialParamsA(); ERROR_INVALID_PARAMETER for no structure or other bits
 */
DWORD WINAPI RasSetCredentialsA (LPCSTR phone_book, LPCSTR entry, LPRASCREDENTIALSA credentials,
                                 BOOL clear);
DWORD WINAPI RasSetCredentialsW (LPCWSTR phone_book, LPCWSTR entry, LPRASCREDENTIALSW credentials,
                                 BOOL clear);

/* ---- What there is ---- */

/**
 * RasEnumDevicesA:
 * @devices: (nullable) (out caller-allocates): what can be dialled with
 * @size: (inout): bytes
 * @n: (out): how many there are
 *
 * Returns: 0; ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_PARAMETER, ERROR_INVALID_USER_BUFFER for an
 *   unknown dwSize, ERROR_NOT_ENOUGH_MEMORY
 */
DWORD WINAPI RasEnumDevicesA (LPRASDEVINFOA devices, LPDWORD size, LPDWORD n);
DWORD WINAPI RasEnumDevicesW (LPRASDEVINFOW devices, LPDWORD size, LPDWORD n);

/**
 * RasGetCountryInfoA:
 * @country: (inout): dwCountryID in, 1 is the first; the rest out, with the name at
 *   dwCountryNameOffset and the next one's identifier in dwNextCountryID, 0 after the last
 * @size: (inout): bytes, the name included
 *
 * Returns: 0; ERROR_BUFFER_TOO_SMALL, ERROR_INVALID_SIZE, ERROR_INVALID_PARAMETER for an identifier
 *   of no country
 */
DWORD WINAPI RasGetCountryInfoA (LPRASCTRYINFOA country, LPDWORD size);
DWORD WINAPI RasGetCountryInfoW (LPRASCTRYINFOW country, LPDWORD size);

/* ---- By UNICODE ---- */

#ifdef UNICODE
#define RasConnectionNotification RasConnectionNotificationW
#define RasDeleteEntry RasDeleteEntryW
#define RasDial RasDialW
#define RasEnumConnections RasEnumConnectionsW
#define RasEnumDevices RasEnumDevicesW
#define RasEnumEntries RasEnumEntriesW
#define RasGetConnectStatus RasGetConnectStatusW
#define RasGetCountryInfo RasGetCountryInfoW
#define RasGetCredentials RasGetCredentialsW
#define RasGetEntryDialParams RasGetEntryDialParamsW
#define RasGetEntryProperties RasGetEntryPropertiesW
#define RasGetErrorString RasGetErrorStringW
#define RasGetProjectionInfo RasGetProjectionInfoW
#define RasGetSubEntryHandle RasGetSubEntryHandleW
#define RasHangUp RasHangUpW
#define RasRenameEntry RasRenameEntryW
#define RasSetCredentials RasSetCredentialsW
#define RasSetEntryDialParams RasSetEntryDialParamsW
#define RasSetEntryProperties RasSetEntryPropertiesW
#define RasValidateEntryName RasValidateEntryNameW
#else
#define RasConnectionNotification RasConnectionNotificationA
#define RasDeleteEntry RasDeleteEntryA
#define RasDial RasDialA
#define RasEnumConnections RasEnumConnectionsA
#define RasEnumDevices RasEnumDevicesA
#define RasEnumEntries RasEnumEntriesA
#define RasGetConnectStatus RasGetConnectStatusA
#define RasGetCountryInfo RasGetCountryInfoA
#define RasGetCredentials RasGetCredentialsA
#define RasGetEntryDialParams RasGetEntryDialParamsA
#define RasGetEntryProperties RasGetEntryPropertiesA
#define RasGetErrorString RasGetErrorStringA
#define RasGetProjectionInfo RasGetProjectionInfoA
#define RasGetSubEntryHandle RasGetSubEntryHandleA
#define RasHangUp RasHangUpA
#define RasRenameEntry RasRenameEntryA
#define RasSetCredentials RasSetCredentialsA
#define RasSetEntryDialParams RasSetEntryDialParamsA
#define RasSetEntryProperties RasSetEntryPropertiesA
#define RasValidateEntryName RasValidateEntryNameA
#endif

G_END_DECLS
