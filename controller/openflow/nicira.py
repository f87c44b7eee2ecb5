"""Nicira's extensions as a table that the versions share: what Open vSwitch knows beside the specification.

Actions are described in ovs-actions(7), match fields in ovs-fields(7). Names, constructor order and defaults are Ryu's
where it has them. `nicira` belongs to every version; `nicira10` holds what only OpenFlow 1.0 needs, whose own match
knows so little, and `nicira13` what is different from 1.2 on.

A match field is named in an action by its name (`'eth_dst'`, `'reg0'`, `'eth_dst_nxm'`); one that nobody declared is
the number of its OXM header.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from struct import Struct
from typing import Any, NamedTuple, Self

from ..wire import DecodeError, EncodeError, Enumeration, Extension, Message, Structure
from ..wire.kinds import ipv4_bytes, ipv4_text, ipv6_bytes, ipv6_text
from ..wire.misfits import FAULTS
from . import oxm

__all__ = ['MonitorRequest', 'nicira', 'nicira10', 'nicira13', 'ofs_nbits', 'ofs_nbits_str']

nicira = Extension('Nicira')
nicira10 = Extension('Nicira, for 1.0')
nicira13 = Extension('Nicira, for 1.2 and later')

_ACTION = Struct('!HHIH')
_SHORT, _SHORTS = Struct('!H'), Struct('!HH')
_SUBFIELD = Struct('!IH')  # a match field's header, and the first bit of it


def ofs_nbits(start: int, end: int) -> int:
    """The bits from `start` to `end`, both included, as the `ofs_nbits` of an action says it."""
    return start << 6 | end - start


def ofs_nbits_str(n: int) -> str:
    """What `ofs_nbits` made, as ovs-ofctl writes it: `[4..31]`."""
    return f'[{n >> 6}..{(n >> 6) + (n & 0x3f)}]'


# What the versions have -----------------------------------------------------------------------------------------------

@nicira.placeholder
class OFPAction(Structure, family='type len', align='inside'):
    """An action; in 1.0 and later."""

@nicira.placeholder
class OFPActionExperimenter(OFPAction, type=0xffff, family='experimenter'):
    """An action of an experimenter; of a vendor in 1.0."""

@nicira.placeholder
class NiciraHeader(Message, family='subtype'):
    """A message of Nicira's: NiciraHeader in 1.0, NiciraExperimenter later."""

@nicira10.placeholder
class OFPVendor(Message, family='vendor'):
    """A message of a vendor."""

@nicira13.placeholder
class OFPExperimenter(Message, family='experimenter'):
    """A message of an experimenter."""

@nicira10.placeholder
class OFPVendorStatsRequest(Message, family='vendor'):
    """A statistics request of a vendor."""

@nicira10.placeholder
class OFPVendorStatsReply(Message, family='vendor'):
    """A statistics reply of a vendor."""


# Numbers --------------------------------------------------------------------------------------------------------------

@nicira
class nx_ids(Enumeration, prefix='NX_'):
    """What Nicira's structures are told by."""
    EXPERIMENTER_ID = 0x00002320
    NSH_EXPERIMENTER_ID = 0x005ad650

@nicira
class nx_action_subtype(Enumeration, prefix='NXAST_'):
    """Action subtypes."""
    RESUBMIT = 1
    SET_TUNNEL = 2
    DROP_SPOOFED_ARP__OBSOLETE = 3
    SET_QUEUE = 4
    POP_QUEUE = 5
    REG_MOVE = 6
    REG_LOAD = 7
    NOTE = 8
    SET_TUNNEL64 = 9
    MULTIPATH = 10
    AUTOPATH = 11
    BUNDLE = 12
    BUNDLE_LOAD = 13
    RESUBMIT_TABLE = 14
    OUTPUT_REG = 15
    LEARN = 16
    EXIT = 17
    DEC_TTL = 18
    FIN_TIMEOUT = 19
    CONTROLLER = 20
    DEC_TTL_CNT_IDS = 21
    WRITE_METADATA = 22
    PUSH_MPLS = 23
    POP_MPLS = 24
    SET_MPLS_TTL = 25
    DEC_MPLS_TTL = 26
    STACK_PUSH = 27
    STACK_POP = 28
    SAMPLE = 29
    SET_MPLS_LABEL = 30
    SET_MPLS_TC = 31
    OUTPUT_REG2 = 32
    REG_LOAD2 = 33
    CONJUNCTION = 34
    CT = 35
    NAT = 36
    CONTROLLER2 = 37
    SAMPLE2 = 38
    OUTPUT_TRUNC = 39
    CLONE = 42
    CT_CLEAR = 43
    LEARN2 = 45
    RAW_ENCAP = 46
    RAW_DECAP = 47
    DEC_NSH_TTL = 48
    CHECK_PKT_LARGER = 49
    DELETE_FIELD = 50

@nicira
class nx_message_subtype(Enumeration, prefix='NXT_'):
    """Message subtypes."""
    ROLE_REQUEST = 10
    ROLE_REPLY = 11
    SET_FLOW_FORMAT = 12
    FLOW_MOD = 13
    FLOW_REMOVED = 14
    FLOW_MOD_TABLE_ID = 15
    SET_PACKET_IN_FORMAT = 16
    PACKET_IN = 17
    FLOW_AGE = 18
    SET_ASYNC_CONFIG = 19
    SET_CONTROLLER_ID = 20
    FLOW_MONITOR_CANCEL = 21
    FLOW_MONITOR_PAUSED = 22
    FLOW_MONITOR_RESUMED = 23
    TLV_TABLE_MOD = 24
    TLV_TABLE_REQUEST = 25
    TLV_TABLE_REPLY = 26
    SET_ASYNC_CONFIG2 = 27
    RESUME = 28
    CT_FLUSH_ZONE = 29
    PACKET_IN2 = 30
    CT_FLUSH = 32

@nicira
class nx_stats_types(Enumeration, prefix='NXST_'):
    """Statistics subtypes."""
    FLOW = 0
    AGGREGATE = 1
    FLOW_MONITOR = 2

@nicira
class nx_role(Enumeration, prefix='NX_ROLE_'):
    """Controller roles."""
    OTHER = 0
    MASTER = 1
    SLAVE = 2

@nicira
class nx_flow_format(Enumeration, prefix='NXFF_'):
    """How flows of 1.0 are told: by its own match, or by match fields."""
    OPENFLOW10 = 0
    NXM = 2

@nicira
class nx_packet_in_format(Enumeration, prefix='NXPIF_'):
    """What a packet comes to the controller in: the version's PACKET_IN, NXTPacketIn, NXTPacketIn2."""
    OPENFLOW10 = 0
    NXM = 1
    NXT_PACKET_IN2 = 2

