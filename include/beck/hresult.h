/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * HRESULT, the result of every method (com.md section 2): its parts, the codes, their
 * names and texts, and the way to and from errno. docs/errors.md has the whole picture.
 *
 * This header is also the table behind beck_hresult_to_name() and
 * beck_hresult_to_string(). The build reads every "#define NAME ((HRESULT) 0xNUMBER)" together
 * with the comment on the line before it, which is the text. The numbers rise (read as
 * unsigned); no macro of another kind has that form.
 */

#include <beck/status.h>
#include <beck/types.h>

G_BEGIN_DECLS

/*
 * Bit 31 is the severity, bits 26 to 16 the facility, bits 15 to 0 the code. Bit 29 marks
 * codes that are not Microsoft's and bit 28 those made from an NTSTATUS. The accessor
 * of the facility has always kept 13 bits, so it shows bit 28 as well.
 */
#define SEVERITY_SUCCESS 0
#define SEVERITY_ERROR 1

#define FACILITY_NULL 0
#define FACILITY_RPC 1
#define FACILITY_DISPATCH 2
#define FACILITY_STORAGE 3
#define FACILITY_ITF 4
#define FACILITY_WIN32 7
#define FACILITY_WINDOWS 8

#define HRESULT_SEVERITY(hr) (((uint32_t) (hr) >> 31) & 1)
#define HRESULT_FACILITY(hr) (((uint32_t) (hr) >> 16) & 0x1fff)
#define HRESULT_CODE(hr) ((hr) & 0xffff)

#define MAKE_HRESULT(severity, facility, code)                                                     \
  ((HRESULT) ((uint32_t) (severity) << 31 | (uint32_t) (facility) << 16 | (uint32_t) (code)))

/**
 * HRESULT_FROM_WIN32:
 * @status: a Win32 error or RPC status; evaluated more than once
 *
 * A constant expression if @status is one.
 *
 * Returns: @status itself if it is zero or negative, that is an HRESULT already;
 * otherwise the failure of %FACILITY_WIN32 with that code
 */
#define HRESULT_FROM_WIN32(status)                                                                 \
  ((HRESULT) (status) <= 0 ? (HRESULT) (status)                                                    \
                           : (HRESULT) (((uint32_t) (status) & 0xffff) | 0x80070000))

/**
 * HRESULT_FROM_NT:
 * @status: an NTSTATUS
 */
#define HRESULT_FROM_NT(status) ((HRESULT) ((uint32_t) (status) | 0x10000000))

/**
 * BECK_HRESULT_FROM_RAW_ERRNO:
 * @err: an errno
 *
 * Keeps an errno that has no counterpart in Win32 as it is: a failure with the
 * customer bit, which no code of Microsoft has, and a facility of Beck's own. Programs call
 * beck_hresult_from_errno(), which knows when this form is the right one.
 */
#define BECK_FACILITY_ERRNO 0x0be
#define BECK_HRESULT_FROM_RAW_ERRNO(err)                                                           \
  ((HRESULT) (0xa0000000 | BECK_FACILITY_ERRNO << 16 | (uint32_t) (err)))

/**
 * BECK_TIMED_OUT:
 * @hr: what a wait returned
 *
 * Waits tell that their time is up by either of two codes (design decision 4): both are
 * meant here.
 */
#define BECK_TIMED_OUT(hr) ((hr) == RPC_E_TIMEOUT || (hr) == RPC_S_CALLPENDING)

/* ---- Success: four codes, each frozen with the method that documents it ---- */

/* Success */
#define S_OK ((HRESULT) 0x00000000)
/* Success, with less than was asked for or with the answer no */
#define S_FALSE ((HRESULT) 0x00000001)
/* The moniker is already registered */
#define MK_S_MONIKERALREADYREGISTERED ((HRESULT) 0x000401E7)
/* Some of the interfaces asked for are not available */
#define CO_S_NOTALLINTERFACES ((HRESULT) 0x00080012)

/* ---- FACILITY_NULL: what any method may return ---- */

