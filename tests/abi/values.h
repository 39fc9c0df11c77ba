/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The constants of spec/com.md 1.6 and the layout of the structs of section 1, by hand.
 *
 *   VALUE (name, value)
 *   SIZE (type, bytes with 64-bit pointers, bytes with 32-bit pointers)
 *   FIELD (struct, field, offset with 64-bit pointers, offset with 32-bit pointers)
 */

#define ABI_WAITING_VALUES(VALUE)                                                                  \
  VALUE (COWAIT_DEFAULT, 0)                                                                        \
  VALUE (COWAIT_WAITALL, 1)                                                                        \
  VALUE (COWAIT_ALERTABLE, 2)                                                                      \
  VALUE (COWAIT_INPUTAVAILABLE, 4)                                                                 \
  VALUE (COWAIT_DISPATCH_CALLS, 8)                                                                 \
  VALUE (COWAIT_DISPATCH_WINDOW_MESSAGES, 0x10)                                                    \
  VALUE (CWMO_DEFAULT, 0)                                                                          \
  VALUE (CWMO_DISPATCH_CALLS, 1)                                                                   \
  VALUE (CWMO_DISPATCH_WINDOW_MESSAGES, 2)                                                         \
  VALUE (CWMO_MAX_HANDLES, 56)                                                                     \
  VALUE (WAIT_IO_COMPLETION, 0xC0)                                                                 \
  VALUE (INFINITE, 0xFFFFFFFF)                                                                     \
  VALUE (RPC_C_CANCEL_INFINITE_TIMEOUT, -1)                                                        \
  VALUE (DCOM_NONE, 0)                                                                             \
  VALUE (DCOM_CALL_COMPLETE, 1)                                                                    \
  VALUE (DCOM_CALL_CANCELED, 2)

#define ABI_APARTMENT_VALUES(VALUE)                                                                \
  VALUE (COINIT_MULTITHREADED, 0)                                                                  \
  VALUE (COINIT_APARTMENTTHREADED, 2)                                                              \
  VALUE (COINIT_DISABLE_OLE1DDE, 4)                                                                \
  VALUE (COINIT_SPEED_OVER_MEMORY, 8)                                                              \
  VALUE (APTTYPE_CURRENT, -1)                                                                      \
  VALUE (APTTYPE_STA, 0)                                                                           \
  VALUE (APTTYPE_MTA, 1)                                                                           \
  VALUE (APTTYPE_NA, 2)                                                                            \
  VALUE (APTTYPE_MAINSTA, 3)                                                                       \
  VALUE (APTTYPEQUALIFIER_NONE, 0)                                                                 \
  VALUE (APTTYPEQUALIFIER_IMPLICIT_MTA, 1)                                                         \
  VALUE (APTTYPEQUALIFIER_NA_ON_MTA, 2)                                                            \
  VALUE (APTTYPEQUALIFIER_NA_ON_STA, 3)                                                            \
  VALUE (APTTYPEQUALIFIER_NA_ON_IMPLICIT_MTA, 4)                                                   \
  VALUE (APTTYPEQUALIFIER_NA_ON_MAINSTA, 5)                                                        \
  VALUE (CALLTYPE_TOPLEVEL, 1)                                                                     \
  VALUE (CALLTYPE_NESTED, 2)                                                                       \
  VALUE (CALLTYPE_ASYNC, 3)                                                                        \
  VALUE (CALLTYPE_TOPLEVEL_CALLPENDING, 4)                                                         \
  VALUE (CALLTYPE_ASYNC_CALLPENDING, 5)                                                            \
  VALUE (SERVERCALL_ISHANDLED, 0)                                                                  \
  VALUE (SERVERCALL_REJECTED, 1)                                                                   \
  VALUE (SERVERCALL_RETRYLATER, 2)                                                                 \
  VALUE (PENDINGTYPE_TOPLEVEL, 1)                                                                  \
  VALUE (PENDINGTYPE_NESTED, 2)                                                                    \
  VALUE (PENDINGMSG_CANCELCALL, 0)                                                                 \
  VALUE (PENDINGMSG_WAITNOPROCESS, 1)                                                              \
  VALUE (PENDINGMSG_WAITDEFPROCESS, 2)

