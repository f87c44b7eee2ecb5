"""Connectivity fault management (IEEE 802.1ag-2007, now IEEE 802.1Q, 20 to 22; ITU-T Y.1731)."""

from __future__ import annotations

from ..wire import DecodeError, EncodeError
from .packet_base import Header, Part

__all__ = [
    'CFM_CC_MESSAGE', 'CFM_DATA_TLV', 'CFM_END_TLV', 'CFM_INTERFACE_STATUS_TLV', 'CFM_LINK_TRACE_MESSAGE',
    'CFM_LINK_TRACE_REPLY', 'CFM_LOOPBACK_MESSAGE', 'CFM_LOOPBACK_REPLY', 'CFM_LTM_EGRESS_IDENTIFIER_TLV',
    'CFM_LTR_EGRESS_IDENTIFIER_TLV', 'CFM_ORGANIZATION_SPECIFIC_TLV', 'CFM_PORT_STATUS_TLV', 'CFM_REPLY_EGRESS_TLV',
    'CFM_REPLY_INGRESS_TLV', 'CFM_SENDER_ID_TLV', 'CFM_VERSION', 'cc_message', 'cfm', 'data_tlv',
    'interface_status_tlv', 'link_trace', 'link_trace_message', 'link_trace_reply', 'loopback', 'loopback_message',
    'loopback_reply', 'ltm_egress_identifier_tlv', 'ltr_egress_identifier_tlv', 'operation',
    'organization_specific_tlv', 'port_status_tlv', 'reply_egress_tlv', 'reply_ingress_tlv', 'reply_tlv',
    'sender_id_tlv', 'tlv',
]  # fmt: skip

CFM_VERSION = 0

(
    CFM_CC_MESSAGE, CFM_LOOPBACK_REPLY, CFM_LOOPBACK_MESSAGE, CFM_LINK_TRACE_REPLY, CFM_LINK_TRACE_MESSAGE,
) = range(1, 6)  # 21.4.3  # fmt: skip
(
    CFM_END_TLV, CFM_SENDER_ID_TLV, CFM_PORT_STATUS_TLV, CFM_DATA_TLV, CFM_INTERFACE_STATUS_TLV, CFM_REPLY_INGRESS_TLV,
    CFM_REPLY_EGRESS_TLV, CFM_LTM_EGRESS_IDENTIFIER_TLV, CFM_LTR_EGRESS_IDENTIFIER_TLV,
) = range(9)  # 21.5.1  # fmt: skip
CFM_ORGANIZATION_SPECIFIC_TLV = 31

MAID = range(10, 58)  # where the identifier of a maintenance association is
TLV_HEAD_SIZE = 3
PORT_AT = 10  # of a reply


class cfm(Header):
    """A unit, ethertype 0x8902: `op` is one of the operations below."""
    op: operation

class operation(Part, family='opcode'):
    """What a unit is about (21.4), here one of an opcode without a class of its own, with the rest as `data`.

    `md_lv` is the level of the maintenance domain. `tlvs` of the classes below is a list; the End TLV is not in it.
    """
    md_lv: bits(3) = 0
    version: bits(5) = CFM_VERSION
    opcode: u8

    json_omits = ('opcode',)

class tlv(Part, family='type length', uncounted=TLV_HEAD_SIZE, alone=(CFM_END_TLV,), end=CFM_END_TLV,
          loose=True, closed=True):  # fmt: skip
    """A type, a length and a value (21.5), here one of no known type, or whose value is none of its type."""
    type: u8
    length: u16 = 0

    json_omits = ('type',)

