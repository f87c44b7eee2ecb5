"""A switch with one flow table that answers requests as a datapath does, without a channel."""

from __future__ import annotations

import itertools
from typing import Any

import greenhub
from controller.confirmation import Batch
from controller.datapath import DatapathGone, OFPErrorReply, RequestTimeout
from controller.lib.dpid import dpid_to_str
from controller.openflow import version

__all__ = ['FakeSwitch']


class FakeSwitch:
    """What REST needs of a Datapath; every message crosses the wire format both ways.

    `silent` never answers, `gone` has disconnected, `refuses` is the (type, code) of the error for changes.
    """

    def __init__(self, dpid: int, number: int) -> None:
        self.id = dpid
        self.ofproto = self.ofproto_parser = version(number)
        self.flows: list[Any] = []
        self.changes: list[Any] = []
        self.silent = self.gone = False
        self.refuses: tuple[int, int] | None = None
        self.ports = {1: self._port(1), 2: self._port(2)}

    def __str__(self) -> str:
        return f'switch {dpid_to_str(self.id)}'

    def _port(self, number: int) -> Any:
        address, name = f'00:00:00:00:00:{number:02x}', f's{self.id}-eth{number}'.encode()
        if self.ofproto.OFP_VERSION == 0x01:
            return self.ofproto.OFPPhyPort(number, address, name, 0, 0, 0, 0, 0, 0)
        return self.ofproto.OFPPort(number, address, name, 0, 0, 0, 0, 0, 0, 0, 0)

    def request(self, message: Any, timeout: float) -> Any:
        """The answer."""
        answer = self._exchange(message)
        if answer is None:
            greenhub.sleep(timeout)
            raise RequestTimeout(str(self))
        return answer

    def send_and_confirm(self, message: Any, timeout: float) -> None:
        """Do what a change says, which has no answer unless it is refused, and answer the barrier behind it."""
        self._exchange(message)
        self.request(self.ofproto.OFPBarrierRequest(self), timeout)

    def send_msg(self, message: Any) -> bool:
        """Do what a change says, and answer nothing."""
        message.xid = 7
        self._answer(self.ofproto.decode(message.encode()))
        return True

    def batch(self) -> Any:
        """Messages to come."""
        return Batch(itertools.count(1).__next__)

    def confirm_batch(self, batch: Any, timeout: float | None) -> dict[int, OFPErrorReply]:
        """Do what the changes say, and answer the barrier behind them."""
        refused: dict[int, OFPErrorReply] = {}
        number = 0
        while (piece := batch.take_piece()) is not None:
            data = piece.encode()
            while data:
                message, data = data[: int.from_bytes(data[2:4])], data[int.from_bytes(data[2:4]) :]
                answer = None if self.silent else self._answer(self.ofproto.decode(message))
                if answer is not None:
                    answer.xid = 7
                    refused[number] = OFPErrorReply(self.ofproto.decode(answer.encode()))
                number += 1
        if timeout is not None:
            self.request(self.ofproto.OFPBarrierRequest(self), timeout)
        return refused

    def _exchange(self, message: Any) -> Any:
        message.xid = 7
        received = self.ofproto.decode(message.encode())
        answer = None if self.silent else self._answer(received)
        if self.gone:
            raise DatapathGone(str(self))
        if answer is None:
            return None
        answer.xid = received.xid
        answer = self.ofproto.decode(answer.encode())
        if type(answer).__name__ == 'OFPErrorMsg':
            raise OFPErrorReply(answer)
        return answer

    def _answer(self, message: Any) -> Any:
        name = type(message).__name__
        respond = getattr(self, f'_{name}', None)
        if respond is not None:
            return respond(message)
        if self.refuses is not None:
            return self.ofproto.OFPErrorMsg(None, *self.refuses, data=b'')
        self.changes.append(message)
        return None

    def _OFPBarrierRequest(self, message: Any) -> Any:
        return self.ofproto.OFPBarrierReply(None)

    def _OFPDescStatsRequest(self, message: Any) -> Any:
        return self.ofproto.OFPDescStatsReply(None, body=self.ofproto.OFPDescStats(b'us', b'fake', b'1', b'2', b'here'))

    def _OFPPortDescStatsRequest(self, message: Any) -> Any:
        return self.ofproto.OFPPortDescStatsReply(None, body=list(self.ports.values()))

    def _OFPFeaturesRequest(self, message: Any) -> Any:
        return self.ofproto.OFPSwitchFeatures(None, self.id, 0, 1, 0, 0, self.ports)

    def _OFPPortStatsRequest(self, message: Any) -> Any:
        wanted = [number for number in self.ports if message.port_no in (number, self._any_port)]
        times = () if self.ofproto.OFP_VERSION == 0x01 else (5, 0)
        body = [self.ofproto.OFPPortStats(number, *range(12), *times) for number in wanted]
        return self.ofproto.OFPPortStatsReply(None, body=body)

    @property
    def _any_port(self) -> int:
        return getattr(self.ofproto, 'OFPP_ANY', 0xFFFF)

    def _OFPRoleRequest(self, message: Any) -> Any:
        return self.ofproto.OFPRoleReply(None, message.role or self.ofproto.OFPCR_ROLE_EQUAL, message.generation_id)

    def _OFPMeterStatsRequest(self, message: Any) -> Any:
        return self.ofproto.OFPErrorMsg(None, self.ofproto.OFPET_BAD_REQUEST, self.ofproto.OFPBRC_BAD_MULTIPART, b'')

    def _OFPFlowMod(self, message: Any) -> Any:
        if self.refuses is not None:
            return self.ofproto.OFPErrorMsg(None, *self.refuses, data=b'')
        self.changes.append(message)
        if message.command == self.ofproto.OFPFC_ADD:
            self.flows.append(message)
        elif message.command == self.ofproto.OFPFC_DELETE:
            self.flows = [each for each in self.flows if not self._covers(message.match, each.match)]
        return None

    def _covers(self, match: Any, other: Any) -> bool:
        empty = self.ofproto.OFPMatch().encode()
        return match.encode() in (empty, other.encode())

    def _OFPFlowStatsRequest(self, message: Any) -> Any:
        found = [self._entry(each) for each in self.flows if self._covers(message.match, each.match)]
        return self.ofproto.OFPFlowStatsReply(None, body=found)

    def _entry(self, flow: Any) -> Any:
        does = 'actions' if self.ofproto.OFP_VERSION == 0x01 else 'instructions'
        fields = {'priority': flow.priority, 'cookie': flow.cookie, 'match': flow.match, does: getattr(flow, does)}
        if does == 'instructions':
            fields['flags'] = flow.flags
        counters = ('duration_sec', 'duration_nsec', 'packet_count', 'byte_count')
        timeouts = {'idle_timeout': flow.idle_timeout, 'hard_timeout': flow.hard_timeout}
        return self.ofproto.OFPFlowStats(table_id=0, **fields, **timeouts, **dict.fromkeys(counters, 0))
