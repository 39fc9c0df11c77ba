/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The interfaces as COM has them: identifier and place of each method, written down by hand
 * from spec/com.md 1.1 to 1.4 and not taken from the IDL files, which are what is tested.
 *
 *   INTERFACE (name, base, slots, identifier)
 *   METHOD (interface, name, slot, result, arguments...)
 *
 * A table of slots has those of the bases first. An argument is spelled as in C++ where it
 * differs: REFIID is a reference there and a pointer in C.
 */

#define ABI_INTERFACES(INTERFACE)                                                                  \
  /* 1.1 Core and asynchronous calls */                                                            \
  INTERFACE (IUnknown, IUnknown, 3, "00000000-0000-0000-c000-000000000046")                        \
  INTERFACE (AsyncIUnknown, IUnknown, 9, "000e0000-0000-0000-c000-000000000046")                   \
  INTERFACE (IClassFactory, IUnknown, 5, "00000001-0000-0000-c000-000000000046")                   \
  INTERFACE (ICallFactory, IUnknown, 4, "1c733a30-2a1c-11ce-ade5-00aa0044773d")                    \
  INTERFACE (ISynchronize, IUnknown, 6, "00000030-0000-0000-c000-000000000046")                    \
  INTERFACE (ISynchronizeHandle, IUnknown, 4, "00000031-0000-0000-c000-000000000046")              \
  INTERFACE (ISynchronizeEvent, ISynchronizeHandle, 5, "00000032-0000-0000-c000-000000000046")     \
  INTERFACE (ISynchronizeContainer, IUnknown, 5, "00000033-0000-0000-c000-000000000046")           \
  INTERFACE (ISynchronizeMutex, ISynchronize, 7, "00000025-0000-0000-c000-000000000046")           \
  INTERFACE (ICancelMethodCalls, IUnknown, 5, "00000029-0000-0000-c000-000000000046")              \
  INTERFACE (IMultiQI, IUnknown, 4, "00000020-0000-0000-c000-000000000046")                        \
  INTERFACE (AsyncIMultiQI, IUnknown, 5, "000e0020-0000-0000-c000-000000000046")                   \
  INTERFACE (IInternalUnknown, IUnknown, 4, "00000021-0000-0000-c000-000000000046")                \
  INTERFACE (IAsyncManager, IUnknown, 6, "0000002a-0000-0000-c000-000000000046")                   \
  INTERFACE (IAdviseSink, IUnknown, 8, "0000010f-0000-0000-c000-000000000046")                     \
  INTERFACE (AsyncIAdviseSink, IUnknown, 13, "00000150-0000-0000-c000-000000000046")               \
  INTERFACE (IAdviseSink2, IAdviseSink, 9, "00000125-0000-0000-c000-000000000046")                 \
  INTERFACE (AsyncIAdviseSink2, AsyncIAdviseSink, 15, "00000151-0000-0000-c000-000000000046")      \
  INTERFACE (IPipeByte, IUnknown, 5, "db2f3aca-2f86-11d1-8e04-00c04fb9989a")                       \
  INTERFACE (AsyncIPipeByte, IUnknown, 7, "db2f3acb-2f86-11d1-8e04-00c04fb9989a")                  \
  INTERFACE (IPipeLong, IUnknown, 5, "db2f3acc-2f86-11d1-8e04-00c04fb9989a")                       \
  INTERFACE (AsyncIPipeLong, IUnknown, 7, "db2f3acd-2f86-11d1-8e04-00c04fb9989a")                  \
  INTERFACE (IPipeDouble, IUnknown, 5, "db2f3ace-2f86-11d1-8e04-00c04fb9989a")                     \
  INTERFACE (AsyncIPipeDouble, IUnknown, 7, "db2f3acf-2f86-11d1-8e04-00c04fb9989a")                \
  /* 1.2 Security, marshaling, apartments, errors */                                               \
  INTERFACE (IServerSecurity, IUnknown, 7, "0000013e-0000-0000-c000-000000000046")                 \
  INTERFACE (IClientSecurity, IUnknown, 6, "0000013d-0000-0000-c000-000000000046")                 \
  INTERFACE (IMarshal, IUnknown, 9, "00000003-0000-0000-c000-000000000046")                        \
  INTERFACE (IMarshal2, IMarshal, 9, "000001cf-0000-0000-c000-000000000046")                       \
  INTERFACE (IStdMarshalInfo, IUnknown, 4, "00000018-0000-0000-c000-000000000046")                 \
  INTERFACE (IGlobalInterfaceTable, IUnknown, 6, "00000146-0000-0000-c000-000000000046")           \
  INTERFACE (IAgileObject, IUnknown, 3, "94ea2b94-e9cc-49e0-c0ff-ee64ca8f5b90")                    \
  INTERFACE (INoMarshal, IUnknown, 3, "ecc8691b-c1db-4dc0-855e-65f6c551af49")                      \
  INTERFACE (IAgileReference, IUnknown, 4, "c03f6a43-65a4-9818-987e-e0b810d2a6f2")                 \
  INTERFACE (IErrorInfo, IUnknown, 8, "1cf2b120-547d-101b-8e65-08002b2bd119")                      \
  INTERFACE (ICreateErrorInfo, IUnknown, 8, "22f03340-547d-101b-8e65-08002b2bd119")                \
  INTERFACE (ISupportErrorInfo, IUnknown, 4, "df0b3d60-548f-101b-8e65-08002b2bd119")               \
  INTERFACE (IMessageFilter, IUnknown, 6, "00000016-0000-0000-c000-000000000046")                  \
  /* 1.3 Channel, proxy and stub plumbing */                                                       \
  INTERFACE (IRpcChannelBuffer, IUnknown, 8, "d5f56b60-593b-101a-b569-08002b2dbf7a")               \
  INTERFACE (IRpcChannelBuffer2, IRpcChannelBuffer, 9, "594f31d0-7f19-11d0-b194-00a0c90dc8bf")     \
  INTERFACE (IRpcChannelBuffer3, IRpcChannelBuffer2, 16, "25b15600-0115-11d0-bf0d-00aa00b8dfd2")   \
  INTERFACE (IAsyncRpcChannelBuffer, IRpcChannelBuffer2, 12,                                       \
             "a5029fb6-3c34-11d1-9c99-00c04fb998aa")                                               \
  INTERFACE (IRpcProxyBuffer, IUnknown, 5, "d5f56a34-593b-101a-b569-08002b2dbf7a")                 \
  INTERFACE (IRpcStubBuffer, IUnknown, 10, "d5f56afc-593b-101a-b569-08002b2dbf7a")                 \
  INTERFACE (IPSFactoryBuffer, IUnknown, 5, "d5f569d0-593b-101a-b569-08002b2dbf7a")                \
  /* 1.4 Streams and monikers */                                                                   \
  INTERFACE (ISequentialStream, IUnknown, 5, "0c733a30-2a1c-11ce-ade5-00aa0044773d")               \
  INTERFACE (IStream, ISequentialStream, 14, "0000000c-0000-0000-c000-000000000046")               \
  INTERFACE (IRunningObjectTable, IUnknown, 10, "00000010-0000-0000-c000-000000000046")            \
  INTERFACE (IPersist, IUnknown, 4, "0000010c-0000-0000-c000-000000000046")                        \
  INTERFACE (IPersistStream, IPersist, 8, "00000109-0000-0000-c000-000000000046")                  \
  INTERFACE (IMoniker, IPersistStream, 23, "0000000f-0000-0000-c000-000000000046")                 \
  /* What those take as arguments, and the options of the process */                               \
  INTERFACE (IEnumUnknown, IUnknown, 7, "00000100-0000-0000-c000-000000000046")                    \
  INTERFACE (IEnumString, IUnknown, 7, "00000101-0000-0000-c000-000000000046")                     \
  INTERFACE (IEnumMoniker, IUnknown, 7, "00000102-0000-0000-c000-000000000046")                    \
  INTERFACE (IBindCtx, IUnknown, 13, "0000000e-0000-0000-c000-000000000046")                       \
  INTERFACE (IDispatch, IUnknown, 7, "00020400-0000-0000-c000-000000000046")                       \
  INTERFACE (IGlobalOptions, IUnknown, 5, "0000015b-0000-0000-c000-000000000046")                  \
  /* Our own: remote access */                                                                     \
  INTERFACE (IRasConnection, IUnknown, 6, "f86714cc-704b-49bf-bcf8-5fc39a9a52a1")                  \
  INTERFACE (AsyncIRasConnection, IUnknown, 9, "3313553d-9974-4fad-9bd0-8445f54b2fbf")             \
  INTERFACE (IRasConnectionSink, IUnknown, 4, "3250b158-061c-4056-8fc8-c0d2f9c85d7f")              \
  INTERFACE (IRasConnectionInfo, IUnknown, 9, "89da1a1b-2972-4804-82ce-936447c15802")

