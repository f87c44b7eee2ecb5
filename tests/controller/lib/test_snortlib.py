"""Snort's alerts: what they say, and how they come."""

import socket as blocking
import struct

import pytest

import greenhub
from controller.app import App, set_ev_cls
from controller.lib import snortlib
from controller.lib.alert import AlertPkt
from controller.wire import DecodeError
from greenhub.green import socket

FRAME = bytes(range(64))


def alert(text=b'ping of death', order='!', caplen=64, pad=b''):
    head = struct.pack(f'{order}9I', 100, 200, caplen, 98, 0, 14, 34, 42, 1)
    event = struct.pack(f'{order}9I', 1, 1000001, 3, 29, 2, 7, 8, 300, 400)
    return text.ljust(256, b'\0') + head + FRAME.ljust(65535, b'\0') + pad + event


@pytest.mark.parametrize('data', [alert(), alert(order='<'), alert(order='<', pad=b'\0')])
def test_an_alert(data):
    found = AlertPkt.parser(data)
    assert (found.alertmsg, found.pkt) == ('ping of death', FRAME)
    assert (found.pkth.ts.tv_sec, found.pkth.ts.tv_usec, found.pkth.caplen, found.pkth.len) == (100, 200, 64, 98)
    assert (found.dlthdr, found.nethdr, found.transhdr, found.data, found.val) == (0, 14, 34, 42, 1)
    assert (found.event.sig_generator, found.event.sig_id, found.event.classification) == (1, 1000001, 29)
    assert (found.event.ref_time.tv_sec, found.event.ref_time.tv_usec) == (300, 400)


def test_a_packet_of_any_length():
    assert len(AlertPkt.parser(alert(caplen=0)).pkt) == 65535
    assert len(AlertPkt.parser(alert(caplen=70000)).pkt) == 65535


def test_an_alert_that_is_cut_off():
    with pytest.raises(DecodeError):
        AlertPkt.parser(alert()[:-1])


class Listening(App):
    _CONTEXTS = {'snortlib': snortlib.SnortLib}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.snort = kwargs['snortlib']
        self.heard = []

    @set_ev_cls(snortlib.EventAlert)
    def hear(self, ev):
        self.heard.append(ev.msg.alertmsg)


@pytest.fixture
def app(controller):
    (app,) = controller.load([Listening])
    controller.start_apps()
    return app


def until(condition):
    with greenhub.Timeout(5):
        while not condition():
            greenhub.sleep(0.001)


def test_alerts_of_snort_itself(app, controller, tmp_path, caplog):
    path = tmp_path / 'alerts'
    with blocking.socket(blocking.AF_UNIX, blocking.SOCK_DGRAM) as left_behind:
        left_behind.bind(str(path))
    app.snort.set_config({'unixsock': True, 'path': str(path)})
    for _ in range(2):
        app.snort.start_socket_server()
    assert len(app.snort.threads) == 1
    with blocking.socket(blocking.AF_UNIX, blocking.SOCK_DGRAM) as snort:
        snort.setsockopt(blocking.SOL_SOCKET, blocking.SO_SNDBUF, 1 << 20)
        for data in (alert(b'one'), b'what is this', alert(b'two', pad=b'\0')):
            snort.sendto(data, str(path))
        until(lambda: len(app.heard) == 2)
    assert app.heard == ['one', 'two']
    assert 'not an alert of Snort: 12 bytes' in caplog.text
    controller.stop()
    assert not path.exists()


def test_what_is_no_socket_stays(app, tmp_path):
    path = tmp_path / 'letter'
    path.write_text('dear Snort')
    app.snort.set_config({'unixsock': True, 'path': str(path)})
    with pytest.raises(OSError):
        app.snort.start_socket_server()
    assert path.read_text() == 'dear Snort'


def test_alerts_of_a_relay(app, monkeypatch, caplog):
    monkeypatch.setattr(snortlib, 'RELAYS', 1)
    app.snort.set_config({'unixsock': False, 'host': '127.0.0.1', 'port': 0})
    monkeypatch.setattr(snortlib, 'PORT', 0)
    app.snort.start_socket_server()
    address = app.snort.nwsock.getsockname()
    with socket.create_connection(address) as relay:
        data = alert(b'one') + alert(b'two') + alert(b'three')
        relay.sendall(data[:100_000])
        until(lambda: app.heard == ['one'])
        relay.sendall(data[100_000:])
        until(lambda: app.heard == ['one', 'two', 'three'])
        with socket.create_connection(address) as another:
            assert another.recv(1) == b''
    assert 'refused a relay' in caplog.text


def test_options_are_a_dictionary(app):
    with pytest.raises(TypeError):
        app.snort.set_config('unixsock')
