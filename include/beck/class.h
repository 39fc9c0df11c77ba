/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Classes: how a CLSID becomes an object (spec/com.md 6.2 and 6.5). A class is found, in
 * this order,
 *
 *   1. among the class objects the calling apartment gave to CoRegisterClassObject();
 *   2. among the class records the process gave to beck_class_register();
 *   3. among the classes of this library;
 *   4. in the shared modules that key files in data directories name;
 *   5. in servers, other processes of this machine or of another (docs/activation.md).
 *
 * docs/classes.md tells how to write a class, a module and its key file.
 */

#include <beck/hresult.h>
#include <beck/object.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * BeckThreadingModel:
 * @BECK_THREADING_MAIN: the main STA, which is what a class without a ThreadingModel gets
 * @BECK_THREADING_APARTMENT: any STA, the creator's if it is one
 * @BECK_THREADING_FREE: the MTA
 * @BECK_THREADING_BOTH: the creator's apartment, whichever it is
 * @BECK_THREADING_NEUTRAL: the neutral apartment, which is the creator's here, as if it was
 *   BECK_THREADING_BOTH
 *
 * Where the objects of a class live. An activation from an apartment that may not hold them
 * makes them in one that may, and gives proxies.
 */
typedef enum
{
  BECK_THREADING_MAIN,
  BECK_THREADING_APARTMENT,
  BECK_THREADING_FREE,
  BECK_THREADING_BOTH,
  BECK_THREADING_NEUTRAL,
} BeckThreadingModel;

/**
 * beck_class_register:
 * @klass: (transfer none): a record with a clsid; it must stay valid, also after
 *   beck_class_unregister(), as long as a factory of it is in use
 * @model: where its objects live
 *
 * Makes @klass known to the activations of this process, from every apartment.
 *
 * Threading: any thread, with or without an apartment.
 * Returns: S_OK; E_INVALIDARG if @klass has no clsid; REGDB_E_BADTHREADINGMODEL;
 *   CO_E_OBJISREG if a class with this clsid is registered; E_OUTOFMEMORY
 */
HRESULT beck_class_register (const BeckClass *klass, BeckThreadingModel model);

/**
 * beck_class_unregister:
 * @klass: what was given to beck_class_register()
 *
 * Later activations do not find @klass any more; its objects and factories live on.
 *
 * Threading: any thread, with or without an apartment.
 * Returns: S_OK; REGDB_E_CLASSNOTREG if @klass is not registered
 */
HRESULT beck_class_unregister (const BeckClass *klass);

/**
 * beck_class_get_factory:
 * @klass: (transfer none): a record; it need not be registered nor have a clsid
 * @riid: the interface wanted of the factory
 * @ppv: (out) (transfer full): the interface, NULL after a failure
 *
 * Makes a class factory: an IClassFactory whose CreateInstance is beck_object_create() of
 * @klass, with its rules for aggregates, and whose LockServer counts in
 * beck_class_server_locks(). This is also what a server hands to CoRegisterClassObject().
 *
 * Threading: any thread; the factory may be used by several at once.
 * Returns: S_OK; E_POINTER; E_INVALIDARG; E_NOINTERFACE; E_OUTOFMEMORY
 */
HRESULT beck_class_get_factory (const BeckClass *klass, REFIID riid, void **ppv);

/**
 * beck_class_server_locks:
 *
 * Threading: any thread.
 * Returns: the locks that callers of IClassFactory::LockServer hold on the process through
 *   factories of this library. A server asks before it exits; unlocking what is not
 *   locked is answered E_UNEXPECTED.
 */
guint beck_class_server_locks (void);

/**
 * beck_class_scan:
 *
 * Reads the key files of all class directories and lets later activations go by what they
 * say now. The first activation that needs them does it by itself; a program calls this
 * after key files changed, or to learn what is wrong with them. A file that cannot be
 * read, or a group that makes no sense, does not keep the others from serving. Modules
 * already loaded stay.
 *
 * Threading: any thread, with or without an apartment.
 * Returns: (transfer full) (element-type GError): what was wrong, each naming file, group
 *   and key as far as there is one, in the order of search; empty when all is well.
 *   Codes: REGDB_E_READREGDB (the file cannot be read or is no key file),
 *   CO_E_CLASSSTRING (a group's identifier), REGDB_E_KEYMISSING,
 *   REGDB_E_INVALIDVALUE, REGDB_E_BADTHREADINGMODEL
 */
GPtrArray *beck_class_scan (void);

/**
 * CoFreeUnusedLibraries:
 *
 * For sources that call it. Does nothing: a module, once loaded, stays, because nothing
 * can tell when the last thread has left its code.
 */
