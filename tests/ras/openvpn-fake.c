/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A program that behaves as OpenVPN does when something is wrong with it, or as it does when that
 * takes long. The host it is to connect to says how:
 *
 *   option missing garble   it ends before it has a socket, with that printed
 *   deaf        it never makes its socket, and ends for nothing but SIGKILL
 *   mute        it says nothing there, and ends for nothing but SIGKILL
 *   hostile     it says what is no line of it, and lines that are too long, then ends
 *   gone        it ends where it ought to go on
 *   renew       it connects and asks for the password once more, which it then wants again
 *   sso         the server wants the user to look at a page
 *   respond     the server wants an answer while it decides, and goes on with it
 *   proxy       it asks for the password of somebody else
 *   fatal-busy fatal-denied fatal-absent   it cannot have its device
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static FILE *in, *out;

static void
say (const char *line)
{
  fprintf (out, "%s\r\n", line);
  fflush (out);
}

/* Waits for a line that begins so; the end of the conversation is our end. */
static void
expect (const char *begin)
{
  char line[2048];

  do
    if (fgets (line, sizeof line, in) == NULL)
      exit (0);
  while (strncmp (line, begin, strlen (begin)) != 0);
  say ("SUCCESS: as you like");
}

static void
expect_password (const char *password)
{
  char line[256];

  snprintf (line, sizeof line, "password \"Auth\" \"%s\"\n", password);
  expect (line);
}

static void
ask (void)
{
  say (">PASSWORD:Need 'Auth' username/password");
  expect_password ("secret");
}

static void
listen_at (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int listener = socket (AF_UNIX, SOCK_STREAM, 0), fd;

  strncpy (address.sun_path, path, sizeof address.sun_path - 1);
  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0
      || listen (listener, 1) != 0)
    exit (1);
  fd = accept (listener, NULL, NULL);
  if (fd < 0)
    exit (1);
  in = fdopen (fd, "r");
  out = fdopen (dup (fd), "w");
}

static void
never_end (void)
{
  signal (SIGTERM, SIG_IGN);
  while (1)
    pause ();
}

/* ---- Ways to behave ---- */

static void
option (void)
{
  puts ("Options error: Unrecognized option or missing or extra parameter(s): no-such-option");
  exit (1);
}

static void
missing (void)
{
  puts ("Options error: --ca fails with '/x/ca.crt': No such file or directory (errno=2)");
  puts ("Options error: Please correct these errors.");
  exit (1);
}

static void
garble (void)
{
  for (int i = 0; i < 100000; i++)
    putchar (i * 7 % 256);
  exit (1);
}

static void
hostile (void)
{
  for (int i = 0; i < 50000; i++)
    fputc (i * 13 % 256, out);
  fputs ("\n>STATE:1,CONNECTED", out);
  for (int i = 0; i < 50000; i++)
    fputc (',', out);
  fputs ("\n>HOLD", out);
  for (int i = 0; i < 50000; i++)
    fputc ('9', out);
  fputs ("\n>PASSWORD:Need '\n>FATAL\n>STATE:1,EXITING\n", out);
  fflush (out);
  exit (0);
}

static void
hold (void)
{
  say (">INFO:OpenVPN Management Interface Version 5");
  say (">HOLD:Waiting for hold release:0");
  expect ("hold release");
}

static void
gone (void)
{
  hold ();
  exit (0);
}

static void
come_up (void)
{
  say (">STATE:1,ASSIGN_IP,,10.8.0.2,,,,");
  say (">STATE:1,CONNECTED,SUCCESS,10.8.0.2,192.0.2.1,1194,,");
}

static void
renew (void)
{
  hold ();
  ask ();
  say (">STATE:1,WAIT,,,,,,");
  say (">STATE:1,AUTH,,,,,,");
  come_up ();
  ask ();
  say (">STATE:1,EXITING,inactive,,,,,");
  exit (0);
}

static void
begin_pending (const char *message)
{
  hold ();
  ask ();
  say (">STATE:1,AUTH,,,,,,");
  say (">STATE:1,AUTH_PENDING,timeout 30,,,,,");
  say (message);
}

static void
sso (void)
{
  begin_pending (">INFOMSG:OPEN_URL:https://example.com/?a:b");
  come_up ();
  expect ("nothing");
}

static void
respond (void)
{
  begin_pending (">INFOMSG:CR_TEXT:R,E:say: it");
  expect ("cr-response aGVyZQ==\n");
  come_up ();
  expect ("nothing");
}

static void
proxy (void)
{
  hold ();
  say (">PASSWORD:Need 'HTTP Proxy' username/password");
  expect ("nothing");
}

static void
end_without_device (const char *why)
{
  hold ();
  ask ();
  say (">STATE:1,AUTH,,,,,,");
  say (">STATE:1,GET_CONFIG,,,,,,");
  say (why);
  exit (1);
}

static void
fatal_busy (void)
{
  end_without_device (
    ">FATAL:ERROR: Cannot ioctl TUNSETIFF ras: Device or resource busy (errno=16)");
}

static void
fatal_denied (void)
{
  end_without_device (
    ">FATAL:ERROR: Cannot ioctl TUNSETIFF ras: Operation not permitted (errno=1)");
}

static void
fatal_absent (void)
{
  end_without_device (
    ">FATAL:ERROR: Cannot open TUN/TAP dev /dev/net/tun: No such file or directory (errno=2)");
}

static const struct
{
  const char *name;
  void (*behave) (void);
} ways[] = {
  { "hostile", hostile },       { "gone", gone },       { "mute", never_end },
  { "renew", renew },           { "sso", sso },         { "respond", respond },
  { "proxy", proxy },           { "fatal-busy", fatal_busy },
  { "fatal-denied", fatal_denied }, { "fatal-absent", fatal_absent },
};

static const char *
argument_of (char **argv, const char *name)
{
  for (; *argv != NULL; argv++)
    if (strcmp (*argv, name) == 0 && argv[1] != NULL)
      return argv[1];
  return "";
}

int
main (int argc, char **argv)
{
  const char *way = argument_of (argv, "--remote");

  if (strcmp (way, "option") == 0)
    option ();
  if (strcmp (way, "missing") == 0)
    missing ();
  if (strcmp (way, "garble") == 0)
    garble ();
  if (strcmp (way, "deaf") == 0)
    never_end ();
  listen_at (argument_of (argv, "--management"));
  for (unsigned i = 0; i < sizeof ways / sizeof ways[0]; i++)
    if (strcmp (ways[i].name, way) == 0)
      ways[i].behave ();
  return 1;
}
