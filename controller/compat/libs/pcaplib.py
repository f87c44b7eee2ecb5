"""The headers of pcap files as programs read and write them by themselves; readers and writers are ours."""

from __future__ import annotations

import struct
import sys
from typing import Any, ClassVar

__all__ = ['PcapFileHdr', 'PcapPktHdr']

ORDERS = {'big': '>', 'little': '<'}


class PcapFileHdr:
    """What a file begins with; written in the byte order of this machine."""

    MAGIC_NUMBER_IDENTICAL: ClassVar[bytes] = b'\xa1\xb2\xc3\xd4'  # big-endian
    MAGIC_NUMBER_SWAPPED: ClassVar[bytes] = b'\xd4\xc3\xb2\xa1'
    FILE_HDR_SIZE: ClassVar[int] = 24

    def __init__(
        self, magic: bytes = MAGIC_NUMBER_SWAPPED, version_major: int = 2, version_minor: int = 4, thiszone: int = 0,
        sigfigs: int = 0, snaplen: int = 0, network: int = 0,
    ) -> None:  # fmt: skip
        self.magic = magic
        self.version_major = version_major
        self.version_minor = version_minor
        self.thiszone = thiszone
        self.sigfigs = sigfigs
        self.snaplen = snaplen
        self.network = network

    @classmethod
    def parser(cls, buf: bytes) -> tuple[PcapFileHdr, str]:
        """The header and its byte order, 'big' or 'little'; raises struct.error."""
        known = {cls.MAGIC_NUMBER_IDENTICAL: 'big', cls.MAGIC_NUMBER_SWAPPED: 'little'}
        order = known.get(bytes(buf[:4]))
        if order is None:
            raise struct.error('this is no pcap file')
        return cls(*struct.unpack_from(f'{ORDERS[order]}4sHHIIII', buf)), order

    def serialize(self) -> bytes:
        """The bytes, and the magic number that goes with them."""
        self.magic = self.MAGIC_NUMBER_IDENTICAL if sys.byteorder == 'big' else self.MAGIC_NUMBER_SWAPPED
        return struct.pack(f'{ORDERS[sys.byteorder]}4sHHIIII', *vars(self).values())


class PcapPktHdr:
    """What stands before each packet: when, how much of it there is, how long it was."""

    PKT_HDR_SIZE: ClassVar[int] = 16

    def __init__(self, ts_sec: int = 0, ts_usec: int = 0, incl_len: int = 0, orig_len: int = 0) -> None:
        self.ts_sec = ts_sec
        self.ts_usec = ts_usec
        self.incl_len = incl_len
        self.orig_len = orig_len

    @classmethod
    def parser(cls, buf: bytes, byteorder: str = 'little') -> tuple[PcapPktHdr, Any]:
        """The header and the packet behind it; raises struct.error, and IndexError where there are no bytes."""
        if not buf:
            raise IndexError('No data')
        header = cls(*struct.unpack_from(f'{ORDERS[byteorder]}IIII', buf))
        return header, buf[cls.PKT_HDR_SIZE : cls.PKT_HDR_SIZE + header.incl_len]

    def serialize(self) -> bytes:
        """The bytes, in the order of this machine."""
        return struct.pack(f'{ORDERS[sys.byteorder]}IIII', *vars(self).values())
