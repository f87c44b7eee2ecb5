"""docs/libraries.md: its programs do on the embedded network what it says."""

from __future__ import annotations

import logging
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


def test_the_defaults_are_those_of_the_text() -> None:
    bridge, port = BridgeConfig(), PortConfig()
    assert f'| `priority` | {bridge.priority:#x} |' in TEXT
    assert f'| {bridge.hello_time}, {bridge.max_age}, {bridge.fwd_delay} |' in TEXT
    assert f'| `priority` | {port.priority:#x} |' in TEXT
