"""A controller in a process of its own, and switches that reach it over TCP, for tests of the whole."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from controller.openflow import OF10, OF13
from controller.openflow.connection import SwitchConnection

__all__ = ['CHECKOUT', 'ControllerProcess', 'TcpSwitch', 'until']

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 10.0  # seconds after which a test has failed


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until something is true, and return it; AssertionError when it does not come true in time."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, f'not in {seconds} s'
        time.sleep(0.005)
    return result


class ControllerProcess:
    """`python -m controller` on a free port of the loopback address; use it as a context.

    `directory` is where it runs, `log` what it has written since it started or was last told to `forget`, `port` where
    switches connect, `started` how long it took to listen.
    """

    def __init__(self, directory: Path, *arguments: str, listening: bool = True, **environment: str) -> None:
        self.directory = directory
        self._output = directory / 'output'
        self._forgotten = 0
        options = ['--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', '0'] if listening else []
        began = time.monotonic()
        with self._output.open('w') as output:
            self.process = subprocess.Popen(
                [sys.executable, '-m', 'controller', *arguments, *options],
                cwd=directory,
                env={**os.environ, 'PYTHONPATH': str(CHECKOUT), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self.port = 0
        if listening:
            try:
                self.port = int(until(self._listens)[1])
            except BaseException:
                self.process.kill()
                raise
        self.started = time.monotonic() - began

    def _listens(self) -> re.Match[str] | None:
        found = re.search(r'listening for switches on 127\.0\.0\.1 port (\d+)', self.log)
        assert found or self.process.poll() is None, self.log
        return found

    @property
    def log(self) -> str:
        return self._output.read_text()[self._forgotten :]

    def forget(self) -> None:
        """Begin a new log, for a test that shares the process with those before."""
        self._forgotten += len(self.log)

    def wait_for(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """The first match in the log."""
        try:
            return until(lambda: re.search(pattern, self.log), seconds)
        except AssertionError:
            raise AssertionError(f'no {pattern!r} in the log:\n{self.log}') from None

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, and return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def cpu(self) -> float:
        """Seconds of CPU time that the process has used."""
        fields = Path(f'/proc/{self.process.pid}/stat').read_text().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def memory(self) -> float:
        """Megabytes of memory that the process takes."""
        return int(Path(f'/proc/{self.process.pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1e6

    def descriptors(self) -> int:
        """How many descriptors the process has open."""
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def __enter__(self) -> ControllerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)


class TcpSwitch:
    """A switch that answers the handshake and ECHO whenever it is asked to `read`; use it as a context."""

    def __init__(self, port: int, dpid: int = 1, number: int = OF13, buffer: int | None = None) -> None:
        self.dpid = dpid
        self.channel = SwitchConnection([number])
        self.seen: list[Any] = []
        self.socket = socket.socket()
        if buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or Nagle's algorithm waits 40 ms at a time
        self.socket.connect(('127.0.0.1', port))
        self.flush()

    @property
    def of(self) -> Any:
        """The structures and numbers of its version."""
        return self.channel.version

    def flush(self) -> None:
        """Send what is queued."""
        self.socket.sendall(self.channel.data_to_send())

    def send(self, *messages: Any) -> None:
        """Send messages of the switch's own accord."""
        for message in messages:
            self.channel.send(message)
        self.flush()

    def read(self, seconds: float = PATIENCE) -> bool:
        """Take what arrives next, and answer it; False at the end of the connection."""
        self.socket.settimeout(max(seconds, 0.001))
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            data = b''
        for message, _ in self.channel.receive(data, time.monotonic()):
            if message is not None:
                self._take(message)
        if data:
            self.flush()
        return bool(data)

    def read_until(self, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Read until something is true."""
        end = time.monotonic() + seconds
        while not (result := condition()):
            left = end - time.monotonic()
            assert left > 0, f'not in {seconds} s; seen: {self.seen}'
            assert self.read(left), f'closed by the controller; seen: {self.seen}'
        return result

    def named(self, name: str) -> list[Any]:
        """The messages of a class that have come."""
        return [each for each in self.seen if type(each).__name__ == name]

    def join(self) -> TcpSwitch:
        """Do the handshake, until the controller has all that it asks for, and answers ECHO."""
        last = 'OFPSetConfig' if self.channel.allowed == {OF10} else 'OFPPortDescStatsRequest'
        self.read_until(lambda: self.named(last))
        self.echo()
        return self

    def echo(self, seconds: float = PATIENCE) -> float:
        """Ask for an ECHO, and return the seconds until its answer."""
        began, before = time.monotonic(), len(self.named('OFPEchoReply'))
        self.send(self.of.OFPEchoRequest(None, data=b'?'))
        self.read_until(lambda: len(self.named('OFPEchoReply')) > before, seconds)
        return time.monotonic() - began

    def ends(self, seconds: float = PATIENCE) -> bool:
        """Whether the controller closes the connection in that time."""
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                if not self.read(end - time.monotonic()):
                    return True
        except TimeoutError:
            pass
        except ConnectionError:
            return True
        return False

    def packet_in(self, number: int = 0) -> Any:
        """A PACKET_IN with a broadcast, that says which it is in its buffer id."""
        frame = b'\xff' * 6 + b'\x02' + bytes(53)
        if self.of.OFP_VERSION == OF10:
            return self.of.OFPPacketIn(None, number, 60, 1, 0, frame)
        return self.of.OFPPacketIn(None, number, 60, 0, 0, 0, self.of.OFPMatch(in_port=1), frame)

    def _take(self, message: Any) -> None:
        self.seen.append(message)
        name, of = type(message).__name__, self.of
        if name == 'OFPFeaturesRequest' and of.OFP_VERSION == OF10:
            self.channel.reply(message, of.OFPSwitchFeatures(None, self.dpid, 256, 1, 0, 0, {}))
        elif name == 'OFPFeaturesRequest':
            self.channel.reply(message, of.OFPSwitchFeatures(None, self.dpid, 256, 254, 0, 0))
        elif name == 'OFPPortDescStatsRequest':
            self.channel.reply(message, of.OFPPortDescStatsReply(None, 0, []))
        elif name == 'OFPBarrierRequest':
            self.channel.reply(message, of.OFPBarrierReply(None))

    def close(self) -> None:
        """Go away."""
        self.socket.close()

    def __enter__(self) -> TcpSwitch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
