"""`--capture`: the packet-ins of a controller in a file, whatever becomes of the file."""

from __future__ import annotations

import os
import signal

import pytest

import greenhub
from controller import capture
from controller.capture import PacketInCapture
from controller.config import ConfigError, parse
from controller.emulator import testing_network
from controller.lib.pcap import packets
from controller.openflow import OF10, OF13

from .fake_switch import FakeSwitch
from .tcp import ControllerProcess, TcpSwitch, until

BROADCAST = b'\xff' * 6


def read(path):
    with open(path, 'rb') as file:
        return list(packets(file))


@pytest.fixture
def started(controller, tmp_path):
    """A capture, its file, and a switch that joins."""

    def started(path=tmp_path / 'x.pcapng', number=OF13):
        (app,) = controller.load([PacketInCapture])
        app.write_to(str(path))
        controller.start_apps()
        switch = FakeSwitch(controller, 0xABC, number)
        greenhub.sleep(0.1)
        return app, switch, path

    return started


@pytest.mark.parametrize(('app', 'number'), [('simple_switch', OF10), ('simple_switch_13', OF13)])
def test_packet_ins_with_switch_and_port(tmp_path, app, number):
    path = tmp_path / 'x.pcapng'
    with testing_network('linear,2', [app, PacketInCapture], versions=[number]) as net:
        net.controller.apps['PacketInCapture'].write_to(str(path))
        assert net.ping_all().loss == 0
        asked = net.packet_ins
    found = read(path)
    assert len(found) == asked > 0
    assert (found[0].data[:6], found[0].link_type, found[0].interface[1:]) == (
        BROADCAST, 1, ('s1-eth1', 'port 1 of switch 0000000000000001'),
    )  # fmt: skip
    assert {each.interface.name for each in found} == {'s1-eth1', 's1-eth2', 's2-eth1', 's2-eth2'}
    assert [each.time for each in found] == sorted(each.time for each in found)


def test_a_packet_of_which_the_switch_sent_a_part_keeps_its_length(started):
    _, switch, path = started(number=OF10)
    switch.send(switch.tables.OFPPacketIn(None, 1, 1514, 7, 0, b'x' * 128))
    greenhub.sleep(1)
    (found,) = read(path)
    assert (found.data, found.length, found.interface.name) == (b'x' * 128, 1514, '0000000000000abc:7')


def test_pcap_by_its_name(started, tmp_path):
    _, switch, path = started(tmp_path / 'x.pcap')
    switch.send(switch.packet_in())
    greenhub.sleep(1)
    assert path.read_bytes()[:4] in (b'\xd4\xc3\xb2\xa1', b'\xa1\xb2\xc3\xd4')
    assert len(read(path)) == 1


def test_what_has_come_is_in_the_file_after_a_moment_and_all_of_it_at_the_end(started, controller):
    app, switch, path = started()
    assert read(path) == []
    switch.send(switch.packet_in())
    greenhub.sleep(2 * capture.DELAY)
    assert len(read(path)) == 1
    switch.send(switch.packet_in())
    greenhub.sleep(capture.DELAY / 10)
    controller.stop()
    assert (len(read(path)), app.packets) == (2, 2)


def test_ports_without_end_cost_no_memory_without_end(started, monkeypatch):
    monkeypatch.setattr(capture, 'MOST_INTERFACES', 3)
    app, switch, path = started(number=OF10)
    for port in range(1, 9):
        switch.send(switch.tables.OFPPacketIn(None, 1, 4, port, 0, b'data'))
    greenhub.sleep(1)
    assert len({each.interface.name for each in read(path)}) == 8
    assert len(app._interfaces) <= 3


def piped(path):
    os.mkfifo(path)
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK)


def test_an_error_is_logged_once_and_ends_the_capture_alone(started, tmp_path, caplog):
    reader = piped(tmp_path / 'pipe')
    app, switch, _ = started(tmp_path / 'pipe')
    os.close(reader)
    for _ in range(3):
        switch.send(switch.packet_in())
        greenhub.sleep(1)
    assert [each.getMessage() for each in caplog.records if each.levelname == 'ERROR'] == [
        f'the capture to {tmp_path}/pipe ends here: Broken pipe'
    ]
    assert (app.packets, switch.datapath.is_active) == (1, True)


def test_a_disk_that_hangs_delays_nobody_and_packets_are_lost(started, tmp_path, caplog, monkeypatch):
    reader = piped(tmp_path / 'pipe')
    app, switch, _ = started(tmp_path / 'pipe')
    for _ in range(20):
        switch.send(switch.tables.OFPPacketIn(None, 1, 60000, 0, 0, 0, data=bytes(60000)))
    greenhub.sleep(1)  # those are more than a pipe takes
    app.packets = 0
    monkeypatch.setattr(capture, 'MOST_WAITING', 10 * (capture.OVERHEAD + 60))
    for _ in range(100):
        switch.send(switch.packet_in())
        greenhub.sleep(0.01)
    assert (app.packets, app.lost) == (10, 90)
    os.close(reader)
    greenhub.sleep(1)
    assert 'ends here: Broken pipe' in caplog.text


@pytest.mark.parametrize(('path', 'problem'), [
    ('none/x.pcapng', 'No such file or directory'),
    ('.', 'Is a directory'),
    ('/dev/full', 'No space left on device'),
    ('pipe', 'nobody reads from that pipe'),
])  # fmt: skip
def test_what_cannot_be_written(tmp_path, path, problem, monkeypatch, controller):
    monkeypatch.chdir(tmp_path)
    os.mkfifo('pipe')
    (app,) = controller.load([PacketInCapture])
    with pytest.raises(OSError, match=f'^--capture: cannot write {path}: {problem}$'):
        app.write_to(path)


def test_one_thing_goes_to_standard_output():
    assert parse(['--capture', '-'], {}).capture == '-'
    with pytest.raises(ConfigError, match='--capture - and --demo'):
        parse(['--capture', '-', '--demo', 'single,2'], {})


# -- the command


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    with ControllerProcess(tmp_path, 'simple_switch_13', '--capture', '/nowhere/x', listening=False) as run:
        assert run.process.wait(10) == 1
        assert run.log.splitlines()[-1] == (
            'controller-manager: --capture: cannot write /nowhere/x: No such file or directory'
        )


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGKILL])
def test_the_file_is_whole_after_the_end(tmp_path, number):
    path = tmp_path / 'x.pcapng'
    process = ControllerProcess(tmp_path, 'simple_switch_13', '--capture', str(path))
    with process as run, TcpSwitch(run.port) as switch:
        switch.join()
        switch.send(switch.packet_in(), switch.packet_in())
        until(lambda: len(read(path)) == 2)
        run.end(number)
    assert len(read(path)) == 2


def test_without_it_nothing_of_it_is_loaded(tmp_path):
    (tmp_path / 'look.py').write_text(
        'import sys\nfrom controller.app import App\n'
        'class Look(App):\n    def start(self):\n        super().start()\n'
        "        print('loaded:', 'controller.capture' in sys.modules)\n"
    )
    with ControllerProcess(tmp_path, 'look.py', PYTHONUNBUFFERED='1') as run:
        run.wait_for('loaded: False')
