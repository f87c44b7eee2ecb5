"""The app `ofp_event`, which in Ryu answers the switches: here the channel does, whether this app is loaded or not."""

from __future__ import annotations

from typing import Any

from ...app import App

__all__ = ['OFPHandler']


class OFPHandler(App):
    """Has the name by which programs look for it; whoever sends events of switches by it reaches their handlers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = 'ofp_event'