/* The data needed for the operation is not yet available */
#define E_PENDING ((HRESULT) 0x8000000A)
/* The operation went beyond the valid bounds */
#define E_BOUNDS ((HRESULT) 0x8000000B)
/* The object has changed since the operation on it began */
#define E_CHANGED_STATE ((HRESULT) 0x8000000C)
/* The object cannot go into the state asked for */
#define E_ILLEGAL_STATE_CHANGE ((HRESULT) 0x8000000D)
/* The method was called at a time when it may not be called */
#define E_ILLEGAL_METHOD_CALL ((HRESULT) 0x8000000E)
/* The asynchronous operation was not started */
#define E_ASYNC_OPERATION_NOT_STARTED ((HRESULT) 0x80000019)
/* The method is not implemented */
#define E_NOTIMPL ((HRESULT) 0x80004001)
/* The object does not have the interface */
#define E_NOINTERFACE ((HRESULT) 0x80004002)
/* A pointer that must not be null is null or invalid */
#define E_POINTER ((HRESULT) 0x80004003)
/* The operation was aborted */
#define E_ABORT ((HRESULT) 0x80004004)
/* The operation failed for an unspecified reason */
#define E_FAIL ((HRESULT) 0x80004005)
/* The storage of the thread could not be set up */
#define CO_E_INIT_TLS ((HRESULT) 0x80004006)
/* The class cannot be activated on another machine */
#define CO_E_CANT_REMOTE ((HRESULT) 0x80004013)
/* The server was started but did not register in time */
#define CO_E_SERVER_START_TIMEOUT ((HRESULT) 0x8000401E)
/* The operation is not supported here */
#define CO_E_NOT_SUPPORTED ((HRESULT) 0x80004021)
/* The asynchronous work was rejected */
#define CO_E_ASYNC_WORK_REJECTED ((HRESULT) 0x80004029)
/* Something happened that must not happen */
#define E_UNEXPECTED ((HRESULT) 0x8000FFFF)

/* ---- FACILITY_RPC: calls ---- */

