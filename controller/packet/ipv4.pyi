# Made by `python -m controller.commands.packet_stubs` from ipv4.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from .packet_base import Header

__all__ = [
    'ipv4',
]

class ipv4(Header):
    version: int
    header_length: int
    tos: int
    total_length: int
    identification: int
    flags: int
    offset: int
    ttl: int
    proto: int
    csum: int
    src: str
    dst: str
    option: bytes | None
    def __init__(
        self, version: int = 4, header_length: int = 5, tos: int = 0, total_length: int = 0, identification: int = 0,
        flags: int = 0, offset: int = 0, ttl: int = 255, proto: int = 0, csum: int = 0,
        src: str | int | bytes = '10.0.0.1', dst: str | int | bytes = '10.0.0.2', option: bytes | None = None,
    ) -> None: ...
    @property
    def payload_protocol(self) -> int: ...
    def pseudo_header(self, protocol: int, length: int) -> bytes: ...
