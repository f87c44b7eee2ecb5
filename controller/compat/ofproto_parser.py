"""Ryu's common part of the parsers: headers and messages of any version."""

from __future__ import annotations

import functools
import logging
import struct
from collections.abc import Callable
from typing import Any

from ..openflow import version as tables
from ..wire import DecodeError, Message, Structure, json
from ..wire.json import ofp_msg_from_jsondict
from .exception import OFPUnknownVersion
from .methods import MalformedError
from .ofproto_common import OFP_HEADER_PACK_STR, OFP_HEADER_SIZE
from .stringify import StringifyMixin

__all__ = [
    'MsgBase', 'StringifyMixin', 'create_list_of_base_attributes', 'header', 'msg', 'msg_str_attr', 'namedtuple',
    'ofp_instruction_from_jsondict', 'ofp_msg_from_jsondict',
]  # fmt: skip

MsgBase = Message


def header(buf: bytes) -> tuple[int, int, int, int]:
    """Version, type, length and transaction id, of the header that `buf` begins with; raises MalformedError."""
    if len(buf) < OFP_HEADER_SIZE:
        raise MalformedError('ofp_header', f'{len(buf)} bytes are no header', bytes(buf), 0)
    version, msg_type, msg_len, xid = struct.unpack_from(OFP_HEADER_PACK_STR, bytes(buf))
    return version, msg_type, msg_len, xid


def msg(datapath: Any, version: int, msg_type: int, msg_len: int, xid: int, buf: bytes) -> Message | None:
    """The message in `buf`, whose header was read; None where it is damaged, which is logged.

    Raises OFPUnknownVersion, and MalformedError where `buf` is shorter than `msg_len`.
    """
    try:
        of = tables(version)
    except ValueError:
        raise OFPUnknownVersion(version=version) from None
    buf = bytes(buf)
    if len(buf) < msg_len:
        raise MalformedError('ofp_header', f'{len(buf)} bytes of {msg_len}', buf, 2)
    try:
        return of.decode(buf[:msg_len], datapath)
    except DecodeError as error:
        logging.getLogger('controller.switches').warning('a message that is none: %s', error)
        return None


def ofp_instruction_from_jsondict(dp: Any, jsonlist: list[dict[str, Any]], encap: bool = True) -> list[Structure]:
    """The instructions that a list describes, of the version of `dp`; raises ValueError.

    With `encap`, its actions are applied by one instruction in front, without it they stay where they are.
    """
    return json.ofp_instruction_from_jsondict(tables(dp.ofproto.OFP_VERSION), jsonlist, encap)


def create_list_of_base_attributes(f: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator of constructors that means nothing here: what `to_jsondict` leaves out, the tables say."""
    return functools.wraps(f)(f)


def msg_str_attr(msg_: Any, buf: str, attr_list: tuple[str, ...] = ()) -> str:
    """`buf`, and behind it the attributes of a message, as text."""
    return buf + ''.join(f' {name} {getattr(msg_, name, None)}' for name in attr_list)


def namedtuple(typename: str, fields: Any, **kwargs: Any) -> Any:
    """As `collections.namedtuple`."""
    from collections import namedtuple as original

    return original(typename, fields, **kwargs)