#define ABI_ACTIVATION_VALUES(VALUE)                                                               \
  VALUE (CLSCTX_INPROC_SERVER, 1)                                                                  \
  VALUE (CLSCTX_INPROC_HANDLER, 2)                                                                 \
  VALUE (CLSCTX_LOCAL_SERVER, 4)                                                                   \
  VALUE (CLSCTX_REMOTE_SERVER, 0x10)                                                               \
  VALUE (CLSCTX_INPROC, 3)                                                                         \
  VALUE (CLSCTX_SERVER, 0x15)                                                                      \
  VALUE (CLSCTX_ALL, 0x17)                                                                         \
  VALUE (CLSCTX_NO_CUSTOM_MARSHAL, 0x1000)                                                         \
  VALUE (CLSCTX_ENABLE_CLOAKING, 0x100000)                                                         \
  VALUE (CLSCTX_PS_DLL, 0x80000000)                                                                \
  VALUE (REGCLS_SINGLEUSE, 0)                                                                      \
  VALUE (REGCLS_MULTIPLEUSE, 1)                                                                    \
  VALUE (REGCLS_MULTI_SEPARATE, 2)                                                                 \
  VALUE (REGCLS_SUSPENDED, 4)                                                                      \
  VALUE (REGCLS_SURROGATE, 8)                                                                      \
  VALUE (MSHCTX_LOCAL, 0)                                                                          \
  VALUE (MSHCTX_NOSHAREDMEM, 1)                                                                    \
  VALUE (MSHCTX_DIFFERENTMACHINE, 2)                                                               \
  VALUE (MSHCTX_INPROC, 3)                                                                         \
  VALUE (MSHCTX_CROSSCTX, 4)                                                                       \
  VALUE (MSHLFLAGS_NORMAL, 0)                                                                      \
  VALUE (MSHLFLAGS_TABLESTRONG, 1)                                                                 \
  VALUE (MSHLFLAGS_TABLEWEAK, 2)                                                                   \
  VALUE (MSHLFLAGS_NOPING, 4)                                                                      \
  VALUE (ROTFLAGS_REGISTRATIONKEEPSALIVE, 1)                                                       \
  VALUE (ROTFLAGS_ALLOWANYCLIENT, 2)

#define ABI_SECURITY_VALUES(VALUE)                                                                 \
  VALUE (EOAC_NONE, 0)                                                                             \
  VALUE (EOAC_MUTUAL_AUTH, 1)                                                                      \
  VALUE (EOAC_SECURE_REFS, 2)                                                                      \
  VALUE (EOAC_ACCESS_CONTROL, 4)                                                                   \
  VALUE (EOAC_APPID, 8)                                                                            \
  VALUE (EOAC_DYNAMIC, 0x10)                                                                       \
  VALUE (EOAC_STATIC_CLOAKING, 0x20)                                                               \
  VALUE (EOAC_DYNAMIC_CLOAKING, 0x40)                                                              \
  VALUE (EOAC_ANY_AUTHORITY, 0x80)                                                                 \
  VALUE (EOAC_MAKE_FULLSIC, 0x100)                                                                 \
  VALUE (EOAC_REQUIRE_FULLSIC, 0x200)                                                              \
  VALUE (EOAC_AUTO_IMPERSONATE, 0x400)                                                             \
  VALUE (EOAC_DEFAULT, 0x800)                                                                      \
  VALUE (EOAC_DISABLE_AAA, 0x1000)                                                                 \
  VALUE (EOAC_NO_CUSTOM_MARSHAL, 0x2000)                                                           \
  VALUE (RPC_C_AUTHN_LEVEL_DEFAULT, 0)                                                             \
  VALUE (RPC_C_AUTHN_LEVEL_NONE, 1)                                                                \
  VALUE (RPC_C_AUTHN_LEVEL_CONNECT, 2)                                                             \
  VALUE (RPC_C_AUTHN_LEVEL_CALL, 3)                                                                \
  VALUE (RPC_C_AUTHN_LEVEL_PKT, 4)                                                                 \
  VALUE (RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, 5)                                                       \
  VALUE (RPC_C_AUTHN_LEVEL_PKT_PRIVACY, 6)                                                         \
  VALUE (RPC_C_IMP_LEVEL_DEFAULT, 0)                                                               \
  VALUE (RPC_C_IMP_LEVEL_ANONYMOUS, 1)                                                             \
  VALUE (RPC_C_IMP_LEVEL_IDENTIFY, 2)                                                              \
  VALUE (RPC_C_IMP_LEVEL_IMPERSONATE, 3)                                                           \
  VALUE (RPC_C_IMP_LEVEL_DELEGATE, 4)                                                              \
  VALUE (COLE_DEFAULT_PRINCIPAL, -1)                                                               \
  VALUE (COLE_DEFAULT_AUTHINFO, -1)

#define ABI_VALUES(VALUE)                                                                          \
  ABI_WAITING_VALUES (VALUE)                                                                       \
  ABI_APARTMENT_VALUES (VALUE)                                                                     \
  ABI_ACTIVATION_VALUES (VALUE)                                                                    \
  ABI_SECURITY_VALUES (VALUE)

