# Made by `python -m controller.commands.packet_stubs` from bfd.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from collections.abc import Mapping
from typing import Any, Final
from .packet_base import LateHeader, Part

__all__ = [
    'BFD_AUTH_KEYED_MD5', 'BFD_AUTH_KEYED_SHA1', 'BFD_AUTH_METICULOUS_KEYED_MD5', 'BFD_AUTH_METICULOUS_KEYED_SHA1',
    'BFD_AUTH_RESERVED', 'BFD_AUTH_SIMPLE_PASS', 'BFD_DIAG_ADMIN_DOWN', 'BFD_DIAG_CONCAT_PATH_DOWN',
    'BFD_DIAG_CTRL_DETECT_TIME_EXPIRED', 'BFD_DIAG_ECHO_FUNC_FAILED', 'BFD_DIAG_FWD_PLANE_RESET',
    'BFD_DIAG_NEIG_SIG_SESS_DOWN', 'BFD_DIAG_NO_DIAG', 'BFD_DIAG_PATH_DOWN', 'BFD_DIAG_REV_CONCAT_PATH_DOWN',
    'BFD_FLAG_AUTH_PRESENT', 'BFD_FLAG_CTRL_PLANE_INDEP', 'BFD_FLAG_DEMAND', 'BFD_FLAG_FINAL', 'BFD_FLAG_MULTIPOINT',
    'BFD_FLAG_POLL', 'BFD_STATE_ADMIN_DOWN', 'BFD_STATE_DOWN', 'BFD_STATE_INIT', 'BFD_STATE_UP', 'BFDAuth', 'KeyedMD5',
    'KeyedSHA1', 'MeticulousKeyedMD5', 'MeticulousKeyedSHA1', 'SimplePassword', 'bfd',
]

BFD_STATE_ADMIN_DOWN: Final = 0
BFD_STATE_DOWN: Final = 1
BFD_STATE_INIT: Final = 2
BFD_STATE_UP: Final = 3
BFD_DIAG_NO_DIAG: Final = 0
BFD_DIAG_CTRL_DETECT_TIME_EXPIRED: Final = 1
BFD_DIAG_ECHO_FUNC_FAILED: Final = 2
BFD_DIAG_NEIG_SIG_SESS_DOWN: Final = 3
BFD_DIAG_FWD_PLANE_RESET: Final = 4
BFD_DIAG_PATH_DOWN: Final = 5
BFD_DIAG_CONCAT_PATH_DOWN: Final = 6
BFD_DIAG_ADMIN_DOWN: Final = 7
BFD_DIAG_REV_CONCAT_PATH_DOWN: Final = 8
BFD_FLAG_MULTIPOINT: Final = 1
BFD_FLAG_DEMAND: Final = 2
BFD_FLAG_AUTH_PRESENT: Final = 4
BFD_FLAG_CTRL_PLANE_INDEP: Final = 8
BFD_FLAG_FINAL: Final = 16
BFD_FLAG_POLL: Final = 32
BFD_AUTH_RESERVED: Final = 0
BFD_AUTH_SIMPLE_PASS: Final = 1
BFD_AUTH_KEYED_MD5: Final = 2
BFD_AUTH_METICULOUS_KEYED_MD5: Final = 3
BFD_AUTH_KEYED_SHA1: Final = 4
BFD_AUTH_METICULOUS_KEYED_SHA1: Final = 5
Keys = Mapping[int, bytes]

class BFDAuth(Part):
    auth_type: int
    auth_len: int
    data: bytes
    def __init__(self, auth_type: int, auth_len: int | None = None, data: bytes = b'') -> None: ...
    def sign(self, packet: bfd) -> None: ...
    def authenticate(self, prev: bfd, auth_keys: Keys | None = None) -> bool: ...

class SimplePassword(BFDAuth):
    auth_key_id: int
    password: bytes
    def __init__(
        self, auth_key_id: int, password: bytes = b'', auth_len: int | None = None, auth_type: int | None = None,
    ) -> None: ...
    def authenticate(self, prev: bfd | None = None, auth_keys: Keys | None = None) -> bool: ...

class _Keyed(BFDAuth):
    auth_key_id: int
    seq: int
    auth_key: Any
    def __init__(self, auth_type: int, auth_key_id: int, seq: int, auth_len: int | None = None) -> None: ...
    def digest_of(self, packet: bfd, key: bytes) -> bytes: ...

class KeyedMD5(_Keyed):
    digest: bytes
    hash: Any
    def __init__(
        self, auth_key_id: int, seq: int, auth_key: bytes | None = None, digest: bytes | None = None,
        auth_len: int | None = None,
    ) -> None: ...

class MeticulousKeyedMD5(KeyedMD5): ...

class KeyedSHA1(_Keyed):
    auth_hash: bytes
    hash: Any
    def __init__(
        self, auth_key_id: int, seq: int, auth_key: bytes | None = None, auth_hash: bytes | None = None,
        auth_len: int | None = None,
    ) -> None: ...
    @property
    def digest(self) -> bytes | None: ...
    @digest.setter
    def digest(self, value: bytes | None) -> None: ...

class MeticulousKeyedSHA1(KeyedSHA1): ...

class bfd(LateHeader):
    ver: int
    diag: int
    state: int
    flags: int
    detect_mult: int
    length: int
    my_discr: int
    your_discr: int
    desired_min_tx_interval: int
    required_min_rx_interval: int
    required_min_echo_rx_interval: int
    auth_cls: BFDAuth | None
    def __init__(
        self, ver: int = 1, diag: int = 0, state: int = 0, flags: int = 0, detect_mult: int = 0, my_discr: int = 0,
        your_discr: int = 0, desired_min_tx_interval: int = 0, required_min_rx_interval: int = 0,
        required_min_echo_rx_interval: int = 0, auth_cls: BFDAuth | None = None, length: int | None = None,
    ) -> None: ...
    def authenticate(self, auth_keys: Keys | None = None) -> bool: ...