/* ---- 1.1 ---- */

#define ABI_CALL_METHODS(METHOD)                                                                   \
  METHOD (IUnknown, QueryInterface, 0, HRESULT, REFIID, void **)                                   \
  METHOD (IUnknown, AddRef, 1, ULONG)                                                              \
  METHOD (IUnknown, Release, 2, ULONG)                                                             \
                                                                                                   \
  METHOD (AsyncIUnknown, Begin_QueryInterface, 3, HRESULT, REFIID)                                 \
  METHOD (AsyncIUnknown, Finish_QueryInterface, 4, HRESULT, void **)                               \
  METHOD (AsyncIUnknown, Begin_AddRef, 5, HRESULT)                                                 \
  METHOD (AsyncIUnknown, Finish_AddRef, 6, ULONG)                                                  \
  METHOD (AsyncIUnknown, Begin_Release, 7, HRESULT)                                                \
  METHOD (AsyncIUnknown, Finish_Release, 8, ULONG)                                                 \
                                                                                                   \
  METHOD (IClassFactory, CreateInstance, 3, HRESULT, IUnknown *, REFIID, void **)                  \
  METHOD (IClassFactory, LockServer, 4, HRESULT, BOOL)                                             \
                                                                                                   \
  METHOD (ICallFactory, CreateCall, 3, HRESULT, REFIID, IUnknown *, REFIID, IUnknown **)           \
                                                                                                   \
  METHOD (ISynchronize, Wait, 3, HRESULT, DWORD, DWORD)                                            \
  METHOD (ISynchronize, Signal, 4, HRESULT)                                                        \
  METHOD (ISynchronize, Reset, 5, HRESULT)                                                         \
                                                                                                   \
  METHOD (ISynchronizeHandle, GetHandle, 3, HRESULT, HANDLE *)                                     \
  METHOD (ISynchronizeEvent, SetEventHandle, 4, HRESULT, HANDLE *)                                 \
                                                                                                   \
  METHOD (ISynchronizeContainer, AddSynchronize, 3, HRESULT, ISynchronize *)                       \
  METHOD (ISynchronizeContainer, WaitMultiple, 4, HRESULT, DWORD, DWORD, ISynchronize **)          \
                                                                                                   \
  METHOD (ISynchronizeMutex, ReleaseMutex, 6, HRESULT)                                             \
                                                                                                   \
  METHOD (ICancelMethodCalls, Cancel, 3, HRESULT, ULONG)                                           \
  METHOD (ICancelMethodCalls, TestCancel, 4, HRESULT)                                              \
                                                                                                   \
  METHOD (IMultiQI, QueryMultipleInterfaces, 3, HRESULT, ULONG, MULTI_QI *)                        \
  METHOD (AsyncIMultiQI, Begin_QueryMultipleInterfaces, 3, HRESULT, ULONG, MULTI_QI *)             \
  METHOD (AsyncIMultiQI, Finish_QueryMultipleInterfaces, 4, HRESULT, MULTI_QI *)                   \
                                                                                                   \
  METHOD (IInternalUnknown, QueryInternalInterface, 3, HRESULT, REFIID, void **)                   \
                                                                                                   \
  METHOD (IAsyncManager, CompleteCall, 3, HRESULT, HRESULT)                                        \
  METHOD (IAsyncManager, GetCallContext, 4, HRESULT, REFIID, void **)                              \
  METHOD (IAsyncManager, GetState, 5, HRESULT, ULONG *)