class cc_message(
    operation, type=CFM_CC_MESSAGE,
    order='md_lv version rdi interval seq_num mep_id md_name_format md_name_length md_name '
          'short_ma_name_format short_ma_name_length short_ma_name tlvs',
):  # fmt: skip
    """A continuity check message (21.6).

    `rdi` tells of a remote defect, `mep_id` who sends; the domain has a name unless `md_name_format` is 1, the
    association a short one. Names are bytes. `txfcf`, `rxfcb` and `txfcb` count frames (Y.1731).
    """
    json_omits_empty = ('txfcf', 'rxfcb', 'txfcb')  # which Ryu does not know

    INTERVAL_300_HZ, INTERVAL_10_MSEC, INTERVAL_100_MSEC, INTERVAL_1_SEC = 1, 2, 3, 4
    INTERVAL_10_SEC, INTERVAL_1_MIN, INTERVAL_10_MIN = 5, 6, 7
    MD_FMT_NO_MD_NAME_PRESENT, MD_FMT_DOMAIN_NAME_BASED_STRING = 1, 2
    MD_FMT_MAC_ADDRESS_TWO_OCTET_INTEGER, MD_FMT_CHARACTER_STRING = 3, 4
    SHORT_MA_FMT_PRIMARY_VID, SHORT_MA_FMT_CHARACTER_STRING = 1, 2
    SHORT_MA_FMT_TWO_OCTET_INTEGER, SHORT_MA_FMT_RFC_2685_VPN_ID = 3, 4

    rdi: bits(1) = 0
    _1: bits(4)
    interval: bits(3) = INTERVAL_1_SEC
    _first_tlv_offset: u8 = 70
    seq_num: u32 = 0
    mep_id: u16 = 1
    md_name_format: u8 = MD_FMT_CHARACTER_STRING
    md_name_length: size_of('md_name', u8) = 0
    md_name: tail = b'0'
    short_ma_name_format: u8 = SHORT_MA_FMT_CHARACTER_STRING
    short_ma_name_length: size_of('short_ma_name', u8) = 0
    short_ma_name: tail = b'1'
    txfcf: u32 = 0
    rxfcb: u32 = 0
    txfcb: u32 = 0
    _2: pad(4)
    tlvs: list[tlv]

    # The identifier (MAID) has 48 bytes, zeros at its end; a domain without a name has no length there (21.6.5).

    def packed(self, raw: bytes) -> bytes:
        short = MAID.start + 2 + len(self.md_name)
        end = short + 2 + len(self.short_ma_name)
        is_named = self.md_name_format != self.MD_FMT_NO_MD_NAME_PRESENT
        maid = raw[MAID.start : short if is_named else MAID.start + 1] + raw[short:end]
        if len(maid) > len(MAID):
            raise EncodeError(f'cc_message: {len(maid)} bytes of names and formats do not fit the maid')
        return raw[: MAID.start] + maid.ljust(len(MAID), b'\0') + raw[end:]

    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]:
        maid = buf[offset + MAID.start : min(offset + MAID.stop, limit)].ljust(2, b'\0')
        if maid[0] == cls.MD_FMT_NO_MD_NAME_PRESENT:
            maid = maid[:1] + b'\0' + maid[1:]
        short = 2 + maid[1]
        end = short + 2 + int.from_bytes(maid[short + 1 : short + 2])
        if end > len(maid):
            raise DecodeError(cls.__name__, f'names of {end} bytes do not fit the maid', buf, offset)
        raw = buf[offset : offset + MAID.start] + maid[:end] + buf[offset + MAID.stop : limit]
        return raw, 0, len(raw)


class loopback(operation):
    """What both directions of a loopback have in common (21.7)."""
    _flags: pad(1)
    _first_tlv_offset: u8 = 4
    transaction_id: u32 = 0
    tlvs: list[tlv]

class loopback_message(loopback, type=CFM_LOOPBACK_MESSAGE):
    """Asks for an answer with the same data."""

class loopback_reply(loopback, type=CFM_LOOPBACK_REPLY):
    """The answer."""

class link_trace(operation):
    """What both directions of a link trace have in common (21.8, 21.9)."""

class link_trace_message(link_trace, type=CFM_LINK_TRACE_MESSAGE):
    """Asks every bridge on the way to the target for an answer (21.8); the addresses are those of who asks and of the
    target."""
    use_fdb_only: bits(1) = 1
    _1: bits(7)
    _first_tlv_offset: u8 = 17
    transaction_id: u32 = 0
    ttl: u8 = 64
    ltm_orig_addr: mac = '00:00:00:00:00:00'
    ltm_targ_addr: mac = '00:00:00:00:00:00'
    tlvs: list[tlv]

class link_trace_reply(link_trace, type=CFM_LINK_TRACE_REPLY):
    """The answer of one of them (21.9): whether the message went on, whether it ended there, and what was known."""
    RLY_HIT, RLY_FDB, RLY_MPDB = 1, 2, 3

    use_fdb_only: bits(1) = 1
    fwd_yes: bits(1) = 0
    terminal_mep: bits(1) = 1
    _1: bits(5)
    _first_tlv_offset: u8 = 6
    transaction_id: u32 = 0
    ttl: u8 = 64
    relay_action: u8 = RLY_HIT
    tlvs: list[tlv]

class _Optional(tlv):
    """A TLV whose value may break off before what is not there."""

    def framed(self, value: bytes) -> bytes:
        """The TLV with that value, or as much of it as `length` says if there are but zeros behind."""
        if self.length and not any(value[self.length :]):
            value = value[: self.length].ljust(self.length, b'\0')
        return tlv(self.type, self.length, value).encode()