void CoFreeUnusedLibraries (void);

/* Class objects. All of these need an apartment. */

/**
 * CoGetClassObject:
 * @rclsid: the class
 * @context: CLSCTX_* bits: where it may be; this process comes first
 * @server: (nullable): may name another machine, "host" or "host[port]", if @context has
 *   CLSCTX_REMOTE_SERVER
 * @riid: the interface wanted of the class object
 * @ppv: (out) (transfer full): the interface, NULL after a failure
 *
 * Finds the class object. When a failure has more to tell than its code, as with
 * modules that do not load, GetErrorInfo() has the text.
 *
 * Threading: the pointer belongs to the calling apartment.
 * Returns: S_OK; E_INVALIDARG, also if @ppv is NULL; CO_E_NOTINITIALIZED without an
 *   apartment; REGDB_E_CLASSNOTREG; CO_E_CANT_REMOTE if @server names another machine that
 *   may not be asked; CO_E_SERVER_EXEC_FAILURE, RPC_E_SERVER_DIED, E_ACCESSDENIED and codes of
 *   RPC for servers; CO_E_DLLNOTFOUND, CO_E_ERRORINDLL and the codes of beck_class_scan() for modules; what
 *   the class object answers
 */
HRESULT CoGetClassObject (REFCLSID rclsid, DWORD context, COSERVERINFO *server, REFIID riid,
                          void **ppv);

/**
 * CoCreateInstance:
 * @rclsid: the class
 * @outer: (nullable) (transfer none): the controlling unknown of an aggregate
 * @context: as for CoGetClassObject()
 * @riid: the interface wanted; IID_IUnknown when @outer is given
 * @ppv: (out) (transfer full): the interface, NULL after a failure
 *
 * CoGetClassObject() and IClassFactory::CreateInstance in one.
 *
 * Threading: the pointer belongs to the calling apartment.
 * Returns: S_OK; E_POINTER if @ppv is NULL; what CoGetClassObject() and the factory
 *   return, such as CLASS_E_NOAGGREGATION when an aggregate asks for more than IUnknown
 */
HRESULT CoCreateInstance (REFCLSID rclsid, IUnknown *outer, DWORD context, REFIID riid,
                          void **ppv);

/**
 * CoCreateInstanceEx:
 * @rclsid: the class
 * @outer: (nullable) (transfer none): the controlling unknown of an aggregate; one of
 *   @results must then be for IID_IUnknown, as nothing else keeps the new object
 * @context: as for CoGetClassObject()
 * @server: (nullable): as for CoGetClassObject()
 * @n_results: entries of @results
 * @results: (inout): each with its pIID set; pItf (transfer full) and hr are filled in
 *
 * Makes one object and asks it for several interfaces.
 *
 * Threading: the pointers belong to the calling apartment.
 * Returns: S_OK; CO_S_NOTALLINTERFACES if some are missing and E_NOINTERFACE if all are;
 *   E_INVALIDARG; CLASS_E_NOAGGREGATION; as CoCreateInstance() otherwise. After a failure no
 *   pItf is set and each hr has the reason.
 */
HRESULT CoCreateInstanceEx (REFCLSID rclsid, IUnknown *outer, DWORD context, COSERVERINFO *server,
                            DWORD n_results, MULTI_QI *results);

/**
 * CoRegisterClassObject:
 * @rclsid: the class
 * @object: (transfer none): its class object, usually an IClassFactory; referenced until
 *   the registration ends
 * @context: the CLSCTX_* of its clients; at least one kind of server or handler
 * @flags: REGCLS_*; REGCLS_MULTIPLEUSE for CLSCTX_LOCAL_SERVER implies
 *   CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE is good for one activation, REGCLS_SUSPENDED hides
 *   the class until CoResumeClassObjects()
 * @cookie: (out): for CoRevokeClassObject(), never 0; 0 after a failure
 *
 * Makes a class known to the activations of the calling apartment, and, for CLSCTX_LOCAL_SERVER and
 * CLSCTX_REMOTE_SERVER, by way of beckd to those of other processes; to no other apartment. The end
 * of the apartment ends the registration.
 *
 * Returns: S_OK; CO_E_NOTINITIALIZED; E_INVALIDARG; E_OUTOFMEMORY; CO_E_OBJISREG if the
 *   apartment has registered the class for one of these contexts, unless that one served its
 *   single use
 */
HRESULT CoRegisterClassObject (REFCLSID rclsid, IUnknown *object, DWORD context, DWORD flags,
                               DWORD *cookie);