/* Both halves of a local method keep a result that is no HRESULT. */
#define ABI_NOTIFICATION_METHODS(METHOD)                                                           \
  METHOD (IAdviseSink, OnDataChange, 3, void, FORMATETC *, STGMEDIUM *)                            \
  METHOD (IAdviseSink, OnViewChange, 4, void, DWORD, LONG)                                         \
  METHOD (IAdviseSink, OnRename, 5, void, IMoniker *)                                              \
  METHOD (IAdviseSink, OnSave, 6, void)                                                            \
  METHOD (IAdviseSink, OnClose, 7, void)                                                           \
                                                                                                   \
  METHOD (AsyncIAdviseSink, Begin_OnDataChange, 3, void, FORMATETC *, STGMEDIUM *)                 \
  METHOD (AsyncIAdviseSink, Finish_OnDataChange, 4, void)                                          \
  METHOD (AsyncIAdviseSink, Begin_OnViewChange, 5, void, DWORD, LONG)                              \
  METHOD (AsyncIAdviseSink, Finish_OnViewChange, 6, void)                                          \
  METHOD (AsyncIAdviseSink, Begin_OnRename, 7, void, IMoniker *)                                   \
  METHOD (AsyncIAdviseSink, Finish_OnRename, 8, void)                                              \
  METHOD (AsyncIAdviseSink, Begin_OnSave, 9, void)                                                 \
  METHOD (AsyncIAdviseSink, Finish_OnSave, 10, void)                                               \
  METHOD (AsyncIAdviseSink, Begin_OnClose, 11, void)                                               \
  METHOD (AsyncIAdviseSink, Finish_OnClose, 12, void)                                              \
                                                                                                   \
  METHOD (IAdviseSink2, OnLinkSrcChange, 8, void, IMoniker *)                                      \
  METHOD (AsyncIAdviseSink2, Begin_OnLinkSrcChange, 13, void, IMoniker *)                          \
  METHOD (AsyncIAdviseSink2, Finish_OnLinkSrcChange, 14, void)                                     \
                                                                                                   \
  METHOD (IPipeByte, Pull, 3, HRESULT, BYTE *, ULONG, ULONG *)                                     \
  METHOD (IPipeByte, Push, 4, HRESULT, BYTE *, ULONG)                                              \
  METHOD (AsyncIPipeByte, Begin_Pull, 3, HRESULT, ULONG)                                           \
  METHOD (AsyncIPipeByte, Finish_Pull, 4, HRESULT, BYTE *, ULONG *)                                \
  METHOD (AsyncIPipeByte, Begin_Push, 5, HRESULT, BYTE *, ULONG)                                   \
  METHOD (AsyncIPipeByte, Finish_Push, 6, HRESULT)                                                 \
                                                                                                   \
  METHOD (IPipeLong, Pull, 3, HRESULT, LONG *, ULONG, ULONG *)                                     \
  METHOD (IPipeLong, Push, 4, HRESULT, LONG *, ULONG)                                              \
  METHOD (AsyncIPipeLong, Begin_Pull, 3, HRESULT, ULONG)                                           \
  METHOD (AsyncIPipeLong, Finish_Pull, 4, HRESULT, LONG *, ULONG *)                                \
  METHOD (AsyncIPipeLong, Begin_Push, 5, HRESULT, LONG *, ULONG)                                   \
  METHOD (AsyncIPipeLong, Finish_Push, 6, HRESULT)                                                 \
                                                                                                   \
  METHOD (IPipeDouble, Pull, 3, HRESULT, DOUBLE *, ULONG, ULONG *)                                 \
  METHOD (IPipeDouble, Push, 4, HRESULT, DOUBLE *, ULONG)                                          \
  METHOD (AsyncIPipeDouble, Begin_Pull, 3, HRESULT, ULONG)                                         \
  METHOD (AsyncIPipeDouble, Finish_Pull, 4, HRESULT, DOUBLE *, ULONG *)                            \
  METHOD (AsyncIPipeDouble, Begin_Push, 5, HRESULT, DOUBLE *, ULONG)                               \
  METHOD (AsyncIPipeDouble, Finish_Push, 6, HRESULT)

