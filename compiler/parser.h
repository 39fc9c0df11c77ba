/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The recursive-descent parser, shared by its parse-*.c files. After a syntax error
 * `failed` is set and further complaints are swallowed until the loop over
 * declarations has found the next one (idl_parser_recover).
 */

#include "expr.h"
#include "lex.h"

/* Nesting of everything the parser recurses into. */
#define IDL_MAX_NESTING 100

typedef struct
{
  IdlCompiler *compiler;
  IdlUnit *unit;
  IdlLexer lexer;
  IdlToken token;
  guint previous_end; /* offset behind the token before */
  gboolean after_broken; /* the token before was none; it may have swallowed others */
  gboolean failed;
  guint nesting;
  guint pack;            /* #pragma pack, 0 = natural */
  GArray *pack_stack;    /* guint */
  GPtrArray *pragmas;    /* IdlText * read and not yet part of a declaration list */
  GPtrArray *hoisted;    /* IdlTagUse * for tags defined inside a procedure, likewise */
  IdlInterface *interface; /* whose body is being read, or NULL */
} IdlParser;

/* parser.c: tokens */
void idl_parser_init (IdlParser *parser, IdlCompiler *compiler, IdlUnit *unit);
void idl_parser_clear (IdlParser *parser);
void idl_parser_next (IdlParser *parser);
IdlToken idl_parser_peek (const IdlParser *parser);
gboolean idl_parser_at (const IdlParser *parser, guint kind);
gboolean idl_parser_at_word (const IdlParser *parser, const char *word);
gboolean idl_parser_accept (IdlParser *parser, guint kind);
gboolean idl_parser_accept_word (IdlParser *parser, const char *word);
gboolean idl_parser_expect (IdlParser *parser, guint kind);
/* A name, interned, or NULL after a complaint that @what was expected. */
const char *idl_parser_name (IdlParser *parser, const char *what);
/* The ';' that ends a declaration; one missing at the end of a line is supplied. */
void idl_parser_semicolon (IdlParser *parser);
void idl_parser_fail (IdlParser *parser, IdlPos pos, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void idl_parser_fail_expected (IdlParser *parser, const char *what);
/* Reports when nesting gets too deep; leave only after a successful enter. */
gboolean idl_parser_enter (IdlParser *parser);
void idl_parser_leave (IdlParser *parser);
/* After a failure: goes behind the next ';' on this level or to a '}' that closes it. */
void idl_parser_recover (IdlParser *parser);
/* With the current token '(': skips to behind the matching ')'. */
void idl_parser_skip_parentheses (IdlParser *parser);
/* One or more adjacent string literals as one, escapes untouched; "" after a complaint. */
const char *idl_parser_string (IdlParser *parser);

/* parse-expr.c */
IdlExpr *idl_parse_expr (IdlParser *parser);
/* Stands in for an expression that could not be understood. */
IdlExpr *idl_expr_broken (IdlParser *parser);

/* parse-attr.c: any number of adjacent lists */
void idl_parse_attrs (IdlParser *parser, IdlAttrs *attrs, gboolean acf);

/* parse-type.c */
IdlType *idl_type_new (IdlParser *parser, IdlTypeKind kind, IdlPos pos);
/* A type made of @target, one node deeper */
IdlType *idl_type_derive (IdlParser *parser, IdlTypeKind kind, IdlPos pos,
                          const IdlType *target);
gboolean idl_parser_at_type (IdlParser *parser);
const IdlType *idl_parse_specifiers (IdlParser *parser);

/* What a declarator declares. */
typedef struct
{
  const char *name; /* or NULL */
  IdlPos pos;
  const IdlType *type;
} IdlDeclarator;

/* parse-declarator.c */
IdlDeclarator idl_parse_declarator (IdlParser *parser, const IdlType *base);
/* A type without a declared name, as in casts. */
const IdlType *idl_parse_type_name (IdlParser *parser);
GPtrArray *idl_parse_params (IdlParser *parser, gboolean *variadic);

/* parse-tag.c: struct, union and enum specifiers; the current token is the keyword */
const IdlType *idl_parse_tag (IdlParser *parser);
/* Attributes in front of a definition that speak about the tag itself */
void idl_tag_take_attrs (IdlParser *parser, const IdlType *type, const IdlAttrs *attrs);

/* parse-decl.c: what may stand in files as well as interfaces */
gpointer idl_decl_new (IdlParser *parser, gsize size, IdlDeclKind kind, IdlPos pos,
                       const char *name);
/* With the attributes before it read. */
void idl_parse_declaration (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);
/* "(params);" of the procedure @declarator; NULL after a syntax error */
IdlProc *idl_parse_proc (IdlParser *parser, const IdlAttrs *attrs, IdlDeclarator declarator);
void idl_flush_pragmas (IdlParser *parser, GPtrArray *decls);
/* If @type comes with the definition of its tag, that becomes a declaration of its own:
 * in C it would end with the parameter list it stands in, and C++ does not allow it. */
void idl_hoist_tag (IdlParser *parser, const IdlType *type);
/* Puts what was hoisted since before @index of @decls. */
void idl_place_hoisted (IdlParser *parser, GPtrArray *decls, guint index);

/* parse-interface.c */
void idl_parse_interface (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);
void idl_parse_dispinterface (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);

/* parse-library.c */
void idl_parse_library (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);
void idl_parse_coclass (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);
void idl_parse_module (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);

/* parse-file.c */
IdlUnit *idl_parse_file (IdlCompiler *compiler, const char *path, IdlPos pos);
void idl_parse_top_level (IdlParser *parser, const IdlAttrs *attrs, GPtrArray *decls);