/* The server rejected the call */
#define RPC_E_CALL_REJECTED ((HRESULT) 0x80010001)
/* The call was cancelled */
#define RPC_E_CALL_CANCELED ((HRESULT) 0x80010002)
/* The caller is handling a sent message and cannot post the call */
#define RPC_E_CANTPOST_INSENDCALL ((HRESULT) 0x80010003)
/* No call may go out while an asynchronous call is handled */
#define RPC_E_CANTCALLOUT_INASYNCCALL ((HRESULT) 0x80010004)
/* No call may go out while an external call is handled */
#define RPC_E_CANTCALLOUT_INEXTERNALCALL ((HRESULT) 0x80010005)
/* The connection ended and is in an unknown state */
#define RPC_E_CONNECTION_TERMINATED ((HRESULT) 0x80010006)
/* The server went away and the call may have been executed */
#define RPC_E_SERVER_DIED ((HRESULT) 0x80010007)
/* The client went away while the server worked for it */
#define RPC_E_CLIENT_DIED ((HRESULT) 0x80010008)
/* The packet with the marshalled data is wrong */
#define RPC_E_INVALID_DATAPACKET ((HRESULT) 0x80010009)
/* The call could not be sent */
#define RPC_E_CANTTRANSMIT_CALL ((HRESULT) 0x8001000A)
/* The client could not marshal its arguments */
#define RPC_E_CLIENT_CANTMARSHAL_DATA ((HRESULT) 0x8001000B)
/* The client could not unmarshal the results */
#define RPC_E_CLIENT_CANTUNMARSHAL_DATA ((HRESULT) 0x8001000C)
/* The server could not marshal its results */
#define RPC_E_SERVER_CANTMARSHAL_DATA ((HRESULT) 0x8001000D)
/* The server could not unmarshal the arguments */
#define RPC_E_SERVER_CANTUNMARSHAL_DATA ((HRESULT) 0x8001000E)
/* The data received is invalid */
#define RPC_E_INVALID_DATA ((HRESULT) 0x8001000F)
/* A parameter is invalid and can be neither marshalled nor unmarshalled */
#define RPC_E_INVALID_PARAMETER ((HRESULT) 0x80010010)
/* There is already a call out on this conversation */
#define RPC_E_CANTCALLOUT_AGAIN ((HRESULT) 0x80010011)
/* The server went away and the call was not executed */
#define RPC_E_SERVER_DIED_DNE ((HRESULT) 0x80010012)
/* A system call failed */
#define RPC_E_SYS_CALL_FAILED ((HRESULT) 0x80010100)
/* A resource needed for the call is exhausted */
#define RPC_E_OUT_OF_RESOURCES ((HRESULT) 0x80010101)
/* Several threads used an object that allows only one */
#define RPC_E_ATTEMPTED_MULTITHREAD ((HRESULT) 0x80010102)
/* The interface is not registered on the server object */
#define RPC_E_NOT_REGISTERED ((HRESULT) 0x80010103)
/* The server could not be called or returned no results */
#define RPC_E_FAULT ((HRESULT) 0x80010104)
/* The server raised an exception */
#define RPC_E_SERVERFAULT ((HRESULT) 0x80010105)
/* The thread is already in an apartment of the other kind */
#define RPC_E_CHANGED_MODE ((HRESULT) 0x80010106)
/* The method does not exist on the server */
#define RPC_E_INVALIDMETHOD ((HRESULT) 0x80010107)
/* The object is disconnected from its clients */
#define RPC_E_DISCONNECTED ((HRESULT) 0x80010108)
/* The server was busy; the call may be tried again now */
#define RPC_E_RETRY ((HRESULT) 0x80010109)
/* The server is busy; the call may be tried again later */
#define RPC_E_SERVERCALL_RETRYLATER ((HRESULT) 0x8001010A)
/* The message filter of the server rejected the call */
#define RPC_E_SERVERCALL_REJECTED ((HRESULT) 0x8001010B)
/* The data of the call is invalid */
#define RPC_E_INVALID_CALLDATA ((HRESULT) 0x8001010C)
/* No call may go out while an input-synchronised call is handled */
#define RPC_E_CANTCALLOUT_ININPUTSYNCCALL ((HRESULT) 0x8001010D)
/* The interface belongs to another apartment */
#define RPC_E_WRONG_THREAD ((HRESULT) 0x8001010E)
/* The thread has not been initialised */
#define RPC_E_THREAD_NOT_INIT ((HRESULT) 0x8001010F)
/* The two sides speak different versions of the protocol */
#define RPC_E_VERSION_MISMATCH ((HRESULT) 0x80010110)
/* The header of the call is wrong */
#define RPC_E_INVALID_HEADER ((HRESULT) 0x80010111)
/* An extension of the call is wrong */
#define RPC_E_INVALID_EXTENSION ((HRESULT) 0x80010112)
/* The interface pointer identifier is not known */
#define RPC_E_INVALID_IPID ((HRESULT) 0x80010113)
/* The object does not exist */
#define RPC_E_INVALID_OBJECT ((HRESULT) 0x80010114)
/* The call is still pending */
#define RPC_S_CALLPENDING ((HRESULT) 0x80010115)
/* The wait ended by its timer */
#define RPC_S_WAITONTIMER ((HRESULT) 0x80010116)
/* The call is complete or there is no call */
#define RPC_E_CALL_COMPLETE ((HRESULT) 0x80010117)
/* The call is less secure than the server demands */
#define RPC_E_UNSECURE_CALL ((HRESULT) 0x80010118)
/* Security was set up before and can no longer be changed */
#define RPC_E_TOO_LATE ((HRESULT) 0x80010119)
/* No usable security package is installed */
#define RPC_E_NO_GOOD_SECURITY_PACKAGES ((HRESULT) 0x8001011A)
/* The caller may not make this call */
#define RPC_E_ACCESS_DENIED ((HRESULT) 0x8001011B)
/* Calls to and from other machines are disabled */
#define RPC_E_REMOTE_DISABLED ((HRESULT) 0x8001011C)
/* The object reference is wrong */
#define RPC_E_INVALID_OBJREF ((HRESULT) 0x8001011D)
/* There is no call context */
#define RPC_E_NO_CONTEXT ((HRESULT) 0x8001011E)
/* The time given for the operation has passed */
#define RPC_E_TIMEOUT ((HRESULT) 0x8001011F)
/* There is nothing to wait for */
#define RPC_E_NO_SYNC ((HRESULT) 0x80010120)
/* A secured channel by its full name is required */
#define RPC_E_FULLSIC_REQUIRED ((HRESULT) 0x80010121)
/* The name of the security principal is wrong */
#define RPC_E_INVALID_STD_NAME ((HRESULT) 0x80010122)
/* The client could not be impersonated */
#define CO_E_FAILEDTOIMPERSONATE ((HRESULT) 0x80010123)
/* The security context of the call is not available */
#define CO_E_FAILEDTOGETSECCTX ((HRESULT) 0x80010124)
/* The security of the client could not be determined */
#define CO_E_FAILEDTOQUERYCLIENTBLANKET ((HRESULT) 0x80010128)
/* Cancelling of calls is not enabled */
#define CO_E_CANCEL_DISABLED ((HRESULT) 0x80010140)
/* An internal error happened in the call */
#define RPC_E_UNEXPECTED ((HRESULT) 0x8001FFFF)