/* ---- 1.2 ---- */

#define ABI_MARSHALING_METHODS(METHOD)                                                             \
  METHOD (IServerSecurity, QueryBlanket, 3, HRESULT, DWORD *, DWORD *, OLECHAR **, DWORD *,        \
          DWORD *, void **, DWORD *)                                                               \
  METHOD (IServerSecurity, ImpersonateClient, 4, HRESULT)                                          \
  METHOD (IServerSecurity, RevertToSelf, 5, HRESULT)                                               \
  METHOD (IServerSecurity, IsImpersonating, 6, BOOL)                                               \
                                                                                                   \
  METHOD (IClientSecurity, QueryBlanket, 3, HRESULT, IUnknown *, DWORD *, DWORD *, OLECHAR **,     \
          DWORD *, DWORD *, void **, DWORD *)                                                      \
  METHOD (IClientSecurity, SetBlanket, 4, HRESULT, IUnknown *, DWORD, DWORD, OLECHAR *, DWORD,     \
          DWORD, void *, DWORD)                                                                    \
  METHOD (IClientSecurity, CopyProxy, 5, HRESULT, IUnknown *, IUnknown **)                         \
                                                                                                   \
  METHOD (IMarshal, GetUnmarshalClass, 3, HRESULT, REFIID, void *, DWORD, void *, DWORD, CLSID *)  \
  METHOD (IMarshal, GetMarshalSizeMax, 4, HRESULT, REFIID, void *, DWORD, void *, DWORD, DWORD *)  \
  METHOD (IMarshal, MarshalInterface, 5, HRESULT, IStream *, REFIID, void *, DWORD, void *, DWORD) \
  METHOD (IMarshal, UnmarshalInterface, 6, HRESULT, IStream *, REFIID, void **)                    \
  METHOD (IMarshal, ReleaseMarshalData, 7, HRESULT, IStream *)                                     \
  METHOD (IMarshal, DisconnectObject, 8, HRESULT, DWORD)                                           \
                                                                                                   \
  METHOD (IStdMarshalInfo, GetClassForHandler, 3, HRESULT, DWORD, void *, CLSID *)                 \
                                                                                                   \
  METHOD (IGlobalInterfaceTable, RegisterInterfaceInGlobal, 3, HRESULT, IUnknown *, REFIID,        \
          DWORD *)                                                                                 \
  METHOD (IGlobalInterfaceTable, RevokeInterfaceFromGlobal, 4, HRESULT, DWORD)                     \
  METHOD (IGlobalInterfaceTable, GetInterfaceFromGlobal, 5, HRESULT, DWORD, REFIID, void **)       \
                                                                                                   \
  METHOD (IAgileReference, Resolve, 3, HRESULT, REFIID, void **)                                   \
                                                                                                   \
  METHOD (IErrorInfo, GetGUID, 3, HRESULT, GUID *)                                                 \
  METHOD (IErrorInfo, GetSource, 4, HRESULT, BSTR *)                                               \
  METHOD (IErrorInfo, GetDescription, 5, HRESULT, BSTR *)                                          \
  METHOD (IErrorInfo, GetHelpFile, 6, HRESULT, BSTR *)                                             \
  METHOD (IErrorInfo, GetHelpContext, 7, HRESULT, DWORD *)                                         \
                                                                                                   \
  METHOD (ICreateErrorInfo, SetGUID, 3, HRESULT, REFGUID)                                          \
  METHOD (ICreateErrorInfo, SetSource, 4, HRESULT, LPOLESTR)                                       \
  METHOD (ICreateErrorInfo, SetDescription, 5, HRESULT, LPOLESTR)                                  \
  METHOD (ICreateErrorInfo, SetHelpFile, 6, HRESULT, LPOLESTR)                                     \
  METHOD (ICreateErrorInfo, SetHelpContext, 7, HRESULT, DWORD)                                     \
                                                                                                   \
  METHOD (ISupportErrorInfo, InterfaceSupportsErrorInfo, 3, HRESULT, REFIID)                       \
                                                                                                   \
  METHOD (IMessageFilter, HandleInComingCall, 3, DWORD, DWORD, HTASK, DWORD, INTERFACEINFO *)      \
  METHOD (IMessageFilter, RetryRejectedCall, 4, DWORD, HTASK, DWORD, DWORD)                        \
  METHOD (IMessageFilter, MessagePending, 5, DWORD, HTASK, DWORD, DWORD)