@nicira
class nx_packet_in2_prop_type(Enumeration, prefix='NXPINT_'):
    """Properties of NXTPacketIn2."""
    PACKET = 0
    FULL_LEN = 1
    BUFFER_ID = 2
    TABLE_ID = 3
    COOKIE = 4
    REASON = 5
    METADATA = 6
    USERDATA = 7
    CONTINUATION = 8

@nicira
class nx_action_controller2_prop_type(Enumeration, prefix='NXAC2PT_'):
    """Properties of the second controller action."""
    MAX_LEN = 0
    CONTROLLER_ID = 1
    REASON = 2
    USERDATA = 3
    PAUSE = 4
    METER_ID = 5

@nicira
class nx_hash_fields(Enumeration, prefix='NX_HASH_FIELDS_'):
    """What of a packet is hashed."""
    ETH_SRC = 0
    SYMMETRIC_L4 = 1
    SYMMETRIC_L3L4 = 2
    SYMMETRIC_L3L4_UDP = 3
    NW_SRC = 4
    NW_DST = 5
    SYMMETRIC_L3 = 6

@nicira
class nx_mp_algorithm(Enumeration, prefix='NX_MP_ALG_'):
    """How a hash becomes a link."""
    MODULO_N = 0
    HASH_THRESHOLD = 1
    HRW = 2
    ITER_HASH = 3

@nicira
class nx_bd_algorithm(Enumeration, prefix='NX_BD_ALG_'):
    """How a member of a bundle is chosen."""
    ACTIVE_BACKUP = 0
    HRW = 1

@nicira
class nx_learn(Enumeration, prefix='NX_LEARN_'):
    """The parts of the header of a flow specification."""
    N_BITS_MASK = 0x3ff
    SRC_FIELD = 0 << 13
    SRC_IMMEDIATE = 1 << 13
    SRC_MASK = 1 << 13
    DST_MATCH = 0 << 11
    DST_LOAD = 1 << 11
    DST_OUTPUT = 2 << 11
    DST_RESERVED = 3 << 11
    DST_MASK = 3 << 11

@nicira
class nx_learn_flags(Enumeration, prefix='NX_LEARN_F_', bitmap=True):
    """Options of a flow that is learned."""
    SEND_FLOW_REM = 1 << 0
    DELETE_LEARNED = 1 << 1
    WRITE_RESULT = 1 << 2

@nicira
class nx_conntrack_flags(Enumeration, prefix='NX_CT_F_', bitmap=True):
    """Options of connection tracking."""
    COMMIT = 1 << 0
    FORCE = 1 << 1

@nicira
class nx_conntrack(Enumeration, prefix='NX_CT_'):
    """The table number that means: go on behind the action."""
    RECIRC_NONE = 0xff

@nicira
class nx_nat_flags(Enumeration, prefix='NX_NAT_F_', bitmap=True):
    """Options of address translation."""
    SRC = 1 << 0
    DST = 1 << 1
    PERSISTENT = 1 << 2
    PROTO_HASH = 1 << 3
    PROTO_RANDOM = 1 << 4

@nicira
class nx_nat_range(Enumeration, prefix='NX_NAT_RANGE_', bitmap=True):
    """Which ends of its ranges an address translation gives."""
    IPV4_MIN = 1 << 0
    IPV4_MAX = 1 << 1
    IPV6_MIN = 1 << 2
    IPV6_MAX = 1 << 3
    PROTO_MIN = 1 << 4
    PROTO_MAX = 1 << 5

@nicira
class nx_flow_monitor_flags(Enumeration, prefix='NXFMF_', bitmap=True):
    """What a monitor is told of."""
    INITIAL = 1 << 0
    ADD = 1 << 1
    DELETE = 1 << 2
    MODIFY = 1 << 3
    ACTIONS = 1 << 4
    OWN = 1 << 5

@nicira
class nx_flow_update_event(Enumeration, prefix='NXFME_'):
    """What happened to a monitored flow."""
    ADDED = 0
    DELETED = 1
    MODIFIED = 2
    ABBREV = 3

@nicira
class nx_tlv_table_mod_command(Enumeration, prefix='NXTTMC_'):
    """What a modification of the tunnel option table does."""
    ADD = 0
    DELETE = 1
    CLEAR = 2

@nicira
class nx_ct_flush_prop_type(Enumeration, prefix='NXT_CT_'):
    """Which connections are forgotten."""
    ORIG_TUPLE = 0
    REPLY_TUPLE = 1
    ZONE_ID = 2

@nicira
class nx_ct_tuple_prop_type(Enumeration, prefix='NXT_CT_TUPLE_'):
    """The parts of one direction of a connection."""
    SRC = 0
    DST = 1
    SRC_PORT = 2
    DST_PORT = 3
    ICMP_ID = 4
    ICMP_TYPE = 5
    ICMP_CODE = 6

@nicira
class flow_nw_frag(Enumeration, prefix='FLOW_NW_FRAG_', bitmap=True):
    """The bits of the match field ip_frag."""
    ANY = 1 << 0
    LATER = 1 << 1
    MASK = 3


# Actions --------------------------------------------------------------------------------------------------------------

class _Part(NamedTuple):
    """A part of an action that may be missing: the attribute, and how its value crosses the wire."""

    name: str
    write: Callable[[Any], bytes]
    read: Callable[[bytes], Any]
    width: int = 0


def _written(action: Structure, name: str, value: Any, write: Callable[[Any], bytes]) -> bytes:
    """A value as bytes; raises EncodeError that names it."""
    try:
        return write(value)
    except FAULTS as fault:
        raise EncodeError(f'{type(action).__name__}.{name}: {value!r} ({fault})') from None


def _number(width: int, padding: int = 0) -> tuple[Callable[[int], bytes], Callable[[bytes], int]]:
    """How an integer of so many bytes crosses the wire."""
    return lambda value: value.to_bytes(width) + bytes(padding), lambda raw: int.from_bytes(raw[:width])


#: The properties of NXActionController2.
_CONTROLLER2 = {
    nx_action_controller2_prop_type.MAX_LEN: _Part('max_len', *_number(2, 2)),
    nx_action_controller2_prop_type.CONTROLLER_ID: _Part('controller_id', *_number(2, 2)),
    nx_action_controller2_prop_type.REASON: _Part('reason', *_number(1)),
    nx_action_controller2_prop_type.USERDATA: _Part('userdata', bytes, list),
    nx_action_controller2_prop_type.PAUSE: _Part('pause', lambda _: b'', lambda _: True),
    nx_action_controller2_prop_type.METER_ID: _Part('meter_id', *_number(4)),
}

#: The ranges of NXActionNAT, by their bits and in the order of the wire.
_RANGES = {
    nx_nat_range.IPV4_MIN: _Part('range_ipv4_min', ipv4_bytes, ipv4_text, 4),
    nx_nat_range.IPV4_MAX: _Part('range_ipv4_max', ipv4_bytes, ipv4_text, 4),
    nx_nat_range.IPV6_MIN: _Part('range_ipv6_min', ipv6_bytes, ipv6_text, 16),
    nx_nat_range.IPV6_MAX: _Part('range_ipv6_max', ipv6_bytes, ipv6_text, 16),
    nx_nat_range.PROTO_MIN: _Part('range_proto_min', *_number(2), 2),
    nx_nat_range.PROTO_MAX: _Part('range_proto_max', *_number(2), 2),
}

