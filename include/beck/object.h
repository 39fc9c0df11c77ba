/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Objects: a class record, an atomic reference count, table-driven QueryInterface,
 * aggregation in both roles (spec/com.md section 5). A class is its methods and one
 * table:
 *
 *   typedef struct
 *   {
 *     BeckObject object;
 *     ICounter counter;
 *     LONG value;
 *   } Counter;
 *
 *   static HRESULT
 *   counter_next (ICounter *This, LONG *value)
 *   {
 *     Counter *self = BECK_SELF (Counter, counter, This);
 *     ...
 *   }
 *
 *   static const BeckClass counter_class = {
 *     .name = "Counter",
 *     .size = sizeof (Counter),
 *     .interfaces = BECK_INTERFACES (
 *         BECK_INTERFACE (Counter, counter, ICounter, .Next = counter_next)),
 *   };
 *
 * Every class is aggregatable: the identity IUnknown at the start of the instance does
 * not delegate and alone decides its lifetime; the three IUnknown methods of all other
 * interfaces, which the library fills in, go to the controlling unknown.
 */

#include <beck/types.h>
#include <stddef.h>
#include <unknwn.h>

G_BEGIN_DECLS

typedef struct BeckClass BeckClass;
typedef struct BeckInterface BeckInterface;

/*< private >*/
/* An interface as a member of an instance. In C++ an interface is an abstract class and
 * cannot be a member, and all that is known of it is its first word, the vtable. */
#if defined(__cplusplus) && !defined(CINTERFACE)
#define BECK_MEMBER(Interface) gconstpointer
#else
#define BECK_MEMBER(Interface) Interface
#endif
/*< public >*/

/**
 * BeckObject:
 *
 * The head of every instance; the first member of an author's struct. The fields are
 * private.
 */
typedef struct BeckObject
{
  /*< private >*/
  BECK_MEMBER (IUnknown) identity;
  const BeckClass *klass;
  IUnknown *outer;
  gint refs;
  guint16 flags;
  guint16 tag; /* for the library's own base classes */
} BeckObject;

/**
 * BeckInterface:
 *
 * A row of a class's interface table; written with the macros below only.
 */
struct BeckInterface
{
  /*< private >*/
  const IID *iid;
  const void *vtbl;
  guint16 offset;
  guint16 kind;
};

/**
 * BeckClass:
 * @name: for people: leak reports, traces
 * @size: bytes of an instance
 * @clsid: (nullable): the class identifier, if it can be created by one
 * @parent: (nullable): a class whose instance struct starts this one's; its interfaces,
 *   init and finalize apply as well, the parent's init first and its finalize last
 * @interfaces: what QueryInterface answers, besides IUnknown
 * @calls: (nullable): the call objects that the generic ICallFactory makes, see
 *   <beck/call.h>
 * @init: (nullable): runs on the zero-filled instance; after a failure the instance is
 *   finalized and freed, so finalize must bear a half-built one
 * @finalize: (nullable): releases what the instance holds; runs once, on the thread of
 *   the last Release. References taken and dropped on the object meanwhile are harmless.
 *
 * A class record is constant data, at an address of its own for the life of the process; it is
 * never copied or changed.
 */
struct BeckClass
{
  const char *name;
  gsize size;
  const CLSID *clsid;
  const BeckClass *parent;
  const BeckInterface *interfaces;
  const struct BeckCallEntry *calls;
  HRESULT (*init) (gpointer self);
  void (*finalize) (gpointer self);
};

/*< private >*/
/* Stands before each vtable, so that a method finds its object from its interface
 * pointer without knowing the class: the way C++ compilers do it. */
typedef struct
{
  gsize offset;
} BeckVtblHead;

enum
{
  BECK_INTERFACE_OWN,
  BECK_INTERFACE_INNER,
};

HRESULT beck_interface_query (gpointer This, REFIID riid, void **ppv);
ULONG beck_interface_ref (gpointer This);
ULONG beck_interface_unref (gpointer This);

/*< public >*/

/**
 * BECK_INTERFACES:
 *
 * The table of a class: rows made by BECK_INTERFACE(), BECK_BASE_INTERFACE() and
 * BECK_INNER_INTERFACE(). The first row that matches answers. For use at file scope, where the
 * table lives as long as the class record does.
 */
#define BECK_INTERFACES(...) ((const BeckInterface[]){ __VA_ARGS__, { NULL, NULL, 0, 0 } })

/**
 * BECK_INTERFACE:
 * @Class: the instance struct
 * @field: its member of type @Interface
 * @Interface: the interface implemented
 * @...: the methods, as designated initialisers of the interface's vtable, without the
 *   three of IUnknown
 */
#define BECK_INTERFACE(Class, field, Interface, ...)                                               \
  {                                                                                                \
    &IID_##Interface, BECK_VTBL (Class, field, Interface, __VA_ARGS__),                            \
        (guint16) offsetof (Class, field), BECK_INTERFACE_OWN                                      \
  }

/**
 * BECK_BASE_INTERFACE:
 *
 * Answers for @Base with the pointer of an interface derived from it, which has a row of
 * its own.
 */
#define BECK_BASE_INTERFACE(Class, field, Base)                                                    \
  {                                                                                                \
    &IID_##Base, NULL, (guint16) offsetof (Class, field), BECK_INTERFACE_OWN                       \
  }

/**
 * BECK_INNER_INTERFACE:
 * @field: an IUnknown pointer, the non-delegating unknown of an aggregated inner object;
 *   NULL answers E_NOINTERFACE
 *
 * Answers for @Interface by asking the inner object.
 */