/* ---- 1.3 ---- */

#define ABI_CHANNEL_METHODS(METHOD)                                                                \
  METHOD (IRpcChannelBuffer, GetBuffer, 3, HRESULT, RPCOLEMESSAGE *, REFIID)                       \
  METHOD (IRpcChannelBuffer, SendReceive, 4, HRESULT, RPCOLEMESSAGE *, ULONG *)                    \
  METHOD (IRpcChannelBuffer, FreeBuffer, 5, HRESULT, RPCOLEMESSAGE *)                              \
  METHOD (IRpcChannelBuffer, GetDestCtx, 6, HRESULT, DWORD *, void **)                             \
  METHOD (IRpcChannelBuffer, IsConnected, 7, HRESULT)                                              \
                                                                                                   \
  METHOD (IRpcChannelBuffer2, GetProtocolVersion, 8, HRESULT, DWORD *)                             \
                                                                                                   \
  METHOD (IRpcChannelBuffer3, Send, 9, HRESULT, RPCOLEMESSAGE *, ULONG *)                          \
  METHOD (IRpcChannelBuffer3, Receive, 10, HRESULT, RPCOLEMESSAGE *, ULONG, ULONG *)               \
  METHOD (IRpcChannelBuffer3, Cancel, 11, HRESULT, RPCOLEMESSAGE *)                                \
  METHOD (IRpcChannelBuffer3, GetCallContext, 12, HRESULT, RPCOLEMESSAGE *, REFIID, void **)       \
  METHOD (IRpcChannelBuffer3, GetDestCtxEx, 13, HRESULT, RPCOLEMESSAGE *, DWORD *, void **)        \
  METHOD (IRpcChannelBuffer3, GetState, 14, HRESULT, RPCOLEMESSAGE *, DWORD *)                     \
  METHOD (IRpcChannelBuffer3, RegisterAsync, 15, HRESULT, RPCOLEMESSAGE *, IAsyncManager *)        \
                                                                                                   \
  METHOD (IAsyncRpcChannelBuffer, Send, 9, HRESULT, RPCOLEMESSAGE *, ISynchronize *, ULONG *)      \
  METHOD (IAsyncRpcChannelBuffer, Receive, 10, HRESULT, RPCOLEMESSAGE *, ULONG *)                  \
  METHOD (IAsyncRpcChannelBuffer, GetDestCtxEx, 11, HRESULT, RPCOLEMESSAGE *, DWORD *, void **)    \
                                                                                                   \
  METHOD (IRpcProxyBuffer, Connect, 3, HRESULT, IRpcChannelBuffer *)                               \
  METHOD (IRpcProxyBuffer, Disconnect, 4, void)                                                    \
                                                                                                   \
  METHOD (IRpcStubBuffer, Connect, 3, HRESULT, IUnknown *)                                         \
  METHOD (IRpcStubBuffer, Disconnect, 4, void)                                                     \
  METHOD (IRpcStubBuffer, Invoke, 5, HRESULT, RPCOLEMESSAGE *, IRpcChannelBuffer *)                \
  METHOD (IRpcStubBuffer, IsIIDSupported, 6, IRpcStubBuffer *, REFIID)                             \
  METHOD (IRpcStubBuffer, CountRefs, 7, ULONG)                                                     \
  METHOD (IRpcStubBuffer, DebugServerQueryInterface, 8, HRESULT, void **)                          \
  METHOD (IRpcStubBuffer, DebugServerRelease, 9, void, void *)                                     \
                                                                                                   \
  METHOD (IPSFactoryBuffer, CreateProxy, 3, HRESULT, IUnknown *, REFIID, IRpcProxyBuffer **,       \
          void **)                                                                                 \
  METHOD (IPSFactoryBuffer, CreateStub, 4, HRESULT, REFIID, IUnknown *, IRpcStubBuffer **)

