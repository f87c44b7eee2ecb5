"""Where switches come from: listening and dialling, TCP and TLS, and what may go wrong on the way."""

import contextlib
import errno
import socket
import ssl
import subprocess

import pytest

import greenhub
from controller.config import Config
from controller.listener import PAUSE, PORTS, Dialler, Listener
from controller.manager import Controller
from controller.openflow import OF13
from controller.openflow.connection import SwitchConnection
from greenhub.green import socket as green_socket
from greenhub.green import ssl as green_ssl
from greenhub.hubs import get_hub
from greenhub.testing import jumping_clock, no_leaks


def until(condition, seconds=5.0):
    with greenhub.Timeout(seconds):
        while not condition():
            greenhub.sleep(0.002)


@pytest.fixture(scope='module')
def keys(tmp_path_factory):
    """A certificate authority, and certificates of a controller and of a switch."""
    folder = tmp_path_factory.mktemp('keys')

    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], cwd=folder, check=True, capture_output=True, timeout=20)

    for name in ('ca', 'ctl', 'sw', 'other'):
        openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', f'{name}.key')
    for name in ('ca', 'other'):
        subject = ('-subj', f'/CN={name}', '-days', '2')
        openssl('req', '-x509', '-new', '-key', f'{name}.key', *subject, '-out', f'{name}.pem')
    for name in ('ctl', 'sw'):
        openssl('req', '-new', '-key', f'{name}.key', '-subj', f'/CN={name}', '-out', f'{name}.csr')
        openssl(
            'x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
            '-days', '2', '-out', f'{name}.pem',
        )  # fmt: skip
    return folder


@pytest.fixture
def start():
    """Starts controllers on the loopback address."""
    with contextlib.ExitStack() as stack:

        def start(**options):
            port = {'ofp_ssl_listen_port': 0} if 'ctl_cert' in options else {'ofp_tcp_listen_port': 0}
            controller = Controller(Config(**{'ofp_listen_host': '127.0.0.1', **port, **options}))
            controller.start()
            stack.callback(controller.stop)
            return controller

        yield start


def tls_of(keys, **options):
    return {'ctl_cert': str(keys / 'ctl.pem'), 'ctl_privkey': str(keys / 'ctl.key'), **options}


class Peer:
    """A switch on a green socket that does the handshake in a greenthread of its own."""

    def __init__(self, sock, dpid=1):
        self.socket, self.dpid = sock, dpid
        self.channel = SwitchConnection([OF13])
        self.thread = greenhub.spawn(self._run)

    def _run(self):
        try:
            self.socket.sendall(self.channel.data_to_send())
            while data := self.socket.recv(65536):
                for message, _ in self.channel.receive(data, 0.0):
                    self._answer(message)
                self.socket.sendall(self.channel.data_to_send())
        except OSError:
            pass
        self.socket.close()

    def _answer(self, message):
        of = self.channel.version
        if type(message).__name__ == 'OFPFeaturesRequest':
            self.channel.reply(message, of.OFPSwitchFeatures(None, self.dpid, 256, 254, 0, 0))
        elif type(message).__name__ == 'OFPPortDescStatsRequest':
            self.channel.reply(message, of.OFPPortDescStatsReply(None, 0, []))


def address_of(controller):
    return controller.listeners[0].address


def secured(controller, keys, certificate=None, minimum=None):
    context = green_ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(keys / 'ca.pem')
    if certificate:
        context.load_cert_chain(keys / f'{certificate}.pem', keys / f'{certificate}.key')
    if minimum:
        context.minimum_version = context.maximum_version = minimum
        context.set_ciphers('ALL:@SECLEVEL=0')
    return context.wrap_socket(greenhub.connect(address_of(controller)), do_handshake_on_connect=True)


# -- listening ------------------------------------------------------------------------------------------------------


def test_a_switch_joins_over_tcp(start):
    controller = start()
    Peer(greenhub.connect(address_of(controller)), 7)
    until(lambda: 7 in controller.switches)
    assert controller.switches[7].address[0] == '127.0.0.1'
    assert controller.switches[7]._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_over_ipv6(start):
    controller = start(ofp_listen_host='::1')
    Peer(greenhub.connect(address_of(controller)[:2], socket.AF_INET6), 7)
    until(lambda: 7 in controller.switches)
    assert str(controller.listeners[0]).startswith('::1 port ')


def test_the_default_ports():
    assert PORTS == (6653, 6633)


def test_a_port_in_use_is_named():
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f'^cannot listen for switches on 127.0.0.1 port {port}: Address already'):
            Listener.all_of(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=port), None)


