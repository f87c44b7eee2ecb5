"""What the generated source calls, beside the kinds' own functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextvars import ContextVar

from .errors import DecodeError, EncodeError
from .kinds import body_bytes
from .structure import Message, Structure

__all__ = ['bytes_between', 'closed', 'decode_nested', 'enclosed', 'exactly', 'joined']

DEEPEST = 16  # structures of a kind in one another: Nicira's ct() and clone() are actions that hold actions

#: How deep in such structures this decoding is.
nesting: ContextVar[int] = ContextVar('nesting', default=0)


def exactly(items: Collection[Structure] | None, count: int) -> Collection[Structure]:
    """Items of which there are so many; ValueError where there are not."""
    if len(items or ()) != count:
        raise ValueError(items)
    return items or ()


def joined(items: Collection[Structure] | None) -> bytes:
    """The bytes of structures, one behind the other; most lists of actions or instructions have one item."""
    if not items:
        return b''
    if len(items) == 1:
        (item,) = items
        return item.encode()
    return b''.join([item.encode() for item in items])


def closed(items: Sequence[Structure | bytes] | None, end: int) -> bytes:
    """The bytes of items, and the one that ends them, unless bytes that are no item come last."""
    raw = body_bytes(items)
    return raw if items and isinstance(items[-1], bytes) else raw + bytes((end,))


def bytes_between(buf: bytes, offset: int, limit: int) -> bytes:
    """What is not decoded any further."""
    return buf[offset:limit]


def decode_nested(item: type[Structure], owner: str, buf: bytes, offset: int, limit: int) -> list[Structure]:
    """`decode_list` of items that `owner` may be one of itself: whoever sends the bytes decides how deep that goes."""
    depth = nesting.get()
    if depth == DEEPEST:
        raise DecodeError(owner, f'more than {DEEPEST} of its kind inside one another', buf, offset, 'TOO_MANY')
    before = nesting.set(depth + 1)
    try:
        return item.decode_list(buf, offset, limit)
    finally:
        nesting.reset(before)


def enclosed(outer: Message, name: str, same_xid: bool) -> bytes:
    """The bytes of a message that is a field of another."""
    message = getattr(outer, name)
    if not isinstance(message, Message) or message.version != outer.version:
        raise EncodeError(f'{type(outer).__name__}.{name}: {message!r} is no message of the same version')
    if same_xid:
        message.xid = outer.xid
    return message.encode()