#define ABI_SIZES(SIZE)                                                                            \
  SIZE (HRESULT, 4, 4)                                                                             \
  SIZE (SCODE, 4, 4)                                                                               \
  SIZE (CHAR, 1, 1)                                                                                \
  SIZE (UCHAR, 1, 1)                                                                               \
  SIZE (BYTE, 1, 1)                                                                                \
  SIZE (byte, 1, 1)                                                                                \
  SIZE (BOOLEAN, 1, 1)                                                                             \
  SIZE (BOOL, 4, 4)                                                                                \
  SIZE (SHORT, 2, 2)                                                                               \
  SIZE (USHORT, 2, 2)                                                                              \
  SIZE (WORD, 2, 2)                                                                                \
  SIZE (INT, 4, 4)                                                                                 \
  SIZE (UINT, 4, 4)                                                                                \
  SIZE (LONG, 4, 4)                                                                                \
  SIZE (ULONG, 4, 4)                                                                               \
  SIZE (DWORD, 4, 4)                                                                               \
  SIZE (LONGLONG, 8, 8)                                                                            \
  SIZE (ULONGLONG, 8, 8)                                                                           \
  SIZE (DWORDLONG, 8, 8)                                                                           \
  SIZE (hyper, 8, 8)                                                                               \
  SIZE (FLOAT, 4, 4)                                                                               \
  SIZE (DOUBLE, 8, 8)                                                                              \
  SIZE (WCHAR, 2, 2)                                                                               \
  SIZE (OLECHAR, 2, 2)                                                                             \
  SIZE (BSTR, 8, 4)                                                                                \
  SIZE (LPOLESTR, 8, 4)                                                                            \
  SIZE (HANDLE, 8, 4)                                                                              \
  SIZE (handle_t, 8, 4)                                                                            \
  SIZE (HTASK, 8, 4)                                                                               \
  SIZE (INT_PTR, 8, 4)                                                                             \
  SIZE (UINT_PTR, 8, 4)                                                                            \
  SIZE (LONG_PTR, 8, 4)                                                                            \
  SIZE (ULONG_PTR, 8, 4)                                                                           \
  SIZE (DWORD_PTR, 8, 4)                                                                           \
  SIZE (error_status_t, 4, 4)                                                                      \
  SIZE (LARGE_INTEGER, 8, 8)                                                                       \
  SIZE (ULARGE_INTEGER, 8, 8)                                                                      \
  SIZE (FILETIME, 8, 8)                                                                            \
  SIZE (GUID, 16, 16)                                                                              \
  SIZE (IID, 16, 16)                                                                               \
  SIZE (CLSID, 16, 16)                                                                             \
  SIZE (COINIT, 4, 4)                                                                              \
  SIZE (COWAIT_FLAGS, 4, 4)                                                                        \
  SIZE (APTTYPE, 4, 4)                                                                             \
  SIZE (APTTYPEQUALIFIER, 4, 4)                                                                    \
  SIZE (CLSCTX, 4, 4)                                                                              \
  SIZE (REGCLS, 4, 4)                                                                              \
  SIZE (DCOM_CALL_STATE, 4, 4)                                                                     \
  SIZE (GLOBALOPT_PROPERTIES, 4, 4)                                                                \
  SIZE (MULTI_QI, 24, 12)                                                                          \
  SIZE (RPCOLEMESSAGE, 80, 44)                                                                     \
  SIZE (INTERFACEINFO, 32, 24)                                                                     \
  SIZE (STATSTG, 80, 72)                                                                           \
  SIZE (COSERVERINFO, 32, 16)                                                                      \
  SIZE (BIND_OPTS, 16, 16)

#define ABI_FIELDS(FIELD)                                                                          \
  FIELD (GUID, Data1, 0, 0)                                                                        \
  FIELD (GUID, Data2, 4, 4)                                                                        \
  FIELD (GUID, Data3, 6, 6)                                                                        \
  FIELD (GUID, Data4, 8, 8)                                                                        \
  FIELD (FILETIME, dwLowDateTime, 0, 0)                                                            \
  FIELD (FILETIME, dwHighDateTime, 4, 4)                                                           \
  FIELD (MULTI_QI, pIID, 0, 0)                                                                     \
  FIELD (MULTI_QI, pItf, 8, 4)                                                                     \
  FIELD (MULTI_QI, hr, 16, 8)                                                                      \
  FIELD (RPCOLEMESSAGE, reserved1, 0, 0)                                                           \
  FIELD (RPCOLEMESSAGE, dataRepresentation, 8, 4)                                                  \
  FIELD (RPCOLEMESSAGE, Buffer, 16, 8)                                                             \
  FIELD (RPCOLEMESSAGE, cbBuffer, 24, 12)                                                          \
  FIELD (RPCOLEMESSAGE, iMethod, 28, 16)                                                           \
  FIELD (RPCOLEMESSAGE, reserved2, 32, 20)                                                         \
  FIELD (RPCOLEMESSAGE, rpcFlags, 72, 40)                                                          \
  FIELD (INTERFACEINFO, pUnk, 0, 0)                                                                \
  FIELD (INTERFACEINFO, iid, 8, 4)                                                                 \
  FIELD (INTERFACEINFO, wMethod, 24, 20)                                                           \
  FIELD (STATSTG, pwcsName, 0, 0)                                                                  \
  FIELD (STATSTG, type, 8, 4)                                                                      \
  FIELD (STATSTG, cbSize, 16, 8)                                                                   \
  FIELD (STATSTG, mtime, 24, 16)                                                                   \
  FIELD (STATSTG, grfMode, 48, 40)                                                                 \
  FIELD (STATSTG, clsid, 56, 48)                                                                   \
  FIELD (STATSTG, reserved, 76, 68)                                                                \
  FIELD (COSERVERINFO, pwszName, 8, 4)                                                             \
  FIELD (COSERVERINFO, pAuthInfo, 16, 8)                                                           \
  FIELD (COSERVERINFO, dwReserved2, 24, 12)
