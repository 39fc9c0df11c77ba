/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * From preprocessed text to tokens. A lexer is a small value: whoever wants to look
 * ahead copies it, reads on and throws the copy away.
 */

#include "compiler.h"

/* Single-character punctuation is its own code. */
typedef enum
{
  IDL_TOKEN_END = 0,
  IDL_TOKEN_NAME = 256,
  IDL_TOKEN_INTEGER,
  IDL_TOKEN_FLOAT,
  IDL_TOKEN_STRING,
  IDL_TOKEN_WIDE_STRING,
  IDL_TOKEN_CHAR,
  IDL_TOKEN_WIDE_CHAR,
  IDL_TOKEN_PRAGMA, /* text: what follows the word */
  IDL_TOKEN_BROKEN, /* already complained about */
  IDL_TOKEN_SHIFT_LEFT,
  IDL_TOKEN_SHIFT_RIGHT,
  IDL_TOKEN_LESS_EQUAL,
  IDL_TOKEN_GREATER_EQUAL,
  IDL_TOKEN_EQUAL,
  IDL_TOKEN_NOT_EQUAL,
  IDL_TOKEN_AND,
  IDL_TOKEN_OR,
  IDL_TOKEN_DOT_DOT,
  IDL_TOKEN_ELLIPSIS,
  IDL_TOKEN_ARROW,
} IdlTokenKind;

typedef struct
{
  guint kind; /* IdlTokenKind or a character */
  IdlPos pos;
  guint end;        /* offset behind the token */
  const char *text; /* interned spelling; literals without quotes, escapes untouched */
  guint64 value;    /* integers and characters */
} IdlToken;

typedef struct
{
  IdlCompiler *compiler;
  const IdlSource *source;
  const char *text;
  guint pos;
  guint length;
  gboolean quiet; /* looking ahead: the same complaint will come again */
} IdlLexer;

void idl_lexer_init (IdlLexer *lexer, IdlCompiler *compiler, const IdlSource *source);
IdlToken idl_lexer_next (IdlLexer *lexer);

/**
 * idl_lexer_raw:
 *
 * Reads the text up to the next ',' or ')' or the end of the line, trimmed, as
 * IDL_TOKEN_NAME: for bare UUIDs and versions, which are no sequences of C tokens.
 */
IdlToken idl_lexer_raw (IdlLexer *lexer);

/* "identifier 'x'", "';'", "the end of the file": @token for a message. */
const char *idl_token_describe (IdlPool *pool, const IdlToken *token);