/**
 * CoRevokeClassObject:
 * @cookie: from CoRegisterClassObject()
 *
 * Ends a registration and releases the class object.
 *
 * Threading: the apartment that registered, which for an STA is one thread.
 * Returns: S_OK; CO_E_NOTINITIALIZED; RPC_E_WRONG_THREAD from another apartment;
 *   E_INVALIDARG if there is no such registration
 */
HRESULT CoRevokeClassObject (DWORD cookie);

/**
 * CoResumeClassObjects:
 *
 * Lets activations see all class objects of the process that are suspended.
 *
 * Returns: S_OK; CO_E_NOTINITIALIZED
 */
HRESULT CoResumeClassObjects (void);

/**
 * CoSuspendClassObjects:
 *
 * Hides all class objects of the process from activations until CoResumeClassObjects().
 *
 * Returns: S_OK; CO_E_NOTINITIALIZED
 */
HRESULT CoSuspendClassObjects (void);

/**
 * CoAddRefServerProcess:
 *
 * Counts one more reason for this server process to go on. Needs no apartment.
 *
 * Returns: the count
 */
ULONG CoAddRefServerProcess (void);

/**
 * CoReleaseServerProcess:
 *
 * Counts one reason less. At 0 all class objects are suspended in the same step, so that no
 * activation comes in while the process shuts down. Needs no apartment.
 *
 * Returns: the count; 0 also if it was 0
 */
ULONG CoReleaseServerProcess (void);

/* Servers. */

/**
 * BeckClassServer:
 * @command: (nullable) (array zero-terminated=1): the program and its arguments
 * @unit: (nullable): the unit that systemd starts for it
 * @user: (nullable): who the server runs as when somebody on the network wants it
 * @remote: whether somebody on the network may
 *
 * What a key file says of the server of a class: docs/classes.md.
 */
typedef struct
{
  char **command;
  char *unit;
  char *user;
  gboolean remote;
} BeckClassServer;

/**
 * beck_class_get_server:
 * @clsid: a class
 * @server: (out) (transfer full): what the key files say of its server, for
 *   beck_class_server_free(); %NULL after a failure
 *
 * For who starts servers. beck_class_scan() has the files read again.
 *
 * Threading: any thread, with or without an apartment.
 * Returns: S_OK; REGDB_E_CLASSNOTREG if no file describes a server for it; the code of what is
 *   wrong with the description if there is one; E_INVALIDARG, E_POINTER
 */
HRESULT beck_class_get_server (REFCLSID clsid, BeckClassServer **server);

/**
 * beck_class_server_free:
 * @server: (nullable) (transfer full): from beck_class_get_server()
 */
void beck_class_server_free (BeckClassServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckClassServer, beck_class_server_free)

/* Modules. */

/**
 * BECK_MODULE:
 * @...: pointers to the BeckClass records of the module, at least one, each with a clsid
 *
 * Makes a shared module out of class records: one line, without a semicolon, at file scope.
 * Defines the two functions every module exports, DllGetClassObject() and DllCanUnloadNow().
 * The latter answers S_FALSE always: as loaded, modules stay.
 */
#define BECK_MODULE(...)                                                                           \
  BECK_EXTERN_C __attribute__ ((visibility ("default"))) HRESULT DllGetClassObject (               \
      REFCLSID rclsid, REFIID riid, void **ppv);                                                   \
  BECK_EXTERN_C __attribute__ ((visibility ("default"))) HRESULT DllCanUnloadNow (void);           \
                                                                                                   \
  HRESULT                                                                                          \
  DllGetClassObject (REFCLSID rclsid, REFIID riid, void **ppv)                                     \
  {                                                                                                \
    static const BeckClass *const classes[] = { __VA_ARGS__, NULL };                               \
                                                                                                   \
    return beck_module_get_class_object (classes, rclsid, riid, ppv);                              \
  }                                                                                                \
                                                                                                   \
  HRESULT                                                                                          \
  DllCanUnloadNow (void)                                                                           \
  {                                                                                                \
    return S_FALSE;                                                                                \
  }

/**
 * beck_module_get_class_object:
 * @classes: class records, ended by NULL
 * @rclsid: the class wanted
 * @riid: the interface wanted of its factory
 * @ppv: (out) (transfer full): the interface, NULL after a failure
 *
 * The body of DllGetClassObject() in a module that does more than BECK_MODULE().
 *
 * Threading: any thread.
 * Returns: CLASS_E_CLASSNOTAVAILABLE if no record has the clsid; otherwise as
 *   beck_class_get_factory()
 */
HRESULT beck_module_get_class_object (const BeckClass *const *classes, REFCLSID rclsid,
                                      REFIID riid, void **ppv);

G_END_DECLS