/* ---- FACILITY_STORAGE: streams ---- */

/* The stream cannot do that, or not there */
#define STG_E_INVALIDFUNCTION ((HRESULT) 0x80030001)
/* A pointer given to the stream is invalid */
#define STG_E_INVALIDPOINTER ((HRESULT) 0x80030009)
/* The stream ended too early or could not be read */
#define STG_E_READFAULT ((HRESULT) 0x8003001E)
/* There is no space left */
#define STG_E_MEDIUMFULL ((HRESULT) 0x80030070)

/* ---- FACILITY_ITF: classes, registration, objects ---- */

/* The class cannot be aggregated */
#define CLASS_E_NOAGGREGATION ((HRESULT) 0x80040110)
/* The server does not have the class */
#define CLASS_E_CLASSNOTAVAILABLE ((HRESULT) 0x80040111)
/* The class is not licensed for use here */
#define CLASS_E_NOTLICENSED ((HRESULT) 0x80040112)
/* The registration database could not be read */
#define REGDB_E_READREGDB ((HRESULT) 0x80040150)
/* The registration database could not be written */
#define REGDB_E_WRITEREGDB ((HRESULT) 0x80040151)
/* A key is missing in the registration database */
#define REGDB_E_KEYMISSING ((HRESULT) 0x80040152)
/* A value in the registration database is invalid */
#define REGDB_E_INVALIDVALUE ((HRESULT) 0x80040153)
/* The class is not registered */
#define REGDB_E_CLASSNOTREG ((HRESULT) 0x80040154)
/* The interface is not registered */
#define REGDB_E_IIDNOTREG ((HRESULT) 0x80040155)
/* The threading model of the class is not a valid one */
#define REGDB_E_BADTHREADINGMODEL ((HRESULT) 0x80040156)
/* The object is not running */
#define MK_E_UNAVAILABLE ((HRESULT) 0x800401E3)
/* The thread is in no apartment; CoInitializeEx was not called */
#define CO_E_NOTINITIALIZED ((HRESULT) 0x800401F0)
/* CoInitializeEx was already called */
#define CO_E_ALREADYINITIALIZED ((HRESULT) 0x800401F1)
/* The class of the object cannot be determined */
#define CO_E_CANTDETERMINECLASS ((HRESULT) 0x800401F2)
/* The text is not a class identifier */
#define CO_E_CLASSSTRING ((HRESULT) 0x800401F3)
/* The text is not an interface identifier */
#define CO_E_IIDSTRING ((HRESULT) 0x800401F4)
/* The program of the class was not found */
#define CO_E_APPNOTFOUND ((HRESULT) 0x800401F5)
/* The program of the class serves one client only */
#define CO_E_APPSINGLEUSE ((HRESULT) 0x800401F6)
/* The program of the class is faulty */
#define CO_E_ERRORINAPP ((HRESULT) 0x800401F7)
/* The module of the class was not found */
#define CO_E_DLLNOTFOUND ((HRESULT) 0x800401F8)
/* The module of the class is faulty */
#define CO_E_ERRORINDLL ((HRESULT) 0x800401F9)
/* The object is not registered */
#define CO_E_OBJNOTREG ((HRESULT) 0x800401FB)
/* The object is already registered */
#define CO_E_OBJISREG ((HRESULT) 0x800401FC)
/* The object is not connected to its server */
#define CO_E_OBJNOTCONNECTED ((HRESULT) 0x800401FD)
/* The program was started but did not register the class */
#define CO_E_APPDIDNTREG ((HRESULT) 0x800401FE)
/* The object has been released */
#define CO_E_RELEASED ((HRESULT) 0x800401FF)
/* There is no object context */
#define CONTEXT_E_NOCONTEXT ((HRESULT) 0x8004E004)

