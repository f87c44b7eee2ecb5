"""Fixtures on a real Open vSwitch and Mininet. Where those cannot run, the tests skip; under CI that is a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.conformance.lab import Laboratory, Namespace, OpenVSwitch
from tests.conformance.sources import RYU, CannotFetch, source

PATH = os.environ['PATH'] + ':/usr/sbin:/sbin'  # Debian's daemons; `su` leaves them out
TOOLS = (
    'ovs-vsctl', 'ovs-vswitchd', 'ovsdb-server', 'mn', 'iperf', 'ip', 'ethtool', 'ping', 'openssl', 'tshark', 'dumpcap',
)  # fmt: skip


def pytest_runtest_setup(item: pytest.Item) -> None:
    # Here and not in a fixture: pytest then reports all the skips as one line.
    if not any(item.iter_markers('ovs')) and not any(item.iter_markers('mininet')):
        return
    missing = ['root'] * (os.geteuid() != 0) + [tool for tool in TOOLS if shutil.which(tool, path=PATH) is None]
    if missing:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(f'Open vSwitch and Mininet tests need {", ".join(missing)}: run `make test` as root on Debian or Ubuntu')


@pytest.fixture(scope='session')
def ryu_apps() -> Path:
    """The folder of Ryu's own apps; where its distribution cannot be had the tests skip, under CI they fail."""
    try:
        return source(RYU) / 'ryu' / 'app'
    except CannotFetch as error:
        (pytest.fail if os.environ.get('CI') == 'true' else pytest.skip)(str(error))


@pytest.fixture(scope='module')
def openvswitch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenVSwitch]:
    """An Open vSwitch of our own in a network namespace of our own, which this thread is in for a module's time."""
    directory = tmp_path_factory.mktemp('openvswitch')
    with closing(Namespace()) as namespace, namespace.entered(), pytest.MonkeyPatch.context() as patch:
        patch.setenv('PATH', PATH)
        patch.setenv('OVS_RUNDIR', str(directory))
        with closing(OpenVSwitch(directory)) as openvswitch:
            yield openvswitch


@pytest.fixture
def lab(openvswitch: OpenVSwitch, tmp_path: Path) -> Iterator[Laboratory]:
    with ExitStack() as stack:
        yield Laboratory(openvswitch, tmp_path, stack)
