"""Captures of a controller and Open vSwitch at work: we and tshark find the same messages in them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from controller.lib.openflow_capture import read
from controller.lib.pcap import CaptureError
from controller.openflow import OF13, version
from tests.conformance.lab import CHECKOUT, Laboratory, run, spawn, wait_until

pytestmark = pytest.mark.ovs

OF_PORT = 6653
of = version(OF13)


def types_in(path: Path) -> set[int]:
    """The types of the messages in a capture that is still being written."""
    types: set[int] = set()
    with path.open('rb') as file, suppress(CaptureError):
        for seen in read(file):
            types.update(seen.data[1:2])
    return types


@pytest.fixture(params=[['lo'], ['lo', '-P'], ['any']], ids=['pcapng', 'pcap', 'cooked'])
def capture(request: pytest.FixtureRequest, lab: Laboratory, tmp_path: Path) -> Path:
    """What went over the wire while a learning switch joined and two hosts pinged each other."""
    path = tmp_path / 'capture'
    interface, *options = request.param
    with (tmp_path / 'dumpcap.log').open('w') as log:
        process = spawn('dumpcap', '-q', '-i', interface, *options, '-w', path, '-f', f'tcp port {OF_PORT}', log=log)
        try:
            wait_until('dumpcap to begin', lambda: path.exists() and path.stat().st_size)
            controller = lab.controller(str(CHECKOUT / 'apps' / 'simple_switch_13.py'))
            one, two = hosts = lab.hosts(2)
            lab.switch(1, 'OpenFlow13', f'tcp:127.0.0.1:{OF_PORT}', hosts)
            controller.wait_for(1)
            assert one.pings(two)
            wait_until('dumpcap to have written that', lambda: of.OFPT_FLOW_MOD in types_in(path))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)
    return path


def counted_by_tshark(path: Path) -> Counter[tuple[bool, int]]:
    """How many messages of each type went to the controller, and from it."""
    fields = ['-e', 'tcp.dstport', '-e', 'openflow_v4.type']
    text = run('tshark', '-n', '-r', path, '-Y', 'openflow_v4', '-T', 'fields', *fields, timeout=60)
    rows = [line.split('\t') for line in text.splitlines()]
    return Counter((int(port) == OF_PORT, int(kind)) for port, kinds in rows for kind in kinds.split(','))


def test_the_same_messages_as_tshark_finds(capture: Path) -> None:
    with capture.open('rb') as file:
        found = list(read(file))
    assert not [seen.remark for seen in found if seen.remark]
    ours = Counter((seen.destination[1] == OF_PORT, seen.data[1]) for seen in found if seen.data[0] == OF13)
    assert ours == counted_by_tshark(capture)
    assert {of.OFPT_PACKET_IN, of.OFPT_FLOW_MOD, of.OFPT_MULTIPART_REPLY} <= {kind for _, kind in ours}
    for seen in found:
        if seen.data[0] == OF13:
            of.decode(seen.data)

    command = [sys.executable, '-m', 'controller', 'openflow', 'dump', str(capture), '-v']
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, timeout=60)
    assert (done.returncode, done.stderr) == (0, '')
    assert done.stdout.count('OFPPacketIn.buffer_id') == ours[True, of.OFPT_PACKET_IN]
