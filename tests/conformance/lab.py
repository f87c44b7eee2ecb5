"""A network laboratory of child processes: a private Open vSwitch, hosts, Mininet, and the controller under test.

Everything lives in a network namespace of its own and in temporary directories. A machine's own Open vSwitch is not
touched, several runs can go on side by side, and every device is gone when the last process of the namespace ends.
"""

from __future__ import annotations

import ctypes
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

__all__ = [
    'Certificates', 'Controller', 'Host', 'Laboratory', 'Mininet', 'Namespace', 'OpenVSwitch', 'Switch',
    'run', 'wait_until',
]  # fmt: skip

CHECKOUT = Path(__file__).resolve().parents[2]
SCHEMA = Path('/usr/share/openvswitch/vswitch.ovsschema')
CLONE_NEWNET = 0x40000000  # linux/sched.h
PR_SET_PDEATHSIG = 1  # linux/prctl.h

libc = ctypes.CDLL(None, use_errno=True)


def run(*command: str | Path, timeout: float = 20) -> str:
    """What `command` printed; an AssertionError with its complaint if it failed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, f'{shlex.join(map(str, command))}: {done.stderr or done.stdout}'
    return done.stdout


def spawn(*command: str | Path, log: IO[Any], **options: Any) -> subprocess.Popen:
    """Start `command`, its output going to `log`. The kernel kills it if this process dies first."""
    options.setdefault('stdin', subprocess.DEVNULL)
    options.setdefault('stdout', log)
    return subprocess.Popen(
        command, stderr=log, text=True, preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL), **options
    )


def wait_until(what: str, condition: Callable[[], Any], timeout: float = 15) -> Any:
    """The first true value of `condition()`; an AssertionError naming `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, f'waited {timeout:g} s in vain for {what}'
        time.sleep(0.02)
    return value


class Namespace:
    """A network namespace without a name; it ends with its last process and descriptor."""

    def __init__(self) -> None:
        with self._returning():
            self._check(libc.unshare(CLONE_NEWNET))
            self.fd = self._current()
            # Neighbour discovery would send packets, and so add flows and counts, whenever it likes.
            for scope in 'all', 'default':
                Path(f'/proc/sys/net/ipv6/conf/{scope}/disable_ipv6').write_text('1')
            run('ip', 'link', 'set', 'lo', 'up')

    @contextmanager
    def entered(self) -> Iterator[None]:
        """The calling thread, and the processes and sockets it makes meanwhile, are inside."""
        with self._returning():
            self._check(libc.setns(self.fd, CLONE_NEWNET))
            yield

    def close(self) -> None:
        os.close(self.fd)

    @contextmanager
    def _returning(self) -> Iterator[None]:
        home = self._current()
        try:
            yield
        finally:
            self._check(libc.setns(home, CLONE_NEWNET))
            os.close(home)

    @staticmethod
    def _current() -> int:
        return os.open('/proc/thread-self/ns/net', os.O_RDONLY)

    @staticmethod
    def _check(result: int) -> None:
        if result:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Host(Namespace):
    """A host behind a virtual cable; the cable's other end is the device `port`, for a switch to take."""

    def __init__(self, port: str, address: str) -> None:
        super().__init__()
        self.port, self.address = port, address
        inside = f'/proc/{os.getpid()}/fd/{self.fd}'
        run('ip', 'link', 'add', port, 'up', 'type', 'veth', 'peer', 'eth0', 'netns', inside)
        with self.entered():
            run('ip', 'address', 'add', f'{address}/8', 'dev', 'eth0')
            run('ip', 'link', 'set', 'eth0', 'up')
            # The userspace datapath does not finish a checksum that the sender left to its network card.
            run('ethtool', '-K', 'eth0', 'tx', 'off')

    def close(self) -> None:
        run('ip', 'link', 'delete', self.port)  # now, not when the kernel gets round to it
        super().close()

    def pings(self, other: Host, count: int = 3) -> bool:
        """Whether every one of `count` pings came back."""
        command = ['ping', '-q', '-c', str(count), '-i', '0.05', '-W', '2', other.address]
        with self.entered():
            done = subprocess.run(command, capture_output=True, text=True, timeout=count * 2 + 5)
        return ' 0% packet loss' in done.stdout


class OpenVSwitch:
    """An ovsdb-server and an ovs-vswitchd of our own, found by their tools through OVS_RUNDIR."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.log = (directory / 'openvswitch.log').open('a')
        self.socket = f'unix:{directory}/db.sock'
        database = directory / 'conf.db'
        run('ovsdb-tool', 'create', database, SCHEMA)
        remotes = [f'--remote={each}' for each in (f'p{self.socket}', 'db:Open_vSwitch,Open_vSwitch,manager_options')]
        self.database = spawn('ovsdb-server', database, *remotes, log=self.log)
        wait_until('the socket of ovsdb-server', (directory / 'db.sock').exists)
        run('ovs-vsctl', '--no-wait', 'init')
        self.start()

    def start(self) -> None:
        """Start ovs-vswitchd on what the database says, and wait until it has built that."""
        self.daemon = spawn('ovs-vswitchd', self.socket, '--pidfile', '--disable-system', log=self.log)
        run('ovs-vsctl', 'set', 'Open_vSwitch', '.', f'external_ids:started={time.monotonic_ns()}')

    def kill(self) -> None:
        self.daemon.kill()
        self.daemon.wait(10)

    def output(self) -> str:
        return Path(self.log.name).read_text()

    def close(self) -> None:
        for process in self.daemon, self.database:
            process.kill()
            process.wait(10)
        self.log.close()


class Switch:
    """One bridge of the userspace datapath."""

    def __init__(self, name: str, dpid: int, protocols: str, controller: str, ports: list[str]) -> None:
        self.name, self.dpid, self.protocols = name, dpid, protocols
        command = ['add-br', name, '--', 'set', 'Bridge', name, 'datapath_type=netdev', f'protocols={protocols}']
        # Standalone would learn by itself and prove nothing; in-band control adds flows of its own.
        command += ['fail_mode=secure', 'other-config:disable-in-band=true', f'other-config:datapath-id={dpid:016x}']
        for number, port in enumerate(ports, 1):
            command += ['--', 'add-port', name, port, '--', 'set', 'Interface', port, f'ofport_request={number}']
        command += ['--', 'set-controller', name, controller]
        run('ovs-vsctl', *command, '--', 'set', 'Controller', name, 'max_backoff=1000')

    def flows(self) -> str:
        return run('ovs-ofctl', '--no-names', '-O', self.protocols, 'dump-flows', self.name)

    def delete(self) -> None:
        run('ovs-vsctl', 'del-br', self.name)


class Mininet:
    """A Mininet network, run by mininet_driver.py under Debian's own interpreter."""

    def __init__(self, topology: str, protocols: str, controller: str) -> None:
        self.protocols = protocols
        driver = Path(__file__).with_name('mininet_driver.py')
        self.process = spawn(
            '/usr/bin/python3', driver, topology, protocols, controller,
            log=sys.__stderr__, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.switches: dict[str, int] = self._answer()

    def ask(self, command: str) -> Any:
        """What one of the commands of mininet_driver.py answers, given with its arguments."""
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return self._answer()

    def flows(self, switch: str) -> str:
        return run('ovs-ofctl', '--no-names', '-O', self.protocols, 'dump-flows', switch)

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def _answer(self) -> Any:
        line = self.process.stdout.readline()
        assert line, f'mininet_driver.py ended with status {self.process.wait(10)}'
        return json.loads(line)


class Certificates:
    """A certificate authority and what it signed for a controller and for switches."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.authority = directory / 'ca.pem'
        new = ['openssl', 'req', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj']
        run(*new, '/CN=authority', '-x509', '-keyout', directory / 'ca.key', '-out', self.authority)
        for name in 'controller', 'switch':
            request = directory / f'{name}.csr'
            run(*new, f'/CN={name}', '-keyout', self.key(name), '-out', request)
            sign = ['openssl', 'x509', '-req', '-days', '2', '-CAcreateserial', '-CAkey', directory / 'ca.key']
            run(*sign, '-CA', self.authority, '-in', request, '-out', self.certificate(name))

    def key(self, name: str) -> Path:
        return self.directory / f'{name}.key'

    def certificate(self, name: str) -> Path:
        return self.directory / f'{name}.pem'

    def options(self) -> list[str]:
        """The controller's command line options, for its TLS port."""
        files = ['--ctl-privkey', self.key('controller'), '--ctl-cert', self.certificate('controller')]
        return [*map(str, files), '--ca-certs', str(self.authority), '--ofp-ssl-listen-port', '6653']

    def install(self, authority: Path | None = None) -> None:
        """Give Open vSwitch the switch's key and certificate, and the authority that it shall trust."""
        run('ovs-vsctl', 'set-ssl', self.key('switch'), self.certificate('switch'), authority or self.authority)


class Controller:
    """`python -m controller` with ofctl_rest and these arguments, on default ports: it is alone in the namespace."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.arguments = arguments
        self.log = (directory / 'controller.log').open('a')

    def start(self) -> None:
        apps = [str(CHECKOUT / 'apps' / 'ofctl_rest.py'), *self.arguments]
        self.process = spawn(sys.executable, '-m', 'controller', *apps, log=self.log, cwd=CHECKOUT)
        wait_until('the REST server to answer', self._answers)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        """Ask it to stop; an AssertionError if it does not end in good order."""
        self.process.terminate()
        assert self.process.wait(10) == 0, f'exit status {self.process.returncode} after SIGTERM'

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f'http://127.0.0.1:8080{path}', timeout=10) as answer:
            return json.load(answer)

    def post(self, path: str, body: Any) -> None:
        data = json.dumps(body).encode()
        urllib.request.urlopen(f'http://127.0.0.1:8080{path}', data, timeout=10).close()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What a request is answered, as JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f'http://127.0.0.1:8080{path}', data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b'null')

    def wait_for(self, *dpids: int) -> None:
        """Wait until exactly these switches are connected."""
        wait_until(f'switches {dpids} to be connected', lambda: sorted(self.get('/stats/switches')) == sorted(dpids))

    def output(self) -> str:
        return Path(self.log.name).read_text()

    def close(self) -> None:
        """End it, and leave its log to pytest's report of a failed test; a traceback in it fails every test."""
        self.kill()
        self.log.close()
        print(self.output())
        assert 'Traceback' not in self.output()

    def _answers(self) -> bool:
        assert self.process.poll() is None, f'the controller ended with status {self.process.returncode}'
        try:
            return self.get('/stats/switches') is not None
        except OSError:
            return False


class Laboratory:
    """What one test builds; `stack` takes it down again, in reverse order."""

    def __init__(self, openvswitch: OpenVSwitch, directory: Path, stack: ExitStack) -> None:
        self.openvswitch, self.directory, self._stack = openvswitch, directory, stack

    def controller(self, *arguments: str) -> Controller:
        controller = Controller(self.directory, *arguments)
        self._stack.callback(controller.close)
        controller.start()
        return controller

    def certificates(self, name: str) -> Certificates:
        directory = self.directory / name
        directory.mkdir()
        return Certificates(directory)

    def mininet(self, topology: str, protocols: str, controller: str) -> Mininet:
        network = Mininet(topology, protocols, controller)
        self._stack.callback(network.stop)
        return network

    def assert_learns(self, app: str, protocols: str) -> None:
        """Hosts of `linear,3` reach each other: at first through a learning switch, then through its flows."""
        controller = self.controller(app)
        network = self.mininet('linear,3', protocols, 'tcp:127.0.0.1:6653')
        controller.wait_for(*network.switches.values())
        if protocols not in ('OpenFlow10', 'OpenFlow12'):  # whose switches ask without a flow entry that says so
            for name in network.switches:
                wait_until(f'the table-miss entry of {name}', lambda name=name: 'CONTROLLER' in network.flows(name))
        assert network.ask('pingall') == 0
        assert network.ask('pingall') == 0
        for name in network.switches:
            assert 'output:' in network.flows(name)

    def hosts(self, count: int) -> list[Host]:
        """Hosts 10.0.0.1, 10.0.0.2 ... on devices port1, port2 ..."""
        hosts = [Host(f'port{number}', f'10.0.0.{number}') for number in range(1, count + 1)]
        for host in hosts:
            self._stack.callback(host.close)
        return hosts

    def switch(self, dpid: int, protocols: str, controller: str, hosts: list[Host]) -> Switch:
        switch = Switch(f'br{dpid}', dpid, protocols, controller, [host.port for host in hosts])
        self._stack.callback(switch.delete)
        return switch