def test_an_address_that_is_not_ours_is_named():
    with pytest.raises(OSError, match=r'^cannot listen for switches on 192\.0\.2\.1 port 0: '):
        Listener.all_of(Config(ofp_listen_host='192.0.2.1', ofp_tcp_listen_port=0), None)


def test_stopping_frees_the_port(start):
    with no_leaks():
        controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=0))
        controller.start()
        address = address_of(controller)
        greenhub.sleep(0)
        controller.stop()
        with pytest.raises(ConnectionRefusedError):
            greenhub.connect(address)


class Failing:
    """A listening socket whose accept fails as often as it is told to."""

    def __init__(self, number, times):
        self.number, self.times, self.calls = number, times, 0

    def getsockname(self):
        return ('127.0.0.1', 1)

    def fileno(self):
        return 5

    def accept(self):
        self.calls += 1
        if self.calls <= self.times:
            raise OSError(self.number, 'as told')
        greenhub.sleep(3600)

    def close(self):
        pass


@pytest.mark.parametrize(
    ('number', 'pause'), [(errno.EMFILE, PAUSE), (errno.ENFILE, PAUSE), (errno.ENOMEM, PAUSE), (errno.ECONNABORTED, 0)]
)
def test_an_accept_that_fails_pauses_is_logged_once_and_goes_on(number, pause, caplog):
    with jumping_clock() as clock:
        sock = Failing(number, 20)
        listener = Listener(sock, None)
        listener.start()
        clock.advance(20 * pause + 0.01)
        assert sock.calls == 21
        assert sum('cannot accept' in each.getMessage() for each in caplog.records) == 1
        listener.stop()


@pytest.mark.parametrize(('number', 'advised'), [(errno.EMFILE, True), (errno.ENFILE, False)])
def test_who_runs_out_of_open_files_is_told_what_to_do(number, advised, caplog):
    with jumping_clock() as clock:
        listener = Listener(Failing(number, 1), None)
        listener.start()
        clock.advance(PAUSE + 0.01)
        listener.stop()
    (said,) = (each.getMessage() for each in caplog.records if 'cannot accept' in each.getMessage())
    assert ('ulimit -Hn' in said) is advised


def test_an_accept_that_always_fails_does_not_hold_up_the_others():
    sock = Failing(errno.EPERM, 10**9)
    listener = Listener(sock, None)
    listener.start()
    with greenhub.Timeout(5):
        for _ in range(10):
            greenhub.sleep(0)
    assert 0 < sock.calls < 1000
    listener.stop()


def test_many_connections_at_once_leave_the_switches_their_turn(start):
    controller = start()
    real = [socket.create_connection(address_of(controller)) for _ in range(200)]
    turns = 0
    with greenhub.Timeout(5):
        while len(controller.switches.connections) < 200:
            greenhub.sleep(0)
            turns += 1
    assert turns > 100
    for each in real:
        each.close()
    until(lambda: not controller.switches.connections)


# -- TLS ------------------------------------------------------------------------------------------------------------


def test_a_switch_joins_over_tls(start, keys):
    controller = start(**tls_of(keys))
    sock = secured(controller, keys)
    assert sock.version() in ('TLSv1.2', 'TLSv1.3')
    Peer(sock, 7)
    until(lambda: 7 in controller.switches)
    assert '(TLS)' in str(controller.listeners[0])


def test_a_switch_with_a_certificate_of_the_authority(start, keys):
    controller = start(**tls_of(keys, ca_certs=str(keys / 'ca.pem')))
    Peer(secured(controller, keys, 'sw'), 7)
    until(lambda: 7 in controller.switches)


@pytest.mark.parametrize('certificate', [None, 'other'])
def test_a_switch_without_one_is_refused(start, keys, certificate, caplog):
    controller = start(**tls_of(keys, ca_certs=str(keys / 'ca.pem')))
    with contextlib.suppress(OSError):
        Peer(secured(controller, keys, certificate), 7).thread.wait()
    until(lambda: 'TLS failed' in caplog.text)
    assert not controller.switches.connections


def test_tls_older_than_1_2_is_refused(start, keys):
    controller = start(**tls_of(keys))
    with pytest.warns(DeprecationWarning), pytest.raises(OSError):
        secured(controller, keys, minimum=ssl.TLSVersion.TLSv1_1)


def test_what_is_no_tls_is_refused(start, keys, caplog):
    controller = start(**tls_of(keys))
    sock = greenhub.connect(address_of(controller))
    sock.sendall(bytes.fromhex('0400000800000001') * 10)
    with greenhub.Timeout(5):
        while sock.recv(4096):
            pass
    sock.close()
    assert 'TLS failed' in caplog.text