@nicira
class NXAction(OFPActionExperimenter, type=nx_ids.EXPERIMENTER_ID, family='subtype', size=10):
    """An action of Nicira's."""
    subtype: u16(nx_action_subtype)

    def _encoded(self, body: bytes) -> bytes:
        """The action with that body behind its header."""
        size = _ACTION.size + len(body)
        if size > 0xfff8:
            raise EncodeError(f'{type(self).__name__}: {size} bytes are more than an action takes')
        return _ACTION.pack(0xffff, size + 7 & -8, nx_ids.EXPERIMENTER_ID, type(self).subtype) + body + bytes(-size % 8)

@nicira
class NXActionUnknown(NXAction, type=..., size=10):
    """An action of Nicira's that nobody declared."""
    data: tail

@nicira
class NXActionResubmit(NXAction, type=nx_action_subtype.RESUBMIT, size=16):
    """Search this table again, as if the packet had come in by `in_port`: `resubmit:port`."""
    in_port: u16 = 0xfff8
    _1: pad(4)

@nicira
class NXActionResubmitTable(NXAction, type=nx_action_subtype.RESUBMIT_TABLE, size=16):
    """Search a table, as if the packet had come in by `in_port`: `resubmit(port,table)`."""
    in_port: u16 = 0xfff8
    table_id: u8 = 0xff
    _1: pad(3)

@nicira
class NXActionSetTunnel(NXAction, type=nx_action_subtype.SET_TUNNEL, size=16):
    """Set the tunnel id: `set_tunnel:id`."""
    _1: pad(2)
    tun_id: u32

@nicira
class NXActionSetTunnel64(NXAction, type=nx_action_subtype.SET_TUNNEL64, size=24):
    """Set the tunnel id: `set_tunnel64:id`."""
    _1: pad(6)
    tun_id: u64

@nicira
class NXActionSetQueue(NXAction, type=nx_action_subtype.SET_QUEUE, size=16):
    """Choose the queue for a later output, in 1.0: `set_queue:queue`."""
    _1: pad(2)
    queue_id: u32

@nicira
class NXActionPopQueue(NXAction, type=nx_action_subtype.POP_QUEUE, size=16):
    """Back to the queue from before any set_queue: `pop_queue`."""
    _1: pad(6)

@nicira
class NXActionRegMove(NXAction, type=nx_action_subtype.REG_MOVE, size=24,
                      order='src_field dst_field n_bits src_ofs dst_ofs'):
    """Copy bits of a field into another: `move:src[start..end]->dst[start..end]`."""
    n_bits: u16
    src_ofs: u16 = 0
    dst_ofs: u16 = 0
    src_field: oxm_id
    dst_field: oxm_id

@nicira
class NXActionRegLoad(NXAction, type=nx_action_subtype.REG_LOAD, size=24):
    """Write a number into bits of a field, which `ofs_nbits` tells: `load:value->dst[start..end]`."""
    ofs_nbits: u16
    dst: oxm_header
    value: u64

@nicira
class NXActionRegLoad2(NXAction, type=nx_action_subtype.REG_LOAD2):
    """Write a value, or its bits under a mask, into a field: `set_field:value/mask->dst`."""
    dst: own
    value: own
    mask: own = None

    def encode(self) -> bytes:
        """The action; raises EncodeError for an unknown field and for a value that does not fit."""
        value = self.value if self.mask is None else (self.value, self.mask)
        return self._encoded(self.table.version.fields.tlv(type(self).__name__, self.dst, value))

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The action that fills `buf[offset:limit]`; raises DecodeError."""
        fields = cls.table.version.fields
        end = fields.check(cls.__name__, buf, offset + _ACTION.size, limit)
        action = object.__new__(cls)
        action.dst, value = fields.read(buf, offset + _ACTION.size)
        action.value, action.mask = value if isinstance(value, tuple) else (value, None)
        action.len = limit - offset
        if limit - end >= 8:
            raise DecodeError(cls.__name__, f'{limit - end} bytes behind the field', buf, end)
        return action

@nicira
class NXActionNote(NXAction, type=nx_action_subtype.NOTE, size=10):
    """Nothing but a remark, padded with zeros: `note:01.02.03`."""
    note: list[u8]

    def __init__(self, note: list[int] | bytes) -> None:
        self.note = [*note, *bytes(-_ACTION.size - len(note) & 7)]

@nicira
class NXActionMultipath(NXAction, type=nx_action_subtype.MULTIPATH, size=32):
    """Choose a link by a hash, and write its number: `multipath(fields,basis,algorithm,n_links,arg,dst[start..end])`.

    `max_link` is one less than the number of links.
    """
    fields: u16(nx_hash_fields)
    basis: u16
    _1: pad(2)
    algorithm: u16(nx_mp_algorithm)
    max_link: u16
    arg: u32
    _2: pad(2)
    ofs_nbits: u16
    dst: oxm_header


class _Bundle(Structure):
    """What both bundle actions hold; `slaves` are ports, `slave_type` the header of the field that they are of."""
    algorithm: u16(nx_bd_algorithm)
    fields: u16(nx_hash_fields)
    basis: u16
    slave_type: u32
    n_slaves: count_of('slaves', 2)
    ofs_nbits: u16
    dst: u32
    _1: pad(4)
    slaves: list[u16]

@nicira
class NXActionBundle(_Bundle, NXAction, type=nx_action_subtype.BUNDLE, size=32,
                     order='algorithm fields basis slave_type n_slaves ofs_nbits dst slaves'):
    """Choose a port by a hash, and output to it: `bundle(fields,basis,algorithm,ofport,slaves:port,...)`.

    `ofs_nbits` and `dst`, which are NXActionBundleLoad's, are 0.
    """

@nicira
class NXActionBundleLoad(_Bundle, NXAction, type=nx_action_subtype.BUNDLE_LOAD, size=32,
                         order='algorithm fields basis slave_type n_slaves ofs_nbits dst slaves'):
    """Choose a port by a hash, and write its number: `bundle_load(fields,basis,algorithm,ofport,dst,slaves:...)`."""
    dst: oxm_header

@nicira
class NXActionOutputReg(NXAction, type=nx_action_subtype.OUTPUT_REG, size=24):
    """Output to the port whose number bits of a field hold: `output:src[start..end]`."""
    ofs_nbits: u16
    src: oxm_header
    max_len: u16
    _1: pad(6)

@nicira
class NXActionOutputReg2(NXAction, type=nx_action_subtype.OUTPUT_REG2, size=18, order='ofs_nbits src max_len'):
    """Output to the port whose number bits of a field hold, an experimenter's field included: `output:src[...]`."""
    ofs_nbits: u16
    max_len: u16
    src: oxm_id

