"""What Ryu's `ofproto_protocol` has: the modules of a version as a pair."""

from __future__ import annotations

from typing import Any

from .versions import modules, numbers

__all__ = ['ProtocolDesc']


class ProtocolDesc:
    """A version's modules, `ofproto` and `ofproto_parser`; without a number those of the newest version."""

    ofproto: Any
    ofproto_parser: Any

    def __init__(self, version: int | None = None) -> None:
        self.set_version(max(numbers()) if version is None else version)

    def set_version(self, version: int) -> None:
        """Be of another version; raises ValueError where there is none of that number."""
        self.ofproto, self.ofproto_parser = modules(version)

    @property
    def supported_ofp_version(self) -> frozenset[int]:
        """The numbers of all versions."""
        return numbers()
