"""sFlow and NetFlow: what datagrams hold, and what becomes of damaged ones."""

import struct

import pytest

from controller.lib.xflow import netflow, sflow
from controller.wire import DecodeError

FRAME = bytes(range(60)) + b'ab'


def record(kind, data):
    return struct.pack('!II', kind, len(data)) + data


def raw_header(frame=FRAME):
    return record(1, struct.pack('!iIII', 1, 1500, 4, len(frame)) + frame + bytes(-len(frame) % 4))


def flow_sample(*records):
    return record(1, struct.pack('!8I', 7, 2 << 24 | 5, 256, 1000, 3, 5, 0x3fffffff, len(records)) + b''.join(records))


def counter_sample(*records):
    return record(2, struct.pack('!3I', 8, 6, len(records)) + b''.join(records))


PORT = (6, 6, 10**10, 1, 3, 2**40, *range(10, 16), 2**41, *range(20, 26))
COUNTERS = record(1, struct.pack('!IIQIIQIIIIIIQIIIIII', *PORT))
SWITCH = record(1001, struct.pack('!4I', 10, 1, 20, 2))


def datagram(*samples, address=b'\x0a\0\0\1', count=None):
    kind = {4: 1, 16: 2}[len(address)]
    count = len(samples) if count is None else count
    return struct.pack('!II', 5, kind) + address + struct.pack('!4I', 9, 77, 5000, count) + b''.join(samples)


def test_a_datagram_of_sflow():
    packet = sflow.sFlow.parser(datagram(flow_sample(raw_header(), SWITCH), counter_sample(COUNTERS)))
    assert (packet.version, packet.address_type, packet.agent_address) == (5, 1, 0x0a000001)
    assert (packet.sub_agent_id, packet.sequence_number, packet.uptime, packet.samples_num) == (9, 77, 5000, 2)
    flow, counters = packet.samples
    assert (flow.enterprise, flow.sample_format) == (0, 1)
    assert (flow.sample.source_id_type, flow.sample.source_id_index) == (2, 5)
    assert (flow.sample.sampling_rate, flow.sample.output_if, flow.sample.flow_records_num) == (256, 0x3fffffff, 2)
    header, switch = (each.flow_data for each in flow.sample.flow_records)
    assert header == sflow.sFlowV5RawPacketHeader(1, 1500, 4, len(FRAME), FRAME)
    assert switch == sflow.sFlowV5ExtendedSwitchData(10, 1, 20, 2)
    port = counters.sample.counters_records[0].counter_data
    assert (port.ifIndex, port.ifSpeed, port.ifInOctets, port.ifOutOctets) == (6, 10**10, 2**40, 2**41)
    assert (port.ifAdminStatus, port.ifOperStatus, port.ifInUcastPkts, port.ifPromiscuousMode) == (1, 1, 10, 25)


def test_an_agent_with_an_address_of_ipv6():
    assert sflow.sFlow.parser(datagram(address=bytes(15) + b'\1')).agent_address == 1


def test_what_has_no_class_is_bytes():
    strange = record(4 << 12 | 1, b'abcd')
    packet = sflow.sFlow.parser(datagram(flow_sample(strange, SWITCH), record(3, b'wxyz')))
    assert packet.samples[1].sample == b'wxyz'
    first = packet.samples[0].sample.flow_records[0]
    assert (first.enterprise, first.flow_data_format, first.flow_data) == (4, 1, b'abcd')


def test_what_is_damaged_is_bytes_and_hides_nothing():
    broken = record(1001, b'\0\0\0\1')
    packet = sflow.sFlow.parser(datagram(flow_sample(broken, raw_header()), counter_sample(COUNTERS)))
    damaged, header = packet.samples[0].sample.flow_records
    assert damaged.flow_data == b'\0\0\0\1'
    assert header.flow_data.header == FRAME
    assert packet.samples[1].sample.counters_records[0].counter_data.ifIndex == 6


@pytest.mark.parametrize('reader, data', [
    (sflow.sFlow, b''), (sflow.sFlow, datagram()[:20]), (sflow.sFlow, datagram(count=2**32 - 1)),
    (sflow.sFlow, datagram(record(1, b'')[:6])), (netflow.NetFlow, b'\0'), (netflow.NetFlow, b'\0\5' + bytes(20)),
])
def test_what_has_no_end(reader, data):
    with pytest.raises(DecodeError):
        reader.parser(data)


@pytest.mark.parametrize('reader, data', [
    (sflow.sFlow, struct.pack('!I', 4)), (sflow.sFlow, struct.pack('!II', 5, 9)), (netflow.NetFlow, b'\0\x09'),
])
def test_what_nobody_reads(reader, data):
    assert reader.parser(data) is None


def test_any_piece_of_a_datagram_is_read_or_refused():
    whole = datagram(flow_sample(raw_header(), SWITCH), counter_sample(COUNTERS))
    for end in range(len(whole)):
        with pytest.raises(DecodeError):
            sflow.sFlow.parser(whole[:end])


def test_a_datagram_of_netflow():
    flow = struct.pack('!IIIHHIIIIHHxBBBHHBB2x', *range(1, 19))
    data = struct.pack('!HHIIIIBBH', 5, 2, 1000, 1700000000, 5, 42, 1, 2, 3) + flow * 2 + b'rest'
    packet = netflow.NetFlow.parser(data)
    assert (packet.version, packet.count, packet.unix_secs, packet.sampling_interval) == (5, 2, 1700000000, 3)
    assert [list(vars(each).values()) for each in packet.flows] == [list(range(1, 19))] * 2
    assert (packet.flows[0].srcaddr, packet.flows[0].input, packet.flows[0].tcp_flags) == (1, 4, 12)


def test_a_version_of_ones_own(monkeypatch):
    monkeypatch.setattr(netflow.NetFlow, '_NETFLOW_VERSIONS', dict(netflow.NetFlow._NETFLOW_VERSIONS))

    @netflow.NetFlow.register_netflow_version(9)
    class Nine:
        @classmethod
        def parser(cls, buf):
            return len(buf)

    assert netflow.NetFlow.parser(b'\0\x09ab') == 4
    assert netflow.NetFlowV5(5, 0, 0, 0, 0, 0, 0, 0, 0).flows == []
