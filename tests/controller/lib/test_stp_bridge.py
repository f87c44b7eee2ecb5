"""The bridge of IEEE 802.1D alone: trees out of any network, and each rule of the standard by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.lib.stp import (
    Bridge,
    BridgeConfig,
    Config,
    Notice,
    PortChanged,
    PortConfig,
    PortRole,
    PortState,
    Transmit,
)
from controller.packet import bpdu, ethernet, llc
from controller.packet.packet import Packet

from .bridges import Bridges

RING = [(1, 2), (2, 3), (3, 1)]


@st.composite
def networks(draw):
    """Any number of bridges, any cables: several between two bridges, from a bridge to itself, parts apart."""
    count = draw(st.integers(1, 7))
    number = st.integers(1, count)
    return count, draw(st.lists(st.tuples(number, number), min_size=1, max_size=14))


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_any_network_becomes_a_tree_and_heals(network, data):
    count, cables = network
    bridges = Bridges(count, cables)
    bridges.run(60)
    bridges.check_tree()
    broken = data.draw(st.lists(st.sampled_from(range(len(cables))), max_size=4, unique=True))
    for cable in broken:
        bridges.cut(cable)
    bridges.run(75)  # at most max age and two forward delays, and some for what goes round
    bridges.check_tree()
    for cable in broken:
        bridges.join(cable)
    bridges.settle()
    bridges.run(75)
    bridges.check_tree()


def test_the_lowest_priority_is_the_root_and_then_the_lowest_address():
    bridges = Bridges(3, RING, s3=BridgeConfig(priority=0x1000))
    bridges.run(60)
    assert [bridge.is_root_bridge for bridge in bridges.bridges.values()] == [False, False, True]
    assert [bridge.is_root_bridge for bridge in Bridges(3, RING).bridges.values()] == [True, False, False]


def test_a_port_forwards_after_two_forward_delays():
    bridges = Bridges(3, RING)
    bridges.run(0.5)
    states = []
    for _ in range(32):
        states.append(bridges.state((1, 1)).name)
        bridges.run(1)
    assert states == ['LISTEN'] * 15 + ['LEARN'] * 15 + ['FORWARD'] * 2


def test_the_times_are_those_of_the_root():
    bridges = Bridges(3, RING, s3=BridgeConfig(priority=0x1000, fwd_delay=4, max_age=6, hello_time=1))
    bridges.run(9)
    bridges.check_tree()
    assert {bridge.times for bridge in bridges.bridges.values()} == {(6, 1, 4)}


def test_a_way_that_is_lost_far_away_is_replaced_after_two_forward_delays():
    bridges = Bridges(3, RING)
    bridges.run(60)
    bridges.cut(0)
    bridges.run(31.5)  # what 2 says of the root it has lost is believed at once
    bridges.check_tree()


def test_a_bridge_that_falls_silent_is_given_up_after_max_age():
    bridges = Bridges(2, [(1, 2), (1, 2)])
    bridges.run(60)
    silent = bridges.cables[0]
    for end in silent:
        del bridges.far[end]
    bridges.run(17)  # the message was 2 s old at most
    assert bridges.bridges[2].root_port == 1
    bridges.run(4)
    assert bridges.bridges[2].root_port == 2
    bridges.run(31)
    assert bridges.state((2, 2)) is PortState.FORWARD


def test_everybody_hears_of_a_change_until_the_root_is_through_with_it():
    bridges = Bridges(4, [(1, 2), (2, 3), (3, 4)])
    bridges.run(100)
    for changes in bridges.changes.values():
        changes.clear()
    start = bridges.now
    bridges.cut(2)  # 3 tells 2, which tells 1, the root
    bridges.run(60)
    assert min(bridges.changes[1]) - start <= 1
    assert min(bridges.changes[2]) - start <= 3
    assert 33 <= max(bridges.changes[2]) - start <= 38  # max age and forward delay
    assert all(not bridge.changing for bridge in bridges.bridges.values())


def test_nothing_is_said_more_often_than_once_a_second():
    bridges = Bridges(2, [(1, 2)])
    bridges.run(60)
    bridges.sent = 0
    bridge = bridges.bridges[1]
    stale = Bridge('02:00:00:00:00:09', BridgeConfig(priority=0xF000), now=bridges.now)
    stale.add_port(1, '02:00:00:00:09:01', 1, now=bridges.now)
    (frame,) = [each.frame for each in stale.drain() if isinstance(each, Transmit)]
    for _ in range(100):
        bridge.receive(1, frame, bridges.now)
    bridges.settle()
    bridges.run(1)
    assert 1 <= bridges.sent <= 3


def frame_of(unit):
    outer = ethernet.ethernet(bpdu.BRIDGE_GROUP_ADDRESS, '02:00:00:00:00:09', 0)
    packet = Packet(protocols=[outer, llc.llc(llc.SAP_BPDU, llc.SAP_BPDU, llc.ControlFormatU()), unit])
    packet.serialize()
    return bytes(packet.data)


@pytest.fixture
def bridge():
    bridge = Bridge('02:00:00:00:00:05')
    bridge.add_port(1, '02:00:00:00:05:01', 100, now=0.0)
    bridge.add_port(2, '02:00:00:00:05:02', 100, now=0.0)
    bridge.drain()
    return bridge


def test_what_the_root_says_is_passed_on_one_hop_older(bridge):
    unit = bpdu.ConfigurationBPDUs(
        root_priority=0x1000, root_mac_address='02:00:00:00:00:01', root_path_cost=40, bridge_priority=0x2000,
        bridge_mac_address='02:00:00:00:00:02', port_number=7, message_age=2, max_age=18, hello_time=3,
        forward_delay=11,
    )  # fmt: skip
    bridge.tick(1.5)
    bridge.drain()
    assert bridge.receive(1, frame_of(unit), 1.5)
    (sent,) = [each for each in bridge.drain() if isinstance(each, Transmit)]
    passed = Packet(sent.frame).get_protocol(bpdu.ConfigurationBPDUs)
    assert sent.port == 2
    assert (passed.root_priority, passed.root_mac_address, passed.root_path_cost) == (0x1000, '02:00:00:00:00:01', 140)
    assert (passed.bridge_priority, passed.bridge_mac_address) == (0x8000, '02:00:00:00:00:05')
    assert (passed.port_priority, passed.port_number) == (0x80, 2)
    assert (passed.message_age, passed.max_age, passed.hello_time, passed.forward_delay) == (3, 18, 3, 11)
    assert len(sent.frame) == 60
    assert Packet(sent.frame).get_protocol(ethernet.ethernet).dst == '01:80:c2:00:00:00'


def test_the_bytes_of_a_configuration_bpdu():
    bridge = Bridge('02:00:00:00:00:05')
    bridge.add_port(1, '02:00:00:00:05:01', 100, now=0.0)
    (sent,) = [each for each in bridge.drain() if isinstance(each, Transmit)]
    assert sent.frame.hex() == (
        '0180c2000000' '020000000501' '0026' '424203' '0000' '00' '00' '00'
        '8000020000000005' '00000000' '8000020000000005' '8001' '0000' '1400' '0200' '0f00' + '00' * 8
    )  # fmt: skip


@pytest.mark.parametrize(
    'unit',
    [
        bpdu.ConfigurationBPDUs(root_priority=0, message_age=20, max_age=20),
        bpdu.ConfigurationBPDUs(root_priority=0, message_age=6, max_age=6),
        bpdu.ConfigurationBPDUs(root_priority=0, bridge_mac_address='02:00:00:00:00:05', port_number=1),
        bpdu.RstBPDUs(root_priority=0),
    ],
    ids=['too old', 'younger but too old', 'its own', 'of another protocol'],
)
def test_what_is_not_believed(bridge, unit):
    assert bridge.receive(1, frame_of(unit), 5.0)
    assert bridge.is_root_bridge


def test_frames_that_are_none_of_its_business(bridge):
    group = bytes.fromhex('0180c2000000')
    assert not bridge.receive(1, b'\xff' * 6 + bytes(54), 0.0)
    assert not bridge.receive(1, b'', 0.0)
    for junk in (group, group + bytes(10), group + bytes(54)):
        assert bridge.receive(1, junk, 0.0)
        assert bridge.receive(9, junk, 0.0)
    assert bridge.drain() == []


@given(st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=45), st.floats(0, 30)), max_size=30))
def test_no_bytes_upset_it(steps):
    bridge = Bridge('02:00:00:00:00:05')
    for number in (1, 2):
        bridge.add_port(number, '02:00:00:00:05:01', 100, now=0.0)
    now = 0.0
    for number, tail, seconds in steps:
        now += seconds
        head = bytes.fromhex('0180c2000000' '020000000009' '0026' '424203' '00000000')
        assert bridge.receive(number, head + tail, now)
        bridge.tick(now)
        assert bridge.deadline is not None
    assert len(bridge._deadlines) < 10


def test_a_change_of_a_state_says_what_was_before(bridge):
    bridge.set_link(1, False, 1.0)
    assert [each for each in bridge.drain() if isinstance(each, (PortChanged, Notice))] == [
        Notice('Link down.', 1),
        PortChanged(1, PortState.DISABLE, PortRole.DESIGNATED, PortState.LISTEN),
    ]
    bridge.set_link(1, False, 1.0)
    assert bridge.drain() == []
    bridge.remove_port(1, 2.0)
    bridge.remove_port(1, 2.0)
    assert list(bridge.ports) == [2]


def test_a_port_that_a_bpdu_cannot_carry(bridge):
    for number in (0, 1, 4096):
        with pytest.raises(ValueError, match=f'port {number}: '):
            bridge.add_port(number, '02:00:00:00:05:01', 100, now=0.0)


def test_defaults_are_those_of_the_standard():
    config = Config.read({})
    assert (config.bridge.priority, config.bridge.sys_ext_id, config.bridge.times) == (0x8000, 0, (20, 2, 15))
    assert (PortConfig().priority, PortConfig().path_cost, PortConfig().enable) == (0x80, None, True)
    assert not config.bridge.hasty
    assert BridgeConfig(fwd_delay=4).hasty
