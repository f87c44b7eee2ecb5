"""docs/libraries.md: its programs do on the embedded network what it says."""

from __future__ import annotations

import logging
import socket
import struct
from contextlib import closing
from pathlib import Path

import pytest

import greenhub
from controller.emulator import testing_network
from controller.lib.stp import BridgeConfig, PortConfig
from tests.controller.lib.lacp_partner import Partner
from tests.controller.lib.multicast import leave, report
from tests.guide import CHECKOUT, Program, programs

GUIDE = CHECKOUT / 'docs' / 'libraries.md'
TEXT = GUIDE.read_text(encoding='utf-8')
PROGRAMS = {each.name: each for each in programs(GUIDE)}
DATAGRAM = socket.SOCK_DGRAM


def logged_by(program: Program, caplog: pytest.LogCaptureFixture) -> list[str]:
    name = program.name.removesuffix('.py').title().replace('_', '')
    return [record.getMessage() for record in caplog.records if record.name == name]


def wait_for_all(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    with greenhub.Timeout(60, TimeoutError(f'it has not logged all of {program.logged}')):
        while len(logged_by(program, caplog)) < len(program.logged):
            greenhub.sleep(0.5)  # of a clock that jumps
    assert program.has_logged(logged_by(program, caplog))


def test_a_tree(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    program = PROGRAMS['tree_switch.py']
    with testing_network('ring,3', [str(program.write(tmp_path))], spanning_tree=False) as net:
        greenhub.sleep(35)
        wait_for_all(program, caplog)
        assert net.ping_all().loss == 0
        assert net.controller.apps['stplib'].bridge_list[1].id >> 48 == 0x1000


def test_a_bond(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    program = PROGRAMS['bonding.py']
    with testing_network('single,4', [str(program.write(tmp_path))]) as net:
        for number in (1, 2):
            partner = Partner(bytes.fromhex('020000000009'), number)
            net.link(f'h{number}', 's1').plug(
                f'h{number}', lambda frame, p=partner: p.take(frame.data) if frame.data[12:14] == b'\x88\x09' else None
            )
            speaking = greenhub.spawn(speak, net.host(f'h{number}'), partner)
            net.controller.apps['Bonding'].threads.append(speaking)
        wait_for_all(program, caplog)


def speak(host, partner):
    while True:
        host.send_frame(partner.frame())
        greenhub.sleep(1)


def test_groups(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    program = PROGRAMS['groups.py']
    with testing_network('single,4', [str(program.write(tmp_path))]) as net:
        for frame in report(), leave():
            net.host('h1').send_frame(frame)
            greenhub.sleep(3)
        wait_for_all(program, caplog)


def test_arrivals(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    program = PROGRAMS['arrivals.py']
    with testing_network('single,2', [str(program.write(tmp_path))]) as net:
        for up in False, True:
            net.set_link('h2', 's1', up)
            greenhub.sleep(1)
        wait_for_all(program, caplog)


#: An echo request of 10.0.0.1's in its frame.
PING = bytes.fromhex('020000000002020000000001 0800 4500001c000040004001 26cf 0a0000010a000002 0800 f7fd 0001 0001')


def test_alerts(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.chdir(tmp_path)
    program = PROGRAMS['alarmed.py']
    with testing_network('single,2', [str(program.write(tmp_path))]), socket.socket(socket.AF_UNIX, DATAGRAM) as snort:
        snort.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        header = struct.pack('<9I', 0, 0, len(PING), len(PING), 0, 14, 34, 42, 0)
        snort.sendto(b'ICMP test'.ljust(256, b'\0') + header + PING.ljust(65535, b'\0') + bytes(36), 'snort_alert')
        wait_for_all(program, caplog)


def test_samples(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with closing(socket.socket(type=DATAGRAM)) as sock:
        sock.bind(('127.0.0.1', 0))
        port = sock.getsockname()[1]
    program = PROGRAMS['samples.py']
    path = program.write(tmp_path)
    path.write_text(path.read_text().replace('6343', str(port)))
    raw = struct.pack('!iIII', 1, len(PING), 0, len(PING)) + PING + bytes(-len(PING) % 4)
    record = struct.pack('!II', 1, len(raw)) + raw
    sample = struct.pack('!8I', 1, 3, 1, 1, 0, 3, 4, 1) + record
    with testing_network('single,2', [str(path)]), socket.socket(type=DATAGRAM) as agent:
        head = struct.pack('!2I4s4I', 5, 1, bytes(4), 0, 1, 1000, 1)
        for datagram in head + struct.pack('!II', 1, len(sample)) + sample, bytes(2):
            agent.sendto(datagram, ('127.0.0.1', port))
        wait_for_all(program, caplog)


def test_the_defaults_are_those_of_the_text() -> None:
    bridge, port = BridgeConfig(), PortConfig()
    assert f'| `priority` | {bridge.priority:#x} |' in TEXT
    assert f'| {bridge.hello_time}, {bridge.max_age}, {bridge.fwd_delay} |' in TEXT
    assert f'| `priority` | {port.priority:#x} |' in TEXT
