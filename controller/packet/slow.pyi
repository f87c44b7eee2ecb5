# Made by `python -m controller.commands.packet_stubs` from slow.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from typing import ClassVar, Final
from .packet_base import Header

__all__ = [
    'SLOW_PROTOCOL_MULTICAST', 'SLOW_SUBTYPE_LACP', 'SLOW_SUBTYPE_MARKER', 'SLOW_SUBTYPE_OAM', 'SLOW_SUBTYPE_OSSP',
    'lacp', 'marker', 'slow',
]

SLOW_PROTOCOL_MULTICAST: Final = '01:80:c2:00:00:02'
SLOW_SUBTYPE_LACP: Final = 1
SLOW_SUBTYPE_MARKER: Final = 2
SLOW_SUBTYPE_OAM: Final = 3
SLOW_SUBTYPE_OSSP: Final = 10

class slow(Header): ...

class lacp(Header):
    version: int
    actor_system_priority: int
    actor_system: str
    actor_key: int
    actor_port_priority: int
    actor_port: int
    actor_state_expired: int
    actor_state_defaulted: int
    actor_state_distributing: int
    actor_state_collecting: int
    actor_state_synchronization: int
    actor_state_aggregation: int
    actor_state_timeout: int
    actor_state_activity: int
    partner_system_priority: int
    partner_system: str
    partner_key: int
    partner_port_priority: int
    partner_port: int
    partner_state_expired: int
    partner_state_defaulted: int
    partner_state_distributing: int
    partner_state_collecting: int
    partner_state_synchronization: int
    partner_state_aggregation: int
    partner_state_timeout: int
    partner_state_activity: int
    collector_max_delay: int
    LACP_VERSION_NUMBER: ClassVar[int]; LACP_TLV_TYPE_TERMINATOR: ClassVar[int]; LACP_TLV_TYPE_ACTOR: ClassVar[int]
    LACP_TLV_TYPE_PARTNER: ClassVar[int]; LACP_TLV_TYPE_COLLECTOR: ClassVar[int]; LACP_STATE_PASSIVE: ClassVar[int]
    LACP_STATE_ACTIVE: ClassVar[int]; LACP_STATE_LONG_TIMEOUT: ClassVar[int]; LACP_STATE_SHORT_TIMEOUT: ClassVar[int]
    LACP_STATE_INDIVIDUAL: ClassVar[int]; LACP_STATE_AGGREGATEABLE: ClassVar[int]
    LACP_STATE_OUT_OF_SYNC: ClassVar[int]; LACP_STATE_IN_SYNC: ClassVar[int]
    LACP_STATE_COLELCTING_DISABLED: ClassVar[int]; LACP_STATE_COLLECTING_ENABLED: ClassVar[int]
    LACP_STATE_DISTRIBUTING_DISABLED: ClassVar[int]; LACP_STATE_DISTRIBUTING_ENABLED: ClassVar[int]
    LACP_STATE_OPERATIONAL_PARTNER: ClassVar[int]; LACP_STATE_DEFAULED_PARTNER: ClassVar[int]
    LACP_STATE_NOT_EXPIRED: ClassVar[int]; LACP_STATE_EXPIRED: ClassVar[int]; FAST_PERIODIC_TIME: ClassVar[int]
    SLOW_PERIODIC_TIME: ClassVar[int]; SHORT_TIMEOUT_TIME: ClassVar[int]; LONG_TIMEOUT_TIME: ClassVar[int]
    def __init__(
        self, version: int = 1, actor_system_priority: int = 0, actor_system: str | bytes = '00:00:00:00:00:00',
        actor_key: int = 0, actor_port_priority: int = 0, actor_port: int = 0, actor_state_activity: int = 0,
        actor_state_timeout: int = 0, actor_state_aggregation: int = 0, actor_state_synchronization: int = 0,
        actor_state_collecting: int = 0, actor_state_distributing: int = 0, actor_state_defaulted: int = 0,
        actor_state_expired: int = 0, partner_system_priority: int = 0,
        partner_system: str | bytes = '00:00:00:00:00:00', partner_key: int = 0, partner_port_priority: int = 0,
        partner_port: int = 0, partner_state_activity: int = 0, partner_state_timeout: int = 0,
        partner_state_aggregation: int = 0, partner_state_synchronization: int = 0, partner_state_collecting: int = 0,
        partner_state_distributing: int = 0, partner_state_defaulted: int = 0, partner_state_expired: int = 0,
        collector_max_delay: int = 0,
    ) -> None: ...

class marker(Header):
    version: int
    tlv_type: int
    requester_port: int
    requester_system: str
    requester_transaction_id: int
    MARKER_VERSION_NUMBER: ClassVar[int]; MARKER_TLV_TYPE_INFORMATION: ClassVar[int]
    MARKER_TLV_TYPE_RESPONSE: ClassVar[int]
    def __init__(
        self, version: int = 1, tlv_type: int = 1, requester_port: int = 0,
        requester_system: str | bytes = '00:00:00:00:00:00', requester_transaction_id: int = 0,
    ) -> None: ...
