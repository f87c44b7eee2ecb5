"""Small libraries of Ryu's that only its programs use."""

import importlib
import socket
import struct
import sys

import pytest

from controller.compat.libs import netdevice, ofp_pktinfilter, pcaplib, sockopt
from controller.packet import arp, ethernet, packet, vlan


class Message:
    def __init__(self, *layers):
        made = packet.Packet()
        for layer in layers:
            made.add_protocol(layer)
        made.serialize()
        self.data = made.data


class Event:
    def __init__(self, *layers):
        self.msg = Message(*layers)


class Handling:
    @ofp_pktinfilter.packet_in_filter(ofp_pktinfilter.RequiredTypeFilter, {'types': [ethernet.ethernet, vlan.vlan]})
    def tagged(self, ev):
        """Takes tagged frames."""
        return ev

    @ofp_pktinfilter.packet_in_filter(ofp_pktinfilter.RequiredTypeFilter, {}, logging=True)
    def every(self, ev):
        return ev


def test_packets_that_pass_a_filter():
    tagged = Event(ethernet.ethernet(ethertype=0x8100), vlan.vlan(ethertype=0x0806), arp.arp())
    plain = Event(ethernet.ethernet(ethertype=0x0806), arp.arp())
    handling = Handling()
    assert [handling.tagged(each) for each in (tagged, plain)] == [tagged, None]
    assert [handling.every(each) for each in (tagged, plain)] == [tagged, plain]
    assert (handling.tagged.__name__, handling.tagged.__doc__) == ('tagged', 'Takes tagged frames.')


def test_packets_that_do_not_are_logged(caplog):
    caplog.set_level('DEBUG')

    class Nothing(ofp_pktinfilter.PacketInFilterBase):
        def filter(self, pkt):
            return self.args

    @ofp_pktinfilter.packet_in_filter(Nothing, False, logging=True)
    def handler(self, ev):
        raise AssertionError

    assert handler(None, Event(ethernet.ethernet())) is None
    assert 'The packet is discarded' in caplog.text


def test_flags_of_devices():
    assert (netdevice.IFF_UP, netdevice.IFF_ECHO) == (1, 1 << 18)
    assert (netdevice.IFF_802_1Q_VLAN, netdevice.IFF_OVS_DATAPATH, netdevice.IFF_MACSEC) == (1, 1 << 10, 1 << 27)


@pytest.mark.skipif(sys.platform != 'linux', reason='an option of Linux')
def test_signatures_of_segments():
    class Socket:
        family = socket.AF_INET

        def setsockopt(self, *option):
            self.option = option

    sock = Socket()
    sockopt.set_tcp_md5sig(sock, '10.0.0.1', b'secret')
    level, name, value = sock.option
    assert (level, name, len(value)) == (socket.IPPROTO_TCP, 14, 128 + 8 + 80)
    assert (value[4:8], value[130:132], value[136:142]) == (b'\x0a\0\0\1', (6).to_bytes(2, sys.byteorder), b'secret')
    with pytest.raises(ValueError, match='80 bytes at most'):
        sockopt.set_tcp_md5sig(sock, '10.0.0.1', bytes(81))
    sock.family = socket.AF_UNIX
    with pytest.raises(ValueError, match='unsupported'):
        sockopt.set_tcp_md5sig(sock, '10.0.0.1', b'secret')


def test_under_ryus_names(alias):
    assert importlib.import_module('ryu.lib.netdevice').IFF_UP == 1
    assert importlib.import_module('os_ken.lib.ofp_pktinfilter').packet_in_filter is ofp_pktinfilter.packet_in_filter
    assert importlib.import_module('ryu.lib.xflow.sflow').sFlow.__module__ == 'controller.lib.xflow.sflow'


def test_the_text_of_an_alert_as_programs_take_it(alias):
    """Some join what Ryu gives them in a tuple, some decode the first."""
    found = importlib.import_module('ryu.lib.alert').AlertPkt.parser(b'ping of death'.ljust(65863, b'\0'))
    assert ''.join(found.alertmsg) == found.alertmsg[0].decode('utf-8') == 'ping of death'
    assert importlib.import_module('ryu.lib.snortlib').BUFSIZE == found._ALERTPKT_SIZE == 65863


@pytest.mark.parametrize('order', ['big', 'little'])
def test_headers_of_captures(monkeypatch, order):
    monkeypatch.setattr('sys.byteorder', order)
    written = pcaplib.PcapFileHdr(snaplen=65535, network=1).serialize()
    found, said = pcaplib.PcapFileHdr.parser(written)
    assert (len(written), said, found.version_minor, found.snaplen, found.network) == (24, order, 4, 65535, 1)
    found, packet = pcaplib.PcapPktHdr.parser(pcaplib.PcapPktHdr(1, 2, 3, 60).serialize() + b'abcdef', order)
    assert (vars(found), packet) == ({'ts_sec': 1, 'ts_usec': 2, 'incl_len': 3, 'orig_len': 60}, b'abc')


@pytest.mark.parametrize('reader, data, error', [
    (pcaplib.PcapFileHdr, b'', struct.error), (pcaplib.PcapFileHdr, b'\xd4\xc3\xb2\xa1', struct.error),
    (pcaplib.PcapPktHdr, b'', IndexError), (pcaplib.PcapPktHdr, b'1', struct.error),
])
def test_headers_that_are_none(reader, data, error):
    with pytest.raises(error):
        reader.parser(data)


def test_kinds_of_text(alias):
    theirs = importlib.import_module('ryu.lib.stringify')
    assert [theirs.AsciiStringType.encode(each) for each in (b'ab', 'ab')] == ['ab', 'ab']
    assert (theirs.Utf8StringType.encode(b'\xc3\xa9'), theirs.Utf8StringType.decode('é')) == ('é', b'\xc3\xa9')
    assert theirs.AsciiStringListType.encode([b'a', 'b']) == theirs.AsciiStringListType.decode(['a', 'b']) == ['a', 'b']
    assert theirs.NXFlowSpecFieldType.encode(('eth_dst', 0)) == ['eth_dst', 0]
    assert theirs.NXFlowSpecFieldType.decode(['eth_dst', 0]) == ('eth_dst', 0)
    assert issubclass(theirs.AsciiStringType, theirs.TypeDescr)


def test_what_an_object_shows(alias):
    theirs = importlib.import_module('ryu.lib.stringify')

    class Thing(theirs.StringifyMixin):
        _base_attributes = ['hidden']

        def __init__(self):
            self.type_, self.hidden, self._private, self.shown = 1, 2, 3, 4

    assert list(theirs.obj_attrs(Thing())) == [('shown', 4), ('type', 1)]
    assert list(theirs.obj_python_attrs(Thing())) == [('shown', 4), ('type_', 1)]
    pair = importlib.import_module('collections').namedtuple('pair', 'b a')
    assert list(theirs.obj_attrs(pair(1, 2))) == [('b', 1), ('a', 2)]


def test_the_option_of_bridges(alias):
    pytest.importorskip('ovs')
    bridge = importlib.import_module('ryu.lib.ovs.bridge')
    assert bridge.OVSBridge(bridge.CONF, 1, 'tcp:127.0.0.1:6640').timeout == 2
    assert bridge.OVSBridge(bridge.CONF, 1, 'tcp:127.0.0.1:6640', timeout=7).timeout == 7
