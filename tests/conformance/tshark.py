"""What tshark makes of the messages that we encode: one for every message, structure and match field of a version."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from controller.openflow import OF10, oxm
from controller.packet.arp import arp
from controller.packet.ethernet import ethernet
from controller.packet.ipv4 import ipv4
from controller.packet.packet import Packet
from controller.packet.tcp import tcp
from controller.wire import Structure, Version
from controller.wire.kinds import Chosen, Kind, List, Ref, Tail
from controller.wire.sizes import least_size
from controller.wire.structure import fields_of
from tests.controller.lib.captures import pcap
from tests.controller.openflow.generator import build, message_classes, plan

__all__ = ['Case', 'cases', 'marks']

PORT = 6653
BASIC_CLASS = 0x8000  # of match fields: OFPXMC_OPENFLOW_BASIC
NOTE = 0x400000  # PI_NOTE: the least severity of what tshark says of bytes that it cannot read
OPEN = {OF10: 'v1', 0x04: 'v4', 0x05: 'v5', 0x06: 'v6'}  # what its dissectors are called

#: What messages carry that carry packets, so that tshark has something to read there.
FRAME = Packet(protocols=[ethernet(ethertype=0x0806), arp()])
FRAME.serialize()


class Case(NamedTuple):
    """A message that is there for one structure or match field in it, `name`."""

    version: str
    name: str
    data: bytes


def cases(of: Version) -> Iterator[Case]:
    """A message for every message class of a version, every structure that one may hold, and every match field."""
    holders = _holders(of)
    for cls in holders:
        yield Case(of.name, cls.__name__, _whole(of, cls, holders).encode())
    yield from _fields(of)


# Structures -----------------------------------------------------------------------------------------------------------

#: A structure -> the one that may hold it, the field, and the number that says so where one does; None of a message.
Holders = dict[type[Structure], tuple[type[Structure], str, int | None] | None]


def _holders(of: Version) -> Holders:
    """Every structure that can be in a message, the shortest way there."""
    found: Holders = dict.fromkeys(message_classes(of))
    queue: list[type[Structure]] = list(found)
    for cls in queue:
        for name, kind, number in _kinds(cls):
            item = kind.item if isinstance(kind, List) else kind
            for leaf in _leaves(of, getattr(of, item.name)) if isinstance(item, Ref) else ():
                if leaf not in found:
                    found[leaf] = cls, name, number
                    queue.append(leaf)
    return found


def _kinds(cls: type[Structure]) -> Iterator[tuple[str, Kind, int | None]]:
    """What the fields of a structure may hold."""
    for each in fields_of(cls):
        if isinstance(each.kind, Chosen):
            yield from ((each.name, kind, number) for number, kind in each.kind.bodies.items())
        else:
            yield each.name, each.kind, None


def _leaves(of: Version, cls: type[Structure]) -> Iterator[type[Structure]]:
    """The members of a family that are OpenFlow's own, theirs in turn; of what opens none, the class itself."""
    family = cls.table.family
    members = [] if family is None else [*dict.fromkeys(family.members.values()), family.other]
    members = [each for each in members if each is not None and each.__name__.startswith('OFP')]
    for member in members:
        yield from _leaves(of, member)
    if not members:
        yield cls


def _whole(of: Version, cls: type[Structure], holders: Holders) -> Any:
    """The message around an instance of a structure, which has nothing else in its lists."""
    planned = _plain(of, cls)
    while holder := holders[cls]:
        outer, field, number = holder
        around = _plain(of, outer)
        kind = next(kind for name, kind, chosen in _kinds(outer) if (name, chosen) == (field, number))
        if number is not None:
            around[1]['type_'] = number
        value: Any = planned
        if isinstance(kind, List):
            value = [planned] * (kind.count or 1)
            value = {planned[1][kind.key]: planned} if kind.key else value
        around[1][field] = value
        planned, cls = around, outer
    return build(of, planned, None)