/* ---- 1.4 ---- */

#define ABI_STREAM_METHODS(METHOD)                                                                 \
  METHOD (ISequentialStream, Read, 3, HRESULT, void *, ULONG, ULONG *)                             \
  METHOD (ISequentialStream, Write, 4, HRESULT, const void *, ULONG, ULONG *)                      \
                                                                                                   \
  METHOD (IStream, Seek, 5, HRESULT, LARGE_INTEGER, DWORD, ULARGE_INTEGER *)                       \
  METHOD (IStream, SetSize, 6, HRESULT, ULARGE_INTEGER)                                            \
  METHOD (IStream, CopyTo, 7, HRESULT, IStream *, ULARGE_INTEGER, ULARGE_INTEGER *,                \
          ULARGE_INTEGER *)                                                                        \
  METHOD (IStream, Commit, 8, HRESULT, DWORD)                                                      \
  METHOD (IStream, Revert, 9, HRESULT)                                                             \
  METHOD (IStream, LockRegion, 10, HRESULT, ULARGE_INTEGER, ULARGE_INTEGER, DWORD)                 \
  METHOD (IStream, UnlockRegion, 11, HRESULT, ULARGE_INTEGER, ULARGE_INTEGER, DWORD)               \
  METHOD (IStream, Stat, 12, HRESULT, STATSTG *, DWORD)                                            \
  METHOD (IStream, Clone, 13, HRESULT, IStream **)                                                 \
                                                                                                   \
  METHOD (IRunningObjectTable, Register, 3, HRESULT, DWORD, IUnknown *, IMoniker *, DWORD *)       \
  METHOD (IRunningObjectTable, Revoke, 4, HRESULT, DWORD)                                          \
  METHOD (IRunningObjectTable, IsRunning, 5, HRESULT, IMoniker *)                                  \
  METHOD (IRunningObjectTable, GetObject, 6, HRESULT, IMoniker *, IUnknown **)                     \
  METHOD (IRunningObjectTable, NoteChangeTime, 7, HRESULT, DWORD, FILETIME *)                      \
  METHOD (IRunningObjectTable, GetTimeOfLastChange, 8, HRESULT, IMoniker *, FILETIME *)            \
  METHOD (IRunningObjectTable, EnumRunning, 9, HRESULT, IEnumMoniker **)                           \
                                                                                                   \
  METHOD (IPersist, GetClassID, 3, HRESULT, CLSID *)                                               \
                                                                                                   \
  METHOD (IPersistStream, IsDirty, 4, HRESULT)                                                     \
  METHOD (IPersistStream, Load, 5, HRESULT, IStream *)                                             \
  METHOD (IPersistStream, Save, 6, HRESULT, IStream *, BOOL)                                       \
  METHOD (IPersistStream, GetSizeMax, 7, HRESULT, ULARGE_INTEGER *)                                \
                                                                                                   \
  METHOD (IMoniker, BindToObject, 8, HRESULT, IBindCtx *, IMoniker *, REFIID, void **)             \
  METHOD (IMoniker, BindToStorage, 9, HRESULT, IBindCtx *, IMoniker *, REFIID, void **)            \
  METHOD (IMoniker, Reduce, 10, HRESULT, IBindCtx *, DWORD, IMoniker **, IMoniker **)              \
  METHOD (IMoniker, ComposeWith, 11, HRESULT, IMoniker *, BOOL, IMoniker **)                       \
  METHOD (IMoniker, Enum, 12, HRESULT, BOOL, IEnumMoniker **)                                      \
  METHOD (IMoniker, IsEqual, 13, HRESULT, IMoniker *)                                              \
  METHOD (IMoniker, Hash, 14, HRESULT, DWORD *)                                                    \
  METHOD (IMoniker, IsRunning, 15, HRESULT, IBindCtx *, IMoniker *, IMoniker *)                    \
  METHOD (IMoniker, GetTimeOfLastChange, 16, HRESULT, IBindCtx *, IMoniker *, FILETIME *)          \
  METHOD (IMoniker, Inverse, 17, HRESULT, IMoniker **)                                             \
  METHOD (IMoniker, CommonPrefixWith, 18, HRESULT, IMoniker *, IMoniker **)                        \
  METHOD (IMoniker, RelativePathTo, 19, HRESULT, IMoniker *, IMoniker **)                          \
  METHOD (IMoniker, GetDisplayName, 20, HRESULT, IBindCtx *, IMoniker *, LPOLESTR *)               \
  METHOD (IMoniker, ParseDisplayName, 21, HRESULT, IBindCtx *, IMoniker *, LPOLESTR, ULONG *,      \
          IMoniker **)                                                                             \
  METHOD (IMoniker, IsSystemMoniker, 22, HRESULT, DWORD *)

