"""Pack strings and sizes come from the tables."""

from __future__ import annotations

from struct import calcsize

import pytest

from controller.compat import layouts
from controller.openflow.v1_0 import of10
from controller.openflow.v1_3 import of13


@pytest.mark.parametrize(('version', 'name', 'value'), [
    (of10, 'OFP_HEADER_PACK_STR', '!BBHI'),
    (of10, 'OFP_MATCH_PACK_STR', '!IH6s6sHBxHBB2xIIHH'),
    (of10, '_OFP_MATCH_PACK_STR', 'IH6s6sHBxHBB2xIIHH'),
    (of10, 'OFP_FLOW_MOD_PACK_STR', '!IH6s6sHBxHBB2xIIHHQHHHHIHH'),
    (of10, 'OFP_FLOW_MOD_PACK_STR0', '!QHHHHIHH'),
    (of10, 'OFP_FLOW_MOD_SIZE', 72),
    (of10, 'OFP_PORT_STATS_REQUEST_PACK_STR', '!H6x'),
    (of10, 'OFP_PORT_STATS_REQUEST_SIZE', 20),
    (of13, 'OFP_ACTION_OUTPUT_PACK_STR', '!HHIH6x'),
    (of13, 'OFP_ACTION_MPLS_TTL_PACK_STR', '!HHB3x'),
    (of13, 'OFP_FLOW_MOD_PACK_STR', '!QQBBHHHIIIH2xHHBBBB'),
    (of13, 'OFP_FLOW_MOD_PACK_STR0', '!QQBBHHHIIIH2x'),
    (of13, 'OFP_FLOW_MOD_SIZE', 56),
    (of13, 'OFP_FLOW_STATS_REQUEST_PACK_STR', '!B3xII4xQQHHBBBB'),
    (of13, 'OFP_FLOW_STATS_REQUEST_0_SIZE', 32),
    (of13, 'OFP_GROUP_FEATURES_PACK_STR', '!II4I4I'),
    (of13, 'OFP_MATCH_PACK_STR', '!HHBBBB'),
    (of13, 'OFP_METER_BAND_HEADER_SIZE', 12),
    (of13, 'OFP_PACKET_IN_PACK_STR', '!IHBBQ'),
    (of13, 'OFP_PACKET_IN_SIZE', 32),
    (of13, 'OFP_QUEUE_PROP_MIN_RATE_PACK_STR', '!H6x'),
    (of13, 'OFP_QUEUE_PROP_MIN_RATE_SIZE', 16),
])
def test_value(version, name, value):
    assert layouts.find(version, name) == value


@pytest.mark.parametrize('name', ['OFP_NOTHING_PACK_STR', 'OFP_NOTHING_SIZE', 'OFPP_ALL', 'OFP_FLOW_MOD'])
def test_what_is_no_layout(name):
    with pytest.raises(AttributeError):
        layouts.find(of13, name)


@pytest.mark.parametrize('version', [of10, of13])
def test_every_listed_name_is_found_and_packs(version):
    names = list(layouts.names(version))
    assert len(names) > 150
    for name in names:
        value = layouts.find(version, name)
        assert value >= 0 if name.endswith('_SIZE') else calcsize(value) >= 0
