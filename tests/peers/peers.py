# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests with programs of others share: claims, servers, captures.

A test is a script of claims; where it can, it runs in a network of its own, so that ports are free,
the endpoint mapper's among them, and a capture has nothing but its traffic. What is not
installed is a reason to skip, and said.
"""

import contextlib
import ctypes
import fcntl
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
WAIT = 60  # seconds for what takes none: a hang ends as a failure
PRIVATE = "BECK_PEERS_PRIVATE"


# ---- Claims ----

class Skip(Exception):
    """Why a claim cannot be looked at here."""


class Claims:
    """Prints results in the form of the Test Anything Protocol."""

    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, function, *arguments):
        self.count += 1
        try:
            function(*arguments)
            result = f"ok {self.count} - {name}"
        except Skip as reason:
            result = f"ok {self.count} - {name} # SKIP {reason}"
        except Exception:  # pylint: disable=broad-except
            traceback.print_exc()
            self.failed += 1
            result = f"not ok {self.count} - {name}"
        print(result, flush=True)

    def check_all(self, scene, *arguments):
        """Each function of @scene that is called claim_NAME, in their order."""
        for name, function in list(vars(scene).items()):
            if name.startswith("claim_"):
                self.check(name[len("claim_"):], function, *arguments)

    def end(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(self.failed > 0)


def equal(got, expected):
    if got != expected:
        raise AssertionError(f"got {shorten(got)}, not {shorten(expected)}")


def shorten(value):
    text = value.hex(" ") if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 300 else f"{text[:300]}... ({len(value)})"


def skip_all(reason):
    print(f"1..0 # SKIP {reason}", flush=True)
    sys.exit(0)


def need(*commands):
    for command in commands:
        if shutil.which(command) is None:
            skip_all(f"{command} is not installed")


# ---- A network of one's own ----

def loopback_up():
    """What `ip link set lo up` does."""
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name = b"lo".ljust(16, b"\0")
        answer = fcntl.ioctl(any_socket, get_flags, name + bytes(24))
        flags = struct.unpack_from("=H", answer, 16)[0] | up
        fcntl.ioctl(any_socket, set_flags, name + struct.pack("=H", flags) + bytes(22))


def use_own_network():
    """Starts the script again in a network of its own, if that can be had. To be called first."""
    if PRIVATE in os.environ:
        if is_private():
            loopback_up()
        return
    os.environ[PRIVATE] = "no"
    for options in (["-n"], ["-rn"]):
        if shutil.which("unshare") and subprocess.run(["unshare", *options, "true"], check=False,
                                                      stderr=subprocess.DEVNULL).returncode == 0:
            os.environ[PRIVATE] = "yes"
            os.execvp("unshare", ["unshare", *options, sys.executable, *sys.argv])


def is_private():
    return os.environ.get(PRIVATE) == "yes"


# ---- Programs ----

def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run(*command, timeout=WAIT, **options):
    """A program of others; what it says goes into the failure."""
    done = subprocess.run([str(word) for word in command], check=False, timeout=timeout,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", **options)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


class Server:
    """A program that prints string bindings and "ready", and ends on SIGTERM."""

    def __init__(self, command, *arguments, **environment):
        command = [str(command), *arguments]
        if command[0].endswith(".py"):
            command.insert(0, sys.executable)
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                        stdin=subprocess.DEVNULL, preexec_fn=die_with_parent,
                                        env={**os.environ, **environment})
        self.bindings = []
        for line in self.process.stdout:
            if line.strip() == "ready":
                return
            self.bindings.append(line.strip())
        raise AssertionError(f"{command[0]} ended with {self.process.wait()}")

    def port(self):
        for binding in self.bindings:
            found = re.fullmatch(r"ncacn_ip_tcp:127\.0\.0\.1\[(\d+)\]", binding)
            if found:
                return int(found[1])
        raise AssertionError(f"no port in {self.bindings}")

    def local_name(self):
        for binding in self.bindings:
            found = re.fullmatch(r"ncalrpc:[^\[]*\[(.+)\]", binding)
            if found:
                return found[1]
        raise AssertionError(f"no local endpoint in {self.bindings}")

    def count(self, what):
        """How many threads ("task") or descriptors ("fd") it has."""
        return len(os.listdir(f"/proc/{self.process.pid}/{what}"))

    def stop(self):
        self.process.terminate()
        equal(self.process.wait(WAIT), 0)

    def kill(self):
        self.process.kill()
        self.process.wait(WAIT)


@contextlib.contextmanager
def serving(command, *arguments, **environment):
    """A server that has to end well, too."""
    server = Server(command, *arguments, **environment)
    try:
        yield server
    except BaseException:
        server.kill()
        raise
    server.stop()


# ---- Captures ----

MARK_PORT = 9
ERROR = 0x800000  # severity of what the dissector calls an error


class Capture:
    """Records what goes over loopback, and has it read by a dissector that is not ours.

    Only in a network of its own: other traffic of the machine is none of a test's business.
    """

    def __init__(self, directory):
        self.file = pathlib.Path(directory) / "traffic.pcapng"
        self.process = None
        self.why_not = self.missing()
        if self.why_not is None:
            self.start()

    @staticmethod
    def missing():
        for command in ("tshark", "dumpcap"):
            if shutil.which(command) is None:
                return f"{command} is not installed"
        return None if is_private() else "there is no network of its own to capture"

    def start(self):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            ["dumpcap", "-q", "-i", "lo", "-B", "64", "-w", str(self.file)],
            stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        lines = []
        for line in self.process.stderr:
            lines.append(line)
            if line.startswith("File:"):
                return
        self.process.wait()
        self.why_not = f"capturing is not permitted: {' '.join(lines).strip()}"

    def stop(self):
        """When a mark has arrived in the file, so has all that was sent before it."""
        if self.process is None or self.process.poll() is not None:
            return
        mark = os.urandom(16)
        deadline = time.monotonic() + WAIT
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while time.monotonic() < deadline and mark not in self.tail():
                sender.sendto(mark, ("127.0.0.1", MARK_PORT))
                time.sleep(0.1)
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=WAIT)

    def tail(self):
        with open(self.file, "rb") as file:
            file.seek(max(0, self.file.stat().st_size - 65536))
            return file.read()

    def read(self, ports, wanted, *fields):
        """Lines of @fields of the packets that @wanted, a display filter, selects."""
        decode = [word for port in ports for word in ("-d", f"tcp.port=={port},dcerpc")]
        show = [word for field in fields for word in ("-e", field)]
        done = subprocess.run(["tshark", "-n", "-r", str(self.file), *decode, "-Y", wanted,
                               *(["-T", "fields", *show] if fields else [])],
                              check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, timeout=10 * WAIT)
        return done.stdout.splitlines()

    def check(self, ports):
        """Nothing malformed, no expert error, and all of it understood as DCE/RPC."""
        if self.why_not is not None:
            raise Skip(self.why_not)
        self.stop()
        equal(self.read(ports, f"_ws.malformed || _ws.expert.severity >= {ERROR}"), [])
        ours = "||".join(f"tcp.port=={port}" for port in ports)
        equal(self.read(ports, f"({ours}) && tcp.len > 0 && !dcerpc && !tcp.segment_data"
                               " && !tcp.reassembled_in"), [])
        kinds = set(self.read(ports, "dcerpc", "dcerpc.pkt_type"))
        assert kinds, "no call in the capture"


@contextlib.contextmanager
def capturing(claims, ports):
    """Looks at everything that is said meanwhile; @ports is filled by then."""
    with tempfile.TemporaryDirectory(prefix="beck-peers-") as directory:
        capture = Capture(directory)
        try:
            yield capture
        finally:
            capture.stop()
        claims.check("what_was_said_is_well_formed", capture.check, ports)