#define ABI_OTHER_METHODS(METHOD)                                                                  \
  METHOD (IEnumUnknown, Next, 3, HRESULT, ULONG, IUnknown **, ULONG *)                             \
  METHOD (IEnumUnknown, Skip, 4, HRESULT, ULONG)                                                   \
  METHOD (IEnumUnknown, Reset, 5, HRESULT)                                                         \
  METHOD (IEnumUnknown, Clone, 6, HRESULT, IEnumUnknown **)                                        \
                                                                                                   \
  METHOD (IEnumString, Next, 3, HRESULT, ULONG, LPOLESTR *, ULONG *)                               \
  METHOD (IEnumString, Skip, 4, HRESULT, ULONG)                                                    \
  METHOD (IEnumString, Reset, 5, HRESULT)                                                          \
  METHOD (IEnumString, Clone, 6, HRESULT, IEnumString **)                                          \
                                                                                                   \
  METHOD (IEnumMoniker, Next, 3, HRESULT, ULONG, IMoniker **, ULONG *)                             \
  METHOD (IEnumMoniker, Skip, 4, HRESULT, ULONG)                                                   \
  METHOD (IEnumMoniker, Reset, 5, HRESULT)                                                         \
  METHOD (IEnumMoniker, Clone, 6, HRESULT, IEnumMoniker **)                                        \
                                                                                                   \
  METHOD (IBindCtx, RegisterObjectBound, 3, HRESULT, IUnknown *)                                   \
  METHOD (IBindCtx, RevokeObjectBound, 4, HRESULT, IUnknown *)                                     \
  METHOD (IBindCtx, ReleaseBoundObjects, 5, HRESULT)                                               \
  METHOD (IBindCtx, SetBindOptions, 6, HRESULT, BIND_OPTS *)                                       \
  METHOD (IBindCtx, GetBindOptions, 7, HRESULT, BIND_OPTS *)                                       \
  METHOD (IBindCtx, GetRunningObjectTable, 8, HRESULT, IRunningObjectTable **)                     \
  METHOD (IBindCtx, RegisterObjectParam, 9, HRESULT, LPOLESTR, IUnknown *)                         \
  METHOD (IBindCtx, GetObjectParam, 10, HRESULT, LPOLESTR, IUnknown **)                            \
  METHOD (IBindCtx, EnumObjectParam, 11, HRESULT, IEnumString **)                                  \
  METHOD (IBindCtx, RevokeObjectParam, 12, HRESULT, LPOLESTR)                                      \
                                                                                                   \
  METHOD (IDispatch, GetTypeInfoCount, 3, HRESULT, UINT *)                                         \
  METHOD (IDispatch, GetTypeInfo, 4, HRESULT, UINT, LCID, ITypeInfo **)                            \
  METHOD (IDispatch, GetIDsOfNames, 5, HRESULT, REFIID, LPOLESTR *, UINT, LCID, DISPID *)          \
  METHOD (IDispatch, Invoke, 6, HRESULT, DISPID, REFIID, LCID, WORD, DISPPARAMS *, VARIANT *,      \
          EXCEPINFO *, UINT *)                                                                     \
                                                                                                   \
  METHOD (IGlobalOptions, Set, 3, HRESULT, GLOBALOPT_PROPERTIES, ULONG_PTR)                        \
  METHOD (IGlobalOptions, Query, 4, HRESULT, GLOBALOPT_PROPERTIES, ULONG_PTR *)

