"""Scapy as an oracle for OSPF: random messages of its making, field by field, and back. It knows no TOS metrics."""

import random

import pytest

from controller.packet import ospf, packet

scapy = pytest.importorskip('scapy.all', reason='scapy is not installed')
theirs = pytest.importorskip('scapy.contrib.ospf')

#: Scapy's names of what a message or an LSA holds -> ours.
HELLO = {
    'mask': 'mask', 'hellointerval': 'hello_interval', 'options': 'options', 'prio': 'priority',
    'deadinterval': 'dead_interval', 'router': 'designated_router', 'backup': 'backup_router', 'neighbors': 'neighbors',
}  # fmt: skip
HEADER = {
    'age': 'ls_age', 'options': 'options', 'type': 'type_', 'id': 'id_', 'adrouter': 'adv_router', 'seq': 'ls_seqnum',
    'chksum': 'checksum', 'len': 'length',
}  # fmt: skip
LINK = {'id': 'id_', 'data': 'data', 'type': 'type_', 'toscount': 'tos', 'metric': 'metric'}
REQUEST = {'type': 'type_', 'id': 'id', 'adrouter': 'adv_router'}
NETWORK = {'mask': 'mask', 'metric': 'metric', 'fwdaddr': 'fwd_addr', 'tag': 'tag'}


def address(chance):
    return scapy.inet_ntoa(chance.randbytes(4))


def some(make, chance, least=0):
    return [make(chance) for _ in range(chance.randint(least, 4))]


def head(chance):
    """What the header of an LSA holds."""
    return {
        'age': chance.randrange(3600), 'options': chance.randrange(256), 'id': address(chance),
        'adrouter': address(chance), 'seq': chance.getrandbits(32),
    }  # fmt: skip


def a_link(chance):
    return theirs.OSPF_Link(
        id=address(chance), data=address(chance), type=chance.randint(1, 4), metric=chance.getrandbits(16)
    )


def an_lsa(chance):
    network = {
        'mask': address(chance), 'ebit': chance.randrange(2), 'metric': chance.getrandbits(24),
        'fwdaddr': address(chance), 'tag': chance.getrandbits(32),
    }  # fmt: skip
    summary = {'mask': address(chance), 'metric': chance.getrandbits(24)}
    return chance.choice([
        theirs.OSPF_Router_LSA(flags=chance.randrange(32), linklist=some(a_link, chance), **head(chance)),
        theirs.OSPF_Network_LSA(mask=address(chance), routerlist=some(address, chance), **head(chance)),
        theirs.OSPF_SummaryIP_LSA(**summary, **head(chance)),
        theirs.OSPF_SummaryASBR_LSA(**summary, **head(chance)),
        theirs.OSPF_External_LSA(**network, **head(chance)),
        theirs.OSPF_NSSA_External_LSA(**network, **head(chance)),
    ])  # fmt: skip


def a_header(chance):
    return theirs.OSPF_LSA_Hdr(type=chance.randint(1, 5), chksum=chance.getrandbits(16), len=60, **head(chance))


def a_request(chance):
    return theirs.OSPF_LSReq_Item(type=chance.randint(1, 5), id=address(chance), adrouter=address(chance))


def a_message(chance):
    hello = theirs.OSPF_Hello(
        mask=address(chance), hellointerval=chance.getrandbits(16), options=chance.randrange(256),
        prio=chance.randrange(256), deadinterval=chance.getrandbits(32), router=address(chance),
        backup=address(chance), neighbors=some(address, chance),
    )  # fmt: skip
    description = theirs.OSPF_DBDesc(
        mtu=chance.getrandbits(16), options=chance.randrange(256), dbdescr=chance.randrange(8),
        ddseq=chance.getrandbits(32), lsaheaders=some(a_header, chance),
    )  # fmt: skip
    return chance.choice([
        hello, description, theirs.OSPF_LSReq(requests=some(a_request, chance, 1)),
        theirs.OSPF_LSUpd(lsalist=some(an_lsa, chance)), theirs.OSPF_LSAck(lsaheaders=some(a_header, chance, 1)),
    ])  # fmt: skip


def same(scapys, ours, names):
    """Whether two structures hold the same, by the names of both."""
    return all(getattr(scapys, theirs) == getattr(ours, mine) for theirs, mine in names.items())


def all_same(scapys, ours, names):
    return len(scapys) == len(ours) and all(same(*pair, names) for pair in zip(scapys, ours, strict=True))


def check_lsa(scapys, lsa):
    assert same(scapys, lsa, HEADER)
    assert ospf.LSA.parser(lsa.encode()) == (lsa, type(lsa), b'')  # with the right checksum
    if isinstance(lsa, ospf.RouterLSA):
        assert scapys.flags == lsa.flags and all_same(scapys.linklist, lsa.links, LINK)
    elif isinstance(lsa, ospf.NetworkLSA):
        assert (scapys.mask, scapys.routerlist) == (lsa.mask, lsa.routers)
    elif isinstance(lsa, ospf.SummaryLSA):
        assert (scapys.mask, scapys.metric) == (lsa.mask, lsa.metric)
    else:
        assert all_same([scapys], lsa.extnws, NETWORK) and scapys.ebit << 7 == lsa.extnws[0].flags


def check(scapys, message):
    if isinstance(message, ospf.OSPFHello):
        assert same(scapys, message, HELLO)
    elif isinstance(message, ospf.OSPFDBDesc):
        flags = message.i_flag << 2 | message.m_flag << 1 | message.ms_flag
        assert (scapys.mtu, scapys.dbdescr, scapys.ddseq) == (message.mtu, flags, message.sequence_number)
        assert all_same(scapys.lsaheaders, message.lsa_headers, HEADER)
    elif isinstance(message, ospf.OSPFLSReq):
        assert all_same(scapys.requests, message.lsa_requests, REQUEST)
    elif isinstance(message, ospf.OSPFLSAck):
        assert all_same(scapys.lsaheaders, message.lsa_headers, HEADER)
    else:
        for pair in zip(scapys.lsalist, message.lsas, strict=True):
            check_lsa(*pair)


def test_random_messages_of_scapys():
    chance = random.Random(2328)
    for _ in range(300):
        header = theirs.OSPF_Hdr(src=address(chance), area=address(chance), authtype=chance.randrange(2), authdata=0)
        made = scapy.Ether() / scapy.IP(src='10.0.0.1', dst='224.0.0.5') / header / a_message(chance)
        frame = bytes(made.build())
        pkt, read = packet.Packet(frame), scapy.Ether(frame)[theirs.OSPF_Hdr]
        message = pkt.get_protocol(ospf.ospf)
        assert (read.src, read.area, read.chksum) == (message.router_id, message.area_id, message.checksum)
        check(read.payload, message)
        for filled in [message, *getattr(message, 'lsas', ())]:
            filled.length = filled.checksum = 0
        pkt.serialize()
        assert pkt.data == frame.ljust(60, b'\0')
