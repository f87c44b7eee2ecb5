"""A fuzzer for the OpenFlow codec: python -m tests.fuzz.openflow --inputs 100000

Each input is a random message of some version, made from the tables. Its bytes must decode to an equal message, which
encodes to the same bytes; memory stays within a bound.
"""

from __future__ import annotations

from hypothesis import strategies as st

from controller.openflow import version, versions
from controller.openflow.strategies import messages
from controller.wire import Message
from tests.fuzz.fuzzer import Fuzzer

__all__ = ['FUZZER', 'check']

MOST_MEMORY = 4 << 20  # of one round trip
MEASURED = 50  # one input in so many is run with its memory traced

_inputs = st.one_of([messages(number) for number in sorted(versions())])


def check(message: Message) -> None:
    """The round trip of a message; AssertionError, or whatever was raised, when something does not hold."""
    data = message.encode()
    decoded = version(message.version).decode(data)
    assert type(decoded) is type(message)
    assert decoded == message
    assert decoded.xid == message.xid
    assert decoded.encode() == data


FUZZER = Fuzzer(_inputs, check, MOST_MEMORY, MEASURED)

if __name__ == '__main__':
    FUZZER.main('openflow', __doc__.split('\n')[0])
