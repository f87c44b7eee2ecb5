"""Scapy as an oracle for the protocols of bridges: random units of its making, field by field, and back."""

import random

import pytest

from controller.packet import bpdu, cfm, linux, llc, mpls, pbb, slow

scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')
lacp = pytest.importorskip('scapy.contrib.lacp')
labels = pytest.importorskip('scapy.contrib.mpls')
oam = pytest.importorskip('scapy.contrib.oam')

STATES = (
    'activity', 'timeout', 'aggregation', 'synchronization', 'collecting', 'distributing', 'defaulted', 'expired',
)  # fmt: skip


def mac(chance):
    return scapy.str2mac(chance.randbytes(6))


def a_bpdu(chance):
    number = chance.getrandbits
    timers = {name: number(16) / 256 for name in ('age', 'maxage', 'hellotime', 'fwddelay')}
    unit = scapy.STP(
        version=2, bpdutype=2, bpduflags=number(8), rootid=number(16), rootmac=mac(chance), pathcost=number(32),
        bridgeid=number(16), bridgemac=mac(chance), portid=number(16), **timers,
    )  # fmt: skip
    return unit / scapy.Raw(b'\0') if number(1) else unit.__class__(**{**unit.fields, 'version': 0, 'bpdutype': 0})


def of_bpdu(unit):
    return {
        'flags': unit.bpduflags,
        'root_priority': unit.rootid & 0xF000,
        'root_system_id_extension': unit.rootid & 0xFFF,
        'root_mac_address': unit.rootmac,
        'root_path_cost': unit.pathcost,
        'bridge_priority': unit.bridgeid & 0xF000,
        'bridge_system_id_extension': unit.bridgeid & 0xFFF,
        'bridge_mac_address': unit.bridgemac,
        'port_priority': unit.portid >> 8 & 0xF0,
        'port_number': unit.portid & 0xFFF,
        'message_age': unit.age,
        'max_age': unit.maxage,
        'hello_time': unit.hellotime,
        'forward_delay': unit.fwddelay,
    }


def a_lacpdu(chance):
    number = chance.getrandbits
    sides = {}
    for side in ('actor', 'partner'):
        sides |= {f'{side}_{name}': number(16) for name in ('system_priority', 'key', 'port_priority', 'port_number')}
        sides |= {f'{side}_system': mac(chance), f'{side}_state': number(8), f'{side}_reserved': bytes(3)}
    unit = lacp.LACP(collector_max_delay=number(16), collector_reserved=bytes(12), reserved=bytes(50), **sides)
    return lacp.SlowProtocol(subtype=1) / unit


def of_lacpdu(unit):
    unit = unit[lacp.LACP]
    values = {'version': unit.version, 'collector_max_delay': unit.collector_max_delay}
    for side in ('actor', 'partner'):
        values |= {f'{side}_{name}': getattr(unit, f'{side}_{name}') for name in ('system_priority', 'system', 'key')}
        values |= {f'{side}_port_priority': getattr(unit, f'{side}_port_priority')}
        values |= {f'{side}_port': getattr(unit, f'{side}_port_number')}
        state = getattr(unit, f'{side}_state')
        values |= {f'{side}_state_{name}': state >> bit & 1 for bit, name in enumerate(STATES)}
    return values


def a_marker(chance):
    number = chance.getrandbits
    return lacp.SlowProtocol(subtype=2) / lacp.MarkerProtocol(
        marker_type=chance.choice([1, 2]), requester_port=number(16), requester_system=mac(chance),
        requester_transaction_id=number(32), marker_reserved=bytes(2), reserved=bytes(90),
    )  # fmt: skip


def of_marker(unit):
    unit = unit[lacp.MarkerProtocol]
    names = ('version', 'requester_port', 'requester_system', 'requester_transaction_id')
    return {'tlv_type': unit.marker_type} | {name: getattr(unit, name) for name in names}


def a_label(chance):
    number = chance.getrandbits
    return labels.MPLS(label=number(20), cos=number(3), s=number(1), ttl=number(8))


def of_label(entry):
    return {'label': entry.label, 'exp': entry.cos, 'bsb': entry.s, 'ttl': entry.ttl}


def a_tag(chance):
    number = chance.getrandbits
    return scapy.Dot1AH(prio=number(3), dei=number(1), nca=number(1), res1=0, res2=0, isid=number(24))


def of_tag(tag):
    return {'pcp': tag.prio, 'dei': tag.dei, 'uca': tag.nca, 'sid': tag.isid}


def a_cooked_header(chance):
    number = chance.getrandbits
    return scapy.CookedLinux(
        pkttype=number(3), lladdrtype=number(16), lladdrlen=number(4), src=chance.randbytes(8), proto=0x9999
    )


def of_cooked_header(header):
    return {
        'pkt_type': header.pkttype,
        'arphrd_type': header.lladdrtype,
        'address_length': header.lladdrlen,
        'address': header.src,
        'proto_type': header.proto,
    }


def an_llc_header(chance):
    return scapy.LLC(dsap=chance.getrandbits(8), ssap=chance.getrandbits(8), ctrl=chance.getrandbits(8) | 3)


