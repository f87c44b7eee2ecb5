"""Field tables to classes: the schema compiler, the only place of the framework that packs and unpacks.

A wire structure is a class body with one annotated line a field, in the specification's order and words::

    @of13
    class OFPFlowRemoved(Message, type=ofp_type.FLOW_REMOVED):
        cookie: u64
        priority: u16
        reason: u8(ofp_flow_removed_reason)
        ...
        match: OFPMatch

Modules: `kinds` (what may stand behind the colon), `structure` (what the class becomes), `versions` (what holds
OpenFlow's tables together), `compiler` (the source text behind `__init__`, `encode` and `decode`, by `plan`, `encoder`,
`decoder` and `sequences`; it calls `runtime`), `sizes`, `misfits` (which value does not fit, and why), `errors`; from
the same tables `json`, `annotate` (a message's bytes explained), `layout` (a structure's) and `stubs` (its types).
"""

from .errors import DecodeError, EncodeError, WireError
from .kinds import (
    bits,
    body,
    bytes_,
    chosen,
    ipv4,
    ipv6,
    keyed,
    mac,
    message,
    pad,
    size_of,
    tail,
    text,
    u8,
    u16,
    u32,
    u64,
    words,
)
from .structure import Enumeration, Message, Structure
from .versions import Extension, Version

__all__ = [
    'DecodeError',
    'EncodeError',
    'Enumeration',
    'Extension',
    'Message',
    'Structure',
    'Version',
    'WireError',
    'bits',
    'body',
    'bytes_',
    'chosen',
    'ipv4',
    'ipv6',
    'keyed',
    'mac',
    'message',
    'pad',
    'size_of',
    'tail',
    'text',
    'u8',
    'u16',
    'u32',
    'u64',
    'words',
]
