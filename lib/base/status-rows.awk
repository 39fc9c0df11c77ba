# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Turns the constants of a public header into rows of a C table. With -v kind=hresult
#
#     /* The method is not implemented */
#     #define E_NOTIMPL ((HRESULT) 0x80004001)
#
# becomes
#
#     ROW (E_NOTIMPL, "The method is not implemented")
#
# and with -v kind=status the constants are plain decimal numbers. All other lines, such as
# aliases, are passed over. A constant without a text is an error, and so is a header
# without constants.

BEGIN {
  value = kind == "hresult" ? "\\(\\(HRESULT\\) 0x[0-9A-F]+\\)" : "[0-9]+"
  constant = "^#define [A-Za-z0-9_]+ " value "$"
}

$0 ~ constant {
  if (text == "") {
    print FILENAME ":" FNR ": " $2 " has no text on the line before it" > "/dev/stderr"
    failed = 1
  }
  printf "ROW (%s, \"%s\")\n", $2, text
  rows++
}

{ text = "" }

/^\/\* [^-"\\][^"\\]* \*\/$/ { text = substr ($0, 4, length ($0) - 6) }

END {
  if (rows == 0)
    print FILENAME ": no constants found" > "/dev/stderr"
  exit failed || rows == 0
}
