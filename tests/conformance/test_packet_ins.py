"""`--capture` beside Open vSwitch, and `replay` of what it and a sniffer have captured there."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from controller.lib.pcap import CaptureError, packets
from tests.conformance.lab import CHECKOUT, Laboratory, run, spawn, wait_until

pytestmark = pytest.mark.ovs

APPS = [('simple_switch_13', 'OpenFlow13'), ('simple_switch', 'OpenFlow10')]


def frames_in(path: Path) -> list[bytes]:
    with path.open('rb') as file:
        return [each.data for each in packets(file)]


def whole_frames_in(path: Path) -> list[bytes]:
    """Those of a capture that is still being written."""
    try:
        return frames_in(path)
    except CaptureError:
        return []


def flows_in(text: str) -> set[str]:
    """The flow entries that dump-flows or the summary of a replay shows, without what depends on time and packets."""
    shown = re.findall(r'n_packets=\d+[, ]+(.*actions=.*)', text)
    return {re.sub(r'(n_bytes|idle_age|hard_age)=\d+, |send_flow_rem,', '', each) for each in shown}  # not in 1.0


def replay(path: Path, app: str) -> str:
    command = [sys.executable, '-m', 'controller', 'replay', str(path), '--app', str(CHECKOUT / 'apps' / f'{app}.py')]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ''), done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(('app', 'protocol'), APPS)
def test_captures_and_replays(lab: Laboratory, tmp_path: Path, app: str, protocol: str) -> None:
    asked, heard = tmp_path / 'asked.pcapng', tmp_path / 'heard.pcap'
    with (tmp_path / 'dumpcap.log').open('w') as log:
        one, two = hosts = lab.hosts(2)
        sniffer = spawn('dumpcap', '-q', '-P', '-i', one.port, '-w', heard, log=log)
        wait_until('dumpcap to begin', lambda: heard.exists() and heard.stat().st_size)
        controller = lab.controller(str(CHECKOUT / 'apps' / f'{app}.py'), '--capture', str(asked))
        switch = lab.switch(0xABC, protocol, 'tcp:127.0.0.1:6653', hosts)
        controller.wait_for(0xABC)
        assert one.pings(two)
        flows = switch.flows()
        wait_until('dumpcap to have written that', lambda: len(whole_frames_in(heard)) >= 8)
        controller.stop()
        sniffer.send_signal(signal.SIGINT)
        sniffer.wait(10)

    fields = ['frame.interface_name', 'frame.interface_description', 'frame.protocols', 'frame.len']
    shown = run('tshark', '-n', '-r', asked, '-Y', 'arp or icmp', '-T', 'fields', *(f'-e{each}' for each in fields))
    assert [row.split('\t') for row in shown.splitlines()] == [
        ['port1', 'port 1 of switch 0000000000000abc', 'eth:ethertype:arp', '42'],
        ['port2', 'port 2 of switch 0000000000000abc', 'eth:ethertype:arp', '42'],
        ['port1', 'port 1 of switch 0000000000000abc', 'eth:ethertype:ip:icmp:data', '98'],
    ]
    assert {frame for frame in frames_in(asked) if b'\x08\x06' == frame[12:14]} <= set(frames_in(heard))

    assert flows_in(replay(asked, app)) == flows_in(flows) != set()
    text = replay(heard, app)
    assert re.search(r's1:1 .*ICMP echo request.* -> controller', text)
    assert flows_in(flows) <= flows_in(text)
