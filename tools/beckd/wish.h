/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a client of beckd wants: an object of a class. It is granted by a server that offers the
 * class; without one, a server is started, once for all who want the class meanwhile. Nobody waits
 * in a thread.
 */

#include "ask.h"
#include "client.h"

typedef struct BeckdWish BeckdWish;

/**
 * BeckdWish:
 * @question: what is wanted
 * @client: who wants it
 * @granted: called once, on any thread, perhaps within beckd_wish_begin(); the wish is its to free
 * @data: for @granted
 * @answer: then, if @hr is a success or comes from the server
 * @process: (nullable): then: whose the object is
 * @hr: then: how it went
 * @text: (nullable): then: what beckd has to say about a failure
 */
struct BeckdWish
{
  BeckdQuestion question;
  BeckdClient client;
  void (*granted) (BeckdWish *wish);
  gpointer data;
  BeckdAnswer answer;
  BeckdProcess *process;
  HRESULT hr;
  char *text;
  /*< private >*/
  guint uid;
  guint tries;
};

/* @iids: copied. */
BeckdWish *beckd_wish_new (const CLSID *clsid, guint n_iids, const IID *iids);
void beckd_wish_free (BeckdWish *wish);

void beckd_wish_begin (BeckdWish *wish);

/* @process has become able to make objects: those who wait for it may go on. */
void beckd_wishes_look_again (const BeckdProcess *process);
