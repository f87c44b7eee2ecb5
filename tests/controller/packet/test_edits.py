"""A packet that was read, changed and serialized has the lengths and checksums of one made anew."""

import copy
import random

import pytest

from controller.packet.packet import Packet
from controller.packet.packet_base import PacketBase
from controller.packet.serializing import frame_of
from controller.wire import EncodeError, Structure
from controller.wire.structure import compared_names, given_names

from .frames import every_frame

FRAMES = {name: frame for name, frame in every_frame().items() if not name.startswith(('bgp', 'zebra', 'openflow'))}
EDITS = 12


def holders(layer):
    """A header or a part, and the parts in it."""
    if isinstance(layer, (list, tuple)):
        for each in layer:
            yield from holders(each)
    elif isinstance(layer, Structure):
        yield layer
        for name in compared_names(type(layer)):
            yield from holders(getattr(layer, name, None))


def edited(pkt: Packet, drawn: random.Random) -> str:
    """Change bytes, an address or a number somewhere; the name of what was changed."""
    places = []
    for index, layer in enumerate(pkt.protocols):
        if isinstance(layer, bytes):
            places.append((pkt.protocols, index, layer + drawn.randbytes(drawn.randrange(1, 5))))
        for holder in holders(layer):
            filled = {*getattr(holder, 'filled', ()), *given_names(type(holder))}
            for name in compared_names(type(holder)):
                value = getattr(holder, name, None)
                if isinstance(value, bytes) and value and name not in filled:
                    places.append((vars(holder), name, value + drawn.randbytes(4)))
                elif name in ('src', 'dst', 'hw_src') and isinstance(value, str) and value:
                    places.append((vars(holder), name, value[:-1] + drawn.choice('123')))
                elif name in ('ttl', 'hop_limit', 'seq', 'src_port', 'id', 'tos'):
                    places.append((vars(holder), name, drawn.randrange(128, 256)))
    place, name, value = drawn.choice(places)
    place[name] = value
    return str(name)


def made_anew(pkt: Packet) -> bytes:
    """The same layers with everything filled in that can be."""
    layers = copy.deepcopy(pkt.protocols)
    for layer in layers:
        if isinstance(layer, PacketBase):
            for holder in holders(layer):
                for name in {*getattr(holder, 'filled', ()), *given_names(type(holder))}:
                    if getattr(holder, name, None) is not None:
                        setattr(holder, name, 0)
    return frame_of(layers)


@pytest.mark.parametrize('name', FRAMES)
def test_what_was_changed_is_as_if_made_anew(name):
    drawn = random.Random(name)
    for _ in range(EDITS):
        pkt = Packet(FRAMES[name])
        try:
            unchanged = made_anew(pkt) == FRAMES[name]
            where = edited(pkt, drawn)
            expected = made_anew(pkt)
        except (EncodeError, IndexError):
            continue  # longer than can be, or nothing to change
        pkt.serialize()
        assert not unchanged or pkt.data == expected, where