/* ---- FACILITY_WIN32: four names for it; the others are HRESULT_FROM_WIN32 (status) ---- */

/* Access is denied */
#define E_ACCESSDENIED ((HRESULT) 0x80070005)
/* The handle is invalid */
#define E_HANDLE ((HRESULT) 0x80070006)
/* There is not enough memory */
#define E_OUTOFMEMORY ((HRESULT) 0x8007000E)
/* An argument is invalid */
#define E_INVALIDARG ((HRESULT) 0x80070057)

/* ---- FACILITY_WINDOWS: activation ---- */

/* The server could not create the object */
#define CO_E_CLASS_CREATE_FAILED ((HRESULT) 0x80080001)
/* The server could not be started */
#define CO_E_SERVER_EXEC_FAILURE ((HRESULT) 0x80080005)
/* The server is stopping */
#define CO_E_SERVER_STOPPING ((HRESULT) 0x80080008)

/**
 * RPC_E_CALL_PENDING:
 *
 * What a busy call object answers. Documentation uses this name, the constant is
 * %RPC_S_CALLPENDING (a failure despite its S).
 */
#define RPC_E_CALL_PENDING RPC_S_CALLPENDING

/**
 * beck_hresult_to_name:
 * @hr: any code
 *
 * Threading: any thread; never blocks, never allocates.
 *
 * Returns: (nullable) (transfer none): the macro of @hr, such as "RPC_E_CALL_COMPLETE", or
 * that of the Win32 error in it, such as "RPC_S_SERVER_UNAVAILABLE"; %NULL if it has none
 */
const char *beck_hresult_to_name (HRESULT hr);

/**
 * beck_hresult_to_string:
 * @hr: any code
 *
 * A sentence for people, without a full stop. Texts of codes with a name last for ever.
 * The text of any other code contains its number and lasts until the thread asks for the
 * text of another such code: codes come from the network too, so they are not kept.
 *
 * Threading: any thread.
 *
 * Returns: (not nullable) (transfer none): what @hr means
 */
const char *beck_hresult_to_string (HRESULT hr);

/**
 * beck_hresult_from_errno:
 * @err: an errno, or 0
 *
 * Where COM or Win32 has a code of the same meaning it is that code, so that peers of
 * every kind understand it; any other errno becomes BECK_HRESULT_FROM_RAW_ERRNO(). Either way
 * beck_hresult_to_errno() gives @err again.
 *
 * Threading: any thread; keeps errno.
 *
 * Returns: %S_OK for 0, a failure for an errno, %E_UNEXPECTED for what cannot be one
 */
HRESULT beck_hresult_from_errno (int err);

/**
 * beck_hresult_to_errno:
 * @hr: any code
 *
 * Threading: any thread.
 *
 * Returns: 0 for every success; the errno nearest to a failure, or EIO if there is none
 */
int beck_hresult_to_errno (HRESULT hr);

G_END_DECLS
