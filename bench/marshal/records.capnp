# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The same data for Cap'n Proto.

@0xb5e9a2c4d1f03786;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("wire");

struct Small {
  id @0 :UInt32;
  kind @1 :UInt32;
  stamp @2 :Int64;
  weight @3 :Float64;
}

struct Record {
  first @0 :Text;
  last @1 :Text;
  street @2 :Text;
  town @3 :Text;
  country @4 :Text;
}

struct Entry {
  id @0 :UInt32;
  size @1 :UInt32;
  name @2 :Text;
  extra @3 :Small;
}

struct Entries {
  entries @0 :List(Entry);
}

struct Bytes {
  bytes @0 :Data;
}