def test_a_tls_handshake_that_does_not_come_is_given_up(start, keys, caplog):
    controller = start(**tls_of(keys, socket_timeout=0.1))
    sock = greenhub.connect(address_of(controller))
    with greenhub.Timeout(5):
        assert sock.recv(1) == b''
    sock.close()
    assert 'TLS failed: no handshake in 0.1 s' in caplog.text


def test_failures_of_tls_are_no_log_storm(start, keys, caplog):
    controller = start(**tls_of(keys))
    for _ in range(30):
        with contextlib.closing(greenhub.connect(address_of(controller))) as sock:
            sock.sendall(b'GET / HTTP/1.0\r\n\r\n')
            with greenhub.Timeout(5):
                while sock.recv(4096):
                    pass
    assert caplog.text.count('TLS failed') == 1


@pytest.mark.parametrize(
    ('options', 'text'),
    [
        ({'ctl_cert': 'ca.key'}, '--ctl-cert and --ctl-privkey: OpenSSL does not take'),
        ({'ctl_privkey': 'sw.key'}, '--ctl-cert and --ctl-privkey: OpenSSL does not take'),
        ({'ca_certs': 'ctl.key'}, '--ca-certs: OpenSSL does not take'),
        ({'ciphers': 'nonsense'}, '--ciphers: OpenSSL does not take nonsense'),
    ],
)
def test_keys_that_do_not_fit_are_named_with_their_option(keys, options, text):
    named = {name: str(keys / value) if name != 'ciphers' else value for name, value in options.items()}
    with pytest.raises(OSError, match=f'^{text}'):
        Listener.all_of(Config(ofp_ssl_listen_port=0, **{**tls_of(keys), **named}), None)


# -- dialling -------------------------------------------------------------------------------------------------------


@pytest.fixture
def switch_side():
    """A socket that a passive switch listens on."""
    with contextlib.closing(greenhub.listen(('127.0.0.1', 0))) as sock:
        yield sock


def test_a_switch_that_is_dialled(start, switch_side):
    controller = start(ofp_switch_address_list=[switch_side.getsockname()])
    Peer(switch_side.accept()[0], 9)
    until(lambda: 9 in controller.switches)


def test_a_switch_that_is_dialled_from_now_on(start, switch_side):
    """Told twice it is dialled once, and no more when it has been hung up."""
    controller = start()
    address = switch_side.getsockname()
    controller.dial(address, interval=10)
    controller.dial(address, interval=0.01)
    peer = Peer(switch_side.accept()[0], 9)
    until(lambda: 9 in controller.switches)
    controller.hang_up(address)
    assert 9 in controller.switches
    green_socket.socket.shutdown(peer.socket, socket.SHUT_RDWR)
    until(lambda: 9 not in controller.switches)
    controller.hang_up(address)
    with pytest.raises(TimeoutError), greenhub.Timeout(0.05, TimeoutError()):
        switch_side.accept()


def test_what_is_dialled_before_the_start_waits_for_it(clock):
    controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=0))
    controller.dial(('127.0.0.1', 1))
    clock.advance(1.0)
    assert not controller.switches.connections
    controller.stop()


def test_a_switch_is_dialled_again_when_its_connection_ends(start, switch_side):
    controller = start(ofp_switch_address_list=[switch_side.getsockname()], ofp_switch_connect_interval=0.01)
    for _ in range(3):
        peer = Peer(switch_side.accept()[0], 9)
        until(lambda: 9 in controller.switches)
        green_socket.socket.shutdown(peer.socket, socket.SHUT_RDWR)
        until(lambda: 9 not in controller.switches)


def test_a_switch_that_is_not_there_yet(start, caplog):
    with contextlib.closing(green_socket.socket()) as reserved:
        reserved.bind(('127.0.0.1', 0))
        address = reserved.getsockname()
        controller = start(ofp_switch_address_list=[address], ofp_switch_connect_interval=0.01)
        until(lambda: 'cannot connect to switch at 127.0.0.1' in caplog.text)
        greenhub.sleep(0.05)  # several attempts
        reserved.listen()
        Peer(reserved.accept()[0], 9)
        until(lambda: 9 in controller.switches)
    assert caplog.text.count('cannot connect') == 1


def test_dialling_stops(switch_side):
    with no_leaks():
        dialler = Dialler(('127.0.0.1', 1), Config(ofp_switch_connect_interval=0.01), None)
        dialler.start()
        greenhub.sleep(0.02)
        dialler.stop()


def test_a_failed_attempt_leaves_no_socket(start):
    with no_leaks(0.05):
        dialler = Dialler(('127.0.0.1', 1), Config(ofp_switch_connect_interval=10), None)
        dialler.start()
        greenhub.sleep(0.02)
        dialler.stop()
        assert get_hub()