#define BECK_INNER_INTERFACE(Class, field, Interface)                                              \
  {                                                                                                \
    &IID_##Interface, NULL, (guint16) offsetof (Class, field), BECK_INTERFACE_INNER                \
  }

/*< private >*/
#define BECK_VTBL(Class, field, Interface, ...)                                                    \
  (&((const struct {                                                                               \
     BeckVtblHead head;                                                                            \
     Interface##Vtbl vtbl;                                                                         \
   }){ { offsetof (Class, field)                                                                   \
         + 0 * sizeof (((Class *) 0)->field.lpVtbl == (const Interface##Vtbl *) 0) },              \
       { (HRESULT (STDMETHODCALLTYPE *) (Interface *, REFIID, void **)) beck_interface_query,      \
         (ULONG (STDMETHODCALLTYPE *) (Interface *)) beck_interface_ref,                           \
         (ULONG (STDMETHODCALLTYPE *) (Interface *)) beck_interface_unref, __VA_ARGS__ } })        \
        .vtbl)
/*< public >*/

/**
 * BECK_SELF:
 *
 * The instance of @Class whose interface member @field is @This.
 */
#define BECK_SELF(Class, field, This)                                                              \
  ((Class *) (gpointer) ((char *) (This) -offsetof (Class, field)))

/**
 * BECK_UNKNOWN:
 *
 * The identity IUnknown of an instance, the one that does not delegate. What the world outside
 * an aggregate knows the object by is beck_object_get_unknown().
 */
#define BECK_UNKNOWN(self) (&((BeckObject *) (self))->identity)

/**
 * beck_object_new:
 * @klass: the class
 * @outer: (nullable) (transfer none): the controlling unknown when the object becomes part
 *   of an aggregate; not referenced, as it outlives its parts
 *
 * Makes an instance with one reference, which belongs to the caller and is counted on the
 * object itself, not on @outer. Drop it with beck_object_unref().
 *
 * Threading: any thread.
 * Returns: (transfer full) (nullable): the instance, or NULL when memory is lacking or
 *   @klass's init failed. Use beck_object_create() to learn which.
 */
#define beck_object_new(klass, outer) beck_object_new_at ((klass), (outer), G_STRLOC)
gpointer beck_object_new_at (const BeckClass *klass, IUnknown *outer, const char *place);

/**
 * beck_object_create:
 * @klass: the class
 * @outer: (nullable) (transfer none): the controlling unknown of an aggregate
 * @riid: the interface wanted; must be IID_IUnknown when @outer is given
 * @ppv: (out) (transfer full): the interface, NULL after a failure. With @outer it is the
 *   object's non-delegating unknown.
 *
 * Makes an instance and asks it for an interface: the body of a CreateInstance method.
 *
 * Threading: any thread.
 * Returns: S_OK; E_POINTER; E_NOINTERFACE; CLASS_E_NOAGGREGATION when an aggregate asks
 *   for another interface than IUnknown (spec/com.md section 5); E_OUTOFMEMORY; what init
 *   returned.
 */
#define beck_object_create(klass, outer, riid, ppv)                                                \
  beck_object_create_at ((klass), (outer), (riid), (ppv), G_STRLOC)
HRESULT beck_object_create_at (const BeckClass *klass, IUnknown *outer, REFIID riid, void **ppv,
                               const char *place);

/**
 * beck_object_ref:
 * @object: an instance
 *
 * Takes a reference that keeps the instance as a whole: it is counted on the controlling
 * unknown, and so keeps the aggregate that the instance is part of.
 *
 * Threading: any thread.
 * Returns: (transfer full): @object
 */
gpointer beck_object_ref (gpointer object);

/**
 * beck_object_unref:
 * @object: (nullable): an instance
 *
 * Drops the reference that beck_object_new() gave. On a part of an aggregate this is the
 * reference its outer object holds.
 *
 * Threading: any thread; the last one runs the class's finalize on this thread.
 */
void beck_object_unref (gpointer object);

/**
 * beck_object_release:
 * @object: (nullable): an instance
 *
 * Drops a reference that beck_object_ref() took.
 *
 * Threading: as beck_object_unref().
 */
void beck_object_release (gpointer object);

/**
 * beck_object_query:
 * @object: an instance
 *
 * QueryInterface on the controlling unknown of @object.
 *
 * Returns: S_OK, E_NOINTERFACE, E_POINTER
 */
HRESULT beck_object_query (gpointer object, REFIID riid, void **ppv);

/**
 * beck_object_get_unknown:
 * @object: an instance
 *
 * For what the object aggregates itself, and for comparing identities.
 *
 * Returns: (transfer none): the controlling unknown: the object's own identity, or that of the
 *   outer object it is part of
 */
IUnknown *beck_object_get_unknown (gpointer object);

/**
 * beck_object_from_interface:
 * @iface: any interface pointer
 * @klass: a class
 *
 * Finds the instance behind an interface pointer, if this library made it.
 *
 * Returns: (transfer none) (nullable): the instance, when it is of @klass or of a class
 *   derived from it
 */
gpointer beck_object_from_interface (gpointer iface, const BeckClass *klass);

/**
 * beck_debug_report_refs:
 *
 * With BECK_DEBUG=refs in the environment, prints each live object with its class, its
 * reference count and the place of its creation to standard error; this happens at exit
 * by itself.
 *
 * Returns: the number of live objects, 0 when the flag is off
 */
guint beck_debug_report_refs (void);

G_END_DECLS
