/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Names that are good in IDL and not in the languages of the header. A keyword of C
 * leaves no header; one of C++ leaves one that C can use, which is all that some
 * interfaces are for.
 */

#include "checks.h"

/* The compilers' own words among them: programs are built with GNU extensions. */
static const char *const c_words[] = { "asm",      "auto",   "break",  "case",     "continue",
                                       "default",  "do",     "else",   "extern",   "for",
                                       "goto",     "if",     "inline", "register", "return",
                                       "restrict", "sizeof", "static", "switch",   "typedef",
                                       "typeof",   "while",  NULL };

static const char *const cplusplus_words[] = {
  "alignas",       "alignof",      "and",        "and_eq",    "bitand",
  "bitor",         "bool",         "catch",      "char16_t",  "char32_t",
  "class",         "compl",        "const_cast", "constexpr", "decltype",
  "delete",        "dynamic_cast", "explicit",   "export",    "false",
  "friend",        "mutable",      "namespace",  "new",       "noexcept",
  "not",           "not_eq",       "nullptr",    "operator",  "or",
  "or_eq",         "private",      "protected",  "public",    "reinterpret_cast",
  "static_assert", "static_cast",  "template",   "this",      "thread_local",
  "throw",         "true",         "try",        "typeid",    "typename",
  "using",         "virtual",      "xor",        "xor_eq",    NULL
};

void
idl_check_name (IdlCompiler *compiler, const IdlDecl *decl)
{
  if (decl->name == NULL)
    return;
  if (g_strv_contains (c_words, decl->name))
    idl_error (compiler, decl->pos, "'%s' is a keyword of C", decl->name);
  else if (g_strv_contains (cplusplus_words, decl->name))
    idl_warning (compiler, decl->pos, "'%s' is a keyword of C++, which cannot use this header",
                 decl->name);
}
