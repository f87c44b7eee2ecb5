"""How a switch speaks OpenFlow 1.4; section numbers are those of specification 1.4.1."""

from __future__ import annotations

from typing import Any, Final

from ..openflow import OF14
from .dialect_1_3 import LINK_SPEED, Dialect13
from .flowtable import FlowEntry
from .monitor_handlers import MonitorHandlers
from .ports import Port
from .refused import Refused
from .table_handlers import TableHandlers

__all__ = ['Dialect14']

#: Reasons of asynchronous messages that a channel gets unless it chooses (7.3.10): as master or equal, as slave.
USUAL_REASONS: Final = {
    'packet_in': (0b111011, 0),
    'port_status': (0b111, 0b111),
    'flow_removed': (0b111111, 0),
    'role_status': (0b111, 0b111),
    'table_status': (0b11000, 0),
    'requestforward': (0, 0),
}


class Dialect14(TableHandlers, MonitorHandlers, Dialect13):
    """OpenFlow 1.4: properties instead of fixed fields, bundles, flow monitors, eviction and vacancy events."""

    VERSION = OF14
    USUAL_REASONS = USUAL_REASONS
    HANDLERS = {'OFPQueueDescStatsRequest': '_queue_descriptions'}

    def packet_in_reason(self, reason: int) -> int:
        """All of them have a number of their own (7.4.1)."""
        return reason

    # -- asynchronous messages (7.3.10): a property for a kind and a role ---------------------------------------

    def _get_async(self, request: Any) -> None:
        properties = [
            self.ofproto.OFPAsyncConfigPropReasons(type_=2 * number + master, mask=reasons[not master])
            for number, reasons in enumerate(self.reasons.values())
            for master in (False, True)
        ]
        self.reply(request, self.ofproto.OFPGetAsyncReply(None, properties=properties))

    def _set_async(self, request: Any) -> None:
        chosen = {kind: list(reasons) for kind, reasons in self.reasons.items()}
        kinds = list(chosen)
        for each in request.properties:
            if type(each).__name__ != 'OFPAsyncConfigPropReasons':
                raise Refused('OFPET_ASYNC_CONFIG_FAILED', 'OFPACFC_UNSUPPORTED')
            chosen[kinds[each.type // 2]][not each.type % 2] = each.mask
        self.reasons = {kind: (master, slave) for kind, (master, slave) in chosen.items()}

    # -- flow entries -------------------------------------------------------------------------------------------

    def _entry(self, request: Any) -> FlowEntry:
        entry = super()._entry(request)
        entry.importance = request.importance
        return entry

    def _flow_statistics(self, entry: FlowEntry) -> Any:
        statistics = super()._flow_statistics(entry)
        statistics.importance = entry.importance
        return statistics

    # -- ports and queues ---------------------------------------------------------------------------------------

    def _port(self, port: Port) -> Any:
        ofproto, speed = self.ofproto, self._features_of_link()
        ethernet = ofproto.OFPPortDescPropEthernet(
            curr=speed, advertised=port.advertised, supported=speed, peer=0, curr_speed=LINK_SPEED, max_speed=LINK_SPEED
        )
        return ofproto.OFPPort(
            port_no=port.number, hw_addr=port.hw_addr, name=port.name.encode(), config=self._config(port),
            state=self._state(port), properties=[ethernet],
        )

    def _advertised(self, request: Any) -> int:
        for each in request.properties:
            if type(each).__name__ != 'OFPPortModPropEthernet':
                raise Refused('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_TYPE')
        return request.properties[-1].advertise if request.properties else 0

    def _port_statistics(self, port: Port) -> Any:
        ofproto = self.ofproto
        ethernet = ofproto.OFPPortStatsPropEthernet(rx_frame_err=0, rx_over_err=0, rx_crc_err=0, collisions=0)
        return ofproto.OFPPortStats(
            port_no=port.number, **vars(port.counters), rx_errors=0, tx_errors=0, **self._age(port),
            properties=[ethernet],
        )

    def _queue_descriptions(self, request: Any) -> None:
        self._check_queue(request)
        self.reply(request, self.ofproto.OFPQueueDescStatsReply(None, body=[]))
