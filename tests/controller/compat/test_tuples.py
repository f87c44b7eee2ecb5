"""Ports and statistics are tuples under the alias, of the fields that they have in Ryu."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from controller.openflow.v1_0 import of10
from controller.openflow.v1_2 import of12
from controller.openflow.v1_3 import of13

PORT = ('port_no', 'hw_addr', 'name', 'config', 'state', 'curr', 'advertised', 'supported', 'peer')
COUNTERS = ('rx_packets', 'tx_packets', 'rx_bytes', 'tx_bytes', 'rx_dropped', 'tx_dropped', 'rx_errors', 'tx_errors',
            'rx_frame_err', 'rx_over_err', 'rx_crc_err', 'collisions')
TIME = ('duration_sec', 'duration_nsec')


@pytest.mark.parametrize(('version', 'name', 'fields'), [
    (of10, 'OFPPhyPort', PORT),
    (of12, 'OFPPort', (*PORT, 'curr_speed', 'max_speed')),
    (of13, 'OFPPort', (*PORT, 'curr_speed', 'max_speed')),
    (of10, 'OFPPortStats', ('port_no', *COUNTERS)),
    (of13, 'OFPPortStats', ('port_no', *COUNTERS, *TIME)),
    (of10, 'OFPQueueStats', ('port_no', 'queue_id', 'tx_bytes', 'tx_packets', 'tx_errors')),
    (of13, 'OFPQueueStats', ('port_no', 'queue_id', 'tx_bytes', 'tx_packets', 'tx_errors', *TIME)),
    (of13, 'OFPDescStats', ('mfr_desc', 'hw_desc', 'sw_desc', 'serial_num', 'dp_desc')),
    (of13, 'OFPAggregateStats', ('packet_count', 'byte_count', 'flow_count')),
    (of13, 'OFPTableStats', ('table_id', 'active_count', 'lookup_count', 'matched_count')),
    (of13, 'OFPMeterFeaturesStats', ('max_meter', 'band_types', 'capabilities', 'max_bands', 'max_color')),
    (of13, 'OFPGroupFeaturesStats', ('types', 'capabilities', 'max_groups', 'actions')),
])
def test_fields_and_values(alias, version, name, fields):
    cls = getattr(version, name)
    structure = cls(**{field: number for number, field in enumerate(fields)})
    assert structure._fields == fields
    assert tuple(structure) == tuple(range(len(fields)))
    assert structure._asdict() == {field: number for number, field in enumerate(fields)}


def test_a_port_is_unpacked_and_replaced(alias):
    port = of13.OFPPort(7, '00:00:00:00:00:07', b'eth7', 0, 0, 0, 0, 0, 0, 0, 0)
    number, address, *rest = port
    assert (number, address, len(rest), len(port)) == (7, '00:00:00:00:00:07', 9, 11)
    assert (port[0], port[-1], port[:2]) == (7, 0, (7, '00:00:00:00:00:07'))
    other = port._replace(port_no=8)
    assert (type(other), other.port_no, port.port_no) == (of13.OFPPort, 8, 7)


def test_without_the_alias_it_is_none():
    port = of13.OFPPort(7, '00:00:00:00:00:07', b'eth7', 0, 0, 0, 0, 0, 0, 0, 0)
    with pytest.raises(TypeError):
        tuple(port)
    assert not hasattr(port, '_fields')


def test_a_version_that_is_imported_later_has_them_too():
    code = """
import controller.compat
controller.compat.install()
from ryu.ofproto import ofproto_v1_3_parser as parser
import controller.openflow.v1_2
port = parser.OFPPort(*range(11))
assert tuple(port) == tuple(range(11))
assert tuple(controller.openflow.v1_2.of12.OFPPort(*range(11))) == tuple(range(11))
"""
    done = subprocess.run([sys.executable, '-c', code], cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_other_structures_are_none(alias):
    importlib.import_module('ryu.ofproto.ofproto_v1_3_parser')
    assert not hasattr(of13.OFPActionOutput(1), '__iter__')