def _plain(of: Version, cls: type[Structure]) -> tuple[str, dict[str, Any]]:
    """A structure with the same values each time, and as little as may be in it."""
    name, arguments = plan(of, cls, random.Random(cls.__name__), 0)
    for each in fields_of(cls):
        if isinstance(each.kind, List) and each.kind.count is None and isinstance(each.kind.item, Ref):
            arguments[each.name] = {} if each.kind.key else []
            if each.name in ('body', 'properties'):  # tshark wants one, even where there may be none
                item = _plain(of, next(_leaves(of, getattr(of, each.kind.item.name))))
                arguments[each.name] = {item[1][each.kind.key]: item} if each.kind.key else [item]
        elif isinstance(each.kind, Ref):
            arguments[each.name] = _plain(of, next(_leaves(of, getattr(of, each.kind.name))))
        elif isinstance(each.kind, Tail) and not isinstance(each.kind, Chosen):
            arguments[each.name] = bytes(8 + -least_size(cls) % 8)
    if issubclass(cls, oxm.Match):
        arguments = {}
    if name in ('OFPPacketIn', 'OFPPacketOut'):
        arguments['data'] = FRAME.data
    return name, arguments


# Match fields ---------------------------------------------------------------------------------------------------------


def _fields(of: Version) -> Iterator[Case]:
    """A flow entry for every match field of OpenFlow's own, with its prerequisites, with a mask where it may have one,
    and an action that sets it."""
    numbers: Any = of
    if of.OFP_VERSION == OF10:
        return
    for field in of.fields.by_name.values():
        if field.oxm_class != BASIC_CLASS:
            continue
        value = field.kind.read(b'\1'.rjust(field.kind.width, b'\0'))
        needed = _needed(of, field)
        for name, given in (('match', value), ('masked match', (value, value))):
            if field.maskable or name == 'match':
                mod = numbers.OFPFlowMod(None, match=numbers.OFPMatch(**{**needed, field.name: given}))
                yield Case(of.name, f'{name} {field.name}', mod.encode())
        action = numbers.OFPActionSetField(**{field.name: value})
        instruction = numbers.OFPInstructionActions(numbers.OFPIT_APPLY_ACTIONS, [action])
        yield Case(of.name, f'set {field.name}', numbers.OFPFlowMod(None, instructions=[instruction]).encode())


def _needed(of: Version, field: oxm.Field) -> dict[str, Any]:
    needed: dict[str, Any] = {}
    while field.requires:
        name, *values = field.requires
        field = of.fields.by_name[str(name)]
        needed[field.name] = values[0] if values else 1
    return needed


# tshark ---------------------------------------------------------------------------------------------------------------


def marks(messages: Sequence[bytes], directory: Path) -> list[str]:
    """What tshark says is wrong with each message, or what it cannot read; nothing where all is well."""
    path = directory / 'messages.pcap'
    path.write_bytes(pcap([_packet(number, data) for number, data in enumerate(messages)]))
    fields = ('frame.number', '_ws.malformed', '_ws.expert.message', '_ws.expert.severity', 'frame.protocols')
    command = ['tshark', '-n', '-r', str(path), '-T', 'fields', '-E', 'aggregator=|']
    command += [each for name in fields for each in ('-e', name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    assert [int(row[0]) for row in rows] == list(range(1, len(messages) + 1))
    return [_mark(data, *row[1:]) for data, row in zip(messages, rows, strict=True)]


def _packet(number: int, data: bytes) -> bytes:
    """A message in a connection of its own, so that none suffers from another."""
    address = f'10.0.{number >> 8}.{number & 0xFF}'
    head = tcp(src_port=40000, dst_port=PORT, seq=1, ack=1, bits=0x18, window_size=0xFFFF)
    whole = Packet(protocols=[ethernet(), ipv4(src=address, dst='10.1.0.1', proto=6), head, data])
    whole.serialize()
    return whole.data


def _mark(data: bytes, malformed: str, messages: str, severities: str, protocols: str) -> str:
    worst = [
        message
        for message, severity in zip(messages.split('|'), severities.split('|'), strict=False)
        if severity and int(severity) >= NOTE and not message.startswith('Experimenter ')  # whose business it is
    ]
    if malformed and not worst:
        worst = [malformed]
    wanted = f'openflow_{OPEN.get(data[0])}'
    if wanted not in protocols.split(':'):
        worst.append(f'not read as {wanted}')
    return '; '.join(dict.fromkeys(worst))