@nicira
class NXActionOutputTrunc(NXAction, type=nx_action_subtype.OUTPUT_TRUNC, size=16):
    """Output no more than `max_len` bytes of the packet: `output(port=port,max_len=max_len)`."""
    port: u16
    max_len: u32

@nicira
class NXActionExit(NXAction, type=nx_action_subtype.EXIT, size=16):
    """Do nothing of what follows: `exit`."""
    _1: pad(6)

@nicira
class NXActionDecTtl(NXAction, type=nx_action_subtype.DEC_TTL, size=16):
    """Lower the IPv4 time to live or the IPv6 hop limit by one: `dec_ttl`."""
    _1: pad(6)

@nicira
class NXActionDecTtlCntIds(NXAction, type=nx_action_subtype.DEC_TTL_CNT_IDS, size=16):
    """Lower the time to live, an expired packet going to those controllers: `dec_ttl(id,...)`."""
    n_controllers: count_of('cnt_ids', 2)
    _1: pad(4)
    cnt_ids: list[u16]

    json_omits = ('n_controllers',)

@nicira
class NXActionFinTimeout(NXAction, type=nx_action_subtype.FIN_TIMEOUT, size=16):
    """Shorten the time-outs of the flow when a TCP connection ends: `fin_timeout(idle_timeout=s,hard_timeout=s)`."""
    fin_idle_timeout: u16
    fin_hard_timeout: u16
    _1: pad(2)

@nicira
class NXActionController(NXAction, type=nx_action_subtype.CONTROLLER, size=16):
    """Send the packet to the controllers of that id: `controller(max_len=n,id=id,reason=reason)`."""
    max_len: u16
    controller_id: u16
    reason: u8(ofp_packet_in_reason)
    _1: pad(1)

@nicira
class NXActionController2(NXAction, type=nx_action_subtype.CONTROLLER2):
    """Send the packet to a controller: `controller(max_len=n,id=id,reason=reason,userdata=01.02,pause,meter_id=id)`.

    What is None is left out. `userdata`, a list of numbers or bytes, comes back in NXTPacketIn2; so does, with `pause`,
    what NXTResume needs for the packet to go on. `others` are the properties that nobody declared, as bytes.
    """
    max_len: own = None
    controller_id: own = None
    reason: own = None
    userdata: own = None
    pause: own = None
    meter_id: own = None
    others: own = b''

    json_omits_empty = ('others',)

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, Any]:
        """`{class name: {field: value}}`, only what is sent."""
        ((name, body),) = Structure.to_jsondict(self, encode_string).items()
        return {name: {key: value for key, value in body.items() if value is not None}}

    def encode(self) -> bytes:
        """The action; raises EncodeError for a value that does not fit."""
        body = bytes(6)
        for kind, each in _CONTROLLER2.items():
            value = getattr(self, each.name)
            if value is not None and value is not False:
                raw = _written(self, each.name, value, each.write)
                size = _written(self, each.name, len(raw) + 4, _SHORT.pack)
                body += _SHORT.pack(kind) + size + raw + bytes(-len(raw) - 4 & 7)
        return self._encoded(body + self.others)

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The action that fills `buf[offset:limit]`; raises DecodeError."""
        action, at = cls(), offset + _ACTION.size + 6
        while limit - at >= 4:
            kind, length = _SHORTS.unpack_from(buf, at)
            end = at + length
            if not kind and not length:  # padding; Open vSwitch pads flow statistics of 1.0 by the place in the message
                at += 4
                continue
            if length < 4 or end > limit:
                raise DecodeError(cls.__name__, f'a property of {length} bytes, bytes left {limit - at}', buf, at)
            if kind in _CONTROLLER2:
                name, _, read, _ = _CONTROLLER2[kind]
                setattr(action, name, read(buf[at + 4 : end]))
            else:
                action.others += buf[at:end] + bytes(-length & 7)
            at = end + (-length & 3)
        action.len = limit - offset
        return action

@nicira
class NXActionPushMpls(NXAction, type=nx_action_subtype.PUSH_MPLS, size=16):
    """Push an MPLS header, in 1.0: `push_mpls:ethertype`."""
    ethertype: u16
    _1: pad(4)

@nicira
class NXActionPopMpls(NXAction, type=nx_action_subtype.POP_MPLS, size=16):
    """Pop the outermost MPLS header, in 1.0; `ethertype` is that of what remains: `pop_mpls:ethertype`."""
    ethertype: u16
    _1: pad(4)

@nicira
class NXActionSetMplsTtl(NXAction, type=nx_action_subtype.SET_MPLS_TTL, size=16):
    """Set the MPLS time to live, in 1.0: `set_mpls_ttl:ttl`."""
    ttl: u8
    _1: pad(5)

@nicira
class NXActionDecMplsTtl(NXAction, type=nx_action_subtype.DEC_MPLS_TTL, size=16):
    """Lower the MPLS time to live by one, in 1.0: `dec_mpls_ttl`."""
    _1: pad(6)

@nicira
class NXActionSetMplsLabel(NXAction, type=nx_action_subtype.SET_MPLS_LABEL, size=16):
    """Set the MPLS label, in 1.0: `set_mpls_label:label`."""
    _1: pad(2)
    label: u32

@nicira
class NXActionSetMplsTc(NXAction, type=nx_action_subtype.SET_MPLS_TC, size=16):
    """Set the MPLS traffic class, in 1.0: `set_mpls_tc:tc`."""
    tc: u8
    _1: pad(5)


class _Stack(Structure):
    """What both stack actions hold: the bits of `field` from `start` on, `end` many."""
    start: u16
    field: oxm_id
    end: u16

@nicira
class NXActionStackPush(_Stack, NXAction, type=nx_action_subtype.STACK_PUSH, size=18, order='field start end'):
    """Push bits of a field on the stack: `push:field[start..end]`; `end` is the number of bits."""

@nicira
class NXActionStackPop(_Stack, NXAction, type=nx_action_subtype.STACK_POP, size=18, order='field start end'):
    """Pop bits of a field off the stack: `pop:field[start..end]`; `end` is the number of bits."""

@nicira
class NXActionSample(NXAction, type=nx_action_subtype.SAMPLE, size=24):
    """Sample packets for IPFIX, `probability` of 65,535: `sample(probability=n,collector_set_id=id,...)`."""
    probability: u16
    collector_set_id: u32 = 0
    obs_domain_id: u32 = 0
    obs_point_id: u32 = 0

@nicira
class NXActionSample2(NXAction, type=nx_action_subtype.SAMPLE2, size=32):
    """Sample packets for IPFIX at a port: `sample(probability=n,collector_set_id=id,...,sampling_port=port)`."""
    probability: u16
    collector_set_id: u32 = 0
    obs_domain_id: u32 = 0
    obs_point_id: u32 = 0
    sampling_port: u16 = 0
    _1: pad(6)

@nicira
class NXActionConjunction(NXAction, type=nx_action_subtype.CONJUNCTION, size=16):
    """This flow is a clause, counted from 0, of a conjunctive match: `conjunction(id,clause/n_clauses)`."""
    clause: u8
    n_clauses: u8
    id: u32

@nicira
class NXActionCT(NXAction, type=nx_action_subtype.CT, size=24):
    """Send the packet through connection tracking: `ct(commit,table=table,zone=zone,exec(...),nat(...),alg=ftp)`.

    The zone is `zone_ofs_nbits` itself where `zone_src` is empty, else these bits of that field. `actions` are those
    done in there.
    """
    flags: u16(nx_conntrack_flags)
    zone_src: oxm_header
    zone_ofs_nbits: u16
    recirc_table: u8(nx_conntrack)
    _1: pad(3)
    alg: u16
    actions: list[OFPAction]

@nicira
class NXActionCTClear(NXAction, type=nx_action_subtype.CT_CLEAR, size=16):
    """Forget what connection tracking said of the packet: `ct_clear`."""
    _1: pad(6)

@nicira
class NXActionNAT(NXAction, type=nx_action_subtype.NAT):
    """Translate addresses, inside of NXActionCT: `nat(src=min-max:port-port,random)`.

    An end of a range that is empty, or None, is not sent.
    """
    flags: u16(nx_nat_flags)
    range_ipv4_min: own = ''
    range_ipv4_max: own = ''
    range_ipv6_min: own = ''
    range_ipv6_max: own = ''
    range_proto_min: own = None
    range_proto_max: own = None

    def encode(self) -> bytes:
        """The action; raises EncodeError for a value that does not fit."""
        given = {bit: each for bit, each in _RANGES.items() if getattr(self, each.name) not in ('', None)}
        ranges = [_written(self, each.name, getattr(self, each.name), each.write) for each in given.values()]
        flags = _written(self, 'flags', self.flags, _SHORT.pack)
        return self._encoded(bytes(2) + flags + _SHORT.pack(sum(given)) + b''.join(ranges))

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The action that fills `buf[offset:limit]`; raises DecodeError."""
        at = offset + _ACTION.size + 6
        if at > limit:
            raise DecodeError(cls.__name__, f'takes at least 16 bytes, has {limit - offset}', buf, offset)
        flags, present = _SHORTS.unpack_from(buf, at - 4)
        given = [each for bit, each in _RANGES.items() if present & bit]
        size = sum(each.width for each in given)
        if present >> len(_RANGES) or not 0 <= limit - at - size < 8:
            raise DecodeError(cls.__name__, f'ranges {present:#x} in {limit - at} bytes', buf, at)
        action = cls(flags)
        for each in given:
            setattr(action, each.name, each.read(buf[at : at + each.width]))
            at += each.width
        action.len = limit - offset
        return action

