# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stub data of rpcecho, requests and responses, as captured from others (wire.md 3.9)."""

ABC = "04 00 00 00 00 00 00 00 04 00 00 00 61 00 62 00 63 00 00 00"

ROWS = [
    # claim, number of the procedure, request, response
    ("AddOne_wraps", 0, "ff ff ff ff", "00 00 00 00"),
    ("AddOne_adds", 0, "44 33 22 11", "45 33 22 11"),
    ("EchoData_of_3_bytes", 1, "03 00 00 00 03 00 00 00 01 02 03", "03 00 00 00 01 02 03"),
    ("EchoData_of_nothing", 1, "00 00 00 00 00 00 00 00", "00 00 00 00"),
    ("SinkData_has_an_empty_answer", 2, "03 00 00 00 03 00 00 00 01 02 03", ""),
    ("SourceData_of_4_bytes", 3, "04 00 00 00", "04 00 00 00 00 01 02 03"),
    ("TestCall_copies", 4, ABC, "00 00 02 00 " + ABC),
    ("TestCall2_level_1", 5, "01 00", "01 00 0a 00 00 00 00 00"),
    ("TestCall2_level_2", 5, "02 00", "02 00 14 00 00 00 00 00"),
    ("TestCall2_level_3", 5, "03 00", "03 00 00 00 1e 00 00 00 00 00 00 00"),
    ("TestCall2_level_4", 5, "04 00",
     "04 00 00 00 00 00 00 00 28 00 00 00 00 00 00 00 00 00 00 00"),
    ("TestCall2_level_5", 5, "05 00",
     "05 00 00 00 00 00 00 00 32 00 00 00 00 00 00 00 3c 00 00 00 00 00 00 00 00 00 00 00"),
    ("TestCall2_level_6", 5, "06 00", "06 00 46 50 00 00 00 00"),
    ("TestCall2_level_7", 5, "07 00",
     "07 00 00 00 00 00 00 00 50 00 00 00 00 00 00 00 5a 00 00 00 00 00 00 00 00 00 00 00"),
    ("TestSleep_returns_its_argument", 6, "00 00 00 00", "00 00 00 00"),
    ("TestEnum_of_an_enum", 7, "01 00 00 00 4c 00 00 00 01 00 00 00 01 00 02 00",
     "01 00 00 00 02 00 00 00 01 00 00 00 01 00 02 00"),
    ("TestEnum_of_a_structure", 7,
     "02 00 00 00 4c 00 00 00 01 00 00 00 02 00 00 00 4c 00 00 00 01 00 00 00",
     "02 00 00 00 02 00 00 00 01 00 00 00 02 00 00 00 4c 00 00 00 01 00 00 00"),
    ("TestSurrounding_doubles", 8, "02 00 00 00 02 00 00 00 11 11 22 22",
     "04 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00"),
    ("TestDoublePointer_reads", 9, "00 00 02 00 04 00 02 00 0c 00", "0c 00"),
    ("TestDoublePointer_of_an_inner_NULL", 9, "00 00 02 00 00 00 00 00", "00 00"),
    ("TestDoublePointer_of_NULL", 9, "00 00 00 00", "00 00"),
]
