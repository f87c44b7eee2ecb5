"""What `controller-manager replay` prints: a line for each packet and for each message, or JSON objects."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from .terminal import Style

if TYPE_CHECKING:
    from ..emulator.playback import Passage, Said

__all__ = ['JsonReport', 'Progress', 'Report', 'TextReport', 'Totals']

INDENT = ' ' * 26  # of messages, under the text of their packet
LONGEST = 400  # characters of a message
FLOWS = 20  # of a switch that are shown


@dataclass
class Totals:
    """What there was: packets by what the switch did with them, and messages by their names."""

    packets: int = 0
    seconds: float = 0.0
    asked: int = 0
    forwarded: int = 0
    dropped: int = 0
    passed_over: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    logged: int = 0

    @property
    def failed(self) -> bool:
        """Whether something went wrong, or nothing came to a switch."""
        return bool(self.logged or self.refused or self.packets == self.passed_over)

    def count(self, passage: Passage) -> None:
        """Count a packet that went through a switch."""
        self.asked += passage.asked
        self.forwarded += not passage.asked and bool(passage.ports)
        self.dropped += not passage.asked and not passage.ports

    def note(self, said: Said) -> None:
        """Count a message."""
        name = type(said.message).__name__
        if name == 'OFPErrorMsg':
            self.refused += 1
        else:
            self.sent[_NAMES.get(name, name)] += 1


class Report:
    """What is told while a capture is played back; this one tells nothing."""

    def begin(self, apps: list[str], version: str, how: str) -> None:
        """Who hears what."""

    def packet(
        self, number: int, time: float, switch: Any, port: int, packet: Any, passage: Passage
    ) -> None:
        """A packet has come to a switch."""

    def skipped(self, number: int, why: str) -> None:
        """A packet could not come to a switch; said of the first one of its kind."""

    def message(self, time: float, said: Said, frame: bytes | None) -> None:
        """An app has sent a message, or a switch refused one: at once for the packet `frame`, or by itself."""

    def end(self, totals: Totals, switches: list[Any]) -> None:
        """All is over."""


class TextReport(Report):
    """Lines for a person; `quiet`: the summary alone."""

    def __init__(self, out: TextIO, quiet: bool = False) -> None:
        self._out, self._quiet = out, quiet
        self._style = Style(out)
        self._switch = ''  # that the last packet came to

    def _line(self, text: str = '') -> None:
        print(text, file=self._out)

    def begin(self, apps: list[str], version: str, how: str) -> None:
        """Who hears what."""
        self._line(f'{", ".join(apps)} on an emulated switch of OpenFlow {version}; {how}')

    def packet(
        self, number: int, time: float, switch: Any, port: int, packet: Any, passage: Passage
    ) -> None:
        """`3    0.000211  s1:2  what it is  -> where it went`"""
        if self._quiet:
            return
        self._switch, style, place = switch.name, self._style, f'{switch.name}:{port}'
        if passage.asked:
            way = style.number('-> controller')
        else:
            way = f'-> {_some(passage.ports)}' if passage.ports else style.dim('dropped')
        self._line(f'{number:6} {style.dim(f"{time:11.6f}")}  {place:<6} {_plain(str(packet))}  {way}')

    def skipped(self, number: int, why: str) -> None:
        """Why a packet was passed over."""
        self._line(f'{number:6} {self._style.fault(_plain(why))}')

    def message(self, time: float, said: Said, frame: bytes | None) -> None:
        """Under the packet that it is about, or with its own time."""
        if self._quiet:
            return
        name = said.switch.name
        if frame is None:
            begin = f'{"":6} {self._style.dim(f"{time:11.6f}")}  {name:<6}'
        else:
            begin = INDENT if name == self._switch else f'{"":18}  {name:<6}'
        text = _plain(describe(said, frame))
        name, _, rest = text.partition(' ')
        name = self._style.fault(name) if name == 'ERROR' else self._style.name(name)
        self._line(f'{begin} {name} {rest}'.rstrip())

    def end(self, totals: Totals, switches: list[Any]) -> None:
        """What it came to, and what it left in the switches."""
        if not self._quiet:
            self._line()
        self._line(
            f'{_count(totals.packets, "packet")} in {totals.seconds:.1f} s: {totals.asked} to the controller, '
            f'{totals.forwarded} on by flow entries, {totals.dropped} dropped'
            + (f', {totals.passed_over} passed over' if totals.passed_over else '')
        )
        sent = ', '.join(f'{number} {name}' for name, number in totals.sent.most_common()) or 'nothing'
        self._line(f'sent: {sent}; refused: {totals.refused or "nothing"}; errors logged: {totals.logged or "none"}')
        for switch in switches:
            self._flows(switch)

    def _flows(self, switch: Any) -> None:
        from ..openflow.ovs_writing import flow_to_str

        flows = sorted(switch.flows(), key=lambda each: -each[0].packet_count)
        self._line(f'{switch.name}: {_count(len(flows), "flow entry", "flow entries")}')
        for entry, flow_mod in flows[:FLOWS]:
            self._line(f'  n_packets={entry.packet_count:<6} {_plain(flow_to_str(flow_mod))}')
        if len(flows) > FLOWS:
            self._line(f'  ... and {len(flows) - FLOWS} more')


class JsonReport(Report):
    """An object a line: packets, messages, and in the end a summary."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._number = 0

    def _write(self, kind: str, **told: Any) -> None:
        print(json.dumps({'event': kind, **told}), file=self._out)

    def packet(
        self, number: int, time: float, switch: Any, port: int, packet: Any, passage: Passage
    ) -> None:
        """A packet, its port, and what the switch did with it."""
        self._number = number
        self._write(
            'packet', number=number, time=round(time, 9), switch=f'{switch.dpid:016x}', port=port,
            length=len(packet.data), text=str(packet), controller=passage.asked, ports=passage.ports,
        )  # fmt: skip

    def skipped(self, number: int, why: str) -> None:
        """Why a packet was passed over."""
        self._write('skipped', number=number, why=why)

    def message(self, time: float, said: Said, frame: bytes | None) -> None:
        """A message, and the packet that it is about where that is known."""
        self._write(
            'message', packet=None if frame is None else self._number, time=round(time, 9),
            switch=f'{said.switch.dpid:016x}', type=type(said.message).__name__, text=describe(said, frame),
        )  # fmt: skip

    def end(self, totals: Totals, switches: list[Any]) -> None:
        """What it came to."""
        flows = {f'{each.dpid:016x}': len(each.flows()) for each in switches}
        self._write('summary', **vars(totals), flows=flows)