@nicira
class NXEncapProp(Structure, family='type len', align='outside', size=4):
    """A property of a header that is pushed: of what class, which, and its value."""
    prop_class: u16
    type: u8
    len: u8

@nicira
class NXActionEncap(NXAction, type=nx_action_subtype.RAW_ENCAP, family='new_pkt_type', size=16):
    """Push a header that makes the packet one of `new_pkt_type`: `encap(...)`."""
    hdr_size: u16 = 0
    new_pkt_type: u32
    properties: list[NXEncapProp]

@nicira
class NXActionEncapEther(NXActionEncap, type=0, size=16):
    """Push an Ethernet header: `encap(ethernet)`."""
    properties: list[NXEncapProp]

@nicira
class NXActionEncapNsh(NXActionEncap, type=0x1894f, size=16):
    """Push a network service header: `encap(nsh(md_type=1))`."""
    properties: list[NXEncapProp]

@nicira
class NXActionDecap(NXAction, type=nx_action_subtype.RAW_DECAP, size=16):
    """Pop the outermost header: `decap()`; `new_pkt_type` 0xfffe leaves it to the packet what it is then."""
    _1: pad(2)
    new_pkt_type: u32 = 0xfffe

@nicira
class NXActionDecNshTtl(NXAction, type=nx_action_subtype.DEC_NSH_TTL, size=16):
    """Lower the time to live of the network service header by one: `dec_nsh_ttl`."""
    _1: pad(6)

@nicira
class NXActionWriteMetadata(NXAction, type=nx_action_subtype.WRITE_METADATA, size=32):
    """Write the bits of `metadata` under `mask`, in 1.0: `write_metadata:value/mask`."""
    _1: pad(6)
    metadata: u64
    mask: u64

@nicira
class NXActionClone(NXAction, type=nx_action_subtype.CLONE, size=16):
    """Do actions to a copy of the packet: `clone(action,...)`."""
    _1: pad(6)
    actions: list[OFPAction]

@nicira
class NXActionCheckPktLarger(NXAction, type=nx_action_subtype.CHECK_PKT_LARGER, size=24, order='pkt_len dst offset'):
    """Write into a bit of a field whether the packet is longer: `check_pkt_larger(pkt_len)->dst[offset]`."""
    pkt_len: u16
    offset: u16
    dst: oxm_header
    _1: pad(6)

@nicira
class NXActionDeleteField(NXAction, type=nx_action_subtype.DELETE_FIELD, size=24):
    """Remove a tunnel option: `delete_field:field`."""
    field: oxm_header
    _1: pad(10)


# Learning -------------------------------------------------------------------------------------------------------------

