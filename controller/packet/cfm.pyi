# Made by `python -m controller.commands.packet_stubs` from cfm.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Sequence
from typing import ClassVar, Final
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
]

CFM_VERSION: Final = 0
CFM_CC_MESSAGE: Final = 1
CFM_LOOPBACK_REPLY: Final = 2
CFM_LOOPBACK_MESSAGE: Final = 3
CFM_LINK_TRACE_REPLY: Final = 4
CFM_LINK_TRACE_MESSAGE: Final = 5
CFM_END_TLV: Final = 0
CFM_SENDER_ID_TLV: Final = 1
CFM_PORT_STATUS_TLV: Final = 2
CFM_DATA_TLV: Final = 3
CFM_INTERFACE_STATUS_TLV: Final = 4
CFM_REPLY_INGRESS_TLV: Final = 5
CFM_REPLY_EGRESS_TLV: Final = 6
CFM_LTM_EGRESS_IDENTIFIER_TLV: Final = 7
CFM_LTR_EGRESS_IDENTIFIER_TLV: Final = 8
CFM_ORGANIZATION_SPECIFIC_TLV: Final = 31

class cfm(Header):
    op: operation
    def __init__(self, op: operation) -> None: ...

class operation(Part):
    md_lv: int
    version: int
    opcode: int
    data: bytes
    def __init__(self, md_lv: int = 0, version: int = 0, opcode: int | None = None, data: bytes = b'') -> None: ...

class tlv(Part):
    type: int
    length: int
    data: bytes
    def __init__(self, type_: int, length: int = 0, data: bytes = b'') -> None: ...

class cc_message(operation):
    rdi: int
    interval: int
    seq_num: int
    mep_id: int
    md_name_format: int
    md_name_length: int
    md_name: bytes
    short_ma_name_format: int
    short_ma_name_length: int
    short_ma_name: bytes
    txfcf: int
    rxfcb: int
    txfcb: int
    tlvs: list[tlv | bytes]
    INTERVAL_300_HZ: ClassVar[int]; INTERVAL_10_MSEC: ClassVar[int]; INTERVAL_100_MSEC: ClassVar[int]
    INTERVAL_1_SEC: ClassVar[int]; INTERVAL_10_SEC: ClassVar[int]; INTERVAL_1_MIN: ClassVar[int]
    INTERVAL_10_MIN: ClassVar[int]; MD_FMT_NO_MD_NAME_PRESENT: ClassVar[int]
    MD_FMT_DOMAIN_NAME_BASED_STRING: ClassVar[int]; MD_FMT_MAC_ADDRESS_TWO_OCTET_INTEGER: ClassVar[int]
    MD_FMT_CHARACTER_STRING: ClassVar[int]; SHORT_MA_FMT_PRIMARY_VID: ClassVar[int]
    SHORT_MA_FMT_CHARACTER_STRING: ClassVar[int]; SHORT_MA_FMT_TWO_OCTET_INTEGER: ClassVar[int]
    SHORT_MA_FMT_RFC_2685_VPN_ID: ClassVar[int]
    def __init__(
        self, md_lv: int = 0, version: int = 0, rdi: int = 0, interval: int = 4, seq_num: int = 0, mep_id: int = 1,
        md_name_format: int = 4, md_name_length: int = 0, md_name: bytes = b'0', short_ma_name_format: int = 2,
        short_ma_name_length: int = 0, short_ma_name: bytes = b'1', tlvs: Sequence[tlv | bytes] | None = None,
        txfcf: int = 0, rxfcb: int = 0, txfcb: int = 0, opcode: int | None = None,
    ) -> None: ...
    def packed(self, raw: bytes) -> bytes: ...
    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]: ...

class loopback(operation):
    transaction_id: int
    tlvs: list[tlv | bytes]
    def __init__(
        self, md_lv: int = 0, version: int = 0, opcode: int | None = None, transaction_id: int = 0,
        tlvs: Sequence[tlv | bytes] | None = None,
    ) -> None: ...

class loopback_message(loopback):
    def __init__(
        self, md_lv: int = 0, version: int = 0, transaction_id: int = 0, tlvs: Sequence[tlv | bytes] | None = None,
        opcode: int | None = None,
    ) -> None: ...

class loopback_reply(loopback):
    def __init__(
        self, md_lv: int = 0, version: int = 0, transaction_id: int = 0, tlvs: Sequence[tlv | bytes] | None = None,
        opcode: int | None = None,
    ) -> None: ...

class link_trace(operation): ...

class link_trace_message(link_trace):
    use_fdb_only: int
    transaction_id: int
    ttl: int
    ltm_orig_addr: str
    ltm_targ_addr: str
    tlvs: list[tlv | bytes]
    def __init__(
        self, md_lv: int = 0, version: int = 0, use_fdb_only: int = 1, transaction_id: int = 0, ttl: int = 64,
        ltm_orig_addr: str | bytes = '00:00:00:00:00:00', ltm_targ_addr: str | bytes = '00:00:00:00:00:00',
        tlvs: Sequence[tlv | bytes] | None = None, opcode: int | None = None,
    ) -> None: ...

