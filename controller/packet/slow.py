"""Slow protocols: link aggregation control, and its markers (IEEE 802.3-2005, 43; since IEEE 802.1AX-2008, 5)."""

from __future__ import annotations

from ..wire import DecodeError
from .packet_base import Header, Reading

__all__ = [
    'SLOW_PROTOCOL_MULTICAST', 'SLOW_SUBTYPE_LACP', 'SLOW_SUBTYPE_MARKER', 'SLOW_SUBTYPE_OAM', 'SLOW_SUBTYPE_OSSP',
    'lacp', 'marker', 'slow',
]  # fmt: skip

SLOW_PROTOCOL_MULTICAST = '01:80:c2:00:00:02'

SLOW_SUBTYPE_LACP = 1  # IEEE 802.3, table 57A-3
SLOW_SUBTYPE_MARKER = 2
SLOW_SUBTYPE_OAM = 3
SLOW_SUBTYPE_OSSP = 10

#: What an actor and a partner have, in Ryu's order: the states from the lowest bit upwards.
OF_EACH = (
    'system_priority', 'system', 'key', 'port_priority', 'port', 'state_activity', 'state_timeout', 'state_aggregation',
    'state_synchronization', 'state_collecting', 'state_distributing', 'state_defaulted', 'state_expired',
)  # fmt: skip
ORDER = ' '.join(('version', *(f'{who}_{what}' for who in ('actor', 'partner') for what in OF_EACH)))


class slow(Header):
    """Reads what follows ethertype 0x8809 as what is registered for its first byte, and refuses the rest."""

    payload_classes = {SLOW_SUBTYPE_LACP: 'slow.lacp', SLOW_SUBTYPE_MARKER: 'slow.marker'}

    @classmethod
    def read(cls, buf: bytes, start: int, limit: int) -> Reading:
        protocol = cls.get_packet_type(buf[start])
        if protocol is None:
            raise DecodeError('slow', f'no known subtype, {buf[start]}', buf, start)
        return protocol.read(buf, start, limit)


class lacp(Header, size=110, order=ORDER):
    """A link aggregation control unit (IEEE 802.1AX-2008, 5.4.2.2).

    Of the actor, who sends it, and of the partner as the actor sees it: priority and MAC address of the system, key,
    priority and number of the port, and eight states of one bit, for which there are constants.
    `collector_max_delay` is in tens of microseconds.
    """
    LACP_VERSION_NUMBER = 1

    LACP_TLV_TYPE_TERMINATOR, LACP_TLV_TYPE_ACTOR, LACP_TLV_TYPE_PARTNER, LACP_TLV_TYPE_COLLECTOR = range(4)

    LACP_STATE_PASSIVE, LACP_STATE_ACTIVE = 0, 1
    LACP_STATE_LONG_TIMEOUT, LACP_STATE_SHORT_TIMEOUT = 0, 1
    LACP_STATE_INDIVIDUAL, LACP_STATE_AGGREGATEABLE = 0, 1
    LACP_STATE_OUT_OF_SYNC, LACP_STATE_IN_SYNC = 0, 1
    LACP_STATE_COLELCTING_DISABLED, LACP_STATE_COLLECTING_ENABLED = 0, 1  # spelt as in Ryu
    LACP_STATE_DISTRIBUTING_DISABLED, LACP_STATE_DISTRIBUTING_ENABLED = 0, 1
    LACP_STATE_OPERATIONAL_PARTNER, LACP_STATE_DEFAULED_PARTNER = 0, 1  # spelt as in Ryu
    LACP_STATE_NOT_EXPIRED, LACP_STATE_EXPIRED = 0, 1

    FAST_PERIODIC_TIME, SLOW_PERIODIC_TIME = 1, 30  # seconds (5.4.4)
    SHORT_TIMEOUT_TIME, LONG_TIMEOUT_TIME = 3 * FAST_PERIODIC_TIME, 3 * SLOW_PERIODIC_TIME

    _subtype: u8 = SLOW_SUBTYPE_LACP
    version: u8 = LACP_VERSION_NUMBER
    _actor_tag: u8 = LACP_TLV_TYPE_ACTOR
    _actor_length: u8 = 20
    actor_system_priority: u16 = 0
    actor_system: mac = '00:00:00:00:00:00'
    actor_key: u16 = 0
    actor_port_priority: u16 = 0
    actor_port: u16 = 0
    actor_state_expired: bits(1) = 0
    actor_state_defaulted: bits(1) = 0
    actor_state_distributing: bits(1) = 0
    actor_state_collecting: bits(1) = 0
    actor_state_synchronization: bits(1) = 0
    actor_state_aggregation: bits(1) = 0
    actor_state_timeout: bits(1) = 0
    actor_state_activity: bits(1) = 0
    _1: pad(3)
    _partner_tag: u8 = LACP_TLV_TYPE_PARTNER
    _partner_length: u8 = 20
    partner_system_priority: u16 = 0
    partner_system: mac = '00:00:00:00:00:00'
    partner_key: u16 = 0
    partner_port_priority: u16 = 0
    partner_port: u16 = 0
    partner_state_expired: bits(1) = 0
    partner_state_defaulted: bits(1) = 0
    partner_state_distributing: bits(1) = 0
    partner_state_collecting: bits(1) = 0
    partner_state_synchronization: bits(1) = 0
    partner_state_aggregation: bits(1) = 0
    partner_state_timeout: bits(1) = 0
    partner_state_activity: bits(1) = 0
    _2: pad(3)
    _collector_tag: u8 = LACP_TLV_TYPE_COLLECTOR
    _collector_length: u8 = 16
    collector_max_delay: u16 = 0
    _3: pad(12)
    _terminator_tag: u8 = LACP_TLV_TYPE_TERMINATOR
    _terminator_length: u8 = 0
    _4: pad(50)

    is_last = True

class marker(Header, size=110):
    """A marker, or with `tlv_type` 2 the answer to one (IEEE 802.1AX-2008, 5.5.4): no frame sent before is under way.

    Ryu has no class for it; the names are the standard's.
    """
    MARKER_VERSION_NUMBER = 1
    MARKER_TLV_TYPE_INFORMATION = 1
    MARKER_TLV_TYPE_RESPONSE = 2

    _subtype: u8 = SLOW_SUBTYPE_MARKER
    version: u8 = MARKER_VERSION_NUMBER
    tlv_type: u8 = MARKER_TLV_TYPE_INFORMATION
    _length: u8 = 16
    requester_port: u16 = 0
    requester_system: mac = '00:00:00:00:00:00'
    requester_transaction_id: u32 = 0
    _1: pad(2)
    _terminator_tag: u8 = 0
    _terminator_length: u8 = 0
    _2: pad(90)

    is_last = True
