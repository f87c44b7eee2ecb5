"""The version of Ryu whose names and behaviour are offered; programs compare it with what they need."""

from __future__ import annotations

__all__ = ['__version__', 'version', 'version_info']

version_info = (4, 34)
version = __version__ = '4.34'