class link_trace_reply(link_trace):
    use_fdb_only: int
    fwd_yes: int
    terminal_mep: int
    transaction_id: int
    ttl: int
    relay_action: int
    tlvs: list[tlv | bytes]
    RLY_HIT: ClassVar[int]; RLY_FDB: ClassVar[int]; RLY_MPDB: ClassVar[int]
    def __init__(
        self, md_lv: int = 0, version: int = 0, use_fdb_only: int = 1, fwd_yes: int = 0, terminal_mep: int = 1,
        transaction_id: int = 0, ttl: int = 64, relay_action: int = 1, tlvs: Sequence[tlv | bytes] | None = None,
        opcode: int | None = None,
    ) -> None: ...

class _Optional(tlv):
    def framed(self, value: bytes) -> bytes: ...

class sender_id_tlv(_Optional):
    chassis_id_length: int
    chassis_id_subtype: int
    chassis_id: bytes
    ma_domain_length: int
    ma_domain: bytes
    ma_length: int
    ma: bytes
    CHASSIS_ID_CHASSIS_COMPONENT: ClassVar[int]; CHASSIS_ID_INTERFACE_ALIAS: ClassVar[int]
    CHASSIS_ID_PORT_COMPONENT: ClassVar[int]; CHASSIS_ID_MAC_ADDRESS: ClassVar[int]
    CHASSIS_ID_NETWORK_ADDRESS: ClassVar[int]; CHASSIS_ID_INTERFACE_NAME: ClassVar[int]
    CHASSIS_ID_LOCALLY_ASSIGNED: ClassVar[int]
    def __init__(
        self, length: int = 0, chassis_id_length: int = 0, chassis_id_subtype: int = 4, chassis_id: bytes = b'',
        ma_domain_length: int = 0, ma_domain: bytes = b'', ma_length: int = 0, ma: bytes = b'',
        type_: int | None = None,
    ) -> None: ...
    def packed(self, raw: bytes) -> bytes: ...
    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]: ...

class port_status_tlv(tlv):
    port_status: int
    PS_BLOCKED: ClassVar[int]; PS_UP: ClassVar[int]
    def __init__(self, length: int = 0, port_status: int = 2, type_: int | None = None) -> None: ...

class data_tlv(tlv):
    data_value: bytes
    def __init__(self, length: int = 0, data_value: bytes = b'', type_: int | None = None) -> None: ...

class interface_status_tlv(tlv):
    interface_status: int
    IS_UP: ClassVar[int]; IS_DOWN: ClassVar[int]; IS_TESTING: ClassVar[int]; IS_UNKNOWN: ClassVar[int]
    IS_DORMANT: ClassVar[int]; IS_NOT_PRESENT: ClassVar[int]; IS_LOWER_LAYER_DOWN: ClassVar[int]
    def __init__(self, length: int = 0, interface_status: int = 1, type_: int | None = None) -> None: ...

class ltm_egress_identifier_tlv(tlv):
    egress_id_ui: int
    egress_id_mac: str
    def __init__(
        self, length: int = 0, egress_id_ui: int = 0, egress_id_mac: str | bytes = '00:00:00:00:00:00',
        type_: int | None = None,
    ) -> None: ...

class ltr_egress_identifier_tlv(tlv):
    last_egress_id_ui: int
    last_egress_id_mac: str
    next_egress_id_ui: int
    next_egress_id_mac: str
    def __init__(
        self, length: int = 0, last_egress_id_ui: int = 0, last_egress_id_mac: str | bytes = '00:00:00:00:00:00',
        next_egress_id_ui: int = 0, next_egress_id_mac: str | bytes = '00:00:00:00:00:00', type_: int | None = None,
    ) -> None: ...

class organization_specific_tlv(tlv):
    oui: bytes
    subtype: int
    value: bytes
    def __init__(
        self, length: int = 0, oui: str | bytes = b'\x00\x00\x00', subtype: int = 0, value: bytes = b'',
        type_: int | None = None,
    ) -> None: ...

class reply_tlv(_Optional):
    action: int
    mac_address: str
    port_id_length: int
    port_id_subtype: int
    port_id: bytes
    def __init__(
        self, type_: int, length: int = 0, action: int = 1, mac_address: str | bytes = '00:00:00:00:00:00',
        port_id_length: int = 0, port_id_subtype: int = 0, port_id: bytes = b'',
    ) -> None: ...
    def packed(self, raw: bytes) -> bytes: ...
    @classmethod
    def unpacked(cls, buf: bytes, offset: int, limit: int) -> tuple[bytes, int, int]: ...

class reply_ingress_tlv(reply_tlv):
    ING_OK: ClassVar[int]; ING_DOWN: ClassVar[int]; ING_BLOCKED: ClassVar[int]; ING_VID: ClassVar[int]
    def __init__(
        self, length: int = 0, action: int = 1, mac_address: str | bytes = '00:00:00:00:00:00', port_id_length: int = 0,
        port_id_subtype: int = 0, port_id: bytes = b'', type_: int | None = None,
    ) -> None: ...

class reply_egress_tlv(reply_tlv):
    EGR_OK: ClassVar[int]; EGR_DOWN: ClassVar[int]; EGR_BLOCKED: ClassVar[int]; EGR_VID: ClassVar[int]
    def __init__(
        self, length: int = 0, action: int = 1, mac_address: str | bytes = '00:00:00:00:00:00', port_id_length: int = 0,
        port_id_subtype: int = 0, port_id: bytes = b'', type_: int | None = None,
    ) -> None: ...
