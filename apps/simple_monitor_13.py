"""A learning switch that also asks every switch, every ten seconds, how much its flows and ports have carried."""

from __future__ import annotations

from typing import Any

import greenhub
from controller.app import DEAD_DISPATCHER, MAIN_DISPATCHER, set_ev_cls
from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.events import EventOFPFlowStatsReply, EventOFPPortStatsReply, EventOFPStateChange

__all__ = ['SimpleMonitor13']

INTERVAL = 10.0  # seconds


def first_output(flow: Any) -> str:
    """The first port that a flow sends packets to; '-' where it sends them nowhere."""
    for instruction in flow.instructions:
        for action in getattr(instruction, 'actions', ()):
            if hasattr(action, 'port'):
                return f'{action.port:x}'
    return '-'


class SimpleMonitor13(SimpleSwitch13):
    """Prints two tables for each switch: what its flows have carried, and what its ports have.

    `datapaths` are the switches that are asked, by datapath id.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.datapaths: dict[int, Any] = {}
        self.monitor_thread = greenhub.spawn(self._monitor)
        self.threads.append(self.monitor_thread)

    @set_ev_cls(EventOFPStateChange, [MAIN_DISPATCHER, DEAD_DISPATCHER])
    def _state_change_handler(self, ev: Any) -> None:
        """A switch has joined, or left."""
        if ev.state == MAIN_DISPATCHER:
            self.datapaths[ev.datapath.id] = ev.datapath
        else:
            self.datapaths.pop(ev.datapath.id, None)

    def _monitor(self) -> None:
        while True:
            for datapath in list(self.datapaths.values()):
                self._request_stats(datapath)
            greenhub.sleep(INTERVAL)

    def _request_stats(self, datapath: Any) -> None:
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        datapath.send_msg(parser.OFPFlowStatsRequest(datapath))
        datapath.send_msg(parser.OFPPortStatsRequest(datapath, 0, ofproto.OFPP_ANY))

    @set_ev_cls(EventOFPFlowStatsReply, MAIN_DISPATCHER)
    def _flow_stats_reply_handler(self, ev: Any) -> None:
        """Print the flows that the switch app has installed, by input port and destination."""
        flows = [flow for flow in ev.msg.body if 'in_port' in flow.match and 'eth_dst' in flow.match]
        self.logger.info(
            '%-23s %-8s %-17s %-8s %10s %12s', 'switch', 'in-port', 'eth-dst', 'out-port', 'packets', 'bytes'
        )
        for flow in sorted(flows, key=lambda each: (each.match['in_port'], each.match['eth_dst'])):
            self.logger.info(
                '%-23s %8x %-17s %8s %10d %12d',
                ev.msg.datapath, flow.match['in_port'], flow.match['eth_dst'],
                first_output(flow), flow.packet_count, flow.byte_count,
            )  # fmt: skip

    @set_ev_cls(EventOFPPortStatsReply, MAIN_DISPATCHER)
    def _port_stats_reply_handler(self, ev: Any) -> None:
        """Print what each port has received and sent."""
        columns = ('rx-pkts', 'rx-bytes', 'rx-error', 'tx-pkts', 'tx-bytes', 'tx-error')
        self.logger.info('%-23s %8s' + ' %10s' * 6, 'switch', 'port', *columns)
        for port in sorted(ev.msg.body, key=lambda each: each.port_no):
            self.logger.info(
                '%-23s %8x' + ' %10d' * 6,
                ev.msg.datapath, port.port_no, port.rx_packets, port.rx_bytes, port.rx_errors,
                port.tx_packets, port.tx_bytes, port.tx_errors,
            )  # fmt: skip
