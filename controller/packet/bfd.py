"""Bidirectional Forwarding Detection (RFC 5880), over UDP (RFC 5881)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Self

from ..wire import DecodeError, EncodeError
from .packet_base import LateHeader, PacketBase, Part

__all__ = [
    'BFD_AUTH_KEYED_MD5', 'BFD_AUTH_KEYED_SHA1', 'BFD_AUTH_METICULOUS_KEYED_MD5', 'BFD_AUTH_METICULOUS_KEYED_SHA1',
    'BFD_AUTH_RESERVED', 'BFD_AUTH_SIMPLE_PASS', 'BFD_DIAG_ADMIN_DOWN', 'BFD_DIAG_CONCAT_PATH_DOWN',
    'BFD_DIAG_CTRL_DETECT_TIME_EXPIRED', 'BFD_DIAG_ECHO_FUNC_FAILED', 'BFD_DIAG_FWD_PLANE_RESET',
    'BFD_DIAG_NEIG_SIG_SESS_DOWN', 'BFD_DIAG_NO_DIAG', 'BFD_DIAG_PATH_DOWN', 'BFD_DIAG_REV_CONCAT_PATH_DOWN',
    'BFD_FLAG_AUTH_PRESENT', 'BFD_FLAG_CTRL_PLANE_INDEP', 'BFD_FLAG_DEMAND', 'BFD_FLAG_FINAL', 'BFD_FLAG_MULTIPOINT',
    'BFD_FLAG_POLL', 'BFD_STATE_ADMIN_DOWN', 'BFD_STATE_DOWN', 'BFD_STATE_INIT', 'BFD_STATE_UP', 'BFDAuth', 'KeyedMD5',
    'KeyedSHA1', 'MeticulousKeyedMD5', 'MeticulousKeyedSHA1', 'SimplePassword', 'bfd',
]  # fmt: skip

# RFC 5880, 4.1
BFD_STATE_ADMIN_DOWN, BFD_STATE_DOWN, BFD_STATE_INIT, BFD_STATE_UP = range(4)

(
    BFD_DIAG_NO_DIAG, BFD_DIAG_CTRL_DETECT_TIME_EXPIRED, BFD_DIAG_ECHO_FUNC_FAILED, BFD_DIAG_NEIG_SIG_SESS_DOWN,
    BFD_DIAG_FWD_PLANE_RESET, BFD_DIAG_PATH_DOWN, BFD_DIAG_CONCAT_PATH_DOWN, BFD_DIAG_ADMIN_DOWN,
    BFD_DIAG_REV_CONCAT_PATH_DOWN,
) = range(9)  # fmt: skip

BFD_FLAG_MULTIPOINT, BFD_FLAG_DEMAND, BFD_FLAG_AUTH_PRESENT = 0x01, 0x02, 0x04
BFD_FLAG_CTRL_PLANE_INDEP, BFD_FLAG_FINAL, BFD_FLAG_POLL = 0x08, 0x10, 0x20

(
    BFD_AUTH_RESERVED, BFD_AUTH_SIMPLE_PASS, BFD_AUTH_KEYED_MD5, BFD_AUTH_METICULOUS_KEYED_MD5, BFD_AUTH_KEYED_SHA1,
    BFD_AUTH_METICULOUS_KEYED_SHA1,
) = range(6)  # fmt: skip

VERSION = 1
SIZE = 24
LENGTH_AT = 3

#: Keys, or passwords, by their id.
Keys = Mapping[int, bytes]


class BFDAuth(Part, family='auth_type auth_len', loose=True, last='auth_len'):
    """An authentication section (RFC 5880, 4.1), here one of a type without a class of its own, or not as long as its
    type wants. An `auth_len` of 0 or None is filled in.
    """
    auth_type: u8
    auth_len: u8 = None

    json_omits = ('auth_type',)

    def sign(self, packet: bfd) -> None:
        """Fill in what only who has the key can send in `packet`; raises EncodeError where there is no key."""

    def authenticate(self, prev: bfd, auth_keys: Keys | None = None) -> bool:
        """Whether the sender of the packet `prev`, which this is part of, has one of the keys."""
        return False


class SimplePassword(BFDAuth, type=BFD_AUTH_SIMPLE_PASS):
    """A password (RFC 5880, 4.2): up to 16 bytes, which everyone on the way can read."""
    auth_key_id: u8
    password: tail

    def authenticate(self, prev: bfd | None = None, auth_keys: Keys | None = None) -> bool:
        password = (auth_keys or {}).get(self.auth_key_id)
        return password is not None and hmac.compare_digest(password, self.password)


class _Keyed(BFDAuth):
    """A digest of the packet and a key (RFC 5880, 6.7.3, 6.7.4); `seq` grows from packet to packet, or now and then.

    With an `auth_key`, which is not sent, the digest is made anew whenever the packet is serialized.
    """

    auth_key_id: u8
    _1: pad(1)
    seq: u32

    auth_key = None

    def sign(self, packet: bfd) -> None:
        if self.auth_key is not None:
            self.digest = self.digest_of(packet, self.auth_key)
        elif self.digest is None:
            raise EncodeError(f'{type(self).__name__}.auth_key: no key, and no digest')

    def authenticate(self, prev: bfd, auth_keys: Keys | None = None) -> bool:
        key = (auth_keys or {}).get(self.auth_key_id)
        return key is not None and hmac.compare_digest(self.digest_of(prev, key), self.digest)

    def digest_of(self, packet: bfd, key: bytes) -> bytes:
        """The digest of `packet` with the key in this section, where else the digest is."""
        with_key = copy(self)
        with_key.digest = key.ljust(self.hash().digest_size, b'\0')
        return self.hash(packet.encode()[:SIZE] + with_key.encode()).digest()


class KeyedMD5(_Keyed, type=BFD_AUTH_KEYED_MD5, size=24):
    """An MD5 digest (RFC 5880, 4.3), whose `seq` need not grow with every packet."""
    digest: bytes_(16) = None

    hash = hashlib.md5

    def __init__(self, auth_key_id: int, seq: int, auth_key: bytes | None = None, digest: bytes | None = None,
                 auth_len: int | None = None) -> None:  # fmt: skip
        self.auth_key_id, self.seq, self.auth_key = auth_key_id, seq, auth_key
        self.digest, self.auth_len = digest, auth_len


class MeticulousKeyedMD5(KeyedMD5, type=BFD_AUTH_METICULOUS_KEYED_MD5, size=24):
    """An MD5 digest, whose `seq` grows with every packet."""


class KeyedSHA1(_Keyed, type=BFD_AUTH_KEYED_SHA1, size=28):
    """A SHA1 hash (RFC 5880, 4.4), whose `seq` need not grow with every packet."""
    auth_hash: bytes_(20) = None

    hash = hashlib.sha1

    def __init__(self, auth_key_id: int, seq: int, auth_key: bytes | None = None, auth_hash: bytes | None = None,
                 auth_len: int | None = None) -> None:  # fmt: skip
        self.auth_key_id, self.seq, self.auth_key = auth_key_id, seq, auth_key
        self.auth_hash, self.auth_len = auth_hash, auth_len

    @property
    def digest(self) -> bytes | None:
        """Its name in the other class."""
        return self.auth_hash

    @digest.setter
    def digest(self, digest: bytes | None) -> None:
        self.auth_hash = digest


class MeticulousKeyedSHA1(KeyedSHA1, type=BFD_AUTH_METICULOUS_KEYED_SHA1, size=28):
    """A SHA1 hash, whose `seq` grows with every packet."""


class bfd(LateHeader, length='length', last='length'):
    """A control packet (RFC 5880, 4.1); intervals are microseconds, `auth_cls` is an authentication section or None.

    A `length` of 0 or None is filled in, and the flag that tells of a section.
    """
    ver: bits(3) = VERSION
    diag: bits(5) = BFD_DIAG_NO_DIAG
    state: bits(2) = BFD_STATE_ADMIN_DOWN
    flags: bits(6) = 0
    detect_mult: u8 = 0
    length: u8 = None
    my_discr: u32 = 0
    your_discr: u32 = 0
    desired_min_tx_interval: u32 = 0
    required_min_rx_interval: u32 = 0
    required_min_echo_rx_interval: u32 = 0
    auth_cls: body = None

    if TYPE_CHECKING:
        auth_cls: BFDAuth | None

    filled = ('length',)
    is_last = True

    @classmethod
    def decode_prefix(cls, buf: bytes, offset: int, limit: int) -> tuple[Self, int]:
        if limit - offset < SIZE or buf[offset] >> 5 != VERSION:
            raise DecodeError('bfd', f'no packet of version {VERSION} and {SIZE} bytes', buf, offset)
        size = buf[offset + LENGTH_AT]
        section = buf[offset + 1] & BFD_FLAG_AUTH_PRESENT
        if not SIZE + 2 * bool(section) <= size <= limit - offset:
            raise DecodeError('bfd', f'length {size}, bytes left {limit - offset}', buf, offset)
        if section and buf[offset + SIZE + 1] != size - SIZE:
            raise DecodeError('bfd', f'a section of {buf[offset + SIZE + 1]} bytes in {size - SIZE}', buf, offset)
        return cls.deferred(buf, offset, offset + size), offset + size

    def complete(self) -> None:
        if self.flags & BFD_FLAG_AUTH_PRESENT:
            self.auth_cls = BFDAuth.decode(self.auth_cls, 0, len(self.auth_cls))

    def serialize(self, payload: bytes = b'', prev: PacketBase | None = None) -> bytes:
        self.length = self.length or len(self)
        if isinstance(self.auth_cls, BFDAuth):
            self.flags |= BFD_FLAG_AUTH_PRESENT
            self.auth_cls.sign(self)
        return self.encode()

    def authenticate(self, auth_keys: Keys | None = None) -> bool:
        """Whether the sender has one of the keys, which are bytes by their id; False where there is no section."""
        return isinstance(self.auth_cls, BFDAuth) and self.auth_cls.authenticate(self, auth_keys)
