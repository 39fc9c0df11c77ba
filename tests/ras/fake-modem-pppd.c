/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A modem for chat: fake-modem-pppd INIT DIAL COMMAND runs COMMAND with its standard input and
 * output at a line where ATZ is answered by INIT and a number by DIAL, where a call comes in at
 * once if DIAL is RING, and of which every command is written to the file descriptor 3. An empty
 * answer is none. Its exit status is that of the command.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void
say (int line, const char *text)
{
  if (text[0] != '\0')
    dprintf (line, "\r\n%s\r\n", text);
}

static void
obey (int line, const char *command, char **argv)
{
  dprintf (3, "%s\n", command);
  if (strncmp (command, "ATD", 3) == 0)
    say (line, argv[2]);
  else if (strcmp (command, "ATA") == 0)
    say (line, "CONNECT 33600");
  else
    say (line, argv[1]);
}

/* Until the other end is closed. */
static void
serve (int line, char **argv)
{
  char command[256];
  size_t n = 0;
  char c;

  if (strcmp (argv[2], "RING") == 0)
    say (line, "RING");
  while (read (line, &c, 1) == 1)
    if (c == '\r')
      {
        command[n] = '\0';
        obey (line, command, argv);
        n = 0;
      }
    else if (n < sizeof command - 1)
      command[n++] = c;
}

/* The ends of a terminal that changes nothing; chat takes nothing less. */
static int
open_line (int *modem, int *computer)
{
  struct termios raw;

  *modem = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*modem < 0 || grantpt (*modem) != 0 || unlockpt (*modem) != 0)
    return -1;
  *computer = open (ptsname (*modem), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*computer < 0 || tcgetattr (*computer, &raw) != 0)
    return -1;
  cfmakeraw (&raw);
  return tcsetattr (*computer, TCSANOW, &raw);
}

int
main (int argc, char **argv)
{
  int modem, computer, status;
  pid_t pid;

  if (argc != 4 || open_line (&modem, &computer) != 0)
    return 99;
  pid = fork ();
  if (pid == 0)
    {
      dup2 (computer, 0);
      dup2 (computer, 1);
      execl ("/bin/sh", "sh", "-c", argv[3], NULL);
      _exit (98);
    }
  close (computer);
  serve (modem, argv);
  if (pid < 0 || waitpid (pid, &status, 0) != pid)
    return 97;
  return WIFEXITED (status) ? WEXITSTATUS (status) : 96;
}