def of_llc_header(header):
    control = llc.ControlFormatU(header.ctrl >> 2 & 3, header.ctrl >> 4 & 1, header.ctrl >> 5)
    return {'dsap_addr': header.dsap, 'ssap_addr': header.ssap, 'control': control}


def an_operation(chance):
    number = chance.getrandbits
    common = {'mel': number(3), 'opcode': chance.randrange(1, 6)}
    if common['opcode'] == 1:
        name = oam.MegId(format=32, values=list(chance.randbytes(13)))
        return oam.OAM(
            **common, flags=number(1) << 4, period=number(3), seq_num=number(32), mep_id=number(13), meg_id=name,
            txfcf=number(32), rxfcb=number(32), txfcb=number(32),
        )  # fmt: skip
    data = chance.randbytes(number(5))
    tlvs = [
        oam.OAM_DATA_TLV(length=len(data)) / scapy.Raw(data),
        oam.OAM_LTM_TLV(egress_id=number(64)),
        oam.OAM_LTR_TLV(last_egress_id=number(64), next_egress_id=number(64)),
        oam.OAM_LTR_IG_TLV(ingress_act=number(3), ingress_mac=mac(chance)),
        oam.OAM_LTR_EG_TLV(egress_act=number(3), egress_mac=mac(chance)),
    ]
    common['tlvs'] = chance.sample(tlvs, chance.randrange(6))
    if common['opcode'] in (2, 3):
        return oam.OAM(**common, seq_num=number(32))
    if common['opcode'] == 4:
        return oam.OAM(**common, flags=number(3) << 5, trans_id=number(32), ttl=number(8), relay_act=number(8))
    addresses = {'orig_mac': mac(chance), 'targ_mac': mac(chance)}
    return oam.OAM(**common, flags=number(1) << 7, trans_id=number(32), ttl=number(8), **addresses)


def of_operation(unit):
    flags, level = int(unit.flags), unit.mel
    tlvs = [of_tlv(each) for each in unit.tlvs or ()]
    if unit.opcode == 1:
        op = cfm.cc_message(
            level, 0, flags >> 4, unit.period, unit.seq_num, unit.mep_id, 1, 0, b'', unit.meg_id.format, 0,
            bytes(unit.meg_id.values), [], unit.txfcf, unit.rxfcb, unit.txfcb,
        )  # fmt: skip
    elif unit.opcode == 2:
        op = cfm.loopback_reply(level, 0, unit.seq_num, tlvs)
    elif unit.opcode == 3:
        op = cfm.loopback_message(level, 0, unit.seq_num, tlvs)
    elif unit.opcode == 4:
        bits = (flags >> 7, flags >> 6 & 1, flags >> 5 & 1)
        op = cfm.link_trace_reply(level, 0, *bits, unit.trans_id, unit.ttl, unit.relay_act, tlvs)
    else:
        op = cfm.link_trace_message(level, 0, flags >> 7, unit.trans_id, unit.ttl, unit.orig_mac, unit.targ_mac, tlvs)
    return {'op': op}


def of_tlv(tlv):
    def parts(identifier):
        return identifier >> 48, scapy.str2mac((identifier & (1 << 48) - 1).to_bytes(6))

    if isinstance(tlv, oam.OAM_DATA_TLV):
        return cfm.data_tlv(0, bytes(tlv.payload))
    if isinstance(tlv, oam.OAM_LTM_TLV):
        return cfm.ltm_egress_identifier_tlv(0, *parts(tlv.egress_id))
    if isinstance(tlv, oam.OAM_LTR_TLV):
        return cfm.ltr_egress_identifier_tlv(0, *parts(tlv.last_egress_id), *parts(tlv.next_egress_id))
    if isinstance(tlv, oam.OAM_LTR_IG_TLV):
        return cfm.reply_ingress_tlv(0, tlv.ingress_act, tlv.ingress_mac)
    return cfm.reply_egress_tlv(0, tlv.egress_act, tlv.egress_mac)


#: What scapy makes, the values of its fields by our names, and who reads it.
UNITS = {
    'bpdu': (a_bpdu, of_bpdu, bpdu.bpdu),
    'lacp': (a_lacpdu, of_lacpdu, slow.slow),
    'marker': (a_marker, of_marker, slow.slow),
    'mpls': (a_label, of_label, mpls.mpls),
    'pbb': (a_tag, of_tag, pbb.itag),
    'linux': (a_cooked_header, of_cooked_header, linux.linuxcooked),
    'llc': (an_llc_header, of_llc_header, llc.llc),
    'cfm': (an_operation, of_operation, cfm.cfm),
}


@pytest.mark.parametrize('name', UNITS)
def test_both_read_and_write_the_same(name):
    make, values_of, reader = UNITS[name]
    chance = random.Random(name)
    for _ in range(60):
        raw = bytes(make(chance))
        theirs = type(make(chance))(raw)  # as scapy reads it
        header, _, rest = reader.parser(raw)
        assert rest == b''
        values = values_of(theirs)
        assert {attribute: getattr(header, attribute) for attribute in values} == values
        assert header.encode() == type(header)(**values).encode() == raw
