"""Programs that listen for switches, and dial them, by themselves."""

import importlib
import socket as blocking
from contextlib import closing

import pytest

import greenhub
from controller.app import App
from controller.config import Config
from controller.current import acting_for
from controller.manager import Controller
from controller.openflow import OF13
from controller.openflow.connection import SwitchConnection
from greenhub.green import socket


class Peer:
    """A switch that does the handshake."""

    def __init__(self, sock, dpid=1):
        self.socket, self.channel, self.dpid = sock, SwitchConnection([OF13]), dpid
        self.thread = greenhub.spawn(self.run)

    def run(self):
        of = self.channel
        self.socket.sendall(of.data_to_send())
        while data := self.socket.recv(65536):
            for message, _ in of.receive(data, 0.0):
                name = type(message).__name__
                if name == 'OFPFeaturesRequest':
                    of.reply(message, of.version.OFPSwitchFeatures(None, self.dpid, 256, 1, 0, 0))
                elif name == 'OFPPortDescStatsRequest':
                    of.reply(message, of.version.OFPPortDescStatsReply(None, 0, []))
            self.socket.sendall(of.data_to_send())


def until(condition):
    with greenhub.Timeout(5):
        while not condition():
            greenhub.sleep(0.002)


def free_port():
    with closing(blocking.create_server(('127.0.0.1', 0))) as sock:
        return sock.getsockname()[1]


@pytest.fixture
def ryu(alias):
    return importlib.import_module('ryu.controller.controller')


@pytest.fixture
def conf(ryu, monkeypatch):
    """Options of the program's own."""
    conf = Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=free_port())
    monkeypatch.setattr('ryu.controller.controller.CONF', conf)
    return conf


@pytest.fixture
def current(ryu):
    controller = Controller()
    with acting_for(controller):
        yield controller
    controller.stop()


@pytest.mark.parametrize('text, address', [('127.0.0.1:6653', ('127.0.0.1', 6653)), ('[::1]:0x19fd', ('::1', 6653))])
def test_addresses(ryu, text, address):
    assert ryu._split_addr(text) == address


@pytest.mark.parametrize('text', ['127.0.0.1', 'localhost:6653', '::1:6653', '[::x]:6653', '[127.0.0.1]:1', ''])
def test_no_addresses(ryu, text):
    with pytest.raises(ValueError, match='Invalid IP address and port pair'):
        ryu._split_addr(text)


def test_listening(ryu, conf, current):
    server = greenhub.spawn(ryu.OpenFlowController())
    greenhub.sleep(0.01)
    with socket.create_connection(('127.0.0.1', conf.ofp_tcp_listen_port)) as sock:
        Peer(sock, 7)
        until(lambda: 7 in current.switches)
    until(lambda: 7 not in current.switches)
    server.kill()
    with pytest.raises(OSError):
        socket.create_connection(('127.0.0.1', conf.ofp_tcp_listen_port))


def test_where_the_controller_listens_already_nobody_else_does(ryu, conf, current, caplog):
    caplog.set_level('INFO')
    current.config = conf
    current.start()
    server = greenhub.spawn(ryu.OpenFlowController())
    greenhub.sleep(0.01)
    assert not server.dead
    assert f'listens for switches on port {conf.ofp_tcp_listen_port} already' in caplog.text
    server.kill()


def test_a_switch_without_a_controller_is_refused(ryu, conf, caplog):
    """That of an emulator of switches, or of a test that has stopped its controller."""
    server = greenhub.spawn(ryu.OpenFlowController())
    greenhub.sleep(0.01)
    with socket.create_connection(('127.0.0.1', conf.ofp_tcp_listen_port)) as sock:
        assert sock.recv(1) == b''
    server.kill()
    assert 'refused a switch at 127.0.0.1' in caplog.text


def test_dialling(ryu, conf, current):
    with closing(greenhub.listen(('127.0.0.1', 0))) as switch:
        address = switch.getsockname()
        listening = ryu.OpenFlowController()
        listening.spawn_client_loop(address, interval=0.01)
        peer = Peer(switch.accept()[0], 8)
        until(lambda: 8 in current.switches)
        listening.stop_client_loop(address)
        listening.stop_client_loop(address)
        peer.socket.close()
        with pytest.raises(TimeoutError), greenhub.Timeout(0.05, TimeoutError()):
            switch.accept()


def test_options_that_name_switches(ryu, conf, current):
    with closing(greenhub.listen(('127.0.0.1', 0))) as switch:
        conf.ofp_switch_address_list = [f'127.0.0.1:{switch.getsockname()[1]}']
        server = greenhub.spawn(ryu.OpenFlowController())
        Peer(switch.accept()[0], 9)
        until(lambda: 9 in current.switches)
        server.kill()


class Dialling(App):
    def start(self):
        self.api = importlib.import_module('ryu.controller.ofp_api')
        self.api.register_switch_address(self.address, interval=0.01)


def test_an_app_that_tells_which_switches_to_dial(alias):
    controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=0))
    with closing(greenhub.listen(('127.0.0.1', 0))) as switch:
        Dialling.address = switch.getsockname()
        (app,) = controller.load([Dialling])
        try:
            controller.start()
            Peer(switch.accept()[0], 9)
            until(lambda: 9 in controller.switches)
            with acting_for(controller):
                app.api.unregister_switch_address(app.address)
            with pytest.raises(ValueError, match='is not'):
                app.api.register_switch_address(('127.0.0.1',))
        finally:
            controller.stop()