class Progress:
    """How far a long file is, on a terminal where nothing else shows it."""

    def __init__(self, out: TextIO, size: int, shown: bool) -> None:
        self._out, self._size = out, size
        self._shown = shown and out.isatty()
        self._due = monotonic() + 1.0

    def at(self, packets: int, position: int) -> None:
        """So many packets, so many bytes of the file."""
        if self._shown and monotonic() >= self._due:
            self._due = monotonic() + 0.5
            part = f', {100 * position // self._size} %' if self._size else ''
            print(f'\r{packets} packets{part} ', end='', file=self._out, flush=True)

    def done(self) -> None:
        """Nothing is shown any more."""
        if self._shown:
            print('\r' + ' ' * 40 + '\r', end='', file=self._out, flush=True)


_NAMES = {'OFPFlowMod': 'FLOW_MOD', 'OFPPacketOut': 'PACKET_OUT'}


def describe(said: Said, frame: bytes | None) -> str:
    """A message in a line; a packet that it holds is left out where it is the one that came."""
    from ..openflow.ovs_writing import flow_to_str
    from ..openflow.refusal import names_of_error

    message = said.message
    name = type(message).__name__
    if name == 'OFPFlowMod':
        command = message.table.version.ofp_flow_mod_command.describe(message.command)
        return f'FLOW_MOD {command.removeprefix("OFPFC_").lower()} {flow_to_str(message)}'
    if name == 'OFPPacketOut':
        return f'PACKET_OUT {_packet_out(message, frame)}'
    if name == 'OFPErrorMsg':
        return f'ERROR {_request(message)} refused: {names_of_error(message)}'
    text = str(message)
    return text if len(text) <= LONGEST else f'{text[:LONGEST]} ...'


def _packet_out(message: Any, frame: bytes | None) -> str:
    """Where a packet goes, and what it is."""
    from ..openflow.ovs_writing import actions_to_str, match_to_str, port_to_str
    from ..packet.packet import Packet

    of = message.table.version
    by = match_to_str(message.match) if hasattr(message, 'match') else f'in_port={port_to_str(of, message.in_port)}'
    text = f'{by} actions={actions_to_str(message.actions)}'
    return text if not message.data or message.data == frame else f'{text}  {Packet(message.data)}'


def _request(error: Any) -> str:
    """What the message was that an error is about."""
    kind = error.data[1] if len(error.data) > 1 else -1
    name = error.table.version.ofp_type.describe(kind)
    return name.removeprefix('OFPT_')


def _plain(text: str) -> str:
    """Text of a stranger, which says nothing to the terminal."""
    return re.sub(r'[\x00-\x1f\x7f-\x9f]', '?', text)


def _some(ports: list[int]) -> str:
    shown = ', '.join(map(str, ports[:8]))
    return f'port {shown}' + (f' and {len(ports) - 8} more' if len(ports) > 8 else '')


def _count(number: int, one: str, several: str = '') -> str:
    return f'{number} {one if number == 1 else several or one + "s"}'