class sender_id_tlv(_Optional, type=CFM_SENDER_ID_TLV):
    """Who sends (21.5.3): the chassis, by an id whose kind is LLDP's, and where it is managed."""
    CHASSIS_ID_CHASSIS_COMPONENT, CHASSIS_ID_INTERFACE_ALIAS, CHASSIS_ID_PORT_COMPONENT = 1, 2, 3
    CHASSIS_ID_MAC_ADDRESS, CHASSIS_ID_NETWORK_ADDRESS, CHASSIS_ID_INTERFACE_NAME = 4, 5, 6
    CHASSIS_ID_LOCALLY_ASSIGNED = 7

    chassis_id_length: size_of('chassis_id', u8) = 0
    chassis_id_subtype: u8 = CHASSIS_ID_MAC_ADDRESS
    chassis_id: tail = b''
    ma_domain_length: size_of('ma_domain', u8) = 0
    ma_domain: tail = b''
    ma_length: size_of('ma', u8) = 0
    ma: tail = b''

    def packed(self, raw: bytes) -> bytes:
        end = TLV_HEAD_SIZE + 2 + len(self.chassis_id)
        chassis, rest = raw[TLV_HEAD_SIZE:end], raw[end:]
        if chassis[0] == 0:  # which has no subtype
            return self.framed(b'\0' + rest if any(rest) else b'\0')
        return self.framed(chassis + (rest if any(rest) else b'\0'))

    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]:
        raw = buf[offset:limit]
        if raw[TLV_HEAD_SIZE : TLV_HEAD_SIZE + 1] == b'\0':
            raw = raw[: TLV_HEAD_SIZE + 1] + bytes((cls.CHASSIS_ID_MAC_ADDRESS,)) + raw[TLV_HEAD_SIZE + 1 :]
        end = TLV_HEAD_SIZE + 2 + int.from_bytes(raw[TLV_HEAD_SIZE : TLV_HEAD_SIZE + 1])
        for _ in range(2):  # behind the chassis, and then behind the domain, the next length is 0 where it is left out
            if end <= len(raw):
                raw = raw.ljust(end + 1, b'\0')
                end += 1 + raw[end]
        raw = raw if any(raw[end:]) else raw[:end]
        return raw, 0, len(raw)


class port_status_tlv(tlv, type=CFM_PORT_STATUS_TLV, size=4):
    """Whether the port forwards (21.5.4)."""
    PS_BLOCKED, PS_UP = 1, 2

    port_status: u8 = PS_UP

class data_tlv(tlv, type=CFM_DATA_TLV):
    """Any bytes (21.5.6)."""
    data_value: tail = b''

class interface_status_tlv(tlv, type=CFM_INTERFACE_STATUS_TLV, size=4):
    """The state of the interface, as in IF-MIB (21.5.5)."""
    IS_UP, IS_DOWN, IS_TESTING, IS_UNKNOWN, IS_DORMANT, IS_NOT_PRESENT, IS_LOWER_LAYER_DOWN = 1, 2, 3, 4, 5, 6, 7

    interface_status: u8 = IS_UP

class ltm_egress_identifier_tlv(tlv, type=CFM_LTM_EGRESS_IDENTIFIER_TLV, size=11):
    """Who sends a link trace message on (21.8.8)."""
    egress_id_ui: u16 = 0
    egress_id_mac: mac = '00:00:00:00:00:00'

class ltr_egress_identifier_tlv(tlv, type=CFM_LTR_EGRESS_IDENTIFIER_TLV, size=19):
    """From whom, and as whom, a link trace message was sent on (21.9.7)."""
    last_egress_id_ui: u16 = 0
    last_egress_id_mac: mac = '00:00:00:00:00:00'
    next_egress_id_ui: u16 = 0
    next_egress_id_mac: mac = '00:00:00:00:00:00'

class organization_specific_tlv(tlv, type=CFM_ORGANIZATION_SPECIFIC_TLV):
    """What an organization has defined (21.5.2)."""
    oui: bytes_(3) = b'\0\0\0'
    subtype: u8 = 0
    value: tail = b''

class reply_tlv(_Optional):
    """What both sides of a bridge have to say of a link trace message: what became of it, their address, their port."""

    action: u8 = 1
    mac_address: mac = '00:00:00:00:00:00'
    port_id_length: size_of('port_id', u8) = 0
    port_id_subtype: u8 = 0
    port_id: tail = b''

    def packed(self, raw: bytes) -> bytes:
        return self.framed(raw[TLV_HEAD_SIZE:] if any(raw[PORT_AT:]) else raw[TLV_HEAD_SIZE:PORT_AT])

    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]:
        raw = buf[offset:limit]
        if len(raw) >= PORT_AT and not any(raw[PORT_AT:]):
            raw = raw[:PORT_AT] + bytes(2)
        return raw, 0, len(raw)


class reply_ingress_tlv(reply_tlv, type=CFM_REPLY_INGRESS_TLV):
    """Where a link trace message came in (21.9.8)."""
    ING_OK, ING_DOWN, ING_BLOCKED, ING_VID = 1, 2, 3, 4

class reply_egress_tlv(reply_tlv, type=CFM_REPLY_EGRESS_TLV):
    """Where it would go out (21.9.9)."""
    EGR_OK, EGR_DOWN, EGR_BLOCKED, EGR_VID = 1, 2, 3, 4