@nicira
class NXFlowSpec(Structure):
    """A part of a flow that is learned: `n_bits` of `src` for `dst`.

    `src` is a pair of a match field and the first bit of it, or a number; `dst` such a pair, or `''` for an output.
    """
    src: own
    dst: own
    n_bits: u16

    KIND = 3  # what the header says of `dst`; that of no subclass

    def __init__(self, src: tuple[str, int] | int, dst: tuple[str, int] | str, n_bits: int) -> None:
        self.src = tuple(src) if isinstance(src, list) else src
        self.dst = tuple(dst) if isinstance(dst, list) else dst
        self.n_bits = n_bits

    def encode(self) -> bytes:
        """The part; raises EncodeError for a value that does not fit."""
        immediate = not isinstance(self.src, tuple)
        try:
            if self.n_bits >> 11 or (immediate and self.src >> self.n_bits):
                raise OverflowError('more bits than there are')
            src = self.src.to_bytes((self.n_bits + 15) // 16 * 2) if immediate else self._subfield(self.src)
            dst = b'' if self.KIND == 2 else self._subfield(self.dst)
        except FAULTS as fault:
            raise EncodeError(f'{self!r}: {fault}') from None
        return _SHORT.pack(immediate << 13 | self.KIND << 11 | self.n_bits) + src + dst

    def _subfield(self, subfield: tuple[str, int]) -> bytes:
        name, first = subfield
        return _SUBFIELD.pack(self.table.version.fields.header_of(name), first)

    @classmethod
    def decode(cls, buf: bytes, offset: int, limit: int) -> Self:
        """The part that fills `buf[offset:limit]`; raises DecodeError."""
        specs = cls.decode_list(buf, offset, limit)
        if len(specs) != 1:
            raise DecodeError(cls.__name__, f'{len(specs)} parts of a flow', buf, offset)
        return specs[0]

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Self]:
        """The parts that fill `buf[offset:limit]`, but for zeros at the end; raises DecodeError."""
        version, specs = cls.table.version, []
        kinds = version.NXFlowSpecMatch, version.NXFlowSpecLoad, version.NXFlowSpecOutput
        while limit - offset >= 2 and any(buf[offset : offset + 2]):
            (header,) = _SHORT.unpack_from(buf, offset)
            immediate, kind, n_bits = header >> 13, header >> 11 & 3, header & 0x7FF
            middle = offset + 2 + ((n_bits + 15) // 16 * 2 if immediate else _SUBFIELD.size)
            end = middle if kind == 2 else middle + _SUBFIELD.size
            if immediate > 1 or kind == 3 or end > limit:
                raise DecodeError(cls.__name__, f'{header:#06x} begins no part of a flow', buf, offset)
            spec = object.__new__(kinds[kind])
            if immediate:
                spec.src = int.from_bytes(buf[offset + 2 : middle]) & (1 << n_bits) - 1  # what is above is padding
            else:
                spec.src = cls._read_subfield(buf, offset + 2)
            spec.dst = '' if kind == 2 else cls._read_subfield(buf, middle)
            spec.n_bits = n_bits
            specs.append(spec)
            offset = end
        if limit - offset >= 8:
            raise DecodeError(cls.__name__, f'{limit - offset} bytes behind the end', buf, offset)
        return specs

    @classmethod
    def _read_subfield(cls, buf: bytes, offset: int) -> tuple[str | int, int]:
        header, first = _SUBFIELD.unpack_from(buf, offset)
        return cls.table.version.fields.name_of_header(header), first

@nicira
class NXFlowSpecMatch(NXFlowSpec):
    """The learned flow matches `dst` against `src`: `eth_dst=eth_src`."""

    KIND = 0

@nicira
class NXFlowSpecLoad(NXFlowSpec):
    """The learned flow writes `src` into `dst`: `load:eth_src->reg0[0..15]`."""

    KIND = 1

@nicira
class NXFlowSpecOutput(NXFlowSpec):
    """The learned flow outputs to the port that `src` holds: `output:in_port`."""

    KIND = 2

    def __init__(self, src: tuple[str, int], n_bits: int, dst: str = '') -> None:
        self.src, self.n_bits, self.dst = tuple(src), n_bits, dst

@nicira
class NXActionLearn(NXAction, type=nx_action_subtype.LEARN, size=32, order='table_id specs idle_timeout hard_timeout '
                    'priority cookie flags fin_idle_timeout fin_hard_timeout'):
    """Add a flow, made of `specs` and this packet: `learn(table=table,eth_dst=eth_src,output:in_port)`."""
    idle_timeout: u16 = 0
    hard_timeout: u16 = 0
    priority: u16 = 0x8000
    cookie: u64 = 0
    flags: u16(nx_learn_flags) = 0
    table_id: u8
    _1: pad(1)
    fin_idle_timeout: u16 = 0
    fin_hard_timeout: u16 = 0
    specs: list[NXFlowSpec]


# Messages -------------------------------------------------------------------------------------------------------------

@nicira
class NXMatch(oxm.Match):
    """Match fields without a header, as Nicira's messages hold them; reads like a dictionary (ovs-fields(7))."""

@nicira
class NXTRoleRequest(NiciraHeader, type=nx_message_subtype.ROLE_REQUEST, size=20):
    """Ask for a role."""
    role: u32(nx_role)

@nicira
class NXTRoleReply(NiciraHeader, type=nx_message_subtype.ROLE_REPLY, size=20):
    """The role of this controller."""
    role: u32(nx_role)

@nicira
class NXTFlowMod(NiciraHeader, type=nx_message_subtype.FLOW_MOD, size=48):
    """Add, modify or delete flow entries; after NXTFlowModTableId the high byte of `command` is the table."""
    cookie: u64
    command: u16(ofp_flow_mod_command)
    idle_timeout: u16 = 0
    hard_timeout: u16 = 0
    priority: u16 = 0x8000
    buffer_id: u32 = 0xffffffff
    out_port: u16 = 0xffff
    flags: u16(ofp_flow_mod_flags) = 0
    match_len: size_of('rule')
    _1: pad(6)
    rule: bare(NXMatch)
    actions: list[OFPAction]

@nicira
class NXTFlowRemoved(NiciraHeader, type=nx_message_subtype.FLOW_REMOVED, size=56, order='cookie priority reason '
                     'duration_sec duration_nsec idle_timeout match_len packet_count byte_count match'):
    """A flow entry is gone; `table_id` is one more than its table's number, 0 where the switch does not tell."""
    cookie: u64
    priority: u16
    reason: u8(ofp_flow_removed_reason)
    table_id: u8 = 0
    duration_sec: u32
    duration_nsec: u32
    idle_timeout: u16
    match_len: size_of('match')
    packet_count: u64
    byte_count: u64
    match: bare(NXMatch)

@nicira
class NXTFlowModTableId(NiciraHeader, type=nx_message_subtype.FLOW_MOD_TABLE_ID, size=24):
    """Let flow modifications of 1.0 name their table, in the high byte of the command."""
    set: u8
    _1: pad(7)

@nicira
class NXTPacketIn(NiciraHeader, type=nx_message_subtype.PACKET_IN, size=42,
                  order='buffer_id total_len reason table_id cookie match_len match frame'):
    """A packet the switch hands to the controller, with the metadata it had."""
    buffer_id: u32
    total_len: u16
    reason: u8(ofp_packet_in_reason)
    table_id: u8
    cookie: u64
    match_len: size_of('match')
    _1: pad(6)
    match: bare(NXMatch)
    _2: pad(2)
    frame: tail

@nicira
class NXTFlowAge(NiciraHeader, type=nx_message_subtype.FLOW_AGE, size=16):
    """Have the ages of flows in their statistics."""

@nicira
class NXTSetAsyncConfig(NiciraHeader, type=nx_message_subtype.SET_ASYNC_CONFIG, size=40):
    """Choose the asynchronous messages of this channel: bitmaps of reasons, [as master or other, as slave]."""
    packet_in_mask: list[u32, 2]
    port_status_mask: list[u32, 2]
    flow_removed_mask: list[u32, 2]

@nicira
class NXAsyncConfigProp(Structure, family='type length', align='outside', size=8):
    """The reasons for which one kind of message is sent: the property of 1.4 (1.4.1, 7.3.10)."""
    type: u16
    length: u16
    mask: u32

@nicira
class NXTSetAsyncConfig2(NiciraHeader, type=nx_message_subtype.SET_ASYNC_CONFIG2, size=16):
    """Choose the asynchronous messages of this channel, as 1.4 does."""
    properties: list[NXAsyncConfigProp]

@nicira
class NXTSetControllerId(NiciraHeader, type=nx_message_subtype.SET_CONTROLLER_ID, size=24):
    """Give this channel the number that controller actions name."""
    _1: pad(6)
    controller_id: u16

@nicira
class NXTFlowMonitorCancel(NiciraHeader, type=nx_message_subtype.FLOW_MONITOR_CANCEL, size=20):
    """End a flow monitor."""
    id: u32

@nicira
class NXTFlowMonitorPaused(NiciraHeader, type=nx_message_subtype.FLOW_MONITOR_PAUSED, size=16):
    """There were more updates than the channel takes: some are left out from here on."""

@nicira
class NXTFlowMonitorResumed(NiciraHeader, type=nx_message_subtype.FLOW_MONITOR_RESUMED, size=16):
    """What was left out has been made up for."""

@nicira
class NXTlvMap(Structure, size=8):
    """Which tunnel option the match field tun_metadata<index> is; `option_len` a multiple of 4."""
    option_class: u16
    option_type: u8
    option_len: u8
    index: u16
    _1: pad(2)

@nicira
class NXTTlvTableMod(NiciraHeader, type=nx_message_subtype.TLV_TABLE_MOD, size=24):
    """Change which tunnel options are match fields."""
    command: u16(nx_tlv_table_mod_command)
    _1: pad(6)
    maps: list[NXTlvMap]

@nicira
class NXTTlvTableRequest(NiciraHeader, type=nx_message_subtype.TLV_TABLE_REQUEST, size=16):
    """Ask which tunnel options are match fields."""

@nicira
class NXTTlvTableReply(NiciraHeader, type=nx_message_subtype.TLV_TABLE_REPLY, size=32):
    """Which tunnel options are match fields, and how many bytes and fields there may be."""
    max_option_space: u32
    max_fields: u16
    _1: pad(10)
    maps: list[NXTlvMap]

@nicira
class NXTCtFlushZone(NiciraHeader, type=nx_message_subtype.CT_FLUSH_ZONE, size=24):
    """Forget the connections of a zone."""
    _1: pad(6)
    zone_id: u16

@nicira
class NXCtTupleProp(Structure, family='type length', align='outside', size=4):
    """A part of one direction of a connection.

    `data` begins with 16 bytes of an address (IPv4 in IPv6), 2 of a port or ICMP id, 1 of an ICMP type or code.
    """
    type: u16(nx_ct_tuple_prop_type)
    length: u16
    data: tail

@nicira
class NXCtFlushProp(Structure, family='type length', align='outside', size=4):
    """Which connections are forgotten."""
    type: u16(nx_ct_flush_prop_type)
    length: u16

@nicira
class NXCtFlushPropTuple(NXCtFlushProp, size=8, type=(
        nx_ct_flush_prop_type.ORIG_TUPLE, nx_ct_flush_prop_type.REPLY_TUPLE)):
    """Those with these parts in one direction."""
    _1: pad(4)
    properties: list[NXCtTupleProp]

@nicira
class NXCtFlushPropZone(NXCtFlushProp, type=nx_ct_flush_prop_type.ZONE_ID, size=8):
    """Those of a zone."""
    zone_id: u16
    _1: pad(2)

@nicira
class NXTCtFlush(NiciraHeader, type=nx_message_subtype.CT_FLUSH, size=24):
    """Forget some connections."""
    ip_proto: u8
    _1: pad(7)
    properties: list[NXCtFlushProp]


# Packet in, by properties ---------------------------------------------------------------------------------------------

@nicira
class NXTPacketIn2Prop(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a packet that the switch hands to the controller."""
    type: u16(nx_packet_in2_prop_type)
    length: u16


class _Bytes(Structure):
    """What every property of NXTPacketIn2 holds."""
    data: tail

@nicira
class NXTPacketIn2PropPacket(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.PACKET, size=4):
    """The packet, perhaps only its beginning."""

@nicira
class NXTPacketIn2PropFullLen(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.FULL_LEN, size=4):
    """The length of the packet, where it is not here whole: 4 bytes."""

@nicira
class NXTPacketIn2PropBufferId(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.BUFFER_ID, size=4):
    """Where the switch keeps the packet, if it does: 4 bytes."""

@nicira
class NXTPacketIn2PropTableId(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.TABLE_ID, size=4):
    """The table of the flow that sent it: 1 byte."""

@nicira
class NXTPacketIn2PropCookie(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.COOKIE, size=4):
    """The cookie of the flow that sent it: 8 bytes."""

@nicira
class NXTPacketIn2PropReason(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.REASON, size=4):
    """Why it comes: 1 byte."""

@nicira
class NXTPacketIn2PropMetadata(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.METADATA, size=4):
    """The metadata that it had: match fields."""

@nicira
class NXTPacketIn2PropUserData(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.USERDATA, size=4):
    """What NXActionController2 had as `userdata`."""

@nicira
class NXTPacketIn2PropContinuation(_Bytes, NXTPacketIn2Prop, type=nx_packet_in2_prop_type.CONTINUATION, size=4):
    """What the switch needs for the packet to go on; its own business."""


def _said(kind: int) -> property:
    """An attribute that is what a property holds, None where there is no such property."""

    def value(message: Any) -> bytes | None:
        return next((each.data for each in message.properties if each.type == kind), None)

    return property(value)


def _number_said(kind: int) -> property:
    """An attribute that is the number in a property, None where there is no such property."""

    def value(message: Any) -> int | None:
        return next((int.from_bytes(each.data) for each in message.properties if each.type == kind), None)

    return property(value)


class _OfProperties(Message):
    """What the properties say, each by its name; `metadata` are match fields, which `NXMatch.decode_fields` reads."""
    properties: list[NXTPacketIn2Prop]

    data = _said(nx_packet_in2_prop_type.PACKET)
    full_len = _number_said(nx_packet_in2_prop_type.FULL_LEN)
    buffer_id = _number_said(nx_packet_in2_prop_type.BUFFER_ID)
    table_id = _number_said(nx_packet_in2_prop_type.TABLE_ID)
    cookie = _number_said(nx_packet_in2_prop_type.COOKIE)
    reason = _number_said(nx_packet_in2_prop_type.REASON)
    metadata = _said(nx_packet_in2_prop_type.METADATA)
    userdata = _said(nx_packet_in2_prop_type.USERDATA)
    continuation = _said(nx_packet_in2_prop_type.CONTINUATION)

    @property
    def total_len(self) -> int | None:
        """The byte count of the whole packet."""
        return len(self.data) if self.full_len is None and self.data is not None else self.full_len


@nicira
class NXTPacketIn2(_OfProperties, NiciraHeader, type=nx_message_subtype.PACKET_IN2, size=16):
    """A packet the switch hands to the controller, and what there is to say of it: `userdata`, `metadata` ..."""

@nicira
class NXTResume(_OfProperties, NiciraHeader, type=nx_message_subtype.RESUME, size=16):
    """Let a packet go on that came with a continuation: the properties of NXTPacketIn2, changed or not."""


# Only in 1.0 ----------------------------------------------------------------------------------------------------------

@nicira10
class NiciraHeader(OFPVendor, type=nx_ids.EXPERIMENTER_ID, family='subtype', size=16):
    """A message of Nicira's; one that nobody declared has `data`."""
    subtype: u32(nx_message_subtype)

@nicira10
class NXTSetFlowFormat(NiciraHeader, type=nx_message_subtype.SET_FLOW_FORMAT, size=20):
    """Choose how the switch tells of flows."""
    format: u32(nx_flow_format)

    def __init__(self, datapath: Any, flow_format: int | None = None, format_: int | None = None) -> None:
        self.datapath = datapath
        self.format = flow_format if format_ is None else format_

@nicira10
class NXTSetPacketInFormat(NiciraHeader, type=nx_message_subtype.SET_PACKET_IN_FORMAT, size=20):
    """Choose what packets come to the controller in."""
    format: u32(nx_packet_in_format)

    def __init__(self, datapath: Any, packet_in_format: int | None = None, format_: int | None = None) -> None:
        self.datapath = datapath
        self.format = packet_in_format if format_ is None else format_

@nicira10
class NXStatsRequest(OFPVendorStatsRequest, type=nx_ids.EXPERIMENTER_ID, family='subtype', size=24):
    """Ask for statistics as Nicira has them."""
    subtype: u32(nx_stats_types)
    _2: pad(4)

@nicira10
class NXStatsReply(OFPVendorStatsReply, type=nx_ids.EXPERIMENTER_ID, family='subtype', size=24):
    """Statistics as Nicira has them."""
    subtype: u32(nx_stats_types)
    _2: pad(4)
    json_omits = ('vendor', 'subtype')

@nicira10
class NXFlowStatsRequest(NXStatsRequest, type=nx_stats_types.FLOW, size=32):
    """Ask for flow entries."""
    out_port: u16(ofp_port)
    match_len: size_of('rule')
    table_id: u8
    _3: pad(3)
    rule: bare(NXMatch)

@nicira10
class NXAggregateStatsRequest(NXStatsRequest, type=nx_stats_types.AGGREGATE, size=32):
    """Ask for the sums over flow entries."""
    out_port: u16(ofp_port)
    match_len: size_of('rule')
    table_id: u8
    _3: pad(3)
    rule: bare(NXMatch)

@nicira10
class NXFlowStats(Structure, length='length', size=48, optional=True):
    """A flow entry and its counters; the ages, in seconds, are one more than they are, 0 where nobody knows."""
    length: u16
    table_id: u8
    _1: pad(1)
    duration_sec: u32
    duration_nsec: u32
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    match_len: size_of('match')
    idle_age: u16
    hard_age: u16
    cookie: u64
    packet_count: u64
    byte_count: u64
    match: bare(NXMatch)
    actions: list[OFPAction]

@nicira10
class NXFlowStatsReply(NXStatsReply, type=nx_stats_types.FLOW, size=24):
    """Flow entries and their counters."""
    body: list[NXFlowStats]

@nicira10
class NXAggregateStats(Structure, size=24):
    """Sums over flow entries."""
    packet_count: u64
    byte_count: u64
    flow_count: u32
    _1: pad(4)

@nicira10
class NXAggregateStatsReply(NXStatsReply, type=nx_stats_types.AGGREGATE, size=24):
    """Sums over flow entries; Ryu's body is a list of one."""
    body: list[NXAggregateStats]


class MonitorRequest(Structure):
    """A request that says by `match_len`, which begins at byte MATCH_LEN, where it ends."""

    MATCH_LEN = 8

    @classmethod
    def decode_list(cls, buf: bytes, offset: int, limit: int) -> list[Self]:
        """The requests that fill `buf[offset:limit]`; raises DecodeError."""
        requests = []
        while offset < limit:
            match_len = int.from_bytes(buf[offset + cls.MATCH_LEN : offset + cls.MATCH_LEN + 2])
            end = min(offset + 16 + (match_len + 7 & -8), limit)
            requests.append(cls.decode(buf, offset, end))
            offset = end
        return requests

@nicira10
class NXFlowMonitorRequest(MonitorRequest, size=16):
    """Which flows are monitored, and what is told of them."""
    id: u32
    flags: u16(nx_flow_monitor_flags)
    out_port: u16(ofp_port) = 0xffff
    match_len: size_of('match')
    table_id: u8 = 0xff
    _1: pad(5)
    match: bare(NXMatch)

@nicira10
class NXFlowMonitorStatsRequest(NXStatsRequest, type=nx_stats_types.FLOW_MONITOR, size=24):
    """Be told of flows from now on."""
    body: list[NXFlowMonitorRequest]

@nicira10
class NXFlowUpdateHeader(Structure, family='event length', size=4):
    """What happened to a flow."""
    length: u16
    event: u16(nx_flow_update_event)

@nicira10
class NXFlowUpdateFull(NXFlowUpdateHeader, size=24, type=(
        nx_flow_update_event.ADDED, nx_flow_update_event.DELETED, nx_flow_update_event.MODIFIED)):
    """A flow was added, deleted (`reason` says why) or modified."""
    reason: u16(ofp_flow_removed_reason)
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    match_len: size_of('match')
    table_id: u8
    _1: pad(1)
    cookie: u64
    match: bare(NXMatch)
    actions: list[OFPAction]

@nicira10
class NXFlowUpdateAbbrev(NXFlowUpdateHeader, type=nx_flow_update_event.ABBREV, size=8):
    """This controller's own message with that transaction id has changed a flow."""
    xid: u32

@nicira10
class NXFlowMonitorStatsReply(NXStatsReply, type=nx_stats_types.FLOW_MONITOR, size=24):
    """What happened to flows."""
    body: list[NXFlowUpdateHeader]


# From 1.2 on ----------------------------------------------------------------------------------------------------------

@nicira13
class NiciraExperimenter(OFPExperimenter, type=nx_ids.EXPERIMENTER_ID, family='exp_type', size=16):
    """A message of Nicira's; one that nobody declared has `data`."""

@nicira13
class NXTSetPacketInFormatMsg(NiciraExperimenter, type=nx_message_subtype.SET_PACKET_IN_FORMAT, size=20):
    """Choose what packets come to the controller in."""
    packet_in_format: u32(nx_packet_in_format)