#define ABI_LINK_METHODS(METHOD)                                                                   \
  METHOD (IRasConnection, Dial, 3, HRESULT, const BeckRasRequest *)                                \
  METHOD (IRasConnection, Resume, 4, HRESULT, const BeckRasRequest *)                              \
  METHOD (IRasConnection, HangUp, 5, HRESULT)                                                      \
                                                                                                   \
  METHOD (AsyncIRasConnection, Begin_Dial, 3, HRESULT, const BeckRasRequest *)                     \
  METHOD (AsyncIRasConnection, Finish_Dial, 4, HRESULT)                                            \
  METHOD (AsyncIRasConnection, Begin_Resume, 5, HRESULT, const BeckRasRequest *)                   \
  METHOD (AsyncIRasConnection, Finish_Resume, 6, HRESULT)                                          \
  METHOD (AsyncIRasConnection, Begin_HangUp, 7, HRESULT)                                           \
  METHOD (AsyncIRasConnection, Finish_HangUp, 8, HRESULT)                                          \
                                                                                                   \
  METHOD (IRasConnectionSink, OnState, 3, HRESULT, DWORD, DWORD, DWORD)                            \
                                                                                                   \
  METHOD (IRasConnectionInfo, GetStatus, 3, HRESULT, BeckRasStatus *)                              \
  METHOD (IRasConnectionInfo, GetProjection, 4, HRESULT, DWORD, BeckRasProjection *)               \
  METHOD (IRasConnectionInfo, GetStatistics, 5, HRESULT, BeckRasStatistics *)                      \
  METHOD (IRasConnectionInfo, ClearStatistics, 6, HRESULT)                                         \
  METHOD (IRasConnectionInfo, Advise, 7, HRESULT, IRasConnectionSink *, DWORD *)                   \
  METHOD (IRasConnectionInfo, Unadvise, 8, HRESULT, DWORD)

#define ABI_METHODS(METHOD)                                                                        \
  ABI_CALL_METHODS (METHOD)                                                                        \
  ABI_NOTIFICATION_METHODS (METHOD)                                                                \
  ABI_MARSHALING_METHODS (METHOD)                                                                  \
  ABI_CHANNEL_METHODS (METHOD)                                                                     \
  ABI_STREAM_METHODS (METHOD)                                                                      \
  ABI_OTHER_METHODS (METHOD)                                                                       \
  ABI_LINK_METHODS (METHOD)

/* The methods of the bases in derived interfaces, those of IUnknown in each. */
#define ABI_UNKNOWN_METHODS(INHERITED, Interface)                                                  \
  INHERITED (Interface, QueryInterface, 0)                                                         \
  INHERITED (Interface, AddRef, 1)                                                                 \
  INHERITED (Interface, Release, 2)

#define ABI_INHERITED_METHODS(INHERITED)                                                           \
  INHERITED (ISynchronizeEvent, GetHandle, 3)                                                      \
  INHERITED (ISynchronizeMutex, Wait, 3)                                                           \
  INHERITED (ISynchronizeMutex, Signal, 4)                                                         \
  INHERITED (ISynchronizeMutex, Reset, 5)                                                          \
  INHERITED (IAdviseSink2, OnDataChange, 3)                                                        \
  INHERITED (IAdviseSink2, OnClose, 7)                                                             \
  INHERITED (AsyncIAdviseSink2, Begin_OnDataChange, 3)                                             \
  INHERITED (AsyncIAdviseSink2, Finish_OnClose, 12)                                                \
  INHERITED (IMarshal2, GetUnmarshalClass, 3)                                                      \
  INHERITED (IMarshal2, DisconnectObject, 8)                                                       \
  INHERITED (IRpcChannelBuffer2, GetBuffer, 3)                                                     \
  INHERITED (IRpcChannelBuffer2, IsConnected, 7)                                                   \
  INHERITED (IRpcChannelBuffer3, GetBuffer, 3)                                                     \
  INHERITED (IRpcChannelBuffer3, GetProtocolVersion, 8)                                            \
  INHERITED (IAsyncRpcChannelBuffer, GetBuffer, 3)                                                 \
  INHERITED (IAsyncRpcChannelBuffer, GetProtocolVersion, 8)                                        \
  INHERITED (IStream, Read, 3)                                                                     \
  INHERITED (IStream, Write, 4)                                                                    \
  INHERITED (IPersistStream, GetClassID, 3)                                                        \
  INHERITED (IMoniker, GetClassID, 3)                                                              \
  INHERITED (IMoniker, IsDirty, 4)                                                                 \
  INHERITED (IMoniker, GetSizeMax, 7)

/* ---- 1.5 System classes ---- */

#define ABI_CLASSES(CLASS)                                                                         \
  CLASS (StdEvent, "0000032b-0000-0000-c000-000000000046")                                         \
  CLASS (ManualResetEvent, "0000032c-0000-0000-c000-000000000046")                                 \
  CLASS (SynchronizeContainer, "0000032d-0000-0000-c000-000000000046")                             \
  CLASS (StdGlobalInterfaceTable, "00000323-0000-0000-c000-000000000046")                          \
  CLASS (InProcFreeMarshaler, "0000033a-0000-0000-c000-000000000046")                              \
  CLASS (StdMarshal, "00000017-0000-0000-c000-000000000046")                                       \
  CLASS (GlobalOptions, "0000034b-0000-0000-c000-000000000046")                                    \
  CLASS (RasConnection, "7803ad59-1342-43af-812e-8c3d01efc87b")
